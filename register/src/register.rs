//! The register: what the room knows, as the records up to a place folded together.
//!
//! Nothing changes it but [`Register::apply`]. It keeps one [`Row`] a record and small tables of
//! what has a state; the words of an entry stand in its row and nowhere else.

mod done;
mod hands;
mod keeping;
mod left_open;
mod outside;
mod rows;
mod what;

use std::collections::{BTreeMap, BTreeSet};

use crate::learning::Learning;
use crate::limits::AWAY_SECONDS;
use crate::ran::Ran;
use crate::state::{
    BeforeYes, Condition, Decision, Fact, Help, Host, Impact, InPlace, Incident, Inquiry, Invite,
    Knock, Offer, Question, Redaction, Responder, ReviewDue, Round, Standing, Target, Task, Update,
    WriteToken,
};
use crate::vocabulary::Event;
use crate::words::{Moment, Outcome, Role, Scope};
use crate::{At, CommandId, EntryId, Handle, Hash, PublicKey, Record, Seen, Seq, Text, Title};
use done::Done;
pub use left_open::LeftOpen;
pub use rows::{Iter as RowsIter, Rows};
pub use what::What;

/// One record as the timeline shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When it was recorded.
    pub at: At,
    /// When it happened, as its author says.
    pub seen: Option<Seen>,
    /// Who wrote it.
    pub by: Handle,
    /// What it is.
    pub what: What,
    /// The author's words; of an amended entry, the last ones.
    pub text: Text,
}

/// A wording that an entry had before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Until when it stood.
    pub until: At,
    /// The words.
    pub text: Text,
}

/// A record that does not follow the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} does not follow {head}")]
pub struct Gap {
    /// The last record folded.
    pub head: Seq,
    /// The one that came.
    pub found: Seq,
}

/// What the room knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    pub(crate) rows: Rows,
    pub(crate) incident: Incident,
    pub(crate) responders: BTreeMap<Handle, Responder>,
    pub(crate) roles: BTreeMap<Role, (Handle, At)>,
    pub(crate) offers: BTreeMap<Role, Offer>,
    pub(crate) declined_offers: BTreeMap<Role, Offer>,
    pub(crate) away: BTreeMap<Handle, At>,
    pub(crate) invites: BTreeMap<Seq, Invite>,
    pub(crate) tokens: BTreeMap<Seq, WriteToken>,
    pub(crate) keys: BTreeMap<PublicKey, Scope>,
    pub(crate) owners: BTreeMap<Handle, BTreeSet<PublicKey>>,
    pub(crate) facts: BTreeMap<EntryId, Fact>,
    pub(crate) questions: BTreeMap<EntryId, Question>,
    pub(crate) tasks: BTreeMap<EntryId, Task>,
    pub(crate) before_yes: BTreeMap<Seq, BeforeYes>,
    pub(crate) decisions: BTreeMap<EntryId, Decision>,
    pub(crate) updates: BTreeMap<EntryId, Update>,
    pub(crate) runs: BTreeMap<EntryId, Ran>,
    pub(crate) outcomes: BTreeMap<EntryId, Outcome>,
    pub(crate) impacts: BTreeMap<EntryId, Impact>,
    pub(crate) moments: BTreeMap<Moment, Seen>,
    pub(crate) wordings: BTreeMap<EntryId, Vec<Wording>>,
    pub(crate) retracted: BTreeMap<EntryId, Text>,
    pub(crate) starred: BTreeMap<EntryId, Seq>,
    pub(crate) targets: BTreeMap<EntryId, Target>,
    pub(crate) in_place: BTreeMap<EntryId, InPlace>,
    pub(crate) helps: BTreeMap<EntryId, Help>,
    pub(crate) inquiries: BTreeMap<EntryId, Inquiry>,
    pub(crate) snoozed: BTreeMap<EntryId, At>,
    pub(crate) rounds: BTreeMap<EntryId, Round>,
    pub(crate) reports: BTreeMap<Seq, Condition>,
    pub(crate) conditions: BTreeMap<Handle, Seq>,
    pub(crate) plans: BTreeMap<EntryId, Title>,
    pub(crate) standing: BTreeMap<EntryId, Standing>,
    pub(crate) reviews: BTreeMap<Seq, ReviewDue>,
    pub(crate) redactions: BTreeMap<EntryId, Redaction>,
    pub(crate) redactions_asked: BTreeMap<EntryId, Seq>,
    pub(crate) knocks: BTreeMap<Seq, Knock>,
    pub(crate) barred: BTreeMap<PublicKey, Handle>,
    pub(crate) one_by_one: bool,
    pub(crate) hosts: Vec<Host>,
    pub(crate) served_by: Option<Host>,
    pub(crate) forks: Vec<Seq>,
    pub(crate) went_on_to: BTreeMap<Seq, Seq>,
    pub(crate) term: u32,
    pub(crate) commands: Done,
    pub(crate) learning: Learning,
    pub(crate) newer: bool,
}

