//! A person's own editor, for what is longer than a line.
//!
//! What is written lies in a file of its own, beside the drafts, until somebody has taken it up:
//! whatever becomes of the editor or of this program, it is not lost. A lock beside it says whether its
//! program lives, in whichever container. Nothing is ever sent from here.

#[cfg(test)]
mod tests;

use std::fs::{self, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::process::{Pid, test_kill_process};
use warroom_register::Shown;
use warroom_register::limits::{TEXT_BYTES_MAX, TEXT_LINES_MAX};

use crate::app::msg::Written;
use crate::app::words::many;
use crate::paths::make_folder;
use crate::trouble::{said, shown};

/// Where nobody says which.
const EDITOR: &str = "vi";
/// What a shell ends with where it does not find a program.
const NOT_FOUND: i32 = 127;
/// Larger files stay where they are: no line holds that.
const BYTES_MAX: u64 = 256 * 1024;
/// Sheets that this process has laid out.
static LAID_OUT: AtomicU32 = AtomicU32::new(0);
/// What stands between a sheet's stem and the process that it belongs to.
const MARK: &str = ".edit-";

/// Words laid out for an editor, in a file.
#[derive(Debug)]
pub(crate) struct Sheet {
    file: PathBuf,
    /// None of one that an earlier version left.
    _lock: Option<fs::File>,
    /// Its editor was seen to end, and well: nothing that it left beside is wanted any more.
    ended_well: bool,
}

/// Locks what stands for this file, beside it: the file itself is put anew again and again.
pub(crate) fn lock_of(file: &Path) -> Result<fs::File, TryLockError> {
    let mut open = fs::OpenOptions::new();
    open.read(true).write(true).create(true).truncate(false).mode(0o600);
    let lock = open.open(lock_file(file)).map_err(TryLockError::Error)?;
    lock.try_lock()?;
    Ok(lock)
}

/// Whether anybody ever locked it, or wrote it.
pub(crate) fn was_there(file: &Path) -> bool {
    file.exists() || lock_file(file).exists()
}

fn lock_file(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    file.with_file_name(name)
}

impl Sheet {
    /// Lays these words out. The file's name begins with `stem`, and no two processes share one.
    pub(crate) fn lay_out(stem: &Path, words: &str) -> io::Result<Self> {
        make_folder(folder_of(stem)).map_err(io::Error::other)?;
        let mut name = stem.file_name().unwrap_or_default().to_owned();
        // Two containers may have one folder, and processes of one number.
        let nth = LAID_OUT.fetch_add(1, Ordering::Relaxed);
        let chance = getrandom::u32().map_err(io::Error::other)?;
        name.push(format!("{MARK}{}-{chance:08x}-{nth}.md", std::process::id()));
        let file = stem.with_file_name(name);
        let lock = lock_of(&file).map_err(io::Error::from)?;
        let beside = file.with_extension("new");
        put(&beside, words).and_then(|()| fs::rename(&beside, &file)).inspect_err(|_| {
            drop((fs::remove_file(&beside), fs::remove_file(lock_file(&file))));
        })?;
        Ok(Self { file, _lock: Some(lock), ended_well: false })
    }

    /// The editor with the file, as a shell runs it: `EDITOR` may have flags of its own.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{} \"$1\"", wished())).arg("sh").arg(&self.file);
        command
    }

    /// What was written, once the editor has ended.
    pub(crate) fn written(&mut self, ended: io::Result<ExitStatus>) -> Written {
        self.ended_well = ended.as_ref().is_ok_and(ExitStatus::success);
        let failed = why_failed(ended);
        let words = match read(&self.file) {
            Ok(words) => words,
            Err(why) => {
                let mut why = format!("what you wrote cannot be taken up ({why})");
                let stays = self.file.exists();
                if stays {
                    why = format!("{why}: it stays in {}", shown(&self.file));
                }
                return Written { words: None, trouble: Some(why), stays };
            }
        };
        let trouble = match failed {
            Some(why) if words.is_empty() => Some(format!("{why}: nothing was written")),
            Some(why) => Some(format!("{why}: nothing was sent, and what you wrote is kept")),
            None if words.is_empty() => Some("nothing was written in your editor".to_owned()),
            None => too_long(&words),
        };
        Written { words: Some(words).filter(|words| !words.is_empty()), trouble, stays: false }
    }

    /// Where it lies.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// The words are somewhere else now. What its editor left beside goes with it where that ended well;
    /// else it may be the one place of what was typed and not saved, or its editor may live yet.
    pub(crate) fn remove(self) {
        // What could not be removed is taken up once more, which loses nothing.
        drop(fs::remove_file(&self.file));
        drop(fs::remove_file(lock_file(&self.file)));
        let left = if self.ended_well { named_after(&self.file) } else { Vec::new() };
        for left in left {
            drop(fs::remove_file(left));
        }
    }
}

/// What lies beside this sheet and is named after it: the copies of editors. No two sheets have one name.
fn named_after(sheet: &Path) -> Vec<PathBuf> {
    let name = sheet.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let entries = fs::read_dir(folder_of(sheet)).into_iter().flatten().flatten();
    let of_it = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().contains(&name);
    entries.filter(of_it).map(|entry| entry.path()).collect()
}

