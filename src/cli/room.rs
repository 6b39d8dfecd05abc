//! The screens: a room, the lobby, and where a room lives.

use std::io::IsTerminal as _;
use std::sync::Arc;

use warroom_register::{IncidentId, Label};

use super::door::in_place;
use super::elsewhere;
use super::library::{self, shelf};
use super::seat::{Place, Purpose, Run};
use super::source::Source;
use crate::app::OpenedFor;
use crate::app::guide::Guide;
use crate::app::lives::on_this_machine;
use crate::host::door::machine_name;
use crate::host::embedded;
use crate::link::outbox::Outbox;
use crate::memory::{Joined, Memory};
use crate::out;
use crate::page::FileError;
use crate::start::{Exit, LobbyStart, RoomStart, ShelfOf};
use crate::trouble::Trouble;

/// The lobby: of the server that is meant, and of what is kept; where nothing is, what there is to do.
pub(crate) async fn show_lobby(run: &Run) -> Result<(), Trouble> {
    if !has_terminal() {
        return Err(Trouble::Usage(
            "there is no terminal for a screen: warroom list, warroom show and warroom saw do without"
                .into(),
        ));
    }
    // Where its server does not run, or does not know this machine, what is kept is there all the same.
    let (place, why) = match run.place().await {
        Ok(place) => (place, None),
        Err(why) => (None, Some(why)),
    };
    if place.is_none() && shelf::is_empty(run)? {
        return why.map_or_else(|| begin(run), Err);
    }
    let mut trouble = why.map(|why| why.to_string());
    let asks = shelf::of(run);
    let mut picked = None;
    loop {
        let start = lobby(run, place.as_ref(), Arc::clone(&asks), picked, trouble.take())?;
        match screen(start).await? {
            Exit::Left => return Ok(()),
            Exit::Join(label, id) => return join(run, place.as_ref(), label, id).await,
            Exit::Walk(id) => {
                trouble = shelf::walk(run, &id).await.err().map(|why| why.to_string());
                picked = Some(id);
            }
        }
    }
}

fn lobby(
    run: &Run,
    place: Option<&Place>,
    shelf: ShelfOf,
    picked: Option<String>,
    trouble: Option<String>,
) -> Result<RoomStart, Trouble> {
    let handle = run.handle()?;
    let link = place.map(|place| run.lobby(place, handle)).transpose()?;
    let rooms = elsewhere::rooms(run, place.map(|place| place.pin).unwrap_or_default())?;
    Ok(RoomStart {
        link,
        handle,
        incident: None,
        invite: None,
        lives: place.map(|place| lives(run, &place.addresses, place.embedded)).unwrap_or_default(),
        lobby: Some(LobbyStart { rooms, shelf, picked }),
        guide: Guide::default(),
        trouble,
        what_for: OpenedFor::Work,
        draft_file: None,
        read_file: None,
        alike: None,
        paths: run.paths.clone(),
        config: run.config.clone(),
    })
}

/// From the lobby into a room, of its server or of another.
async fn join(
    run: &Run,
    place: Option<&Place>,
    label: Label,
    id: IncidentId,
) -> Result<(), Trouble> {
    let pin = place.map(|place| place.pin).unwrap_or_default();
    match (elsewhere::joined(run, id, pin)?, place) {
        (Some(joined), _) => enter(run, joined).await,
        (None, Some(place)) => enter(run, in_place(run, place, label).await?).await,
        (None, None) => {
            Err(Trouble::Refused(format!("no server is known that has {label}: warroom list")))
        }
    }
}

/// Where nothing goes on and nothing is kept.
fn begin(run: &Run) -> Result<(), Trouble> {
    if elsewhere::list(run)? {
        return Ok(());
    }
    let over = !run.memory()?.joined.is_empty();
    let known = if over {
        "All incidents that this machine has joined are closed: warroom list shows them."
    } else {
        "No incident is known on this machine."
    };
    out::note(&format!(
        "{known}\n\
         \n  warroom open      something broke: open a room and lead it\
         \n  warroom join      somebody sent you an invite\
         \n  warroom demo      see what it looks like\
         \n  warroom --help    everything else"
    ));
    Ok(())
}

