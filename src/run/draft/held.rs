//! Which draft is a screen's own. Several screens of one person may be open on one incident: each has a
//! file of its own, held by a lock beside it for as long as it lives, so that none writes over another's.
//!
//! What was left by those that are gone is taken over, all of it: none is removed before its words are
//! on disk with the others.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use warroom_register::Text;

use super::{Found, beside, folder_of, read, remove, with_left_over, words_in, write_synced};
use crate::app::{BETWEEN_DRAFTS, without};
use crate::editor::{lock_of, was_there};
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
/// themselves. What was half written, and what lies beside, goes as well. Says what still holds them.
pub(crate) fn take_out_of_drafts(stem: &Path, words: &[Text]) -> Vec<String> {
    let known = files(stem).filter(|file| was_there(file));
    let gone = known.filter_map(|file| Some((lock_of(&file).ok()?, file)));
    let taken = gone.filter_map(|(_while_this_lives, file)| {
        if let Err(e) = remove(&file.with_extension("new")) {
            return Some(still_holds(&file.with_extension("new"), &e));
        }
        // What cannot be read stays where it is, for who comes next and is told.
        let words_there = words_in(&file).or_else(|e| match e.kind() {
            ErrorKind::NotFound => Ok(String::new()),
            _ => Err(e),
        });
        let found = Found { words: words_there.ok()?, ..Found::default() };
        let found = with_left_over(&file, &file, found);
        let without = without(&found.words, words)?;
        write_synced(&file, &without).err().map(|e| still_holds(&file, &e))
    });
    let taken: Vec<String> = taken.collect();
    taken.into_iter().chain(beside::take_out(stem, words)).collect()
}

pub(super) fn still_holds(file: &Path, error: &std::io::Error) -> String {
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
        assert_eq!(take_out_of_drafts(&stem, &words), Vec::<String>::new());
        assert_eq!(fs::read_to_string(gone).unwrap(), "is it [taken out]? I think so");
        let own = fs::read_to_string(&alive).unwrap();
        assert!(own.contains("xyzzyplugh"), "a screen that lives writes its own: {own}");
        drop(first);
        take_out_of_drafts(&stem, &words);
        assert_eq!(fs::read_to_string(alive).unwrap(), "is it [taken out]? I think so");
    }

    #[test]
    fn promise_13_words_leave_what_lies_beside_the_drafts() {
        let folder = tempfile::tempdir().unwrap();
        let in_it = |name: &str| folder.path().join(name);
        let stem = in_it("one");
        let held = begin(&stem).0.unwrap();
        drop(begin(&in_it("one-2")).0.unwrap());
        let live = Sheet::lay_out(&stem, "is it xyzzyplugh?").unwrap();
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
        assert_eq!(take_out_of_drafts(&stem, &words), Vec::<String>::new());
        assert!(go.iter().all(|file| !file.exists()), "{go:?}");
        assert!(stay.iter().all(|file| file.exists()), "{stay:?}");
        for file in &ill {
            assert_eq!(fs::read(file).unwrap(), b"\xff is it [taken out]? [taken out]!");
        }
        assert_eq!(fs::read(in_it("one.unreadable.7")).unwrap(), b"\xff is it not");
        // The editor ends, and nothing is left of it.
        live.remove();
        assert!(!stay[0].exists() && !stay[1].exists());
        // What cannot be done is told.
        fs::write(&ill[0], b"\xff is it xyzzyplugh?").unwrap();
        fs::create_dir(in_it("one.unreadable.new")).unwrap();
        fs::create_dir(in_it(&format!("{of_gone}.swp"))).unwrap();
        let told = take_out_of_drafts(&stem, &words);
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
