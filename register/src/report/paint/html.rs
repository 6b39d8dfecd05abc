//! Words in HTML: nothing of them can be markup, and what would not show has a mark.

use crate::Shown;

/// Words on one line, for between tags and inside quoted attributes.
pub(in crate::report) fn escape(text: &str) -> String {
    entities(Shown::of(text).as_str())
}

/// `#14`, as the way to that line of the timeline. Digits need no quotes: a long page has thousands.
pub(super) fn reference(seq: u64) -> String {
    format!("<a href=#r{seq}>#{seq}</a>")
}

/// Words on one line; `#14` in them leads to that entry.
pub(super) fn line(words: &Shown) -> String {
    linked(&entities(words.as_str()))
}

/// Words with their line breaks where they have any; `#14` in them leads to that entry.
pub(super) fn words(text: &str) -> String {
    let trimmed = text.trim_end();
    if !trimmed.contains('\n') {
        return linked(&escape(text));
    }
    let lines = trimmed.split('\n').map(|l| escape(l.strip_suffix('\r').unwrap_or(l)));
    let lines: Vec<_> = lines.map(|line| linked(&line)).collect();
    format!("<pre>{}</pre>", lines.join("\n"))
}

/// A person's own text, with its lines and paragraphs.
pub(super) fn prose(text: &str) -> String {
    let lines = text.trim_end().split('\n').map(|l| escape(l.strip_suffix('\r').unwrap_or(l)));
    let lines: Vec<_> = lines.map(|line| linked(&line)).collect();
    format!("<p class=\"w\">{}</p>", lines.join("\n"))
}

fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Puts links on the numbers of entries in text that is escaped already. `&#39;` is none.
fn linked(escaped: &str) -> String {
    let mut out = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some((before, after)) = rest.split_once('#') {
        out.push_str(before);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, tail) = after.split_at_checked(digits).unwrap_or((after, ""));
        let entity = before.ends_with('&');
        match number.parse::<u64>() {
            Ok(seq) if !entity && seq > 0 && number.len() <= 6 => {
                out.push_str(&reference(seq));
                rest = tail;
            }
            _ => {
                out.push('#');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}
