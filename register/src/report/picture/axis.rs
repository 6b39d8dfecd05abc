//! Time from left to right: where an instant stands, and the clock below.

use crate::At;
use crate::report::paint::escape;
use crate::report::story::Story;
use crate::report::timeline::belongs;
use crate::times::Point;

/// The whole picture, in its own units.
pub(super) const WIDTH: i64 = 960;
/// What stands left of the first instant: names and words.
pub(super) const LEFT: i64 = 120;
/// Here the names end: on a narrow screen they stay while what is right of them scrolls.
const SPLIT: i64 = 112;
/// From a name to the first instant: a mark there, and half a clock, do not touch it.
const NAME_GAP: i64 = 12;
const DATE_GAP: i64 = 30;
/// Right of the last one, so that a clock there is not cut.
const RIGHT: i64 = 30;
/// Half of a clock, about: nearer to the names it begins where it stands.
const CLOCK_HALF: i64 = 20;
/// What is drawn of the time after the restoring: this part of the time before it.
const AFTER_PART: i64 = 8;
/// The most clocks on an axis.
const TICKS_MAX: i64 = 9;
/// Steps between clocks that people count in, in seconds.
const STEPS: [i64; 16] = [
    10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800,
    604_800, 2_592_000,
];

/// Time from left to right.
pub(super) struct Axis {
    from: At,
    to: At,
    /// The last instant of which there is anything to tell.
    told: At,
}

impl Axis {
    /// From the first thing that happened to the end. Where it is known when service was restored,
    /// a while after that is the end: an incident that stays open for a report would be a thin line
    /// at the left of its own picture.
    pub(super) fn of(story: &Story<'_>) -> Self {
        let end = story.now.incident().closed_at.unwrap_or(At::from_ms(i64::MAX));
        // Also what was written after the end, of what happened before it.
        let told = story.now.places().filter(|(_, row)| belongs(row.what));
        let all = told.map(|(seq, _)| story.happened(seq).at);
        let (from, to) = all
            .filter(|at| *at <= end)
            .fold(None, |range: Option<(At, At)>, at| {
                let (from, to) = range.unwrap_or((at, at));
                Some((from.min(at), to.max(at)))
            })
            .unwrap_or_default();
        let restored = story.times.points.get(&Point::Restored).map(|seen| seen.at.ms());
        let restored = restored.filter(|at| *at > from.ms());
        let after = restored.map_or_else(|| to.ms(), |at| at + (at - from.ms()) / AFTER_PART);
        let told = At::from_ms(to.ms().min(after));
        Self { from, to: told.max(from.plus_seconds(60)), told }
    }

    /// Where an instant stands; what is outside stands at the edge.
    pub(super) fn x(&self, at: At) -> i64 {
        let whole = (self.to.ms() - self.from.ms()).max(1);
        let part = at.ms().clamp(self.from.ms(), self.to.ms()) - self.from.ms();
        LEFT + part * (WIDTH - LEFT - RIGHT) / whole
    }

    /// Whether it is on the picture.
    pub(super) fn holds(&self, at: At) -> bool {
        (self.from..=self.to).contains(&at)
    }

    pub(super) const fn from(&self) -> At {
        self.from
    }

    /// Up to where what goes on is drawn: of a young incident the picture is wider than its record.
    pub(super) const fn told(&self) -> At {
        self.told
    }

    /// Left of the clocks the day on which it begins.
    pub(super) fn day(&self, bottom: i64) -> String {
        let day = format!("{} {}", self.from.short_day(), self.from.year());
        word(LEFT - DATE_GAP, bottom + 16, &day)
    }

    /// Lines at round clocks from `top` to `bottom`, and the clocks below.
    pub(super) fn grid(&self, top: i64, bottom: i64) -> String {
        let whole = (self.to.ms() - self.from.ms()) / 1000;
        let step = STEPS.iter().copied().find(|step| whole / step < TICKS_MAX);
        let step = step.unwrap_or(whole / TICKS_MAX + 1) * 1000;
        let mut out = String::new();
        let mut at = self.from.ms().div_euclid(step) * step;
        if at < self.from.ms() {
            at += step;
        }
        while at <= self.to.ms() {
            let (x, clock) = (self.x(At::from_ms(at)), clock(At::from_ms(at), step));
            let y = bottom + 16;
            let anchor = if x < SPLIT + CLOCK_HALF { "start" } else { "middle" };
            out.push_str(
                format!(
                    "<path class=\"g\" d=\"M{x} {top}V{bottom}\"/>\
                 <text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{clock}</text>"
                )
                .as_str(),
            );
            at += step;
        }
        out
    }
}

/// A clock where that says when; the day at midnight, and seconds where steps are short.
fn clock(at: At, step: i64) -> String {
    if at == at.day() {
        return at.short_day();
    }
    if step < 60_000 { at.clock_seconds() } else { at.clock() }
}

/// A picture of this height, the names of its rows and what is beside them; what it says is for
/// whoever cannot see it.
pub(super) fn svg(height: i64, says: &str, (names, inside): (&str, &str)) -> String {
    let (says, beside) = (escape(says), WIDTH - SPLIT);
    format!(
        "<div class=\"p\"><svg viewBox=\"0 0 {SPLIT} {height}\" aria-hidden=\"true\">{names}</svg>\
         <svg viewBox=\"{SPLIT} 0 {beside} {height}\" role=\"img\" aria-label=\"{says}\">{inside}</svg></div>"
    )
}

/// Words left of a row.
pub(super) fn name(y: i64, words: &str) -> String {
    word(LEFT - NAME_GAP, y, &crate::Shown::line(words, 17).to_string())
}

fn word(x: i64, y: i64, words: &str) -> String {
    let words = escape(words);
    format!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{words}</text>")
}
