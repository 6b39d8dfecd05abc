//! Whether a key would do something for this person now: what help and palette show bright.
//!
//! It asks the rules with a command that has everything but its words. What only looks is allowed.

use warroom_register::attention::Need;
use warroom_register::words::{
    Audience, Call, EntryKind, Helper, Kind, Moment, Outcome, Phase, Role, Severity,
};
use warroom_register::{Command, EntryId, Seen, Text, Title};

use super::needs::Card;
use super::purpose::Purpose;
use super::{App, Shows};
use crate::keys::{Action, Group, Place};

impl App {
    /// Whether this action would do something now, as far as this screen can know.
    pub(crate) fn can(&self, action: Action) -> bool {
        match self.shows() {
            Shows::Lobby | Shows::Room => {
                let looks = matches!(action.group(), Group::Looks | Group::Everywhere);
                looks || self.would_do(action)
            }
            Shows::Then(_) => {
                self.only_looks_at_then(action)
                    || self.works_at_then(action) && self.would_do(action)
            }
            Shows::Walk(_) => true,
            Shows::Review(..) => self.can_at_review(action),
        }
    }

    fn would_do(&self, action: Action) -> bool {
        self.probe(action).allows(self)
    }

    /// The key of an action that would do something to that entry now; none in the past, but for what
    /// works while one only looks there.
    pub(crate) fn key_on(&self, action: Action, entry: EntryId) -> Option<String> {
        let may = self.works_here(action) && self.can_with(action, entry);
        self.keymap.key_for(Place::Register, action).filter(|_| may)
    }

    /// What is pressed to object to what is before the room: while a card is open the key is the card's,
    /// and one steps out of that first.
    pub(crate) fn keys_to_object(&self, entry: EntryId) -> Option<String> {
        let object = Command::Object { entry, why: dash() };
        if !self.works_here(Action::No) || self.may(&object).is_err() {
            return None;
        }
        if self.cards.open().is_none() {
            return self.keymap.key_for(self.place, Action::No);
        }
        let first = [Action::StepOut, Action::No].map(|action| self.key_of(action));
        Some(self.steps_out().chain(first).collect::<Vec<_>>().join(", "))
    }

    /// Whether something is done to a row by it where this screen is now.
    fn works_here(&self, action: Action) -> bool {
        match self.shows() {
            Shows::Lobby | Shows::Room => true,
            Shows::Then(_) => self.works_at_then(action),
            Shows::Walk(_) | Shows::Review(..) => false,
        }
    }

    fn probe(&self, action: Action) -> Probe {
        match action.group() {
            Group::Writes | Group::Commands => self.probe_deed(action),
            Group::Reviews | Group::Walks | Group::Looks | Group::Types | Group::Everywhere => {
                Probe::Yes
            }
        }
    }

    /// What is recorded for everybody. A deed that is not named here or below stays dim: nobody has said
    /// yet who may do it.
    fn probe_deed(&self, action: Action) -> Probe {
        use Action as A;
        let write = |kind| Probe::Ask(super::read::of_kind(kind, "-"));
        match action {
            A::Observation => write(EntryKind::Observation),
            A::Did => write(EntryKind::Action),
            A::Fact => write(EntryKind::Fact),
            A::Question => write(EntryKind::Question),
            A::Task => write(EntryKind::Task),
            A::Idea => write(EntryKind::Idea),
            A::Impact => write(EntryKind::Impact),
            A::Propose => Probe::Ask(proposed()),
            A::AskHelp => Probe::help(),
            A::CallRound => {
                Probe::Ask(Command::CallRound { to: None, entry: None, text: Text::default() })
            }
            A::Update => {
                let update = super::read::words_to(Audience::Team, "-");
                Probe::Ask(update)
            }
            A::TakeBack => Probe::of(self.can_take_back()),
            A::Accept => self.accepts(),
            _ => self.probe_room(action),
        }
    }

    /// What changes the room as a whole.
    fn probe_room(&self, action: Action) -> Probe {
        use Action as A;
        let why = dash();
        match action {
            A::Kind => Probe::Ask(Command::SetKind { kind: Kind::ALL[0], why }),
            A::Severity => Probe::Ask(Command::Grade { severity: Severity::ALL[0], why }),
            A::Phase => Probe::Ask(Command::MovePhase {
                phase: Phase::ALL[0],
                why,
                card: None,
                card_salt: None,
                seen_at: None,
                review: None,
            }),
            A::MarkTime => {
                let when = Seen { at: self.now(), about: false };
                Probe::Ask(Command::Mark { moment: Moment::ALL[0], when })
            }
            A::Roles => {
                let text = Text::default();
                Probe::Ask(Command::OfferRole { role: Role::Deputy, to: self.me, text })
            }
            A::TakeLead => Probe::Ask(Command::TakeLead { seen_at: None, why }),
            // What they open says what is to be done with it.
            A::GoOn | A::Outside | A::Who => Probe::Yes,
            _ => self
                .entry_of_keys()
                .map_or_else(|| Probe::no_row(action), |entry| self.probe_row(action, entry)),
        }
    }

