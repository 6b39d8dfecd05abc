//! How the link is and what its server cannot do just now, for the lines that never move.

use warroom_register::protocol::Lack;

use super::header::Part;
use super::pen::{Row, Strip};
use crate::app::App;
use crate::app::link::LinkState;
use crate::app::size::Size;
use crate::app::words::span;
use crate::theme::Tone;

/// The word of the first line.
pub(super) fn link(app: &App, size: Size) -> Part {
    match &app.link {
        LinkState::Live if app.unrecorded().is_some() || app.stopped.is_some() => {
            (0, Strip::of(" NOT RECORDED ", Tone::CutOff))
        }
        LinkState::Live if app.is_door_shut() => (0, Strip::of(" DOOR SHUT ", Tone::CutOff)),
        LinkState::Live if size == Size::Phone => (9, Strip::new()),
        LinkState::Live => (4, Strip::of("live", Tone::Ok)),
        LinkState::Connecting { .. } => (1, Strip::of("connecting", Tone::Warning)),
        LinkState::Down { since, .. } => {
            let since = app.local_now().seconds_since(*since);
            let since = if since < 60 { format!("{since}s") } else { span(since) };
            (0, Strip::of(&format!(" CUT OFF {since} "), Tone::CutOff))
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
