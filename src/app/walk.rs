//! Looking back: into the past of a room and out of it, and the keys of a walkthrough.

use crossterm::event::KeyEvent;
use warroom_register::Seq;

use super::App;
use super::asks::Seeking;
use super::asks::look::LookAt;
use super::line::typed;
use super::msg::Effect;
use super::past::{Past, Walk};
use super::select::{Pane, Spot};
use crate::keys::{Action, Place};

impl App {
    pub(super) fn go_to_place(&mut self, place: Seq) {
        match &mut self.past {
            Some(past) => past.walk(&self.journal, Walk::To(place), self.me),
            None => self.select.go(Pane::Timeline, Spot::Entry(place)),
        }
    }

    pub(super) fn open_past(&mut self, place: Seq) {
        self.past = Some(Past::at(&self.journal, place, false, self.me));
        self.place = Place::Walkthrough;
        self.select.spot = None;
    }

    pub(super) fn leave_past(&mut self) {
        self.past = None;
        self.place = Place::Register;
    }

    pub(super) fn walk_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(action) = self.keymap.lookup(Place::Walkthrough, event) {
            self.walk_act(action);
        } else if typed(event) == Some(':') {
            self.open_seek(Seeking::Action);
        }
        Vec::new()
    }

    pub(super) fn walk_act(&mut self, action: Action) {
        use Action as A;
        let (now, me) = (self.clock, self.me);
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
            A::Play => return past.play(now),
            A::Faster | A::Slower => return past.change_speed(action == A::Faster),
            A::ThenAndNow => {
                past.hindsight = !past.hindsight;
                return;
            }
            other => return self.walk_look(other),
        };
        past.walk(&self.journal, walk, me);
    }

    fn walk_look(&mut self, action: Action) {
        let alone = self.past.as_ref().is_some_and(|past| past.alone);
        match action {
            Action::StepOut if alone => self.ask_to_leave(),
            Action::StepOut | Action::Now if !alone => self.leave_past(),
            Action::GoTo => self.open_seek(Seeking::Place),
            Action::Situation => self.look(LookAt::Situation),
            Action::ReadReport => self.read_report(),
            Action::Help => self.open_help(),
            _ => {}
        }
    }
}
