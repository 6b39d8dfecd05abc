//! How many colours a terminal has, and what becomes of a theme on one that has fewer.
//!
//! Each colour becomes the nearest one there is, in a space in which near looks near, of those that
//! can still be read on their ground. Pure: what the environment says comes in.

use ratatui::style::{Color, Style};

use super::space::{Rgb, SIXTEEN, contrast, distance, rgb, stands_for};
use super::{Ground, Theme, Tone};

/// Words must have at least this contrast to their ground, where a theme asks for no more: WCAG 2,
/// level AA.
pub(super) const CONTRAST_MIN: f64 = 4.5;

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// None, or none are wanted.
    None,
    /// The sixteen that every terminal has, as it likes them.
    Sixteen,
    /// The fixed 256.
    Indexed,
    /// All of them.
    Full,
}

/// Whether colours are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Wish {
    /// As the terminal and `NO_COLOR` say.
    #[default]
    Auto,
    /// Whatever they say.
    Always,
    /// None.
    Never,
}

/// What the environment says about the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// `TERM`.
    pub(crate) term: String,
    /// `COLORTERM`.
    pub(crate) colorterm: String,
    /// `NO_COLOR` is set and not empty.
    pub(crate) no_color: bool,
}

impl Surroundings {
    /// As the environment is now.
    pub(crate) fn now() -> Self {
        let of = |name| std::env::var(name).unwrap_or_default();
        let (term, colorterm) = (of("TERM"), of("COLORTERM"));
        Self { term, colorterm, no_color: !of("NO_COLOR").is_empty() }
    }
}

impl Wish {
    /// The word in flags and files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }

    /// Every word there is.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Always, Self::Never];
}

impl Depth {
    /// How many colours are to be used here.
    pub(crate) fn of(wish: Wish, here: &Surroundings) -> Self {
        match wish {
            Wish::Never => Self::None,
            Wish::Auto if here.no_color => Self::None,
            Wish::Auto => Self::of_terminal(here),
            Wish::Always => Self::of_terminal(here).max(Self::Sixteen),
        }
    }

    fn of_terminal(here: &Surroundings) -> Self {
        let (term, colorterm) = (here.term.as_str(), here.colorterm.as_str());
        let any = |words: &[&str]| words.iter().any(|word| term.contains(word));
        if term == "dumb" || ["vt52", "vt100", "vt102", "vt220", "vt320"].contains(&term) {
            return Self::None;
        }
        let full = ["-direct", "kitty", "ghostty", "alacritty", "wezterm", "foot"];
        if ["truecolor", "24bit"].contains(&colorterm) || any(&full) {
            return Self::Full;
        }
        if term.contains("256color") { Self::Indexed } else { Self::Sixteen }
    }

    /// In words, for people.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::None => "no colours",
            Self::Sixteen => "16 colours",
            Self::Indexed => "256 colours",
            Self::Full => "all colours",
        }
    }

    /// The colours there are beside the fixed ones of the terminal.
    fn palette(self) -> Vec<Color> {
        match self {
            Self::None | Self::Full => Vec::new(),
            Self::Sixteen => SIXTEEN.to_vec(),
            Self::Indexed => (16..=255).map(Color::Indexed).collect(),
        }
    }

    fn has(self, colour: Color) -> bool {
        match colour {
            Color::Rgb(..) => self == Self::Full,
            Color::Indexed(16..) => self >= Self::Indexed,
            _ => true,
        }
    }
}

impl Theme {
    /// The same theme on a terminal with so many colours.
    pub(crate) fn on(&self, depth: Depth) -> Self {
        let palette = depth.palette();
        if palette.is_empty() {
            return self.clone();
        }
        let mut fewer = self.clone();
        for tone in Tone::ALL {
            fewer.styles[*tone as usize] = self.fewer(self.style(*tone), depth, &palette);
        }
        fewer
    }

    /// The ground comes first, then the words that stand on it.
    fn fewer(&self, style: Style, depth: Depth, palette: &[Color]) -> Style {
        let least = self.contrast;
        // A ground on which none of the colours is read is no ground.
        let carries = |c: Color| palette.iter().any(|words| reads(*words, rgb(c), least));
        let nearest = |colour: Color, on: Option<Rgb>| match rgb(colour) {
            Some(wanted) if !depth.has(colour) => {
                let readable = palette.iter().copied().filter(|c| reads(*c, on, least));
                let readable = readable.filter(|c| on.is_some() || carries(*c));
                // A red that cannot be read becomes white or black, never a blue.
                let readable = readable.filter(|c| rgb(*c).is_some_and(|c| stands_for(c, wanted)));
                let far = |c: &Color| rgb(*c).map_or(f64::MAX, |c| distance(c, wanted));
                readable.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or(colour)
            }
            _ => colour,
        };
        let bg = style.bg.map(|bg| nearest(bg, None));
        let ground = bg.and_then(rgb).or_else(|| hardest(self.ground(), depth));
        Style { fg: style.fg.map(|fg| nearest(fg, ground)), bg, ..style }
    }
}

/// Of the grounds that such terminals have, the one on which words are read worst.
const fn hardest(ground: Ground, depth: Depth) -> Option<Rgb> {
    match (ground, depth) {
        (Ground::Any, _) => None,
        (Ground::Dark, Depth::Sixteen) => Some((0, 0, 0)),
        (Ground::Dark, _) => Some((0x28, 0x2c, 0x34)),
        (Ground::Light, Depth::Sixteen) => Some((0xff, 0xff, 0xff)),
        (Ground::Light, _) => Some((0xf5, 0xf5, 0xf5)),
    }
}

fn reads(colour: Color, on: Option<Rgb>, least: f64) -> bool {
    let Some(ground) = on else { return true };
    rgb(colour).is_some_and(|colour| contrast(colour, ground) >= least)
}
