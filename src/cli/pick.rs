//! Which incident is meant, and as whom. Where two could be meant, it is not guessed.

#[cfg(test)]
mod tests;

use warroom_register::limits::HANDLE_BYTES_MAX;
use warroom_register::{Handle, IncidentId, Shown};

use super::args::Globals;
use crate::config::Config;
use crate::memory::{Joined, Memory};
use crate::out;
use crate::trouble::Trouble;
use crate::which::Which;

/// A title in a sentence takes so many cells.
const TITLE_CELLS: usize = 60;
/// How many incidents are named where one must be said.
const NAMED_MAX: usize = 8;

/// The incident that this machine has joined and that is meant, to be read: of several handles under
/// which it was joined, the one that was used last will do, since all may read the same.
pub(crate) fn to_read(memory: &Memory, globals: &Globals) -> Result<Joined, Trouble> {
    let mut named = named(memory, globals.incident);
    if named.is_empty() && globals.incident.is_none() {
        named = the_only(memory);
    }
    let all = meant(memory, globals, &named)?;
    all.last().map(|joined| (*joined).clone()).ok_or_else(|| none(memory, globals.incident))
}

/// Where nobody named an incident, that one was taken which is the only one, although it is closed, is
/// said.
pub(crate) fn say_closed(globals: &Globals, joined: &Joined) {
    if globals.incident.is_none() && !joined.open {
        let title = joined.title.as_ref().map_or("", |title| title.as_str());
        let title = Shown::line(title, TITLE_CELLS);
        out::note(&format!("of {}, which is closed, the only one here: {title}", joined.incident));
    }
}

/// All that this machine has joined, where it is one incident.
fn the_only(memory: &Memory) -> Vec<&Joined> {
    let all: Vec<&Joined> = memory.joined.iter().collect();
    let one = all.first().is_some_and(|first| all.iter().all(|joined| joined.id == first.id));
    if one { all } else { Vec::new() }
}

/// The incident that this machine has joined and that is meant, and as whom.
pub(crate) fn incident(memory: &Memory, globals: &Globals) -> Result<Joined, Trouble> {
    match meant(memory, globals, &named(memory, globals.incident))?.as_slice() {
        [one] => Ok((*one).clone()),
        all => {
            let handles: Vec<_> = all.iter().map(|j| j.handle.to_string()).collect();
            let incident = all.first().map(|j| j.incident.to_string()).unwrap_or_default();
            Err(Trouble::Usage(format!(
                "this machine has joined {incident} as {}: say --as which of them",
                handles.join(" and as ")
            )))
        }
    }
}

/// One incident, under each handle that may be meant; never nothing.
fn meant<'a>(
    memory: &Memory,
    globals: &Globals,
    named: &[&'a Joined],
) -> Result<Vec<&'a Joined>, Trouble> {
    let Some(first) = named.first() else { return Err(none(memory, globals.incident)) };
    if named.iter().any(|j| j.id != first.id) {
        return Err(several(named));
    }
    let as_whom = |j: &&Joined| globals.handle.is_none_or(|handle| j.handle == handle);
    let as_them: Vec<&Joined> = named.iter().copied().filter(as_whom).collect();
    match globals.handle.filter(|_| as_them.is_empty()) {
        Some(handle) => Err(Trouble::Usage(format!(
            "this machine has not joined {0} as {handle}: warroom join {0} --as {handle}",
            first.incident
        ))),
        None => Ok(as_them),
    }
}

/// Those of this name; without one, those that are open. Of two servers' incidents of one name, one
/// that is open is meant rather than one that is closed.
fn named(memory: &Memory, which: Option<Which>) -> Vec<&Joined> {
    let all = memory.joined.iter();
    let named: Vec<&Joined> = match which {
        None => all.filter(|j| j.open).collect(),
        Some(which) => all.filter(|j| which.is(Some(j.incident), j.id)).collect(),
    };
    let open: Vec<&Joined> = named.iter().copied().filter(|j| j.open).collect();
    if open.is_empty() { named } else { open }
}

fn none(memory: &Memory, which: Option<Which>) -> Trouble {
    let what = match which {
        Some(Which::Label(label)) => {
            return Trouble::Refused(format!(
                "this machine has not joined {label}: warroom join {label}, or with an invite"
            ));
        }
        Some(which) => {
            return Trouble::Refused(format!(
                "this machine has joined no incident {which}: warroom join with an invite"
            ));
        }
        None if memory.joined.is_empty() => {
            "this machine has joined no incident yet: warroom join with an invite, or warroom open"
                .into()
        }
        None => {
            let last = memory.joined.last().map(|j| j.incident.to_string()).unwrap_or_default();
            format!(
                "all incidents that this machine has joined are closed: name the one you mean \
                 (--incident {last})"
            )
        }
    };
    Trouble::Usage(what)
}

fn several(named: &[&Joined]) -> Trouble {
    let mut seen: Vec<IncidentId> = Vec::new();
    let mut means = Vec::new();
    let known: Vec<_> = named.iter().map(|j| (j.incident, j.id)).collect();
    for joined in named {
        if seen.contains(&joined.id) {
            continue;
        }
        seen.push(joined.id);
        let title = joined.title.as_ref().map_or("", |t| t.as_str());
        let name = Which::shortest(joined.incident, joined.id, &known);
        means.push(format!("--incident {name} ({})", Shown::line(title, TITLE_CELLS)));
    }
    let more = means.len().saturating_sub(NAMED_MAX);
    means.truncate(NAMED_MAX);
    let more = if more > 0 { format!(", or {more} more (warroom list)") } else { String::new() };
    Trouble::Usage(format!(
        "several incidents could be meant: say {}{more}; WARROOM_INCIDENT says it for a whole shell",
        means.join(" or ")
    ))
}

/// Under which handle an incident is opened or joined.
pub(crate) fn handle(
    globals: &Globals,
    config: &Config,
    memory: &Memory,
    user: Option<&str>,
) -> Result<Handle, Trouble> {
    let set = globals.handle.or(config.handle).or(memory.last_handle);
    let user = || user.and_then(made_valid);
    set.or_else(user).ok_or_else(|| {
        Trouble::Usage("under which handle? Say --as HANDLE, such as --as ana".into())
    })
}

/// The name of a system's user as a handle, if one can be made of it.
fn made_valid(user: &str) -> Option<Handle> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    let lower = user.chars().map(|c| c.to_ascii_lowercase());
    let plain = lower.map(|c| if good(c) { c } else { '-' });
    let name: String =
        plain.skip_while(|c| !c.is_ascii_lowercase()).take(HANDLE_BYTES_MAX).collect();
    Handle::new(name.trim_end_matches('-')).ok()
}
