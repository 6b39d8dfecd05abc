//! The lead's further hands: help from outside, call rounds and their answers, what was promised,
//! where the voices are, what people can help with.

use warroom_register::attention::Need;
use warroom_register::words::Helper;
use warroom_register::{Command, EntryId, Text, Title};

use super::App;
use super::asks::{Ask, Assign, Subject};
use super::needs::Card;
use super::purpose::{Purpose, Stand};
use super::select::Pane;

impl App {
    /// `H`: of whom, for what, by when. Nothing is sent from here: it is written down who was asked.
    pub(super) fn ask_help(&mut self) {
        let Ok(whom) = Title::try_from("somebody".to_owned()) else { return };
        let probe = Command::AskHelp {
            of: Helper::Team,
            whom,
            text: Text::default(),
            reference: Text::default(),
            until: None,
        };
        match self.may(&probe) {
            Ok(()) => self.open_pick(Subject::Help),
            Err(refusal) => self.say(refusal),
        }
    }

    /// `C`: how does it stand? Of one, or of all; about the selected task where one is selected.
    pub(super) fn call_round(&mut self) {
        let probe = Command::CallRound { to: None, entry: None, text: Text::default() };
        let task = self.entry().filter(|entry| {
            self.live.register.tasks().get(entry).is_some_and(|task| task.state.is_open())
        });
        match self.may(&probe) {
            Ok(()) => self.ask = Some(Ask::Assign(Assign::round(task))),
            Err(refusal) => self.say(refusal),
        }
    }

    /// `+` on a promise: when it is promised for, or for how long nobody is to ask about it.
    pub(super) fn put_off(&mut self) -> bool {
        let Some(entry) = self.entry() else { return false };
        let help = self.live.register.helps().get(&entry).is_some_and(|help| help.state.is_open());
        if help {
            self.write(Purpose::PromiseHelp(entry));
        } else if self.select.pane == Pane::Promised {
            let probe = Command::Snooze { entry, minutes: 10 };
            match self.may(&probe) {
                Ok(()) => self.write(Purpose::Snooze(entry)),
                Err(refusal) => self.say(refusal),
            }
        } else {
            return false;
        }
        true
    }

    /// `a` where it is no question: the answer to a call round, or what a helper answered.
    pub(super) fn answer_otherwise(&mut self) -> bool {
        let now = self.now();
        if let Some(Card::Round(round)) = self.cards.open() {
            if self.cards.armed(now).is_some() {
                self.how_it_stands(round);
            }
            return true;
        }
        let selected = self.entry();
        let question = selected.is_some_and(|e| self.live.register.questions().contains_key(&e));
        if question {
            return false;
        }
        if let Some(entry) = selected.filter(|e| self.live.register.inquiries().contains_key(e)) {
            self.reply(entry);
            return true;
        }
        if let Some(entry) = selected.filter(|e| self.live.register.helps().contains_key(e)) {
            self.write_if(
                &Command::AnswerHelp { entry, text: Text::from("-") },
                Purpose::AnswerHelp(entry),
            );
            return true;
        }
        self.round_for_me().map(|round| self.how_it_stands(round)).is_some()
    }

    /// The call round that waits for my answer.
    fn round_for_me(&self) -> Option<EntryId> {
        self.live.yours(self.me).find_map(|need| match need.what {
            Need::RoundUnanswered => need.entry,
            _ => None,
        })
    }

    /// Whether `a` answers a call round now.
    pub(super) fn asked_how_it_stands(&self) -> bool {
        self.round_for_me().is_some()
    }

    fn how_it_stands(&mut self, round: EntryId) {
        let about = self.live.register.rounds().get(&round).and_then(|round| round.entry);
        self.write(Purpose::Stand(Stand { about, ..Stand::default() }));
    }

    /// Where the voices are.
    pub(super) fn say_talk(&mut self) {
        let talk = self.live.register.incident().talk.raw().to_owned();
        match self.may(&Command::SetTalk { talk: Text::from("-") }) {
            Ok(()) => self.write_with(Purpose::Talk, &talk),
            Err(refusal) => self.say(refusal),
        }
    }

    /// What I can help with.
    pub(super) fn say_skills(&mut self) {
        let mine = self.live.register.responders().get(&self.me);
        let skills = mine.map(|r| r.skills.raw().to_owned()).unwrap_or_default();
        match self.may(&Command::SetSkills { skills: Text::from("-") }) {
            Ok(()) => self.write_with(Purpose::Skills, &skills),
            Err(refusal) => self.say(refusal),
        }
    }
}
