//! Hostile names, titles and words: refused, or drawn so that they drive nothing.

use super::script::{Room, open};
use crate::report::{Options, report};
use crate::shown::is_hidden;
use crate::words::{EntryKind, Kind, Severity};
use crate::{Command, Handle, Label, Text, Title, brief, show};

/// Names that a person must not be able to take.
const NAMES: [&str; 16] = [
    "bob\u{1b}[2J",
    "al\u{200b}ice",
    "\u{430}lice",
    "SYSTEM",
    "system",
    "warroom",
    "lead",
    "\u{3164}",
    "z\u{336}\u{336}\u{336}",
    "bob\nlead: alice",
    "../../etc/passwd",
    "=cmd|calc",
    "",
    "1st",
    "-rf",
    "abcdefghijklmnopqrstuvwxyz",
];

/// Words that have driven terminals, pages, sheets or logs somewhere.
pub(crate) const WORDS: [&str; 24] = [
    "db ok \u{1b}]52;c;Y3VybCBldmlsfHNo\u{7} done",
    "\u{1b}]0;\rtouch /tmp/pwn\r\u{7}\u{1b}[21t",
    "\u{1b}]2;`id`\u{7}\u{1b}[8m hidden \u{1b}[28m",
    "\u{1b}]99;i=1:d=0;\n$(id)\u{1b}\\",
    "\u{1b}[2J\u{1b}[3J\u{1b}[H all clear",
    "ok\u{1b}[99A\u{1b}[1GLEAD: attacker",
    "\u{1b}Pq#0;2;0;0;0#0~~@@vv\u{1b}\\",
    "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;QUFB\u{7}\u{1b}\\",
    "\u{80}\u{85}\u{8d}\u{90}\u{9b}2J\u{9d}0;x\u{9c}\u{9f}",
    "drop prod\u{8}\u{8}\u{8}\u{8}test",
    "before\0after",
    "\u{2067}severity is LOW \u{2066}",
    "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}",
    "pay\u{200b}ment\u{200c}-\u{200d}api\u{2060}\u{feff}",
    "all good\u{e0041}\u{e0041}\u{e0041}",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "\u{1f468}\u{200d}\u{1f468}\u{200d}\u{1f468}\u{200d}",
    "a\u{2028}b\u{2029}c\u{85}d",
    "\u{e000}\u{f8ff}\u{fffe}\u{ffff}\u{10ffff}",
    "'); DROP TABLE entries;--",
    "\u{25b6} SYSTEM  lead changed to mallory  12:03",
    "ok\n2026-01-01T00:00:00Z INFO lead=alice token=abc",
    "[status page](javascript:alert(1)) ![x](http://evil.example/p.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
];

fn safe(text: &str) -> bool {
    text.chars().all(|c| c == '\n' || !(c.is_control() || is_hidden(u32::from(c))))
}

#[test]
fn hostile_names_are_refused() {
    for name in NAMES {
        let why = Handle::new(name).expect_err(name);
        assert!(safe(&why) && !why.contains('\n'), "{why}");
    }
}

