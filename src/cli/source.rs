//! What is read: a journal from its server, from this machine's copy, or from a file.

mod moment;
#[cfg(test)]
mod tests;

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;
use warroom_register::{At, Chain, Event, Handle, Label, Record, Recording, Register, Seq, Shown};

use super::library::team::{Team, file_of};
use super::seat::{Purpose, Run};
use super::{damage, unreached};
use crate::app::msg::{LinkMsg, Up};
use crate::host::library::{self, Item, Names};
use crate::link::copy::Gathered;
use crate::memory::Joined;
use crate::trouble::{Trouble, said, shown};
use crate::which::Which;
use crate::{clock, out};

/// Largest recording that is read, in bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How long to wait for the list of who is here, in milliseconds: it follows the last record, and never
/// comes if nobody joined.
const HERE_MS_MAX: u64 = 200;

/// A journal and what is known around it.
pub(crate) struct Source {
    /// The journal, as it came.
    pub(crate) text: String,
    /// The journal, read.
    pub(crate) recording: Recording,
    /// What the incident is called.
    pub(crate) label: Option<Label>,
    /// Who is here now; nobody in a file.
    pub(crate) here: Vec<Handle>,
    /// What the clock said: the server's now, or the end of a file.
    pub(crate) now: At,
    /// It comes from where it is written: a time without its day is the latest past one, as in the
    /// room, for as long as the incident is not closed.
    from_room: bool,
    /// Why this is not what the server knows now.
    pub(crate) cut_off: Option<Trouble>,
    /// What is wrong with the file, and was said before anything of it was printed.
    pub(crate) damaged: Option<String>,
}

/// What a command names: an incident that was joined, or a file.
pub(crate) enum Named {
    /// A file.
    File(PathBuf),
    /// An incident; none for the one that is meant.
    Incident(Option<Which>),
}

impl Named {
    /// Whatever names a file that is there, or looks like one, is a file.
    pub(crate) fn of(text: Option<&str>) -> Result<Self, Trouble> {
        let Some(text) = text else { return Ok(Self::Incident(None)) };
        let path = Path::new(text);
        if path.exists() || text.contains('/') || path.extension().is_some() {
            return Ok(Self::File(path.to_owned()));
        }
        let which = text.parse().map_err(|_no_label: String| {
            let text = Shown::line(text, 60);
            Trouble::Usage(format!("{text} is neither a file nor an incident such as INC-42"))
        })?;
        Ok(Self::Incident(Some(which)))
    }
}

impl Source {
    /// Reads what is named.
    pub(crate) async fn read(run: &Run, named: Option<&str>) -> Result<Self, Trouble> {
        match Named::of(named)? {
            Named::File(path) => Self::file(run, &path),
            Named::Incident(which) => {
                let mut globals = run.globals.clone();
                globals.incident = which.or(globals.incident);
                let memory = run.memory()?;
                match super::pick::to_read(&memory, &globals) {
                    Ok(joined) => {
                        super::pick::say_closed(&globals, &joined);
                        Self::incident(run, &joined).await
                    }
                    Err(none) if globals.incident.is_none() && memory.joined.is_empty() => {
                        Self::only_kept(run)?.ok_or(none)
                    }
                    Err(why) => match Self::kept(run, globals.incident)? {
                        Some(source) => Ok(source),
                        None => Self::of_team(run, globals.incident).await?.ok_or(why),
                    },
                }
            }
        }
    }

    /// Reads an incident of the library that this machine has not joined.
    fn kept(run: &Run, which: Option<Which>) -> Result<Option<Self>, Trouble> {
        let Some(which) = which else { return Ok(None) };
        let items = library::open(&run.paths)?.items()?;
        let Some(item) = super::library::named(&items, which)? else { return Ok(None) };
        Self::of_item(run, item).map(Some)
    }

    /// Reads the only incident of a library, where this machine has joined none: it is said which.
    fn only_kept(run: &Run) -> Result<Option<Self>, Trouble> {
        let items = library::open(&run.paths)?.items()?;
        let mut known = items.iter().filter(|item| item.facts.is_some());
        let (Some(item), None) = (known.next(), known.next()) else { return Ok(None) };
        let title = item.facts.as_ref().map_or("", |facts| facts.title.as_str());
        let name = Names::of(&items, &run.memory()?).name(item);
        out::note(&format!("of {name}, the only one here: {}", Shown::line(title, 60)));
        Self::of_item(run, item).map(Some)
    }

    /// Reads an incident of the library.
    pub(crate) fn of_item(run: &Run, item: &Item) -> Result<Self, Trouble> {
        let bytes = library::recording(&run.paths, item)?;
        let path = item.file.clone().unwrap_or_else(|| run.paths.server_folder());
        Self::of_bytes(run, &path, &bytes)
    }

