//! Words that were taken out of the record: the screen forgets them, and what quotes them.

use warroom_register::{Record, Text};

use super::App;
use super::board::Board;
use super::msg::Effect;

/// Shorter words are in too many other texts to be looked for.
const SOUGHT_CHARS_MIN: usize = 4;
/// What stands in a draft in place of such words.
const TAKEN: &str = "[taken out]";

impl App {
    /// Begins the board anew, without the words; the drafts on disk are written without them too.
    pub(super) fn afresh(&mut self, records: Vec<Record>, words: &[Text]) -> Vec<Effect> {
        let held = self.live.register.head();
        self.live = Board::at(self.clock);
        for record in &records {
            if self.live.apply(record).is_err() {
                break;
            }
        }
        // A copy that is kept no more may end before what was seen: then that is still shown.
        let rest = self.journal.iter().filter(|r| r.seq > self.live.register.head()).cloned();
        let rest: Vec<Record> = rest.collect();
        let mut journal = records;
        for record in rest {
            if record.seq <= held && self.live.apply(&record).is_ok() {
                journal.push(record);
            }
        }
        self.journal = journal;
        if let Some(past) = &mut self.past {
            // A title that is hidden stands in these records again.
            self.title_aside = None;
            past.fold_anew(&self.journal, self.me);
        }
        self.line.take_out(&|text| without(text, words));
        self.pending.take_out(&|text| without(text, words));
        for ask in self.ask.iter_mut().chain(&mut self.put_by) {
            ask.take_out(&|text| without(text, words));
        }
        self.kept.take_out(words);
        self.save_draft()
    }
}

/// The text without these words, if it holds any of them.
pub(crate) fn without(text: &str, words: &[Text]) -> Option<String> {
    let mut out = text.to_owned();
    for taken in sought(words) {
        if out.contains(taken) {
            out = out.replace(taken, TAKEN);
        }
    }
    (out != text).then_some(out)
}

/// The same for bytes that are no text.
pub(crate) fn bytes_without(bytes: &[u8], words: &[Text]) -> Option<Vec<u8>> {
    let mut out = bytes.to_vec();
    for taken in sought(words).map(str::as_bytes) {
        let mut from = 0;
        while let Some(rest) = out.get(from..)
            && let Some(at) = rest.windows(taken.len()).position(|found| found == taken)
        {
            let at = from + at;
            out.splice(at..at + taken.len(), TAKEN.bytes());
            from = at + TAKEN.len();
        }
    }
    (out != bytes).then_some(out)
}

/// Whether they hold a line of these words: editors keep lines one by one, in an order of their own.
pub(crate) fn hold_a_line(bytes: &[u8], words: &[Text]) -> bool {
    let lines: Vec<Text> =
        words.iter().flat_map(|taken| taken.raw().lines()).map(Text::from).collect();
    bytes_without(bytes, &lines).is_some()
}

fn sought(words: &[Text]) -> impl Iterator<Item = &str> {
    let sought = words.iter().map(|taken| taken.raw().trim());
    sought.filter(|taken| taken.chars().count() >= SOUGHT_CHARS_MIN)
}
