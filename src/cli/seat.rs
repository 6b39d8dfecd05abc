//! What one run of the program has, and the links it starts.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use warroom_register::protocol::Door;
use warroom_register::{Handle, Hash, IncidentId, InviteLink, Label};

use super::args::Globals;
use super::pick;
use crate::app::msg::LinkMsg;
use crate::config::Config;
use crate::host::embedded::{self, By};
use crate::host::library;
use crate::link::copy::{Gathered, History};
use crate::link::dial::{Caller, NoSeat, Pinned, Welcome, call};
use crate::link::{
    self, Erased, Hooks, LinkHandle, Look, Plan, Post, Remains, Remember, Revive, Tries,
};
use crate::machine::{Machine, random};
use crate::memory::{Joined, KnownServer, Memory};
use crate::paths::Paths;
use crate::trouble::Trouble;

/// What one run of the program has.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) paths: Paths,
    pub(crate) config: Config,
    pub(crate) globals: Globals,
    pub(crate) machine: Arc<Machine>,
}

/// What a link to an incident is for.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// A person looks at it and writes.
    Screen,
    /// One thing is put on the record; what was recorded before is wanted or not.
    Shot {
        /// It is.
        looks_up: bool,
    },
    /// A command that helps nobody later: it is recorded now, and does not wait on this machine.
    Now,
    /// The journal is read once, byte for byte.
    Look(Gathered),
    /// The journal is read once, as its server has it: nothing of this machine's copy.
    Fresh(Gathered),
    /// The journal is followed.
    Follow,
}

/// A server as this run means it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Where it is reached, best first.
    pub(crate) addresses: Vec<String>,
    /// The SHA-256 of its public key.
    pub(crate) pin: Hash,
    /// It is the embedded server of this machine; then whether others can reach it.
    pub(crate) embedded: Option<bool>,
}

/// Under which handle somebody comes in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    /// What others see.
    pub(crate) handle: Handle,
    /// It was never used from here: it may be somebody else's.
    pub(crate) unsure: bool,
}

impl Named {
    /// A handle that this machine has used before.
    pub(crate) const fn known(handle: Handle) -> Self {
        Self { handle, unsure: false }
    }
}

impl Run {
    /// What the environment and the files of this user say.
    pub(crate) fn new(globals: Globals) -> Result<Self, Trouble> {
        let paths = Paths::of_environment()?.with_config(globals.config.clone());
        let mut config = Config::load(&paths)?;
        config.color = globals.color.unwrap_or(config.color);
        let machine = Arc::new(Machine::load_or_make(&paths)?);
        Ok(Self { paths, config, globals, machine })
    }

    pub(crate) fn memory(&self) -> Result<Memory, Trouble> {
        Memory::load(&self.paths)
    }

    /// The incident that is meant, and as whom.
    pub(crate) fn joined(&self) -> Result<Joined, Trouble> {
        pick::incident(&self.memory()?, &self.globals)
    }

    /// Under which handle an incident is opened or joined.
    pub(crate) fn handle(&self) -> Result<Handle, Trouble> {
        // In a container nobody sets it, and the system knows all the same.
        let user = std::env::var("USER").or_else(|_unset| whoami::username()).ok();
        pick::handle(&self.globals, &self.config, &self.memory()?, user.as_deref())
    }

    /// Whether a handle was said, set or used before: else it is only a guess by the system's user.
    pub(crate) fn knows_handle(&self) -> Result<bool, Trouble> {
        let said = self.globals.handle.or(self.config.handle);
        Ok(said.or(self.memory()?.last_handle).is_some())
    }

