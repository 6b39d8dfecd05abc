//! From the name of a theme to one sheet: finds the file, and lays under it what it inherits.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use warroom_register::Shown;

use super::file::{self, Sheet};
use super::{BUILT_IN, Theme};
use crate::page::{FileError, text_of};

/// Largest theme file that is read. The built-in ones have 3 KiB; more is not a theme.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// The theme called `name` with everything it inherits; its own values stand above those.
pub(super) fn gather(name: &str, user_dir: &Path) -> Result<Sheet, FileError> {
    let mut sheet = Search { name, user_dir, seen: &[], line: None }.find()?;
    let mut seen = vec![sheet.path.clone()];
    while let Some(base) = sheet.inherits.take() {
        let search = Search { name: &base.name, user_dir, seen: &seen, line: Some(base.line) };
        let below = search.find()?;
        seen.push(below.path.clone());
        lay_under(&mut sheet, below);
    }
    Ok(sheet)
}

fn lay_under(sheet: &mut Sheet, below: Sheet) {
    sheet.ground = sheet.ground.or(below.ground);
    sheet.contrast = sheet.contrast.or(below.contrast);
    sheet.inherits = below.inherits;
    for (name, colour) in below.palette {
        sheet.palette.entry(name).or_insert(colour);
    }
    for (tone, spec) in below.tones {
        sheet.tones.entry(tone).or_insert(spec);
    }
}

/// One step of the chain; the last of `seen` is the file that asks, on `line`.
struct Search<'a> {
    name: &'a str,
    user_dir: &'a Path,
    seen: &'a [PathBuf],
    line: Option<usize>,
}

impl Search<'_> {
    fn find(&self) -> Result<Sheet, FileError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Err(self.refuse("is no name for a theme; use letters, digits, - and _"));
        }
        // A name that is already in the chain means the built-in one, so that a user's own
        // `dark.toml` can inherit "dark".
        let own = self.own_path();
        let again = self.seen.contains(&own);
        if !again && let Some(text) = read(&own)? {
            return file::read(&own, &text);
        }
        let built_in = BUILT_IN.iter().find(|(name, _)| *name == self.name);
        let Some((_, text)) = built_in else {
            return Err(if again { self.refuse_loop() } else { self.refuse_unknown() });
        };
        let path = built_in_path(self.name);
        if self.seen.contains(&path) {
            return Err(self.refuse_loop());
        }
        file::read(&path, text)
    }

    fn own_path(&self) -> PathBuf {
        self.user_dir.join(format!("{}.toml", self.name))
    }

    fn refuse_loop(&self) -> FileError {
        self.refuse("inherits itself in the end; take one inherits out of the loop")
    }

    fn refuse_unknown(&self) -> FileError {
        let names = Theme::built_in_names().join(", ");
        let own = self.own_path();
        self.refuse(&format!(
            "is no theme; choose one of {names}, or write {}",
            Shown::of(&own.to_string_lossy())
        ))
    }

    fn refuse(&self, what: &str) -> FileError {
        let path = self.seen.last().cloned().unwrap_or_else(|| self.user_dir.to_owned());
        FileError { path, line: self.line, what: format!("{:?} {what}", self.name) }
    }
}

/// Built-in themes have no file; this stands for one in errors and in the chain.
pub(super) fn built_in_path(name: &str) -> PathBuf {
    Path::new("built-in").join(format!("{name}.toml"))
}

/// The text of a file, or nothing where there is none; any other trouble is an error.
fn read(path: &Path) -> Result<Option<String>, FileError> {
    let refuse = |what: String| FileError::whole(path, what);
    let bytes = match read_bytes(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(refuse(format!("cannot be read: {error}; check who may read it")));
        }
    };
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(refuse(format!("is larger than {FILE_BYTES_MAX} bytes; is it a theme?")));
    }
    text_of(path, bytes).map(Some)
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
