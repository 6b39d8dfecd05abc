//! What a frame costs, and what it leaves on the terminal.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::{Painter, Picture};
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::hands::crowded;
use crate::app::tests::fixture::{World, busy};
use crate::theme::Theme;
use crate::view;

/// One new entry at 160x45 writes no more where a pane scrolls.
const SCROLLED_BYTES_MAX: usize = 8 * 1024;
/// The most bytes for one new entry where no pane scrolls.
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
    theme: &'static str,
    paper: Paper,
    painter: Painter<Paper>,
    size: (u16, u16),
}

impl Screen {
    fn new(size: (u16, u16)) -> Self {
        let paper = Paper::default();
        Self { theme: "dark", painter: Painter::new(paper.clone()), paper, size }
    }

    /// Draws what this person sees; gives the bytes that it took.
    fn draw(&mut self, desk: &mut Desk) -> Vec<u8> {
        desk.size(self.size.0, self.size.1);
        let theme = Theme::load(self.theme, Path::new("/nonexistent"), false).unwrap();
        let mut sheet = self.painter.sheet(Rect::new(0, 0, self.size.0, self.size.1));
        let drawn = view::draw(&mut sheet, &desk.app, &theme);
        desk.app.drawn(drawn.trace);
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

/// A room at work, with more on the timeline than a screen of 160x45 shows.
fn long() -> World {
    let mut world = crowded();
    world.script(
        "14:19:40 ben saw 7 of 12 pods are on the old release\n14:19:45 cy saw the queue stands still",
    );
    world
}

/// In each theme of colours and depth of them: what an entry of each kind costs where the timeline
/// scrolls, and where the words go into panes that are in view besides.
#[test]
fn one_new_entry_costs_few_bytes_of_whatever_kind_it_is() {
    let lines = [
        "14:20 dia saw 5xx at 30 % in eu-west, falling by 2 % a minute",
        "14:20 ben did rolled back 9 of 12 pods in eu-west, by hand",
        "14:20 dia fact 30 % of checkouts fail, and it is falling by 2 % a minute",
        "14:20 ben ask what do we do about the orders of between 13:58 and 14:05?",
        "14:20 ana task @dia 10m count the orders that were charged and not kept",
        "14:20 ben propose drain eu-west to us-east by half | it may overload | yes | 5xx under 1 %",
        "14:20 dia impact 30 % of checkouts fail: all card payments in eu-west, since about 13:58",
        "14:20 eve update 20m Every third card payment in Europe fails. You are not charged twice.",
    ];
    let mut most = (0, String::new());
    for theme in ["dark", "light", "high-contrast", "colour-blind", "sixteen", "mono"] {
        for line in lines {
            let mut world = long();
            let mut ana = Desk::new("ana", &world, "14:20");
            let mut screen = Screen { theme, ..Screen::new((160, 45)) };
            drop(screen.draw(&mut ana));
            let before = ana.text(160, 45);
            one_more(&mut world, &mut ana, line);
            let bytes = screen.draw(&mut ana).len();
            let top = |text: &str| text.lines().nth(5).map(str::to_owned);
            assert_ne!(top(&before), top(&ana.text(160, 45)), "the timeline scrolls");
            assert!((1..=SCROLLED_BYTES_MAX).contains(&bytes), "{theme}: {bytes} bytes: {line}");
            most = most.max((bytes, format!("{theme}: {line}")));
        }
    }
    println!("where a pane scrolls at most {most:?}");
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
    println!("where the timeline alone scrolls {bytes}");
}

#[test]
fn one_new_entry_costs_less_where_nothing_scrolls() {
    let lines = [
        "14:05 ben saw the queue of payments grows by 400 a minute",
        "14:05 ben did restarted checkout-3, which takes a minute or two",
        "14:05 ben fact 38 % of checkouts fail, all of them card payments in eu-west",
        "14:05 ben ask did the deploy of 13:50 touch checkout, and which of its parts?",
        "14:05 ana task @ben 10m roll back the deploy of 13:50 in eu-west",
        "14:05 ana propose roll back in eu-west | wrong VAT | yes | 5xx under 1 %",
        "14:05 ben impact 38 % of checkouts fail: all card payments in eu-west",
    ];
    let mut most = (0, String::new());
    for theme in ["dark", "light", "high-contrast", "colour-blind", "sixteen", "mono"] {
        for line in lines {
            let mut world = World::open("14:03", "Checkout returns 500s");
            world.script("14:03:20 ben join command\n14:04 ben saw 5xx at 38 %");
            let mut ana = Desk::new("ana", &world, "14:05");
            let mut screen = Screen { theme, ..Screen::new((160, 45)) };
            drop(screen.draw(&mut ana));
            one_more(&mut world, &mut ana, line);
            let bytes = screen.draw(&mut ana).len();
            assert!((1..=ADDED_BYTES_MAX).contains(&bytes), "{theme}: {bytes} bytes: {line}");
            most = most.max((bytes, format!("{theme}: {line}")));
        }
    }
    println!("where nothing scrolls at most {most:?}");
}

/// Whatever is left out, the terminal shows the picture: each cell of it, and how it looks.
#[test]
fn what_the_terminal_shows_is_the_picture_however_it_changed() {
    let scripts = [
        "",
        "n",
        "<Enter>",
        "<Esc>5<Down>A",
        "<Esc>:",
        "what",
        "<Esc>W",
        "<Esc>?",
        "<Esc>",
        "s",
        "<Esc>3<Down><Down>",
        "2<Up><Up><Up>",
        "*",
        "ofailed orders: 14 of 20 in checkout, https://graphs.example/d/42 has it",
        "<Enter>",
        "<Esc>h14:10<Enter>",
        ".",
        "z",
        "z",
        "%<Tab>",
        "<Esc>S2",
        "<Esc>/slow",
        "<Esc>K",
    ];
    for (theme, size) in
        [("dark", (160, 45)), ("mono", (120, 40)), ("high-contrast", (80, 24)), ("light", (40, 15))]
    {
        let mut world = long();
        let mut ana = Desk::new("ana", &world, "14:20");
        let mut screen = Screen { theme, ..Screen::new(size) };
        let mut terminal = vt100::Parser::new(cells(size.1), cells(size.0), 0);
        for (keys, at) in scripts.iter().zip(1..) {
            ana.keys(keys);
            if at % 3 == 0 {
                one_more(
                    &mut world,
                    &mut ana,
                    "14:20 dia saw 5xx at 30 % in \u{65e5}\u{672c}, https://a.example/1 falls",
                );
            }
            terminal.process(&screen.draw(&mut ana));
            let sheet = &screen.painter.last.as_ref().unwrap().sheet;
            assert_shows(terminal.screen(), sheet, &format!("{theme} at {size:?} after {keys:?}"));
        }
    }
}

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap()
}

fn assert_shows(terminal: &vt100::Screen, sheet: &Buffer, when: &str) {
    for y in 0..sheet.area.height {
        for x in 0..sheet.area.width {
            let (shown, meant) = (terminal.cell(y, x).unwrap(), sheet.cell((x, y)).unwrap());
            if shown.is_wide_continuation() {
                continue;
            }
            let words = if shown.has_contents() { shown.contents() } else { " " };
            assert_eq!(words, meant.symbol(), "{x},{y} {when}");
            let (m, blank) = (meant.modifier, meant.symbol() == " ");
            assert_eq!(shown.inverse(), m.contains(Modifier::REVERSED), "{x},{y} {when}");
            assert_eq!(shown.underline(), m.contains(Modifier::UNDERLINED), "{x},{y} {when}");
            assert_eq!(colour(shown.bgcolor()), colour_of(meant.bg), "{x},{y} {when}");
            if !blank {
                assert_eq!(shown.bold(), m.contains(Modifier::BOLD), "{x},{y} {when}");
                assert_eq!(shown.dim(), m.contains(Modifier::DIM), "{x},{y} {when}");
                assert_eq!(colour(shown.fgcolor()), colour_of(meant.fg), "{x},{y} {when}");
            }
        }
    }
}

fn colour(shown: vt100::Color) -> String {
    match shown {
        vt100::Color::Default => "none".to_owned(),
        vt100::Color::Idx(number) => format!("{number}"),
        vt100::Color::Rgb(r, g, b) => format!("{r} {g} {b}"),
    }
}

/// As a terminal is told of it.
fn colour_of(meant: Color) -> String {
    match meant {
        Color::Reset => "none".to_owned(),
        Color::Rgb(r, g, b) => format!("{r} {g} {b}"),
        Color::Indexed(number) => format!("{number}"),
        other => panic!("{other:?} is in no theme of these"),
    }
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
