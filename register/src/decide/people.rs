//! Who may come in, and who may take over what.

use super::checks::Checked;
use super::help;
use crate::limits::{HANDLES_PER_KEY_MAX, TOKENS_PER_PERSON_MAX};
use crate::register::Register;
use crate::words::{Role, Scope};
use crate::{At, EntryId, Handle, Hash, PublicKey, Refusal, Shown};

/// Who took the lead so many seconds ago was quicker than whoever tries now.
const JUST_TAKEN_SECONDS: u64 = 30;

/// The handles that are kept for the room are nobody's, whoever asks for them.
pub(super) fn join(register: &Register, handle: Handle, key: Option<PublicKey>) -> Checked {
    if Handle::new(handle.as_str()).is_err() {
        return Err(Refusal::HandleKept { handle });
    }
    match register.responders().get(&handle) {
        Some(known) if known.key != key && !key.is_some_and(|key| known.knows(key)) => {
            Err(Refusal::HandleTaken { handle })
        }
        _ => key.map_or(Ok(()), |key| named(register, handle, key)),
    }
}

/// Handles cost nothing, so one key has a few: each is a record, and all of them share one pace. The
/// server itself is enrolled under none.
pub(super) fn named(register: &Register, handle: Handle, key: PublicKey) -> Checked {
    let known = register.handles_of(key);
    if known.len() < HANDLES_PER_KEY_MAX || known.contains(&handle) || handle == Handle::warroom() {
        return Ok(());
    }
    let known: Vec<_> = known.iter().map(Handle::to_string).collect();
    Err(Refusal::Handles { handles: Shown::of(&known.join(", ")) })
}

/// Whoever makes more than they can use closes some first.
pub(super) fn make_token(
    register: &Register,
    author: Handle,
    (until, token): (At, Hash),
    now: At,
) -> Checked {
    help::ahead(until, now)?;
    not_given(register, token)?;
    let tokens = register.tokens().iter();
    let good = tokens.filter(|(_, it)| it.by == author && it.is_good(now));
    let numbers: Vec<_> = good.map(|(seq, _)| seq.to_string()).collect();
    if numbers.len() < TOKENS_PER_PERSON_MAX {
        return Ok(());
    }
    Err(Refusal::Tokens { numbers: Shown::of(&numbers.join(", ")) })
}

pub(super) fn invite(register: &Register, until: At, token: Hash, now: At) -> Checked {
    if until > now { not_given(register, token) } else { Err(Refusal::InviteOver) }
}

/// A hash says nothing of who has the token, and stands in the record: whoever gave it out anew would
/// have what others write by that token in their own name, or open again what was closed.
pub(super) fn not_given(register: &Register, token: Hash) -> Checked {
    let invites = register.invites().iter().map(|(seq, it)| (*seq, it.token));
    let tokens = register.tokens().iter().map(|(seq, it)| (*seq, it.token));
    match invites.chain(tokens).find(|(_, given)| *given == token) {
        Some((entry, _)) => Err(Refusal::TokenGiven { entry }),
        None => Ok(()),
    }
}

pub(super) fn revoke(register: &Register, invite: EntryId) -> Checked {
    match register.invites().get(&invite) {
        Some(door) if !door.revoked => Ok(()),
        Some(_) => Err(Refusal::NoChange),
        None => match register.tokens().get(&invite) {
            Some(token) if !token.revoked => Ok(()),
            Some(_) => Err(Refusal::NoChange),
            None => {
                super::entries::exists(register, invite)?;
                Err(Refusal::WrongKind { entry: invite, wanted: "invite or token" })
            }
        },
    }
}

pub(super) fn offer(register: &Register, role: Role, to: Handle) -> Checked {
    works_here(register, to)?;
    match register.holder(role) {
        Some((who, _)) if who == to => Err(Refusal::HasRole { who, role }),
        _ => Ok(()),
    }
}

pub(super) fn offered(register: &Register, role: Role, author: Handle) -> Checked {
    match register.offers().get(&role) {
        Some(offer) if offer.to == author => Ok(()),
        _ => Err(Refusal::NotOffered { role }),
    }
}

pub(super) fn take_lead(register: &Register, author: Handle, now: At) -> Checked {
    let opened = register.incident().opened_at;
    let quicker = |(_, since): (Handle, At)| {
        now.seconds_since(since) < JUST_TAKEN_SECONDS && opened != Some(since)
    };
    match register.lead() {
        Some(lead) if lead == author => Err(Refusal::HasRole { who: author, role: Role::Lead }),
        Some(lead) if register.holder(Role::Lead).is_some_and(quicker) => {
            Err(Refusal::LeadTaken { lead })
        }
        Some(lead) if register.away_since(lead).is_none() => Err(Refusal::LeadIsHere { lead }),
        _ => Ok(()),
    }
}

pub(super) fn works_here(register: &Register, who: Handle) -> Checked {
    let here = || {
        let all: Vec<_> = register
            .in_order()
            .into_iter()
            .filter(|(_, r)| !r.left && r.scope >= Scope::Respond)
            .map(|(h, _)| h.to_string())
            .collect();
        Shown::line(&all.join(", "), 80)
    };
    match register.responders().get(&who) {
        Some(r) if r.left => Err(Refusal::NotHere { who, here: here() }),
        Some(r) if r.scope < Scope::Respond => Err(Refusal::OnlyWatches { who }),
        Some(_) => Ok(()),
        None => Err(Refusal::NotHere { who, here: here() }),
    }
}

/// Whether somebody can be given what no outside team could do: to call a review, lead through it, take notes.
pub(super) fn sits_here(register: &Register, who: Handle) -> Checked {
    works_here(register, who).map_err(|refusal| match refusal {
        Refusal::NotHere { who, here } => Refusal::NotPresent { who, here },
        other => other,
    })
}

/// Somebody whom the incident knows: who came in, is in it still or not, or came to its review alone.
pub(super) fn known(register: &Register, who: Handle) -> Checked {
    let mut reviews = register.learning().reviews.iter();
    if register.responders().contains_key(&who) || reviews.any(|held| held.attended.contains(&who))
    {
        return Ok(());
    }
    let all: Vec<_> = register.in_order().into_iter().map(|(who, _)| who.to_string()).collect();
    Err(Refusal::Unknown { who, known: Shown::line(&all.join(", "), 80) })
}
