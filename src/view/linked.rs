//! How the link is and what its server cannot do just now, for the lines that never move.

use warroom_register::Shown;
use warroom_register::protocol::Lack;

use super::header::{Part, Rank};
use super::pen::{Row, Strip};
use super::stopped;
use crate::app::App;
use crate::app::link::LinkState;
use crate::app::size::Size;
use crate::app::words::span;
use crate::theme::Tone;

/// The word of the first line.
pub(super) fn link(app: &App, size: Size) -> Part {
    let wrong = |words| Part::new(Rank::First, Strip::of(words, Tone::CutOff));
    match &app.link {
        LinkState::Live if app.unrecorded().is_some() || app.stopped.is_some() => {
            wrong(" NOT RECORDED ")
        }
        LinkState::Live if app.is_door_shut() => wrong(" DOOR SHUT "),
        LinkState::Live if size == Size::Phone => Part::new(Rank::Last, Strip::new()),
        LinkState::Live => Part::new(Rank::Fourth, Strip::of("live", Tone::Ok)),
        LinkState::Connecting { .. } => {
            Part::new(Rank::Second, Strip::of("connecting", Tone::Warning))
        }
        LinkState::Down { since, .. } => {
            let since = app.local_now().seconds_since(*since);
            let since = if since < 60 { format!("{since}s") } else { span(since) };
            wrong(&format!(" CUT OFF {since} "))
        }
    }
}

/// Since when nothing is recorded, and why: what comes first of the reason fits everywhere.
pub(super) fn not_recorded(lack: &Lack, size: Size) -> Row {
    let since = lack.since.clock();
    if size == Size::Phone {
        let why = lack.why.trim_start_matches("the server's ");
        return Row::left(Strip::of(&format!(" NOT RECORDED {since}: {why}"), Tone::Text));
    }
    let left = format!(" NOTHING IS RECORDED since {since}: {}", lack.why);
    Row::new(Strip::of(&left, Tone::Text), Strip::of("  reading goes on ", Tone::Text))
}

/// Why the link is down stands beside since when, where so many columns of it fit.
const WHY_MIN: usize = 20;
/// Between the two, and behind the why.
const WHY_GAP: usize = 4;
/// Where it is not tried again, so much of the why is said.
const WHY_MAX: usize = 40;
/// What a why holds that says what to do.
const COMMAND: &str = "warroom ";
/// Below this width only what waits is said.
const NARROW_COLUMNS: u16 = 64;

/// Since when the link is down, what waits, why, and when it is tried again. What to do stands at the
/// end of the why, so the rest gives way until that is whole.
pub(super) fn down(
    since: &str,
    why: &str,
    again: Option<String>,
    pending: usize,
    width: u16,
) -> (String, String) {
    let waits = stopped::waits(pending);
    if width < NARROW_COLUMNS {
        let again = again.is_none().then(|| format!("{} ", Shown::line(why, WHY_MAX)));
        return (format!(" CUT OFF {since}. {waits}"), again.unwrap_or_default());
    }
    let long = format!(" CUT OFF since {since}, shown as of then. {waits}");
    let Some(again) = again else { return (long, format!("{} ", Shown::line(why, WHY_MAX))) };
    let room = |left: &str| {
        let taken = left.chars().count() + again.chars().count() + WHY_GAP;
        usize::from(width).saturating_sub(taken)
    };
    let shorter = [format!(" CUT OFF since {since}. {waits}"), format!(" CUT OFF since {since}.")];
    let helps = why.contains(COMMAND);
    let whole = |left: &String| helps && why.chars().count() <= room(left);
    let left = [long.clone()].into_iter().chain(shorter).find(whole).unwrap_or(long);
    let right = match room(&left) {
        room if room < WHY_MIN => again,
        room => format!("{}; {again}", Shown::line(why, room)),
    };
    (left, right)
}
