use super::*;
use warroom_register::words::EntryKind;
use warroom_register::{Command, NewEntry, Seen};

fn asked(number: u128, text: &str) -> Asked {
    let command = NewEntry::of(EntryKind::Observation, text).write();
    Asked::new(CommandId(uuid::Uuid::from_u128(number)), command)
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
        first.put(&asked(n, "x"), false).unwrap();
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
    outbox.put(&asked(1, "x"), false).unwrap();
    std::fs::write(outbox.folder.join("000000000002-00.new"), b"{\"id\":").unwrap();
    assert_eq!(ids(&outbox), [1]);
}

#[test]
fn what_is_recorded_goes_and_what_is_refused_is_kept_with_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    for n in 1..=3 {
        outbox.put(&asked(n, "words"), false).unwrap();
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
    shot.put(&asked(1, "x"), false).unwrap();
    assert_eq!(ids(&screen), [1]);
    drop(screen);
    assert_eq!(shot.lock(), Ok(true));
}

#[test]
fn a_file_that_does_not_read_is_named_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "x"), false).unwrap();
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
        outbox.put(&asked(n, "x"), false).unwrap();
        outbox.refuse(asked(n, "").id, "no", At::from_ms(0)).unwrap();
    }
    assert_eq!(outbox.refused().unwrap().len(), REFUSED_MAX);
}

#[test]
fn a_refused_one_that_does_not_read_is_told_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "x"), false).unwrap();
    outbox.refuse(asked(1, "").id, "no", At::from_ms(0)).unwrap();
    assert!(outbox.refused_unread().unwrap().is_empty());
    let name = names_in(&outbox.folder.join("refused")).unwrap().remove(0);
    let file = outbox.folder.join("refused").join(name);
    std::fs::write(&file, "no command").unwrap();
    assert_eq!((outbox.refused().unwrap(), outbox.refused_unread().unwrap()), (vec![], vec![file]));
}

#[test]
fn promise_4_what_was_refused_is_not_sent_again_where_its_reason_cannot_be_kept() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "words"), false).unwrap();
    // On a full disk nothing new can be written; here a folder lies in the way of it.
    let name = outbox.names().unwrap().remove(0);
    let in_the_way = outbox.folder.join("refused").join(&name).with_extension("new");
    std::fs::create_dir(in_the_way).unwrap();
    let why = outbox.refuse(asked(1, "").id, "no", At::from_ms(7)).unwrap_err();
    assert!(why.to_string().contains(&name), "{why}");
    assert_eq!(ids(&outbox), [0; 0], "it does not wait any more");
    let refused = outbox.refused().unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].asked, asked(1, "words"), "its words are kept all the same");
    assert!(refused[0].why.contains("not be kept"), "{}", refused[0].why);
    outbox.forget(&|asked| asked.id.0.as_u128() == 1).unwrap();
    assert_eq!(outbox.refused().unwrap(), []);
}

#[test]
fn promise_4_what_was_refused_goes_where_there_is_no_place_for_it_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "words"), false).unwrap();
    std::fs::remove_dir(outbox.folder.join("refused")).unwrap();
    std::fs::write(outbox.folder.join("refused"), "").unwrap();
    outbox.refuse(asked(1, "").id, "no", At::from_ms(7)).unwrap_err();
    assert_eq!(ids(&outbox), [0; 0], "whoever was told no finds it nowhere");
}

#[test]
fn promise_4_a_refused_file_that_does_not_read_is_set_aside_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "words"), false).unwrap();
    let name = outbox.names().unwrap().remove(0);
    std::fs::write(outbox.folder.join(&name), b"half of ").unwrap();
    outbox.refuse(asked(1, "").id, "no", At::from_ms(7)).unwrap_err();
    assert_eq!(outbox.names().unwrap(), [""; 0]);
    let aside = std::fs::read(outbox.folder.join("refused").join(&name)).unwrap();
    assert_eq!(aside, b"half of ");
}

#[test]
fn what_could_not_be_put_in_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    std::fs::create_dir(outbox.folder.join(format!("000000000001-{}.json", asked(1, "").id.0)))
        .unwrap();
    let full = outbox.folder.join(format!("000000000002-{}.json", asked(2, "").id.0));
    std::fs::create_dir(&full).unwrap();
    std::fs::write(full.join("x"), "").unwrap();
    assert_eq!(outbox.names().unwrap().len(), 2);
    let place_of = full.with_extension("new");
    place(&full, b"words").unwrap_err();
    assert!(!place_of.exists(), "words that are kept nowhere lie about nowhere");
}

/// The same words, with when they were written.
fn timed(number: u128, text: &str) -> Asked {
    let mut timed = asked(number, text);
    if let Command::Write { seen_at, .. } = &mut timed.command {
        *seen_at = Some(Seen { at: At::from_ms(5), about: false });
    }
    timed
}

