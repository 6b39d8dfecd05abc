//! Words that were taken out while nobody kept the copy.

use super::*;
use crate::link::copy::purge::{erase_in, owed};
use warroom_register::{Event, Recording};

const WORDS: &str = "number 2";
/// The second record loses its words by the fifth.
const TAKEN: &[(Seq, Seq)] = &[(Seq(2), Seq(5))];

/// A journal of six, of which the fifth takes the words of the second; they stand there yet.
fn journal() -> Vec<String> {
    let mut lines = lines(4);
    for n in 5..7 {
        let prev = Hash::of(lines.last().unwrap().as_bytes());
        let event = Event::Redacted { entry: Seq(2), why: "a password".into(), asked: None };
        let event = if n == 5 { event } else { record(n, prev).event };
        lines.push(Record { event, ..record(n, prev) }.line());
    }
    lines
}

fn broken(desk: &Desk) -> Option<Broken> {
    Recording::read(&desk.text()).unwrap().broken
}

/// Whoever does not keep the copy hears of the redaction.
fn hears(desk: &Desk, history: History, frames: &[String]) {
    let (mut copy, _) = desk.open(history);
    copy.meet(HEADER).unwrap();
    for frame in frames {
        assert_eq!(copy.take(frame).1, None);
    }
    let purged = copy.purge(TAKEN);
    assert!(purged.changed, "no word was there");
    copy.finish();
    assert_eq!(copy.notes(), Vec::<String>::new());
}

#[test]
fn a_line_loses_its_words_together_with_the_record_that_took_them() {
    let end = journal()[4..].join("\n");
    let apart = journal()[4..].to_vec();
    for frames in [vec![end], apart] {
        for history in [History::Read, History::End, History::Gather(Gathered::default())] {
            let desk = desk();
            desk.keep(4);
            hears(&desk, history, &frames);
            assert_eq!(broken(&desk), None, "{}", desk.text());
            assert!(!desk.text().contains(WORDS), "{}", desk.text());
            let (copy, records) = desk.open(History::Keep);
            assert_eq!((copy.held().0, records.len()), (Seq(6), 6));
        }
    }
}

#[test]
fn a_torn_end_of_a_copy_that_nobody_keeps_is_no_hindrance() {
    let desk = desk();
    desk.keep(4);
    let torn = desk.text() + journal()[4].get(..20).unwrap();
    std::fs::write(&desk.path, torn).unwrap();
    hears(&desk, History::Read, &[journal()[4..].join("\n")]);
    assert_eq!(broken(&desk), None, "{}", desk.text());
}

#[test]
fn what_somebody_else_keeps_is_left_to_them() {
    let desk = desk();
    desk.keep(4);
    let (keeper, _) = desk.open(History::Keep);
    let (mut copy, _) = desk.open(History::Read);
    copy.meet(HEADER).unwrap();
    copy.take(&journal()[4..].join("\n"));
    let purged = copy.purge(TAKEN);
    assert!(!purged.changed && purged.records.unwrap().len() == 6);
    assert_eq!(desk.text(), whole(4), "nothing of it was touched");
    drop(keeper);
}

#[test]
fn a_crash_between_the_record_and_the_erasing_is_made_up_for() {
    let desk = desk();
    let all: String = journal().into_iter().map(|line| line + "\n").collect();
    std::fs::create_dir_all(desk.path.parent().unwrap()).unwrap();
    std::fs::write(&desk.path, format!("{HEADER}\n{all}")).unwrap();
    for history in [History::Keep, History::Read] {
        let (mut copy, records) = desk.open(history);
        copy.purge(&owed(&records));
        copy.finish();
        assert_eq!((broken(&desk), desk.text().contains(WORDS)), (None, false));
    }
}

#[test]
fn a_copy_that_lacks_the_record_that_took_its_words_is_made_whole() {
    let desk = desk();
    desk.keep(4);
    let line = Record::redacted_line(&lines(2)[1], Seq(5)).unwrap();
    let text = desk.text().replace(&lines(2)[1], &line);
    std::fs::write(&desk.path, &text).unwrap();
    let why = Broken::EndsBefore { seq: Seq(2), by: Seq(5), head: Seq(4) };
    assert_eq!(broken(&desk), Some(why));
    let (mut copy, _) = desk.open(History::Read);
    copy.meet(HEADER).unwrap();
    let _ = copy.take(&journal()[4..].join("\n"));
    assert!(!copy.purge(TAKEN).changed, "the words were gone before");
    assert_eq!(broken(&desk), None);

    // So is another recording of it, and one that is of another branch loses its words all the same.
    let other = desk.path.with_extension("other");
    std::fs::write(&other, text).unwrap();
    erase_in(&other, TAKEN, desk.text().as_bytes()).unwrap();
    assert_eq!(std::fs::read_to_string(&other).unwrap(), desk.text());
    std::fs::write(&other, whole(6)).unwrap();
    erase_in(&other, TAKEN, desk.text().as_bytes()).unwrap();
    assert!(!std::fs::read_to_string(&other).unwrap().contains(WORDS));
}
