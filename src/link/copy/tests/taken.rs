//! Words that were taken out while nobody kept the copy.

use super::*;
use crate::link::copy::purge::{Purged, erase_in, owed};
use warroom_register::{Event, Recording};

const WORDS: &str = "number 2";
/// The second record loses its words by the fifth.
pub(super) const TAKEN: &[Taken] = &[of(2, 5)];

pub(super) const fn of(entry: u64, by: u64) -> Taken {
    Taken { entry: Seq(entry), by: Seq(by) }
}

/// A journal of six, of which the fifth takes the words of the second; they stand there yet.
pub(super) fn journal() -> Vec<String> {
    let mut lines = lines(4);
    for n in 5..7 {
        let prev = Hash::of(lines.last().unwrap().as_bytes());
        let event = Event::Redacted { entry: Seq(2), why: "a password".into(), asked: None };
        let event = if n == 5 { event } else { record(n, prev).event };
        lines.push(Record { event, ..record(n, prev) }.line());
    }
    lines
}

pub(super) fn broken(desk: &Desk) -> Option<Broken> {
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
    assert_eq!(purged.gone, TAKEN, "no word was there");
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
    assert!(purged.gone.is_empty() && purged.records.unwrap().len() == 6);
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
    assert_eq!(copy.purge(TAKEN).gone, [], "the words were gone before");
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

/// A journal of seven: 5 takes the words of 2, 6 those of 3, 7 those of 4; they stand there yet.
fn three_taken() -> Vec<String> {
    let mut lines = lines(4);
    for n in 5..8 {
        let prev = Hash::of(lines.last().unwrap().as_bytes());
        let event = Event::Redacted { entry: Seq(n - 3), why: "a password".into(), asked: None };
        lines.push(Record { event, ..record(n, prev) }.line());
    }
    lines
}

/// What is shown after a purge holds none of these words.
fn shows_none(purged: &Purged, words: &[&str]) {
    let shown = purged.records.as_ref().unwrap().iter().map(Record::line).collect::<String>();
    let journal = str::from_utf8(&purged.journal).unwrap();
    for words in words {
        assert!(!shown.contains(words) && !journal.contains(words), "{words}: {shown}");
    }
}

#[test]
fn words_that_were_taken_out_do_not_come_back_with_the_next_that_are() {
    // Whoever keeps it stands still: the words of the second stand in the file, the others came.
    let (desk, all) = (desk(), three_taken());
    desk.keep(2);
    let (keeper, _) = desk.open(History::Keep);
    let (mut copy, _) = desk.open(History::Read);
    copy.meet(HEADER).unwrap();
    copy.take(&all[2..5].join("\n"));
    shows_none(&copy.purge(&[of(2, 5)]), &["number 2"]);
    copy.take(&all[5]);
    let purged = copy.purge(&[of(3, 6)]);
    shows_none(&purged, &["number 2", "number 3"]);
    assert_eq!(purged.held.iter().map(|it| it.seq).collect::<Vec<_>>(), [Seq(3)]);
    assert_eq!((purged.gone, desk.text()), (vec![], whole(2)));
    assert!(!String::from_utf8_lossy(&copy.came).contains("number 3"));

    // Then nobody keeps it: no word goes to disk again, and those that stood there are gone.
    drop(keeper);
    copy.take(&all[6]);
    let purged = copy.purge(&[of(4, 7)]);
    shows_none(&purged, &["number 2", "number 3", "number 4"]);
    assert_eq!(purged.gone, [of(2, 5), of(3, 6), of(4, 7)]);
    assert_eq!((broken(&desk), desk.text().contains("number 2")), (None, false));
    assert_eq!(desk.text().as_bytes(), purged.journal);
    assert_eq!(copy.notes(), Vec::<String>::new());
}

#[test]
fn many_that_erase_in_one_file_leave_it_whole() {
    let desk = desk();
    desk.keep(4);
    let file = desk.path.with_file_name("other.jsonl");
    let all: String = journal().into_iter().map(|line| line + "\n").collect();
    let all = format!("{HEADER}\n{all}");
    let without = Record::redacted_line(&lines(2)[1], Seq(5)).unwrap();
    let erased = all.replace(&lines(2)[1], &without);
    for _ in 0..20 {
        std::fs::write(&file, &all).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| erase_in(&file, TAKEN, all.as_bytes()).unwrap());
            }
        });
        assert_eq!(std::fs::read_to_string(&file).unwrap(), erased);
    }
    let left = std::fs::read_dir(desk.path.parent().unwrap()).unwrap().count();
    assert_eq!(left, 2, "a draft was left");
}

#[test]
fn a_draft_that_a_crash_left_goes_and_one_that_is_being_written_stays() {
    let desk = desk();
    desk.keep(6);
    let [left, older, held] =
        ["77-0.new", "new", "damaged-1.78-0.new"].map(|end| desk.path.with_extension(end));
    for draft in [&left, &older, &held] {
        std::fs::write(draft, whole(4)).unwrap();
    }
    let writer = File::open(&held).unwrap();
    writer.try_lock().unwrap();
    let (mut copy, _) = desk.open(History::Read);
    assert_eq!(copy.purge(TAKEN).gone, TAKEN);
    assert_eq!((left.exists(), older.exists()), (false, false));
    assert_eq!(std::fs::read_to_string(&held).unwrap(), whole(4));
    assert_eq!(copy.notes(), Vec::<String>::new());
}

#[test]
fn a_copy_where_nothing_is_due_can_be_kept_at_any_moment() {
    let desk = desk();
    desk.keep(40);
    let (mut copy, _) = desk.open(History::Read);
    copy.purge(TAKEN);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| (0..200).for_each(|_| drop(copy.purge(TAKEN))));
        while !reader.is_finished() {
            File::open(&desk.path).unwrap().try_lock().unwrap();
        }
    });
}
