//! A paste becomes one draft, kept whole: its lines as they were, without the empty one at its end.
//! What no entry could hold is not put in, and that is said.

use warroom_register::limits::{TEXT_BYTES_MAX, TEXT_LINES_MAX};

use super::App;
use super::msg::Effect;
use crate::keys::Place;

impl App {
    /// Words pasted, whole.
    pub(super) fn paste(&mut self, words: &str) -> Vec<Effect> {
        // What takes no words gives way to the line.
        if self.ask.as_ref().is_some_and(|ask| !ask.takes_words()) && self.has_line() {
            self.close_ask();
        }
        if let Some(ask) = &mut self.ask {
            ask.paste(words);
            return self.asks_pasted();
        }
        if !self.has_line() {
            self.say_quietly("nothing is written here: that paste is gone");
            return Vec::new();
        }
        // Beside the line of a review there is no usual kind: a word on it is a comment.
        let beside = self.meeting.is_some() && self.place != Place::Line;
        let there = if beside { "" } else { self.line.edit.text() };
        match pasted(words, there) {
            Ok(words) if beside => self.words_into_line(words),
            Ok(words) => {
                self.place = Place::Line;
                self.line.paste(&words);
            }
            Err(sentence) => self.say(sentence),
        }
        self.save_draft()
    }

    /// What finds goes on finding with what was pasted.
    fn asks_pasted(&mut self) -> Vec<Effect> {
        if self.finds()
            && let Some(super::Ask::Seek(seek)) = &self.ask
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
        "that paste is too long for one entry ({} bytes in {} lines; {TEXT_BYTES_MAX} and \
         {TEXT_LINES_MAX} are the most): paste the part that matters, or pipe it into warroom saw",
        words.len(),
        words.split('\n').count(),
    ))
}