    /// Reads an incident that the team's server keeps, and this machine has not joined.
    async fn of_team(run: &Run, which: Option<Which>) -> Result<Option<Self>, Trouble> {
        let Some(which) = which else { return Ok(None) };
        let mut team = Team::of(run)?;
        let Some(bytes) = team.recording(run, which).await else {
            team.trouble().iter().for_each(|why| out::note(why));
            return Ok(None);
        };
        Self::of_bytes(run, &file_of(which), &bytes).map(Some)
    }

    /// Reads a file up to its last good record, and says so where that is not its end.
    pub(crate) fn file(run: &Run, path: &Path) -> Result<Self, Trouble> {
        Self::of_bytes(run, path, &read_file(path)?)
    }

    fn of_bytes(run: &Run, path: &Path, bytes: &[u8]) -> Result<Self, Trouble> {
        let recording = Recording::read_bytes(bytes).map_err(|why| no_recording(path, &why))?;
        // Of nothing no register can be told: it would be made up.
        if recording.records.is_empty() {
            let broken = recording.broken.as_ref();
            let why = broken.map_or_else(String::new, |broken| format!(": {broken}"));
            let what = format!("no incident is opened in what is good of it{why}");
            return Err(Trouble::file(path, what));
        }
        let text = String::from_utf8_lossy(bytes).into_owned();
        let damaged = damage::of(path, &recording);
        if let Some(why) = &damaged {
            out::note(&format!("DAMAGED: {why}. {}", damage::advice(run, &recording)));
        }
        if let Some(seq) = newer_from(&recording) {
            out::note(&newer(path, seq));
        }
        let now = recording.records.last().map_or(recording.header.opened_at, |r| r.at);
        let label = recording.header.incident;
        let here = Vec::new();
        Ok(Self { text, recording, label, here, now, from_room: false, cut_off: None, damaged })
    }

    /// Reads an incident from its server; where that is not there, from this machine's copy.
    pub(crate) async fn incident(run: &Run, joined: &Joined) -> Result<Self, Trouble> {
        let gathered = Gathered::default();
        let (link, mut inbox) = run.link(joined, &Purpose::Look(Arc::clone(&gathered)))?;
        let ending = link.ending();
        let mut heard = listen(&mut inbox).await;
        if let Some(Trouble::Unreachable(why)) = &mut heard.cut_off {
            *why = unreached::with_advice(std::mem::take(why), joined);
        }
        drop((link, inbox));
        ending.wait().await.iter().for_each(|note| out::note(note));
        let Heard { up, here, cut_off } = heard;
        let bytes = std::mem::take(&mut *gathered.lock().unwrap_or_else(PoisonError::into_inner));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let recording = match (Recording::read(&text), cut_off.clone()) {
            (Ok(recording), _) => recording,
            (Err(_), Some(why)) => return Err(why),
            (Err(why), None) => return Err(no_recording(&run.paths.copy_file(joined.id), &why)),
        };
        let now = up.as_ref().map_or_else(clock::now, |up| up.now);
        let label = up.and_then(|up| up.incident).or(Some(joined.incident));
        let (here, damaged) = (here.unwrap_or_default(), None);
        Ok(Self { text, recording, label, here, now, from_room: true, cut_off, damaged })
    }

    /// The journal as it was at `#31` or at a time.
    pub(crate) fn cut_at(mut self, moment: Option<&str>) -> Result<Self, Trouble> {
        let Some(moment) = moment else { return Ok(self) };
        let (last, time) = self.place_at(moment)?;
        self.cut_behind(last);
        // What was asked for is there, whole; that the file ends too early was said.
        self.damaged = None;
        let recorded = self.recording.records.last().map(|record| record.at);
        self.now = time.max(recorded).unwrap_or(self.now);
        self.here.clear();
        Ok(self)
    }

    /// Leaves out what stands behind a record; the line behind it holds its hash.
    fn cut_behind(&mut self, last: Seq) {
        let recording = &mut self.recording;
        let next = recording.records.iter().find(|record| record.seq > last);
        let Some(hash) = next.map(|record| record.prev) else { return };
        recording.chain = Chain { head: last, hash };
        recording.records.retain(|record| record.seq <= last);
        (recording.broken, recording.torn) = (None, false);
    }

    /// What the room knew.
    pub(crate) fn register(&self) -> Result<Register, Trouble> {
        let gap = |gap: warroom_register::Gap| Trouble::Usage(gap.to_string());
        Register::of(&self.recording.records).map_err(gap)
    }

    /// Why it is not from its server, if it is not.
    pub(crate) fn not_reached(&self) -> Option<Trouble> {
        self.cut_off.clone()
    }

