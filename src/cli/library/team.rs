//! The library of a team's server: asked over the socket by whoever that server knows, beside what
//! this machine keeps. Where it is not reached, what this machine keeps is all there is, and that is
//! said.

use std::collections::BTreeSet;
use std::path::Path;

use warroom_register::library::{Card, Facts, Found, Gist, Paper};
use warroom_register::protocol::{Consult, Consulted, Likeness, PaperLikeness};
use warroom_register::{Handle, IncidentId, Label};

use crate::cli::lobby;
use crate::cli::seat::{Place, Run};
use crate::host::door::Door;
use crate::host::library::{Item, Source, Volume};
use crate::memory::Joined;
use crate::out;
use crate::trouble::Trouble;
use crate::which::Which;

/// The library of the team's server, as this run asks it.
pub(crate) struct Team {
    at: Option<(Place, Handle)>,
    /// Why it was not asked, or not to the end.
    trouble: Option<Trouble>,
    asked: bool,
}

impl Team {
    /// That of the server which a name without a link means. The server of this machine is none:
    /// what it keeps is read from its folder.
    pub(crate) fn of(run: &Run) -> Result<Self, Trouble> {
        let (place, trouble) = match run.team_place() {
            Ok(place) => (place, None),
            Err(why) => (None, Some(why)),
        };
        let own = Door::read(&run.paths.server_folder())?.map(|door| door.pin);
        let place = place.filter(|place| Some(place.pin) != own);
        let at = match place {
            Some(place) => Some((place, run.handle()?)),
            None => None,
        };
        Ok(Self { at, trouble, asked: false })
    }

    /// That of this very server.
    pub(crate) const fn at(place: Place, handle: Handle) -> Self {
        Self { at: Some((place, handle)), trouble: None, asked: false }
    }

    /// It was asked, and answered all that it was asked.
    pub(crate) const fn has_answered(&self) -> bool {
        self.asked && self.trouble.is_none()
    }

    /// None: only what this machine keeps is wanted.
    pub(crate) const fn nobody() -> Self {
        Self { at: None, trouble: None, asked: false }
    }

    async fn ask(&mut self, run: &Run, what: Consult) -> Option<Consulted> {
        if self.trouble.is_some() {
            return None;
        }
        let (place, handle) = self.at.as_ref()?;
        // Boxed: whoever may ask it is no larger for that.
        match Box::pin(lobby::consult(run, place, *handle, what)).await {
            Ok(answer) => {
                self.asked = true;
                Some(answer)
            }
            Err(why) => {
                self.trouble = Some(why);
                None
            }
        }
    }

    /// The incidents that it keeps, as items of the library.
    pub(crate) async fn incidents(&mut self, run: &Run) -> Vec<Item> {
        let mut all: Vec<Item> = Vec::new();
        loop {
            let skip = u32::try_from(all.len()).unwrap_or(u32::MAX);
            match self.ask(run, Consult::Incidents { skip }).await {
                Some(Consulted::Incidents { facts, more, papers }) => {
                    let more = more && !(facts.is_empty() && papers.is_empty());
                    all.extend(facts.into_iter().map(item));
                    all.extend(papers.into_iter().map(of_paper));
                    if !more {
                        return all;
                    }
                }
                _ => return all,
            }
        }
    }

    /// The own ids of the incidents for which it answers: what this machine keeps of them may be older,
    /// and hold words that were taken out since. None where it is not reached.
    pub(crate) async fn answers_for(&mut self, run: &Run) -> BTreeSet<String> {
        self.incidents(run).await.into_iter().map(|item| item.id).collect()
    }

    /// The incidents after which something was recommended, and those that are to be reviewed.
    pub(crate) async fn advice(&mut self, run: &Run) -> Vec<Volume> {
        let mut all: Vec<Volume> = Vec::new();
        loop {
            let skip = u32::try_from(all.len()).unwrap_or(u32::MAX);
            match self.ask(run, Consult::Advice { skip }).await {
                Some(Consulted::Advice { cards, more }) => {
                    let more = more && !cards.is_empty();
                    all.extend(cards.into_iter().map(volume));
                    if !more {
                        return all;
                    }
                }
                _ => return all,
            }
        }
    }

