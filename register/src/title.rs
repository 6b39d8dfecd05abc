//! Titles: one line that may stand on every screen, in file names' company, in a bell.

use serde::{Deserialize, Serialize};
use std::fmt;

use crate::limits::TITLE_CHARS_MAX;
use crate::shown::is_hidden;

/// A strict line: 1 to 200 characters, none of them a control or hidden one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Title(Box<str>);

impl Title {
    /// The title as text; safe to draw, since nothing hidden gets in.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stands where nothing of an incident can be shown.
    pub(crate) fn unknown() -> Self {
        Self("what is wrong cannot be shown".into())
    }
}

impl TryFrom<String> for Title {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        // What only asks for a colour: no screen of ours draws it, and alone it would not show.
        let text = text.replace(|c| matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'), "");
        let text = text.trim();
        let count = text.chars().count();
        if text.is_empty() {
            return Err("a title is needed: say in a few words what is wrong".into());
        }
        if count > TITLE_CHARS_MAX {
            return Err(format!("the title has {count} characters: {TITLE_CHARS_MAX} is the most"));
        }
        if let Some(bad) = text.chars().find(|c| c.is_control() || is_hidden(u32::from(*c))) {
            let code = u32::from(bad);
            return Err(format!("it holds U+{code:04X}, which does not show: leave it out"));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
