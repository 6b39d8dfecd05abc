//! A disk that takes nothing for a while.

use super::*;

/// A file into which nothing can be written, in the place of the one that is kept; gives that one.
fn fill(copy: &mut Copy) -> Option<File> {
    let full = File::open(&copy.path).unwrap();
    copy.file.replace(full)
}

/// What part of a line made it to the disk before it was full.
fn tear(desk: &Desk) {
    let torn = desk.text() + lines(3)[2].get(..20).unwrap();
    std::fs::write(&desk.path, torn).unwrap();
}

#[test]
fn promise_11_a_copy_whose_disk_was_full_says_so_and_goes_on_once_it_is_not() {
    let (desk, journal) = (desk(), lines(5));
    let (mut copy, _) = desk.open(History::Keep);
    copy.meet(HEADER).unwrap();
    copy.take(&journal[..2].join("\n"));
    assert_eq!(copy.news(), None);
    let file = fill(&mut copy);
    let (records, broken) = copy.take(&journal[2]);
    assert_eq!((records.len(), broken), (1, None), "the link goes on");
    let said = copy.news().unwrap();
    assert!(said.contains("is not kept on disk") && said.contains("tried again"), "{said}");
    copy.keep_on();
    copy.take(&journal[3]);
    assert_eq!(copy.news(), None, "it is said once");
    tear(&desk);
    copy.file = file;
    copy.keep_on();
    assert_eq!(copy.news().unwrap(), "this machine's copy of the record is kept on disk again");
    assert_eq!(desk.text(), whole(4));
    copy.take(&journal[4]);
    copy.finish();
    assert_eq!((desk.text(), copy.notes()), (whole(5), Vec::new()));
}

#[test]
fn a_copy_that_is_not_whole_as_its_screen_closes_says_so_then() {
    let desk = desk();
    desk.keep(2);
    let (mut copy, _) = desk.open(History::Keep);
    fill(&mut copy);
    copy.take(&lines(3)[2]);
    copy.finish();
    let notes = copy.notes();
    assert!(notes[0].contains("is not kept to its end"), "{notes:?}");
    assert_eq!(desk.text(), whole(2));
}

#[test]
fn what_takes_words_out_puts_there_what_waited() {
    let desk = desk();
    desk.keep(2);
    let (mut copy, _) = desk.open(History::Keep);
    fill(&mut copy);
    let journal = taken::journal();
    copy.take(&journal[2..].join("\n"));
    assert!(copy.news().is_some());
    copy.purge(taken::TAKEN);
    assert!(copy.news().is_some_and(|said| said.ends_with("kept on disk again")));
    let (records, broken) = copy.take(&record(7, Hash::of(journal[5].as_bytes())).line());
    assert_eq!((records.len(), broken), (1, None));
    copy.finish();
    assert_eq!(copy.notes(), Vec::<String>::new());
    let (_, records) = desk.open(History::Keep);
    assert_eq!(records.len(), 7);
    assert_eq!(taken::broken(&desk), None, "{}", desk.text());
}
