//! The signs on the screen, for terminals and fonts that have only ASCII.
//!
//! One character for one character, each of one cell, so that nothing moves. People's own words stay
//! as they are, but for the few signs of warroom's that may stand in them too.

use ratatui::buffer::Buffer;

/// Which signs are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Signs {
    /// Lines and signs as they are drawn best.
    #[default]
    Unicode,
    /// ASCII alone.
    Ascii,
}

impl Signs {
    /// Every set there is.
    pub(crate) const ALL: [Self; 2] = [Self::Unicode, Self::Ascii];

    /// The word in files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Unicode => "unicode",
            Self::Ascii => "ascii",
        }
    }

    /// What this system's language settings can show: `LC_ALL`, else `LC_CTYPE`, else `LANG`.
    pub(crate) fn of_locale(get: impl Fn(&str) -> Option<String>) -> Self {
        let set =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(get).find(|v| !v.is_empty());
        let Some(locale) = set else { return Self::Unicode };
        let charset = locale.split('@').next().and_then(|l| l.split_once('.')).map(|(_, set)| set);
        let charset = charset.unwrap_or_default().to_ascii_lowercase().replace(['-', '_'], "");
        // `C` and `en_US` alone say nothing of the terminal, which knows UTF-8 nearly everywhere.
        if charset.is_empty() || charset.starts_with("utf8") { Self::Unicode } else { Self::Ascii }
    }

    /// A line in this set.
    pub(crate) fn spell(self, line: &str) -> String {
        match self {
            Self::Unicode => line.to_owned(),
            Self::Ascii => line.chars().map(ascii).collect(),
        }
    }

    /// A whole sheet in this set.
    pub(crate) fn draw(self, sheet: &mut Buffer) {
        if self == Self::Unicode {
            return;
        }
        for cell in &mut sheet.content {
            let mut letters = cell.symbol().chars();
            if let (Some(c), None) = (letters.next(), letters.next())
                && ascii(c) != c
            {
                cell.set_char(ascii(c));
            }
        }
    }
}

/// The sign in ASCII; any other character stays.
const fn ascii(sign: char) -> char {
    match sign {
        '◆' => '=',
        '▷' | '▸' | '⟩' => '>',
        '⟨' => '<',
        '↗' => '^',
        '▲' => 'A',
        '△' => 'a',
        '·' => '.',
        // As `less` and Emacs mark a line that goes on.
        '…' => '$',
        '⏎' => '/',
        '─' | '═' | '━' | '▬' => '-',
        '│' | '┃' | '▏' | '▌' => '|',
        '┌' | '┐' | '└' | '┘' | '├' | '┤' | '┬' | '┴' | '┼' => '+',
        '█' | '▓' | '▒' | '░' => '#',
        // Marks for what would not show.
        '\u{2400}'..='\u{241f}' | '␡' => '?',
        other => other,
    }
}
