//! The band: one cell a stretch of time, the phases by tone, a mark for what turned things, and
//! nothing to the right of the moment shown.

use ratatui::layout::Rect;
use warroom_register::words::{Moment, Phase};
use warroom_register::{At, Register, Row as Record, Seq, What};

use crate::app::App;
use crate::app::mouse::Target;
use crate::app::past::Past;
use crate::app::past::axis::{Axis, band};
use crate::app::size::Size;
use crate::app::words::{day, moment};
use crate::theme::Tone;
use crate::view::pen::{Pen, Strip, cells};
use crate::view::signs;

/// Of a cell with more records than this the newest are looked at.
const LOOKED_AT_MAX: usize = 64;
/// A time below the band takes so many cells, with what keeps it from the next.
const TIME_CELLS: u16 = 7;

/// How many lines the band takes: marks, phases, times; on a phone marks alone.
pub(super) fn height(size: Size) -> u16 {
    match size {
        Size::Phone | Size::TooSmall => 1,
        Size::Small => 2,
        Size::Middle | Size::Wide => 3,
    }
}

/// Draws the band.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past) {
    let names = ["marks", "phase", ""];
    let lines = usize::from(area.height);
    for (name, y) in names.into_iter().take(lines).zip(area.y..) {
        pen.put(area.x + 1, y, name, Tone::Quiet);
    }
    let place = band(area);
    pen.touch(place, Target::Band);
    let known = (app.journal(), &app.live.register);
    let Some(axis) = Axis::of(past, known, place.width) else { return };
    let line = |n: u16| Rect { y: place.y + n, height: 1, ..place };
    marks(pen, line(0), app, past, &axis);
    if lines > 1 {
        phases(pen, line(1), app, past, &axis);
    }
    if lines > 2 {
        times(pen, line(2), app, past, &axis);
    }
}

/// The register whose marks are drawn: what was known then, with hindsight all of it.
const fn register<'a>(app: &'a App, past: &'a Past) -> &'a Register {
    if past.reveals() { &app.live.register } else { &past.board.register }
}

fn marks(pen: &mut Pen<'_>, line: Rect, app: &App, past: &Past, axis: &Axis) {
    let register = register(app, past);
    let rows = register.rows();
    let cursor = axis.cell(app.board().now);
    let end = if past.reveals() { line.width.saturating_sub(1) } else { cursor };
    // What was said at the review is none of it.
    let last = past.end().index().map_or(0, |i| i + 1);
    for cell in 0..=end {
        let to = if cell + 1 >= line.width { At::from_ms(i64::MAX) } else { axis.moment(cell + 1) };
        let first = rows.partition_point(|row| row.at < axis.moment(cell));
        let after = rows.partition_point(|row| row.at < to).min(last);
        let newest = (first..after).rev().take(LOOKED_AT_MAX);
        let best = newest.filter_map(|i| Some((rank(past, register, i)?, i))).max();
        if let Some(row) = best.and_then(|(_, i)| rows.get(i)) {
            let (mark, tone) = mark(row);
            pen.strip(line.x + cell, line.y, 1, Strip::of(&mark, tone));
        }
    }
    // No record is made by an alert: when it was detected is the signal that the band has.
    if let Some(detected) = register.moments().get(&Moment::Detected) {
        pen.strip(line.x + axis.cell(detected.at), line.y, 1, Strip::of("!", Tone::Loud));
    }
    // A late entry is marked where it happened too: there it was not known.
    let late = rows.iter().filter(|row| row.learnt_later().is_some() && row.what.is_entry());
    for row in late.take(usize::from(line.width)) {
        let cell = axis.cell(row.happened());
        pen.strip(line.x + cell, line.y, 1, Strip::of("<", Tone::Late));
    }
}

/// What is marked where a cell has more than one record: pivots, then alerts, decisions and words,
/// then what was written.
fn rank(past: &Past, register: &Register, index: usize) -> Option<u8> {
    let seq = Seq(index as u64 + 1);
    let starred = register.starred(seq);
    match register.what(seq)? {
        // It is stopped at, and what was called of it turned things.
        What::Proposed if !starred => Some(2),
        _ if past.turned(seq) || starred => Some(3),
        What::Update(_) | What::Sent(_) | What::Objected(_) => Some(2),
        what if what.is_entry() => Some(1),
        What::Answered { .. } => Some(1),
        _ => None,
    }
}

fn mark(row: &Record) -> (String, Tone) {
    (row.what.sign().to_string(), signs::tone(row.what))
}