    /// The moments in which these words stand, and the incidents of them.
    pub(crate) async fn search(
        &mut self,
        run: &Run,
        text: &str,
        most: usize,
    ) -> Option<(Found, Vec<Item>)> {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        match self.ask(run, Consult::Words { text: text.to_owned(), most }).await? {
            Consulted::Words { found, facts, papers } => {
                let papers = papers.into_iter().map(of_paper);
                Some((found, facts.into_iter().map(item).chain(papers).collect()))
            }
            _ => None,
        }
    }

    /// What was like this incident.
    pub(crate) async fn alike(&mut self, run: &Run, this: &Card, most: usize) -> Vec<Like> {
        let (id, kind, gist) = (this.facts.id, this.facts.kind, this.gist.clone());
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        match self.ask(run, Consult::Alike { id, kind, gist, most }).await {
            Some(Consulted::Alike { likes, papers }) => {
                let papers = papers.into_iter().map(Like::from);
                let mut all: Vec<Like> = likes.into_iter().map(Like::from).chain(papers).collect();
                all.sort_by_key(|like| std::cmp::Reverse(like.points));
                all
            }
            _ => Vec::new(),
        }
    }

    /// The recording of an incident, byte for byte; none where the server has no such incident.
    pub(crate) async fn recording(&mut self, run: &Run, which: Which) -> Option<Vec<u8>> {
        let (incident, id): (Option<Label>, Option<IncidentId>) = match which {
            Which::Label(label) => (Some(label), None),
            Which::Id(id) => (None, Some(id)),
            Which::Ending(..) => {
                let all = self.incidents(run).await;
                let mut facts = all.iter().filter_map(|item| item.facts.as_ref());
                (None, Some(facts.find(|facts| which.is(facts.incident, facts.id))?.id))
            }
        };
        let mut all = String::new();
        loop {
            let skip = u32::try_from(all.matches('\n').count()).unwrap_or(u32::MAX);
            match self.ask(run, Consult::Recording { incident, id, skip }).await? {
                Consulted::Recording { text, more } => {
                    let more = more && !text.is_empty();
                    all.push_str(&text);
                    if !more {
                        return Some(all.into_bytes());
                    }
                }
                _ => return None,
            }
        }
    }

    /// A report that it keeps, with its words.
    pub(crate) async fn paper(&mut self, run: &Run, number: u32) -> Option<Paper> {
        match self.ask(run, Consult::Paper { number }).await? {
            Consulted::Paper { paper } => Some(*paper),
            _ => None,
        }
    }

    /// Takes somebody else's report out of it. False where there is no such server.
    pub(crate) async fn forget(&self, run: &Run, number: u32) -> Result<bool, Trouble> {
        let Some((place, handle)) = self.at.as_ref() else { return Ok(false) };
        let question = Consult::Forget { number };
        Box::pin(lobby::consult(run, place, *handle, question)).await.map(|_gone| true)
    }

    /// Gives it somebody else's report: what it is called there, and whether it was there already.
    /// None where there is no such server, or it was not reached.
    pub(crate) async fn give(
        &mut self,
        run: &Run,
        paper: &Paper,
    ) -> Result<Option<(String, bool)>, Trouble> {
        let Some((place, handle)) = self.at.as_ref() else { return Ok(None) };
        if self.trouble.is_some() {
            return Ok(None);
        }
        match Box::pin(lobby::give(run, place, *handle, paper)).await {
            Ok((number, known)) => {
                let named = Paper { number, ..paper.clone() };
                Ok(Some((named.team_name(), known)))
            }
            // What is refused would be refused again.
            Err(Trouble::Refused(why)) => {
                let called = self.called();
                Err(Trouble::Refused(format!("{called} did not take it in: {why}")))
            }
            Err(why) => {
                self.trouble = Some(why);
                Ok(None)
            }
        }
    }