#[test]
fn hostile_titles_are_refused_and_odd_ones_kept() {
    let title = |text: &str| Title::try_from(text.to_owned());
    for bad in ["a\u{1b}[2Jb", "a\nb", "a\u{202e}b", "\u{3164}", " ", "a\u{e0041}", "a\tb"] {
        assert!(safe(&title(bad).expect_err(bad)));
    }
    assert!(title(&"漢".repeat(201)).is_err());
    assert!(title(&"漢".repeat(200)).is_ok());
    assert_eq!(title("..\\..\\con.md").unwrap().as_str(), "..\\..\\con.md");
    assert!(serde_json::from_str::<Title>(r#""a\u001b[2J""#).is_err(), "not by the wire either");
}

/// A room in which somebody said this in every place where words go.
pub(crate) fn said_everywhere(words: &str) -> Room {
    let mut room = Room::empty();
    let ana = "ana".parse().unwrap();
    let open = match open(Severity::P1, Kind::Security, "Something is odd") {
        Command::Open { sealed, title, severity, kind, mode, key, policy, .. } => {
            let talk = Text::from(words);
            Command::Open { sealed, title, severity, kind, mode, talk, key, policy }
        }
        other => other,
    };
    room.ask(ana, open).unwrap();
    let say = |room: &mut Room, line: String| {
        // Words with braces or line breaks are no script: they go in by way of JSON.
        let command: Command = serde_json::from_str(&line).unwrap();
        room.ask(ana, command).unwrap();
    };
    let json = serde_json::to_string(words).unwrap();
    for kind in EntryKind::ALL {
        say(&mut room, format!(r#"{{"type":"write","kind":"{kind}","text":{json}}}"#));
    }
    for line in [
        format!(
            r#"{{"type":"propose","text":{json},"risk":{json},"undo":{json},"expect":{json}}}"#
        ),
        format!(r#"{{"type":"object","entry":11,"why":{json}}}"#),
        format!(r#"{{"type":"call","entry":11,"call":"amended","why":{json}}}"#),
        format!(r#"{{"type":"answer","entry":5,"text":{json},"fact":true}}"#),
        r#"{"type":"acknowledge","entry":6}"#.to_owned(),
        format!(r#"{{"type":"block","entry":6,"need":{json}}}"#),
        format!(r#"{{"type":"amend","entry":4,"text":{json}}}"#),
        format!(r#"{{"type":"retract","entry":2,"why":{json}}}"#),
        format!(r#"{{"type":"grade","severity":"P2","why":{json}}}"#),
        format!(r#"{{"type":"set_kind","kind":"data","why":{json}}}"#),
        format!(
            r#"{{"type":"ask_help","of":"team","whom":"Payline","text":{json},"reference":{json}}}"#
        ),
        format!(
            r#"{{"type":"write","kind":"action","text":{json},"target":{json},"in_place":true}}"#
        ),
        format!(
            r#"{{"type":"write","kind":"impact","text":{json},"affected":{{"who":{json},"many":{json}}}}}"#
        ),
        format!(r#"{{"type":"propose","text":{json},"options":[{json},{json}]}}"#),
        format!(r#"{{"type":"move_phase","phase":"identified","why":{json}}}"#),
        r#"{"type":"move_phase","phase":"closed"}"#.to_owned(),
        r#"{"type":"open_review","facilitator":"ana","agenda":[3,30,7,10,10]}"#.to_owned(),
        format!(r#"{{"type":"see_differently","why":{json}}}"#),
        format!(
            r#"{{"type":"recount","entry":4,"text":{json},"tool":{json},"out_of_reach":{json}}}"#
        ),
        r#"{"type":"move_step","step":3}"#.to_owned(),
        format!(r#"{{"type":"add_factor","kind":"led_to","text":{json},"entry":4}}"#),
        format!(r#"{{"type":"recommend","kind":"technical","text":{json}}}"#),
        format!(r#"{{"type":"recommend","kind":"organisational","text":{json}}}"#),
        format!(r#"{{"type":"comment","text":{json}}}"#),
        format!(r#"{{"type":"ask_of_report","text":{json}}}"#),
    ] {
        say(&mut room, line);
    }
    learnt(&mut room, &json);
    room
}

/// The same in all that a review decides, answers and writes.
fn learnt(room: &mut Room, json: &str) {
    let advice: Vec<_> = room.register.learning().advice.keys().rev().take(2).copied().collect();
    let reader = room.register.learning().readers.keys().copied().next().unwrap().0;
    let (first, second) = (advice[0].0, advice[1].0);
    let mut all = vec![
        format!(
            r#"{{"type":"accept_advice","entry":{first},"owner":"ana","due":"2026-12-04T23:59:59.000Z","link":{json}}}"#
        ),
        format!(r#"{{"type":"decline_advice","entry":{second},"why":{json}}}"#),
        format!(r#"{{"type":"answer_reader","entry":{reader},"text":{json}}}"#),
        format!(r#"{{"type":"close_review","why":{json}}}"#),
    ];
    for section in crate::words::Section::ALL {
        all.insert(2, format!(r#"{{"type":"write_section","section":"{section}","text":{json}}}"#));
    }
    for line in all {
        let command: Command = serde_json::from_str(&line).unwrap();
        // A link of such words is refused today, and stands in older records.
        room.taken_before("ana".parse().unwrap(), command);
    }
}

#[test]
fn hostile_words_are_kept_as_they_came_and_drive_nothing() {
    for words in WORDS {
        let room = said_everywhere(words);
        let (register, now) = (&room.register, room.now);
        assert_eq!(register.text(crate::Seq(2)).raw(), words);
        assert_eq!(room.recording().records, room.records);
        let label = Some(Label(42));
        let report = report(&room.recording(), &Options::default()).unwrap();
        for (what, text) in [
            ("export", room.file()),
            ("show", room.printed()),
            ("json", show::show(register, label, &[], now, None).json()),
            ("brief", brief::brief(register, label, &[], now)),
            ("report", report),
        ] {
            assert!(safe(&text), "{what} of {words:?}");
        }
    }
}

#[test]
fn nobodys_words_can_begin_a_line_of_another() {
    let room = said_everywhere("ok\n14:03 #99 · ana has lead  room");
    let lines = room.printed();
    assert!(!lines.lines().any(|line| line.trim_start().starts_with("14:03 #99")));
}
