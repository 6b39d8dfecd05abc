//! What waits on this machine to be sent, and what was refused.

use serde::Serialize;
use warroom_register::protocol::Asked;
use warroom_register::{At, CommandId, Shown};

use super::seat::{Purpose, Run};
use crate::app::msg::LinkMsg;
use crate::app::outbox::{asked_at, is_leads};
use crate::link::outbox::{self, Outbox, RefusedCommand};
use crate::link::words::words;
use crate::memory::Joined;
use crate::out;
use crate::trouble::Trouble;

/// A command that was refused at once was not overtaken by anybody; seconds.
const WAITED_SECONDS_MIN: u64 = 10;

/// A command that waits or was refused.
#[derive(Serialize)]
struct Line<'a> {
    incident: String,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<At>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    asked: &'a Asked,
}

/// Prints what waits and what was refused; sends what waits if that is wanted.
pub(crate) async fn show(run: &Run, send: bool) -> Result<(), Trouble> {
    let memory = run.memory()?;
    let mut trouble = None;
    for (id, outbox) in outbox::all(&run.paths.outboxes_folder())? {
        let joined = memory.joined.iter().rev().find(|j| j.id.to_string() == id);
        if let (true, Some(joined)) = (send, joined) {
            trouble = drain(run, joined, &outbox).await.err().or(trouble);
        }
        let name = joined.map_or_else(|| id.clone(), |j| j.incident.to_string());
        print(run, &name, &outbox)?;
    }
    trouble.map_or(Ok(()), Err)
}

fn print(run: &Run, incident: &str, outbox: &Outbox) -> Result<(), Trouble> {
    let contents = outbox.contents()?;
    contents.bad.iter().for_each(|bad| out::note(bad));
    for asked in &contents.waiting {
        let incident = incident.to_owned();
        if run.globals.json {
            out::json(&Line { incident, state: "waits", at: None, why: None, asked })?;
        } else {
            out::line(&format!("{incident} waits    {}", words(&asked.command)))?;
        }
    }
    for refused in outbox.refused()? {
        let (incident, asked) = (incident.to_owned(), &refused.asked);
        if run.globals.json {
            let (at, why) = (Some(refused.at), Some(refused.why.as_str()));
            out::json(&Line { incident, state: "refused", at, why, asked })?;
        } else {
            let why = Shown::of(&refused.why);
            out::line(&format!("{incident} refused  {} ({why})", words(&asked.command)))?;
            if let Some(offer) = as_seen(&refused) {
                out::note(&offer);
            }
        }
    }
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
    let (link, mut inbox) = run.link(joined, &Purpose::Shot { looks_up: false })?;
    let ending = link.ending();
    let mut result = Ok(());
    while let Some(msg) = inbox.recv().await {
        match msg {
            LinkMsg::Stopped(stopped) => {
                result = Err(Trouble::Unreachable(stopped.sentence()));
                break;
            }
            LinkMsg::Down { why, retry_seconds } => {
                let kind =
                    if retry_seconds.is_some() { Trouble::Unreachable } else { Trouble::Refused };
                result = Err(kind(why));
                break;
            }
            LinkMsg::Records(_)
            | LinkMsg::Already { .. }
            | LinkMsg::Refused { .. }
            | LinkMsg::Here(_)
                if outbox.contents()?.waiting.is_empty() =>
            {
                break;
            }
            _ => {}
        }
    }
    drop((link, inbox));
    ending.wait().await.iter().for_each(|note| out::note(note));
    result
}
