//! What the user has set once and for all, in `config.toml`.
//!
//! Read strictly: a key that is not known, or a value that does not fit, is refused with the file,
//! the line and what was perhaps meant. A file that is not there says nothing. Flags stand over the
//! environment, the environment over this file, this file over what is built in.

mod look;
mod manners;
mod serve;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;

use toml::de::DeTable;
use warroom_register::{Handle, Shown};

use crate::host::export::Export;
use crate::page::{FileError, Page, Value};
use crate::paths::Paths;
use crate::theme::{Signs, Wish};
use crate::trouble::said;

pub(crate) use look::ThemeWish;
pub(crate) use manners::Manners;
pub(crate) use settings::{SETTINGS, Setting, commented};

/// Largest configuration file that is read.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// What holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Under which handle, where nothing else says.
    pub(crate) handle: Option<Handle>,
    /// The team's server, `HOST:PORT`; this machine must be enrolled there.
    pub(crate) server: Option<String>,
    /// How the terminal is treated.
    pub(crate) manners: Manners,
    /// Which theme.
    pub(crate) theme: ThemeWish,
    /// Whether in colours.
    pub(crate) color: Wish,
    /// With which signs; none for what this system can show.
    pub(crate) signs: Option<Signs>,
    /// What `warroom serve` does where no flag says otherwise.
    pub(crate) serve: Serve,
    /// On which line of the file each setting stands that it holds.
    pub(crate) lines: BTreeMap<String, usize>,
}

/// The table `[serve]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Serve {
    /// On which address and port.
    pub(crate) listen: Option<SocketAddr>,
    /// Under which addresses others reach it, `HOST:PORT`, best first.
    pub(crate) addresses: Vec<String>,
    /// Where each change goes too.
    pub(crate) export: Option<Export>,
}

impl Config {
    /// What the user's file says; nothing where there is none.
    pub(crate) fn load(paths: &Paths) -> Result<Self, FileError> {
        let path = paths.config_file();
        let refuse = |what: String| FileError::whole(&path, what);
        match std::fs::metadata(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && !paths.config_is_named() => {
                return Ok(Self::default());
            }
            Ok(about) if !about.is_file() && !about.is_dir() => {
                return Err(refuse("it is no file".to_owned()));
            }
            Ok(about) if about.len() > FILE_BYTES_MAX => {
                return Err(refuse(format!("it is larger than {FILE_BYTES_MAX} bytes")));
            }
            Ok(_) | Err(_) => {}
        }
        let text = std::fs::read_to_string(&path).map_err(|e| refuse(said(&e)))?;
        Self::read(&path, &text)
    }

    /// On which line of the file this is set.
    pub(crate) fn line(&self, setting: &str) -> Option<usize> {
        self.lines.get(setting).copied()
    }

    /// What a file of this text says.
    fn read(path: &Path, text: &str) -> Result<Self, FileError> {
        let page = Page { path, text };
        let document = page.document()?;
        let mut config = Self::default();
        for (key, value) in document.get_ref() {
            match key.get_ref().as_ref() {
                "handle" => config.handle = Some(page.handle(value)?),
                "server" => config.server = Some(page.address(value)?),
                "theme" => config.theme = page.theme(value)?,
                "mouse" => config.manners.mouse = page.yes_or_no(value)?,
                "links" => config.manners.links = page.yes_or_no(value)?,
                "notify" => page.notify(value, &mut config.manners)?,
                "color" => config.color = page.color(value)?,
                "signs" => config.signs = page.signs(value)?,
                "serve" => config.serve = page.serve(value)?,
                other => return Err(page.unknown(&key.span(), other, &settings::top_names())),
            }
        }
        config.lines = page.lines(document.get_ref());
        Ok(config)
    }
}

/// `HOST:PORT` as people write it; IPv6 in brackets.
pub(crate) fn check_address(text: &str) -> Result<(), String> {
    let wrong = || format!("{} is not HOST:PORT, such as war.example:7443", Shown::line(text, 80));
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    let v6 = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let good = match v6 {
        Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(plain),
    };
    let port = port.parse::<u16>().is_ok_and(|p| p > 0);
    if good && port { Ok(()) } else { Err(wrong()) }
}

/// The word of `known` that is nearest to `wrong`, if any is near enough to have been meant.
pub(crate) fn nearest<'a>(wrong: &str, known: &[&'a str]) -> Option<&'a str> {
    let far = |word: &str| edits(wrong, word);
    let best = known.iter().min_by_key(|word| far(word))?;
    (far(best) <= best.chars().count().div_ceil(3)).then_some(best)
}

/// How many characters must be put in, taken out or changed to get from one word to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(&to) {
            let here = (diagonal + usize::from(a != *b)).min(*cell + 1).min(left + 1);
            diagonal = *cell;
            *cell = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

impl Page<'_> {
    /// Where each setting stands; those in a table by the name of both.
    fn lines(&self, document: &DeTable<'_>) -> BTreeMap<String, usize> {
        let mut lines = BTreeMap::new();
        for (key, value) in document {
            let name = key.get_ref().as_ref();
            let inner = value.get_ref().as_table().filter(|_| settings::is_table(name));
            for (inner, _) in inner.into_iter().flatten() {
                lines.insert(format!("{name}.{}", inner.get_ref()), self.line(&inner.span()));
            }
            lines.insert(name.to_owned(), self.line(&key.span()));
        }
        lines
    }

    fn handle(&self, value: &Value<'_>) -> Result<Handle, FileError> {
        Handle::new(self.string(value)?).map_err(|why| self.refuse(&value.span(), why))
    }

    fn listen(&self, value: &Value<'_>) -> Result<SocketAddr, FileError> {
        let text = self.string(value)?;
        text.parse().map_err(|_not_one| {
            let text = Shown::line(text, 80);
            let what = format!("{text} is no address to listen on, such as 0.0.0.0:7443");
            self.refuse(&value.span(), what)
        })
    }

    fn addresses(&self, value: &Value<'_>) -> Result<Vec<String>, FileError> {
        let what = r#"write a list, such as ["war.example:7443"]"#;
        let list = value.get_ref().as_array();
        let list = list.ok_or_else(|| self.refuse(&value.span(), what))?;
        list.iter().map(|one| self.address(one)).collect()
    }

    fn address(&self, value: &Value<'_>) -> Result<String, FileError> {
        let text = self.string(value)?;
        check_address(text).map_err(|why| self.refuse(&value.span(), why))?;
        Ok(text.to_owned())
    }

    fn string<'v>(&self, value: &'v Value<'_>) -> Result<&'v str, FileError> {
        let text = value.get_ref().as_str();
        text.ok_or_else(|| self.refuse(&value.span(), "write text in quotes"))
    }

    fn unknown(&self, span: &Range<usize>, word: &str, known: &[&str]) -> FileError {
        let word_shown = Shown::line(word, 40);
        let meant = nearest(word, known).map_or_else(
            || format!("it knows {}", known.join(", ")),
            |near| format!("did you mean {near}?"),
        );
        self.refuse(span, format!("there is no {word_shown} here: {meant}"))
    }
}
