//! What the words in the line are for at a review.

use serde::{Deserialize, Serialize};
use warroom_register::words::{AdviceKind, EntryKind, FactorKind, Section};
use warroom_register::{At, Command, EntryId, Seen, Text, entries_named, when};

use crate::app::purpose::Purpose;
use crate::app::read::{Read, kind_letter};

/// What Enter makes of the line at a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Remark {
    /// What I saw or thought, part by part.
    Account(Account),
    /// An entry that is missing, near this moment.
    Missing {
        /// What kind of entry.
        kind: EntryKind,
        /// The moment shown.
        near: At,
    },
    /// What contributed.
    Factor(FactorKind),
    /// Something worth doing; the idea that it grew from, if it did.
    Advice {
        /// Technical or organisational.
        kind: AdviceKind,
        /// The idea.
        idea: Option<EntryId>,
    },
    /// How I see it differently.
    Differ,
    /// Something to look into, or a reader's question about the report.
    LookInto {
        /// The record that it is about.
        about: Option<EntryId>,
        /// It is about the report.
        report: bool,
    },
    /// The answer to a reader.
    AnswerReader(EntryId),
    /// A comment, before or after the meeting.
    Comment(Option<EntryId>),
    /// A part of the report.
    Section(Section),
    /// Why it is not worth doing.
    NotWorth(EntryId),
    /// Who was made aware of the report, then how.
    Aware(Option<Text>),
}

/// What somebody saw or thought at a moment, as far as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The record that the moment was.
    pub(crate) about: Option<EntryId>,
    /// What.
    pub(crate) text: Option<Text>,
    /// With which tool they saw it.
    pub(crate) tool: Option<Text>,
}

impl Remark {
    /// What stands before the `>`.
    pub(crate) fn label(&self) -> String {
        let on = |what: &str, about: &Option<EntryId>| match about {
            Some(entry) => format!("{what} {entry}"),
            // Nothing is picked: it is of the whole.
            None => what.trim_end_matches(" on").trim_end_matches(" at").to_owned(),
        };
        match self {
            Self::Account(Account { text: None, about, .. }) => {
                on("what I saw or thought at", about)
            }
            Self::Account(Account { tool: None, .. }) => {
                "with which tool did you see it?".to_owned()
            }
            Self::Account(_) => "what could you not see or reach?".to_owned(),
            Self::Missing { kind, near } => {
                let (day, clock) = (near.short_day(), near.clock());
                format!("missing, {} at about {day} {clock}", kind.verb())
            }
            Self::Factor(kind) => format!("FACTOR, {}", kind.meaning()),
            Self::Advice { kind, idea: None } => format!("IDEA, {kind}"),
            Self::Advice { kind, idea: Some(idea) } => {
                format!("{idea} as a recommendation, {kind}")
            }
            Self::Differ => "I see it differently, because".to_owned(),
            Self::LookInto { report: true, .. } => "question about the report".to_owned(),
            Self::LookInto { about, report: false } => on("to look into", about),
            Self::AnswerReader(entry) => format!("answer {entry}"),
            Self::Comment(about) => on("comment on", about),
            Self::Section(section) => format!("report, {}", section.meaning()),
            Self::NotWorth(entry) => format!("{entry} is not worth doing, because"),
            Self::Aware(None) => "made aware of the report:".to_owned(),
            Self::Aware(Some(_)) => "how?".to_owned(),
        }
    }

