//! Looking at then in a room that goes on. The panes show the register as it was known at a moment;
//! all around them is of now: what is wrong, what waits for me, the cards, the line.
//!
//! What is written is written now. Nothing is done to a row of then: #14 is the same entry now, but
//! what is read of it is not what it says by now. So keys that write open the line, the keys of a card
//! answer it, and every other deed waits for the way back, which the refusal names.

use crossterm::event::KeyEvent;
use warroom_register::{Record, Register};

use super::asks::look::LookAt;
use super::board::Board;
use super::line::after_esc;
use super::msg::Effect;
use super::past::Past;
use super::words::moment;
use super::{App, Shows};
use crate::keys::{Action, Group, Place};

impl App {
    /// The moment that is looked at in a room that goes on.
    pub(crate) fn then(&self) -> Option<&Past> {
        match self.shows() {
            Shows::Then(past) => Some(past),
            Shows::Lobby | Shows::Room | Shows::Walk(_) | Shows::Review(..) => None,
        }
    }

    /// The moment that the whole screen is about: in a walkthrough, and at a review.
    pub(crate) fn whole_past(&self) -> Option<&Past> {
        match self.shows() {
            Shows::Walk(past) | Shows::Review(_, past) => Some(past),
            Shows::Lobby | Shows::Room | Shows::Then(_) => None,
        }
    }

    /// What everything around the panes is about: the room as it is now, also while these show then.
    pub(crate) fn board_now(&self) -> &Board {
        if self.then().is_some() { &self.live } else { self.board() }
    }

    /// The register of that.
    pub(crate) fn register_now(&self) -> &Register {
        &self.board_now().register
    }

    pub(super) fn then_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(plain) = after_esc(event) {
            self.then_act(Action::StepOut);
            return self.key(plain);
        }
        let effects = if let Some(action) = self.keymap.lookup(Place::Then, event) {
            self.then_act(action)
        } else {
            self.no_key(event);
            Vec::new()
        };
        self.watch_for_words(event, !effects.is_empty());
        effects
    }

    /// A key of then that was pressed in the line: the cursor stays there.
    pub(super) fn then_key_from_line(&mut self, event: KeyEvent) -> Vec<Effect> {
        let effects = self.then_key(event);
        self.came_from = self.home();
        if self.ask.is_none() {
            self.place = Place::Line;
        }
        effects
    }

    /// Does what a key means while then is looked at.
    pub(super) fn then_act(&mut self, action: Action) -> Vec<Effect> {
        use Action as A;
        match action {
            A::NextNeed => {
                self.leave_past();
                self.act(action)
            }
            A::StepOut if self.cards.put_away() => Vec::new(),
            // The situation that belongs to a card is that of now.
            A::Situation if self.card_names(action) => {
                self.leave_past();
                self.look(LookAt::Situation);
                Vec::new()
            }
            _ if self.works_at_then(action) => self.act(action),
            _ if self.only_looks_at_then(action) => {
                self.walk_act(action);
                Vec::new()
            }
            A::Suspend => self.stop(),
            A::Redraw => vec![Effect::Redraw],
            _ => {
                self.say_then(action);
                Vec::new()
            }
        }
    }

    fn card_names(&self, action: Action) -> bool {
        self.cards.open().is_some_and(|card| card.keys().contains(&action))
    }

    /// Whether this is done from here: what opens an empty line, what takes back my last, and what
    /// answers a card or the proposal before the room. All of it is of now.
    pub(super) fn works_at_then(&self, action: Action) -> bool {
        use Action as A;
        match action {
            A::Observation
            | A::Did
            | A::Fact
            | A::Question
            | A::Task
            | A::Impact
            | A::Idea
            | A::Propose
            | A::GoOn
            | A::TakeBack => true,
            A::No if self.live.before_room().is_some() => true,
            A::StepOut | A::Situation => false,
            _ => self.card_names(action),
        }
    }

    /// Whether it moves the moment, or looks at something.
    pub(super) fn only_looks_at_then(&self, action: Action) -> bool {
        let writes = matches!(action.group(), Group::Writes | Group::Commands | Group::Reviews);
        // Nothing plays here: the key that would is that of a proposal.
        let speeds = matches!(action, Action::Faster | Action::Slower);
        let moves = !writes && !speeds && self.keymap.key_for(Place::Walkthrough, action).is_some();
        moves || action == Action::NextNeed
    }

    /// What is done to a row, or to the room, is done at now: nothing happens here, and how one gets
    /// there is said.
    fn say_then(&mut self, action: Action) {
        let (at, now) = (moment(self), self.key_of(Action::Now));
        let deed = matches!(action.group(), Group::Writes | Group::Commands | Group::Reviews);
        let key = self.keymap.key_for(Place::Register, action).filter(|_| deed);
        let there = key.map(|key| format!(", where {key} does it")).unwrap_or_default();
        self.say(format!("you look at {at}: {now} comes back to now{there}"));
    }

    /// What I wrote stands at now and not among what is looked at: its record says so here.
    pub(super) fn say_recorded_now(&mut self, record: &Record) {
        if self.then().is_none() || self.is_said_over() {
            return;
        }
        let (seq, at) = (record.seq, record.at.clock());
        let now = self.key_of(Action::Now);
        self.say_good(format!("{seq} is recorded, at {at}: {now} comes back to now"));
    }
}
