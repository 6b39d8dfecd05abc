//! An incident in a few values, as numbers over many of them and looks back need it.
//!
//! Facts are a function of the register alone, so that any copy of the journal gives the same.
//!
//! | module | what it holds |
//! |---|---|
//! | `card` | what is kept of an incident: its facts, its gist, what it recommended |
//! | `gist`, `alike` | what it was about, in words; which others are like it, and why |
//! | `paper` | somebody else's report, to search and to learn from |
//! | `passage`, `found` | the words of a record, as they are searched; what a search finds |

mod alike;
mod card;
mod found;
mod gist;
mod paper;
mod passage;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use alike::{Alike, Subject, alike};
pub use card::{Card, Recommendation, Stand};
pub use found::{Found, Hit};
pub use gist::Gist;
pub use paper::{Beside, Paper};
pub(crate) use paper::{is_plain, page_fault};
pub use passage::{Passage, passages};

use crate::register::What;
use crate::times::{Kept, Length, Span, Times};
use crate::words::{Kind, Mode, Phase, Severity};
use crate::{At, IncidentId, Label, Register, ReviewDue, Seq, Title};

/// An incident as statistics see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Its name on the server.
    pub incident: Option<Label>,
    /// Its own id.
    pub id: IncidentId,
    /// What was wrong.
    pub title: Title,
    /// The worst that it was graded.
    pub worst: Severity,
    /// What it was graded last, where that is not the worst.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milder: Option<Severity>,
    /// What kind.
    pub kind: Kind,
    /// How far.
    pub phase: Phase,
    /// Sealed until it is closed.
    pub mode: Mode,
    /// Since when.
    pub opened_at: At,
    /// Until when, if it is closed.
    pub closed_at: Option<At>,
    /// Who calls its review, and by when: of one that is closed and was not reviewed yet.
    #[serde(default)]
    pub review: Option<ReviewDue>,
    /// The last record.
    pub head: Seq,
    /// Each duration that is known, in whole seconds.
    pub seconds: BTreeMap<Span, u64>,
    /// Those of them that are approximate.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub about: BTreeSet<Span>,
    /// Durations that are not counted, since they end before they begin or rest on times in an order that
    /// cannot be.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub impossible: BTreeSet<Span>,
    /// Promises, answers and lateness.
    pub kept: Kept,
}

impl Facts {
    /// The facts of an incident; none before it was opened.
    pub fn of(register: &Register, incident: Option<Label>, id: IncidentId) -> Option<Self> {
        let state = register.incident();
        let graded = register.rows().iter().filter_map(|row| match row.what {
            What::Opened(severity, _) | What::Graded(severity) => Some(severity),
            _ => None,
        });
        let times = Times::of(register);
        let spans = || Span::ALL.iter().copied();
        let backwards = |span: &Span| times.length(*span) == Length::Backwards;
        let doubtful = |span: &Span| times.is_doubtful(*span) || backwards(span);
        let (good, bad): (Vec<Span>, Vec<Span>) = spans().partition(|span| !doubtful(span));
        let known = |span: &Span| Some((*span, times.length(*span).seconds()?));
        let about = |span: &Span| matches!(times.length(*span), Length::Known { about: true, .. });
        let reckoned = |span: &Span| !matches!(times.length(*span), Length::Missing { .. });
        let worst = graded.min().unwrap_or(state.severity);
        Some(Self {
            incident,
            id,
            title: state.title.clone()?,
            worst,
            milder: Some(state.severity).filter(|severity| *severity != worst),
            kind: state.kind,
            phase: state.phase,
            mode: state.mode,
            opened_at: state.opened_at?,
            closed_at: state.closed_at,
            review: register.review_to_come(),
            head: register.head(),
            seconds: good.iter().filter_map(known).collect(),
            about: good.into_iter().filter(about).collect(),
            impossible: bad.into_iter().filter(reckoned).collect(),
            kept: times.kept,
        })
    }

    /// What it was graded last.
    pub fn severity(&self) -> Severity {
        self.milder.unwrap_or(self.worst)
    }

    /// How long something took, and whether that is approximate; `None` if it is not known.
    pub fn took(&self, span: Span) -> Option<(u64, bool)> {
        Some((*self.seconds.get(&span)?, self.about.contains(&span)))
    }
}
