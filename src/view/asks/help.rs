//! The keys, of this place first; made from the keymap in force. What is typed finds among them,
//! and only what this person may do now is bright.

use super::{Sheet, closes, paragraph};
use crate::app::asks::palette::without_keys;
use crate::app::edit::Edit;
use crate::app::find::Near;
use crate::app::{App, Screen, Shows};
use crate::keys::{Action, Group, HelpRow, Place};
use crate::theme::Tone;
use crate::view::pen::{Row, Strip, wrap};

/// Two columns where a card is at least so wide.
const TWO_COLUMNS_CELLS: usize = 100;

/// A card is so narrow on a phone.
const NARROW_CELLS: usize = 60;
/// What stands below the keys there.
const SHORT: &str = "Type a word for all others.";

/// What a key does takes so many lines at most.
const DOC_LINES_MAX: usize = 4;
/// Names of what has no key, and a gap.
const NAME_CELLS: usize = 11;

/// What is no key and belongs to them all the same.
const MOUSE: &str = "The mouse selects, scrolls and focuses; with Shift held it selects text to copy. \
                     mouse = false in config.toml leaves it to the terminal.";

pub(super) fn sheet(app: &App, find: &Edit, width: usize) -> Sheet {
    let others: &[Place] = match app.shows() {
        Shows::Lobby => &[Place::Lobby],
        Shows::Room if app.place == Place::Line => &[Place::Line, Place::Register],
        Shows::Room => &[Place::Register, Place::Line],
        Shows::Then(_) => &[Place::Then, Place::Line],
        Shows::Walk(_) => &[Place::Walkthrough],
        Shows::Review(..) => &[Place::Review, Place::Line],
    };
    let mut rows = Vec::new();
    let mut near = Near::new(find.text());
    // On a phone nobody reads all of it: what helps here and now, the rest is found by typing.
    let short = width < NARROW_CELLS && find.is_empty() && app.screen == Screen::Room;
    for place in others.iter().take(if short { 1 } else { others.len() }) {
        let found = groups(app, *place, &mut near, width, short);
        if found.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Row::default());
        }
        rows.push(Row::left(Strip::of(name(*place), Tone::Loud)));
        if find.is_empty() && !short {
            rows.extend(paragraph(&place.rule().into(), 0, width, 3, Tone::Text));
        }
        rows.extend(found);
    }
    if short {
        rows.push(Row::default());
        rows.extend(paragraph(&SHORT.into(), 0, width, 3, Tone::Hint));
        return Sheet { head: head(app, find), rows, foot: foot(find), ..Sheet::default() };
    }
    if app.screen == Screen::Room {
        rows.extend(by_name(app, &mut near, width));
    }
    if rows.is_empty() {
        rows.push(Row::left(Strip::of("no key does that: Backspace", Tone::Hint)));
    }
    if find.is_empty() {
        rows.push(Row::default());
        rows.extend(paragraph(&MOUSE.into(), 0, width, 6, Tone::Hint));
    }
    Sheet { head: head(app, find), rows, foot: foot(find), ..Sheet::default() }
}

const fn name(place: Place) -> &'static str {
    match place {
        Place::Line => "While writing",
        Place::Register => "At the register",
        Place::Walkthrough => "Looking back",
        Place::Then => "Looking at then",
        Place::Review => "At the review",
        Place::Lobby => "In the lobby",
    }
}

/// What has no key and is done by its name, as far as it is sought.
fn by_name(app: &App, near: &mut Near, width: usize) -> Vec<Row> {
    let sought = |(name, doc): &(&str, &str)| near.score(&format!("{name} {doc}")).is_some();
    let all: Vec<_> = without_keys().filter(sought).collect();
    if all.is_empty() {
        return Vec::new();
    }
    let key = app.keymap.named(Place::Register, Action::Palette);
    let title = format!("By name, after {key} at the register");
    let mut rows = vec![Row::default()];
    rows.extend(paragraph(&title.into(), 0, width, 2, Tone::Heading));
    for (name, doc) in all {
        let mut name = Some(Strip::new().gap(1).and(name, Tone::Key).to(NAME_CELLS));
        let doc = wrap(&doc.into(), width.saturating_sub(NAME_CELLS), DOC_LINES_MAX);
        rows.extend(doc.into_iter().map(|line| {
            let begin = name.take().unwrap_or_else(|| Strip::new().gap(NAME_CELLS));
            Row::left(begin.shown(line, Tone::Text))
        }));
    }
    rows
}

