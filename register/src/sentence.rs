//! A row in words: what the timeline, `tail` and the report say of a record.

use crate::register::{Register, Row, What};
use crate::words::{Audience, Call, Moment, PersonalData};
use crate::{Handle, Seq, Text};

impl Register {
    /// What this record says, in one sentence with the words of its author in it.
    pub fn sentence(&self, seq: Seq) -> Text {
        let Some(row) = self.row(seq) else { return Text::default() };
        let words = row.text.raw();
        let with = |head: String| {
            Text::from(if words.is_empty() { head } else { format!("{head}: {words}") })
        };
        match row.what {
            What::Opened(severity, kind) => with(format!("opened as {severity} {kind}")),
            What::Invited => with("invited others".into()),
            What::Newer => with("newer".into()),
            What::Fact { suspected: true, .. } => Text::from(format!("suspected: {words}")),
            What::Fact { replaces: Some(old), .. } => {
                Text::from(format!("{old} has changed: {words}"))
            }
            What::Action(_) if self.ran(seq).is_some() => self.run(seq, row),
            What::Observation
            | What::Action(_)
            | What::Fact { .. }
            | What::Question(_)
            | What::Idea => self.with_outcome(seq, row),
            What::Task(owner) => Text::from(format!("{words}{}", given(owner))),
            What::Decision => Text::from(format!("decided: {words}")),
            What::Proposed => Text::from(format!("proposed: {words}")),
            What::Impact(data) => Text::from(format!("{words}{}", touched(data))),
            What::Update(audience) => self.update(seq, audience, words),
            other => with(of_another(row, other)),
        }
    }

    fn with_outcome(&self, seq: Seq, row: &Row) -> Text {
        match self.outcome(seq) {
            Some(outcome) => {
                let outcome = outcome.words().to_uppercase();
                Text::from(format!("{}: {outcome}", row.text.raw()))
            }
            None => row.text.clone(),
        }
    }

    /// The command, how it ended, and what came of it.
    fn run(&self, seq: Seq, row: &Row) -> Text {
        let ended = self.ran(seq).map(crate::Ran::ended).unwrap_or_default();
        let outcome = self.outcome(seq).map(|o| format!(": {}", o.words().to_uppercase()));
        Text::from(format!("ran {} ({ended}){}", row.text.raw(), outcome.unwrap_or_default()))
    }

    fn update(&self, seq: Seq, audience: Audience, words: &str) -> Text {
        let sent = self.updates().get(&seq).is_some_and(|u| u.sent.is_some());
        let state = if sent { "to" } else { "draft to" };
        Text::from(format!("{state} {audience}: {words}"))
    }
}

/// Records about another record, a person or the room.
fn of_another(row: &Row, what: What) -> String {
    let by = row.by;
    match what {
        What::Joined => format!("{by} joined"),
        What::Left => format!("{by} left"),
        What::Away(who) => format!("{who} is gone"),
        What::Back(who) => format!("{who} is back"),
        What::Revoked(invite) => format!("invite {invite} was revoked"),
        What::Enrolled => format!("a machine of {by} was enrolled"),
        What::Amended(entry) => format!("{entry} was wrong, now"),
        What::Retracted(entry) => format!("{entry} retracted"),
        What::Starred(entry, true) => format!("{by} starred {entry}"),
        What::Starred(entry, false) => format!("{by} took the star from {entry}"),
        What::Answered(entry, _) => format!("{entry} answered"),
        What::Assigned(entry, Some(to)) => format!("{entry} given to {to}"),
        What::Assigned(entry, None) => format!("nobody has {entry} now"),
        What::Acknowledged { entry, helps: false } => format!("{by} has {entry}"),
        What::Acknowledged { entry, helps: true } => format!("{by} helps with {entry}"),
        What::Declined(entry) => format!("{by} cannot do {entry}"),
        What::Extended(entry, minutes) => format!("{entry} needs {minutes} minutes more"),
        What::Blocked(entry) => format!("{entry} is blocked"),
        What::Finished(entry) => format!("{entry} is finished"),
        What::Verified(entry, outcome) => format!("{entry} {}", outcome.words()),
        What::Cancelled(entry) => format!("{entry} called off"),
        What::Objected(entry) => format!("objects to {entry}"),
        What::Called(entry, call) => format!("{}: {entry}", called(call)),
        What::Sent(entry) => format!("{entry} was sent"),
        What::RoleOffered(role, to) => format!("{role} offered to {to}"),
        What::RoleAccepted(role) => format!("{by} has {role}"),
        What::RoleDeclined(role) => format!("{by} does not take {role}"),
        What::LeadTaken => format!("{by} took the lead"),
        What::Graded(severity) => format!("severity is {severity}"),
        What::KindSet(kind) => format!("kind is {kind}"),
        What::Phase(phase) => phase.to_string(),
        What::Marked(moment) => marked(moment, row),
        own => format!("{own:?}"),
    }
}

fn given(owner: Option<Handle>) -> String {
    owner.map_or_else(String::new, |owner| format!(": {owner}"))
}

const fn touched(data: PersonalData) -> &'static str {
    match data {
        PersonalData::Yes => " (personal data is touched)",
        PersonalData::No => " (no personal data)",
        PersonalData::NotKnown => "",
    }
}

const fn called(call: Call) -> &'static str {
    match call {
        Call::Go => "GO",
        Call::No => "NO",
        Call::Amended => "GO, amended",
    }
}

fn marked(moment: Moment, row: &Row) -> String {
    let seen = row.seen.map_or(row.at, |s| s.at);
    let about = if row.seen.is_some_and(|s| s.about) { "about " } else { "" };
    let what = match moment {
        Moment::Began => "it began",
        Moment::Detected => "it was detected",
        Moment::Identified => "the cause was identified",
        Moment::Mitigated => "it was mitigated",
        Moment::Restored => "service was restored",
    };
    format!("{what} {about}{}", seen.clock())
}
