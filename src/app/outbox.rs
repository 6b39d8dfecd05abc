//! What was written here and is not recorded yet. It is drawn dim and never folded: the record is
//! the yes, a refusal is the no.

use warroom_register::protocol::Asked;
use warroom_register::{Command, CommandId, Text};

use super::purpose::{Proposal, Purpose};

/// Commands on their way, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pending {
    asked: Vec<(Asked, Purpose)>,
}

impl Pending {
    /// A command was asked; `purpose` is what its words come back for if it is refused.
    pub(crate) fn push(&mut self, asked: Asked, purpose: Purpose) {
        self.asked.push((asked, purpose));
    }

    /// What the outbox on disk holds: commands of an earlier screen are known from it alone.
    pub(crate) fn waiting(&mut self, waiting: Vec<Asked>) {
        let before = std::mem::take(&mut self.asked);
        let with_purpose = |asked: Asked| {
            let known = before.iter().find(|(a, _)| a.id == asked.id);
            let purpose = known.map(|(_, purpose)| purpose.clone());
            let purpose = purpose.unwrap_or_else(|| purpose_of(&asked.command));
            (asked, purpose)
        };
        self.asked = waiting.into_iter().map(with_purpose).collect();
    }

    /// It is settled, one way or the other.
    pub(crate) fn settle(&mut self, command: CommandId) -> Option<(Asked, Purpose)> {
        let at = self.asked.iter().position(|(asked, _)| asked.id == command)?;
        Some(self.asked.remove(at))
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.asked.len()
    }

    /// What waits, oldest first.
    pub(crate) fn commands(&self) -> impl DoubleEndedIterator<Item = &Command> {
        self.asked.iter().map(|(asked, _)| &asked.command)
    }
}

/// What the words of a command were written for.
fn purpose_of(command: &Command) -> Purpose {
    match command {
        Command::Write { kind, .. } => Purpose::Entry(*kind),
        Command::Answer { entry, fact, .. } => Purpose::Answer { entry: *entry, fact: *fact },
        Command::Amend { entry, .. } => Purpose::Correct(*entry),
        Command::Retract { entry, .. } => Purpose::Retract(*entry),
        Command::Decline { entry, .. } => Purpose::Decline(*entry),
        Command::Cancel { entry, .. } => Purpose::Cancel(*entry),
        Command::Object { entry, .. } => Purpose::Object(*entry),
        Command::Finish { entry, .. } => Purpose::Finish(*entry),
        Command::Block { entry, .. } => Purpose::Block(*entry),
        Command::DeclineRole { role, .. } => Purpose::DeclineRole(*role),
        Command::TakeLead { .. } => Purpose::TakeLead,
        Command::Propose { .. } => Purpose::Propose(Proposal::default()),
        _ => Purpose::default(),
    }
}

/// The words of a command that a person typed into the line: they come back if it is refused.
pub(crate) fn words_of(command: &Command) -> Option<&Text> {
    let words = match command {
        Command::Write { text, .. }
        | Command::Amend { text, .. }
        | Command::Answer { text, .. }
        | Command::Finish { text, .. }
        | Command::Propose { text, .. } => text,
        Command::Retract { why, .. }
        | Command::Decline { why, .. }
        | Command::Cancel { why, .. }
        | Command::Object { why, .. }
        | Command::DeclineRole { why, .. }
        | Command::TakeLead { why } => why,
        Command::Block { need, .. } => need,
        _ => return None,
    };
    (!words.is_empty()).then_some(words)
}

/// The sign and the words of a command that waits, as the timeline will show it or nearly so.
pub(crate) fn shown(command: &Command) -> (char, String) {
    let words = words_of(command).map_or("", Text::raw);
    let about = |what: String| if words.is_empty() { what } else { format!("{what}: {words}") };
    match command {
        Command::Write { kind, .. } => (kind.sign(), words.to_owned()),
        Command::Propose { .. } => ('◆', about("proposed".into())),
        Command::Answer { entry, .. } => ('q', about(format!("{entry} answered"))),
        Command::Assign { entry, to: Some(to), .. } => ('·', format!("{entry} given to {to}")),
        Command::Assign { entry, to: None, .. } => ('·', format!("nobody has {entry}")),
        Command::Acknowledge { entry } => ('·', format!("yes to {entry}")),
        Command::Decline { entry, .. } => ('x', about(format!("cannot do {entry}"))),
        Command::Object { entry, .. } => ('x', about(format!("objects to {entry}"))),
        Command::Finish { entry, .. } => ('·', about(format!("{entry} is finished"))),
        Command::Block { entry, .. } => ('·', about(format!("{entry} is blocked"))),
        Command::Amend { entry, .. } => ('·', about(format!("{entry} was wrong"))),
        Command::Retract { entry, .. } => ('·', about(format!("{entry} taken back"))),
        Command::Cancel { entry, .. } => ('·', about(format!("{entry} called off"))),
        Command::Verify { entry, outcome, .. } => ('v', format!("{entry} {}", outcome.words())),
        Command::Call { entry, call, .. } => ('◆', format!("{call}: {entry}")),
        Command::OfferRole { role, to, .. } => ('·', format!("{role} offered to {to}")),
        Command::Grade { severity, .. } => ('·', format!("severity is {severity}")),
        Command::SetKind { kind, .. } => ('·', format!("kind is {kind}")),
        Command::MovePhase { phase, .. } => ('·', phase.to_string()),
        other => ('·', other.name().to_lowercase()),
    }
}
