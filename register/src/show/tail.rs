//! A record in one line: what a terminal that scrolls gets, and the timeline of a page.

use crate::register::{Register, Row, What};
use crate::{Seen, Seq, Shown};

/// One record in one line, as `warroom tail` prints it.
pub fn tail_line(register: &Register, seq: Seq) -> Shown {
    let Some(row) = register.row(seq) else { return Shown::default() };
    let said = register.sentence(seq);
    let (clock, own) = clocks(row);
    let star = if register.starred(seq) { " *" } else { "" };
    let gone = if register.stands(seq) { "" } else { " (retracted)" };
    let (sign, words, by) = (row.what.sign(), said.raw(), row.by);
    Shown::of(&format!("{clock} {seq} {sign} {own}{words}{gone}{star}  {by}"))
}

/// When it was written, and in brackets when it happened if that is another minute.
fn clocks(row: &Row) -> (String, String) {
    let clock = row.at.clock();
    // A time that was marked says when in its words.
    let seen = row.seen.filter(|_| !matches!(row.what, What::Marked(_)));
    match seen {
        Some(Seen { at, about }) if at.day() != row.at.day() => {
            let day = at.iso_day();
            (clock, format!("({day} {}{}) ", at.clock(), tilde(about)))
        }
        Some(Seen { at, about }) if at.clock() != clock => {
            (clock, format!("({}{}) ", at.clock(), tilde(about)))
        }
        Some(Seen { about: true, .. }) => (format!("{clock}~"), String::new()),
        Some(_) | None => (clock, String::new()),
    }
}

const fn tilde(about: bool) -> &'static str {
    if about { "~" } else { "" }
}
