//! A paste becomes one draft, kept whole: its lines as they were, without the empty one at its end.
//! What no entry could hold is not put in, and that is said.

use warroom_register::limits::{TEXT_BYTES_MAX, TEXT_LINES_MAX};

use super::App;
use super::asks::Ask;
use super::msg::Effect;
use super::words::many;
use crate::keys::Place;

impl App {
    /// Words pasted, whole.
    pub(super) fn paste(&mut self, words: &str) -> Vec<Effect> {
        if let Some(ask) = self.ask.as_mut().filter(|ask| ask.takes_words()) {
            ask.paste(words);
            return self.asks_pasted();
        }
        if !self.has_line() {
            self.say_quietly("nothing is written here: that paste is gone");
            return Vec::new();
        }
        if self.ask.as_ref().is_some_and(Ask::chooses) {
            return self.paste_over_list(words);
        }
        // What is only read, or asked once more, gives way to the line.
        let sure = matches!(self.ask, Some(Ask::Sure(_)));
        if self.ask.is_some() {
            self.close_ask();
        }
        // From beside the line it is a draft of its own: what waits there is of something else, and at
        // a review there is no usual kind: a word on it is a comment.
        let own = self.place != Place::Line && (self.meeting.is_some() || self.line.holds_words());
        let there = if own { "" } else { self.line.edit.text() };
        match pasted(words, there) {
            Ok(words) if own => self.words_into_line(words),
            Ok(words) => {
                self.place = Place::Line;
                self.line.paste(&words);
            }
            Err(sentence) => self.say(sentence),
        }
        self.line.strayed |= sure;
        self.save_draft()
    }

    /// A list stays as it is, and so does the Enter that is meant for it; what was pasted waits.
    fn paste_over_list(&mut self, words: &str) -> Vec<Effect> {
        match pasted(words, "") {
            Ok(words) if words.is_empty() => {}
            Ok(words) => {
                self.give_to_line(words);
                self.line.strayed = true;
                self.say_quietly(
                    "a paste chooses nothing here: it waits in the line, and was not sent",
                );
            }
            Err(sentence) => self.say(sentence),
        }
        self.save_draft()
    }

    /// What finds goes on finding with what was pasted.
    fn asks_pasted(&mut self) -> Vec<Effect> {
        if self.finds()
            && let Some(Ask::Seek(seek)) = &self.ask
        {
            let words = seek.edit.text().to_owned();
            self.find(&words);
        }
        Vec::new()
    }
}

/// The words as they are put in beside those that are there.
fn pasted(words: &str, there: &str) -> Result<String, String> {
    let words = words.replace("\r\n", "\n").replace('\r', "\n");
    let words = words.trim_end_matches('\n');
    let bytes = words.len() + there.len();
    let lines = words.split('\n').count() + there.matches('\n').count();
    if bytes <= TEXT_BYTES_MAX && lines <= TEXT_LINES_MAX {
        return Ok(words.to_owned());
    }
    Err(format!(
        "that paste is too long for one entry ({} in {}; {TEXT_BYTES_MAX} and \
         {TEXT_LINES_MAX} are the most): paste the part that matters, or pipe it into warroom saw",
        many(words.len(), "byte"),
        many(words.split('\n').count(), "line"),
    ))
}
