//! The checks, one function a command or a few that are alike.

#![warn(clippy::wildcard_enum_match_arm)]

use super::entries::{
    acknowledge, amend, answer, assign, decline, draft, exists, open_task, open_work, retract,
    stands, star, task, verifiable,
};
use super::keeping::{admit, ask_redaction, confirm, gone, host, redact, remove, waits};
use super::people::{
    invite, join, make_token, named, offer, offered, revoke, take_lead, works_here,
};
use super::{Ask, decisions, help, lead, outside, review};
use crate::limits::{
    PLACE_MAX, PLACES_FOR_REPAIR, RECORDS_MAX, TASK_MINUTES_MAX, TEXT_BYTES_MAX, TEXT_LINES_MAX,
};
use crate::register::Register;
use crate::rights::leads;
use crate::vocabulary::Command;
use crate::words::{EntryKind, Mode, Phase};
use crate::{At, EntryId, Handle, Refusal, Seen, Text};

/// A claim of when a thing happened may be ahead of the server's clock by this, in seconds.
pub(crate) const CLOCK_SLACK_SECONDS: i64 = 60;
/// What happened longer before an incident was opened is a slip of the finger: a year, in seconds.
const BEFORE_SECONDS_MAX: i64 = 365 * 86_400;

pub(super) type Checked = Result<(), Refusal>;

/// What holds for every command.
pub(super) fn envelope(register: &Register, ask: &Ask) -> Checked {
    let head = register.head();
    if register.is_server() && !comes_first(&ask.command) {
        return Err(Refusal::NotJoined);
    }
    if register.has_newer() {
        return Err(Refusal::Newer);
    }
    if let Some(knew) = ask.knew.filter(|knew| *knew > head) {
        return Err(Refusal::KnewTooMuch { knew, head });
    }
    if head.0 >= last_place(&ask.command) {
        return Err(Refusal::Full);
    }
    if register.incident().closed_at.is_some()
        && !passes_when_closed(&ask.command)
        && !review::is_of_it(register, &ask.command)
    {
        return Err(Refusal::Closed);
    }
    Ok(())
}

/// What begins an incident, and what stands in a server's own journal, which never opens.
fn comes_first(command: &Command) -> bool {
    matches!(
        command,
        Command::Open { .. }
            | Command::Invite { .. }
            | Command::Revoke { .. }
            | Command::Enrol { .. }
            | Command::Knock { .. }
            | Command::Admit { .. }
            | Command::TurnAway { .. }
            | Command::NoteGone { .. }
            | Command::GoOn { .. }
    )
}

/// The last place that this may take. Beyond the last of all no client takes the record for one.
fn last_place(command: &Command) -> u64 {
    if matches!(command, Command::Rescue { .. } | Command::Restore { .. }) {
        PLACE_MAX
    } else if passes_when_full(command) {
        PLACE_MAX - PLACES_FOR_REPAIR
    } else {
        RECORDS_MAX
    }
}

/// A full incident can still be led, handed over and closed.
fn passes_when_full(command: &Command) -> bool {
    matches!(
        command,
        Command::MovePhase { .. }
            | Command::OfferRole { .. }
            | Command::AcceptRole { .. }
            | Command::DeclineRole { .. }
            | Command::TakeLead { .. }
            | Command::NoteAway { .. }
            | Command::NoteBack { .. }
            | Command::Revoke { .. }
            | Command::Redact { .. }
            | Command::ConfirmRedaction { .. }
            | Command::Remove { .. }
            | Command::Admit { .. }
            | Command::NoteGone { .. }
            | Command::GoOn { .. }
            | Command::Leave {}
    )
}

fn passes_when_closed(command: &Command) -> bool {
    matches!(
        command,
        Command::MovePhase { .. }
            | Command::Join { .. }
            | Command::Leave {}
            | Command::NoteAway { .. }
            | Command::NoteBack { .. }
            | Command::Star { .. }
            | Command::SetReview { .. }
            | Command::Revoke { .. }
            | Command::AskRedaction { .. }
            | Command::Redact { .. }
            | Command::ConfirmRedaction { .. }
            | Command::Remove { .. }
            | Command::Knock { .. }
            | Command::NoteBeyond { .. }
            | Command::Admit { .. }
            | Command::TurnAway { .. }
            | Command::NoteGone { .. }
            | Command::Rescue { .. }
            | Command::Restore { .. }
            | Command::GoOn { .. }
    )
}

