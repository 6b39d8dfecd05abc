//! What fits: five sizes, from three columns to one sentence.

/// The smallest terminal in which the room can be drawn: columns and rows.
pub(crate) const LEAST: (u16, u16) = (36, 11);

/// How much room there is; larger ones compare as more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Size {
    /// Nothing but a sentence.
    TooSmall,
    /// One list.
    Phone,
    /// One pane at a time, and a digest of all.
    Small,
    /// Two columns.
    Middle,
    /// Three columns.
    Wide,
}

impl Size {
    /// The size of a terminal with so many columns and rows.
    pub(crate) const fn of(width: u16, height: u16) -> Self {
        match (width, height) {
            (w, h) if w < LEAST.0 || h < LEAST.1 => Self::TooSmall,
            (w, h) if w < 64 || h < 18 => Self::Phone,
            (w, h) if w < 104 || h < 30 => Self::Small,
            (w, _) if w < 144 => Self::Middle,
            _ => Self::Wide,
        }
    }
}
