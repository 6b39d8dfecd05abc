//! A command on one line, as its author would know it again; and what a server says of itself.

use warroom_register::protocol::Lack;
use warroom_register::{Command, Shown, Text};

/// How much of a command is shown, in cells.
const CELLS_MAX: usize = 100;
/// What a server may be said to lack at once.
const LACKS_MAX: usize = 4;
/// Why, in cells.
const WHY_CELLS_MAX: usize = 200;

/// What it is, about which entry, and the start of its words.
pub(crate) fn words(command: &Command) -> Shown {
    let (what, said) = (what(command), command.words());
    let start = said.first().map_or("", Text::raw);
    Shown::line(format!("{what} {start}").trim_end(), CELLS_MAX)
}

/// All that somebody wrote in it, each on a line: so that it is kept where it is kept nowhere else.
pub(crate) fn whole(command: &Command) -> String {
    command.written().iter().map(Text::raw).collect::<Vec<_>>().join("\n")
}

#[expect(clippy::too_many_lines, reason = "a line a command: it only tells them apart")]
fn what(command: &Command) -> String {
    use Command as C;
    match command {
        C::Open { title, .. } => format!("incident opened {title}"),
        C::Join { .. } => "joined".into(),
        C::Leave {} => "left".into(),
        C::NoteAway { who } => format!("{who} away"),
        C::NoteBack { who } => format!("{who} back"),
        C::Invite { .. } => "invite".into(),
        C::Revoke { invite } => format!("invite {invite} revoked"),
        C::Enrol { .. } => "machine let in".into(),
        C::Write { kind, owner: Some(to), .. } => format!("{kind} for {to}:"),
        C::Write { kind, .. } => kind.to_string(),
        C::NoteRun { .. } => "command run:".into(),
        C::Amend { entry, .. } => format!("{entry} amended"),
        C::Retract { entry, .. } => format!("{entry} retracted"),
        C::Star { entry, on: true } => format!("{entry} starred"),
        C::Star { entry, on: false } => format!("{entry} not starred"),
        C::Answer { entry, .. } => format!("{entry} answered"),
        C::Assign { entry, to: Some(to), .. } => format!("{entry} given to {to}"),
        C::Assign { entry, to: None, .. } => format!("{entry} given to nobody"),
        C::Acknowledge { entry } => format!("{entry} taken"),
        C::Decline { entry, .. } => format!("{entry} declined"),
        C::Extend { entry, minutes, .. } => format!("{entry} {minutes} minutes more"),
        C::Block { entry, .. } => format!("{entry} blocked"),
        C::Finish { entry, .. } => format!("{entry} done"),
        C::Verify { entry, outcome, .. } => format!("{entry} {outcome}"),
        C::Cancel { entry, .. } => format!("{entry} called off"),
        C::Propose { .. } => "proposal".into(),
        C::Object { entry, .. } => format!("{entry} objection"),
        C::Call { entry, call, .. } => format!("{entry} called: {call}"),
        C::Send { entry, .. } => format!("{entry} sent"),
        C::OfferRole { role, to, .. } => format!("role offered: {role} to {to}"),
        C::AcceptRole { role, .. } => format!("role accepted: {role}"),
        C::DeclineRole { role, .. } => format!("role declined: {role}"),
        C::TakeLead { .. } => "lead taken".into(),
        C::Grade { severity, .. } => format!("severity {severity}"),
        C::SetKind { kind, .. } => format!("kind {kind}"),
        C::MovePhase { phase, .. } => format!("phase {phase}"),
        C::Mark { moment, .. } => format!("time marked: {moment}"),
        C::LeaveInPlace { entry, .. } => format!("{entry} stays in place"),
        C::PutBack { entry, .. } => format!("{entry} put back"),
        C::CorrectTarget { entry, .. } => format!("{entry} really hit"),
        C::PutToRoom { entry, .. } => format!("{entry} put to the room"),
        C::SetLook { entry, .. } => format!("{entry} to be looked at again"),
        C::AskHelp { whom, .. } => format!("help of {whom}"),
        C::PromiseHelp { entry, .. } => format!("{entry} promised"),
        C::AnswerHelp { entry, .. } => format!("help {entry} answered"),
        C::Snooze { entry, minutes } => format!("{entry} put off {minutes} minutes"),
        C::CallRound { .. } => "call round".into(),
        C::ReportBack { .. } => "it stands".into(),
        C::SetSkills { .. } => "can help with".into(),
        C::UsePlan { name } => format!("plan {name}"),
        C::RecallStanding { .. } => "decided before".into(),
        C::SetReview { .. } => "who calls the review".into(),
        C::SetTalk { .. } => "where the voices are".into(),
        C::AskRedaction { entry, .. } => format!("{entry} asked to be taken out"),
        C::Redact { entry, .. } => format!("{entry} taken out"),
        C::ConfirmRedaction { redaction, .. } => format!("{redaction} confirmed"),
        C::Remove { who, .. } => format!("{who} put out"),
        C::Knock { who, .. } => format!("{who} knocks"),
        C::Admit { who, .. } => format!("{who} let in"),
        C::TurnAway { knock, .. } => format!("{knock} turned away"),
        C::NoteGone { knock } => format!("{knock} gone from the door"),
        C::SetDoor { one_by_one: true } => "one by one".into(),
        C::SetDoor { one_by_one: false } => "by invite".into(),
        C::NoteBeyond { who, .. } => format!("{who} tried beyond their scope"),
        C::OfferHost { .. } => "host offered".into(),
        C::Rescue { .. } => "room rescued".into(),
        C::Restore { .. } => "records restored".into(),
        C::GoOn { .. } => "to go on without lost records:".into(),
        other => of_review(other),
    }
}

