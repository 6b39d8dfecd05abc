//! What was written here and is not yet seen recorded: a file a command, in the order of writing.
//!
//! A command is on disk, its folder too, before anything says that it waits. It goes when its record
//! is seen; one that was refused moves to `refused/` with the reason. Anybody on this machine may
//! put a command in; who holds the lock sends those that wait, so that they go once and in order.
//! One that was put in while nobody could send it says so in its name, until it is sent first.

mod first;
#[cfg(test)]
mod tests;

pub(crate) use self::first::First;

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use warroom_register::protocol::Asked;
use warroom_register::{At, CommandId};

use crate::paths::{make_folder, open_itself, sync_folder};
use crate::trouble::{Trouble, said};

/// Commands that may wait for one incident.
const WAITING_MAX: usize = 10_000;
/// Refused commands that are kept; the oldest go first.
const REFUSED_MAX: usize = 200;
/// Largest file of one command, in bytes; a frame is smaller.
const COMMAND_BYTES_MAX: u64 = 256 * 1024;
/// Said where nothing can be kept here.
const UNWRITABLE: &str = "the outbox of this machine cannot be written";
/// Of a refused command that moved aside as it was.
const REASON_LOST: &str = "it was refused, and the reason could not be kept on this machine";

/// The outbox of one incident, for one handle.
#[derive(Debug)]
pub(crate) struct Outbox {
    folder: PathBuf,
    /// Held by the one who sends what waits.
    sender: Option<File>,
}

/// What waits, and what does not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    /// Oldest first.
    pub(crate) waiting: Vec<Asked>,
    /// Those of them that were never sent.
    pub(crate) unsent: BTreeSet<CommandId>,
    /// Sentences about files that do not read; they stay where they are.
    pub(crate) bad: Vec<String>,
}

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefusedCommand {
    /// When.
    pub(crate) at: At,
    /// Why, as a sentence.
    pub(crate) why: String,
    /// What was asked.
    pub(crate) asked: Asked,
}

impl Outbox {
    /// The outbox in this folder, made if need be.
    pub(crate) fn open(folder: PathBuf) -> Result<Self, Trouble> {
        make_folder(&folder.join("refused"))?;
        let above = folder.parent().unwrap_or(&folder);
        sync_folder(above)
            .and_then(|()| sync_folder(&folder))
            .map_err(|e| Trouble::file(&folder, said(&e)))?;
        Ok(Self::at(folder))
    }

    /// The outbox in this folder, whether it is there or not.
    pub(crate) const fn at(folder: PathBuf) -> Self {
        Self { folder, sender: None }
    }

    /// Where it is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What its folder is called: the incident's own id, and whose it is.
    pub(crate) fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Becomes the one who sends what waits here, if nobody else is.
    pub(crate) fn lock(&mut self) -> Result<bool, Trouble> {
        if self.sender.is_some() {
            return Ok(true);
        }
        let path = self.folder.join("lock");
        let bad = |e: io::Error| Trouble::file(&path, said(&e));
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(bad)?;
        match file.try_lock() {
            Ok(()) => self.sender = Some(file),
            Err(std::fs::TryLockError::WouldBlock) => {}
            Err(std::fs::TryLockError::Error(e)) => return Err(bad(e)),
        }
        Ok(self.sender.is_some())
    }

    /// Lets another program of this machine send what waits.
    pub(crate) fn unlock(&mut self) {
        self.sender = None;
    }

    /// Puts a command behind all that wait. It is on disk, whatever happens, when this returns; of one
    /// that is `unsent` it is known there that nobody has sent it.
    pub(crate) fn put(&self, asked: &Asked, unsent: bool) -> Result<(), Trouble> {
        let names = self.names()?;
        if names.len() >= WAITING_MAX {
            return Err(Trouble::Refused(format!(
                "{WAITING_MAX} commands wait already: let them be sent first (warroom outbox)"
            )));
        }
        let order = names.last().and_then(|name| order_of(name)).unwrap_or(0) + 1;
        let end = first::end_of_name(asked.id, unsent);
        let name = format!("{order:012}{end}");
        let text = serde_json::to_vec(asked).map_err(|e| self.bad(e))?;
        let put = place(&self.folder.join(name), &text);
        // Where it lies helps nobody: what it is said of is what was written just now.
        put.map_err(|e| Trouble::Refused(format!("{UNWRITABLE} ({})", said(&e))))
    }

    /// What waits now, whoever put it in.
    pub(crate) fn contents(&self) -> Result<Contents, Trouble> {
        let mut contents = Contents::default();
        let names = self.names()?;
        for name in &names {
            let unsent = first::is_unsent(name);
            // A crash between two steps of sending it first leaves both.
            if unsent && first::was_sent(name, &names) {
                continue;
            }
            let file = self.folder.join(name);
            match read_json::<Asked>(&file) {
                Ok(asked) => {
                    contents.unsent.extend(unsent.then_some(asked.id));
                    contents.waiting.push(asked);
                }
                // Another program of this machine has just seen it recorded.
                Err(Bad::Gone) => {}
                Err(Bad::Unread(what)) => contents.bad.push(Trouble::file(&file, what).to_string()),
            }
        }
        Ok(contents)
    }

