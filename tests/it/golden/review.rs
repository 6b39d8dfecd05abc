//! One of each command of a review.

use warroom_register::protocol::{ClientMessage, Look, ServerMessage};
use warroom_register::words::{AdviceKind, EntryKind, FactorKind, Phase, Section};
use warroom_register::{Agenda, At, Command, Seen, Seq, Text};

use super::{OPENED, handle};

pub(super) fn commands() -> Vec<(&'static str, Command)> {
    let text = Text::from;
    let (ben, day) = (handle("ben"), 86_400_000);
    let seen_at = Seen { at: At::from_ms(OPENED + 60_000), about: true };
    let due = At::from_ms(OPENED + 14 * day);
    let entry = Seq(80);
    vec![
        ("ana", Command::OpenReview { facilitator: ben, notes: None, agenda: Agenda::default() }),
        ("ben", Command::MoveStep { step: 2 }),
        ("ana", Command::TakeChair { why: text("ben is gone") }),
        ("ana", Command::Attend { who: handle("cy") }),
        ("ana", Command::AgreeTimeline {}),
        ("ben", Command::SeeDifferently { why: text("the restart came first") }),
        (
            "ben",
            Command::Recount {
                entry: Some(Seq(15)),
                text: text("I thought it was the network"),
                tool: text("capacity board"),
                out_of_reach: text("us-east boards"),
            },
        ),
        (
            "ben",
            Command::AddMissing {
                kind: EntryKind::Observation,
                seen_at,
                text: text("the mirror was in use"),
            },
        ),
        (
            "ben",
            Command::AddFactor {
                kind: FactorKind::DelayedSeeing,
                text: text("no alert on the failure rate"),
                entry: Some(Seq(10)),
            },
        ),
        (
            "ben",
            Command::Recommend {
                kind: AdviceKind::Technical,
                text: text("alert on the failure rate"),
                idea: Some(Seq(19)),
            },
        ),
        ("ana", Command::RestAdvice { entry, until: due }),
        ("ana", Command::DeclineAdvice { entry, why: text("not now") }),
        ("ana", Command::AcceptAdvice { entry, owner: ben, due, link: text("TEAM-481") }),
        ("ben", Command::FinishAdvice { entry, text: text("live") }),
        (
            "ana",
            Command::WriteSection { section: Section::Summary, text: text("Payments failed.") },
        ),
        ("cy", Command::Comment { entry: Some(Seq(15)), text: text("I was on the phone") }),
        ("cy", Command::AskOfReport { text: text("was anybody charged twice?") }),
        ("ana", Command::AnswerReader { entry: Seq(87), text: text("no") }),
        ("ana", Command::AgreeReport {}),
        ("ana", Command::CloseReview { why: Text::default() }),
    ]
}

/// What joined the vocabulary later: golden files only grow at their end.
pub(super) fn later() -> Vec<(&'static str, Command)> {
    vec![
        ("ben", Command::GiveChair { to: handle("cy") }),
        ("cy", Command::SetNotes { who: Some(handle("ben")) }),
    ]
}

/// What joined it last.
pub(super) fn last() -> Vec<(&'static str, Command)> {
    vec![(
        "cy",
        Command::MakeAware {
            whom: Text::from("senior managers"),
            how: Text::from("weekly note"),
            seen_at: Some(Seen { at: At::from_ms(OPENED + 86_400_000), about: false }),
        },
    )]
}

/// What the chair of a review shows, to the server and from it.
pub(super) fn later_on_the_wire() -> String {
    let look = Look { seq: Seq(52), hindsight: false, timeline: true, as_of: None };
    let whole = Look { hindsight: true, ..look };
    let told = [ServerMessage::Look(look), ServerMessage::Look(whole)];
    for message in &told {
        let read: ServerMessage = serde_json::from_str(&message.frame()).unwrap();
        assert_eq!(read, *message);
    }
    let shown = ClientMessage::Look(look).frame();
    let read: ClientMessage = serde_json::from_str(&shown).unwrap();
    assert_eq!(read, ClientMessage::Look(look));
    let lines = told.iter().map(ServerMessage::frame).chain([shown]);
    lines.map(|line| line + "\n").collect()
}

/// The lobby while a review of one of its incidents is held.
pub(super) fn met_on_the_wire(mut lobby: ServerMessage) -> String {
    let ServerMessage::Lobby { incidents } = &mut lobby else { panic!("no lobby") };
    for line in incidents {
        (line.phase, line.meets) = (Phase::Closed, Some(handle("gil")));
    }
    let line = lobby.frame();
    assert_eq!(serde_json::from_str::<ServerMessage>(&line).unwrap(), lobby);
    line + "\n"
}
