//! A paste becomes one draft, kept whole: its lines as they were, without the empty one at its end.
//! What no entry could hold is not put in, and that is said.

use warroom_register::limits::{TEXT_BYTES_MAX, TEXT_LINES_MAX};

use super::App;
use super::msg::Effect;
use crate::keys::Place;

use super::Screen;

impl App {
    /// Words pasted, whole.
    pub(super) fn paste(&mut self, words: &str) -> Vec<Effect> {
        if let Some(ask) = &mut self.ask {
            ask.paste(words);
            return self.asks_pasted();
        }
        if self.screen != Screen::Room || self.past.is_some() {
            return Vec::new();
        }
        self.place = Place::Line;
        match pasted(words, self.line.edit.text()) {
            Ok(words) => self.line.paste(&words),
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
