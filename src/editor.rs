//! A person's own editor, for what is longer than a line.
//!
//! What is written lies in a file of its own, beside the drafts, until somebody has taken it up:
//! whatever becomes of the editor or of this program, it is not lost. Nothing is ever sent from here.

#[cfg(test)]
mod tests;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use rustix::process::{Pid, test_kill_process};
use warroom_register::Shown;
use warroom_register::limits::{TEXT_BYTES_MAX, TEXT_LINES_MAX};

use crate::app::msg::Written;
use crate::paths::make_folder;
use crate::trouble::{said, shown};

/// Where nobody says which.
const EDITOR: &str = "vi";
/// What a shell ends with where it does not find a program.
const NOT_FOUND: i32 = 127;
/// Larger files stay where they are: no line holds that.
const BYTES_MAX: u64 = 256 * 1024;
/// What stands between a sheet's stem and the process that it belongs to.
const MARK: &str = ".edit-";

/// Words laid out for an editor, in a file.
#[derive(Debug)]
pub(crate) struct Sheet {
    file: PathBuf,
}

impl Sheet {
    /// Lays these words out. The file's name begins with `stem`, and no two processes share one.
    pub(crate) fn lay_out(stem: &Path, words: &str) -> io::Result<Self> {
        make_folder(stem.parent().unwrap_or_else(|| Path::new("."))).map_err(io::Error::other)?;
        let mut name = stem.file_name().unwrap_or_default().to_owned();
        name.push(format!("{MARK}{}.md", std::process::id()));
        let file = stem.with_file_name(name);
        // One that is there holds words that are on no disk else: it goes when the new one is whole.
        let beside = file.with_extension("new");
        put(&beside, words).and_then(|()| fs::rename(&beside, &file)).inspect_err(|_| {
            drop(fs::remove_file(&beside));
        })?;
        Ok(Self { file })
    }

    /// The editor with the file, as a shell runs it: `EDITOR` may have flags of its own.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{} \"$1\"", wished())).arg("sh").arg(&self.file);
        command
    }

    /// What was written, once the editor has ended.
    pub(crate) fn written(&self, ended: io::Result<ExitStatus>) -> Written {
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

    /// The words are somewhere else now.
    pub(crate) fn remove(self) {
        // What could not be removed is taken up once more, which loses nothing.
        drop(fs::remove_file(self.file));
    }
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
    let folder = stem.parent().unwrap_or_else(|| Path::new("."));
    let name = stem.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .filter(|entry| {
            let entry = entry.file_name();
            let process = entry.to_str().and_then(|entry| entry.strip_prefix(&name));
            let process = process.and_then(|rest| rest.strip_prefix(MARK)?.strip_suffix(".md"));
            process.and_then(|process| process.parse().ok()).is_some_and(is_gone)
        })
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let words = |file: PathBuf| read(&file).ok().map(|words| (Sheet { file }, words));
    files.into_iter().filter_map(words).collect()
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
            "that is too long for one entry ({bytes} bytes in {lines} lines; {TEXT_BYTES_MAX} and \
             {TEXT_LINES_MAX} are the most): make it shorter"
        )
    })
}
