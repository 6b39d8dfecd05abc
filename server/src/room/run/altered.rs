//! A journal that is not what was recorded: altered, with a hole in it, or gone.
//!
//! Nothing of it is shown, since nobody can say here which of it is true. What was recorded is known by
//! one hash alone: that of the last line, which stands in the file of heads, or else in the journal. A
//! copy that leads to that hash is what was recorded, whoever brings it, and nothing else is taken. So
//! who brings it need not be known; that they hold the incident's first line lets them in, to bring it.

use std::sync::Arc;
use warroom_register::words::Scope;
use warroom_register::{Chain, Handle, Hash, IncidentId, PublicKey, Record, Register, Seq};

use super::Room;
use super::copy::{Untaken, copied, extended, taken, vouches, works};
use super::whole::Brought;
use crate::journal::notes::PutRight;
use crate::journal::{JournalError, Lines, Owed, Replaced, Store, blocking};
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
            // Of what the file of heads says, only what it said before the room went on is settled.
            let settled = owed.as_ref().is_some_and(|owed| is_settled(owed, draft.register()));
            // Where not even the opening is left, nobody is known who could put back what is missing.
            let empty = draft.chain().head == Seq(0);
            match owed.as_ref().filter(|owed| (owed.altered || empty) && !settled) {
                None => {
                    recent.show(shared, draft.chain().head);
                    if settled {
                        // A crash came before the file could say so: it watches the end that is here.
                        shared.store.write_off(shared.id, draft.chain());
                    }
                    let owed = owed.filter(|_| !settled);
                    return Ok(Found { draft, owed, blank: None });
                }
                Some(owed) if owed.altered => Closed::Altered { seen: owed.head },
                Some(_) => Closed::Journal(JournalError::Unknown),
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
    let draft = Draft::begin(&shared.header, &shared.chance);
    Ok(Found { draft, owed: None, blank: Some(Stop::blank(is_gone, proof)) })
}

/// Whether the room went on without this, and it was confirmed before that: what was confirmed later is
/// another thing, though it ended at the same place.
fn is_settled(owed: &Owed, register: &Register) -> bool {
    let went_on = register.went_on_to(owed.head);
    went_on.is_some_and(|at| owed.since.is_none_or(|since| at > since))
}

/// What was put right and is not on record, if it was done: the note is made right before that.
pub(super) async fn owed_note(store: &Store, id: IncidentId) -> Option<PutRight> {
    let note = store.put_right(id)?;
    let Some(hash) = note.hash else { return Some(note) };
    let before = Seq(note.to_seq.0.checked_sub(1)?);
    match store.read(id, before, 1).await {
        Ok(lines) if lines.first().is_some_and(|line| Record::hash_of_line(line) == hash) => {
            Some(note)
        }
        Ok(_not_done) => {
            store.settle_put_right(id);
            None
        }
        // It stays, for the next start.
        Err(error) => {
            tracing::error!(%error, %id, "whether a journal was put right cannot be read");
            None
        }
    }
}

/// The hash of the last line, as it stands there.
async fn last(shared: &Shared, head: Seq) -> Option<Hash> {
    let lines = shared.store.read(shared.id, Seq(head.0.checked_sub(1)?), 1).await.ok()?;
    lines.first().map(|line| Record::hash_of_line(line))
}

impl Room {
    /// Makes the journal what it was recorded to be, from a copy that is proven to be that.
    pub(super) async fn put_right(
        &mut self,
        (who, key): (Handle, PublicKey),
        lines: Lines,
    ) -> Brought {
        let Some((at, Some(hash))) = self.stop.as_ref().and_then(Stop::proof) else {
            return Err("nothing is missing here".to_owned());
        };
        let (store, id) = (&self.context.store, self.shared.id);
        let (header, label) = (Arc::clone(&self.shared.header), self.shared.label);
        let begin = Chain::begin(&header);
        let copy =
            blocking(move || copied(begin, lines, Some(at))).await.map_err(|e| e.to_string())??;
        let held = copy.head();
        let copy = if held < at { extended(store, id, copy).await? } else { copy };
        let proof = Some((at, Some(hash)));
        taken(&copy, proof, false).map_err(|not| unproven(not, held))?;
        // Who brings it is who they say only if what is proven says so; and what lies behind that rests
        // on the word of who leads.
        let look = move || {
            let register = copy.known_at(at).filter(|register| works(register, who, key));
            let trusted = register.as_ref().is_some_and(|register| vouches(register, who));
            (copy, register.is_some(), trusted)
        };
        let (copy, known, trusted) = blocking(look).await.map_err(|e| e.to_string())?;
        let to = taken(&copy, proof, trusted).map_err(|not| unproven(not, held))?;
        let proven = extended(store, id, copy.up_to(to)).await?;
        let by = if known { who } else { Handle::warroom() };
        let whole = proven.whole(store, (label, header, by)).await?;
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

/// Why a copy does not put right what was altered.
fn unproven(not: Untaken, held: Seq) -> String {
    match not {
        Untaken::Short { at } => format!(
            "this copy ends at {held}, and what stands here behind it does not follow: whoever has all up \
             to {at} should bring it"
        ),
        Untaken::Unlike { at } => format!(
            "{at} is not what was recorded here: this copy was altered, or the server's file of heads was \
             (whoever holds the server's folder can decide that there: warroom restore --data)"
        ),
        Untaken::Unproven => "nothing proves this copy".to_owned(),
    }
}
