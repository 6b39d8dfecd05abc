//! What comes to the client, and what it wants done.

use crossterm::event::{KeyEvent, MouseEvent};
use warroom_register::protocol::{Asked, Lack, Look, Stopped, Summary};
use warroom_register::words::Scope;
use warroom_register::{At, CommandId, Handle, Hash, IncidentId, Label, Record, Seq, Text};

/// Something came.
#[derive(Clone, Debug)]
pub(crate) enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted, whole.
    Paste(String),
    /// The terminal has another size.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// The terminal got or lost the focus.
    Focus(bool),
    /// The mouse was pressed, moved or turned.
    Mouse(MouseEvent),
    /// The clock of this machine; comes as often as the screen's clocks need it.
    Tick(At),
    /// The link has something.
    Link(LinkMsg),
}

/// What the link tells.
#[derive(Clone, Debug)]
pub(crate) enum LinkMsg {
    /// Connected, and let in.
    Up(Up),
    /// Records in order, chain checked; from this machine's own copy or from the server.
    Records(Vec<Record>),
    /// Words were taken out of the record: all of it anew, without them, and what they were, so that
    /// they are nowhere here any more.
    Afresh {
        /// The whole record.
        records: Vec<Record>,
        /// The words.
        words: Vec<Text>,
    },
    /// What waits in the outbox, oldest first: told at start and whenever it shrinks by itself.
    Waiting(Vec<Asked>),
    /// A command was not carried out.
    Refused {
        /// Which.
        command: CommandId,
        /// The sentence.
        why: String,
    },
    /// A command that was sent again had been done.
    Already {
        /// Which.
        command: CommandId,
        /// The record it became.
        seq: Seq,
    },
    /// The room records nothing now, and why.
    Stopped(Stopped),
    /// Something that whoever looks at the screen should read once.
    Said(String),
    /// Who is here.
    Here(Vec<Handle>),
    /// What the chair of a review shows.
    Look(Look),
    /// The lobby's incidents.
    Lobby(Vec<Summary>),
    /// What the server cannot do just now, whole; none: all is well.
    Degraded(Vec<Lack>),
    /// The link is down.
    Down {
        /// Why, as a sentence.
        why: String,
        /// It tries again in so many seconds; none: it cannot help to try again by itself.
        retry_seconds: Option<u64>,
    },
}

/// The server let this client in.
#[derive(Clone, Debug)]
pub(crate) struct Up {
    /// What the server calls the incident; none in the lobby.
    pub(crate) incident: Option<Label>,
    /// The incident's own id; none in the lobby.
    pub(crate) id: Option<IncidentId>,
    /// What this seat may do.
    pub(crate) scope: Scope,
    /// The last record on the server.
    pub(crate) head: Seq,
    /// The server's clock at that moment.
    pub(crate) now: At,
    /// Where the server is reached, `HOST:PORT`, best first.
    pub(crate) addresses: Vec<String>,
    /// The SHA-256 of the server's public key.
    pub(crate) pin: Hash,
    /// The server listens on its own machine only.
    pub(crate) local: bool,
}

/// What came of words that were given to an editor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The words; none: the words of before stand.
    pub(crate) words: Option<String>,
    /// Why they are not simply what was wanted, as a sentence.
    pub(crate) trouble: Option<String>,
    /// They are in the file still, because nothing else could hold them.
    pub(crate) stays: bool,
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Into the outbox, synced to disk, and to the server.
    Send(Asked),
    /// Show this to everyone at the review; the last one holds.
    Show(Look),
    /// Keep what is being typed and what is set aside (empty: nothing is).
    SaveDraft(String),
    /// Keep where the reading stopped.
    SaveRead(Seq),
    /// Keep the sizes of the panes.
    SaveLayout(String),
    /// Into the clipboard, by OSC 52.
    Copy(String),
    /// Ring this terminal: bell and notification.
    Ring(String),
    /// The window's title.
    Title(String),
    /// These words in this person's own editor.
    Edit(String),
    /// From the lobby into a room.
    Join(Label, IncidentId),
    /// From the lobby through a recording, by its own id.
    Walk(String),
    /// From the lobby: somebody's report, by its name, to be read there.
    Read(String),
    /// Stop, with the terminal given back.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Close the screen; the room goes on.
    Leave,
}
