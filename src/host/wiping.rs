//! The memory that a server gives back is overwritten, so that words that were taken out of a record
//! do not stand for days in what waits to be used again.
//!
//! `SQLite` gives its memory back to the C library, as everything here does; so it is the library
//! that has to overwrite it, and glibc reads how it works only when a program begins.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

use super::embedded::this_program;
use crate::out;
use crate::trouble::said;

/// Where glibc looks for its settings, as the manual's part on tunables says.
const SETTINGS: &str = "GLIBC_TUNABLES";
/// Overwrites what is given back, and keeps none of it in the caches of threads, which do not.
const OVERWRITE: &str = "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0";

/// Set where this program was begun anew already: glibc takes such settings away from a program with
/// rights of its own, such as a port below 1024, and it would begin anew for ever.
const BEGUN_ANEW: &str = "WARROOM_BEGUN_ANEW";

/// Begins this program anew, as the same process, with a memory that overwrites what is given back.
/// Does nothing where it does so already. Where it cannot be done the server works all the same, and
/// says what is not so.
pub(crate) fn begin_anew() {
    let before = std::env::var(SETTINGS).unwrap_or_default();
    if cfg!(not(target_env = "gnu")) || before.contains(OVERWRITE) {
        return;
    }
    let why = if std::env::var_os(BEGUN_ANEW).is_some() {
        "the system takes that setting away from it".to_owned()
    } else {
        let settings = [before.as_str(), OVERWRITE].join(if before.is_empty() { "" } else { ":" });
        let mut anew = Command::new(this_program());
        anew.args(std::env::args_os().skip(1)).env(SETTINGS, settings).env(BEGUN_ANEW, "1");
        said(&anew.exec())
    };
    out::note(&format!(
        "memory that is given back is not overwritten here, and words taken out stay in it for a while: {why}"
    ));
}
