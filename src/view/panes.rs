//! What the panes have in common: their rows begin alike and end alike.

use ratatui::layout::Rect;
use warroom_register::{At, EntryId, Handle, Shown, Text};

use super::list::{Anchor, Item, List, Unseen, list};
use super::pen::{Fit, Flag, Pen, Row, Strip, wrap};
use crate::app::App;
use crate::app::mouse::Target;
use crate::app::select::{Pane, Spot, count, entries, index_of};
use crate::app::words::age;
use crate::theme::Tone;

/// Cells of a name at the right edge.
pub(crate) const NAME_CELLS: usize = 5;
/// Cells of an age at the right edge.
const AGE_CELLS: usize = 5;

/// The mark of the selected row, the flag, a blank, and the number: `▸! #39 `.
pub(crate) fn lead(app: &App, pane: Pane, entry: EntryId, flag: Flag) -> Strip {
    let here = app.select.is(pane, Spot::Entry(entry));
    let id = app.register().head().to_string().len().max(3);
    Strip::of(if here { "▸" } else { " " }, Tone::FrameFocus)
        .flag(flag)
        .and(&format!(" {:>id$} ", entry.to_string()), Tone::Quiet)
}

/// How many cells [`lead`] takes.
pub(crate) fn lead_cells(app: &App) -> usize {
    app.register().head().to_string().len().max(3) + 4
}

/// A name in so many cells. Of two who held one role, `responder 2` and `responder 3`, the number says
/// which of them it is, and stays.
pub(crate) fn short(who: Handle, cells: usize) -> Shown {
    let name = who.as_str();
    match name.rsplit_once(' ').filter(|_| name.len() > cells) {
        Some((role, number)) => {
            let kept = role.len().min(cells.saturating_sub(number.len()));
            let role: String = role.chars().take(kept).collect();
            Shown::line(&format!("{role}{number}"), cells)
        }
        None => Shown::line(name, cells),
    }
}

/// A name and an age at the right edge, in columns.
pub(crate) fn who_when(who: Option<Handle>, since: At, now: At) -> Strip {
    let name = who.map(|who| short(who, NAME_CELLS)).unwrap_or_default();
    Strip::new()
        .shown(name, Tone::Quiet)
        .to(NAME_CELLS)
        .and(&format!("{:>AGE_CELLS$} ", age(since, now)), Tone::Quiet)
}

/// What is said of an entry in its pane.
pub(crate) struct Said {
    /// Before its number.
    pub(crate) flag: Flag,
    /// Its words, or others in their place.
    pub(crate) text: Text,
    /// The look of the words.
    pub(crate) tone: Tone,
    /// At the right edge of the first line.
    pub(crate) right: Strip,
}

/// An entry whose words may take several lines beside what stands at the right edge.
pub(crate) fn entry_item(app: &App, pane: Pane, entry: EntryId, said: Said, fit: Fit) -> Item {
    let Said { flag, text, tone, right } = said;
    let indent = lead_cells(app);
    let room = fit.width.saturating_sub(indent + right.width() + 1);
    let mut words = wrap(&text, room, fit.lines).into_iter();
    let first = words.next().unwrap_or_default();
    let mut rows = vec![Row::new(lead(app, pane, entry, flag).shown(first, tone), right)];
    rows.extend(words.map(|line| Row::left(Strip::new().gap(indent).shown(line, tone))));
    let spot = Spot::Entry(entry);
    let touch = Some(Target::Row(pane, spot));
    Item { rows, selected: app.select.is(pane, spot), touch, above: 0 }
}

/// Draws the rows of a pane, or what to do where it has none.
pub(crate) fn pane(
    pen: &mut Pen<'_>,
    area: Rect,
    app: &App,
    which: Pane,
    empty: &str,
    mut build: impl FnMut(EntryId) -> Item,
) {
    pen.touch(area, Target::Pane(which));
    let all = entries(app.board(), which);
    if all.is_empty() {
        // What a key would do is no help in the past.
        let empty = if app.past.is_some() { "nothing yet" } else { empty };
        let words = wrap(&empty.into(), usize::from(area.width).saturating_sub(3), 3);
        for (words, line) in words.into_iter().zip(0..) {
            pen.row(area, line, Row::left(Strip::new().gap(2).shown(words, Tone::Hint)));
        }
        return;
    }
    let build = |index: usize| all.get(index).map(|entry| build(*entry)).unwrap_or_default();
    let first = list(pen, area, &shape(app, which, all.len()), build);
    pen.begins(which, first);
}

/// Where the list of a pane stands.
fn anchor(app: &App, pane: Pane) -> Anchor {
    let here = app.select.spot.filter(|_| app.select.pane == pane);
    let at = index_of(app.board(), pane, here);
    at.map_or(Anchor::Top, |at| Anchor::At(at, app.first_row(pane)))
}

/// The list of a pane with `total` rows.
pub(crate) fn shape(app: &App, pane: Pane, total: usize) -> List<'static> {
    List { total, anchor: anchor(app, pane), unseen: unseen() }
}

/// What a pane says of rows that it has no room for.
pub(crate) fn unseen() -> Unseen<'static> {
    Unseen { above: &|n| format!("  {n} more above"), below: &|n| format!("  and {n} more") }
}

/// How many lines a pane would like, up to a limit; counts no more rows than that.
pub(crate) fn wants(app: &App, pane: Pane, lines_each: usize, fit: Fit) -> usize {
    let alone = match pane {
        Pane::People if super::first::alone(app) => 1 + super::first::rows(app, fit.width).len(),
        // Who watches, and whether somebody is free.
        Pane::People => 1,
        Pane::Promised => usize::from(super::promised::outside(app, fit.width).is_some()),
        _ => 0,
    };
    (count(app.board(), pane).min(fit.lines) * lines_each + alone).clamp(1, fit.lines)
}
