//! Looking at then in a room that goes on: between the lines that never move and the line in which
//! one writes the register stands as it was, in a frame that says so above and below.

use ratatui::layout::{Position, Rect};

use super::pen::{Pen, Strip, cells};
use super::{asks, bottom, card, header, walk};
use crate::app::App;
use crate::app::past::Past;
use crate::app::size::Size;
use crate::app::words::moment;
use crate::keys::Action;
use crate::theme::Tone;

/// How many lines the band, the line and the hint take.
pub(super) fn bottom_height(app: &App, size: Size, width: u16) -> u16 {
    band_height(app, size) + bottom::height(app, width)
}

/// On a phone the band gives way to a card or an ask, which has to be read whole.
fn band_height(app: &App, size: Size) -> u16 {
    let covered = app.cards.open().is_some() || app.ask.is_some();
    if size == Size::Phone && covered { 0 } else { walk::band_height(size) }
}

/// Draws what is below the head; says where the cursor stands.
pub(super) fn draw(
    pen: &mut Pen<'_>,
    middle: Rect,
    bottom: Rect,
    app: &App,
    past: &Past,
    size: Size,
) -> Option<Position> {
    let below = Rect { y: middle.y + 1, height: middle.height.saturating_sub(1), ..middle };
    let over = if size == Size::Phone { middle } else { below };
    let card = card::open(pen, over, app, size);
    walk::middle(pen, below, app, past, size);
    frame(pen, middle, app, past, size);
    card::draw(pen, card);
    let band = band_height(app, size).min(bottom.height);
    if band > 0 {
        walk::draw_band(pen, Rect { height: band, ..bottom }, app, past, size);
    }
    let line = Rect { y: bottom.y + band, height: bottom.height - band, ..bottom };
    pen.rule(Rect { height: 1, ..line });
    let cursor = bottom::draw(pen, line, app, size);
    asks::draw(pen, over, app, size).or(cursor)
}

/// The upper edge: as of when all below it was known, where that is, and the way back.
fn frame(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past, size: Size) {
    pen.rule(Rect { height: 1, ..area });
    let at = Strip::of(&format!(" AS KNOWN AT {} ", moment(app)), Tone::Alarm);
    let x = pen.strip(area.x + 1, area.y, area.width, at) + 1;
    let back = app.keymap.key_for(app.place, Action::Now).unwrap_or_default();
    let back = Strip::new().gap(1).and(&back, Tone::Key).and(" is now ", Tone::Hint);
    let from = area.right().saturating_sub(cells(back.width()) + 1);
    pen.strip(from, area.y, area.width, back);
    let place = Strip::new().gap(1).join(header::then(app, past, size)).gap(1);
    // Half of it says nothing.
    if x + cells(place.width()) < from {
        pen.strip(x, area.y, area.width, place);
    }
}
