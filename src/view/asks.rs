//! Asks as cards over the screen: the whole deed in a sentence on the upper edge, what a key does
//! on the lower one.

mod assign;
mod detail;
mod help;
mod impact;
mod outside;
mod palette;
mod pick;
pub(crate) mod plan;
mod roles;
mod seek;
mod situation;
mod who;

pub(crate) use situation::{Much, rows as situation_rows};

use ratatui::layout::{Position, Rect};

use super::bottom::around;
use super::pen::{Pen, Row, Strip, cells, wrap};
use crate::app::App;
use crate::app::asks::look::LookAt;
use crate::app::asks::{Ask, Look, Sure};
use crate::app::edit::Edit;
use crate::app::lobby::Page;
use crate::app::mouse::Target;
use crate::app::size::Size;
use crate::theme::Tone;

/// What is picked has so many lines of meaning below it at most.
const MEANING_LINES_MAX: usize = 2;
/// Cards that ask are so wide at most: a line of text reads well up to there.
const ASK_CELLS_MAX: u16 = 80;
/// What is asked once more may be words that leave the building: so many lines of them.
const SURE_LINES_MAX: usize = 9;
/// Things to read may be wider.
const READ_CELLS_MAX: u16 = 110;

/// Beside the timeline a card is at least so wide: whoever made the columns narrower than that has it
/// over them as on a smaller screen.
const BESIDE_CELLS_MIN: u16 = 72;
/// And at most so wide.
const BESIDE_CELLS_MAX: u16 = 130;

/// Less than so much of the room beside what is read would be cut words.
const SIDES_CELLS_MIN: u16 = 24;

/// The help has two columns, each as wide as its longest line.
const HELP_CELLS_MAX: u16 = 156;

/// What stands on a card.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// On the upper edge.
    pub(crate) head: Strip,
    /// Inside.
    pub(crate) rows: Vec<Row>,
    /// On the lower edge.
    pub(crate) foot: Strip,
    /// Where the cursor stands: row, cells from the left.
    pub(crate) cursor: Option<(usize, usize)>,
    /// The row that is picked.
    pub(crate) picked: Option<usize>,
    /// How many rows at the top give way first, where there is no room for all.
    pub(crate) spare: usize,
    /// Where those stand that a click points at: the row, and which of the list it is.
    pub(crate) choices: Vec<(usize, usize)>,
}

impl Sheet {
    /// Where there is no room for all of it, what is written is what has to be seen.
    fn with_cursor_in(mut self, room: usize) -> Self {
        let spare = self.rows.len().saturating_sub(room).min(self.spare);
        self = self.from(spare);
        // Of what is picked its meaning may stand below.
        let picked = self.picked.map(|line| (line + MEANING_LINES_MAX).min(self.rows.len() - 1));
        let seen = self.cursor.map(|(line, _)| line).or(picked);
        self.from(seen.map_or(0, |line| (line + 1).saturating_sub(room)))
    }

    /// The sheet without its first rows.
    fn from(mut self, first: usize) -> Self {
        self.rows.drain(..first);
        self.cursor = self.cursor.map(|(line, column)| (line.saturating_sub(first), column));
        self.picked = self.picked.and_then(|picked| picked.checked_sub(first));
        let stays = |(row, index): (usize, usize)| Some((row.checked_sub(first)?, index));
        self.choices = self.choices.into_iter().filter_map(stays).collect();
        self
    }
}

