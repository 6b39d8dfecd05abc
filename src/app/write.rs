//! Keys in the line, and the way of a command from Enter to the outbox.

use crossterm::event::KeyEvent;
use warroom_register::protocol::Asked;
use warroom_register::words::EntryKind;
use warroom_register::{Command, CommandId, Refusal, Verdict, decide};

use super::asks::{Seek, Seeking};
use super::complete::{Candidate, Writer, candidates, complete};
use super::doubt::names_nothing;
use super::edit::Edit;
use super::erase::without;
use super::line::{after_esc, typed};
use super::msg::{Effect, Written};
use super::outbox::is_leads;
use super::purpose::{Purpose, Remark};
use super::read::{Read, propose_now, read};
use super::typed::Typed;
use super::{App, Ask};
use crate::keys::{Action, Place};

impl App {
    pub(super) fn line_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        // At a review Alt with a key is that key beside the line.
        if let Some(plain) = after_esc(event).filter(|_| self.meeting.is_some()) {
            self.place = Place::Review;
            let effects = self.review_key(plain);
            if self.place == Place::Line {
                self.came_from = Place::Review;
            }
            return effects;
        }
        if let Some(plain) = after_esc(event).filter(|_| self.then().is_some()) {
            return self.then_key_from_line(plain);
        }
        let action = self.keymap.lookup(Place::Line, event);
        match action {
            Some(Action::Send) => return self.enter(),
            Some(Action::ChangeKind) => return self.tab(),
            Some(Action::StepOut) => return self.leave_line(),
            Some(Action::Editor) => return self.open_editor(),
            Some(Action::Help) => self.open_help(),
            Some(action) if self.line.edit(action) => {}
            // Alt with a key: that key in the register, and the cursor stays here.
            Some(action) => return self.act_from_line(action),
            None => self.letter(event),
        }
        Vec::new()
    }

    fn letter(&mut self, event: KeyEvent) {
        // Newcomers type `/help`: in an empty line what finds is no text.
        let finds = match self.keymap.lookup(Place::Register, event) {
            Some(action @ (Action::Find | Action::Palette)) => Some(action),
            _ => None,
        };
        match (finds, typed(event)) {
            (Some(Action::Find), _) if self.line.edit.is_empty() => self.open_find(),
            (Some(_), _) if self.line.edit.is_empty() => self.open_palette(),
            (_, Some(c)) => {
                self.writes_on();
                self.line.type_char(c);
            }
            (_, None) => {}
        }
    }

    pub(super) fn open_seek(&mut self, seeking: Seeking) {
        self.ask = Some(Ask::Seek(Seek::new(seeking)));
    }

    fn writer(&self) -> Writer {
        Writer { me: self.me, selected: self.select.entry() }
    }

    /// Who or what the word behind `@` or `#` may be meant to be; Tab takes the first.
    pub(crate) fn candidates(&self) -> Vec<Candidate> {
        candidates(&self.line.edit, &self.live, self.writer()).unwrap_or_default()
    }

    fn tab(&mut self) -> Vec<Effect> {
        let writer = self.writer();
        if complete(&mut self.line.edit, &self.live, writer) {
            return Vec::new();
        }
        let open = matches!(self.line.purpose, Purpose::Entry(_)) && self.line.edit.is_empty();
        if open && self.asks_skills() {
            self.say_skills();
            return Vec::new();
        }
        if self.line.is_idea_by_letter() {
            self.line.no_idea();
            return Vec::new();
        }
        match &mut self.line.purpose {
            Purpose::Remark(Remark::Account(account)) => {
                if account.go_on(self.line.edit.text().trim()) {
                    self.line.edit.take();
                }
            }
            Purpose::Propose(proposal)
                if proposal.text.is_some() || !self.line.edit.text().trim().is_empty() =>
            {
                let read = propose_now(proposal, self.line.edit.text(), &self.live);
                return self.send(read);
            }
            Purpose::Stand(stand) if stand.actions.is_none() => {
                let words = self.line.edit.text().trim();
                // How it stands comes first: the other parts alone say nothing.
                if !words.is_empty() || stand.text.is_some() {
                    stand.go_on(words.into());
                    self.line.edit.take();
                }
            }
            Purpose::Impact => self.impact_from_line(),
            Purpose::Update(audience) => {
                let audience = *audience;
                self.own_words_or_proposed(audience);
            }
            purpose => purpose.tab(),
        }
        Vec::new()
    }

    /// The words go to this person's own editor; here they stay until it has ended.
    fn open_editor(&mut self) -> Vec<Effect> {
        let mut effects = self.save_draft();
        self.kept.lend();
        effects.push(Effect::Edit(self.line.edit.text().to_owned()));
        effects
    }

    /// What came back from this person's own editor: a draft in the line, whatever came of it.
    pub(crate) fn edited(&mut self, written: Written) -> Vec<Effect> {
        self.place = Place::Line;
        let taken = self.kept.taken_back();
        if let Some(words) = written.words {
            self.line.edit = Edit::from(without(&words, &taken).unwrap_or(words));
        }
        if let Some(trouble) = written.trouble {
            self.say(trouble);
        } else {
            let [send, again] = [Action::Send, Action::Editor].map(|a| self.key_in_line(a));
            self.say_quietly(format!("as you wrote it: {send} sends it, {again} opens it again"));
        }
        self.save_draft()
    }

    fn leave_line(&mut self) -> Vec<Effect> {
        // A line opened for nothing hides no draft.
        self.line.bring_back();
        self.place = self.home();
        self.save_draft()
    }

    fn act_from_line(&mut self, action: Action) -> Vec<Effect> {
        let effects = self.act(action);
        if self.place == Place::Line {
            self.came_from = Place::Line;
        }
        effects
    }

    /// Opens the line for this purpose.
    pub(super) fn write(&mut self, purpose: Purpose) {
        self.write_with(purpose, "");
    }

    /// Opens the line for an entry of this kind, if that is this person's to write.
    pub(super) fn write_kind(&mut self, kind: EntryKind) {
        self.write_if(&super::read::of_kind(kind, "-"), Purpose::Entry(kind));
    }

    /// Opens the line for a purpose, with words to begin with.
    pub(super) fn write_with(&mut self, purpose: Purpose, words: &str) {
        self.came_from = self.place;
        self.place = Place::Line;
        self.line.take_up_with(purpose, words);
    }

    /// Where one came from before the line; where that is not there any more, where keys are.
    fn go_back(&mut self) {
        self.place = if self.came_from == Place::Line { Place::Line } else { self.home() };
    }

    fn enter(&mut self) -> Vec<Effect> {
        if std::mem::take(&mut self.line.strayed) {
            let send = self.key_in_line(Action::Send);
            let over = match self.line.slipped.take() {
                Some(_) => "right behind a key that could not be done",
                None => "over a question, or right behind a key",
            };
            self.say(format!("this was typed {over}, and is not sent: {send} once more sends it"));
            return Vec::new();
        }
        if let Some(sentence) = self.unread_words() {
            self.say(sentence);
            return Vec::new();
        }
        let words = self.line.edit.text();
        if words.trim().is_empty() && !self.line.purpose.may_be_empty() {
            self.skip_skills();
            return Vec::new();
        }
        if words.trim().is_empty() && self.line.purpose == Purpose::Skills && self.asks_skills() {
            self.skip_skills();
            self.line.take_away();
            self.go_back();
            return Vec::new();
        }
        if let Some(sentence) = self.meant_for_card(words) {
            self.say(sentence);
            return Vec::new();
        }
        let read = read(&self.line.purpose, words, &self.live);
        // What would be refused is no matter of a second Enter.
        if self.line.doubted.as_deref() != Some(words)
            && self.goes_out(&read)
            && let Some(sentence) = self.doubt(words)
        {
            self.line.doubted = Some(words.to_owned());
            self.say(sentence);
            return Vec::new();
        }
        self.send(read)
    }

    /// Whether Enter does what was read, as far as this screen knows.
    fn goes_out(&self, read: &Result<Read, String>) -> bool {
        match read {
            Ok(Read::Command(command)) => self.decided(&self.outward((**command).clone())).is_ok(),
            Ok(Read::More(_) | Read::Next(_)) => true,
            Err(_) => false,
        }
    }

    /// Whoever writes no more than a key of the open card means the card: it is told to nobody.
    fn meant_for_card(&self, words: &str) -> Option<String> {
        let keys = self.cards.open()?.keys().map(|action| self.key_of(action));
        let plain = matches!(self.line.purpose, Purpose::Entry(_));
        let word = words.trim();
        let says_yes = word.eq_ignore_ascii_case("yes") || word.eq_ignore_ascii_case("y");
        let key = keys.iter().find(|key| *key == word);
        let key = key.or_else(|| keys.first().filter(|_| says_yes)).filter(|_| plain)?;
        let out = self.key_in_line(Action::StepOut);
        Some(format!(
            "nothing is sent: to answer the card press {out}, then {key}, or Alt-{key} from here"
        ))
    }

    /// What is said of these words once before they are sent.
    fn doubt(&self, words: &str) -> Option<String> {
        let [send, tab] = [Action::Send, Action::ChangeKind].map(|action| self.key_in_line(action));
        let idea = self.line.is_idea_by_letter().then(|| {
            format!(
                "an idea, which nobody else sees before the review: {send} once more keeps it, {tab} \
                 makes it what you saw"
            )
        });
        let speaks = self.live.register.voice() == Some(self.me);
        let public = (self.line.is_update_by_letter() && speaks).then(|| {
            format!("words to the public, which leave the building; {send} once more sends them")
        });
        let hit = matches!(self.line.purpose, Purpose::Entry(_)) && words.trim().starts_with('%');
        let hit = hit.then(|| {
            format!(
                "who is hit is written with a blank behind the %; {send} once more sends this as it \
                 is"
            )
        });
        idea.or(public).or(hit).or_else(|| names_nothing(words, &self.live.register, &send))
    }

    /// Sends what was read from the line, or goes on to the next part, or says what is wrong.
    fn send(&mut self, read: Result<Read, String>) -> Vec<Effect> {
        match read {
            Ok(Read::More(proposal)) => {
                self.line.edit.take();
                self.line.purpose = Purpose::Propose(proposal);
                Vec::new()
            }
            Ok(Read::Next(purpose)) => {
                self.line.edit.take();
                self.line.purpose = purpose;
                Vec::new()
            }
            Ok(Read::Command(command)) => {
                let typed = Typed::in_line(&self.line.purpose, self.line.edit.text());
                let effects = self.ask_room(*command, typed);
                if !effects.is_empty() {
                    self.line.sent();
                    self.go_back();
                }
                effects
            }
            Err(sentence) => {
                self.say(sentence);
                Vec::new()
            }
        }
    }

    /// Sends a command that the room will not refuse, as far as this screen can know; else says
    /// why not, and nothing is sent.
    pub(super) fn ask_room(&mut self, command: Command, typed: Typed) -> Vec<Effect> {
        let command = self.outward(command);
        // A key pressed twice asks for one thing; the first is on its way.
        if !typed.holds_words() && self.pending.commands().any(|asked| *asked == command) {
            return Vec::new();
        }
        if let Err(refusal) = self.decided(&command) {
            let sentence = self.told(&refusal);
            self.say(sentence);
            return Vec::new();
        }
        let knew = Some(self.live.register.head());
        let asked = Asked { id: self.ids.next(self.clock), knew, command };
        self.follow_up(&asked.command);
        self.pending.push(asked.clone(), typed);
        vec![Effect::Send(asked)]
    }

    /// Whether this person may do such a thing here at all: a probe, whose words and choices are
    /// still to come, is not refused for lacking them.
    pub(super) fn may(&self, probe: &Command) -> Result<(), String> {
        match self.decided(probe) {
            Ok(())
            | Err(
                Refusal::NoChange | Refusal::SamePhase { .. } | Refusal::Empty | Refusal::NoReason,
            ) => Ok(()),
            Err(refusal) => Err(self.told(&refusal)),
        }
    }

    /// Whether the room would carry this out, by what this screen knows; the refusal if not.
    ///
    /// What is typed before the record has come cannot be judged by it: the room will.
    fn decided(&self, command: &Command) -> Result<(), Refusal> {
        if !self.live.register.responders().contains_key(&self.me) {
            return Ok(());
        }
        let ask = warroom_register::Ask {
            // It is asked of nobody but the rules: no record has this id.
            id: CommandId(uuid::Uuid::nil()),
            author: self.me,
            knew: None,
            now: self.now(),
            command: command.clone(),
        };
        match decide(&self.live.register, &ask) {
            // A wider invite would not help: whom it takes is what helps.
            Verdict::Refused(Refusal::Scope { .. }) if is_leads(command) => {
                let lead = self.live.register.lead();
                Err(lead.map_or(Refusal::NobodyLeads, |lead| Refusal::NotLead { lead }))
            }
            Verdict::Refused(refusal) => Err(refusal),
            Verdict::Record(_) | Verdict::Already(_) => Ok(()),
        }
    }
}
