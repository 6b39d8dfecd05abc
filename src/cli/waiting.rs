//! What waits on this machine to be sent, and what was refused.

use std::time::Duration;

use clap::Args;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::timeout;
use warroom_register::protocol::Asked;
use warroom_register::{At, CommandId, Shown};

use super::seat::{Purpose, Run};
use super::{shot, unreached};
use crate::app::msg::LinkMsg;
use crate::app::outbox::{asked_at, is_leads};
use crate::link::outbox::{self, Outbox, RefusedCommand};
use crate::link::words::words;
use crate::memory::Joined;
use crate::trouble::Trouble;
use crate::{clock, out};

/// A command that was refused at once was not overtaken by anybody; seconds.
const WAITED_SECONDS_MIN: u64 = 10;
/// A link of which nothing is heard for so long sends nothing any more; seconds.
const SILENT_SECONDS_MAX: u64 = 20;
/// A name is at least so long: shorter ones are mistyped.
const NAME_CHARS_MIN: usize = 4;
/// Why something that waited is not sent.
const DROPPED: &str = "you let go of it before it was sent";

/// What is wanted of what waits and was refused.
#[derive(Args, Clone, Debug)]
pub(crate) struct Wanted {
    /// Send what waits now; with names (a3f9) what was refused, once more
    #[arg(long, value_name = "NAME", num_args = 0.., conflicts_with = "drop")]
    send: Option<Vec<String>>,
    /// Let go of these: what was refused is gone for good; what waits is not sent, and kept as refused.
    /// `refused` names all that was refused
    #[arg(long, value_name = "NAME", num_args = 1..)]
    drop: Vec<String>,
}

/// A command that waits or was refused.
#[derive(Serialize)]
struct Line<'a> {
    incident: &'a str,
    state: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<At>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    asked: &'a Asked,
}

/// What waits and was refused for one incident.
struct Of {
    /// What this machine calls it.
    incident: String,
    /// What it remembers of it; nothing where it has not joined it, or not any more.
    joined: Option<Joined>,
    outbox: Outbox,
}

/// One command of it.
struct One {
    /// Its place among the incidents.
    of: usize,
    asked: Asked,
    /// When it was refused, and why.
    refused: Option<RefusedCommand>,
}

/// Prints what waits and what was refused, once what is wanted of it is done.
pub(crate) async fn outbox(run: &Run, wanted: &Wanted) -> Result<(), Trouble> {
    let memory = run.memory()?;
    let of = |outbox: Outbox| {
        let joined = |j: &&Joined| run.paths.outbox_folder(j.id, j.handle) == outbox.folder();
        let joined = memory.joined.iter().rev().find(joined).cloned();
        let incident = joined.as_ref().map_or_else(|| outbox.name(), |j| j.incident.to_string());
        Of { incident, joined, outbox }
    };
    let all: Vec<Of> = outbox::all(&run.paths.outboxes_folder())?.into_iter().map(of).collect();
    let done = match &wanted.send {
        Some(names) if names.is_empty() => send_waiting(run, &all).await,
        Some(names) => send_once_more(run, &all, names).await,
        None => drop_these(&all, &wanted.drop),
    };
    print(run, &all)?;
    done
}

/// All of it, oldest first, incident by incident.
fn ones(all: &[Of]) -> Result<Vec<One>, Trouble> {
    let mut ones = Vec::new();
    for (of, Of { outbox, .. }) in all.iter().enumerate() {
        let waiting = outbox.contents()?.waiting.into_iter();
        ones.extend(waiting.map(|asked| One { of, asked, refused: None }));
        let refused = outbox.refused()?.into_iter();
        ones.extend(refused.map(|it| One { of, asked: it.asked.clone(), refused: Some(it) }));
    }
    Ok(ones)
}

/// What one is called: the end of its id, as long as it takes to tell it from the others.
fn name_of(one: &One, ones: &[One]) -> String {
    let id = |one: &One| one.asked.id.0.simple().to_string();
    let whole = id(one);
    let end =
        |chars: usize| whole.chars().skip(whole.len().saturating_sub(chars)).collect::<String>();
    let others = || ones.iter().filter(|other| other.asked.id != one.asked.id);
    let lengths = NAME_CHARS_MIN..whole.len();
    lengths
        .map(end)
        .find(|name| others().all(|it| !id(it).ends_with(name)))
        .unwrap_or_else(|| whole.clone())
}

