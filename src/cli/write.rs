//! The commands that put one thing on the record, as they are typed.

pub(crate) mod hands;
mod roles;

use clap::{Args, Subcommand};
use warroom_register::words::{
    Audience, Call, Kind, Moment, Outcome, PersonalData, Phase, Severity,
};
use warroom_register::{EntryId, Handle};

use super::args::{self, Whom};
use super::review::ReviewStep;
use super::shot::TEAM_IS_ASKED;
pub(crate) use roles::RoleStep;

/// The words of a command that reads them from a pipe where there are none, as the command line knows them.
pub(super) const WORDS: &str = "text";
/// The words of a command that reads a pipe only where it is told to.
pub(super) const PERHAPS: &str = "perhaps";

/// The words of an entry, and when it happened.
#[derive(Args, Clone, Debug)]
pub(crate) struct Entry {
    /// The words; without any they are read from a pipe
    #[arg(id = WORDS, value_name = "TEXT")]
    pub(crate) text: Vec<String>,
    /// When it happened, if not now: 14:06, 14:06~ (about), -5m, '24 Nov 14:06', '2026-11-24 14:06'
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) at: Option<String>,
}

/// Words that must be there.
#[derive(Args, Clone, Debug)]
pub(crate) struct Words {
    /// The words; without any they are read from a pipe
    #[arg(id = WORDS, value_name = "TEXT")]
    pub(crate) text: Vec<String>,
}

/// Words that may be left out.
#[derive(Args, Clone, Debug)]
pub(crate) struct Perhaps {
    /// A word with it; `-` reads it from a pipe
    #[arg(id = PERHAPS, value_name = "TEXT")]
    pub(crate) text: Vec<String>,
}

