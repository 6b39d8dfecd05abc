//! The formats of what the lead's hands record, and of the policy that a room is opened with.

use super::{OPENED, golden, handle, title};
use warroom_register::words::{EntryKind, Helper, Kind, Mode, Phase};
use warroom_register::{
    Affected, At, Bytes, Command, NewEntry, Plan, PlanTask, Policy, ReviewDue, Seen, Seq,
    StandingDecision, Text,
};

/// A command of each kind that the lead's hands give.
pub(super) fn commands() -> Vec<(&'static str, Command)> {
    [deeds(), promises(), rest()].concat()
}

fn later(minutes: i64) -> At {
    At::from_ms(OPENED + minutes * 60_000)
}

fn text(words: &str) -> Text {
    Text::from(words)
}

fn deeds() -> Vec<(&'static str, Command)> {
    let mut hit = NewEntry::of(EntryKind::Impact, "a tenth of all checkouts");
    hit.replaces = Some(Seq(16));
    hit.affected = Some(Affected {
        who: text("card payments in eu-west"),
        many: text("4,000"),
        since: Some(Seen { at: At::from_ms(OPENED - 300_000), about: true }),
        until: None,
    });
    let mut did = NewEntry::of(EntryKind::Action, "drained a region");
    (did.target, did.in_place) = (text("eu-west"), true);
    vec![
        ("ben", hit.write()),
        ("ben", did.write()),
        ("ben", Command::CorrectTarget { entry: Seq(52), target: text("eu-central") }),
        ("ana", Command::LeaveInPlace { entry: Seq(12), text: text("no retries") }),
        ("ben", Command::PutBack { entry: Seq(52), text: text("undrained") }),
        (
            "ben",
            Command::Propose {
                text: text("fail over"),
                risk: Text::default(),
                undo: Text::default(),
                expect: Text::default(),
                options: vec![text("wait"), text("drain half")],
                look_at: Some(later(30)),
            },
        ),
        ("ana", Command::PutToRoom { entry: Seq(56), seconds: 30 }),
        ("ana", Command::SetLook { entry: Seq(56), at: None }),
    ]
}

fn promises() -> Vec<(&'static str, Command)> {
    vec![
        (
            "cy",
            Command::AskHelp {
                of: Helper::Supplier,
                whom: title("Payline"),
                text: text("are retries charged twice?"),
                reference: text("88213"),
                until: None,
            },
        ),
        (
            "cy",
            Command::PromiseHelp {
                entry: Seq(59),
                until: Some(later(40)),
                reference: Text::default(),
                text: text("their night shift"),
            },
        ),
        ("cy", Command::Snooze { entry: Seq(59), minutes: 10 }),
        ("cy", Command::AnswerHelp { entry: Seq(59), text: text("no, once") }),
    ]
}

fn rest() -> Vec<(&'static str, Command)> {
    let (who, until) = (Some(handle("ben")), Some(later(7_200)));
    vec![
        (
            "ana",
            Command::CallRound { to: Some(handle("ben")), entry: Some(Seq(12)), text: text("?") },
        ),
        (
            "ben",
            Command::ReportBack {
                entry: Some(Seq(12)),
                text: text("6 of 12 pods"),
                actions: text("the rest"),
                needs: text("nothing"),
            },
        ),
        ("cy", Command::SetSkills { skills: text("payments") }),
        ("ana", Command::UsePlan { name: title("checkout down") }),
        (
            "warroom",
            Command::RecallStanding {
                plan: Seq(66),
                text: text("at night: friendly error page, fix in the morning"),
                agreed_by: text("the board"),
                agreed_on: text("2026-06-03"),
            },
        ),
        ("ana", Command::SetTalk { talk: text("call.example/43") }),
        ("ana", Command::SetReview { review: ReviewDue { who, until } }),
        (
            "ana",
            Command::MovePhase {
                phase: Phase::Closed,
                why: text("quiet"),
                card: Some(Mode::Real),
                card_salt: Some(Bytes([9; 16])),
                seen_at: None,
                review: Some(ReviewDue { who, until: None }),
            },
        ),
    ]
}

/// What joined the vocabulary last.
pub(super) fn last(before: usize) -> Vec<(&'static str, Command)> {
    let mut last = super::review::last();
    last.extend(outside(before + last.len()));
    let until = later(480);
    let token = warroom_register::Hash([3; 32]);
    last.push(("ben", Command::MakeToken { name: title("pay-3"), until, token }));
    last
}

/// A question from outside that was asked before it was written down.
pub(super) fn asked_before() -> Vec<(&'static str, Command)> {
    vec![(
        "cy",
        Command::Inquire {
            text: Text::from("is it over?"),
            asker: Text::default(),
            about: None,
            seen_at: Some(Seen { at: At::from_ms(OPENED - 60_000), about: true }),
        },
    )]
}

/// A question from outside, and the room's that it became.
fn outside(before: usize) -> Vec<(&'static str, Command)> {
    let asked = Seq(u64::try_from(before).unwrap() + 1);
    vec![
        (
            "cy",
            Command::Inquire {
                text: Text::from("how many orders are lost?"),
                asker: Text::from("Ofcom, by phone"),
                about: Some(Seq(16)),
                seen_at: None,
            },
        ),
        ("cy", Command::PassInquiry { entry: asked, text: Text::from("how many?") }),
    ]
}

/// What a room is opened with stands in its first record, and reads back as it was.
#[test]
fn a_policy_reads_as_it_was_written() {
    let plan = Plan {
        name: title("checkout down"),
        kind: Some(Kind::Availability),
        service: Some(title("checkout")),
        agreed_by: Text::from("the payments team"),
        agreed_on: Text::from("2026-06-03"),
        questions: vec![Text::from("which regions?")],
        tasks: vec![PlanTask { text: Text::from("look at the deploys"), minutes: Some(5) }],
        decisions: vec![StandingDecision {
            text: Text::from("at night: friendly error page"),
            agreed_by: Text::from("the board"),
            agreed_on: Text::default(),
        }],
    };
    let policy = Policy { plans: vec![plan], ..Policy::standard() };
    let line = serde_json::to_string(&policy).unwrap() + "\n";
    golden("policy-v1.json", &line);
    assert_eq!(serde_json::from_str::<Policy>(&line).unwrap(), policy);
}
