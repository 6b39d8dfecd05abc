//! The terminal's keys as they are pressed, for another program that runs in it; nothing is drawn.

use std::io;

use crossterm::style::force_color_output;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// While this lives, keys come as they are pressed; the terminal is given back when it goes.
pub(crate) struct Raw(());

impl Raw {
    /// Takes the keys.
    pub(crate) fn take() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self(()))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone needs not be given back.
        drop(disable_raw_mode());
    }
}

/// Columns and rows of the terminal; where it does not say, those of a usual one.
pub(crate) fn size_or_usual() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

/// Colours are drawn whatever `NO_COLOR` says: the one at the terminal said so.
pub(crate) fn force_colours() {
    force_color_output(true);
}
