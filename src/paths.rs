//! Where this machine's user keeps things: configuration, data and state, each in its own folder.
//!
//! They follow the XDG rules on every system; `WARROOM_HOME` puts all three under one folder. What
//! is made here is made for its owner alone, and a file that holds a secret is refused when others
//! could read it.

mod secret;
#[cfg(test)]
pub(crate) mod tests;

use std::ffi::OsString;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;
use warroom_register::{Handle, IncidentId};

use crate::trouble::{Trouble, said};

pub(crate) use secret::{open_itself, read as read_secret, sync_folder, write as write_secret};

/// The folders of this user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paths {
    config: PathBuf,
    data: PathBuf,
    state: PathBuf,
    config_file: Option<PathBuf>,
}

impl Paths {
    /// The folders that the environment says.
    pub(crate) fn of_environment() -> Result<Self, Trouble> {
        Self::find(std::env::var_os("WARROOM_HOME"))
    }

    fn find(home: Option<OsString>) -> Result<Self, Trouble> {
        if let Some(home) = home.filter(|h| !h.is_empty()) {
            let home = std::path::absolute(&home)
                .map_err(|e| Trouble::file(Path::new(&home), said(&e)))?;
            return Ok(Self::under(&home));
        }
        let base = etcetera::base_strategy::Xdg::new().map_err(|_no_home| {
            Trouble::Usage("this user has no home folder: set WARROOM_HOME to a folder".into())
        })?;
        let state = base.state_dir().unwrap_or_else(|| base.data_dir().join("state"));
        Ok(Self {
            config: base.config_dir().join("warroom"),
            data: base.data_dir().join("warroom"),
            state: state.join("warroom"),
            config_file: None,
        })
    }

    /// All three folders under one.
    pub(crate) fn under(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
            state: home.join("state"),
            config_file: None,
        }
    }

    /// The same, with another configuration file.
    pub(crate) fn with_config(self, file: Option<PathBuf>) -> Self {
        Self { config_file: file.or(self.config_file), ..self }
    }

    /// The configuration file.
    pub(crate) fn config_file(&self) -> PathBuf {
        self.config_file.clone().unwrap_or_else(|| self.config.join("config.toml"))
    }

    /// The folder of the configuration file, with the policy and the plans beside it.
    pub(crate) fn config_folder(&self) -> PathBuf {
        self.config_file().parent().map_or_else(|| self.config.clone(), Path::to_owned)
    }

    /// The configuration file was named, so it must be there.
    pub(crate) const fn config_is_named(&self) -> bool {
        self.config_file.is_some()
    }

    /// The user's keys, laid over the defaults.
    pub(crate) fn keymap_file(&self) -> PathBuf {
        self.config.join("keymap.toml")
    }

    /// The user's own themes.
    pub(crate) fn themes_folder(&self) -> PathBuf {
        self.config.join("themes")
    }

    /// The embedded server's folder.
    pub(crate) fn server_folder(&self) -> PathBuf {
        self.data.join("server")
    }

    /// This machine's copies of journals.
    pub(crate) fn copies_folder(&self) -> PathBuf {
        self.data.join("copies")
    }

    /// This machine's copy of one journal.
    pub(crate) fn copy_file(&self, id: IncidentId) -> PathBuf {
        self.copies_folder().join(format!("{id}.jsonl"))
    }

    /// What was taken in to be searched and learnt from, and the index over all of it.
    pub(crate) fn library_folder(&self) -> PathBuf {
        self.data.join("library")
    }

    /// The index over all recordings and reports: it can be made anew from them.
    pub(crate) fn library_index(&self) -> PathBuf {
        self.library_folder().join("index.db")
    }

    /// Recordings that were taken in.
    pub(crate) fn recordings_folder(&self) -> PathBuf {
        self.library_folder().join("recordings")
    }

    /// The recording of one incident, taken in.
    pub(crate) fn recording_file(&self, id: IncidentId) -> PathBuf {
        self.recordings_folder().join(format!("{id}.jsonl"))
    }

    /// Other people's reports.
    pub(crate) fn papers_folder(&self) -> PathBuf {
        self.library_folder().join("reports")
    }

    /// Beside a recording or report of the library that is to stay on this machine: it goes into no
    /// folder that a server exports to.
    pub(crate) fn stays_here(file: &Path) -> PathBuf {
        file.with_extension("here")
    }

    /// What one handle wrote and waits to be sent to one incident: nobody sends it in another's name.
    pub(crate) fn outbox_folder(&self, id: IncidentId, by: Handle) -> PathBuf {
        self.outboxes_folder().join(format!("{id}.{by}"))
    }

    /// What waits to be sent, by incident and handle.
    pub(crate) fn outboxes_folder(&self) -> PathBuf {
        self.state.join("outbox")
    }

    /// The line that is being typed in an incident.
    pub(crate) fn draft_file(&self, id: IncidentId) -> PathBuf {
        self.state.join("drafts").join(id.to_string())
    }

    /// How far this person has read in an incident.
    pub(crate) fn read_file(&self, id: IncidentId) -> PathBuf {
        self.state.join("read").join(id.to_string())
    }

    /// The sizes of the panes.
    pub(crate) fn layout_file(&self) -> PathBuf {
        self.state.join("layout.json")
    }

    /// The key of this machine's user.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.state.join("machine.key")
    }

    /// The incidents joined and the servers known.
    pub(crate) fn memory_file(&self) -> PathBuf {
        self.state.join("joined.json")
    }

    /// What the embedded server has to say.
    pub(crate) fn server_log(&self) -> PathBuf {
        self.state.join("server.log")
    }

    /// Each path with its name, for `warroom paths`.
    pub(crate) fn all(&self) -> [(&'static str, PathBuf); 10] {
        [
            ("config", self.config_file()),
            ("keymap", self.keymap_file()),
            ("themes", self.themes_folder()),
            ("server", self.server_folder()),
            ("copies", self.copies_folder()),
            ("library", self.library_folder()),
            ("outbox", self.outboxes_folder()),
            ("key", self.key_file()),
            ("joined", self.memory_file()),
            ("log", self.server_log()),
        ]
    }
}

/// Makes a folder, and those above it, for its owner alone; one that is there stays as it is. What
/// is new is on disk when this returns: a power cut would take all that is in it as well.
pub(crate) fn make_folder(folder: &Path) -> Result<(), Trouble> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().filter(|above| !above.as_os_str().is_empty());
    above.map_or(Ok(()), make_folder)?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .and_then(|()| sync_folder(above.unwrap_or_else(|| Path::new("."))))
        .map_err(|e| {
            let what = match e.kind() {
                io::ErrorKind::AlreadyExists => "it is a file: a folder is wanted there".to_owned(),
                _ => format!("this folder cannot be made: {}", said(&e)),
            };
            Trouble::file(folder, what)
        })
}
