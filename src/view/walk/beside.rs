//! Then and now side by side: each thing that was held at the moment, and what is known of it
//! today.

use ratatui::layout::Rect;
use warroom_register::{EntryId, Seq};

use crate::app::App;
use crate::app::past::Past;
use crate::app::past::beside::{Now, Pair};
use crate::app::past::sight::Sight;
use crate::app::words::{clock, many, moment};
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip, cells, wrap};
use crate::view::wrap::Line;

/// A side takes so many lines of one thing at most.
const LINES_MAX: usize = 3;
/// Two columns need so many cells; narrower, now stands below then.
const BESIDE_CELLS_MIN: u16 = 64;

/// Draws the comparison.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, past: &Past) {
    pen.rule(Rect { height: 1, ..area });
    pen.rule(Rect { y: area.bottom(), height: 1, ..area });
    let inner = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let beside = area.width >= BESIDE_CELLS_MIN;
    let half = if beside { area.width / 2 } else { area.width };
    let at = moment(app);
    let then = Strip::of(&format!(" As known at {at} "), Tone::FrameFocus);
    pen.strip(area.x + 1, area.y, half, then);
    if beside {
        pen.strip(area.x + half + 1, area.y, half, Strip::of(" As known now ", Tone::Warning));
        for y in inner.y..inner.bottom() {
            pen.put(area.x + half, y, "│", Tone::Frame);
        }
    }
    let mut lines = Lines { all: Vec::new(), half: usize::from(half), beside };
    here(app, past, &mut lines);
    for part in &past.later.parts {
        lines.head(part.name);
        for pair in &part.pairs {
            lines.pair(pair);
        }
        if part.more > 0 {
            let words = format!("and {} more", part.more);
            lines.sides(&words, "", Tone::Quiet, Tone::Quiet);
        }
    }
    lines.draw(pen, inner, past.top);
}

/// First of all the record itself, with what its author had seen and what came of it.
fn here(app: &App, past: &Past, lines: &mut Lines) {
    let (register, live) = (app.register(), &app.live.register);
    let place = past.place();
    let entry = super::decision_here(app, past).unwrap_or_else(|| subject(app, place));
    lines.head("This moment");
    let then = format!("{place} {}", register.sentence(place).shown());
    let came = past.later.came_of(entry).into_iter().map(|seq| {
        let at = live.row(seq).map(|row| clock(row.at, app.board().now)).unwrap_or_default();
        format!("{at} {}", live.sentence(seq).shown())
    });
    let came: Vec<String> = came.collect();
    let now =
        if came.is_empty() { "nothing was written about it later".into() } else { came.join("\n") };
    lines.sides(&then, &now, Tone::Text, Tone::Text);
    if let Some(sight) = Sight::of(app.journal(), register, place).filter(|s| s.behind > 0)
        && let Some(knew) = sight.knew
    {
        let words = format!("{} had seen up to {knew}: {} behind", sight.who, sight.behind);
        lines.sides(&words, "", Tone::Late, Tone::Text);
    }
}

/// What a record is about: itself, if it is an entry, else the entry that it says something of.
fn subject(app: &App, place: Seq) -> EntryId {
    let what = app.register().what(place).filter(|what| !what.is_entry());
    what.and_then(|what| what.about()).unwrap_or(place)
}

/// Lines in the making: the left half and the right half of each.
struct Lines {
    all: Vec<(Strip, Strip)>,
    half: usize,
    beside: bool,
}

impl Lines {
    fn head(&mut self, name: &str) {
        self.all.push((Strip::new().gap(1).and(name, Tone::Heading), Strip::new()));
    }

    fn pair(&mut self, pair: &Pair) {
        let then = match &pair.then {
            Some(text) => format!("{} {}", pair.of, text.shown()),
            None => format!("{} not known", pair.of),
        };
        let then_tone = if pair.then.is_some() { Tone::Text } else { Tone::Quiet };
        match &pair.now {
            Now::Same => self.sides(&then, "the same", then_tone, Tone::Quiet),
            Now::Else(text) => {
                let lines: Vec<String> = text.lines().map(|line| line.to_string()).collect();
                self.sides(&then, &lines.join("\n"), then_tone, Tone::Warning);
            }
        }
    }

    fn sides(&mut self, then: &str, now: &str, left: Tone, right: Tone) {
        let room = self.half.saturating_sub(4);
        let then = wrap(&then.into(), room, LINES_MAX);
        let now = wrap(&now.into(), room, LINES_MAX * 2);
        let strip = |words: Option<&Line>, tone, gap| {
            words.map(|w| Strip::new().gap(gap).shown(w.clone(), tone)).unwrap_or_default()
        };
        if self.beside {
            for at in 0..then.len().max(now.len()) {
                let sides = (strip(then.get(at), left, 2), strip(now.get(at), right, 2));
                self.all.push(sides);
            }
        } else {
            self.all.extend(then.iter().map(|w| (strip(Some(w), left, 1), Strip::new())));
            self.all.extend(now.iter().map(|w| (strip(Some(w), right, 3), Strip::new())));
        }
    }

    fn draw(self, pen: &mut Pen<'_>, area: Rect, top: usize) {
        let (most, total) = (usize::from(area.height), self.all.len());
        let shown = if total > most { most.saturating_sub(1) } else { total };
        let top = top.min(total - shown);
        let half = cells(self.half);
        for ((then, now), y) in self.all.into_iter().skip(top).take(shown).zip(area.y..) {
            pen.strip(area.x, y, half.saturating_sub(1), then);
            if self.beside {
                pen.strip(area.x + half + 1, y, area.width.saturating_sub(half + 1), now);
            }
        }
        if total > most {
            let below = total - shown - top;
            let words = match top {
                0 => format!("  {} below: the arrows scroll", many(below, "line")),
                _ => format!("  {} above, {below} below: the arrows scroll", many(top, "line")),
            };
            pen.row(area, area.height - 1, Row::left(Strip::of(&words, Tone::Quiet)));
        }
    }
}
