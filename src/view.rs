//! The screen as a picture of the state, and nothing else: drawn from [`App`] alone, by tones and
//! never by colours, and with only those rows built that are in view.

mod asked;
mod asks;
mod banner;
mod bottom;
mod brief;
mod card;
mod decisions;
mod digest;
mod doing;
mod first;
mod frame;
mod header;
mod known;
mod linked;
mod links;
mod list;
mod lobby;
mod meeting;
mod panes;
mod pen;
mod people;
mod phone;
mod promised;
mod room;
mod signs;
mod stopped;
mod strip;
#[cfg(test)]
pub(crate) mod tests;
mod then;
mod timeline;
mod walk;
mod wrap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::size::{LEAST, Size};
use crate::app::{App, Shows, Trace};
use crate::keys::Action;
use crate::theme::{Theme, Tone};
use pen::{Pen, Strip};

/// What a frame left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// Where the cursor stands; nowhere while letters are keys.
    pub(crate) cursor: Option<Position>,
    /// How many rows were built: it goes by the size of the screen, never by that of the register.
    pub(crate) rows: usize,
    /// What the next key goes by.
    pub(crate) trace: Trace,
    /// Cells that lead to a page.
    pub(crate) links: Vec<(Rect, String)>,
}

/// Draws the state on a sheet.
pub(crate) fn draw(sheet: &mut Buffer, app: &App, theme: &Theme) -> Drawn {
    let area = sheet.area;
    let size = Size::of(area.width, area.height);
    let mut pen = Pen::new(sheet, theme);
    pen.lay(area, Tone::Text);
    let cursor = match app.shows() {
        _ if size == Size::TooSmall => {
            too_small(&mut pen, area, app);
            None
        }
        Shows::Lobby => {
            lobby::draw(&mut pen, area, app);
            asks::draw(&mut pen, area, app, size)
        }
        Shows::Room | Shows::Then(_) | Shows::Walk(_) | Shows::Review(..) => {
            room_screen(&mut pen, area, app, size)
        }
    };
    let rows = pen.rows();
    let (trace, links) = pen.put_down();
    theme.signs().draw(sheet);
    Drawn { cursor, rows, trace, links }
}

fn room_screen(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) -> Option<Position> {
    let head = Rect { height: header::height(app, size).min(area.height), ..area };
    let shows = app.shows();
    let bottom = match shows {
        Shows::Lobby | Shows::Room => bottom::height(app, area.width),
        Shows::Then(_) => then::bottom_height(app, size, area.width),
        Shows::Walk(_) => walk::height(size) + bottom::notice_height(app, area.width),
        Shows::Review(meeting, _) => meeting::bottom_height(app, meeting, size, area.width),
    };
    let least = if app.cards.open().is_some() { card::ROWS_MIN } else { 1 };
    let bottom = bottom.min(area.height.saturating_sub(head.height + least));
    let bottom = Rect { y: area.bottom() - bottom, height: bottom, ..area };
    header::draw(pen, head, app, size);
    let middle = Rect { y: head.bottom(), height: bottom.y - head.bottom(), ..area };
    let cursor = match shows {
        Shows::Lobby | Shows::Room => {
            let card = card::open(pen, middle, app, size);
            room::draw(pen, middle, app, size);
            brief::draw(pen, middle, app, size);
            card::draw(pen, card);
            bottom::draw(pen, bottom, app, size)
        }
        Shows::Then(past) => return then::draw(pen, middle, bottom, app, past, size),
        Shows::Walk(past) => {
            walk::middle(pen, middle, app, past, size);
            brief::draw(pen, middle, app, size);
            walk::draw(pen, bottom, app, past, size);
            bottom::notice(pen, bottom, app);
            None
        }
        Shows::Review(meeting, past) => {
            meeting::middle(pen, middle, app, meeting, past, size);
            brief::draw(pen, middle, app, size);
            meeting::bottom(pen, bottom, app, meeting, past, size)
        }
    };
    asks::draw(pen, middle, app, size).or(cursor)
}

fn too_small(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let (width, height) = LEAST;
    let leaves = app.keymap.named(app.home(), Action::Leave);
    let whole = format!(
        "This terminal has {} x {} cells. The war room needs {width} x {height}: make it larger, or the letters smaller. \
         Until then keys do nothing, but {leaves} leaves.",
        area.width, area.height
    );
    let short = format!("Too small: it needs {width} x {height} cells. {leaves} leaves.");
    let (cells, rows) = (usize::from(area.width), usize::from(area.height));
    let wrapped = |words: &str| pen::wrap(&words.into(), cells, usize::MAX);
    let fits = Some(wrapped(&whole)).filter(|lines| lines.len() <= rows);
    for (line, y) in fits.unwrap_or_else(|| wrapped(&short)).into_iter().take(rows).zip(area.y..) {
        pen.strip(area.x, y, area.width, Strip::new().shown(line, Tone::Warning));
    }
}
