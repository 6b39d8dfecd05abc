//! Putting back what a server lost: from this machine's copy, or from a recording that somebody sent.
//!
//! The server takes only what continues its record and ends in what its own file of heads says was
//! there. Where nobody has it, the lead may go on without. Where the server cannot tell who is right,
//! whoever holds its data folder can (`here`).

mod here;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use futures_util::StreamExt as _;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::protocol::{Asked, Door, ServerMessage, StopWhy, Stopped, holds_records};
use warroom_register::{Command, CommandId, Seq};

use super::pick;
use super::seat::Run;
use crate::host::embedded::By;
use crate::link::bring::{bring, call_with};
use crate::link::copy::told::Told;
use crate::link::copy::{Copy, History};
use crate::link::dial::{Caller, Pinned, Road, Welcome};
use crate::link::settle::settle;
use crate::memory::Joined;
use crate::out;
use crate::trouble::{Trouble, as_told, shown};
use crate::which::Which;

/// The server checks and stores what came before it answers, in seconds.
const ANSWER_SECONDS_MAX: u64 = 120;

/// What is put back, and from where.
#[derive(Args, Clone, Debug)]
pub(crate) struct Restore {
    /// Into which incident; without one the incident that this machine has joined
    #[arg(value_name = "INC")]
    named: Option<Which>,
    /// From this recording instead of this machine's own copy
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Put nothing back: the lead says that the room goes on without what is missing, and why
    #[arg(long, value_name = "WHY", conflicts_with = "from")]
    go_on: Option<String>,
    /// On the word of whoever runs this machine's server, which is stopped for it: where what it has was
    /// altered and it cannot tell itself who is right
    #[arg(long, conflicts_with_all = ["go_on", "data"])]
    here: bool,
    /// Put them back in the data folder of a server that is stopped
    #[arg(long, value_name = "DIR", conflicts_with = "go_on")]
    data: Option<PathBuf>,
}

type Socket = WebSocketStream<<Pinned as Road>::Stream>;

/// Puts back what is missing, or goes on without.
pub(crate) async fn restore(run: &Run, restore: Restore) -> Result<(), Trouble> {
    let mut globals = run.globals.clone();
    globals.incident = restore.named.or(globals.incident);
    let own = restore.here.then_some(here::Folder::Own);
    if let Some(folder) = restore.data.map(here::Folder::At).or(own) {
        return here::put_right(run, &globals, folder, restore.from.as_deref()).await;
    }
    let joined = pick::incident(&run.memory()?, &globals)?;
    let path = restore.from.unwrap_or_else(|| run.paths.copy_file(joined.id));
    let (mut copy, _) = Copy::open(&path, History::Read)?;
    copy.notes().iter().for_each(|note| out::note(note));
    let (mut socket, welcome) = seat(run, &joined, &copy).await?;
    let incident = joined.incident;
    let holds = copy.held().0;
    let Some(stopped) = welcome.said.stopped else {
        if restore.go_on.is_some() {
            return goes_on_already(&joined, &path);
        }
        out::note(&format!(
            "nothing is missing: the server has {incident} up to {}",
            welcome.said.head
        ));
        return Ok(());
    };
    if let Some(why) = restore.go_on {
        go_on(run, socket, &joined, &stopped, why).await?;
        // Who leads says so, and on this machine too.
        return Told::forget(&path);
    }
    if stopped.why == StopWhy::Differs {
        return Err(Trouble::Refused(format!(
            "{}. Whoever runs the server can put it right there: warroom restore --here, or --data DIR",
            stopped.sentence()
        )));
    }
    let head = welcome.said.head;
    if holds <= head {
        return Err(Trouble::Refused(format!(
            "{} ends at {holds} and has nothing of what is missing ({}); {}",
            shown(&path),
            stopped.head(),
            stopped.what_to_do()
        )));
    }
    bring(&mut socket, copy.behind(head)?).await.map_err(|down| Trouble::Unreachable(down.why))?;
    let to = brought(&mut socket).await?;
    drop(socket.close(None).await);
    if stopped.why == StopWhy::Altered {
        out::line(&format!(
            "the record of {incident} on the server is as it was recorded, up to {to}"
        ))?;
        out::note("what stood there and read otherwise is kept beside it");
        return rest(run, &joined, &copy, to).await;
    }
    let (from, count) = (head.next(), to.0.saturating_sub(head.0));
    out::line(&format!("{from} to {to} are back on the server of {incident} ({count} records)"))?;
    rest(run, &joined, &copy, to).await
}

