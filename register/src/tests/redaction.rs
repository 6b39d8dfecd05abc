//! Promise 13: words that were taken out are gone from the line, and the chain still verifies.

use super::script::Room;
use crate::{Broken, Event, Record, Recording, Register, Seq, Then, compare};

const SECRET: &str = "hunter2-is-the-root-password";

fn room() -> Room {
    let mut room = Room::staffed();
    room.run(&format!(
        "ben: saw {SECRET}
         ben: amend 6 the password was pasted here
         ben: wants_out 6 a password
         ana: redact 6 a password {{asked 8}}
         ben: saw all pods are up"
    ))
    .unwrap();
    room
}

/// The file with line 6 as a server stores it once the words are out.
fn without(room: &Room) -> String {
    let line = &room.lines[5];
    room.file().replace(line.as_str(), &Record::redacted_line(line, Seq(9)).unwrap())
}

#[test]
fn promise_13_the_words_and_their_salt_are_gone_and_the_chain_verifies() {
    let room = room();
    let file = without(&room);
    assert!(room.file().contains(SECRET) && !file.contains(SECRET));
    let recording = Recording::read(&file).unwrap();
    assert_eq!(recording.broken, None);
    assert_eq!(recording.chain, room.recording().chain, "what follows did not change");
    let record = &recording.records[5];
    assert_eq!((record.salt, record.redacted_by), (None, Some(Seq(9))));
    let whole = &room.records[5];
    assert_eq!((record.by, record.at, record.command), (whole.by, whole.at, whole.command));
    assert_eq!(Record::redacted_line(&record.line(), Seq(9)), None, "once is enough");
}

#[test]
fn promise_13_the_register_says_that_there_were_words_and_not_which() {
    let room = room();
    let recording = Recording::read(&without(&room)).unwrap();
    let register = Register::of(&recording.records).unwrap();
    let redaction = register.redaction(Seq(6)).unwrap();
    assert_eq!((redaction.by, redaction.asked), (Seq(9), Some(Seq(8))));
    assert!(register.redactions_asked().is_empty());
    // The amendment stands; the wording before it is the one that is gone.
    assert_eq!(register.text(Seq(6)).raw(), "the password was pasted here");
    assert_eq!(register.wordings(Seq(6))[0].text.raw(), "[words taken out: see #9]");
    assert!(!format!("{:?}", register.sentence(Seq(6)).raw()).contains(SECRET));
}

#[test]
fn promise_13_only_what_a_later_record_redacts_may_be_without_words() {
    let room = room();
    let other = Record::redacted_line(&room.lines[9], Seq(9)).unwrap();
    let forged = room.file().replace(&room.lines[9], &other);
    let broken = Recording::read(&forged).unwrap().broken;
    assert_eq!(broken, Some(Broken::Unredacted { seq: Seq(10), by: Seq(9) }));
    let early = without(&room).replace("\"redacted_by\":9", "\"redacted_by\":8");
    let broken = Recording::read(&early).unwrap().broken;
    assert_eq!(broken, Some(Broken::Unredacted { seq: Seq(6), by: Seq(8) }));
    let cut: String = without(&room).split_inclusive('\n').take(8).collect();
    let broken = Recording::read(&cut).unwrap().broken;
    assert_eq!(broken, Some(Broken::EndsBefore { seq: Seq(6), by: Seq(9), head: Seq(7) }));
}

#[test]
fn promise_13_what_says_that_its_words_are_out_holds_no_field_more_than_that_leaves() {
    let mut room = Room::staffed();
    room.run("ben: saw it\nana: redact 6 a password").unwrap();
    let read = |line: &str| {
        let forged = room.file().replace(room.lines[5].as_str(), line);
        Recording::read(&forged).unwrap().broken
    };
    let newer = room.lines[5].replace("\"written\"", "\"thought\"");
    for whole in [&room.lines[5], &newer] {
        let emptied = Record::redacted_line(whole, Seq(7)).unwrap();
        // What is left of the newer one names the hash of another line than the one that was here.
        let chained = matches!(read(&emptied), None | Some(Broken::Altered { seq: Seq(7), .. }));
        assert!(chained, "{emptied}: {:?}", read(&emptied));
        let more = format!("\"more\":\"{SECRET}\"");
        let held = [
            emptied.replacen("\"type\"", &format!("{more},\"type\""), 1),
            emptied.replacen("},\"redacted_by\"", &format!(",{more}}},\"redacted_by\""), 1),
            emptied.replacen("\"redacted_by\"", &format!("{more},\"redacted_by\""), 1),
        ];
        for line in held {
            assert!(line.contains(SECRET), "{line}");
            let Some(Broken::Malformed { after: Seq(5), what, .. }) = read(&line) else {
                panic!("{line} reads");
            };
            let says = "#6 says that its words were taken out, and holds more than that leaves";
            assert_eq!(what, says);
        }
    }
}