/// The phases as a line, each with its name where there is room.
fn phases(pen: &mut Pen<'_>, line: Rect, app: &App, past: &Past, axis: &Axis) {
    let rows = register(app, past).rows();
    let cursor = axis.cell(app.board().now);
    let end = if past.reveals() { line.width.saturating_sub(1) } else { cursor };
    let began = app.board().register.moments().get(&Moment::Began).map(|seen| seen.at);
    if let (Some(began), Some(opened)) = (began, rows.first().map(|row| row.at)) {
        let (from, to) = (axis.cell(began), axis.cell(opened));
        let dots = "·".repeat(usize::from(to.saturating_sub(from)));
        pen.strip(line.x + from, line.y, to - from.min(to), Strip::of(&dots, Tone::Late));
    }
    let moves = rows.iter().filter_map(|row| match row.what {
        What::Opened(..) => Some((Phase::Investigating, axis.cell(row.at))),
        What::Phase(phase) => Some((phase, axis.cell(row.at))),
        _ => None,
    });
    let mut moves: Vec<(Phase, u16)> = moves.collect();
    moves.dedup_by(|b, a| {
        a.1 == b.1 && {
            a.0 = b.0;
            true
        }
    });
    for (i, (phase, from)) in moves.iter().enumerate() {
        let to = moves.get(i + 1).map_or(end + 1, |next| next.1);
        segment(pen, Rect { x: line.x + from, width: to.saturating_sub(*from), ..line }, *phase);
    }
    let here = Strip::of("█", Tone::FrameFocus);
    pen.strip(line.x + cursor, line.y, 1, here);
    // Of a damaged record nothing more can be shown: the line THEN says so.
    if !past.reveals() && !past.ends_damaged() {
        let key = app.key_of(crate::keys::Action::ThenAndNow);
        let words = format!(" the rest is not shown yet: go on, or {key}");
        let room = line.width.saturating_sub(cursor + 2);
        if room >= cells(words.len()) {
            pen.strip(line.x + cursor + 2, line.y, room, Strip::of(&words, Tone::Quiet));
        }
    }
}

fn segment(pen: &mut Pen<'_>, area: Rect, phase: Phase) {
    let (tone, stroke) = match phase {
        Phase::Investigating => (Tone::Late, "─"),
        Phase::Identified => (Tone::EntryDecision, "═"),
        Phase::Monitoring => (Tone::Heading, "┄"),
        Phase::Resolved => (Tone::Ok, "━"),
        Phase::Closed => (Tone::Quiet, "·"),
    };
    pen.strip(area.x, area.y, area.width, Strip::of(&stroke.repeat(usize::from(area.width)), tone));
    let name = phase.name();
    if usize::from(area.width) > name.len() + 2 {
        pen.strip(area.x + 1, area.y, area.width - 1, Strip::of(name, tone));
    }
}

fn times(pen: &mut Pen<'_>, line: Rect, app: &App, past: &Past, axis: &Axis) {
    let here = format!("^ {}", moment(app));
    let wide = cells(here.len());
    let cursor = axis.cell(app.board().now);
    let at = cursor.min(line.width.saturating_sub(wide));
    let mut end = if past.reveals() { line.width } else { at };
    if let Some(until) = axis.until {
        end = until_then(pen, line, (axis, until), at + wide);
    }
    let mut free = 0;
    let mut told = app.register().incident().opened_at.unwrap_or_else(|| axis.moment(0)).day();
    for cell in (0..line.width.saturating_sub(TIME_CELLS)).step_by(18) {
        let clear = cell + TIME_CELLS < at || cell > at + wide;
        if cell >= free && clear && cell + TIME_CELLS <= end {
            // Where another day has begun, its name stands for the time.
            let tick = axis.moment(cell);
            let another = std::mem::replace(&mut told, tick.day()) != tick.day();
            let words = if another { day(tick) } else { tick.clock() };
            pen.put(line.x + cell, line.y, &words, Tone::Quiet);
            free = cell + TIME_CELLS;
        }
    }
    pen.put(line.x + at, line.y, &here, Tone::FrameFocus);
}

/// At the right edge, below the cell in which all the rest stands, until when that is; gives where
/// the times before it end.
fn until_then(pen: &mut Pen<'_>, line: Rect, (axis, until): (&Axis, At), taken: u16) -> u16 {
    let edge = axis.moment(line.width.saturating_sub(1));
    let when = if until.day() == edge.day() { until.clock() } else { day(until) };
    let words = format!("until {when}");
    let wide = cells(words.len());
    let x = line.width.saturating_sub(wide);
    if x <= taken + 1 {
        return line.width;
    }
    pen.put(line.x + x, line.y, &words, Tone::Quiet);
    x.saturating_sub(1)
}
