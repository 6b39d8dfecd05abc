//! Looking back: into the past of a room and out of it, and the keys of a walkthrough.

mod elsewhere;
mod place;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use warroom_register::{At, EntryId, Recording, Seq};

use super::asks::look::LookAt;
use super::asks::{Ask, Deed, Look, Seeking, Sure};
use super::line::after_esc;
use super::msg::Effect;
use super::past::axis::{Axis, Dragged, band};
use super::past::{Moment, Past, Walk};
use super::select::{Pane, Spot, Step, index_of};
use super::{App, Opening, Screen};
use crate::keys::Action as A;
use crate::keys::{Action, Place};

/// Where a walkthrough begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WalkStart {
    /// At this record.
    pub(crate) place: Seq,
    /// As of this moment behind it.
    pub(crate) as_of: Option<At>,
    /// The title is not shown before hindsight is asked for.
    pub(crate) title_hidden: bool,
    /// It is begun in the lobby, and a step out leads back there.
    pub(crate) from_lobby: bool,
}

impl Default for WalkStart {
    fn default() -> Self {
        Self { place: Seq(1), as_of: None, title_hidden: false, from_lobby: false }
    }
}

impl App {
    /// A finished journal, at this record; the title is shown with hindsight only where it would
    /// give the outcome away.
    pub(crate) fn walkthrough(opening: Opening, recording: Recording, walk: WalkStart) -> Self {
        let damaged = recording.broken.is_some() || recording.torn;
        let records = recording.records;
        let mut app = Self::new(opening);
        app.id = Some(recording.header.id);
        app.screen = Screen::Walkthrough;
        app.place = Place::Walkthrough;
        let mut past = Past::at(&records, walk.place, true, app.me);
        if let Some(at) = walk.as_of {
            past.walk(&records, Walk::Moment(at.max(past.board.now)), app.me);
        }
        past.title_hidden = walk.title_hidden;
        past.from_lobby = walk.from_lobby;
        past.damaged = damaged;
        app.past = Some(past);
        // What is known now is all of it; a journal that was read follows without a gap.
        for record in &records {
            if app.live.apply(record).is_err() {
                break;
            }
        }
        app.journal = records;
        if damaged {
            app.say(
                "this file is damaged: what can be read ends before the record does".to_owned(),
            );
        }
        app
    }

    pub(super) fn go_to_place(&mut self, to: Moment) {
        if let Some(past) = &mut self.past {
            past.walk(&self.journal, to.as_of.map_or(Walk::To(to.place), Walk::Moment), self.me);
            return self.moved();
        }
        self.select.go(Pane::Timeline, Spot::Entry(to.place));
        // The digest shows the end of the timeline only.
        if !self.has_columns() && self.select.tab.is_none() {
            self.select.tab = Some(Pane::Timeline);
        }
    }

    pub(super) fn open_past(&mut self, to: Moment) {
        let mut past = Past::at(&self.journal, to.place, false, self.me);
        if let Some(at) = to.as_of {
            past.walk(&self.journal, Walk::Moment(at), self.me);
        }
        self.past = Some(past);
        self.place = self.home();
        self.select.spot = None;
    }

    pub(super) fn leave_past(&mut self) {
        self.past = None;
        self.place = Place::Register;
        // What was picked was a row of then: no key at now is to be about it.
        self.select.spot = None;
    }

