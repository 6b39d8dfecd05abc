//! Whether an incident that is typed in is here already: it has the title, the beginning and all the
//! entries of one that was typed in before, whatever either is called.

use warroom_register::words::Mode;
use warroom_register::{Event, Policy, Record, Recording, Shown};

use crate::cli::library::import::Taken;
use crate::cli::seat::Run;
use crate::host::library::{self, Item, Names};
use crate::trouble::Trouble;

/// The one that it is. Refused is one that has its title and its beginning and then says otherwise:
/// nobody can tell whether that is more of it or another.
pub(super) fn known(run: &Run, items: &[Item], text: &str) -> Result<Option<Taken>, Trouble> {
    let bad = |why: String| Trouble::Usage(why);
    let new = Recording::read(text).map_err(bad)?.records;
    let mut differs: Option<(&Item, usize)> = None;
    let names = Names::of(items, &run.memory()?);
    for item in items.iter().filter(|item| begins_alike(item, &new)) {
        let bytes = library::recording(&run.paths, item)?;
        let Ok(kept) = Recording::read_bytes(&bytes) else { continue };
        let same = new.iter().zip(&kept.records).take_while(|(a, b)| is_same(a, b)).count();
        if same == new.len() {
            let file = item.file.as_ref().map(|file| file.to_string_lossy().into_owned());
            let (item, title, file) = (names.name(item), title(item), file.unwrap_or_default());
            return Ok(Some(Taken { item, title, file, known: true }));
        }
        differs = differs.or(Some((item, same)));
    }
    let Some((item, same)) = differs else { return Ok(None) };
    let name = names.name(item);
    Err(Trouble::Refused(format!(
        "{name}, {}, was typed in with the same title and beginning, and differs from #{} on: forget \
         it first (warroom forget {name}), or give this one another title",
        Shown::line(&title(item), 60),
        same + 1
    )))
}

fn title(item: &Item) -> String {
    item.facts.as_ref().map_or_else(String::new, |facts| facts.title.to_string())
}

/// It was typed in too, under the same title, from the same moment on.
fn begins_alike(item: &Item, new: &[Record]) -> bool {
    let (Some(facts), Some(first)) = (&item.facts, new.first()) else { return false };
    let Event::Opened { title, .. } = &first.event else { return false };
    facts.mode == Mode::Past && facts.opened_at == first.at && facts.title == *title
}

/// Whether the same happened, whatever else a line needs to be one of its journal.
fn is_same(a: &Record, b: &Record) -> bool {
    (a.at, a.by) == (b.at, b.by) && bare(&a.event) == bare(&b.event)
}

/// What happened, without the thresholds that were in force when it was typed in.
fn bare(event: &Event) -> Event {
    let mut event = event.clone();
    if let Event::Opened { policy, .. } = &mut event {
        *policy = Policy::default();
    }
    event
}
