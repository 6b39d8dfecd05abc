//! Whose move it is: what stands on YOU, what on LATE, and the cards that ask a person something.

mod next;

use warroom_register::attention::{Attention, Need};
use warroom_register::rights::{leads, may_take_lead};
use warroom_register::words::Role;
use warroom_register::{At, EntryId, Handle};

use super::board::Board;
use crate::keys::Action;

/// A card that somebody else caused takes keys only after it was seen for so long.
const CARD_ARMS_MS: i64 = 700;

impl Board {
    /// What this responder can do something about now: asked of them, or of nobody and theirs to take.
    pub(crate) fn yours(&self, me: Handle) -> impl Iterator<Item = &Attention> {
        self.needs.iter().filter(move |n| {
            n.asked == Some(me)
                || (n.asked.is_none() && matches!(n.what, Need::NoLead | Need::LeadAway))
        })
    }

    /// What is late for the room and not on this responder's own line already.
    pub(crate) fn late_for_room(&self, me: Handle) -> impl Iterator<Item = &Attention> {
        let yours = move |n: &&Attention| n.asked != Some(me) || room_knows(n.what);
        self.needs.iter().filter(|n| n.late).filter(yours)
    }

    /// Whether LATE is this responder's line: who leads or helps to lead has to see it all.
    pub(crate) fn watches_the_clock(&self, me: Handle) -> bool {
        leads(&self.register, me)
            || self.register.roles_of(me).any(|r| matches!(r, Role::Comms | Role::Scribe))
    }

    /// What the lead sees as late belongs on LATE even though the lead is asked to mend it.
    fn lead_mends(what: Need) -> bool {
        matches!(what, Need::TaskNobody | Need::QuestionNobody | Need::NoComms | Need::NoImpact)
    }

    /// The asks that stand on YOU: for a lead only what nobody else can do.
    pub(crate) fn you(&self, me: Handle) -> Vec<&Attention> {
        let early = self.alone();
        self.yours(me).filter(|n| early || !Self::lead_mends(n.what)).collect()
    }

    /// Who may take the lead and is here, but for whoever has it.
    pub(crate) fn may_lead(&self, here: &[Handle]) -> Vec<Handle> {
        let lead = self.register.lead();
        let may = |who: &Handle| may_take_lead(&self.register, *who) && Some(*who) != lead;
        here.iter().copied().filter(may).collect()
    }

    fn alone(&self) -> bool {
        self.register.responders().len() < 2
    }
}

/// Late things that are everybody's to know although one person is asked.
fn room_knows(what: Need) -> bool {
    Board::lead_mends(what) || matches!(what, Need::TaskUnanswered | Need::TaskOver)
}

/// What came up then was on the screen long enough to be answered.
pub(crate) fn seen(since: At, now: At) -> bool {
    now.ms() - since.ms() >= CARD_ARMS_MS || now < since
}

/// What a card asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Card {
    /// A task was given to me.
    Task(EntryId),
    /// A role was offered to me.
    Role(Role, EntryId),
    /// How it stands was asked of me, by that record.
    Round(EntryId),
}

impl Card {
    /// What it is about.
    pub(crate) const fn entry(self) -> EntryId {
        match self {
            Self::Task(entry) | Self::Role(_, entry) | Self::Round(entry) => entry,
        }
    }

    /// The keys that it names, the one that says yes first.
    pub(crate) const fn keys(self) -> [Action; 4] {
        use Action as A;
        match self {
            Self::Task(_) => [A::Yes, A::No, A::Question, A::Ended],
            Self::Role(..) => [A::Accept, A::No, A::Question, A::Situation],
            Self::Round(_) => [A::Answer, A::Blocked, A::Question, A::StepOut],
        }
    }
}

/// The cards: the first is on the screen, the others wait until it is answered or put away.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cards {
    waiting: Vec<Card>,
    put_away: Vec<Card>,
    shown: Option<(Card, At)>,
    /// Something else is read over it: the keys are for that.
    covered: bool,
}

