//! What is late or asked, as a sentence.

use crate::attention::{Attention, Need};
use crate::register::{Register, Row};
use crate::words::Role;
use crate::{Seq, Text};

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
        Need::RoleOffered(role) => format!("{who} is offered {role}"),
        Need::TaskUnanswered => format!("{who} has not answered {entry}"),
        Need::TaskBlocked => format!("blocked: {entry}"),
        Need::Unverified => format!("finished, did it work? {entry}"),
        Need::DraftWaits => format!("a draft waits for {who}: {entry}"),
        Need::WordDue if attention.entry.is_none() => format!("a first word was due {due}"),
        Need::WordDue => format!("the next word was due {due}, after {entry}"),
        Need::TaskNobody => format!("nobody has {entry}"),
        Need::TaskOver => format!("{who} is over time since {due}: {entry}"),
        Need::QuestionNobody => format!("nobody has question {entry}"),
        Need::NoImpact => "nobody said who is affected".into(),
        Need::NoComms => "nobody has comms".into(),
    })
}

impl Register {
    /// Every record with its place, in the order of writing.
    pub fn places(&self) -> impl Iterator<Item = (Seq, &Row)> {
        (1..).map(Seq).zip(self.rows())
    }
}
