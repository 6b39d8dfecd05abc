//! Questions from outside, in the form of `warroom show --json` and as plain lines.

use serde::Serialize;

use super::age;
use crate::register::Register;
use crate::state::Inquiry;
use crate::{At, EntryId, Handle, Seq, Shown, Text};

#[derive(Clone, Debug, Serialize)]
pub(super) struct InquiryNow {
    id: EntryId,
    text: Text,
    state: &'static str,
    /// Who asks, where that is not the author.
    asker: Text,
    about: Option<EntryId>,
    owner: Option<Handle>,
    answer: Option<Text>,
    answered_by: Option<Seq>,
    /// The room's question that it became.
    passed: Option<EntryId>,
    by: Handle,
    at: At,
    seen_at: Option<At>,
}

pub(super) fn inquiries(register: &Register) -> Vec<InquiryNow> {
    let all = register.inquiries().iter();
    all.filter_map(|(id, inquiry)| {
        let row = register.row(*id)?;
        Some(InquiryNow {
            id: *id,
            text: row.text.clone(),
            state: if register.stands(*id) { inquiry.state() } else { "retracted" },
            asker: inquiry.asker.clone(),
            about: inquiry.about,
            owner: inquiry.owner,
            answer: inquiry.answer.map(|seq| register.text(seq)),
            answered_by: inquiry.answer,
            passed: inquiry.passed,
            by: row.by,
            at: row.at,
            seen_at: row.seen.map(|seen| seen.at),
        })
    })
    .collect()
}

/// What was asked from outside, a line each, oldest first: those that wait, or those that are over.
pub fn inquiry_lines(register: &Register, open: bool, now: At) -> Vec<Shown> {
    let wanted =
        |(id, inquiry): &(&EntryId, &Inquiry)| (inquiry.is_open() && register.stands(**id)) == open;
    let all = register.inquiries().iter().filter(wanted);
    all.map(|(id, inquiry)| Shown::of(&line(register, *id, inquiry, now))).collect()
}

fn line(register: &Register, id: EntryId, inquiry: &Inquiry, now: At) -> String {
    let asker = register.inquirer(id);
    let words = register.text(id);
    let state = state(register, id, inquiry, now);
    format!("{id} {} ({} asks; {state})", words.raw(), asker.raw())
}

/// How far a question from outside is, in words.
fn state(register: &Register, id: EntryId, inquiry: &Inquiry, now: At) -> String {
    let since = age(now.seconds_since(inquiry.since));
    let who = inquiry.owner.map_or_else(|| "nobody".into(), |who| who.to_string());
    if let Some(why) = register.retracted(id) {
        return format!("retracted: {}", why.raw());
    }
    match (inquiry.answer, inquiry.dropped, inquiry.passed) {
        (Some(by), ..) => format!("answered by {by} {}", register.text(by).raw()),
        (None, Some(by), _) => format!("called off: {}", register.text(by).raw()),
        (None, None, Some(question)) if register.settled_by_room(inquiry).is_some() => {
            format!("{who} is to answer, the room has settled {question}")
        }
        (None, None, Some(question)) => format!("{who} has it, the room looks: {question}"),
        (None, None, None) if inquiry.owner.is_none() => format!("NOBODY HAS IT {since}"),
        (None, None, None) => format!("{who} has it {since}"),
    }
}
