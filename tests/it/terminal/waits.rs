//! What a test waits for that is not on the screen.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{Machine, PATIENCE, Terminal, is_free};

impl Terminal {
    /// Waits until the program has written these bytes, shown or not.
    pub(crate) fn writes(&self, words: &str) -> &Self {
        self.until(words, |s| String::from_utf8_lossy(&s.bytes).contains(words));
        self
    }

    /// Waits until the draft on disk holds these words.
    pub(crate) fn draft_is_kept(&self, machine: &Machine, words: &str) {
        self.until("the draft on disk", |_| holds(machine.home(), words));
    }

    /// Whether for so long nothing at all is written, at some time within our patience.
    pub(crate) fn longest_silence(&self, wanted: Duration) -> bool {
        let end = Instant::now() + PATIENCE;
        let mut screen = self.screen.0.lock().unwrap();
        let (mut written, mut since) = (screen.bytes.len(), Instant::now());
        while Instant::now() < end && since.elapsed() < wanted {
            let left = wanted.saturating_sub(since.elapsed());
            screen = self.screen.1.wait_timeout(screen, left).unwrap().0;
            if screen.bytes.len() != written {
                (written, since) = (screen.bytes.len(), Instant::now());
            }
        }
        since.elapsed() >= wanted
    }

    /// Whether keys are shown as they are typed and come line by line, as a shell wants it.
    pub(crate) fn is_cooked(&self) -> bool {
        let tty = self.master.tty_name().unwrap();
        let says = Command::new("stty").arg("-a").arg("-F").arg(tty).output().unwrap();
        let says = String::from_utf8(says.stdout).unwrap();
        let has =
            |mode: &str| says.split_whitespace().any(|word| word.trim_end_matches(';') == mode);
        has("echo") && has("icanon") && has("isig")
    }

    /// Waits until the terminal is as it was: what was written last may still be on its way.
    pub(crate) fn gives_back(&self) {
        self.until("the terminal as it was", is_free);
    }
}

/// Whether some file of the state folder holds these words.
fn holds(home: &Path, words: &str) -> bool {
    let mut folders = vec![home.join("state")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // What is being written has another name until it is whole, and is not kept before.
            let is_whole = path.extension().is_none_or(|it| it != "new");
            if is_whole && fs::read_to_string(&path).is_ok_and(|text| text.contains(words)) {
                return true;
            }
        }
    }
    false
}
