//! What there is to pick from at a review: who leads through it, its steps, who makes a
//! recommendation happen, the parts of the report.

use serde::{Deserialize, Serialize};
use warroom_register::words::Section;
use warroom_register::{Agenda, Command, EntryId, Handle, Step, when};

use super::assign::person;
use super::choices::{Choice, Wanted, digit_of, needed, perhaps};
use super::pick::Pick;
use super::{Deed, Sure};
use crate::app::board::Board;
use crate::app::purpose::{Purpose, Remark};

/// What is left to a small group rests for so long, in seconds: two days.
const REST_SECONDS: i64 = 2 * 86_400;

/// What is to be picked at a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Meet {
    /// Who leads through it; the agenda that it begins with.
    Facilitator(Agenda),
    /// The step to go to, or the end.
    Agenda,
    /// Who makes this recommendation happen, or that it rests.
    Advice(EntryId),
    /// The chair, or the notes.
    ChairOrNotes,
    /// A part of the report.
    Section,
}

impl Meet {
    /// The choices: name and meaning.
    pub(super) fn choices(self, board: &Board) -> Vec<Choice> {
        let register = &board.register;
        match self {
            Self::Facilitator(_) => {
                let all = register.facilitators().into_iter();
                let was = |in_it| if in_it { "was in it" } else { "was not in it" };
                all.map(|one| Choice::new(one.who.as_str(), was(one.was_in_it))).collect()
            }
            Self::Agenda => {
                let agenda = register.learning().review().map(|review| review.agenda);
                let minutes = |step| {
                    agenda.map_or_else(String::new, |of| format!("{} min", of.minutes(step)))
                };
                let step = |step: Step| Choice::new(step.name(), minutes(step));
                let mut all: Vec<Choice> = Step::ALL.into_iter().map(step).collect();
                all.push(Choice::new("the meeting is over", closing(board)));
                all
            }
            Self::Advice(entry) => {
                let load = |who: Handle| match accepted_by(board, who) {
                    0 => String::new(),
                    1 => "has 1 already".to_owned(),
                    many => format!("has {many} already"),
                };
                let people = owners(board, entry).into_iter();
                let mut all: Vec<Choice> =
                    people.map(|who| Choice::new(who.as_str(), load(who))).collect();
                all.push(Choice::new("let it rest", "two days, for a small group"));
                all
            }
            Self::ChairOrNotes => vec![
                Choice::new("the chair goes to", "somebody else leads through the meeting"),
                Choice::new("notes are taken by", "so that the others can listen"),
            ],
            Self::Section => Section::ALL
                .iter()
                .map(|section| {
                    let written = register.learning().sections.get(section);
                    let meaning = written.map_or("not written yet", |_| "written; this goes on");
                    Choice::new(section.meaning(), meaning)
                })
                .collect(),
        }
    }

    /// The same of what an idea became.
    pub(super) fn follows(self, board: &Board) -> Self {
        match self {
            Self::Advice(entry) => Self::Advice(board.register.learning().as_advised(entry)),
            other => other,
        }
    }

    /// The people on the list, who stand before whatever else is on it.
    pub(super) fn people(self, board: &Board) -> Vec<Handle> {
        match self {
            Self::Facilitator(_) => {
                board.register.facilitators().into_iter().map(|one| one.who).collect()
            }
            Self::Advice(entry) => owners(board, entry),
            Self::Agenda | Self::ChairOrNotes | Self::Section => Vec::new(),
        }
    }

    /// The digit that chooses: a person's own, the same as everywhere; what rests has the nought.
    pub(super) fn index_of(self, digit: usize, board: &Board) -> Option<usize> {
        match (self, digit) {
            (Self::Advice(entry), 0) => Some(owners(board, entry).len()),
            (Self::Advice(_) | Self::Facilitator(_), digit) => {
                let who = person(board, digit)?;
                self.people(board).iter().position(|one| *one == who)
            }
            (_, digit) => digit.checked_sub(1),
        }
    }

    /// The digit that stands before a choice.
    pub(super) fn digit(self, index: usize, board: &Board) -> String {
        match self {
            Self::Advice(_) | Self::Facilitator(_) => match self.people(board).get(index) {
                Some(who) => {
                    let number = board.register.responders().get(who).map_or(0, |r| r.number);
                    let digit = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
                    digit.map_or_else(|| " ".to_owned(), digit_of)
                }
                None => "0".to_owned(),
            },
            Self::Agenda | Self::ChairOrNotes | Self::Section => digit_of(index),
        }
    }

    /// Only opens the line.
    pub(super) const fn at_once(self) -> bool {
        matches!(self, Self::Section)
    }

