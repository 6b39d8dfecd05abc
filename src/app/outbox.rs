//! What was written here and is not recorded yet. It is drawn dim and never folded: the record is
//! the yes, a refusal is the no.

use warroom_register::protocol::Asked;
use warroom_register::rights::{Who, right};
use warroom_register::{At, Command, CommandId, Seq, Text};

use super::typed::Typed;

/// What is recorded within so many seconds is soon recorded.
const SOON_SECONDS: u64 = 2;

/// Commands on their way, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pending {
    asked: Vec<(Asked, Typed)>,
    /// Where the journal ended when this connection began.
    head_then: Seq,
    /// Refusals that came before the records they rest on.
    early: Vec<(CommandId, String)>,
}

impl Pending {
    /// A command was asked; `typed` is what comes back if it is refused.
    pub(crate) fn push(&mut self, asked: Asked, typed: Typed) {
        self.asked.push((asked, typed));
    }

    /// What the outbox on disk holds: commands of an earlier screen are known from it alone. What
    /// it does not name was asked while it was on its way here, and waits behind it.
    pub(crate) fn waiting(&mut self, waiting: Vec<Asked>) {
        let mut before = std::mem::take(&mut self.asked);
        let with_words = |asked: Asked| {
            let known = before.iter().position(|(a, _)| a.id == asked.id);
            let typed = known.map(|at| before.remove(at).1);
            let typed = typed.unwrap_or_else(|| Typed::rebuilt(&asked.command));
            (asked, typed)
        };
        self.asked = waiting.into_iter().map(with_words).collect();
        self.asked.append(&mut before);
    }

    /// It is settled, one way or the other; it comes out with what was typed for it.
    pub(crate) fn settle(&mut self, command: CommandId) -> Option<(Asked, Typed)> {
        let at = self.asked.iter().position(|(asked, _)| asked.id == command)?;
        Some(self.asked.remove(at))
    }

    /// A refusal from now on rests on all up to this record.
    pub(super) const fn rests_on(&mut self, head: Seq) {
        self.head_then = head;
    }

    /// A refusal that can be understood by now; else it is kept until the records are here.
    pub(super) fn refused_at(
        &mut self,
        head: Seq,
        command: CommandId,
        why: String,
    ) -> Option<(CommandId, String)> {
        if head >= self.head_then {
            return Some((command, why));
        }
        self.early.push((command, why));
        None
    }

    /// The refusals that were kept, once the records are here.
    pub(super) fn refused_early(&mut self, head: Seq) -> Vec<(CommandId, String)> {
        if head < self.head_then { Vec::new() } else { std::mem::take(&mut self.early) }
    }

    /// Lets `without` change what would come back if it is refused.
    pub(super) fn take_out(&mut self, without: &dyn Fn(&str) -> Option<String>) {
        for (_, typed) in &mut self.asked {
            if let Some(words) = without(&typed.words) {
                typed.words = words;
            }
            typed.purpose.iter_mut().for_each(|purpose| purpose.take_out(without));
        }
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.asked.len()
    }

    /// How long the oldest of them waits, in seconds, once that is longer than it mostly takes.
    pub(crate) fn waits_seconds(&self, now: At) -> Option<u64> {
        let (oldest, _) = self.asked.first()?;
        let seconds = now.seconds_since(asked_at(oldest.id)?);
        (seconds > SOON_SECONDS).then_some(seconds)
    }

    /// What waits, oldest first.
    pub(crate) fn commands(&self) -> impl DoubleEndedIterator<Item = &Command> {
        self.asked.iter().map(|(asked, _)| &asked.command)
    }
}

/// Whether only who leads may give this command: a task with a name gives it, too.
pub(crate) fn is_leads(command: &Command) -> bool {
    let gives = matches!(command, Command::Assign { .. } | Command::Write { owner: Some(_), .. });
    gives || matches!(right(command).1, Who::Lead | Who::Verifies(_))
}

/// When a command was asked, by the clock of the machine that asked it: its id says so.
pub(crate) fn asked_at(id: CommandId) -> Option<At> {
    let (seconds, nanos) = id.0.get_timestamp()?.to_unix();
    let ms = seconds.checked_mul(1000)?.checked_add(u64::from(nanos / 1_000_000))?;
    i64::try_from(ms).ok().map(At::from_ms)
}

/// The sign and the words of a command that waits, as the timeline will show it or nearly so.
pub(crate) fn shown(command: &Command) -> (char, String) {
    let words = command.words();
    let words = words.first().map_or("", Text::raw);
    let about = |what: String| if words.is_empty() { what } else { format!("{what}: {words}") };
    match command {
        Command::Write { kind, owner: Some(to), .. } => (kind.sign(), format!("{words}: {to}")),
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
        Command::Call { entry, call, .. } => ('◆', about(format!("{call}: {entry}"))),
        Command::OfferRole { role, to, .. } => ('·', format!("{role} offered to {to}")),
        Command::Grade { severity, .. } => ('·', about(format!("severity is {severity}"))),
        Command::SetKind { kind, .. } => ('·', about(format!("kind is {kind}"))),
        Command::MovePhase { phase, .. } => ('·', about(phase.to_string())),
        Command::AskHelp { whom, .. } => ('↗', about(format!("asked {whom} for help"))),
        Command::Inquire { .. } => ('Q', about("from outside".into())),
        Command::PassInquiry { entry, .. } => ('q', about(format!("asked from outside, {entry}"))),
        Command::ReportBack { .. } => ('·', about("it stands".into())),
        other => ('·', other.name().to_lowercase()),
    }
}
