//! Small things that are kept between screens: how far was read, how wide the panes are. Only looks
//! are lost where they do not read, so that is no reason to stop.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::draft;
use crate::app::App;
use crate::trouble::shown;

/// Far more than any of them needs.
const BYTES_MAX: u64 = 64 * 1024;

/// What was kept; nothing where there is none, or none that reads.
pub(super) fn read(file: Option<&Path>) -> String {
    let mut kept = String::new();
    let file = file.and_then(|file| File::open(file).ok());
    let read = file.and_then(|file| file.take(BYTES_MAX).read_to_string(&mut kept).ok());
    if read.is_some() { kept } else { String::new() }
}

/// What cannot be kept is said once, and not tried again.
pub(super) fn keep(file: &mut Option<PathBuf>, words: &str, app: &mut App) {
    let Some(path) = file.as_deref() else { return };
    if let Err(e) = draft::write(path, words) {
        app.say(format!("{} is not kept ({e})", shown(path)));
        *file = None;
    }
}
