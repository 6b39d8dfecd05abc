//! The keys, of this place first; made from the keymap in force.

use super::{Sheet, closes, paragraph};
use crate::app::{App, Screen};
use crate::keys::{HelpRow, Place};
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// Two columns where a card is at least so wide.
const TWO_COLUMNS_CELLS: usize = 100;

pub(super) fn sheet(app: &App, width: usize) -> Sheet {
    let others: &[Place] = match app.screen {
        Screen::Lobby => &[Place::Lobby],
        Screen::Walkthrough => &[Place::Walkthrough],
        Screen::Room if app.place == Place::Walkthrough => &[Place::Walkthrough, Place::Register],
        Screen::Room if app.place == Place::Line => &[Place::Line, Place::Register],
        Screen::Room => &[Place::Register, Place::Line],
    };
    let mut rows = Vec::new();
    for place in others {
        let name = match place {
            Place::Line => "While writing",
            Place::Register => "At the register",
            Place::Walkthrough => "Looking back",
            Place::Lobby => "In the lobby",
        };
        if !rows.is_empty() {
            rows.push(Row::default());
        }
        rows.push(Row::left(Strip::of(name, Tone::Loud)));
        rows.extend(paragraph(&place.rule().into(), 0, width, 3, Tone::Text));
        rows.extend(groups(app, *place, width));
    }
    Sheet {
        head: Strip::of("? Keys", Tone::Heading),
        rows,
        foot: Strip::of(":", Tone::Key)
            .and(" does anything by its name   ", Tone::Hint)
            .join(closes()),
        ..Sheet::default()
    }
}

fn groups(app: &App, place: Place, width: usize) -> Vec<Row> {
    let all = app.keymap.help_rows(place);
    let mut rows = Vec::new();
    let mut from = 0;
    while let Some(first) = all.get(from) {
        let group = first.action.group();
        let many = all.iter().skip(from).take_while(|row| row.action.group() == group).count();
        rows.push(Row::default());
        rows.push(Row::left(Strip::of(group.title(), Tone::Heading)));
        let these = all.get(from..from + many).unwrap_or_default();
        rows.extend(columns(these, width));
        from += many;
    }
    rows
}

fn columns(all: &[HelpRow], width: usize) -> Vec<Row> {
    if width < TWO_COLUMNS_CELLS {
        return all.iter().map(|row| Row::left(line(row))).collect();
    }
    let half = all.len().div_ceil(2);
    let (left, right) = all.split_at_checked(half).unwrap_or((all, &[]));
    let pair = |(at, row): (usize, &HelpRow)| {
        let other = right.get(at).map(line).unwrap_or_default();
        Row::left(line(row).cut(width / 2 - 2).to(width / 2).join(other))
    };
    left.iter().enumerate().map(pair).collect()
}

fn line(row: &HelpRow) -> Strip {
    Strip::new().gap(1).and(&row.keys, Tone::Key).to(9).gap(1).and(row.action.doc(), Tone::Text)
}