/// Into the room; without a terminal, this machine has joined it and that is all.
pub(crate) async fn enter(run: &Run, joined: Joined) -> Result<(), Trouble> {
    // A bad file of the review keeps nobody out of an incident that is going on.
    let (guide, trouble) = crate::guide::as_far_as_good(&run.paths);
    enter_with(run, joined, guide, trouble, OpenedFor::Work).await
}

/// Into the review of a closed incident.
pub(crate) async fn enter_review(run: &Run, joined: Joined, guide: Guide) -> Result<(), Trouble> {
    enter_with(run, joined, guide, None, OpenedFor::Review).await
}

async fn enter_with(
    run: &Run,
    joined: Joined,
    guide: Guide,
    trouble: Option<String>,
    what_for: OpenedFor,
) -> Result<(), Trouble> {
    if !has_terminal() {
        // Nobody has joined whom the room does not let in.
        if let Some(why) = Source::incident(run, &joined).await?.not_reached() {
            return Err(why);
        }
        out::note(&format!("joined {} as {}", joined.incident, joined.handle));
        return out::line(&joined.incident.to_string()).map(drop);
    }
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    let link = Some(run.link(&joined, &Purpose::Screen)?);
    let start = RoomStart {
        link,
        handle: joined.handle,
        incident: Some(joined.incident),
        invite: joined.invite().map(|link| link.to_string()),
        lives: lives_of(run, &joined)?,
        lobby: None,
        guide,
        trouble,
        what_for,
        draft_file: Some(run.paths.draft_file(joined.id)),
        read_file: Some(run.paths.read_file(joined.id)),
        alike: Some(library::alike_of(run, &joined)),
        paths: run.paths.clone(),
        config: run.config.clone(),
    };
    screen(start).await?;
    let waiting =
        Outbox::open(run.paths.outbox_folder(joined.id, joined.handle))?.contents()?.waiting.len();
    if waiting > 0 {
        out::note(&format!(
            "{waiting} of your entries wait on this machine: they go out with the next command about \
             {} (warroom outbox --send)",
            joined.incident
        ));
    }
    Ok(())
}

/// Shows a screen, and lets its link put everything down afterwards.
pub(crate) async fn screen(start: RoomStart) -> Result<Exit, Trouble> {
    let ending = start.link.as_ref().map(|(link, _)| link.ending());
    let exit = crate::run::room(start).await;
    if let Some(ending) = ending {
        ending.wait().await.iter().for_each(|note| out::note(note));
    }
    exit.map_err(|e| of_screen(&e))
}

/// Why a screen did not come up: a bad file of keys or colours is one, too.
pub(crate) fn of_screen(error: &anyhow::Error) -> Trouble {
    let kind = if error.is::<FileError>() { Trouble::Usage } else { Trouble::Refused };
    kind(format!("{error:#}"))
}

/// Where this incident's room lives, in one sentence.
pub(crate) fn lives_of(run: &Run, joined: &Joined) -> Result<String, Trouble> {
    let shared = embedded::running(&run.paths)?.is_some_and(|door| door.shared);
    Ok(lives(run, &joined.addresses, joined.embedded.then_some(shared)))
}

/// Where a room lives, in one sentence.
fn lives(run: &Run, addresses: &[String], embedded: Option<bool>) -> String {
    let first = addresses.first().map_or("its server", String::as_str);
    match embedded {
        Some(shared) => on_this_machine(&machine_name(), addresses, shared),
        None if run.config.server.as_ref().is_some_and(|s| addresses.contains(s)) => {
            format!("This room lives on {first}, your team server (config.toml).")
        }
        None => format!("This room lives on {first}."),
    }
}

/// Whether a screen can be shown.
pub(crate) fn has_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}
