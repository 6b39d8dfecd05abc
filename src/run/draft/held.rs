//! Which draft is a screen's own. Several screens of one person may be open on one incident: each has a
//! file of its own, held by a lock beside it for as long as it lives, so that none writes over another's.
//!
//! What was left by those that are gone is taken over, all of it: none is removed before its words are
//! on disk with the others.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use warroom_register::Text;

use super::{Found, beside, folder_of, read, remove, with_left_over, words_in, write_synced};
use crate::app::{BETWEEN_DRAFTS, bytes_without, without};
use crate::editor::{lock_of, was_there};
use crate::link::Remains;
use crate::paths::make_folder;
use crate::trouble::{said, shown};

/// Screens of one person on one incident whose drafts are kept.
const SCREENS_MAX: u32 = 32;

/// The file of a screen's draft. Nobody else writes there while this lives.
#[derive(Debug)]
pub(in crate::run) struct Held {
    pub(super) file: PathBuf,
    /// None where no lock can be had: on a full disk, before the first draft.
    _lock: Option<File>,
}

impl Held {
    /// What a file for an editor is named after.
    pub(in crate::run) fn stem(&self) -> PathBuf {
        self.file.clone()
    }

    #[cfg(test)]
    pub(super) fn of(file: PathBuf) -> Self {
        Self { file, _lock: None }
    }
}

/// Takes a file of one's own, and what was left by the screens that are gone; none where no draft is
/// kept, which is said.
pub(in crate::run) fn begin(stem: &Path) -> (Option<Held>, Found) {
    let held = match take(stem) {
        Ok(held) => held,
        Err(why) => {
            let trouble = Some(format!("{why}: no draft is kept on disk"));
            return (None, Found { trouble, ..Found::default() });
        }
    };
    let mut found = read(&held.file);
    if found.hands_off {
        return (None, found);
    }
    for other in files(stem).filter(|other| *other != held.file) {
        let lock = other.exists().then(|| lock_of(&other));
        if let Some(Ok(_while_this_lives)) = lock {
            found = with_another(&held.file, &other, found);
        }
    }
    found = files(stem).fold(found, |found, left| with_left_over(&held.file, &left, found));
    (Some(held), found)
}

/// Takes words out of what was left by the screens that are gone, their editors' too: those that live do it
/// themselves, and are waited for. What was half written, and what lies beside, goes as well. Says what
/// remains of them.
pub(crate) fn take_out_of_drafts(stem: &Path, words: &[Text]) -> Remains {
    let mut remains = Remains::default();
    if words.is_empty() {
        return remains;
    }
    for file in files(stem).filter(|file| was_there(file)) {
        match lock_of(&file) {
            Ok(_while_this_lives) => {
                let taken = take_out(&file, words).err();
                remains.left.extend(taken.map(|(file, e)| still_holds(&file, &e)));
            }
            Err(why) => look_at(&file, words, why, &mut remains),
        }
    }
    beside::take_out(stem, words, &mut remains);
    remains
}

/// Takes the words out of a draft whose screen is gone; says what could not be done, and where.
fn take_out(file: &Path, words: &[Text]) -> Result<(), (PathBuf, io::Error)> {
    let half = file.with_extension("new");
    remove(&half).map_err(|e| (half, e))?;
    let there = match words_in(file) {
        Ok(there) => there,
        Err(e) if e.kind() == io::ErrorKind::NotFound => String::new(),
        // What cannot be read stays where it is, for who comes next and is told.
        Err(_unread) => return beside::rewrite(file, words).map_err(|e| (file.to_owned(), e)),
    };
    let found = Found { words: there, ..Found::default() };
    let found = with_left_over(file, file, found);
    let Some(without) = without(&found.words, words) else { return Ok(()) };
    write_synced(file, &without).map_err(|e| (file.to_owned(), e))
}

/// Looks whether a draft that cannot be had still holds the words.
fn look_at(file: &Path, words: &[Text], why: TryLockError, remains: &mut Remains) {
    let holds = match std::fs::read(file) {
        Ok(bytes) => Ok(bytes_without(&bytes, words).is_some()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    };
    match (holds, why) {
        (Ok(false), _) => {}
        (Ok(true), TryLockError::WouldBlock) => remains.waits = true,
        (Ok(true), TryLockError::Error(e)) | (Err(e), _) => {
            remains.left.push(still_holds(file, &e));
        }
    }
}

pub(super) fn still_holds(file: &Path, error: &io::Error) -> String {
    format!("{} still holds words that were taken out: {}", shown(file), said(error))
}

/// The first that nobody holds.
fn take(stem: &Path) -> Result<Held, String> {
    // Where it cannot be made, no lock can be had either.
    drop(make_folder(folder_of(stem)));
    for file in files(stem) {
        match lock_of(&file) {
            Ok(lock) => return Ok(Held { file, _lock: Some(lock) }),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(_)) => return Ok(Held { file, _lock: None }),
        }
    }
    Err(format!("{SCREENS_MAX} screens of yours show this incident"))
}