/// The one that is called so.
fn named<'a>(name: &str, ones: &'a [One]) -> Result<&'a One, Trouble> {
    let plain = name.replace('-', "").to_lowercase();
    let is_it = |one: &&One| one.asked.id.0.simple().to_string().ends_with(&plain);
    let mut found = ones.iter().filter(is_it);
    let shown = Shown::line(name, 40);
    match (found.next(), found.next()) {
        (Some(one), None) if plain.len() >= NAME_CHARS_MIN => Ok(one),
        (Some(_), Some(_)) => Err(Trouble::Refused(format!(
            "{shown} could be several of them: write the whole name (warroom outbox)"
        ))),
        _ => Err(Trouble::Refused(format!("nothing here is called {shown}: warroom outbox"))),
    }
}

async fn send_waiting(run: &Run, all: &[Of]) -> Result<(), Trouble> {
    let mut trouble = None;
    for Of { joined, outbox, .. } in all {
        if let Some(joined) = joined {
            trouble = drain(run, joined, outbox).await.err().or(trouble);
        }
    }
    trouble.map_or(Ok(()), Err)
}

/// What was refused is asked anew, by an id that says when it was written first.
async fn send_once_more(run: &Run, all: &[Of], names: &[String]) -> Result<(), Trouble> {
    let ones = ones(all)?;
    let chosen = names.iter().map(|name| named(name, &ones)).collect::<Result<Vec<_>, _>>()?;
    for one in chosen {
        let Some(Of { incident, joined, outbox }) = all.get(one.of) else { continue };
        let Some(joined) = joined else { return Err(Trouble::Refused(not_joined(incident))) };
        if one.refused.is_none() {
            drain(run, joined, outbox).await?;
            continue;
        }
        let asked = Asked { id: anew(one.asked.id), ..one.asked.clone() };
        let placed = shot::ask_this(run, joined, asked.clone()).await;
        if placed.is_ok() || is_kept(outbox, asked.id)? {
            outbox.forget_refused(one.asked.id)?;
        }
        shot::went(joined, placed?);
    }
    Ok(())
}

/// Another id of the same moment.
fn anew(id: CommandId) -> CommandId {
    let fresh = || uuid::Uuid::now_v7();
    CommandId(id.0.get_timestamp().map_or_else(fresh, uuid::Uuid::new_v7))
}

/// Whether its words are on disk, wherever.
fn is_kept(outbox: &Outbox, command: CommandId) -> Result<bool, Trouble> {
    let waits = outbox.contents()?.waiting.iter().any(|asked| asked.id == command);
    Ok(waits || outbox.refused()?.iter().any(|it| it.asked.id == command))
}

/// Nothing is lost by one slip: what waits is kept as what was refused.
fn drop_these(all: &[Of], names: &[String]) -> Result<(), Trouble> {
    let ones = ones(all)?;
    let mut chosen: Vec<&One> = Vec::new();
    for name in names {
        if name == "refused" {
            chosen.extend(ones.iter().filter(|one| one.refused.is_some()));
        } else {
            chosen.push(named(name, &ones)?);
        }
    }
    for one in chosen {
        let Some(Of { outbox, .. }) = all.get(one.of) else { continue };
        if one.refused.is_some() {
            outbox.forget_refused(one.asked.id)?;
        } else {
            outbox.refuse(one.asked.id, DROPPED, clock::now())?;
        }
    }
    Ok(())
}

fn not_joined(incident: &str) -> String {
    format!(
        "this machine has not joined {incident}, or not any more: nothing for it can be sent. Join it \
         again, or let go of these (--drop)"
    )
}

