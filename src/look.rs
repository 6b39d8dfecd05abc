//! What the screen looks like on the terminal at hand: the theme that is wanted, or the one of the
//! pair that fits the terminal's ground, in as many colours as it has, with the signs it can show.

use crate::config::{Config, ThemeWish};
use crate::paths::Paths;
use crate::terminal::{self, Answer};
use crate::theme::{Depth, Ground, Signs, Surroundings, Theme, ThemeError, Wish};

/// The looks, and what is left of finding them out.
pub(crate) struct Look {
    /// How everything is drawn.
    pub(crate) theme: Theme,
    /// The terminal was asked for its ground and did not answer in time: its answer may come among
    /// the keys.
    pub(crate) late: bool,
}

/// The looks on this terminal.
pub(crate) fn look(config: &Config, paths: &Paths) -> Result<Look, ThemeError> {
    let depth = Depth::of(config.color, &Surroundings::now());
    if config.color == Wish::Always {
        terminal::force_colours();
    }
    let (ground, late) = ground(config, depth);
    let theme = theme(&config.theme, ground, depth, paths)?.with_signs(signs(config));
    Ok(Look { theme, late })
}

/// The theme of this name, or of this ground, on a terminal of this depth.
pub(crate) fn theme(
    wish: &ThemeWish,
    ground: Ground,
    depth: Depth,
    paths: &Paths,
) -> Result<Theme, ThemeError> {
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
