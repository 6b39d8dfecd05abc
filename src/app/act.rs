//! Keys of the register and what each opens; keys that mean the same everywhere.

use crossterm::event::KeyEvent;
use warroom_register::EntryId;
use warroom_register::words::EntryKind;

use super::asks::look::LookAt;
use super::asks::{Ask, Look, Palette, Roles, Seeking, Subject};
use super::edit::Edit;
use super::msg::Effect;
use super::purpose::{Proposal, Purpose};
use super::reading::plain;
use super::select::{Pane, Spot, Step};
use super::{App, Journal};
use crate::keys::{Action, Place};

/// Up and down by a page, in rows.
const PAGE_ROWS: isize = 10;

impl App {
    /// The program has to stop for a while: the draft is kept before.
    pub(crate) fn stop(&mut self) -> Vec<Effect> {
        let mut effects = self.save_draft();
        effects.push(Effect::Suspend);
        effects
    }

    /// Keys that mean the same wherever the cursor is.
    pub(super) fn always(&mut self, event: KeyEvent) -> Option<Vec<Effect>> {
        match self.keymap.lookup(self.place, event) {
            Some(Action::Suspend) => Some(self.stop()),
            Some(Action::Redraw) => Some(vec![Effect::Redraw]),
            Some(Action::Leave) => {
                self.ask_to_leave();
                Some(Vec::new())
            }
            _ => None,
        }
    }

