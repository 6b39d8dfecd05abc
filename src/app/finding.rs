//! Keys of `/` and of what it finds: the timeline narrows as one types, Down goes to the next
//! match, Enter goes there, Esc gives the timeline back as it was.

use warroom_register::{EntryId, Seq};

use super::asks::{Ask, Seek, Seeking};
use super::board::Board;
use super::find::Query;
use super::msg::Effect;
use super::past::Walk;
use super::select::{Pane, Spot};
use super::{App, Screen};

impl App {
    /// Opens the field to find with.
    pub(super) fn open_find(&mut self) {
        self.found_from = Some(self.select.clone());
        // A past that plays on would move what is being read.
        if self.plays() {
            self.past.iter_mut().for_each(|past| past.play(self.clock));
        }
        self.open_seek(Seeking::Words);
    }

    pub(super) fn drawn_board(&mut self) -> &mut Board {
        self.past.as_mut().map_or(&mut self.live, |past| &mut past.board)
    }

    /// Narrows the timeline; where one pane is seen at a time, that is the timeline then.
    pub(super) fn find(&mut self, words: &str) {
        if self.screen == Screen::Lobby {
            return self.lobby.narrow(words);
        }
        if self.on_sheet() {
            return self.find_on_sheet(words);
        }
        if self.drawn_board().filtered_by() == words {
            return;
        }
        self.drawn_board().filter(words);
        if words.trim().is_empty() {
            return self.as_before_finding();
        }
        self.select.pane = Pane::Timeline;
        if !self.has_columns() {
            self.select.tab = Some(Pane::Timeline);
        }
        self.select.spot = self.board().timeline.last().copied().map(Spot::Entry);
        self.pick_in_walk();
    }

    /// The next match, or the one before; behind the last stands the first.
    pub(super) fn next_found(&mut self, by: isize) {
        if self.screen == Screen::Lobby {
            return self.lobby.step(by);
        }
        if self.on_sheet() {
            return self.next_on_sheet(by);
        }
        let timeline = &self.board().timeline;
        let many = timeline.len().cast_signed();
        if many == 0 || self.board().filtered_by().trim().is_empty() {
            return;
        }
        let here =
            self.select.entry().and_then(|seq| timeline.iter().position(|found| *found == seq));
        let to = here.map_or(0, |at| (at.cast_signed() + by).rem_euclid(many));
        let to = usize::try_from(to).ok().and_then(|to| timeline.get(to));
        self.select.spot = to.copied().map(Spot::Entry);
        self.pick_in_walk();
    }

    /// In a walk too what is found is gone through, and the moment stays.
    pub(super) fn pick_in_walk(&mut self) {
        if let Some(past) = &mut self.past {
            past.picked_at = Some(past.place());
        }
    }

    /// Goes to the match that is selected, on the whole timeline.
    pub(super) fn go_to_found(&mut self) -> Vec<Effect> {
        if self.screen == Screen::Lobby {
            let joins = self.join_picked();
            self.stop_finding();
            return joins;
        }
        if self.on_sheet() {
            let picked = self.meeting.as_ref().and_then(|meeting| meeting.picked);
            self.stop_finding();
            self.meeting.iter_mut().for_each(|meeting| meeting.picked = picked.or(meeting.picked));
            return Vec::new();
        }
        let found = self.select.entry().filter(|_| !self.board().filtered_by().trim().is_empty());
        self.stop_finding();
        if let Some(seq) = found {
            self.go_to_match(seq);
        }
        Vec::new()
    }

    fn go_to_match(&mut self, seq: Seq) {
        if let Some(past) = &mut self.past {
            past.walk(&self.journal, Walk::To(seq), self.me);
            return self.moved();
        }
        if !self.has_columns() {
            self.select.tab = Some(Pane::Timeline);
        }
        self.select.go(Pane::Timeline, Spot::Entry(seq));
        if self.place == crate::keys::Place::Line {
            self.place = crate::keys::Place::Register;
        }
    }

    /// The whole timeline again, and what was selected before.
    pub(super) fn stop_finding(&mut self) {
        self.lobby.narrow("");
        if let Some(meeting) = &mut self.meeting
            && let Some((_, before)) = meeting.sought.take()
        {
            meeting.picked = before;
        }
        self.drawn_board().filter("");
        self.as_before_finding();
        self.found_from = None;
    }

    fn as_before_finding(&mut self) {
        if let Some(before) = &self.found_from {
            self.select = before.clone();
        }
    }

    /// Whether the sheet of a review's step is in view: there its rows are gone through, and none of
    /// them goes.
    pub(crate) fn on_sheet(&self) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| !meeting.timeline)
    }

    fn find_on_sheet(&mut self, words: &str) {
        let Some(meeting) = &mut self.meeting else { return };
        let before = meeting.sought.take().map_or(meeting.picked, |(_, before)| before);
        meeting.sought = Some((words.to_owned(), before));
        meeting.picked = before;
        if !words.trim().is_empty() {
            meeting.picked = None;
            self.next_on_sheet(1);
        }
    }

    /// The rows of the sheet that have the words: factors, recommendations, questions, comments.
    pub(crate) fn found_on_sheet(&self) -> Option<Vec<EntryId>> {
        let (words, _) = self.meeting.as_ref()?.sought.as_ref()?;
        let mut query = Query::read(words, self.clock);
        let mut rows = self.meeting_rows();
        rows.retain(|entry| query.finds(&self.live.register, *entry));
        Some(rows).filter(|_| !words.trim().is_empty())
    }

    /// Why what is found is not what was meant, where a term of it says nothing.
    pub(crate) fn find_trouble(&self) -> Option<String> {
        if !self.on_sheet() {
            return self.board().find_trouble();
        }
        let (words, _) = self.meeting.as_ref()?.sought.as_ref()?;
        Query::read(words, self.clock).trouble(&self.live.register)
    }

    fn next_on_sheet(&mut self, by: isize) {
        let found = self.found_on_sheet().unwrap_or_default();
        let Some(meeting) = self.meeting.as_mut().filter(|_| !found.is_empty()) else { return };
        let here = meeting.picked.and_then(|seq| found.iter().position(|row| *row == seq));
        let many = found.len().cast_signed();
        let to = here.map_or(0, |at| (at.cast_signed() + by).rem_euclid(many));
        meeting.picked = usize::try_from(to).ok().and_then(|to| found.get(to)).copied();
    }

    /// Whether the field to find with is open.
    pub(crate) const fn finds(&self) -> bool {
        matches!(self.ask, Some(Ask::Seek(Seek { seeking: Seeking::Words, .. })))
    }
}
