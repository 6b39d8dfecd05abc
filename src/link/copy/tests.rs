mod full;
mod left;
mod taken;
mod turns;

use super::*;
use warroom_register::words::{Kind, Severity};
use warroom_register::{At, Bytes, CommandId, Event, Policy, Title};

const HEADER: &str = concat!(
    r#"{"warroom":1,"id":"00000000-0000-0000-0000-000000000001","#,
    r#""incident":"INC-1","opened_at":"2026-11-21T14:03:11.204Z"}"#
);

/// The lines of a journal of so many records.
fn lines(count: u64) -> Vec<String> {
    let mut prev = Hash::of(HEADER.as_bytes());
    (1..=count)
        .map(|n| {
            let line = record(n, prev).line();
            prev = Hash::of(line.as_bytes());
            line
        })
        .collect()
}

fn record(n: u64, prev: Hash) -> Record {
    let title = Title::try_from(format!("number {n}")).unwrap();
    Record {
        seq: Seq(n),
        prev,
        salt: Some(Bytes([1; 16])),
        at: At::from_ms(1_700_000_000_000),
        by: "ana".parse().unwrap(),
        knew: None,
        command: CommandId(uuid::Uuid::from_u128(u128::from(n))),
        event: Event::Opened {
            sealed: Hash::default(),
            title,
            severity: Severity::P1,
            kind: Kind::Availability,
            mode: None,
            talk: "".into(),
            key: None,
            policy: Policy::default(),
        },
        redacted_by: None,
        hash: None,
    }
}

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copies/1.jsonl");
    Desk { _folder: folder, path }
}

impl Desk {
    fn open(&self, history: History) -> (Copy, Vec<Record>) {
        Copy::open(&self.path, history).unwrap()
    }

    /// Keeps so many records and leaves.
    fn keep(&self, count: u64) {
        let (mut copy, records) = self.open(History::Keep);
        copy.meet(HEADER).unwrap();
        let missing: Vec<_> = lines(count).into_iter().skip(records.len()).collect();
        let (_, broken) = copy.take(&missing.join("\n"));
        assert_eq!(broken, None);
        copy.finish();
        assert_eq!(copy.notes(), Vec::<String>::new());
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.path).unwrap()
    }
}

fn whole(count: u64) -> String {
    std::iter::once(HEADER.to_owned()).chain(lines(count)).map(|l| l + "\n").collect()
}

#[test]
fn lines_are_kept_as_they_came() {
    let desk = desk();
    desk.keep(3);
    desk.keep(5);
    assert_eq!(desk.text(), whole(5));
    let (copy, records) = desk.open(History::Keep);
    assert_eq!(records.len(), 5);
    assert_eq!(copy.held(), (Seq(5), Some(Hash::of(lines(5)[4].as_bytes()))));
}

#[test]
fn a_torn_end_is_cut_wherever_it_was_torn() {
    let desk = desk();
    desk.keep(3);
    let (full, two) = (desk.text(), whole(2));
    for end in two.len()..full.len() {
        std::fs::write(&desk.path, &full.as_bytes()[..end]).unwrap();
        let (mut copy, records) = desk.open(History::Keep);
        assert_eq!(records.len(), 2, "cut at {end}");
        assert_eq!(copy.notes().len(), usize::from(end > two.len()), "cut at {end}");
        drop(copy);
        assert_eq!(desk.text(), two, "cut at {end}");
    }
}

#[test]
fn a_copy_that_was_altered_is_kept_aside_and_comes_anew() {
    let desk = desk();
    desk.keep(4);
    let altered = desk.text().replace("number 3", "number 9");
    std::fs::write(&desk.path, &altered).unwrap();
    let (mut copy, records) = desk.open(History::Keep);
    assert_eq!(records.len(), 3, "the altered line still reads; the next does not follow it");
    let notes = copy.notes();
    assert!(notes[0].contains("damaged-1.jsonl"), "{notes:?}");
    let aside = desk.path.with_extension("damaged-1.jsonl");
    assert_eq!(std::fs::read_to_string(aside).unwrap(), altered);
}

