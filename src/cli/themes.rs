//! `warroom themes`: every tone of the themes, side by side and each on its own ground.

use std::io::IsTerminal as _;

use ratatui::style::{Color, Style};
use serde::Serialize;
use warroom_register::Shown;

use super::args::Globals;
use crate::config::{Config, ThemeWish};
use crate::out;
use crate::paths::Paths;
use crate::terminal::{painted, size_or_usual};
use crate::theme::{Depth, Ground, Surroundings, Theme, Tone};
use crate::trouble::Trouble;

/// The column of one theme, in cells.
const COLUMN_CELLS: usize = 24;

/// A theme in the list.
#[derive(Serialize)]
struct Listed {
    name: String,
    /// What it calls itself.
    called: String,
    ground: &'static str,
    /// The user's own file.
    own: bool,
    /// The configuration asks for it, perhaps on one ground only.
    used: bool,
    #[serde(skip)]
    theme: Option<Theme>,
}

/// Prints the themes: those that are always there, and the user's own; or only those named.
pub(crate) fn themes(globals: &Globals, names: &[String]) -> Result<(), Trouble> {
    let paths = Paths::of_environment()?.with_config(globals.config.clone());
    let config = Config::load(&paths)?;
    let depth = Depth::of(globals.color.unwrap_or(config.color), &Surroundings::now());
    let all = list(&paths, names, &config.theme, depth)?;
    if globals.json {
        return all.iter().try_for_each(|one| out::json(one).map(drop));
    }
    let shows =
        std::io::stdout().is_terminal() || globals.color == Some(crate::theme::Wish::Always);
    for one in &all {
        let whose = if one.own { ", yours" } else { "" };
        let used = if one.used { ", in use" } else { "" };
        let (name, ground) = (Shown::of(&one.name), one.ground);
        out::line(&format!("{name:20} for {ground} ground{whose}{used}"))?;
    }
    if !shows {
        return Ok(());
    }
    let columns = (usize::from(size_or_usual().0) / COLUMN_CELLS).max(1);
    for some in all.chunks(columns) {
        out::line("")?;
        side_by_side(some, depth)?;
    }
    Ok(())
}

fn list(
    paths: &Paths,
    names: &[String],
    wish: &ThemeWish,
    depth: Depth,
) -> Result<Vec<Listed>, Trouble> {
    let folder = paths.themes_folder();
    let own = own(paths);
    let built_in = Theme::built_in_names().map(str::to_owned);
    let mut all: Vec<String> = built_in.into_iter().chain(own.iter().cloned()).collect();
    all.dedup();
    if !names.is_empty() {
        names.clone_into(&mut all);
    }
    let used = |name: &str| match wish {
        ThemeWish::Named(wished) => wished == name,
        ThemeWish::Auto { dark, light } => dark == name || light == name,
    };
    let listed = |name: String| {
        let theme = Theme::load(&name, &folder, depth == Depth::None)?.on(depth);
        let ground = match theme.ground() {
            Ground::Dark => "dark",
            Ground::Light => "light",
            Ground::Any => "any",
        };
        let (called, own, used) = (theme.name().to_owned(), own.contains(&name), used(&name));
        Ok(Listed { name, called, ground, own, used, theme: Some(theme) })
    };
    all.into_iter().map(listed).collect()
}

/// The names of the user's own themes.
fn own(paths: &Paths) -> Vec<String> {
    let mut own: Vec<String> = std::fs::read_dir(paths.themes_folder())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| file.strip_suffix(".toml").map(str::to_owned))
        .collect();
    own.sort();
    own
}

fn side_by_side(some: &[Listed], depth: Depth) -> Result<(), Trouble> {
    let row = |words: &dyn Fn(&Listed) -> (String, Tone)| -> Result<(), Trouble> {
        let cells = some.iter().filter_map(|one| {
            let (words, tone) = words(one);
            Some(cell(one.theme.as_ref()?, tone, &words, depth))
        });
        out::line(&cells.collect::<String>()).map(drop)
    };
    row(&|one| (one.name.to_uppercase(), Tone::Header))?;
    for tone in Tone::ALL {
        row(&|_| (tone.name().to_owned(), *tone))?;
    }
    Ok(())
}

/// One tone of one theme, on the ground that the theme is made for.
fn cell(theme: &Theme, tone: Tone, words: &str, depth: Depth) -> String {
    let ground = ground(theme.ground(), depth);
    let style = ground.patch(theme.style(tone));
    let words = Shown::line(words, COLUMN_CELLS - 3);
    let rest = COLUMN_CELLS.saturating_sub(words.width() + 2);
    let blank = |cells: usize| painted(&Shown::of(&" ".repeat(cells)), ground);
    format!("{}{}{} ", blank(1), painted(&words, style), blank(rest))
}

fn ground(ground: Ground, depth: Depth) -> Style {
    let (ink, paper) = match (ground, depth) {
        (Ground::Any, _) | (_, Depth::None) => return Style::new(),
        (_, Depth::Sixteen) => (Color::Black, Color::White),
        _ => (Color::Indexed(16), Color::Indexed(231)),
    };
    match ground {
        Ground::Light => Style::new().fg(ink).bg(paper),
        _ => Style::new().fg(paper).bg(ink),
    }
}
