//! The checks of the review: when it may be held, and what its meeting may say.

use super::Ask;
use super::checks::{Checked, past, reason, same, short_enough, words};
use super::entries::exists;
use super::people::{known, sits_here};
use crate::agenda::Step;
use crate::learning::AdviceState;
use crate::library::{is_plain, page_fault};
use crate::limits::ADVICE_DAYS_MAX;
use crate::register::Register;
use crate::vocabulary::Command;
use crate::words::EntryKind;
use crate::{At, EntryId, Refusal, Text};

/// What holds for a command of the review; that of any other kind was checked elsewhere.
pub(super) fn command(r: &Register, ask: &Ask) -> Checked {
    use Command as C;
    match &ask.command {
        C::OpenReview { facilitator, notes, .. } => open(r)
            .and_then(|()| known(r, *facilitator))
            .and_then(|()| notes.map_or(Ok(()), |who| known(r, who))),
        C::MoveStep { step } => held(r).and_then(|()| step_to(r, *step)),
        C::TakeChair { why } => short_enough(why).and_then(|()| take_chair(r, ask)),
        C::GiveChair { to } => held(r).and_then(|()| sits_here(r, *to)).and_then(|()| {
            let chair = r.learning().review().map(|review| review.chair);
            same(chair == Some(*to))
        }),
        C::SetNotes { who } => held(r)
            .and_then(|()| who.map_or(Ok(()), |who| sits_here(r, who)))
            .and_then(|()| same(r.learning().review().is_some_and(|held| held.notes == *who))),
        C::Attend { .. } | C::AgreeTimeline {} => held(r),
        C::SeeDifferently { why } => reason(why).and_then(|()| held(r)),
        C::Recount { entry, text, tool, out_of_reach } => words(text)
            .and_then(|()| short_enough(tool))
            .and_then(|()| short_enough(out_of_reach))
            .and_then(|()| over(r))
            .and_then(|()| named(r, *entry)),
        C::AddMissing { kind, seen_at, text } => words(text)
            .and_then(|()| over(r))
            .and_then(|()| past(r, Some(*seen_at), ask.now))
            .and_then(|()| can_be_missing(*kind)),
        C::AddFactor { text, entry, .. } => {
            words(text).and_then(|()| factors_begun(r)).and_then(|()| named(r, *entry))
        }
        C::Recommend { text, idea, .. } => words(text)
            .and_then(|()| over(r))
            .and_then(|()| idea.map_or(Ok(()), |idea| open_advice(r, idea))),
        C::AcceptAdvice { entry, owner, due, link } => short_enough(link)
            .and_then(|()| tracked(link))
            .and_then(|()| in_sight(*due, ask.now))
            .and_then(|()| open_advice(r, *entry))
            .and_then(|()| of_a_kind(r, *entry))
            .and_then(|()| known(r, *owner)),
        C::DeclineAdvice { entry, why } => reason(why).and_then(|()| open_advice(r, *entry)),
        C::RestAdvice { entry, until } => {
            in_sight(*until, ask.now).and_then(|()| open_advice(r, *entry))
        }
        C::FinishAdvice { entry, text } => short_enough(text).and_then(|()| accepted(r, *entry)),
        C::WriteSection { text, .. } | C::AskOfReport { text } => words(text),
        C::Comment { entry, text } => words(text).and_then(|()| named(r, *entry)),
        C::AnswerReader { entry, text } => words(text).and_then(|()| asked(r, *entry)),
        C::MakeAware { whom, how, seen_at } => {
            words(whom).and_then(|()| short_enough(how)).and_then(|()| past(r, *seen_at, ask.now))
        }
        C::AgreeReport {} => over(r),
        C::CloseReview { why } => held(r).and_then(|()| nothing_raw(r, why)),
        _ => Ok(()),
    }
}

/// A day that somebody may live to see, and that a calendar can write.
fn in_sight(day: At, now: At) -> Checked {
    let latest = now.plus_seconds(ADVICE_DAYS_MAX * 86_400);
    if day > latest { Err(Refusal::YearsAhead) } else { Ok(()) }
}

/// Where a team tracks its work: a page, or the one word that it has there. Nothing that a browser
/// would run.
fn tracked(link: &Text) -> Checked {
    let link = link.raw();
    let is_word = !link.contains(|c: char| c.is_whitespace() || c == ':') && is_plain(link);
    if is_word || page_fault(link).is_none() { Ok(()) } else { Err(Refusal::NoTracker) }
}