/// What holds for this command.
#[expect(clippy::too_many_lines, reason = "a line a command: it only dispatches")]
pub(super) fn command(register: &Register, ask: &Ask) -> Checked {
    use Command as C;
    let (r, now) = (register, ask.now);
    match &ask.command {
        C::Open { talk, .. } => open(r).and_then(|()| short_enough(talk)),
        C::Join { key, .. } => join(r, ask.author, *key),
        C::Leave {}
        | C::NoteAway { .. }
        | C::NoteBack { .. }
        | C::RecallStanding { .. }
        | C::NoteBeyond { .. }
        | C::Restore { .. } => Ok(()),
        C::Enrol { key, .. } => named(r, ask.author, *key),
        C::Knock { who, key, .. } => named(r, *who, *key),
        C::Invite { until, token, .. } => invite(r, *until, *token, now),
        C::MakeToken { until, token, .. } => make_token(r, ask.author, (*until, *token), now),
        C::Revoke { invite } => revoke(r, *invite),
        C::Write { text, seen_at, .. } => {
            words(text).and_then(|()| past(r, *seen_at, now)).and_then(|()| write(r, ask))
        }
        C::NoteRun { command, task: of, began, output, .. } => {
            words(command)?;
            short_enough(output)?;
            past(r, Some(*began), now)?;
            of.map_or(Ok(()), |entry| task(r, entry).map(|_| ()))
        }
        C::Amend { entry, text } => words(text).and_then(|()| amend(r, *entry)),
        C::Retract { entry, why } => reason(why).and_then(|()| retract(r, ask.author, *entry)),
        C::Star { entry, on } => star(r, *entry, *on),
        C::Answer { entry, text, fact } => words(text).and_then(|()| answer(r, *entry, *fact)),
        C::Assign { entry, to, minutes } => assign(r, ask.author, *entry, *to, *minutes),
        C::Inquire { text, asker, about, seen_at } => {
            words(text).and_then(|()| short_enough(asker))?;
            past(r, *seen_at, now)?;
            about.map_or(Ok(()), |entry| exists(r, entry))
        }
        C::PassInquiry { entry, text } => outside::pass(r, *entry, text),
        C::Acknowledge { entry } => acknowledge(r, ask.author, *entry),
        C::Decline { entry, why } => reason(why).and_then(|()| decline(r, *entry)),
        C::Extend { entry, minutes, .. } => boxed(*minutes).and_then(|()| open_task(r, *entry)),
        C::Block { entry, need } => words(need).and_then(|()| open_task(r, *entry)),
        C::Finish { entry, text } => short_enough(text).and_then(|()| open_task(r, *entry)),
        C::Verify { entry, text, .. } => short_enough(text).and_then(|()| verifiable(r, *entry)),
        C::Cancel { entry, why } => reason(why).and_then(|()| open_work(r, *entry)),
        C::Propose { .. } => decisions::proposed(&ask.command, now),
        C::PutToRoom { entry, seconds } => decisions::put_to_room(r, *entry, *seconds, now),
        C::Object { entry, why } => reason(why).and_then(|()| decisions::waiting(r, *entry)),
        C::Call { entry, call, why } => decisions::called(r, *entry, *call, why),
        C::SetLook { entry, at } => decisions::look(r, *entry, *at, now),
        C::LeaveInPlace { entry, text } => {
            short_enough(text).and_then(|()| lead::leave_in_place(r, *entry))
        }
        C::PutBack { entry, text } => short_enough(text).and_then(|()| lead::put_back(r, *entry)),
        C::CorrectTarget { entry, target } => {
            words(target).and_then(|()| lead::correct_target(r, *entry))
        }
        C::AskHelp { text, reference, until, .. } => {
            words(text).and_then(|()| help::promised(reference, *until, now))
        }
        C::PromiseHelp { entry, until, reference, text } => short_enough(text)
            .and_then(|()| help::promised(reference, *until, now))
            .and_then(|()| help::open(r, *entry)),
        C::AnswerHelp { entry, text } => words(text).and_then(|()| help::open(r, *entry)),
        C::Snooze { entry, minutes } => help::snooze(r, *entry, *minutes),
        C::CallRound { .. } => lead::call_round(r, ask),
        C::ReportBack { .. } => lead::report_back(r, ask),
        C::SetSkills { skills } => lead::set_skills(r, ask.author, skills),
        C::UsePlan { name } => lead::use_plan(r, name),
        C::SetReview { review } => lead::review(r, review, now),
        C::SetTalk { talk } => short_enough(talk).and_then(|()| same(*talk == r.incident().talk)),
        C::Send { entry, seen_at } => draft(r, *entry).and_then(|()| afterwards(r, *seen_at, now)),
        C::OfferRole { role, to, text } => short_enough(text).and_then(|()| offer(r, *role, *to)),
        C::AcceptRole { role, seen_at } => {
            offered(r, *role, ask.author).and_then(|()| afterwards(r, *seen_at, now))
        }
        C::DeclineRole { role, .. } => offered(r, *role, ask.author),
        C::TakeLead { why, seen_at } => reason(why)
            .and_then(|()| take_lead(r, ask.author, now))
            .and_then(|()| afterwards(r, *seen_at, now)),
        C::Grade { severity, why } => changed(*severity != r.incident().severity, why),
        C::SetKind { kind, why } => changed(*kind != r.incident().kind, why),
        C::MovePhase { phase, why, review, seen_at, .. } => move_phase(r, *phase, why)
            .and_then(|()| afterwards(r, *seen_at, now))
            .and_then(|()| review.as_ref().map_or(Ok(()), |due| lead::review(r, due, now))),
        C::Mark { when, .. } => past(r, Some(*when), now),
        C::AskRedaction { entry, why } => reason(why).and_then(|()| ask_redaction(r, *entry)),
        C::Redact { entry, why, asked } => reason(why).and_then(|()| redact(r, *entry, *asked)),
        C::ConfirmRedaction { redaction, key } => confirm(r, ask.author, *redaction, *key),
        C::Remove { who, why } => reason(why).and_then(|()| remove(r, ask.author, *who)),
        C::Admit { who, knock } => admit(r, *who, *knock),
        C::NoteGone { knock } => waits(r, *knock).map(drop),
        C::TurnAway { knock, why } => short_enough(why).and_then(|()| waits(r, *knock).map(drop)),
        C::SetDoor { one_by_one } => changed(*one_by_one != r.is_one_by_one(), &Text::default()),
        C::OfferHost { addresses, .. } | C::Rescue { addresses, .. } => host(addresses),
        C::GoOn { from_seq, to_seq, why } => reason(why).and_then(|()| gone(r, *from_seq, *to_seq)),
        C::OpenReview { .. }
        | C::MoveStep { .. }
        | C::TakeChair { .. }
        | C::GiveChair { .. }
        | C::SetNotes { .. }
        | C::Attend { .. }
        | C::AgreeTimeline { .. }
        | C::SeeDifferently { .. }
        | C::Recount { .. }
        | C::AddMissing { .. }
        | C::AddFactor { .. }
        | C::Recommend { .. }
        | C::AcceptAdvice { .. }
        | C::DeclineAdvice { .. }
        | C::RestAdvice { .. }
        | C::FinishAdvice { .. }
        | C::WriteSection { .. }
        | C::Comment { .. }
        | C::AskOfReport { .. }
        | C::AnswerReader { .. }
        | C::MakeAware { .. }
        | C::AgreeReport { .. }
        | C::CloseReview { .. } => review::command(r, ask),
    }
}

