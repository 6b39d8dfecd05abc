//! Somebody else's report: kept to be searched and learnt from, never taken for our own record.

use serde::{Deserialize, Serialize};

use super::{Gist, Passage};
use crate::words::Kind;
use crate::{At, Handle, Hash, Seq, Shown, Text, Title};

/// A paragraph of more bytes is searched in pieces.
const PASSAGE_BYTES: usize = 4 * 1024;

/// A report that did not come from a record of warroom's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// The version of this shape.
    pub paper: u32,
    /// Its number here: said R-3.
    pub number: u32,
    /// What it is about, in a line.
    pub title: Title,
    /// The kind of trouble, where whoever took it in said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// The services it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Title>,
    /// Where it came from.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub link: Text,
    /// What whoever took it in had to say.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub notes: Text,
    /// When it was taken in.
    pub added_at: At,
    /// By whom.
    pub by: Handle,
    /// Its words, as they came.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub text: Text,
}

/// What a report is beside one that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The very same report.
    Same,
    /// A report of the same link with other words.
    OtherWords,
}

impl Paper {
    /// The version of the shape that this code reads and writes.
    pub const VERSION: u32 = 1;

    /// What it is called.
    pub fn name(&self) -> String {
        format!("R-{}", self.number)
    }

    /// What it is called where a team's server keeps it.
    pub fn team_name(&self) -> String {
        format!("T-{}", self.number)
    }

    /// It without its words: to be listed.
    pub fn bare(self) -> Self {
        Self { text: Text::default(), ..self }
    }

    /// What it is about, to be compared with incidents.
    pub fn gist(&self) -> Gist {
        let texts = [self.notes.raw(), self.text.raw()];
        let mut gist = Gist::of_words(self.title.as_str(), texts.into_iter());
        gist.services = self.services.iter().map(|s| s.as_str().to_lowercase()).collect();
        gist.ended.clone_from(&self.notes);
        gist
    }

    /// Of its words alone, wherever they came from: two of the same words are one. Ends of lines and
    /// blanks before them do not count.
    pub fn fingerprint(&self) -> Hash {
        if self.text.raw().trim().is_empty() {
            let parts = ["link\0", bare(self.link.raw()), "\0", self.notes.raw().trim()];
            return Hash::of(parts.concat().as_bytes());
        }
        let lines: Vec<&str> = self.text.raw().trim_end().lines().map(str::trim_end).collect();
        Hash::of(["words\0", &lines.join("\n")].concat().as_bytes())
    }

    /// What this one is beside one that is kept, which comes without its words and with their
    /// fingerprint. None: another report.
    pub fn beside(&self, kept: &Self, print: Hash) -> Option<Beside> {
        if self.fingerprint() == print {
            return Some(Beside::Same);
        }
        let linked = !self.link.is_empty() && bare(self.link.raw()) == bare(kept.link.raw());
        // A link to what is kept with its words says nothing new.
        let adds = !self.text.is_empty()
            || !(self.notes.is_empty() || self.notes.raw().trim() == kept.notes.raw().trim());
        linked.then_some(if adds { Beside::OtherWords } else { Beside::Same })
    }

    /// Why its link cannot be kept; `None` if it is the address of a page, or absent.
    pub fn link_fault(&self) -> Option<&'static str> {
        page_fault(self.link.raw())
    }

    /// It as a page of plain lines: what it is called, where it came from, its words as they came.
    /// Nothing in it drives a terminal.
    pub fn plain(&self, name: &str) -> String {
        let mut out = format!("{name} {}\n", self.title);
        for (what, text) in [("link", &self.link), ("notes", &self.notes)] {
            if !text.is_empty() {
                out.extend([what, ": ", text.shown().as_str(), "\n"]);
            }
        }
        for line in std::iter::once(Shown::default()).chain(self.text.lines()) {
            out.extend([line.as_str(), "\n"]);
        }
        out
    }

    /// Its words as they are searched: the title and the notes first, then each paragraph under the
    /// line that it begins at, a long one in pieces.
    pub fn passages(&self) -> Vec<Passage> {
        let passage = |line: u64, text: String| Passage {
            seq: Seq(line),
            at: self.added_at,
            by: self.by,
            kind: "report",
            text,
        };
        let head = [self.title.as_str(), self.link.raw(), self.notes.raw()];
        let mut all = vec![passage(0, head.join("\n"))];
        let mut begin: Option<(u64, String)> = None;
        for (number, line) in (1..).zip(self.text.raw().lines()) {
            let full = begin.as_ref().is_some_and(|(_, text)| text.len() >= PASSAGE_BYTES);
            if full {
                all.extend(begin.take().map(|(at, text)| passage(at, text)));
            }
            if line.trim().is_empty() {
                all.extend(begin.take().map(|(at, text)| passage(at, text)));
                continue;
            }
            let (_, text) = begin.get_or_insert_with(|| (number, String::new()));
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line);
        }
        all.extend(begin.map(|(at, text)| passage(at, text)));
        all
    }
}

