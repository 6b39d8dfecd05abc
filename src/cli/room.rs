//! The screens: a room, the lobby, and where a room lives.

use std::io::IsTerminal as _;

use super::door::in_place;
use super::elsewhere;
use super::library;
use super::seat::{Purpose, Run};
use crate::app::guide::Guide;
use crate::host::door::machine_name;
use crate::host::embedded;
use crate::keys::KeymapError;
use crate::link::outbox::Outbox;
use crate::memory::{Joined, Memory};
use crate::out;
use crate::start::{Exit, RoomStart};
use crate::theme::ThemeError;
use crate::trouble::Trouble;

/// The lobby of the server that is meant; without one, what there is to do.
pub(crate) async fn show_lobby(run: &Run) -> Result<(), Trouble> {
    if !has_terminal() {
        return Err(Trouble::Usage(
            "there is no terminal for a screen: warroom list, warroom show and warroom saw do without"
                .into(),
        ));
    }
    let Some(place) = run.place().await? else {
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
        return Ok(());
    };
    let handle = run.handle()?;
    let (link, inbox) = run.lobby(&place, handle)?;
    let start = RoomStart {
        link,
        inbox,
        handle,
        incident: None,
        invite: None,
        lives: lives(run, &place.addresses, place.embedded),
        rooms: elsewhere::rooms(run, place.pin)?,
        guide: Guide::default(),
        trouble: None,
        review: false,
        draft_file: None,
        read_file: None,
        alike: None,
        paths: run.paths.clone(),
        config: run.config.clone(),
    };
    match screen(start).await? {
        Exit::Left => Ok(()),
        Exit::Join(label, id) => match elsewhere::joined(run, id, place.pin)? {
            Some(joined) => enter(run, joined).await,
            None => enter(run, in_place(run, &place, label).await?).await,
        },
    }
}

/// Into the room; without a terminal, this machine has joined it and that is all.
pub(crate) async fn enter(run: &Run, joined: Joined) -> Result<(), Trouble> {
    // A bad file of the review keeps nobody out of an incident that is going on.
    let (guide, trouble) = crate::guide::as_far_as_good(&run.paths);
    enter_with(run, joined, (guide, trouble), false).await
}

/// Into the review of a closed incident.
pub(crate) async fn enter_review(run: &Run, joined: Joined, guide: Guide) -> Result<(), Trouble> {
    enter_with(run, joined, (guide, None), true).await
}

async fn enter_with(
    run: &Run,
    joined: Joined,
    (guide, trouble): (Guide, Option<String>),
    review: bool,
) -> Result<(), Trouble> {
    if !has_terminal() {
        out::note(&format!("joined {} as {}", joined.incident, joined.handle));
        return out::line(&joined.incident.to_string()).map(drop);
    }
    Memory::change(&run.paths, |memory| memory.join(joined.clone()))?;
    let (link, inbox) = run.link(&joined, &Purpose::Screen)?;
    let shared = embedded::running(&run.paths)?.is_some_and(|door| door.shared);
    let start = RoomStart {
        link,
        inbox,
        handle: joined.handle,
        incident: Some(joined.incident),
        invite: joined.invite().map(|link| link.to_string()),
        lives: lives(run, &joined.addresses, joined.embedded.then_some(shared)),
        rooms: Vec::new(),
        guide,
        trouble,
        review,
        draft_file: Some(run.paths.draft_file(joined.id)),
        read_file: Some(run.paths.read_file(joined.id)),
        alike: Some(library::alike_of(run)?),
        paths: run.paths.clone(),
        config: run.config.clone(),
    };
    screen(start).await?;
    let waiting = Outbox::open(run.paths.outbox_folder(joined.id))?.contents()?.waiting.len();
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
    let ending = start.link.ending();
    let exit = crate::run::room(start).await;
    ending.wait().await.iter().for_each(|note| out::note(note));
    exit.map_err(|e| of_screen(&e))
}

/// Why a screen did not come up: a bad file of keys or colours is one, too.
pub(crate) fn of_screen(error: &anyhow::Error) -> Trouble {
    let bad_file = error.chain().any(|e| e.is::<KeymapError>() || e.is::<ThemeError>());
    let kind = if bad_file { Trouble::Usage } else { Trouble::Refused };
    kind(format!("{error:#}"))
}

/// Where a room lives, in one sentence.
fn lives(run: &Run, addresses: &[String], embedded: Option<bool>) -> String {
    let first = addresses.first().map_or("its server", String::as_str);
    let far = addresses.iter().find(|a| !a.starts_with("127.")).map_or(first, String::as_str);
    match embedded {
        Some(false) => format!(
            "This room lives on this machine ({first}): nobody else can come. warroom share lets \
             them."
        ),
        Some(true) => format!(
            "This room lives on {} ({far}): this network, while the lid is up.",
            machine_name()
        ),
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
