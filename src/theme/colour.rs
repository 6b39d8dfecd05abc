//! Colours as a theme file may write them.
//!
//! A colour that is not understood is an error that says what would be: nothing here guesses.

use std::collections::BTreeMap;

use ratatui::style::Color;

/// How a colour may be written, for the end of an error sentence.
pub(super) const FORMS: &str =
    "write #rrggbb, a number from 0 to 255, an ANSI name such as light-red, or a palette name";

/// The sixteen names whose exact colour the terminal decides.
const ANSI: [(&str, Color); 16] = [
    ("black", Color::Black),
    ("red", Color::Red),
    ("green", Color::Green),
    ("yellow", Color::Yellow),
    ("blue", Color::Blue),
    ("magenta", Color::Magenta),
    ("cyan", Color::Cyan),
    ("gray", Color::Gray),
    ("dark-gray", Color::DarkGray),
    ("light-red", Color::LightRed),
    ("light-green", Color::LightGreen),
    ("light-yellow", Color::LightYellow),
    ("light-blue", Color::LightBlue),
    ("light-magenta", Color::LightMagenta),
    ("light-cyan", Color::LightCyan),
    ("white", Color::White),
];

/// The colour that `word` stands for; a palette may give an ANSI name another colour.
pub(super) fn named(word: &str, palette: &BTreeMap<String, Color>) -> Option<Color> {
    palette.get(word).copied().or_else(|| literal(word))
}

/// The colour that `word` spells without a palette.
pub(super) fn literal(word: &str) -> Option<Color> {
    if let Some(digits) = word.strip_prefix('#') {
        return hex(digits);
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return word.parse().ok().map(Color::Indexed);
    }
    ANSI.iter().find(|(name, _)| *name == word).map(|(_, colour)| *colour)
}

fn hex(digits: &str) -> Option<Color> {
    // `from_str_radix` alone would take `+12345` for six digits.
    if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    u32::from_str_radix(digits, 16).ok().map(Color::from_u32)
}
