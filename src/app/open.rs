//! Opening an ask, and putting it by: `Esc` never destroys words, so those that were written in one
//! are there when it is opened again.

use super::App;
use super::asks::impact::Impact;
use super::asks::{Ask, Pick, Subject};
use super::line::{Draft, with_purpose};
use super::purpose::Purpose;
use crate::keys::Place;

/// How many asks are put aside with their words; the oldest go first.
const PUT_BY_MAX: usize = 8;

impl App {
    /// Opens an ask; one that was put by with words comes back as it was.
    pub(super) fn open_ask(&mut self, ask: Ask) {
        let same = self.put_by.iter().rposition(|kept| kept.is_same(&ask));
        let mut ask = same.map_or(ask, |at| self.put_by.remove(at).anew());
        if let Some(words) = ask.keeps_for().and_then(|what| self.line.take_beside(&what)) {
            ask.keep(&words);
        }
        self.ask = Some(ask);
    }

    /// Says what is kept of an earlier screen for a choice that was not made.
    pub(super) fn tell_what_is_kept(&mut self) {
        if let Some(what) = self.line.beside() {
            let sentence = format!(
                "what you wrote for {what} is kept: open that again, and Tab brings it back"
            );
            self.say_quietly(sentence);
        }
    }

    /// Opens a list to pick from.
    pub(super) fn open_pick(&mut self, subject: Subject) {
        self.open_ask(Ask::Pick(Pick::new(subject)));
    }

    /// `%`: who is hit, all of it on one card.
    pub(super) fn say_impact(&mut self) {
        let probe = super::read::of_kind(warroom_register::words::EntryKind::Impact, "-");
        match self.may(&probe) {
            Ok(()) => self.open_ask(Ask::Impact(Impact::new(&self.live))),
            Err(refusal) => self.say(refusal),
        }
    }

    /// Opens the card of the impact from the line, with what is written there.
    pub(super) fn impact_from_line(&mut self) {
        let words = self.line.take_away();
        self.ask = Some(Ask::Impact(Impact::with(&self.live, words.trim())));
    }

    /// Closes the ask; words that were written in it are kept for when it is opened again.
    pub(super) fn put_ask_by(&mut self) {
        let Some(mut ask) = self.ask.take().filter(|ask| !ask.words().is_empty()) else { return };
        if let Ask::Sure(sure) = ask {
            let Some(behind) = sure.behind else { return };
            ask = *behind;
        }
        if let Ask::Roles(roles) = &mut ask {
            roles.says = false;
        }
        self.put_by.retain(|kept| !kept.is_same(&ask));
        self.put_by.push(ask);
        let over = self.put_by.len().saturating_sub(PUT_BY_MAX);
        self.put_by.drain(..over);
    }

    /// All words that stand in asks, open or put by.
    pub(super) fn words_in_asks(&self) -> Vec<String> {
        let kept = |ask: &Ask| match (ask, ask.words()) {
            (Ask::Impact(_), words) if !words.is_empty() => with_purpose(&Purpose::Impact, &words),
            (Ask::Pick(pick), words) if !words.is_empty() && pick.is_of_review() => {
                pick.on_disk().unwrap_or(words)
            }
            (ask, words) => match ask.keeps_for().filter(|_| !words.is_empty()) {
                Some(what) => with_purpose(&Purpose::Beside(what), &words),
                None => words,
            },
        };
        let here = self.ask.iter().map(|ask| match ask {
            Ask::Sure(sure) => sure.behind.as_deref().unwrap_or(ask),
            ask => ask,
        });
        let over = self.over_card().map(str::to_owned);
        here.chain(&self.put_by).map(kept).chain(over).collect()
    }

    /// The list with words in it that was put by last.
    pub(crate) fn put_by_last(&self) -> Option<&Pick> {
        self.put_by.iter().rev().find_map(|ask| match ask {
            Ask::Pick(pick) => Some(pick),
            _ => None,
        })
    }

    /// What waits to be sent, as one goes on with it.
    pub(crate) fn unsent(&self) -> Option<Draft> {
        let lists = self.put_by.iter().filter(|ask| matches!(ask, Ask::Pick(_))).count();
        if let Some(draft) = self.line.draft() {
            return Some(Draft { aside: draft.aside + lists, ..draft });
        }
        let pick = self.put_by_last()?;
        let words = pick.words().replace('\n', ", ");
        let (name, aside) = (Some(pick.name()), lists.saturating_sub(1));
        Some(Draft { name, words, questions: None, aside })
    }

    /// `l`: goes on with what is not sent: what stands in the line, else in a list that was put by.
    pub(super) fn go_on_writing(&mut self) {
        let put_by = |ask: &Ask| matches!(ask, Ask::Pick(_));
        if !self.line.holds_words()
            && let Some(at) = self.put_by.iter().rposition(put_by)
        {
            self.ask = Some(self.put_by.remove(at));
            return;
        }
        self.came_from = self.place;
        self.place = Place::Line;
    }
}
