//! What was decided, and above it what waits to be.

use ratatui::layout::Rect;
use warroom_register::words::Call;
use warroom_register::{Decision, EntryId};

use super::list::Item;
use super::panes::{Said, entry_item, lead_cells, pane, who_when};
use super::pen::{Fit, Flag, Pen, Row, Strip};
use crate::app::App;
use crate::app::select::Pane;
use crate::app::words::{age, left};
use crate::keys::Action;
use crate::theme::Tone;

/// Draws the decisions.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, lines: usize) {
    let [proposes, decides] = [Action::Propose, Action::Decide].map(|action| app.key_of(action));
    let empty = format!("nothing was decided yet: {proposes} proposes, {decides} decides");
    let fit = Fit { width: usize::from(area.width), lines };
    pane(pen, area, app, Pane::Decisions, &empty, |entry| item(app, entry, fit));
}

/// One decision.
pub(crate) fn item(app: &App, entry: EntryId, fit: Fit) -> Item {
    let register = app.register();
    let Some(decision) = register.decisions().get(&entry) else {
        return agreed_before(app, entry, fit).unwrap_or_default();
    };
    let now = app.board().now;
    let called = decision.called.and_then(|seq| register.row(seq));
    let (flag, right, tone) = if let (Some(call), Some(row)) = (decision.call, called) {
        (flag(call), who_when(Some(row.by), row.at, now), Tone::Text)
    } else {
        let at = register.row(entry).map_or(now, |row| row.at);
        let right = Strip::of(&format!("{:>10} ", age(at, now)), Tone::Quiet);
        (Flag::LATE, right, Tone::Heading)
    };
    let said = Said { flag, text: register.text(entry), tone, right };
    let mut item = entry_item(app, Pane::Decisions, entry, said, fit);
    if fit.lines > 1 {
        item.rows.extend(more(app, entry, decision).into_iter().map(|strip| {
            let indent = Strip::new().gap(lead_cells(app));
            Row::left(indent.join(strip).cut(fit.width.saturating_sub(1)))
        }));
    }
    item
}

/// One that a plan brought along: nobody called it here, and it holds.
fn agreed_before(app: &App, entry: EntryId, fit: Fit) -> Option<Item> {
    let agreed = app.register().agreed(entry)?;
    let said = Said {
        flag: Flag::new("◆", Tone::EntryDecision),
        text: app.register().text(entry),
        tone: Tone::Text,
        right: Strip::of("agreed before ", Tone::Quiet),
    };
    let mut item = entry_item(app, Pane::Decisions, entry, said, fit);
    if fit.lines > 1 && !agreed.is_empty() {
        let words = Strip::new().gap(lead_cells(app)).and(&agreed, Tone::Quiet);
        item.rows.push(Row::left(words.cut(fit.width.saturating_sub(1))));
    }
    Some(item)
}

const fn flag(call: Call) -> Flag {
    match call {
        Call::Go | Call::Amended => Flag::new("◆", Tone::EntryDecision),
        Call::No => Flag::new("x", Tone::EntryDecision),
    }
}

/// Under a proposal what speaks against it, under a call what it was and what is expected.
fn more(app: &App, entry: EntryId, decision: &Decision) -> Vec<Strip> {
    let register = app.register();
    let mut lines = Vec::new();
    match decision.call {
        None => {
            let against = match decision.objections.len() {
                0 if decision.window.is_none() => "the room was not asked".to_owned(),
                0 => "no objection".to_owned(),
                1 => "1 strong objection".to_owned(),
                many => format!("{many} strong objections"),
            };
            let now = app.board().now;
            let left = decision.window.map_or(0, |window| window.until.seconds_since(now));
            let state = if left > 0 {
                // It has to fit into the narrowest column: an objection there is always a strong one.
                let against = against.replace(" strong", "");
                Strip::of("BEFORE THE ROOM", Tone::Loud)
                    .and(&format!(" {left}s, {against}"), Tone::Text)
            } else {
                Strip::of(&register.uncalled().to_uppercase(), Tone::Late)
                    .and(&format!(", {against}"), Tone::Text)
            };
            lines.push(state);
            for row in decision.objections.iter().rev().take(2).filter_map(|s| register.row(*s)) {
                let by = Strip::of(row.by.as_str(), Tone::Quiet).and(": ", Tone::Quiet);
                lines.push(by.text(&row.text, Tone::Text));
            }
        }
        Some(call) => {
            let why = decision.called.filter(|seq| *seq != entry).and_then(|s| register.row(s));
            let why = why.map(|row| row.text.clone()).filter(|text| !text.is_empty());
            let head = Strip::of(call.aloud(), Tone::EntryDecision);
            match why {
                Some(why) => lines.push(head.and(": ", Tone::Quiet).text(&why, Tone::Quiet)),
                None if decision.called != Some(entry) => lines.push(head),
                None => {}
            }
            if !decision.expect.is_empty() {
                lines.push(Strip::of("expect ", Tone::Quiet).text(&decision.expect, Tone::Quiet));
            }
            lines.extend(look(app, decision));
        }
    }
    lines
}

/// When it is to be looked at again.
fn look(app: &App, decision: &Decision) -> Option<Strip> {
    let (at, now) = (decision.look_at?, app.board().now);
    let words = format!("look at it again at {}, ", at.clock_beside(now));
    let tone = if now >= at { Tone::Late } else { Tone::Quiet };
    Some(Strip::of(&words, Tone::Quiet).and(&left(at, now), tone))
}
