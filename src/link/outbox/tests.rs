use super::*;
use warroom_register::NewEntry;
use warroom_register::words::EntryKind;

fn asked(number: u128, text: &str) -> Asked {
    let command = NewEntry::of(EntryKind::Observation, text).write();
    Asked { id: CommandId(uuid::Uuid::from_u128(number)), knew: None, command }
}

fn outbox(folder: &tempfile::TempDir) -> Outbox {
    Outbox::open(folder.path().join("outbox/1")).unwrap()
}

fn ids(outbox: &Outbox) -> Vec<u128> {
    outbox.contents().unwrap().waiting.iter().map(|a| a.id.0.as_u128()).collect()
}

#[test]
fn what_was_put_in_is_there_after_a_crash_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let first = outbox(&folder);
    // The ids fall while the order rises.
    for n in (1..=12).rev() {
        first.put(&asked(n, "x")).unwrap();
    }
    // The process dies here: nothing was sent, nothing was told.
    drop(first);
    let second = outbox(&folder);
    assert_eq!(ids(&second), (1..=12).rev().collect::<Vec<_>>());
    assert_eq!(second.contents().unwrap().waiting.last(), Some(&asked(1, "x")));
}

#[test]
fn a_draft_that_a_crash_left_is_no_command() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "x")).unwrap();
    std::fs::write(outbox.folder.join("000000000002-00.new"), b"{\"id\":").unwrap();
    assert_eq!(ids(&outbox), [1]);
}

#[test]
fn what_is_recorded_goes_and_what_is_refused_is_kept_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    for n in 1..=3 {
        outbox.put(&asked(n, "words")).unwrap();
    }
    outbox.settle(asked(2, "").id).unwrap();
    outbox.refuse(asked(1, "").id, "no", At::from_ms(7)).unwrap();
    assert_eq!(ids(&outbox), [3]);
    let expected =
        RefusedCommand { at: At::from_ms(7), why: "no".into(), asked: asked(1, "words") };
    assert_eq!(outbox.refused().unwrap(), [expected]);
    outbox.settle(asked(9, "").id).unwrap();
}

#[test]
fn one_sends_and_others_put_in() {
    let folder = tempfile::tempdir().unwrap();
    let (mut screen, mut shot) = (outbox(&folder), outbox(&folder));
    assert_eq!(screen.lock(), Ok(true));
    assert_eq!(shot.lock(), Ok(false));
    shot.put(&asked(1, "x")).unwrap();
    assert_eq!(ids(&screen), [1]);
    drop(screen);
    assert_eq!(shot.lock(), Ok(true));
}

#[test]
fn a_file_that_does_not_read_is_named_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "x")).unwrap();
    let file = outbox.folder.join("000000000002-00.json");
    std::fs::write(&file, b"{}").unwrap();
    let contents = outbox.contents().unwrap();
    assert_eq!(contents.waiting.len(), 1);
    assert!(contents.bad[0].contains("000000000002-00.json: line 1"), "{:?}", contents.bad);
    assert!(file.exists());
}

#[test]
fn a_refused_one_is_kept_for_long_but_not_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    for n in 1..=(REFUSED_MAX as u128 + 3) {
        outbox.put(&asked(n, "x")).unwrap();
        outbox.refuse(asked(n, "").id, "no", At::from_ms(0)).unwrap();
    }
    assert_eq!(outbox.refused().unwrap().len(), REFUSED_MAX);
}
