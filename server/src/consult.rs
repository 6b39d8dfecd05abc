//! The library of this server's own journal, as those ask it who are known to this server.
//!
//! Its index lies in the data folder, beside the journal it is made of. Each question brings it up to
//! date first; where it is missing it is made anew, so that nothing is lost with it. One question at
//! a time is answered, and none on the async threads. A server that keeps nothing on disk has none.

mod hidden;
mod within;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;

use warroom_register::library::{Beside, Card, Gist, Subject, alike};
use warroom_register::limits::{CONSULT_FOUND_MAX, PAPERS_WIRE_BYTES_MAX};
use warroom_register::protocol::{Consult, Consulted, Likeness, PaperLikeness};
use warroom_register::words::Kind;
use warroom_register::{At, Handle, IncidentId, Label};

use self::within::{Room, frame, parts, piece, within};
use crate::journal::Lines;
use crate::library::{self, Item, Library, LibraryError, Over, Shelf, Volume};
use crate::options::{Erased, Keep};
use crate::papers;
use crate::space::Space;

/// The library of a server.
#[derive(Clone, Debug)]
pub(crate) struct Consulting {
    folder: PathBuf,
    one_at_a_time: Arc<Semaphore>,
    /// Room on disk for reports that are on their way here.
    reports: Space,
}

impl Consulting {
    /// The library of what is kept so.
    pub(crate) fn of(keep: &Keep) -> Option<Self> {
        match keep {
            Keep::Memory(_) => None,
            Keep::Folder(folder) => {
                let one_at_a_time = Arc::new(Semaphore::new(1));
                let reports = Space::of(PAPERS_WIRE_BYTES_MAX);
                Some(Self { folder: folder.clone(), one_at_a_time, reports })
            }
        }
    }

    /// Hears of words that were taken out, before whoever else wants to.
    pub(crate) fn hears_too(&self, others: Option<Erased>) -> Erased {
        let index = index(&self.folder);
        Erased(Arc::new(move |id| {
            if let Err(error) = library::forget(&index, id) {
                tracing::error!(%error, "the library's index still holds words that were taken out");
            }
            if let Some(Erased(others)) = &others {
                others(id);
            }
        }))
    }

    /// The closed incidents, as the index knows them: it may be behind. Nothing where it cannot be read,
    /// which the log says.
    pub(crate) async fn closed(&self) -> Vec<Over> {
        let index = index(&self.folder);
        if !index.exists() {
            return Vec::new();
        }
        let done = tokio::task::spawn_blocking(move || Library::open(&index)?.closed());
        let Ok(closed) = done.await else { return Vec::new() };
        closed.unwrap_or_else(|error| {
            tracing::warn!(%error, "the lobby does not list closed incidents");
            Vec::new()
        })
    }

    /// Takes in what is new, so that the first question need not wait for it.
    pub(crate) async fn take_in(&self) {
        let _one = self.one_at_a_time.acquire().await;
        let folder = self.folder.clone();
        let done = tokio::task::spawn_blocking(move || open(&folder).map(drop));
        if let Ok(Err(error)) = done.await {
            tracing::warn!(%error, "the library was not brought up to date");
        }
    }

    /// A place for a report that is on its way here.
    pub(crate) fn begin_report(&self) -> io::Result<Lines> {
        Ok(Lines::begin(&self.folder)?.counted(self.reports.share()))
    }

    /// The message that answers, or says as a sentence why not.
    pub(crate) async fn answer(&self, what: Question) -> String {
        let _one = self.one_at_a_time.acquire().await;
        let folder = self.folder.clone();
        // Written there too: of all that was found no more is left than the message.
        let done = tokio::task::spawn_blocking(move || {
            let answer = settle(&folder, what);
            frame(answer.unwrap_or_else(|why| Consulted::Unable { why }))
        });
        let why = || "the library of this server failed: its log says why".to_owned();
        done.await.unwrap_or_else(|_ended| frame(Consulted::Unable { why: why() }))
    }
}

/// What is asked of it.
#[derive(Debug)]
pub(crate) enum Question {
    /// Something that it keeps.
    Of {
        /// What.
        what: Consult,
        /// Incidents that are not shown to who asks.
        hidden: BTreeSet<IncidentId>,
    },
    /// To keep somebody else's report.
    TakeIn {
        /// The report, as it came.
        json: Lines,
        /// Who gives it.
        by: Handle,
        /// The server's clock.
        now: At,
    },
    /// To take somebody else's report out.
    Forget {
        /// Its number.
        number: u32,
        /// Who asks.
        by: Handle,
        /// They may do here whatever can be done.
        commands: bool,
    },
}

