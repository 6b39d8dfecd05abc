//! What follows of itself from what was recorded, as commands of the room.

use crate::policy::Plan;
use crate::register::Register;
use crate::vocabulary::{Command, Event};
use crate::words::EntryKind;
use crate::{CommandId, EntryId, Hash, NewEntry, Record};

/// The commands that the room gives because of this record, each with an id that comes of the
/// record alone: so a second node, or a second try, gives the very same ones.
pub fn follow(register: &Register, record: &Record) -> Vec<(CommandId, Command)> {
    let commands = match &record.event {
        Event::PlanUsed { name } => register
            .incident()
            .policy
            .plan(name.as_str())
            .map_or_else(Vec::new, |plan| laid_out(plan, record.seq)),
        _ => Vec::new(),
    };
    let numbered = (0_u64..).zip(commands);
    numbered.map(|(n, command)| (following(record.command, n), command)).collect()
}

/// The entries of a plan: what to ask, what to do, what was decided before.
fn laid_out(plan: &Plan, seq: EntryId) -> Vec<Command> {
    let about = Some(seq);
    let questions = plan
        .questions
        .iter()
        .map(|text| NewEntry { about, ..NewEntry::of(EntryKind::Question, text.clone()) }.write());
    let tasks = plan.tasks.iter().map(|task| {
        let new = NewEntry::of(EntryKind::Task, task.text.clone());
        NewEntry { about, minutes: task.minutes, ..new }.write()
    });
    let decisions = plan.decisions.iter().map(|decision| {
        let or_plan = |own: &crate::Text, of_plan: &crate::Text| {
            if own.is_empty() { of_plan.clone() } else { own.clone() }
        };
        Command::RecallStanding {
            plan: seq,
            text: decision.text.clone(),
            agreed_by: or_plan(&decision.agreed_by, &plan.agreed_by),
            agreed_on: or_plan(&decision.agreed_on, &plan.agreed_on),
        }
    });
    decisions.chain(questions).chain(tasks).collect()
}

/// An id that no author makes, since it is the hash of one that an author made.
fn following(cause: CommandId, n: u64) -> CommandId {
    let bytes = [b"warroom follow 1\0".as_slice(), cause.0.as_bytes(), &n.to_be_bytes()].concat();
    let Hash(hash) = Hash::of(&bytes);
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    CommandId(uuid::Builder::from_custom_bytes(id).into_uuid())
}
