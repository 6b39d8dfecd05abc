//! What a frame costs, and what it leaves on the terminal.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Painter, Picture};
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::{World, busy};
use crate::theme::Theme;
use crate::view;

/// One new entry at 160x45 writes no more where a pane scrolls.
const SCROLLED_BYTES_MAX: usize = 8 * 1024;
/// The same where none does.
const ADDED_BYTES_MAX: usize = 1024;

/// A terminal that keeps what is written to it.
#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Screen {
    paper: Paper,
    painter: Painter<Paper>,
    size: (u16, u16),
}

impl Screen {
    fn new(size: (u16, u16)) -> Self {
        let paper = Paper::default();
        Self { painter: Painter::new(paper.clone()), paper, size }
    }

    /// Draws what this person sees; gives the bytes that it took.
    fn draw(&mut self, desk: &mut Desk) -> Vec<u8> {
        desk.size(self.size.0, self.size.1);
        let theme = Theme::load("dark", Path::new("/nonexistent"), false).unwrap();
        let mut sheet = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let drawn = view::draw(&mut sheet, &desk.app, &theme);
        desk.app.drawn(drawn.top, drawn.sheet, drawn.met);
        let picture = Picture { sheet, cursor: drawn.cursor, links: drawn.links };
        self.painter.paint(picture).unwrap();
        std::mem::take(&mut self.paper.0.borrow_mut())
    }
}

/// One more entry in this world, as this person sees it.
fn one_more(world: &mut World, desk: &mut Desk, line: &str) {
    world.script(line);
    let last = world.records.last().cloned().unwrap();
    desk.records(&[last]);
}

#[test]
fn one_new_entry_costs_few_bytes() {
    let mut world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    let mut screen = Screen::new((160, 45));
    drop(screen.draw(&mut ana));
    one_more(&mut world, &mut ana, "14:20 dia saw 5xx at 30 % in eu-west, falling by 2 % a minute");
    let bytes = screen.draw(&mut ana).len();
    assert!((1..=SCROLLED_BYTES_MAX).contains(&bytes), "{bytes} bytes where the timeline scrolls");

    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command\n14:04 ben saw 5xx at 38 %");
    let mut ana = Desk::new("ana", &world, "14:05");
    let mut screen = Screen::new((160, 45));
    drop(screen.draw(&mut ana));
    one_more(&mut world, &mut ana, "14:05 ben saw the queue of payments grows by 400 a minute");
    let bytes = screen.draw(&mut ana).len();
    assert!((1..=ADDED_BYTES_MAX).contains(&bytes), "{bytes} bytes where nothing scrolls");
}

#[test]
fn a_frame_as_the_last_one_writes_nothing_and_each_is_one_update() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let mut screen = Screen::new((80, 24));
    let first = screen.draw(&mut ana);
    assert!(first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"));
    assert_eq!(screen.draw(&mut ana), b"");
    screen.painter.forget();
    assert_eq!(screen.draw(&mut ana), first, "after it was forgotten all of it is drawn");
}

#[test]
fn another_size_is_drawn_whole_within_the_same_update() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let mut screen = Screen::new((80, 24));
    drop(screen.draw(&mut ana));
    screen.size = (120, 40);
    let bytes = screen.draw(&mut ana);
    let clear = bytes.windows(4).position(|w| w == b"\x1b[2J").unwrap();
    let end = bytes.windows(8).position(|w| w == b"\x1b[?2026l").unwrap();
    assert!(clear < end && end + 8 == bytes.len());
}

#[test]
fn the_address_of_a_page_is_a_link_and_nothing_else_is() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:04 ana saw the graph: https://graphs.example/d/42 has a gap");
    let mut ana = Desk::new("ana", &world, "14:05");
    let text = String::from_utf8(Screen::new((160, 45)).draw(&mut ana)).unwrap();
    let linked = text.split(";https://graphs.example/d/42\x1b\\").nth(1).unwrap();
    let (words, rest) = linked.split_once("\x1b]8;;\x1b\\").unwrap();
    assert!(words.contains("https://graphs.example/d/42"), "{words:?}");
    assert!(rest.contains("has") && rest.contains("gap"));
}

#[test]
fn an_address_over_two_lines_is_one_link_in_two_pieces() {
    let page = "https://graphs.example/d/42?from=1400&to=1430&var=eu-west";
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script(&format!("14:04 ana saw {page} has a gap"));
    let mut ana = Desk::new("ana", &world, "14:05");
    // The entry opened on a phone: all of it is there, in lines narrower than the address.
    ana.keys("<Esc><Up><Enter>");
    let text = String::from_utf8(Screen::new((40, 24)).draw(&mut ana)).unwrap();
    let begin = format!(";{page}\x1b\\");
    let begins: Vec<&str> = text
        .match_indices(&begin)
        .map(|(at, _)| {
            let before = text.get(..at).unwrap();
            before.rsplit("\x1b]8;id=").next().unwrap()
        })
        .collect();
    assert!(begins.len() >= 2, "{text:?}");
    assert!(begins.iter().all(|id| *id == begins[0] && id.len() == 8), "{begins:?}");
}
