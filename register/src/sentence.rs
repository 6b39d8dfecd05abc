//! A row in words: what the timeline, `tail` and the report say of a record.

mod course;

use crate::register::{Register, Row, What};
use crate::words::{Audience, Moment, PersonalData};
use crate::{At, Handle, Seq, Text};

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
            What::TokenMade => with(format!("{} made a token to write without warroom", row.by)),
            What::Newer => with("newer".into()),
            What::Fact { suspected: true, .. } => Text::from(format!("suspected: {words}")),
            What::Fact { replaces: Some(old), .. } => {
                Text::from(format!("{old} has changed: {words}"))
            }
            What::Action(_) if self.ran(seq).is_some() => self.run(seq, row),
            What::Action(_) if self.target(seq).is_some() => self.on_target(seq, row),
            What::Inquiry(_) => self.inquiry(seq, words),
            What::Question(Some(about)) if self.inquiries.contains_key(&about) => {
                Text::from(format!("asked from outside, {about}: {words}"))
            }
            What::Observation
            | What::Action(_)
            | What::Fact { .. }
            | What::Question(_)
            | What::Idea => self.with_outcome(seq, row),
            What::Task(owner) => Text::from(format!("{words}{}", given(owner))),
            What::Decision => Text::from(format!("decided: {words}")),
            What::Proposed => Text::from(format!("proposed: {words}")),
            What::Impact(data) => {
                Text::from(format!("{words}{}{}", self.parts(seq), touched(data)))
            }
            What::Help(_) => self.help(seq, words),
            What::ReportedBack(entry) => self.reported(seq, row, entry),
            What::Standing(_) => self.standing_words(seq, words),
            What::ReviewSet => Text::from(self.review_words(seq, String::new())),
            What::Phase(phase) => {
                let said = with(self.phase_words(seq, phase)).raw().to_owned();
                Text::from(self.review_words(seq, said))
            }
            What::Called(..) => {
                let (call, why) = self.called_words(seq).unwrap_or_default();
                Text::from(if why.is_empty() { call } else { format!("{call}; {why}") })
            }
            What::Update(audience) => self.update(seq, audience, words),
            What::Said(said) => with(said.words(row.by)),
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
        let told = self.ran(seq).map(|ran| ran.told(row.text.raw())).unwrap_or_default();
        let outcome = self.outcome(seq).map(|o| format!(": {}", o.words().to_uppercase()));
        Text::from(told + &outcome.unwrap_or_default())
    }

    fn update(&self, seq: Seq, audience: Audience, words: &str) -> Text {
        let sent = self.updates().get(&seq).is_some_and(|u| u.sent.is_some());
        let state = if sent { "to" } else { "draft to" };
        Text::from(format!("{state} {audience}: {words}"))
    }
}

/// Entries whose sentence says more than their words.
impl Register {
    /// All that an impact says: what happens, who, how many, since when, and of personal data.
    pub fn impact_words(&self, entry: Seq) -> String {
        let data = match self.what(entry) {
            Some(What::Impact(PersonalData::Yes)) => "personal data is touched",
            Some(What::Impact(PersonalData::No)) => "no personal data is touched",
            _ => "personal data: not known",
        };
        format!("{}{} ({data})", self.text(entry).raw(), self.parts(entry))
    }

    /// Who, how many, from when to when, where an impact says so.
    pub(crate) fn parts(&self, entry: Seq) -> String {
        let Some(impact) = self.impact_parts(entry) else { return String::new() };
        let said = self.row(entry).map_or_else(At::default, |row| row.at);
        let clock = |seen: crate::Seen| {
            format!("{}{}", seen.at.clock_beside(said), if seen.about { "~" } else { "" })
        };
        let mut parts: Vec<String> = Vec::new();
        let affected = &impact.affected;
        parts.extend(
            [&affected.who, &affected.many]
                .into_iter()
                .filter(|t| !t.is_empty())
                .map(|text| text.raw().to_owned()),
        );
        parts.extend(affected.since.map(|seen| format!("since {}", clock(seen))));
        parts.extend(affected.until.map(|seen| format!("until {}", clock(seen))));
        parts.extend(impact.replaces.map(|old| format!("was {old}")));
        if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
    }

