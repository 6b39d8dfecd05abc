//! How a command went that was run under warroom's eyes.

use serde::Serialize;

use crate::register::Register;
use crate::{EntryId, Seen, Text};

/// A command that was run; its words are those of its entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ran {
    /// When it began.
    pub began: Seen,
    /// How long it ran, in milliseconds.
    pub millis: u64,
    /// Its exit status; `None` if a signal ended it.
    pub exit: Option<i32>,
    /// The number of the signal that ended it.
    pub signal: Option<i32>,
    /// The end of what it printed; empty where that was not kept.
    pub output: Text,
    /// How much it printed in all, in bytes.
    pub output_bytes: u64,
    /// What it printed is no text, and is not kept.
    pub binary: bool,
    /// How many secrets were masked.
    pub masked: u32,
}

impl Ran {
    /// How it ended, in a few words: `exit 0, 3s`.
    pub fn ended(&self) -> String {
        format!("{}, {}", self.how(), self.took())
    }

    /// A command with what became of it. Where it went wrong that comes first: a long command is cut
    /// off on a screen, and looks as if it had worked.
    pub fn told(&self, command: &str) -> String {
        match self.exit {
            Some(0) => format!("ran {command} ({})", self.ended()),
            _ => format!("ran, {}: {command} ({})", self.how(), self.took()),
        }
    }

    fn how(&self) -> String {
        match (self.exit, self.signal) {
            (Some(exit), _) => format!("exit {exit}"),
            (None, Some(signal)) => format!("ended by {}", signal_name(signal)),
            (None, None) => "its end is not known".into(),
        }
    }

    /// What is known of its output besides the words: how much there was and what is missing.
    pub fn about_output(&self) -> String {
        let all = self.output_bytes;
        let what = if all == 0 {
            "it printed nothing".to_owned()
        } else if self.binary {
            format!("it printed {all} bytes that are no text: not kept")
        } else if self.output.is_empty() {
            format!("it printed {all} bytes: not kept")
        } else if self.output.raw().len() as u64 >= all {
            format!("it printed {all} bytes")
        } else {
            format!("the end of {all} bytes that it printed")
        };
        match self.masked {
            0 => what,
            1 => format!("{what}; 1 secret masked"),
            n => format!("{what}; {n} secrets masked"),
        }
    }

    fn took(&self) -> String {
        let (seconds, tenths) = (self.millis / 1000, self.millis % 1000 / 100);
        if seconds < 10 { format!("{seconds}.{tenths}s") } else { crate::show::age(seconds) }
    }
}

impl Register {
    /// A command that went wrong, as it is told: how it ended first.
    pub fn failed_run(&self, entry: EntryId) -> Option<Text> {
        let ran = self.ran(entry).filter(|ran| ran.exit != Some(0))?;
        Some(Text::from(ran.told(self.text(entry).raw())))
    }

    /// How a command went, of an entry that is one that was run.
    pub fn ran(&self, entry: EntryId) -> Option<&Ran> {
        self.runs.get(&entry)
    }
}

/// The usual name of a signal, as `kill -l` says it.
fn signal_name(signal: i32) -> String {
    let name = match signal {
        1 => "HUP",
        2 => "INT",
        3 => "QUIT",
        6 => "ABRT",
        8 => "FPE",
        9 => "KILL",
        11 => "SEGV",
        13 => "PIPE",
        14 => "ALRM",
        15 => "TERM",
        other => return format!("signal {other}"),
    };
    format!("SIG{name}")
}
