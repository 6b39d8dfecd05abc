//! What a review found, in a report: each section says it, and the state says who agreed to what.

use super::{NAMED, told};
use crate::report::{Form, render};
use crate::tests::script::{Room, STORY};
use crate::words::{AdviceKind, EntryKind, FactorKind, Section};
use crate::{Agenda, At, Command, Handle, NewEntry, Seq, Text};

pub(super) fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

pub(super) fn ask(room: &mut Room, who: &str, command: Command) -> Seq {
    room.ask(handle(who), command).unwrap()
}

pub(super) fn text(words: &str) -> Text {
    Text::from(words)
}

/// The story with its review, held and closed.
fn reviewed() -> Room {
    let mut room = Room::of(STORY);
    room.now = room.now.plus_seconds(86_400);
    let open = Command::OpenReview {
        facilitator: handle("ben"),
        notes: Some(handle("eve")),
        agenda: Agenda::default(),
    };
    ask(&mut room, "cy", open);
    ask(&mut room, "cy", Command::AgreeTimeline {});
    ask(&mut room, "ana", Command::SeeDifferently { why: text("the page came first") });
    let recount = Command::Recount {
        entry: Some(Seq(12)),
        text: text("I thought it was one host"),
        tool: text("capacity board"),
        out_of_reach: text("us-east boards"),
    };
    ask(&mut room, "ben", recount);
    for (kind, words) in [
        (FactorKind::MadeWorse, "the restart emptied the cache"),
        (FactorKind::LedTo, "two hosts look alike"),
    ] {
        let entry = (kind == FactorKind::MadeWorse).then_some(Seq(12));
        let ben = "ben".parse().unwrap();
        room.taken_before(ben, Command::AddFactor { kind, text: text(words), entry });
    }
    let advise = |room: &mut Room, words: &str| {
        let kind = AdviceKind::Technical;
        ask(room, "ben", Command::Recommend { kind, text: text(words), idea: None })
    };
    let prompt = advise(&mut room, "colour the prompt");
    let cache = advise(&mut room, "drop the cache");
    let due = At::parse("2026-12-04T23:59:59.000Z").unwrap();
    let owner = handle("ben");
    ask(
        &mut room,
        "ben",
        Command::AcceptAdvice { entry: prompt, owner, due, link: text("TEAM-481") },
    );
    let why = text("it carries a third of the load");
    ask(&mut room, "ben", Command::DeclineAdvice { entry: cache, why });
    for (section, words) in [
        (
            Section::Summary,
            "Card payments failed.\n\nFor 70 minutes:\n- in eu-west\n- # not a heading",
        ),
        (Section::Lucky, "It was not a Friday."),
    ] {
        ask(&mut room, "ben", Command::WriteSection { section, text: text(words) });
    }
    let reader = ask(&mut room, "gil", Command::AskOfReport { text: text("paid twice?") });
    ask(
        &mut room,
        "eve",
        Command::AnswerReader { entry: reader, text: text("no, finance looked") },
    );
    ask(&mut room, "ben", Command::CloseReview { why: text("an idea waits for finance") });
    room
}

#[test]
fn what_made_it_worse_is_said_once_and_what_was_written_at_the_review_says_so() {
    let mut room = reviewed();
    let agenda = Agenda::default();
    let open = Command::OpenReview { facilitator: handle("ben"), notes: None, agenda };
    ask(&mut room, "cy", open);
    ask(&mut room, "ben", Command::Amend { entry: Seq(12), text: text("restarted two hosts") });
    ask(&mut room, "warroom", Command::NoteAway { who: handle("cy") });
    has(
        &told(&room),
        &[
            "- `#12` ben, 2026-11-21 14:07: **no effect**: restarted two hosts",
            "- `#44` ben, 2026-11-23 01:16: **made it worse**: the restart emptied the cache",
            "- 01:16 `#56` ben (at the review): `#12` was wrong, now: restarted two hosts",
        ],
    );
    assert!(!told(&room).contains("cy is gone"), "{}", told(&room));
}

