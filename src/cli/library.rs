//! The library on the command line: searching all that was ever written, what is like what, what
//! was recommended and whether it was done, and taking in what others wrote.
//!
//! | module | what it is |
//! |---|---|
//! | `search`, `similar`, `actions` | what is asked of it |
//! | `team` | the library of the team's server, asked beside what this machine keeps |
//! | `import`, `reports`, `past` | what is taken in: recordings, others' reports, an incident typed in afterwards |
//! | `whole` | copies that end too early, brought up to date first |
//! | `forget` | taking it out again |
//! | `shelf` | what the lobby lists of it, and opening that |

mod actions;
mod forget;
mod import;
mod past;
mod reports;
mod search;
pub(super) mod shelf;
mod similar;
pub(super) mod team;
mod whole;

use clap::Subcommand;
use warroom_register::Shown;

use super::seat::Run;
use crate::host::library::{Item, Library as Kept, Names};
use crate::memory::Memory;
use crate::out;
use crate::trouble::Trouble;
use crate::which::Which;

pub(super) use reports::report_named;
pub(crate) use similar::alike_of;
pub(super) use whole::opened;

/// What is asked of the library.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Library {
    /// Search everything that was ever written
    #[command(after_help = "Example: warroom search certificate renewal\n         \
                      warroom search '\"roll back\" checkout' --json | jq -r .open\n\n\
                      Finds the entries that have all of the words, in the singular or the plural, \
                      with accents or without; words in double quotes stand side by side.")]
    Search(search::Search),
    /// Show which incidents were like one, how they ended, and what was recommended
    #[command(after_help = "Example: warroom similar INC-42")]
    Similar(similar::Similar),
    /// List what was recommended and accepted, over all incidents, and answer it
    #[command(after_help = "Example: warroom actions\n         \
                      warroom actions accept INC-17 62 ben 2026-12-04 --link TEAM-481\n         \
                      warroom actions decline INC-17 63 the old tool goes in March\n         \
                      warroom actions done INC-17 61 live on all hosts\n         \
                      warroom actions --ics reminders.ics")]
    Actions(actions::Actions),
    /// Take in recordings, other people's reports, or an incident of before
    #[command(after_help = import::EXAMPLES)]
    Import(import::Import),
    /// Take out for good what was taken in: somebody's report, a recording, an incident of before
    #[command(
        after_help = "Example: warroom forget R-1\n         warroom forget INC-9001 --yes\n\n\
                      What a server keeps of its incidents stays: it is their record."
    )]
    Forget(forget::Forget),
}

/// Asks it.
pub(crate) async fn library(run: &Run, what: Library) -> Result<(), Trouble> {
    match what {
        Library::Search(search) => search::search(run, &search).await,
        Library::Similar(similar) => similar::similar(run, &similar).await,
        Library::Actions(actions) => actions::actions(run, actions).await,
        Library::Import(import) => import::import(run, &import).await,
        Library::Forget(forget) => forget::forget(run, &forget).await,
    }
}

/// What of the library could not be read in full, each with its sentence; that two recordings of one
/// incident disagree is said here.
pub(super) fn in_doubt(library: &Kept, how: &str) -> Result<Vec<Trouble>, Trouble> {
    library.partings()?.iter().for_each(|why| out::note(why));
    let bad = library.damaged()?;
    Ok(bad.iter().map(|why| Trouble::Usage(format!("{how}: {why}"))).collect())
}

/// The item of this name; none where there is none. Of two that share a label it is not guessed.
pub(super) fn named(items: &[Item], which: Which) -> Result<Option<&Item>, Trouble> {
    let is_it =
        |item: &&Item| item.facts.as_ref().is_some_and(|facts| which.is(facts.incident, facts.id));
    let all: Vec<&Item> = items.iter().filter(is_it).collect();
    match all.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        many => {
            let names = Names::of(items, &Memory::default());
            let meant = |item: &&Item| {
                let title = item.facts.as_ref().map_or("", |facts| facts.title.as_str());
                format!("{} ({})", names.name(item), Shown::line(title, 60))
            };
            let all: Vec<_> = many.iter().map(meant).collect();
            Err(Trouble::Usage(format!(
                "several incidents are called so: say {}",
                all.join(" or ")
            )))
        }
    }
}
