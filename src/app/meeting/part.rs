//! Which part of a review has the keys: the timeline, what was said below it, or the sheet of the step.
//!
//! What one sees is what the arrows go through: the timeline while it is read out, as in a walk. Tab
//! goes to what was said, and from there to the sheet, and back.

use warroom_register::Step;

use crate::app::App;
use crate::app::size::Size;

/// A part of a review with rows of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// What was known then, with its panes.
    Timeline,
    /// What was said, below that; alone where there is no room for both.
    Said,
    /// The sheet of the step.
    Sheet,
}

/// A page of what was said, in rows: as many as are in view.
const PAGE_ROWS: isize = 5;
impl App {
    /// The part that the keys are about; none where no review is on the screen.
    pub(crate) fn part(&self) -> Option<Part> {
        let meeting = self.meeting.as_ref()?;
        Some(match (meeting.timeline, meeting.said) {
            (true, false) => Part::Timeline,
            (true, true) => Part::Said,
            (false, _) => Part::Sheet,
        })
    }

    /// The part behind this one, or the one before it.
    pub(super) fn next_part(&mut self, back: bool) {
        let Some(here) = self.part() else { return };
        let said = self.has_said();
        let to = match (here, back) {
            (Part::Timeline, false) | (Part::Sheet, true) if said => Part::Said,
            (Part::Said, false) | (Part::Timeline, _) => Part::Sheet,
            (Part::Sheet, _) | (Part::Said, true) => Part::Timeline,
        };
        self.go_to_part(to);
    }

    /// What the chair's screen shows, timeline or sheet, all see; where its keys are is its own.
    pub(in crate::app) fn go_to_part(&mut self, to: Part) {
        let (held, same) = (self.review().is_some(), self.sheet_is_said());
        let Some(meeting) = &mut self.meeting else { return };
        let timeline = to != Part::Sheet;
        let turned = std::mem::replace(&mut meeting.timeline, timeline) != timeline;
        meeting.said = to == Part::Said || same && to == Part::Sheet;
        meeting.picked = None;
        meeting.scroll = 0;
        if to == Part::Sheet {
            // A row that is out of view takes no key away from what is in view.
            self.select.spot = None;
        }
        if turned && meeting.chairs {
            meeting.moved = true;
        } else if turned && !same {
            meeting.astray = held;
        }
    }

    /// Whether what was said has a place of its own: the sheet may be the same, larger.
    fn has_said(&self) -> bool {
        let learning = self.live.register.learning();
        let any = !learning.reviews.is_empty() || !learning.comments.is_empty();
        any && !self.sheet_is_said()
    }

    /// Whether the sheet is what was said beside the timeline, which has no room below it: who reads that
    /// goes on following.
    fn sheet_is_said(&self) -> bool {
        let small = Size::of(self.size.0, self.size.1) <= Size::Small;
        small && self.review().is_some_and(|review| review.at() == Step::Timeline)
    }

    /// A page of what was said, or to its first or last row.
    pub(super) fn page_said(&mut self, by: isize, to_end: bool) {
        let many = self.meeting_rows().len().cast_signed();
        self.pick_row(if to_end { by * many.max(1) } else { by * PAGE_ROWS });
    }
}