/// Brings what this copy has behind that, where the server waits for more and now knows who brings it.
async fn rest(run: &Run, joined: &Joined, copy: &Copy, to: Seq) -> Result<(), Trouble> {
    if copy.held().0 <= to {
        return Ok(());
    }
    let (mut socket, welcome) = seat(run, joined, copy).await?;
    let waits = welcome.said.stopped.is_some_and(|stopped| stopped.why == StopWhy::Lost);
    if waits && welcome.said.head < copy.held().0 {
        let lines = copy.behind(welcome.said.head)?;
        bring(&mut socket, lines).await.map_err(|down| Trouble::Unreachable(down.why))?;
        let to = brought(&mut socket).await?;
        out::line(&format!("so is the rest, up to {to}"))?;
    }
    drop(socket.close(None).await);
    Ok(())
}

/// A seat of a server that has less than this copy, or as much.
async fn seat(run: &Run, joined: &Joined, copy: &Copy) -> Result<(Socket, Welcome), Trouble> {
    let (addresses, caller) = way(run, joined).await?;
    Ok(call_with(&Pinned::new(joined.pin)?, &addresses, &caller, copy).await?)
}

/// Where the server is, and as whom it is called.
async fn way(run: &Run, joined: &Joined) -> Result<(Vec<String>, Caller), Trouble> {
    let mut addresses = joined.addresses.clone();
    if joined.embedded {
        addresses = run.own_place(By::Incident, false).await?.addresses;
    }
    let door = Door::Key { incident: Some(joined.incident) };
    Ok((addresses, run.caller(joined.handle, joined.pin, door, false)))
}

/// What came of what was brought.
async fn brought(socket: &mut Socket) -> Result<Seq, Trouble> {
    let answer = async {
        while let Some(Ok(message)) = socket.next().await {
            let Message::Text(text) = message else { continue };
            if holds_records(&text) {
                continue;
            }
            match serde_json::from_str(&text) {
                Ok(ServerMessage::Brought { to }) => return Ok(to),
                Ok(ServerMessage::NotBrought { why }) => {
                    return Err(Trouble::Refused(as_told(&why)));
                }
                Ok(_) | Err(_) => {}
            }
        }
        Err(Trouble::Unreachable("the server broke off before it answered: try again".into()))
    };
    let late = |_elapsed| Trouble::Unreachable("the server does not answer: try again".into());
    timeout(Duration::from_secs(ANSWER_SECONDS_MAX), answer).await.map_err(late)?
}

/// It was said before, by a run that did not learn of it: what that one had left to do is done.
fn goes_on_already(joined: &Joined, path: &Path) -> Result<(), Trouble> {
    out::note(&format!("{} goes on already: nothing waits for what was missing", joined.incident));
    Told::forget(path)
}

/// The lead says that the room goes on.
async fn go_on(
    run: &Run,
    socket: Socket,
    joined: &Joined,
    stopped: &Stopped,
    why: String,
) -> Result<(), Trouble> {
    let why = why.as_str().into();
    let command = Command::GoOn { from_seq: stopped.from, to_seq: stopped.to, why };
    let asked = Asked::new(CommandId(uuid::Uuid::now_v7()), command);
    let (addresses, caller) = way(run, joined).await?;
    settle(&Pinned::new(joined.pin)?, &addresses, &caller, socket, &asked).await?;
    out::note(&format!(
        "{} goes on without what was missing, and that is on record. Whose copy holds it keeps it as \
         a file: warroom join {} --set-aside",
        joined.incident, joined.incident
    ));
    Ok(())
}
