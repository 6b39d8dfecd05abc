//! What was promised and when it is due: one list, from register and clock alone.
//!
//! A next word to an audience, help that was asked, a decision to be looked at again, a review to be
//! called. A promise that was put off stays on the list; it is only not asked about for a while.

use std::collections::BTreeMap;

use crate::register::Register;
use crate::state::Help;
use crate::words::{Audience, Phase, Role};
use crate::{At, EntryId, Handle};

/// What was promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promised {
    /// The next word to this audience.
    Word(Audience),
    /// Somebody outside answers.
    Help,
    /// A decision is looked at again.
    Look,
    /// The review is called.
    Review,
}

impl Promised {
    /// The word in formats.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Word(_) => "update",
            Self::Help => "help",
            Self::Look => "look",
            Self::Review => "review",
        }
    }
}

/// One promise that is still to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// What.
    pub what: Promised,
    /// When it is due; `None` if nobody said.
    pub due: Option<At>,
    /// The entry it comes from; none for the review.
    pub entry: Option<EntryId>,
    /// Who sees to it that it is kept.
    pub who: Option<Handle>,
    /// Its time is over.
    pub late: bool,
    /// It is not asked about until then.
    pub snoozed: Option<At>,
}

/// All promises that are still to be kept: the next one due first, those without a time last.
pub fn promises(register: &Register, now: At) -> Vec<Promise> {
    let mut all = Vec::new();
    let mut add = |what, due: Option<At>, entry: Option<EntryId>, who| {
        let late = due.is_some_and(|due| now >= due);
        let snoozed = entry.and_then(|e| register.snoozed(e)).filter(|until| now < *until);
        all.push(Promise { what, due, entry, who, late, snoozed });
    };
    for (audience, (entry, due)) in next_words(register) {
        add(Promised::Word(audience), Some(due), Some(entry), register.voice());
    }
    for (entry, help) in open_help(register) {
        add(Promised::Help, help.until, Some(entry), minds(register, entry));
    }
    for (entry, at) in register.looks() {
        add(Promised::Look, Some(at), Some(entry), register.lead());
    }
    let held = !register.learning().reviews.is_empty();
    if let Some(review) = register.incident().review.as_ref().filter(|_| !held) {
        add(Promised::Review, review.until, None, review.who);
    }
    all.sort_by_key(|p| (p.due.is_none(), p.due, p.what, p.entry));
    all
}

/// Help that was asked and not given yet.
pub(crate) fn open_help(register: &Register) -> impl Iterator<Item = (EntryId, &Help)> {
    let open = |(entry, help): &(&EntryId, &Help)| help.state.is_open() && register.stands(**entry);
    register.helps().iter().filter(open).map(|(entry, help)| (*entry, help))
}

/// Who asks again when help does not come: the liaison, else who asked first and is still here.
pub(crate) fn minds(register: &Register, entry: EntryId) -> Option<Handle> {
    let liaison = register.holder(Role::Liaison).map(|(who, _)| who);
    let author = register.row(entry).map(|row| row.by);
    let here = |who: &Handle| register.responders().get(who).is_some_and(|r| !r.left);
    liaison.or_else(|| author.filter(here)).or_else(|| register.lead())
}

/// Words without a promise keep the one that stands only so shortly before its time; in seconds.
/// Earlier ones are words in between: who read the promise still waits for it.
const KEEPS_EARLY_SECONDS: i64 = 5 * 60;

/// Whether words that were sent then, with a promise of their own or none, end one for this time: a newer
/// promise takes its place, and words at its time keep it.
pub(crate) fn ends((sent, promise): (At, Option<At>), due: At) -> bool {
    promise.is_some() || sent >= due.plus_seconds(-KEEPS_EARLY_SECONDS)
}

/// When the next word to each audience is due. A promise stands until another one takes its place, or
/// until words at its time keep it; once users are served again none is promised any more.
fn next_words(register: &Register) -> BTreeMap<Audience, (EntryId, At)> {
    let mut next = BTreeMap::new();
    if register.incident().phase >= Phase::Resolved {
        return next;
    }
    let mut sent: Vec<_> = register
        .updates()
        .iter()
        .filter(|(entry, _)| register.stands(**entry))
        .filter_map(|(entry, update)| Some((update.sent?, *entry, update)))
        .collect();
    sent.sort_by_key(|(sent, ..)| *sent);
    for (sent, entry, update) in sent {
        let Some(at) = register.row(sent).map(|row| row.at) else { continue };
        if let Some(due) = update.next_due {
            next.insert(update.audience, (entry, due));
        } else if next.get(&update.audience).is_some_and(|(_, due)| ends((at, None), *due)) {
            next.remove(&update.audience);
        }
    }
    next
}

impl Register {
    /// Whether this entry carries a promise that is still to be kept.
    pub fn promised(&self, entry: EntryId) -> bool {
        next_words(self).values().any(|(word, _)| *word == entry)
            || open_help(self).any(|(help, _)| help == entry)
            || self.looks().any(|(decision, _)| decision == entry)
    }
}
