use super::*;

fn status(code: i32) -> ExitStatus {
    ExitStatus::from_raw(code << 8)
}

/// What comes of these bytes, left by an editor that ended so.
fn came(bytes: &[u8], code: i32) -> (Written, bool) {
    let folder = tempfile::tempdir().unwrap();
    let mut sheet = Sheet::lay_out(&folder.path().join("drafts/one"), "as it was").unwrap();
    fs::write(sheet.file(), bytes).unwrap();
    let written = sheet.written(Ok(status(code)));
    (written, sheet.file().exists())
}

#[test]
fn what_was_written_comes_back_whatever_the_editor_says() {
    let words = |text: &str| Some(text.to_owned());
    let (good, _) = came(b"one\r\n\r\n- two\n\n", 0);
    assert_eq!((good.words, good.trouble), (words("one\n\n- two"), None));
    let (failed, there) = came(b"half of it\n", 1);
    assert_eq!(failed.words, words("half of it"));
    assert!(
        failed
            .trouble
            .unwrap()
            .ends_with("ended with 1: nothing was sent, and what you wrote is kept")
    );
    assert!(there, "only whoever has the words removes the file");
    let (empty, _) = came(b"  \n\n", 0);
    assert_eq!(
        (empty.words, empty.trouble.as_deref()),
        (None, Some("nothing was written in your editor"))
    );
    let (missing, _) = came(b"as it was\n", NOT_FOUND);
    assert!(missing.trouble.unwrap().contains("set EDITOR"));
}

#[test]
fn what_no_line_holds_stays_in_its_file() {
    let (long, _) = came("word ".repeat(4000).as_bytes(), 0);
    assert!(long.words.unwrap().len() > TEXT_BYTES_MAX && !long.stays);
    assert!(long.trouble.unwrap().starts_with("that is too long for one entry (19999 bytes"));
    for bytes in [&b"\xff\xfe"[..], &vec![b'x'; 300_000]] {
        let (kept, there) = came(bytes, 0);
        assert!(kept.words.is_none() && kept.stays && there);
        assert!(kept.trouble.unwrap().contains("it stays in "));
    }
}

#[test]
fn promise_13_what_an_editor_left_beside_a_sheet_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let stem = folder.path().join("one");
    let (mut sheet, mut other) =
        (Sheet::lay_out(&stem, "mine").unwrap(), Sheet::lay_out(&stem, "mine too").unwrap());
    let left = |sheet: &Sheet| {
        let name = sheet.file().file_name().unwrap().to_string_lossy().into_owned();
        [format!("{name}~"), format!(".{name}.swp"), format!("#{name}#")]
            .map(|name| sheet.file().with_file_name(name))
    };
    let (its, others) = (left(&sheet), left(&other));
    its.iter().chain(&others).for_each(|file| fs::write(file, "mine").unwrap());
    let gone = sheet.file().to_owned();
    for file in its.iter().chain([&gone]) {
        assert_eq!(sheet_of(file, &stem).as_ref(), Some(&gone), "{}", file.display());
    }
    assert!(is_at_work(&gone));
    sheet.written(Ok(status(0)));
    sheet.remove();
    assert!(!is_at_work(&gone) && !gone.exists() && !lock_file(&gone).exists());
    assert!(its.iter().all(|file| !file.exists()), "{its:?}");
    assert!(others.iter().all(|file| file.exists()) && other.file().exists());
    // One that did not end well may have left there what it had not saved.
    let gone = other.file().to_owned();
    other.written(Ok(status(1)));
    other.remove();
    assert!(!gone.exists() && !lock_file(&gone).exists());
    assert!(others.iter().all(|file| file.exists()), "{others:?}");
}

#[test]
fn promise_7_what_an_editor_left_whose_end_nobody_saw_stays_when_its_sheet_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let stem = folder.path().join("one");
    let sheet = Sheet::lay_out(&stem, "saved").unwrap();
    let file = sheet.file().to_owned();
    let swap = format!(".{}.swp", file.file_name().unwrap().to_string_lossy());
    let swap = file.with_file_name(swap);
    fs::write(&swap, "typed and not saved").unwrap();
    // The program is killed, and its editor with it or not.
    drop(sheet);
    for (sheet, words) in left_over(&stem) {
        assert_eq!(words, "saved");
        sheet.remove();
    }
    assert!(!file.exists() && !lock_file(&file).exists());
    assert_eq!(fs::read_to_string(swap).unwrap(), "typed and not saved");
}

#[test]
fn what_a_process_left_that_is_gone_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let stem = folder.path().join("one");
    let own = Sheet::lay_out(&stem, "mine").unwrap();
    // No process has the largest number there is.
    let gone = folder.path().join(format!("one{MARK}{}.md", i32::MAX));
    fs::write(&gone, "left\n").unwrap();
    // One with its lock is left by nobody while somebody holds that, whatever its process is called here:
    // in another container it may be another one.
    let elsewhere = folder.path().join(format!("one{MARK}{}-0000002a-0.md", i32::MAX));
    fs::write(&elsewhere, "written elsewhere").unwrap();
    let held = lock_of(&elsewhere).unwrap();
    fs::write(folder.path().join(format!("other{MARK}{}.md", i32::MAX)), "another's").unwrap();
    let found: Vec<String> = left_over(&stem).into_iter().map(|(_, words)| words).collect();
    assert_eq!(found, ["left"]);
    drop(held);
    let found: Vec<String> = left_over(&stem).into_iter().map(|(_, words)| words).collect();
    assert_eq!(found, ["written elsewhere", "left"]);
    let twice = Sheet::lay_out(&stem, "mine too").unwrap();
    assert!(twice.file() != own.file());
    twice.remove();
    let mode =
        std::os::unix::fs::PermissionsExt::mode(&own.file().metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    own.remove();
}
