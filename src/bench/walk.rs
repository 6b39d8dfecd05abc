//! A walk through 100,000 records of all kinds at 200x60: from a key to the frame handed to the
//! terminal, for each kind of jump, alone and with what is known now beside it; and playing.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use warroom_register::{
    At, Chain, FORMAT, Hash, Header, IncidentId, Label, Record, Recording, Seq,
};

use crate::app::msg::Msg;
use crate::app::{App, WalkStart};
use crate::course::{mixed, opening};
use crate::terminal::frame::{Painter, Picture};
use crate::theme::Theme;
use crate::{Count, RECORDS, SIZE, view};

/// Each kind of jump is done so often.
const JUMPS: usize = 200;
/// The walk plays so many frames.
const FRAMES: usize = 900;
/// The screen's own tick while it plays, in milliseconds.
const TICK_MS: i64 = 100;

struct Walker {
    app: App,
    theme: Theme,
    painter: Painter<Count>,
    clock: At,
    /// The last place that was jumped to.
    place: u64,
}

impl Walker {
    fn frame(&mut self) {
        drop(self.app.settle());
        let mut sheet = self.painter.sheet(Rect::new(0, 0, SIZE.0, SIZE.1));
        let drawn = view::draw(&mut sheet, &self.app, &self.theme);
        self.app.drawn(drawn.trace);
        let picture = Picture { sheet, cursor: drawn.cursor, links: drawn.links };
        self.painter.paint(picture).unwrap();
    }

    fn key(&mut self, code: KeyCode) {
        drop(self.app.update(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))));
    }

    fn keys(&mut self, keys: &str) {
        for c in keys.chars() {
            self.key(if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) });
        }
    }

    /// The last key of these, until its frame is handed over; the others are typed before.
    fn jump(&mut self, keys: &str) -> Duration {
        let mut before = keys.to_owned();
        let last = before.pop().unwrap();
        self.keys(&before);
        self.frame();
        let begin = Instant::now();
        self.keys(&last.to_string());
        self.frame();
        begin.elapsed()
    }

    /// The pointer is dragged to this cell of the band.
    fn drag(&mut self, kind: MouseEventKind, column: u16) -> Duration {
        let begin = Instant::now();
        let row = SIZE.1 - 4;
        let modifiers = KeyModifiers::NONE;
        drop(self.app.update(Msg::Mouse(MouseEvent { kind, column, row, modifiers })));
        self.frame();
        begin.elapsed()
    }

    /// A place far from the last: a linear congruential sequence.
    fn anywhere(&mut self) -> u64 {
        self.place = (self.place * 48_271 + 11) % RECORDS;
        self.place + 1
    }

    fn by_numbers(&mut self) -> Vec<Duration> {
        let jumps = (0..JUMPS).map(|_| {
            let place = self.anywhere();
            self.jump(&format!("g{place}\n"))
        });
        jumps.collect()
    }

    /// From one end to the other, and to right before where boards may be kept.
    fn by_ends(&mut self) -> Vec<Duration> {
        let ends =
            [1, RECORDS, RECORDS - 1, 2, RECORDS / 2, RECORDS - 3124, 3124, 99_999 / 32 * 31];
        let jumps = ends.into_iter().cycle().take(JUMPS);
        jumps.map(|place| self.jump(&format!("g{place}\n"))).collect()
    }

    fn by_finding(&mut self) -> Vec<Duration> {
        let jumps = (0..JUMPS / 10).map(|_| {
            let place = self.anywhere();
            self.jump(&format!("/#{place}\n"))
        });
        jumps.collect()
    }

    fn by_mouse(&mut self) -> Vec<Duration> {
        self.jump(&format!("g{RECORDS}\n"));
        let left = MouseButton::Left;
        let mut all = vec![self.drag(MouseEventKind::Down(left), 100)];
        for n in 0..JUMPS {
            let cell = 9 + u16::try_from(n * 67 % 180).unwrap();
            all.push(self.drag(MouseEventKind::Drag(left), cell));
        }
        all.push(self.drag(MouseEventKind::Up(left), 60));
        all
    }

    fn by(&mut self, key: KeyCode) -> Vec<Duration> {
        let from = self.place();
        let one = |walker: &mut Self| {
            let begin = Instant::now();
            walker.key(key);
            walker.frame();
            begin.elapsed()
        };
        let all = (0..JUMPS).map(|_| one(self)).collect();
        assert_ne!(self.place(), from, "{key} leads somewhere");
        all
    }

    fn place(&self) -> Seq {
        self.app.past.as_ref().unwrap().place()
    }

    fn jumps(&mut self, with: &str) {
        report(&format!("to a record anywhere{with}"), self.by_numbers());
        report(&format!("to the ends and back{with}"), self.by_ends());
        report(&format!("to what was found{with}"), self.by_finding());
        report(&format!("by the mouse on the band{with}"), self.by_mouse());
        self.jump("g50000\n");
        for (name, key) in [
            ("one on", KeyCode::Char(' ')),
            ("one back", KeyCode::Char('b')),
            ("a minute on", KeyCode::Right),
            ("a minute back", KeyCode::Left),
            ("pivot on", KeyCode::PageDown),
            ("pivot back", KeyCode::PageUp),
        ] {
            report(&format!("{name}{with}"), self.by(key));
        }
    }

    /// Plays at 600x from here: each tick with its frame.
    fn play(&mut self) -> Vec<Duration> {
        self.jump("g20000\n");
        self.keys(">>>>>>>p");
        self.frame();
        assert_eq!(self.app.past.as_ref().unwrap().playing_at(), Some(600));
        let from = self.place();
        let frames = (0..FRAMES).map(|_| {
            self.clock = At::from_ms(self.clock.ms() + TICK_MS);
            let begin = Instant::now();
            drop(self.app.update(Msg::Tick(self.clock)));
            self.frame();
            begin.elapsed()
        });
        let frames = frames.collect();
        let to = self.place();
        assert!(to.0 > from.0 + 20_000, "it plays: {from} to {to}");
        frames
    }
}

