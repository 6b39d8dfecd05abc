//! Recordings that were cut, altered or put together anew: what is whole opens, and what is not is
//! found out, by the chain alone where it can be and by anybody's last hash where it cannot.

use std::fs;
use std::path::Path;

use warroom_register::{Hash, Recording};

use super::table::{control, proof};

fn golden() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/journal-v1.jsonl");
    fs::read_to_string(file).unwrap()
}

/// The last hash of a recording: what any responder's copy knows.
fn last(text: &str) -> Hash {
    Recording::read(text).unwrap().chain.hash
}

/// Whether it reads as whole and ends where somebody's copy says.
fn passes(recording: &[u8], known: Option<Hash>) -> bool {
    Recording::read_bytes(recording).is_ok_and(|it| {
        it.broken.is_none() && !it.torn && known.is_none_or(|known| known == it.chain.hash)
    })
}

/// As a control: what a reader says that looks at each line by itself and knows no chain.
fn passes_line_by_line(text: &str) -> bool {
    let mut lines = text.lines();
    let header = lines.next().is_some_and(|line| warroom_register::Header::read(line).is_ok());
    header && lines.all(|line| warroom_register::Record::read(line).is_ok())
}

#[test]
fn promise_12_cut_anywhere_it_opens_up_to_the_last_whole_record() {
    let whole = golden();
    let lines: Vec<_> = whole.lines().collect();
    let kept: usize = lines[..lines.len() - 3].iter().map(|line| line.len() + 1).sum();
    let mut tries = 0;
    for end in kept..whole.len() {
        let Some(cut) = whole.get(..end) else { continue };
        let recording = Recording::read(cut).unwrap();
        // A last line without its newline is whole where all of it is there.
        let complete = cut.lines().filter(|line| lines.contains(line)).count();
        assert_eq!(recording.records.len(), complete - 1, "cut at {end}");
        let says = recording.torn || recording.broken.is_some() || cut.ends_with('\n');
        assert!(says, "cut at {end}");
        tries += 1;
    }
    assert!(tries > 600, "{tries}");
    proof("recording-cut", 600, "opened up to the last whole record, and said so");
}

#[test]
fn promise_12_no_flipped_bit_of_a_recording_passes() {
    let whole = golden();
    // Twenty records and the header, each bit of them; the last record only by a known hash.
    let text: String = whole.split_inclusive('\n').take(21).collect();
    let known = last(&text);
    let before_last = text.trim_end().rfind('\n').unwrap();
    let (mut tries, mut unseen) = (0, 0);
    for at in 0..text.len() {
        for bit in 0..8 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            tries += 1;
            let known = (at >= before_last).then_some(known);
            assert!(!passes(&bytes, known), "bit {bit} of byte {at} passes");
            unseen +=
                usize::from(String::from_utf8(bytes).is_ok_and(|it| passes_line_by_line(&it)));
        }
    }
    assert!(unseen > tries / 8, "{unseen} of {tries} pass a reader without the chain");
    control("chain-control", unseen, tries, "many pass, as they must");
    proof("recording-flips", tries.min(40_000), "each found out");
}

#[test]
fn promise_12_what_was_taken_out_put_in_or_moved_is_found_out() {
    let whole = golden();
    let known = last(&whole);
    let lines: Vec<_> = whole.lines().collect();
    let joined = |lines: &[&str]| format!("{}\n", lines.join("\n"));
    let (mut tries, mut unseen) = (0, 0);
    for at in 1..lines.len() {
        let (mut without, mut twice, mut moved) = (lines.clone(), lines.clone(), lines.clone());
        without.remove(at);
        twice.insert(at, lines[at]);
        moved.swap(at, 1 + at % (lines.len() - 1));
        for forged in [without, twice, moved] {
            assert!(!passes(joined(&forged).as_bytes(), Some(known)), "line {at}");
            unseen += usize::from(passes_line_by_line(&joined(&forged)));
            tries += 1;
        }
        // A clean cut of the tail is a whole recording: only somebody's copy knows better.
        assert!(at == 1 || passes(joined(&lines[..at]).as_bytes(), None));
        assert!(!passes(joined(&lines[..at]).as_bytes(), Some(known)));
        unseen += usize::from(passes_line_by_line(&joined(&lines[..at])));
        tries += 1;
    }
    control("forged-control", unseen, tries, "all pass, as they must");
    assert_eq!(unseen, tries);
    proof("recording-forged", tries.min(180), "each found out, a clean cut by a copy's hash");
}
