//! What is late or asked, as a sentence.

use crate::attention::{Attention, Need};
use crate::register::{Register, Row};
use crate::words::Role;
use crate::{At, Seq, Text};

/// What is wanted, in words: `cy has not answered #39 pause queue workers`.
pub fn wanted(register: &Register, attention: &Attention) -> Text {
    let who = attention.asked.map_or_else(|| "nobody".into(), |who| who.to_string());
    let entry = attention.entry.map_or_else(String::new, |entry| {
        format!("{entry} {}", register.text(entry).raw()).trim_end().to_owned()
    });
    let due = attention.since.clock();
    Text::from(match attention.what {
        Need::DecisionToCall => format!("to be called: {entry}"),
        Need::NoLead => "nobody leads".into(),
        Need::LeadAway => {
            let lead = register.holder(Role::Lead).map_or(who, |(lead, _)| lead.to_string());
            format!("{lead} leads and is gone")
        }
        Need::Knocks => format!("{entry} waits at the door: let them in, or not"),
        Need::RedactionAsked => format!("somebody wants the words taken out of {entry}"),
        Need::RoleOffered(role) => format!("{who} is offered {role}"),
        Need::RoleDeclined(role) => format!("{who} offered {role}, and it was declined: {entry}"),
        Need::TaskUnanswered => format!("{who} has not answered {entry}"),
        Need::QuestionGiven => format!("{who} was given question {entry}"),
        Need::RoundUnanswered => {
            let asker = attention.entry.and_then(|seq| register.row(seq)).map(|row| row.by);
            let asker = asker.map_or_else(|| "the lead".into(), |by| by.to_string());
            format!("{who} has not said how it stands, as {asker} asked")
        }
        Need::OwnerSilent => {
            let owner = owner(register, attention.entry);
            format!("{who} should ask {owner}, who has not answered {entry}")
        }
        Need::LookDue => format!("was to be looked at {due}, does it work? {entry}"),
        Need::HelpLate => help_late(register, attention, &who, &due),
        Need::TaskBlocked => format!("blocked: {entry}"),
        Need::Unverified => format!("finished, did it work? {entry}"),
        Need::DraftWaits => format!("a draft waits for {who}: {entry}"),
        Need::WordDue if attention.entry.is_none() => format!("a first word was due {due}"),
        Need::WordDue => format!("the next word was due {due}, after {entry}"),
        Need::InquiryWaits => {
            format!("{who} is asked from outside, waiting since {due}: {entry}")
        }
        Need::InquiryTaken => format!("{who} has, from outside: {entry}"),
        Need::InquirySettled => format!("the room is through with it, {who} can answer: {entry}"),
        Need::InquiryAnswered => {
            format!("{who} has the answer to {entry}: {}", told(register, attention))
        }
        Need::TaskNobody => format!("nobody has {entry}"),
        Need::TaskOver => format!("{who} is over time since {due}: {entry}"),
        Need::OwnerOver => {
            let owner = owner(register, attention.entry);
            format!("{who} should ask {owner}, who is over time since {due}: {entry}")
        }
        Need::QuestionNobody => format!("nobody has question {entry}"),
        Need::QuestionOld => format!("{who} has had question {entry} since {due}"),
        Need::NoImpact => "nobody said who is affected".into(),
        Need::NoComms => "nobody has comms".into(),
        Need::NoRole(role) => format!("nobody has {role}"),
        Need::ReviewNobody => "nobody calls the review".into(),
        Need::ReviewHeld => format!("the review is held, and {who} is not at it"),
        Need::ReviewToCall => {
            let due = register.incident().review.as_ref().and_then(|review| review.until);
            let due =
                due.map_or_else(String::new, |due| format!(" by {} {}", day(due), due.clock()));
            format!("{who} calls the review{due}")
        }
        Need::ReviewDue => {
            format!("{who} was to call the review by {} {due}", day(attention.since))
        }
    })
}

/// What whoever asked from outside was told.
fn told(register: &Register, attention: &Attention) -> String {
    let inquiry = attention.entry.and_then(|entry| register.inquiries().get(&entry));
    let told = inquiry.and_then(crate::Inquiry::told);
    let words = told.map(|seq| register.text(seq)).unwrap_or_default();
    if inquiry.is_some_and(|inquiry| inquiry.dropped.is_some()) {
        return format!("it will not be answered: {}", words.raw());
    }
    words.raw().to_owned()
}

fn owner(register: &Register, entry: Option<Seq>) -> String {
    let owner = entry.and_then(|entry| register.tasks().get(&entry)?.owner);
    owner.map_or_else(|| "nobody".into(), |owner| owner.to_string())
}

fn help_late(register: &Register, attention: &Attention, who: &str, due: &str) -> String {
    let entry = attention.entry.unwrap_or_default();
    let words = register.text(entry);
    let Some(help) = register.helps().get(&entry) else { return format!("help is late: {entry}") };
    let (whom, words) = (help.whom.as_str(), words.raw());
    match help.until {
        Some(_) => format!("{whom} was to answer by {due}, ask again, {who}: {entry} {words}"),
        None => format!("{whom} has not said by when, ask again, {who}: {entry} {words}"),
    }
}

fn day(at: At) -> String {
    at.iso_day()
}

impl Register {
    /// Every record with its place, in the order of writing.
    pub fn places(&self) -> impl Iterator<Item = (Seq, &Row)> {
        (1..).map(Seq).zip(self.rows())
    }
}