    /// Its record was seen.
    pub(crate) fn settle(&self, command: CommandId) -> Result<(), Trouble> {
        self.files(command)?.iter().try_for_each(|file| remove(file))
    }

    /// It was refused: kept, with the reason, but not sent again. Where the reason cannot be kept (a
    /// full disk, a file that does not read) the command moves aside as it is: whoever was told no
    /// must not find it recorded.
    pub(crate) fn refuse(&self, command: CommandId, why: &str, at: At) -> Result<(), Trouble> {
        let files = self.files(command)?;
        let Some((file, rest)) = files.split_first() else { return Ok(()) };
        let Some(name) = file.file_name() else { return Ok(()) };
        let aside = self.folder.join("refused").join(name);
        rest.iter().try_for_each(|file| remove(file))?;
        let kept = self.keep_refused(file, &aside, why, at);
        match kept.is_err().then(|| std::fs::rename(file, &aside)) {
            Some(Ok(())) => {}
            None | Some(Err(_)) => remove(file)?,
        }
        // Whoever reads the no must not find, after a power cut, that it was sent again and recorded.
        sync_folder(&self.folder).map_err(|e| self.bad(said(&e)))?;
        kept.and_then(|()| self.forget_oldest_refused())
    }

    fn keep_refused(&self, file: &Path, aside: &Path, why: &str, at: At) -> Result<(), Trouble> {
        let asked = match read_json::<Asked>(file) {
            Ok(asked) => asked,
            Err(Bad::Gone) => return Ok(()),
            Err(Bad::Unread(what)) => return Err(Trouble::file(file, what)),
        };
        let refused = RefusedCommand { at, why: why.to_owned(), asked };
        let text = serde_json::to_vec(&refused).map_err(|e| self.bad(e))?;
        place(aside, &text).map_err(|e| Trouble::file(aside, said(&e)))
    }

    /// What was refused, oldest first.
    pub(crate) fn refused(&self) -> Result<Vec<RefusedCommand>, Trouble> {
        let folder = self.folder.join("refused");
        let names = names_in(&folder)?;
        let mut all: Vec<RefusedCommand> =
            names.iter().filter_map(|name| read_refused(&folder.join(name))).collect();
        all.sort_by_key(|refused| refused.at);
        Ok(all)
    }

    /// Files of refused commands that do not read; they stay where they are.
    pub(crate) fn refused_unread(&self) -> Result<Vec<PathBuf>, Trouble> {
        let folder = self.folder.join("refused");
        let files = names_in(&folder)?.into_iter().map(|name| folder.join(name));
        Ok(files.filter(|file| file.exists() && read_refused(file).is_none()).collect())
    }

    /// Lets go of what was refused.
    pub(crate) fn forget_refused(&self, command: CommandId) -> Result<(), Trouble> {
        self.forget_refused_of(&|refused| refused.id == command)
    }

    /// Lets go of what was refused and has the very words of this one: its author has sent it again,
    /// and it is recorded.
    pub(crate) fn forget_refused_like(&self, recorded: &Asked) -> Result<(), Trouble> {
        self.forget_refused_of(&|refused| refused.command == recorded.command)
    }

    fn forget_refused_of(&self, of_it: &dyn Fn(&Asked) -> bool) -> Result<(), Trouble> {
        let folder = self.folder.join("refused");
        let of_it = |file: &PathBuf| read_refused(file).is_some_and(|it| of_it(&it.asked));
        let files = names_in(&folder)?.into_iter().map(|name| folder.join(name));
        files.filter(of_it).try_for_each(|file| remove(&file))
    }

    /// Lets go of what waits or was refused and holds what must not be kept, whoever of this machine wrote
    /// it: each handle has an outbox of its own.
    pub(crate) fn forget(&self, holds: &dyn Fn(&Asked) -> bool) -> Result<(), Trouble> {
        let name = self.name();
        let outboxes = all(self.folder.parent().unwrap_or(&self.folder))?.into_iter();
        let mut of_it = outboxes.filter(|other| incident_of(&other.name()) == incident_of(&name));
        of_it.try_for_each(|outbox| outbox.forget_own(holds))
    }

    fn forget_own(&self, holds: &dyn Fn(&Asked) -> bool) -> Result<(), Trouble> {
        self.forget_drafts(holds)?;
        for name in self.names()? {
            let file = self.folder.join(name);
            if read_json::<Asked>(&file).is_ok_and(|asked| holds(&asked)) {
                remove(&file)?;
            }
        }
        self.forget_refused_of(holds)
    }

