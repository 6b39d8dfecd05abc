//! A copy that the room went on without: kept as a file, and the room's record taken in its place.
//!
//! That a copy is set aside is said by a person, never by a server: a server could say so of records
//! that it wants forgotten. And only where the record itself says that it went on from there, after a
//! rescue or after it was decided to go on without what was lost.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use warroom_register::protocol::Asked;
use warroom_register::rights::{Who, right};
use warroom_register::{Event, Recording, Seq, Then, compare};

use super::seat::{Purpose, Run};
use crate::app::msg::LinkMsg;
use crate::link::copy::Gathered;
use crate::link::outbox::Outbox;
use crate::link::words::words;
use crate::memory::Joined;
use crate::out;
use crate::paths::write_secret;
use crate::trouble::{Trouble, said, shown};

/// Sets this machine's copy aside where the room went on without it, and offers its own entries again.
pub(crate) async fn set_aside(run: &Run, joined: &Joined) -> Result<(), Trouble> {
    let path = run.paths.copy_file(joined.id);
    let mine = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Trouble::file(&path, said(&e))),
    };
    is_not_in_use(&path)?;
    let theirs = of_server(run, joined).await?;
    let agreement = compare(&mine, &theirs);
    let same = agreement.same_to;
    match agreement.then {
        Then::BothEnd | Then::CopyEnds(_) | Then::FileEnds(_) => {
            out::note("nothing has to be set aside: this machine's copy is the room's");
            return Ok(());
        }
        Then::OtherHeader | Then::Differs(_) => {}
    }
    let bad = |why: String| Trouble::file(&path, why);
    let room = Recording::read_bytes(&theirs).map_err(bad)?;
    if room.broken.is_some() || !went_on(&room, same) {
        return Err(Trouble::Refused(format!(
            "this copy and the room's record part behind {same}, and the record does not say why: one of \
             the two was altered. Keep your copy, and compare it with others (warroom verify)"
        )));
    }
    let aside = aside_of(&path);
    std::fs::rename(&path, &aside).map_err(|e| bad(said(&e)))?;
    write_secret(&path, &theirs)?;
    let copy = Recording::read_bytes(&mine).map_err(|why| Trouble::file(&aside, why))?;
    let tail: Vec<_> = copy.records.iter().filter(|record| record.seq > same).collect();
    out::note(&format!(
        "the room went on from {same}: {} records that this machine held behind it are kept in {}",
        tail.len(),
        shown(&aside)
    ));
    let outbox = Outbox::open(run.paths.outbox_folder(joined.id, joined.handle))?;
    for record in tail.into_iter().filter(|record| record.by == joined.handle) {
        let Some(command) = record.event.clone().asks() else { continue };
        if right(&command).1 != Who::Room {
            out::note(&format!("sent again: {}", words(&command)));
            outbox.put(&Asked { id: record.command, knew: None, command }, false)?;
        }
    }
    Ok(())
}

/// Whether the record says that it went on from this place without what others may have.
fn went_on(room: &Recording, same: Seq) -> bool {
    room.records.iter().any(|record| match record.event {
        Event::Rescued { from_seq, .. } => from_seq == same,
        // Of a copy that differed, where exactly it does was not known.
        Event::WentOn { from_seq, .. } => same < from_seq && same < record.seq,
        _ => false,
    })
}

/// The record as its server has it, without a word of this machine's copy.
async fn of_server(run: &Run, joined: &Joined) -> Result<Vec<u8>, Trouble> {
    let gathered = Gathered::default();
    let purpose = Purpose::Fresh(Arc::clone(&gathered));
    let (link, mut inbox) = run.link(joined, &purpose)?;
    let (mut head, mut came) = (None, Seq(0));
    while head.is_none_or(|head| came < head) {
        match inbox.recv().await {
            Some(LinkMsg::Up(up)) => head = Some(up.head),
            Some(LinkMsg::Records(records)) => came = records.last().map_or(came, |it| it.seq),
            Some(LinkMsg::Down { why, retry_seconds: None }) => return Err(Trouble::Refused(why)),
            Some(LinkMsg::Down { why, .. }) => return Err(Trouble::Unreachable(why)),
            Some(_) => {}
            None => return Err(Trouble::Refused("the link ended before the record came".into())),
        }
    }
    let ending = link.ending();
    drop((link, inbox));
    ending.wait().await.iter().for_each(|note| out::note(note));
    let bytes = std::mem::take(&mut *gathered.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(bytes)
}

/// Whoever keeps the copy holds it.
fn is_not_in_use(path: &Path) -> Result<(), Trouble> {
    let file = OpenOptions::new().append(true).open(path);
    let file = file.map_err(|e| Trouble::file(path, said(&e)))?;
    file.try_lock().map_err(|_held| {
        Trouble::Refused("a screen of this incident is open on this machine: close it first".into())
    })
}

fn aside_of(path: &Path) -> PathBuf {
    let names = (1..u32::MAX).map(|n| path.with_extension(format!("aside-{n}.jsonl")));
    let mut free = names.filter(|path| !path.exists());
    free.next().unwrap_or_else(|| path.with_extension("aside.jsonl"))
}
