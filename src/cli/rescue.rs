//! The room survives its host: serving it anew from this machine's copy, and offering to before.
//!
//! It looks first whether the room is served somewhere after all. Of several who rescue at once, each
//! waits for those that the record names before it; who sees another that has the room leaves it to
//! them. Two that cannot see each other both go on: people stay where they came to first.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use clap::Args;
use serde::Serialize;
use tokio::time::{Instant, sleep, timeout};
use warroom_register::protocol::{self, Door, SeatEnd, StopWhy};
use warroom_register::words::Scope;
use warroom_register::{
    Broken, Bytes, Command, Event, Handle, Hash, Host, InviteLink, Label, Recording, Register, Seq,
};

use super::seat::{Purpose, Run};
use super::{pick, shot};
use crate::app::msg::LinkMsg;
use crate::host::door::Door as Served;
use crate::host::embedded::{self, By};
use crate::link::bring::call_with;
use crate::link::copy::told::Told;
use crate::link::copy::{Copy, Gathered, History};
use crate::link::dial::{NoSeat, Pinned, Welcome};
use crate::link::hosts::Hosts;
use crate::memory::{Joined, Memory};
use crate::out;
use crate::trouble::Trouble;
use crate::which::Which;

/// For each machine that the record names before this one, it waits so long, in seconds.
const TURN_SECONDS: u64 = 6;
/// It waits no longer than this, in seconds.
const TURNS_SECONDS_MAX: u64 = 18;
/// Between two looks whether another machine has the room, in milliseconds.
const LOOK_MS: u64 = 500;
/// From the start of the server until it is on record that it serves the room, in seconds.
const RECORDED_SECONDS_MAX: u64 = 90;
/// Addresses of one offer.
const ADDRESSES_MAX: usize = 8;

/// How a room is rescued.
#[derive(Args, Clone, Debug)]
pub(crate) struct Rescue {
    /// Which incident; without one the incident that this machine has joined
    #[arg(value_name = "INC")]
    named: Option<Which>,
    /// Serve nothing yet: put on record that this machine could, so that screens find it by themselves
    #[arg(long)]
    offer: bool,
    /// For people on this machine alone (over SSH, say), not for those on its network
    #[arg(long)]
    here: bool,
    /// Even though a server answers: those who stay with that one are then in another room
    #[arg(long, conflicts_with = "offer")]
    anyway: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Rescued {
    incident: Label,
    invite: String,
    record: Seq,
}

/// Serves the room anew from this machine, or offers to.
pub(crate) async fn rescue(run: &Run, rescue: Rescue) -> Result<(), Trouble> {
    let mut globals = run.globals.clone();
    globals.incident = rescue.named.or(globals.incident);
    let joined = pick::incident(&run.memory()?, &globals)?;
    if rescue.offer {
        return offer(run, &joined, !rescue.here).await;
    }
    let incident = joined.incident;
    // What is served is what was checked, byte for byte: the file is read once.
    let checked = Gathered::default();
    let history = History::Gather(Arc::clone(&checked));
    let (mut copy, records) = Copy::open(&run.paths.copy_file(joined.id), history)?;
    copy.notes().iter().for_each(|note| out::note(note));
    let held = copy.held().0;
    if held.0 == 0 {
        return Err(Trouble::Refused(format!(
            "this machine keeps no copy of {incident}: a screen of it keeps one (warroom join)"
        )));
    }
    let register = Register::of(&records).map_err(Trouble::failed)?;
    may(&register, &joined)?;
    let hosts = Hosts::of(&records);
    let looks = Looks { run, joined: &joined, copy: &copy, register: &register, hosts: &hosts };
    if !rescue.anyway {
        looks.refuse_if_served().await?;
        looks.wait_for_turn().await?;
    }
    let bytes = std::mem::take(&mut *checked.lock().unwrap_or_else(PoisonError::into_inner));
    let text = String::from_utf8(bytes).map_err(Trouble::failed)?;
    refuse_unless_complete(&text, incident)?;
    let (door, label) = embedded::adopt(&run.paths, !rescue.here, &text, joined.handle).await?;
    if copy.known() > held {
        out::note(&format!(
            "it was told of records up to {} that its copy does not have: whoever holds them brings them, \
             where their screen is open; else the room goes on without",
            copy.known()
        ));
        Told::forget(&run.paths.copy_file(joined.id))?;
    }
    let joined = Joined {
        incident: label,
        addresses: door.near_first(),
        pin: door.pin,
        embedded: true,
        ..joined
    };
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    out::note(&format!(
        "this machine serves {label} from its copy, up to {held}, and waits a moment for who holds more"
    ));
    let seq = recorded(run, &joined, door.pin).await?;
    tell(run, &joined, &door, seq)
}

/// Refuses a copy that ends before the record by which words were taken out of it: without it a line that
/// somebody altered reads the same, and the room would give its place to another record.
fn refuse_unless_complete(copy: &str, incident: Label) -> Result<(), Trouble> {
    match Recording::read(copy).ok().and_then(|recording| recording.broken) {
        Some(Broken::EndsBefore { seq, by, .. }) => Err(Trouble::Refused(format!(
            "this machine's copy of {incident} ends before {by}, which took out the words of {seq}, and cannot \
             be served without it: let somebody whose copy has {by} run warroom rescue {incident}"
        ))),
        _ => Ok(()),
    }
}

/// Only who works on an incident serves it anew.
fn may(register: &Register, joined: &Joined) -> Result<(), Trouble> {
    let known = register.responders().get(&joined.handle);
    if known.is_some_and(|known| known.removed) {
        return Err(Trouble::Refused(format!(
            "{} was put out of {}: somebody who responds has to rescue it",
            joined.handle, joined.incident
        )));
    }
    if known.is_some_and(|known| known.scope >= Scope::Respond) {
        return Ok(());
    }
    Err(Trouble::Refused(format!(
        "{} may only watch {}: somebody who responds has to rescue it",
        joined.handle, joined.incident
    )))
}

/// Puts on record that this machine could serve the room.
async fn offer(run: &Run, joined: &Joined, share: bool) -> Result<(), Trouble> {
    let door = embedded::ensure(&run.paths, share, By::Open).await?;
    if door.pin == joined.pin {
        return Err(Trouble::Refused(format!(
            "{} lives on this machine: another one has to be offered",
            joined.incident
        )));
    }
    let addresses: Vec<String> = door.addresses.iter().take(ADDRESSES_MAX).cloned().collect();
    let at = addresses.join(", ");
    let seq = shot::ask(run, joined, Command::OfferHost { addresses, pin: door.pin }).await?;
    shot::print(run, joined, seq)?;
    out::note(&format!(
        "should its server be lost, warroom rescue {} here serves it at {at}, and screens that are \
         open find it by themselves. Keep this machine on, and a screen of it open: that keeps the copy",
        joined.incident
    ));
    Ok(())
}

/// Where the room may be after all.
struct Looks<'a> {
    run: &'a Run,
    joined: &'a Joined,
    copy: &'a Copy,
    register: &'a Register,
    hosts: &'a Hosts,
}

