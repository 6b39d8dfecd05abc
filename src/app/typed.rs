//! What comes back to its author where the room refuses: the words as they were typed.

use warroom_register::words::EntryKind;
use warroom_register::{At, Command, Seen, Text};

use super::asks::subject;
use super::purpose::{Proposal, Purpose, Stand};

/// Words as they were typed, and what for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    /// What they were for; none: nothing was typed.
    pub(crate) purpose: Option<Purpose>,
    /// The words, with `?`, `14:06~` and `@ben 10m` in them.
    pub(crate) words: String,
}

impl Typed {
    /// Nothing was typed: a key alone asked for it.
    pub(crate) fn nothing() -> Self {
        Self::default()
    }

    /// What was typed in the line.
    pub(crate) fn in_line(purpose: &Purpose, words: &str) -> Self {
        Self { purpose: Some(purpose.clone()), words: words.to_owned() }
    }

    /// What was typed beside a choice.
    fn beside(command: &Command, words: String) -> Self {
        let purpose = Some(Purpose::Beside(subject::beside(command)));
        if words.is_empty() { Self::nothing() } else { Self { purpose, words } }
    }

    /// What was typed beside the choice in an ask, if anything was. The reason in "take back" is
    /// not typed by anybody, and does not come back.
    pub(crate) fn in_ask(command: &Command) -> Self {
        match command {
            Command::Grade { why, .. }
            | Command::SetKind { why, .. }
            | Command::MovePhase { why, .. }
            | Command::Call { why, .. }
            | Command::Redact { why, .. }
            | Command::AskRedaction { why, .. }
            | Command::Remove { why, .. } => Self::beside(command, why.raw().to_owned()),
            Command::OfferRole { text, .. } => Self::beside(command, text.raw().to_owned()),
            Command::Write { kind: EntryKind::Impact, .. } => entry(command),
            Command::AskHelp { whom, text, reference, .. } => {
                let parts = [whom.as_str(), text.raw(), reference.raw()];
                let some = parts.into_iter().filter(|part| !part.is_empty());
                Self::beside(command, some.collect::<Vec<_>>().join(", "))
            }
            _ => Self::nothing(),
        }
    }

    /// There are words to give back.
    pub(crate) fn holds_words(&self) -> bool {
        !self.words.is_empty() || self.purpose.as_ref().is_some_and(Purpose::holds_words)
    }