    /// What Tab does here.
    pub(crate) const fn tab_hint(&self) -> Option<&'static str> {
        match self {
            Self::Account(Account { text: None, .. }) => Some("Tab: and with which tool"),
            Self::Account(Account { tool: None, .. }) => Some("Tab: and what was out of reach"),
            Self::Missing { .. } => Some("14:12~ in front says when. Tab: kind"),
            Self::Factor(_) => Some("Tab: in which way; #26 shows it"),
            Self::Advice { .. } => Some("Tab: technical, organisational"),
            Self::LookInto { report: false, .. } => Some("Tab: about the report"),
            Self::LookInto { report: true, .. } => Some("Tab: to look into"),
            Self::Section(_) => Some("Editor: in your editor"),
            Self::Aware(None) => Some("who: a team, a person. 14:20~ in front says when"),
            _ => None,
        }
    }

    /// The next choice by Tab.
    pub(crate) fn tab(&mut self) {
        match self {
            Self::Missing { kind, .. } => *kind = after(MISSING, *kind),
            Self::Factor(kind) => *kind = after(FactorKind::ALL, *kind),
            Self::Advice { kind, .. } => *kind = after(AdviceKind::ALL, *kind),
            Self::LookInto { report, .. } => *report = !*report,
            _ => {}
        }
    }

    /// Enter asks on and sends nothing yet.
    pub(crate) const fn goes_on(&self) -> bool {
        matches!(self, Self::Aware(None))
    }

    /// Nothing needs to be written.
    pub(crate) const fn may_be_empty(&self) -> bool {
        matches!(self, Self::Account(Account { text: Some(_), .. }) | Self::Aware(Some(_)))
    }

    /// Words typed for the one may stand for the other.
    pub(crate) fn shares_draft(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Account(a), Self::Account(b)) => a.about == b.about,
            // What was meant to stand near one moment must not slip to another.
            (Self::Missing { near: a, .. }, Self::Missing { near: b, .. }) => a == b,
            (Self::Factor(_), Self::Factor(_)) | (Self::Aware(_), Self::Aware(_)) => true,
            (Self::Advice { idea: a, .. }, Self::Advice { idea: b, .. })
            | (Self::LookInto { about: a, .. }, Self::LookInto { about: b, .. }) => a == b,
            _ => self == other,
        }
    }

    /// The parts that are written already, in order.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &Text> {
        let parts = match self {
            Self::Account(account) => [account.text.as_ref(), account.tool.as_ref()],
            Self::Aware(whom) => [whom.as_ref(), None],
            _ => [None, None],
        };
        parts.into_iter().flatten().filter(|part| !part.is_empty())
    }

    /// Takes the part out that was written last, to be written anew.
    pub(crate) fn step_back(&mut self) -> Option<Text> {
        match self {
            Self::Account(account) => account.tool.take().or_else(|| account.text.take()),
            Self::Aware(whom) => whom.take(),
            _ => None,
        }
    }

    /// What Enter leads to.
    pub(crate) fn read(&self, words: &str, now: At) -> Result<Read, String> {
        let text = || Text::from(words);
        let command = match self {
            Self::Account(account) => account.read(words),
            Self::Aware(None) => {
                let (_, whom) = when::lead_in(words, now)?;
                if whom.trim().is_empty() {
                    return Err("who was made aware of it? a person, a team".into());
                }
                return Ok(Read::Next(Purpose::Remark(Self::Aware(Some(text())))));
            }
            Self::Aware(Some(whom)) => {
                let (seen_at, whom) = when::lead_in(whom.raw(), now)?;
                Command::MakeAware { whom: whom.into(), how: text(), seen_at }
            }
            Self::Missing { kind, near } => {
                let (kind, words) = missing_kind(words, *kind);
                let (seen_at, words) = when::lead_in_near(words, *near)?;
                // The letter may stand behind the time as well.
                let (kind, words) = missing_kind(words, kind);
                let seen_at = seen_at.unwrap_or(Seen { at: *near, about: true });
                Command::AddMissing { kind, seen_at, text: words.into() }
            }
            Self::Factor(kind) => {
                Command::AddFactor { kind: *kind, text: text(), entry: entries_named(words).next() }
            }
            Self::Advice { kind, idea } => {
                Command::Recommend { kind: *kind, text: text(), idea: *idea }
            }
            Self::Differ => Command::SeeDifferently { why: text() },
            Self::LookInto { report: true, .. } => Command::AskOfReport { text: text() },
            Self::LookInto { about, report: false } => {
                let entry = warroom_register::NewEntry {
                    about: *about,
                    ..warroom_register::NewEntry::of(EntryKind::Question, words)
                };
                entry.write()
            }
            Self::AnswerReader(entry) => Command::AnswerReader { entry: *entry, text: text() },
            Self::Comment(entry) => Command::Comment { entry: *entry, text: text() },
            Self::Section(section) => Command::WriteSection { section: *section, text: text() },
            Self::NotWorth(entry) => Command::DeclineAdvice { entry: *entry, why: text() },
        };
        Ok(Read::Command(Box::new(command)))
    }

    /// What is written so far, sent as it is.
    pub(crate) fn read_now(&self, words: &str, now: At) -> Result<Read, String> {
        match self.read(words.trim(), now)? {
            Read::Next(Purpose::Remark(next)) => next.read_now("", now),
            read => Ok(read),
        }
    }
}

impl Account {
    /// Tab asks on, from the first question to the last: with which tool, and what was out of reach.
    /// What somebody saw or thought comes first: the others alone say nothing.
    pub(crate) fn go_on(&mut self, words: &str) -> bool {
        let next = match (&self.text, &self.tool) {
            (None, _) if words.is_empty() => return false,
            (None, _) => &mut self.text,
            (Some(_), None) => &mut self.tool,
            (Some(_), Some(_)) => return false,
        };
        *next = Some(words.into());
        true
    }

    /// The whole as far as it is written, with the words of the part that is being written.
    fn read(&self, words: &str) -> Command {
        let (said, words) = (self.clone(), Text::from(words));
        let (text, tool, out_of_reach) = match (said.text, said.tool) {
            (None, _) => (words, Text::default(), Text::default()),
            (Some(text), None) => (text, words, Text::default()),
            (Some(text), Some(tool)) => (text, tool, words),
        };
        Command::Recount { entry: self.about, text, tool, out_of_reach }
    }
}

/// What may be missing, in the order of Tab.
const MISSING: &[EntryKind] = &[
    EntryKind::Observation,
    EntryKind::Action,
    EntryKind::Fact,
    EntryKind::Question,
    EntryKind::Impact,
];

/// The kind that a letter and a blank in front choose, as in every line, and the words behind them.
fn missing_kind(words: &str, kind: EntryKind) -> (EntryKind, &str) {
    match kind_letter(words) {
        Some((chosen, rest)) if MISSING.contains(&chosen) => (chosen, rest.trim_start()),
        _ => (kind, words),
    }
}

fn after<T: Copy + PartialEq>(all: &[T], here: T) -> T {
    let at = all.iter().position(|one| *one == here).map_or(0, |at| at + 1);
    all.get(at).or_else(|| all.first()).copied().unwrap_or(here)
}