    fn on_target(&self, entry: Seq, row: &Row) -> Text {
        let said = self.with_outcome(entry, row);
        Text::from(format!("{}{}", said.raw(), self.aimed_at(entry)))
    }

    /// The words of an entry; of what was done, with what it was done to, as it is known now.
    pub(crate) fn deed_words(&self, entry: Seq) -> Text {
        let text = self.text(entry);
        match self.aimed_at(entry) {
            at if at.is_empty() => text,
            at => Text::from(format!("{}{at}", text.raw())),
        }
    }

    /// ` (on db2) (really on db1)`: what was believed, and what it really hit.
    fn aimed_at(&self, entry: Seq) -> String {
        let believed = self.target(entry).map(|target| target.believed.clone()).unwrap_or_default();
        let on =
            if believed.is_empty() { String::new() } else { format!(" (on {})", believed.raw()) };
        let really = self
            .actual_target(entry)
            .map_or_else(String::new, |actual| format!(" (really on {})", actual.raw()));
        format!("{on}{really}")
    }

    fn help(&self, entry: Seq, words: &str) -> Text {
        let Some(help) = self.helps().get(&entry) else { return Text::from(words) };
        let reference = if help.reference.is_empty() {
            String::new()
        } else {
            format!(" ({})", help.reference.raw())
        };
        Text::from(format!("asked {} for help{reference}: {words}", help.whom))
    }

    fn inquiry(&self, entry: Seq, words: &str) -> Text {
        let asker = self.inquiries().get(&entry).map(|inquiry| &inquiry.asker);
        let asker = asker.filter(|asker| !asker.is_empty());
        let asker = asker.map_or_else(String::new, |asker| format!(" ({})", asker.raw()));
        Text::from(format!("from outside{asker}: {words}"))
    }

    fn reported(&self, seq: Seq, row: &Row, entry: Option<Seq>) -> Text {
        let about = entry.map_or_else(|| "it stands".into(), |entry| format!("{entry} stands"));
        let mut said = format!("{about}: {}", row.text.raw());
        if let Some(condition) = self.report(seq) {
            for (what, text) in [("does", &condition.actions), ("needs", &condition.needs)] {
                if !text.is_empty() {
                    said.extend(["; ", what, ": ", text.raw()]);
                }
            }
        }
        Text::from(said)
    }

    fn standing_words(&self, entry: Seq, words: &str) -> Text {
        let agreed = self.agreed(entry).filter(|agreed| !agreed.is_empty());
        let agreed = agreed.map_or_else(String::new, |agreed| format!(" ({agreed})"));
        Text::from(format!("decided before: {words}{agreed}"))
    }

