//! Promise 12: tampering shows. With one responder's copy every kind of it is found, a hundred of a
//! hundred times; a damaged file opens up to its last whole record, and nothing panics.

use super::script::{Room, STORY};
use crate::{Agreement, Change, Record, Recording, Seq, Then, compare};

/// Tries of each kind.
const TRIES: usize = 100;

/// A line of numbers that look like chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

fn file(lines: &[String]) -> Vec<u8> {
    let mut text = lines.join("\n");
    text.push('\n');
    text.into_bytes()
}

/// Computes the chain anew from this line on, as whoever has the file can.
fn chained_anew(lines: &[String], from: usize) -> Vec<String> {
    let mut out: Vec<String> = lines[..=from].to_vec();
    for line in &lines[from + 1..] {
        let before = crate::Hash::of(out.last().unwrap().as_bytes());
        let record = Record { prev: before, ..Record::read(line).unwrap() };
        out.push(record.line());
    }
    out
}

/// A record whose words are others, with its chain as it was.
fn edited(line: &str) -> Option<String> {
    let record = Record::read(line).ok()?;
    let other = line.replacen("checkouts", "checkin", 1).replacen("eu-west", "us-east", 1);
    let other =
        if other == line { line.replacen("\"by\":\"ana\"", "\"by\":\"eve\"", 1) } else { other };
    (other != line && Record::read(&other).is_ok()).then_some(other).filter(|_| record.seq.0 > 0)
}

/// The journal with its header, and `TRIES` tampered ones with the place that was touched.
fn tampered(
    how: impl Fn(&[String], usize) -> Option<Vec<String>>,
) -> (Vec<u8>, Vec<(usize, Vec<u8>)>) {
    let room = Room::of(STORY);
    let mut lines = vec![room.header.line()];
    lines.extend(room.lines.iter().cloned());
    let mut chance = Chance(0x5eed);
    let mut all = Vec::new();
    while all.len() < TRIES {
        let at = 1 + chance.below(lines.len() - 2);
        if let Some(changed) = how(&lines, at) {
            all.push((at, file(&changed)));
        }
    }
    (file(&lines), all)
}

/// Where all words are proven.
const fn plain(same_to: Seq, then: Then) -> Agreement {
    Agreement { same_to, then, unproven: Vec::new() }
}

/// What a copy says of each; a file alone must not say the same of those that break the chain.
fn found(
    alone: bool,
    how: impl Fn(&[String], usize) -> Option<Vec<String>>,
    is: impl Fn(usize, &Agreement) -> bool,
) {
    let (copy, all) = tampered(how);
    assert_eq!(all.len(), TRIES);
    for (at, file) in all {
        let said = compare(&file, &copy);
        assert!(is(at, &said), "touched at {at}: {said:?}");
        let read = Recording::read_bytes(&file).unwrap();
        assert_eq!(read.broken.is_some(), alone, "touched at {at}: {:?}", read.broken);
    }
}

fn differs(at: usize, said: &Agreement, how: Change) -> bool {
    said.same_to == Seq(at as u64 - 1) && said.then == Then::Differs(how)
}

#[test]
fn promise_12_an_edit_is_found() {
    let edit = |lines: &[String], at: usize| {
        let mut lines = lines.to_vec();
        lines[at] = edited(&lines[at])?;
        Some(lines)
    };
    found(true, edit, |at, said| differs(at, said, Change::Edited));
}

#[test]
fn promise_12_a_deletion_is_found() {
    let delete = |lines: &[String], at: usize| {
        let mut lines = lines.to_vec();
        lines.remove(at);
        Some(lines)
    };
    found(true, delete, |at, said| differs(at, said, Change::LeftOut));
}

#[test]
fn promise_12_an_insertion_is_found() {
    let insert = |lines: &[String], at: usize| {
        let mut lines = lines.to_vec();
        let put_in = lines[at].replacen("\"at\":\"2026", "\"at\":\"2025", 1);
        lines.insert(at, put_in);
        Some(lines)
    };
    found(true, insert, |at, said| differs(at, said, Change::PutIn));
}

#[test]
fn promise_12_a_reordering_is_found() {
    let swap = |lines: &[String], at: usize| {
        let mut lines = lines.to_vec();
        lines.swap(at, at + 1);
        Some(lines)
    };
    found(true, swap, |at, said| differs(at, said, Change::Swapped));
}

#[test]
fn promise_12_a_chain_computed_anew_is_found_by_a_copy_and_by_nothing_else() {
    let anew = |lines: &[String], at: usize| {
        let mut lines = lines.to_vec();
        lines[at] = edited(&lines[at])?;
        Some(chained_anew(&lines, at))
    };
    found(false, anew, |at, said| differs(at, said, Change::Anew));
}

#[test]
fn promise_12_a_cut_tail_and_an_old_copy_are_found_by_a_copy_and_by_nothing_else() {
    let cut = |lines: &[String], at: usize| Some(lines[..at].to_vec());
    let all = Room::of(STORY).lines.len() as u64;
    found(false, cut, |at, said| {
        let same = at as u64 - 1;
        *said == plain(Seq(same), Then::FileEnds(all - same))
    });
}

#[test]
fn promise_12_control_what_was_not_touched_is_not_accused() {
    let same = |lines: &[String], _at: usize| Some(lines.to_vec());
    let head = Seq(Room::of(STORY).lines.len() as u64);
    found(false, same, |_, said| *said == plain(head, Then::BothEnd));
    // And a copy that is older proves nothing of what came since.
    let room = Room::of(STORY);
    let lines: Vec<_> = [vec![room.header.line()], room.lines].concat();
    let said = compare(&file(&lines), &file(&lines[..4]));
    let more = lines.len() as u64 - 4;
    assert_eq!(said, plain(Seq(3), Then::CopyEnds(more)));
}

#[test]
fn promise_12_every_byte_of_the_last_three_records_may_be_damaged_or_missing() {
    let room = Room::of(STORY);
    let whole = room.file().into_bytes();
    let last = room.lines.iter().rev().take(3).map(|line| line.len() + 1).sum::<usize>();
    let (from, count) = (whole.len() - last, room.records.len());
    for at in from..whole.len() {
        let cut = Recording::read_bytes(&whole[..at]).unwrap();
        assert!(cut.records.len() + 3 >= count && room.records.starts_with(&cut.records));
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << bit;
            let read = Recording::read_bytes(&bytes).unwrap();
            assert!(read.records.len() + 4 >= count, "{at} {bit}: {} left", read.records.len());
            // Of the very last line nothing proves what it said, but for a copy.
            let sure = read.records.len().min(count - 1);
            assert_eq!(read.records[..sure], room.records[..sure], "{at} {bit}");
            let said = compare(&bytes, &whole);
            assert!(said.then != Then::BothEnd, "{at} {bit} is not found by a copy: {said:?}");
        }
    }
}