/// Whether a command is of the review, and so passes once the incident is closed.
pub(super) fn is_of_it(register: &Register, command: &Command) -> bool {
    use Command as C;
    match command {
        of_it if of_it.is_of_review() => true,
        // Whoever leads through it was best not in the incident, and has to come in.
        C::Invite { .. }
        // Kept as made today: what was read out then stays readable.
        | C::Write { kind: EntryKind::Idea | EntryKind::Question, .. } => true,
        // What still needs looking into is asked then, and seen to once somebody looked.
        C::Answer { entry, .. }
        | C::Assign { entry, .. }
        | C::Acknowledge { entry }
        | C::Cancel { entry, .. }
            if register.questions().contains_key(entry) =>
        {
            true
        }
        // What is corrected in the meeting is corrected as of today.
        C::Amend { .. } | C::Retract { .. } | C::Answer { .. } | C::Mark { .. } => {
            register.learning().review().is_some()
        }
        _ => false,
    }
}

fn open(register: &Register) -> Checked {
    over(register)?;
    match register.learning().review() {
        Some(review) => Err(Refusal::ReviewOpen { chair: review.chair }),
        None => Ok(()),
    }
}

/// The incident is closed: what is learnt comes behind it.
fn over(register: &Register) -> Checked {
    if register.incident().closed_at.is_some() { Ok(()) } else { Err(Refusal::NotClosed) }
}

fn held(register: &Register) -> Checked {
    if register.learning().review().is_some() { Ok(()) } else { Err(Refusal::NoReview) }
}

/// What contributed is an outcome: while a meeting reads out what was known, nobody tells it.
fn factors_begun(register: &Register) -> Checked {
    over(register)?;
    match register.learning().review() {
        Some(review) if review.is_before_outcome() => {
            Err(Refusal::FactorsLater { step: review.step })
        }
        Some(_) | None => Ok(()),
    }
}

fn step_to(register: &Register, step: u8) -> Checked {
    let here = register.learning().review().map(|review| review.step);
    if Step::of(step).is_none() {
        return Err(Refusal::NoStep { step });
    }
    if here == Some(step) { Err(Refusal::NoChange) } else { Ok(()) }
}

/// As with the lead: only from somebody whom the room noted gone, or who never came.
fn take_chair(register: &Register, ask: &Ask) -> Checked {
    let review = register.learning().review().ok_or(Refusal::NoReview)?;
    if review.chair == ask.author {
        return Err(Refusal::NoChange);
    }
    if register.chair_is_gone() {
        return Ok(());
    }
    Err(Refusal::ChairIsHere { chair: review.chair })
}

fn named(register: &Register, entry: Option<EntryId>) -> Checked {
    entry.map_or(Ok(()), |entry| exists(register, entry))
}

fn can_be_missing(kind: EntryKind) -> Checked {
    match kind {
        EntryKind::Observation
        | EntryKind::Action
        | EntryKind::Fact
        | EntryKind::Question
        | EntryKind::Impact => Ok(()),
        EntryKind::Task | EntryKind::Decision | EntryKind::Update | EntryKind::Idea => {
            Err(Refusal::Field { kind: kind.name(), field: "place among what was missing" })
        }
    }
}

/// A recommendation, or an idea, about which something can still be said.
fn open_advice(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    let by = register.learning().as_advised(entry);
    if by != entry {
        return Err(Refusal::Replaced { entry, by });
    }
    let advice = register.learning().advice.get(&entry).filter(|_| register.stands(entry));
    match advice.map(|advice| &advice.state) {
        Some(AdviceState::Done(..)) => Err(Refusal::NotOpen { entry, state: "done" }),
        Some(_) => over(register),
        None => Err(Refusal::WrongKind { entry, wanted: "recommendation or idea" }),
    }
}

/// Nobody makes happen what is not known to be a change to the system or to how people work.
fn of_a_kind(register: &Register, entry: EntryId) -> Checked {
    const WANTED: &str =
        "recommendation yet but an idea: recommend it first, as technical or organisational";
    if register.learning().is_idea(entry) {
        return Err(Refusal::WrongKind { entry, wanted: WANTED });
    }
    Ok(())
}

fn accepted(register: &Register, entry: EntryId) -> Checked {
    open_advice(register, entry)?;
    match register.learning().advice.get(&entry).map(|advice| &advice.state) {
        Some(AdviceState::Accepted { .. }) => Ok(()),
        _ => Err(Refusal::WrongKind { entry, wanted: "accepted recommendation" }),
    }
}

fn asked(register: &Register, entry: EntryId) -> Checked {
    exists(register, entry)?;
    match register.learning().readers.get(&entry) {
        Some(None) => Ok(()),
        Some(Some(by)) => Err(Refusal::Answered { entry, by: *by }),
        None => Err(Refusal::WrongKind { entry, wanted: "question about the report" }),
    }
}

/// Nothing stays raw without a word on why.
fn nothing_raw(register: &Register, why: &Text) -> Checked {
    short_enough(why)?;
    let raw = register.learning().raw(register).count();
    if raw > 0 && why.raw().trim().is_empty() { Err(Refusal::Raw { raw }) } else { Ok(()) }
}
