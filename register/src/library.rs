//! An incident in a few values, as numbers over many of them need it.
//!
//! Facts are a function of the register alone, so that any copy of the journal gives the same.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::register::What;
use crate::times::{Kept, Span, Times};
use crate::words::{Kind, Mode, Phase, Severity};
use crate::{At, IncidentId, Label, Register, Seq, Title};

/// An incident as statistics see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Its name on the server.
    pub incident: Option<Label>,
    /// Its own id.
    pub id: IncidentId,
    /// What was wrong.
    pub title: Title,
    /// The worst that it was graded.
    pub worst: Severity,
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
    /// The last record.
    pub head: Seq,
    /// Each duration that is known, in whole seconds.
    pub seconds: BTreeMap<Span, u64>,
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
        let known = |span: &Span| Some((*span, times.length(*span).seconds()?));
        Some(Self {
            incident,
            id,
            title: state.title.clone()?,
            worst: graded.min().unwrap_or(state.severity),
            kind: state.kind,
            phase: state.phase,
            mode: state.mode,
            opened_at: state.opened_at?,
            closed_at: state.closed_at,
            head: register.head(),
            seconds: Span::ALL.iter().filter_map(known).collect(),
            kept: times.kept,
        })
    }
}
