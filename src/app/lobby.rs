//! The lobby: the incidents of a server, those that this machine has joined elsewhere, and what the
//! library keeps; which one to join, to walk through or to read. `/` narrows them as one types.

mod kept;

use std::cmp::Reverse;

use crossterm::event::KeyEvent;
use warroom_register::IncidentId;
use warroom_register::protocol::Summary;
use warroom_register::words::Phase;

use super::App;
use super::asks::look::LookAt;
use super::find::Near;
use super::msg::Effect;
use crate::keys::{Action, Place};
use crate::which::Which;

pub(crate) use kept::{Kept, Page, Shelf};

/// Rows of a page.
const PAGE_ROWS: isize = 10;

/// What is listed, what goes on before what is over.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lobby {
    /// The rows; none: nothing was told yet.
    pub(crate) rows: Option<Vec<Row>>,
    /// Which one.
    pub(crate) picked: usize,
    /// There is no server: what is kept here is all there is.
    pub(crate) alone: bool,
    /// As the server told them; none: it has told nothing yet.
    rooms: Option<Vec<Summary>>,
    /// Those that this machine has joined elsewhere, as far as its own copies know them.
    elsewhere: Vec<Summary>,
    /// What the library keeps; none: it was not asked yet.
    shelf: Option<Shelf>,
    /// Only those are listed that these words find.
    words: String,
    /// How many are listed when nothing is sought.
    total: usize,
    /// What is to be picked once it is there.
    wants: Option<String>,
    /// Somebody has moved: what comes does not pick for them.
    moved: bool,
}

/// A row of the lobby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// An incident of a server: one joins it.
    Room(Summary),
    /// Something that is kept: a recording is walked through, a report is read.
    Kept(Kept),
}

impl Row {
    fn id(&self) -> String {
        match self {
            Self::Room(summary) => summary.id.to_string(),
            Self::Kept(kept) => kept.id.clone(),
        }
    }

    /// Whether it is of the past: over, or kept.
    pub(crate) const fn is_past(&self) -> bool {
        match self {
            Self::Room(summary) => matches!(summary.phase, Phase::Resolved | Phase::Closed),
            Self::Kept(kept) => !kept.goes_on,
        }
    }

    /// What goes on first, the newest first; then what is over; others' reports at the end.
    fn order(&self) -> (bool, bool, Reverse<warroom_register::At>) {
        let (report, at) = match self {
            Self::Room(summary) => (false, summary.opened_at),
            Self::Kept(kept) => (kept.is_report(), kept.at),
        };
        (self.is_past(), report, Reverse(at))
    }

    /// The words it is found by: number, title, severity, phase, lead, reviewer, where it is kept.
    fn words(&self) -> String {
        let said = |word: Option<String>| word.unwrap_or_default();
        match self {
            Self::Room(s) => {
                let lead = said(s.lead.map(|lead| lead.to_string()));
                let review = s.review.as_ref().and_then(|review| review.who);
                let review = said(review.map(|who| who.to_string()));
                format!("{} {} {} {} {lead} {review}", s.incident, s.title, s.severity, s.phase)
            }
            Self::Kept(k) => {
                let severity = said(k.severity.map(|severity| severity.to_string()));
                let phase = said(k.phase.map(|phase| phase.to_string()));
                let review = k.review.as_ref().and_then(|review| review.who);
                let review = said(review.map(|who| who.to_string()));
                format!("{} {} {severity} {phase} {} {review}", k.name, k.title, k.place)
            }
        }
    }
}

impl Lobby {
    /// The rows as they are now; what is picked stays picked.
    fn settle(&mut self) {
        // What nobody asked yet may still be all there is.
        if self.rooms.is_none() && self.elsewhere.is_empty() && self.shelf.is_none() {
            return;
        }
        let before = self.wants.clone().or_else(|| self.picked_row().map(Row::id));
        let finds = !self.words.trim().is_empty();
        let mut near = Near::new(&self.words);
        let found = |row: &Row| !finds || near.score(&row.words()).is_some();
        let rows = self.all();
        self.total = rows.len();
        let rows: Vec<Row> = rows.into_iter().filter(found).collect();
        let at = before.and_then(|before| rows.iter().position(|row| row.id() == before));
        if at.is_some() && self.wants.take().is_some() {
            self.moved = true;
        }
        // Until somebody has moved, what goes on is what they came for, whatever came before it.
        self.picked = at.filter(|_| self.moved || finds).unwrap_or(0);
        self.rows = Some(rows);
    }

