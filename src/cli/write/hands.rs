//! The commands of the lead's hands, and those by which others answer them, as they are typed.

use clap::Subcommand;
use warroom_register::limits::WINDOW_SECONDS;
use warroom_register::words::Helper;
use warroom_register::{EntryId, Handle, Title};

use super::super::args;
use super::{Perhaps, Words};

/// One thing for the record.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Hands {
    /// Ask a team, a person or a supplier for help
    #[command(
        after_help = "Example: warroom need are retries charged twice --of Payline --kind supplier \
                      --ref 88213 --by 14:40"
    )]
    Need {
        #[command(flatten)]
        words: Words,
        /// Of whom, by name
        #[arg(long, value_name = "NAME", value_parser = title)]
        of: Title,
        /// What they are
        #[arg(long, value_parser = args::helper(), default_value = "team")]
        kind: Helper,
        /// What they call it: the number of their ticket
        #[arg(long = "ref", value_name = "TEXT", default_value = "", hide_default_value = true)]
        reference: String,
        /// By when they promised to answer: 14:40, 20m
        #[arg(long, value_name = "TIME")]
        by: Option<String>,
    },
    /// Say by when those who were asked for help will answer
    #[command(after_help = "Example: warroom promised 31 --by 14:40 their night shift looks")]
    Promised {
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
        /// By when: 14:40, 20m
        #[arg(long, value_name = "TIME")]
        by: Option<String>,
        /// What they call it: the number of their ticket
        #[arg(long = "ref", value_name = "TEXT", default_value = "", hide_default_value = true)]
        reference: String,
    },
    /// Write down what those who were asked for help answered
    #[command(after_help = "Example: warroom helped 31 no, each card is charged once")]
    Helped {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Write down what somebody outside asks, by phone or mail: comms answers it
    #[command(
        after_help = "Example: warroom inquiry how many orders are lost --from 'Ofcom, by phone'\n         \
                      warroom yes 31 && warroom answer 31 none, they are all kept"
    )]
    Inquiry {
        #[command(flatten)]
        words: Words,
        /// Who asks, if not you
        #[arg(long, value_name = "WHO", default_value = "", hide_default_value = true)]
        from: String,
        /// The entry it is about
        #[arg(long, value_name = "ID")]
        about: Option<EntryId>,
        /// When it was asked, if not now: 14:06, 14:06~ (about), -5m, '24 Nov 14:06'
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        at: Option<String>,
    },
    /// Pass a question from outside on to the room, in its words or in yours
    #[command(after_help = "Example: warroom pass 31 which tables did the import touch?")]
    Pass {
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Do not ask about a promise for a while
    #[command(after_help = "Example: warroom snooze 31 15")]
    Snooze {
        entry: EntryId,
        /// For so many minutes
        #[arg(value_name = "MINUTES", default_value_t = 10)]
        minutes: u16,
    },
    /// Put a proposal to the room: who objects strongly says so now
    #[command(after_help = "Example: warroom put 31 --seconds 60")]
    Put {
        entry: EntryId,
        /// For so long
        #[arg(long, value_name = "N", default_value_t = WINDOW_SECONDS)]
        seconds: u16,
    },
    /// Say when a decision is to be looked at again
    #[command(after_help = "Example: warroom look 31 14:25\n         warroom look 31 never")]
    Look {
        entry: EntryId,
        /// When: 14:25, 20m, never
        #[arg(value_name = "TIME")]
        when: String,
    },
    /// Ask how it stands, of one or of all
    #[command(after_help = "Example: warroom round\n         warroom round --to ben --task 27")]
    Round {
        #[command(flatten)]
        words: Perhaps,
        /// Of whom; without it of everyone who works here
        #[arg(long, value_name = "HANDLE", value_parser = Handle::new)]
        to: Option<Handle>,
        /// About this task
        #[arg(long, value_name = "ID")]
        task: Option<EntryId>,
    },
    /// Say how it stands
    #[command(
        after_help = "Example: warroom stand 6 of 12 pods --task 27 --needs 'a token for eu-west'"
    )]
    Stand {
        #[command(flatten)]
        words: Words,
        /// With this task, if not with what was asked about
        #[arg(long, value_name = "ID")]
        task: Option<EntryId>,
        /// What is being done
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        does: String,
        /// What is needed
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        needs: String,
    },
    /// Say what you can help with
    #[command(after_help = "Example: warroom skills checkout, kubernetes")]
    Skills {
        #[command(flatten)]
        words: Words,
    },
    /// Lay a plan out: its questions, tasks and standing decisions follow
    #[command(after_help = "Example: warroom plan checkout down\n         warroom plans")]
    Plan {
        /// Its name
        #[arg(value_name = "NAME", required = true)]
        name: Vec<String>,
    },
    /// Say where the voices are: a call, a room
    #[command(after_help = "Example: warroom talk call.example/42\n         warroom talk --none")]
    Talk {
        /// The address
        #[arg(value_name = "ADDRESS", required_unless_present = "none")]
        address: Vec<String>,
        /// There is none any more
        #[arg(long, conflicts_with = "address")]
        none: bool,
    },
    /// Say that what was done stays in place, away from normal, until it is put back
    #[command(after_help = "Example: warroom inplace 33 wrong VAT totals are back")]
    Inplace {
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Say that it is as it is normally again
    #[command(after_help = "Example: warroom putback 33 deployed the fixed release")]
    Putback {
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Say what an action really hit; what was believed stays
    #[command(after_help = "Example: warroom target 33 eu-central, not eu-west")]
    Target {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Say who calls the review, and by when
    #[command(after_help = "Example: warroom reviewer dia --by 3d")]
    Reviewer {
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        who: Handle,
        /// By when: 16:00, 3d
        #[arg(long, value_name = "TIME")]
        by: Option<String>,
    },
}

fn title(text: &str) -> Result<Title, String> {
    Title::try_from(text.to_owned())
}
