//! The ways into a room: open, join, the lobby.

mod who;

use std::io::IsTerminal as _;

use clap::Args;
use serde::Serialize;
use warroom_register::protocol::{Door, StopWhy};
use warroom_register::words::{Kind, Scope, Severity};
use warroom_register::{
    Command, Handle, Hash, Header, InviteLink, Label, Policy, Seq, Title, Token,
};

pub(in crate::cli) use self::who::{asked_line, usual};
use self::who::{come_in_as, known_or_asked};
use super::aside::set_aside;
use super::room::{enter, has_terminal, lives_of};
use super::seat::{Place, Run};
use super::{args, lobby, shot};
use crate::host::embedded::{self, By};
use crate::link::bring::call_with;
use crate::link::copy::{Copy, History};
use crate::link::dial::Pinned;
use crate::link::hosts::{Hosts, not_followed};
use crate::machine::random;
use crate::memory::{Joined, KnownServer, Memory};
use crate::trouble::Trouble;
use crate::which::Which;
use crate::{clock, out};

/// The invite that is made with an incident is good for so long, in seconds.
const FIRST_INVITE_SECONDS: u64 = 8 * 3600;
/// It lets in so many handles.
const FIRST_INVITE_USES: u32 = 50;

/// How an incident is opened.
#[derive(Args, Clone, Debug)]
pub(crate) struct Open {
    /// What is wrong, in a few words; without it you are asked
    #[arg(value_name = "TITLE")]
    title: Vec<String>,
    /// How bad it is
    #[arg(long, value_parser = args::severity(), ignore_case = true, default_value = "P2")]
    severity: Severity,
    /// What kind of trouble it is
    #[arg(long, value_parser = args::kind(), default_value = "availability")]
    kind: Kind,
    /// Where the voices are: a call, a room
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    talk: String,
    /// Let others on this network in, where the incident lives on this machine
    #[arg(long)]
    share: bool,
    /// On this machine, whatever server is configured
    #[arg(long)]
    here: bool,
    /// Open it and print the invite, without a screen
    #[arg(long)]
    no_join: bool,
}

/// How an incident is joined.
#[derive(Args, Clone, Debug)]
pub(crate) struct Join {
    /// An invite, or the name of an incident on a server that knows this machine (INC-42)
    #[arg(value_name = "INVITE|INC")]
    ticket: Option<String>,
    /// Where the server is now, if not where the invite says
    #[arg(long, value_name = "HOST:PORT")]
    at: Option<String>,
    /// Where the room went on without what this machine's copy holds: keep that as a file, send your
    /// own of it again, and go on with the room's record
    #[arg(long)]
    set_aside: bool,
}

/// What `open --no-join` prints.
#[derive(Serialize)]
struct Opened {
    incident: Label,
    invite: String,
}

/// Opens an incident, and joins it as its lead.
pub(crate) async fn open(run: &Run, open: Open) -> Result<(), Trouble> {
    let shows = !open.no_join && has_terminal();
    if shows {
        out::all_of(crate::look::wrong(&run.config, &run.paths))?;
    }
    let title = title(&open.title)?;
    let handle = known_or_asked(run)?;
    let opened = begin(run, &open, title.clone(), handle).await;
    let joined = opened.inspect_err(|_why| out::note(&format!("not opened: {title}")))?;
    let link = joined.invite().map(|link| link.to_string()).unwrap_or_default();
    if !shows {
        out::note(&lives_of(run, &joined)?);
        if run.globals.json {
            return out::json(&Opened { incident: joined.incident, invite: link }).map(drop);
        }
        return out::line(&format!("{}\n{link}", joined.incident)).map(drop);
    }
    enter(run, joined).await
}

async fn begin(run: &Run, open: &Open, title: Title, handle: Handle) -> Result<Joined, Trouble> {
    let team = if open.here { None } else { run.team_place()? };
    let place = match team {
        Some(place) => place,
        None => run.own_place(By::Open, open.share).await?,
    };
    let command = Command::Open {
        sealed: Hash::default(),
        title: title.clone(),
        severity: open.severity,
        kind: open.kind,
        mode: None,
        talk: open.talk.as_str().into(),
        key: Some(run.machine.public()),
        policy: Policy::default(),
    };
    let opened = lobby::open(run, &place, handle, command).await;
    let (label, id, welcome) = opened.map_err(|why| or_here(why, &place))?;
    let token = random()?;
    let mut joined = Joined { title: Some(title), ..place.joined(label, id, handle) };
    if place.embedded.is_none() && !welcome.said.addresses.is_empty() {
        joined.addresses = welcome.said.addresses;
    }
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    match shot::ask_now(run, &joined, first_invite(token)?).await {
        Ok(_) => joined.token = Some(token),
        // The incident is there: the invite can be made again.
        Err(why) => out::note(&format!("no invite was made: {why}. Make one with warroom invite")),
    }
    let newest = run.memory()?.joined.into_iter().find(|j| (j.id, j.handle) == (id, handle));
    let joined = Joined { token: joined.token, ..newest.unwrap_or(joined) };
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    Ok(joined)
}

