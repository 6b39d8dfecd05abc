//! One key as a person thinks of it, whatever way the terminal reports it.
//!
//! Terminals differ in what they say about Shift: a capital comes with or without it, a shifted
//! Tab is a key of its own. Here a capital is a letter and `Shift-Tab` a name, and nothing else
//! knows of Shift.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use unicode_width::UnicodeWidthChar;

/// A key with its modifiers, in the one form in which keys are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    code: KeyCode,
    ctrl: bool,
    alt: bool,
}

/// The keys that have a name of their own.
const NAMED: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("PgUp", KeyCode::PageUp),
    ("PgDn", KeyCode::PageDown),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
];

/// The named keys that terminals also send with Ctrl; the others come without it or not at all.
const SENT_WITH_CTRL: [KeyCode; 8] = [
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
];

const FUNCTION_KEY_MAX: u8 = 12;

impl Key {
    /// A key without modifiers.
    pub(super) const fn new(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// The key that prints `c`.
    pub(super) const fn char(c: char) -> Self {
        Self::new(KeyCode::Char(c))
    }

    /// Ctrl and the letter `c`, which is given in lower case.
    pub(super) const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// The key of an event; nothing for a release and for keys that only some keyboards have.
    pub(super) fn of(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let known = KeyModifiers::SHIFT | KeyModifiers::CONTROL | KeyModifiers::ALT;
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        // Ctrl-Alt is how some terminals report AltGr: that types a letter and commands nothing.
        if !known.contains(event.modifiers) || (ctrl && alt) {
            return None;
        }
        let shift = event.modifiers.contains(KeyModifiers::SHIFT);
        Some(Self { code: shifted(event.code, shift, ctrl)?, ctrl, alt })
    }

    /// Whether Alt was held, or Esc typed just before, which looks the same.
    pub(super) const fn is_alt(self) -> bool {
        self.alt
    }

    /// This key with Alt.
    pub(super) const fn with_alt(self) -> Self {
        Self { alt: true, ..self }
    }

    /// This key without Alt.
    pub(super) const fn without_alt(self) -> Self {
        Self { alt: false, ..self }
    }

    /// Whether the key is a letter, a digit or another sign where text is typed.
    pub(super) const fn prints(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl && !self.alt
    }

    /// Whether the key is a plain digit.
    pub(super) const fn is_digit(self) -> bool {
        matches!(self.code, KeyCode::Char('0'..='9')) && !self.ctrl && !self.alt
    }

    /// The key called `name`, or a sentence that says why there is none.
    pub(super) fn parse(name: &str) -> Result<Self, String> {
        if name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("alt-")) {
            return Err(format!(
                "{name:?} cannot be bound: Alt with a key is that key in the register"
            ));
        }
        match name.get(..5).filter(|start| start.eq_ignore_ascii_case("ctrl-")) {
            Some(_) => parse_ctrl(name, name.get(5..).unwrap_or_default()),
            None => parse_code(name).map(Self::new).ok_or_else(|| unknown(name)),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alt {
            f.write_str("Alt-")?;
        }
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            code => write!(f, "{code}"),
        }
    }
}

/// The code with Shift taken into it, as far as Shift makes another key of it.
fn shifted(code: KeyCode, shift: bool, ctrl: bool) -> Option<KeyCode> {
    match code {
        KeyCode::Char(_) if ctrl && shift => None,
        KeyCode::Char(c) if ctrl => Some(KeyCode::Char(c.to_ascii_lowercase())),
        KeyCode::Char(c) if shift => Some(KeyCode::Char(upper(c))),
        KeyCode::Tab if shift => Some(KeyCode::BackTab),
        code => Some(code),
    }
}

/// The capital of a letter, where that is one letter; `ß` has none that a key could mean.
fn upper(c: char) -> char {
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => c,
    }
}

fn parse_ctrl(name: &str, rest: &str) -> Result<Key, String> {
    let code = parse_code(rest).ok_or_else(|| unknown(name))?;
    let taken = |plain| Err(format!("{name:?} cannot be bound: terminals send it as {plain}"));
    match code {
        KeyCode::Char('i' | 'I') => taken("Tab"),
        KeyCode::Char('m' | 'M') => taken("Enter"),
        KeyCode::Char(c) if c.is_ascii_alphabetic() => Ok(Key::ctrl(c.to_ascii_lowercase())),
        KeyCode::Char(' ') => Ok(Key::ctrl(' ')),
        _ if SENT_WITH_CTRL.contains(&code) => Ok(Key { ctrl: true, ..Key::new(code) }),
        _ => Err(format!("{name:?} cannot be bound: many terminals do not send it")),
    }
}

fn parse_code(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        // A sign without width could not be read back in a hint; a space is called Space.
        return (c != ' ' && c.width().is_some_and(|width| width > 0)).then_some(KeyCode::Char(c));
    }
    let named = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    named.map(|(_, code)| *code).or_else(|| function_key(name))
}

fn function_key(name: &str) -> Option<KeyCode> {
    let number = name.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=FUNCTION_KEY_MAX).contains(&number).then_some(KeyCode::F(number))
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = NAMED.iter().map(|(name, _)| *name).collect();
    format!(
        "no key is called {name:?}; write one sign such as \"A\", Ctrl- and a letter, \
        F1 to F{FUNCTION_KEY_MAX}, or {}",
        names.join(", ")
    )
}
