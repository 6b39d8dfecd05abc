//! A file of TOML that a person wrote: read strictly, and refused with its name and line.
//!
//! What the keys are is the business of the file's own module; here is what any of them needs to
//! point at a place in the text. Nothing stands in for a file that does not fit.

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use warroom_register::Shown;

/// Why a file was refused. It is safe to print: neither its path nor what it quotes drives a terminal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {}", Shown::of(&path.to_string_lossy()), line.map(|l| format!(":{l}")).unwrap_or_default(), Shown::of(what))]
pub(crate) struct FileError {
    /// The file, or the folder in which it was looked for.
    pub(crate) path: PathBuf,
    /// The line in it, counted from 1, where one line is to blame.
    pub(crate) line: Option<usize>,
    /// What is wrong and what to do about it.
    pub(crate) what: String,
}

impl FileError {
    /// The file as a whole is to blame.
    pub(crate) fn whole(path: &Path, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, what: what.into() }
    }
}

/// The bytes of a file as text; refused at the line where they are none.
pub(crate) fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, FileError> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = Some(1 + good.filter(|byte| **byte == b'\n').count());
        FileError { line, ..FileError::whole(path, "is not UTF-8; save it as UTF-8") }
    })
}

/// A value, and where it stands.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// The text of a file, so that an error can name the line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'a> {
    /// The file.
    pub(crate) path: &'a Path,
    /// What stands in it.
    pub(crate) text: &'a str,
}

impl<'a> Page<'a> {
    /// Its tables and keys.
    pub(crate) fn document(&self) -> Result<Spanned<DeTable<'a>>, FileError> {
        DeTable::parse(self.text).map_err(|error| {
            let message = error.message().replace('\n', ", ");
            self.refuse(&error.span().unwrap_or_default(), message)
        })
    }

    /// The line of a place, counted from 1.
    pub(crate) fn line(&self, span: &Range<usize>) -> usize {
        1 + self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count()
    }

    /// Refused, because of what stands here.
    pub(crate) fn refuse(&self, span: &Range<usize>, what: impl Into<String>) -> FileError {
        let line = Some(self.line(span));
        FileError { path: self.path.to_owned(), line, what: what.into() }
    }

    /// A table; `name` as it is written.
    pub(crate) fn table<'v, 'i>(
        &self,
        value: &'v Value<'i>,
        name: &str,
    ) -> Result<&'v DeTable<'i>, FileError> {
        let table = value.get_ref().as_table();
        table.ok_or_else(|| self.refuse(&value.span(), format!("write {name} as a table")))
    }

    /// `true` or `false`.
    pub(crate) fn yes_or_no(&self, value: &Value<'_>) -> Result<bool, FileError> {
        let switch = value.get_ref().as_bool();
        switch.ok_or_else(|| self.refuse(&value.span(), "write true or false"))
    }
}
