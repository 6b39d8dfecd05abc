//! What the program says of itself: keys, paths, completions, manual pages.

use clap::CommandFactory as _;
use clap_complete::Shell;
use warroom_register::Shown;

use super::Cli;
use crate::keys::{Keymap, table};
use crate::out;
use crate::paths::Paths;
use crate::trouble::{Trouble, shown};

/// Prints the keys in force.
pub(crate) fn keys(paths: &Paths) -> Result<(), Trouble> {
    let file = Some(paths.keymap_file()).filter(|file| file.exists());
    let keymap = Keymap::load(file.as_deref()).map_err(|e| Trouble::Usage(e.to_string()))?;
    out::data(table(&keymap).as_bytes()).map(drop)
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

/// Prints the manual page of the program, or of one command.
pub(crate) fn man(name: Option<&str>) -> Result<(), Trouble> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let page = match name {
        None => program,
        Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
            Trouble::Usage(format!(
                "there is no command {}: warroom --help lists them",
                Shown::of(name)
            ))
        })?,
    };
    let mut text = Vec::new();
    let rendered = clap_mangen::Man::new(page).render(&mut text);
    rendered.map_err(|e| Trouble::Usage(e.to_string()))?;
    out::data(&text).map(drop)
}
