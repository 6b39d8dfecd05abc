//! The first sending of what was written while there was nobody to send it to.
//!
//! Until then it may still say when it was written; from then on it is what was sent, since the same
//! command with other content is refused. Two programs of one machine may come to it at once: the one
//! that links the name of a sent command says what is in it, and the other sends that.

use std::io;
use std::path::Path;

use warroom_register::CommandId;
use warroom_register::protocol::Asked;

use super::{Bad, Outbox, read_json, remove, write_synced};
use crate::paths::sync_folder;
use crate::trouble::{Trouble, said};

/// How the name of a command ends that was never sent.
const UNSENT: &str = ".unsent.json";
/// And of one that may have been.
const SENT: &str = ".json";

/// What goes out of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum First {
    /// This, whoever sends it and however often.
    Goes(Box<Asked>),
    /// Nothing: another program of this machine has sent and settled it, or its author let go of it.
    Settled,
}

/// How the name of a command ends behind its order.
pub(super) fn end_of_name(command: CommandId, unsent: bool) -> String {
    format!("-{}{}", command.0, if unsent { UNSENT } else { SENT })
}

pub(super) fn is_unsent(name: &str) -> bool {
    name.ends_with(UNSENT)
}

/// Whether the same command is among these as one that was sent.
pub(super) fn was_sent(unsent: &str, names: &[String]) -> bool {
    let sent = unsent.strip_suffix(UNSENT).map(|stem| format!("{stem}{SENT}"));
    sent.is_some_and(|sent| names.contains(&sent))
}

impl Outbox {
    /// Marks a command as sent, which it is not yet, with this content where it is another than was put
    /// in. Where the disk is full it stays as it was.
    pub(crate) fn send_first(&self, wished: &Asked, another: bool) -> Result<First, Trouble> {
        let files = self.files(wished.id)?;
        let Some(file) = files.first() else { return Ok(First::Settled) };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let Some(stem) = name.strip_suffix(UNSENT) else { return as_sent(file) };
        let sent = self.folder.join(format!("{stem}{SENT}"));
        let written = another.then(|| claim(wished, file, &sent));
        let claimed = match written {
            Some(Ok(())) => Ok(()),
            Some(Err(e)) if e.kind() == io::ErrorKind::AlreadyExists => Err(e),
            // Nothing more is written for it.
            Some(Err(_)) | None => std::fs::hard_link(file, &sent),
        };
        match claimed {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return as_sent(&sent),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(First::Settled),
            Err(e) => return Err(Trouble::file(file, said(&e))),
            Ok(()) => {}
        }
        remove(file)?;
        sync_folder(&self.folder).map_err(|e| self.bad(said(&e)))?;
        as_sent(&sent)
    }
}

fn as_sent(file: &Path) -> Result<First, Trouble> {
    match read_json(file) {
        Ok(asked) => Ok(First::Goes(Box::new(asked))),
        Err(Bad::Gone) => Ok(First::Settled),
        Err(Bad::Unread(what)) => Err(Trouble::file(file, what)),
    }
}

fn claim(wished: &Asked, file: &Path, sent: &Path) -> io::Result<()> {
    let draft = file.with_extension(format!("{}.first", std::process::id()));
    let linked = serde_json::to_vec(wished)
        .map_err(io::Error::other)
        .and_then(|text| write_synced(&draft, &text))
        .and_then(|()| std::fs::hard_link(&draft, sent));
    drop(std::fs::remove_file(&draft));
    linked
}
