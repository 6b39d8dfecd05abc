//! The same picture in fewer bytes: a phone's hotspot carries every one of them. What is to be seen
//! is never changed here, only how it is said to the terminal.

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// To go over so many cells costs more bytes than to write them once more.
const GAP_CELLS_MAX: u16 = 7;

/// What is to be seen of a cell with nothing in it.
const SEEN_ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// Cells that are blank and look the same become the same, so that none is written because of what
/// nobody sees.
pub(super) fn plain_blanks(sheet: &mut Buffer) {
    for cell in sheet.content.iter_mut().filter(|cell| is_blank(cell)) {
        (cell.fg, cell.modifier) = (Color::Reset, Modifier::empty());
    }
}

/// The cells to write for these changes, which go from left to right and from the top down: short
/// gaps are written over, and blanks are written with whatever pen is at hand. `may` says which of
/// the cells that did not change may be written.
pub(super) fn run<'a>(
    changed: impl Iterator<Item = (u16, u16, &'a Cell)>,
    sheet: &Buffer,
    may: impl Fn(u16, u16) -> bool,
) -> Vec<(u16, u16, Cell)> {
    let mut cells: Vec<(u16, u16, Cell)> = Vec::new();
    for (x, y, cell) in changed {
        let gap = cells.last().and_then(|last| gap(last, (x, y), sheet, &may));
        for (x, y, cell) in gap.into_iter().flatten() {
            push(&mut cells, (x, y), cell);
        }
        push(&mut cells, (x, y), cell);
    }
    cells
}

/// The cells between what was written last and what comes next, if they are few, all of one cell's
/// width, and take no other pen.
fn gap<'a>(
    (from, line, pen): &(u16, u16, Cell),
    (x, y): (u16, u16),
    sheet: &'a Buffer,
    may: impl Fn(u16, u16) -> bool,
) -> Option<Vec<(u16, u16, &'a Cell)>> {
    let missing = x.checked_sub(from + 1).filter(|missing| *line == y && *missing > 0)?;
    if missing > GAP_CELLS_MAX || !is_narrow(pen) {
        return None;
    }
    let between = (from + 1..x).map(|x| {
        let cell = sheet.cell((x, y))?;
        let same = is_blank(cell) && takes(pen, cell) || looks(pen) == looks(cell);
        (same && is_narrow(cell) && may(x, y)).then_some((x, y, cell))
    });
    between.collect()
}

fn push(cells: &mut Vec<(u16, u16, Cell)>, (x, y): (u16, u16), cell: &Cell) {
    let mut cell = cell.clone();
    let pen = cells.last().filter(|(_, line, _)| *line == y);
    if let Some((_, _, pen)) = pen.filter(|(_, _, pen)| is_blank(&cell) && takes(pen, &cell)) {
        (cell.fg, cell.modifier) = (pen.fg, pen.modifier);
    }
    cells.push((x, y, cell));
}

/// Whether a blank looks the same when it is written with this pen.
fn takes(pen: &Cell, blank: &Cell) -> bool {
    pen.bg == blank.bg && !pen.modifier.intersects(SEEN_ON_BLANK)
}

fn looks(cell: &Cell) -> (Color, Color, Modifier) {
    (cell.fg, cell.bg, cell.modifier)
}

fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(SEEN_ON_BLANK)
}

/// Whether it is certain how wide it is.
fn is_narrow(cell: &Cell) -> bool {
    matches!(cell.symbol().as_bytes(), [b' '..=b'~'])
}