    pub(super) fn walk_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(plain) = after_esc(event) {
            self.walk_act(Action::StepOut);
            return self.key(plain);
        }
        if let Some(action) = self.keymap.lookup(Place::Walkthrough, event) {
            if action == Action::StepOut && self.past.as_ref().is_some_and(|past| past.from_lobby) {
                return vec![Effect::Leave];
            }
            self.walk_act(action);
        } else if !self.is_done_elsewhere(event) {
            self.no_key(event);
        }
        Vec::new()
    }

    pub(super) fn walk_act(&mut self, action: Action) {
        let (now, me) = (self.clock, self.me);
        if action == A::Last && self.would_give_away() {
            return;
        }
        let Some(past) = &mut self.past else { return };
        let walk = match action {
            A::NextRecord => Walk::Records(1),
            A::PreviousRecord => Walk::Records(-1),
            A::MinuteOn => Walk::Minutes(1),
            A::MinuteBack => Walk::Minutes(-1),
            A::NextPivot => Walk::NextPivot,
            A::PreviousPivot => Walk::PreviousPivot,
            A::First => Walk::First,
            A::Last => Walk::Last,
            A::Play if past.place() >= past.end() && past.playing_at().is_none() => {
                return self.say_end(true);
            }
            A::Play => return past.play(now),
            A::Faster | A::Slower => return past.change_speed(action == A::Faster),
            A::ThenAndNow => {
                past.hindsight = !past.hindsight;
                return;
            }
            other => return self.walk_look(other),
        };
        let before = (past.place(), past.board.now);
        past.walk(&self.journal, walk, me);
        if (past.place(), past.board.now) == before {
            self.say_end(walk.is_onwards());
        }
    }

    /// A key that leads nowhere says why.
    fn say_end(&mut self, last: bool) {
        let alone = self.past.as_ref().is_some_and(|past| past.alone);
        if !last {
            return self.say_quietly("the beginning of the record");
        }
        let key = |action| self.key_of(action);
        let words = match (alone, self.meeting.is_some()) {
            (false, true) if self.chairs() => {
                format!("the end of the record; {} goes on to the next step", key(A::Agenda))
            }
            (false, false) => format!("the end of the record so far; {} is now", key(A::Now)),
            _ => "the end of the record".to_owned(),
        };
        self.say_quietly(words);
    }

    /// What came later is an outcome, and is not to be told yet. Whoever looks back in a room that
    /// goes on knows it already.
    pub(super) fn hides_later(&self) -> bool {
        let finished = self.meeting.is_some();
        self.past.as_ref().is_some_and(|past| (past.alone || finished) && !past.reveals())
    }

    /// The end of a finished journal is its outcome: one is asked before it is shown.
    pub(super) fn would_give_away(&mut self) -> bool {
        let hides = self.hides_later();
        if hides {
            let sentence = "Go to the end? It gives the outcome away.".to_owned();
            self.ask = Some(Ask::Sure(Sure::new(sentence, Deed::ToTheEnd)));
        }
        hides
    }

    /// All that was written about this record by then.
    pub(super) fn open_moment(&mut self) {
        let Some(place) = self.past.as_ref().map(Past::place) else { return };
        let what = self.register().what(place);
        let about =
            what.filter(|what| !what.is_entry()).and_then(|what| what.about()).unwrap_or(place);
        let about = self.picked_in_walk().unwrap_or(about);
        self.ask = Some(Ask::Look(Look::detail(about)));
    }

    /// The pane that the arrows go through.
    fn walk_pane(&self) -> Pane {
        if self.has_columns() {
            self.select.pane
        } else {
            self.select.tab.unwrap_or(Pane::Timeline)
        }
    }

    /// The panes go round; where one is seen at a time the timeline is the first.
    fn next_pane_in_walk(&mut self, by: isize) {
        let all = Pane::ALL;
        let here = all.iter().position(|pane| *pane == self.walk_pane()).unwrap_or(0);
        let to = (here.cast_signed() + by).rem_euclid(all.len().cast_signed());
        if let Some(pane) = usize::try_from(to).ok().and_then(|to| all.get(to)) {
            self.pane(*pane);
        }
    }

    /// Alone nobody shows another moment, and a journal that is read has no now.
    fn say_no_now(&mut self) {
        let last = self.key_of(Action::Last);
        self.say_quietly(format!("nobody shows another moment here; {last} goes to the end"));
    }

    /// The row that was picked of what is shown; none where the moment moved on since.
    pub(crate) fn picked_in_walk(&self) -> Option<EntryId> {
        let past = self.past.as_ref()?;
        let (pane, entry) = (self.walk_pane(), self.select.entry()?);
        let there = match pane {
            Pane::Timeline => past.picked_at == Some(past.place()),
            pane => index_of(&past.board, pane, self.select.spot).is_some(),
        };
        there.then_some(entry)
    }

    /// Up and down through the rows of a pane, so that what stands above and below can be read
    /// without leaving the moment; with hindsight then and now may be longer than the screen.
    pub(super) fn step_in_walk(&mut self, by: isize) {
        if self.past.as_ref().is_some_and(|past| past.hindsight) {
            return self.scroll_beside(by);
        }
        let (pane, picked) = (self.walk_pane(), self.picked_in_walk());
        let Some(past) = &mut self.past else { return };
        self.select.pane = pane;
        if pane == Pane::Timeline && picked.is_none() {
            self.select.spot = Some(Spot::Entry(past.place()));
        }
        self.select.step(&past.board, Step::Rows(by), &[]);
        past.picked_at = Some(past.place());
    }

    /// Then and now may be longer than the screen.
    fn scroll_beside(&mut self, by: isize) {
        if let Some(past) = self.past.as_mut().filter(|past| past.hindsight) {
            past.top = past.top.saturating_add_signed(by);
        }
    }

    pub(super) fn walk_to_the_end(&mut self) {
        if let Some(past) = &mut self.past {
            past.walk(&self.journal, Walk::Last, self.me);
            self.moved();
        }
    }

    /// The pointer went down on this cell of the band, or was dragged to it: the moment under it is
    /// shown. Where no moment is drawn yet, nobody can mean one: there it leads nowhere.
    pub(super) fn drag(&mut self, x: u16, released: bool) {
        let (now, hides) = (self.now(), self.hides_later());
        let Some(past) = &mut self.past else { return };
        let band = band(Rect::new(0, 0, self.size.0, 1));
        let known = (self.journal.as_slice(), &self.live.register);
        let Some(axis) = Axis::of(past, known, band.width) else { return };
        let cell = x.saturating_sub(band.x).min(band.width.saturating_sub(1));
        let (moment, shown) = (axis.meant(cell), past.board.now);
        if past.dragged.is_none() && hides && moment > shown {
            return self.say_not_shown_yet();
        }
        // In a room that goes on the band leads beyond now.
        let until = if hides { shown } else { now };
        let dragged = past.dragged.unwrap_or(Dragged { axis, until });
        past.dragged = Some(dragged).filter(|_| !released);
        past.walk(&self.journal, Walk::Moment(moment.min(dragged.until)), self.me);
        self.moved();
    }

    fn say_not_shown_yet(&mut self) {
        let (on, all) = (self.key_of(A::NextRecord), self.key_of(A::ThenAndNow));
        self.say_quietly(format!("the rest is not shown yet: {on} goes on, {all} shows all"));
    }

    /// A drag that began on the band goes on wherever the pointer is.
    pub(super) fn drag_on(&mut self, x: u16, released: bool) {
        if self.past.as_ref().is_some_and(|past| past.dragged.is_some()) {
            self.drag(x, released);
        }
    }

    fn walk_look(&mut self, action: Action) {
        let alone = self.past.as_ref().is_some_and(|past| past.alone);
        match action {
            Action::StepOut if alone => self.ask_to_leave(),
            Action::StepOut | Action::Now if !alone => self.leave_past(),
            Action::Now => self.say_no_now(),
            Action::NextPane => self.next_pane_in_walk(1),
            Action::PreviousPane => self.next_pane_in_walk(-1),
            Action::GoTo => self.open_seek(Seeking::Place),
            Action::Find => self.open_find(),
            Action::Palette => self.open_palette(),
            Action::Situation => self.look(LookAt::Situation),
            Action::ReadReport => self.read_report(),
            Action::Help => self.open_help(),
            Action::Open => self.open_moment(),
            Action::Down => self.step_in_walk(1),
            Action::Up => self.step_in_walk(-1),
            Action::Pane1 => self.select.tab = None,
            Action::Pane2 => self.pane(Pane::Timeline),
            Action::Pane3 => self.pane(Pane::Known),
            Action::Pane4 => self.pane(Pane::Asked),
            Action::Pane5 => self.pane(Pane::Doing),
            Action::Pane6 => self.pane(Pane::People),
            _ => {}
        }
    }
}