#[test]
fn a_line_in_which_something_stands_raw_that_could_drive_a_terminal_is_none() {
    let mut room = Room::staffed();
    room.run("ben: saw 38 % \u{2013} \u{1b}[31m \u{9b}31m \u{202e} caf\u{e9}").unwrap();
    let line = &room.lines[5];
    assert!(
        line.contains("\u{2013}") && line.contains("caf\u{e9}"),
        "what shows is written as it is"
    );
    assert_eq!(Record::read(line).unwrap(), room.records[5]);
    for raw in ["\u{9b}31m", "\u{202e}", "\u{7f}", "\u{200b}", "\u{e0041}"] {
        let shown = line.replacen("38 %", raw, 1);
        let header = room.header.line().replacen('{', &format!("{{\"note\":\"{raw}\","), 1);
        for read in [Record::read(&shown).err(), crate::Header::read(&header).err()] {
            let why = read.unwrap_or_else(|| panic!("{raw:?} reads")).to_string();
            assert!(
                why.contains("a character that could drive a terminal stands raw in it"),
                "{why}"
            );
        }
    }
    assert!(Record::read(&line.replacen(",\"by\"", ",\t\"by\"", 1)).is_err(), "between fields too");
}

#[test]
fn promise_13_a_copy_from_before_agrees_and_shows_if_the_rest_of_the_line_was_forged() {
    let room = room();
    let file = without(&room);
    assert_eq!(compare(file.as_bytes(), room.file().as_bytes()).then, Then::BothEnd);
    assert_eq!(compare(room.file().as_bytes(), file.as_bytes()).then, Then::BothEnd);
    let line = file.lines().nth(6).unwrap();
    let forged = file.replace(line, &line.replace("\"by\":\"ben\"", "\"by\":\"cy\""));
    assert_eq!(Recording::read(&forged).unwrap().broken, None, "a file alone cannot know");
    let said = compare(forged.as_bytes(), room.file().as_bytes());
    assert!(matches!(said.then, Then::Differs(_)) && said.same_to == Seq(5), "{said:?}");
}

#[test]
fn promise_13_every_event_loses_all_its_words() {
    let mut room = Room::staffed();
    for command in super::script::one_of_each(Seq(6), room.now) {
        let event = command.event().without_words();
        assert!(event.words().is_empty(), "{event:?}");
        let line = serde_json::to_string(&event).unwrap();
        let again: Event = serde_json::from_str(&line).unwrap();
        assert_eq!(again, event, "what is left reads: {line}");
    }
    let why = room.run("ben: redact 2 nothing there").unwrap_err();
    assert_eq!(why, "only the lead may do that: ana leads. Tell them with a question");
    assert_eq!(
        room.run("ana: redact 2 nothing there").unwrap_err(),
        "#2 holds no words that could be taken out"
    );
}

#[test]
fn an_event_names_records_in_its_fields_and_in_its_words() {
    let text = "as #7 says".into();
    let amended = crate::Command::Amend { entry: Seq(4), text };
    assert_eq!(amended.event().names(), [Seq(4), Seq(7)]);
    let redacted = crate::Command::Redact { entry: Seq(9), why: "".into(), asked: Some(Seq(3)) };
    assert_eq!(redacted.event().names(), [Seq(9), Seq(3)]);
    assert_eq!(crate::Command::Leave {}.event().names(), [Seq(0); 0]);
}

#[test]
fn a_hash_that_a_whole_line_names_is_believed_by_nobody() {
    let room = room();
    let named = Record { hash: Some(crate::Hash::of(b"another")), ..room.records[9].clone() };
    let line = named.line();
    let its_own = crate::Hash::of(line.as_bytes());
    assert_eq!((named.hash_of(&line), Record::hash_of_line(&line)), (its_own, its_own));
    let file = room.file().replace(&room.lines[9], &line);
    assert_eq!(Recording::read(&file).unwrap().chain.hash, its_own);
    let whole = &room.lines[5];
    let taken = Record::redacted_line(whole, Seq(9)).unwrap();
    assert_eq!(Record::hash_of_line(&taken), Record::hash_of_line(whole), "a redacted one is");
}