    /// A link to an incident that this machine has joined.
    pub(crate) fn link(
        &self,
        joined: &Joined,
        purpose: &Purpose,
    ) -> Result<(LinkHandle, mpsc::Receiver<LinkMsg>), Trouble> {
        let (history, sends, tries) = match purpose {
            Purpose::Screen => (History::Keep, true, Tries::Forever),
            Purpose::Shot { looks_up: true } => (History::Read, true, Tries::Once),
            Purpose::Shot { looks_up: false } => (History::End, true, Tries::Once),
            Purpose::Now => (History::End, false, Tries::Once),
            Purpose::Look(gathered) | Purpose::Fresh(gathered) => {
                (History::Gather(Arc::clone(gathered)), false, Tries::Once)
            }
            Purpose::Follow => (History::Read, false, Tries::Forever),
        };
        let copy = match purpose {
            Purpose::Fresh(_) => PathBuf::new(),
            _ => self.paths.copy_file(joined.id),
        };
        let outbox = self.paths.outbox_folder(joined.id, joined.handle);
        let door = Door::Key { incident: Some(joined.incident) };
        let screen = matches!(purpose, Purpose::Screen);
        // Where a record is only compared, the room is not looked for, nor is that place remembered.
        let goes = !matches!(purpose, Purpose::Fresh(_));
        let plan = Plan {
            caller: self.caller(joined.handle, joined.pin, door, screen),
            addresses: joined.addresses.clone(),
            incident: Some(joined.id),
            copy,
            history,
            outbox: if sends { Post::Sends(outbox) } else { Post::Leaves(outbox) },
            tries,
            seed: seed()?,
            hooks: Hooks {
                revive: joined.embedded.then(|| self.revive(screen)),
                remember: goes.then(|| self.remember(joined.handle)),
                erased: Some(self.erased()),
                look: goes.then(|| self.look(joined)),
            },
        };
        link::start(Pinned::new(joined.pin)?, plan)
    }

    /// A link to a server's lobby, for a screen.
    pub(crate) fn lobby(
        &self,
        place: &Place,
        handle: Handle,
    ) -> Result<(LinkHandle, mpsc::Receiver<LinkMsg>), Trouble> {
        let plan = Plan {
            caller: self.caller(handle, place.pin, Door::Key { incident: None }, true),
            addresses: place.addresses.clone(),
            incident: None,
            copy: PathBuf::new(),
            history: History::None,
            outbox: Post::None,
            tries: Tries::Forever,
            seed: seed()?,
            hooks: Hooks { revive: place.embedded.map(|_| self.revive(true)), ..Hooks::default() },
        };
        link::start(Pinned::new(place.pin)?, plan)
    }

    /// Comes in once, to be known from then on; the connection is not kept. Where it is not sure whose
    /// the handle is, nobody is asked to let this machine in under it.
    pub(crate) async fn knock(
        &self,
        place: &Place,
        name: Named,
        door: Door,
    ) -> Result<Welcome, NoSeat> {
        let Named { handle, unsure } = name;
        let caller = Caller { unsure, ..self.caller(handle, place.pin, door, false) };
        let road = Pinned::new(place.pin).map_err(|e| NoSeat::Unreached(e.to_string()))?;
        let held = (warroom_register::Seq(0), None);
        let (_socket, welcome) = call(&road, &place.addresses, &caller, held).await?;
        Ok(welcome)
    }

    pub(crate) fn caller(&self, handle: Handle, pin: Hash, door: Door, screen: bool) -> Caller {
        Caller { handle, machine: Arc::clone(&self.machine), pin, door, screen, unsure: false }
    }

    /// The server that a name without a link means: the team's, else the one that took up this
    /// machine's key last, else that of this machine.
    pub(crate) async fn place(&self) -> Result<Option<Place>, Trouble> {
        match self.team_place()? {
            Some(place) => Ok(Some(place)),
            None if !embedded::is_there(&self.paths) => Ok(None),
            None => self.own_place(By::Incident, false).await.map(Some),
        }
    }

    /// The embedded server of this machine, started if it does not run.
    pub(crate) async fn own_place(&self, by: By, share: bool) -> Result<Place, Trouble> {
        let door = embedded::ensure(&self.paths, share, by).await?;
        let embedded = Some(door.shared);
        Ok(Place { addresses: door.near_first(), pin: door.pin, embedded })
    }

