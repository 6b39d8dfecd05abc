//! How wide what is printed may be: lines that a terminal would break in the middle of a word are
//! folded between their parts. What goes into a pipe is one line each, whole.

use std::io::IsTerminal as _;

use warroom_register::Shown;

use crate::out;
use crate::trouble::Trouble;

/// What does not fit stands so far in on the next line.
const INDENT_CELLS: usize = 9;

/// The columns of the terminal that is printed to; none where it is none.
pub(crate) fn columns() -> Option<usize> {
    let size = std::io::stdout().is_terminal().then(crossterm::terminal::size);
    size.and_then(Result::ok).map(|(columns, _)| usize::from(columns))
}

/// Parts of a line, two blanks between them, on as many lines as they need: a part stands whole on a
/// line, and what is wider than a line is folded between its words.
pub(crate) fn folded(parts: &[String], columns: Option<usize>) -> Vec<String> {
    let Some(columns) = columns.map(|columns| columns.max(2 * INDENT_CELLS)) else {
        return vec![parts.join("  ").trim_end().to_owned()];
    };
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let room = |line: &str| columns.saturating_sub(width(line));
        if !line.is_empty() && room(&line) >= width(part) + 2 {
            line.extend(["  ", part]);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::replace(&mut line, " ".repeat(INDENT_CELLS)));
        }
        for word in part.split(' ') {
            let begun = !line.trim().is_empty();
            if begun && room(&line) < width(word) + 1 {
                lines.push(std::mem::replace(&mut line, " ".repeat(INDENT_CELLS)));
            } else if begun {
                line.push(' ');
            }
            // What has no blank in it is cut rather than broken by the terminal.
            line.push_str(Shown::line(word, room(&line)).as_str());
        }
    }
    lines.push(line);
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Prints a line as it fits: what does not goes on below, so far in.
pub(crate) fn print(line: &str, indent: usize) -> Result<(), Trouble> {
    flowed(line, indent, columns()).iter().try_for_each(|line| out::line(line).map(drop))
}

/// A question as it fits.
pub(crate) fn question(words: &str) -> String {
    let lines = flowed(words, 0, columns());
    format!("{} ", lines.join("\n"))
}

/// A line broken between its words, and in a word that is wider than a line. Nothing of it is cut.
fn flowed(line: &str, indent: usize, columns: Option<usize>) -> Vec<String> {
    let Some(columns) = columns.map(|columns| columns.max(indent + INDENT_CELLS)) else {
        return vec![line.trim_end().to_owned()];
    };
    let (mut lines, mut begun) = (Vec::new(), String::new());
    let mut blanks = 0;
    for word in line.trim_end().split(' ') {
        if word.is_empty() {
            blanks += 1;
            continue;
        }
        let fits = width(&begun) + blanks + width(word) <= columns;
        if !fits && !begun.trim().is_empty() {
            lines.push(std::mem::replace(&mut begun, " ".repeat(indent)));
            blanks = 0;
        }
        begun.push_str(&" ".repeat(blanks));
        for c in word.chars() {
            let c = c.to_string();
            if width(&begun) + width(&c) > columns {
                lines.push(std::mem::replace(&mut begun, " ".repeat(indent)));
            }
            begun.push_str(&c);
        }
        blanks = 1;
    }
    lines.push(begun);
    lines
}

/// Of words that are shown already.
fn width(words: &str) -> usize {
    Shown::of(words).width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_whole_where_they_fit_and_a_pipe_has_one_line() {
        let parts = ["INC-9001 P1 closed", "Checkout returned 502s", "you: ana", "(past)"];
        let parts = parts.map(str::to_owned);
        let whole = "INC-9001 P1 closed  Checkout returned 502s  you: ana  (past)";
        assert_eq!(folded(&parts, None), [whole]);
        assert_eq!(folded(&parts, Some(80)), [whole]);
        let narrow = folded(&parts, Some(40));
        let lines =
            ["INC-9001 P1 closed", "         Checkout returned 502s", "         you: ana  (past)"];
        assert_eq!(narrow, lines);
        let title = ["INC-1", "an unbreakablewordthatislongerthanaline of it"].map(str::to_owned);
        for columns in [1, 20, 24, 33] {
            for line in folded(&title, Some(columns)) {
                assert!(width(&line) <= columns.max(18), "{columns}: {line:?}");
            }
        }
    }

    #[test]
    fn a_line_flows_between_its_words_and_nothing_of_it_is_cut() {
        let line = "  #14    2026-03-03 14:09 ben action: restarted checkout-3, see \
                    https://example.org/a/very/long/address/of/a/page  TEAM-481";
        assert_eq!(flowed(line, 9, None), [line]);
        assert_eq!(flowed(line, 9, Some(200)), [line]);
        for columns in [20, 24, 40, 80] {
            let lines = flowed(line, 9, Some(columns));
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            assert!(lines[0].starts_with("  #14"), "{lines:?}");
            assert!(lines[1..].iter().all(|line| line.starts_with("         ")), "{lines:?}");
            let bare = |text: &str| text.replace([' ', '\n'], "");
            assert_eq!(bare(&lines.join("\n")), bare(line));
        }
        let forty = flowed(line, 9, Some(40));
        assert_eq!(forty[0], "  #14    2026-03-03 14:09 ben action:");
        assert_eq!(forty[1], "         restarted checkout-3, see");
    }
}
