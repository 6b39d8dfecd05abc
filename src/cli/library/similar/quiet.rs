//! What a screen says quietly of incidents like the one that runs: a line each, with how they ended and
//! what was recommended and is still not done.
//!
//! What is said in a room is looked at together, and read aloud. So it is what the room's server tells
//! of its library: the same for all whom that server knows, under the names it has there, and nothing
//! that one of them alone has at hand from elsewhere. Only where nobody else has come into a room of
//! this machine is it all that this machine keeps. Without an answer nothing is said: a running
//! incident has other worries.

use std::sync::Arc;

use tokio::runtime::Handle;
use warroom_register::EntryId;
use warroom_register::library::Card;

use super::{Like, Team, both, compared, ended, might_have_helped};
use crate::app::AskAlike;
use crate::cli::seat::{Place, Run};
use crate::host::library::{self, Item, Names, Volume};
use crate::memory::{Joined, Memory};
use crate::start::AlikeOf;

/// Cells of what ended it: it is a line beside others.
const ENDED_CELLS_MAX: usize = 40;
/// How many are named.
const NAMED_MAX: usize = 2;
/// Of so many, those from which there is something to learn.
const LOOKED_AT_MAX: usize = 8;

/// How a screen of this room asks.
pub(crate) fn alike_of(run: &Run, joined: &Joined) -> AlikeOf {
    let (run, joined) = (run.clone(), joined.clone());
    Arc::new(move |AskAlike { card, alone }| {
        let memory = run.memory().unwrap_or_default();
        let joined = known(&memory, &joined);
        if *alone && joined.embedded {
            return Some(of_this_machine(&run, card));
        }
        // Who was let into the room alone would only be turned away.
        let knows_me = memory.servers.iter().any(|server| server.pin == joined.pin);
        if !knows_me && !joined.embedded {
            return None;
        }
        let place = Place { addresses: joined.addresses, pin: joined.pin, embedded: None };
        let mut team = Team::at(place, joined.handle);
        let theirs = Handle::current().block_on(team.alike(&run, card, LOOKED_AT_MAX));
        // Labels of one server are told apart without what else this machine knows.
        team.has_answered().then(|| lines(card, theirs, &Memory::default()))
    })
}

/// Where the room is by now, as far as this machine has heard.
fn known(memory: &Memory, joined: &Joined) -> Joined {
    let same = |it: &&Joined| (it.id, it.handle) == (joined.id, joined.handle);
    memory.joined.iter().find(same).unwrap_or(joined).clone()
}

/// Of all that this machine keeps, and what a team's server adds to it.
fn of_this_machine(run: &Run, this: &Card) -> Vec<String> {
    let volumes = library::open(&run.paths).and_then(|library| Ok(library.volumes()?));
    let theirs = match Team::of(run) {
        Ok(mut team) => Handle::current().block_on(team.alike(run, this, LOOKED_AT_MAX)),
        Err(_none) => Vec::new(),
    };
    let here = compared(this, volumes.unwrap_or_default(), LOOKED_AT_MAX);
    lines(this, both(theirs, here, LOOKED_AT_MAX), &run.memory().unwrap_or_default())
}

fn lines(this: &Card, mut found: Vec<Like>, memory: &Memory) -> Vec<String> {
    let items: Vec<Item> = found.iter().map(|like| like.volume.item.clone()).collect();
    let names = Names::of(&items, memory);
    let tells = |volume: &Volume| {
        !ended(volume, ENDED_CELLS_MAX).is_empty() || !volume.recommended.is_empty()
    };
    found.sort_by_key(|like| !tells(&like.volume));
    found.truncate(NAMED_MAX);
    let lines = found.into_iter().map(|Like { volume, .. }| {
        let undone = volume.recommended.iter().filter(|one| might_have_helped(this, &volume, one));
        let undone: Vec<EntryId> = undone.map(|one| one.entry).collect();
        let facts = volume.item.facts.as_ref();
        let open = facts.is_some_and(|facts| facts.closed_at.is_none());
        let name = names.name(&volume.item);
        let name = if open { format!("{name}, not closed yet") } else { name };
        line(&name, &ended(&volume, ENDED_CELLS_MAX), &undone)
    });
    lines.collect()
}

fn line(name: &str, ended: &str, undone: &[EntryId]) -> String {
    let ended = if ended.is_empty() { String::new() } else { format!(": {ended}") };
    match undone {
        [] => format!("like {name}{ended}"),
        [one] => format!("like {name}{ended}; {one} of it was recommended and is not done"),
        many => format!("like {name}{ended}; {} recommendations are not done", many.len()),
    }
}
