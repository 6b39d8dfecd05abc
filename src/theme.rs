//! What things look like: the client names a [`Tone`], a theme says its style.
//!
//! A theme is a TOML file, built in or the user's own. It is read strictly and refused with its
//! path and line; it is never replaced by another. Plain text has no ground painted under it, and
//! no meaning rests on colour alone: whoever sets `NO_COLOR` loses the hues and nothing else.
//!
//! Not here: what gets which tone (the view), and which ground the terminal has (the terminal).

mod chain;
mod colour;
mod depth;
mod file;
mod signs;
mod space;
#[cfg(test)]
mod tests;
mod tone;

use std::path::Path;

use ratatui::style::{Color, Style};

pub(crate) use depth::{Depth, Surroundings, Wish};
use file::{Sheet, Spec};
pub(crate) use signs::Signs;
pub(crate) use tone::Tone;

use crate::page::FileError;

const BUILT_IN: [(&str, &str); 8] = [
    ("dark", include_str!("../themes/dark.toml")),
    ("light", include_str!("../themes/light.toml")),
    ("high-contrast", include_str!("../themes/high-contrast.toml")),
    ("high-contrast-light", include_str!("../themes/high-contrast-light.toml")),
    ("colour-blind", include_str!("../themes/colour-blind.toml")),
    ("colour-blind-light", include_str!("../themes/colour-blind-light.toml")),
    ("sixteen", include_str!("../themes/sixteen.toml")),
    ("mono", MONO),
];

/// Also what is left of any theme where colour is not wanted.
const MONO: &str = include_str!("../themes/mono.toml");

/// Tones that must differ from plain text by more than a hue, in every theme.
const CARRIERS: [Tone; 7] = [
    Tone::Loud,
    Tone::Alarm,
    Tone::Selected,
    Tone::SeverityP1,
    Tone::Late,
    Tone::Nobody,
    Tone::CutOff,
];

/// A theme ready to draw with: every tone has its style.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Theme {
    name: String,
    ground: Ground,
    /// How well words must be read at least, on terminals that lack its colours.
    contrast: f64,
    styles: [Style; Tone::ALL.len()],
    signs: Signs,
}

/// The ground a theme is made for; the terminal's own is never painted over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Light words on black or nearly so.
    Dark,
    /// Dark words on white or nearly so.
    Light,
    /// Either, since the theme leaves the hues to the terminal.
    Any,
}

impl Theme {
    /// The themes that are always there, the usual one first.
    pub(crate) fn built_in_names() -> [&'static str; BUILT_IN.len()] {
        BUILT_IN.map(|(name, _)| name)
    }

    /// Reads the theme `name`: the user's own file of that name first, then the built-in one.
    /// `no_color` takes every hue away and keeps bold, dim, reverse and the like.
    pub(crate) fn load(name: &str, user_dir: &Path, no_color: bool) -> Result<Self, FileError> {
        let theme = Self::resolve(&chain::gather(name, user_dir)?)?;
        if no_color { theme.without_colour() } else { Ok(theme) }
    }

    /// What the theme calls itself, for a list of themes.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The ground the theme is made for, for a list of themes or a choice by the terminal's own.
    pub(crate) const fn ground(&self) -> Ground {
        self.ground
    }

    /// How `tone` is drawn.
    pub(crate) const fn style(&self, tone: Tone) -> Style {
        self.styles[tone as usize]
    }

    /// This theme with this set of signs.
    pub(crate) const fn with_signs(mut self, signs: Signs) -> Self {
        self.signs = signs;
        self
    }

    /// The signs it draws with.
    pub(crate) const fn signs(&self) -> Signs {
        self.signs
    }

    fn resolve(sheet: &Sheet) -> Result<Self, FileError> {
        let mut styles = [Style::new(); Tone::ALL.len()];
        for tone in Tone::ALL {
            if let Some(spec) = spec_of(*tone, sheet) {
                styles[*tone as usize] = style_of(spec, sheet)?;
            }
        }
        let ground = sheet.ground.unwrap_or(Ground::Any);
        let signs = Signs::default();
        let contrast = sheet.contrast.unwrap_or(depth::CONTRAST_MIN);
        let theme = Self { name: sheet.name.clone(), ground, contrast, styles, signs };
        theme.carries_meaning(sheet)?;
        Ok(theme)
    }

    fn carries_meaning(&self, sheet: &Sheet) -> Result<(), FileError> {
        let plain = self.style(Tone::Text).add_modifier;
        for tone in CARRIERS {
            if self.style(tone).add_modifier == plain {
                let name = tone.name();
                let what = format!(
                    "without colour {name} would look like plain text; \
                    give it bold, underline or reverse, or inherit a built-in theme"
                );
                let spec = spec_of(tone, sheet);
                let path = spec.map_or(&sheet.path, |spec| &spec.path).clone();
                return Err(FileError { path, line: spec.map(|spec| spec.line), what });
            }
        }
        Ok(())
    }

    /// Where a tone had nothing but a hue, the look it has in `mono` stands in for it.
    fn without_colour(&self) -> Result<Self, FileError> {
        let mono = Self::resolve(&file::read(&chain::built_in_path("mono"), MONO)?)?;
        let mut bare = self.clone();
        for tone in Tone::ALL {
            let style = self.style(*tone);
            let hue_only =
                style.add_modifier.is_empty() && (style.fg.is_some() || style.bg.is_some());
            let kept = if hue_only { mono.style(*tone) } else { style };
            bare.styles[*tone as usize] = Style::new().add_modifier(kept.add_modifier);
        }
        Ok(bare)
    }
}

/// What the sheet says about `tone`, or about the nearest broader one that it names.
fn spec_of(tone: Tone, sheet: &Sheet) -> Option<&Spec> {
    let mut tone = tone;
    loop {
        let spec = sheet.tones.get(&tone);
        if spec.is_some() || tone == Tone::Text {
            return spec;
        }
        tone = tone.broader();
    }
}

fn style_of(spec: &Spec, sheet: &Sheet) -> Result<Style, FileError> {
    let mut style = Style::new().add_modifier(spec.modifiers);
    style.fg = colour_of(spec.fg.as_deref(), spec, sheet)?;
    style.bg = colour_of(spec.bg.as_deref(), spec, sheet)?;
    Ok(style)
}

fn colour_of(word: Option<&str>, spec: &Spec, sheet: &Sheet) -> Result<Option<Color>, FileError> {
    let Some(word) = word else { return Ok(None) };
    let colour = colour::named(word, &sheet.palette).ok_or_else(|| FileError {
        path: spec.path.clone(),
        line: Some(spec.line),
        what: format!("unknown colour {word:?}; {}", colour::FORMS),
    })?;
    Ok(Some(colour))
}
