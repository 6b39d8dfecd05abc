//! Answering a recommendation behind its meeting: on the record of its room, joined or not, or where an
//! incident is kept that was typed in afterwards.

use clap::Subcommand;
use warroom_register::EntryId;

use crate::cli::act::Judge;
use crate::cli::library::{named, past, team::Team};
use crate::cli::review::{Owned, ReviewStep};
use crate::cli::seat::Run;
use crate::cli::write::{Perhaps, Words, Write};
use crate::cli::{pick, shot, text};
use crate::host::library::{self, Item, Source};
use crate::memory::Joined;
use crate::trouble::Trouble;
use crate::which::Which;
use crate::{clock, out};

/// What is said of a recommendation.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Step {
    /// Say that one is worth doing, and who makes it happen
    #[command(
        after_help = "Example: warroom actions accept INC-17 61 ben 2026-12-04 --link TEAM-481"
    )]
    Accept {
        /// The incident after which it was recommended
        #[arg(value_name = "INC")]
        incident: Which,
        /// The recommendation
        entry: EntryId,
        #[command(flatten)]
        by: Owned,
    },
    /// Say that one is not worth doing, because
    #[command(after_help = "Example: warroom actions decline INC-17 62 the old tool goes in March")]
    Decline {
        /// The incident after which it was recommended
        #[arg(value_name = "INC")]
        incident: Which,
        /// The recommendation
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Say that one that was accepted is done
    #[command(after_help = "Example: warroom actions done INC-17 61 live on all hosts")]
    Done {
        /// The incident after which it was recommended
        #[arg(value_name = "INC")]
        incident: Which,
        /// The recommendation
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
    },
}

impl Step {
    /// Of which incident it is, and the same deed as at a meeting.
    fn of_meeting(self) -> (Which, ReviewStep) {
        match self {
            Self::Accept { incident, entry, by } => (incident, ReviewStep::Accept { entry, by }),
            Self::Decline { incident, entry, words } => {
                (incident, ReviewStep::Decline { entry, words })
            }
            Self::Done { incident, entry, words } => {
                (incident, ReviewStep::Finish { entry, words })
            }
        }
    }
}

/// Where it is recorded.
enum Where {
    /// In a room.
    Room(Joined),
    /// In the recording of an incident that was typed in on this machine.
    TypedIn(std::path::PathBuf),
}

/// Says it on the record of the incident.
pub(super) async fn answer(run: &Run, step: Step) -> Result<(), Trouble> {
    let (which, step) = step.of_meeting();
    // Before anybody is asked, and before a pipe is read: a day that is none helps nobody.
    step.clone().command("x".into(), Judge::of_shape(clock::now()), None)?;
    let place = place(run, which).await?;
    let words = text::words(step.wanted())?;
    words.cut.iter().for_each(|cut| out::note(cut));
    match place {
        Where::Room(joined) => {
            shot::write_taken(run, joined, Write::Review { step }, words.text).await
        }
        Where::TypedIn(path) => {
            let command = step.command(words.text.into(), Judge::of(clock::now()), None)?;
            let seq = past::append(&path, run.handle()?, command)?;
            out::line(&seq.to_string()).map(drop)
        }
    }
}

async fn place(run: &Run, which: Which) -> Result<Where, Trouble> {
    let mut globals = run.globals.clone();
    globals.incident = Some(which);
    let not_joined = match pick::incident(&run.memory()?, &globals) {
        Ok(joined) => return Ok(Where::Room(joined)),
        Err(why) => why,
    };
    let items = library::open(&run.paths)?.items()?;
    let Some(item) = named(&items, which)? else {
        return of_team(run, which).await?.map(Where::Room).ok_or(not_joined);
    };
    let own = item.facts.as_ref().is_some_and(past::is_typed_in);
    match &item.file {
        Some(path) if own && item.source == Source::Imported => Ok(Where::TypedIn(path.clone())),
        _ => Err(Trouble::Refused(
            "its recording was taken in from elsewhere: say it where its server is (warroom review \
             accept, decline or finish), and take the recording in anew"
                .into(),
        )),
    }
}

/// An incident that the team's server keeps and this machine has not joined.
async fn of_team(run: &Run, which: Which) -> Result<Option<Joined>, Trouble> {
    let mut team = Team::of(run)?;
    let items: Vec<Item> = team.advice(run).await.into_iter().map(|it| it.item).collect();
    let item = named(&items, which)?;
    let facts = item.and_then(|item| item.facts.as_ref());
    Ok(facts.and_then(|facts| team.joined(facts.incident?, facts.id)))
}
