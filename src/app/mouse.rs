//! The mouse: it selects, scrolls and focuses, and nothing is done with it that no key does.
//!
//! What it meets comes with each frame from the view. Nothing of it reaches the room: a click that
//! comes too late or too early costs a look.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::App;
use super::asks::Ask;
use super::meeting::part::Part;
use super::msg::Effect;
use super::select::{Pane, Spot, Step};
use crate::keys::{Action, Place};

/// Rows for one notch of the wheel.
const NOTCH_ROWS: isize = 3;

/// A place on the screen, and what the mouse meets there; of those that overlap the last counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Touch {
    /// Where.
    pub(crate) area: Rect,
    /// What.
    pub(crate) target: Target,
}

/// What stands where on the screen, as the last frame drew it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Met {
    /// What the mouse meets.
    pub(crate) touch: Vec<Touch>,
    /// From which of its rows on each pane is in view; none: the one list of a phone.
    pub(crate) first: Vec<(Option<Pane>, usize)>,
}

/// What the mouse meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A pane.
    Pane(Pane),
    /// A row of a pane.
    Row(Pane, Spot),
    /// A tab; none: the digest.
    Tab(Option<Pane>),
    /// The line.
    Line,
    /// What needs me, or is late.
    Need,
    /// One of a list in an ask.
    Choice(usize),
    /// The band of a walkthrough.
    Band,
    /// What was said at a review.
    Said,
    /// The sheet of a step of it.
    Sheet,
    /// A card: what lies below it is not met.
    Card,
}

impl App {
    /// What the mouse does.
    pub(super) fn mouse(&mut self, event: MouseEvent) -> Vec<Effect> {
        if event.kind == MouseEventKind::Moved {
            return Vec::new();
        }
        self.at_the_keys();
        let met = self.meets(event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollDown => self.turn(met, 1),
            MouseEventKind::ScrollUp => self.turn(met, -1),
            MouseEventKind::Down(MouseButton::Left) if met == Some(Target::Band) => {
                self.drag(event.column, false);
            }
            MouseEventKind::Down(MouseButton::Left) => self.press(met),
            MouseEventKind::Drag(MouseButton::Left) => self.drag_on(event.column, false),
            MouseEventKind::Up(MouseButton::Left) => self.drag_on(event.column, true),
            _ => {}
        }
        Vec::new()
    }

    /// From which of its rows on a pane was in view.
    pub(crate) fn first_row(&self, pane: impl Into<Option<Pane>>) -> Option<usize> {
        let pane = pane.into();
        self.met.first.iter().find(|(known, _)| *known == pane).map(|(_, first)| *first)
    }

    fn meets(&self, x: u16, y: u16) -> Option<Target> {
        let here = |touch: &&Touch| touch.area.contains(Position { x, y });
        self.met.touch.iter().rev().find(here).map(|touch| touch.target)
    }

    fn turn(&mut self, met: Option<Target>, down: isize) {
        let rows = down * NOTCH_ROWS;
        if self.finds() {
            return self.next_found(down);
        }
        match &mut self.ask {
            Some(Ask::Look(look)) => look.top = look.top.saturating_add_signed(rows),
            Some(Ask::Palette(palette)) => palette.step(down),
            Some(_) => {}
            None => self.turn_pane(met, rows),
        }
    }

    /// The wheel turns the pane under it, which has the focus then.
    fn turn_pane(&mut self, met: Option<Target>, rows: isize) {
        if self.past.is_some() {
            return self.turn_in_past(met, rows);
        }
        let Some(Target::Pane(pane) | Target::Row(pane, _)) = met else { return };
        if self.digest().is_empty() && self.select.pane != pane {
            self.select.pane = pane;
            self.select.spot = None;
        }
        self.step(Step::Rows(rows));
    }

    /// Looking back, the moment stays, and what is shown of it is gone through.
    fn turn_in_past(&mut self, met: Option<Target>, rows: isize) {
        let beside = self.past.as_ref().is_some_and(|past| past.hindsight);
        match (met, self.part()) {
            (Some(Target::Said), _) => {
                self.focus_part(Part::Said);
                self.pick_row(rows);
            }
            (Some(Target::Sheet), _) => self.scroll(rows, false),
            (_, None | Some(Part::Timeline | Part::Said)) if beside => self.step_in_walk(rows),
            (Some(Target::Pane(pane) | Target::Row(pane, _)), _) => {
                self.focus_part(Part::Timeline);
                self.select.pane = pane;
                self.step_in_walk(rows);
            }
            _ => {}
        }
    }

    /// The keys go where the mouse is.
    fn focus_part(&mut self, part: Part) {
        if self.part().is_some_and(|here| here != part) {
            self.go_to_part(part);
        }
    }

    /// A row of what was known then is picked, and the moment stays; one that is picked opens.
    fn press_in_past(&mut self, met: Option<Target>) {
        match met {
            // What stands around then in a room is of now, and is met like ever.
            Some(Target::Need) if self.then().is_some() => drop(self.then_act(Action::NextNeed)),
            Some(Target::Line) if self.then().is_some() => self.place = Place::Line,
            Some(Target::Said) => self.focus_part(Part::Said),
            Some(Target::Pane(pane)) if self.has_columns() => {
                self.focus_part(Part::Timeline);
                self.pane(pane);
            }
            Some(Target::Row(pane, spot @ Spot::Entry(entry))) => {
                let again = self.select.pane == pane && self.picked_in_walk() == Some(entry);
                self.focus_part(Part::Timeline);
                (self.select.pane, self.select.spot) = (pane, Some(spot));
                self.pick_in_walk();
                if again {
                    self.open_moment();
                }
            }
            _ => {}
        }
    }

    fn press(&mut self, met: Option<Target>) {
        if let (Some(ask), Some(Target::Choice(index))) = (&mut self.ask, met) {
            match ask {
                Ask::Palette(palette) => palette.picked = index,
                Ask::Pick(pick) => pick.point_at(index),
                _ => {}
            }
        }
        if self.ask.is_some() {
            return;
        }
        if self.past.is_some() {
            return self.press_in_past(met);
        }
        match met {
            Some(Target::Row(pane, spot)) => self.press_row(pane, spot),
            Some(Target::Pane(pane)) => {
                self.leave_for(Place::Register);
                self.select.pane = pane;
                self.select.spot = None;
            }
            Some(Target::Tab(Some(pane))) => {
                self.leave_for(Place::Register);
                self.pane(pane);
            }
            Some(Target::Tab(None)) => self.digest_again(),
            Some(Target::Need) => self.next_need(),
            Some(Target::Line) => self.leave_for(Place::Line),
            Some(
                Target::Choice(_) | Target::Band | Target::Said | Target::Sheet | Target::Card,
            )
            | None => {}
        }
    }

    /// A row that is selected already opens.
    fn press_row(&mut self, pane: Pane, spot: Spot) {
        let again = self.place == Place::Register && self.select.is(pane, spot);
        self.leave_for(Place::Register);
        if again {
            return self.open_row();
        }
        self.select.pane = pane;
        self.select.spot = Some(spot);
    }

    /// The draft stays where it is.
    fn leave_for(&mut self, place: Place) {
        if self.past.is_none() {
            self.place = place;
        }
    }
}
