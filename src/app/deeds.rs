//! What the keys do to the selected row, or to the card on the screen.

use warroom_register::words::{EntryKind, Outcome, Scope};
use warroom_register::{Command, EntryId, Task, TaskState, Text, What, rights};

use super::App;
use super::asks::{Ask, Assign, Look, Subject};
use super::msg::Effect;
use super::needs::{Card, card_of};
use super::purpose::Purpose;
use super::select::{Pane, Spot};
use super::typed::Typed;
use crate::keys::{Action, Place};

/// Whether I lead, or stand in for the lead.
pub(super) fn leads(app: &App) -> bool {
    rights::leads(&app.live.register, app.me)
}

impl App {
    /// The entry that the keys are about: a row of the timeline stands for what it is about.
    pub(crate) fn entry(&self) -> Option<EntryId> {
        let read = match &self.ask {
            Some(Ask::Look(look)) => look.entry(),
            _ => None,
        };
        // A row of then is not what the entry is by now.
        let selected = || self.select.entry().filter(|_| self.then().is_none());
        self.entry_behind(read.or_else(selected)?)
    }

    /// What a record is about, where it is no entry itself.
    fn entry_behind(&self, entry: EntryId) -> Option<EntryId> {
        let what = self.live.register.what(entry)?;
        if what.is_entry() || matches!(what, What::Answered { .. }) {
            return Some(entry);
        }
        what.about().or(Some(entry))
    }

    fn selected(&mut self, wanted: &str) -> Option<EntryId> {
        let entry = self.entry();
        if entry.is_none() {
            self.say(self.select_first(wanted));
        }
        entry
    }

    fn task(&self, entry: EntryId) -> Option<&Task> {
        self.live.register.tasks().get(&entry)
    }

    pub(super) fn command(&mut self, command: Command) -> Vec<Effect> {
        self.ask_room(command, Typed::nothing())
    }

    /// The card that takes the key, or what is selected; a card that is not awake swallows it.
    fn card_or_row(&mut self, wanted: &str) -> Result<Option<Card>, ()> {
        if self.cards.open().is_some() {
            return self.cards.armed(self.now()).map(Some).ok_or(());
        }
        if self.entry().is_none() {
            self.say(self.select_first(wanted));
            return Err(());
        }
        Ok(None)
    }

    pub(super) fn yes(&mut self) -> Vec<Effect> {
        let Ok(card) = self.card_or_row("a task or a question") else { return Vec::new() };
        let entry = match card {
            Some(Card::Role(..)) => {
                self.say(format!("this one needs {}", self.key_with_care(Action::Accept)));
                return Vec::new();
            }
            Some(Card::Round(_)) => {
                let [says, yes] = [Action::Answer, Action::Yes].map(|action| self.key_of(action));
                self.say(format!("{says} says how it stands; {yes} has nothing to take here"));
                return Vec::new();
            }
            Some(Card::Task(entry)) => entry,
            None => self.entry().unwrap_or_default(),
        };
        if self.live.register.decisions().contains_key(&entry) {
            let no = self.key_of(Action::No);
            self.say(format!("nobody votes here: say nothing, or {no} if you object strongly"));
            return Vec::new();
        }
        self.command(Command::Acknowledge { entry })
    }

    pub(super) fn no(&mut self) {
        // A proposal before the room is answered from wherever one is; a card comes first.
        if let Some((entry, _)) = self.live.before_room().filter(|_| self.cards.open().is_none()) {
            return self.write_if(
                &Command::Object { entry, why: Text::from("-") },
                Purpose::Object(entry),
            );
        }
        let Ok(card) = self.card_or_row("a task, a question or a proposal") else { return };
        let purpose = match card {
            Some(Card::Round(_)) => {
                let says = self.key_of(Action::Answer);
                return self.say(format!("{says} says how it stands, in one line"));
            }
            Some(Card::Role(role, _)) => Purpose::DeclineRole(role),
            Some(Card::Task(entry)) => Purpose::Decline(entry),
            None => match self.entry().and_then(|entry| self.refusal_of(entry)) {
                Some(purpose) => purpose,
                None => return self.say("there is nothing to say no to in this row"),
            },
        };
        match super::may::no_of(&purpose) {
            Some(no) => self.write_if(&no, purpose),
            None => self.write(purpose),
        }
    }

