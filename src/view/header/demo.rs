//! What stands on YOU in a demo while nothing is asked of its watcher.

use crate::app::App;
use crate::app::size::Size;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::Strip;

/// What there is to try in a demo, each by its key from here.
pub(super) fn tries(app: &App, size: Size) -> Strip {
    // The key that leaves is no text in the line either, as long as nothing is written there.
    let key = |action| match action {
        Action::Leave => app.key_of(action),
        action => app.keymap.named(app.place, action),
    };
    let all = [
        (Action::NextNeed, "what is asked of you"),
        (Action::Then, "a step back in time"),
        (Action::ReadReport, "the report"),
        (Action::Help, "the keys"),
        (Action::Leave, "ends it"),
    ];
    let shown = match size {
        Size::Phone | Size::TooSmall => &all[3..],
        Size::Small => &all[1..4],
        Size::Middle | Size::Wide => &all[..],
    };
    let mut strip = Strip::of("try ", Tone::Quiet);
    for (action, words) in shown {
        strip = strip.and(&key(*action), Tone::Key).gap(1).and(words, Tone::Text).gap(3);
    }
    strip
}
