//! Somebody else's report: kept to be searched and learnt from, never taken for our own record.

use serde::{Deserialize, Serialize};

use super::{Gist, Passage};
use crate::words::Kind;
use crate::{At, Handle, Hash, Seq, Text, Title};

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

    /// Two of the same words are one.
    pub fn fingerprint(&self) -> Hash {
        let parts = [self.link.raw(), "\0", self.text.raw()];
        let words = if self.text.is_empty() { self.notes.raw() } else { "" };
        Hash::of((parts.concat() + words).as_bytes())
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