/// The sheet that an entry of its folder is, or is named after, if it is one of this stem or of a stem
/// that begins with it.
pub(crate) fn sheet_of(entry: &Path, stem: &Path) -> Option<PathBuf> {
    let (name, stem) = (entry.file_name()?.to_str()?, stem.file_name()?.to_str()?);
    let (_, from) = name.split_once(stem)?;
    let (between, rest) = from.split_once(MARK)?;
    // One that was never laid out whole has another end.
    let (id, _) = rest.split_once(".md").or_else(|| rest.split_once(".new"))?;
    Some(entry.with_file_name(format!("{stem}{between}{MARK}{id}.md")))
}

/// Whether somebody may still write on this sheet.
pub(crate) fn is_at_work(sheet: &Path) -> bool {
    if lock_file(sheet).exists() {
        return lock_of(sheet).is_err();
    }
    let name = sheet.file_name().unwrap_or_default().to_string_lossy();
    let process =
        name.split_once(MARK).and_then(|(_, id)| id.split(['-', '.']).next()?.parse().ok());
    sheet.exists() && !process.is_some_and(is_gone)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or_else(|| Path::new("."))
}

fn put(file: &Path, words: &str) -> io::Result<()> {
    let mut open = fs::OpenOptions::new();
    let mut open = open.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    let end = if words.is_empty() || words.ends_with('\n') { "" } else { "\n" };
    open.write_all(words.as_bytes())?;
    open.write_all(end.as_bytes())?;
    open.sync_all()
}

/// The sheets of this stem whose process is gone, with their words: what was being written when it
/// ended.
pub(crate) fn left_over(stem: &Path) -> Vec<(Sheet, String)> {
    let folder = folder_of(stem);
    let name = stem.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of_it = |entry: &str| {
        let rest = entry.strip_prefix(&name)?.strip_prefix(MARK)?.strip_suffix(".md")?;
        rest.split('-').next()?.parse().ok()
    };
    let mut sheets: Vec<Sheet> = entries
        .filter_map(|entry| {
            let process = of_it(entry.file_name().to_str()?)?;
            taken_up(entry.path(), process)
        })
        .collect();
    sheets.sort_by(|one, other| one.file.cmp(&other.file));
    let words = |sheet: Sheet| read(&sheet.file).ok().map(|words| (sheet, words));
    sheets.into_iter().filter_map(words).collect()
}

/// The sheet, if its program is gone: from then on it is held here.
fn taken_up(file: PathBuf, process: i32) -> Option<Sheet> {
    if !lock_file(&file).exists() {
        // An earlier version laid it out.
        return is_gone(process).then_some(Sheet { file, _lock: None, ended_well: false });
    }
    let lock = lock_of(&file).ok()?;
    Some(Sheet { file, _lock: Some(lock), ended_well: false })
}

fn is_gone(process: i32) -> bool {
    let own = i32::try_from(std::process::id()).is_ok_and(|own| own == process);
    let process = Pid::from_raw(process);
    !own && process.is_some_and(|process| test_kill_process(process).is_err())
}

/// `VISUAL` before `EDITOR`, as everywhere.
fn wished() -> String {
    let of = |name| std::env::var(name).ok().filter(|editor| !editor.trim().is_empty());
    of("VISUAL").or_else(|| of("EDITOR")).unwrap_or_else(|| EDITOR.to_owned())
}

fn why_failed(ended: io::Result<ExitStatus>) -> Option<String> {
    let name = Shown::line(&wished(), 40).to_string();
    match ended {
        Ok(status) if status.success() => None,
        Ok(status) if status.code() == Some(NOT_FOUND) => {
            Some(format!("there is no {name} here, set EDITOR"))
        }
        Ok(status) => Some(match (status.code(), status.signal()) {
            (Some(code), _) => format!("{name} ended with {code}"),
            (None, Some(signal)) => format!("{name} was ended by signal {signal}"),
            (None, None) => format!("{name} did not end well"),
        }),
        Err(e) => Some(format!("{name} cannot be run ({})", said(&e))),
    }
}

/// The words of a file, with the line ends of this system and without the empty lines at its end.
fn read(file: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    let open = fs::File::open(file).map_err(|e| said(&e))?;
    open.take(BYTES_MAX + 1).read_to_end(&mut bytes).map_err(|e| said(&e))?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(format!("it has more than {BYTES_MAX} bytes"));
    }
    let words = String::from_utf8(bytes).map_err(|_bytes| "it is not text in UTF-8".to_owned())?;
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    Ok(if words.trim().is_empty() { String::new() } else { words.trim_end().to_owned() })
}

/// Why this is more than an entry holds.
pub(crate) fn too_long(words: &str) -> Option<String> {
    let (bytes, lines) = (words.len(), words.lines().count());
    (bytes > TEXT_BYTES_MAX || lines > TEXT_LINES_MAX).then(|| {
        format!(
            "that is too long for one entry ({} in {}; {TEXT_BYTES_MAX} and \
             {TEXT_LINES_MAX} are the most): make it shorter",
            many(bytes, "byte"),
            many(lines, "line"),
        )
    })
}
