//! Why a room records nothing, and what would end that.
//!
//! A room that lost records goes on being read; what is asked waits where it is, since it may be
//! among what is missing. It is never decided here which of two copies is right.
//!
//! What comes of a claim (`Room::claim`), by what is said and how the room is. The first row that fits
//! holds; *may work* is whoever has the scope for it and was not gone on without.
//!
//! | what is said | how the room is | answer |
//! |---|---|---|
//! | went along | they were not asked whether they did | `Agrees`: it is their copy as ever |
//! | any | it went on at a place that theirs is not proven to have passed | `Forked`; who did not go along is asked next time |
//! | any | whoever says it may not work, and something of the journal can be shown | `Unheard` |
//! | longer | it records | `Stopped`: it waits for what they hold |
//! | differs, went along | it records | `Stopped`: nothing is recorded until that is settled |
//! | longer | it is stopped | `Stopped`: they are waited for, too |
//! | differs, went along | it is stopped since copies differ | `Stopped`: they are named, too |
//! | differs, went along | it lost records, was altered or gathers | `Stopped`: they could put nothing back |

use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use warroom_register::protocol::{ServerMessage, StopWhy, Stopped};
use warroom_register::{Handle, Hash, Seq};

use crate::journal::Owed;

/// Whoever holds more and has not brought it is waited for so much longer, at most.
const GATHER_LATER: Duration = Duration::from_secs(20);

/// A room that records nothing now.
#[derive(Debug)]
pub(super) struct Stop {
    why: StopWhy,
    /// What the journal has to hold there to be whole, as the file of heads says.
    proof: Option<(Seq, Option<Hash>)>,
    /// How far the copies reach of those who said so.
    holders: BTreeMap<Handle, Seq>,
    /// How far those were told that it went who have no line of it.
    told: BTreeMap<Handle, Seq>,
    /// Where somebody's copy differs.
    differs_at: Seq,
    gathering: Option<Gathering>,
    /// What came on somebody's word while the room gathered.
    came: Vec<(Handle, Seq, Seq)>,
    /// Nothing of the journal can be shown, and nobody is known.
    blank: bool,
}

/// Who began the room anew, and until when it waits for others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gathering {
    pub(super) by: Handle,
    pub(super) until: Instant,
    last: Instant,
}

/// What all seats are told of it, encoded once.
#[derive(Debug)]
pub(crate) struct Halt {
    pub(crate) stopped: Stopped,
    pub(crate) frame: Utf8Bytes,
    /// Nothing of the journal can be shown, and nobody is known.
    pub(crate) blank: bool,
}

/// A client says that its copy is another one than this journal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    /// Who.
    pub(crate) who: Handle,
    /// How.
    pub(crate) says: Says,
    /// Where: the last record of a copy that is longer or went along, the one at which another differs.
    pub(crate) at: Seq,
    /// They have no line of it: they were told so far.
    pub(crate) told: bool,
}

/// How a copy is another one than this journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    /// It is longer.
    Longer {
        /// Up to here it is this journal, by their hash.
        proven: Seq,
    },
    /// It says otherwise, nobody knows since where.
    Differs,
    /// It says otherwise, though it has what was recorded when this room last went on without what others
    /// may have: so it differs for another reason.
    WentAlong {
        /// Up to here it is this journal, by their hash.
        proven: Seq,
    },
}

impl Claim {
    /// It is no longer one, but one that says otherwise.
    pub(crate) const fn differs(&self) -> bool {
        matches!(self.says, Says::Differs | Says::WentAlong { .. })
    }

    /// Up to where it is this journal, for all that is known.
    pub(super) const fn proven(&self) -> Seq {
        match self.says {
            Says::Longer { proven } | Says::WentAlong { proven } => proven,
            Says::Differs => Seq(0),
        }
    }
}

/// What is said to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Claimed {
    /// The room records nothing until that is settled.
    Stopped,
    /// Behind this place the room went on without what others may have.
    Forked(Seq),
    /// Who may only watch stops nobody.
    Unheard,
    /// They were not asked whether they went along, and say nothing else.
    Agrees,
}

impl Stop {
    /// The journal lost records, says its own file of heads.
    pub(super) fn owing(owed: &Owed) -> Self {
        Self { proof: Some((owed.head, owed.hash)), ..Self::of(StopWhy::Lost) }
    }

    /// Nothing of the journal is certain but what it has to lead to; or all of it is gone.
    pub(super) fn blank(is_gone: bool, (at, hash): (Seq, Hash)) -> Self {
        let why = if is_gone { StopWhy::Lost } else { StopWhy::Altered };
        Self { proof: Some((at, Some(hash))), blank: true, ..Self::of(why) }
    }

    /// The room was begun anew from somebody's copy.
    pub(super) fn gathering(by: Handle, now: Instant, gather: Duration) -> Self {
        let until = now + gather;
        let gathering = Gathering { by, until, last: until + GATHER_LATER };
        Self { gathering: Some(gathering), ..Self::of(StopWhy::Gathers) }
    }

    /// Somebody said so.
    pub(super) fn claimed(claim: &Claim) -> Self {
        let why = if claim.differs() { StopWhy::Differs } else { StopWhy::Lost };
        // Where only the beginning differs, all of it is in doubt.
        Self { differs_at: claim.at.max(Seq(1)), ..Self::of(why) }
    }

    fn of(why: StopWhy) -> Self {
        let (holders, told) = (BTreeMap::new(), BTreeMap::new());
        let (differs_at, came) = (Seq(0), Vec::new());
        Self { why, proof: None, holders, told, differs_at, gathering: None, came, blank: false }
    }

