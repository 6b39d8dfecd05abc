//! The first minute: somebody is alone in a room, and has to let others in.

use ratatui::layout::Rect;

use warroom_register::Plan;

use super::asks::plan::agreed;
use super::pen::{Pen, Row, Strip, cells, wrap};
use crate::app::App;
use crate::app::asks::choices::{contents, plans};
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// What the key of a plan does.
const LAYS_OUT: &str = "lays it out; until then nothing of it is asked";

/// Below this width the machines that may join get a line of their own.
const ONE_LINE_CELLS: usize = 58;

/// Whether nobody else ever came, so that letting people in is the first thing to do.
pub(crate) fn alone(app: &App) -> bool {
    let register = app.register();
    app.past.is_none()
        && register.responders().len() == 1
        && register.responders().contains_key(&app.me)
        && register.incident().closed_at.is_none()
}

/// How others get in, and where this room lives; in `width` cells.
pub(crate) fn rows(app: &App, width: usize) -> Vec<Row> {
    let who = app.keymap.key_for(Place::Register, Action::Who).unwrap_or_default();
    let row = |strip: Strip| Row::left(Strip::new().gap(1).join(strip));
    let out = steps_out(app);
    let then = if out.is_empty() { " then " } else { ", " };
    let mut rows = vec![
        row(Strip::of("Nobody else is here. Let them in:", Tone::Heading)),
        row(Strip::new()
            .gap(2)
            .join(out.clone())
            .and(&who, Tone::Key)
            .and(then, Tone::Hint)
            .and("c", Tone::Key)
            .and(" copies a one-line invite", Tone::Text)),
    ];
    if let Some(label) = app.incident {
        let words = format!("warroom join {label}");
        let join = Strip::new().gap(2).and(&words, Tone::Text);
        let whose = Strip::of("  from machines this server knows", Tone::Hint);
        if width < ONE_LINE_CELLS {
            rows.extend([row(join), row(Strip::new().gap(2).join(whose))]);
        } else {
            rows.push(row(join.join(whose)));
        }
    }
    let help = app.keymap.key_for(Place::Register, Action::AskHelp).unwrap_or_default();
    rows.push(row(Strip::new()
        .gap(2)
        .join(out)
        .and(&help, Tone::Key)
        .and(" notes whom you called for help", Tone::Text)));
    if let Some(lives) = app.reached.lives() {
        rows.push(Row::default());
        let tone = if app.reached.here_only() { Tone::Warning } else { Tone::Hint };
        let lines = wrap(&lives.into(), width.saturating_sub(2), 3);
        rows.extend(lines.into_iter().map(|line| row(Strip::new().shown(line, tone))));
    }
    rows.extend(plan(app, width));
    rows.extend(before(app, width));
    rows
}

/// While one writes letters are text: what makes keys of them comes first.
fn steps_out(app: &App) -> Strip {
    if app.place != Place::Line {
        return Strip::new();
    }
    Strip::of(&app.key_in_line(Action::StepOut), Tone::Key).and(", ", Tone::Hint)
}

/// The plan that fits: it is laid out by a key, so that nobody starts with ten red questions.
fn plan(app: &App, width: usize) -> Vec<Row> {
    let board = app.board();
    let fresh = |plan: &&Plan| board.register.plan_used(plan).is_none();
    let Some(plan) = plans(board).into_iter().find(fresh) else { return Vec::new() };
    let kind = app.keymap.key_for(Place::Register, Action::Kind).unwrap_or_default();
    let words = format!("Plan {} ({}): {}", plan.name.as_str(), agreed(plan), contents(plan));
    let room = width.saturating_sub(2);
    let mut rows = vec![Row::default()];
    rows.extend(
        wrap(&words.as_str().into(), room, 3)
            .into_iter()
            .map(|line| Row::left(Strip::new().gap(1).shown(line, Tone::Text))),
    );
    let mut lead = Some(Strip::new().gap(3).join(steps_out(app)).and(&kind, Tone::Key).gap(1));
    let indent = lead.as_ref().map_or(0, Strip::width);
    let does = wrap(&LAYS_OUT.into(), room.saturating_sub(indent), 2);
    rows.extend(does.into_iter().map(|line| {
        let lead = lead.take().unwrap_or_else(|| Strip::new().gap(indent));
        Row::left(lead.shown(line, Tone::Hint))
    }));
    rows
}

/// What was like it before, quietly.
fn before(app: &App, width: usize) -> Vec<Row> {
    let room = width.saturating_sub(2);
    let lines = app.alike().iter().flat_map(|words| wrap(&words.as_str().into(), room, 2));
    let lines: Vec<Row> =
        lines.map(|line| Row::left(Strip::new().gap(1).shown(line, Tone::Quiet))).collect();
    let gap = (!lines.is_empty()).then(Row::default);
    gap.into_iter().chain(lines).collect()
}

/// Draws them from this line of an area; says how many lines they took.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, line: u16, app: &App) -> u16 {
    let rows = rows(app, usize::from(area.width));
    let taken = cells(rows.len());
    for (row, at) in rows.into_iter().zip(line..) {
        pen.row(area, at, row);
    }
    taken
}
