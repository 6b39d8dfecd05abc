//! How long one frame takes at 200x60 with 100,000 records, against a bare ratatui frame of the
//! same cells, and how many bytes a frame writes when nothing changed; and how long each jump of a
//! walk takes until its frame is handed to the terminal.
//!
//! A crate root of its own beside `main.rs`, so that it can measure what the program keeps to itself.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench fails loudly and prints")]
#![expect(dead_code, unused_imports, reason = "only the screen is measured, without its tests")]

mod app;
#[path = "bench/course.rs"]
mod course;
mod keys;
mod page;
mod terminal {
    pub(crate) mod frame;
}
mod theme;
mod view;
#[path = "bench/walk.rs"]
mod walk;
mod which;

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span, Text as Lines};
use ratatui::widgets::Paragraph;
use ratatui::{Terminal, TerminalOptions, Viewport};

use app::App;
use terminal::frame::{Painter, Picture};
use theme::Theme;

const RECORDS: u64 = 100_000;
const SIZE: (u16, u16) = (200, 60);
const PAIRS: usize = 9;
const FRAMES: usize = 200;

/// A terminal that counts what is written to it.
#[derive(Clone, Default)]
struct Count(Rc<RefCell<usize>>);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        *self.0.borrow_mut() += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn terminal(count: &Count) -> Terminal<CrosstermBackend<Count>> {
    let viewport = Viewport::Fixed(Rect::new(0, 0, SIZE.0, SIZE.1));
    let backend = CrosstermBackend::new(count.clone());
    Terminal::with_options(backend, TerminalOptions { viewport }).unwrap()
}

/// The same cells as a bare paragraph: runs of one style as spans.
fn bare(cells: &Buffer) -> Paragraph<'static> {
    let width = usize::from(cells.area.width);
    let lines = cells.content.chunks(width).map(|row| {
        let runs = row.chunk_by(|a, b| a.style() == b.style());
        let span = |run: &[ratatui::buffer::Cell]| {
            let text: String = run.iter().map(ratatui::buffer::Cell::symbol).collect();
            Span::styled(text, run.first().map(ratatui::buffer::Cell::style).unwrap_or_default())
        };
        Line::from(runs.map(span).collect::<Vec<_>>())
    });
    Paragraph::new(Lines::from(lines.collect::<Vec<_>>()))
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn frames(mut one: impl FnMut()) -> Duration {
    let timed = (0..FRAMES).map(|_| {
        let begin = Instant::now();
        one();
        begin.elapsed()
    });
    median(timed.collect())
}

/// A frame as the program draws it, by its own painter.
fn paint(painter: &mut Painter<Count>, app: &App, theme: &Theme) {
    let mut sheet = painter.sheet(Rect::new(0, 0, SIZE.0, SIZE.1));
    let drawn = view::draw(&mut sheet, app, theme);
    painter.paint(Picture { sheet, cursor: drawn.cursor, links: drawn.links }).unwrap();
}

fn compare(records: u64, theme: &Theme) {
    let app = course::room(records, SIZE);
    let (ours, theirs) = (Count::default(), Count::default());
    let mut painter = Painter::new(ours.clone());
    let mut reference = terminal(&theirs);
    let mut cells = Buffer::empty(Rect::new(0, 0, SIZE.0, SIZE.1));
    drop(view::draw(&mut cells, &app, theme));
    let paragraph = bare(&cells);
    let mut ratios = Vec::new();
    let mut figures = (Duration::ZERO, Duration::ZERO);
    for _ in 0..PAIRS {
        let a = frames(|| paint(&mut painter, &app, theme));
        let b = frames(|| drop(reference.draw(|f| f.render_widget(&paragraph, f.area()))));
        figures = (a, b);
        ratios.push(a.as_secs_f64() / b.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    *ours.0.borrow_mut() = 0;
    paint(&mut painter, &app, theme);
    let bytes = *ours.0.borrow();
    println!(
        "frame at 200x60, {records:>6} records: {:>4} us, bare frame of the same cells {:>4} us, ratio {:.2} ({:.2}..{:.2}), target 1.3; unchanged frame writes {bytes} B",
        figures.0.as_micros(),
        figures.1.as_micros(),
        ratios[PAIRS / 2],
        ratios[0],
        ratios[PAIRS - 1],
    );
}

fn main() {
    let theme = Theme::load("dark", Path::new("/nonexistent"), false).unwrap();
    compare(100, &theme);
    compare(RECORDS, &theme);
    walk::measure(theme);
}