    pub(super) fn register_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let effects = if let Some(action) = self.keymap.lookup(Place::Register, event) {
            self.act(action)
        } else {
            self.no_key(event);
            Vec::new()
        };
        self.watch_for_words(event, !effects.is_empty());
        effects
    }

    /// Does what a key of the register means.
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        use Action as A;
        match action {
            A::Observation => self.write_kind(EntryKind::Observation),
            A::Did => self.write_kind(EntryKind::Action),
            A::Fact => self.write_kind(EntryKind::Fact),
            A::Task => self.write_kind(EntryKind::Task),
            A::Question => self.question(),
            A::Impact => self.say_impact(),
            A::Idea => self.write_kind(EntryKind::Idea),
            A::Propose => {
                self.write_if(&super::may::proposed(), Purpose::Propose(Proposal::default()));
            }
            A::Kind => self.pick_if_lead(Subject::Kind),
            A::Severity => self.pick_if_lead(Subject::Severity),
            A::Phase => self.pick_if_lead(Subject::Phase),
            A::MarkTime => self.pick_if_lead(Subject::Moment),
            A::Roles => self.roles(),
            A::Outside => self.outside(),
            A::GoOn => self.go_on_writing(),
            A::Update => self.open_pick(Subject::Audience),
            A::TakeLead => self.take_lead(),
            A::AskHelp => self.ask_help(),
            A::CallRound => self.call_round(),
            A::Who => self.look(LookAt::Who),
            A::Situation => self.look(LookAt::Situation),
            A::Help => self.open_help(),
            A::ReadReport => self.read_report(),
            A::Find => self.open_find(),
            A::Palette => self.open_palette(),
            A::GoTo => self.open_seek(Seeking::Place),
            A::Then => self.open_seek(Seeking::Moment),
            A::Agenda => self.agenda(),
            other => return self.act_on_row(other),
        }
        Vec::new()
    }

    fn act_on_row(&mut self, action: Action) -> Vec<Effect> {
        use Action as A;
        match action {
            A::Yes => return self.yes(),
            A::No => self.no(),
            A::Accept => return self.accept(),
            A::Star => return self.star(),
            A::TakeBack => self.take_back(),
            A::Answer if self.answer_otherwise() => {}
            A::Answer => self.answer(),
            A::Correct => self.correct(),
            A::Retract => self.retract(),
            A::Ended => self.own_task(Purpose::Finish),
            A::Blocked => self.own_task(Purpose::Block),
            A::MoreTime if self.put_off() => {}
            A::MoreTime => self.own_task(Purpose::Extend),
            A::Assign => self.assign(),
            A::Decide => self.decide(),
            A::Verify => self.verify(),
            A::Open => match self.named_need() {
                Some((action, _)) => return self.act(action),
                None => self.open_row(),
            },
            A::Peek if self.read_card() => {}
            A::Peek => self.open_row(),
            A::Wider | A::Narrower | A::Higher | A::Lower => return self.reshape(action),
            other => self.look_around(other),
        }
        Vec::new()
    }

    fn look_around(&mut self, action: Action) {
        use Action as A;
        match action {
            A::Down => self.step(Step::Rows(1)),
            A::Up => self.step(Step::Rows(-1)),
            A::PageDown => self.step(Step::Rows(PAGE_ROWS)),
            A::PageUp => self.step(Step::Rows(-PAGE_ROWS)),
            A::First => self.step(Step::First),
            A::Last => self.step(Step::Last),
            A::NextPane => self.next_pane(1),
            A::PreviousPane => self.next_pane(-1),
            A::Pane1 => self.digest_again(),
            A::Pane2 => self.pane(Pane::Timeline),
            A::Pane3 => self.pane(Pane::Known),
            A::Pane4 => self.pane(Pane::Asked),
            A::Pane5 => self.pane(Pane::Doing),
            A::Pane6 => self.pane(Pane::People),
            A::Zoom => self.select.zoom = !self.select.zoom,
            A::NextNeed => self.next_need(),
            A::Now => self.back_to_now(),
            A::StepOut => self.step_out(),
            _ => {}
        }
    }

    pub(super) fn step(&mut self, step: Step) {
        let digest = self.digest();
        let board = self.past.as_ref().map_or(&self.live, |past| &past.board);
        self.select.step(board, step, &digest);
    }

    pub(super) fn pane(&mut self, pane: Pane) {
        if !self.has_columns() {
            self.select.tab = Some(pane);
        }
        let board = self.past.as_ref().map_or(&self.live, |past| &past.board);
        self.select.open(pane, board);
    }

    pub(super) fn digest_again(&mut self) {
        self.select.tab = None;
        self.select.zoom = false;
        self.back_to_now();
    }

    fn next_pane(&mut self, by: isize) {
        let all = Pane::ALL;
        let here = all.iter().position(|p| *p == self.select.pane).unwrap_or(0);
        let from_digest = !self.has_columns() && self.select.tab.is_none();
        let last = all.len().cast_signed();
        let to = match (from_digest, here.cast_signed() + by) {
            (true, _) => 0,
            (false, to) if to >= last || to < 0 => {
                if self.has_columns() {
                    usize::try_from(to.rem_euclid(last)).unwrap_or(0)
                } else {
                    return self.digest_again();
                }
            }
            (false, to) => usize::try_from(to).unwrap_or(0),
        };
        if let Some(pane) = all.get(to) {
            self.pane(*pane);
        }
    }

    fn back_to_now(&mut self) {
        if self.past.as_ref().is_some_and(|past| !past.alone) {
            self.leave_past();
        }
        self.select.pane = Pane::Timeline;
        self.select.spot = None;
        self.looked = None;
        self.live.filter("");
    }

    /// Selects an entry where it is shown best.
    pub(super) fn go_to_entry(&mut self, entry: EntryId) {
        let board = &self.live;
        let all =
            [Pane::Doing, Pane::Asked, Pane::Decisions, Pane::Known, Pane::Promised, Pane::Away];
        let pane = all
            .into_iter()
            .find(|pane| super::select::entries(board, *pane).contains(&entry))
            .unwrap_or(Pane::Timeline);
        self.select.go(pane, Spot::Entry(entry));
    }

    fn step_out(&mut self) {
        if self.cards.put_away() {
            return;
        }
        if !self.live.filtered_by().is_empty() {
            self.live.filter("");
        } else if self.select.zoom || self.select.tab.is_some() {
            self.select.zoom = false;
            self.select.tab = None;
        } else {
            self.select.spot = None;
            self.select.pane = Pane::Timeline;
        }
    }

    pub(super) fn look(&mut self, at: LookAt) {
        self.ask = Some(Ask::Look(Look::new(at)));
    }

    pub(super) fn open_help(&mut self) {
        self.look(LookAt::Help(Edit::default()));
    }

    pub(super) fn open_palette(&mut self) {
        let place = if self.place == Place::Line { self.home() } else { self.place };
        self.ask = Some(Ask::Palette(Palette::new(&self.keymap, place, self.me)));
    }

    pub(super) fn read_report(&mut self) {
        // The draft that is read before a meeting is whole: nothing was hidden yet.
        let whole = self.meeting.is_some() && self.review().is_none();
        let board = if whole { &self.live } else { self.board() };
        let upto = board.register.head();
        let upto = usize::try_from(upto.0).unwrap_or(usize::MAX).min(self.journal.len());
        let records = self.journal.get(..upto).unwrap_or_default();
        let journal = Journal { incident: self.incident, id: self.id, records };
        let report = (self.report)(&journal);
        self.look(LookAt::report(plain(&report)));
    }

    fn roles(&mut self) {
        let role = warroom_register::words::Role::Deputy;
        let to = self.me;
        let text = warroom_register::Text::default();
        // Whoever may offer any role at all may open the ask.
        match self.may(&warroom_register::Command::OfferRole { role, to, text }) {
            Err(refusal) if !super::deeds::leads(self) => self.say(refusal),
            Ok(()) | Err(_) => self.open_ask(Ask::Roles(Roles::default())),
        }
    }
}
