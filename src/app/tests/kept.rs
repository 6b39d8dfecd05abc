//! Nothing typed is lost: proposals half written, lines the room refuses, drafts set aside.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use warroom_register::protocol::Asked;
use warroom_register::words::EntryKind;
use warroom_register::{Command, CommandId, NewEntry, Seen, Text};

use super::desk::{Desk, opening};
use super::fixture::{World, at, busy, handle};
use crate::app::msg::{Effect, LinkMsg, Msg, Written};
use crate::app::purpose::Purpose;
use crate::app::{App, OpenedFor};

const WHY: &str = "this incident is closed";

fn ana() -> Desk {
    Desk::new("ana", &busy(), "14:20")
}

/// The last draft that was given out to be kept.
fn saved(desk: &Desk) -> String {
    let saved = |effect: &Effect| match effect {
        Effect::SaveDraft(words) => Some(words.clone()),
        _ => None,
    };
    desk.effects.iter().rev().find_map(saved).unwrap()
}

/// The room refuses what was sent last.
fn refuse(desk: &mut Desk) {
    let sent = |effect: &Effect| match effect {
        Effect::Send(asked) => Some(asked.id),
        _ => None,
    };
    let command = desk.effects.iter().rev().find_map(sent).unwrap();
    desk.tell(Msg::Link(LinkMsg::Refused { command, why: WHY.to_owned() }));
}

/// What stands in the line of somebody with these drafts.
fn opened(draft: &str) -> Desk {
    let mut start = opening("ana", at("14:20"));
    start.draft = draft.to_owned();
    Desk { app: App::new(start), effects: Vec::new(), clock: at("14:20") }
}

#[test]
fn a_proposal_half_written_waits_and_goes_on_where_it_stood() {
    let mut ana = ana();
    ana.keys("pdrain us-east<Enter>may overload<Enter><Esc>oseen<Esc>");
    assert_eq!(ana.app.line.edit.text(), "seen");
    ana.keys("p5 min<Enter>5xx falls<Tab>");
    let [text, risk, undo, expect] =
        ["drain us-east", "may overload", "5 min", "5xx falls"].map(Text::from);
    assert_eq!(
        ana.sent(),
        [Command::Propose { text, risk, undo, expect, options: Vec::new(), look_at: None }]
    );
    assert_eq!(ana.app.line.edit.text(), "seen");
}

#[test]
fn backspace_in_an_empty_part_goes_back_to_the_part_before() {
    let mut ana = ana();
    ana.keys("pdrain<Enter><Backspace>");
    assert_eq!(
        (ana.app.line.edit.text(), ana.app.line.purpose.label().as_str()),
        ("drain", "propose")
    );
}

#[test]
fn a_refused_line_comes_back_as_it_was_typed() {
    for (line, kind) in [
        ("f?only eu-west", "fact"),
        ("d14:06~ restarted it", "did"),
        ("t@ben 10m roll back", "task"),
    ] {
        let mut ben = Desk::new("ben", &busy(), "14:20");
        ben.keys(&format!("{line}<Enter>"));
        refuse(&mut ben);
        assert_eq!(ben.app.line.edit.text(), line.split_at(1).1);
        assert_eq!(ben.app.line.purpose.label(), kind);
    }
    let mut ana = ana();
    ana.keys("U3<Tab>30m half of it works<Enter>");
    refuse(&mut ana);
    assert_eq!(ana.app.line.edit.text(), "30m half of it works");
    let mut ana = self::ana();
    ana.keys("pdrain<Enter>risk<Enter><Enter><Tab>");
    refuse(&mut ana);
    ana.keys("<Esc>o");
    assert!(saved(&ana).contains("drain") && saved(&ana).contains("risk"), "{}", saved(&ana));
}

#[test]
fn of_an_earlier_screen_the_line_is_made_of_the_fields() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    let mut ben = Desk::new("ben", &world, "14:06");
    let task = NewEntry {
        seen_at: Some(Seen { at: at("14:01"), about: true }),
        owner: Some(handle("ben")),
        minutes: Some(10),
        ..NewEntry::of(EntryKind::Task, "roll back")
    };
    let command = task.write();
    let id = CommandId(uuid::Uuid::from_u128(7));
    let asked = Asked::new(id, command.clone());
    ben.tell(Msg::Link(LinkMsg::Waiting(vec![asked])));
    ben.tell(Msg::Link(LinkMsg::Refused { command: id, why: WHY.to_owned() }));
    ben.keys("<Enter>");
    assert_eq!(ben.sent(), [command]);
}

#[test]
fn the_reason_given_in_an_ask_comes_back_and_that_is_said() {
    let mut ana = ana();
    ana.keys("S2half of the cards<Enter>");
    refuse(&mut ana);
    assert_eq!(ana.app.line.edit.text(), "half of the cards");
    assert!(ana.said().starts_with(WHY) && ana.said().contains("kept, for the severity"));
    assert!(ana.text(80, 24).contains("kept, was for the severity >"), "{}", ana.text(80, 24));
    ana.sent();
    // They are no entry by one slip, and come back where they were written.
    ana.keys("l<Enter>");
    assert!(ana.said().contains("nothing is sent"), "{}", ana.said());
    ana.keys("<Esc>S2<Tab> with us<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Grade { why, .. }]
        if why.raw() == "half of the cards with us"));
    assert_eq!(ana.app.line.edit.text(), "");
}