/// A command of the review, or about what is asked from outside.
fn of_review(command: &Command) -> String {
    use Command as C;
    match command {
        C::MakeToken { name, .. } => format!("token {name}"),
        C::Inquire { .. } => "asked from outside:".into(),
        C::PassInquiry { entry, .. } => format!("{entry} passed to the room"),
        C::OpenReview { facilitator, .. } => format!("review opened, chair {facilitator}"),
        C::MoveStep { step } => format!("step {step} of the review"),
        C::TakeChair { .. } => "chair taken".into(),
        C::GiveChair { to } => format!("chair to {to}"),
        C::SetNotes { who: Some(who) } => format!("{who} takes notes"),
        C::SetNotes { who: None } => "nobody takes notes".into(),
        C::Attend { who } => format!("{who} is at the review"),
        C::AgreeTimeline {} => "timeline agreed".into(),
        C::SeeDifferently { .. } => "timeline seen differently:".into(),
        C::Recount { entry: Some(entry), .. } => format!("account on {entry}:"),
        C::Recount { entry: None, .. } => "account:".into(),
        C::AddMissing { kind, .. } => format!("missing {kind}:"),
        C::AddFactor { kind, .. } => format!("factor, {}:", kind.meaning()),
        C::Recommend { kind, .. } => format!("recommendation, {kind}:"),
        C::AcceptAdvice { entry, owner, .. } => {
            format!("{entry} accepted, {owner} makes it happen")
        }
        C::DeclineAdvice { entry, .. } => format!("{entry} not worth doing:"),
        C::RestAdvice { entry, .. } => format!("{entry} rests"),
        C::FinishAdvice { entry, .. } => format!("{entry} is done"),
        C::WriteSection { section, .. } => format!("report, {}:", section.meaning()),
        C::Comment { entry: Some(entry), .. } => format!("comment on {entry}:"),
        C::Comment { entry: None, .. } => "comment:".into(),
        C::AskOfReport { .. } => "asked of the report:".into(),
        C::AnswerReader { entry, .. } => format!("{entry} answered:"),
        C::MakeAware { .. } => "made aware of the report:".into(),
        C::AgreeReport {} => "report agreed".into(),
        C::CloseReview { .. } => "review closed".into(),
        other => other.name().to_lowercase(),
    }
}

/// What a server lacks, as it is shown: a few things, each on a line.
pub(super) fn plain(lacks: Vec<Lack>) -> Vec<Lack> {
    let line = |lack: Lack| Lack { why: Shown::line(&lack.why, WHY_CELLS_MAX).to_string(), ..lack };
    lacks.into_iter().take(LACKS_MAX).map(line).collect()
}
