//! What happened before that was like this: asked of the library when a room is new, when more is
//! known and when somebody else comes in; told quietly, and never in a moment of the past.

use warroom_register::At;
use warroom_register::library::Card;
use warroom_register::words::Kind;

use super::{App, Screen};

/// It is asked again at most so often, in seconds.
const PAUSE_SECONDS: u64 = 30;

/// What the library said, and of what it was asked.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    lines: Vec<String>,
    asked: Option<(At, Known)>,
}

/// What the library is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskAlike {
    /// What is known of the incident that runs.
    pub(crate) card: Card,
    /// Nobody but the one who asks has ever come in: what they may read, the room may.
    pub(crate) alone: bool,
}

/// What was known when it was asked: while that is the same, so is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    alone: bool,
    kind: Kind,
    facts: usize,
    impacts: usize,
    plans: usize,
}

impl App {
    /// What the library is to be asked now, if anything.
    pub(crate) fn alike_due(&mut self) -> Option<AskAlike> {
        let register = &self.live.register;
        let incident = register.incident();
        if self.screen != Screen::Room || incident.title.is_none() || incident.closed_at.is_some() {
            return None;
        }
        let alone = register.responders().len() <= 1;
        let known = Known {
            alone,
            kind: incident.kind,
            facts: register.facts().len(),
            impacts: register.impacts().count(),
            plans: register.plans_used().len(),
        };
        let now = self.now();
        // What was found for one alone is not for those who came.
        if self.alike.asked.is_some_and(|(_, before)| before.alone != alone) {
            self.alike = Alike::default();
        }
        if let Some((at, before)) = self.alike.asked
            && (before == known || now.seconds_since(at) < PAUSE_SECONDS)
        {
            return None;
        }
        let card = Card::of(register, self.incident, self.id?);
        self.alike.asked = Some((now, known));
        card.map(|card| AskAlike { card, alone })
    }

    /// The library's answer to one who was alone when it was asked, or was not; somebody may have come
    /// meanwhile.
    pub(crate) fn were_alike(&mut self, lines: Vec<String>, alone: bool) {
        if self.alike.asked.is_some_and(|(_, known)| known.alone == alone) {
            self.alike.lines = lines;
        }
    }

    /// What was like it, a line each; nothing while a moment of the past is looked at.
    pub(crate) fn alike(&self) -> &[String] {
        if self.past.is_some() { &[] } else { &self.alike.lines }
    }
}
