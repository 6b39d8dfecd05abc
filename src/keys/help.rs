//! The keys as people read them, always from the keymap in force and never written out by hand.

use unicode_width::UnicodeWidthStr;

use super::{Action, Keymap, Place};

/// One line of the help: an action and the keys it has in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HelpRow {
    /// What the keys do; name, doc and group come from it.
    pub(crate) action: Action,
    /// The keys, the usual one first, with a space between.
    pub(crate) keys: String,
}

impl Keymap {
    /// What can be pressed in `place`, in the order of the list of actions.
    pub(crate) fn help_rows(&self, place: Place) -> Vec<HelpRow> {
        let rows = Action::ALL.iter().map(|action| HelpRow {
            action: *action,
            keys: self.spelled(place, *action, " ", |key| key),
        });
        rows.filter(|row| !row.keys.is_empty()).collect()
    }

    fn spelled(
        &self,
        place: Place,
        action: Action,
        between: &str,
        quote: impl Fn(String) -> String,
    ) -> String {
        let keys = self.keys(place, action).map(|key| quote(key.to_string()));
        keys.collect::<Vec<_>>().join(between)
    }
}

/// The whole keymap as Markdown that reads well in a terminal: `warroom keys` and docs/keys.md.
pub(crate) fn table(keymap: &Keymap) -> String {
    let places = Place::ALL.iter().map(|place| place_table(keymap, *place));
    places.collect::<Vec<_>>().join("\n")
}

fn place_table(keymap: &Keymap, place: Place) -> String {
    let mut rows = vec![["key", "action", "what it does"].map(String::from)];
    for row in keymap.help_rows(place) {
        // A bar ends a Markdown cell, in code too, unless it is escaped.
        let keys =
            keymap.spelled(place, row.action, " ", |key| format!("`{}`", key.replace('|', "\\|")));
        rows.push([keys, row.action.name().to_owned(), row.action.doc().to_owned()]);
    }
    let widths =
        [0, 1, 2].map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0));
    rows.insert(1, widths.map(|width| "-".repeat(width)));
    let lines: String = rows.iter().map(|row| line(row, &widths)).collect();
    format!("**{}**: {}\n\n{lines}", place.name(), place.rule())
}

fn line(row: &[String; 3], widths: &[usize; 3]) -> String {
    let mut line = String::from("|");
    for (cell, width) in row.iter().zip(widths) {
        line.push(' ');
        line.push_str(cell);
        // Padded by hand: `{:width$}` counts letters, a terminal counts cells.
        line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
        line.push_str(" |");
    }
    line.push('\n');
    line
}
