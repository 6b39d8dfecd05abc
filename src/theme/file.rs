//! One theme file, read strictly: every key known, every value of the right sort.
//!
//! Colours by name stay names here, since a palette may come from the file that inherits this one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ratatui::style::{Color, Modifier};
use toml::de::{DeTable, DeValue};

use super::depth::CONTRAST_MIN;
use super::tone::Tone;
use super::{Ground, colour};
use crate::page::{FileError, Page, Value};

/// More is asked of no theme: there would be nearly no colours left.
const CONTRAST_MAX: f64 = 7.0;

/// A theme file as it stands, before the ones it inherits are laid under it.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) ground: Option<Ground>,
    /// How well words must be read at least where colours have to be replaced.
    pub(super) contrast: Option<f64>,
    pub(super) inherits: Option<Inherits>,
    pub(super) palette: BTreeMap<String, Color>,
    pub(super) tones: BTreeMap<Tone, Spec>,
}

/// The theme a file builds on, and where it says so.
#[derive(Clone, Debug)]
pub(super) struct Inherits {
    pub(super) name: String,
    pub(super) line: usize,
}

/// What a file says about one tone, and where, so that a later error can point at it.
#[derive(Clone, Debug)]
pub(super) struct Spec {
    pub(super) fg: Option<String>,
    pub(super) bg: Option<String>,
    pub(super) modifiers: Modifier,
    pub(super) path: PathBuf,
    pub(super) line: usize,
}

/// Reads `text` as the theme file `path`.
pub(super) fn read(path: &Path, text: &str) -> Result<Sheet, FileError> {
    let page = Page { path, text };
    page.without_controls()?;
    let document = page.document()?;
    page.sheet(document.get_ref())
}

