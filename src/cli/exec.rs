//! `warroom exec`: a command is run as if warroom were not there, and how it went is recorded.
//!
//! Its output goes through as it comes, its end is this program's end, and where the server is not
//! there the entry waits in the outbox: what a person works with never depends on the war room.

mod child;
mod plain;
mod tail;

use std::ffi::OsString;

use clap::Args;
use warroom_register::{At, Command, EntryId, Register, Seen, Text};

use self::child::{Ended, NotRun};
use super::seat::Run;
use super::shot;
use crate::secrets::{Masked, mask};
use crate::trouble::Trouble;
use crate::{clock, out};

/// A command that is not there ends so, as in every shell.
const NOT_FOUND: u8 = 127;
/// A command that is there and cannot be run ends so.
const CANNOT_RUN: u8 = 126;
/// To the number of the signal that ended a command this is added.
const BY_SIGNAL: i32 = 128;

/// A command to run.
#[derive(Args, Clone, Debug)]
pub(crate) struct Exec {
    /// The task it is run for; where that is yours, it counts as your yes
    #[arg(long, value_name = "ID")]
    task: Option<EntryId>,
    /// Record how it went, and nothing of what it prints
    #[arg(long)]
    no_output: bool,
    /// The command and its arguments
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true)]
    command: Vec<OsString>,
}

/// Runs it, records it, and gives its exit status.
pub(crate) async fn exec(run: &Run, exec: Exec) -> Result<u8, Trouble> {
    let joined = run.joined()?;
    let began = clock::now();
    let ended = match child::run(&exec.command).await {
        Ok(ended) => ended,
        Err(why) => return Ok(not_run(&why)),
    };
    let status = status(&ended);
    let name = joined.clone();
    let looks_up = exec.task.is_some();
    let made = |register: Option<&Register>, ahead| {
        let task = exec.task.filter(|task| is_task(register, *task));
        let began = At::from_ms(began.ms().saturating_add(ahead));
        note(&exec, task, began, &ended)
    };
    // It has run: whatever becomes of the entry, the script that ran it goes on by its status.
    match shot::tell(run, joined, looks_up, made).await {
        Ok(seq) => shot::went(&name, seq),
        Err(why) => out::note(&format!("warroom: {why}")),
    }
    Ok(status)
}

fn not_run(why: &NotRun) -> u8 {
    out::note(&format!("warroom: {why}; nothing was recorded"));
    match why {
        NotRun::NotFound(_) => NOT_FOUND,
        NotRun::Cannot(..) => CANNOT_RUN,
    }
}

fn status(ended: &Ended) -> u8 {
    let by_signal = ended.signal.map(|signal| BY_SIGNAL + signal);
    let status = ended.exit.or(by_signal).and_then(|status| u8::try_from(status).ok());
    status.unwrap_or(u8::MAX)
}

/// What is no task would have the entry refused after the fact.
fn is_task(register: Option<&Register>, task: EntryId) -> bool {
    let is_one = register.is_none_or(|register| register.tasks().contains_key(&task));
    if !is_one {
        out::note(&format!("warroom: {task} is no task: recorded without it"));
    }
    is_one
}

fn note(exec: &Exec, task: Option<EntryId>, began: At, ended: &Ended) -> Command {
    let printed = ended.tail.printed();
    let Masked { text: command, count } = mask(&typed(&exec.command));
    let kept = !exec.no_output && !printed.binary;
    let masked = count + if kept { printed.masked } else { 0 };
    Command::NoteRun {
        command: Text::from(command),
        task,
        began: Seen { at: began, about: false },
        millis: ended.millis,
        exit: ended.exit,
        signal: ended.signal,
        output: if kept { Text::from(printed.text) } else { Text::default() },
        output_bytes: printed.bytes,
        binary: printed.binary,
        masked,
    }
}

/// The command as it could be typed again.
fn typed(command: &[OsString]) -> String {
    shell_words::join(command.iter().map(|word| word.to_string_lossy()))
}
