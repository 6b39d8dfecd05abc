//! The review as this screen shows it: the moment that the chair shows, the sheet of each step of
//! the agenda, and what is said.
//!
//! What is shown is no record: the chair's screen says it, the server tells the last one to all.
//! Everything else here is asked of the room like anything.

mod act;
mod may;
mod notes;
pub(crate) mod part;
pub(crate) mod rows;
mod write;

use warroom_register::protocol::Look;
use warroom_register::words::Scope;
use warroom_register::{Command, EntryId, Handle, Review, Seq, Step};

use super::asks::{Ask, Deed, Sure};
use super::board::Board;
use super::link::LinkState;
use super::msg::Effect;
use super::past::{Past, Walk};
use super::purpose::{Purpose, Remark};
use super::typed::Typed;
use super::{App, Reach, Screen, Shows};
use crate::keys::{Action, Place};

/// The review on this screen.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of this screen")]
pub(crate) struct Meeting {
    /// The timeline is in view, rather than the sheet of the step.
    pub(crate) timeline: bool,
    /// What was said has the keys, rather than the timeline above it, or in place of it.
    pub(crate) said: bool,
    /// This screen shows another moment than the chair, until it comes back.
    pub(crate) astray: bool,
    /// The row of the sheet, or of what was said, that the keys are about.
    pub(crate) picked: Option<EntryId>,
    /// What is sought on the sheet, and the row that was picked before.
    pub(crate) sought: Option<(String, Option<EntryId>)>,
    /// Of the sheet so many lines are above what is in view, where no row is picked.
    pub(crate) scroll: usize,
    /// How far it goes, as it was drawn last.
    pub(super) reach: Option<Reach>,
    /// It was gone to from the room, and one goes back there.
    pub(crate) from_room: bool,
    /// The step that was shown last; none where no meeting is held.
    step: Option<Step>,
    /// The meeting that was shown last, by the record that opened it.
    held: Option<Seq>,
    /// This screen had the chair when it was looked at last.
    chairs: bool,
    /// The chair moved the moment on this screen, so that this is the one that shows it.
    moved: bool,
    /// What was given out last.
    told: Option<Look>,
    /// The meeting at which the room was asked to note that I am here, by the record that opened it.
    attends: Option<Seq>,
    /// Who did or wrote something while the incident lasted, as of that record.
    in_it: (Seq, Vec<Handle>),
}

impl App {
    /// The meeting that is held now.
    pub(crate) fn review(&self) -> Option<&Review> {
        self.live.register.learning().review()
    }

    /// Whether I have the chair.
    pub(crate) fn chairs(&self) -> bool {
        self.review().is_some_and(|review| review.chair == self.me)
    }

    /// What is drawn: the room as it is, or as it was.
    pub(crate) fn board(&self) -> &Board {
        match self.shows() {
            Shows::Lobby | Shows::Room => &self.live,
            // Beside the timeline a review is about what is known now, once nothing is hidden any more.
            Shows::Review(meeting, past) if !meeting.timeline && past.whole => &self.live,
            Shows::Then(past) | Shows::Walk(past) | Shows::Review(_, past) => &past.board,
        }
    }

    /// What the ask is about: at a review what was said there is of today, whatever moment is shown,
    /// and in a room so is what is done.
    pub(crate) fn asked_board(&self) -> &Board {
        if self.asks_of_today() { &self.live } else { self.board() }
    }

    pub(super) fn asks_of_today(&self) -> bool {
        let (past, in_room) = match self.shows() {
            Shows::Lobby | Shows::Room | Shows::Walk(_) => return false,
            Shows::Then(past) => (past, true),
            Shows::Review(_, past) => (past, false),
        };
        match &self.ask {
            Some(Ask::Pick(_)) => true,
            Some(Ask::Look(look)) => look.entry().is_some_and(|entry| entry > past.place()),
            Some(Ask::Impact(_) | Ask::Sure(_)) => in_room,
            _ => false,
        }
    }

    /// Everybody who did or wrote something while the incident lasted.
    pub(crate) fn people_in_it(&self) -> &[Handle] {
        self.meeting.as_ref().map_or(&[], |meeting| &meeting.in_it.1)
    }

    /// Where letters are keys on this screen.
    pub(crate) fn home(&self) -> Place {
        match self.shows() {
            Shows::Lobby | Shows::Room => Place::Register,
            Shows::Then(_) => Place::Then,
            Shows::Walk(_) => Place::Walkthrough,
            Shows::Review(..) => Place::Review,
        }
    }