    /// What a crash left half-way: nobody looks there for words. Half of it is worth nothing.
    fn forget_drafts(&self, holds: &dyn Fn(&Asked) -> bool) -> Result<(), Trouble> {
        for folder in [self.folder.clone(), self.folder.join("refused")] {
            let entries = std::fs::read_dir(&folder).map_err(|e| self.bad(said(&e)))?;
            for file in entries.flatten().map(|entry| entry.path()) {
                let is_draft = file.extension().is_some_and(|it| it == "new" || it == "first");
                if is_draft
                    && file.is_file()
                    && read_refused(&file).is_none_or(|it| holds(&it.asked))
                {
                    remove(&file)?;
                }
            }
        }
        Ok(())
    }

    fn forget_oldest_refused(&self) -> Result<(), Trouble> {
        let folder = self.folder.join("refused");
        let mut aged: Vec<_> = names_in(&folder)?
            .into_iter()
            .map(|name| folder.join(name))
            .map(|file| (file.metadata().and_then(|m| m.modified()).ok(), file))
            .collect();
        aged.sort();
        let many = aged.len().saturating_sub(REFUSED_MAX);
        aged.iter().take(many).try_for_each(|(_, file)| remove(file))
    }

    fn names(&self) -> Result<Vec<String>, Trouble> {
        names_in(&self.folder)
    }

    /// The file of a command: what was sent of it before what was not.
    fn files(&self, command: CommandId) -> Result<Vec<PathBuf>, Trouble> {
        let names = self.names()?;
        let ends = [false, true].map(|unsent| first::end_of_name(command, unsent));
        let of = |end: &String| names.iter().filter(|name| name.ends_with(end)).collect::<Vec<_>>();
        Ok(ends.iter().flat_map(of).map(|name| self.folder.join(name)).collect())
    }

    fn bad(&self, what: impl std::fmt::Display) -> Trouble {
        Trouble::file(&self.folder, what)
    }
}

/// Of which incident an outbox of this name is.
fn incident_of(name: &str) -> &str {
    name.split_once('.').map_or(name, |(incident, _)| incident)
}

/// The outboxes of this machine, by the incident they are for and who wrote what is in them.
pub(crate) fn all(outboxes: &Path) -> Result<Vec<Outbox>, Trouble> {
    let folders = match std::fs::read_dir(outboxes) {
        Ok(folders) => folders,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(Trouble::file(outboxes, said(&e))),
    };
    let mut names: Vec<String> =
        folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let of = |name: String| Outbox::at(outboxes.join(name));
    Ok(names.into_iter().map(of).collect())
}

/// Puts a file in its place, with its folder on disk too.
fn place(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(file);
    let draft = file.with_extension("new");
    write_synced(&draft, bytes)
        .and_then(|()| std::fs::rename(&draft, file))
        .and_then(|()| sync_folder(folder))
        // Half of it is worth nothing, and words must not lie about where nobody looks for them.
        .inspect_err(|_full| drop(std::fs::remove_file(&draft)))
}

/// Without a sync: what comes back after a power cut is sent again, and done once.
fn remove(file: &Path) -> Result<(), Trouble> {
    match std::fs::remove_file(file) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Trouble::file(file, said(&e))),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn write_synced(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    open.write_all(bytes)?;
    open.sync_all()
}

/// The names of the commands in a folder, in order; drafts that a crash left are none.
fn names_in(folder: &Path) -> Result<Vec<String>, Trouble> {
    let bad = |e: io::Error| Trouble::file(folder, said(&e));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(bad)? {
        if let Ok(name) = entry.map_err(bad)?.file_name().into_string()
            && order_of(&name).is_some()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The order in a name such as `000000000007-0194c1….json`.
fn order_of(name: &str) -> Option<u64> {
    let (order, _) = name.strip_suffix(".json")?.split_once('-')?;
    order.parse().ok()
}

/// A refused command; one that moved aside as it was has no reason with it.
fn read_refused(file: &Path) -> Option<RefusedCommand> {
    read_json::<RefusedCommand>(file).ok().or_else(|| {
        let asked = read_json::<Asked>(file).ok()?;
        let at = file.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let at = At::from_ms(i64::try_from(at.as_millis()).ok()?);
        Some(RefusedCommand { at, why: REASON_LOST.to_owned(), asked })
    })
}

enum Bad {
    Gone,
    Unread(String),
}

fn read_bytes(file: &Path) -> io::Result<Vec<u8>> {
    let file = open_itself(file)?;
    if file.metadata()?.len() > COMMAND_BYTES_MAX {
        return Err(io::Error::other("it is too large for a command"));
    }
    let mut bytes = Vec::new();
    file.take(COMMAND_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_json<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, Bad> {
    let bytes = read_bytes(file).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => Bad::Gone,
        _ => Bad::Unread(said(&e)),
    })?;
    serde_json::from_slice(&bytes).map_err(|e| {
        let (line, column) = (e.line(), e.column());
        Bad::Unread(format!("line {line}, column {column} does not read as a command"))
    })
}