/// One thing for the record.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Write {
    /// Write down what you saw
    #[command(
        after_help = "Example: warroom saw 5xx on checkout at 40 percent --at -5m\n         \
                      kubectl get pods | warroom saw pods now\n         \
                      ssh prod tail -50 app.log | warroom saw"
    )]
    Saw {
        #[command(flatten)]
        entry: Entry,
        /// The entry it is about
        #[arg(long, value_name = "ID")]
        about: Option<EntryId>,
    },
    /// Write down what you did; naming a task ties it to that task
    #[command(after_help = "Example: warroom did 'restarted the payment pods #27'")]
    Did {
        #[command(flatten)]
        entry: Entry,
        /// The task it was done for, if the words do not name it
        #[arg(long, value_name = "ID")]
        task: Option<EntryId>,
        /// What it was done to, as you believe
        #[arg(long, value_name = "WHAT", default_value = "", hide_default_value = true)]
        on: String,
        /// It stays so, away from normal, until it is put back
        #[arg(long)]
        in_place: bool,
    },
    /// Write down what we hold to be true
    #[command(after_help = "Example: warroom fact the 13:50 deploy touched checkout --suspected")]
    Fact {
        #[command(flatten)]
        entry: Entry,
        /// Held, but not confirmed
        #[arg(long)]
        suspected: bool,
        /// The fact that was true and has changed
        #[arg(long, value_name = "ID")]
        replaces: Option<EntryId>,
    },
    /// Ask something we want to know
    #[command(after_help = "Example: warroom ask did the 13:50 deploy touch checkout")]
    Ask {
        #[command(flatten)]
        words: Words,
        /// The entry it is about
        #[arg(long, value_name = "ID")]
        about: Option<EntryId>,
    },
    /// Write down a next step
    #[command(after_help = "Example: warroom task @ben 10m roll back checkout\n         \
                      warroom task roll back checkout --owner ben --minutes 10")]
    Task {
        #[command(flatten)]
        words: Words,
        /// Who is to do it
        #[arg(long, value_name = "HANDLE", value_parser = doer)]
        owner: Option<Handle>,
        /// Its box
        #[arg(long, value_name = "N")]
        minutes: Option<u16>,
        /// The decision that it carries out
        #[arg(long, value_name = "ID")]
        about: Option<EntryId>,
    },
    /// Keep an idea for the review
    #[command(after_help = "Example: warroom idea alert on queue depth, not only on errors")]
    Idea {
        #[command(flatten)]
        words: Words,
    },
    /// Write down who is affected, how many, since when
    #[command(
        after_help = "Example: warroom impact '52 percent of checkouts fail' --personal-data no"
    )]
    Impact {
        #[command(flatten)]
        entry: Entry,
        /// Whether personal data is touched
        #[arg(long, value_parser = args::personal_data())]
        personal_data: Option<PersonalData>,
        /// Who is affected
        #[arg(long, value_name = "WHO", default_value = "", hide_default_value = true)]
        who: String,
        /// How many they are
        #[arg(long, value_name = "HOW MANY", default_value = "", hide_default_value = true)]
        many: String,
        /// Since when: 13:58, 13:58~ (about), -20m, '24 Nov 13:58', '2026-11-24 13:58'
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        since: Option<String>,
        /// Until when, if it is over
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        until: Option<String>,
        /// The impact that was true and has changed
        #[arg(long, value_name = "ID")]
        replaces: Option<EntryId>,
    },
    /// Write words to an audience outside: sent where you lead or have comms, else a draft for them
    #[command(
        after_help = "Example: warroom update 'Checkout fails for many. We are on it.' --minutes 30"
    )]
    Update {
        #[command(flatten)]
        words: Words,
        /// Whom it is for
        #[arg(long, value_parser = args::audience(), default_value = "public")]
        audience: Audience,
        /// Until the next word
        #[arg(long, value_name = "N")]
        minutes: Option<u16>,
    },
    /// Say, as who leads or has comms, that drafted words to an audience outside have left the building
    #[command(after_help = "Example: warroom send 31")]
    Send { entry: EntryId },
    /// Answer a question
    #[command(after_help = "Example: warroom answer 14 yes, it changed the tax call --fact")]
    Answer {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
        /// The answer is a fact from now on
        #[arg(long)]
        fact: bool,
    },
    /// Give a task or a question to somebody, or to nobody
    #[command(after_help = "Example: warroom assign 27 ben --minutes 10")]
    Assign {
        entry: EntryId,
        /// To whom; `nobody` takes it away
        #[arg(value_name = "HANDLE")]
        to: Whom,
        /// Its box from now on
        #[arg(long, value_name = "N")]
        minutes: Option<u16>,
    },
    /// Say that you have it
    #[command(after_help = "Example: warroom yes 27")]
    Yes { entry: EntryId },
    /// Say that you cannot do it, and why
    #[command(after_help = "Example: warroom no 27 I have no access to that cluster")]
    No {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Ask for more time
    #[command(after_help = "Example: warroom extend 27 15")]
    Extend {
        entry: EntryId,
        /// How many more minutes
        #[arg(value_name = "MINUTES", default_value_t = 10)]
        minutes: u16,
    },
    /// Say that it cannot go on, and what is needed
    #[command(after_help = "Example: warroom blocked 27 somebody with the root key")]
    Blocked {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Say that the work is done
    #[command(after_help = "Example: warroom done 27 rolled back to 4.11")]
    Done {
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Say what a task or an action did: worked, no-effect, made-it-worse
    #[command(after_help = "Example: warroom outcome 27 worked errors are back to 0.1 percent")]
    Outcome {
        entry: EntryId,
        #[arg(value_parser = args::outcome())]
        outcome: Outcome,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Call off a task or a question
    #[command(after_help = "Example: warroom cancel 27 the rollback made it needless")]
    Cancel {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Record a decision of yours, as the lead
    #[command(after_help = "Example: warroom decide we roll back now and look later")]
    Decide {
        #[command(flatten)]
        entry: Entry,
    },
    /// Propose something for the lead to call
    #[command(
        after_help = "Example: warroom propose roll back checkout --risk 'loses 5 minutes of carts'"
    )]
    Propose {
        #[command(flatten)]
        words: Words,
        /// What could go wrong
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        risk: String,
        /// How it is undone
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        undo: String,
        /// By what we shall see that it works
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        expect: String,
        /// What else could be done; may be given several times
        #[arg(long = "option", value_name = "TEXT")]
        options: Vec<String>,
        /// When to look whether it works: 14:25, 20m
        #[arg(long, value_name = "TIME")]
        look: Option<String>,
    },
    /// Object to a proposal
    #[command(after_help = "Example: warroom object 31 the old version cannot read the new carts")]
    Object {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Call a proposal, as the lead: go, no, amended
    #[command(after_help = "Example: warroom call 31 go")]
    Call {
        entry: EntryId,
        #[arg(value_parser = args::call())]
        call: Call,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Put right what an entry says; the old wording stays readable
    #[command(after_help = "Example: warroom amend 14 5xx at 52 percent, not 40")]
    Amend {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Say that an entry does not stand, and why
    #[command(after_help = "Example: warroom retract 14 that graph was of staging")]
    Retract {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Mark a moment to stop at when the record is read out
    #[command(after_help = "Example: warroom star 14")]
    Star {
        entry: EntryId,
        /// Take the star away
        #[arg(long)]
        off: bool,
    },
    /// Say how bad it is now
    #[command(after_help = "Example: warroom severity P2 half of the users are back")]
    Severity {
        #[arg(value_parser = args::severity(), ignore_case = true, required_unless_present = "list")]
        severity: Option<Severity>,
        #[command(flatten)]
        words: Perhaps,
        /// Print what each of them means
        #[arg(long)]
        list: bool,
    },
    /// Say what kind of trouble it is
    #[command(after_help = "Example: warroom kind security a token was leaked")]
    Kind {
        #[arg(value_parser = args::kind(), required_unless_present = "list")]
        kind: Option<Kind>,
        #[command(flatten)]
        words: Perhaps,
        /// Print what each of them means
        #[arg(long)]
        list: bool,
    },
    /// Say how far the work has come
    #[command(after_help = "Example: warroom phase identified the deploy of 13:50")]
    Phase {
        #[arg(value_parser = args::phase(), required_unless_present = "list")]
        phase: Option<Phase>,
        #[command(flatten)]
        words: Perhaps,
        /// Closed: who calls the review
        #[arg(long, value_name = "HANDLE", value_parser = Handle::new)]
        review_by: Option<Handle>,
        /// Closed: by when the review is called: 16:00, 3d
        #[arg(long, value_name = "TIME")]
        review_until: Option<String>,
        /// Print what each of them means
        #[arg(long)]
        list: bool,
    },
    /// Mark one of the times that every report needs
    #[command(after_help = "Example: warroom mark began --at 13:52~")]
    Mark {
        #[arg(value_parser = args::moment())]
        moment: Moment,
        /// When it was, if not now: 14:06, 14:06~ (about), -5m, '24 Nov 14:06', '2026-11-24 14:06'
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        at: Option<String>,
    },
    /// Offer, accept, decline or take a role
    #[command(after_help = "Example: warroom role offer comms cy")]
    Role {
        #[command(subcommand)]
        step: RoleStep,
    },
    #[command(flatten)]
    Hands(hands::Hands),
    /// A deed of a review; typed behind `warroom review`.
    #[command(skip)]
    Review {
        /// Which.
        step: ReviewStep,
    },
    /// Leave the incident for good; who leads hands over first
    #[command(after_help = "Example: warroom leave\n         warroom leave --yes")]
    Leave {
        /// Although you lead: then nobody does
        #[arg(long)]
        yes: bool,
    },
}

/// Somebody who is to do something: where it is nobody here, a team outside is asked.
fn doer(text: &str) -> Result<Handle, String> {
    Handle::new(text).map_err(|why| format!("{why}; {TEAM_IS_ASKED}: warroom need"))
}
