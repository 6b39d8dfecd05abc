//! The terminal's own ground, asked by OSC 11, and its answer where that comes too late.

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use terminal_colorsaurus::{QueryOptions, background_color};

use crate::theme::Ground;

/// A terminal answers within so long, or is taken to be dark.
const ANSWER: Duration = Duration::from_millis(150);
/// Over a slow line the answer may come so much later.
const LATE: Duration = Duration::from_secs(5);
/// The answer has no more letters than this.
const LETTERS_MAX: usize = 40;
/// What it begins with behind the escape.
const BEGINS: &str = "11;rgb";

/// What became of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It said so.
    Ground(Ground),
    /// It may still say so.
    Late,
    /// It does not know the question, or there is no terminal.
    Nothing,
}

/// Asks the terminal for its ground.
pub(crate) fn ask_ground() -> Answer {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Answer::Nothing;
    }
    let mut options = QueryOptions::default();
    options.timeout = ANSWER;
    match background_color(options) {
        Ok(ground) if ground.perceived_lightness() > 0.5 => Answer::Ground(Ground::Light),
        Ok(_) => Answer::Ground(Ground::Dark),
        Err(terminal_colorsaurus::Error::Timeout(_)) => Answer::Late,
        Err(_) => Answer::Nothing,
    }
}

/// Takes a late answer out of the keys, or it would be typed into somebody's sentence.
#[derive(Debug)]
pub(crate) struct Sieve {
    until: Option<Instant>,
    /// Keys that may be the beginning of an answer.
    held: Vec<KeyEvent>,
}

impl Sieve {
    /// A sieve that watches out for an answer, if one may still come.
    pub(crate) fn new(late: bool) -> Self {
        Self { until: late.then(|| Instant::now() + LATE), held: Vec::new() }
    }

    /// What of this is no answer.
    pub(crate) fn pass(&mut self, event: Event) -> Vec<Event> {
        let Some(until) = self.until else { return vec![event] };
        if self.held.is_empty() && Instant::now() > until {
            self.until = None;
            return vec![event];
        }
        let Event::Key(key) = event else { return vec![event] };
        let begins = key.code == KeyCode::Char(']') && key.modifiers == KeyModifiers::ALT;
        if self.held.is_empty() && !begins {
            return vec![event];
        }
        if ends(key) && self.held.len() > BEGINS.len() {
            self.until = None;
            self.held.clear();
            return Vec::new();
        }
        let fits = self.held.is_empty() || self.goes_on(key);
        self.held.push(key);
        if fits && self.held.len() <= LETTERS_MAX {
            return Vec::new();
        }
        self.held.drain(..).map(Event::Key).collect()
    }

    fn goes_on(&self, key: KeyEvent) -> bool {
        let KeyCode::Char(letter) = key.code else { return false };
        match BEGINS.chars().nth(self.held.len() - 1) {
            Some(expected) => letter == expected,
            None => letter.is_ascii_hexdigit() || "a:/".contains(letter),
        }
    }
}

/// BEL, or ESC and a backslash.
fn ends(key: KeyEvent) -> bool {
    let bell = key.code == KeyCode::Char('g') && key.modifiers == KeyModifiers::CONTROL;
    bell || (key.code == KeyCode::Char('\\') && key.modifiers == KeyModifiers::ALT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As crossterm reads bytes: an escape makes Alt of the next letter.
    fn keys(bytes: &str) -> Vec<Event> {
        let mut out = Vec::new();
        let mut letters = bytes.chars();
        while let Some(c) = letters.next() {
            let (c, modifiers) = match c {
                '\u{1b}' => (letters.next().unwrap(), KeyModifiers::ALT),
                '\u{7}' => ('g', KeyModifiers::CONTROL),
                c => (c, KeyModifiers::NONE),
            };
            out.push(Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers)));
        }
        out
    }

    fn check(late: bool, bytes: &str, expected: &str) {
        let mut sieve = Sieve::new(late);
        let passed: Vec<Event> = keys(bytes).into_iter().flat_map(|e| sieve.pass(e)).collect();
        assert_eq!(passed, keys(expected), "{bytes:?}");
    }

    #[test]
    fn a_late_answer_is_typed_into_nothing() {
        check(true, "ab\u{1b}]11;rgb:1e1e/1e1e/1e1e\u{7}cd", "abcd");
        check(true, "ab\u{1b}]11;rgb:ffff/ffff/ffff\u{1b}\\cd", "abcd");
        check(true, "\u{1b}]11;rgba:ff/ff/ff/ff\u{7}x", "x");
    }

    #[test]
    fn whatever_is_no_answer_passes_whole() {
        check(true, "\u{1b}]x and more", "\u{1b}]x and more");
        check(true, "\u{1b}]11 o'clock", "\u{1b}]11 o'clock");
        let long = format!("\u{1b}]11;rgb:{}", "f".repeat(60));
        check(true, &long, &long);
        check(false, "\u{1b}]11;rgb:1e/1e/1e\u{7}", "\u{1b}]11;rgb:1e/1e/1e\u{7}");
        let twice = "\u{1b}]11;rgb:1e/1e/1e\u{7}";
        check(true, &format!("{twice}{twice}"), twice);
    }
}
