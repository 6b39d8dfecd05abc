//! What goes to the terminal when no screen is up: data on stdout, words to a person on stderr.
//!
//! Nothing but data is ever on stdout, and whoever closes the pipe has read enough: that is no
//! error. Others' words come here as [`Shown`] only, or inside JSON, whose strings are escaped.

use std::io::{self, IsTerminal as _, Write as _};

use warroom_register::Shown;

use crate::trouble::Trouble;

/// Whether anybody still reads what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Somebody does.
    There,
    /// The pipe was closed; print no more.
    Gone,
}

/// Whether data and words to a person both go to a terminal.
pub(crate) fn is_read_by_a_person() -> bool {
    io::stdout().is_terminal() && io::stderr().is_terminal()
}

/// Prints data as it is.
pub(crate) fn data(bytes: &[u8]) -> Result<Reader, Trouble> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Reader::There),
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(e) => Err(Trouble::Usage(format!(
            "the output cannot be written: {}",
            crate::trouble::said(&e)
        ))),
    }
}

/// Prints one line of data.
pub(crate) fn line(text: &str) -> Result<Reader, Trouble> {
    data(format!("{text}\n").as_bytes())
}

/// Says a sentence to the person at the terminal.
pub(crate) fn note(text: &str) {
    say(&format!("{text}\n"));
}

/// Of things that were done one after the other those that went wrong: each is said, and the run
/// ends with the worst of them.
pub(crate) fn all_of(mut bad: Vec<Trouble>) -> Result<(), Trouble> {
    let place = bad.iter().enumerate().max_by_key(|(_, why)| why.code()).map(|(place, _)| place);
    let Some(worst) = place.map(|place| bad.remove(place)) else { return Ok(()) };
    for why in &bad {
        note(&why.to_string());
    }
    Err(worst)
}

/// Asks for one line, with the cursor behind the question.
pub(crate) fn prompt(question: &str) {
    say(question);
}

/// Where stderr is gone there is nobody left to tell.
fn say(text: &str) {
    let mut out = io::stderr().lock();
    if out.write_all(text.as_bytes()).is_ok() {
        drop(out.flush());
    }
}

/// Prints one value as JSON on a line of its own, in which nothing that could drive a terminal
/// stands raw.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<Reader, Trouble> {
    let text = serde_json::to_string(value).map_err(Trouble::failed)?;
    line(&careful(&text))
}

/// JSON with every hidden character escaped; such stand inside strings only.
fn careful(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut bytes, mut units) = ([0; 4], [0; 2]);
    for c in json.chars() {
        let plain = c.is_ascii_graphic() || c == ' ';
        if plain || Shown::of(c.encode_utf8(&mut bytes)).as_str().chars().eq([c]) {
            out.push(c);
        } else {
            let escapes = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}"));
            out.extend(escapes);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_this_program_cannot_write_down_is_no_wrong_usage() {
        let no_json = BTreeMap::from([((1, 2), "a key that is no text")]);
        assert_eq!(json(&no_json).map_err(|why| why.code()), Err(1));
    }

    #[test]
    fn json_drives_no_terminal_and_says_the_same() {
        let nasty = "a\u{1b}[2Jb\u{9b}c\u{202e}d\u{7f}é\u{e0041}☂";
        let json = careful(&serde_json::to_string(nasty).unwrap());
        assert!(json.chars().all(|c| c.is_ascii_graphic() || "é☂".contains(c)), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), nasty);
    }
}
