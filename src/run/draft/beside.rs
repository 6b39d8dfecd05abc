//! What lies beside the drafts when words are taken out: what editors left, and what could not be read.
//! What somebody still writes on is left to them, and waited for; it goes when their editor ends.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use warroom_register::Text;

use super::folder_of;
use super::held::still_holds;
use crate::app::{bytes_without, hold_a_line};
use crate::editor::{is_at_work, sheet_of};
use crate::link::Remains;

/// Takes the words out of what lies beside the drafts of this stem; says what remains of them.
pub(super) fn take_out(stem: &Path, words: &[Text], remains: &mut Remains) {
    let folder = folder_of(stem);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return,
        Err(e) => return remains.left.push(still_holds(folder, &e)),
    };
    for entry in entries {
        let (entry, taken) = match entry.map(|entry| entry.path()) {
            Ok(entry) => (entry.clone(), take_out_of(&entry, stem, words)),
            Err(e) => (folder.to_owned(), Err(e)),
        };
        match taken {
            Ok(waits) => remains.waits |= waits,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => remains.left.push(still_holds(&entry, &e)),
        }
    }
}

/// The same for one of them; whether somebody still writes on it.
fn take_out_of(entry: &Path, stem: &Path, words: &[Text]) -> io::Result<bool> {
    match sheet_of(entry, stem) {
        Some(sheet) if is_lock(entry) => {
            if !sheet.exists() && !is_at_work(&sheet) {
                fs::remove_file(entry)?;
            }
        }
        Some(sheet) if is_at_work(&sheet) => return Ok(hold_a_line(&fs::read(entry)?, words)),
        // It could not be taken up: perhaps nobody can read it.
        Some(sheet) if sheet == entry => rewrite(entry, words)?,
        // An editor left it, perhaps with what was typed and not saved: it goes only where it must.
        Some(_) if hold_a_line(&fs::read(entry)?, words) => fs::remove_file(entry)?,
        None if is_unreadable(entry, stem) => rewrite(entry, words)?,
        Some(_) | None => {}
    }
    Ok(false)
}

fn is_lock(entry: &Path) -> bool {
    entry.extension().is_some_and(|it| it == "lock")
}

fn is_unreadable(entry: &Path, stem: &Path) -> bool {
    let of_stem = |name: &str| {
        let rest = name.strip_prefix(stem.file_name()?.to_str()?)?;
        rest.split_once(".unreadable").filter(|(between, _)| !between.contains('.'))?;
        Some(())
    };
    entry.is_file() && entry.file_name().and_then(|it| of_stem(it.to_str()?)).is_some()
}

/// The file without the words, and with all else that is in it.
pub(super) fn rewrite(file: &Path, words: &[Text]) -> io::Result<()> {
    let Some(without) = bytes_without(&fs::read(file)?, words) else { return Ok(()) };
    let beside = beside(file);
    let mut open = fs::OpenOptions::new();
    let mut open = open.write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    open.write_all(&without)?;
    open.sync_all()?;
    fs::rename(beside, file)
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    file.with_file_name(name)
}