    /// The team's server of the configuration, else the one that took up this machine's key last.
    pub(crate) fn team_place(&self) -> Result<Option<Place>, Trouble> {
        let memory = self.memory()?;
        let Some(address) = &self.config.server else {
            return Ok(memory.servers.last().map(Place::of));
        };
        let Some(known) = memory.server_at(address) else {
            return Err(Trouble::Usage(format!(
                "{address}, the server in your configuration, does not know this machine yet: \
                 warroom join with an invite to that server"
            )));
        };
        let mut place = Place::of(known);
        place.addresses.retain(|a| a != address);
        place.addresses.insert(0, address.clone());
        Ok(Some(place))
    }

    fn revive(&self, screen: bool) -> Revive {
        let paths = self.paths.clone();
        Arc::new(move || {
            let paths = paths.clone();
            Box::pin(async move {
                let door = embedded::ensure(&paths, false, By::Incident).await;
                // A screen has one line for it, and what to do must be on it.
                let stopped = screen && embedded::is_stopped(&paths);
                let said = |why: Trouble| if stopped { STOPPED.into() } else { why.to_string() };
                door.map(|door| door.near_first()).map_err(said)
            })
        })
    }

    /// What is taken out of the record goes from the library too, and from what screens that are gone left:
    /// where it does not, it is said.
    fn erased(&self) -> Erased {
        let paths = self.paths.clone();
        Box::new(move |id, erasure| {
            let mut remains = library::erase(&paths, id, erasure);
            let drafts = crate::run::take_out_of_drafts(&paths.draft_file(id), erasure.words);
            remains.left.extend(drafts.left);
            Remains { waits: drafts.waits, ..remains }
        })
    }

    /// Where this machine remembers the room to be.
    fn look(&self, joined: &Joined) -> Look {
        let (paths, id, handle) = (self.paths.clone(), joined.id, joined.handle);
        Box::new(move || {
            let memory = Memory::load(&paths).ok()?;
            let joined = memory.joined.into_iter().find(|j| (j.id, j.handle) == (id, handle))?;
            Some(joined.whereabouts())
        })
    }

    fn remember(&self, handle: Handle) -> Remember {
        let paths = self.paths.clone();
        Box::new(move |id: IncidentId, known| {
            // What cannot be remembered is learnt anew next time; nothing is lost by it.
            drop(Memory::change(&paths, |memory| memory.learn(id, handle, known)));
        })
    }
}

impl Place {
    pub(crate) fn of(known: &KnownServer) -> Self {
        Self { addresses: known.addresses.clone(), pin: known.pin, embedded: None }
    }

    /// The server that an invite names, perhaps at another address.
    pub(crate) fn of_invite(link: &InviteLink, at: Option<&str>) -> Result<Self, Trouble> {
        let Some(pin) = link.pin else {
            return Err(Trouble::Usage(
                "this invite ends in /- and names no fingerprint: this warroom joins only servers \
                 whose fingerprint it is told. Ask for an invite with one"
                    .into(),
            ));
        };
        let addresses = match at {
            Some(at) => {
                crate::config::check_address(at).map_err(Trouble::Usage)?;
                vec![at.to_owned()]
            }
            None => link.addresses.clone(),
        };
        Ok(Self { addresses, pin, embedded: None })
    }

    /// What is remembered of an incident that was joined there.
    pub(crate) fn joined(&self, label: Label, id: IncidentId, handle: Handle) -> Joined {
        Joined {
            id,
            incident: label,
            title: None,
            handle,
            addresses: self.addresses.clone(),
            pin: self.pin,
            token: None,
            embedded: self.embedded.is_some(),
            open: true,
            before: Vec::new(),
        }
    }
}

/// Somebody stopped the server of this machine: what starts it again.
const STOPPED: &str = "stopped here: warroom open starts it";

fn seed() -> Result<u64, Trouble> {
    Ok(u64::from_le_bytes(random::<8>()?.0))
}
