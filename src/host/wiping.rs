//! The memory that a server gives back is overwritten, so that words that were taken out of a record
//! do not stand for days in what waits to be used again.
//!
//! `SQLite` gives its memory back to the C library, as everything here does; so it is the library
//! that has to overwrite it, and glibc reads how it works only when a program begins.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use super::embedded::this_program;
use crate::out;

/// Where glibc looks for its settings, as the manual's part on tunables says.
const SETTINGS: &str = "GLIBC_TUNABLES";
/// Overwrites what is given back, and keeps none of it in the caches of threads, which do not.
const OVERWRITE: &str = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0";

/// Begins this program anew, as the same process, with a memory that overwrites what is given back.
/// Does nothing where it does so already. Where it cannot be done the server works all the same, and
/// says what is not so.
pub(crate) fn begin_anew() {
    let before = std::env::var(SETTINGS).unwrap_or_default();
    if cfg!(not(target_env = "gnu")) || before.contains(OVERWRITE) {
        return;
    }
    let settings =
        if before.is_empty() { OVERWRITE.to_owned() } else { format!("{before}:{OVERWRITE}") };
    let why = Command::new(this_program())
        .args(std::env::args_os().skip(1))
        .env(SETTINGS, settings)
        .exec();
    out::note(&format!(
        "memory that is given back is not overwritten here ({why}): words taken out stay in it for a while"
    ));
}
