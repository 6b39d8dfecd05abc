//! Under which handle somebody comes in, and the wait at a door that does not open by itself.
//!
//! Where nobody said a handle, whoever is at the terminal is asked, once: it is remembered. One that
//! belongs to somebody else's key is asked for again, and nobody is bothered for it.

use std::io::{self, BufRead as _, IsTerminal as _};
use std::time::Duration;

use tokio::time::{Instant, sleep};
use warroom_register::Handle;
use warroom_register::protocol::{Door, SeatEnd};

use crate::app::door::in_short;
use crate::cli::room::has_terminal;
use crate::cli::seat::{Named, Place, Run};
use crate::cli::unreached::of_invite;
use crate::link::dial::{NoSeat, Welcome};
use crate::out;
use crate::trouble::{Trouble, said};

/// Whoever has to be let in waits at the door for so long, in seconds.
const DOOR_SECONDS_MAX: u64 = 600;
/// Between two looks whether it has opened, in seconds.
const DOOR_RETRY_SECONDS: u64 = 1;
/// The user that is nobody's name.
const SYSTEM_USER: &str = "root";
/// Said of a handle that was asked for and not given.
const NO_HANDLE: &str = "no handle was given: say --as HANDLE, such as --as ana";
/// Said of an Enter where there is no usual one.
const NOTHING_TYPED: &str = "others have to call you something: type a handle, such as ana";
/// Said where nobody can be asked for one.
const NOBODY_ASKED: &str = "under which handle, as others will see it? Say --as HANDLE, such as --as ana, or set WARROOM_HANDLE";

/// Comes in once, under the handle that is known here or is given now.
pub(super) async fn come_in_as(
    run: &Run,
    place: &Place,
    door: &Door,
) -> Result<(Handle, Welcome), Trouble> {
    let mut name = Named { handle: known_or_asked(run)?, unsure: somebody_answers() };
    loop {
        match wait_at_door(run, place, name, door).await {
            Err(NoSeat::Denied { end: SeatEnd::Taken, why }) if name.unsure => {
                let handle = name.handle;
                out::note(&format!("{why}."));
                let question = format!("Another handle, or Enter if {handle} is you and waits: ");
                let given = asked_handle(&question, Some(handle))?;
                name = Named { handle: given, unsure: given != handle };
            }
            settled => return Ok((name.handle, settled.map_err(|no| of_invite(no.into()))?)),
        }
    }
}

/// The handle that is known here; where none is, whoever is at the terminal is asked for it.
pub(super) fn known_or_asked(run: &Run) -> Result<Handle, Trouble> {
    if run.knows_handle()? {
        return run.handle();
    }
    let usual = usual(run);
    if somebody_answers() {
        return asked_handle(&first_question(usual), usual);
    }
    usual.ok_or_else(|| Trouble::Usage(NOBODY_ASKED.into()))
}

/// The handle that is known here, or guessed; whoever works as the system's own user is somebody else to
/// the others.
pub(in crate::cli) fn usual(run: &Run) -> Option<Handle> {
    let known = run.knows_handle().unwrap_or_default();
    run.handle().ok().filter(|handle| known || handle.as_str() != SYSTEM_USER)
}

/// Whether somebody sees a question and can answer it.
fn somebody_answers() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

fn first_question(usual: Option<Handle>) -> String {
    match usual {
        Some(usual) => format!("Your handle, as others will see it [{usual}]: "),
        None => "Your handle, as others will see it (such as ana): ".to_owned(),
    }
}

/// A handle from whoever is at the terminal: the usual one by Enter alone. One that cannot be is
/// asked for again.
fn asked_handle(question: &str, usual: Option<Handle>) -> Result<Handle, Trouble> {
    loop {
        let Some(line) = asked_line(question)? else {
            out::note("");
            return Err(Trouble::Usage(NO_HANDLE.into()));
        };
        let given = match usual {
            Some(usual) if line.is_empty() => Ok(usual),
            None if line.is_empty() => Err(NOTHING_TYPED.to_owned()),
            _ => Handle::new(line.trim_start_matches('@')),
        };
        match given {
            Ok(handle) => return Ok(handle),
            Err(why) => out::note(&why),
        }
    }
}

/// One line from whoever is at the terminal, or from a pipe; none at its end.
pub(in crate::cli) fn asked_line(question: &str) -> Result<Option<String>, Trouble> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        out::prompt(question);
    }
    let mut line = String::new();
    let read = stdin.lock().read_line(&mut line).map_err(|e| Trouble::Usage(said(&e)))?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// Comes in at once, or stands at the door until somebody opens; without a terminal nobody waits.
async fn wait_at_door(
    run: &Run,
    place: &Place,
    name: Named,
    door: &Door,
) -> Result<Welcome, NoSeat> {
    let until = Instant::now() + Duration::from_secs(DOOR_SECONDS_MAX);
    let mut told = false;
    loop {
        match run.knock(place, name, door.clone()).await {
            Err(NoSeat::Denied { end: SeatEnd::Waits, why })
                if has_terminal() && Instant::now() < until =>
            {
                if !std::mem::replace(&mut told, true) {
                    let key = in_short(run.machine.public());
                    out::note(&format!(
                        "{why}. The key of this machine is {key}: whoever lets you in compares it. \
                         Waiting at the door; Ctrl-C goes away."
                    ));
                }
            }
            Err(NoSeat::Denied { end: SeatEnd::Waits, why }) => {
                // Trying again by itself does not help any more.
                return Err(NoSeat::Denied { end: SeatEnd::Denied, why });
            }
            settled => return settled,
        }
        sleep(Duration::from_secs(DOOR_RETRY_SECONDS)).await;
    }
}
