//! A title that would give the outcome away: as long as it is hidden, the records that are walked
//! through are without it, so that no pane, search or report tells it.

use warroom_register::{Event, Record, Title};

use super::App;

/// What stands in its place.
const INSTEAD: &str = "(the title is hidden)";

impl App {
    /// Takes the title out of what is shown, or puts it back once what came later may be told. Then
    /// it stays: who has read it knows it.
    pub(super) fn settle_title(&mut self) {
        let hides = self.past.as_mut().is_some_and(|past| {
            past.title_hidden &= !past.reveals();
            past.title_hidden
        });
        let swapped = match (hides, self.title_aside.take()) {
            (true, None) => {
                self.title_aside = hide_title(&mut self.journal);
                self.title_aside.is_some()
            }
            (false, Some(title)) => swap(&mut self.journal, title).is_some(),
            (_, aside) => {
                self.title_aside = aside;
                false
            }
        };
        if let Some(past) = self.past.as_mut().filter(|_| swapped) {
            past.fold_anew(&self.journal, self.me);
        }
    }
}

/// Takes the title out of these records, and gives it. What is shown of them is never checked
/// against their chain.
pub(crate) fn hide_title(records: &mut [Record]) -> Option<Title> {
    swap(records, Title::try_from(INSTEAD.to_owned()).ok()?)
}

fn swap(records: &mut [Record], mut title: Title) -> Option<Title> {
    let stands = records.iter_mut().find_map(|record| match &mut record.event {
        Event::Opened { title, .. } => Some(title),
        _ => None,
    })?;
    std::mem::swap(stands, &mut title);
    Some(title)
}
