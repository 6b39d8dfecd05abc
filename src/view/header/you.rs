//! What waits for me, as much of it as the line has room for.

use super::goes_there;
use crate::app::App;
use crate::app::size::Size;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};
use warroom_register::attention::Attention;

/// Between two that wait, in cells.
const BETWEEN_CELLS: usize = 5;
/// Kept free for how many more there are and how one goes there, in cells.
const END_CELLS: usize = 30;

/// The first of them in any case, then whatever fits.
pub(super) fn row(app: &App, you: &[&Attention], size: Size, width: u16) -> Row {
    let gap = if size == Size::Phone { 2 } else { 3 };
    let mut strip = Strip::of(" YOU", Tone::Text).gap(gap);
    let mut shown = 0;
    for need in you {
        let next =
            Strip::of(&app.board_now().asks(need, app.me, &app.here, &app.keymap), Tone::Text);
        let between = if shown == 0 { 0 } else { BETWEEN_CELLS };
        let after = strip.width() + next.width() + between;
        if shown > 0 && after + END_CELLS > usize::from(width) {
            break;
        }
        strip = strip.gap(between).join(next);
        shown += 1;
    }
    let more = you.len() - shown;
    let more = if more > 0 { format!("+{more}   ") } else { String::new() };
    let right = Strip::of(&more, Tone::Text).and(&goes_there(app, size), Tone::Text);
    Row::new(strip, right)
}
