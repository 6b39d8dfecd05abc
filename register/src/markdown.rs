//! Markdown in which nobody's words are anything but words.
//!
//! A report is pasted into trackers and chats. No text of a responder may become a heading, a link,
//! an image, a page element or a table; none may ping a person or close another team's issue. A
//! mention or a reference stands as code, which every reader leaves alone; a backslash does not
//! keep GitHub from linking one. A bare address may be linked by the reader: it shows where it goes.

#[cfg(test)]
mod tests;

use crate::{Handle, Seq, Shown, Text};

/// A fence is at least this long.
const FENCE_CHARS_MIN: usize = 3;

/// Words on one line, for anywhere in a paragraph, an item or a cell.
pub fn escape(words: &Shown) -> String {
    let mut out = Inline::default();
    let mut rest = words.as_str().trim();
    let mut before = None;
    if let Some(ahead) = block_start(rest) {
        let (plain, marked) = rest.split_at_checked(ahead).unwrap_or(("", rest));
        out.text.push_str(plain);
        out.text.push('\\');
        let mut chars = marked.chars();
        before = chars.next();
        out.text.extend(before);
        rest = chars.as_str();
    }
    while let Some(c) = rest.chars().next() {
        let code = reference_bytes(before, rest);
        let (head, tail) =
            rest.split_at_checked(code.unwrap_or_else(|| c.len_utf8())).unwrap_or((rest, ""));
        match code {
            Some(_) => out.code(head),
            None => out.char(before, c, tail),
        }
        before = head.chars().next_back();
        rest = tail;
    }
    out.text
}

/// Words on one line, straight from a record.
pub(crate) fn inline(text: &Text) -> String {
    escape(&text.shown())
}

/// A handle: what it is made of can still be emphasis.
pub fn name(who: Handle) -> String {
    escape(&Shown::of(who.as_str()))
}

/// `#14` as code: a tracker would take it for an issue of its own.
pub fn id(seq: Seq) -> String {
    format!("`{seq}`")
}

/// Whether the words have line breaks worth keeping.
pub(crate) fn has_lines(text: &Text) -> bool {
    text.raw().trim_end().contains('\n')
}

/// Words with their line breaks, in a fence longer than any run of backticks inside.
pub(crate) fn fenced(text: &Text, indent: &str) -> String {
    let kept = Text::from(text.raw().trim_end());
    let longest = kept.lines().map(|line| backticks(line.as_str())).max().unwrap_or(0);
    let fence = "`".repeat(FENCE_CHARS_MIN.max(longest + 1));
    let mut out = format!("{indent}{fence}text\n");
    for line in kept.lines() {
        out.push_str(indent);
        out.push_str(line.as_str());
        out.push('\n');
    }
    out + indent + &fence + "\n"
}

/// The longest run of backticks.
fn backticks(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[derive(Default)]
struct Inline {
    text: String,
    /// The text ends with a code span that another can join: two side by side would read as one
    /// with other limits.
    in_code: bool,
}

impl Inline {
    fn code(&mut self, words: &str) {
        if self.in_code {
            self.text.pop();
        } else {
            self.text.push('`');
        }
        self.text.push_str(words);
        self.text.push('`');
        self.in_code = true;
    }

    fn char(&mut self, before: Option<char>, c: char, after: &str) {
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '$' => true,
            '_' => !inside_word(before, after),
            '&' => is_entity(after),
            _ => false,
        };
        if special {
            self.text.push('\\');
        }
        self.text.push(c);
        self.in_code = false;
    }
}

/// `snake_case` is no emphasis, and reads better without backslashes.
fn inside_word(before: Option<char>, after: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    word(before) && word(after.chars().next())
}

fn is_entity(after: &str) -> bool {
    let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '#').next();
    let name = name.unwrap_or_default();
    !name.is_empty() && after.strip_prefix(name).is_some_and(|rest| rest.starts_with(';'))
}

/// How long the mention or reference at the start of this is: `@ana`, `#123`, `!12`, `GH-123`.
fn reference_bytes(before: Option<char>, rest: &str) -> Option<usize> {
    let in_word = before.is_some_and(char::is_alphanumeric);
    if let Some(name) = rest.strip_prefix('@') {
        let part = |c: char| c.is_alphanumeric() || "_-/".contains(c);
        let bytes = name.find(|c| !part(c)).unwrap_or(name.len());
        return (bytes > 0).then_some(bytes + 1);
    }
    let number = rest.strip_prefix('#').or_else(|| rest.strip_prefix('!')).or_else(|| {
        let head = rest.get(..3).filter(|head| head.eq_ignore_ascii_case("gh-") && !in_word)?;
        rest.strip_prefix(head)
    })?;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    (digits > 0).then_some(rest.len() - number.len() + digits)
}

/// Where a backslash keeps a line from being a heading, an item, a rule or an underline.
fn block_start(line: &str) -> Option<usize> {
    let digits = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(line.len());
    let mut chars = line.chars().skip(digits);
    let (first, next) = (chars.next()?, chars.next());
    let ends = next.is_none_or(char::is_whitespace);
    let starts = match first {
        '.' | ')' => digits > 0 && ends,
        '-' | '=' | '#' => digits == 0 && (ends || next == Some(first)),
        '+' => digits == 0 && ends,
        _ => false,
    };
    starts.then_some(digits)
}
