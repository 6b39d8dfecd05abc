//! What follows from all that came: needs, cards, the bell, the title, the rows of the digest.

use warroom_register::{At, Seq};

use super::asks::Ask;
use super::msg::Effect;
use super::select::Pane;
use super::size::Size;
use super::{App, IDLE_SECONDS, Screen};
use crate::keys::Place;

impl App {
    /// Works out what depends on all that came, once before a frame: needs, cards, bell, title.
    pub(crate) fn settle(&mut self) -> Vec<Effect> {
        let now = self.now();
        self.live.settle(self.me, now);
        let mut effects = self.settle_meeting();
        self.settle_title();
        if let Some(past) = self.past.as_mut().filter(|past| past.reveals()) {
            past.later.settle(&past.board, &self.live);
        }
        let today = self.asks_of_today();
        if let Some(ask) = &mut self.ask {
            let past = self.past.as_ref().filter(|_| !today);
            ask.settle(past.map_or(&self.live, |past| &past.board));
        }
        self.propose_notes();
        if self.screen == Screen::Room {
            self.settle_room(now, &mut effects);
        }
        let title = self.window_title();
        if title != self.title {
            effects.push(Effect::Title(title.clone()));
            self.title = title;
        }
        effects
    }

    fn settle_room(&mut self, now: At, effects: &mut Vec<Effect>) {
        self.mark_where_it_stopped();
        if self.place != Place::Line {
            self.line.show_next_draft();
        }
        self.cards.settle(&self.live, self.me, now);
        let read = match &self.ask {
            Some(Ask::Look(look)) => look.entry(),
            _ => None,
        };
        self.cards.cover(read, now);
        let you = self.live.you(self.me);
        if let Some(need) = self.bell.settle(&you, now) {
            let what = self.live.asks(need, self.me, &self.here, &self.keymap);
            let label = self.incident.map(|l| format!("{l}: ")).unwrap_or_default();
            effects.push(Effect::Ring(format!("{label}{what}")));
        }
        let idle = self.clock.seconds_since(self.last_key.0) >= IDLE_SECONDS;
        if idle && self.touched && self.live.register.head() > self.last_key.1 {
            self.looked = Some(self.last_key.1);
        }
    }

    fn window_title(&self) -> String {
        let label = self.incident.map_or_else(|| "warroom".to_owned(), |l| l.to_string());
        match self.live.you(self.me).as_slice() {
            _ if self.screen != Screen::Room => label,
            [] => match &self.live.register.incident().title {
                Some(title) => format!("{label} {title}"),
                None => label,
            },
            you @ [first, ..] => match self.live.asker(first) {
                Some(who) => format!("({}) {label} {who} asks you", you.len()),
                None => format!("({}) {label} waits for you", you.len()),
            },
        }
    }

    /// Where the digest lists rows of several panes, the keys go through all of them.
    pub(crate) fn digest(&self) -> Vec<(Pane, Seq)> {
        if self.select.tab.is_some() || self.select.zoom || self.has_columns() {
            return Vec::new();
        }
        let board = self.board();
        let panes = [
            (Pane::Doing, &board.doing),
            (Pane::Decisions, &board.decisions),
            (Pane::Asked, &board.asked),
            (Pane::Known, &board.known),
        ];
        let rows = |(pane, all): (Pane, &Vec<Seq>)| {
            all.iter().take(usize::from(self.size.1)).map(move |e| (pane, *e)).collect::<Vec<_>>()
        };
        panes.into_iter().flat_map(rows).collect()
    }

    /// The terminal is large enough to show all panes beside one another.
    pub(crate) fn has_columns(&self) -> bool {
        Size::of(self.size.0, self.size.1) >= Size::Middle
    }
}
