//! One thing for the record from any shell: it is kept on disk, sent, and its place printed.

use serde::Serialize;
use warroom_register::protocol::Asked;
use warroom_register::{Command, CommandId, Handle, Label, Register, Seq, Shown};

use super::seat::{Purpose, Run};
use super::text;
use super::write::Write;
use crate::app::msg::LinkMsg;
use crate::link::LinkHandle;
use crate::link::outbox::Outbox;
use crate::memory::Joined;
use crate::trouble::Trouble;
use crate::{clock, out};

type Inbox = tokio::sync::mpsc::Receiver<LinkMsg>;

/// What a one-shot prints.
#[derive(Serialize)]
struct Placed {
    entry: Seq,
    incident: Label,
    by: Handle,
}

/// Puts what was typed on the record and prints its place.
pub(crate) async fn write(run: &Run, write: Write) -> Result<(), Trouble> {
    let joined = run.joined()?;
    // Before a pipe is read, since what came out of it would be gone.
    write.clone().command("x".into(), clock::now(), None)?;
    let words = text::words(write.wanted())?;
    if let Some(cut) = &words.cut {
        out::note(cut);
    }
    let looks_up = write.looks_up(&words.text);
    let mut shot = Shot::begin(run, joined, looks_up)?;
    let register = if looks_up { Some(shot.register().await) } else { None };
    let made = write.command(words.text.clone(), clock::now(), register.as_ref());
    let placed = match made {
        Ok(command) => shot.ask(command).await,
        Err(why) => Err(why),
    };
    match placed {
        Ok(seq) => print(run, &shot.joined, seq),
        Err(why) => {
            shot.give_back(run, &words.text);
            Err(why)
        }
    }
}

/// Prints the place of what was recorded, and says where it went and as whom.
pub(crate) fn print(run: &Run, joined: &Joined, entry: Seq) -> Result<(), Trouble> {
    let (incident, by) = (joined.incident, joined.handle);
    if run.globals.json {
        out::json(&Placed { entry, incident, by })?;
    } else {
        out::line(&entry.to_string())?;
    }
    out::note(&format!("{entry} -> {incident} as {by}"));
    Ok(())
}

/// Asks one thing of an incident and gives the place of its record.
pub(crate) async fn ask(run: &Run, joined: &Joined, command: Command) -> Result<Seq, Trouble> {
    Shot::begin(run, joined.clone(), false)?.ask(command).await
}

/// A link for one command.
struct Shot {
    joined: Joined,
    link: Option<LinkHandle>,
    inbox: Inbox,
    register: Register,
    /// Why the server is not there, once that is known.
    down: Option<(String, bool)>,
    asked: Option<CommandId>,
}

impl Shot {
    fn begin(run: &Run, joined: Joined, looks_up: bool) -> Result<Self, Trouble> {
        let (link, inbox) = run.link(&joined, &Purpose::Shot { looks_up })?;
        let (link, register) = (Some(link), Register::default());
        Ok(Self { joined, link, inbox, register, down: None, asked: None })
    }

    /// What the room knows; where there is no server, what this machine's copy knows.
    async fn register(&mut self) -> Register {
        let mut head = None;
        while head != Some(self.register.head()) {
            match self.inbox.recv().await {
                Some(LinkMsg::Up(up)) => head = Some(up.head.max(self.register.head())),
                Some(LinkMsg::Records(records)) => {
                    let folded = records.iter().try_for_each(|r| self.register.apply(r));
                    if folded.is_err() {
                        break;
                    }
                    // More may have been recorded since the welcome.
                    head = head.map(|head| head.max(self.register.head()));
                }
                Some(LinkMsg::Down { why, retry_seconds }) => {
                    self.down = Some((why, retry_seconds.is_some()));
                    break;
                }
                Some(_) => {}
                None => break,
            }
        }
        std::mem::take(&mut self.register)
    }

    async fn ask(&mut self, command: Command) -> Result<Seq, Trouble> {
        let id = CommandId(uuid::Uuid::now_v7());
        self.asked = Some(id);
        if let Some(link) = &self.link {
            link.send(Asked { id, knew: None, command }).await;
        }
        let placed = self.placed(id).await;
        if let Some(link) = self.link.take() {
            let ending = link.ending();
            drop(link);
            ending.wait().await.iter().for_each(|note| out::note(note));
        }
        placed
    }

    /// Waits for the record of a command, or for why there is none.
    async fn placed(&mut self, id: CommandId) -> Result<Seq, Trouble> {
        if let Some((why, passes)) = self.down.take() {
            return Err(cut_off(why, passes));
        }
        while let Some(msg) = self.inbox.recv().await {
            match msg {
                LinkMsg::Records(records) => {
                    if let Some(own) = records.iter().find(|r| r.command == id) {
                        return Ok(own.seq);
                    }
                }
                LinkMsg::Already { command, seq } if command == id => return Ok(seq),
                LinkMsg::Refused { command, why } if command == id => {
                    return Err(Trouble::Refused(why));
                }
                LinkMsg::Refused { why, .. } => out::note(&format!(
                    "what waited from before was refused: {why} (warroom outbox)"
                )),
                LinkMsg::Down { why, retry_seconds } => {
                    return Err(cut_off(why, retry_seconds.is_some()));
                }
                _ => {}
            }
        }
        Err(Trouble::Refused("the link ended before the entry was recorded".into()))
    }

    /// Says where the words are that were not recorded; where they are nowhere, here they are.
    fn give_back(&self, run: &Run, words: &str) {
        if words.is_empty() {
            return;
        }
        let kept = Outbox::open(run.paths.outbox_folder(self.joined.id)).and_then(|outbox| {
            let waits = outbox.contents()?.waiting.iter().any(|a| Some(a.id) == self.asked);
            let refused = outbox.refused()?.iter().any(|r| Some(r.asked.id) == self.asked);
            Ok((waits, refused))
        });
        match kept {
            Ok((true, _)) => out::note(
                "it waits on this machine and goes out with the next command: warroom outbox",
            ),
            Ok((_, true)) => out::note("the words are kept: warroom outbox"),
            Ok((false, false)) | Err(_) => {
                out::note("the words are not kept; here they are:");
                words.lines().for_each(|line| out::note(Shown::of(line).as_str()));
            }
        }
    }
}

fn cut_off(why: String, passes: bool) -> Trouble {
    if passes { Trouble::Unreachable(why) } else { Trouble::Refused(why) }
}