    /// The record that words at the review are about, unless a row is picked.
    pub(crate) fn moment(&self) -> Option<EntryId> {
        let meeting = self.meeting.as_ref()?;
        let past = self.past.as_ref().filter(|_| meeting.timeline);
        let shown = past.map(Past::place);
        // A row that was picked at another moment is no longer what one looks at.
        let fresh = past.and_then(|past| past.picked_at) == shown && !meeting.said;
        let row = self.picked_in_walk().filter(|_| fresh && shown.is_some());
        meeting.picked.or(row).or(shown)
    }

    /// This screen goes to the review as soon as there is a closed incident on it.
    pub(crate) fn wants_review(&mut self) {
        self.wants_review = true;
    }

    /// Shows the review, if there is a record of a closed incident to hold it over.
    fn enter_meeting(&mut self) {
        let register = &self.live.register;
        let all_here = match self.link {
            LinkState::Live => register.head() >= self.head_then,
            LinkState::Down { .. } => true,
            LinkState::Connecting { .. } => false,
        };
        if register.head().0 == 0 || !all_here {
            return;
        }
        self.wants_review = false;
        if register.incident().closed_at.is_none() {
            let phase = self.key_of(Action::Phase);
            return self.say(format!(
                "this incident is not closed: what is learnt comes after it ({phase}, closed)"
            ));
        }
        self.open_meeting();
    }

    /// Whoever comes into a room whose review is held came for that, most likely: one key goes there.
    fn offer_review(&mut self) {
        let comes_in = !self.touched && self.screen == Screen::Room && !self.wants_review;
        let here = self.link == LinkState::Live && self.live.register.head() >= self.head_then;
        if !comes_in || !here || self.ask.is_some() || self.past.is_some() {
            return;
        }
        let Some(chair) = self.review().map(|review| review.chair) else { return };
        let who = if chair == self.me { "You lead".to_owned() } else { format!("{chair} leads") };
        let sentence = format!("{who} the review of this incident now. Enter: go there.");
        let deed = Deed::Act(Action::Agenda);
        self.ask = Some(Ask::Sure(Sure::offered(sentence, deed, self.now())));
    }

    /// Shows the review of this closed incident.
    pub(super) fn open_meeting(&mut self) {
        let mut past = Past::at(&self.journal, Seq(1), false, self.me);
        past.title_hidden = self.guide.title_hidden;
        self.past = Some(past);
        self.meeting = Some(Meeting::default());
        self.place = Place::Review;
        self.select.spot = None;
        self.select.tab = None;
        self.touched = true;
        self.settle_step();
        self.follow_chair();
    }

    pub(super) fn leave_meeting(&mut self) {
        self.meeting = None;
        self.leave_past();
    }

    /// What follows from all that came, once before a frame.
    pub(super) fn settle_meeting(&mut self) -> Vec<Effect> {
        if self.wants_review && self.screen == Screen::Room {
            self.enter_meeting();
        }
        self.offer_review();
        if self.meeting.is_none() {
            return Vec::new();
        }
        self.settle_step();
        self.follow_ideas();
        self.settle_chair();
        let mut effects = self.attend();
        effects.extend(self.show());
        effects
    }

    /// Another meeting begins like the first: nobody stands where the one before ended.
    fn settle_held(&mut self) {
        let Some(held) = self.review().map(|review| review.opened) else { return };
        let Some(meeting) = &mut self.meeting else { return };
        if meeting.held.replace(held).is_none_or(|before| before == held) {
            return;
        }
        (meeting.astray, meeting.moved, meeting.told) = (false, false, None);
        self.look = self.look.filter(|(of, _)| *of == Some(held));
        if let Some(past) = &mut self.past {
            past.hindsight = false;
            past.walk(&self.journal, Walk::First, self.me);
        }
    }

    /// A step that just began shows its sheet, or the timeline; from the third on nothing is hidden.
    fn settle_step(&mut self) {
        self.settle_held();
        let learning = self.live.register.learning();
        let step = learning.review().map(Review::at);
        let over = learning.reviews.last().is_some_and(|review| review.closed.is_some());
        if let Some(past) = &mut self.past {
            past.whole = over || step >= Some(Step::Impact);
            if past.whole {
                past.later.settle(&past.board, &self.live);
            }
        }
        let Some(meeting) = &mut self.meeting else { return };
        // Behind the first meeting nobody comes to it any more.
        let first = learning.reviews.first().map(|review| review.opened);
        let upto = first.unwrap_or_else(|| self.live.register.head());
        if meeting.in_it.0 != upto {
            meeting.in_it = (upto, self.live.register.people_in_it());
        }
        if std::mem::replace(&mut meeting.step, step) != step {
            meeting.timeline = step == Some(Step::Timeline);
            meeting.said = false;
            meeting.picked = None;
            meeting.scroll = 0;
            // Where the step was moved here, what is shown with it is shown from here.
            meeting.moved |= meeting.chairs;
        }
    }