fn head(app: &App, find: &Edit) -> Strip {
    let key = app.keymap.named(app.place, Action::Help);
    let head = Strip::of(&format!("{key}: keys"), Tone::Heading);
    if find.is_empty() {
        return head.and("   dim: not for you now", Tone::Hint);
    }
    head.and("   found by ", Tone::Hint).and(find.text(), Tone::Input)
}

fn foot(find: &Edit) -> Strip {
    let typing = if find.is_empty() { "type to find one   " } else { "" };
    Strip::of(typing, Tone::Hint).join(closes())
}

/// The keys of a place under their headings, as far as they are sought.
fn groups(app: &App, place: Place, near: &mut Near, width: usize, short: bool) -> Vec<Row> {
    let sought = |row: &HelpRow| {
        if short && !(app.can(row.action) && is_needed(row.action)) {
            return false;
        }
        let words = format!("{} {} {}", row.keys, row.action.name(), row.action.doc());
        near.score(&words).is_some()
    };
    let all: Vec<HelpRow> = app.keymap.help_rows(place).into_iter().filter(sought).collect();
    let mut rows = Vec::new();
    for these in all.chunk_by(|a, b| a.action.group() == b.action.group()) {
        let title = these.first().map(|row| row.action.group().title()).unwrap_or_default();
        let title = if short { title.split(':').next().unwrap_or(title) } else { title };
        rows.push(Row::default());
        rows.extend(paragraph(&title.into(), 0, width, 2, Tone::Heading));
        rows.extend(columns(app, these, width, short));
    }
    rows
}

/// Of what only looks, that without which nobody gets on.
fn is_needed(action: Action) -> bool {
    use Action as A;
    let looks = [A::Open, A::NextNeed, A::Situation, A::Find, A::Palette, A::Now];
    action.group() != Group::Looks || looks.contains(&action)
}

fn columns(app: &App, all: &[HelpRow], width: usize, short: bool) -> Vec<Row> {
    if width < TWO_COLUMNS_CELLS {
        let lines = all.iter().flat_map(|row| lines(app, row, width, short));
        return lines.map(Row::left).collect();
    }
    let half = all.len().div_ceil(2);
    let (left, right) = all.split_at_checked(half).unwrap_or((all, &[]));
    let column = width / 2;
    let pair = |(at, row): (usize, &HelpRow)| {
        let left = lines(app, row, column - 2, short);
        let other =
            right.get(at).map(|row| lines(app, row, width - column, short)).unwrap_or_default();
        let high = left.len().max(other.len());
        let mut both = (left.into_iter(), other.into_iter());
        let row = move |_line| {
            let left = both.0.next().unwrap_or_default().to(column);
            Row::left(left.join(both.1.next().unwrap_or_default()))
        };
        (0..high).map(row).collect::<Vec<_>>()
    };
    left.iter().enumerate().flat_map(pair).collect()
}

/// A key and what it does, in as many lines as that needs; in short the first that is said of it.
fn lines(app: &App, row: &HelpRow, width: usize, short: bool) -> Vec<Strip> {
    let (key, words) =
        if app.can(row.action) { (Tone::Key, Tone::Text) } else { (Tone::Quiet, Tone::Quiet) };
    let keys = Strip::new().gap(1).and(&row.keys, key).to(if short { 6 } else { 9 }).gap(1);
    let indent = keys.width();
    let doc = row.action.doc();
    let doc = if short { doc.split([';', ':']).next().unwrap_or(doc) } else { doc };
    let doc = wrap(&doc.into(), width.saturating_sub(indent), DOC_LINES_MAX);
    let mut keys = Some(keys);
    doc.into_iter()
        .map(|line| keys.take().unwrap_or_else(|| Strip::new().gap(indent)).shown(line, words))
        .collect()
}
