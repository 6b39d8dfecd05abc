//! Numbers over the incidents that this machine holds, or over recordings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use warroom_register::library::Facts;
use warroom_register::stats::Stats;
use warroom_register::{IncidentId, Recording, Register};

use super::seat::Run;
use super::source::read_file;
use crate::out;
use crate::trouble::Trouble;

/// Prints the numbers. A recording that was named must be good; a copy of this machine's that is
/// not is said and left out.
pub(crate) fn print(run: &Run, files: &[PathBuf]) -> Result<(), Trouble> {
    let mut all: BTreeMap<IncidentId, Facts> = BTreeMap::new();
    let own = if files.is_empty() { copies(&run.paths.copies_folder()) } else { Vec::new() };
    for file in files.iter().chain(&own) {
        match facts(file) {
            Ok(facts) => keep(&mut all, facts),
            Err(why) if files.is_empty() => out::note(&format!("left out: {why}")),
            Err(why) => return Err(why),
        }
    }
    let all: Vec<_> = all.into_values().collect();
    let stats = Stats::of(&all);
    if run.globals.json {
        return out::json(&stats).map(drop);
    }
    out::data(stats.plain().as_bytes()).map(drop)
}

/// Of two recordings of one incident, the one that goes further counts.
fn keep(all: &mut BTreeMap<IncidentId, Facts>, facts: Option<Facts>) {
    let Some(facts) = facts else { return };
    if all.get(&facts.id).is_none_or(|known| known.head < facts.head) {
        all.insert(facts.id, facts);
    }
}

/// This machine's copies, in order.
fn copies(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<_> = files.filter(|p| p.extension().is_some_and(|e| e == "jsonl")).collect();
    files.sort();
    files
}

/// The facts of a recording up to its last good record; none of a server's own journal.
fn facts(file: &Path) -> Result<Option<Facts>, Trouble> {
    let text = read_file(file)?;
    let recording = Recording::read_bytes(&text)
        .map_err(|why| Trouble::file(file, format!("line 1 is no header of a recording: {why}")))?;
    if let Some(broken) = &recording.broken {
        return Err(Trouble::file(file, format!("{broken}: warroom verify says more")));
    }
    let register = Register::of(&recording.records);
    let register = register.map_err(|gap| Trouble::file(file, gap.to_string()))?;
    Ok(Facts::of(&register, recording.header.incident, recording.header.id))
}