    /// What is picked, or refused in the line, goes on as the recommendation that an idea became.
    fn follow_ideas(&mut self) {
        let learning = self.live.register.learning();
        if let Some(meeting) = &mut self.meeting {
            meeting.picked = meeting.picked.map(|entry| learning.as_advised(entry));
        }
        if let Purpose::Remark(Remark::NotWorth(entry)) = &mut self.line.purpose {
            *entry = learning.as_advised(*entry);
        }
    }

    /// Whoever has just got the chair shows what everybody saw, and not where they looked around.
    fn settle_chair(&mut self) {
        let chairs = self.chairs();
        let Some(meeting) = &mut self.meeting else { return };
        if std::mem::replace(&mut meeting.chairs, chairs) != chairs {
            meeting.astray = false;
            meeting.moved = false;
            self.follow_chair();
        }
    }

    /// Whoever opens the review is at it.
    fn attend(&mut self) -> Vec<Effect> {
        let Some(review) = self.review() else { return Vec::new() };
        let noted = review.attended.contains(&self.me);
        let responder = self.live.register.responders().get(&self.me);
        let may = responder.is_some_and(|r| !r.left && r.scope >= Scope::Respond);
        let opened = Some(review.opened);
        let asked = self.meeting.as_ref().is_none_or(|meeting| meeting.attends == opened);
        if noted || !may || asked || self.link != LinkState::Live {
            return Vec::new();
        }
        if let Some(meeting) = &mut self.meeting {
            meeting.attends = opened;
        }
        self.ask_room(Command::Attend { who: self.me }, Typed::nothing())
    }

    /// What the chair's own screen shows goes out, the last one only.
    fn show(&mut self) -> Vec<Effect> {
        let (Some(past), Some(meeting)) = (&self.past, &mut self.meeting) else {
            return Vec::new();
        };
        if !meeting.chairs || !meeting.moved {
            return Vec::new();
        }
        let (hindsight, timeline) = (past.hindsight, meeting.timeline);
        let as_of = past.as_of(&self.journal);
        let look = Look { seq: past.place(), hindsight, timeline, as_of };
        if meeting.told.replace(look) == Some(look) {
            return Vec::new();
        }
        vec![Effect::Show(look)]
    }

    /// The chair shows this.
    pub(super) fn shown(&mut self, look: Look) {
        // What comes before all of the record did is of the meeting that is held by its end.
        let held = self.review().map(|review| review.opened);
        let all_here = self.live.register.head() >= self.head_then;
        self.look = Some((held.filter(|_| all_here), look)).filter(|_| held.is_some() || !all_here);
        self.follow_chair();
    }

    /// What the chair shows at this meeting, and not at the one before.
    fn look_now(&self) -> Option<Look> {
        let held = self.review()?.opened;
        self.look.filter(|(of, _)| of.is_none_or(|of| of == held)).map(|(_, look)| look)
    }

    /// Shows what the chair shows, unless this screen looks around, or shows it itself. What was
    /// shown in a meeting that is over may come late, and says nothing then.
    fn follow_chair(&mut self) {
        let (Some(look), Some(meeting), Some(past)) =
            (self.look_now(), &mut self.meeting, &mut self.past)
        else {
            return;
        };
        if meeting.astray || (meeting.chairs && meeting.moved) {
            return;
        }
        // Who reads what was said, where that has the screen to itself, follows all the same.
        meeting.timeline = look.timeline && (meeting.timeline || !meeting.said);
        past.hindsight = look.hindsight;
        if (past.place(), past.as_of(&self.journal)) != (look.seq, look.as_of) {
            let walk = look.as_of.map_or(Walk::To(look.seq), Walk::Moment);
            past.walk(&self.journal, walk, self.me);
        }
    }

    /// The moment was moved on this screen: by the chair for all, by others for themselves.
    pub(super) fn moved(&mut self) {
        let Some(meeting) = &mut self.meeting else { return };
        if meeting.chairs {
            meeting.moved = true;
        } else {
            meeting.astray = self.live.register.learning().review().is_some();
        }
        meeting.timeline = true;
        meeting.said = false;
        meeting.picked = None;
    }

    /// Back to the moment that the chair shows.
    fn come_back(&mut self) {
        let shown = self.look_now().is_some();
        if let Some(meeting) = &mut self.meeting {
            meeting.astray = false;
            meeting.said = false;
            meeting.picked = None;
            if !shown {
                meeting.timeline = meeting.step == Some(Step::Timeline);
            }
        }
        self.follow_chair();
    }
}
