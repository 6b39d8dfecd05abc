//! Somebody in a seeded world: writes, reads, dies and comes back, and notes all of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use warroom_register::protocol::{Asked, Door};
use warroom_register::{CommandId, Handle, Hash, Seq};

use super::chance::Chance;
use super::globe::{ADDRESS, World, command_id};
use super::history::{Line, Moment, Notes};
use super::net::Way;
use super::saw;
use crate::app::msg::LinkMsg;
use crate::link::copy::History as Copies;
use crate::link::dial::Caller;
use crate::link::outbox::Outbox;
use crate::link::{self, Hooks, LinkHandle, Plan, Post, Tries};
use crate::paths::Paths;

/// Entries that one person writes.
pub(super) const ENTRIES_EACH: usize = 10;

/// Somebody, over all their lives.
pub(super) struct Person {
    pub(super) who: Handle,
    place: usize,
    world: Arc<World>,
    pub(super) notes: Notes,
    now: Mutex<Now>,
}

/// How far somebody has got.
struct Now {
    chance: Chance,
    life: u32,
    written: usize,
    /// Asked and not known to be settled.
    open: BTreeMap<CommandId, Asked>,
    /// The last record on the screen.
    head: Seq,
    /// The link is down for good.
    gave_up: Option<String>,
}

impl Person {
    pub(super) fn new(world: &Arc<World>, place: usize, notes: Notes, chance: Chance) -> Self {
        let who = notes.client().who;
        let now =
            Now { chance, life: 0, written: 0, open: BTreeMap::new(), head: Seq(0), gave_up: None };
        Self { who, place, world: Arc::clone(world), notes, now: Mutex::new(now) }
    }

    /// One life, until its host dies or the link is down for good.
    pub(super) async fn live(self: Arc<Self>) -> turmoil::Result {
        let (link, mut inbox) = self.begin();
        let mut writes_at = Instant::now();
        loop {
            tokio::select! {
                biased;
                msg = inbox.recv() => {
                    self.hear(msg.expect("a link ended by itself"));
                    if self.gave_up().is_some() {
                        return Ok(());
                    }
                }
                () = sleep_until(writes_at), if self.has_more() => {
                    let (asked, wait) = self.writes();
                    link.send(asked).await;
                    writes_at = Instant::now() + wait;
                }
            }
        }
    }

    /// The last record on the screen.
    pub(super) fn head(&self) -> Seq {
        self.now.lock().unwrap().head
    }

    /// Whether all that was to be written is written and settled.
    pub(super) fn is_settled(&self) -> bool {
        let now = self.now.lock().unwrap();
        now.written == ENTRIES_EACH && now.open.is_empty()
    }

    /// Why the link is down for good, if it is.
    pub(super) fn gave_up(&self) -> Option<String> {
        self.now.lock().unwrap().gave_up.clone()
    }

    /// Where this life keeps its files.
    pub(super) fn home(&self) -> PathBuf {
        self.home_of(self.now.lock().unwrap().life)
    }

    fn home_of(&self, life: u32) -> PathBuf {
        self.world.home.path().join(format!("{}-{life}", self.who))
    }

    fn has_more(&self) -> bool {
        self.now.lock().unwrap().written < ENTRIES_EACH
    }

    fn begin(&self) -> (LinkHandle, mpsc::Receiver<LinkMsg>) {
        let (paths, id) = (Paths::under(&self.home()), self.world.id());
        let mut now = self.now.lock().unwrap();
        now.head = Seq(0);
        let plan = Plan {
            caller: Caller {
                handle: self.who,
                machine: Arc::clone(&self.world.machine),
                pin: Hash::default(),
                door: Door::Key { incident: Some(self.world.incident) },
                screen: true,
                unsure: false,
            },
            addresses: vec![ADDRESS.to_owned()],
            incident: Some(id),
            copy: paths.copy_file(id),
            history: Copies::Keep,
            outbox: Post::Sends(paths.outbox_folder(id, self.who)),
            tries: Tries::Forever,
            seed: now.chance.number(),
            hooks: Hooks::default(),
        };
        link::start(Way { net: Arc::clone(&self.world.net), who: self.place }, plan).unwrap()
    }

    /// The next entry, and how long until the one after it.
    fn writes(&self) -> (Asked, Duration) {
        let mut now = self.now.lock().unwrap();
        let command = saw(&format!("{} {}", self.who, now.written));
        now.written += 1;
        let at = now.written as u64;
        let asked = Asked::new(command_id(at, &mut now.chance), command);
        now.open.insert(asked.id, asked.clone());
        self.notes.note(Moment::Asked(asked.id, asked.command.clone()));
        (asked, Duration::from_millis(now.chance.below(3_000)))
    }

    fn hear(&self, msg: LinkMsg) {
        let mut now = self.now.lock().unwrap();
        match msg {
            LinkMsg::Records(records) => {
                for record in &records {
                    now.open.remove(&record.command);
                    self.notes.note(Moment::Saw(Line::again(record)));
                    now.head = record.seq;
                }
            }
            LinkMsg::Already { command, seq } => {
                now.open.remove(&command);
                self.notes.note(Moment::Already(command, seq));
            }
            LinkMsg::Refused { command, why: _ } => {
                now.open.remove(&command);
                self.notes.note(Moment::Refused(command));
            }
            LinkMsg::Down { retry_seconds: None, why } => now.gave_up = Some(why),
            _ => {}
        }
    }

    /// Dies: what is on disk at this moment is what the next life begins with.
    pub(super) fn die(&self) {
        let mut now = self.now.lock().unwrap();
        let (home, next) = (self.home_of(now.life), self.home_of(now.life + 1));
        now.life += 1;
        copy(&home, &next);
        // A crash of the machine takes from the end of the copy what was not synced.
        let kept = Paths::under(&next).copy_file(self.world.id());
        if let Ok(about) = std::fs::metadata(&kept)
            && now.chance.percent(50)
        {
            let file = std::fs::OpenOptions::new().write(true).open(&kept).unwrap();
            file.set_len(about.len().saturating_sub(now.chance.below(2_000))).unwrap();
        }
        let folder = Paths::under(&next).outbox_folder(self.world.id(), self.who);
        let waiting = Outbox::open(folder).unwrap().contents().unwrap().waiting;
        self.notes.note(Moment::Died);
        let kept = |id: &CommandId| waiting.iter().any(|asked| asked.id == *id);
        let (open, lost) = std::mem::take(&mut now.open).into_iter().partition(|(id, _)| kept(id));
        now.open = open;
        let lost: BTreeMap<CommandId, Asked> = lost;
        for id in lost.into_keys() {
            self.notes.note(Moment::Lost(id));
        }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    let Ok(entries) = std::fs::read_dir(from) else { return };
    for entry in entries {
        let entry = entry.unwrap().path();
        let place = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &place);
        } else {
            std::fs::copy(&entry, place).unwrap();
        }
    }
}
