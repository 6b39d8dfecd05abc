//! What the program says of itself: keys, paths, completions, manual pages.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;
use serde::Serialize;
use warroom_register::Shown;

use super::Cli;
use crate::keys::{Keymap, Place, table};
use crate::out;
use crate::paths::{Paths, make_folder};
use crate::trouble::{Trouble, said, shown};

/// An action as it is printed for programs.
#[derive(Serialize)]
struct Pressed {
    place: &'static str,
    action: &'static str,
    keys: Vec<String>,
    does: &'static str,
}

/// Prints the keys in force. What refuses a file of keys sends people here for the names: where it is
/// refused, those that are built in are printed all the same.
pub(crate) fn keys(paths: &Paths, json: bool) -> Result<(), Trouble> {
    let file = Some(paths.keymap_file()).filter(|file| file.exists());
    let (keymap, refused) = match Keymap::load(file.as_deref()) {
        Ok(keymap) => (keymap, None),
        Err(why) => (Keymap::default(), Some(Trouble::Usage(why.to_string()))),
    };
    if refused.is_some() {
        out::note("your file of keys is not in force; these are built in:");
    }
    if json {
        keys_for_programs(&keymap)?;
    } else {
        out::data(table(&keymap).as_bytes())?;
        let file = shown(&paths.keymap_file());
        out::note(&format!("another key for one of them: {file} (warroom keys --help shows how)"));
    }
    refused.map_or(Ok(()), Err)
}

fn keys_for_programs(keymap: &Keymap) -> Result<(), Trouble> {
    for place in Place::ALL {
        for row in keymap.help_rows(*place) {
            let (action, keys) = (row.action, row.keys.split(' ').map(str::to_owned).collect());
            let (place, does) = (place.name(), action.doc());
            out::json(&Pressed { place, action: action.name(), keys, does })?;
        }
    }
    Ok(())
}

/// Prints where this user keeps things.
pub(crate) fn paths(paths: &Paths, json: bool) -> Result<(), Trouble> {
    if json {
        let all: std::collections::BTreeMap<_, _> = paths
            .all()
            .into_iter()
            .map(|(name, path)| (name, path.to_string_lossy().into_owned()))
            .collect();
        return out::json(&all).map(drop);
    }
    for (name, path) in paths.all() {
        out::line(&format!("{name:8} {}", shown(&path)))?;
    }
    Ok(())
}

/// Prints the completions for a shell. Rendered first: the generator panics on a closed pipe.
pub(crate) fn completions(shell: Shell) -> Result<(), Trouble> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "warroom", &mut text);
    out::data(&text).map(drop)
}

/// How commands end, for the manual pages; the help says it in the same words.
const ENDS: &str = r".SH EXIT STATUS
.TP
0
done
.TP
1
refused: the sentence on standard error says why
.TP
2
wrong usage, or a bad file
.TP
3
the server could not be reached; what was written is kept on this machine (warroom outbox)
.TP
126, 127, 128+N
warroom exec alone, beside the status of the command it ran: it cannot be run, it is not there, signal N ended it
";

/// What the environment can say, for the manual page of the whole.
const ENVIRONMENT: &str = r".SH ENVIRONMENT
.TP
WARROOM_HOME
all of warroom's files in this one folder, instead of the folders of XDG
.TP
WARROOM_CONFIG
another file of settings
.TP
WARROOM_HANDLE, WARROOM_INCIDENT
as whom, and in which incident; \-\-as and \-\-incident stand over them
.TP
WARROOM_INVITE
the invite that warroom join takes, so that it stands in no list of processes
.TP
NO_COLOR
where it is set, nothing is in colours; \-\-color always stands over it
.TP
TERM, COLORTERM
how many colours the terminal has
.TP
LC_ALL, LC_CTYPE, LANG
whether it shows more than ASCII
.TP
XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME
where files are kept: warroom paths
";

/// Prints the manual page of the program, or of one command; or writes all of them into a folder.
pub(crate) fn man(names: &[String], into: Option<&Path>) -> Result<(), Trouble> {
    let program = program();
    match into {
        Some(folder) => all_pages(&program, folder),
        None => out::data(&rendered(named(&program, names)?)?).map(drop),
    }
}

/// Prints what `--help` prints, behind the command or in front of it.
pub(crate) fn help(names: &[String]) -> Result<(), Trouble> {
    let page = named(&program(), names)?.clone().render_long_help();
    out::data(page.to_string().as_bytes()).map(drop)
}

/// All commands, each with what holds for every one.
fn program() -> clap::Command {
    let mut program = Cli::command();
    program.build();
    program
}

/// The command that is meant, or the program itself.
fn named<'a>(program: &'a clap::Command, names: &[String]) -> Result<&'a clap::Command, Trouble> {
    names.iter().try_fold(program, |page, name| {
        page.find_subcommand(name).ok_or_else(|| {
            let name = Shown::of(name);
            Trouble::Usage(format!("there is no command {name}: warroom --help lists them"))
        })
    })
}

fn rendered(page: &clap::Command) -> Result<Vec<u8>, Trouble> {
    let mut text = Vec::new();
    clap_mangen::Man::new(page.clone()).render(&mut text).map_err(Trouble::failed)?;
    text.extend_from_slice(ENDS.as_bytes());
    if page.get_name() == "warroom" {
        text.extend_from_slice(ENVIRONMENT.as_bytes());
    }
    Ok(text)
}

/// One page a command, as `man warroom-exec` finds them.
fn all_pages(program: &clap::Command, folder: &Path) -> Result<(), Trouble> {
    make_folder(folder)?;
    let mut waiting = vec![(program.clone(), program.get_name().to_owned())];
    while let Some((page, name)) = waiting.pop() {
        let file = folder.join(format!("{name}.1"));
        std::fs::write(&file, rendered(&page)?).map_err(|e| Trouble::file(&file, said(&e)))?;
        let inner = page.get_subcommands().filter(|inner| !inner.is_hide_set());
        waiting.extend(inner.map(|i| (i.clone(), format!("{name}-{}", i.get_name()))));
    }
    out::note(&format!("the manual pages are in {}", shown(folder)));
    Ok(())
}
