//! `warroom doctor`: what this terminal can show, whether this user's files are in order, and whether
//! the servers and rooms that this machine knows can be reached.
//!
//! It changes nothing but that it makes this machine's key where there is none, as every command does.

mod servers;
mod terminal;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde::Serialize;
use warroom_register::Shown;

use super::args::Globals;
use super::seat::Run;
use crate::config::Config;
use crate::keys::Keymap;
use crate::out;
use crate::page::FileError;
use crate::paths::{Paths, read_secret};
use crate::theme::Theme;
use crate::trouble::{Trouble, said, shown};

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Good,
    /// It works, and could be better.
    Hint,
    /// It does not work.
    Bad,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) what: &'static str,
    pub(super) state: State,
    pub(super) text: String,
}

impl Finding {
    pub(super) fn good(what: &'static str, text: impl Into<String>) -> Self {
        Self { what, state: State::Good, text: text.into() }
    }

    pub(super) fn hint(what: &'static str, text: impl Into<String>) -> Self {
        Self { what, state: State::Hint, text: text.into() }
    }

    pub(super) fn bad(what: &'static str, text: impl Into<String>) -> Self {
        Self { what, state: State::Bad, text: text.into() }
    }
}

/// Looks at everything and prints what it finds; what does not work is counted.
pub(crate) async fn doctor(globals: Globals) -> Result<(), Trouble> {
    let json = globals.json;
    let mut bad = 0;
    let mut say = |finding: Finding| -> Result<(), Trouble> {
        bad += u32::from(finding.state == State::Bad);
        print(&finding, json)
    };
    let paths = Paths::of_environment()?.with_config(globals.config.clone());
    let version = env!("CARGO_PKG_VERSION");
    let protocol = warroom_register::protocol::VERSION;
    say(Finding::good("version", format!("warroom {version}, protocol {protocol}")))?;
    let config = Config::load(&paths);
    let usual = config.clone().unwrap_or_default();
    terminal::findings(&usual, globals.color).into_iter().try_for_each(&mut say)?;
    files(&paths, &config).into_iter().try_for_each(&mut say)?;
    match Run::new(globals) {
        Ok(run) => {
            for finding in servers::findings(&run).await {
                say(finding)?;
            }
        }
        Err(why) => say(Finding::bad("servers", format!("not looked for: {why}")))?,
    }
    match bad {
        0 => Ok(()),
        1 => Err(Trouble::Refused("one thing does not work: see above".into())),
        n => Err(Trouble::Refused(format!("{n} things do not work: see above"))),
    }
}

fn print(finding: &Finding, json: bool) -> Result<(), Trouble> {
    if json {
        return out::json(finding).map(drop);
    }
    let mark = match finding.state {
        State::Good => "ok",
        State::Hint => "hint",
        State::Bad => "BAD",
    };
    out::line(&format!("{mark:5}{:10} {}", finding.what, Shown::of(&finding.text))).map(drop)
}

/// The files of this user, and who may read them.
fn files(paths: &Paths, config: &Result<Config, FileError>) -> Vec<Finding> {
    let mut all = vec![match config {
        Err(why) => Finding::bad("settings", why.to_string()),
        Ok(_) if paths.config_file().exists() => {
            Finding::good("settings", shown(&paths.config_file()).to_string())
        }
        Ok(_) => Finding::good("settings", "no file: everything as built in (warroom config init)"),
    }];
    let keymap = paths.keymap_file();
    if keymap.exists() {
        all.push(match Keymap::load(Some(&keymap)) {
            Ok(_) => Finding::good("keys", shown(&keymap).to_string()),
            Err(why) => Finding::bad("keys", why.to_string()),
        });
    }
    for name in config.as_ref().map(|c| c.theme.names()).unwrap_or_default() {
        if let Err(why) = Theme::load(name, &paths.themes_folder(), false) {
            all.push(Finding::bad("theme", why.to_string()));
        }
    }
    for (what, file) in [("key", paths.key_file()), ("memory", paths.memory_file())] {
        all.push(match read_secret(&file) {
            Ok(Some(_)) => Finding::good(what, format!("{}, for you alone", shown(&file))),
            Ok(None) => Finding::good(what, format!("{} is not there yet", shown(&file))),
            Err(why) => Finding::bad(what, why.to_string()),
        });
    }
    let folders = [("data", paths.server_folder()), ("outbox", paths.outboxes_folder())];
    all.extend(folders.map(|(what, folder)| writable(what, &folder)));
    all
}

/// Whether a folder, or the nearest one above it that is there, can be written, and by whom.
fn writable(what: &'static str, folder: &Path) -> Finding {
    let there = folder.ancestors().find(|f| f.exists()).unwrap_or(folder);
    match rustix::fs::access(there, rustix::fs::Access::WRITE_OK) {
        Err(e) => Finding::bad(what, format!("{}: {}", shown(there), said(&e.into()))),
        Ok(()) if there == folder && open_to_others(folder) => {
            Finding::bad(what, format!("{0} can be read by others: chmod 700 {0}", shown(folder)))
        }
        Ok(()) => Finding::good(what, shown(folder).to_string()),
    }
}

fn open_to_others(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|about| about.permissions().mode() & 0o077 != 0)
}