    /// The same of something done to an entry that is not selected.
    pub(crate) fn can_with(&self, action: Action, entry: EntryId) -> bool {
        self.probe_row(action, entry).allows(self)
    }

    /// The row, or the card that stands before it.
    pub(crate) fn entry_of_keys(&self) -> Option<EntryId> {
        self.cards.open().map(Card::entry).or_else(|| self.entry())
    }

    /// What is done to the selected row.
    fn probe_row(&self, action: Action, entry: EntryId) -> Probe {
        use Action as A;
        let command = match action {
            A::Answer if self.asked_how_it_stands() => return Probe::Yes,
            A::Answer if self.live.register.helps().contains_key(&entry) => {
                Command::AnswerHelp { entry, text: dash() }
            }
            A::Answer => Command::Answer { entry, text: dash(), fact: false },
            A::Correct => Command::Amend { entry, text: dash() },
            A::Retract => Command::Retract { entry, why: dash() },
            A::Yes => Command::Acknowledge { entry },
            A::No if self.cards.open().is_some() => return Probe::Yes,
            A::No => {
                let refuses = self.refusal_of(entry).and_then(|purpose| no_of(&purpose));
                return refuses.map_or(Probe::No, Probe::Ask);
            }
            A::Ended => Command::Finish { entry, text: Text::default() },
            A::Blocked => Command::Block { entry, need: dash() },
            A::MoreTime if self.live.register.promised(entry) => return Probe::Yes,
            A::MoreTime => Command::Extend { entry, minutes: 5, from_now: true },
            A::Assign => Command::Assign { entry, to: None, minutes: None },
            A::Verify if self.live.away.contains(&entry) => return Probe::Yes,
            A::Verify => Command::Verify { entry, outcome: Outcome::Worked, text: Text::default() },
            A::Decide if self.waits_to_be_called(entry) => {
                Command::Call { entry, call: Call::No, why: dash() }
            }
            A::Decide => super::read::decided("-"),
            A::Star => Command::Star { entry, on: !self.live.register.starred(entry) },
            _ => return Probe::No,
        };
        Probe::Ask(command)
    }

    fn waits_to_be_called(&self, entry: EntryId) -> bool {
        self.live.register.decisions().get(&entry).is_some_and(|d| d.call.is_none())
    }

    /// A role that was offered, or a draft that is selected.
    fn accepts(&self) -> Probe {
        let you = self.live.you(self.me);
        let waits = |what| matches!(what, Need::RoleOffered(_) | Need::DraftWaits);
        let offered = you.iter().any(|need| waits(need.what));
        match self.entry().filter(|entry| self.live.register.updates().contains_key(entry)) {
            _ if offered || self.opens_door() => Probe::Yes,
            Some(entry) => Probe::Ask(Command::Send { seen_at: None, entry }),
            None => Probe::No,
        }
    }
}

/// What is to be asked of the rules.
enum Probe {
    /// It works for everybody.
    Yes,
    /// There is nothing it would do something to.
    No,
    /// Whoever may do this.
    Ask(Command),
}

impl Probe {
    /// Whether this screen's person may do it.
    fn allows(&self, app: &App) -> bool {
        match self {
            Self::Yes => true,
            Self::No => false,
            Self::Ask(command) => app.may(command).is_ok(),
        }
    }

    const fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    fn help() -> Self {
        Title::try_from("-".to_owned()).map_or(Self::Yes, |whom| {
            let (text, reference) = (dash(), Text::default());
            Self::Ask(Command::AskHelp { of: Helper::Team, whom, text, reference, until: None })
        })
    }

    /// Without a row, what needs one does nothing; a decision needs none, and a star takes the newest.
    fn no_row(action: Action) -> Self {
        match action {
            Action::Decide => Self::Ask(super::read::decided("-")),
            Action::Star => Self::Yes,
            _ => Self::No,
        }
    }
}

/// The no that a purpose is about, without its reason.
pub(super) fn no_of(purpose: &Purpose) -> Option<Command> {
    let why = dash();
    Some(match *purpose {
        Purpose::Decline(entry) | Purpose::EndHelp(entry) => Command::Decline { entry, why },
        Purpose::Cancel(entry) => Command::Cancel { entry, why },
        Purpose::Object(entry) => Command::Object { entry, why },
        Purpose::DeclineRole(role) => Command::DeclineRole { role, why },
        _ => return None,
    })
}

/// A proposal without its words.
pub(super) fn proposed() -> Command {
    Command::Propose {
        text: dash(),
        risk: Text::default(),
        undo: Text::default(),
        expect: Text::default(),
        options: Vec::new(),
        look_at: None,
    }
}

fn dash() -> Text {
    Text::from("-")
}