    /// What a server tells of an incident stands for what is kept of it.
    fn all(&self) -> Vec<Row> {
        let mut rooms = self.rooms.clone().unwrap_or_default();
        let told: Vec<_> = rooms.iter().map(|s| s.id).collect();
        rooms.extend(self.elsewhere.iter().filter(|s| !told.contains(&s.id)).cloned());
        let told: Vec<String> = rooms.iter().map(|s| s.id.to_string()).collect();
        let kept = self.shelf.iter().flat_map(|shelf| &shelf.kept);
        let kept = kept.filter(|kept| !told.contains(&kept.id)).cloned().map(Row::Kept);
        let mut rows: Vec<Row> = rooms.into_iter().map(Row::Room).chain(kept).collect();
        rows.sort_by_key(Row::order);
        rows
    }

    /// What the server tells now.
    pub(super) fn list(&mut self, incidents: Vec<Summary>) {
        self.rooms = Some(incidents);
        self.settle();
    }

    /// Lists only those that these words find; without words all of them again.
    pub(super) fn narrow(&mut self, words: &str) {
        if self.words != words {
            words.clone_into(&mut self.words);
            self.settle();
        }
    }

    /// How many there are beside those listed.
    pub(crate) fn hidden(&self) -> usize {
        self.total.saturating_sub(self.rows.as_ref().map_or(0, Vec::len))
    }

    /// The row that is picked.
    pub(crate) fn picked_row(&self) -> Option<&Row> {
        self.rows.as_ref()?.get(self.picked)
    }

    /// What is kept, and what it reminds of; none: it was not asked yet.
    pub(crate) const fn shelf(&self) -> Option<&Shelf> {
        self.shelf.as_ref()
    }

    /// What a room is called: of two servers' rooms of one name, each by the end of its id, too.
    pub(crate) fn name(&self, room: &Summary) -> String {
        let all = self.rooms.iter().flatten().chain(&self.elsewhere);
        let known: Vec<_> = all.map(|it| (it.incident, it.id)).collect();
        Which::shortest(room.incident, room.id, &known).to_string()
    }

    /// Whether a room is on another server than the one whose lobby this is: who is there is not known.
    pub(crate) fn is_elsewhere(&self, id: IncidentId) -> bool {
        let told = |s: &&Summary| s.id == id;
        self.elsewhere.iter().any(|s| told(&s)) && !self.rooms.iter().flatten().any(|s| told(&s))
    }

    /// Whether a server has told what goes on there.
    pub(crate) const fn is_told(&self) -> bool {
        self.rooms.is_some()
    }

    pub(super) fn step(&mut self, by: isize) {
        self.moved = true;
        let last = self.rows.as_ref().map_or(0, Vec::len).saturating_sub(1);
        self.picked = self.picked.saturating_add_signed(by).min(last);
    }
}

impl App {
    /// Puts the rooms into the lobby that this machine has joined on other servers. `alone`: there is
    /// no server whose lobby it is. `wants` is picked once it is there.
    pub(crate) fn lobby_begins(&mut self, rooms: Vec<Summary>, alone: bool, wants: Option<String>) {
        let lobby = &mut self.lobby;
        (lobby.elsewhere, lobby.alone, lobby.wants) = (rooms, alone, wants);
        lobby.settle();
    }

    /// What the library keeps.
    pub(crate) fn keeps(&mut self, told: Shelf) {
        // Mostly nothing has changed since it was asked last.
        if self.lobby.shelf.as_ref() == Some(&told) {
            return;
        }
        let before = self.lobby.shelf.as_ref().and_then(|shelf| shelf.trouble.as_ref());
        let trouble = told.trouble.clone().filter(|why| Some(why) != before);
        self.lobby.shelf = Some(told);
        self.lobby.settle();
        if let Some(why) = trouble {
            self.say(why);
        }
    }

    /// Somebody's report that was asked for, or why it cannot be read.
    pub(crate) fn reads(&mut self, page: Result<Page, String>) {
        match page {
            Ok(page) => self.look(LookAt::Report(page)),
            Err(why) => self.say(why),
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
            Action::PageDown => self.lobby.step(PAGE_ROWS),
            Action::PageUp => self.lobby.step(-PAGE_ROWS),
            Action::First => self.lobby.step(isize::MIN),
            Action::Last => self.lobby.step(isize::MAX),
            Action::Join => return self.join_picked(),
            Action::Find => self.open_find(),
            Action::Palette => self.open_palette(),
            Action::Help => self.open_help(),
            _ => {}
        }
        Vec::new()
    }

    /// Into the room that is picked, through the recording, or the report to be read.
    pub(super) fn join_picked(&self) -> Vec<Effect> {
        let open = self.lobby.picked_row().map(|row| match row {
            Row::Room(summary) => Effect::Join(summary.incident, summary.id),
            Row::Kept(kept) if kept.is_report() => Effect::Read(kept.id.clone()),
            Row::Kept(kept) => Effect::Walk(kept.id.clone()),
        });
        open.into_iter().collect()
    }
}
