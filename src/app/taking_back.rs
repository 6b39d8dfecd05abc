//! What is taken back at once: the last that I did, by what undoes it. What nothing undoes is said,
//! with the key that puts it right.

use warroom_register::{Command, EntryId, Row, Seq, Shown, TaskState, Text, What};

use super::App;
use super::asks::{Ask, Deed, Sure};
use crate::keys::Action;

/// What can be taken back at once, in seconds.
const TAKE_BACK_SECONDS: u64 = 60;
/// A record in a sentence takes so many cells at most.
const SENTENCE_CELLS: usize = 56;
/// Why, where somebody took it back at once.
const WHY: &str = "taken back at once";

/// The last that I did.
enum Last {
    /// It is undone by this, said in words.
    Undone(String, Command),
    /// Nothing undoes it; why, and what puts it right.
    Stays(String),
}

impl App {
    /// Whether there is something that can be taken back.
    pub(super) fn can_take_back(&self) -> bool {
        matches!(self.last_of_mine(), Some(Last::Undone(..)))
    }

    /// Asks whether the last that I did is to be undone.
    pub(super) fn take_back(&mut self) {
        if self.pending.len() > 0 {
            let back = self.key_of(Action::TakeBack);
            return self.say(format!("what you wrote last is not recorded yet; {back} once it is"));
        }
        match self.last_of_mine() {
            Some(Last::Undone(what, command)) => {
                let sentence = format!("Take back {what}? It stays readable.");
                self.ask = Some(Ask::Sure(Sure::new(sentence, Deed::Command(command))));
            }
            Some(Last::Stays(sentence)) => self.say(sentence),
            None => {
                let back = self.key_of(Action::Retract);
                self.say(format!(
                    "nothing of yours in the last minute: {back} takes a selected entry back"
                ));
            }
        }
    }

    fn last_of_mine(&self) -> Option<Last> {
        let now = self.now();
        let rows = self.live.register.rows().iter().enumerate().rev();
        let fresh = rows.take_while(|(_, row)| now.seconds_since(row.at) <= TAKE_BACK_SECONDS);
        let mut mine = fresh.filter(|(_, row)| row.by == self.me);
        mine.find_map(|(index, row)| self.undone_by(Seq(index as u64 + 1), row))
    }

    /// What undoes this record; nothing where it is undone already, or was no deed.
    fn undone_by(&self, seq: Seq, row: &Row) -> Option<Last> {
        let register = &self.live.register;
        let why = || Text::from(WHY);
        let stands = |(what, command)| Some(Last::Undone(what, command));
        match row.what {
            What::Acknowledged { entry, .. } if register.inquiries().contains_key(&entry) => {
                let passes = self.key_of(Action::Outside);
                Some(Last::Stays(format!(
                    "you have {entry}, and that is not taken back: {passes} there passes it on"
                )))
            }
            What::Acknowledged { entry, .. } if self.may(&yes_back(seq)).is_ok() => {
                stands((format!("your yes to {entry}, which is then as before it"), yes_back(seq)))
            }
            What::Finished(entry) | What::Blocked(entry) if self.said_last(entry, seq) => {
                let what =
                    if matches!(row.what, What::Blocked(_)) { "blocked" } else { "finished" };
                let what = format!("that {entry} is {what}, and have it as before");
                stands((what, Command::Acknowledge { entry }))
            }
            What::Declined(entry) if self.lies_there(entry) && row.text.raw() != WHY => {
                stands((format!("your no to {entry}, and have it"), Command::Acknowledge { entry }))
            }
            What::Starred { entry, on } if register.starred(entry) == on => {
                let what = if on { "your star on" } else { "that you took the star from" };
                stands((format!("{what} {entry}"), Command::Star { entry, on: !on }))
            }
            what if is_written(what) && register.stands(seq) => {
                let words = self.live.quoted(seq);
                stands((format!("{seq} {words}"), Command::Retract { entry: seq, why: why() }))
            }
            what => self.stays(seq, what),
        }
    }

    /// Nothing undoes this record, and a key puts it right.
    fn stays(&self, seq: Seq, what: What) -> Option<Last> {
        let key = self.key_of(put_right_by(what)?);
        let said = self.live.register.sentence(seq);
        let said = Shown::line(said.raw(), SENTENCE_CELLS);
        Some(Last::Stays(format!("\"{said}\" is not taken back: {key} puts it right")))
    }

    /// This record was the last word on a task of mine.
    fn said_last(&self, entry: EntryId, seq: Seq) -> bool {
        let task = self.live.register.tasks().get(&entry);
        task.is_some_and(|task| {
            let so = matches!(task.state, TaskState::Done | TaskState::Blocked);
            so && task.owner == Some(self.me) && task.last == Some(seq)
        })
    }

    /// Nobody has this.
    fn lies_there(&self, entry: EntryId) -> bool {
        let register = &self.live.register;
        let task = register.tasks().get(&entry).map(|t| t.state == TaskState::Open);
        let question =
            || register.questions().get(&entry).map(|q| q.is_open() && q.owner.is_none());
        task.or_else(question).unwrap_or_default()
    }
}

/// A yes is taken back by the record that says it.
fn yes_back(yes: Seq) -> Command {
    Command::Retract { entry: yes, why: Text::from(WHY) }
}

/// Words of somebody that can be retracted.
const fn is_written(what: What) -> bool {
    what.is_entry() || matches!(what, What::Answered { .. } | What::ReportedBack(_))
}

/// The key that puts right what is done and cannot be undone.
const fn put_right_by(what: What) -> Option<Action> {
    Some(match what {
        What::Amended(_) => Action::Correct,
        What::Finished(_) | What::Verified(..) | What::LeftInPlace(_) | What::PutBack(_) => {
            Action::Verify
        }
        What::Called(..) | What::PutToRoom(..) => Action::Decide,
        What::Graded(_) => Action::Severity,
        What::KindSet(_) => Action::Kind,
        What::Phase(_) => Action::Phase,
        What::Marked(_) => Action::MarkTime,
        What::Assigned(..) => Action::Assign,
        What::RoleOffered(..) | What::RoleAccepted(_) | What::LeadTaken => Action::Roles,
        What::Sent(_) => Action::Update,
        What::Extended(..) | What::HelpPromised(..) | What::Snoozed(..) => Action::MoreTime,
        What::Cancelled(_) => Action::Task,
        What::HelpAnswered(_) => Action::AskHelp,
        What::Objected(_) => Action::Observation,
        _ => return None,
    })
}
