//! Which incidents there are: on the server, joined, and in the library.

use std::collections::BTreeMap;

use serde::Serialize;
use warroom_register::library::Facts;
use warroom_register::protocol::{Stopped, Summary};
use warroom_register::words::{Mode, Phase};
use warroom_register::{At, IncidentId, ReviewDue, Seq, Shown};

use super::columns::{columns, folded};
use super::library::team::{Team, instead};
use super::library::{in_doubt, opened};
use super::lobby;
use super::seat::Run;
use crate::host::library::{Item, Names, Source};
use crate::memory::Joined;
use crate::out;
use crate::trouble::Trouble;

/// An incident in the list.
#[derive(Serialize)]
struct Listed {
    incident: String,
    title: String,
    severity: Option<String>,
    phase: Option<String>,
    lead: Option<String>,
    opened_at: Option<At>,
    here: Option<u32>,
    joined_as: Vec<String>,
    /// It was taken in: a recording, an incident of before, or somebody else's report.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken_in: Option<&'static str>,
    /// Who calls the review, and by when, once that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<ReviewDue>,
    /// Why nothing is recorded there, and what to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    /// Two recordings of it are kept here that say otherwise from this record on.
    #[serde(skip_serializing_if = "Option::is_none")]
    disagrees_from: Option<Seq>,
}

