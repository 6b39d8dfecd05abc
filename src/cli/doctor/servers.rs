//! Whether the servers and rooms that this machine knows are reached, and how far apart clocks are.

use std::time::Instant;

use warroom_register::protocol::Door;

use super::Finding;
use crate::cli::seat::{Named, Place, Run};
use crate::clock;
use crate::host::embedded;
use crate::link::dial::{NoSeat, Welcome};
use crate::link::outbox;
use crate::memory::Joined;
use crate::trouble::Trouble;

/// Clocks that are further apart than this are worth a word: the server's is the one that counts, in
/// seconds.
const SKEW_SECONDS_MAX: i64 = 5;
/// How many rooms are knocked at, the last joined first.
const ROOMS_MAX: usize = 8;

pub(super) async fn findings(run: &Run) -> Vec<Finding> {
    let mut all = vec![own(run)];
    let memory = match run.memory() {
        Ok(memory) => memory,
        Err(why) => return vec![Finding::bad("memory", why.to_string())],
    };
    match run.team_place() {
        Ok(Some(place)) => all.push(team(run, &place).await),
        Ok(None) => all
            .push(Finding::good("team", "no server of a team: warroom join with an invite to one")),
        Err(why) => all.push(Finding::bad("team", why.to_string())),
    }
    for joined in memory.joined.iter().rev().filter(|j| j.open).take(ROOMS_MAX) {
        all.push(room(run, joined).await);
    }
    all.push(waiting(run));
    all
}

/// The server of this machine.
fn own(run: &Run) -> Finding {
    match embedded::running(&run.paths) {
        Ok(Some(door)) if door.shared => Finding::good(
            "server",
            format!("of this machine, for this network: {}", door.addresses.join(", ")),
        ),
        Ok(Some(door)) => {
            Finding::good("server", format!("of this machine, for it alone: {}", door.address))
        }
        Ok(None) => Finding::good("server", "none runs on this machine: warroom open starts one"),
        Err(why) => Finding::bad("server", why.to_string()),
    }
}

async fn team(run: &Run, place: &Place) -> Finding {
    let handle = match run.handle() {
        Ok(handle) => handle,
        Err(why) => return Finding::bad("team", why.to_string()),
    };
    let began = Instant::now();
    let welcome = run.knock(place, Named::known(handle), Door::Key { incident: None }).await;
    reached("team", &place.addresses, began, welcome)
}

async fn room(run: &Run, joined: &Joined) -> Finding {
    let place = Place {
        addresses: joined.addresses.clone(),
        pin: joined.pin,
        embedded: joined.embedded.then_some(false),
    };
    let door = Door::Key { incident: Some(joined.incident) };
    let began = Instant::now();
    let welcome = run.knock(&place, Named::known(joined.handle), door).await;
    let mut finding = reached("room", &place.addresses, began, welcome);
    finding.text = format!("{} as {}: {}", joined.incident, joined.handle, finding.text);
    finding
}

/// What came of a knock: where, how fast, and how the clocks stand.
fn reached(
    what: &'static str,
    addresses: &[String],
    began: Instant,
    welcome: Result<Welcome, NoSeat>,
) -> Finding {
    let took = began.elapsed().as_millis();
    match welcome {
        Err(no) => {
            let why = Trouble::from(no);
            Finding::bad(what, format!("{} is not reached: {why}", addresses.join(", ")))
        }
        Ok(welcome) => {
            let ahead = welcome.said.now.ms().saturating_sub(clock::now().ms()) / 1000;
            let text = format!("{} answers within {took} ms", welcome.at);
            skewed(what, &text, ahead)
        }
    }
}

fn skewed(what: &'static str, text: &str, ahead_seconds: i64) -> Finding {
    let apart = ahead_seconds.abs();
    if apart <= SKEW_SECONDS_MAX {
        return Finding::good(what, format!("{text}; clocks agree"));
    }
    let which = if ahead_seconds > 0 { "behind" } else { "ahead of" };
    Finding::hint(
        what,
        format!("{text}; this machine's clock is {apart} s {which} the server's, which counts"),
    )
}

/// What waits to be sent.
fn waiting(run: &Run) -> Finding {
    let count = || -> Result<usize, Trouble> {
        let all = outbox::all(&run.paths.outboxes_folder())?;
        all.iter().map(|outbox| Ok(outbox.contents()?.waiting.len())).sum()
    };
    match count() {
        Ok(0) => Finding::good("outbox", "nothing waits to be sent"),
        Ok(n) => Finding::hint("outbox", format!("{n} wait to be sent: warroom outbox --send")),
        Err(why) => Finding::bad("outbox", why.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn clocks_that_are_apart_are_told_apart() {
        let with = |seconds| skewed("team", "x", seconds);
        assert_eq!((with(4).state, with(-5).state), (State::Good, State::Good));
        assert!(with(90).text.contains("90 s behind the server's"));
        assert!(with(-90).text.contains("90 s ahead of the server's"));
    }
}
