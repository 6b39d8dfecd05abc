//! The lobby: the incidents of a server, and which one to join.

use crossterm::event::KeyEvent;
use warroom_register::protocol::Summary;
use warroom_register::words::Phase;

use super::App;
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
}

impl Lobby {
    /// The list as it is now; the picked incident stays picked.
    pub(super) fn list(&mut self, mut incidents: Vec<Summary>) {
        let before = self.picked().map(|s| s.id);
        let told: Vec<_> = incidents.iter().map(|s| s.id).collect();
        incidents.extend(self.elsewhere.iter().filter(|s| !told.contains(&s.id)).cloned());
        incidents.sort_by_key(|s| (s.phase >= Phase::Resolved, std::cmp::Reverse(s.opened_at)));
        self.picked = incidents.iter().position(|s| Some(s.id) == before).unwrap_or(0);
        self.incidents = Some(incidents);
    }

    fn picked(&self) -> Option<&Summary> {
        self.incidents.as_ref()?.get(self.picked)
    }

    fn step(&mut self, by: isize) {
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
        match self.keymap.lookup(Place::Lobby, event) {
            Some(Action::Down) => self.lobby.step(1),
            Some(Action::Up) => self.lobby.step(-1),
            Some(Action::Join) => {
                return self
                    .lobby
                    .picked()
                    .map(|s| Effect::Join(s.incident, s.id))
                    .into_iter()
                    .collect();
            }
            Some(Action::Help) => self.open_help(),
            _ => {}
        }
        Vec::new()
    }
}
