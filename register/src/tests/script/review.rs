//! The commands of a review, for the walk through all of them.

use crate::words::{AdviceKind, EntryKind, FactorKind, Section};
use crate::{Agenda, At, Command, Handle, Seen, Seq, Text};

/// One of each, about this entry.
pub(crate) fn one_of_each_review(entry: Seq, now: At) -> Vec<Command> {
    let ben: Handle = "ben".parse().unwrap();
    let x = || Text::from("x");
    vec![
        Command::OpenReview { facilitator: ben, notes: None, agenda: Agenda::default() },
        Command::MoveStep { step: 2 },
        Command::TakeChair { why: x() },
        Command::GiveChair { to: "ben".parse().unwrap() },
        Command::SetNotes { who: None },
        Command::Attend { who: ben },
        Command::AgreeTimeline {},
        Command::SeeDifferently { why: x() },
        Command::Recount { entry: Some(entry), text: x(), tool: x(), out_of_reach: x() },
        Command::AddMissing {
            kind: EntryKind::Observation,
            seen_at: Seen { at: now.plus_seconds(-600), about: true },
            text: x(),
        },
        Command::AddFactor { kind: FactorKind::LedTo, text: x(), entry: Some(entry) },
        Command::Recommend { kind: AdviceKind::Technical, text: x(), idea: None },
        Command::AcceptAdvice { entry, owner: ben, due: now, link: x() },
        Command::DeclineAdvice { entry, why: x() },
        Command::RestAdvice { entry, until: now },
        Command::FinishAdvice { entry, text: x() },
        Command::WriteSection { section: Section::Summary, text: x() },
        Command::Comment { entry: None, text: x() },
        Command::AskOfReport { text: x() },
        Command::AnswerReader { entry, text: x() },
        Command::MakeAware { whom: x(), how: x(), seen_at: None },
        Command::AgreeReport {},
        Command::CloseReview { why: x() },
    ]
}
