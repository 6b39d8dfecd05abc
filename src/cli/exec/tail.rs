//! The end of what a command printed: bounded while it comes, made fit for the record in the end.

use std::collections::VecDeque;

use warroom_register::limits::{OUTPUT_BYTES_MAX, TEXT_LINES_MAX};

use super::plain::plain;
use crate::secrets::mask;

/// How much is held while it comes, in bytes: more than is kept, since a secret that begins before
/// what is kept must be known by its beginning.
const HELD_BYTES_MAX: usize = 64 * 1024;
/// Of so many characters one may be none, and it still is text.
const BAD_SHARE: usize = 20;

/// The end of what came, and how much came in all.
#[derive(Clone, Debug, Default)]
pub(super) struct Tail {
    held: VecDeque<u8>,
    bytes: u64,
}

/// What a command printed, fit for the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Printed {
    /// The end of it, secrets masked; empty where it is no text.
    pub(super) text: String,
    /// How much it was in all, in bytes.
    pub(super) bytes: u64,
    /// It is no text.
    pub(super) binary: bool,
    /// How many secrets were masked.
    pub(super) masked: u32,
}

impl Tail {
    pub(super) fn add(&mut self, block: &[u8]) {
        self.bytes += block.len() as u64;
        let skip = block.len().saturating_sub(HELD_BYTES_MAX);
        self.held.extend(block.iter().skip(skip));
        let over = self.held.len().saturating_sub(HELD_BYTES_MAX);
        self.held.drain(..over);
    }

    pub(super) fn printed(&self) -> Printed {
        let mut held: Vec<u8> = self.held.iter().copied().collect();
        if self.bytes > held.len() as u64 {
            // The first character may have lost its beginning.
            let lost = held.iter().take(3).take_while(|b| **b & 0xc0 == 0x80).count();
            held.drain(..lost);
        }
        let text = String::from_utf8_lossy(&held);
        let bytes = self.bytes;
        if is_binary(&text) {
            return Printed { bytes, binary: true, ..Printed::default() };
        }
        let masked = mask(&plain(&text));
        Printed { text: end_of(&masked.text), bytes, binary: false, masked: masked.count }
    }
}

fn is_binary(text: &str) -> bool {
    let bad = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    text.contains('\0') || bad * BAD_SHARE > text.chars().count()
}

/// The end that is kept: whole lines where there is one.
fn end_of(text: &str) -> String {
    let text = text.trim_end();
    let mut start = text.len().saturating_sub(OUTPUT_BYTES_MAX);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let end = text.get(start..).unwrap_or_default();
    let end = match end.split_once('\n') {
        Some((_part, whole)) if start > 0 && !whole.is_empty() => whole,
        _ => end,
    };
    let lines = end.lines().count();
    let kept: Vec<&str> = end.lines().skip(lines.saturating_sub(TEXT_LINES_MAX)).collect();
    kept.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(blocks: &[&[u8]]) -> Printed {
        let mut tail = Tail::default();
        for block in blocks {
            tail.add(block);
        }
        tail.printed()
    }

    #[test]
    fn little_is_kept_whole_and_much_by_its_last_whole_lines() {
        let few = printed(&[b"one\n", b"two\n"]);
        assert_eq!((few.text.as_str(), few.bytes, few.binary), ("one\ntwo", 8, false));
        let line = "0123456789 äöü\n".repeat(20_000);
        let many = printed(&[line.as_bytes()]);
        assert_eq!(many.bytes, line.len() as u64);
        assert!(many.text.len() <= OUTPUT_BYTES_MAX && many.text.len() > OUTPUT_BYTES_MAX - 20);
        assert!(many.text.lines().all(|l| l == "0123456789 äöü"), "{}", many.text);
        let most = "x".repeat(OUTPUT_BYTES_MAX);
        assert_eq!(printed(&[most.as_bytes()]).text, most);
        assert_eq!(printed(&[b"y", most.as_bytes()]).text, most, "one more, and the end is kept");
        let one = "ä".repeat(50_000);
        assert_eq!(printed(&[one.as_bytes()]).text.len(), OUTPUT_BYTES_MAX);
        let blank = printed(&[b"a\n", &b"\n".repeat(4000), b"z"]);
        assert!(blank.text.lines().count() <= TEXT_LINES_MAX && blank.text.ends_with('z'));
    }

    #[test]
    fn it_is_bounded_while_it_comes() {
        let mut tail = Tail::default();
        for _ in 0..100 {
            tail.add(&[b'x'; 10_000]);
            assert!(tail.held.len() <= HELD_BYTES_MAX);
        }
        tail.add(&vec![b'y'; 10 * HELD_BYTES_MAX]);
        assert!(tail.held.len() <= HELD_BYTES_MAX && tail.held.iter().all(|b| *b == b'y'));
    }

    #[test]
    fn what_is_no_text_is_not_kept() {
        let elf: Vec<u8> = (0..=255).cycle().take(9_000).collect();
        let printed_elf = printed(&[&elf]);
        assert_eq!((printed_elf.text.as_str(), printed_elf.binary), ("", true));
        assert!(printed(&[b"a\0b"]).binary);
        let latin = b"caf\xe9 and forty more characters of plain text".to_vec();
        assert!(!printed(&[&latin]).binary, "one bad letter is no binary");
        assert!(!printed(&[b""]).binary);
    }

    #[test]
    fn a_key_that_begins_before_what_is_kept_is_masked_all_the_same() {
        let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n".repeat(80);
        let key = format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\nafter\n");
        let text = printed(&[key.as_bytes()]);
        assert_eq!((text.text.as_str(), text.masked), ("[masked: private key]\nafter", 1));
    }
}
