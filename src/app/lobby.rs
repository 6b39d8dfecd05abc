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
}

impl Lobby {
    /// The list as it is now; the picked incident stays picked.
    pub(super) fn list(&mut self, mut incidents: Vec<Summary>) {
        let before = self.picked().map(|s| s.incident);
        incidents.sort_by_key(|s| (s.phase >= Phase::Resolved, std::cmp::Reverse(s.opened_at)));
        self.picked = incidents.iter().position(|s| Some(s.incident) == before).unwrap_or(0);
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
    pub(super) fn lobby_key(&mut self, event: KeyEvent) -> Vec<Effect> {
        match self.keymap.lookup(Place::Lobby, event) {
            Some(Action::Down) => self.lobby.step(1),
            Some(Action::Up) => self.lobby.step(-1),
            Some(Action::Join) => {
                return self.lobby.picked().map(|s| Effect::Join(s.incident)).into_iter().collect();
            }
            Some(Action::Help) => self.open_help(),
            _ => {}
        }
        Vec::new()
    }
}