fn report(name: &str, mut all: Vec<Duration>) {
    all.sort_unstable();
    let ms = |d: &Duration| d.as_secs_f64() * 1000.0;
    let late = all.iter().filter(|d| **d > Duration::from_millis(16)).count();
    println!(
        "{name:44} median {:>5.2} ms  worst {:>5.2} ms  later than 16 ms: {late} of {}",
        ms(&all[all.len() / 2]),
        ms(all.last().unwrap()),
        all.len()
    );
}

fn recording() -> Recording {
    let records: Vec<Record> = (1..=RECORDS).map(mixed).collect();
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid::Uuid::nil()),
        incident: Some(Label(42)),
        opened_at: records.first().unwrap().at,
    };
    let chain = Chain { head: Seq(RECORDS), hash: Hash::default() };
    Recording { header, records, chain, broken: None, torn: false }
}

fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0) / 1024
}

/// Walks, and prints what each kind of jump took.
pub(crate) fn measure(theme: Theme) {
    let recording = recording();
    let before = resident_mb();
    let begin = Instant::now();
    let mut app = App::walkthrough(opening(), recording, WalkStart::default());
    drop(app.update(Msg::Resize { width: SIZE.0, height: SIZE.1 }));
    let clock = opening().now;
    drop(app.update(Msg::Tick(clock)));
    let painter = Painter::new(Count::default());
    let mut walker = Walker { app, theme, painter, clock, place: 1 };
    walker.frame();
    let (loaded, weighs) = (begin.elapsed(), resident_mb() - before);
    println!(
        "walk of {RECORDS} records at 200x60: loaded in {:.0} ms, {weighs} MB beside the records",
        loaded.as_secs_f64() * 1000.0
    );
    walker.jumps("");
    report("playing at 600x", walker.play());
    walker.keys("h");
    walker.frame();
    walker.jumps(", then and now");
    report("playing at 600x, then and now", walker.play());
}
