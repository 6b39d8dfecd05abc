//! A walkthrough as a recording of a terminal: an asciicast, version 3 or 2, which the public player
//! plays, with a chapter for each moment that turned things.
//!
//! Nothing is waited for: each frame is drawn from the state, and its time is worked out from the
//! records', idle stretches folded. Equal journals give equal bytes.

#[cfg(test)]
mod tests;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use ratatui::layout::Rect;
use serde::Serialize;
use warroom_register::report::{Names, Naming};
use warroom_register::{Handle, Recording, Shown};

use crate::app::hidden::hide_title;
use crate::app::msg::Msg;
use crate::app::reel::Step;
use crate::app::{App, Opening, WalkStart};
use crate::terminal::{Painter, Picture};
use crate::theme::Theme;
use crate::view;

/// No record is shown for less, in milliseconds.
const SHOWN_MS_MIN: i64 = 300;
/// One that turned things is shown for longer by so much, in milliseconds.
const TURN_MS: i64 = 1500;
/// The last record stands for so long, in milliseconds.
const END_MS: i64 = 3000;
/// Cells of a chapter's name.
const CHAPTER_CELLS_MAX: usize = 80;

/// The version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Times since the start.
    V2,
    /// Times since the event before.
    V3,
}

/// How it is recorded.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// The version of the format.
    pub(crate) format: Format,
    /// Columns and rows.
    pub(crate) size: (u16, u16),
    /// Seconds of the incident in one second.
    pub(crate) speed: i64,
    /// No wait is longer, in milliseconds.
    pub(crate) idle_ms: i64,
    /// How people are named.
    pub(crate) names: Names,
    /// The title is not shown: it would give the outcome away.
    pub(crate) title_hidden: bool,
}

#[derive(Serialize)]
struct HeaderV2<'a> {
    version: u8,
    width: u16,
    height: u16,
    timestamp: i64,
    title: &'a str,
    env: Env,
}

#[derive(Serialize)]
struct HeaderV3<'a> {
    version: u8,
    term: Term,
    timestamp: i64,
    title: &'a str,
}

#[derive(Serialize)]
struct Env {
    #[serde(rename = "TERM")]
    term: &'static str,
}

#[derive(Serialize)]
struct Term {
    cols: u16,
    rows: u16,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// The kind of terminal whose codes are in it.
const TERM: &str = "xterm-256color";

/// What one event of a cast is.
#[derive(Clone, Copy)]
enum Kind {
    Output,
    Mark,
    Exit,
}

/// Writes the walkthrough of a recording.
pub(crate) fn cast(
    out: &mut impl Write,
    opening: Opening,
    mut recording: Recording,
    theme: &Theme,
    wish: &Wish,
) -> io::Result<()> {
    Naming::along(&recording, wish.names).map_err(io::Error::other)?.rename(&mut recording);
    if wish.title_hidden {
        // The walk would hide it as well, but for the title of the cast itself.
        drop(hide_title(&mut recording.records));
    }
    let label = opening.incident.map(|label| label.to_string()).unwrap_or_default();
    let opened = recording.header.opened_at;
    let start = WalkStart { title_hidden: wish.title_hidden, ..WalkStart::default() };
    let mut app = App::walkthrough(opening, recording, start);
    let (width, height) = wish.size;
    app.update(Msg::Resize { width, height });
    let words = app.register().incident().title.as_ref().map_or("", |title| title.as_str());
    let title = if wish.title_hidden { label } else { format!("{label} {words}") };
    let mut reel = Reel::new(out, wish);
    reel.header(opened.ms() / 1000, title.trim())?;
    let mut step = app.reel_step();
    let mut before: Option<Step> = None;
    while let Some(here) = step {
        if let Some(before) = before {
            reel.wait(before, here);
        }
        if here.turned {
            // A player lists its chapters before anything of them was shown.
            let name = if wish.title_hidden { app.bare_chapter(here) } else { app.chapter(here) };
            let name = Shown::line(&name, CHAPTER_CELLS_MAX);
            reel.event(Kind::Mark, name.as_str())?;
        }
        reel.frame(&app, theme)?;
        before = Some(here);
        step = app.reel_on();
    }
    reel.waited_ms += END_MS;
    reel.end()
}

/// What is written, and how far the time has come.
struct Reel<'a, W: Write> {
    out: &'a mut W,
    wish: &'a Wish,
    painter: Painter<Sheet>,
    sheet: Sheet,
    now_ms: i64,
    waited_ms: i64,
}

