//! A field that finds: a place, a moment, words, an action by its name.

use super::{Sheet, field};
use crate::app::App;
use crate::app::asks::{Seek, Seeking};
use crate::keys::Place;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// So many actions are listed.
const ACTIONS_MAX: usize = 8;

pub(super) fn sheet(app: &App, ask: &Seek) -> Sheet {
    let (head, label) = match ask.seeking {
        Seeking::Place => ("Go to #31 or 14:20", "go to"),
        Seeking::Moment => ("The register as it was at 14:20, or at #31", "as known at"),
        Seeking::Words => ("Only rows with these words", "find"),
        Seeking::Action => ("Everything by its name", "do"),
    };
    let (row, cursor) = field(label, &ask.edit);
    let mut sheet = Sheet {
        head: Strip::of(head, Tone::Heading),
        rows: vec![row],
        foot: foot(app, ask.seeking),
        cursor: Some((0, cursor)),
        picked: None,
    };
    if ask.seeking == Seeking::Action {
        actions(app, ask, &mut sheet);
    }
    sheet
}

fn foot(app: &App, seeking: Seeking) -> Strip {
    let enter = Strip::of("Enter", Tone::Key);
    let enter = match seeking {
        Seeking::Words => {
            let found = app.board().timeline.len();
            Strip::of(&format!("{found} found   "), Tone::Text)
                .join(enter)
                .and(" keeps them, ", Tone::Hint)
        }
        _ => enter.and(" goes   ", Tone::Hint),
    };
    enter.and("Esc", Tone::Key).and(" as it was", Tone::Hint)
}

fn actions(app: &App, ask: &Seek, sheet: &mut Sheet) {
    let found = ask.actions();
    let picked = ask.picked.min(found.len().saturating_sub(1));
    let from = (picked + 1).saturating_sub(ACTIONS_MAX);
    for (index, action) in found.iter().enumerate().skip(from).take(ACTIONS_MAX) {
        if index == picked {
            sheet.picked = Some(sheet.rows.len());
        }
        let key = app.keymap.key_for(Place::Register, *action).unwrap_or_default();
        let left = Strip::of(&format!("{:<16}", action.name()), Tone::Heading)
            .gap(1)
            .and(action.doc(), Tone::Text);
        sheet.rows.push(Row::new(left, Strip::of(&key, Tone::Key)));
    }
}
