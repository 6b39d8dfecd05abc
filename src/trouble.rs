//! How a run ends that does not end well: a sentence, and one of the three exit codes.

use std::fmt::Display;
use std::io;
use std::path::Path;

use warroom_register::Shown;

use crate::page::FileError;

/// Of what somebody else gives as a reason this much is shown, in cells.
const WHY_CELLS_MAX: usize = 400;

/// Why not. The sentence says what is wrong and what to do; `main` prints it, once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// The room said no, or this program could not do it.
    #[error("{0}")]
    Refused(String),
    /// Wrong usage, or a bad file.
    #[error("{0}")]
    Usage(String),
    /// The server could not be reached.
    #[error("{0}")]
    Unreachable(String),
}

impl Trouble {
    /// The exit code: fixed, since scripts go by it.
    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
            Self::Unreachable(_) => 3,
        }
    }

    /// This program could not do it, and nothing that was typed and no file is to blame.
    pub(crate) fn failed(why: impl Display) -> Self {
        Self::Refused(why.to_string())
    }

    /// A file that cannot be used.
    pub(crate) fn file(path: &Path, what: impl Display) -> Self {
        Self::Usage(format!("{}: {what}", shown(path)))
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Self::Usage(error.to_string())
    }
}

/// A path that is safe to print.
pub(crate) fn shown(path: &Path) -> Shown {
    Shown::of(&path.to_string_lossy())
}

/// What a server said, safe to print, on one line.
pub(crate) fn as_told(why: &str) -> String {
    Shown::line(why, WHY_CELLS_MAX).to_string()
}

/// What the system said, in plain words.
pub(crate) fn said(error: &io::Error) -> String {
    use io::ErrorKind as K;
    let words = match error.kind() {
        K::NotFound => "there is no such file",
        K::PermissionDenied => "you may not do that (permission denied)",
        K::StorageFull => "the disk is full",
        K::QuotaExceeded => "your disk quota is used up",
        K::ReadOnlyFilesystem => "this disk is read-only",
        K::IsADirectory => "it is a folder",
        K::NotADirectory => "a part of this path is no folder",
        K::AlreadyExists => "it is there already",
        K::InvalidData => "it is not text in UTF-8",
        K::ConnectionRefused => "nothing answers there (connection refused)",
        K::ConnectionReset | K::ConnectionAborted | K::BrokenPipe => "the connection broke",
        K::UnexpectedEof => "the other side closed the connection",
        K::TimedOut => "there is no answer",
        K::HostUnreachable | K::NetworkUnreachable => "there is no way there from this machine",
        K::NetworkDown => "the network is down",
        K::AddrInUse => "another program uses this port",
        K::AddrNotAvailable => "this machine has no such address",
        _ => return Shown::line(&error.to_string(), 200).to_string(),
    };
    words.to_owned()
}