fn files(stem: &Path) -> impl Iterator<Item = PathBuf> {
    let (first, more) = (stem.to_owned(), stem.to_owned());
    std::iter::once(first).chain((2..=SCREENS_MAX).map(move |n| {
        let mut name = more.file_name().unwrap_or_default().to_owned();
        name.push(format!("-{n}"));
        more.with_file_name(name)
    }))
}

/// What a screen that is gone had typed, behind what is there.
fn with_another(own: &Path, other: &Path, mut found: Found) -> Found {
    let theirs = read(other);
    if theirs.trouble.is_some() {
        return Found { trouble: found.trouble.or(theirs.trouble), ..found };
    }
    let all = joined(&found.words, &theirs.words);
    match write_synced(own, &all).and_then(|()| remove(other)) {
        Ok(()) => found.words = all,
        Err(e) => {
            let file = shown(other);
            let why = format!(
                "a draft of yours stays in {file} ({}): it is taken up next time",
                said(&e)
            );
            found.trouble = found.trouble.or(Some(why));
        }
    }
    found
}

/// Drafts with more of them behind; none is there twice.
pub(super) fn joined(words: &str, more: &str) -> String {
    let mut all: Vec<&str> = Vec::new();
    for words in words.split(BETWEEN_DRAFTS).chain(more.split(BETWEEN_DRAFTS)) {
        if !words.is_empty() && !all.contains(&words) {
            all.push(words);
        }
    }
    all.join(BETWEEN_DRAFTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::Sheet;
    use std::fs;
    use std::process::ExitStatus;

    #[test]
    fn promise_7_two_screens_of_one_person_write_over_nothing_of_each_others() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("drafts/one");
        let (first, _) = begin(&stem);
        let (second, found) = begin(&stem);
        let (first, second) = (first.unwrap(), second.unwrap());
        assert!(first.file != second.file && found == Found::default());
        write_synced(&first.file, "of the first").unwrap();
        write_synced(&second.file, &format!("of the second{BETWEEN_DRAFTS}and more")).unwrap();
        // One that comes while both live takes nothing of theirs.
        let (third, found) = begin(&stem);
        assert_eq!(found, Found::default());
        drop((first, second, third));
        // All of it is there, once, for whoever comes next; and on disk in one place.
        let (fourth, found) = begin(&stem);
        let all = ["of the first", "of the second", "and more"].join(BETWEEN_DRAFTS);
        assert_eq!((found.words, found.trouble), (all.clone(), None));
        assert_eq!(fs::read_to_string(&fourth.unwrap().file).unwrap(), all);
        assert_eq!(begin(&stem).1.words, all);
        assert!(!folder.path().join("drafts/one-2").exists());
    }

    #[test]
    fn what_cannot_be_taken_over_stays_and_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("one");
        fs::write(folder.path().join("one-2"), "of the second").unwrap();
        fs::create_dir(folder.path().join("one.new")).unwrap();
        let (_held, found) = begin(&stem);
        let told = found.trouble.unwrap();
        assert!(told.contains("one-2") && told.contains("taken up next time"), "{told}");
        assert!(folder.path().join("one-2").exists());
    }

    #[test]
    fn promise_13_words_leave_the_drafts_of_screens_that_are_gone() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("one");
        let (first, second) = (begin(&stem).0.unwrap(), begin(&stem).0.unwrap());
        for held in [&first, &second] {
            write_synced(&held.file, "is it xyzzyplugh? I think so").unwrap();
        }
        let (alive, gone) = (first.file.clone(), second.file.clone());
        drop(second);
        let words = [Text::from("xyzzyplugh")];
        // One that lives writes its own, and until it has it is waited for.
        let waits = Remains { waits: true, ..Remains::default() };
        assert_eq!(take_out_of_drafts(&stem, &words), waits);
        assert_eq!(fs::read_to_string(gone).unwrap(), "is it [taken out]? I think so");
        let own = fs::read_to_string(&alive).unwrap();
        assert!(own.contains("xyzzyplugh"), "{own}");
        write_synced(&alive, "is it [taken out]?").unwrap();
        assert_eq!(take_out_of_drafts(&stem, &words), Remains::default());
        write_synced(&alive, "is it xyzzyplugh? I think so").unwrap();
        drop(first);
        assert_eq!(take_out_of_drafts(&stem, &words), Remains::default());
        assert_eq!(fs::read_to_string(alive).unwrap(), "is it [taken out]? I think so");
    }

    #[test]
    fn promise_13_what_cannot_be_looked_at_is_not_called_clean() {
        let folder = tempfile::tempdir().unwrap();
        let in_it = |name: &str| folder.path().join(name);
        let words = [Text::from("xyzzyplugh")];
        let told = |stem: &str| take_out_of_drafts(&in_it(stem), &words).left;
        // A draft that does not read loses them all the same.
        fs::write(in_it("ill"), b"\xff is it xyzzyplugh?").unwrap();
        assert_eq!(told("ill"), Vec::<String>::new());
        assert_eq!(fs::read(in_it("ill")).unwrap(), b"\xff is it [taken out]?");
        // One that cannot be read at all.
        fs::create_dir(in_it("one")).unwrap();
        assert!(told("one")[0].contains("one still holds words that were taken out"));
        // One that cannot be locked: only where it holds them.
        fs::create_dir(in_it("two.lock")).unwrap();
        fs::write(in_it("two"), "is it not").unwrap();
        assert_eq!(told("two"), Vec::<String>::new());
        fs::write(in_it("two"), "is it xyzzyplugh?").unwrap();
        assert!(told("two")[0].contains("two still holds words that were taken out"));
        // A folder that cannot be listed; and one that is not there.
        assert!(told("ill/one")[0].contains("ill still holds words that were taken out"));
        assert_eq!(told("none/one"), Vec::<String>::new());
    }

    #[test]
    fn promise_13_what_an_editor_left_goes_only_where_it_holds_the_words() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("one");
        let left = |name: &str, bytes: &[u8]| {
            let file = folder.path().join(name);
            fs::write(&file, bytes).unwrap();
            file
        };
        // As vim keeps them: each line whole, the last first.
        let holds = left(".one.edit-7-0000002a-0.md.swp", b"b0VIM\0it is xyzzyplugh\0well\0");
        let other = left(".one.edit-7-0000002b-0.md.swp", b"b0VIM\0typed and not saved\0");
        let half = left("one.edit-7-0000002c-0.new", b"typed");
        let lock = left("one.edit-7-0000002b-0.md.lock", b"");
        assert_eq!(take_out_of_drafts(&stem, &[]), Remains::default());
        assert!(holds.exists(), "no words are known");
        let words = [Text::from("well\nit is xyzzyplugh")];
        assert_eq!(take_out_of_drafts(&stem, &words), Remains::default());
        assert!(!holds.exists() && !lock.exists());
        assert!(other.exists() && half.exists());
    }

    #[test]
    fn promise_13_words_leave_what_lies_beside_the_drafts() {
        let folder = tempfile::tempdir().unwrap();
        let in_it = |name: &str| folder.path().join(name);
        let stem = in_it("one");
        let held = begin(&stem).0.unwrap();
        drop(begin(&in_it("one-2")).0.unwrap());
        let mut live = Sheet::lay_out(&stem, "is it xyzzyplugh?").unwrap();
        let live_name = live.file().file_name().unwrap().to_str().unwrap().to_owned();
        let of_gone = "one-2.edit-7-0000002a-0.md";
        let go = [
            "one-2.new",
            &format!("{of_gone}~"),
            &format!(".{of_gone}.swp"),
            "one-2.edit-7-0000002a-0.new",
        ]
        .map(in_it);
        let stay = [live_name.clone(), format!("{live_name}~"), "two.unreadable".to_owned()]
            .map(|it| in_it(&it));
        for file in go.iter().chain(&stay) {
            fs::write(file, "is it xyzzyplugh?").unwrap();
        }
        // What does not read is no text: the words go, and the rest stays.
        let ill = ["one.unreadable", "one-2.unreadable.1", "one-2.edit-7-0000002b-0.md"].map(in_it);
        for file in &ill {
            fs::write(file, b"\xff is it xyzzyplugh? xyzzyplugh!").unwrap();
        }
        drop(lock_of(&ill[2]).unwrap());
        fs::write(in_it("one.unreadable.7"), b"\xff is it not").unwrap();
        let words = [Text::from("xyzzyplugh")];
        let waits = Remains { waits: true, ..Remains::default() };
        assert_eq!(take_out_of_drafts(&stem, &words), waits, "an editor is at work");
        assert!(go.iter().all(|file| !file.exists()), "{go:?}");
        assert!(stay.iter().all(|file| file.exists()), "{stay:?}");
        for file in &ill {
            assert_eq!(fs::read(file).unwrap(), b"\xff is it [taken out]? [taken out]!");
        }
        assert_eq!(fs::read(in_it("one.unreadable.7")).unwrap(), b"\xff is it not");
        // The editor ends, and nothing is left of it.
        live.written(Ok(ExitStatus::default()));
        live.remove();
        assert_eq!(take_out_of_drafts(&stem, &words), Remains::default());
        assert!(!stay[0].exists() && !stay[1].exists());
        // What cannot be done is told.
        fs::write(&ill[0], b"\xff is it xyzzyplugh?").unwrap();
        fs::create_dir(in_it("one.unreadable.new")).unwrap();
        fs::create_dir(in_it(&format!("{of_gone}.swp"))).unwrap();
        let told = take_out_of_drafts(&stem, &words).left;
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(
            told.iter().all(|it| it.contains("still holds words that were taken out")),
            "{told:?}"
        );
        drop(held);
    }

    #[test]
    fn so_many_screens_keep_a_draft_and_one_more_says_that_it_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let stem = folder.path().join("one");
        let held: Vec<_> = (0..SCREENS_MAX).map(|_| begin(&stem).0.unwrap()).collect();
        let (none, found) = begin(&stem);
        assert!(none.is_none() && found.trouble.unwrap().contains("no draft is kept on disk"));
        drop(held);
        assert!(begin(&stem).0.is_some());
    }
}
