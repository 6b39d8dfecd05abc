//! Text in lines of a width, and the addresses of pages in it: one that goes on on the next line is
//! one link in two pieces.

use std::ops::{Deref, Range};

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;
use warroom_register::{Shown, Text};

use super::links;
use super::pen::cells;

/// Words on one line, and which of their bytes lead to a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    words: Shown,
    /// The pieces of addresses in it; none where nobody looked: it may be part of a longer text.
    pages: Option<Vec<Piece>>,
}

/// The part of an address that stands on one line.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Its bytes in the line.
    pub(crate) bytes: Range<usize>,
    /// The whole address.
    pub(crate) page: String,
    /// Which address of the text it is a part of: one may stand there twice.
    which: usize,
}

impl From<Shown> for Line {
    fn from(words: Shown) -> Self {
        Self { words, pages: None }
    }
}

impl Deref for Line {
    type Target = Shown;

    fn deref(&self) -> &Shown {
        &self.words
    }
}

impl Piece {
    /// Its cells, on a line that begins in this one.
    pub(crate) fn place(&self, line: &Line, (x, y): (u16, u16)) -> Rect {
        let cell = |to: usize| cells(line.as_str().get(..to).unwrap_or_default().width());
        let (start, end) = (cell(self.bytes.start), cell(self.bytes.end));
        Rect::new(x + start, y, end - start, 1)
    }
}

impl Line {
    /// The pieces of addresses in it, where that is known.
    pub(crate) fn pages(&self) -> Option<&[Piece]> {
        self.pages.as_deref()
    }
}

/// Text in lines of at most so many cells, broken between words where there is a place; at most
/// `most` lines, the last of which says with `…` that there is more.
pub(crate) fn wrap(text: &Text, width: usize, most: usize) -> Vec<Line> {
    let mut wrapper = Wrapper { width: width.max(2), most, lines: Vec::new(), which: 0 };
    for line in text.lines() {
        wrapper.line(line.as_str());
        if wrapper.lines.len() > most {
            break;
        }
    }
    wrapper.cut();
    wrapper.lines
}

struct Wrapper {
    width: usize,
    most: usize,
    lines: Vec<Line>,
    /// How many addresses were met.
    which: usize,
}

impl Wrapper {
    fn line(&mut self, line: &str) {
        let pages: Vec<Piece> = links::pages(line)
            .map(|(bytes, page)| {
                self.which += 1;
                Piece { bytes, page: page.to_owned(), which: self.which }
            })
            .collect();
        let (mut rest, mut at) = (line, 0);
        while self.lines.len() <= self.most {
            let fits = fitting(rest, self.width);
            if fits == rest.len() {
                self.push(rest, at, &pages);
                return;
            }
            let (head, _) = rest.split_at_checked(fits).unwrap_or((rest, ""));
            let end = head.rfind(' ').filter(|end| *end > 0).map_or(fits, |end| end + 1);
            let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
            self.push(head.trim_end(), at, &pages);
            (rest, at) = (tail, at + head.len());
        }
    }

    /// One line, which begins at this byte of the text.
    fn push(&mut self, words: &str, at: usize, pages: &[Piece]) {
        let end = at + words.len();
        let here = pages.iter().filter(|piece| piece.bytes.start < end && at < piece.bytes.end);
        let pieces = here.map(|piece| {
            let bytes = piece.bytes.start.max(at) - at..piece.bytes.end.min(end) - at;
            Piece { bytes, ..piece.clone() }
        });
        let pages = Some(pieces.collect());
        self.lines.push(Line { words: Shown::of(words), pages });
    }

    /// Keeps so many lines as are wanted; an address that is not all there leads nowhere.
    fn cut(&mut self) {
        if self.lines.len() > self.most {
            let rest = self.lines.split_off(self.most);
            if let (Some(last), Some(next)) = (self.lines.last_mut(), rest.first()) {
                let more = format!("{} {}  ", last.as_str().trim_end(), next.as_str());
                let width = self.width;
                *last = Shown::line(&format!("{more:width$}…"), width).into();
            }
        }
        let all: Vec<Piece> =
            self.lines.iter().filter_map(Line::pages).flatten().cloned().collect();
        let whole = |piece: &Piece| {
            let same = all.iter().filter(|other| other.which == piece.which);
            same.map(|other| other.bytes.len()).sum::<usize>() == piece.page.len()
        };
        for pages in self.lines.iter_mut().filter_map(|line| line.pages.as_mut()) {
            pages.retain(whole);
        }
    }
}

/// How many bytes of a line fit into so many cells; always at least one letter.
fn fitting(line: &str, width: usize) -> usize {
    use unicode_width::UnicodeWidthChar;
    let mut used = 0;
    for (at, c) in line.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width && at > 0 {
            // A space may hang over the edge: it is not drawn.
            return if c == ' ' { at + 1 } else { at };
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://graphs.example/d/42?from=1400&to=1430";

    /// The pieces of addresses, line by line.
    fn pieces(text: &str, width: usize, most: usize) -> Vec<(String, Vec<(String, String)>)> {
        let piece = |line: &Line, piece: &Piece| {
            (line.as_str().get(piece.bytes.clone()).unwrap().to_owned(), piece.page.clone())
        };
        let lines = wrap(&text.into(), width, most);
        let all =
            |line: &Line| line.pages().unwrap_or_default().iter().map(|p| piece(line, p)).collect();
        lines.iter().map(|line| (line.as_str().to_owned(), all(line))).collect()
    }

    #[test]
    fn an_address_that_goes_on_on_the_next_line_is_one_link() {
        let found = pieces(&format!("see {PAGE} for the gap"), 20, 9);
        let parts: String =
            found.iter().flat_map(|(_, all)| all).map(|(part, _)| part.as_str()).collect();
        assert_eq!(parts, PAGE, "{found:?}");
        assert!(found.iter().flat_map(|(_, all)| all).all(|(_, page)| page == PAGE));
        assert!(found.iter().filter(|(_, all)| !all.is_empty()).count() > 1, "{found:?}");
    }

    #[test]
    fn an_address_of_which_a_part_is_cut_off_is_no_link() {
        let found = pieces(&format!("see {PAGE} for the gap"), 20, 2);
        assert!(found.iter().all(|(_, all)| all.is_empty()), "{found:?}");
        // One that is whole stays one beside it, at the very edge too.
        let found = pieces(&format!("http://a.example/123 {PAGE}"), 20, 2);
        assert_eq!(
            found[0].1,
            [("http://a.example/123".to_owned(), "http://a.example/123".to_owned())]
        );
        assert!(found[1].1.is_empty(), "{found:?}");
    }

    #[test]
    fn what_only_stands_below_an_address_is_no_part_of_it() {
        let found = pieces("https://a.example/12\nevil.example", 20, 9);
        assert_eq!(found[0].1.len(), 1);
        assert_eq!(found[0].1[0].1, "https://a.example/12");
        assert!(found[1].1.is_empty());
    }
}