impl Register {
    /// The last record folded.
    pub fn head(&self) -> Seq {
        Seq(self.rows.len() as u64)
    }

    /// What is wrong and how bad.
    pub fn incident(&self) -> &Incident {
        &self.incident
    }

    /// The timeline, in the order of writing: the record at place 1 first.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// The row of a record.
    pub fn row(&self, seq: Seq) -> Option<&Row> {
        self.rows.get(seq.index()?)
    }

    /// The words of an entry as they stand now; none for a record that is not there.
    pub fn text(&self, entry: EntryId) -> Text {
        self.row(entry).map(|row| row.text.clone()).unwrap_or_default()
    }

    /// Everyone who ever joined, with the place in which they did.
    pub fn responders(&self) -> &BTreeMap<Handle, Responder> {
        &self.responders
    }

    /// The responders in the order of joining, which is also the digit beside their names.
    pub fn in_order(&self) -> Vec<(Handle, &Responder)> {
        let mut all: Vec<_> = self.responders.iter().map(|(h, r)| (*h, r)).collect();
        all.sort_by_key(|(_, r)| r.number);
        all
    }

    /// Who holds a role, and since when.
    pub fn holder(&self, role: Role) -> Option<(Handle, At)> {
        self.roles.get(&role).copied()
    }

    /// Who leads.
    pub fn lead(&self) -> Option<Handle> {
        self.holder(Role::Lead).map(|(who, _)| who)
    }

    /// Who speaks to the outside: comms, and where nobody has that, the lead.
    pub fn voice(&self) -> Option<Handle> {
        self.holder(Role::Comms).map(|(who, _)| who).or_else(|| self.lead())
    }

    /// The roles of one responder.
    pub fn roles_of(&self, who: Handle) -> impl Iterator<Item = Role> {
        self.roles.iter().filter(move |(_, (h, _))| *h == who).map(|(role, _)| *role)
    }

    /// Roles offered and not yet answered.
    pub fn offers(&self) -> &BTreeMap<Role, Offer> {
        &self.offers
    }

    /// Offers that were declined, each since its `at` and by its `seq`, until the role is offered again or
    /// changes hands.
    pub(crate) fn declined_offers(&self) -> &BTreeMap<Role, Offer> {
        &self.declined_offers
    }

    /// Since when the holder of a role is gone: that is noted only after a while.
    pub fn away_since(&self, who: Handle) -> Option<At> {
        let seconds = i64::try_from(AWAY_SECONDS).unwrap_or_default();
        self.away.get(&who).map(|noted| noted.plus_seconds(-seconds))
    }

    /// The doors, by the record that opened them.
    pub fn invites(&self) -> &BTreeMap<Seq, Invite> {
        &self.invites
    }

    /// The door that a token of this hash opens at this moment.
    pub fn door(&self, token: Hash, now: At) -> Option<(Seq, &Invite)> {
        let found = |i: &Invite| i.token == token && i.is_open(now);
        self.invites.iter().find(|(_, i)| found(i)).map(|(seq, i)| (*seq, i))
    }

    /// What an enrolled machine's key may do (server's own journal).
    pub fn key_scope(&self, key: &PublicKey) -> Option<Scope> {
        self.keys.get(key).copied()
    }

    /// All facts that ever were, by entry.
    pub fn facts(&self) -> &BTreeMap<EntryId, Fact> {
        &self.facts
    }