fn open(register: &Register) -> Checked {
    if register.head().0 == 0 { Ok(()) } else { Err(Refusal::OpenAlready) }
}

pub(super) fn words(text: &Text) -> Checked {
    if text.raw().trim().is_empty() { Err(Refusal::Empty) } else { short_enough(text) }
}

pub(super) fn reason(why: &Text) -> Checked {
    if why.raw().trim().is_empty() { Err(Refusal::NoReason) } else { short_enough(why) }
}

pub(super) fn short_enough(text: &Text) -> Checked {
    let (bytes, lines) = (text.raw().len(), text.raw().lines().count());
    if bytes > TEXT_BYTES_MAX {
        return Err(Refusal::TooLong { bytes });
    }
    if lines > TEXT_LINES_MAX { Err(Refusal::TooManyLines { lines }) } else { Ok(()) }
}

pub(super) fn past(register: &Register, seen: Option<Seen>, now: At) -> Checked {
    let Some(seen) = seen else { return Ok(()) };
    if seen.at > now.plus_seconds(CLOCK_SLACK_SECONDS) {
        return Err(Refusal::Future);
    }
    let incident = register.incident();
    let earliest = incident.opened_at.unwrap_or(now).plus_seconds(-BEFORE_SECONDS_MAX);
    if seen.at < earliest && incident.mode != Mode::Past {
        return Err(Refusal::LongAgo);
    }
    Ok(())
}

