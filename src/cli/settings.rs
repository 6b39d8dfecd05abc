//! `warroom config`: what holds and why, whether a file is good, and a file to begin with.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;
use warroom_register::Shown;

use super::args::Globals;
use crate::config::{Config, SETTINGS, Setting, commented};
use crate::keys::Keymap;
use crate::paths::Paths;
use crate::theme::{Theme, Wish};
use crate::trouble::{Trouble, said, shown};
use crate::{look, out};

/// A larger file is not read to find out what it is for, in bytes.
const WORDS_BYTES_MAX: u64 = 64 * 1024;

/// What is done with the settings.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Settings {
    /// Show what holds, and why: a flag, the environment, a line of the file, or built in
    #[command(after_help = "Example: warroom config show --json")]
    Show,
    /// Check the files of settings, keys and themes, or one file
    #[command(after_help = "Example: warroom config check ~/dotfiles/warroom/config.toml")]
    Check {
        /// This one, as what it is by its name, its folder (themes, plans, words) or what stands in it
        file: Option<PathBuf>,
    },
    /// Print a file of settings with everything commented out
    #[command(
        after_help = "Example: warroom config init > \"$(warroom paths --json | jq -r .config)\""
    )]
    Init,
}

/// A setting that holds.
#[derive(Serialize)]
struct Holds {
    name: &'static str,
    /// As it would stand in a file; none where nothing is set.
    value: Option<String>,
    /// From where.
    origin: String,
}

/// Shows, checks or prints the settings.
pub(crate) fn settings(globals: &Globals, what: Option<&Settings>) -> Result<(), Trouble> {
    let paths = Paths::of_environment()?.with_config(globals.config.clone());
    match what {
        None | Some(Settings::Show) => show(globals, &paths),
        Some(Settings::Check { file: Some(file) }) => check_one(file),
        Some(Settings::Check { file: None }) => check(&paths),
        Some(Settings::Init) => out::data(commented().as_bytes()).map(drop),
    }
}

fn show(globals: &Globals, paths: &Paths) -> Result<(), Trouble> {
    let config = Config::load(paths)?;
    for setting in SETTINGS {
        let holds = holds(setting, globals, &config, paths);
        if globals.json {
            out::json(&holds)?;
            continue;
        }
        let value = holds.value.as_deref().map_or_else(String::new, |v| format!(" = {v}"));
        let sign = if holds.value.is_some() { "" } else { "# " };
        let line = format!("{sign}{}{value}", holds.name);
        out::line(&format!("{line:44} # {}", Shown::of(&holds.origin)))?;
    }
    Ok(())
}

fn holds(setting: &Setting, globals: &Globals, config: &Config, paths: &Paths) -> Holds {
    let name = setting.name;
    let of = |value: &str, origin: &str| Holds {
        name,
        value: Some(format!("\"{value}\"")),
        origin: origin.to_owned(),
    };
    let file = config.line(name).map(|line| format!("{}:{line}", shown(&paths.config_file())));
    match (name, globals.handle, globals.color) {
        ("handle", Some(handle), _) => of(handle.as_str(), by_flag("WARROOM_HANDLE", "--as")),
        ("color", _, Some(wish)) => of(wish.name(), "--color"),
        ("color", ..) if config.color == Wish::Auto && no_color() => of("never", "NO_COLOR"),
        _ => {
            let value = (setting.value)(config);
            let none = if value.is_some() { "built in" } else { "not set" };
            Holds { name, value, origin: file.unwrap_or_else(|| none.to_owned()) }
        }
    }
}

fn by_flag<'a>(variable: &'a str, flag: &'a str) -> &'a str {
    let typed = std::env::args().any(|word| word == flag || word.starts_with(&format!("{flag}=")));
    if typed { flag } else { variable }
}

fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Checks all files of this user's that are there: says what is wrong in any of them, else that each is
/// good.
fn check(paths: &Paths) -> Result<(), Trouble> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let config = paths.config_file();
    if config.exists() || paths.config_is_named() {
        match Config::load(paths) {
            Ok(config) => bad.extend(look::themes_wrong(&config, paths)),
            Err(why) => bad.push(why.into()),
        }
        good.extend(bad.is_empty().then_some(config));
    }
    for file in files(paths) {
        match read(&file) {
            Ok(()) => good.push(file),
            Err(why) => bad.push(why),
        }
    }
    bad.extend(together(paths));
    let mut said = HashSet::new();
    bad.retain(|why| said.insert(why.to_string()));
    if good.is_empty() && bad.is_empty() {
        out::note("there is no file of settings: warroom config init prints one to begin with");
    }
    out::all_of(bad)?;
    good.iter().try_for_each(|file| said_good(file))
}

