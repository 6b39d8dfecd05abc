//! Words that could not be taken out at once, and files that do not read.

use super::taken::{TAKEN, journal, of};
use super::*;
use crate::link::copy::purge::{erase_in, erase_in_branch};

const WORDS: &str = "number 2";

/// A file of which these lines do not read any more.
fn damaged(lines: &[String], unread: usize) -> String {
    let bad = |(at, line): (usize, &String)| {
        // The quote behind the words is gone.
        if at == unread { line.replacen("number 2\"", "number 2!", 1) } else { line.clone() }
    };
    let lines: Vec<_> = lines.iter().enumerate().map(bad).collect();
    format!("{HEADER}\n{}\n", lines.join("\n"))
}

/// A copy that hears of the redaction.
fn hears(desk: &Desk) -> Copy {
    let (mut copy, _) = desk.open(History::Keep);
    copy.take(&journal()[4..].join("\n"));
    copy
}

#[test]
fn promise_13_what_a_full_disk_keeps_is_owed_and_goes_once_it_can_be_written() {
    let desk = desk();
    desk.keep(4);
    let mut copy = hears(&desk);
    // A draft that can be neither used nor removed.
    let draft = desk.path.with_extension("77-0.new");
    std::fs::create_dir(&draft).unwrap();
    let purged = copy.purge(TAKEN);
    assert_eq!((purged.gone, purged.held.len(), purged.left.len()), (vec![], 1, 1));
    assert!(purged.left[0].contains("still holds words that were taken out"), "{:?}", purged.left);
    assert!(desk.text().contains(WORDS));
    std::fs::remove_dir(&draft).unwrap();
    let purged = copy.purge(TAKEN);
    assert_eq!((purged.gone, purged.left), (TAKEN.to_vec(), vec![]));
    assert!(!desk.text().contains(WORDS));
}

#[test]
fn promise_13_what_somebody_else_keeps_is_owed_until_it_is_gone_from_there() {
    let desk = desk();
    desk.keep(4);
    let (first, _) = desk.open(History::Keep);
    let mut second = hears(&desk);
    assert!(second.purge(TAKEN).others);
    // It is killed before it did it.
    drop(first);
    let purged = second.purge(TAKEN);
    assert_eq!((purged.gone, purged.others), (TAKEN.to_vec(), false));
    second.keep_on();
    assert!(!second.lacks() && !desk.text().contains(WORDS));
    assert_eq!(taken::broken(&desk), None);
}

#[test]
fn promise_13_a_line_that_does_not_read_goes_from_a_damaged_file_with_the_first_words() {
    let desk = desk();
    desk.keep(4);
    let aside = desk.path.with_extension("damaged-1.jsonl");
    std::fs::write(&aside, damaged(&lines(4), 1)).unwrap();
    let mut copy = hears(&desk);
    let purged = copy.purge(TAKEN);
    assert_eq!((purged.gone, purged.left), (TAKEN.to_vec(), vec![]));
    let kept = std::fs::read_to_string(&aside).unwrap();
    let others = [&lines(4)[..1], &lines(4)[2..]].concat();
    assert_eq!(kept, format!("{HEADER}\n{}\n", others.join("\n")), "what reads stays");
    let notes = copy.notes();
    assert!(notes.len() == 1 && notes[0].contains("went what did not read"), "{notes:?}");
}

#[test]
fn promise_13_a_line_of_a_damaged_file_that_reads_at_another_place_loses_its_words() {
    let desk = desk();
    desk.keep(4);
    let aside = desk.path.with_extension("damaged-1.jsonl");
    let altered = lines(4)[1].replace("{\"seq\":2,", "{\"seq\":3,");
    std::fs::write(&aside, format!("{HEADER}\n{altered}\n")).unwrap();
    let purged = hears(&desk).purge(TAKEN);
    assert_eq!(purged.held.len(), 2, "of the copy, and of that file");
    assert!(!std::fs::read_to_string(&aside).unwrap().contains(WORDS));
}

#[test]
fn promise_13_a_torn_end_goes_with_the_first_words() {
    let desk = desk();
    desk.keep(4);
    let whole = desk.text();
    let quote = journal()[5].replace("number 6", WORDS);
    std::fs::write(&desk.path, whole.clone() + quote.get(..quote.len() - 40).unwrap()).unwrap();
    let (mut copy, _) = desk.open(History::Read);
    assert_eq!(copy.purge(&[of(9, 12)]).gone, [of(9, 12)], "it may have held them");
    assert_eq!(desk.text(), whole);
    assert_eq!(copy.notes().len(), 1);
}

#[test]
fn promise_13_lines_that_do_not_read_go_from_other_recordings_and_branches_too() {
    let desk = desk();
    desk.keep(6);
    let all = format!("{HEADER}\n{}\n", journal().join("\n"));
    let file = desk.path.with_extension("other");
    for erase in [erase_in, erase_in_branch] {
        std::fs::write(&file, damaged(&lines(4), 1)).unwrap();
        let gone = erase(&file, TAKEN, all.as_bytes()).unwrap();
        assert_eq!((gone.taken.len(), gone.unread), (0, 1));
        assert!(!std::fs::read_to_string(&file).unwrap().contains(WORDS));
    }
}

#[test]
fn a_line_that_another_program_wrote_with_blanks_loses_its_words() {
    let desk = desk();
    desk.keep(2);
    let spaced = lines(2)[1].replacen("{\"seq\":2,", "{ \"seq\" : 2, ", 1);
    let mut prev = lines(1);
    prev.push(spaced);
    let file = desk.path.with_extension("other");
    std::fs::write(&file, format!("{HEADER}\n{}\n", prev.join("\n"))).unwrap();
    let gone = erase_in(&file, TAKEN, &[]).unwrap();
    assert_eq!((gone.taken, gone.unread), (TAKEN.to_vec(), 0));
    assert!(!std::fs::read_to_string(&file).unwrap().contains(WORDS));
}

#[test]
fn promise_13_a_folder_that_cannot_be_looked_through_is_not_called_clean() {
    let desk = desk();
    desk.keep(4);
    let mut copy = hears(&desk);
    let (folder, away) = (desk.path.parent().unwrap(), desk.path.ancestors().nth(2).unwrap());
    let away = away.join("away");
    std::fs::rename(folder, &away).unwrap();
    std::fs::write(folder, "").unwrap();
    let left = copy.purge(TAKEN).left;
    assert!(left.iter().any(|it| it.contains("copies may still hold words")), "{left:?}");
    std::fs::remove_file(folder).unwrap();
    std::fs::rename(&away, folder).unwrap();
    assert_eq!(copy.purge(TAKEN).left, Vec::<String>::new());
}