    /// The words of a command that an earlier screen asked: only its fields are left of them.
    #[expect(clippy::too_many_lines, reason = "a line a command: it only tells them apart")]
    pub(crate) fn rebuilt(command: &Command) -> Self {
        let line = |purpose: Purpose, words: &Text| Self::in_line(&purpose, words.raw());
        match command {
            Command::Write { .. } => entry(command),
            Command::Answer { entry, text, fact } => {
                line(Purpose::Answer { entry: *entry, fact: *fact }, text)
            }
            Command::Inquire { text, about, seen_at, .. } => {
                let asked = Purpose::Entry(EntryKind::Question);
                let parts = [seen_at.map(lead_in), Some(text.raw().to_owned())];
                let words = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
                Self::in_line(&about.map_or(asked, Purpose::About), &words)
            }
            Command::PassInquiry { entry, text } => line(Purpose::Pass(*entry), text),
            Command::Amend { entry, text } => line(Purpose::Correct(*entry), text),
            Command::Retract { entry, why } => line(Purpose::Retract(*entry), why),
            Command::Decline { entry, why } => line(Purpose::Decline(*entry), why),
            Command::Cancel { entry, why } => line(Purpose::Cancel(*entry), why),
            Command::Object { entry, why } => line(Purpose::Object(*entry), why),
            Command::Finish { entry, text } => line(Purpose::Finish(*entry), text),
            Command::Block { entry, need } => line(Purpose::Block(*entry), need),
            Command::Extend { entry, minutes, .. } => {
                Self::in_line(&Purpose::Extend(*entry), &minutes.to_string())
            }
            Command::AskRedaction { why, .. }
            | Command::Redact { why, .. }
            | Command::Remove { why, .. }
            | Command::TurnAway { why, .. } => Self::beside(command, why.raw().to_owned()),
            Command::DeclineRole { role, why } => line(Purpose::DeclineRole(*role), why),
            Command::TakeLead { why, .. } => line(Purpose::TakeLead, why),
            Command::Propose { .. } => proposal(command),
            Command::AnswerHelp { entry, text } => line(Purpose::AnswerHelp(*entry), text),
            Command::ReportBack { entry, text, actions, needs } => {
                let parts = [text, actions, needs].into_iter().filter(|part| !part.is_empty());
                let words = parts.map(Text::raw).collect::<Vec<_>>().join("; ");
                let stand = Stand { about: *entry, ..Stand::default() };
                Self::in_line(&Purpose::Stand(stand), &words)
            }
            Command::PromiseHelp { entry, until, reference, .. } => {
                let until = until.map(At::clock).unwrap_or_default();
                let words = format!("{until} {}", reference.raw());
                Self::in_line(&Purpose::PromiseHelp(*entry), words.trim())
            }
            Command::Snooze { entry, minutes } => {
                Self::in_line(&Purpose::Snooze(*entry), &minutes.to_string())
            }
            Command::CorrectTarget { entry, target } => line(Purpose::Target(*entry), target),
            Command::SetSkills { skills } => line(Purpose::Skills, skills),
            Command::SetTalk { talk } => line(Purpose::Talk, talk),
            Command::Verify { text, .. }
            | Command::OfferRole { text, .. }
            | Command::LeaveInPlace { text, .. }
            | Command::PutBack { text, .. }
            | Command::CallRound { text, .. }
            | Command::SeeDifferently { why: text }
            | Command::Recount { text, .. }
            | Command::AddMissing { text, .. }
            | Command::AddFactor { text, .. }
            | Command::Recommend { text, .. }
            | Command::DeclineAdvice { why: text, .. }
            | Command::FinishAdvice { text, .. }
            | Command::WriteSection { text, .. }
            | Command::Comment { text, .. }
            | Command::AskOfReport { text }
            | Command::AnswerReader { text, .. }
            | Command::MakeAware { whom: text, .. }
            | Command::CloseReview { why: text }
            | Command::TakeChair { why: text } => Self::beside(command, text.raw().to_owned()),
            Command::AskHelp { .. }
            | Command::Grade { .. }
            | Command::SetKind { .. }
            | Command::MovePhase { .. }
            | Command::Call { .. } => Self::in_ask(command),
            Command::OpenReview { .. }
            | Command::MoveStep { .. }
            | Command::GiveChair { .. }
            | Command::SetNotes { .. }
            | Command::Attend { .. }
            | Command::AgreeTimeline {}
            | Command::AcceptAdvice { .. }
            | Command::RestAdvice { .. }
            | Command::AgreeReport {}
            | Command::Open { .. }
            | Command::Join { .. }
            | Command::Leave { .. }
            | Command::NoteAway { .. }
            | Command::NoteBack { .. }
            | Command::Invite { .. }
            | Command::Revoke { .. }
            | Command::MakeToken { .. }
            | Command::Enrol { .. }
            | Command::NoteRun { .. }
            | Command::Star { .. }
            | Command::Assign { .. }
            | Command::Acknowledge { .. }
            | Command::Send { .. }
            | Command::AcceptRole { .. }
            | Command::PutToRoom { .. }
            | Command::SetLook { .. }
            | Command::UsePlan { .. }
            | Command::RecallStanding { .. }
            | Command::SetReview { .. }
            | Command::Mark { .. }
            | Command::ConfirmRedaction { .. }
            | Command::Knock { .. }
            | Command::Admit { .. }
            | Command::NoteGone { .. }
            | Command::SetDoor { .. }
            | Command::NoteBeyond { .. }
            | Command::OfferHost { .. }
            | Command::Rescue { .. }
            | Command::Restore { .. }
            | Command::GoOn { .. } => Self::nothing(),
        }
    }
}

/// A proposal, part by part; the options stand in the line, since they are asked last.
fn proposal(command: &Command) -> Typed {
    let Command::Propose { text, risk, undo, expect, options, look_at } = command else {
        return Typed::nothing();
    };
    let [text, risk, undo, expect] = [text, risk, undo, expect].map(|part| Some(part.clone()));
    let look = look_at.map(|at| Text::from(at.clock())).unwrap_or_default();
    let words = options.iter().map(Text::raw).collect::<Vec<_>>().join("; ");
    let proposal = Proposal { text, risk, undo, expect, look: Some(look) };
    Typed::in_line(&Purpose::Propose(proposal), &words)
}

/// The line that an entry can be read from again.
fn entry(command: &Command) -> Typed {
    let Command::Write {
        kind,
        text,
        seen_at,
        about,
        owner,
        minutes,
        suspected,
        replaces,
        audience,
        affected,
        ..
    } = command
    else {
        return Typed::nothing();
    };
    let purpose = match (kind, about, replaces, audience) {
        (EntryKind::Fact, _, Some(old), _) => Purpose::Change(*old),
        (EntryKind::Question, Some(about), ..) => Purpose::About(*about),
        (EntryKind::Update, _, _, Some(audience)) => Purpose::Update(*audience),
        (EntryKind::Impact, ..) => Purpose::Impact,
        (kind, ..) => Purpose::Entry(*kind),
    };
    let parts = [
        seen_at.or(affected.as_ref().and_then(|a| a.since)).map(lead_in),
        suspected.then(|| "?".to_owned()),
        owner.map(|owner| format!("@{owner}")),
        minutes.map(|minutes| format!("{minutes}m")),
        Some(text.raw().to_owned()),
        affected.as_ref().map(|a| a.who.raw().to_owned()),
        affected.as_ref().map(|a| a.many.raw().to_owned()),
    ];
    let parts = parts.into_iter().map(|part| part.filter(|words| !words.is_empty()));
    let words = parts.flatten().collect::<Vec<_>>().join(" ");
    Typed { purpose: Some(purpose), words }
}

/// The instant in full, since `14:06` may mean another day by now. A time in front of a line is
/// marked with `~`, which claims less than "-5m" did, and never more.
fn lead_in(seen: Seen) -> String {
    format!("{}~", seen.at)
}
