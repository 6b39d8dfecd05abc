//! A real incident's course, played by several responders in a room of its own.
//!
//! The course is a list of command lines as anybody could type them. Each player has a link like any
//! other, so whoever watches sees what they would see of people; it knows no screen and no server.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use warroom_register::protocol::{Asked, Door};
use warroom_register::{CommandId, Handle, Hash, Label, Seq};

use crate::app::msg::LinkMsg;
use crate::cli::line::{read, said, split};
use crate::link::copy::History;
use crate::link::dial::{Caller, Pinned};
use crate::link::{self, Hooks, LinkHandle, Plan, Post, Tries};
use crate::machine::Machine;
use crate::trouble::Trouble;

const COURSE: &str = include_str!("demo/course.txt");
/// Commands of one player that may wait to be told apart.
const SETTLED_MAX: usize = 64;

/// What is wrong, as the room is opened.
pub(crate) const TITLE: &str = "Database load climbs, nobody can comment";
/// Who opens it.
pub(crate) const LEAD: &str = "mira";

/// Where it is played.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// Where the server is.
    pub(crate) addresses: Vec<String>,
    /// The SHA-256 of its public key.
    pub(crate) pin: Hash,
    /// The incident.
    pub(crate) incident: Label,
}

/// One line of the course.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    after: Duration,
    who: Handle,
    words: Vec<String>,
    name: Option<String>,
}

/// Plays the course to its end, then keeps the players in the room.
pub(crate) async fn play(stage: Stage, machine: Arc<Machine>, you: Handle) -> Result<(), Trouble> {
    let steps = course()?;
    let mut cast = Cast { players: BTreeMap::new(), named: BTreeMap::new(), you };
    for who in steps.iter().map(|step| step.who) {
        if let std::collections::btree_map::Entry::Vacant(free) = cast.players.entry(who) {
            free.insert(Player::enter(&stage, &machine, who)?);
        }
    }
    for step in steps {
        tokio::time::sleep(step.after).await;
        cast.act(step).await?;
    }
    std::future::pending().await
}

struct Cast {
    players: BTreeMap<Handle, Player>,
    named: BTreeMap<String, Seq>,
    you: Handle,
}

impl Cast {
    /// One player says one thing. What the newcomer has changed meanwhile may make it impossible;
    /// then the play goes on without it.
    async fn act(&mut self, step: Step) -> Result<(), Trouble> {
        let Some(words) = self.filled_in(&step.words) else { return Ok(()) };
        let write = read(&words).map_err(|_usage| unplayable(&words.join(" ")))?;
        let text = said(&write);
        let command = write.command(text, crate::clock::now(), None)?;
        let Some(player) = self.players.get_mut(&step.who) else { return Ok(()) };
        let seq = player.ask(command).await;
        if let (Some(name), Some(seq)) = (step.name, seq) {
            self.named.insert(name, seq);
        }
        Ok(())
    }

    /// The words with names replaced by entries; none if one of them never came to be.
    fn filled_in(&self, words: &[String]) -> Option<Vec<String>> {
        let fill = |word: &String| match word.strip_prefix('$') {
            None => Some(word.clone()),
            Some("you") => Some(self.you.to_string()),
            Some(name) => self.named.get(name).map(|seq| seq.0.to_string()),
        };
        words.iter().map(fill).collect()
    }
}

/// A responder of the play, with a link of their own.
struct Player {
    link: LinkHandle,
    settled: mpsc::Receiver<(CommandId, Option<Seq>)>,
}

impl Player {
    fn enter(stage: &Stage, machine: &Arc<Machine>, who: Handle) -> Result<Self, Trouble> {
        let door = Door::Key { incident: Some(stage.incident) };
        let machine = Arc::clone(machine);
        let plan = Plan {
            caller: Caller {
                handle: who,
                machine,
                pin: stage.pin,
                door,
                screen: true,
                unsure: false,
            },
            addresses: stage.addresses.clone(),
            incident: None,
            copy: PathBuf::new(),
            history: History::None,
            outbox: Post::None,
            tries: Tries::Forever,
            seed: 0,
            hooks: Hooks::default(),
        };
        let (link, inbox) = link::start(Pinned::new(stage.pin)?, plan)?;
        let (tell, settled) = mpsc::channel(SETTLED_MAX);
        tokio::spawn(follow(inbox, who, tell));
        Ok(Self { link, settled })
    }

    /// Asks, and waits for what comes of it: the record's place, or none where it was refused.
    async fn ask(&mut self, command: warroom_register::Command) -> Option<Seq> {
        let id = CommandId(uuid::Uuid::now_v7());
        self.link.send(Asked::new(id, command)).await;
        while let Some((settled, seq)) = self.settled.recv().await {
            if settled == id {
                return seq;
            }
        }
        None
    }
}

/// Reads all that a player is told, and passes on what became of their own commands.
async fn follow(
    mut inbox: mpsc::Receiver<LinkMsg>,
    who: Handle,
    tell: mpsc::Sender<(CommandId, Option<Seq>)>,
) {
    while let Some(msg) = inbox.recv().await {
        let settled: Vec<_> = match msg {
            LinkMsg::Records(records) => {
                let own = records.iter().filter(|r| r.by == who);
                own.map(|r| (r.command, Some(r.seq))).collect()
            }
            LinkMsg::Refused { command, .. } => vec![(command, None)],
            LinkMsg::Already { command, seq } => vec![(command, Some(seq))],
            LinkMsg::Up(_)
            | LinkMsg::Afresh { .. }
            | LinkMsg::Waiting(_)
            | LinkMsg::Here(_)
            | LinkMsg::Stopped(_)
            | LinkMsg::Said(_)
            | LinkMsg::Look(_)
            | LinkMsg::Lobby(_)
            | LinkMsg::Degraded(_)
            | LinkMsg::Down { .. } => Vec::new(),
        };
        for one in settled {
            if tell.send(one).await.is_err() {
                return;
            }
        }
    }
}

/// The course as steps.
fn course() -> Result<Vec<Step>, Trouble> {
    let lines = COURSE.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(|line| step(line).ok_or_else(|| unplayable(line))).collect()
}

fn step(line: &str) -> Option<Step> {
    let mut parts = line.splitn(3, '|').map(str::trim);
    let after = Duration::try_from_secs_f64(parts.next()?.parse().ok()?).ok()?;
    let who = Handle::new(parts.next()?).ok()?;
    let (rest, name) = match parts.next()?.rsplit_once(" as ") {
        Some((rest, name)) if !name.contains('"') => (rest, Some(name.trim().to_owned())),
        _ => (line.splitn(3, '|').nth(2)?.trim(), None),
    };
    Some(Step { after, who, words: split(rest), name })
}

fn unplayable(line: &str) -> Trouble {
    Trouble::Usage(format!("the course of the demo cannot be played: {line}"))
}
