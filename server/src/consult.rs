//! The library of this server's own journal, as those ask it who are known to this server.
//!
//! Its index lies in the data folder, beside the journal it is made of. Each question brings it up to
//! date first; where it is missing it is made anew, so that nothing is lost with it. One question at
//! a time is answered, and none on the async threads. A server that keeps nothing on disk has none.

mod hidden;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Semaphore;

use warroom_register::library::{Beside, Card, Gist, Subject, alike};
use warroom_register::limits::{CONSULT_BYTES_MAX, CONSULT_FOUND_MAX, CONSULT_INCIDENTS_MAX};
use warroom_register::protocol::{Consult, Consulted, Likeness, PaperLikeness, Summary};
use warroom_register::words::Kind;
use warroom_register::{At, Handle, IncidentId, Label};

use crate::journal::Lines;
use crate::library::{self, Item, Library, LibraryError, Shelf, Volume};
use crate::options::{Erased, Keep};
use crate::papers;

/// Of one moment's words so many bytes are told: whoever wants them all opens it.
const HIT_BYTES_MAX: usize = 4 * 1024;

/// The library of a server.
#[derive(Clone, Debug)]
pub(crate) struct Consulting {
    folder: PathBuf,
    one_at_a_time: Arc<Semaphore>,
}

impl Consulting {
    /// The library of what is kept so.
    pub(crate) fn of(keep: &Keep) -> Option<Self> {
        match keep {
            Keep::Memory(_) => None,
            Keep::Folder(folder) => {
                let one_at_a_time = Arc::new(Semaphore::new(1));
                Some(Self { folder: folder.clone(), one_at_a_time })
            }
        }
    }

    /// Hears of words that were taken out, before whoever else wants to.
    pub(crate) fn hears_too(&self, others: Option<Erased>) -> Erased {
        let index = index(&self.folder);
        Erased(Arc::new(move |id| {
            library::forget(&index, id);
            if let Some(Erased(others)) = &others {
                others(id);
            }
        }))
    }

    /// The lines of the lobby of closed incidents, as the index knows them: it may be behind. Nothing
    /// where it cannot be read.
    pub(crate) async fn closed(&self) -> Vec<Summary> {
        let index = index(&self.folder);
        if !index.exists() {
            return Vec::new();
        }
        let done = tokio::task::spawn_blocking(move || Library::open(&index)?.closed());
        done.await.ok().and_then(Result::ok).unwrap_or_default()
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

    /// Where it lies.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Answers, or says as a sentence why not.
    pub(crate) async fn answer(&self, what: Question) -> Result<Consulted, String> {
        let _one = self.one_at_a_time.acquire().await;
        let folder = self.folder.clone();
        let done = tokio::task::spawn_blocking(move || match what {
            Question::Of { what, hidden } => answer(&folder, what, &hidden)
                .map(|answer| hidden::without(answer, &hidden))
                .map_err(|error| error.to_string()),
            Question::Forget { number, by, commands } => forget(&folder, number, by, commands),
            Question::TakeIn { json, by, now } => match json.text() {
                Ok(json) => take_in(&folder, &json, by, now),
                Err(error) => Err(format!("the report cannot be read again: {error}")),
            },
        });
        match done.await {
            Ok(done) => done,
            Err(_ended) => Err("the library of this server failed: its log says why".to_owned()),
        }
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
        Consult::Incidents { skip } => {
            let items = open(folder)?.items()?;
            let papers = items.iter().filter_map(|item| item.paper.clone()).collect();
            let (facts, more) = page(items.into_iter().filter_map(|item| item.facts), skip);
            Ok(Consulted::Incidents { facts, more, papers: if more { Vec::new() } else { papers } })
        }
        Consult::Words { text, most } => words(&open(folder)?, &text, most),
        Consult::Alike { id, kind, gist, most } => {
            let volumes = open(folder)?.volumes()?;
            Ok(likes(volumes, id, &Subject { kind: Some(kind), gist: &gist }, most))
        }
        Consult::Paper { number } => Ok(paper(folder, number)?),
        // They come as questions of their own.
        Consult::TakeIn { .. } | Consult::Forget { .. } => Ok(Consulted::Nothing {}),
        Consult::Advice { skip } => {
            let library = open(folder)?;
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
            let (cards, more) = page(all, skip);
            Ok(Consulted::Advice { cards, more })
        }
    }
}

/// The next ones, and whether there are more behind them.
fn page<T>(all: impl Iterator<Item = T>, skip: u32) -> (Vec<T>, bool) {
    let mut left = all.skip(usize::try_from(skip).unwrap_or(usize::MAX));
    let some: Vec<T> = left.by_ref().take(CONSULT_INCIDENTS_MAX).collect();
    (some, left.next().is_some())
}

fn words(library: &Library, text: &str, most: u32) -> Result<Consulted, LibraryError> {
    let mut found = library.search(text, at_most(most))?;
    for hit in &mut found.hits {
        let whole = |at: &usize| hit.text.is_char_boundary(*at);
        let end = (0..=HIT_BYTES_MAX.min(hit.text.len())).rev().find(whole).unwrap_or(0);
        hit.text.truncate(end);
    }
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

/// The next lines of a recording, and whether there are more behind them.
fn piece(all: &str, skip: u32) -> (String, bool) {
    let mut left = all.split_inclusive('\n').skip(usize::try_from(skip).unwrap_or(usize::MAX));
    let mut text = String::new();
    for line in left.by_ref() {
        text.push_str(line);
        if text.len() > CONSULT_BYTES_MAX {
            break;
        }
    }
    (text, left.next().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_so_many_incidents_and_says_that_there_are_more() {
        let (some, more) = page(0..CONSULT_INCIDENTS_MAX, 0);
        assert_eq!((some.len(), more), (CONSULT_INCIDENTS_MAX, false));
        let (some, more) = page(0..=CONSULT_INCIDENTS_MAX, 0);
        assert_eq!((some.len(), more), (CONSULT_INCIDENTS_MAX, true));
        let skip = u32::try_from(CONSULT_INCIDENTS_MAX).unwrap();
        assert_eq!(page(0..=CONSULT_INCIDENTS_MAX, skip), (vec![CONSULT_INCIDENTS_MAX], false));
    }

    #[test]
    fn a_question_finds_so_many_and_no_more() {
        assert_eq!(at_most(CONSULT_FOUND_MAX), 200);
        assert_eq!(at_most(CONSULT_FOUND_MAX + 1), 200);
        assert_eq!(at_most(0), 1);
    }

    #[test]
    fn a_recording_comes_in_pieces_of_so_many_bytes() {
        let line = "x".repeat(1023) + "\n";
        let lines = CONSULT_BYTES_MAX / line.len();
        let (text, more) = piece(&line.repeat(lines), 0);
        assert_eq!((text.len(), more), (CONSULT_BYTES_MAX, false));
        // The line that goes beyond it is whole, and the last.
        let (text, more) = piece(&line.repeat(lines + 2), 0);
        assert_eq!((text.len(), more), (CONSULT_BYTES_MAX + line.len(), true));
        let skip = u32::try_from(lines + 1).unwrap();
        assert_eq!(piece(&line.repeat(lines + 2), skip), (line, false));
    }
}
