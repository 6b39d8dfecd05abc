//! A journal that is not what was recorded: altered, with a hole in it, or gone.
//!
//! Nothing of it is shown, since nobody can say here which of it is true. What was recorded is known by
//! one hash alone: that of the last line, which stands in the file of heads, or else in the journal. A
//! copy that leads to that hash is what was recorded, whoever brings it, and nothing else is taken. So
//! who brings it need not be known; that they hold the incident's first line lets them in, to bring it.

use std::collections::BTreeMap;
use std::sync::Arc;
use warroom_register::words::Scope;
use warroom_register::{Chain, Event, Handle, Hash, IncidentId, PublicKey, Record, Register, Seq};

use super::Room;
use super::whole::{Brought, is_said};
use crate::adopt::PutRight;
use crate::journal::{JournalError, LINES_AT_ONCE_MAX, Owed, Replaced, Store, Whole, hash_of};
use crate::room::Shared;
use crate::room::draft::Draft;
use crate::room::replay::{Closed, replay_unseen};
use crate::room::stop::Stop;

/// What is found of a journal.
pub(super) struct Found {
    pub(super) draft: Draft,
    /// What it had and has not.
    pub(super) owed: Option<Owed>,
    /// Nothing of it can be shown.
    pub(super) blank: Option<Stop>,
}

/// Looks through a journal that ends at `head`.
pub(super) async fn found(shared: &Shared, head: Seq, owed: Option<Owed>) -> Result<Found, Closed> {
    let closed = match replay_unseen(shared, Chain::begin(&shared.header)).await {
        Ok((draft, recent)) => {
            let went_on = |owed: &Owed| draft.register().went_on_to() >= owed.head;
            match owed.as_ref().filter(|owed| owed.altered && !went_on(owed)) {
                None => {
                    recent.show(shared, draft.chain().head);
                    let owed = owed.filter(|owed| !went_on(owed));
                    return Ok(Found { draft, owed, blank: None });
                }
                Some(altered) => Closed::Altered { seen: altered.head },
            }
        }
        Err(closed) if closed.passes() => return Err(closed),
        Err(closed) => closed,
    };
    // A server's own journal is held by nobody else.
    if shared.label.is_none() {
        return Err(closed);
    }
    tracing::error!(incident = ?shared.label, error = %closed, "a journal is not what was recorded");
    let is_gone = matches!(closed, Closed::Journal(JournalError::Unknown));
    let proof = match owed {
        Some(Owed { head, hash: Some(hash), .. }) => (head, hash),
        Some(_) => return Err(closed),
        None => match shared.store.said(shared.id) {
            Some(said) => said,
            None => (head, last(shared, head).await.ok_or(closed)?),
        },
    };
    let draft = Draft::begin(&shared.header);
    Ok(Found { draft, owed: None, blank: Some(Stop::blank(is_gone, proof)) })
}

/// What was put right and is not on record, if it was done: the note is made right before that.
pub(super) async fn owed_note(store: &Store, id: IncidentId) -> Option<PutRight> {
    let note = store.put_right(id)?;
    let Some(hash) = note.hash else { return Some(note) };
    let before = Seq(note.to_seq.0.checked_sub(1)?);
    let line = store.read(id, before, 1).await.ok();
    let done = line.is_some_and(|line| line.first().is_some_and(|line| hash_of(line) == hash));
    if !done {
        store.settle_put_right(id);
    }
    done.then_some(note)
}

/// The hash of the last line, as it stands there.
async fn last(shared: &Shared, head: Seq) -> Option<Hash> {
    let lines = shared.store.read(shared.id, Seq(head.0.checked_sub(1)?), 1).await.ok()?;
    lines.first().map(|line| hash_of(line))
}

impl Room {
    /// Makes the journal what it was recorded to be, from a copy that is proven to be that.
    pub(super) async fn put_right(
        &mut self,
        (who, key): (Handle, PublicKey),
        text: &str,
    ) -> Brought {
        let Some((at, Some(hash))) = self.stop.as_ref().and_then(Stop::proof) else {
            return Err("nothing is missing here".to_owned());
        };
        let copy = copied(Chain::begin(&self.shared.header), text)?;
        let proven = proven(&self.context.store, self.shared.id, copy, (at, hash)).await?;
        // What lies behind what is proven rests on the word of who brought it, if they are who they say.
        let known = proven.is_member(at, who, key);
        let proven = if known { proven } else { proven.up_to(at) };
        let proven = extended(&self.context.store, self.shared.id, proven).await;
        let (header, label) = (Arc::clone(&self.shared.header), self.shared.label);
        let by = if known { who } else { Handle::warroom() };
        let whole = Whole { label, header, lines: proven.into_lines(), by };
        let replaced = self.context.store.replace(self.shared.id, whole).await;
        let Replaced { first, lines, .. } = replaced.map_err(|error| error.to_string())?;
        self.draft = None;
        self.ready().await?;
        let to_seq = self.seen.head;
        tracing::info!(incident = self.name(), %who, lines, head = %to_seq, "the journal was put right");
        self.put_right = first.map(|from_seq| PutRight { by, from_seq, to_seq, lines, hash: None });
        self.wait_for_more().await
    }