    /// Where what was to be given is kept instead, as a trouble, if that is so.
    pub(crate) fn kept_here(self) -> Result<(), Trouble> {
        let called = self.called();
        let here = |why: &str| {
            format!(
                "{called} did not get it, and this machine keeps it; import it again later: {why}"
            )
        };
        match self.trouble {
            None => Ok(()),
            Some(Trouble::Unreachable(why)) => Err(Trouble::Unreachable(here(&why))),
            Some(Trouble::Refused(why)) => Err(Trouble::Refused(here(&why))),
            Some(Trouble::Usage(why)) => Err(Trouble::Usage(here(&why))),
        }
    }

    /// An incident of it, as if this machine had joined it: to write something on its record.
    pub(crate) fn joined(&self, label: Label, id: IncidentId) -> Option<Joined> {
        let (place, handle) = self.at.as_ref()?;
        Some(place.joined(label, id, *handle))
    }

    /// Where it is, in words.
    pub(crate) fn called(&self) -> String {
        let address = self.at.as_ref().and_then(|(place, _)| place.addresses.first());
        address.map_or_else(
            || "the team's server".to_owned(),
            |address| format!("the server at {address}"),
        )
    }

    /// Says which server was asked, or that it was not and why.
    pub(crate) fn end(self) -> Result<(), Trouble> {
        let called = self.called();
        let alone =
            |why: String| format!("this is what this machine keeps; {called} was not asked: {why}");
        match self.trouble {
            None if self.asked => {
                out::note(&format!("from {called} and what this machine keeps"));
                Ok(())
            }
            None => Ok(()),
            Some(Trouble::Unreachable(why)) => Err(Trouble::Unreachable(alone(why))),
            Some(Trouble::Refused(why)) => Err(Trouble::Refused(alone(why))),
            Some(Trouble::Usage(why)) => Err(Trouble::Usage(alone(why))),
        }
    }

    /// Why it was not asked, if that is so, to be said in passing.
    pub(crate) fn trouble(&self) -> Option<String> {
        self.trouble.as_ref().map(|why| format!("{} was not asked: {why}", self.called()))
    }
}

/// What was like an incident, with the reason.
pub(crate) struct Like {
    /// The incident, or somebody's report.
    pub(crate) volume: Volume,
    /// How much, of a thousand and more.
    pub(crate) points: u64,
    /// Why, in a few words.
    pub(crate) because: String,
}

impl From<Likeness> for Like {
    fn from(like: Likeness) -> Self {
        Self { volume: volume(like.card), points: like.points, because: like.because }
    }
}

impl From<PaperLikeness> for Like {
    fn from(like: PaperLikeness) -> Self {
        let item = of_paper(like.paper);
        let volume = Volume { gist: gist_of(&item), item, recommended: Vec::new() };
        Self { volume, points: like.points, because: like.because }
    }
}

/// What whoever took a report in had to say of it stands for how it ended.
fn gist_of(item: &Item) -> Gist {
    item.paper.as_ref().map(Paper::gist).unwrap_or_default()
}

fn of_paper(paper: Paper) -> Item {
    let (id, source) = (paper.team_name(), Source::Team);
    Item { id, source, file: None, facts: None, paper: Some(paper), differs: None }
}

/// What the server has instead of what is kept here of the same incidents, then what is kept here
/// alone.
pub(crate) fn instead<T>(team: Vec<T>, here: Vec<T>, of: impl Fn(&T) -> &Item) -> Vec<T> {
    let told: Vec<String> = team.iter().map(|it| of(it).id.clone()).collect();
    let told: BTreeSet<String> = told.into_iter().collect();
    let here = here.into_iter().filter(|it| !told.contains(&of(it).id));
    let mut all = team;
    all.extend(here);
    all
}

/// What a recording of the server is called where it is said what is wrong with it.
pub(crate) fn file_of(which: Which) -> std::path::PathBuf {
    Path::new(&which.to_string()).to_owned()
}

fn item(facts: Facts) -> Item {
    Item {
        id: facts.id.to_string(),
        source: Source::Team,
        file: None,
        facts: Some(facts),
        paper: None,
        differs: None,
    }
}

fn volume(card: Card) -> Volume {
    let Card { facts, gist, recommended } = card;
    Volume { item: item(facts), gist, recommended }
}
