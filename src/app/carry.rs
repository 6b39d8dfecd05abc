//! Keys of asks, and what comes of them: the deed that an ask leads to is carried out.

use crossterm::event::KeyEvent;

use super::asks::{Answer, Ask, Deed};
use super::line::{after_esc, typed};
use super::msg::Effect;
use super::typed::Typed;
use super::{App, Shows};
use crate::keys::{Action, Place};

impl App {
    pub(super) fn ask_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        if let Some(plain) = after_esc(event) {
            self.close_ask();
            return self.key(plain);
        }
        if self.asks_help_instead(event) {
            return self.carry_out(Deed::Act(Action::AskHelp));
        }
        if self.is_within_words(event) {
            self.line.over_card.extend(typed(event));
            self.say_quietly("letters came before it: Esc, then the key and its digit");
            return Vec::new();
        }
        // The board was worked out for the last frame; the key is pressed now.
        self.live.now = self.now();
        let today = self.asks_of_today();
        let past = self.past.as_ref().filter(|_| !today);
        let board = past.map_or(&self.live, |past| &past.board);
        let Some(ask) = &mut self.ask else { return Vec::new() };
        match ask.key(event, board) {
            Answer::Stay => Vec::new(),
            Answer::NoKey => {
                self.letter_over_card(event);
                self.no_key_of_ask(event);
                Vec::new()
            }
            Answer::Close => {
                self.close_ask();
                Vec::new()
            }
            Answer::Do(deed) => self.answered(deed),
            Answer::AndStay(deed) => self.carry_out(deed),
            Answer::PassOn => {
                self.select_what_is_read();
                self.close_ask();
                match self.home() {
                    Place::Review => self.review_key(event),
                    Place::Walkthrough => self.walk_key(event),
                    Place::Then => self.then_key(event),
                    _ => self.register_key(event),
                }
            }
        }
    }

    /// A key behind an entry that is read is for that one, also where links led there from the row.
    fn select_what_is_read(&mut self) {
        let Some(Ask::Look(look)) = &self.ask else { return };
        if let Some(entry) = look.entry().filter(|entry| self.select.entry() != Some(*entry))
            && self.home() == Place::Register
        {
            self.go_to_entry(entry);
        }
    }

    /// An ask has its answer, and goes.
    fn answered(&mut self, deed: Deed) -> Vec<Effect> {
        // What was said of a letter before is no refusal of this.
        self.notice = None;
        self.line.over_card.clear();
        let kept = self.ask.take();
        self.answers_ask = kept.is_some();
        let effects = self.carry_out(deed);
        self.answers_ask = false;
        if effects.is_empty()
            && let Some(Ask::Sure(sure)) = &mut self.ask
        {
            sure.behind = kept.filter(|ask| !ask.words().is_empty()).map(Box::new);
        } else if effects.is_empty()
            && self.notice.as_ref().is_some_and(|n| n.tells != super::notice::Tells::Good)
        {
            // A deed that was refused leaves the ask as it was, beside the sentence.
            self.ask = self.ask.take().or(kept);
        } else {
            self.put_by.extend(kept.and_then(Ask::rest));
        }
        effects
    }

    /// One step out of an ask; its words are kept.
    pub(super) fn close_ask(&mut self) {
        if let Some(Ask::Sure(sure)) = &mut self.ask
            && let Some(behind) = sure.behind.take()
        {
            self.ask = Some(*behind);
            return;
        }
        let sought = self.finds();
        self.keep_over_card();
        self.put_ask_by();
        if sought {
            self.stop_finding();
        }
    }

    fn carry_out(&mut self, deed: Deed) -> Vec<Effect> {
        match deed {
            Deed::Command(command) => {
                let typed = Typed::in_ask(&command);
                return self.ask_room(command, typed);
            }
            Deed::Leave => return self.end(),
            Deed::CopyInvite => return self.copy_invite(),
            Deed::Skills => self.say_skills(),
            Deed::Talk => self.say_talk(),
            Deed::Pick(subject) => self.pick_if_lead(subject),
            Deed::Outside(entry) => self.open_inquiry(entry),
            Deed::Write(purpose, words) => self.write_with(purpose, &words),
            Deed::Words(audience) => self.propose_words(audience),
            Deed::Act(action) => return self.act_named(action),
            Deed::GoTo(words) => self.seek(&words, Self::go_to_place),
            Deed::Then(words) => self.seek(&words, Self::open_past),
            Deed::ToTheEnd => self.walk_to_the_end(),
            Deed::ShowNow => self.show_then_and_now(),
            Deed::Typed(words) => self.typed_aside(words),
            Deed::Find(words) => self.find(&words),
            Deed::NextFound(by) => self.next_found(by),
            Deed::GoToFound => return self.go_to_found(),
            Deed::Sure(sure) => self.ask = Some(Ask::Sure(sure)),
            Deed::Say(sentence) => self.say(sentence),
        }
        Vec::new()
    }

    fn act_named(&mut self, action: Action) -> Vec<Effect> {
        match (action, self.shows()) {
            (Action::Leave, _) => {
                self.ask_to_leave();
                Vec::new()
            }
            (Action::Suspend, _) => vec![Effect::Suspend],
            (Action::Redraw, _) => vec![Effect::Redraw],
            (action, Shows::Lobby) => self.lobby_act(action),
            (action, Shows::Room) => self.act(action),
            (action, Shows::Then(_)) => self.then_act(action),
            (action, Shows::Walk(_)) => {
                self.walk_act(action);
                Vec::new()
            }
            (action, Shows::Review(..)) => self.review_act(action),
        }
    }

    fn copy_invite(&mut self) -> Vec<Effect> {
        let Some(line) = self.reached.invite().map(|invite| format!("warroom join {invite}"))
        else {
            self.say("no invite is known on this machine: warroom invite in a shell makes one");
            return Vec::new();
        };
        let allows = self.invite_allows().map(|allows| format!("; {allows}")).unwrap_or_default();
        self.say_good(format!(
            "the invite is in the clipboard, if this terminal allows it{allows}"
        ));
        vec![Effect::Copy(line)]
    }
}