impl Cards {
    /// The card on the screen.
    pub(crate) fn open(&self) -> Option<Card> {
        self.shown.filter(|_| !self.covered).map(|(card, _)| card)
    }

    /// Whether another entry is read over the card; one that is seen again wakes anew.
    pub(crate) fn cover(&mut self, read: Option<EntryId>, now: At) {
        let covered = read.is_some_and(|read| self.shown.is_some_and(|it| it.0.entry() != read));
        if self.covered && !covered {
            self.shown = self.shown.map(|(card, _)| (card, now));
        }
        self.covered = covered;
    }

    /// The card on the screen, once its keys are awake.
    pub(crate) fn armed(&self, now: At) -> Option<Card> {
        self.shown.filter(|(_, at)| !self.covered && seen(*at, now)).map(|(card, _)| card)
    }

    /// Takes the card off the screen; it stays under YOU.
    pub(crate) fn put_away(&mut self) -> bool {
        let Some((card, _)) = self.shown.take() else { return false };
        self.put_away.push(card);
        true
    }

    /// Brings a card back that was put away.
    pub(crate) fn bring_back(&mut self, card: Card, now: At) -> bool {
        let known = self.waiting.contains(&card);
        if known {
            self.put_away.retain(|c| *c != card);
            self.shown = Some((card, now));
        }
        known
    }

    /// Works out the cards of this moment; a new one never pushes away the one being answered.
    pub(crate) fn settle(&mut self, board: &Board, me: Handle, now: At) {
        self.waiting = board.yours(me).filter_map(card_of).collect();
        self.put_away.retain(|card| self.waiting.contains(card));
        if self.shown.is_some_and(|(card, _)| !self.waiting.contains(&card)) {
            self.shown = None;
        }
        if self.shown.is_none() {
            let next = self.waiting.iter().find(|card| !self.put_away.contains(card));
            self.shown = next.map(|card| (*card, now));
        }
    }
}

/// The card of a need, if it has one.
pub(crate) fn card_of(need: &Attention) -> Option<Card> {
    match (need.what, need.entry) {
        (Need::TaskUnanswered, Some(entry)) => Some(Card::Task(entry)),
        (Need::RoleOffered(role), Some(entry)) => Some(Card::Role(role, entry)),
        (Need::RoundUnanswered, Some(entry)) => Some(Card::Round(entry)),
        _ => None,
    }
}

/// What rings: a first arrival in YOU, and once more after a minute without an answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bell {
    rung: Vec<(Need, Option<EntryId>, At, bool)>,
    quiet_until_live: bool,
}

/// After so long without an answer the terminal rings once more, in seconds.
const AGAIN_SECONDS: u64 = 60;

impl Bell {
    /// History that is read in rings nobody: what it leaves waiting is known, not new.
    pub(crate) fn hush(&mut self) {
        self.quiet_until_live = true;
    }

    /// The first thing that rings now, if any.
    pub(crate) fn settle<'a>(&mut self, you: &[&'a Attention], now: At) -> Option<&'a Attention> {
        let hushed = std::mem::take(&mut self.quiet_until_live);
        self.rung
            .retain(|(what, entry, ..)| you.iter().any(|n| (n.what, n.entry) == (*what, *entry)));
        let mut rings = None;
        for need in you {
            let known = self.rung.iter_mut().find(|r| (r.0, r.1) == (need.what, need.entry));
            match known {
                Some((_, _, at, again)) if !*again && now.seconds_since(*at) >= AGAIN_SECONDS => {
                    *again = true;
                    rings = rings.or_else(|| card_of(need).map(|_| *need));
                }
                Some(_) => {}
                None => {
                    self.rung.push((need.what, need.entry, now, hushed));
                    let rings_for_it = !hushed && !need.what.is_quiet();
                    rings = rings.or_else(|| rings_for_it.then_some(*need));
                }
            }
        }
        rings
    }
}