    pub(super) fn refusal_of(&self, entry: EntryId) -> Option<Purpose> {
        let register = &self.live.register;
        let owner = self.task(entry).map(|t| t.owner);
        let owner = owner.or_else(|| register.questions().get(&entry).map(|q| q.owner));
        match owner {
            Some(owner) if owner == Some(self.me) => Some(Purpose::Decline(entry)),
            // Who lends a hand takes it away.
            Some(_) if rights::helps(register, self.me, entry) => Some(Purpose::EndHelp(entry)),
            Some(_) => Some(Purpose::Cancel(entry)),
            None if register.decisions().contains_key(&entry) => Some(Purpose::Object(entry)),
            None if register.helps().contains_key(&entry) => Some(Purpose::Cancel(entry)),
            None if register.inquiries().contains_key(&entry) => Some(Purpose::Cancel(entry)),
            None => None,
        }
    }

    pub(super) fn star(&mut self) -> Vec<Effect> {
        let place = self.select.entry().or_else(|| self.live.timeline.last().copied());
        let Some(entry) = place else { return Vec::new() };
        let on = !self.live.register.starred(entry);
        self.command(Command::Star { entry, on })
    }

    pub(super) fn question(&mut self) {
        let about = self.cards.open().map(Card::entry);
        // Of a row of then one may ask: that takes nothing from anybody.
        let then = || self.picked_in_walk().and_then(|entry| self.entry_behind(entry));
        let purpose = about.or_else(|| self.entry()).or_else(then).map(Purpose::About);
        self.write(purpose.unwrap_or(Purpose::Entry(EntryKind::Question)));
    }

    pub(super) fn answer(&mut self) {
        let Some(entry) = self.selected("a question") else { return };
        match self.live.register.questions().get(&entry) {
            Some(question) if question.is_open() => {
                self.write(Purpose::Answer { entry, fact: false });
            }
            Some(_) => {
                let corrects = self.key_of(Action::Correct);
                self.say(format!("{entry} has its answer already: {corrects} on that corrects it"));
            }
            None => {
                let [asked, down] = [Action::Pane4, Action::Down].map(|action| self.key_of(action));
                self.say(format!("{entry} is no question: select one, {asked} and {down}"));
            }
        }
    }

    pub(super) fn correct(&mut self) {
        let Some(entry) = self.selected("an entry of yours") else { return };
        if self.is_kept_back(entry) {
            return;
        }
        let text = self.live.register.text(entry);
        let said = matches!(
            self.live.register.what(entry),
            Some(What::Observation | What::Answered { fact: false, .. })
        );
        // Whoever saw it, anybody may hold it true.
        if said && self.live.register.stands(entry) {
            return self.open_pick(Subject::Mend(entry));
        }
        if let Err(refusal) = self.may(&Command::Amend { entry, text: Text::from("-") }) {
            return self.say(refusal);
        }
        let fact = self.live.register.facts().get(&entry);
        let action = matches!(self.live.register.what(entry), Some(What::Action(_)));
        if action || fact.is_some_and(|fact| fact.replaced_by.is_none()) {
            self.open_pick(Subject::Mend(entry));
        } else {
            self.write_with(Purpose::Correct(entry), text.raw());
        }
    }

    pub(super) fn retract(&mut self) {
        let Some(entry) = self.selected("an entry of yours") else { return };
        self.write_if(&Command::Retract { entry, why: Text::from("-") }, Purpose::Retract(entry));
    }

    /// Opens the line for a purpose only if its command could be carried out.
    pub(super) fn write_if(&mut self, probe: &Command, purpose: Purpose) {
        match self.may(probe) {
            Ok(()) => self.write(purpose),
            Err(refusal) => self.say(refusal),
        }
    }