#[test]
fn what_was_never_sent_is_known_until_it_is_and_goes_out_the_same_ever_after() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (outbox(&folder), outbox(&folder));
    let plain = asked(1, "x");
    first.put(&plain, true).unwrap();
    first.put(&asked(2, "y"), false).unwrap();
    let contents = second.contents().unwrap();
    assert_eq!(contents.unsent.iter().collect::<Vec<_>>(), [&plain.id]);
    assert_eq!(contents.waiting.len(), 2);
    assert_eq!(
        first.send_first(&timed(1, "x"), true).unwrap(),
        First::Goes(Box::new(timed(1, "x")))
    );
    // Whoever else had it in hand sends what was sent, not what they would have said.
    assert_eq!(second.send_first(&plain, false).unwrap(), First::Goes(Box::new(timed(1, "x"))));
    let contents = second.contents().unwrap();
    assert!(contents.unsent.is_empty());
    assert_eq!(contents.waiting, [timed(1, "x"), asked(2, "y")], "in its place");
    second.settle(plain.id).unwrap();
    assert_eq!(first.send_first(&plain, false).unwrap(), First::Settled);
}

#[test]
fn a_crash_while_it_is_sent_first_leaves_it_once() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "x"), true).unwrap();
    let unsent = outbox.files(asked(1, "").id).unwrap().remove(0);
    outbox.send_first(&timed(1, "x"), true).unwrap();
    // Both names are there.
    std::fs::write(&unsent, serde_json::to_vec(&asked(1, "x")).unwrap()).unwrap();
    let contents = outbox.contents().unwrap();
    assert_eq!((contents.waiting, contents.unsent.len()), (vec![timed(1, "x")], 0));
    outbox.refuse(asked(1, "").id, "no", At::from_ms(7)).unwrap();
    assert_eq!(ids(&outbox), []);
    assert_eq!(outbox.refused().unwrap()[0].asked, timed(1, "x"));
}

#[test]
fn promise_13_what_is_forgotten_goes_from_the_outbox_of_each_handle_and_from_what_a_crash_left() {
    let folder = tempfile::tempdir().unwrap();
    let of = |name: &str| Outbox::open(folder.path().join("outbox").join(name)).unwrap();
    let (ana, ben, other) = (of("1.ana"), of("1.ben"), of("2.ana"));
    for outbox in [&ana, &ben, &other] {
        outbox.put(&asked(1, "words"), false).unwrap();
        outbox.put(&asked(2, "secret"), false).unwrap();
        outbox.put(&asked(3, "secret"), true).unwrap();
        outbox.refuse(asked(3, "").id, "no", At::from_ms(7)).unwrap();
        let whole = serde_json::to_vec(&asked(4, "secret")).unwrap();
        for draft in ["000000000009-00.new", "000000000009-00.unsent.77.first"] {
            std::fs::write(outbox.folder.join(draft), &whole[..40]).unwrap();
        }
        std::fs::write(outbox.folder.join("refused/000000000009-00.new"), &whole).unwrap();
    }
    let secret = asked(1, "secret").command;
    ana.forget(&|asked| asked.command == secret).unwrap();
    for outbox in [&ana, &ben] {
        assert_eq!((ids(outbox), outbox.refused().unwrap()), (vec![1], vec![]));
        let files = std::fs::read_dir(&outbox.folder).unwrap();
        assert_eq!(files.count(), 2, "{}: the one that waits, and the folder", outbox.name());
        assert_eq!(std::fs::read_dir(outbox.folder.join("refused")).unwrap().count(), 0);
    }
    assert_eq!(ids(&other), [1, 2], "another incident's words are its own");
}

#[test]
fn nobody_waits_for_a_command_that_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox(&folder);
    outbox.put(&asked(1, "words"), false).unwrap();
    let name = outbox.names().unwrap().remove(0);
    let place = outbox.folder.join(&name);
    std::fs::remove_file(&place).unwrap();
    crate::paths::tests::make_pipe(&place);
    let Err(Bad::Unread(why)) = read_json::<Asked>(&place) else { panic!("it was read") };
    assert_eq!(why, "it is no file that could be read: move it away");
}

#[test]
fn what_waits_for_one_incident_is_nothing_to_another_or_to_another_handle() {
    let home = tempfile::tempdir().unwrap();
    let paths = crate::paths::Paths::under(home.path());
    let open = |incident: u128, by: &str| {
        let id = warroom_register::IncidentId(uuid::Uuid::from_u128(incident));
        Outbox::open(paths.outbox_folder(id, by.parse().unwrap())).unwrap()
    };
    open(1, "ana").put(&asked(1, "of the first"), false).unwrap();
    assert_eq!(ids(&open(2, "ana")), Vec::<u128>::new());
    assert_eq!(ids(&open(1, "ben")), Vec::<u128>::new());
    assert_eq!(ids(&open(1, "ana")), [1]);
}
