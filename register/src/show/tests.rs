//! The names of the JSON, which are promised, and the plain lines.

use serde_json::Value;

use super::{plain, show, tail_line};
use crate::tests::script::{Room, STORY, compare};
use crate::{Handle, Label, Seq};

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn shown(room: &Room) -> Value {
    let here = [handle("ana"), handle("ben")];
    let json = show(&room.register, Some(Label(42)), &here, room.now, None).json();
    assert!(json.is_ascii() || !json.contains('\n'));
    serde_json::from_str(&json).unwrap()
}

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[track_caller]
fn has(value: &Value, fixed: &[&str]) {
    let found = names(value);
    for name in fixed {
        assert!(found.contains(name), "{name} is promised: {found:?}");
    }
}

#[test]
fn every_promised_name_is_there() {
    let room = Room::of(STORY);
    let all = shown(&room);
    has(&all, &["incident", "head", "facts", "questions", "tasks", "decisions", "updates", "told"]);
    has(&all, &["inquiries", "roles", "responders", "attention", "timeline"]);
    has(&all["incident"], &["id", "title", "severity", "kind", "phase", "mode", "opened_at"]);
    has(&all["incident"], &["lead", "comms", "impact"]);
    has(&all["facts"][0], &["id", "text", "state", "by", "at", "seen_at"]);
    has(&all["questions"][0], &["id", "text", "state", "owner", "answer"]);
    has(&all["tasks"][0], &["id", "text", "owner", "state", "due", "result"]);
    has(&all["decisions"][0], &["id", "text", "state", "why", "known"]);
    has(&all["responders"][0], &["handle", "scope", "here"]);
    has(&all["timeline"][0], &["seq", "at", "seen_at", "by", "kind", "text"]);
    let early = Room::of("ana: open P1 data Rows are gone\n+4m");
    has(&shown(&early)["attention"][0], &["what", "since", "entry"]);
}

#[test]
fn the_json_says_what_the_room_knows() {
    let all = shown(&Room::of(STORY));
    assert_eq!(all["incident"]["id"], "INC-42");
    assert_eq!(all["incident"]["severity"], "P1");
    assert_eq!(all["incident"]["phase"], "closed");
    assert_eq!(all["incident"]["mode"], "real");
    assert_eq!(all["incident"]["opened_at"], "2026-11-21T14:03:00.000Z");
    assert_eq!(all["incident"]["lead"], "cy");
    assert_eq!(all["incident"]["impact"], "nobody any more");
    assert_eq!(all["roles"], serde_json::json!({"lead": "cy", "comms": "eve"}));
    assert_eq!(all["told"], serde_json::json!([]));
    assert_eq!(all["inquiries"], serde_json::json!([]));
    assert_eq!(all["head"], all["timeline"].as_array().unwrap().len());
    let states = |list: &str| -> Vec<String> {
        let all = all[list].as_array().unwrap();
        all.iter().map(|x| format!("{} {}", x["id"], x["state"].as_str().unwrap())).collect()
    };
    assert_eq!(states("facts"), ["9 changed", "14 suspected", "15 held", "22 held"]);
    assert_eq!(states("questions"), ["10 answered", "11 dropped"]);
    assert_eq!(states("tasks"), ["19 verified", "20 cancelled"]);
    assert_eq!(states("decisions"), ["16 amended"]);
    assert_eq!(all["tasks"][0]["result"], "worked");
    assert_eq!(all["questions"][0]["answer"], "yes, it moved us to TLS 3.2");
    assert_eq!(all["decisions"][0]["known"], serde_json::json!([9, 14, 15]));
    assert_eq!(all["decisions"][0]["open"], serde_json::json!([11]));
    assert_eq!(all["responders"][0]["here"], true);
    assert_eq!(all["responders"][2]["here"], false);
}

#[test]
fn what_was_retracted_keeps_its_place() {
    let mut room = Room::staffed();
    room.run("ben: fact a\nben: task b\nben: update c\nben: ask d?\ndia: propose e").unwrap();
    room.run("ana: retract 6 x\nana: retract 7 x\nana: retract 8 x\nana: retract 9 x").unwrap();
    room.run("ana: retract 10 x").unwrap();
    let all = shown(&room);
    for list in ["facts", "tasks", "updates", "questions", "decisions"] {
        assert_eq!(all[list][0]["state"], "retracted", "{list}");
    }
    assert_eq!(all["timeline"][5]["retracted"], true);
    assert_eq!(all["timeline"][5]["text"], "a");
    assert_eq!(all["incident"]["impact"], Value::Null);
}

#[test]
fn words_come_back_as_they_were_and_stand_escaped() {
    let words = "a\u{1b}[2J\u{202e}b\u{9b}\u{e0041}\"\\\n";
    let mut room = Room::staffed();
    room.run(&format!("ben: saw {}", words.trim_end())).unwrap();
    let json = show(&room.register, None, &[], room.now, None).json();
    assert!(json.contains("\\u001b[2J\\u202eb\\u009b\\udb40\\udc41"), "{json}");
    let parsed: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(parsed["timeline"][5]["text"], words.trim_end());
    assert_eq!(parsed["incident"]["id"], Value::Null);
}