/// Draws the ask over the middle of the screen; says where the cursor stands.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) -> Option<Position> {
    let ask = app.ask.as_ref()?;
    if let Ask::Look(look) = ask {
        read(pen, area, app, look, size);
        return None;
    }
    let beside = beside_the_timeline(app, area, size);
    let usual = ASK_CELLS_MAX.min(area.width);
    let width = beside.map_or(usual, |place| place.width);
    let inner = usize::from(width.saturating_sub(4));
    let sheet = match ask {
        Ask::Assign(ask) => assign::sheet(app, ask, inner),
        Ask::Roles(ask) => roles::sheet(app, ask, inner),
        Ask::Pick(ask) => pick::sheet(app, ask, inner),
        Ask::Impact(ask) => impact::sheet(app, ask, inner),
        Ask::Seek(ask) => seek::sheet(app, ask, inner),
        Ask::Palette(ask) => palette::sheet(app, ask, inner, area.height),
        Ask::Sure(ask) => sure(ask, inner),
        Ask::Look(_) => return None,
    };
    let height = cells(sheet.rows.len() + 2).min(area.height);
    let sheet = sheet.with_cursor_in(usize::from(height.saturating_sub(2)));
    let x = if size >= Size::Middle { area.right() - width } else { area.x };
    let place = Rect { x, y: area.bottom() - height, width, height };
    let cursor = lay(pen, place, sheet);
    if let Ask::Palette(ask) = ask {
        palette::touch(pen, inside(place), ask);
    }
    cursor
}

/// In a room of three columns a card lies over the two behind the timeline, from line to line: what
/// is beside it can be read.
fn beside_the_timeline(app: &App, area: Rect, size: Size) -> Option<Rect> {
    let (from, _) = super::room::seams(app, area, size)?;
    let place = Rect { x: from, width: area.right() - from, ..area };
    (BESIDE_CELLS_MIN..=BESIDE_CELLS_MAX).contains(&place.width).then_some(place)
}

