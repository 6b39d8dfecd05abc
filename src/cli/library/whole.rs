//! The library of this machine, with its copies as whole as their servers can make them.

use warroom_register::{Broken, Recording};

use crate::cli::seat::Run;
use crate::cli::source::Source;
use crate::host::library::{self, Library};
use crate::memory::Joined;
use crate::trouble::Trouble;

/// The library of this machine, up to date. A copy that ends before the record which took words out
/// of it reads as if it were altered: where a server may be asked, it brings the rest first.
pub(in crate::cli) async fn opened(run: &Run, asks: bool) -> Result<Library, Trouble> {
    let library = library::open(&run.paths)?;
    if !asks || library.damaged()?.is_empty() {
        return Ok(library);
    }
    let short = run.memory()?.joined.into_iter().filter(|joined| ends_too_early(run, joined));
    for joined in short {
        // What is not reached is said by what could not be read.
        drop(Box::pin(Source::incident(run, &joined)).await);
    }
    library::open(&run.paths)
}

/// Whether the copy of an incident lacks the record that took words out of it.
fn ends_too_early(run: &Run, joined: &Joined) -> bool {
    let bytes = std::fs::read(run.paths.copy_file(joined.id)).unwrap_or_default();
    let broken = Recording::read_bytes(&bytes).ok().and_then(|recording| recording.broken);
    matches!(broken, Some(Broken::EndsBefore { .. }))
}