    pub(super) const fn why(&self) -> StopWhy {
        self.why
    }

    /// What is left of it when the journal is what was recorded, up to this place: those who may work on
    /// it and said that they hold more are waited for.
    pub(super) fn for_more(mut self, head: Seq, may_work: impl Fn(Handle) -> bool) -> Option<Self> {
        let waits = |who: &Handle, holds: &mut Seq| *holds > head && may_work(*who);
        self.holders.retain(waits);
        self.told.retain(waits);
        let (holders, told) = (std::mem::take(&mut self.holders), std::mem::take(&mut self.told));
        let waits = !holders.is_empty() || !told.is_empty();
        waits.then(|| Self { holders, told, ..Self::of(StopWhy::Lost) })
    }

    /// Who says that they hold more, or another record; none while a room that was begun anew gathers.
    pub(super) fn claimants(&self) -> Vec<Handle> {
        let gathers = self.why == StopWhy::Gathers;
        self.holders.keys().chain(self.told.keys()).copied().filter(|_| !gathers).collect()
    }

    pub(super) const fn is_blank(&self) -> bool {
        self.blank
    }

    /// Somebody holds another record; false where they said so before.
    pub(super) fn hears(&mut self, claim: &Claim) -> bool {
        // Of a room that lost records, who differs says nothing that could be put back.
        if claim.differs() && self.why != StopWhy::Differs {
            return true;
        }
        let said = if claim.told { &mut self.told } else { &mut self.holders };
        said.insert(claim.who, claim.at).is_none()
    }

    /// These came on this responder's word, while the room gathers.
    pub(super) fn came(&mut self, who: Handle, from: Seq, to: Seq) {
        match self.came.last_mut() {
            _ if self.why != StopWhy::Gathers => {}
            Some((by, _, last)) if *by == who => *last = to,
            Some(_) | None => self.came.push((who, from, to)),
        }
    }

    /// What came so, by whom; said once.
    pub(super) fn take_came(&mut self) -> Vec<(Handle, Seq, Seq)> {
        std::mem::take(&mut self.came)
    }

    /// When the waiting for others is over: later where somebody still holds more.
    pub(super) fn due(&self, head: Seq, now: Instant) -> Option<(Gathering, Instant)> {
        let gathering = self.gathering?;
        let more = self.holders.values().any(|holds| *holds > head);
        let due = if more { gathering.last } else { gathering.until };
        // Looked at again soon, since what others hold may have come meanwhile.
        let again = if more { due.min(now + Duration::from_secs(1)) } else { due };
        Some((gathering, if due <= now { now } else { again }))
    }

    /// What the journal has to hold, if that is known.
    pub(super) const fn proof(&self) -> Option<(Seq, Option<Hash>)> {
        self.proof
    }

    /// Whether nothing is missing any more that anybody knows of.
    pub(super) fn is_over(&self, head: Seq) -> bool {
        self.why == StopWhy::Lost && self.last_missing(head) <= head
    }

    fn last_missing(&self, head: Seq) -> Seq {
        let copies = self.holders.values().chain(self.told.values()).copied();
        copies.chain(self.proof.map(|(seq, _)| seq)).max().unwrap_or(head)
    }

    /// What is told of it.
    pub(super) fn halt(&self, head: Seq) -> Halt {
        let (from, to) = match self.why {
            StopWhy::Lost | StopWhy::Altered | StopWhy::Gathers => {
                (head.next(), self.last_missing(head))
            }
            StopWhy::Differs => (self.differs_at, self.differs_at),
        };
        let all = |holds: &Seq| self.why == StopWhy::Differs || *holds >= to;
        let whole = self.holders.iter().filter(|(_, holds)| all(holds)).map(|(who, _)| *who);
        let mut holders: Vec<Handle> = whole.collect();
        if holders.is_empty() {
            holders = self.holders.keys().copied().collect();
        }
        let proven = self.proof.is_some_and(|(at, hash)| at >= to && hash.is_some());
        let unproven = self.why == StopWhy::Lost && !proven;
        let by = self.gathering.map(|gathering| gathering.by);
        let told =
            self.told.keys().copied().filter(|who| !self.holders.contains_key(who)).collect();
        let stopped = Stopped { why: self.why, from, to, holders, unproven, by, told };
        let frame = ServerMessage::Stopped { stopped: stopped.clone() }.frame().into();
        Halt { stopped, frame, blank: self.blank }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::limits::GATHER_SECONDS;

    /// How long a room that was begun anew waits.
    fn waits(stop: &Stop, now: Instant) -> Duration {
        let (gathering, _) = stop.due(Seq(9), now).unwrap();
        gathering.until - now
    }

    #[test]
    fn a_room_begun_anew_waits_so_long_and_longer_for_who_holds_more() {
        let (ana, now) = ("ana".parse().unwrap(), Instant::now());
        let gather = Duration::from_secs(GATHER_SECONDS);
        let moment = Duration::from_millis(1);
        let mut stop = Stop::gathering(ana, now, gather);
        assert_eq!(waits(&stop, now), gather);
        let due = |stop: &Stop, after: Duration| {
            let (_, at) = stop.due(Seq(9), now + after).unwrap();
            at <= now + after
        };
        assert!(!due(&stop, gather.saturating_sub(moment)));
        assert!(due(&stop, gather));
        let says = Says::Longer { proven: Seq(9) };
        stop.hears(&Claim { who: ana, says, at: Seq(12), told: false });
        assert!(!due(&stop, gather), "somebody holds more");
        assert!(!due(&stop, (gather + GATHER_LATER).saturating_sub(moment)));
        assert!(due(&stop, gather + GATHER_LATER));
    }
}