/// In an outage the team's server may be part of it.
fn or_here(why: Trouble, place: &Place) -> Trouble {
    match why {
        Trouble::Unreachable(why) if place.embedded.is_none() => Trouble::Unreachable(format!(
            "{why}. warroom open --here opens it on this machine instead"
        )),
        other => other,
    }
}

fn first_invite(token: Token) -> Result<Command, Trouble> {
    invite_of("first invite", Scope::Command, FIRST_INVITE_SECONDS, FIRST_INVITE_USES, token)
}

/// The command that opens a door for others.
pub(crate) fn invite_of(
    name: &str,
    scope: Scope,
    seconds: u64,
    uses: u32,
    token: Token,
) -> Result<Command, Trouble> {
    let name = Title::try_from(name.to_owned()).map_err(Trouble::Usage)?;
    let until = clock::now().plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
    Ok(Command::Invite { name, scope, until, uses, token: Hash::of(&token.0) })
}

/// The title that was typed, or is asked for now.
fn title(typed: &[String]) -> Result<Title, Trouble> {
    let asked = || asked_line("What is wrong? ").map(Option::unwrap_or_default);
    let text = if typed.is_empty() { asked()? } else { typed.join(" ") };
    Title::try_from(text).map_err(Trouble::Usage)
}

/// Joins an incident, or makes this machine known to a server.
pub(crate) async fn join(run: &Run, join: Join) -> Result<(), Trouble> {
    let at = join.at.as_deref();
    let joined = match ticket(run, &join)? {
        Ticket::Link(link) => match link.incident {
            Some(label) => by_invite(run, &link, label, at, join.set_aside).await?,
            None => return enrol(run, &link, at).await,
        },
        other => {
            let joined = match other {
                Ticket::Label(label) => by_name(run, label, at).await?,
                Ticket::Known(which) => known(run, which, at)?,
                Ticket::Link(_) | Ticket::Again => run.joined()?,
            };
            if join.set_aside {
                set_aside(run, &joined).await?;
            }
            joined
        }
    };
    if join.ticket.is_some_and(|text| text.parse::<InviteLink>().is_ok()) {
        out::note(
            "others on this machine could see this invite in the list of processes; WARROOM_INVITE \
             and the prompt of a bare warroom join keep it out of there",
        );
    }
    enter(run, joined).await
}

enum Ticket {
    Link(InviteLink),
    Label(Label),
    /// One that this machine has joined, among those of one label.
    Known(Which),
    /// The incident that this machine has joined.
    Again,
}

/// From the argument, else `WARROOM_INVITE`, else the incident joined before, else a prompt.
fn ticket(run: &Run, join: &Join) -> Result<Ticket, Trouble> {
    let read = |text: &str| text.parse().map(Ticket::Link).map_err(Trouble::Usage);
    if let Some(text) = &join.ticket {
        return match text.parse() {
            Ok(Which::Label(label)) => Ok(Ticket::Label(label)),
            Ok(which) => Ok(Ticket::Known(which)),
            Err(_no_name) => read(text),
        };
    }
    if let Some(text) = std::env::var("WARROOM_INVITE").ok().filter(|t| !t.trim().is_empty()) {
        return read(&text);
    }
    let some_open = run.memory()?.joined.iter().any(|j| j.open);
    if some_open || run.globals.incident.is_some() || !std::io::stdin().is_terminal() {
        return Ok(Ticket::Again);
    }
    read(&asked_line("The invite: ")?.unwrap_or_default())
}

async fn by_invite(
    run: &Run,
    link: &InviteLink,
    label: Label,
    at: Option<&str>,
    set_aside_wanted: bool,
) -> Result<Joined, Trouble> {
    let mut place = Place::of_invite(link, at)?;
    let own = embedded::running(&run.paths)?.filter(|door| door.pin == place.pin);
    if let Some(door) = own {
        place = Place { addresses: door.near_first(), pin: door.pin, embedded: Some(door.shared) };
    }
    let door = Door::Invite { incident: label, token: link.token };
    let joined = come_in(run, &place, label, door).await?;
    if set_aside_wanted {
        set_aside(run, &joined).await?;
    } else {
        goes_on(run, &joined).await?;
    }
    let joined = Joined { token: Some(link.token), ..joined };
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    Ok(joined)
}