fn settle(folder: &Path, what: Question) -> Result<Consulted, String> {
    match what {
        Question::Of { what, hidden } => answer(folder, what, &hidden)
            .map(|answer| within(hidden::without(answer, &hidden)))
            .map_err(|error| error.to_string()),
        Question::Forget { number, by, commands } => forget(folder, number, by, commands),
        Question::TakeIn { json, by, now } => match json.text() {
            Ok(json) => take_in(folder, &json, by, now),
            Err(error) => Err(format!("the report cannot be read again: {error}")),
        },
    }
}

/// Takes a report out, and its words out of the index.
fn forget(folder: &Path, number: u32, by: Handle, commands: bool) -> Result<Consulted, String> {
    papers::forget(folder, number, by, commands)?;
    open(folder).map_err(|error| error.to_string())?;
    Ok(Consulted::Forgotten {})
}

/// Keeps a report, unless it is kept already.
fn take_in(folder: &Path, json: &str, by: Handle, now: At) -> Result<Consulted, String> {
    let paper = papers::read(json, by, now)?;
    let library = open(folder).map_err(|error| error.to_string())?;
    let beside = library.beside(&paper).map_err(|error| error.to_string())?;
    let kept = beside.and_then(|(item, how)| Some((item.paper?, how)));
    match kept {
        Some((kept, Beside::Same)) => {
            return Ok(Consulted::TakenIn { number: kept.number, known: true });
        }
        Some((kept, Beside::OtherWords)) => {
            let name = kept.team_name();
            return Err(format!(
                "{name} has the same link and other words: take that one out first (warroom forget \
                 {name}), or give this one the link of its own page"
            ));
        }
        None => {}
    }
    drop(library);
    let number = papers::keep(folder, paper)?;
    // At once, so that who searches next does not wait.
    open(folder).map_err(|error| error.to_string())?;
    Ok(Consulted::TakenIn { number, known: false })
}

fn index(folder: &Path) -> PathBuf {
    folder.join("library.db")
}

fn open(folder: &Path) -> Result<Library, LibraryError> {
    let mut library = Library::open(&index(folder))?;
    library.refresh(&shelves(folder), &mut |_books| {})?;
    Ok(library)
}

/// What a server keeps, in its data folder.
pub(crate) fn shelves(folder: &Path) -> [Shelf; 2] {
    [
        Shelf::Journal { folder: folder.to_owned() },
        Shelf::Papers { folder: papers::folder(folder), team: true },
    ]
}

fn answer(
    folder: &Path,
    what: Consult,
    hidden: &BTreeSet<IncidentId>,
) -> Result<Consulted, LibraryError> {
    match what {
        Consult::Recording { incident, id, skip } => {
            recording(folder, (incident, id), skip, hidden)
        }
        Consult::Incidents { skip } => Ok(incidents(open(folder)?.items()?, skip, hidden)),
        Consult::Words { text, most } => words(&open(folder)?, &text, most),
        Consult::Alike { id, kind, gist, most } => {
            let volumes = open(folder)?.volumes()?;
            Ok(likes(volumes, id, &Subject { kind: Some(kind), gist: &gist }, most))
        }
        Consult::Paper { number } => Ok(paper(folder, number)?),
        // They come as questions of their own.
        Consult::TakeIn { .. } | Consult::Forget { .. } => Ok(Consulted::Nothing {}),
        Consult::Advice { skip } => advice(&open(folder)?, skip, hidden),
    }
}

/// What may be shown is counted, or the next question would leave out, or have twice, what this one told.
fn incidents(items: Vec<Item>, skip: u32, hidden: &BTreeSet<IncidentId>) -> Consulted {
    let (facts, papers): (Vec<_>, Vec<_>) =
        items.into_iter().map(|item| (item.facts, item.paper)).unzip();
    let shown = facts.into_iter().flatten().filter(|facts| !hidden.contains(&facts.id));
    let mut room = Room::behind(skip);
    let (facts, more) = room.take(shown);
    let (papers, more_papers) =
        if more { Default::default() } else { room.take(papers.into_iter().flatten()) };
    Consulted::Incidents { facts, more: more || more_papers, papers }
}

