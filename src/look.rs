//! What the screen looks like on the terminal at hand: the theme that is wanted, or the one of the
//! pair that fits the terminal's ground, in as many colours as it has, with the signs it can show.

use crate::config::{Config, ThemeWish};
use crate::keys::Keymap;
use crate::page::FileError;
use crate::paths::Paths;
use crate::terminal::{self, Answer};
use crate::theme::{Depth, Ground, Signs, Surroundings, Theme, Wish};
use crate::trouble::Trouble;

/// The looks, and what is left of finding them out.
pub(crate) struct Look {
    /// How everything is drawn.
    pub(crate) theme: Theme,
    /// The terminal was asked for its ground and did not answer in time: its answer may come among
    /// the keys.
    pub(crate) late: bool,
}

/// The looks on this terminal.
pub(crate) fn look(config: &Config, paths: &Paths) -> Result<Look, FileError> {
    let depth = Depth::of(config.color, &Surroundings::now());
    if config.color == Wish::Always {
        terminal::force_colours();
    }
    let (ground, late) = ground(config, depth);
    let theme = theme(&config.theme, ground, depth, paths)?.with_signs(signs(config));
    Ok(Look { theme, late })
}

/// What is wrong with the files that a screen is drawn and steered by: found out before anything is
/// done for the sake of that screen.
pub(crate) fn wrong(config: &Config, paths: &Paths) -> Vec<Trouble> {
    let file = Some(paths.keymap_file()).filter(|file| file.exists());
    let keys = Keymap::load(file.as_deref()).err().map(Trouble::from);
    keys.into_iter().chain(theme_wrong(config, paths)).collect()
}

/// What is wrong with the theme that this terminal gets. Of a pair the other one is no reason to keep
/// anybody out; which one it is the terminal is asked only where one of them is bad.
fn theme_wrong(config: &Config, paths: &Paths) -> Vec<Trouble> {
    let wrong = themes_wrong(config, paths);
    let is_pair = matches!(config.theme, ThemeWish::Auto { .. });
    if is_pair && !wrong.is_empty() && look(config, paths).is_ok() { Vec::new() } else { wrong }
}

/// What is wrong with the themes that are wished for; of one that is not there, where it is wished for.
pub(crate) fn themes_wrong(config: &Config, paths: &Paths) -> Vec<Trouble> {
    let folder = paths.themes_folder();
    let bad = |name| Theme::load(name, &folder, false).err();
    let wished_at = |why: FileError| match config.line("theme") {
        Some(line) if why.path == folder => {
            FileError { path: paths.config_file(), line: Some(line), ..why }
        }
        _ => why,
    };
    config.theme.names().into_iter().filter_map(bad).map(wished_at).map(Trouble::from).collect()
}

/// The theme of this name, or of this ground, on a terminal of this depth.
pub(crate) fn theme(
    wish: &ThemeWish,
    ground: Ground,
    depth: Depth,
    paths: &Paths,
) -> Result<Theme, FileError> {
    let name = match (wish, ground) {
        (ThemeWish::Named(name), _) => name,
        (ThemeWish::Auto { light, .. }, Ground::Light) => light,
        (ThemeWish::Auto { dark, .. }, Ground::Dark | Ground::Any) => dark,
    };
    let theme = Theme::load(name, &paths.themes_folder(), depth == Depth::None)?;
    Ok(theme.on(depth))
}

/// The signs that are wanted, or that this system can show.
pub(crate) fn signs(config: &Config) -> Signs {
    config.signs.unwrap_or_else(|| Signs::of_locale(|name| std::env::var(name).ok()))
}

/// The terminal's ground, asked only where something depends on it; whether its answer is late.
fn ground(config: &Config, depth: Depth) -> (Ground, bool) {
    if matches!(config.theme, ThemeWish::Named(_)) || depth == Depth::None {
        return (Ground::Any, false);
    }
    match terminal::ask_ground() {
        Answer::Ground(ground) => (ground, false),
        answer @ (Answer::Late | Answer::Nothing) => (hinted(), answer == Answer::Late),
    }
}

/// What some terminals leave in the environment: `COLORFGBG`, the number of the ground's colour last.
fn hinted() -> Ground {
    let hint = std::env::var("COLORFGBG").unwrap_or_default();
    let ground = hint.rsplit(';').next().unwrap_or_default();
    if ["7", "15"].contains(&ground) { Ground::Light } else { Ground::Dark }
}
