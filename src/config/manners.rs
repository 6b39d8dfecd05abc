//! How this program behaves towards the terminal: each of it can be switched off.

use super::settings;
use crate::page::{FileError, Page, Value};

/// What the terminal is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "switches, each with a name in the file")]
pub(crate) struct Manners {
    /// The mouse selects and scrolls; without it the terminal keeps the mouse for itself.
    pub(crate) mouse: bool,
    /// Addresses of pages can be opened by the terminal (OSC 8).
    pub(crate) links: bool,
    /// The bell rings for what is asked of me.
    pub(crate) bell: bool,
    /// A notice by OSC 9, while nobody looks at this window.
    pub(crate) osc9: bool,
    /// A notice by OSC 777, while nobody looks at this window.
    pub(crate) osc777: bool,
    /// The window's title says what waits.
    pub(crate) title: bool,
}

impl Default for Manners {
    fn default() -> Self {
        Self { mouse: true, links: true, bell: true, osc9: true, osc777: true, title: true }
    }
}

impl Page<'_> {
    /// The table `[notify]`.
    pub(super) fn notify(&self, value: &Value<'_>, manners: &mut Manners) -> Result<(), FileError> {
        for (key, value) in self.table(value, "[notify]")? {
            let switch = match key.get_ref().as_ref() {
                "bell" => &mut manners.bell,
                "osc9" => &mut manners.osc9,
                "osc777" => &mut manners.osc777,
                "title" => &mut manners.title,
                other => {
                    return Err(self.unknown(&key.span(), other, &settings::names_in("notify")));
                }
            };
            *switch = self.yes_or_no(value)?;
        }
        Ok(())
    }
}
