//! `warroom forget`: what was taken in is taken out again, for good, and it is said what that was.
//!
//! A record that a server keeps is never touched by it.

use std::io::IsTerminal as _;
use std::path::Path;

use clap::Args;
use warroom_register::Shown;

use super::reports::{Numbered, load};
use super::team::Team;
use super::{named, past};
use crate::cli::door::asked_line;
use crate::cli::seat::Run;
use crate::cli::{columns, file as files};
use crate::host::library::{self, Source};
use crate::out;
use crate::paths::{Paths, sync_folder};
use crate::trouble::{Trouble, said, shown};
use crate::which::Which;

/// What is taken out.
#[derive(Args, Clone, Debug)]
pub(crate) struct Forget {
    /// Somebody's report (R-1, T-1), or an incident that was taken in
    #[arg(value_name = "R-N|INC")]
    name: String,
    /// Without being asked; in a script, where nobody can be
    #[arg(long)]
    yes: bool,
}

/// Takes it out.
pub(crate) async fn forget(run: &Run, forget: &Forget) -> Result<(), Trouble> {
    let name = forget.name.as_str();
    if let Some(numbered) = Numbered::of(name) {
        return report(run, forget, numbered).await;
    }
    let which = name.parse().map_err(|_other: String| {
        let name = Shown::line(name, 60);
        Trouble::Usage(format!("{name} is neither a report (R-1) nor an incident (INC-42)"))
    })?;
    recording(run, forget, which)
}

/// Nobody can take it back: whoever does it is asked, or says so beforehand.
fn confirm(forget: &Forget, what: &str) -> Result<(), Trouble> {
    if forget.yes {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        let why = format!("{what}: to forget it for good, say --yes");
        return Err(Trouble::Refused(why));
    }
    let question = columns::question(&format!("{what}. Forget it for good? (y/N)"));
    match asked_line(&question)?.unwrap_or_default().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Trouble::Refused("nothing was forgotten".into())),
    }
}

async fn report(run: &Run, forget: &Forget, numbered: Numbered) -> Result<(), Trouble> {
    let (name, file) = (forget.name.as_str(), numbered.file(run));
    if file.exists() {
        let title = load(&file).map(|paper| paper.title.to_string()).unwrap_or_default();
        let title_shown = Shown::line(&title, 60);
        confirm(forget, &format!("{name}, {title_shown}, is kept here, with its notes"))?;
        return gone(run, name, &title, &file);
    }
    let none = || Trouble::Usage(format!("there is no report {name} here: warroom list"));
    let Numbered::Team(number) = numbered else { return Err(none()) };
    let team = Team::of(run)?;
    confirm(forget, &format!("{name} is kept by {}, for all that it knows", team.called()))?;
    if !team.forget(run, number).await? {
        return Err(none());
    }
    out::line(name)?;
    out::note(&format!("{} has forgotten {name}, for all that it knows", team.called()));
    Ok(())
}

/// A recording that was taken in, or an incident of before that was typed in.
fn recording(run: &Run, forget: &Forget, which: Which) -> Result<(), Trouble> {
    let items = library::open(&run.paths)?.items()?;
    let Some(item) = named(&items, which)? else {
        return Err(Trouble::Usage("nothing that is kept here is called so: warroom list".into()));
    };
    let Some(facts) = &item.facts else { return Ok(()) };
    let name = library::Names::of(&items, &run.memory()?).name(item);
    let file = run.paths.recording_file(facts.id);
    if file.exists() {
        let why = if past::is_typed_in(facts) {
            "was typed in, and there is no other record of it"
        } else {
            "was taken in, and this machine has no other recording of it"
        };
        confirm(forget, &format!("{name}, {}, {why}", Shown::line(facts.title.as_str(), 60)))?;
        return gone(run, &name, facts.title.as_str(), &file);
    }
    let where_it_is = match item.source {
        Source::Copy => "this machine's own copy of what it joined, which proves the record",
        Source::Server | Source::Imported => "the record of this machine's server",
        Source::Team => "the record of the team's server",
    };
    Err(Trouble::Refused(format!(
        "{name} was not taken in: it is {where_it_is}, and stays. warroom redact takes words out of it"
    )))
}

fn gone(run: &Run, name: &str, title: &str, file: &Path) -> Result<(), Trouble> {
    std::fs::remove_file(file)
        .and_then(|()| sync_folder(file.parent().unwrap_or(file)))
        .map_err(|e| Trouble::file(file, said(&e)))?;
    files::gone(&Paths::stays_here(file))?;
    // Its words leave the index with it.
    library::open(&run.paths)?;
    out::line(name)?;
    out::note(&format!("{}: forgotten. {} is gone", Shown::line(title, 60), shown(file)));
    Ok(())
}
