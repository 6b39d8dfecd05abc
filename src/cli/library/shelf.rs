//! What the lobby lists of the library, and opening it from there: the same as `warroom list` tells.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use warroom_register::words::{Mode, Phase};
use warroom_register::{At, Shown};

use super::reports;
use super::team::{Team, instead};
use crate::app::WalkStart;
use crate::app::lobby::{Kept, Page, Shelf};
use crate::cli::elsewhere;
use crate::cli::room::of_screen;
use crate::cli::seat::Run;
use crate::cli::source::Source;
use crate::clock;
use crate::host::library::{self, Item, Names, Source as From, Volume};
use crate::start::{AskShelf, ReplayStart, ShelfOf, ToldShelf};
use crate::trouble::Trouble;

/// Whether there is nothing at all for a lobby to list.
pub(in crate::cli) fn is_empty(run: &Run) -> Result<bool, Trouble> {
    let kept = library::open(&run.paths)?.items()?;
    Ok(kept.is_empty() && elsewhere::rooms(run, warroom_register::Hash::default())?.is_empty())
}

/// How the lobby asks what is kept. What the team's server said is remembered from then on.
pub(in crate::cli) fn of(run: &Run) -> ShelfOf {
    let (run, theirs) = (run.clone(), Mutex::new(Theirs::default()));
    Arc::new(move |asked| {
        let remembered = || theirs.lock().unwrap_or_else(PoisonError::into_inner);
        match asked {
            AskShelf::Kept => {
                let known = remembered().clone();
                ToldShelf::Kept(kept(&run, &known, None))
            }
            AskShelf::KeptByAll => {
                // Not under the lock: a server may take its time.
                let (told, trouble) = Handle::current().block_on(of_team(&run));
                remembered().clone_from(&told);
                ToldShelf::Kept(kept(&run, &told, trouble.as_deref()))
            }
            AskShelf::Page(name) => {
                let page = Handle::current().block_on(page(&run, &name));
                ToldShelf::Page(page.map_err(|why| why.to_string()))
            }
        }
    })
}

/// What the team's server told.
#[derive(Clone, Default)]
struct Theirs {
    items: Vec<Item>,
    /// Those after which something was recommended.
    advice: Vec<Volume>,
}

async fn of_team(run: &Run) -> (Theirs, Option<String>) {
    match Team::of(run) {
        Ok(mut team) => {
            let (items, advice) = (team.incidents(run).await, team.advice(run).await);
            (Theirs { items, advice }, team.trouble())
        }
        Err(why) => (Theirs::default(), Some(why.to_string())),
    }
}

/// A library that cannot be read is said, and the rooms are there all the same.
fn kept(run: &Run, theirs: &Theirs, trouble: Option<&str>) -> Shelf {
    let read = || {
        let library = library::open(&run.paths)?;
        let items = instead(theirs.items.clone(), library.items()?, |item| item);
        let names = Names::of(&items, &run.memory()?);
        let now = clock::now();
        let advice = instead(theirs.advice.clone(), library.recommended()?, |volume| &volume.item);
        let advice = advice.iter().flat_map(|volume| &volume.recommended);
        let late = items.iter().filter(|item| is_late(item, now)).count();
        let overdue = advice.filter(|one| one.is_overdue(now)).count() + late;
        let troubles = library.troubles()?;
        let more = troubles.first().map(|first| match troubles.len() {
            1 => first.clone(),
            many => format!("{first} (and {} more: warroom list)", many - 1),
        });
        let kept = items.iter().filter_map(|item| line(item, &names)).collect();
        Ok::<_, Trouble>(Shelf { kept, overdue, trouble: trouble.map(str::to_owned).or(more) })
    };
    read().unwrap_or_else(|why| Shelf { trouble: Some(why.to_string()), ..Shelf::default() })
}

/// Its review was to be held by now.
fn is_late(item: &Item, now: At) -> bool {
    let review = item.facts.as_ref().and_then(|facts| facts.review.as_ref());
    review.is_some_and(|review| review.until.is_some_and(|until| until < now))
}

fn line(item: &Item, names: &Names) -> Option<Kept> {
    let (id, name, place) = (item.id.clone(), names.name(item), place(item));
    if let Some(facts) = &item.facts {
        return Some(Kept {
            id,
            name,
            title: facts.title.clone(),
            severity: Some(facts.severity()),
            phase: Some(facts.phase),
            at: facts.opened_at,
            place,
            review: facts.review.clone(),
            disagrees: item.differs.as_ref().map(|differs| differs.from),
            goes_on: facts.phase < Phase::Resolved && item.source != From::Imported,
        });
    }
    let paper = item.paper.as_ref()?;
    let (title, at) = (paper.title.clone(), paper.added_at);
    let (severity, phase, review, disagrees) = (None, None, None, None);
    let goes_on = false;
    Some(Kept { id, name, title, severity, phase, at, place, review, disagrees, goes_on })
}

/// Where it is kept, in two words.
fn place(item: &Item) -> &'static str {
    let past = item.facts.as_ref().is_some_and(|facts| facts.mode == Mode::Past);
    match (item.source, item.facts.is_some()) {
        (From::Imported, true) if past => "typed in",
        (From::Imported, true) => "imported",
        (From::Imported | From::Server, false) => "report, here",
        (From::Team, false) => "report, team",
        (From::Copy, _) => "own copy",
        (From::Server, true) => "own server",
        (From::Team, true) => "team's server",
    }
}

/// Somebody's report, to be read on the screen.
async fn page(run: &Run, name: &str) -> Result<Page, Trouble> {
    let paper = reports::found(run, name).await?;
    let paper = paper.ok_or_else(|| Trouble::Usage(format!("there is no report {name} here")))?;
    let head = format!("{name} {}", Shown::line(paper.title.as_str(), 60));
    let plain = paper.plain(name);
    // The first line is on the upper edge.
    Ok(Page { head, lines: plain.lines().skip(1).map(str::to_owned).collect() })
}

/// The walkthrough of what is kept, by its own id; it is left for the lobby.
pub(in crate::cli) async fn walk(run: &Run, id: &str) -> Result<(), Trouble> {
    let items = library::open(&run.paths)?.items()?;
    let source = match items.iter().find(|item| item.id == id) {
        Some(item) => Source::of_item(run, item)?,
        None => Source::read(run, Some(id)).await?,
    };
    let Source { recording, label, .. } = source;
    let walk = WalkStart { from_lobby: true, ..WalkStart::default() };
    let (paths, config, me) = (run.paths.clone(), run.config.clone(), run.handle().ok());
    let start = ReplayStart { recording, me, incident: label, walk, paths, config };
    crate::run::replay(start).await.map(drop).map_err(|e| of_screen(&e))
}
