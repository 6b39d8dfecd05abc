//! `warroom cast`: the walkthrough as a recording that a player of terminals plays.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::paper::Named;
use super::seat::Run;
use super::source::Source;
use super::{ending, file};
use crate::app::size::LEAST;
use crate::cast::{Format, Wish, cast, opening};
use crate::out;
use crate::theme::Theme;
use crate::trouble::{Trouble, said, shown};

/// The most columns and rows; the least are those in which a walk can be drawn.
const SIDE_MAX: u16 = 400;

/// What is recorded, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct Cast {
    /// An incident, or a recording; without one the incident that this machine has joined
    #[arg(value_name = "INC|FILE")]
    named: Option<String>,
    /// Into this file; else the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    /// Columns and rows
    #[arg(long, value_name = "COLSxROWS", value_parser = size, default_value = "120x40")]
    size: (u16, u16),
    /// Seconds of the incident in one second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=3600), default_value_t = 60)]
    speed: i64,
    /// No wait is longer than so many seconds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=60), default_value_t = 2)]
    idle: i64,
    /// The version of the format
    #[arg(long = "cast-version", value_enum, default_value_t)]
    version: Version,
    /// With this theme
    #[arg(long, value_name = "NAME", default_value = "dark")]
    theme: String,
    /// People by the number under which they came, or by their handles
    #[arg(
        long,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        value_name = "roles|handles"
    )]
    names: Named,
    /// Do not show the title: it may give the outcome away
    #[arg(long)]
    hide_title: bool,
}

/// The version of the format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Version {
    /// For players of today
    #[default]
    #[value(name = "3")]
    Three,
    /// For older ones
    #[value(name = "2")]
    Two,
}

/// Writes it.
pub(crate) async fn write(run: &Run, what: &Cast) -> Result<(), Trouble> {
    let output = what.output.as_ref().filter(|path| *path != Path::new("-"));
    ending::form(output.map(PathBuf::as_path), None, &[("cast", ())], "")?;
    let source = Source::read(run, what.named.as_deref()).await?;
    let mut recording = source.recording.clone();
    recording.header.incident = source.label;
    let Some(opening) = opening(&recording) else {
        return Err(Trouble::Usage("this recording holds no record".into()));
    };
    let theme = Theme::load(&what.theme, &run.paths.themes_folder(), false);
    let theme = theme.map_err(|e| Trouble::Usage(e.to_string()))?;
    let wish = Wish {
        format: match what.version {
            Version::Three => Format::V3,
            Version::Two => Format::V2,
        },
        size: what.size,
        speed: what.speed,
        idle_ms: what.idle * 1000,
        names: what.names.into(),
        title_hidden: what.hide_title,
    };
    let mut bytes = Vec::new();
    cast(&mut bytes, opening, recording, &theme, &wish).map_err(|e| Trouble::Usage(said(&e)))?;
    match output {
        None => drop(out::data(&bytes)?),
        Some(path) => {
            file::write(path, &bytes, what.force)?;
            out::note(&format!("wrote {}: asciinema play plays it", shown(path)));
        }
    }
    source.end()
}

/// `120x40`.
fn size(text: &str) -> Result<(u16, u16), String> {
    let wrong = || "write columns and rows, such as 120x40".to_owned();
    let (cols, rows) = text.split_once('x').ok_or_else(wrong)?;
    let size: (u16, u16) =
        (cols.parse().map_err(|_no| wrong())?, rows.parse().map_err(|_no| wrong())?);
    if (LEAST.0..=SIDE_MAX).contains(&size.0) && (LEAST.1..=SIDE_MAX).contains(&size.1) {
        Ok(size)
    } else {
        let (cols, rows) = LEAST;
        Err(format!(
            "a walk is drawn in {cols} to {SIDE_MAX} columns and {rows} to {SIDE_MAX} rows"
        ))
    }
}
