//! Files: what is altered is noticed, what is cut off opens up to its last whole record.

use super::script::Room;
use crate::{Chain, Header, Recording, Seq};

const STORY: &str = "
ana: open P1 availability Checkout returns 500s
ben: join respond
ben: saw 5xx ↑ to 40 %
ana: task roll back {owner ben}
ben: done 4 all pods";

fn noticed(whole: &Recording, text: &str) -> bool {
    match Recording::read(text) {
        Err(_) => true,
        Ok(found) => found.broken.is_some() || found.chain != whole.chain || found.torn,
    }
}

#[test]
fn a_whole_file_is_whole() {
    let room = Room::of(STORY);
    let recording = room.recording();
    assert_eq!(recording.records, room.records);
    assert_eq!(recording.header, room.header);
    assert_eq!(recording.chain.head, Seq(5));
    assert!(!recording.torn);
}

#[test]
fn any_altered_byte_is_noticed() {
    let room = Room::of(STORY);
    let (whole, file) = (room.recording(), room.file().into_bytes());
    for place in 0..file.len() {
        for flip in [0x01, 0x20, 0x40, b'\n' ^ file[place], b'\r' ^ file[place]] {
            let mut bytes = file.clone();
            bytes[place] ^= flip;
            if flip == 0 {
                continue;
            }
            // What is not UTF-8 does not even reach `Recording::read`.
            if let Ok(text) = std::str::from_utf8(&bytes) {
                assert!(noticed(&whole, text), "byte {place} altered by {flip:#x}");
            }
        }
    }
}

#[test]
fn any_byte_put_in_or_taken_out_is_noticed() {
    let room = Room::of(STORY);
    let (whole, file) = (room.recording(), room.file());
    for (place, _) in file.char_indices() {
        for more in [" ", "\r", "\n", "x"] {
            let mut text = file.clone();
            text.insert_str(place, more);
            assert!(noticed(&whole, &text), "{more:?} put in at {place}");
        }
        let mut text = file.clone();
        text.remove(place);
        assert!(noticed(&whole, &text), "byte {place} taken out");
    }
}

#[test]
fn a_file_that_was_cut_opens_to_its_last_whole_record() {
    let room = Room::of(STORY);
    let file = room.file();
    let from = file.len() - room.lines.iter().rev().take(3).map(|l| l.len() + 1).sum::<usize>();
    for end in (from..=file.len()).filter(|end| file.is_char_boundary(*end)) {
        let cut = file.get(..end).unwrap();
        let found = Recording::read(cut).unwrap();
        let whole = cut.lines().skip(1).zip(&room.lines).filter(|(a, b)| a == b).count();
        assert_eq!(found.records, room.records[..whole], "cut at {end}");
        let clean = cut.ends_with('\n') || cut.ends_with(&room.lines[whole - 1]);
        assert_eq!(found.broken.is_none(), clean, "cut at {end}");
        assert_eq!(found.torn, !cut.ends_with('\n'));
    }
}

#[test]
fn lines_that_change_places_are_noticed() {
    let room = Room::of(STORY);
    let mut lines: Vec<_> = room.file().lines().map(str::to_owned).collect();
    lines.swap(3, 4);
    let found = Recording::read(&(lines.join("\n") + "\n")).unwrap();
    assert_eq!(found.chain.head, Seq(2));
    assert_eq!(found.broken.unwrap().to_string(), "#4 stands where #3 should");
}

#[test]
fn another_history_does_not_fit() {
    let room = Room::of(STORY);
    let other = Room::of(&STORY.replace("40 %", "44 %"));
    let mut chain = Chain::begin(&room.header.line());
    for line in &other.lines[..3] {
        chain.read(line).unwrap();
    }
    let why = chain.read(&room.lines[3]).unwrap_err();
    assert_eq!(why.to_string(), "#3 was altered, or #4 was: they do not fit together");
    let found = Recording::read(&room.file().replace("40 %", "44 %")).unwrap();
    assert_eq!(found.chain.head, Seq(2));
}

#[test]
fn a_header_is_needed_and_of_a_known_format() {
    assert_eq!(Recording::read("").unwrap_err(), "line 1 is no header of a recording: it is empty");
    let room = Room::of(STORY);
    let header = room.header.line();
    assert_eq!(Header::read(&header).as_ref(), Ok(&room.header));
    let newer = header.replace("\"warroom\":1", "\"warroom\":2");
    // Whatever else stands in it.
    let newer = newer.replace('}', ",\"zone\":\"Europe/London\"}");
    let why = Recording::read(&newer).unwrap_err();
    assert_eq!(why, "it has format 2, and this warroom reads format 1: update warroom");
    assert!(Recording::read("{\"seq\":1}").is_err());
    let mailed = room.file().replace('\n', "\r\n");
    assert!(Recording::read(&mailed).unwrap_err().starts_with("its lines end in CRLF"));
}

#[test]
fn what_a_newer_version_wrote_is_kept_and_only_read() {
    let mut room = Room::of(STORY);
    let ask = crate::Ask {
        id: crate::CommandId(uuid::Uuid::from_u128(9)),
        author: "ben".parse().unwrap(),
        knew: None,
        now: room.now,
        command: crate::Command::Leave {},
    };
    room.record_newer(&ask);
    let recording = room.recording();
    assert_eq!(recording.records.len(), 6);
    assert!(matches!(recording.records[5].event, crate::Event::Newer { .. }));
}

#[test]
fn a_damaged_event_of_a_known_name_is_damage_not_news() {
    let room = Room::of(STORY);
    let damaged = room.lines[4].replace("\"entry\":4", "\"entry\":\"4\"");
    assert!(crate::Record::read(&damaged).is_err());
    let told = crate::Record::read(&damaged).unwrap_err().to_string();
    assert!(told.contains("a field is missing or wrong"), "{told}");
}

#[test]
fn words_taken_from_a_line_need_a_record_that_says_so() {
    let mut room = Room::of(STORY);
    let secret = room.records[2].clone();
    let hash = crate::Hash::of(room.lines[2].as_bytes());
    let without = crate::Record {
        salt: None,
        redacted_by: Some(Seq(5)),
        hash: Some(hash),
        event: serde_json::from_str(r#"{"type":"written","kind":"observation"}"#).unwrap(),
        ..secret
    };
    room.lines[2] = without.line();
    let found = Recording::read(&room.file()).unwrap();
    assert_eq!(found.chain.head, Seq(5), "the chain holds over a redacted line");
    let why = found.broken.unwrap().to_string();
    assert_eq!(why, "#3 says that #5 took its words, but #5 does not say so");
}
