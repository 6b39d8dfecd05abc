//! Words to choose from, where a command was given none.

use serde::Serialize;

use super::seat::Run;
use crate::out;
use crate::trouble::Trouble;

/// A word to choose, with what it means.
#[derive(Serialize)]
struct Word {
    word: &'static str,
    meaning: &'static str,
}

/// Prints words to choose from, with what each of them means.
pub(super) fn list(run: &Run, words: &[(&'static str, &'static str)]) -> Result<(), Trouble> {
    for (word, meaning) in words {
        if run.globals.json {
            out::json(&Word { word, meaning })?;
        } else {
            out::line(&format!("{word:<14} {meaning}"))?;
        }
    }
    Ok(())
}
