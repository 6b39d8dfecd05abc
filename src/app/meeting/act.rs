//! Keys of a review, and what each does.

use crossterm::event::KeyEvent;
use warroom_register::{AdviceState, Command, Review, Step};

use super::super::asks::look::LookAt;
use super::super::asks::{Ask, Deed, Look, Meet, Seeking, Subject, Sure};
use super::super::line::after_esc;
use super::super::msg::Effect;
use super::super::typed::Typed;
use super::super::{App, Reach, Screen};
use super::part::Part;
use crate::keys::{Action, Group, Place};

impl App {
    /// A key beside the line.
    pub(in crate::app) fn review_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(plain) = after_esc(event) {
            let effects = self.review_act(Action::StepOut);
            return if effects.is_empty() { self.key(plain) } else { effects };
        }
        if let Some(action) = self.keymap.lookup(Place::Review, event) {
            return self.review_act(action);
        }
        self.no_key(event);
        Vec::new()
    }

    /// Does what a key of a review means.
    pub(in crate::app) fn review_act(&mut self, action: Action) -> Vec<Effect> {
        use Action as A;
        match action {
            A::Star => return self.star_moment(),
            A::Agree => return self.agree_to_timeline(),
            A::TakeChair => return self.take_chair(),
            A::MarkTime => self.pick_if_lead(Subject::Moment),
            A::AgreeReport => self.agree_to_report(),
            A::Agenda => self.agenda(),
            A::WorthDoing => self.worth_doing(),
            A::Chair => self.chair_and_notes(),
            A::Section => self.open_pick(Subject::Meet(Meet::Section)),
            A::GoOn => self.go_on_writing(),
            A::ThenAndNow => self.then_and_now(),
            A::Follow => self.come_back(),
            A::Sheet | A::PreviousPane => self.next_part(action == A::PreviousPane),
            A::Down => self.pick_row(1),
            A::Up => self.pick_row(-1),
            A::Open => self.open_picked(),
            A::StepOut => return self.step_out_of_review(),
            A::NextPivot if self.reads_said() => self.page_said(1, false),
            A::PreviousPivot if self.reads_said() => self.page_said(-1, false),
            A::First if self.reads_said() => self.page_said(-1, true),
            A::Last if self.reads_said() => self.page_said(1, true),
            A::NextPivot if self.on_a_sheet() => self.scroll(1, true),
            A::PreviousPivot if self.on_a_sheet() => self.scroll(-1, true),
            A::First | A::Last if self.on_a_sheet() => self.scroll_to_end(action == A::Last),
            other if other.group() == Group::Walks || matches!(other, A::First | A::Last) => {
                self.move_moment(other);
            }
            other => return self.review_write(other),
        }
        Vec::new()
    }

    /// What is in view is lines to be read, rather than moments.
    fn on_a_sheet(&self) -> bool {
        self.meeting.as_ref().is_some_and(|meeting| !meeting.timeline)
    }

    fn reads_said(&self) -> bool {
        self.part() == Some(Part::Said)
    }

    /// The sheet so many lines or pages on, and not beyond its end.
    pub(in crate::app) fn scroll(&mut self, by: isize, pages: bool) {
        let Some(meeting) = &mut self.meeting else { return };
        let Reach { above, shown } = meeting.reach.unwrap_or_default();
        let lines = if pages { shown.saturating_sub(2).max(1).cast_signed() * by } else { by };
        meeting.picked = None;
        meeting.scroll = meeting.scroll.saturating_add_signed(lines).min(above);
    }

    /// The sheet from its first line, or down to its last: the moment stays what it is.
    fn scroll_to_end(&mut self, last: bool) {
        let Some(meeting) = &mut self.meeting else { return };
        let above = meeting.reach.unwrap_or_default().above;
        meeting.picked = None;
        meeting.scroll = if last { above } else { 0 };
    }

    fn review_write(&mut self, action: Action) -> Vec<Effect> {
        use Action as A;
        match action {
            A::Account => self.write_account(),
            A::Missing => self.write_missing(),
            A::Idea => self.write_advice(),
            A::Factor => self.write_factor(),
            A::Question => self.write_question(),
            A::Answer => self.write_answer(),
            A::Comment => self.write_comment(),
            A::Aware => self.write_aware(),
            A::Differ => self.write_no(),
            A::Correct => self.write_correction(),
            A::Retract => self.write_retraction(),
            A::TakeBack => self.take_back(),
            A::Who => self.look(LookAt::Who),
            A::Situation => self.look(LookAt::Situation),
            A::ReadReport => self.read_report(),
            A::Help => self.open_help(),
            A::Find => self.open_find(),
            A::Palette => self.open_palette(),
            A::GoTo => self.open_seek(Seeking::Place),
            A::Pane1 => self.select.tab = None,
            A::Pane2 | A::Pane3 | A::Pane4 | A::Pane5 | A::Pane6 => {
                self.timeline_in_view();
                self.walk_act(action);
            }
            _ => {}
        }
        Vec::new()
    }

    /// The moment goes on or back: the chair's for all.
    fn move_moment(&mut self, action: Action) {
        let asked = self.ask.is_some();
        self.walk_act(action);
        // The end was asked for, and not gone to yet.
        if self.ask.is_some() == asked {
            self.moved();
        }
    }

    fn timeline_in_view(&mut self) {
        if let Some(meeting) = &mut self.meeting {
            meeting.timeline = true;
            meeting.said = false;
            meeting.picked = None;
            meeting.moved |= meeting.chairs;
        }
    }

    /// What gives the outcome away before its step is asked once: of the chair, since what it sees all
    /// see, and of anybody else for themselves.
    fn then_and_now(&mut self) {
        let early = self.review().is_some_and(Review::is_before_outcome);
        let off = self.past.as_ref().is_some_and(|past| !past.hindsight);
        if !(early && off) {
            return self.show_then_and_now();
        }
        let whose = if self.chairs() {
            "FOR ALL? Everybody's screen shows"
        } else {
            "on this screen alone? It shows"
        };
        let impact = Step::Impact.number();
        let sentence = format!("Then and now, {whose} the outcome, before step {impact}.");
        self.ask = Some(Ask::Sure(Sure::new(sentence, Deed::ShowNow)));
    }

    pub(in crate::app) fn show_then_and_now(&mut self) {
        let (chairs, held) = (self.chairs(), self.review().is_some());
        self.walk_act(Action::ThenAndNow);
        let on = self.past.as_ref().is_some_and(|past| past.hindsight);
        self.moved();
        match (on, chairs, held) {
            (true, true, _) => self.say_good("then and now, for all"),
            (true, false, true) => {
                let back = self.key_of(Action::Follow);
                self.say_good(format!("then and now: only you see it; {back} comes back"));
            }
            _ => {}
        }
    }

    pub(in crate::app) fn pick_row(&mut self, by: isize) {
        if self.part() == Some(Part::Timeline) {
            return self.step_in_walk(by);
        }
        let rows = self.meeting_rows();
        if rows.is_empty() {
            return self.scroll(by, false);
        }
        let Some(meeting) = &mut self.meeting else { return };
        let here = meeting.picked.and_then(|entry| rows.iter().position(|row| *row == entry));
        let to = match here {
            Some(at) => at.saturating_add_signed(by).min(rows.len().saturating_sub(1)),
            None if by > 0 => 0,
            None => rows.len().saturating_sub(1),
        };
        meeting.picked = rows.get(to).copied();
    }

    /// What I said is in view on the sheet, and the keys are about it.
    pub(in crate::app) fn pick_own(&mut self, entry: warroom_register::EntryId) {
        use warroom_register::{Said, What};
        let sheet = self.meeting.as_ref().is_some_and(|meeting| !meeting.timeline);
        let what = self.live.register.what(entry);
        let answers = matches!(
            what,
            Some(What::Said(Said::Accepted(..) | Said::Declined(_) | Said::Rested(_)))
        );
        if sheet && answers {
            // The next one that has no answer.
            let learning = self.live.register.learning();
            let raw = learning.raw(&self.live.register).next();
            if let Some(meeting) = &mut self.meeting {
                meeting.picked = raw;
            }
        } else if sheet
            && self.meeting_rows().contains(&entry)
            && let Some(meeting) = &mut self.meeting
        {
            meeting.picked = Some(entry);
        }
    }

    fn open_picked(&mut self) {
        match self.meeting.as_ref().and_then(|meeting| meeting.picked) {
            Some(entry) => self.ask = Some(Ask::Look(Look::detail(entry))),
            None => self.walk_act(Action::Open),
        }
    }

    fn step_out_of_review(&mut self) -> Vec<Effect> {
        let narrowed = !self.drawn_board().filtered_by().is_empty();
        let row = self.picked_in_walk().is_some();
        let Some(meeting) = &mut self.meeting else { return Vec::new() };
        if narrowed {
            self.drawn_board().filter("");
        } else if meeting.picked.take().is_some() || std::mem::take(&mut meeting.said) {
        } else if row {
            self.select.spot = None;
        } else if self.select.tab.take().is_some() {
        } else if meeting.astray {
            self.come_back();
        } else if meeting.from_room {
            self.leave_meeting();
        } else {
            self.ask_to_leave();
        }
        Vec::new()
    }

    /// `G`: from a closed room into the review; there the next step, or the beginning.
    pub(in crate::app) fn agenda(&mut self) {
        if self.meeting.is_none() {
            if self.screen == Screen::Room && self.live.register.incident().closed_at.is_some() {
                self.open_meeting();
                if let Some(meeting) = &mut self.meeting {
                    meeting.from_room = true;
                }
                return;
            }
            let phase = self.key_of(Action::Phase);
            return self.say(format!("the review comes after the incident: {phase} closes it"));
        }
        let Some(review) = self.review() else { return self.begin() };
        if review.chair != self.me {
            let chair = review.chair;
            let takes = self.key_of(Action::TakeChair);
            return self
                .say(format!("{chair} has the chair: {takes} takes it when {chair} is gone"));
        }
        let next = usize::from(review.at().number());
        self.open_pick(Subject::Meet(Meet::Agenda));
        if let Some(Ask::Pick(pick)) = &mut self.ask {
            // The end asks why: there a digit could be its first letter, and is chosen by none.
            pick.picked = Some(next).filter(|next| *next < Step::ALL.len());
        }
    }

    /// The review begins with whoever leads through it.
    fn begin(&mut self) {
        let agenda = self.guide.agenda;
        let probe = Command::OpenReview { facilitator: self.me, notes: None, agenda };
        match self.may(&probe) {
            Ok(()) => self.open_pick(Subject::Meet(Meet::Facilitator(agenda))),
            Err(refusal) => self.say(refusal),
        }
    }

    fn chair_and_notes(&mut self) {
        match self.may(&Command::SetNotes { who: Some(self.me) }) {
            Ok(()) => self.open_pick(Subject::Meet(Meet::ChairOrNotes)),
            Err(refusal) => self.say(refusal),
        }
    }

    /// One key, and only where the chair is gone.
    fn take_chair(&mut self) -> Vec<Effect> {
        let why = warroom_register::Text::default();
        self.ask_room(Command::TakeChair { why }, Typed::nothing())
    }

    fn worth_doing(&mut self) {
        let Some(entry) = self.picked_advice() else {
            return self.say(self.select_at_review("a recommendation"));
        };
        let now = self.now();
        let probe = Command::RestAdvice { entry, until: now.plus_seconds(60) };
        match self.may(&probe) {
            Ok(()) => {
                self.open_pick(Subject::Meet(Meet::Advice(entry)));
                self.say_of_idea(entry);
            }
            Err(refusal) => self.say(refusal),
        }
    }

    /// What is to be said of an idea before anybody makes it happen.
    fn say_of_idea(&mut self, entry: warroom_register::EntryId) {
        if self.live.register.learning().is_idea(entry) {
            let idea = self.key_of(Action::Idea);
            self.say(format!(
                "{entry} is an idea yet: Esc, then {idea} says whether it is technical or organisational"
            ));
        }
    }

    /// The recommendation that is picked; where none is, the only one that is raw, behind a meeting
    /// the only one that has no answer.
    pub(super) fn picked_advice(&self) -> Option<warroom_register::EntryId> {
        let learning = self.live.register.learning();
        let picked = self.meeting.as_ref()?.picked;
        if let Some(entry) = picked.filter(|entry| learning.advice.contains_key(entry)) {
            return Some(entry);
        }
        let raw = |e: &&warroom_register::EntryId| {
            learning.advice.get(*e).is_some_and(|advice| advice.state == AdviceState::Raw)
        };
        let behind = super::rows::unanswered(&self.live.register);
        if let [only] = behind.as_slice() {
            return Some(*only);
        }
        let all = super::rows::advice_told(&self.live.register, self.me);
        let mut raw = all.iter().filter(raw);
        raw.next().copied().filter(|_| raw.next().is_none())
    }

    fn star_moment(&mut self) -> Vec<Effect> {
        let Some(entry) = self.moment() else {
            let sheet = self.key_of(Action::Sheet);
            self.say(format!("a pivot is a moment of the timeline: {sheet} shows it"));
            return Vec::new();
        };
        let on = !self.live.register.starred(entry);
        let effects = self.ask_room(Command::Star { entry, on }, Typed::nothing());
        if !effects.is_empty() {
            let is = if on { "is a pivot now" } else { "is no pivot any more" };
            let key = self.key_of(Action::Star);
            self.say_good(format!("{entry} {is}, for all: {key} takes that back"));
        }
        effects
    }

    fn agree_to_timeline(&mut self) -> Vec<Effect> {
        let changed = self.live.register.timeline_changed();
        let agrees = |review: &Review| review.agreed.get(&self.me).is_some_and(|it| *it >= changed);
        if self.review().is_some_and(agrees) {
            let differ = self.key_of(Action::Differ);
            self.say_quietly(format!(
                "you agree to the timeline already; {differ} sees it differently"
            ));
            return Vec::new();
        }
        self.ask_room(Command::AgreeTimeline {}, Typed::nothing())
    }

    fn agree_to_report(&mut self) {
        let agree = Command::AgreeReport {};
        if let Err(refusal) = self.may(&agree) {
            return self.say(refusal);
        }
        let sentence = format!(
            "{} agrees to the report as it stands now, by name ({} reads it). What is written after \
             this is not agreed to.",
            self.me,
            self.key_of(Action::ReadReport)
        );
        self.ask = Some(Ask::Sure(Sure::new(sentence, Deed::Command(agree))));
    }
}
