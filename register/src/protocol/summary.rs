//! An incident in a line of the lobby.

use serde::{Deserialize, Serialize};

use super::Stopped;
use crate::state::ReviewDue;
use crate::words::{Kind, Mode, Phase, Severity};
use crate::{At, Handle, IncidentId, Label, Register, Seq, Title};

/// An incident in a line of the lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Its name here.
    pub incident: Label,
    /// Its own id.
    pub id: IncidentId,
    /// What is wrong.
    pub title: Title,
    /// How bad.
    pub severity: Severity,
    /// What kind.
    pub kind: Kind,
    /// How far.
    pub phase: Phase,
    /// Sealed until it is closed.
    pub mode: Mode,
    /// Since when.
    pub opened_at: At,
    /// Who leads, if anybody.
    pub lead: Option<Handle>,
    /// How many are here.
    pub here: u32,
    /// The last record.
    pub head: Seq,
    /// Who calls the review of it, and by when, while that is to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewDue>,
    /// Who leads through the review of it that is held now, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets: Option<Handle>,
    /// Why nothing is recorded, if that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
}

impl Summary {
    /// The line of an incident of which nothing can be shown: it is there, and why it is not shown.
    pub fn blank(incident: Label, id: IncidentId, opened_at: At, stopped: Stopped) -> Self {
        Self {
            incident,
            id,
            title: Title::unknown(),
            severity: Severity::P2,
            kind: Kind::Availability,
            phase: Phase::Investigating,
            mode: Mode::Sealed,
            opened_at,
            lead: None,
            here: 0,
            head: Seq(0),
            review: None,
            meets: None,
            stopped: Some(stopped),
        }
    }

    /// Nothing of it can be shown: severity, title and all else are not known.
    pub const fn is_blank(&self) -> bool {
        self.head.0 == 0
    }

    /// The line of an incident; none before it was opened.
    pub fn of(register: &Register, incident: Label, id: IncidentId, here: u32) -> Option<Self> {
        let state = register.incident();
        Some(Self {
            incident,
            id,
            title: state.title.clone()?,
            severity: state.severity,
            kind: state.kind,
            phase: state.phase,
            mode: state.mode,
            opened_at: state.opened_at?,
            lead: register.lead(),
            here,
            head: register.head(),
            review: register.review_to_come(),
            meets: register.learning().review().map(|review| review.chair),
            stopped: None,
        })
    }
}