/// An address as it is compared: a slash at its end makes no other page of it.
fn bare(link: &str) -> &str {
    let link = link.trim();
    link.strip_suffix('/').unwrap_or(link)
}

/// Why this is no address of a page; none where it is one, or nothing. Whoever opens one is to come
/// to a page, and to nothing that a browser would run.
pub(crate) fn page_fault(link: &str) -> Option<&'static str> {
    if link.is_empty() {
        return None;
    }
    let (scheme, rest) = link.split_once("://").unwrap_or_default();
    let page = ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if !page || host.is_empty() || !host.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return Some("the link is no address of a page: write it as https://example.org/outage");
    }
    (!is_plain(link)).then_some("the link holds what does not show, or blanks: write it without")
}

/// Whether all of it shows, without blanks.
pub(crate) fn is_plain(link: &str) -> bool {
    !link.contains(char::is_whitespace) && Shown::of(link).as_str() == link
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(link: &str, notes: &str, text: &str) -> Paper {
        Paper {
            paper: Paper::VERSION,
            number: 0,
            title: Title::try_from("DNS lost".to_owned()).unwrap(),
            kind: None,
            services: Vec::new(),
            link: link.into(),
            notes: notes.into(),
            added_at: At::default(),
            by: Handle::new("ana").unwrap(),
            text: text.into(),
        }
    }

    #[test]
    fn the_same_words_or_the_same_link_are_the_same_report() {
        let (a, b) = ("https://example.org/a", "https://example.org/b");
        let kept = paper(a, "", "The zone was gone.\n\nNobody saw.\n");
        let beside = |new: &Paper| new.beside(&kept.clone().bare(), kept.fingerprint());
        assert_eq!(
            beside(&paper(b, "", "The zone was gone.  \r\n\r\nNobody saw.")),
            Some(Beside::Same)
        );
        assert_eq!(beside(&paper("", "n", kept.text.raw())), Some(Beside::Same));
        assert_eq!(beside(&paper(a, "", "The zone was there.")), Some(Beside::OtherWords));
        assert_eq!(beside(&paper("https://example.org/a/", "", "")), Some(Beside::Same));
        assert_eq!(beside(&paper(a, "ours is alike", "")), Some(Beside::OtherWords));
        assert_eq!(beside(&paper(b, "", "The zone was there.")), None);
        assert_eq!(beside(&paper("", "", "another")), None, "no link is no same link");
        let link = paper(a, "ours is alike", "");
        let beside = |new: &Paper| new.beside(&link, link.fingerprint());
        assert_eq!(beside(&paper(a, "ours is alike ", "")), Some(Beside::Same));
        assert_eq!(beside(&paper(a, "it is not", "")), Some(Beside::OtherWords));
        assert_eq!(beside(&paper(b, "ours is alike", "")), None);
    }

    #[test]
    fn only_a_page_is_linked() {
        let fault = |link: &str| paper(link, "", "x").link_fault();
        for good in ["", "https://example.org/x?y#z", "HTTP://10.0.0.4:8080", "https://[::1]/x"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://example.org",
            "example.org/outage",
            "https://",
            "https:///x",
            "https://?x",
            "https://example.org/a b",
            "https://example.org/\u{202e}x",
            "https://example.org/\u{1b}[2J",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
