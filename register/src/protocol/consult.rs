//! What is asked of a server's library by those who are known to it, and what it answers.
//!
//! It is asked in the lobby, one question at a time, and is never recorded.

use serde::{Deserialize, Serialize};

use crate::library::{Card, Facts, Found, Gist, Paper};
use crate::record::encode;
use crate::words::Kind;
use crate::{IncidentId, Label};

/// How many bytes this takes where it is written, on the wire or in a journal.
pub fn written_bytes<T: Serialize + ?Sized>(value: &T) -> usize {
    encode(&value).len()
}

/// A question to the library of a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Consult {
    /// Which incidents are kept.
    Incidents {
        /// How many were told already, reports among them.
        skip: u32,
    },
    /// In which moments these words stand.
    Words {
        /// As they were typed.
        text: String,
        /// Incidents that are wanted at most.
        most: u32,
    },
    /// Which incidents were like this one.
    Alike {
        /// Its own id: it is not like itself.
        id: IncidentId,
        /// Its kind.
        kind: Kind,
        /// What it is about.
        gist: Gist,
        /// Incidents that are wanted at most.
        most: u32,
    },
    /// After which incidents something was recommended, and which are still to be reviewed.
    Advice {
        /// How many were told already.
        skip: u32,
    },
    /// The recording of one incident.
    Recording {
        /// What this server calls it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<Label>,
        /// Its own id; one of the two is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<IncidentId>,
        /// How many of its lines were told already; the header is the first.
        skip: u32,
    },
    /// The words of somebody else's report that the server keeps.
    Paper {
        /// Its number there: T-3.
        number: u32,
    },
    /// Somebody else's report is given to the server's library, part by part.
    TakeIn {
        /// The next part of it, as JSON.
        part: String,
        /// There are more: only the last is answered.
        #[serde(default, skip_serializing_if = "is_last")]
        more: bool,
    },
    /// Somebody else's report is to be taken out of the server's library for good.
    Forget {
        /// Its number there: T-3.
        number: u32,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_last(more: &bool) -> bool {
    !*more
}

/// What the library of a server answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Consulted {
    /// The incidents, the one opened last first.
    Incidents {
        /// Each.
        facts: Vec<Facts>,
        /// There are more.
        more: bool,
        /// Behind the last incident, perhaps over several answers: others' reports, without their words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        papers: Vec<Paper>,
    },
    /// The moments.
    Words {
        /// What was found.
        found: Found,
        /// The incidents of it.
        facts: Vec<Facts>,
        /// Others' reports of it, without their words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        papers: Vec<Paper>,
    },
    /// The incidents that were alike, the most alike first.
    Alike {
        /// Each, with the reason.
        likes: Vec<Likeness>,
        /// Others' reports that were, without their words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        papers: Vec<PaperLikeness>,
    },
    /// The incidents.
    Advice {
        /// Each, without what it was about; one after which very much was recommended in several parts.
        cards: Vec<Card>,
        /// There are more.
        more: bool,
    },
    /// Lines of the recording, byte for byte.
    Recording {
        /// The next ones, each with its newline.
        text: String,
        /// There are more.
        more: bool,
    },
    /// Somebody else's report, with its words.
    Paper {
        /// The report.
        paper: Box<Paper>,
    },
    /// The report is kept.
    TakenIn {
        /// Its number there.
        number: u32,
        /// It was there already.
        known: bool,
    },
    /// The report is gone.
    Forgotten {},
    /// There is no such incident or report.
    Nothing {},
    /// It cannot be answered.
    Unable {
        /// Why, as a sentence.
        why: String,
    },
}

/// An incident that was like another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// The incident.
    pub card: Card,
    /// How much, of a thousand and more.
    pub points: u64,
    /// Why, in a few words.
    pub because: String,
}

/// Somebody else's report that was like an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperLikeness {
    /// The report, without its words.
    pub paper: Paper,
    /// How much, of a thousand and more.
    pub points: u64,
    /// Why, in a few words.
    pub because: String,
}
