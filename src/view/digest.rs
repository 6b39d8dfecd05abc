//! The digest for a small screen: the first rows of every pane, and what came last.

use ratatui::layout::Rect;
use warroom_register::{EntryId, Seq};

use super::pen::{Fit, Pen, Row, Strip, cells};
use super::timeline::with_time;
use super::{asked, doing, known, signs};
use crate::app::App;
use crate::app::mouse::Target;
use crate::app::select::{Pane, Spot, count};
use crate::keys::Action;
use crate::theme::Tone;

/// Cells of the names of the sections.
const SECTION_CELLS: u16 = 7;
/// How many decisions that wait to be called have a row.
const WAITING_MAX: usize = 2;

/// The panes as tabs, one of them open.
pub(crate) fn tabs(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let all = [
        (Action::Pane1, "Now", None),
        (Action::Pane2, "Timeline", Some(Pane::Timeline)),
        (Action::Pane3, "Known", Some(Pane::Known)),
        (Action::Pane4, "Asked", Some(Pane::Asked)),
        (Action::Pane5, "Doing", Some(Pane::Doing)),
        (Action::Pane6, "People", Some(Pane::People)),
    ];
    let strip = all.into_iter().fold(Strip::new().gap(1), |strip, (action, name, pane)| {
        let name = format!("{} {name}", app.key_of(action));
        let open = app.select.tab.map(tab_of) == pane;
        let number = pane.map(|pane| format!(" {}", count(app.board(), pane))).unwrap_or_default();
        let from = cells(strip.width());
        let strip = if open {
            strip.and(&format!("[{name}{number}]"), Tone::FrameFocus)
        } else {
            strip.and(&format!(" {name}"), Tone::Text).and(&number, Tone::Quiet).gap(1)
        };
        let width = cells(strip.width()) - from;
        pen.touch(Rect { x: area.x + from, width, ..area }, Target::Tab(pane));
        strip.gap(1)
    });
    pen.row(area, 0, Row::left(strip));
}

/// The tab that a pane is under, where it has none of its own.
const fn tab_of(pane: Pane) -> Pane {
    match pane {
        Pane::Decisions => Pane::Known,
        Pane::Away => Pane::Doing,
        Pane::Promised => Pane::People,
        other => other,
    }
}

/// Draws the digest.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let area = pen.above_card(area);
    let mut line = 0;
    if super::first::alone(app) {
        line = super::first::draw(pen, area, 0, app) + 1;
    }
    let shares = shares(app, usize::from(area.height.saturating_sub(line)));
    let board = app.board();
    let to_decide = to_decide(app);
    let sections: [(&str, Pane, &[EntryId]); 4] = [
        ("Doing", Pane::Doing, &board.doing),
        ("Decide", Pane::Decisions, &to_decide),
        ("Asked", Pane::Asked, &board.asked),
        ("Known", Pane::Known, &board.known),
    ];
    for ((name, pane, all), share) in sections.into_iter().zip(shares) {
        let from = first_shown(app, pane, all, share);
        for (entry, at) in all.iter().skip(from).take(share).zip(0..) {
            if at == 0 {
                label(pen, area, line, name);
            }
            row(pen, area, line, app, pane, *entry);
            line += 1;
        }
    }
    last(pen, area, line, app);
}

/// The decisions of the digest: those that wait to be called, and below them the selected one.
fn to_decide(app: &App) -> Vec<EntryId> {
    let board = app.board();
    let decisions = board.register.decisions();
    let waits = |entry: &EntryId| decisions.get(entry).is_some_and(|it| it.call.is_none());
    let waiting = board.decisions.iter().copied().filter(waits);
    let mut all: Vec<_> = waiting.take(WAITING_MAX).collect();
    let selected = app.select.entry().filter(|_| app.select.pane == Pane::Decisions);
    all.extend(selected.filter(|entry| !all.contains(entry)));
    all
}

/// The selected row is always among those shown.
fn first_shown(app: &App, pane: Pane, all: &[EntryId], share: usize) -> usize {
    let here = app.select.entry().filter(|_| app.select.pane == pane);
    let at = here.and_then(|entry| all.iter().position(|e| *e == entry)).unwrap_or(0);
    (at + 1).saturating_sub(share)
}