impl Looks<'_> {
    /// Refuses where its own server answers, and says what would help instead.
    async fn refuse_if_served(&self) -> Result<(), Trouble> {
        let joined = self.joined;
        if self.hosts.barred(joined.pin).is_some() {
            return Ok(());
        }
        let mut addresses = joined.addresses.clone();
        if joined.embedded
            && let Ok(place) = self.run.own_place(By::Incident, false).await
        {
            addresses = place.addresses;
        }
        let incident = joined.incident;
        let door = Door::Key { incident: Some(incident) };
        match self.asks(&addresses, joined.pin, door).await {
            Err(NoSeat::Unreached(_)) => Ok(()),
            // It has lost the incident, or holds a record that was altered or is damaged.
            Err(NoSeat::Denied { end: SeatEnd::Behind | SeatEnd::Unknown, why }) => {
                out::note(&format!("its server answers, but: {why}"));
                Ok(())
            }
            Ok(Welcome { said: protocol::Welcome { stopped: Some(stopped), .. }, .. })
                if matches!(stopped.why, StopWhy::Lost | StopWhy::Altered) =>
            {
                Err(Trouble::Refused(format!(
                    "the server of {incident} answers and lacks records: warroom restore {incident} puts \
                     them back"
                )))
            }
            Ok(Welcome { at, .. }) => Err(Trouble::Refused(format!(
                "{incident} is served at {at}: there is nothing to rescue (--anyway does it all the same)"
            ))),
            Err(other) => Err(other.into()),
        }
    }

    /// Waits for those that the record names before this machine, and leaves the room to whoever has
    /// it.
    async fn wait_for_turn(&self) -> Result<(), Trouble> {
        let own = Served::read(&self.run.paths.server_folder())?.map(|door| door.pin);
        let hosts = self.register.hosts();
        let place = hosts.iter().position(|host| Some(host.pin) == own).unwrap_or(hosts.len());
        let others: Vec<&Host> = hosts.iter().filter(|host| Some(host.pin) != own).collect();
        let before = u64::try_from(place).unwrap_or(0) * TURN_SECONDS;
        let until = Instant::now() + Duration::from_secs(before.min(TURNS_SECONDS_MAX));
        let mut silent: Vec<Handle>;
        loop {
            silent = Vec::new();
            for host in &others {
                match self.asks(&host.addresses, host.pin, Door::Known { id: self.joined.id }).await
                {
                    Ok(welcome) => return self.leave_to(host, welcome),
                    Err(NoSeat::Unreached(_)) => silent.push(host.by),
                    // It has the room, and whoever is put out there begins none beside it.
                    Err(NoSeat::Denied { end: SeatEnd::Denied, why }) => {
                        return Err(Trouble::Refused(why));
                    }
                    Err(NoSeat::Denied { .. } | NoSeat::Compare { .. }) => {}
                }
            }
            if Instant::now() >= until {
                break;
            }
            sleep(Duration::from_millis(LOOK_MS)).await;
        }
        if others.is_empty() {
            out::note(
                "no other machine was offered before, so none can be asked: where somebody else rescues the room \
                 too, there will be two. Say by voice that it is you",
            );
        } else if !silent.is_empty() {
            let who: Vec<_> = silent.iter().map(ToString::to_string).collect();
            out::note(&format!(
                "no answer from the machine of {}: if the room is rescued there as well, there will be two, \
                 and everybody stays with the one they come to first",
                who.join(", ")
            ));
        }
        Ok(())
    }

    fn leave_to(&self, host: &Host, welcome: Welcome) -> Result<(), Trouble> {
        let incident = welcome.said.incident.unwrap_or(self.joined.incident);
        let at = welcome.at;
        let (addresses, pin) = (host.addresses.clone(), host.pin);
        let joined = Joined { incident, addresses, pin, embedded: false, ..self.joined.clone() };
        Memory::change(&self.run.paths, |memory| memory.join(joined))?;
        Err(Trouble::Refused(format!(
            "{} has it: {incident} is served at {at}, and the screens of this machine go there",
            host.by
        )))
    }

    async fn asks(&self, addresses: &[String], pin: Hash, door: Door) -> Result<Welcome, NoSeat> {
        let caller = self.run.caller(self.joined.handle, pin, door, false);
        let road = Pinned::new(pin).map_err(|e| NoSeat::Unreached(e.to_string()))?;
        let (_socket, welcome) = call_with(&road, addresses, &caller, self.copy).await?;
        Ok(welcome)
    }
}