impl<'a, W: Write> Reel<'a, W> {
    fn new(out: &'a mut W, wish: &'a Wish) -> Self {
        let sheet = Sheet::default();
        let painter = Painter::new(sheet.clone());
        Self { out, wish, painter, sheet, now_ms: 0, waited_ms: 0 }
    }

    fn header(&mut self, timestamp: i64, title: &str) -> io::Result<()> {
        let (cols, rows) = self.wish.size;
        let line = match self.wish.format {
            Format::V2 => {
                let env = Env { term: TERM };
                let (width, height) = (cols, rows);
                serde_json::to_string(&HeaderV2 {
                    version: 2,
                    width,
                    height,
                    timestamp,
                    title,
                    env,
                })
            }
            Format::V3 => {
                let term = Term { cols, rows, kind: TERM };
                serde_json::to_string(&HeaderV3 { version: 3, term, timestamp, title })
            }
        };
        writeln!(self.out, "{}", line?)
    }

    /// The time between two records, folded.
    fn wait(&mut self, before: Step, here: Step) {
        let apart = (here.at.ms() - before.at.ms()).max(0) / self.wish.speed.max(1);
        let turn = if before.turned { TURN_MS } else { 0 };
        let least = SHOWN_MS_MIN + turn;
        self.waited_ms += apart.clamp(least, least.max(self.wish.idle_ms));
    }

    fn frame(&mut self, app: &App, theme: &Theme) -> io::Result<()> {
        let (width, height) = self.wish.size;
        let mut sheet = self.painter.sheet(Rect::new(0, 0, width, height));
        let drawn = view::draw(&mut sheet, app, theme);
        self.painter.paint(Picture { sheet, cursor: drawn.cursor, links: Vec::new() })?;
        let bytes = self.sheet.take();
        let text = String::from_utf8(bytes).map_err(io::Error::other)?;
        if text.is_empty() { Ok(()) } else { self.event(Kind::Output, &text) }
    }

    fn event(&mut self, kind: Kind, data: &str) -> io::Result<()> {
        self.now_ms += self.waited_ms;
        let time = match self.wish.format {
            Format::V2 => self.now_ms,
            Format::V3 => self.waited_ms,
        };
        self.waited_ms = 0;
        let code = match kind {
            Kind::Output => "o",
            Kind::Mark => "m",
            Kind::Exit => "x",
        };
        let data = serde_json::to_string(data)?;
        writeln!(self.out, "[{}.{:03}, \"{code}\", {data}]", time / 1000, time % 1000)
    }

    /// Version 2 knows no end: there an empty output keeps the last frame for its time.
    fn end(mut self) -> io::Result<()> {
        match self.wish.format {
            Format::V2 => self.event(Kind::Output, ""),
            Format::V3 => self.event(Kind::Exit, "0"),
        }
    }
}

/// What a frame's bytes are written on.
#[derive(Clone, Default)]
struct Sheet(Arc<Mutex<Vec<u8>>>);

impl Sheet {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The state in which a walkthrough is recorded: nobody's keys, no clock.
pub(crate) fn opening(recording: &Recording) -> Option<Opening> {
    let first = recording.records.first()?;
    let last = recording.records.last()?;
    Some(Opening {
        incident: recording.header.incident,
        ..Opening::of(viewer(recording).unwrap_or(first.by), last.at)
    })
}

/// Whoever looks at a cast was not in it, so nobody in it is called "you".
fn viewer(recording: &Recording) -> Option<Handle> {
    let names =
        (0..100_u8).map(|n| if n == 0 { "viewer".to_owned() } else { format!("viewer-{n}") });
    let names = names.filter_map(|name| name.parse::<Handle>().ok());
    let mut free = names.filter(|name| recording.records.iter().all(|record| record.by != *name));
    free.next()
}
