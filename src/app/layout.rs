//! How wide and how high the panes are, as this person likes them: by keys, remembered for each
//! size of the screen. What does not fit gives way when it is drawn, and is not forgotten.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::App;
use super::msg::Effect;
use super::select::Pane;
use super::size::Size;
use crate::keys::Action;

/// A key makes a column so much wider or narrower, in cells.
const STEP_CELLS: i16 = 4;
/// A key makes a pane so much higher or lower, in lines.
const STEP_LINES: i16 = 1;

/// What was changed of the usual sizes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Layout {
    wide: Shape,
    middle: Shape,
}

/// The layout for one size of the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Shape {
    cells: BTreeMap<Pane, i16>,
    lines: BTreeMap<Pane, i16>,
}

impl Shape {
    /// By how much a column with these panes is wider than it usually is.
    pub(crate) fn wider(&self, panes: impl IntoIterator<Item = Pane>) -> i16 {
        panes.into_iter().filter_map(|pane| self.cells.get(&pane)).sum()
    }

    /// By how much a pane is higher than it usually is.
    pub(crate) fn higher(&self, pane: Pane) -> i16 {
        self.lines.get(&pane).copied().unwrap_or(0)
    }
}

impl Layout {
    /// Reads what was kept; nothing where it does not read, since only looks are lost by it.
    pub(crate) fn read(kept: &str) -> Self {
        serde_json::from_str(kept).unwrap_or_default()
    }

    /// What is kept on disk.
    pub(crate) fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was changed at this size of the screen.
    pub(crate) const fn of(&self, size: Size) -> &Shape {
        if matches!(size, Size::Wide) { &self.wide } else { &self.middle }
    }

    fn change(&mut self, size: Size, pane: Pane, action: Action, most: (i16, i16)) {
        let shape = if size == Size::Wide { &mut self.wide } else { &mut self.middle };
        let (table, by, most) = match action {
            Action::Wider => (&mut shape.cells, STEP_CELLS, most.0),
            Action::Narrower => (&mut shape.cells, -STEP_CELLS, most.0),
            Action::Higher => (&mut shape.lines, STEP_LINES, most.1),
            _ => (&mut shape.lines, -STEP_LINES, most.1),
        };
        let changed = table.entry(pane).or_default();
        *changed = changed.saturating_add(by).clamp(-most, most);
        table.retain(|_, changed| *changed != 0);
    }
}

impl App {
    /// What was changed of the panes at this size.
    pub(crate) fn shape(&self) -> &Shape {
        self.layout.of(Size::of(self.size.0, self.size.1))
    }

    /// Makes the pane in focus wider, narrower, higher or lower.
    pub(super) fn reshape(&mut self, action: Action) -> Vec<Effect> {
        let size = Size::of(self.size.0, self.size.1);
        if size < Size::Middle || self.select.zoom {
            self.say_quietly("one pane is seen at a time here: there is nothing to share");
            return Vec::new();
        }
        let third = |cells: u16| i16::try_from(cells / 3).unwrap_or(i16::MAX);
        let most = (third(self.size.0), third(self.size.1));
        self.layout.change(size, self.select.pane, action, most);
        vec![Effect::SaveLayout(self.layout.written())]
    }
}
