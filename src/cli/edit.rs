//! Words written in a person's own editor, for a command that was given none.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use crate::editor::{Sheet, left_over};
use crate::out;
use crate::trouble::{Trouble, said, shown};

/// Words from an editor, in a file until what they are for is done.
pub(crate) struct Edited {
    /// The words.
    pub(crate) words: String,
    sheet: Sheet,
    /// How to go on with the file where it comes to nothing.
    go_on: String,
}

/// Whether somebody sits here who could write in an editor.
pub(crate) fn can_edit() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Has somebody write, from these words on or from what was left over the last time. `go_on` is the
/// command that takes the file up, where it comes to nothing.
pub(crate) fn edited(stem: &Path, words: &str, go_on: &str) -> Result<Edited, Trouble> {
    let mut left = left_over(stem);
    let left = left.pop().filter(|(_, words)| !words.is_empty());
    if left.is_some() {
        out::note("what you wrote the last time was not done with: it is here again");
    }
    let words = left.as_ref().map_or(words, |(_, words)| words);
    let kept = |e: io::Error| Trouble::Refused(format!("no editor was started: {}", said(&e)));
    let mut sheet = Sheet::lay_out(stem, words).map_err(kept)?;
    if let Some((before, _)) = left {
        before.remove();
    }
    let ended = sheet.command().status();
    let written = sheet.written(ended);
    let go_on = format!("{go_on} {}", shown(sheet.file()));
    match (written.words, written.trouble) {
        (Some(words), None) => Ok(Edited { words, sheet, go_on }),
        (None, Some(why)) if !written.stays => {
            sheet.remove();
            Err(Trouble::Refused(why))
        }
        (_, why) => {
            let why = why.unwrap_or_default();
            Err(Trouble::Refused(format!("{why}. It is there still: {go_on}")))
        }
    }
}

impl Edited {
    /// The file that the words are in.
    pub(crate) fn file(&self) -> &Path {
        self.sheet.file()
    }

    /// What they were for is done, or not: then the file stays, and it is said how to go on.
    pub(crate) fn done<T>(self, done: Result<T, Trouble>) -> Result<T, Trouble> {
        match &done {
            // What could not be sent waits in the outbox.
            Ok(_) | Err(Trouble::Unreachable(_)) => self.sheet.remove(),
            Err(_) => out::note(&format!("what you wrote is there still: {}", self.go_on)),
        }
        done
    }
}
