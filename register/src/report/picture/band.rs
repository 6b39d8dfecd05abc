//! The timeline band: the phases as stretches, and below them a row of marks for each kind.

use super::axis::{Axis, name, svg};
use crate::At;
use crate::register::What;
use crate::report::paint::escape;
use crate::report::story::Story;
use crate::report::timeline::is_late;
use crate::words::Phase;
use std::collections::BTreeSet;

/// The stretches of the phases.
const BAND: (i64, i64) = (10, 34);
/// From row to row.
const ROW: i64 = 22;

/// What a row of marks is of.
const ROWS: [&str; 6] = ["seen", "done", "decided", "said outside", "learnt late", "starred"];

/// What is drawn for each row: shapes differ, so that no colour has to.
fn mark(row: usize, x: i64, y: i64) -> String {
    match row {
        0 => format!("<circle class=\"o\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"),
        1 => format!("<path class=\"f\" d=\"M{x} {y}m0 -5v10\"/>"),
        2 => format!("<path class=\"i\" d=\"M{x} {y}m0 -5l4 5l-4 5l-4 -5Z\"/>"),
        3 => format!("<path class=\"i\" d=\"M{x} {y}m-4 -5l8 5l-8 5Z\"/>"),
        4 => format!("<path class=\"f\" d=\"M{x} {y}m-4 -5l8 10m0 -10l-8 10\"/>"),
        _ => format!("<path class=\"f\" d=\"M{x} {y}m0 -5v10m-5 -5h10m-9 -4l8 8m0 -8l-8 8\"/>"),
    }
}

fn row_of(what: What) -> Option<usize> {
    match what {
        What::Observation => Some(0),
        What::Action(_) | What::Finished(_) => Some(1),
        What::Decision | What::Proposed | What::Called(..) => Some(2),
        What::Update(_) | What::Sent(_) => Some(3),
        _ => None,
    }
}

pub(super) fn band(story: &Story<'_>, axis: &Axis) -> String {
    let bottom = BAND.1 + ROW * i64::try_from(ROWS.len()).unwrap_or(0) + 8;
    let mut out = axis.grid(BAND.1, bottom);
    out += &phases(story, axis);
    let y = |row: usize| BAND.1 + ROW * i64::try_from(row).unwrap_or(0) + 18;
    for (row, words) in ROWS.iter().enumerate() {
        out += &name(y(row) + 4, words);
    }
    // What falls on one spot is one mark.
    let mut spots = BTreeSet::new();
    for (seq, row) in story.now.places().filter(|(_, row)| axis.holds(row.at)) {
        let seen = story.happened(seq);
        let late = row.what.is_entry() && is_late(story, row, seen);
        let rows = [row_of(row.what), late.then_some(4), story.now.starred(seq).then_some(5)];
        spots.extend(rows.into_iter().flatten().map(|r| (r, axis.x(seen.at))));
    }
    for (row, x) in spots {
        out += &mark(row, x, y(row));
    }
    svg(bottom + 24, "The timeline as a band, with a mark for each thing that happened", &out)
}

/// From when to when each phase lasted, in its order.
fn stretches(story: &Story<'_>, axis: &Axis) -> Vec<(Phase, At, At)> {
    let mut all: Vec<(Phase, At, At)> = Vec::new();
    let opened = story.now.incident().opened_at.unwrap_or_else(|| axis.from());
    let moves = story.now.rows().iter().filter_map(|row| match row.what {
        What::Opened(..) => Some((Phase::Investigating, opened)),
        What::Phase(phase) => Some((phase, row.at)),
        _ => None,
    });
    for (phase, at) in moves {
        if let Some((_, _, to)) = all.last_mut() {
            *to = at;
        }
        all.push((phase, at, axis.to()));
    }
    all.retain(|(phase, from, to)| *phase != Phase::Closed && from <= to);
    all
}

fn phases(story: &Story<'_>, axis: &Axis) -> String {
    let (top, bottom) = BAND;
    let height = bottom - top;
    let mut out = name(bottom - 7, "phase");
    for (n, (phase, from, to)) in stretches(story, axis).into_iter().enumerate() {
        let (left, right) = (axis.x(from), axis.x(to));
        let width = (right - left).max(1);
        out.push_str(
            format!(
                "<rect class=\"o\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>"
            )
            .as_str(),
        );
        let words = phase.to_string();
        // Seven units are a letter's width, about.
        if width > i64::try_from(words.len()).unwrap_or(0) * 7 {
            let (x, y, words) = (left + 5, bottom - 7, escape(&words));
            out.push_str(format!("<text x=\"{x}\" y=\"{y}\">{words}</text>").as_str());
        } else if n % 2 == 1 {
            out.push_str(
                format!("<path class=\"f\" d=\"M{left} {bottom}L{right} {top}\"/>").as_str(),
            );
        }
    }
    out
}
