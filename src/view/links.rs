//! Addresses of pages among words, as far as they are whole: a terminal can open them.
//!
//! The page is what is to be read there, letter by letter, so nobody is led elsewhere.

use std::ops::Range;

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::pen::cells;

/// What a page's address begins with.
const BEGINS: [&str; 2] = ["https://", "http://"];
/// Longer ones are not for clicking, in bytes.
const BYTES_MAX: usize = 512;
/// What ends so near to the edge may go on on the next line, in cells.
const EDGE_CELLS: u16 = 2;

/// The links in words that begin in this cell, in a row that ends at this edge.
pub(super) fn found(words: &str, (x, y): (u16, u16), edge: u16) -> Vec<(Rect, String)> {
    let mut links = Vec::new();
    for (bytes, page) in pages(words) {
        let before = words.get(..bytes.start).unwrap_or_default();
        let area = Rect::new(x + cells(before.width()), y, cells(page.width()), 1);
        if bytes.end < words.len() || area.right() + EDGE_CELLS < edge {
            links.push((area, page.to_owned()));
        }
    }
    links
}

/// The addresses in words, and where they stand; what is cut is none.
pub(super) fn pages(words: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    let all = std::iter::from_fn(move || {
        let (from, page) = words.get(at..).and_then(next)?;
        let start = at + from;
        at = start + page.len();
        Some((start..at, page))
    });
    all.filter(|(bytes, page)| {
        let cut = words.get(bytes.end..).is_some_and(|rest| rest.starts_with('…'));
        !cut && page.len() <= BYTES_MAX
    })
}

/// The next address, and where it begins.
fn next(words: &str) -> Option<(usize, &str)> {
    let from = BEGINS.iter().filter_map(|begin| words.find(begin)).min()?;
    let rest = words.get(from..)?;
    let belongs = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    let page = rest.get(..end)?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'']);
    Some((from, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(words: &str, edge: u16) -> Vec<(u16, String)> {
        found(words, (10, 3), edge).into_iter().map(|(area, page)| (area.x, page)).collect()
    }

    #[test]
    fn whole_addresses_are_links_and_what_ends_a_sentence_is_not_part_of_them() {
        let words = "see https://status.example/42, and (http://b.example/?q=1).";
        let found = pages(words, 200);
        let page = |x, page: &str| (x, page.to_owned());
        assert_eq!(
            found,
            [page(14, "https://status.example/42"), page(46, "http://b.example/?q=1")]
        );
    }

    #[test]
    fn what_is_cut_or_may_go_on_is_no_link() {
        assert_eq!(pages("see https://status.exa…", 200), []);
        assert_eq!(pages("https://status.example/42", 36), []);
        assert_eq!(pages("javascript://x file:///etc/passwd https", 200), []);
        assert_eq!(pages(&format!("https://{}", "a".repeat(600)), 2000), []);
    }

    #[test]
    fn nothing_in_an_address_can_drive_a_terminal() {
        let hostile = "https://a.example/\u{1b}]8;;http://evil\u{7} https://b.example/⟨U+202E⟩x";
        for (_, page) in found(hostile, (0, 0), 500) {
            assert!(page.bytes().all(|b| b.is_ascii_graphic()), "{page:?}");
        }
    }
}