#[test]
fn of_a_copy_with_a_byte_that_is_no_text_all_before_it_is_given() {
    let desk = desk();
    desk.keep(4);
    let mut bytes = desk.text().into_bytes();
    let last = bytes.len() - 20;
    bytes[last] = 0xff;
    std::fs::write(&desk.path, &bytes).unwrap();
    let gathered = Gathered::default();
    let (copy, records) = desk.open(History::Gather(Arc::clone(&gathered)));
    assert_eq!((records.len(), copy.held().0), (3, Seq(3)));
    assert_eq!(*gathered.lock().unwrap(), whole(3).into_bytes());
    assert_eq!(copy.behind(Seq(1)).unwrap(), lines(3)[1..].join("\n") + "\n");
    assert_eq!(copy.hash_at(Seq(3)).unwrap(), copy.held().1);
}

#[test]
fn a_copy_that_reads_no_longer_is_said_and_is_not_taken_for_empty() {
    let desk = desk();
    desk.keep(4);
    let (copy, _) = desk.open(History::Read);
    let mut bytes = desk.text().into_bytes();
    let third = desk.text().find("number 3").unwrap();
    bytes[third] = 0xff;
    std::fs::write(&desk.path, bytes).unwrap();
    assert!(copy.behind(Seq(1)).unwrap_err().to_string().contains("not text in UTF-8"));
    std::fs::remove_file(&desk.path).unwrap();
    std::fs::create_dir(&desk.path).unwrap();
    assert!(copy.behind(Seq(1)).unwrap_err().to_string().contains("it is a folder"));
    assert!(copy.hash_at(Seq(1)).is_err());
}

#[test]
fn a_second_screen_reads_and_keeps_nothing() {
    let desk = desk();
    desk.keep(2);
    let (first, _) = desk.open(History::Keep);
    let (mut second, records) = desk.open(History::Keep);
    assert_eq!(records.len(), 2);
    let (more, broken) = second.take(&lines(3)[2]);
    assert_eq!((more.len(), broken), (1, None));
    second.finish();
    assert_eq!(desk.text(), whole(2));
    drop(first);
}

#[test]
fn the_end_is_found_without_reading_the_rest() {
    let desk = desk();
    assert_eq!(desk.open(History::End).0.held(), (Seq(0), None));
    desk.keep(3);
    let expected = desk.open(History::Read).0.held();
    let (mut copy, records) = desk.open(History::End);
    assert_eq!((copy.held(), records.len()), (expected, 0));
    copy.meet(HEADER).unwrap();
    let (more, broken) = copy.take(&lines(4)[3]);
    assert_eq!((more.len(), broken), (1, None));
}

#[test]
fn another_journal_is_not_taken_for_this_one() {
    let desk = desk();
    desk.keep(1);
    let (mut copy, _) = desk.open(History::Keep);
    assert!(copy.meet(&HEADER.replace("INC-1", "INC-2")).is_err());
    let forked = lines(2)[1].replace("number 2", "number 7");
    let (taken, broken) = copy.take(&format!("{forked}\n{}", lines(3)[2]));
    assert_eq!(taken.len(), 1);
    assert_eq!(broken, Some(Broken::Altered { before: Seq(2), seq: Seq(3) }));
}

#[test]
fn nothing_that_comes_can_be_skipped() {
    let desk = desk();
    desk.keep(1);
    let (mut copy, _) = desk.open(History::Keep);
    let (taken, broken) = copy.take(&lines(3)[2]);
    assert_eq!(taken.len(), 0);
    assert_eq!(broken, Some(Broken::Gap { wanted: Seq(2), found: Seq(3) }));
    copy.finish();
    assert_eq!(desk.text(), whole(1));
}

#[test]
fn a_journal_is_gathered_byte_for_byte_whether_it_was_here_or_comes() {
    let desk = desk();
    desk.keep(2);
    let gathered = Gathered::default();
    let (mut copy, records) = desk.open(History::Gather(Arc::clone(&gathered)));
    assert_eq!(records.len(), 2);
    copy.meet(HEADER).unwrap();
    copy.take(&lines(4)[2..].join("\n"));
    assert_eq!(*gathered.lock().unwrap(), whole(4).into_bytes());
    assert_eq!(desk.text(), whole(2), "the copy is left alone");
}
