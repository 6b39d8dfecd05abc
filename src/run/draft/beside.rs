//! What lies beside the drafts when words are taken out: what editors left, and what could not be read.
//! What somebody still writes on is left to them; it goes when their editor ends.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use warroom_register::Text;

use super::folder_of;
use super::held::still_holds;
use crate::app::bytes_without;
use crate::editor::{is_at_work, sheet_of};

/// Takes the words out of what lies beside the drafts of this stem; says what still holds them.
pub(super) fn take_out(stem: &Path, words: &[Text]) -> Vec<String> {
    let entries = fs::read_dir(folder_of(stem)).into_iter().flatten().flatten();
    let taken = entries.filter_map(|entry| {
        let entry = entry.path();
        let taken = match sheet_of(&entry, stem) {
            Some(sheet) if is_at_work(&sheet) => Ok(()),
            // It could not be taken up: perhaps nobody can read it.
            Some(sheet) if sheet == entry => rewrite(&entry, words),
            Some(sheet) if sheet.exists() && is_lock(&entry) => Ok(()),
            Some(_) => fs::remove_file(&entry),
            None if is_unreadable(&entry, stem) => rewrite(&entry, words),
            None => Ok(()),
        };
        taken.err().map(|e| still_holds(&entry, &e))
    });
    taken.collect()
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
fn rewrite(file: &Path, words: &[Text]) -> io::Result<()> {
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
