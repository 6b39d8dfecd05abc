//! Cells as bytes for the terminal: of a look only what differs from the look before it is said,
//! in one sequence. Every run begins and ends with the terminal's own look.

use std::io::{self, Write};

use crossterm::cursor::MoveTo;
use crossterm::queue;
use crossterm::style::{Colored, Print};
use ratatui::backend::IntoCrossterm;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// Each with the number that begins it and the one that ends it. What ends bold ends dim as well.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    /// The terminal's own.
    const NONE: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    const fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    /// What turns the look before into this one.
    fn after(self, before: Self) -> String {
        if self == Self::NONE {
            return "\x1b[m".to_owned();
        }
        let mut said: Vec<String> = Vec::new();
        let mut kept = before.modifier;
        for (modifier, _, end) in MODIFIERS {
            if kept.contains(modifier) && !self.modifier.contains(modifier) {
                said.push(end.to_string());
                let ended = MODIFIERS.into_iter().filter(|(_, _, other)| *other == end);
                ended.for_each(|(modifier, ..)| kept.remove(modifier));
            }
        }
        for (modifier, begin, _) in MODIFIERS {
            if self.modifier.contains(modifier) && !kept.contains(modifier) {
                said.push(begin.to_string());
            }
        }
        let colours = [
            (self.fg != before.fg).then(|| Colored::ForegroundColor(self.fg.into_crossterm())),
            (self.bg != before.bg).then(|| Colored::BackgroundColor(self.bg.into_crossterm())),
        ];
        let colours = colours.into_iter().flatten().map(|colour| colour.to_string());
        // Where colours are turned off, none is said.
        said.extend(colours.filter(|colour| !colour.is_empty()));
        if said.is_empty() { String::new() } else { format!("\x1b[{}m", said.join(";")) }
    }
}

/// Writes these cells, from left to right and from the top down.
pub(super) fn write(out: &mut impl Write, cells: &[(u16, u16, Cell)]) -> io::Result<()> {
    let mut look = Look::NONE;
    let mut next = None;
    for (x, y, cell) in cells {
        if next != Some((*x, *y)) {
            queue!(out, MoveTo(*x, *y))?;
        }
        next = Some((x + 1, *y));
        let wanted = Look::of(cell);
        if wanted != look {
            queue!(out, Print(wanted.after(look)))?;
            look = wanted;
        }
        queue!(out, Print(cell.symbol()))?;
    }
    if look != Look::NONE {
        queue!(out, Print(Look::NONE.after(look)))?;
    }
    Ok(())
}
