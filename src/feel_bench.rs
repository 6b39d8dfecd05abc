//! From a key to the changed frame handed to the terminal, at 160x45, with 10,000 records and 20
//! people; before each key another entry has just come in, which is worse than 20 a second.
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
mod which;

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

use app::App;
use app::msg::{LinkMsg, Msg};
use terminal::frame::{Painter, Picture};
use theme::Theme;

const RECORDS: u64 = 10_000;
const SIZE: (u16, u16) = (160, 45);
const KEYS: u64 = 2000;

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

struct Hand {
    app: App,
    theme: Theme,
    painter: Painter<Count>,
    next: u64,
}

impl Hand {
    fn new(count: &Count) -> Self {
        let theme = Theme::load("dark", Path::new("/nonexistent"), false).unwrap();
        let app = course::room(RECORDS, SIZE);
        let mut hand = Self { app, theme, painter: Painter::new(count.clone()), next: RECORDS };
        hand.frame();
        hand
    }

    fn frame(&mut self) {
        drop(self.app.settle());
        let mut sheet = self.painter.sheet(Rect::new(0, 0, SIZE.0, SIZE.1));
        let drawn = view::draw(&mut sheet, &self.app, &self.theme);
        self.app.drawn(drawn.trace);
        let picture = Picture { sheet, cursor: drawn.cursor, links: drawn.links };
        self.painter.paint(picture).unwrap();
    }

    /// An entry comes in, a key is pressed, and the frame is handed over.
    fn key(&mut self, code: KeyCode) -> Duration {
        self.next += 1;
        let record = course::record(self.next);
        let begin = Instant::now();
        drop(self.app.update(Msg::Link(LinkMsg::Records(vec![record]))));
        drop(self.app.update(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))));
        self.frame();
        begin.elapsed()
    }
}

fn measure(name: &str, first: &[KeyCode], keys: &[KeyCode]) {
    let count = Count::default();
    let mut hand = Hand::new(&count);
    for code in first {
        hand.key(*code);
    }
    *count.0.borrow_mut() = 0;
    let all = keys.iter().cycle().take(usize::try_from(KEYS).unwrap());
    let mut times: Vec<Duration> = all.map(|code| hand.key(*code)).collect();
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100].as_micros();
    let bytes = *count.0.borrow() / times.len();
    println!(
        "{name}: median {} us, 99th percentile {} us, longest {} us; {bytes} bytes a frame (targets 4,000 and 16,000 us)",
        at(50),
        at(99),
        times.last().unwrap().as_micros(),
    );
}

fn main() {
    use KeyCode as K;
    println!(
        "key to frame at 160x45, {RECORDS} records, 20 people, one more entry before each key"
    );
    let typed: Vec<KeyCode> = "the queue of payments grows ".chars().map(K::Char).collect();
    measure("typing in the line", &[], &typed);
    measure("rows up and down   ", &[K::Esc, K::Char('2')], &[K::Up, K::Up, K::Down]);
    measure("from pane to pane  ", &[K::Esc], &[K::Tab, K::Char('2'), K::Char('5'), K::Char('n')]);
    let find: Vec<KeyCode> = "/5xx at 38".chars().map(K::Char).chain([K::Down, K::Esc]).collect();
    measure("finding            ", &[K::Esc], &find);
    let palette: Vec<KeyCode> = ":sever".chars().map(K::Char).chain([K::Down, K::Esc]).collect();
    measure("by name            ", &[K::Esc], &palette);
}