#[test]
fn who_agreed_before_the_timeline_changed_and_who_first_saw_it_differently_is_on_record() {
    let mut room = reviewed();
    room.now = room.now.plus_seconds(600);
    let notes = None;
    let open = Command::OpenReview { facilitator: handle("ben"), notes, agenda: Agenda::default() };
    ask(&mut room, "cy", open);
    ask(&mut room, "cy", Command::AgreeTimeline {});
    ask(&mut room, "ana", Command::SeeDifferently { why: text("the page came first") });
    let question = NewEntry::of(EntryKind::Question, "why two hosts?").write();
    ask(&mut room, "gil", question);
    has(&told(&room), &["- Agreed to the timeline: cy"]);
    ask(&mut room, "ben", Command::Amend { entry: Seq(12), text: text("restarted two hosts") });
    ask(&mut room, "ana", Command::AgreeTimeline {});
    let report = told(&room);
    has(
        &report,
        &[
            "- Agreed to the timeline: cy (changed since), ana",
            "- Saw it differently: `#57` ana, 2026-11-23 01:26, later agreed, 2026-11-23 01:26: the page came first",
        ],
    );
}

#[track_caller]
fn has(report: &str, wanted: &[&str]) {
    for line in wanted {
        assert!(report.lines().any(|l| l == *line), "{line}\nin:\n{report}");
    }
}

#[test]
fn what_the_review_found_has_its_sections() {
    let report = told(&reviewed());
    has(
        &report,
        &[
            "| Report | in review, up to record `#53` |",
            "Card payments failed.",
            "For 70 minutes:",
            "- in eu-west",
            "- \\# not a heading",
            "## Contributing factors",
            "- **led to it** `#45` ben, 2026-11-23 01:16: two hosts look alike",
            "- **made it worse** `#44` ben, 2026-11-23 01:16, shown by `#12`: the restart emptied the cache",
            "## Where we were lucky",
            "- ben, at `#12` (seen with: capacity board) (out of reach: us-east boards): I thought it was one host",
            "### To be done",
            "- `#46` ben, 2026-11-23 01:16, technical, **ben** by 2026-12-04, TEAM-481: colour the prompt",
            "### Looked at, and not worth doing",
            "- `#47` ben, 2026-11-23 01:16: drop the cache",
            "  - because, `#49` ben, 2026-11-23 01:16: it carries a third of the load",
            "## Questions about this report",
            "  - answer `#53` eve, 2026-11-23 01:16: no, finance looked",
            "- In the chair: ben; taking notes: eve",
            "- Agreed to the timeline: cy",
            "- Saw it differently: `#42` ana, 2026-11-23 01:16: the page came first",
            "- Ideas were left raw: an idea waits for finance",
        ]
        .map(|line| if line.contains("#53` |") { "| Report | in review, up to record `#54` |" } else { line }),
    );
    assert!(!report.contains("Nobody has written down yet what contributed"));
    assert!(!report.contains("ben is at the review"), "the meeting is no part of the timeline");
    let (factors, restored) =
        (report.find("## Contributing").unwrap(), report.find("## How it was restored").unwrap());
    assert!(factors < restored);
    for form in [Form::Html, Form::Fragment] {
        let page = render(&reviewed().recording(), &NAMED, form, None).unwrap();
        for words in [
            "<h2>Contributing factors</h2>",
            "<h3>To be done</h3>",
            "TEAM-481",
            "- # not a heading",
        ] {
            assert!(page.contains(words), "{words} in:\n{page}");
        }
    }
}

#[test]
fn what_is_done_keeps_the_day_and_the_link_it_was_accepted_with() {
    let mut room = reviewed();
    let prompt =
        *room.register.learning().advice.iter().find(|(_, it)| it.terms.is_some()).unwrap().0;
    ask(&mut room, "ben", Command::FinishAdvice { entry: prompt, text: text("live") });
    has(
        &told(&room),
        &[
            "### Done",
            "- `#46` ben, 2026-11-23 01:16, technical, **ben**, was due 2026-12-04, TEAM-481: colour the prompt",
        ],
    );
}

#[test]
fn agreed_is_what_somebody_agreed_to_as_it_stands() {
    let state = |room: &Room| {
        let report = told(room);
        let line = report.lines().find(|l| l.starts_with("| Report |")).unwrap();
        let word = line.trim_start_matches("| Report | ").split(',').next().unwrap();
        let by = report.lines().find(|l| l.starts_with("| Agreed by |")).unwrap_or_default();
        (word.to_owned(), by.to_owned())
    };
    assert_eq!(state(&Room::of(STORY)).0, "draft");
    let mut room = reviewed();
    assert_eq!(state(&room), ("in review".to_owned(), String::new()));
    ask(&mut room, "ana", Command::AgreeReport {});
    ask(&mut room, "ben", Command::AgreeReport {});
    let by = "| Agreed by | ana 2026-11-23 01:16, ben 2026-11-23 01:16 |".to_owned();
    assert_eq!(state(&room), ("agreed".to_owned(), by));
    // A reader's question changes nothing, a factor does.
    ask(&mut room, "gil", Command::AskOfReport { text: text("and refunds?") });
    assert_eq!(state(&room).0, "agreed");
    let kind = FactorKind::Limited;
    ask(&mut room, "cy", Command::AddFactor { kind, text: text("luck"), entry: None });
    let (word, by) = state(&room);
    assert_eq!(word, "in review");
    assert!(by.ends_with("(changed since), ben 2026-11-23 01:16 (changed since) |"), "{by}");
}

