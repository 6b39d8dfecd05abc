//! Everything by its name: what this person may do now is bright, each with its key.

use ratatui::layout::Rect;

use warroom_register::rights::leads;

use super::{Sheet, field};
use crate::app::App;
use crate::app::asks::{Named, Palette};
use crate::app::mouse::Target;
use crate::keys::Place;
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip, cells};

/// How many are listed at once.
const LISTED_MAX: usize = 12;
/// Below this width the names have most of it.
const NARROW_CELLS: usize = 60;
/// Cells of a name.
const NAME_CELLS: usize = 17;

/// The first of those listed: what is picked is among them.
fn first(ask: &Palette, room: usize) -> usize {
    (ask.picked + 1).saturating_sub(room)
}

/// How many lines of a card that is so high list something.
fn room(height: usize) -> usize {
    height.saturating_sub(3).clamp(1, LISTED_MAX)
}

pub(super) fn sheet(app: &App, ask: &Palette, width: usize, height: u16) -> Sheet {
    let wide = width >= NARROW_CELLS;
    let (row, cursor) = field("do", &ask.edit, width);
    let found = ask.found();
    let room = room(usize::from(height));
    let from = first(ask, room);
    let mut sheet = Sheet {
        head: Strip::of("Everything by its name", Tone::Heading),
        rows: vec![row],
        foot: foot(found.len(), room),
        cursor: Some((0, cursor)),
        ..Sheet::default()
    };
    for (index, named) in found.iter().enumerate().skip(from).take(room) {
        if index == ask.picked {
            sheet.picked = Some(sheet.rows.len());
        }
        sheet.rows.push(line(app, ask.place, *named, wide));
    }
    if found.is_empty() {
        sheet.rows.push(Row::left(Strip::of("nothing is called so", Tone::Hint)));
    }
    sheet
}

fn line(app: &App, place: Place, named: Named, wide: bool) -> Row {
    let (name, doc, right, bright) = match named {
        Named::Action(action) => {
            let key = app.keymap.key_for(place, action).unwrap_or_default();
            (action.name().to_owned(), action.doc(), key, app.can(action))
        }
        Named::Verb(verb) => {
            let name = format!("{} {}", verb.name, verb.wants);
            let bright = !verb.leads || leads(app.register(), app.me);
            (name, verb.doc, if wide { "typed out" } else { "" }.to_owned(), bright)
        }
    };
    let tones = if bright { (Tone::Heading, Tone::Text) } else { (Tone::Quiet, Tone::Quiet) };
    let left = Strip::of(&name, tones.0).to(NAME_CELLS).gap(1).and(doc, tones.1);
    Row::new(left, Strip::of(&right, if bright { Tone::Key } else { Tone::Quiet }))
}

fn foot(found: usize, room: usize) -> Strip {
    let many = if found > room { format!("{found} in all, Down   ") } else { String::new() };
    Strip::of(&many, Tone::Hint)
        .and("Enter", Tone::Key)
        .and(" does it   ", Tone::Hint)
        .and("Tab", Tone::Key)
        .and(" completes   ", Tone::Hint)
        .and("Esc", Tone::Key)
        .and(" nothing happens", Tone::Hint)
}

/// What the mouse meets inside the card: each of those listed.
pub(super) fn touch(pen: &mut Pen<'_>, inside: Rect, ask: &Palette) {
    let room = room(usize::from(inside.height) + 2);
    let from = first(ask, room);
    for index in from..ask.found().len().min(from + room) {
        let y = inside.y + 1 + cells(index - from);
        pen.touch(Rect { y, height: 1, ..inside }, Target::Choice(index));
    }
}