/// How many rows each section has: what is late never gives way, the rest share what is left.
fn shares(app: &App, height: usize) -> [usize; 4] {
    let board = app.board();
    let wants = [board.doing.len(), to_decide(app).len(), board.asked.len(), board.known.len()];
    let for_last = (height / 3).max(2);
    let mut left = height.saturating_sub(for_last);
    let mut shares = [0; 4];
    while left > 0 {
        let before = left;
        // One row each in turn, and to what is being done two.
        for at in [0, 1, 0, 2, 3] {
            if left > 0 && shares[at] < wants[at] {
                shares[at] += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    shares
}

fn label(pen: &mut Pen<'_>, area: Rect, line: u16, name: &str) {
    pen.strip(area.x + 1, area.y + line, SECTION_CELLS - 1, Strip::of(name, Tone::Heading));
}

fn row(pen: &mut Pen<'_>, area: Rect, line: u16, app: &App, pane: Pane, entry: EntryId) {
    let inner =
        Rect { x: area.x + SECTION_CELLS, width: area.width.saturating_sub(SECTION_CELLS), ..area };
    let fit = Fit { width: usize::from(inner.width), lines: 1 };
    let row = match pane {
        Pane::Doing => doing::short(app, entry),
        Pane::Asked => first(asked::item(app, entry, fit)),
        Pane::Known => first(known::item(app, entry, fit)),
        _ => first(super::decisions::item(app, entry, fit)),
    };
    pen.row(inner, line, row);
    let place = Rect { y: area.y + line, height: 1, ..area };
    if line < area.height {
        pen.touch(place, Target::Row(pane, Spot::Entry(entry)));
    }
    if app.select.is(pane, Spot::Entry(entry)) && line < area.height {
        pen.lay(Rect { y: area.y + line, height: 1, ..inner }, Tone::Selected);
    }
}

fn first(item: super::list::Item) -> Row {
    item.rows.into_iter().next().unwrap_or_default()
}

/// The newest records fill what is left.
fn last(pen: &mut Pen<'_>, area: Rect, from: u16, app: &App) {
    let room = usize::from(area.height.saturating_sub(from));
    let pending = if app.past.is_none() { app.pending.len().min(room) } else { 0 };
    let timeline = &app.board().timeline;
    let start = timeline.len().saturating_sub(room - pending);
    let newest = timeline.get(start..).unwrap_or_default();
    for (seq, line) in newest.iter().zip(from..) {
        pen.row(area, line, record(app, *seq));
        if line == from {
            label(pen, area, line, "Last");
        }
    }
    let from = from + cells(newest.len());
    let skip = app.pending.len().saturating_sub(pending);
    for (command, line) in app.pending.commands().skip(skip).zip(from..) {
        let (sign, words) = crate::app::outbox::shown(command);
        let left = Strip::new()
            .gap(usize::from(SECTION_CELLS) + 1)
            .and(&format!("      ... {sign} "), Tone::Pending);
        let left = left.and(&words, Tone::Pending);
        pen.row(area, line, Row::new(left, Strip::of(&format!("{} ", app.me), Tone::Pending)));
    }
}

fn record(app: &App, seq: Seq) -> Row {
    let register = app.register();
    let Some(row) = register.row(seq) else { return Row::default() };
    let id = register.head().to_string().len().max(3);
    let mut left = Strip::new()
        .gap(usize::from(SECTION_CELLS) + 1)
        .and(&format!("{} {:>2$} ", row.at.clock(), seq.to_string(), id), Tone::Quiet)
        .and(&row.what.sign().to_string(), signs::tone(row.what))
        .gap(1)
        .text(&with_time(app, seq, &signs::told(app, seq)), signs::words_tone(row.what));
    if let Some(context) = signs::context(app, seq) {
        left = left.gap(2).shown(context, Tone::Quiet);
    }
    Row::new(left, Strip::of(row.by.as_str(), Tone::Quiet).gap(1))
}