impl Page<'_> {
    fn sheet(&self, document: &DeTable<'_>) -> Result<Sheet, FileError> {
        let mut sheet = Sheet {
            path: self.path.to_owned(),
            name: String::new(),
            ground: None,
            contrast: None,
            inherits: None,
            palette: BTreeMap::new(),
            tones: BTreeMap::new(),
        };
        for (key, value) in document {
            match key.get_ref().as_ref() {
                "name" => self.word(value)?.clone_into(&mut sheet.name),
                "ground" => sheet.ground = Some(self.ground(value)?),
                "contrast" => sheet.contrast = Some(self.contrast(value)?),
                "inherits" => sheet.inherits = Some(self.inherits(value)?),
                "palette" => sheet.palette = self.palette(value)?,
                "tones" => sheet.tones = self.tones(value)?,
                other => {
                    let known =
                        "a theme has name, ground, contrast, inherits, [palette] and [tones]";
                    return Err(self.refuse(&key.span(), format!("unknown key {other:?}; {known}")));
                }
            }
        }
        self.complete(sheet)
    }

    fn complete(&self, sheet: Sheet) -> Result<Sheet, FileError> {
        if sheet.name.is_empty() {
            return Err(self.refuse(&(0..0), "the theme has no name; write name = \"...\" first"));
        }
        if sheet.ground.is_none() && sheet.inherits.is_none() {
            let what = "the theme does not say its ground; \
                write ground = \"dark\", \"light\" or \"any\", or inherits = \"dark\"";
            return Err(self.refuse(&(0..0), what));
        }
        Ok(sheet)
    }

    fn ground(&self, value: &Value<'_>) -> Result<Ground, FileError> {
        match self.word(value)? {
            "dark" => Ok(Ground::Dark),
            "light" => Ok(Ground::Light),
            "any" => Ok(Ground::Any),
            other => {
                let what =
                    format!("unknown ground {other:?}; write \"dark\", \"light\" or \"any\"");
                Err(self.refuse(&value.span(), what))
            }
        }
    }

    fn contrast(&self, value: &Value<'_>) -> Result<f64, FileError> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.to_string().parse().ok(),
            DeValue::Float(number) => number.to_string().parse().ok(),
            _ => None,
        };
        number.filter(|ratio| (CONTRAST_MIN..=CONTRAST_MAX).contains(ratio)).ok_or_else(|| {
            let what = format!("a contrast goes from {CONTRAST_MIN} to {CONTRAST_MAX}");
            self.refuse(&value.span(), what)
        })
    }

    fn inherits(&self, value: &Value<'_>) -> Result<Inherits, FileError> {
        Ok(Inherits { name: self.word(value)?.to_owned(), line: self.line(&value.span()) })
    }

    fn palette(&self, value: &Value<'_>) -> Result<BTreeMap<String, Color>, FileError> {
        let mut palette = BTreeMap::new();
        for (key, value) in self.table(value, "[palette]")? {
            if key.get_ref().starts_with(|c: char| c == '#' || c.is_ascii_digit()) {
                let what =
                    format!("{:?} reads as a colour; begin the name with a letter", key.get_ref());
                return Err(self.refuse(&key.span(), what));
            }
            let word = self.colour(value)?;
            let colour = colour::literal(&word).ok_or_else(|| {
                let what = format!(
                    "{word:?} is no colour for a palette; write #rrggbb, 0 to 255 or an ANSI name"
                );
                self.refuse(&value.span(), what)
            })?;
            palette.insert(key.get_ref().to_string(), colour);
        }
        Ok(palette)
    }

    fn tones(&self, value: &Value<'_>) -> Result<BTreeMap<Tone, Spec>, FileError> {
        let mut tones = BTreeMap::new();
        for (key, value) in self.table(value, "[tones]")? {
            let tone =
                Tone::ALL.iter().find(|tone| tone.name() == key.get_ref()).ok_or_else(|| {
                    let names: Vec<_> = Tone::ALL.iter().map(|tone| tone.name()).collect();
                    let what = format!(
                        "unknown tone {:?}; the tones are {}",
                        key.get_ref(),
                        names.join(", ")
                    );
                    self.refuse(&key.span(), what)
                })?;
            tones.insert(*tone, self.spec(*tone, &key.span(), value)?);
        }
        Ok(tones)
    }

    fn spec(&self, tone: Tone, at: &Range<usize>, value: &Value<'_>) -> Result<Spec, FileError> {
        let mut spec = Spec {
            fg: None,
            bg: None,
            modifiers: Modifier::empty(),
            path: self.path.to_owned(),
            line: self.line(at),
        };
        let Some(table) = value.get_ref().as_table() else {
            spec.fg = Some(self.colour(value)?);
            return Ok(spec);
        };
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "fg" => spec.fg = Some(self.colour(value)?),
                "bg" => spec.bg = Some(self.colour(value)?),
                other => match modifier(other) {
                    Some(modifier) => spec.modifiers.set(modifier, self.yes_or_no(value)?),
                    None => return Err(self.unknown_style(tone, other, &key.span())),
                },
            }
        }
        Ok(spec)
    }

    fn unknown_style(&self, tone: Tone, key: &str, span: &Range<usize>) -> FileError {
        // Unquoted, `entry.fact = ..` is a table `entry` with a key `fact`: the likeliest slip.
        let dotted = format!("{}.{key}", tone.name());
        let what = if Tone::ALL.iter().any(|tone| tone.name() == dotted) {
            format!("a tone with a dot needs quotes; write \"{dotted}\" = ...")
        } else {
            format!(
                "unknown key {key:?}; a style has fg, bg, bold, dim, italic, underline, reverse"
            )
        };
        self.refuse(span, what)
    }

    /// A colour as it is written, numbers too; what it stands for is settled later.
    fn colour(&self, value: &Value<'_>) -> Result<String, FileError> {
        match value.get_ref() {
            DeValue::String(word) => Ok(word.to_string()),
            DeValue::Integer(number) => Ok(number.to_string()),
            _ => {
                Err(self.refuse(&value.span(), format!("a colour is expected; {}", colour::FORMS)))
            }
        }
    }

    fn word<'v>(&self, value: &'v Value<'_>) -> Result<&'v str, FileError> {
        let word = value.get_ref().as_str().filter(|word| !word.is_empty());
        let word =
            word.ok_or_else(|| self.refuse(&value.span(), "a word in quotes is expected"))?;
        // An escape in the file can bring in what the text itself may not hold.
        if word.chars().any(char::is_control) {
            return Err(self.refuse(&value.span(), "a control character; write plain text"));
        }
        Ok(word)
    }

    fn without_controls(&self) -> Result<(), FileError> {
        let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
        match self.text.char_indices().find(|(_, c)| !plain(*c)) {
            None => Ok(()),
            Some((at, c)) => {
                let what = format!("the control character {c:?}; take it out");
                Err(self.refuse(&(at..at), what))
            }
        }
    }
}

fn modifier(key: &str) -> Option<Modifier> {
    match key {
        "bold" => Some(Modifier::BOLD),
        "dim" => Some(Modifier::DIM),
        "italic" => Some(Modifier::ITALIC),
        "underline" => Some(Modifier::UNDERLINED),
        "reverse" => Some(Modifier::REVERSED),
        _ => None,
    }
}
