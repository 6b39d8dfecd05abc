//! The commands about servers: serve, share, stop, demo.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio::time::timeout;
use warroom_register::protocol::Door;
use warroom_register::words::{Kind, Severity};
use warroom_register::{Command, Handle, Hash, Policy, Title};

use super::args::Globals;
use super::door::usual;
use super::lobby;
use super::room::{has_terminal, screen};
use super::seat::{Place, Run};
use super::source::Source;
use crate::app::OpenedFor;
use crate::config::{Config, check_address};
use crate::demo;
use crate::host::embedded::{self, By};
use crate::host::export::Beside;
use crate::host::{self, Host, PORT, Wish, listen_on};
use crate::link::copy::History;
use crate::link::dial::{Caller, Pinned};
use crate::link::{self, Hooks, Plan, Post, Tries};
use crate::machine::Machine;
use crate::out;
use crate::paths::Paths;
use crate::start::RoomStart;
use crate::trouble::{Trouble, shown};

/// How long to look for who is in a room before its server is stopped.
const THERE_MAX: Duration = Duration::from_secs(2);

/// How a server is served.
#[derive(Args, Clone, Debug)]
pub(crate) struct Serve {
    /// Where it listens; without it all of this machine's addresses, port 7443
    #[arg(long, value_name = "ADDR:PORT", value_parser = super::args::listen)]
    listen: Option<SocketAddr>,
    /// Its data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where others reach it; may be given several times, best first
    #[arg(long = "address", value_name = "HOST:PORT")]
    addresses: Vec<String>,
    /// As the server of this machine's user, started by other commands
    #[arg(long, hide = true)]
    embedded: bool,
    /// With --embedded: for others on this network too
    #[arg(long, hide = true, requires = "embedded")]
    share: bool,
}

/// Serves in the foreground until it is told to end.
pub(crate) async fn serve(globals: &Globals, serve: Serve) -> Result<(), Trouble> {
    host::wiping::begin_anew();
    let paths = Paths::of_environment()?.with_config(globals.config.clone());
    if serve.embedded {
        return embedded::serve(&paths, serve.share).await;
    }
    let config = Config::load(&paths)?;
    host::log_to_stderr()?;
    let given = if serve.addresses.is_empty() { config.serve.addresses } else { serve.addresses };
    given.iter().try_for_each(|a| check_address(a)).map_err(Trouble::Usage)?;
    let folder = serve.data.unwrap_or_else(|| paths.server_folder());
    let turn = embedded::turn(&folder).await?;
    let wish = Wish {
        folder: folder.clone(),
        listen: serve.listen.or(config.serve.listen).unwrap_or_else(|| listen_on(true, PORT)),
        addresses: given,
        owner: Machine::load_or_make(&paths)?.public(),
        policy: crate::policy::followed(&paths)?,
        index: (folder == paths.server_folder()).then(|| paths.library_index()),
        beside: (folder == paths.server_folder()).then(|| Beside::of(&paths)),
        export: config.serve.export,
    };
    let host = Host::start(wish).await?;
    embedded::clear_mark(&folder)?;
    drop(turn);
    let where_to = host.door.addresses.join(", ");
    out::note(&format!("warroom serves {} at {where_to}. Ctrl-C stops it.", shown(&folder)));
    // A supervisor starts it again and again: each time another invite would be open, and its token
    // would stand in a log.
    if std::io::stdout().is_terminal() {
        let invite = host.invite().await?;
        out::note("With this line people let their machine in, once, for 7 days:");
        out::line(&format!("warroom join {invite}"))?;
    } else {
        out::note(
            "Started from a terminal it prints an invite for machines; on a machine that was let in, \
             warroom invite --server makes more",
        );
    }
    // Who ends it means it: an open screen must not bring it back. A crash leaves no mark.
    host.until_told(|| embedded::leave_mark(&folder)).await
}

/// Lets others on this network reach the server of this machine.
pub(crate) async fn share() -> Result<(), Trouble> {
    let paths = Paths::of_environment()?;
    let door = embedded::ensure(&paths, true, By::Open).await?;
    out::note(&format!(
        "the server of this machine is reached at {} now. Invites made before name this machine \
         alone: make new ones (warroom invite)",
        door.addresses.join(", ")
    ));
    Ok(())
}

