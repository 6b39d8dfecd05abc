//! The review from any shell: the same deeds as on its screen, with the same words.

use clap::{Args, Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};
use warroom_register::words::{AdviceKind, EntryKind, FactorKind, Section};
use warroom_register::{Agenda, Command, EntryId, Handle, Register, Text};

use super::act::{Judge, Wanted};
use super::text;
use super::write::{Perhaps, Words};
use crate::trouble::Trouble;
use crate::{clock, out};

/// A raw idea may rest so long, in hours, where nobody says otherwise.
const REST_HOURS: i64 = 48;

/// Who makes a recommendation happen, by when, and where that is seen.
#[derive(Clone, Debug, Args)]
pub(crate) struct Owned {
    /// The one person
    #[arg(value_name = "HANDLE", value_parser = Handle::new)]
    owner: Handle,
    /// By when: 2026-12-04, '4 Dec'
    #[arg(value_name = "DATE")]
    due: String,
    /// Where the team tracks it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    link: String,
}

/// One deed of a review.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ReviewStep {
    /// Begin the review of a closed incident
    #[command(after_help = "Example: warroom review open gil --notes hana --agenda 3,30,7,10,10")]
    Open {
        /// Who leads through it; best somebody who was not in the incident
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        facilitator: Handle,
        /// Who takes notes
        #[arg(long, value_name = "HANDLE", value_parser = Handle::new)]
        notes: Option<Handle>,
        /// Minutes for each of the five steps; without it as review.toml says, else 3,30,7,10,10
        #[arg(long, value_name = "N,N,N,N,N", value_parser = agenda)]
        agenda: Option<Agenda>,
    },
    /// Go to another step of the agenda
    #[command(after_help = "Example: warroom review step 2")]
    Step {
        /// From 1 to 5
        step: u8,
    },
    /// Give the chair to somebody else
    #[command(after_help = "Example: warroom review give hana")]
    Give {
        /// To whom
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        to: Handle,
    },
    /// Say who takes notes; without a name nobody does
    #[command(after_help = "Example: warroom review notes hana")]
    Notes {
        /// Who
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        who: Option<Handle>,
    },
    /// Take the chair when whoever has it is gone
    #[command(after_help = "Example: warroom review chair gil has lost the link")]
    Chair {
        #[command(flatten)]
        words: Perhaps,
    },
    /// Note who is at the review
    #[command(after_help = "Example: warroom review attend ben")]
    Attend {
        /// Who
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        who: Handle,
    },
    /// Agree to the timeline as it stands
    #[command(after_help = "Example: warroom review agree")]
    Agree,
    /// Say that you see it differently, and how
    #[command(after_help = "Example: warroom review differ the restart came before the page")]
    Differ {
        #[command(flatten)]
        words: Words,
    },
    /// Say what you saw or thought at a moment
    #[command(after_help = "Example: warroom review account it counts warm spares, I thought \
                      --on 45 --tool 'capacity board' --out-of-reach 'us-east boards'")]
    Account {
        #[command(flatten)]
        words: Words,
        /// The record that the moment was
        #[arg(long, value_name = "ID")]
        on: Option<EntryId>,
        /// With which tool you saw it
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        tool: String,
        /// What you could not reach or see
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        out_of_reach: String,
    },
    /// Add an entry that is missing; it is marked as added later
    #[command(after_help = "Example: warroom review missing the mirror was in use --at 14:12")]
    Missing {
        #[command(flatten)]
        words: Words,
        /// When it happened: 14:12, 14:12~ (about), '24 Nov 14:12', '2026-11-24 14:12'
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        at: String,
        /// What kind of entry
        #[arg(long, value_parser = entry_kind(), default_value = "observation")]
        kind: EntryKind,
    },
    /// Write down what contributed; there is never just one cause
    #[command(after_help = "Example: warroom review factor led_to two hosts look alike --on 26")]
    Factor {
        #[arg(value_parser = factor_kind())]
        kind: FactorKind,
        #[command(flatten)]
        words: Words,
        /// The entry that shows it
        #[arg(long, value_name = "ID")]
        on: Option<EntryId>,
    },
    /// Write down something worth doing
    #[command(
        after_help = "Example: warroom review recommend technical colour the prompt of hosts"
    )]
    Recommend {
        #[arg(value_parser = advice_kind())]
        kind: AdviceKind,
        #[command(flatten)]
        words: Words,
        /// The idea that it grew from
        #[arg(long, value_name = "ID")]
        idea: Option<EntryId>,
    },
    /// It is worth doing, and this person makes it happen
    #[command(after_help = "Example: warroom review accept 61 ben 2026-12-04 --link TEAM-481")]
    Accept {
        entry: EntryId,
        #[command(flatten)]
        by: Owned,
    },
    /// It is not worth doing, because
    #[command(after_help = "Example: warroom review decline 62 the old tool goes in March")]
    Decline {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Leave it to a small group for two days
    #[command(after_help = "Example: warroom review rest 63")]
    Rest {
        entry: EntryId,
        /// Until when, if not for two days
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
    },
    /// An accepted recommendation is done
    #[command(after_help = "Example: warroom review finish 61 live on all hosts")]
    Finish {
        entry: EntryId,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Write a part of the report in your own words
    #[command(
        after_help = "Example: warroom review section summary Card payments failed for 70 minutes.\n         \
                      warroom review section lucky < lucky.txt\n         \
                      warroom review section conclusion     (in your editor, where there is a terminal)"
    )]
    Section {
        #[arg(value_parser = section())]
        section: Section,
        #[command(flatten)]
        words: Words,
    },
    /// Comment on the incident or on the draft of its report
    #[command(after_help = "Example: warroom review comment I was on the phone then --on 45")]
    Comment {
        #[command(flatten)]
        words: Words,
        /// What it is about
        #[arg(long, value_name = "ID")]
        on: Option<EntryId>,
    },
    /// Ask something about the report
    #[command(after_help = "Example: warroom review ask were refunds paid twice")]
    Ask {
        #[command(flatten)]
        words: Words,
    },
    /// Answer what a reader asked
    #[command(after_help = "Example: warroom review answer 71 no, checked by finance")]
    Answer {
        entry: EntryId,
        #[command(flatten)]
        words: Words,
    },
    /// Write down who was made aware of the report
    #[command(
        after_help = "Example: warroom review aware senior managers --how 'weekly note' --at 14:20"
    )]
    Aware {
        #[command(flatten)]
        words: Words,
        /// By which channel, in which meeting
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        how: String,
        /// When, if not now: 14:20, 14:20~ (about), '24 Nov 14:20', '2026-11-24 14:20'
        #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
        at: Option<String>,
    },
    /// Agree to the report, by name
    #[command(after_help = "Example: warroom review agree-report")]
    AgreeReport,
    /// End the meeting; say why, where ideas stay raw
    #[command(after_help = "Example: warroom review close two ideas wait for finance")]
    Close {
        #[command(flatten)]
        words: Perhaps,
    },
}

