//! Who is hit: all that line 2 says, one under the other.

use warroom_register::words::PersonalData;

use super::{Sheet, field};
use crate::app::App;
use crate::app::asks::impact::{ASKED, DATA, Impact};
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// Below this width there is no room for examples.
const NARROW_CELLS: usize = 60;
/// Cells of what stands before the words.
const LABEL_CELLS: usize = 13;

/// What goes into each, for who has not done it before.
const EXAMPLES: [&str; 4] =
    ["checkouts fail", "card payments in eu-west", "52 %, or 300 a minute", "13:58, 13:58~, -20m"];

pub(super) fn sheet(app: &App, ask: &Impact, width: usize) -> Sheet {
    let head = if ask.old.is_some() { "the impact has changed?" } else { "who is hit?" };
    let head = Strip::of(&format!("{}: {head}", app.key_of(Action::Impact)), Tone::Heading);
    let wide = width >= NARROW_CELLS;
    let mut sheet = Sheet {
        head: if wide { head.and(" Line 2 of every screen says it", Tone::Hint) } else { head },
        ..Sheet::default()
    };
    for (at, (said, label)) in ask.fields.iter().zip(ASKED).enumerate() {
        let label = format!("{label:<LABEL_CELLS$}");
        let (row, cursor) = field(&label, &said.edit, width);
        let left = if said.kept { as_it_was(&label, said.edit.text()) } else { row.left };
        let here = at == ask.at;
        if here {
            sheet.cursor = Some((at, cursor));
        }
        let example = EXAMPLES.get(at).copied().unwrap_or_default();
        let right = match (said.kept, said.edit.is_empty(), here) {
            (true, _, true) => "as it was; type to write over it",
            (true, _, false) => "as it was",
            (false, true, _) => example,
            _ => "",
        };
        // What is written comes before what is said of it.
        let fits = wide && left.width() + right.len() + 2 <= width;
        let right = if fits { Strip::of(right, Tone::Hint) } else { Strip::new() };
        sheet.rows.push(Row::new(left, right));
    }
    sheet.rows.push(data(ask, wide));
    if ask.at == DATA {
        sheet.picked = Some(DATA);
    }
    sheet.foot = Strip::of("Enter", Tone::Key)
        .and(" sends it   ", Tone::Hint)
        .and("Tab", Tone::Key)
        .and(" the next", Tone::Hint);
    if wide {
        let kept = Strip::of("Esc", Tone::Key).and(" not now, the words are kept", Tone::Hint);
        sheet.foot = sheet.foot.gap(3).join(kept);
    }
    sheet
}

/// What was said before is quiet until it is written over.
fn as_it_was(label: &str, words: &str) -> Strip {
    Strip::of(label, Tone::Key).and(" > ", Tone::Quiet).and(words, Tone::Quiet)
}

fn data(ask: &Impact, wide: bool) -> Row {
    let label = ASKED.last().copied().unwrap_or_default();
    let (words, tone) = match ask.data {
        PersonalData::Yes => ("TOUCHED", Tone::Loud),
        PersonalData::No => ("not touched", Tone::Text),
        PersonalData::NotKnown => ("not known", Tone::Text),
    };
    let left = Strip::of(&format!("{label:<LABEL_CELLS$}"), Tone::Key)
        .and(" > ", Tone::Quiet)
        .and(words, tone);
    let keys = [("y", " touched  "), ("n", " not  "), ("?", " not known")];
    let keys = keys
        .into_iter()
        .fold(Strip::new(), |strip, (key, words)| strip.and(key, Tone::Key).and(words, Tone::Hint));
    Row::new(left, if wide && ask.at == DATA { keys } else { Strip::new() })
}
