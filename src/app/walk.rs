//! Looking back: into the past of a room and out of it, and the keys of a walkthrough.

use crossterm::event::KeyEvent;
use warroom_register::{Seq, when};

use super::asks::Seeking;
use super::asks::look::LookAt;
use super::line::after_esc;
use super::msg::Effect;
use super::past::{Past, Walk};
use super::select::{Pane, Spot};
use super::{App, Screen};
use crate::keys::{Action, Place};

impl App {
    /// Does something with the place that these words name.
    pub(super) fn seek(&mut self, words: &str, then: fn(&mut Self, Seq)) {
        match self.place_of(words) {
            Ok(place) => then(self, place),
            Err(sentence) => self.say(sentence),
        }
    }

    /// `#31`, `31` or `14:20`: the record, or the last one that was written by then.
    fn place_of(&self, words: &str) -> Result<Seq, String> {
        let journal = self.journal();
        let last = Seq(journal.len() as u64);
        if let Ok(seq) = words.parse::<Seq>() {
            return if seq <= last { Ok(seq) } else { Err(format!("the last record is {last}")) };
        }
        // In a finished journal the latest past time is meant from its end.
        let end = journal.last().map_or_else(|| self.now(), |record| record.at);
        let alone = self.screen == Screen::Walkthrough;
        let Ok(seen) = when::parse(words, if alone { end } else { self.now() }) else {
            return Err("write #31 for a record or 14:20 for a time".to_owned());
        };
        // To the minute, as it was typed: 14:20 is the end of that minute.
        let minute = words.matches(':').count() == 1;
        let until = if minute { seen.at.plus_seconds(59) } else { seen.at };
        let by_then = journal.partition_point(|record| record.at <= until) as u64;
        if by_then == 0 { Err("nothing was written by then".to_owned()) } else { Ok(Seq(by_then)) }
    }

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
        if let Some(plain) = after_esc(event) {
            self.walk_act(Action::StepOut);
            return self.key(plain);
        }
        if let Some(action) = self.keymap.lookup(Place::Walkthrough, event) {
            self.walk_act(action);
        } else {
            self.no_key(event);
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
            Action::Find => self.open_find(),
            Action::Palette => self.open_palette(),
            Action::Situation => self.look(LookAt::Situation),
            Action::ReadReport => self.read_report(),
            Action::Help => self.open_help(),
            _ => {}
        }
    }
}