    /// Says, once all is printed, that it was not the newest, or not all.
    pub(crate) fn end(self) -> Result<(), Trouble> {
        if self.damaged.is_some() {
            let head = self.recording.chain.head;
            return Err(Trouble::Usage(format!(
                "this was not all: the file is damaged behind {head}"
            )));
        }
        let Some(why) = self.cut_off else { return Ok(()) };
        let head = self.recording.chain.head;
        let as_of =
            |why: String| format!("this is as of {head}, from this machine's own copy: {why}");
        Err(match why {
            Trouble::Unreachable(why) => Trouble::Unreachable(as_of(why)),
            Trouble::Refused(why) => Trouble::Refused(as_of(why)),
            Trouble::Usage(why) => Trouble::Usage(why),
        })
    }
}

/// What a link told until all was there.
#[derive(Default)]
struct Heard {
    up: Option<Up>,
    here: Option<Vec<Handle>>,
    cut_off: Option<Trouble>,
}

/// Listens until everything recorded came, or nothing more will.
async fn listen(inbox: &mut mpsc::Receiver<LinkMsg>) -> Heard {
    let (mut heard, mut held) = (Heard::default(), Seq(0));
    loop {
        let all = heard.up.as_ref().is_some_and(|up| held >= up.head);
        // A link that brings nothing says by itself that it is down.
        let limit = if all { Duration::from_millis(HERE_MS_MAX) } else { Duration::MAX };
        let Ok(Some(msg)) = timeout(limit, inbox.recv()).await else { return heard };
        match msg {
            LinkMsg::Records(records) => held = records.last().map_or(held, |r| r.seq),
            LinkMsg::Up(up) => heard.up = Some(up),
            LinkMsg::Here(here) => heard.here = Some(here),
            LinkMsg::Down { why, retry_seconds: Some(_) } => {
                heard.cut_off = Some(Trouble::Unreachable(why));
                return heard;
            }
            LinkMsg::Down { why, retry_seconds: None } => {
                heard.cut_off = Some(Trouble::Refused(why));
                return heard;
            }
            LinkMsg::Stopped(stopped) => out::note(&stopped.sentence()),
            LinkMsg::Said(_)
            | LinkMsg::Afresh { .. }
            | LinkMsg::Degraded(_)
            | LinkMsg::Waiting(_)
            | LinkMsg::Refused { .. }
            | LinkMsg::Already { .. }
            | LinkMsg::Look(_)
            | LinkMsg::Lobby(_) => {}
        }
        // Who is here is told behind the last record.
        if heard.here.is_some() && heard.up.as_ref().is_some_and(|up| held >= up.head) {
            return heard;
        }
    }
}

/// The first record of a recording that this version does not know.
pub(crate) fn newer_from(recording: &Recording) -> Option<Seq> {
    let newer = |record: &&Record| matches!(record.event, Event::Newer { .. });
    recording.records.iter().find(newer).map(|record| record.seq)
}

/// What is said of a recording that a newer version wrote.
pub(crate) fn newer(path: &Path, from: Seq) -> String {
    let file = shown(path);
    format!(
        "{file} was written by a newer warroom: from {from} on not all of it is understood here"
    )
}

/// Where there is none.
const MAKES_ONE: &str = ": look at its name, or make one with warroom export INC-42 -o FILE";

/// The bytes of a recording: a damaged one need not be text.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, Trouble> {
    read_or(path, MAKES_ONE)
}

/// The bytes of a file, or why there are none; of one that is not there also what to do about it.
pub(crate) fn read_or(path: &Path, not_there: &str) -> Result<Vec<u8>, Trouble> {
    let makes = |e: &std::io::Error| if e.kind() == ErrorKind::NotFound { not_there } else { "" };
    let bad = |e: std::io::Error| Trouble::file(path, format!("{}{}", said(&e), makes(&e)));
    let about = std::fs::metadata(path).map_err(bad)?;
    // A device has no end, and a pipe may have none.
    if !about.is_file() && !about.is_dir() {
        return Err(Trouble::file(path, "it is no file: only a file is read"));
    }
    let too_large = || Trouble::file(path, format!("it is larger than {FILE_BYTES_MAX} bytes"));
    if about.len() > FILE_BYTES_MAX {
        return Err(too_large());
    }
    // It may grow meanwhile.
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(bad)?;
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(bad)?;
    if bytes.len() as u64 > FILE_BYTES_MAX { Err(too_large()) } else { Ok(bytes) }
}

/// A file that is no recording, and how one is made.
pub(crate) fn no_recording(path: &Path, why: &str) -> Trouble {
    // Of one that is a recording, though not for this version, that is no advice.
    let none = why.starts_with("line 1");
    let makes = if none { ". warroom export INC-42 -o FILE makes one" } else { "" };
    Trouble::file(path, format!("{why}{makes}"))
}