    /// All questions that ever were, by entry.
    pub fn questions(&self) -> &BTreeMap<EntryId, Question> {
        &self.questions
    }

    /// All tasks that ever were, by entry.
    pub fn tasks(&self) -> &BTreeMap<EntryId, Task> {
        &self.tasks
    }

    /// All decisions, proposed or called, by entry.
    pub fn decisions(&self) -> &BTreeMap<EntryId, Decision> {
        &self.decisions
    }

    /// All words to audiences, by entry.
    pub fn updates(&self) -> &BTreeMap<EntryId, Update> {
        &self.updates
    }

    /// What came of an action or a task.
    pub fn outcome(&self, entry: EntryId) -> Option<Outcome> {
        self.outcomes.get(&entry).copied()
    }

    /// The impact that stands, if any was written.
    pub fn impact(&self) -> Option<EntryId> {
        self.impacts.keys().rev().copied().find(|e| self.stands(*e))
    }

    /// Every impact that was written and stands, oldest first.
    pub fn impacts(&self) -> impl Iterator<Item = EntryId> {
        self.impacts.keys().copied().filter(|e| self.stands(*e))
    }

    /// The times that are known.
    pub fn moments(&self) -> &BTreeMap<Moment, Seen> {
        &self.moments
    }

    /// What an entry said before, oldest first.
    pub fn wordings(&self, entry: EntryId) -> &[Wording] {
        self.wordings.get(&entry).map_or(&[], Vec::as_slice)
    }

    /// Whether an entry stands: it was not retracted.
    pub fn stands(&self, entry: EntryId) -> bool {
        !self.retracted.contains_key(&entry)
    }

    /// Why an entry was retracted.
    pub fn retracted(&self, entry: EntryId) -> Option<&Text> {
        self.retracted.get(&entry)
    }

    /// Whether somebody starred it.
    pub fn starred(&self, entry: EntryId) -> bool {
        self.starred.contains_key(&entry)
    }

    /// Some record is of a version newer than this: then this version only reads.
    pub(crate) fn has_newer(&self) -> bool {
        self.newer
    }

    /// The records that *may* be of this command: 64 bits of its id are kept, not all of them.
    pub fn done(&self, command: CommandId) -> Option<Seq> {
        self.commands.get(command)
    }

    /// Folds the next record in.
    pub fn apply(&mut self, record: &Record) -> Result<(), Gap> {
        self.look_on(record)?;
        self.commands.insert(record.command, record.seq);
        Ok(())
    }

    /// Folds the next record in for looking only: such a register is smaller, and cannot tell
    /// whether a command was done, so nothing can be decided on it.
    pub fn look_on(&mut self, record: &Record) -> Result<(), Gap> {
        let head = self.head();
        if record.seq != head.next() {
            return Err(Gap { head, found: record.seq });
        }
        self.fold(record);
        Ok(())
    }

    /// The register of all these records from the first on.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Result<Self, Gap> {
        let mut register = Self::default();
        records.into_iter().try_for_each(|record| register.apply(record))?;
        Ok(register)
    }

    /// Whether this is the journal of a server rather than of an incident.
    pub(crate) fn is_server(&self) -> bool {
        self.incident.opened_at.is_none()
    }

    /// The event that a record of this register was made of is not kept; this says its kind.
    pub fn what(&self, seq: Seq) -> Option<What> {
        self.row(seq).map(|row| row.what)
    }
}

/// The event's kind and words as a row; everything with a state is folded beside it.
pub(crate) fn row_of(record: &Record, what: What, text: Text) -> Row {
    let seen = match &record.event {
        Event::Written { seen_at, .. }
        | Event::Inquired { seen_at, .. }
        | Event::MadeAware { seen_at, .. }
        | Event::PhaseMoved { seen_at, .. }
        | Event::RoleAccepted { seen_at, .. }
        | Event::LeadTaken { seen_at, .. }
        | Event::Sent { seen_at, .. } => *seen_at,
        Event::MissingAdded { seen_at, .. } => Some(*seen_at),
        Event::TimeMarked { when, .. } | Event::Ran { began: when, .. } => Some(*when),
        _ => None,
    };
    Row { at: record.at, seen, by: record.by, what, text }
}