/// What changes a room happens when it is recorded; only what is written down afterwards was before.
fn afterwards(register: &Register, seen: Option<Seen>, now: At) -> Checked {
    if seen.is_some() && register.incident().mode != Mode::Past {
        return Err(Refusal::Field { kind: "change of the room", field: "time of its own" });
    }
    past(register, seen, now)
}

pub(super) fn boxed(minutes: u16) -> Checked {
    if (1..=TASK_MINUTES_MAX).contains(&minutes) {
        Ok(())
    } else {
        Err(Refusal::Minutes { minutes })
    }
}

/// Which field goes with which kind, and whether what it names is there.
fn write(register: &Register, ask: &Ask) -> Checked {
    let Command::Write {
        kind,
        about,
        owner,
        minutes,
        suspected,
        replaces,
        audience,
        personal_data,
        affected,
        target,
        in_place,
        ..
    } = &ask.command
    else {
        return Ok(());
    };
    let only = |given: bool, of: &[EntryKind], field| {
        if given && !of.contains(kind) {
            Err(Refusal::Field { kind: kind.name(), field })
        } else {
            Ok(())
        }
    };
    only(
        about.is_some(),
        &[EntryKind::Observation, EntryKind::Action, EntryKind::Question, EntryKind::Task],
        "entry it is about",
    )?;
    only(owner.is_some(), &[EntryKind::Task], "owner")?;
    only(minutes.is_some(), &[EntryKind::Task, EntryKind::Update], "box of minutes")?;
    only(*suspected, &[EntryKind::Fact], "doubt")?;
    only(replaces.is_some(), &[EntryKind::Fact, EntryKind::Impact], "fact it follows")?;
    only(audience.is_some(), &[EntryKind::Update], "audience")?;
    only(personal_data.is_some(), &[EntryKind::Impact], "word on personal data")?;
    only(affected.is_some(), &[EntryKind::Impact], "number of people")?;
    only(!target.is_empty(), &[EntryKind::Action], "target")?;
    only(*in_place, &[EntryKind::Action], "way back to normal")?;
    short_enough(target)?;
    affected.as_ref().map_or(Ok(()), |a| lead::affected(register, a, ask.now))?;
    minutes.map_or(Ok(()), boxed)?;
    about.map_or(Ok(()), |entry| exists(register, entry))?;
    if let (EntryKind::Action, Some(entry)) = (kind, about) {
        task(register, *entry)?;
    }
    replaces.map_or(Ok(()), |old| changes(register, *kind, old))?;
    owner.map_or(Ok(()), |to| give(register, ask.author, to))
}

/// What has changed must have been of the same kind, and stand.
fn changes(register: &Register, kind: EntryKind, old: EntryId) -> Checked {
    if kind == EntryKind::Impact {
        return lead::impact_changes(register, old);
    }
    let fact = register.facts().get(&old);
    let fact = fact.ok_or(Refusal::WrongKind { entry: old, wanted: "fact" })?;
    stands(register, old)?;
    fact.replaced_by.map_or(Ok(()), |by| Err(Refusal::Replaced { entry: old, by }))
}

/// Giving a thing to another is the lead's; taking it oneself is anyone's.
fn give(register: &Register, author: Handle, to: Handle) -> Checked {
    works_here(register, to)?;
    match register.lead() {
        Some(lead) if to != author && !leads(register, author) => Err(Refusal::NotLead { lead }),
        _ => Ok(()),
    }
}

fn changed(differs: bool, why: &Text) -> Checked {
    short_enough(why).and_then(|()| same(!differs))
}

/// Refuses what is so already.
pub(super) fn same(is_so: bool) -> Checked {
    if is_so { Err(Refusal::NoChange) } else { Ok(()) }
}

fn move_phase(register: &Register, phase: Phase, why: &Text) -> Checked {
    short_enough(why)?;
    let now = register.incident().phase;
    if phase == now {
        return Err(Refusal::SamePhase { phase });
    }
    if now.opens_again(phase) { reason(why) } else { Ok(()) }
}