/// The files beside the settings, each of which is read by itself.
fn files(paths: &Paths) -> Vec<PathBuf> {
    let themes = std::fs::read_dir(paths.themes_folder()).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = themes
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    let own = ["policy.toml", "review.toml", "hints.toml"];
    let own = own.map(|name| paths.config_folder().join(name));
    files.extend([paths.keymap_file()].into_iter().chain(own).filter(|file| file.exists()));
    files.extend(crate::wording::files(paths).map(|(_, path)| path));
    files
}

/// What is wrong where files that say how rooms and reviews are held are read as a room reads them.
fn together(paths: &Paths) -> Vec<Trouble> {
    let policy = crate::policy::load(paths).err().map(Trouble::from);
    let review = crate::guide::load(paths).err().map(Trouble::from);
    let invites = crate::guide::inviting(paths).err().map(Trouble::from);
    let words = crate::wording::load(paths).err().map(Trouble::from);
    [policy, review, invites, words].into_iter().flatten().collect()
}

fn check_one(file: &Path) -> Result<(), Trouble> {
    read(file)?;
    said_good(file)
}

fn said_good(file: &Path) -> Result<(), Trouble> {
    out::line(&format!("{} is good", shown(file))).map(drop)
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Keys,
    Theme,
    Policy,
    Plan,
    Review,
    Hints,
    Words,
    Settings,
}

/// What a file of this name is for; none: its words say it.
fn by_name(name: &str, folder: &str) -> Option<Of> {
    match (name, folder) {
        ("keymap.toml", _) => Some(Of::Keys),
        ("policy.toml", _) => Some(Of::Policy),
        ("review.toml", _) => Some(Of::Review),
        ("hints.toml", _) => Some(Of::Hints),
        ("config.toml", _) => Some(Of::Settings),
        (_, "themes") => Some(Of::Theme),
        (_, "plans") => Some(Of::Plan),
        (_, "words") => Some(Of::Words),
        _ => None,
    }
}

/// What a file with these words in it is for: settings, where nothing else speaks for it.
fn by_words(text: &str) -> Of {
    let table: toml::Table = toml::from_str(text).unwrap_or_default();
    let has = |names: &[&str]| table.keys().any(|key| names.contains(&key.as_str()));
    if has(&["minutes", "text", "hide_title", "questions", "invite"]) {
        Of::Review
    } else if has(&["hints", "built_in"]) {
        Of::Hints
    } else if has(&["task_minutes", "root_causes", "severity"]) {
        Of::Policy
    } else {
        Of::Settings
    }
}

/// Reads a file as what it is for.
fn read(file: &Path) -> Result<(), Trouble> {
    let folder = file.parent().unwrap_or(file);
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    let (own, within) = (name(file).unwrap_or_default(), name(folder).unwrap_or_default());
    let about = std::fs::metadata(file).map_err(|e| Trouble::file(file, said(&e)))?;
    let of = by_name(&own, &within).unwrap_or_else(|| {
        let small = about.is_file() && about.len() <= WORDS_BYTES_MAX;
        let text = small.then(|| std::fs::read_to_string(file).ok()).flatten();
        text.map_or(Of::Settings, |text| by_words(&text))
    });
    match of {
        Of::Keys => Keymap::load(Some(file)).map(drop).map_err(|e| Trouble::Usage(e.to_string())),
        Of::Theme => theme(own.strip_suffix(".toml").unwrap_or(&own), folder),
        Of::Policy => crate::policy::check(file).map_err(Trouble::from),
        Of::Plan => crate::policy::check_plan(file).map_err(Trouble::from),
        Of::Review => crate::guide::check_review(file).map_err(Trouble::from),
        Of::Words => crate::wording::check(file).map_err(Trouble::from),
        Of::Hints => crate::guide::check_hints(file).map_err(Trouble::from),
        Of::Settings => {
            let named = Paths::of_environment()?.with_config(Some(file.to_owned()));
            out::all_of(look::themes_wrong(&Config::load(&named)?, &named))
        }
    }
}

fn theme(name: &str, folder: &Path) -> Result<(), Trouble> {
    let loaded = Theme::load(name, folder, false);
    loaded.map(drop).map_err(|e| Trouble::Usage(Shown::of(&e.to_string()).to_string()))
}