    /// The selected task; where none is selected, the only one I have.
    pub(super) fn own_task(&mut self, purpose: fn(EntryId) -> Purpose) {
        let card = self.cards.armed(self.now()).and_then(|card| match card {
            Card::Task(entry) => Some(entry),
            Card::Round(round) => self.live.register.rounds().get(&round)?.entry,
            Card::Role(..) => None,
        });
        let selected = self.entry().filter(|e| self.task(*e).is_some());
        let named = card.or(selected);
        let Some(entry) = named.or_else(|| self.only_task()) else {
            let [doing, down] = [Action::Pane5, Action::Down].map(|action| self.key_of(action));
            return self.say(format!("select the task first: {doing} and {down}"));
        };
        let probe = match purpose(entry) {
            Purpose::Block(entry) => Command::Block { entry, need: Text::from("-") },
            Purpose::Extend(entry) => Command::Extend { entry, minutes: 5, from_now: true },
            _ => Command::Finish { entry, text: Text::default() },
        };
        self.write_if(&probe, purpose(entry));
        if named.is_none() && !matches!(probe, Command::Extend { .. }) {
            self.line.opened = Some(self.clock);
        }
    }

    fn only_task(&self) -> Option<EntryId> {
        let mine = |e: &&EntryId| {
            self.task(**e).is_some_and(|t| t.owner == Some(self.me) && t.state.is_open())
        };
        let mut mine = self.live.doing.iter().filter(mine);
        mine.next().copied().filter(|_| mine.next().is_none())
    }

    pub(super) fn assign(&mut self) {
        // Who has nothing to give to anybody is told so, whatever is selected.
        let me = self.live.register.responders().get(&self.me);
        if me.is_some_and(|me| me.scope < Scope::Respond) {
            let to_all = Command::CallRound { to: None, entry: None, text: Text::default() };
            return self.may(&to_all).err().into_iter().for_each(|refusal| self.say(refusal));
        }
        let Some(entry) = self.selected("a task or a question") else { return };
        match self.may(&Command::Assign { entry, to: None, minutes: None }) {
            Ok(()) => self.ask = Some(Ask::Assign(Assign::new(entry, &self.live))),
            Err(refusal) => self.say(refusal),
        }
    }

    /// On a proposal: what becomes of it. On another row it is the one that waits that is meant, and on
    /// any row or none the one that is before the room; else what the lead decides in one line.
    pub(super) fn decide(&mut self) {
        let waits: Vec<EntryId> = self.live.register.to_be_called().collect();
        let selected = self.entry();
        let meant = match (selected, &waits[..]) {
            (Some(entry), _) if waits.contains(&entry) => Some(entry),
            (_, _) if self.live.before_room().is_some() => self.live.before_room().map(|it| it.0),
            (Some(_), [only]) => Some(*only),
            (Some(entry), [first, ..]) => {
                let [next, out] =
                    [Action::NextNeed, Action::StepOut].map(|action| self.key_of(action));
                let many = waits.len();
                return self.say(format!(
                    "{entry} is no proposal, and {many} wait, {first} first: {next} goes to one; {out} \
                     first to decide something else"
                ));
            }
            (_, _) => None,
        };
        if let Some(entry) = meant {
            let call = warroom_register::words::Call::No;
            let probe = Command::Call { entry, call, why: Text::default() };
            return self.open_if(&probe, Subject::Call(entry));
        }
        self.write_if(&super::read::decided("-"), Purpose::Entry(EntryKind::Decision));
        if self.place != Place::Line {
            return;
        }
        // Whoever selected a row meant a key; without one it may be the first letter of a sentence.
        self.line.opened = selected.is_none().then_some(self.clock);
        if let Some(entry) = selected {
            let no = if self.live.register.decisions().contains_key(&entry) {
                "is called already"
            } else {
                "is no proposal"
            };
            self.say_quietly(format!("{entry} {no}: what you write here is decided, for all"));
        }
    }

    fn open_if(&mut self, probe: &Command, subject: Subject) {
        match self.may(probe) {
            Ok(()) => self.open_pick(subject),
            Err(refusal) => self.say(refusal),
        }
    }

