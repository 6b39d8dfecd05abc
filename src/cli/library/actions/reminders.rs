//! What was recommended as a calendar file: a day with a reminder for each that waits. What is done, where
//! that is asked for too, stands on the day on which it was, in the place of its reminder.

use std::path::Path;

use warroom_register::At;
use warroom_register::library::{Recommendation, Stand};

use super::{Action, REST_OVER, day, how_to_answer, on};
use crate::app::words::many;
use crate::cli::file;
use crate::cli::ics::{Happening, When, calendar};
use crate::out;
use crate::trouble::{Trouble, shown};

/// A calendar reminds so many hours before the day.
const ALARM_HOURS: i64 = 15;

/// Writes a day for each into a calendar file.
pub(super) fn write(path: &Path, all: &[Action<'_>], force: bool, now: At) -> Result<(), Trouble> {
    let told =
        |one: &Recommendation| matches!(one.state, Stand::Accepted | Stand::Resting | Stand::Done);
    let dated = all.iter().filter(|action| told(action.one));
    let dated = dated.filter_map(|action| Some((action, on(action.one)?)));
    let happenings: Vec<Happening> = dated.map(|(action, on)| happening(action, on)).collect();
    let text = calendar("warroom: what was recommended", &happenings, now);
    if path.as_os_str() == "-" {
        return out::data(text.as_bytes()).map(drop);
    }
    file::write(path, text.as_bytes(), force)?;
    let reminders = happenings.iter().filter(|one| one.alarm_hours.is_some()).count();
    let done = happenings.len() - reminders;
    let done = if done == 0 { String::new() } else { format!(", and {done} done,") };
    out::note(&format!("wrote {}{done} to {}", many(reminders, "reminder"), shown(path)));
    Ok(())
}

fn happening(action: &Action<'_>, on: At) -> Happening {
    let Action { name, facts, one } = action;
    let (entry, text) = (one.entry.0, one.text.raw());
    let owner = one.owner.map_or_else(String::new, |owner| format!("{owner}: "));
    let (before, todo) = match one.state {
        Stand::Resting => (
            format!("{REST_OVER}: "),
            format!(
                "{REST_OVER}. Whoever had the chair, or leads, says: {}",
                how_to_answer(action, ", or ")
            ),
        ),
        Stand::Done => {
            let due = one.due.map_or_else(String::new, |due| format!(", due by {}", day(due)));
            (format!("done: {owner}"), format!("Done on {}{due}. {}", day(on), one.said.raw()))
        }
        _ => (owner, format!("Done? warroom actions done {name} {entry}")),
    };
    Happening {
        // The same whatever becomes of it: a calendar that had its reminder has it no more.
        uid: format!("{entry}.{}@warroom", facts.id),
        when: When::Day(on),
        summary: format!("{before}{text}"),
        words: format!(
            "{text}\n{}\nRecommended after {name} {}, {}.\n{todo}",
            one.link.raw(),
            facts.title,
            one.entry
        ),
        alarm_hours: (one.state != Stand::Done).then_some(ALARM_HOURS),
    }
}