fn advice(
    library: &Library,
    skip: u32,
    hidden: &BTreeSet<IncidentId>,
) -> Result<Consulted, LibraryError> {
    let advised = library.recommended()?;
    let to_review = library.items()?.into_iter().filter(|item| {
        item.facts.as_ref().is_some_and(|facts| facts.review.is_some())
            && !advised.iter().any(|volume| volume.item.id == item.id)
    });
    let bare = |item: Item| Volume { item, gist: Gist::default(), recommended: Vec::new() };
    let to_review: Vec<Volume> = to_review.map(bare).collect();
    let all = advised.into_iter().chain(to_review).filter_map(|volume| {
        let (gist, recommended) = (Gist::default(), volume.recommended);
        Some(Card { facts: volume.item.facts?, gist, recommended })
    });
    let shown = all.filter(|card| !hidden.contains(&card.facts.id));
    let (cards, more) = Room::behind(skip).take(shown.flat_map(parts));
    Ok(Consulted::Advice { cards, more })
}

fn words(library: &Library, text: &str, most: u32) -> Result<Consulted, LibraryError> {
    let found = library.search(text, at_most(most))?;
    let named = |id: &str| found.hits.iter().any(|hit| hit.item == id);
    let items = library.items()?.into_iter().filter(|item| named(&item.id));
    let (mut facts, mut papers) = (Vec::new(), Vec::new());
    for item in items {
        facts.extend(item.facts);
        papers.extend(item.paper);
    }
    Ok(Consulted::Words { found, facts, papers })
}

fn likes(all: Vec<Volume>, id: IncidentId, this: &Subject<'_>, most: u32) -> Consulted {
    let itself = |volume: &Volume| volume.item.facts.as_ref().is_some_and(|facts| facts.id == id);
    let others: Vec<Volume> = all.into_iter().filter(|volume| !itself(volume)).collect();
    let kind = |item: &Item| -> Option<Kind> {
        let of_paper = item.paper.as_ref().and_then(|paper| paper.kind);
        item.facts.as_ref().map(|facts| facts.kind).or(of_paper)
    };
    let subjects = others.iter().map(|v| Subject { kind: kind(&v.item), gist: &v.gist });
    let subjects: Vec<Subject<'_>> = subjects.collect();
    let found = alike(this, &subjects, at_most(most));
    let mut others: Vec<Option<Volume>> = others.into_iter().map(Some).collect();
    let (mut likes, mut papers) = (Vec::new(), Vec::new());
    for like in found {
        let (points, because) = (like.points, like.because());
        let Some(volume) = others.get_mut(like.place).and_then(Option::take) else { continue };
        let Volume { item, gist, recommended } = volume;
        if let Some(paper) = item.paper {
            papers.push(PaperLikeness { paper, points, because });
        } else if let Some(facts) = item.facts {
            likes.push(Likeness { card: Card { facts, gist, recommended }, points, because });
        }
    }
    Consulted::Alike { likes, papers }
}

/// A report with its words.
fn paper(folder: &Path, number: u32) -> Result<Consulted, LibraryError> {
    let file = papers::folder(folder).join(format!("T-{number}.json"));
    if !file.exists() {
        return Ok(Consulted::Nothing {});
    }
    let bad = |what: String| LibraryError::Folder { folder: file.clone(), what };
    let bytes = std::fs::read(&file).map_err(|error| bad(error.to_string()))?;
    let paper = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
    Ok(Consulted::Paper { paper: Box::new(paper) })
}

fn recording(
    folder: &Path,
    (incident, id): (Option<Label>, Option<IncidentId>),
    skip: u32,
    hidden: &BTreeSet<IncidentId>,
) -> Result<Consulted, LibraryError> {
    let heads = library::journal_heads(folder)?;
    let meant = |(of, label, _): &&(IncidentId, Label, _)| match id {
        Some(id) => *of == id,
        None => incident == Some(*label),
    };
    let Some((id, ..)) = heads.iter().find(meant) else { return Ok(Consulted::Nothing {}) };
    if hidden.contains(id) {
        return Ok(Consulted::Unable { why: hidden::KEPT.to_owned() });
    }
    let all = library::journal_lines(folder, *id)?;
    let (text, more) = piece(&all, skip);
    Ok(Consulted::Recording { text, more })
}

/// As many as were asked for, within what one question finds.
fn at_most(most: u32) -> usize {
    usize::try_from(most.clamp(1, CONSULT_FOUND_MAX)).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_finds_so_many_and_no_more() {
        assert_eq!(at_most(CONSULT_FOUND_MAX), 200);
        assert_eq!(at_most(CONSULT_FOUND_MAX + 1), 200);
        assert_eq!(at_most(0), 1);
    }
}
