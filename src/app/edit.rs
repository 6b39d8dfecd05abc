//! A text being typed: words and a cursor that stands between letters as people see them.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Words and the place of the next letter, in bytes, always between two graphemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edit {
    text: String,
    cursor: usize,
}

impl From<String> for Edit {
    fn from(text: String) -> Self {
        Self { cursor: text.len(), text }
    }
}

impl Edit {
    /// The words as they stand.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What stands before the cursor.
    pub(crate) fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or_default()
    }

    /// What stands behind it.
    pub(crate) fn after(&self) -> &str {
        self.text.get(self.cursor..).unwrap_or_default()
    }

    /// Nothing is typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Takes everything out.
    pub(crate) fn take(&mut self) -> String {
        self.cursor = 0;
        std::mem::take(&mut self.text)
    }

    /// Puts words in at the cursor.
    pub(crate) fn insert(&mut self, words: &str) {
        self.text.insert_str(self.cursor, words);
        self.cursor += words.len();
    }

    /// Puts other words in place of what stands before the cursor.
    pub(crate) fn replace_before(&mut self, words: &str) {
        self.text.replace_range(..self.cursor, words);
        self.cursor = words.len();
    }

    /// One letter left.
    pub(crate) fn left(&mut self) {
        self.cursor = self.boundary_before();
    }

    /// One letter right.
    pub(crate) fn right(&mut self) {
        self.cursor = self.boundary_after();
    }

    /// To the start of the line that the cursor is in.
    pub(crate) fn home(&mut self) {
        self.cursor = self.before().rfind('\n').map_or(0, |at| at + 1);
    }

    /// To the end of the line that the cursor is in.
    pub(crate) fn end(&mut self) {
        self.cursor += self.after().find('\n').unwrap_or_else(|| self.after().len());
    }

    /// To the line above, as far from its start in letters; false where there is none.
    pub(crate) fn up(&mut self) -> bool {
        let Some((above, here)) = self.before().rsplit_once('\n') else { return false };
        let start = above.rfind('\n').map_or(0, |at| at + 1);
        self.cursor = start + nth(above.get(start..).unwrap_or_default(), letters(here));
        true
    }

    /// To the line below, as far from its start in letters; false where there is none.
    pub(crate) fn down(&mut self) -> bool {
        let here = self.before().rsplit('\n').next().map_or(0, letters);
        let Some((rest, below)) = self.after().split_once('\n') else { return false };
        let line = below.split('\n').next().unwrap_or_default();
        self.cursor += rest.len() + 1 + nth(line, here);
        true
    }

    /// Deletes the letter before the cursor.
    pub(crate) fn delete_back(&mut self) {
        let from = self.boundary_before();
        self.cut(from, self.cursor);
    }

    /// Deletes the letter behind the cursor.
    pub(crate) fn delete_forward(&mut self) {
        let to = self.boundary_after();
        self.cut(self.cursor, to);
    }

    /// Deletes the word before the cursor, and the blanks behind it.
    pub(crate) fn delete_word(&mut self) {
        let kept = self.before().trim_end();
        let from = kept.unicode_word_indices().next_back().map_or(0, |(at, word)| {
            if at + word.len() == kept.len() { at } else { kept.len() - last_len(kept) }
        });
        self.cut(from, self.cursor);
    }

    /// Deletes all before the cursor.
    pub(crate) fn delete_to_start(&mut self) {
        self.cut(0, self.cursor);
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn boundary_before(&self) -> usize {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        at.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn boundary_after(&self) -> usize {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        at.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }
}

fn letters(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Where the letter with this number begins, in bytes; in a shorter text its end.
fn nth(text: &str, letter: usize) -> usize {
    text.grapheme_indices(true).nth(letter).map_or(text.len(), |(at, _)| at)
}

fn last_len(text: &str) -> usize {
    text.graphemes(true).next_back().map_or(0, str::len)
}
