//! The band below a walkthrough: what happened when, up to the moment shown, and the keys.

use ratatui::layout::Rect;
use warroom_register::{At, What};

use super::pen::{Pen, Row, Strip, cells};
use super::signs;
use crate::app::App;
use crate::app::past::{Past, is_pivot};
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// How many lines the band takes: rule, marks, time, rule, hint.
pub(crate) const HEIGHT: u16 = 5;
/// Cells at the left of the band.
const LABEL_CELLS: u16 = 8;

/// Draws the band.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past) {
    let words = format!(" the room knew no more than this at {} ", app.board().now.clock_seconds());
    pen.rule(Rect { height: 1, ..area });
    pen.strip(area.x + 2, area.y, area.width, Strip::of(&words, Tone::FrameFocus));
    let band = Rect {
        x: area.x + LABEL_CELLS,
        y: area.y + 1,
        width: area.width.saturating_sub(LABEL_CELLS + 1),
        height: 2,
    };
    pen.put(area.x + 1, area.y + 1, "marks", Tone::Quiet);
    if let Some(axis) = Axis::of(app, past, band.width) {
        marks(pen, band, app, &axis);
        times(pen, band, app, &axis);
    }
    pen.rule(Rect { y: area.y + 3, height: 1, ..area });
    pen.row(Rect { y: area.y + 4, height: 1, ..area }, 0, hint(app, past));
}

/// Which moment stands in which cell. What came later is an outcome: it is not drawn, and the
/// length of the band tells nothing of it, until it is asked for.
struct Axis {
    from: At,
    span_ms: i64,
    width: u16,
}

impl Axis {
    fn of(app: &App, past: &Past, width: u16) -> Option<Self> {
        let from = app.journal().first()?.at;
        let last =
            if past.alone || past.hindsight { app.journal().last()?.at } else { past.board.now };
        let span_ms = last.ms().saturating_sub(from.ms()).max(60_000);
        Some(Self { from, span_ms, width: width.max(1) })
    }

    fn cell(&self, at: At) -> u16 {
        let passed = at.ms().saturating_sub(self.from.ms()).clamp(0, self.span_ms);
        let cell = i128::from(passed) * i128::from(self.width - 1) / i128::from(self.span_ms);
        u16::try_from(cell).unwrap_or(self.width - 1)
    }

    fn moment(&self, cell: u16) -> At {
        let passed =
            i128::from(self.span_ms) * i128::from(cell) / i128::from(self.width.max(2) - 1);
        At::from_ms(self.from.ms().saturating_add(i64::try_from(passed).unwrap_or(0)))
    }
}

fn marks(pen: &mut Pen<'_>, band: Rect, app: &App, axis: &Axis) {
    let cursor = axis.cell(app.board().now);
    let dots = "·".repeat(usize::from(band.width.saturating_sub(cursor)));
    pen.strip(band.x + cursor, band.y, band.width - cursor, Strip::of(&dots, Tone::Quiet));
    let done = "─".repeat(usize::from(cursor));
    pen.strip(band.x, band.y, cursor, Strip::of(&done, Tone::Frame));
    // One mark a cell: of each cell the last record by then, or the last pivot if there is one.
    let register = app.register();
    for cell in 0..=cursor {
        let from = axis.moment(cell);
        let to = if cell + 1 >= band.width { At::from_ms(i64::MAX) } else { axis.moment(cell + 1) };
        let first = register.rows().partition_point(|row| row.at < from);
        let after = register.rows().partition_point(|row| row.at < to);
        let newest = (first..after).rev().take(8).map(|i| warroom_register::Seq(i as u64 + 1));
        let best = newest.clone().find(|seq| is_pivot(app.board(), *seq));
        let shown = best.or_else(|| newest.into_iter().find(|seq| told(register.what(*seq))));
        if let Some(what) = shown.and_then(|seq| register.what(seq)) {
            let mark = what.sign().to_string();
            pen.strip(band.x + cell, band.y, 1, Strip::of(&mark, signs::tone(what)));
        }
    }
    pen.strip(band.x + cursor, band.y, 1, Strip::of("█", Tone::FrameFocus));
}

/// Whether a record is worth a mark of its own.
const fn told(what: Option<What>) -> bool {
    matches!(what, Some(what) if what.is_entry() || matches!(what, What::Objected(_) | What::Answered(..) | What::Finished(_)))
}

fn times(pen: &mut Pen<'_>, band: Rect, app: &App, axis: &Axis) {
    let mut free = 0;
    let cursor = axis.cell(app.board().now);
    let here = format!("^ {}", app.board().now.clock_seconds());
    let wide = cells(here.len());
    let at = cursor.min(band.width.saturating_sub(wide));
    for cell in (0..band.width.saturating_sub(6)).step_by(18) {
        let clear = cell + 6 < at || cell > at + wide;
        if cell >= free && clear {
            pen.put(band.x + cell, band.y + 1, &axis.moment(cell).clock(), Tone::Quiet);
            free = cell + 7;
        }
    }
    pen.put(band.x + at, band.y + 1, &here, Tone::FrameFocus);
}

fn hint(app: &App, past: &Past) -> Row {
    let key = |action| app.keymap.key_for(Place::Walkthrough, action).unwrap_or_default();
    let keys = [
        (Action::NextRecord, "next"),
        (Action::PreviousRecord, "back"),
        (Action::NextPivot, "pivot"),
        (Action::Play, "play"),
        (Action::GoTo, "go to"),
        (Action::Situation, "situation"),
        (Action::ReadReport, "report"),
    ];
    let left = keys.into_iter().fold(Strip::new().gap(1), |strip, (action, words)| {
        strip.and(&key(action), Tone::Key).gap(1).and(words, Tone::Hint).gap(2)
    });
    let left = match past.playing_at() {
        Some(speed) => left.and(&format!("PLAYING {speed}x"), Tone::Loud),
        None => left,
    };
    let out = if past.alone { "leaves" } else { "back to now" };
    let right = Strip::of(&key(Action::Help), Tone::Key)
        .and(" keys  ", Tone::Hint)
        .and(&key(Action::StepOut), Tone::Key)
        .and(&format!(" {out} "), Tone::Hint);
    Row::new(left, right)
}