#[test]
fn the_heading_may_be_root_causes_and_the_data_stay_a_list() {
    let mut room = Room::empty();
    let open =
        match crate::tests::script::open(crate::words::Severity::P1, crate::words::Kind::Data, "x")
        {
            Command::Open { sealed, title, severity, kind, mode, talk, key, policy } => {
                let policy = crate::Policy { root_causes: true, ..policy };
                Command::Open { sealed, title, severity, kind, mode, talk, key, policy }
            }
            other => other,
        };
    ask(&mut room, "ana", open);
    let report = told(&room);
    has(&report, &["## Root cause(s)", "Nobody has written down yet what contributed."]);
    let json = render(&room.recording(), &NAMED, Form::Json, None).unwrap();
    let data: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(data["factors"].is_array());
    assert_eq!(data["factors_heading"], "Root cause(s)");
}

#[test]
fn help_options_runs_plans_and_what_is_away_have_their_sections() {
    let mut room = Room::of("ana: open P1 availability Checkout returns 500s");
    let help = Command::AskHelp {
        of: crate::words::Helper::Supplier,
        whom: crate::Title::try_from("Payline".to_owned()).unwrap(),
        text: text("charged twice?"),
        reference: text("88213"),
        until: Some(room.now.plus_seconds(1800)),
    };
    ask(&mut room, "ana", help);
    let run = r#"{"type":"note_run","command":"kubectl rollout restart","began":{"at":"2026-11-21T14:02:00.000Z","about":false},"millis":3100,"exit":0,"output":"deployment restarted","output_bytes":20}"#;
    let run: Command = serde_json::from_str(run).unwrap();
    ask(&mut room, "ana", run);
    let propose = r#"{"type":"propose","text":"drain eu-west","options":["wait","fail over"]}"#;
    ask(&mut room, "ana", serde_json::from_str(propose).unwrap());
    let drained = r#"{"type":"write","kind":"action","text":"drained it","in_place":true}"#;
    ask(&mut room, "ana", serde_json::from_str(drained).unwrap());
    let hit = r#"{"type":"write","kind":"impact","text":"all fail","affected":{"who":"card users","many":"a third"}}"#;
    ask(&mut room, "ana", serde_json::from_str(hit).unwrap());
    let report = told(&room);
    has(
        &report,
        &[
            "## Help that was asked",
            "- `#2` ana, 2026-11-21 14:03: of the supplier **Payline**, 88213 (promised for 2026-11-21 14:33): charged twice?",
            "## Commands that were run",
            "- 2026-11-21 14:02 `#3` ana, exit 0, 3.1s (it printed 20 bytes): kubectl rollout restart",
            "  - output: deployment restarted",
            "- Or else: wait",
            "- Or else: fail over",
            "## What was away from normal",
            "- `#5` ana, 2026-11-21 14:03 (still so): drained it",
        ],
    );
    assert!(report.contains("who: card users; how many: a third"), "{report}");
    assert!(!told(&Room::of(STORY)).contains("## Help that was asked"), "nothing, no heading");
}