    /// What words are wanted with what is picked.
    pub(super) fn wanted(self, picked: Option<usize>, board: &Board) -> &'static [Wanted] {
        match (self, picked) {
            (Self::Facilitator(_), _) => const { &[perhaps("who takes notes? a name")] },
            (Self::Agenda, Some(index)) if index >= Step::ALL.len() => {
                if board.register.learning().raw(&board.register).next().is_some() {
                    return const { &[needed("why do they stay raw?")] };
                }
                const { &[perhaps("a last word")] }
            }
            (Self::Advice(entry), Some(index)) if index >= owners(board, entry).len() => {
                const { &[perhaps("until when? (two days)")] }
            }
            (Self::Advice(_), _) => {
                const { &[needed("by when? 14d, 2026-12-04"), perhaps("where do you track it? a link")] }
            }
            (Self::ChairOrNotes, _) => const { &[needed("who? a name")] },
            (Self::Agenda | Self::Section, _) => &[],
        }
    }

    pub(super) fn deed(self, ask: &Pick, index: usize, board: &Board) -> Result<Deed, String> {
        let none = || "choose one of the list by its digit".to_owned();
        let command = match self {
            Self::Facilitator(agenda) => {
                let all = board.register.facilitators();
                let facilitator = all.get(index).ok_or_else(none)?.who;
                let notes = match ask.said(0).raw() {
                    "" => ask.notes.filter(|who| *who != facilitator),
                    "-" => None,
                    words => name(words)?,
                };
                Command::OpenReview { facilitator, notes, agenda }
            }
            Self::Agenda => match Step::ALL.get(index) {
                Some(step) => Command::MoveStep { step: step.number() },
                None => Command::CloseReview { why: ask.said(0) },
            },
            Self::Advice(entry) => return advice(ask, entry, index, board),
            Self::ChairOrNotes => {
                let who = name(ask.said(0).raw())?;
                match (index, who) {
                    (0, Some(to)) => Command::GiveChair { to },
                    (0, None) => return Err("to whom? a name".to_owned()),
                    (_, who) => Command::SetNotes { who },
                }
            }
            Self::Section => {
                let section = *Section::ALL.get(index).ok_or_else(none)?;
                let prose = board.register.learning().sections.get(&section);
                let words = prose.map(|prose| prose.text.raw().to_owned()).unwrap_or_default();
                return Ok(Deed::Write(Purpose::Remark(Remark::Section(section)), words));
            }
        };
        Ok(Deed::Command(command))
    }
}

fn advice(ask: &Pick, entry: EntryId, index: usize, board: &Board) -> Result<Deed, String> {
    let said = ask.said(0);
    let command = if let Some(owner) = owners(board, entry).get(index).copied() {
        let due = when::day_ahead(said.raw(), board.now)?;
        Command::AcceptAdvice { entry, owner, due, link: ask.said(1) }
    } else {
        let until = match said.raw() {
            "" => board.now.plus_seconds(REST_SECONDS),
            words => when::day_ahead(words, board.now)?,
        };
        Command::RestAdvice { entry, until }
    };
    Ok(instead(board, entry, command))
}

/// What has its answer already gets another one only where that is meant.
fn instead(board: &Board, entry: EntryId, command: Command) -> Deed {
    let Some(stands) = answer_of(board, entry) else { return Deed::Command(command) };
    let anew = match &command {
        Command::AcceptAdvice { owner, due, .. } => {
            format!("{owner} makes it happen, by {}", due.date())
        }
        Command::RestAdvice { until, .. } => format!("it rests until {}", until.date()),
        _ => "it has another answer".to_owned(),
    };
    let sentence = format!("{entry} has its answer: {stands}. From now on {anew} instead?");
    Deed::Sure(Sure::new(sentence, Deed::Command(command)))
}

/// The answer that a recommendation has, in words; none while it is raw.
pub(crate) fn answer_of(board: &Board, entry: EntryId) -> Option<String> {
    use warroom_register::AdviceState as S;
    match &board.register.learning().advice.get(&entry)?.state {
        S::Raw => None,
        S::Accepted { owner, due, .. } => {
            Some(format!("{owner} makes it happen, by {}", due.date()))
        }
        S::Declined(_) => Some("it is not worth doing".to_owned()),
        S::Resting(until) => Some(format!("it rests until {}", until.date())),
        S::Done(owner, _) => Some(format!("{owner} did it")),
    }
}

fn name(words: &str) -> Result<Option<Handle>, String> {
    match words.trim().trim_start_matches('@') {
        "" => Ok(None),
        word => word.parse().map(Some),
    }
}

/// Who may make something happen: people, in the order of joining. Nobody an idea that is not said to
/// be technical or organisational yet: it can only rest.
pub(crate) fn owners(board: &Board, entry: EntryId) -> Vec<Handle> {
    let idea = board.register.learning().is_idea(entry);
    let all = board.register.in_order().into_iter().filter(|_| !idea);
    all.filter(|(_, responder)| !responder.left).map(|(who, _)| who).collect()
}

fn accepted_by(board: &Board, who: Handle) -> usize {
    let all = board.register.learning().advice.values();
    let theirs = |state: &warroom_register::AdviceState| matches!(state, warroom_register::AdviceState::Accepted { owner, .. } if *owner == who);
    all.filter(|advice| theirs(&advice.state)).count()
}

/// What is left when the meeting ends.
fn closing(board: &Board) -> String {
    let register = &board.register;
    let never = |entry: &EntryId| register.decisions().get(entry).is_some_and(|d| d.call.is_none());
    let uncalled = match register.key_decisions().filter(never).count() {
        0 => String::new(),
        many => format!("; {} never called", crate::app::words::many(many, "proposal")),
    };
    let raw = match register.learning().raw(register).count() {
        0 => "each has its answer".to_owned(),
        1 => "1 idea is raw: say why".to_owned(),
        many => format!("{many} ideas are raw: say why"),
    };
    raw + &uncalled
}
