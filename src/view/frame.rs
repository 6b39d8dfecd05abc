//! The thin lines between panes, with the right joint wherever two of them meet.

use std::collections::BTreeMap;

use ratatui::layout::Rect;

use super::pen::{Pen, Strip};
use crate::theme::Tone;

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// Lines of one screen.
#[derive(Debug, Default)]
pub(crate) struct Frame(BTreeMap<(u16, u16), u8>);

impl Frame {
    /// A line from one column to another, both included.
    pub(crate) fn across(&mut self, y: u16, from: u16, to: u16) {
        for x in from..=to {
            let left = if x > from { LEFT } else { 0 };
            let right = if x < to { RIGHT } else { 0 };
            *self.0.entry((x, y)).or_default() |= left | right;
        }
    }

    /// A line from one line to another, both included.
    pub(crate) fn down(&mut self, x: u16, from: u16, to: u16) {
        for y in from..=to {
            let up = if y > from { UP } else { 0 };
            let down = if y < to { DOWN } else { 0 };
            *self.0.entry((x, y)).or_default() |= up | down;
        }
    }

    /// Draws them.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>) {
        for ((x, y), ways) in &self.0 {
            pen.strip(*x, *y, 1, Strip::of(joint(*ways), Tone::Frame));
        }
    }
}

const fn joint(ways: u8) -> &'static str {
    const UD: u8 = UP | DOWN;
    const LR: u8 = LEFT | RIGHT;
    match ways {
        0..=3 => "│",
        5 => "┘",
        6 => "┐",
        9 => "└",
        10 => "┌",
        n if n == UD | LEFT => "┤",
        n if n == UD | RIGHT => "├",
        n if n == LR | UP => "┴",
        n if n == LR | DOWN => "┬",
        n if n == UD | LR => "┼",
        _ => "─",
    }
}

/// The name of a pane on the line above it, and behind it how much is in it.
pub(crate) fn heading(pen: &mut Pen<'_>, pane: Rect, name: &str, quiet: &str, focus: bool) {
    let Some(y) = pane.y.checked_sub(1) else { return };
    let tone = if focus { Tone::FrameFocus } else { Tone::Heading };
    let mut words = Strip::of(" ", Tone::Frame).and(name, tone);
    if !quiet.is_empty() {
        words = words.and(&format!(" {quiet}"), Tone::Quiet);
    }
    let room = pane.width.saturating_sub(2);
    let words = words.cut(usize::from(room.saturating_sub(1))).and(" ", Tone::Frame);
    pen.strip(pane.x + 1, y, room, words);
}
