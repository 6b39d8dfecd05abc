//! One frame on the terminal: only the cells that changed, all of them seen at once, and the
//! addresses of pages as links where they are wanted.

mod ink;
#[cfg(test)]
mod tests;
mod thrift;

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};

/// What a frame shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    /// The cells.
    pub(crate) sheet: Buffer,
    /// Where the cursor stands, if it is to be seen.
    pub(crate) cursor: Option<Position>,
    /// Cells that lead to a page.
    pub(crate) links: Vec<(Rect, String)>,
}

/// What draws frames, and knows the last one.
pub(crate) struct Painter<W: Write> {
    backend: CrosstermBackend<W>,
    /// None where nothing is known to be drawn.
    last: Option<Picture>,
    /// The cells of the frame before the last: fresh memory for each frame (half a megabyte at 200x60)
    /// took a tenth of its time.
    spare: Buffer,
}

impl<W: Write> Painter<W> {
    /// Draws on this; nothing is known of what stands there.
    pub(crate) fn new(out: W) -> Self {
        Self { backend: CrosstermBackend::new(out), last: None, spare: Buffer::default() }
    }

    /// An empty sheet of this size for the next frame.
    pub(crate) fn sheet(&mut self, area: Rect) -> Buffer {
        let mut sheet = std::mem::take(&mut self.spare);
        sheet.resize(area);
        sheet.reset();
        sheet
    }

    /// Where everything is written to.
    pub(crate) const fn out(&mut self) -> &mut CrosstermBackend<W> {
        &mut self.backend
    }

    /// The next frame is drawn whole.
    pub(crate) fn forget(&mut self) {
        self.last = None;
    }

    /// Draws a frame. One that is as the last one writes nothing: a quiet room costs a phone's
    /// hotspot no byte. After a change of size all of it is drawn anew, within the same update.
    pub(crate) fn paint(&mut self, mut picture: Picture) -> io::Result<()> {
        thrift::plain_blanks(&mut picture.sheet);
        if self.last.as_ref() == Some(&picture) {
            self.spare = picture.sheet;
            return Ok(());
        }
        queue!(self.backend, BeginSynchronizedUpdate)?;
        let before = self.last.take().filter(|last| last.sheet.area == picture.sheet.area);
        let before = if let Some(last) = before {
            last
        } else {
            self.backend.clear()?;
            let sheet = Buffer::empty(picture.sheet.area);
            Picture { sheet, ..Picture::default() }
        };
        self.cells(&before, &picture)?;
        match picture.cursor {
            Some(at) => queue!(self.backend, MoveTo(at.x, at.y), Show)?,
            None => queue!(self.backend, Hide)?,
        }
        queue!(self.backend, EndSynchronizedUpdate)?;
        self.spare = before.sheet;
        self.last = Some(picture);
        Write::flush(&mut self.backend)
    }

    /// The cells that changed, or lead somewhere else than before.
    fn cells(&mut self, before: &Picture, now: &Picture) -> io::Result<()> {
        let mut changed: Vec<(u16, u16, &Cell)> = before.sheet.diff_iter(&now.sheet).collect();
        if before.links.is_empty() && now.links.is_empty() {
            let cells = thrift::run(changed.into_iter(), &now.sheet, |_, _| true);
            return ink::write(&mut self.backend, &cells);
        }
        let moved = |link: &&(Rect, String)| !before.links.contains(*link);
        for (area, _) in now.links.iter().filter(moved) {
            let all = area.positions().filter_map(|at| Some((at.x, at.y, now.sheet.cell(at)?)));
            changed.extend(all);
        }
        changed.sort_unstable_by_key(|(x, y, _)| (*y, *x));
        changed.dedup_by_key(|(x, y, _)| (*y, *x));
        let leads = |x: u16, y: u16| {
            let here = |(area, _): &&(Rect, String)| area.contains(Position { x, y });
            now.links.iter().find(here).map(|(_, page)| page.as_str())
        };
        let link = |(x, y, _): &(u16, u16, &Cell)| leads(*x, *y);
        for run in changed.chunk_by(|a, b| link(a) == link(b)) {
            let page = run.first().and_then(link);
            let may = |x, y| leads(x, y) == page;
            let cells = thrift::run(run.iter().copied(), &now.sheet, may);
            if let Some(page) = page {
                // The pieces of one that goes over several lines have the same name.
                let id = name(page);
                queue!(self.backend, Print(format!("\x1b]8;id={id:08x};{page}\x1b\\")))?;
            }
            ink::write(&mut self.backend, &cells)?;
            if page.is_some() {
                queue!(self.backend, Print("\x1b]8;;\x1b\\"))?;
            }
        }
        Ok(())
    }
}

/// A short name of a page: FNV-1a, which is the same in every run.
fn name(page: &str) -> u32 {
    page.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