/// Stops the server of this machine, or the one of a folder.
pub(crate) async fn stop(globals: Globals, data: Option<PathBuf>) -> Result<(), Trouble> {
    let folder = if let Some(folder) = data {
        folder
    } else {
        say_who_is_there(globals).await;
        Paths::of_environment()?.server_folder()
    };
    let ran = embedded::stop(&folder).await?;
    out::note(if ran {
        "stopped. Everything recorded is kept; warroom open and warroom serve start it again"
    } else {
        "no server runs here; none is started by itself until warroom open or warroom serve"
    });
    Ok(())
}

/// Says whose screens are cut off by it. Whoever stops a server is not kept from it by what cannot be
/// found out.
async fn say_who_is_there(globals: Globals) {
    let Ok(run) = Run::new(globals) else { return };
    let Ok(Some(_)) = embedded::running(&run.paths) else { return };
    let mut joined = run.memory().map(|memory| memory.joined).unwrap_or_default();
    joined.retain(|joined| joined.open && joined.embedded);
    joined.sort_by_key(|joined| joined.id);
    joined.dedup_by_key(|joined| joined.id);
    for joined in joined {
        let read = timeout(THERE_MAX, Source::incident(&run, &joined)).await;
        let Ok(Ok(source)) = read else { continue };
        if source.here.is_empty() {
            continue;
        }
        let names = source.here.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        out::note(&format!(
            "still in {}: {names}. Their screens are cut off now, and go on by themselves once it is \
             started again",
            joined.incident
        ));
    }
}

/// A rehearsed incident in a room of its own, which leaves nothing behind.
pub(crate) async fn show_demo(globals: Globals) -> Result<(), Trouble> {
    if !has_terminal() {
        return Err(Trouble::Usage("the demo is a screen and needs a terminal: run it in one. Without one, warroom open TITLE \
             --no-join opens a room, and warroom --help lists what writes and reads from any shell"
                .into()));
    }
    let run = Run::new(globals)?;
    let machine = Arc::new(Machine::passing()?);
    let run = Run { machine: Arc::clone(&machine), ..run };
    let host = Host::in_memory(machine.public()).await?;
    let shown = play(&run, &host).await;
    host.stop().await;
    shown
}

/// Whoever is known by no handle here: a demo asks nobody for one.
fn visitor() -> Result<Handle, Trouble> {
    "visitor".parse().map_err(Trouble::Refused)
}

async fn play(run: &Run, host: &Host) -> Result<(), Trouble> {
    let (addresses, pin) = (host.door.addresses.clone(), host.door.pin);
    let place = Place { addresses: addresses.clone(), pin, embedded: None };
    let lead = demo::LEAD.parse().map_err(Trouble::Refused)?;
    let (incident, id, _) = lobby::open(run, &place, lead, opening()?).await?;
    let you = usual(run).map_or_else(visitor, Ok)?;
    let stage = demo::Stage { addresses: addresses.clone(), pin, incident };
    let players = tokio::spawn(demo::play(stage, Arc::clone(&run.machine), you));
    let door = Door::Key { incident: Some(incident) };
    let machine = Arc::clone(&run.machine);
    let plan = Plan {
        caller: Caller { handle: you, machine, pin, door, screen: true, unsure: false },
        addresses,
        incident: Some(id),
        copy: PathBuf::new(),
        history: History::None,
        outbox: Post::None,
        tries: Tries::Forever,
        seed: 0,
        hooks: Hooks::default(),
    };
    let link = Some(link::start(Pinned::new(pin)?, plan)?);
    let start = RoomStart {
        link,
        handle: you,
        incident: Some(incident),
        invite: None,
        lives: "This is a demo: nothing of it is kept.".into(),
        lobby: None,
        guide: crate::guide::built_in(),
        trouble: None,
        what_for: OpenedFor::Demo,
        draft_file: None,
        read_file: None,
        alike: None,
        paths: run.paths.clone(),
        config: run.config.clone(),
    };
    let shown = screen(start).await;
    players.abort();
    shown?;
    out::note(
        "that was a demo, and nothing of it is kept. A room of your own: warroom open \"what is wrong\"",
    );
    Ok(())
}

fn opening() -> Result<Command, Trouble> {
    Ok(Command::Open {
        sealed: Hash::default(),
        title: Title::try_from(demo::TITLE.to_owned()).map_err(Trouble::Refused)?,
        severity: Severity::P1,
        kind: Kind::Data,
        mode: None,
        talk: "".into(),
        key: None,
        policy: Policy::default(),
    })
}