impl ReviewStep {
    /// What words it has.
    pub(crate) fn wanted(&self) -> Wanted<'_> {
        match self {
            Self::Differ { words }
            | Self::Account { words, .. }
            | Self::Missing { words, .. }
            | Self::Factor { words, .. }
            | Self::Recommend { words, .. }
            | Self::Decline { words, .. }
            | Self::Section { words, .. }
            | Self::Comment { words, .. }
            | Self::Ask { words }
            | Self::Aware { words, .. }
            | Self::Answer { words, .. } => Wanted::Needed(&words.text),
            Self::Chair { words } | Self::Finish { words, .. } | Self::Close { words } => {
                Wanted::Perhaps(&words.text)
            }
            Self::Open { .. }
            | Self::Give { .. }
            | Self::Notes { .. }
            | Self::Step { .. }
            | Self::Attend { .. }
            | Self::Agree
            | Self::Accept { .. }
            | Self::Rest { .. }
            | Self::AgreeReport => Wanted::None,
        }
    }

    /// Whether a time or a day goes with it, which the server's clock will judge.
    pub(crate) const fn has_time(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. } | Self::Accept { .. } | Self::Rest { .. } | Self::Aware { .. }
        )
    }

    /// Takes up what comes from a pipe, so that it is there before anything is asked of a server.
    /// None where it tells others nothing.
    pub(crate) fn take_up_words(&mut self) -> Result<Option<String>, Trouble> {
        if self.told_words().is_none() {
            return Ok(None);
        }
        // Before a pipe is read, since what came out of it would be gone.
        self.clone().command("x".into(), Judge::of_shape(clock::now()), None)?;
        let words = text::words(self.wanted())?;
        words.cut.iter().for_each(|cut| out::note(cut));
        if let Some(typed) = self.told_words() {
            *typed = vec![words.text.clone()];
        }
        Ok(Some(words.text))
    }

    fn told_words(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::Differ { words }
            | Self::Account { words, .. }
            | Self::Missing { words, .. }
            | Self::Factor { words, .. }
            | Self::Recommend { words, .. }
            | Self::Section { words, .. }
            | Self::Comment { words, .. }
            | Self::Answer { words, .. } => Some(&mut words.text),
            _ => None,
        }
    }

    /// The words of it that tell others something; none where there are none yet.
    pub(crate) fn told(&self) -> String {
        self.clone().told_words().map_or_else(String::new, |words| words.join(" "))
    }

    /// The command that is asked.
    pub(crate) fn command(
        self,
        text: Text,
        now: Judge,
        register: Option<&Register>,
    ) -> Result<Command, Trouble> {
        use Command as C;
        Ok(match self {
            Self::Open { facilitator, notes, agenda } => {
                let agenda = agenda.unwrap_or_default();
                C::OpenReview { facilitator, notes, agenda }
            }
            Self::Step { step } => C::MoveStep { step },
            Self::Give { to } => C::GiveChair { to },
            Self::Notes { who } => C::SetNotes { who },
            Self::Chair { .. } => C::TakeChair { why: text },
            Self::Attend { who } => C::Attend { who },
            Self::Agree => C::AgreeTimeline {},
            Self::Differ { .. } => C::SeeDifferently { why: text },
            Self::Account { on, tool, out_of_reach, .. } => {
                C::Recount { entry: on, text, tool: tool.into(), out_of_reach: out_of_reach.into() }
            }
            Self::Missing { at, kind, .. } => {
                let seen_at = now.happened(&at, register)?;
                C::AddMissing { kind, seen_at, text }
            }
            Self::Factor { kind, on, .. } => C::AddFactor { kind, text, entry: on },
            Self::Recommend { kind, idea, .. } => C::Recommend { kind, text, idea },
            Self::Accept { entry, by: Owned { owner, due, link } } => {
                C::AcceptAdvice { entry, owner, due: now.day_ahead(&due)?, link: link.into() }
            }
            Self::Decline { entry, .. } => C::DeclineAdvice { entry, why: text },
            Self::Rest { entry, until } => {
                let until = until.map(|until| now.day_ahead(&until)).transpose()?;
                let until = until.unwrap_or_else(|| now.now.plus_seconds(REST_HOURS * 3600));
                C::RestAdvice { entry, until }
            }
            Self::Finish { entry, .. } => C::FinishAdvice { entry, text },
            Self::Section { section, .. } => C::WriteSection { section, text },
            Self::Comment { on, .. } => C::Comment { entry: on, text },
            Self::Ask { .. } => C::AskOfReport { text },
            Self::Answer { entry, .. } => C::AnswerReader { entry, text },
            Self::Aware { how, at, .. } => {
                let at = at.map(|at| now.seen(&at)).transpose()?;
                C::MakeAware { whom: text, how: how.into(), seen_at: at }
            }
            Self::AgreeReport => C::AgreeReport {},
            Self::Close { .. } => C::CloseReview { why: text },
        })
    }
}

/// `3,30,7,10,10`.
fn agenda(text: &str) -> Result<Agenda, String> {
    let wrong = || "an agenda has five numbers of minutes, such as 3,30,7,10,10".to_owned();
    let minutes: Result<Vec<u16>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    let minutes = minutes.ok().and_then(|all| <[u16; 5]>::try_from(all).ok());
    Agenda::of(minutes.ok_or_else(wrong)?)
}

macro_rules! one_of {
    ($name:ident, $type:ty) => {
        fn $name() -> impl clap::builder::TypedValueParser<Value = $type> {
            PossibleValuesParser::new(<$type>::ALL.iter().map(|word| word.name()))
                .try_map(|word| word.parse::<$type>())
        }
    };
}

one_of!(entry_kind, EntryKind);
one_of!(factor_kind, FactorKind);
one_of!(advice_kind, AdviceKind);
one_of!(section, Section);
