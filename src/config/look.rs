//! What the file says about the looks: theme, colours, signs.

use crate::page::{FileError, Page, Value};
use crate::theme::{Signs, Wish};

/// Which theme is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ThemeWish {
    /// One of two, by the ground that the terminal has.
    Auto {
        /// On a dark ground.
        dark: String,
        /// On a light ground.
        light: String,
    },
    /// This one, whatever the terminal is.
    Named(String),
}

impl Default for ThemeWish {
    fn default() -> Self {
        Self::Auto { dark: "dark".into(), light: "light".into() }
    }
}

impl ThemeWish {
    /// The themes that it may come to.
    pub(crate) fn names(&self) -> Vec<&str> {
        match self {
            Self::Auto { dark, light } => vec![dark, light],
            Self::Named(name) => vec![name],
        }
    }

    /// As it stands in a file.
    pub(crate) fn written(&self) -> String {
        match self {
            auto if *auto == Self::default() => "\"auto\"".into(),
            Self::Auto { dark, light } => format!("{{ dark = \"{dark}\", light = \"{light}\" }}"),
            Self::Named(name) => format!("\"{name}\""),
        }
    }
}

impl Page<'_> {
    pub(super) fn theme(&self, value: &Value<'_>) -> Result<ThemeWish, FileError> {
        let what = "write \"auto\", the name of a theme, or { dark = \"...\", light = \"...\" }";
        if let Some(name) = value.get_ref().as_str() {
            return Ok(match name {
                "auto" => ThemeWish::default(),
                name => ThemeWish::Named(name.to_owned()),
            });
        }
        let table = value.get_ref().as_table();
        let table = table.ok_or_else(|| self.refuse(&value.span(), what))?;
        let (mut dark, mut light) = ("dark".to_owned(), "light".to_owned());
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "dark" => self.string(value)?.clone_into(&mut dark),
                "light" => self.string(value)?.clone_into(&mut light),
                other => return Err(self.unknown(&key.span(), other, &["dark", "light"])),
            }
        }
        Ok(ThemeWish::Auto { dark, light })
    }

    pub(super) fn color(&self, value: &Value<'_>) -> Result<Wish, FileError> {
        let name = self.string(value)?;
        let wish = Wish::ALL.into_iter().find(|wish| wish.name() == name);
        wish.ok_or_else(|| self.refuse(&value.span(), "write \"auto\", \"always\" or \"never\""))
    }

    pub(super) fn signs(&self, value: &Value<'_>) -> Result<Option<Signs>, FileError> {
        let name = self.string(value)?;
        if name == "auto" {
            return Ok(None);
        }
        let signs = Signs::ALL.into_iter().find(|signs| signs.name() == name);
        let refused = || self.refuse(&value.span(), "write \"auto\", \"unicode\" or \"ascii\"");
        signs.map(Some).ok_or_else(refused)
    }
}
