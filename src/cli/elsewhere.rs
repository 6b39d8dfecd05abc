//! Rooms that this machine has joined on servers other than the one whose lobby is shown: by an
//! invite, as one does with a room on somebody's laptop.

use warroom_register::protocol::Summary;
use warroom_register::{Hash, IncidentId, Recording, Register, Shown};

use super::seat::Run;
use super::source::read_file;
use crate::memory::Joined;
use crate::out;
use crate::trouble::Trouble;

/// Those that are open, as this machine's own copies know them; a room without a copy is not shown.
pub(crate) fn rooms(run: &Run, besides: Hash) -> Result<Vec<Summary>, Trouble> {
    let joined = open(run)?;
    let known = joined.iter().filter(|j| j.pin != besides).filter_map(|j| summary(run, j));
    Ok(known.collect())
}

/// What is remembered of this incident, if it is on another server.
pub(crate) fn joined(run: &Run, id: IncidentId, besides: Hash) -> Result<Option<Joined>, Trouble> {
    Ok(open(run)?.into_iter().find(|j| j.id == id && j.pin != besides))
}

/// Lists them where there is no lobby to show them in; whether there were any.
pub(crate) fn list(run: &Run) -> Result<bool, Trouble> {
    let all = open(run)?;
    if all.is_empty() {
        return Ok(false);
    }
    out::note("No server knows this machine. Rooms that it has joined by an invite:\n");
    for joined in &all {
        let title = joined.title.as_ref().map_or("", |title| title.as_str());
        let (incident, handle) = (joined.incident, joined.handle);
        out::note(&format!(
            "  warroom join {incident} --as {handle}    {}",
            Shown::line(title, 60)
        ));
    }
    Ok(true)
}

/// The open ones, the last joined first, each once.
fn open(run: &Run) -> Result<Vec<Joined>, Trouble> {
    let mut all: Vec<Joined> = Vec::new();
    for joined in run.memory()?.joined.into_iter().rev().filter(|j| j.open) {
        if all.iter().all(|known| known.id != joined.id) {
            all.push(joined);
        }
    }
    Ok(all)
}

fn summary(run: &Run, joined: &Joined) -> Option<Summary> {
    let text = read_file(&run.paths.copy_file(joined.id)).ok()?;
    let recording = Recording::read_bytes(&text).ok()?;
    let register = Register::of(&recording.records).ok()?;
    Summary::of(&register, joined.incident, joined.id, 0)
}
