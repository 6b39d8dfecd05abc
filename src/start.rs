//! What the command line hands to the screen, and what comes back from it.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use warroom_register::protocol::Summary;
use warroom_register::{Handle, IncidentId, Label, Recording};

use crate::app::guide::Guide;
use crate::app::lobby::{Page, Shelf};
use crate::app::msg::LinkMsg;
use crate::app::{AskAlike, OpenedFor, WalkStart};
use crate::config::Config;
use crate::link::LinkHandle;
use crate::paths::Paths;

/// What the library says was like an incident, a line each; none where it cannot be asked. It blocks on
/// the disk, and on a server.
pub(crate) type AlikeOf = Arc<dyn Fn(&AskAlike) -> Option<Vec<String>> + Send + Sync>;

/// What the lobby asks of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AskShelf {
    /// What this machine keeps, with what the team's server said last.
    Kept,
    /// The same, and the team's server is asked.
    KeptByAll,
    /// Somebody's report by its name, to be read.
    Page(String),
}

/// What the library answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ToldShelf {
    /// What is kept.
    Kept(Shelf),
    /// A report, or why it cannot be read.
    Page(Result<Page, String>),
}

/// How the lobby asks. It blocks on the disk, and on a server.
pub(crate) type ShelfOf = Arc<dyn Fn(AskShelf) -> ToldShelf + Send + Sync>;

/// What a lobby is started with beside the link.
pub(crate) struct LobbyStart {
    /// Rooms that this machine has joined on other servers.
    pub(crate) rooms: Vec<Summary>,
    /// What is kept.
    pub(crate) shelf: ShelfOf,
    /// What is picked, by its own id.
    pub(crate) picked: Option<String>,
}

/// What a screen of a room, or of the lobby, is started with.
pub(crate) struct RoomStart {
    /// The link at work, and what it tells; dropping it leaves the room. None: a lobby without a server.
    pub(crate) link: Option<(LinkHandle, mpsc::Receiver<LinkMsg>)>,
    /// As whom.
    pub(crate) handle: Handle,
    /// Which incident; none for the lobby.
    pub(crate) incident: Option<Label>,
    /// The line that lets others in, where this machine has one.
    pub(crate) invite: Option<String>,
    /// Where this room lives, in one sentence.
    pub(crate) lives: String,
    /// What a review is led by.
    pub(crate) guide: Guide,
    /// What its person should read once: a file that could not be taken as it is.
    pub(crate) trouble: Option<String>,
    /// What it is opened for.
    pub(crate) what_for: OpenedFor,
    /// The lobby's own; none for a room.
    pub(crate) lobby: Option<LobbyStart>,
    /// Where the line that is being typed is kept; none for the lobby.
    pub(crate) draft_file: Option<PathBuf>,
    /// Where it is kept how far this person has read; none for the lobby.
    pub(crate) read_file: Option<PathBuf>,
    /// What was like it before; none for the lobby and for a demo.
    pub(crate) alike: Option<AlikeOf>,
    /// Where this user keeps things.
    pub(crate) paths: Paths,
    /// What the user has set.
    pub(crate) config: Config,
}

/// What the walkthrough of a journal is started with.
pub(crate) struct ReplayStart {
    /// The journal.
    pub(crate) recording: Recording,
    /// Who looks, as far as that is known.
    pub(crate) me: Option<Handle>,
    /// What the incident is called here.
    pub(crate) incident: Option<Label>,
    /// Where it begins, and what is not shown yet.
    pub(crate) walk: WalkStart,
    /// Where this user keeps things.
    pub(crate) paths: Paths,
    /// What the user has set.
    pub(crate) config: Config,
}

/// How a screen was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The responder left it; the room goes on.
    Left,
    /// From the lobby into this incident.
    Join(Label, IncidentId),
    /// From the lobby through the recording of this id, and back.
    Walk(String),
}