    /// Goes on, or waits for those who said that they hold more.
    async fn wait_for_more(&mut self) -> Brought {
        let head = self.seen.head;
        let may_work = |who: Handle| {
            let known = self.draft.as_ref().and_then(|it| it.register().responders().get(&who));
            known.is_some_and(|known| !known.removed && known.scope >= Scope::Respond)
        };
        let more = self.stop.take().and_then(|stop| stop.for_more(head, may_work));
        if more.is_some() {
            self.stop = more;
            self.tell_stop();
        } else {
            self.note_put_right().await;
            self.go_on();
        }
        Ok(head)
    }
}

/// Lines of a copy and what they record, as far as they follow one another.
pub(crate) struct Followed {
    chain: Chain,
    lines: Vec<Arc<str>>,
    records: Vec<Record>,
    /// Hashes of the lines, as the line after each knows it.
    hashes: Vec<Hash>,
}

impl Followed {
    fn take(&mut self, line: &str) -> Result<(), String> {
        let record = self.chain.read(line).map_err(|broken| broken.to_string())?;
        self.records.push(record);
        self.lines.push(Arc::from(line));
        self.hashes.push(self.chain.hash);
        Ok(())
    }

    pub(crate) fn head(&self) -> Seq {
        self.chain.head
    }

    /// The hash of the line at this place, if it is here.
    pub(crate) fn hash_at(&self, at: Seq) -> Option<Hash> {
        self.hashes.get(at.index()?).copied()
    }

    /// Without what lies behind this place.
    pub(crate) fn up_to(mut self, at: Seq) -> Self {
        let count = usize::try_from(at.0).unwrap_or(usize::MAX);
        self.lines.truncate(count);
        self.records.truncate(count);
        self.hashes.truncate(count);
        if let Some(hash) = self.hashes.last() {
            self.chain = Chain { head: self.chain.head.min(at), hash: *hash };
        }
        self
    }

    /// Whether this key is of somebody who works on the incident, as it is known up to this place.
    fn is_member(&self, at: Seq, who: Handle, key: PublicKey) -> bool {
        let count = usize::try_from(at.0).unwrap_or(usize::MAX);
        let Ok(register) = Register::of(self.records.iter().take(count)) else { return false };
        let known = register.responders().get(&who);
        register.barred(&key).is_none()
            && known.is_some_and(|it| it.knows(key) && !it.removed && it.scope >= Scope::Respond)
    }

    /// The lines, without the words that later ones among them took.
    pub(crate) fn into_lines(mut self) -> Vec<Arc<str>> {
        let redacted = self.records.iter().filter_map(|record| match record.event {
            Event::Redacted { entry, .. } => Some((entry, record.seq)),
            _ => None,
        });
        let redacted: BTreeMap<Seq, Seq> = redacted.collect();
        for (entry, by) in redacted {
            let line = entry.index().and_then(|index| self.lines.get_mut(index));
            if let Some(line) = line
                && let Some(without) = Record::redacted_line(line, by)
            {
                *line = Arc::from(without);
            }
        }
        self.lines
    }
}

/// The lines of a copy behind this chain: each must follow the one before.
pub(crate) fn copied(begin: Chain, text: &str) -> Result<Followed, String> {
    let (lines, records, hashes) = (Vec::new(), Vec::new(), Vec::new());
    let mut copy = Followed { chain: begin, lines, records, hashes };
    for line in text.split_terminator('\n') {
        copy.take(line).map_err(|broken| {
            format!("this copy is not whole, or is of another incident: {broken}")
        })?;
    }
    let last = copy.chain.head;
    let said = |record: &Record| {
        record.redacted_by.is_some_and(|by| by > last) || is_said(record, &copy.records)
    };
    match copy.records.iter().find(|record| !said(record)) {
        Some(record) => {
            Err(format!("the words of {} are taken out, and nothing says so", record.seq))
        }
        None => Ok(copy),
    }
}

/// A copy, and behind it what of the journal follows it.
pub(crate) async fn extended(store: &Store, id: IncidentId, mut copy: Followed) -> Followed {
    loop {
        let Ok(more) = store.read(id, copy.chain.head, LINES_AT_ONCE_MAX).await else { break };
        let before = copy.chain.head;
        for line in &more {
            if copy.take(line).is_err() {
                return copy;
            }
        }
        if copy.chain.head == before {
            break;
        }
    }
    copy
}

/// The copy, if with what stands here it leads to this hash at this place.
async fn proven(
    store: &Store,
    id: IncidentId,
    copy: Followed,
    (at, hash): (Seq, Hash),
) -> Result<Followed, String> {
    let held = copy.head();
    let copy = if held < at { extended(store, id, copy).await } else { copy };
    match copy.hash_at(at) {
        Some(found) if found == hash => Ok(copy),
        None => Err(format!(
            "this copy ends at {held}, and what stands here behind it does not follow: whoever has all up \
             to {at} should bring it"
        )),
        Some(_) => Err(format!(
            "{at} is not what was recorded here: this copy was altered, or the server's file of heads was \
             (whoever holds the server's folder can decide that there: warroom restore --data)"
        )),
    }
}
