//! Free text: kept as it came, drawn only as [`Shown`].
//!
//! Nobody's words may drive a terminal, a page or a log. [`Text`] has no `Display` and its `Debug`
//! tells only its length; the one way to a screen is [`Shown`], in which every control, bidi,
//! zero-width, tag, private and non-character is a visible mark. What is hidden would be worse
//! than ugly: a mark says that something was there.

use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_width::UnicodeWidthChar;

use crate::limits::MARKS_DRAWN_MAX;

/// Words as somebody wrote them, byte for byte.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(Box<str>);

impl Text {
    /// The words as evidence: for recording, hashing and searching, never for a screen.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// No words at all, which is also what a redaction leaves.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words on one line, whole.
    pub fn shown(&self) -> Shown {
        Shown::of(&self.0)
    }

    /// The words line by line.
    pub fn lines(&self) -> impl Iterator<Item = Shown> {
        self.0.split('\n').map(|line| Shown::of(line.strip_suffix('\r').unwrap_or(line)))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} bytes of text>", self.0.len())
    }
}

/// Text that is safe to draw, on one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown(String);

impl Shown {
    /// All of this text on one line, with a mark for whatever would not show.
    pub fn of(text: &str) -> Self {
        Self::up_to(text, usize::MAX).0
    }

    /// The first `cells` cells of this text on one line; `…` stands where more would follow.
    pub fn line(text: &str, cells: usize) -> Self {
        let (shown, cut) = Self::up_to(text, cells);
        if cut && cells > 0 {
            Self::up_to(text, cells.saturating_sub(1)).0.and("…")
        } else {
            shown
        }
    }

    /// How many cells it takes.
    pub fn width(&self) -> usize {
        self.0.chars().map(|c| c.width().unwrap_or(0)).sum()
    }

    /// The text to hand to a widget.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn and(mut self, mark: &str) -> Self {
        self.0.push_str(mark);
        self
    }

    /// Cuts before the first character that goes beyond `cells`; true if anything was cut.
    fn up_to(text: &str, cells: usize) -> (Self, bool) {
        let mut out = String::with_capacity(text.len().min(cells.saturating_mul(4)));
        let (mut used, mut marks) = (0_usize, 0_usize);
        for c in text.chars() {
            let drawn = Drawn::of(c);
            let width = drawn.width();
            marks = if width == 0 { marks + 1 } else { 0 };
            if used + width > cells {
                return (Self(out), true);
            }
            if marks <= MARKS_DRAWN_MAX {
                drawn.push(&mut out);
            }
            used += width;
        }
        (Self(out), false)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What becomes of one character.
enum Drawn {
    Plain(char),
    Mark(char),
    Named(u32),
    Nothing,
}

impl Drawn {
    fn of(c: char) -> Self {
        let code = u32::from(c);
        match code {
            0x20..=0x7e => Self::Plain(c),
            0x0a => Self::Mark('⏎'),
            0..=0x1f => Self::Mark(char::from_u32(0x2400 + code).unwrap_or('?')),
            0x7f => Self::Mark('␡'),
            // Terminals disagree on its width, and ratatui 0.30.2 leaves artefacts behind it.
            // Nor on that of skin tones: two cells more in some, none in others and in ratatui.
            0xfe0f | 0x1_f3fb..=0x1_f3ff => Self::Nothing,
            _ if is_hidden(code) => Self::Named(code),
            _ => Self::Plain(c),
        }
    }

    fn width(&self) -> usize {
        match self {
            Self::Plain(c) => c.width().unwrap_or(0),
            Self::Mark(_) => 1,
            Self::Named(code) => 4 + hex_digits(*code),
            Self::Nothing => 0,
        }
    }

    fn push(self, out: &mut String) {
        match self {
            Self::Plain(c) | Self::Mark(c) => out.push(c),
            Self::Named(code) => {
                let digits = (0..hex_digits(code)).rev();
                out.push_str("⟨U+");
                out.extend(
                    digits
                        .filter_map(|d| char::from_digit(code >> (4 * d) & 15, 16))
                        .map(|c| c.to_ascii_uppercase()),
                );
                out.push('⟩');
            }
            Self::Nothing => {}
        }
    }
}

const fn hex_digits(code: u32) -> usize {
    match code {
        0..=0xffff => 4,
        0x1_0000..=0xf_ffff => 5,
        _ => 6,
    }
}

/// Characters that would not show or would change how others show: C1, bidi, zero-width, fillers,
/// line separators, variation selectors, tags, private use, non-characters.
pub(crate) const fn is_hidden(code: u32) -> bool {
    matches!(code,
        0x80..=0x9f | 0xad | 0x34f | 0x61c | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f
        | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x2800 | 0x3164 | 0xe000..=0xf8ff
        | 0xfdd0..=0xfdef | 0xfe00..=0xfe0e | 0xfeff | 0xffa0 | 0xfff0..=0xfffb
        | 0x1_d173..=0x1_d17a | 0xe_0000..=0x10_ffff)
        || code & 0xfffe == 0xfffe
}