/// What a frame leaves free inside.
const fn inside(place: Rect) -> Rect {
    Rect {
        x: place.x + 2,
        y: place.y + 1,
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}

/// Draws a card with its rows.
pub(crate) fn lay(pen: &mut Pen<'_>, place: Rect, sheet: Sheet) -> Option<Position> {
    let inside = pen.card(place, sheet.head, sheet.foot);
    for (row, index) in sheet.choices {
        let line = Rect { y: inside.y + cells(row), height: 1, ..inside };
        pen.touch(line.intersection(inside), Target::Choice(index));
    }
    for (row, line) in sheet.rows.into_iter().zip(0..) {
        pen.row(inside, line, row);
    }
    if let Some(line) = sheet.picked.map(cells).filter(|line| *line < inside.height) {
        pen.lay(Rect { y: inside.y + line, height: 1, ..inside }, Tone::Selected);
    }
    let (line, column) = sheet.cursor?;
    let at = Position { x: inside.x + cells(column), y: inside.y + cells(line) };
    pen.lay(Rect { x: at.x, y: at.y, width: 1, height: 1 }.intersection(inside), Tone::InputCursor);
    Some(at)
}

fn sure(ask: &Sure, width: usize) -> Sheet {
    let lines = wrap(&ask.sentence.as_str().into(), width, SURE_LINES_MAX);
    Sheet {
        head: Strip::of(if ask.offered.is_some() { "And then?" } else { "Sure?" }, Tone::Heading),
        rows: lines.into_iter().map(|l| Row::left(Strip::new().shown(l, Tone::Text))).collect(),
        foot: Strip::of("Enter", Tone::Key)
            .and(" does it   ", Tone::Hint)
            .and("Esc", Tone::Key)
            .and(" nothing happens", Tone::Hint),
        ..Sheet::default()
    }
}

/// A field to type in, of a long text the part around the cursor, and where that stands.
fn field(label: &str, edit: &Edit, width: usize) -> (Row, usize) {
    let left = Strip::of(label, Tone::Key).and(" > ", Tone::Quiet);
    let room = width.saturating_sub(left.width() + 1);
    let (words, before) = around(edit.before(), edit.after(), room);
    let before = left.width() + usize::from(before);
    (Row::left(left.shown(words, Tone::Input)), before)
}

/// Something to read: as wide and as high as there is room for.
fn read(pen: &mut Pen<'_>, area: Rect, app: &App, look: &Look, size: Size) {
    let helps = matches!(look.at, LookAt::Help(_));
    let most = if helps { HELP_CELLS_MAX } else { READ_CELLS_MAX };
    let beside = beside_the_timeline(app, area, size).filter(|_| !helps);
    // A strip of the room at either side, too narrow to be read, is only noise.
    let alone = if area.width < most + SIDES_CELLS_MIN { area.width } else { most };
    let width = beside.map_or(alone, |place| place.width);
    let inner = usize::from(width.saturating_sub(4));
    let mut sheet = match &look.at {
        LookAt::Detail(detail) => detail::sheet(app, detail, inner),
        LookAt::Who => who::sheet(app, inner),
        LookAt::Situation => situation::sheet(app, inner),
        LookAt::Help(find) => help::sheet(app, find, inner),
        LookAt::Report(page) => {
            let lines = page.lines.len();
            let room = usize::from(area.height.saturating_sub(2));
            let top = look.top.min(lines.saturating_sub(room / 2));
            pen.top = Some(top);
            report(page, top, inner, room)
        }
    };
    let height = cells(sheet.rows.len() + 2).min(area.height);
    let room = usize::from(height.saturating_sub(2));
    let top = if matches!(look.at, LookAt::Report(_)) {
        0
    } else {
        look.top.min(sheet.rows.len().saturating_sub(room))
    };
    if !matches!(look.at, LookAt::Report(_)) {
        pen.top = Some(top);
    }
    let top = match sheet.picked {
        Some(picked) => top.clamp((picked + 1).saturating_sub(room), picked),
        None => top,
    };
    sheet.picked = sheet.picked.map(|picked| picked - top);
    let below = sheet.rows.len().saturating_sub(top + room);
    sheet.rows.drain(..top);
    if below > 0 {
        let lines = if below == 1 { "line" } else { "lines" };
        let more = format!("{below} {lines} below: Down   ");
        sheet.foot = Strip::of(&more, Tone::Hint).join(sheet.foot);
    }
    let x = beside.map_or(area.x + (area.width - width) / 2, |place| place.x);
    let y = area.y + (area.height - height) / 2;
    lay(pen, Rect { x, y, width, height }, sheet);
}

/// A report, line by line; only the lines in view are wrapped.
fn report(Page { head, lines }: &Page, top: usize, width: usize, room: usize) -> Sheet {
    let mut rows = Vec::new();
    for line in lines.iter().skip(top) {
        let tone = if line.starts_with('#') { Tone::Heading } else { Tone::Text };
        let wrapped = wrap(&line.trim_start_matches('#').trim_start().into(), width, 20);
        rows.extend(wrapped.into_iter().map(|l| Row::left(Strip::new().shown(l, tone))));
        if rows.len() >= room {
            break;
        }
    }
    rows.truncate(room);
    rows.resize_with(room, Row::default);
    let shown = format!("line {} of {}   ", top + 1, lines.len().max(1));
    Sheet {
        head: Strip::of(head, Tone::Heading),
        rows,
        foot: Strip::of(&shown, Tone::Hint)
            .and("PgDn PgUp", Tone::Key)
            .and(" read on   ", Tone::Hint)
            .join(closes()),
        ..Sheet::default()
    }
}

/// What steps out of an ask, for its lower edge.
fn esc() -> Strip {
    Strip::of("Esc", Tone::Key).and(" nothing happens", Tone::Hint)
}

fn closes() -> Strip {
    Strip::of("Esc", Tone::Key).and(" closes", Tone::Hint)
}

/// Words on as many lines as they need, each after the same number of blanks.
pub(crate) fn paragraph(
    text: &warroom_register::Text,
    indent: usize,
    width: usize,
    most: usize,
    tone: Tone,
) -> Vec<Row> {
    let lines = wrap(text, width.saturating_sub(indent), most).into_iter();
    lines.map(|line| Row::left(Strip::new().gap(indent).shown(line, tone))).collect()
}