/// Waits until it is on record that this machine serves the room.
async fn recorded(run: &Run, joined: &Joined, pin: Hash) -> Result<Seq, Trouble> {
    let (link, mut inbox) = run.link(joined, &Purpose::Follow)?;
    let waits = async {
        let mut last = None;
        while let Some(msg) = inbox.recv().await {
            match msg {
                LinkMsg::Records(records) => {
                    let here = records.iter().rev().find(
                        |it| matches!(&it.event, Event::Rescued { pin: at, .. } if *at == pin),
                    );
                    if let Some(record) = here {
                        return Ok(record.seq);
                    }
                }
                LinkMsg::Down { why, retry_seconds: None } => return Err(Trouble::Refused(why)),
                LinkMsg::Down { why, .. } => last = Some(why),
                _ => {}
            }
        }
        Err(Trouble::Unreachable(last.unwrap_or_else(|| "the link ended".into())))
    };
    let limit = Duration::from_secs(RECORDED_SECONDS_MAX);
    let late = |_elapsed| {
        Trouble::Refused(
            "it is not recorded yet that this machine serves it: look at its log".into(),
        )
    };
    let seq = timeout(limit, waits).await.map_err(late)?;
    drop(link);
    seq
}

/// Prints the line by which the others come.
fn tell(run: &Run, joined: &Joined, door: &Served, rescued: Seq) -> Result<(), Trouble> {
    let addresses = InviteLink::for_others(&door.addresses);
    // Whoever is in the room already is known by their key, whatever the token is.
    let token = joined.token.unwrap_or(Bytes([0; 16]));
    let link =
        InviteLink { addresses, incident: Some(joined.incident), token, pin: Some(door.pin) };
    let (incident, invite) = (joined.incident, link.to_string());
    if run.globals.json {
        out::json(&Rescued { incident, invite, record: rescued })?;
    } else {
        out::line(&format!("warroom join {invite}"))?;
    }
    out::note(&format!(
        "{rescued}: {incident} is served from this machine now. Screens find it by themselves where it \
         was offered before; everybody else runs this line once, in any shell, and their screens follow"
    ));
    Ok(())
}
