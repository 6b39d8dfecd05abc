//! What a frame leaves behind: what the next key is about goes by what was to be seen.

use super::App;
use super::asks::Ask;
use super::mouse::Met;

/// What the last frame left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    /// Where what is read begins: it is not scrolled beyond its end.
    pub(crate) top: Option<usize>,
    /// Of the sheet of a review.
    pub(crate) reach: Option<Reach>,
    /// What is met where.
    pub(crate) met: Met,
}

/// How far a sheet goes, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reach {
    /// As many can be above what is in view.
    pub(crate) above: usize,
    /// As many are in view.
    pub(crate) shown: usize,
}

impl App {
    /// A frame was drawn.
    pub(crate) fn drawn(&mut self, trace: Trace) {
        if let Some(meeting) = &mut self.meeting {
            meeting.reach = trace.reach;
        }
        if let (Some(Ask::Look(look)), Some(top)) = (&mut self.ask, trace.top) {
            look.top = top;
        }
        self.met = trace.met;
    }
}
