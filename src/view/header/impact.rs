//! Line 2: whom it hits, how many, since when, whether personal data is touched, and where the voices
//! are. It stands there at every size.

use ratatui::layout::Rect;
use warroom_register::words::PersonalData;
use warroom_register::{Affected, EntryId, Impact, Seen, Text, What};

use super::comms;
use crate::app::App;
use crate::app::size::Size;
use crate::keys::{Action, Place};
use crate::theme::Tone;
use crate::view::pen::{Pen, Row, Strip};

/// Whom it hits.
pub(super) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    let register = app.register();
    let left =
        if size == Size::Phone { Strip::new().gap(1) } else { Strip::of(" Impact  ", Tone::Quiet) };
    let Some(entry) = register.impact() else {
        let left = left.and("not known yet  ", Tone::Warning);
        let key = app.keymap.key_for(Place::Register, Action::Impact);
        let left = match key.filter(|_| app.past.is_none()) {
            Some(key) => {
                left.and(&key, Tone::Key).and(" says who is hit, how many, since when", Tone::Hint)
            }
            None => left,
        };
        return pen.row(area, 1, Row::new(left, narrow_comms(app, size)));
    };
    let text = register.text(entry);
    let mut left =
        left.text(&text, Tone::EntryImpact).and(&affected(app, entry), Tone::EntryImpact);
    let data = match register.what(entry) {
        Some(What::Impact(PersonalData::Yes)) => ("  PERSONAL DATA TOUCHED", Tone::Loud),
        Some(What::Impact(PersonalData::No)) => ("  no personal data", Tone::Quiet),
        _ => ("  personal data: not known", Tone::Quiet),
    };
    if size != Size::Phone {
        left = left.and(data.0, data.1);
    }
    let talk = &register.incident().talk;
    let right = if size >= Size::Middle && !talk.is_empty() {
        Strip::of("talk: ", Tone::Quiet).text(talk, Tone::Text).gap(1)
    } else {
        narrow_comms(app, size)
    };
    pen.row(area, 1, Row::new(left, right));
}

/// Who, how many, from when to when, as far as that was said beside the words.
fn affected(app: &App, entry: EntryId) -> String {
    let Some(impact) = app.register().impact_parts(entry) else { return String::new() };
    let Affected { who, many, since, until } = &impact.affected;
    let about = |seen: &Seen| if seen.about { "about " } else { "" };
    let parts = [
        Some(format!("{}{}", many.shown(), before(app, impact, many))).filter(|_| !many.is_empty()),
        Some(who.shown().to_string()).filter(|words| !words.is_empty()),
        since.map(|seen| format!("since {}{}", about(&seen), seen.at.clock())),
        until.map(|seen| format!("until {}{}", about(&seen), seen.at.clock())),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}

/// How many they were before, where that was said and has changed.
fn before(app: &App, impact: &Impact, many: &Text) -> String {
    let register = app.register();
    let Some(old) = impact.replaces else { return String::new() };
    let was = register.impact_parts(old).map(|impact| impact.affected.many.clone());
    match (was.filter(|was| !was.is_empty() && was != many), register.row(old)) {
        (Some(was), Some(row)) => format!(" ({} at {})", was.shown(), row.at.clock()),
        _ => String::new(),
    }
}

/// Where the first line has no room for it, comms stand on the second.
fn narrow_comms(app: &App, size: Size) -> Strip {
    match size {
        Size::Small => comms(app, app.board().now).gap(1),
        _ => Strip::new(),
    }
}