#[test]
fn a_record_is_one_line_with_its_own_time() {
    let room = Room::of(STORY);
    let line = |n| tail_line(&room.register, Seq(n)).to_string();
    assert_eq!(line(10), "14:05 #10 q did the 13:50 deploy touch checkout?  gil");
    assert_eq!(line(12), "14:07 #12 d (14:06~) restarted checkout-3: NO EFFECT  ben");
    let late = "14:14 #23 o (13:58) log says⏎  GET /pay 500⏎```retry```  ben";
    assert_eq!(line(23), late);
    assert_eq!(line(999), "");
}

#[test]
fn an_empty_register_prints() {
    let room = Room::empty();
    let found = plain(&room.register, None, &[], room.now, None);
    let expected = "
        not opened yet
        P4 availability, investigating
        Impact: not known yet
        Roles: lead NOBODY
        People:

        Timeline: 0";
    compare(&found, expected);
}

#[test]
fn the_whole_register_prints() {
    compare(
        &Room::of(STORY).printed(),
        "
        INC-42 Checkout returns 500s
        P1 availability, closed, open for 11h13m from 14:03 UTC on Saturday 21 November 2026
        Impact: #34 nobody any more (no personal data is touched)
        Roles: lead cy 11h00m, comms eve 11h12m
        People: 1 ana here, 2 ben here, 3 cy here, 4 eve here, 5 gil watching here

        Wanted: 1
        LATE 0s nobody calls the review

        Known facts: 3
        #14 suspected: only eu-west-1 and eu-west-2 (was: only eu-west; cy 21 Nov 14:14)
        #15 yes, it moved us to TLS 3.2 (ben 21 Nov 14:07)
        #22 52 % of checkouts fail (cy 21 Nov 14:14)

        Facts that do not hold any more: 1
        #9 38 % of checkouts fail (ben 21 Nov 14:05); changed, now #22

        Settled questions: 2
        #10 did the 13:50 deploy touch checkout? (answered by #15 yes, it moved us to TLS 3.2)
        #11 is us-east hit too? (called off)

        Tasks that are over: 2
        #19 roll back eu-west (ben, worked: 5xx under 1 %)
        #20 check VAT totals after it (called off: finance will do it tomorrow)

        Decisions: 1
        #16 roll back the 13:50 deploy (GO, amended by ana 21 Nov 14:09; changed: in eu-west only: VAT hits 1 %, this hits 38 %; cy objects: brings back wrong VAT totals; risk: wrong VAT totals; undo: deploy again; expect: 5xx under 1 %)

        Words to others: 1
        #13 Some card payments fail. We are on it. (public, sent 21 Nov 14:07 by eve, next 21 Nov 14:27)

        Timeline: 39
        Saturday 21 November 2026 UTC
        14:03 #1 · opened as P1 availability: Checkout returns 500s  ana
        14:03 #2 · ben joined  ben
        14:04 #3 · cy joined  cy
        14:04 #4 · eve joined  eve
        14:04 #5 · gil joined  gil
        14:04 #6 · comms offered to eve  ana
        14:04 #7 · eve has comms  eve
        14:04 #8 % 38 % of checkouts fail, all in eu-west  ana
        14:05 #9 f 38 % of checkouts fail  ben
        14:05 #10 q did the 13:50 deploy touch checkout?  gil
        14:05 #11 q is us-east hit too?  cy
        14:07 #12 d (14:06~) restarted checkout-3: NO EFFECT  ben
        14:07 #13 ▷ to public: Some card payments fail. We are on it.  eve
        14:07 #14 f suspected: only eu-west-1 and eu-west-2  cy
        14:07 #15 q #10 answered: yes, it moved us to TLS 3.2  ben
        14:08 #16 ◆ proposed: roll back the 13:50 deploy *  ana
        14:08 #17 x objects to #16: brings back wrong VAT totals  cy
        14:09 #18 ◆ GO, amended: #16 roll back the 13:50 deploy; changed: in eu-west only: VAT hits 1 %, this hits 38 %  ana
        14:09 #19 t roll back eu-west: ben  ana
        14:09 #20 t check VAT totals after it  ana
        14:09 #21 · ben has #19  ben
        14:14 #22 f #9 has changed: 52 % of checkouts fail  cy
        14:14 #23 o (13:58) log says⏎  GET /pay 500⏎```retry```  ben
        14:14 #24 v #12 no effect  ben
        14:14 #25 · #14 was wrong, now: only eu-west-1 and eu-west-2  cy
        14:14 #26 · it began about 13:58  ana
        14:14 #27 · it was detected 14:01  ana
        14:14 #28 * ana starred #16  ana
        14:14 #29 · #19 is finished: 12 of 12 pods  ben
        14:16 #30 v #19 worked: 5xx under 1 %  ana
        14:16 #31 · monitoring: rollback is done  ana
        14:16 #32 · lead offered to cy: I am tired  ana
        14:16 #33 · cy has lead  cy
        14:16 #34 % nobody any more (no personal data)  cy
        14:16 #36 · #11 called off: us-east never failed  cy
        14:16 #37 · #20 called off: finance will do it tomorrow  cy
        Sunday 22 November 2026 UTC
        01:16 #38 · resolved: quiet since yesterday  cy
        01:16 #39 · closed  cy
          1 idea is parked until step 5 of the review
        ",
    );
}
