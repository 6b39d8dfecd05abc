//! What a screen begins with: all that comes from outside before anything is shown.

use warroom_register::{At, Handle, IncidentId, Label, Record, Seq};

use super::Ids;
use super::guide::Guide;
use super::layout::Layout;
use super::wording::Templates;
use crate::keys::Keymap;

/// A journal as far as the screen knows it, for a report.
pub(crate) struct Journal<'a> {
    /// What the server calls the incident.
    pub(crate) incident: Option<Label>,
    /// The incident's own id.
    pub(crate) id: Option<IncidentId>,
    /// The records from the first on.
    pub(crate) records: &'a [Record],
}

/// How a report is made of a journal; given in, since what it says is no business of the screen.
pub(crate) type ReportOf = fn(&Journal<'_>) -> String;

/// What a screen begins with.
pub(crate) struct Opening {
    /// Who I am.
    pub(crate) me: Handle,
    /// What the server calls the incident; none for the lobby.
    pub(crate) incident: Option<Label>,
    /// The line that lets others in, if it is known here.
    pub(crate) invite: Option<String>,
    /// Where this room lives, as a sentence; `local`: nobody beyond this machine can come.
    pub(crate) lives: Option<String>,
    /// What was being typed when the last screen closed.
    pub(crate) draft: String,
    /// Where the reading stopped on the last screen; none: there was none.
    pub(crate) read: Option<Seq>,
    /// The sizes of the panes, as they were kept.
    pub(crate) layout: Layout,
    /// The keys.
    pub(crate) keymap: Keymap,
    /// The source of ids.
    pub(crate) ids: Ids,
    /// How a report is made.
    pub(crate) report: ReportOf,
    /// What a review is led by.
    pub(crate) guide: Guide,
    /// The team's own templates of words to others.
    pub(crate) templates: Templates,
    /// The clock of this machine.
    pub(crate) now: At,
}

impl Opening {
    /// Nothing is known but who looks and when: no incident, nothing typed before, the keys and sizes as
    /// they come, ids that are always the same, and no report.
    pub(crate) fn of(me: Handle, now: At) -> Self {
        Self {
            me,
            incident: None,
            invite: None,
            lives: None,
            draft: String::new(),
            read: None,
            layout: Layout::default(),
            keymap: Keymap::default(),
            ids: Ids::seeded([1, 2]),
            report: |_| String::new(),
            guide: Guide::default(),
            templates: Templates::default(),
            now,
        }
    }
}