    fn review_words(&self, seq: Seq, said: String) -> String {
        let Some(review) = self.review_said(seq) else { return said };
        let who = review.who.map_or_else(|| "nobody".into(), |who| who.to_string());
        let until = review
            .until
            .map_or_else(String::new, |until| format!(" by {} {}", until.date(), until.clock()));
        let review = format!("{who} calls the review{until}");
        if said.is_empty() { review } else { format!("{said}; {review}") }
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
        What::Starred { entry, on: true } => format!("{by} starred {entry}"),
        What::Starred { entry, on: false } => format!("{by} took the star from {entry}"),
        What::Answered { entry, .. } => format!("{entry} answered"),
        What::Assigned(entry, Some(to)) => format!("{entry} given to {to}"),
        What::Assigned(entry, None) => format!("nobody has {entry} now"),
        What::Acknowledged { entry, helps: false } => format!("{by} has {entry}"),
        What::Acknowledged { entry, helps: true } => format!("{by} helps with {entry}"),
        What::YesTakenBack(entry) => format!("{by} takes back the yes to {entry}"),
        What::Declined(entry) => format!("{by} cannot do {entry}"),
        What::HelpEnded(entry) => format!("{by} helps with {entry} no more"),
        What::Extended(entry, minutes) => format!("{entry} needs {minutes} minutes more"),
        What::Blocked(entry) => format!("{entry} is blocked"),
        What::Finished(entry) => format!("{entry} is finished"),
        What::Verified(entry, outcome) => format!("{entry} {}", outcome.words()),
        What::Cancelled(entry) => format!("{entry} called off"),
        What::Objected(entry) => format!("objects to {entry}"),
        What::Sent(entry) => format!("{entry} was sent"),
        What::RoleOffered(role, to) => format!("{role} offered to {to}"),
        What::RoleAccepted(role) => format!("{by} has {role}"),
        What::RoleDeclined(role) => format!("{by} does not take {role}"),
        What::LeadTaken => format!("{by} took the lead"),
        What::Graded(severity) => format!("severity is {severity}"),
        What::KindSet(kind) => format!("kind is {kind}"),
        What::Marked(moment) => marked(moment, row),
        What::LeftInPlace(entry) => format!("{entry} stays in place"),
        What::PutBack(entry) => format!("{entry} was put back"),
        What::TargetCorrected(entry) => format!("{entry} really hit"),
        What::PutToRoom(entry, seconds) => format!("{entry} put to the room for {seconds} s"),
        What::LookSet(entry, Some(at)) => {
            format!("look at {entry} again at {}", at.clock_beside(row.at))
        }
        What::LookSet(entry, None) => format!("{entry} need not be looked at again"),
        What::HelpPromised(entry, until) => promised(row, entry, until),
        What::HelpAnswered(entry) => format!("help {entry} answered"),
        What::Snoozed(entry, minutes) => format!("{entry} put off for {minutes} minutes"),
        What::RoundCalled(entry, to) => round(entry, to),
        What::SkillsSet => format!("{by} can help with"),
        What::PlanUsed => "plan laid out".into(),
        What::TalkSet if row.text.is_empty() => "there is no place for the voices".into(),
        What::TalkSet => "the voices are at".into(),
        What::RedactionAsked(entry) => format!("{by} wants the words of {entry} taken out"),
        What::Redacted(entry) => format!("the words of {entry} were taken out"),
        What::RedactionConfirmed(redaction) => {
            format!("a copy of {by} holds the words of {redaction} no more")
        }
        What::Removed(who) => format!("{who} was put out"),
        What::Knocked(who) => format!("somebody who says to be {who} is at the door"),
        What::Admitted(who) => format!("{who} may come in"),
        What::TurnedAway(knock) => format!("{knock} was not let in"),
        What::GoneFromDoor(knock) => format!("{knock} is gone from the door"),
        What::DoorSet(true) => "people are let in one by one".into(),
        What::DoorSet(false) => "an invite lets people in".into(),
        What::TriedBeyond(who, 1) => format!("{who} tried what their invite does not allow"),
        What::TriedBeyond(who, times) => {
            format!("{who} tried {times} times what their invite does not allow")
        }
        host => of_host(row, host),
    }
}

/// Of servers that take over, and of what one lost.
fn of_host(row: &Row, what: What) -> String {
    let by = row.by;
    match what {
        What::HostOffered => format!("{by} could serve this room"),
        What::Rescued(from) => format!("{by} serves this room now, from a copy up to {from}"),
        What::Restored(from, to) if from == to => format!("{from} was lost and is here again"),
        What::Restored(from, to) => format!("{from} to {to} were lost and are here again"),
        What::PutRight(from, to) if from == to => {
            format!("{from} was altered on the server and is as it was recorded again")
        }
        What::PutRight(from, to) => {
            format!("{from} to {to} were altered on the server and are as recorded again")
        }
        What::WentOn(from, to) if from == to => {
            format!("{from} was lost, and the room went on without")
        }
        What::WentOn(from, to) => format!("{from} to {to} were lost, and the room went on without"),
        own => format!("{own:?}"),
    }
}

fn promised(row: &Row, entry: Seq, until: Option<At>) -> String {
    match until {
        Some(until) => format!("{entry} promised by {}", until.clock_beside(row.at)),
        None => format!("{entry} is being seen to"),
    }
}

fn round(entry: Option<Seq>, to: Option<Handle>) -> String {
    let whom = to.map_or_else(|| "everyone".into(), |to| to.to_string());
    let what = entry.map_or_else(String::new, |entry| format!(" with {entry}"));
    format!("how does it stand{what}? asked of {whom}")
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
    format!("{what} {about}{}", seen.clock_beside(row.at))
}
