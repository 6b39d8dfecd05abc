//! The file of a copy while its disk takes nothing: what came waits in memory, and is written once it can be.

use std::io::{self, Write as _};

use super::Copy;
use crate::trouble::said;

/// Whether the disk takes what comes, and whether that was said.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// How many bytes of the file are whole lines.
    pub(super) length: u64,
    /// Why the disk takes no more just now.
    trouble: Option<String>,
    told: bool,
}

impl Copy {
    /// Whether something is to be done for the file that could not be done so far.
    pub(in crate::link) const fn lacks(&self) -> bool {
        self.kept.trouble.is_some() || self.waits_its_turn()
    }

    /// Why lines that are to be kept are not.
    pub(super) fn trouble(&self) -> Option<String> {
        self.kept.trouble.clone()
    }

    /// A copy that cannot be written must not end the link: the server has the record.
    pub(super) fn write_file(&mut self, bytes: &[u8]) {
        if self.path.as_os_str().is_empty() {
            return;
        }
        match &mut self.file {
            Some(file) if self.kept.trouble.is_none() => match file.write_all(bytes) {
                Ok(()) => self.kept.length += bytes.len() as u64,
                Err(e) => {
                    self.came.extend_from_slice(bytes);
                    self.fails(&e);
                }
            },
            Some(_) | None => self.came.extend_from_slice(bytes),
        }
    }

    /// Tries again to write what waits.
    pub(in crate::link) fn keep_on(&mut self) {
        self.take_over();
        if self.kept.trouble.is_some() {
            self.write_what_came();
        }
    }

    pub(super) fn write_what_came(&mut self) {
        let Some(file) = &mut self.file else { return };
        // Whatever was written in part goes first.
        let written = file.set_len(self.kept.length).and_then(|()| file.write_all(&self.came));
        match written {
            Ok(()) => self.holds(self.kept.length + self.came.len() as u64),
            Err(e) => self.fails(&e),
        }
    }

    /// Why it is not kept on.
    pub(super) fn cannot_keep(&mut self, why: String) {
        self.kept.trouble = Some(why);
    }

    /// Nothing hinders it, or another screen keeps it.
    pub(super) fn can_keep(&mut self) {
        self.kept.trouble = None;
    }

    /// What there is to say to whoever counts on this copy: that it does not go on, and that it does again.
    pub(in crate::link) fn news(&mut self) -> Option<String> {
        if self.kept.told == self.kept.trouble.is_some() {
            return None;
        }
        self.kept.told = self.kept.trouble.is_some();
        Some(match &self.kept.trouble {
            Some(why) => format!(
                "this machine's copy of the record is not kept on disk ({why}), it is tried again"
            ),
            None => "this machine's copy of the record is kept on disk again".to_owned(),
        })
    }

    /// All that came is in the file, which is so long.
    pub(super) fn holds(&mut self, length: u64) {
        self.kept.length = length;
        self.kept.trouble = None;
        self.came.clear();
    }

    fn fails(&mut self, error: &io::Error) {
        self.kept.trouble = Some(said(error));
        // Who reads it meanwhile finds whole lines; where not even that can be done, it is tried again.
        if let Some(file) = &self.file {
            drop(file.set_len(self.kept.length));
        }
    }
}
