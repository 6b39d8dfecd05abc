//! A field that finds: a place, a moment, words.

use super::{Sheet, field, paragraph};
use crate::app::asks::{Seek, Seeking};
use crate::app::{App, Screen};
use crate::theme::Tone;
use crate::view::pen::Strip;

pub(super) fn sheet(app: &App, ask: &Seek, width: usize) -> Sheet {
    let (head, label) = match ask.seeking {
        Seeking::Place => ("Go to #31, 14:20 or 24 Nov 14:20", "go to"),
        Seeking::Moment => {
            ("The register as it was at 14:20, at 24 Nov 14:20, or at #31", "as known at")
        }
        Seeking::Words if app.screen == Screen::Lobby => {
            ("Find an incident: by number, title, severity, phase, lead", "find")
        }
        Seeking::Words if app.on_sheet() => ("Find on this sheet: words   by:ana   #14", "find"),
        Seeking::Words => {
            ("Find: words  kind:fact  by:ana  after:14:05, or after:24 Nov 14:05  #14", "find")
        }
    };
    let (row, cursor) = field(label, &ask.edit, width);
    // How many there are says nothing where it is not what was meant.
    let seeks_words = ask.seeking == Seeking::Words && app.screen != Screen::Lobby;
    let trouble = app.find_trouble().filter(|_| seeks_words);
    let foot = if trouble.is_some() { back() } else { foot(app, ask.seeking) };
    let said = trouble.map(|words| paragraph(&words.as_str().into(), 0, width, 4, Tone::Warning));
    Sheet {
        head: Strip::of(head, Tone::Heading),
        rows: std::iter::once(row).chain(said.into_iter().flatten()).collect(),
        foot,
        cursor: Some((0, cursor)),
        ..Sheet::default()
    }
}

fn back() -> Strip {
    Strip::of("Esc", Tone::Key).and(" as it was", Tone::Hint)
}

fn foot(app: &App, seeking: Seeking) -> Strip {
    let enter = Strip::of("Enter", Tone::Key).and(" goes there   ", Tone::Hint);
    let enter = match seeking {
        Seeking::Words if app.screen == Screen::Lobby => {
            matches(app.lobby.rows.as_ref().map_or(0, Vec::len))
                .and("Enter", Tone::Key)
                .and(" opens it   ", Tone::Hint)
        }
        Seeking::Words if app.on_sheet() => match app.found_on_sheet() {
            Some(found) => matches(found.len()).join(enter),
            None => enter,
        },
        Seeking::Words if app.board().filtered_by().trim().is_empty() => enter,
        Seeking::Words => matches(app.board().timeline.len()).join(enter),
        Seeking::Place | Seeking::Moment => enter,
    };
    enter.join(back())
}

/// How many there are, and how one goes through them.
fn matches(found: usize) -> Strip {
    Strip::of(&format!("{found} found   "), Tone::Text)
        .and("Down", Tone::Key)
        .and(" the next   ", Tone::Hint)
}