fn print(run: &Run, all: &[Of]) -> Result<(), Trouble> {
    let ones = ones(all)?;
    for (nth, Of { incident, joined, outbox }) in all.iter().enumerate() {
        for bad in outbox.contents()?.bad {
            out::note(&format!("{bad}: it is never sent; look at the file, and remove it"));
        }
        for file in outbox.refused_unread()? {
            let what =
                "it was refused and does not read as a command; look at the file, and remove it";
            out::note(&Trouble::file(&file, what).to_string());
        }
        let mut some = false;
        for one in ones.iter().filter(|one| one.of == nth) {
            some = true;
            print_one(run, incident, one, &name_of(one, &ones))?;
        }
        if some && joined.is_none() {
            out::note(&not_joined(incident));
        }
    }
    if !run.globals.json && ones.iter().any(|one| one.refused.is_some()) {
        out::note(
            "what was refused: --send NAME sends it once more, --drop NAME lets go of it (--drop \
             refused: of all)",
        );
    }
    Ok(())
}

fn print_one(run: &Run, incident: &str, one: &One, name: &str) -> Result<(), Trouble> {
    let One { asked, refused, .. } = one;
    let (at, why) = refused.as_ref().map(|it| (it.at, it.why.as_str())).unzip();
    let state = if refused.is_some() { "refused" } else { "waits" };
    if run.globals.json {
        return out::json(&Line { incident, state, name, at, why, asked }).map(drop);
    }
    let written = asked_at(asked.id).map(|at| format!(", {}", at.clock_beside(clock::now())));
    let why = why.map(|why| format!(" ({})", Shown::of(why))).unwrap_or_default();
    let (words, written) = (words(&asked.command), written.unwrap_or_default());
    out::line(&format!("{incident} {state:<8} {name}{written}  {words}{why}"))?;
    refused.as_ref().and_then(as_seen).iter().for_each(|offer| out::note(offer));
    Ok(())
}

/// A command that waited, and was refused by then.
pub(super) fn refused(outbox: &Outbox, command: CommandId) -> Option<RefusedCommand> {
    outbox.refused().ok()?.into_iter().find(|refused| refused.asked.id == command)
}

/// What only a lead may give, and waited until somebody else led, can still be kept: as something
/// seen, marked. The line that writes it so, for a shell.
pub(super) fn as_seen(refused: &RefusedCommand) -> Option<String> {
    let asked = asked_at(refused.asked.id)?;
    let waited = refused.at.seconds_since(asked) >= WAITED_SECONDS_MIN;
    if !waited || !is_leads(&refused.asked.command) {
        return None;
    }
    let words = words(&refused.asked.command);
    let mark = format!("(meant at {} as the lead, not carried out) {words}", asked.clock());
    let mark = mark.replace('\'', "\u{2019}");
    Some(format!("to keep it as something you saw: warroom saw '{mark}'"))
}

/// Sends what waits for one incident.
async fn drain(run: &Run, joined: &Joined, outbox: &Outbox) -> Result<(), Trouble> {
    if outbox.contents()?.waiting.is_empty() {
        return Ok(());
    }
    // Who holds the lock sends; a screen that is suspended may hold it for ever.
    if !Outbox::open(outbox.folder().to_owned())?.lock()? {
        return Err(Trouble::Refused(another_sends(joined)));
    }
    let (link, inbox) = run.link(joined, &Purpose::Shot { looks_up: false })?;
    let ending = link.ending();
    let result = until_sent(inbox, joined, outbox).await;
    drop(link);
    ending.wait().await.iter().for_each(|note| out::note(note));
    result
}

async fn until_sent(
    mut inbox: mpsc::Receiver<LinkMsg>,
    joined: &Joined,
    outbox: &Outbox,
) -> Result<(), Trouble> {
    let patience = Duration::from_secs(SILENT_SECONDS_MAX);
    loop {
        let msg = timeout(patience, inbox.recv()).await;
        match &msg {
            Ok(Some(LinkMsg::Stopped(stopped))) => {
                return Err(Trouble::Unreachable(stopped.sentence()));
            }
            Ok(Some(LinkMsg::Down { why, retry_seconds })) => {
                return Err(unreached::trouble(why.clone(), retry_seconds.is_some(), joined));
            }
            Ok(_) | Err(_) if outbox.contents()?.waiting.is_empty() => return Ok(()),
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return Err(Trouble::Refused(another_sends(joined))),
        }
    }
}

fn another_sends(joined: &Joined) -> String {
    format!(
        "another warroom on this machine has what {} wrote in {} to send, and it is not sent yet: look \
         at that screen (a suspended one comes back with fg), or close it and say --send again",
        joined.handle, joined.incident
    )
}