/// A place that was typed in must go on from what this machine holds, before it is remembered: its
/// open screens follow.
async fn goes_on(run: &Run, joined: &Joined) -> Result<(), Trouble> {
    let (copy, records) = Copy::open(&run.paths.copy_file(joined.id), History::Read)?;
    let held = copy.known();
    if held == Seq(0) {
        return Ok(());
    }
    if let Some(who) = Hosts::of(&records).barred(joined.pin) {
        return Err(Trouble::Refused(not_followed(who)));
    }
    let door = Door::Key { incident: Some(joined.incident) };
    let caller = run.caller(joined.handle, joined.pin, door, false);
    let road = Pinned::new(joined.pin)?;
    let (_socket, welcome) = call_with(&road, &joined.addresses, &caller, &copy).await?;
    let known = run.memory()?.joined.iter().any(|j| (j.id, j.pin) == (joined.id, joined.pin));
    let gathers = welcome.said.stopped.is_some_and(|stopped| stopped.why == StopWhy::Gathers);
    if welcome.said.head < held && !known && !gathers {
        return Err(Trouble::Refused(format!(
            "{} has less of {} than this machine (it ends at {}, this machine holds {held}): it is not \
             followed",
            welcome.at, joined.incident, welcome.said.head
        )));
    }
    Ok(())
}

/// By name: the open incident that was joined before, else one on the server that knows this
/// machine, else a closed one that was joined before.
pub(crate) async fn by_name(run: &Run, label: Label, at: Option<&str>) -> Result<Joined, Trouble> {
    let memory = run.memory()?;
    let named: Vec<&Joined> = memory.joined.iter().filter(|j| j.incident == label).collect();
    let handle = run.globals.handle;
    let other = named.iter().rev().find(|j| j.open && handle.is_some_and(|h| h != j.handle));
    let mine = |j: &&&Joined| handle.is_none_or(|handle| j.handle == handle);
    if named.iter().filter(mine).any(|j| j.open) {
        return known(run, Which::Label(label), at);
    }
    if let Some(other) = other {
        return as_another(run, other).await;
    }
    let place = match run.place().await {
        Err(_) | Ok(None) if !named.is_empty() => return known(run, Which::Label(label), at),
        place => place?,
    };
    let place = place.ok_or_else(|| {
        Trouble::Refused(format!("no server knows this machine: join {label} with an invite"))
    })?;
    if named.iter().filter(mine).any(|j| j.pin == place.pin) {
        return known(run, Which::Label(label), at);
    }
    in_place(run, &place, label).await
}

/// The incident that was joined before, perhaps at another address now.
fn known(run: &Run, which: Which, at: Option<&str>) -> Result<Joined, Trouble> {
    let mut globals = run.globals.clone();
    globals.incident = Some(which);
    let mut joined = super::pick::incident(&run.memory()?, &globals)?;
    if let Some(at) = at {
        crate::config::check_address(at).map_err(Trouble::Usage)?;
        joined.addresses.insert(0, at.to_owned());
        Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    }
    Ok(joined)
}

/// The incident that was joined before, under another handle.
async fn as_another(run: &Run, known: &Joined) -> Result<Joined, Trouble> {
    let incident = known.incident;
    let door = known
        .token
        .map_or(Door::Key { incident: Some(incident) }, |token| Door::Invite { incident, token });
    let (addresses, pin) = (known.addresses.clone(), known.pin);
    let place = Place { addresses, pin, embedded: known.embedded.then_some(false) };
    let joined = come_in(run, &place, incident, door).await?;
    let joined = Joined { token: known.token, ..joined };
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    Ok(joined)
}

/// Joins an incident of a server that knows this machine.
pub(crate) async fn in_place(run: &Run, place: &Place, label: Label) -> Result<Joined, Trouble> {
    let joined = come_in(run, place, label, Door::Key { incident: Some(label) }).await?;
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    Ok(joined)
}

/// Comes in once, so that this machine's key is known in the incident from then on.
async fn come_in(run: &Run, place: &Place, label: Label, door: Door) -> Result<Joined, Trouble> {
    let (handle, welcome) = come_in_as(run, place, &door).await?;
    let header = welcome.said.header.as_deref().map(Header::read);
    let header = match header {
        Some(Ok(header)) => header,
        Some(Err(why)) => {
            return Err(Trouble::Refused(format!("{label} cannot be read here: {why}")));
        }
        None => {
            return Err(Trouble::Refused("the server let this machine into no incident".into()));
        }
    };
    let label = welcome.said.incident.unwrap_or(label);
    let mut joined = place.joined(label, header.id, handle);
    let others = welcome.said.addresses.iter().filter(|a| !place.addresses.contains(a)).cloned();
    joined.addresses.extend(others);
    Ok(joined)
}

/// Makes this machine known to a server.
async fn enrol(run: &Run, link: &InviteLink, at: Option<&str>) -> Result<(), Trouble> {
    let place = Place::of_invite(link, at)?;
    let (handle, welcome) = come_in_as(run, &place, &Door::Enrol { token: link.token }).await?;
    let mut addresses = place.addresses.clone();
    addresses.extend(welcome.said.addresses.into_iter().filter(|a| !place.addresses.contains(a)));
    let server = KnownServer { addresses, pin: place.pin };
    Memory::change(&run.paths, |memory| {
        memory.enrol(server.clone());
        memory.last_handle = Some(handle);
    })?;
    let name = server.addresses.first().cloned().unwrap_or_default();
    out::note(&format!(
        "{name} knows this machine now: warroom shows its incidents, warroom open opens one there, \
         warroom join INC-42 joins one"
    ));
    Ok(())
}
