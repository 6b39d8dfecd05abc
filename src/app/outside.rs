//! Questions from outside, on the screen: who only watches asks them, comms answers.

use warroom_register::words::{EntryKind, Scope};
use warroom_register::{Command, EntryId, Shown, Text};

use super::App;
use super::asks::{Ask, Look, Subject};
use super::board::Board;
use super::purpose::Purpose;

/// An answer on the line of whoever asked takes so many cells at most; the rest is one key away.
const ANSWER_CELLS: usize = 100;

impl Board {
    /// Who asks this from outside.
    pub(crate) fn inquirer(&self, entry: EntryId) -> Shown {
        Shown::line(self.register.inquirer(entry).raw(), 24)
    }

    /// `eve answers #9: "no, only order numbers"`
    pub(super) fn outside_answer(&self, entry: EntryId) -> String {
        let Some(inquiry) = self.register.inquiries().get(&entry) else { return String::new() };
        let told = inquiry.told().and_then(|seq| self.register.row(seq));
        let Some(row) = told else { return String::new() };
        let words = Shown::line(row.text.raw(), ANSWER_CELLS);
        match inquiry.answer {
            Some(_) => format!("{} answers {entry}: {words}", row.by),
            None => format!("{} does not answer {entry}: {words}", row.by),
        }
    }
}

impl App {
    /// Whether what I ask goes to comms, and not to the room: I only watch, and it is not the review.
    pub(crate) fn asks_outside(&self) -> bool {
        let register = &self.live.register;
        let watches = register.responders().get(&self.me).map(|r| r.scope) == Some(Scope::Observe);
        watches && register.incident().closed_at.is_none() && self.meeting.is_none()
    }

    /// The command as it leaves: a question of somebody who only watches goes to comms.
    pub(super) fn outward(&self, command: Command) -> Command {
        if self.asks_outside() { command.outward() } else { command }
    }

    /// What stands before the `>`.
    pub(crate) fn line_label(&self) -> String {
        let purpose = &self.line.purpose;
        let voice = self.live.register.voice().filter(|_| self.asks_outside());
        match (purpose, voice) {
            (Purpose::Entry(EntryKind::Question), Some(voice)) => format!("question to {voice}"),
            (Purpose::About(entry), Some(voice)) => format!("question to {voice} on {entry}"),
            _ => purpose.label(),
        }
    }

    /// `Q`: what is to become of the selected one, else the list of all.
    pub(super) fn outside(&mut self) {
        match self.entry().filter(|entry| self.live.register.inquiries().contains_key(entry)) {
            Some(entry) => self.open_inquiry(entry),
            None => self.open_pick(Subject::Outside),
        }
    }

    /// Whoever may answer it says what becomes of it; everybody else reads how far it is.
    pub(super) fn open_inquiry(&mut self, entry: EntryId) {
        let text = Text::from("-");
        if self.may(&Command::Answer { entry, text, fact: false }).is_ok() {
            self.open_pick(Subject::Inquiry(entry));
        } else {
            self.ask = Some(Ask::Look(Look::detail(entry)));
        }
    }

    /// `a` on it: the answer, which stands on the line of whoever asked.
    pub(super) fn reply(&mut self, entry: EntryId) {
        let text = Text::from("-");
        self.write_if(&Command::Answer { entry, text, fact: false }, Purpose::Reply(entry));
    }
}
