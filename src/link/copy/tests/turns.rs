//! Who keeps the copy, one after the other.

use super::*;
use std::fs::OpenOptions;

/// A first screen with two records and a second one, both open.
fn two(desk: &Desk) -> (Copy, Copy) {
    desk.keep(2);
    let (first, _) = desk.open(History::Keep);
    let (second, records) = desk.open(History::Keep);
    assert_eq!((records.len(), second.lacks()), (2, true));
    (first, second)
}

/// Takes the records from this place on, up to another.
fn takes(copy: &mut Copy, from: usize, to: usize) {
    let (records, broken) = copy.take(&lines(8)[from - 1..to].join("\n"));
    assert_eq!((records.len(), broken), (to + 1 - from, None));
}

#[test]
fn promise_11_a_second_screen_keeps_the_copy_once_the_first_is_closed() {
    let desk = desk();
    let (mut first, mut second) = two(&desk);
    takes(&mut first, 3, 3);
    takes(&mut second, 3, 4);
    second.keep_on();
    assert_eq!((desk.text(), second.lacks()), (whole(3), true), "the first keeps it");
    // It was killed in the middle of a line.
    drop(first);
    let torn = desk.text() + lines(4)[3].get(..20).unwrap();
    std::fs::write(&desk.path, torn).unwrap();
    second.keep_on();
    assert_eq!((desk.text(), second.lacks(), second.news()), (whole(4), false, None));
    takes(&mut second, 5, 5);
    assert_eq!(desk.text(), whole(5));
    let (third, _) = desk.open(History::Keep);
    assert!(third.lacks(), "the second keeps it");
    second.finish();
    let notes = second.notes();
    assert!(notes.len() == 1 && notes[0].contains("20 bytes were cut off"), "{notes:?}");
}

#[test]
fn promise_11_what_came_to_a_second_screen_is_in_the_copy_when_it_closes_last() {
    let desk = desk();
    let (first, mut second) = two(&desk);
    takes(&mut second, 3, 5);
    drop(first);
    second.finish();
    assert_eq!((desk.text(), second.notes()), (whole(5), Vec::new()));
    assert!(!desk.path.with_extension("told.json").exists(), "it is in the copy");
}

#[test]
fn a_copy_that_goes_further_than_a_second_screen_is_kept_by_it_once_it_knows_as_much() {
    let desk = desk();
    let (mut first, mut second) = two(&desk);
    takes(&mut first, 3, 5);
    drop(first);
    takes(&mut second, 3, 3);
    second.keep_on();
    assert_eq!((desk.text(), second.lacks()), (whole(5), true));
    takes(&mut second, 4, 5);
    second.keep_on();
    takes(&mut second, 6, 6);
    assert_eq!((desk.text(), second.lacks(), second.news()), (whole(6), false, None));
}

#[test]
fn a_screen_that_opens_while_a_shell_takes_words_out_keeps_the_copy_a_moment_later() {
    let desk = desk();
    desk.keep(2);
    let shell = File::open(&desk.path).unwrap();
    shell.try_lock().unwrap();
    let (mut copy, _) = desk.open(History::Keep);
    takes(&mut copy, 3, 3);
    drop(shell);
    copy.keep_on();
    assert_eq!((desk.text(), copy.lacks()), (whole(3), false));
}

#[test]
fn a_file_that_was_replaced_before_it_was_held_is_not_written_on() {
    let desk = desk();
    desk.keep(2);
    let file = OpenOptions::new().read(true).append(true).open(&desk.path).unwrap();
    let anew = desk.path.with_extension("anew");
    std::fs::write(&anew, whole(2)).unwrap();
    std::fs::rename(&anew, &desk.path).unwrap();
    let (mut copy, _) = desk.open(History::Read);
    assert!(copy.hold(file).unwrap().is_none());
}

#[test]
fn a_copy_with_a_gap_that_a_second_screen_cannot_fill_says_so() {
    let desk = desk();
    let (mut first, mut second) = two(&desk);
    takes(&mut first, 3, 3);
    takes(&mut second, 3, 3);
    drop(first);
    std::fs::write(&desk.path, whole(1)).unwrap();
    second.keep_on();
    let said = second.news().unwrap();
    assert!(said.contains("comes when this incident is opened anew"), "{said}");
    takes(&mut second, 4, 4);
    second.finish();
    assert!(second.notes()[0].contains("is not kept to its end"));
    assert_eq!(desk.text(), whole(1));
}

/// The file as it cannot be opened, as without descriptors.
fn cannot_be_opened(desk: &Desk, meanwhile: impl FnOnce()) {
    let away = desk.path.with_extension("away");
    std::fs::rename(&desk.path, &away).unwrap();
    std::fs::create_dir(&desk.path).unwrap();
    meanwhile();
    std::fs::remove_dir(&desk.path).unwrap();
    std::fs::rename(&away, &desk.path).unwrap();
}

fn said_again(copy: &mut Copy) {
    copy.keep_on();
    assert!(copy.news().unwrap().contains("kept on disk again"));
}

#[test]
fn what_hindered_a_second_screen_for_a_moment_is_over_once_it_can_look() {
    let desk = desk();
    let (mut first, mut second) = two(&desk);
    cannot_be_opened(&desk, || second.keep_on());
    assert!(second.news().unwrap().contains("not kept on disk"));
    said_again(&mut second);
    // So where nobody keeps it and it goes further than this screen knows.
    takes(&mut first, 3, 4);
    drop(first);
    second.keep_on();
    assert_eq!(second.news(), None);
    cannot_be_opened(&desk, || second.keep_on());
    assert!(second.news().unwrap().contains("not kept on disk"));
    said_again(&mut second);
}

#[test]
fn a_copy_with_a_gap_is_read_once_however_many_records_come() {
    let desk = desk();
    let (first, mut second) = two(&desk);
    takes(&mut second, 3, 3);
    drop(first);
    std::fs::write(&desk.path, whole(1)).unwrap();
    second.keep_on();
    assert!(second.news().is_some());
    takes(&mut second, 4, 4);
    // Read again it would be found damaged, and moved.
    let altered = whole(1).replace("number 1", "number !");
    std::fs::write(&desk.path, &altered).unwrap();
    second.keep_on();
    assert_eq!((desk.text(), second.news()), (altered, None));
    assert!(!desk.path.with_extension("damaged-1.jsonl").exists());
}

#[test]
fn a_gap_that_a_third_screen_fills_is_none_for_the_second() {
    let desk = desk();
    let (first, mut second) = two(&desk);
    takes(&mut second, 3, 3);
    drop(first);
    std::fs::write(&desk.path, whole(1)).unwrap();
    second.keep_on();
    assert!(second.news().unwrap().contains("not kept on disk"));
    let (mut third, _) = desk.open(History::Keep);
    takes(&mut third, 2, 3);
    said_again(&mut second);
}

#[test]
fn who_only_reads_never_keeps_the_copy() {
    let desk = desk();
    desk.keep(2);
    for history in [History::Read, History::End, History::Gather(Gathered::default())] {
        let (mut copy, _) = desk.open(history);
        takes(&mut copy, 3, 3);
        assert!(!copy.lacks());
        copy.keep_on();
        copy.finish();
        assert_eq!(desk.text(), whole(2));
    }
}