#[test]
fn who_was_made_aware_of_it_has_rows_and_changes_nothing() {
    let mut room = reviewed();
    let none = "Nobody has written down yet who was.";
    has(&told(&room), &["## Who was made aware of this report", none]);
    ask(&mut room, "ana", Command::AgreeReport {});
    let seen_at = crate::Seen { at: room.now.plus_seconds(-3600), about: true };
    let aware = |whom: &str, how: &str, seen_at| Command::MakeAware {
        whom: text(whom),
        how: text(how),
        seen_at,
    };
    ask(&mut room, "ben", aware("all | of <b>support</b>", "", None));
    let wrong = ask(&mut room, "ben", aware("the press", "", None));
    ask(&mut room, "eve", aware("senior managers", "weekly note", Some(seen_at)));
    let empty = room.ask(handle("eve"), aware(" ", "", None)).unwrap_err();
    assert!(empty.contains("no words in it"), "{empty}");
    let early = crate::Seen { at: room.now.plus_seconds(600), about: false };
    assert!(room.ask(handle("eve"), aware("x", "", Some(early))).is_err());
    assert!(room.ask(handle("gil"), aware("x", "", None)).is_err(), "who only watches writes none");
    let report = told(&room);
    has(
        &report,
        &[
            "| senior managers | ~2026-11-23 00:16 | weekly note | `#58` eve |",
            "| all \\| of \\<b\\>support\\</b\\> | 2026-11-23 01:16 | not said | `#56` ben |",
        ],
    );
    assert!(report.contains("| Report | agreed,"), "{report}");
    let json = render(&room.recording(), &NAMED, Form::Json, None).unwrap();
    let data: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(data["aware"][0]["text"], "senior managers");
    assert_eq!(
        (&data["aware"][0]["about"], &data["aware"][0]["outdated"]),
        (&true.into(), &false.into())
    );
    let kind = FactorKind::Limited;
    ask(&mut room, "cy", Command::AddFactor { kind, text: text("luck"), entry: None });
    assert!(told(&room).contains("00:16 (changed since) | weekly note"));
    let open =
        Command::OpenReview { facilitator: handle("ben"), notes: None, agenda: Agenda::default() };
    ask(&mut room, "cy", open);
    ask(&mut room, "ben", Command::Retract { entry: wrong, why: text("not them") });
    assert!(!told(&room).contains("the press"));
    let page = render(&room.recording(), &NAMED, Form::Html, None).unwrap();
    assert!(page.contains("<td>all | of &lt;b&gt;support&lt;/b&gt;"), "{page}");
}

#[test]
fn who_had_the_chair_is_told_one_after_the_other_and_who_came_for_it_is_no_responder() {
    let before = told(&Room::of(STORY));
    let responders = |report: &str| {
        let line = report.lines().find(|l| l.starts_with("- On the record: ")).unwrap().to_owned();
        line.rsplit(", ").next().unwrap().to_owned()
    };
    let mut room = Room::of(STORY);
    room.now = room.now.plus_seconds(86_400);
    let join = Command::Join { key: None, scope: crate::words::Scope::Respond, invite: None };
    ask(&mut room, "zoe", join);
    let (facilitator, agenda) = (handle("zoe"), Agenda::default());
    ask(&mut room, "cy", Command::OpenReview { facilitator, notes: None, agenda });
    room.now = room.now.plus_seconds(600);
    ask(&mut room, "zoe", Command::GiveChair { to: handle("cy") });
    let report = told(&room);
    has(&report, &["- In the chair: zoe until 2026-11-23 01:26, then cy"]);
    assert_eq!(responders(&report), responders(&before), "zoe was not in it");
    let zoe = report.lines().find(|l| l.starts_with("| zoe | ")).unwrap();
    assert!(zoe.ends_with("| came for the review |"), "{zoe}");
    let page = render(&room.recording(), &NAMED, Form::Html, None).unwrap();
    assert!(page.contains("<td>zoe until 2026-11-23 01:26, then cy"), "{page}");
    // In JSON the last one stands where it stood.
    let json: serde_json::Value =
        serde_json::from_str(&render(&room.recording(), &NAMED, Form::Json, None).unwrap())
            .unwrap();
    let meeting = &json["reviews"][0];
    assert_eq!((&meeting["chair"], &meeting["chairs"][0]["who"]), (&"cy".into(), &"zoe".into()));
}

#[test]
fn a_decision_counts_whether_it_was_ever_called_and_not_once_it_was_taken_back() {
    let mut room = Room::of(
        "ana: open P2 data x\nana: decide we wait\nana: propose drain it\nana: propose restart it",
    );
    let counted = |room: &Room| {
        let report = told(room);
        let line = report.lines().find(|l| l.starts_with("- On the record: ")).unwrap().to_owned();
        (room.register.key_decisions().count(), line)
    };
    let (many, line) = counted(&room);
    assert!(many == 3 && line.contains("1 decision, 2 proposals to be called,"), "{line}");
    assert!(told(&room).contains("- Never called"));
    let entry = room.register.key_decisions().last().unwrap();
    ask(&mut room, "ana", Command::Retract { entry, why: text("a slip") });
    let (many, line) = counted(&room);
    assert!(many == 2 && line.contains("1 decision, 1 proposal to be called,"), "{line}");
}
