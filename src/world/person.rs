//! Somebody in a held world: writes, reads, dies and comes back, and notes all of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use warroom_register::protocol::{Asked, Door};
use warroom_register::{CommandId, Handle, Hash, IncidentId, Label, Seq};

use super::chance::Chance;
use super::history::{Line, Moment, Notes};
use super::net::{Net, Way};
use super::saw;
use crate::app::msg::LinkMsg;
use crate::link::copy::History as Copies;
use crate::link::dial::Caller;
use crate::link::outbox::Outbox;
use crate::link::{Hooks, Link, LinkHandle, Plan, Tries};
use crate::machine::Machine;
use crate::paths::Paths;

/// How far somebody has got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// All that was to be written is written and settled.
    pub(super) settled: bool,
    /// The last record on the screen.
    pub(super) head: Seq,
}

/// Somebody, over all their lives.
pub(super) struct Person {
    pub(super) who: Handle,
    pub(super) place: usize,
    pub(super) machine: Arc<Machine>,
    pub(super) incident: Label,
    pub(super) id: IncidentId,
    pub(super) net: Arc<Net>,
    pub(super) home: PathBuf,
    pub(super) chance: Chance,
    pub(super) notes: Notes,
    pub(super) dies: Arc<Notify>,
    pub(super) progress: watch::Sender<Progress>,
    pub(super) entries: usize,
    pub(super) written: usize,
    /// Asked and not known to be settled.
    pub(super) open: BTreeMap<CommandId, Asked>,
}

/// One life.
struct Life {
    paths: Paths,
    link: LinkHandle,
    inbox: mpsc::Receiver<LinkMsg>,
    dead: CancellationToken,
    writes_at: Instant,
}

impl Person {
    /// Lives, dies and lives again, until the world ends or the link is down for good.
    pub(super) async fn live(mut self) {
        for life in 0_u32.. {
            let home = self.home.join(format!("{}-{life}", self.who));
            let mut now = self.begin(Paths::under(&home));
            self.progress.send_modify(|it| it.head = Seq(0));
            let dies = Arc::clone(&self.dies);
            loop {
                tokio::select! {
                    biased;
                    () = dies.notified() => break,
                    msg = now.inbox.recv() => {
                        if !self.hear(msg.expect("a link ended by itself")) {
                            return;
                        }
                    }
                    () = sleep_until(now.writes_at), if self.written < self.entries => {
                        self.write(&mut now).await;
                    }
                }
                let settled = self.written == self.entries && self.open.is_empty();
                self.progress.send_modify(|it| it.settled = settled);
            }
            self.die(now, &home, &self.home.join(format!("{}-{}", self.who, life + 1)));
        }
    }

    fn begin(&mut self, paths: Paths) -> Life {
        let dead = CancellationToken::new();
        let chance = Mutex::new(Chance::new(self.chance.number()));
        let way = Way { net: Arc::clone(&self.net), who: self.place, chance, dead: dead.clone() };
        let door = Door::Key { incident: Some(self.incident) };
        let machine = Arc::clone(&self.machine);
        let plan = Plan {
            caller: Caller {
                handle: self.who,
                machine,
                pin: Hash::default(),
                door,
                screen: true,
                unsure: false,
            },
            addresses: vec!["far.example:7443".to_owned()],
            incident: Some(self.id),
            copy: (paths.copy_file(self.id), Copies::Keep),
            outbox: Some(paths.outbox_folder(self.id, self.who)),
            tries: Tries::Forever,
            seed: self.chance.number(),
            hooks: Hooks::default(),
        };
        let (link, inbox) = Link::start(way, plan).unwrap();
        Life { paths, link, inbox, dead, writes_at: Instant::now() }
    }

    async fn write(&mut self, now: &mut Life) {
        let command = saw(&format!("{} {}", self.who, self.written));
        let asked = Asked { id: CommandId(uuid::Uuid::now_v7()), knew: None, command };
        self.written += 1;
        self.open.insert(asked.id, asked.clone());
        self.notes.note(Moment::Asked(asked.id, asked.command.clone()));
        now.link.send(asked).await;
        now.writes_at = Instant::now() + Duration::from_millis(self.chance.below(3_000));
    }

    /// False if the link is down for good.
    fn hear(&mut self, msg: LinkMsg) -> bool {
        match msg {
            LinkMsg::Records(records) => {
                for record in &records {
                    self.open.remove(&record.command);
                    self.notes.note(Moment::Saw(Line::again(record)));
                    self.progress.send_modify(|it| it.head = record.seq);
                }
            }
            LinkMsg::Already { command, seq } => {
                self.open.remove(&command);
                self.notes.note(Moment::Already(command, seq));
            }
            LinkMsg::Refused { command, why: _ } => {
                self.open.remove(&command);
                self.notes.note(Moment::Refused(command));
            }
            LinkMsg::Down { retry_seconds: None, .. } => return false,
            _ => {}
        }
        true
    }

    /// Dies: what is on disk at this moment is what the next life begins with.
    fn die(&mut self, now: Life, home: &Path, next: &Path) {
        now.dead.cancel();
        copy(home, next);
        // A crash of the machine takes from the end of the copy what was not synced.
        let kept = Paths::under(next).copy_file(self.id);
        if let Ok(about) = std::fs::metadata(&kept)
            && self.chance.percent(50)
        {
            let file = std::fs::OpenOptions::new().write(true).open(&kept).unwrap();
            file.set_len(about.len().saturating_sub(self.chance.below(2_000))).unwrap();
        }
        let outbox = Outbox::open(Paths::under(next).outbox_folder(self.id, self.who)).unwrap();
        let waiting = outbox.contents().unwrap().waiting;
        self.notes.note(Moment::Died);
        let kept = |id: &CommandId| waiting.iter().any(|asked| asked.id == *id);
        let (open, lost) = std::mem::take(&mut self.open).into_iter().partition(|(id, _)| kept(id));
        self.open = open;
        let lost: BTreeMap<CommandId, Asked> = lost;
        for id in lost.into_keys() {
            self.notes.note(Moment::Lost(id));
        }
        drop(now.paths);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let place = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &place);
        } else {
            std::fs::copy(&entry, place).unwrap();
        }
    }
}