/// Prints the incidents of the server that is meant, those that this machine has joined, and what
/// the library has beside.
pub(crate) async fn list(run: &Run, here: bool) -> Result<(), Trouble> {
    let memory = run.memory()?;
    let (served, trouble) = match if here { Ok(Vec::new()) } else { served(run).await } {
        Ok(served) => (served, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let library = opened(run, !here).await?;
    // The lobby tells of the newest; its library of all.
    let mut team = if here || trouble.is_some() { Team::nobody() } else { Team::of(run)? };
    let items = instead(team.incidents(run).await, library.items()?, |item| item);
    let names = Names::of(&items, &memory).and(served.iter().map(|it| (it.incident, it.id)));
    let mut all: Vec<Listed> = served.iter().map(|it| listed(it, &memory.joined, &names)).collect();
    let mut told: Vec<IncidentId> = served.iter().map(|it| it.id).collect();
    for joined in memory.joined.iter().rev() {
        if !told.contains(&joined.id) {
            told.push(joined.id);
            let facts = items.iter().filter_map(|item| item.facts.as_ref());
            let facts = facts.into_iter().find(|facts| facts.id == joined.id);
            all.push(remembered(joined, &memory.joined, facts, &names));
        }
    }
    all.extend(items.iter().filter(|item| is_new(item, &told)).map(|item| kept(item, &names)));
    let differing = |item: &Item| item.differs.as_ref().map(|it| (names.name(item), it.from));
    let differing: BTreeMap<String, Seq> = items.iter().filter_map(differing).collect();
    for it in &mut all {
        it.disagrees_from = differing.get(&it.incident).copied();
    }
    let columns = columns();
    for it in &all {
        if run.globals.json {
            out::json(it)?;
        } else {
            for line in folded(&parts(it), columns) {
                out::line(&line)?;
            }
        }
    }
    if all.is_empty() && trouble.is_none() {
        out::note("no incident is known here: warroom open, or warroom join with an invite");
    }
    let mut bad = in_doubt(&library, "not listed in full")?;
    team.trouble().iter().for_each(|why| out::note(why));
    bad.extend(trouble);
    out::all_of(bad)
}

async fn served(run: &Run) -> Result<Vec<Summary>, Trouble> {
    match run.place().await? {
        Some(place) => lobby::list(run, &place, run.handle()?).await,
        None => Ok(Vec::new()),
    }
}

fn listed(it: &Summary, joined: &[Joined], names: &Names) -> Listed {
    let mine = joined.iter().filter(|j| j.id == it.id);
    let known = !it.is_blank();
    // What this machine remembers of it, where the server can show nothing.
    let title = mine.clone().find_map(|j| j.title.as_ref()).filter(|_| !known);
    Listed {
        incident: names.named(it.incident, it.id),
        title: title.unwrap_or(&it.title).to_string(),
        severity: known.then(|| it.severity.to_string()),
        phase: known.then(|| it.phase.to_string()),
        lead: it.lead.map(|lead| lead.to_string()),
        opened_at: Some(it.opened_at),
        here: Some(it.here),
        joined_as: mine.map(|j| j.handle.to_string()).collect(),
        taken_in: None,
        review: it.review.clone(),
        stopped: it.stopped.as_ref().map(Stopped::sentence),
        disagrees_from: None,
    }
}

fn remembered(joined: &Joined, all: &[Joined], facts: Option<&Facts>, names: &Names) -> Listed {
    let mine = all.iter().filter(|j| j.id == joined.id);
    Listed {
        incident: names.named(joined.incident, joined.id),
        title: joined.title.as_ref().map(ToString::to_string).unwrap_or_default(),
        severity: facts.map(|facts| facts.severity().to_string()),
        // What is kept here may be newer than what a link told last.
        phase: match facts {
            Some(facts) if joined.open => Some(facts.phase.to_string()),
            _ => (!joined.open).then(|| Phase::Closed.to_string()),
        },
        lead: None,
        opened_at: facts.map(|facts| facts.opened_at),
        here: None,
        joined_as: mine.map(|j| j.handle.to_string()).collect(),
        taken_in: None,
        review: None,
        stopped: None,
        disagrees_from: None,
    }
}

/// Whether it was not told of already.
fn is_new(item: &Item, told: &[IncidentId]) -> bool {
    item.facts.as_ref().is_none_or(|facts| !told.contains(&facts.id))
}

/// What only the library has.
fn kept(item: &Item, names: &Names) -> Listed {
    let facts = item.facts.as_ref();
    let of_paper = || item.paper.as_ref().map(|paper| paper.title.to_string());
    let past = facts.is_some_and(|facts| facts.mode == Mode::Past);
    Listed {
        incident: names.name(item),
        title: facts.map(|f| f.title.to_string()).or_else(of_paper).unwrap_or_default(),
        severity: facts.map(|facts| facts.severity().to_string()),
        phase: facts.map(|facts| facts.phase.to_string()),
        lead: None,
        opened_at: facts.map(|f| f.opened_at).or_else(|| item.paper.as_ref().map(|p| p.added_at)),
        here: None,
        joined_as: Vec::new(),
        taken_in: match (facts, item.source) {
            (None, _) => Some("report"),
            (Some(_), Source::Imported) if past => Some("past"),
            (Some(_), Source::Imported) => Some("recording"),
            (Some(_), Source::Copy | Source::Server | Source::Team) => None,
        },
        review: facts.and_then(|facts| facts.review.clone()),
        stopped: None,
        disagrees_from: None,
    }
}

/// An incident in the parts of a line.
fn parts(it: &Listed) -> Vec<String> {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".into());
    let lead = it.lead.as_deref().unwrap_or("nobody");
    let here = it.here.map_or(String::new(), |here| format!("{here} here"));
    let mine = if it.joined_as.is_empty() {
        String::new()
    } else {
        format!("you: {}", it.joined_as.join(", "))
    };
    let taken = it.taken_in.map_or_else(String::new, |what| format!("({what})"));
    let lead = if it.here.is_some() { format!("{lead} leads") } else { String::new() };
    let review = it.review.as_ref().map_or_else(String::new, |review| {
        let who = review.who.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        let until = review.until.map_or_else(String::new, |until| format!(" by {}", until.date()));
        format!("review: {who}{until}")
    });
    let stopped = it.stopped.as_ref().map_or_else(String::new, |why| format!("({why})"));
    let disagree =
        it.disagrees_from.map(|from| format!("(two recordings disagree from {from} on)"));
    let head = format!(
        "{:8} {:2} {:13} {}",
        it.incident,
        word(&it.severity),
        word(&it.phase),
        Shown::line(&it.title, 60)
    );
    let all = [head, lead, here, mine, review, taken, stopped, disagree.unwrap_or_default()];
    all.into_iter().filter(|part| !part.is_empty()).collect()
}