    /// Opens a list that only the lead may use; everybody else is told who leads.
    pub(super) fn pick_if_lead(&mut self, subject: Subject) {
        let probe = if subject == Subject::Moment {
            let when = warroom_register::Seen { at: self.now(), about: false };
            Command::Mark { moment: warroom_register::words::Moment::Began, when }
        } else {
            // Of what only a lead may do this hangs on nothing else.
            Command::SetTalk { talk: Text::from("-") }
        };
        match self.may(&probe) {
            Err(refusal)
                if !(leads(self) && matches!(subject, Subject::Phase | Subject::Revoke)) =>
            {
                self.say(refusal);
            }
            Ok(()) | Err(_) => self.open_pick(subject),
        }
    }

    pub(super) fn take_lead(&mut self) {
        let probe = Command::TakeLead { seen_at: None, why: Text::from("-") };
        let gone = |who| self.live.register.away_since(who).is_some();
        let free = self.live.register.lead().is_none_or(gone);
        if free && self.may(&probe).is_err() {
            let who = self.live.who_takes(self.me, &self.here, &self.keymap);
            return self.say(format!("your invite does not let you take the lead: {who}"));
        }
        self.write_if(&probe, Purpose::TakeLead);
    }

    pub(super) fn verify(&mut self) {
        let Some(entry) = self.selected("a finished task, or something done") else { return };
        let text = Text::default;
        let result = Command::Verify { entry, outcome: Outcome::Worked, text: text() };
        // Whoever may not say whether it worked may still say that it stays, or is put back.
        let stays = Command::LeaveInPlace { entry, text: text() };
        let back = Command::PutBack { entry, text: text() };
        if [&stays, &back].into_iter().any(|probe| self.may(probe).is_ok()) {
            return self.open_pick(Subject::Outcome(entry));
        }
        self.open_if(&result, Subject::Outcome(entry));
    }

    /// What the open card asks, in all its words: nobody says yes to what they have not read. False where
    /// there is none.
    pub(super) fn read_card(&mut self) -> bool {
        let Some(card) = self.cards.open() else { return false };
        self.ask = Some(Ask::Look(Look::detail(card.entry())));
        true
    }

    /// Enter on what is selected: the card that was put away comes back, a row opens.
    pub(super) fn open_row(&mut self) {
        if self.select.pane == Pane::People && matches!(self.select.spot, Some(Spot::Person(_))) {
            return self.ask = Some(Ask::Look(Look::new(super::asks::look::LookAt::Who)));
        }
        let Some(entry) = self.select.entry() else {
            return self.bring_back_card();
        };
        let now = self.now();
        let need = self.live.you(self.me).into_iter().find(|n| n.entry == Some(entry));
        let card = need.and_then(card_of).filter(|card| self.cards.open() != Some(*card));
        if card.is_some_and(|card| self.cards.bring_back(card, now)) {
            return;
        }
        self.ask = Some(Ask::Look(Look::detail(entry)));
    }

    fn bring_back_card(&mut self) {
        let now = self.now();
        let card = self.live.you(self.me).into_iter().find_map(card_of);
        if card.is_none_or(|card| !self.cards.bring_back(card, now)) {
            self.say(self.select_first("a row"));
        }
    }

    /// The tasks of somebody, for whoever has to choose a person: the one that is due first comes first.
    pub(crate) fn tasks_of(&self, who: warroom_register::Handle) -> impl Iterator<Item = EntryId> {
        let has =
            move |t: &Task| t.owner == Some(who) && t.state.is_open() && t.state != TaskState::Open;
        let board = self.board();
        let tasks = board.register.tasks();
        let held = board.doing.iter().copied().filter(|e| tasks.get(e).is_some_and(has));
        let mut held: Vec<_> = held.collect();
        held.sort_by_key(|e| {
            tasks.get(e).and_then(|task| task.due).map_or((1, None), |due| (0, Some(due)))
        });
        held.into_iter()
    }
}
