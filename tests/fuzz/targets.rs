//! What is fuzzed, as functions of bytes: none may panic, and each says what must hold besides.

use warroom_register::protocol::{ClientMessage, ServerMessage};
use warroom_register::{Chain, InviteLink, Record, Recording, Shown, Text};

/// What comes over the wire, from either side.
pub(crate) fn wire(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(message) = serde_json::from_str::<ClientMessage>(&text) {
        assert_eq!(serde_json::from_str::<ClientMessage>(&message.frame()).ok(), Some(message));
    }
    if let Ok(message) = serde_json::from_str::<ServerMessage>(&text) {
        assert_eq!(serde_json::from_str::<ServerMessage>(&message.frame()).ok(), Some(message));
    }
    if let Ok(record) = Record::read(&text) {
        assert!(record.line().chars().all(|c| !c.is_control()));
    }
}

/// A recording, whole or not.
pub(crate) fn recording(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(recording) = Recording::read(&text) else { return };
    // What is taken for good is a chain.
    let mut lines = text.split('\n');
    let mut chain = Chain::begin(lines.next().unwrap_or_default());
    for (record, line) in recording.records.iter().zip(lines) {
        chain.follow(record, line).unwrap();
    }
    assert_eq!(chain, recording.chain);
}

/// An invite.
pub(crate) fn invite(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(link) = text.parse::<InviteLink>() {
        let said = link.to_string();
        assert_eq!(said.parse(), Ok(link));
        assert!(said.chars().all(|c| c.is_ascii_graphic()));
    }
}

/// Words that are drawn.
pub(crate) fn shown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let width = usize::from(bytes.first().copied().unwrap_or(0));
    for shown in [Shown::of(&text), Shown::line(&text, width), Text::from(&*text).shown()] {
        assert_drives_nothing(shown.as_str());
    }
    assert!(Shown::line(&text, width).width() <= width);
}

/// Nothing in it drives a terminal, hides, or turns what stands beside it around.
pub(crate) fn assert_drives_nothing(words: &str) {
    let hidden = |c: char| {
        c.is_control()
            || matches!(u32::from(c), 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f
                | 0x061c | 0xfeff | 0xe000..=0xf8ff | 0xe_0000..=0x10_ffff)
    };
    assert!(!words.chars().any(hidden), "{words:?}");
}
