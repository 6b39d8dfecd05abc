//! What a screen begins with: all that comes from outside before anything is shown.

use warroom_register::{At, Handle, Label, Seq};

use super::guide::Guide;
use super::layout::Layout;
use super::{Ids, ReportOf};
use crate::keys::Keymap;

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
    /// The clock of this machine.
    pub(crate) now: At,
}