#[test]
fn the_reason_of_a_refused_choice_does_not_get_under_what_is_being_typed() {
    let mut ana = ana();
    ana.keys("S2half of the cards<Enter>oit falls");
    refuse(&mut ana);
    ana.sent();
    assert_eq!(ana.app.line.edit.text(), "it falls");
    ana.keys(" again<Enter>");
    assert!(
        matches!(&ana.sent()[..], [Command::Write { text, .. }] if text.raw() == "it falls again")
    );
    assert_eq!(ana.app.line.edit.text(), "", "it waits for its choice");
    ana.keys("R2<Esc>S1");
    assert!(ana.text(80, 24).contains("Tab: as you wrote before: half of the cards"));
}

#[test]
fn words_of_an_ask_that_was_open_when_the_program_was_killed_come_back_for_that_ask_alone() {
    for (keys, opens) in
        [("S2because", "S3<Tab>"), ("P3because", "P3<Tab>"), ("R2<Tab>because", "R2<Tab>")]
    {
        let mut ana = ana();
        ana.keys(keys);
        let effects = ana.app.end();
        ana.effects.extend(effects);
        let mut start = opening("ana", at("14:20"));
        start.draft = saved(&ana);
        let mut next = Desk::new("ana", &busy(), "14:20");
        next.app.line = App::new(start).line;
        next.app.begins_for(OpenedFor::Work);
        assert!(next.said().contains("is kept"), "{keys}: {}", next.said());
        // Whoever writes on without reading that sends what they write, and nothing else.
        next.keys("odb2 is down<Enter>");
        assert!(
            matches!(&next.sent()[..], [Command::Write { text, .. }] if text.raw() == "db2 is down")
        );
        next.keys(opens);
        assert!(next.text(80, 24).contains("because"), "{keys}: {}", next.text(80, 24));
    }
}

#[test]
fn an_entry_sent_while_the_outbox_was_told_still_waits() {
    let mut ana = ana();
    ana.keys("oone<Enter>");
    ana.tell(Msg::Link(LinkMsg::Waiting(Vec::new())));
    assert_eq!(ana.app.pending.len(), 1);
    refuse(&mut ana);
    assert_eq!(ana.app.line.edit.text(), "one");
}

#[test]
fn all_drafts_are_kept_on_disk_and_come_back() {
    let mut ana = ana();
    ana.keys("ofirst<Esc>pdrain<Enter>risk<Esc>S2because");
    let effects = ana.app.end();
    ana.effects.extend(effects);
    let mut next = opened(&saved(&ana));
    let drafts = [("what could go wrong?", "risk", "<Tab>"), ("saw", "first", "<Enter>")];
    for ((label, words, sends), again) in drafts.into_iter().zip(["", "<Up>"]) {
        next.keys(again);
        let line = &next.app.line;
        assert_eq!((line.purpose.label().as_str(), line.edit.text()), (label, words));
        next.keys(sends);
        assert_eq!(next.app.line.edit.text(), "", "the next sentence gets into no draft");
    }
    let sent = next.sent();
    let [Command::Propose { text: what, risk, .. }, Command::Write { text: saw, .. }] = &sent[..]
    else {
        panic!("{sent:?}");
    };
    assert_eq!([what, risk, saw].map(Text::raw), ["drain", "risk", "first"]);
    assert_eq!(next.app.line.edit.text(), "", "a reason alone is sent by no line");
    assert_eq!(opened("one\n\nline").app.line.edit.text(), "one\n\nline");
}

#[test]
fn what_was_typed_before_going_into_the_history_is_not_lost() {
    let mut ana = ana();
    ana.keys("oone<Enter>otwo<Up><Enter>");
    assert_eq!(ana.app.line.edit.text(), "two");
    ana.keys("o<Up><Esc>4aanswer<Enter>");
    assert_eq!(ana.app.line.edit.text(), "one");
    ana.keys("o<Enter>");
    assert_eq!(ana.app.line.edit.text(), "two");
    // And a refusal that comes meanwhile does not bring it into the wrong line.
    ana.keys("o<Up>");
    refuse(&mut ana);
    ana.keys("<Down>");
    assert_eq!(ana.app.line.edit.text(), "one");
}

#[test]
fn promise_13_words_taken_out_while_an_editor_has_the_line_do_not_come_back_with_it() {
    let mut ana = ana();
    ana.keys("othe key is xyzzy-1");
    ana.tell(Msg::Key(KeyEvent::new(KeyCode::Char('o'), KeyModifiers::CONTROL)));
    assert!(ana.effects.contains(&Effect::Edit("the key is xyzzy-1".into())));
    let (records, words) = (ana.app.journal().to_vec(), vec![Text::from("xyzzy-1")]);
    ana.tell(Msg::Link(LinkMsg::Afresh { records, words }));
    let words = Some("the key is xyzzy-1, as I said".to_owned());
    let effects = ana.app.edited(Written { words, trouble: None, stays: false });
    ana.effects.extend(effects);
    assert_eq!(ana.app.line.edit.text(), "the key is [taken out], as I said");
    assert!(saved(&ana).starts_with("the key is [taken out], as I said"));
    // What is said later is not gone through for it.
    let words = Some("xyzzy-1 again".to_owned());
    ana.app.edited(Written { words, trouble: None, stays: false });
    assert_eq!(ana.app.line.edit.text(), "xyzzy-1 again");
}

#[test]
fn promise_13_words_taken_out_do_not_come_back_with_a_refused_proposal() {
    let mut ana = ana();
    ana.keys("puse the key xyzzy-1<Enter>it may leak<Tab>");
    let (records, words) = (ana.app.journal().to_vec(), vec![Text::from("xyzzy-1")]);
    ana.tell(Msg::Link(LinkMsg::Afresh { records, words }));
    refuse(&mut ana);
    let Purpose::Propose(back) = &ana.app.line.purpose else { panic!("no proposal comes back") };
    assert_eq!(back.text, Some(Text::from("use the key [taken out]")));
}
