//! What follows of itself from a command of mine: after a result the phase, after a go the one who
//! does it, and a word of warning where somebody has two tasks now.
//!
//! Nothing here is done by itself: each is an ask, or a sentence, that Esc or any key ends.

use warroom_register::words::{Call, Outcome, Phase, Role};
use warroom_register::{Command, EntryId, Handle, Text};

use super::App;
use super::asks::{Ask, Assign, Deed, Sure};
use super::deeds::leads;
use super::words::the;

impl App {
    /// Offers what comes next once this command is on its way.
    pub(super) fn follow_up(&mut self, command: &Command) {
        match command {
            Command::Verify { outcome: Outcome::Worked, .. } => self.offer_phase(),
            // Why the lead goes over an objection is no part of what is to be done.
            Command::Call { entry, call: Call::Go, .. } => {
                self.who_does_it(*entry, &Text::default());
            }
            Command::Call { entry, call: Call::Amended, why } => self.who_does_it(*entry, why),
            Command::AcceptRole { role, .. } => self.say_duties(*role),
            Command::Assign { entry, to: Some(to), .. } => self.warn_of_load(*to, Some(*entry)),
            Command::Write { owner: Some(to), .. } => self.warn_of_load(*to, None),
            _ => {}
        }
    }

    /// It worked: users may be served again, and then phase and time are one thing.
    fn offer_phase(&mut self) {
        let phase = self.live.register.incident().phase;
        if !leads(self) || phase >= Phase::Monitoring {
            return;
        }
        let sentence = "It worked. Are users no longer hurt? Enter: mitigated now, the phase is \
                        monitoring. Esc: not yet.";
        let why = Text::default();
        let deed = Deed::Command(Command::MovePhase {
            phase: Phase::Monitoring,
            why,
            card: None,
            card_salt: None,
            seen_at: None,
            review: None,
        });
        self.ask = Some(Ask::Sure(Sure::offered(sentence.to_owned(), deed, self.now())));
    }

    /// A decision that nobody was told to carry out is carried out by nobody.
    fn who_does_it(&mut self, entry: EntryId, change: &Text) {
        let text = self.live.register.text(entry);
        let change = if change.is_empty() { String::new() } else { format!(", {}", change.raw()) };
        let words = format!("{}{change}", text.raw());
        self.ask = Some(Ask::Assign(Assign::decided(entry, Text::from(words), &self.live)));
    }

    /// What a role asks of its holder, in three lines.
    fn say_duties(&mut self, role: Role) {
        let duties = role.duties().join("\n");
        self.say_good(format!("You have {}.\n{duties}", the(role)));
    }

    /// Two open tasks for one person are allowed, and said.
    fn warn_of_load(&mut self, to: Handle, given: Option<EntryId>) {
        let mut has = self.live.register.load(to).filter(|entry| Some(*entry) != given);
        if let Some(entry) = has.next() {
            let more = has.count();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.say(format!("given; but {to} has {entry}{more} already"));
        }
    }
}
