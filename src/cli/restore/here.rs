//! Putting a record right in the data folder itself, on the machine of the server and on the word of
//! whoever holds that folder: nobody else's is taken where the server cannot tell who is right.

use std::path::{Path, PathBuf};

use crate::cli::args::Globals;
use crate::cli::pick;
use crate::cli::seat::Run;
use crate::cli::source::Source;
use crate::host::embedded;
use crate::host::{self, PutRight};
use crate::out;
use crate::trouble::{Trouble, shown};

/// Whose data folder.
pub(super) enum Folder {
    /// That of this machine's own server, which is stopped for it and started again.
    Own,
    /// Another one, which no server holds meanwhile.
    At(PathBuf),
}

/// Makes the record in a data folder what a copy says.
pub(super) async fn put_right(
    run: &Run,
    globals: &Globals,
    folder: Folder,
    from: Option<&Path>,
) -> Result<(), Trouble> {
    let (path, by) = if let Some(path) = from {
        (path.to_owned(), run.handle()?)
    } else {
        let joined = pick::incident(&run.memory()?, globals)?;
        (run.paths.copy_file(joined.id), joined.handle)
    };
    let source = Source::file(run, &path)?;
    // As far as it is whole; what is torn off at its end is not taken.
    let whole = source.text.split_inclusive('\n').take(source.recording.records.len() + 1);
    let text: String = whole.collect();
    let done = match folder {
        Folder::Own => embedded::put_right(&run.paths, &text, by).await?,
        Folder::At(folder) => {
            let _turn = embedded::turn(&folder).await?;
            host::put_right(&folder, &text, by).await?
        }
    };
    let PutRight { incident, first, head, lines, aside } = done;
    let Some(first) = first else {
        out::note(&format!(
            "nothing had to be put right: the server's record of {incident} says the same, up to {head}"
        ));
        return Ok(());
    };
    out::line(&format!("{first} to {head} of {incident} are on the server as this copy has them"))?;
    if let Some(aside) = aside {
        let many =
            if lines == 1 { "1 line that".to_owned() } else { format!("{lines} lines that") };
        out::note(&format!("{many} stood there and read otherwise: kept in {}", shown(&aside)));
    }
    out::note("that it was put right is on record once the server has opened it");
    Ok(())
}
