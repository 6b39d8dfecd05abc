//! Why a journal did not do what it was asked.

use std::path::PathBuf;
use warroom_register::Seq;

/// Why a journal did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The journal does not end where the append expects it: nothing was written.
    #[error("somebody else recorded first: the journal is at {head} now")]
    Conflict {
        /// Where it ends.
        head: Seq,
    },
    /// No space: reading goes on, and so does writing once there is some.
    #[error("the server's disk is full: free some space there, and it records again by itself")]
    Full,
    /// The disk or the file refuses writes: reading goes on.
    #[error("the server's disk is read-only: it records again by itself once it can be written")]
    ReadOnly,
    /// A later version of warroom wrote this database.
    #[error(
        "this database is of version {found}, and this warroom knows {known}: use a newer warroom"
    )]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A record is not where it must be, or cannot be one.
    #[error(
        "the journal is damaged at {seq}: leave its folder as it is, and put a copy of it from before in its place"
    )]
    Corrupt {
        /// The first place that is wrong.
        seq: Seq,
    },
    /// The data folder belongs to a server that runs.
    #[error("another warroom server holds {folder}: use that one, or stop it (warroom stop)")]
    Locked {
        /// The data folder.
        folder: PathBuf,
    },
    /// The data folder, or a file in it, is not fit to keep secrets in.
    #[error("{path} can be read or written by others: make it yours alone (chmod go= {path})")]
    Exposed {
        /// The folder or file.
        path: PathBuf,
    },
    /// The data folder, or a file in it, is somebody else's, who may read it and put another in its place.
    #[error(
        "{path} belongs to another user: start the server as that one, or make it yours (chown)"
    )]
    Foreign {
        /// The folder or file.
        path: PathBuf,
    },
    /// What lies in the data folder has no bytes of its own.
    #[error("{path} is neither a file nor a folder: move it away")]
    NoFile {
        /// Where it lies.
        path: PathBuf,
    },
    /// A file of the data folder cannot be understood.
    #[error("{file} line {line} cannot be read: {what}")]
    BadFile {
        /// Which file.
        file: PathBuf,
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// There is no such incident here.
    #[error("this server keeps no such incident")]
    Unknown,
    /// The incident, or the label asked for, is here already.
    #[error("this incident or its label is on this server already")]
    Taken,
    /// The lines are no lines, or a redaction is none: a fault of the caller.
    #[error("the journal refuses this: {0}")]
    Unfit(&'static str),
    /// The database cannot be read, and nothing says what it held: nothing is put in its place by itself.
    #[error(
        "the database of this server cannot be read ({0}), and no file of heads says what there was: so \
         nothing is put in its place by itself. What was recorded is on the machines of those who were \
         there: move journal.db and journal.db-wal out of the data folder and keep them, start the server, \
         and begin each incident anew from a copy (warroom rescue)"
    )]
    Damaged(String),
    /// Anything else. After an append or a redaction its outcome is *unknown*: read and see.
    #[error("the journal cannot be used: {0}")]
    Unavailable(String),
}
