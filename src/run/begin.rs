//! What a screen begins with, whatever it shows.

use std::time::Duration;

use anyhow::Context as _;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::keys::Keymap;
use crate::paths::Paths;

/// The keys, as the user's file changes them.
pub(super) fn keymap(paths: &Paths) -> anyhow::Result<Keymap> {
    let file = paths.keymap_file();
    Ok(Keymap::load(file.exists().then_some(file.as_path()))?)
}

/// From which the ids of commands are made.
pub(super) fn seed() -> anyhow::Result<[u64; 2]> {
    Ok([
        getrandom::u64().context("this machine gives no random numbers")?,
        getrandom::u64().context("this machine gives no random numbers")?,
    ])
}

/// A clock of the screen: what it missed it does not make up for.
pub(super) fn every(period: Duration) -> Interval {
    let mut tick = interval(period);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    tick
}
