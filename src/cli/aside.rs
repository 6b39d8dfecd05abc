//! A copy that the room went on without: kept as a file, and the room's record taken in its place.
//!
//! That a copy is set aside is said by a person, never by a server: a server could say so of records
//! that it wants forgotten. And only where the record itself says that it went on from there, after a
//! rescue or after it was decided to go on without what was lost.

mod again;

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use warroom_register::{Agreement, Event, Handle, Record, Recording, Seq, Taken, Then, compare};

use self::again::Gone;
use super::seat::{Purpose, Run};
use crate::app::msg::LinkMsg;
use crate::link::copy::Gathered;
use crate::link::copy::purge::erase_in_branch;
use crate::link::copy::told::{Told, gone};
use crate::link::hosts::{Hosts, not_followed};
use crate::link::outbox::Outbox;
use crate::memory::Joined;
use crate::out;
use crate::paths::write_secret;
use crate::trouble::{Trouble, said, shown};

/// Sets this machine's copy aside where the room went on without it, and offers its own entries again.
/// So with what this machine was told of and has no line of.
pub(crate) async fn set_aside(run: &Run, joined: &Joined) -> Result<(), Trouble> {
    let path = run.paths.copy_file(joined.id);
    let told = Told::read(&path).unwrap_or_else(|why| {
        out::note(&why.to_string());
        None
    });
    let mine = read(&path)?;
    if mine.is_none() && told.is_none() {
        return Ok(());
    }
    let hosts = Hosts::of(&records_of(mine.as_deref().unwrap_or_default()));
    let barred = |who: Option<Handle>| match who {
        Some(who) => Err(Trouble::Refused(not_followed(who))),
        None => Ok(()),
    };
    barred(hosts.barred(joined.pin))?;
    // No screen that opens meanwhile keeps what is about to be set aside.
    let _held = mine.as_ref().map(|_| take_hold(&path)).transpose()?;
    let theirs = of_server(run, joined).await?;
    let agreement = mine.as_ref().map(|mine| compare(mine, &theirs));
    let parts = |it: &Agreement| matches!(it.then, Then::OtherHeader | Then::Differs(_));
    let same = agreement.filter(parts).map(|it| it.same_to);
    barred(hosts.usurper(&behind(&theirs, same)))?;
    let room = Recording::read_bytes(&theirs).map_err(|why| Trouble::file(&path, why))?;
    let told = told.filter(|told| is_other(told, &room, &theirs));
    if same.is_none() && told.is_none() {
        out::note("nothing has to be set aside: what this machine has of it is the room's record");
        return Ok(());
    }
    let said = same.is_none_or(|same| went_on(&room, same))
        && told.as_ref().is_none_or(|told| went_on_without(&room, told));
    if room.broken.is_some() || !said {
        let at = same.map_or_else(String::new, |same| format!(" behind {same}"));
        return Err(Trouble::Refused(format!(
            "what this machine has and the room's record part{at}, and the record does not say why: one of \
             the two was altered. Keep your copy, and compare it with others (warroom verify)"
        )));
    }
    if let Some((mine, same)) = mine.zip(same) {
        copy_aside(run, joined, &mine, &theirs, &room, same)?;
    }
    if let Some(told) = told {
        Told::forget(&path)?;
        if let (None, Some(fork)) = (same, fork_of(&room, &told)) {
            let outbox = Outbox::open(run.paths.outbox_folder(joined.id, joined.handle))?;
            again::hold_back(&outbox, Gone { same: fork, head: told.head() })?;
        }
        out::note(&gone(told.head()));
    }
    Ok(())
}

/// Keeps this machine's copy as a file, takes the room's in its place, and offers its own entries again.
fn copy_aside(
    run: &Run,
    joined: &Joined,
    mine: &[u8],
    theirs: &[u8],
    room: &Recording,
    same: Seq,
) -> Result<(), Trouble> {
    let path = run.paths.copy_file(joined.id);
    let aside = aside_of(&path);
    let copy = Recording::read_bytes(mine).map_err(|why| Trouble::file(&path, why))?;
    // Offered first, and each by its own id: where the rest fails it is offered again, and done once.
    let outbox = Outbox::open(run.paths.outbox_folder(joined.id, joined.handle))?;
    let gone = Gone { same, head: copy.records.last().map_or(same, |last| last.seq) };
    again::hold_back(&outbox, gone)?;
    again::offer(&outbox, joined.handle, &copy, room, gone)?;
    std::fs::rename(&path, &aside).map_err(|e| Trouble::file(&path, said(&e)))?;
    write_secret(&path, theirs)?;
    let taken = |it: &Record| it.redacted_by.map(|by| Taken { entry: it.seq, by });
    let taken: Vec<Taken> = room.records.iter().filter_map(taken).collect();
    let gone = erase_in_branch(&aside, &taken, theirs);
    let gone = gone.map_err(|e| Trouble::file(&aside, said(&e)))?;
    gone.note(&aside).iter().for_each(|note| out::note(note));
    let tail = copy.records.iter().filter(|record| record.seq > same).count();
    out::note(&format!(
        "the room went on from {same}: {} records that this machine held behind it are kept in {}",
        tail,
        shown(&aside)
    ));
    Ok(())
}

/// This machine's copy, where it keeps one.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Trouble::file(path, said(&e))),
    }
}

fn records_of(copy: &[u8]) -> Vec<Record> {
    Recording::read_bytes(copy).map(|copy| copy.records).unwrap_or_default()
}

/// The lines behind this place of a record; without one, all of them.
fn behind(lines: &[u8], same: Option<Seq>) -> String {
    let from = usize::try_from(same.unwrap_or_default().0).unwrap_or(usize::MAX).saturating_add(1);
    let text = String::from_utf8_lossy(lines);
    text.split_inclusive('\n').skip(from).collect()
}

/// Whether this is not what the machine was told: it reads otherwise there, or does not reach so far and
/// says that it never will.
fn is_other(told: &Told, room: &Recording, lines: &[u8]) -> bool {
    let there = usize::try_from(told.head().0).ok();
    let text = String::from_utf8_lossy(lines);
    match there.and_then(|there| text.split_terminator('\n').nth(there)) {
        Some(line) => Record::hash_of_line(line) != told.hash(),
        None => went_on_without(room, told),
    }
}

/// Whether the record says that it went on without the last of what this machine was told.
fn went_on_without(room: &Recording, told: &Told) -> bool {
    fork_of(room, told).is_some()
}

/// From where it did.
fn fork_of(room: &Recording, told: &Told) -> Option<Seq> {
    let later = room.records.iter().filter(|record| record.seq > told.went_on_to());
    let from = later.filter_map(|record| match record.event {
        Event::Rescued { from_seq, .. } => Some(from_seq),
        Event::WentOn { from_seq, .. } => Some(Seq(from_seq.0.saturating_sub(1))),
        _ => None,
    });
    from.filter(|from| *from < told.head()).min()
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

/// Whoever keeps the copy holds it: until the file is dropped, this does.
fn take_hold(path: &Path) -> Result<File, Trouble> {
    let file = OpenOptions::new().append(true).open(path);
    let file = file.map_err(|e| Trouble::file(path, said(&e)))?;
    file.try_lock().map_err(|_held| {
        Trouble::Refused("a screen of this incident is open on this machine: close it first".into())
    })?;
    Ok(file)
}

fn aside_of(path: &Path) -> PathBuf {
    let names = (1..u32::MAX).map(|n| path.with_extension(format!("aside-{n}.jsonl")));
    let mut free = names.filter(|path| !path.exists());
    free.next().unwrap_or_else(|| path.with_extension("aside.jsonl"))
}
