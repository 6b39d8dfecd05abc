//! The lobby: the incidents of a server, and which one to join; `/` narrows them as one types.

use crossterm::event::KeyEvent;
use warroom_register::protocol::Summary;
use warroom_register::words::Phase;

use super::App;
use super::find::Near;
use super::msg::Effect;
use crate::keys::{Action, Place};

/// The incidents, open ones first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lobby {
    /// As the server told them; none: nothing was told yet.
    pub(crate) incidents: Option<Vec<Summary>>,
    /// Which one.
    pub(crate) picked: usize,
    /// Those that this machine has joined elsewhere, as far as its own copies know them.
    elsewhere: Vec<Summary>,
    /// All of them, while only those are listed that these words find.
    narrowed: Option<(String, Vec<Summary>)>,
}

impl Lobby {
    /// The list as it is now; the picked incident stays picked.
    pub(super) fn list(&mut self, mut incidents: Vec<Summary>) {
        let before = self.picked().map(|s| s.id);
        let told: Vec<_> = incidents.iter().map(|s| s.id).collect();
        incidents.extend(self.elsewhere.iter().filter(|s| !told.contains(&s.id)).cloned());
        incidents.sort_by_key(|s| (s.phase >= Phase::Resolved, std::cmp::Reverse(s.opened_at)));
        let listed = match &mut self.narrowed {
            Some((words, all)) => {
                *all = incidents;
                found(words, all)
            }
            None => incidents,
        };
        self.picked = listed.iter().position(|s| Some(s.id) == before).unwrap_or(0);
        self.incidents = Some(listed);
    }

    /// Lists only those that these words find; without words all of them again.
    pub(super) fn narrow(&mut self, words: &str) {
        let before = self.picked().map(|s| s.id);
        let all = self.narrowed.take().map(|(_, all)| all).or_else(|| self.incidents.take());
        let Some(all) = all else { return };
        let listed = if words.trim().is_empty() {
            all
        } else {
            let listed = found(words, &all);
            self.narrowed = Some((words.to_owned(), all));
            listed
        };
        self.picked = listed.iter().position(|s| Some(s.id) == before).unwrap_or(0);
        self.incidents = Some(listed);
    }

    /// How many there are beside those listed.
    pub(crate) fn hidden(&self) -> usize {
        let all = self.narrowed.as_ref().map_or(0, |(_, all)| all.len());
        all.saturating_sub(self.incidents.as_ref().map_or(0, Vec::len))
    }

    fn picked(&self) -> Option<&Summary> {
        self.incidents.as_ref()?.get(self.picked)
    }

    pub(super) fn step(&mut self, by: isize) {
        let last = self.incidents.as_ref().map_or(0, Vec::len).saturating_sub(1);
        self.picked = self.picked.saturating_add_signed(by).min(last);
    }
}

impl App {
    /// Puts the rooms into the lobby that this machine has joined on other servers.
    pub(crate) fn elsewhere(&mut self, rooms: Vec<Summary>) {
        if !rooms.is_empty() {
            self.lobby.elsewhere = rooms;
            self.lobby.list(Vec::new());
        }
    }

    pub(super) fn lobby_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        let Some(action) = self.keymap.lookup(Place::Lobby, event) else {
            self.no_key(event);
            return Vec::new();
        };
        self.lobby_act(action)
    }

    pub(super) fn lobby_act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Down => self.lobby.step(1),
            Action::Up => self.lobby.step(-1),
            Action::Join => return self.join_picked(),
            Action::Find => self.open_find(),
            Action::Palette => self.open_palette(),
            Action::Help => self.open_help(),
            _ => {}
        }
        Vec::new()
    }

    /// Into the room that is picked.
    pub(super) fn join_picked(&self) -> Vec<Effect> {
        let picked = self.lobby.picked().map(|s| Effect::Join(s.incident, s.id));
        picked.into_iter().collect()
    }
}

/// Those in whose number, title, severity, phase, lead or reviewer the words stand, nearly.
fn found(words: &str, all: &[Summary]) -> Vec<Summary> {
    let mut near = Near::new(words);
    let said = |s: &Summary| {
        let lead = s.lead.map(|lead| lead.to_string()).unwrap_or_default();
        let review = s.review.as_ref().and_then(|review| review.who);
        let review = review.map(|who| who.to_string()).unwrap_or_default();
        format!("{} {} {} {} {lead} {review}", s.incident, s.title, s.severity, s.phase)
    };
    all.iter().filter(|s| near.score(&said(s)).is_some()).cloned().collect()
}
