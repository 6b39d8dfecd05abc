//! `warroom`: an incident war room in the terminal.
//!
//! | module | what it is |
//! |---|---|
//! | `cli`, `start` | what can be typed, and what is handed to the screen |
//! | `run`, `terminal`, `look`, `app`, `view`, `keys`, `theme` | the screen |
//! | `link` | the connection to a room, with outbox and copy |
//! | `host`, `demo` | the server, named in this one file; a rehearsed incident |
//! | `paths`, `config`, `page`, `machine`, `memory` | what this machine's user keeps |
//! | `secrets` | known forms of secrets, masked |
//! | `clock`, `out`, `trouble` | the one clock, what is printed, how a run ends |

mod app;
mod cast;
mod cli;
mod clock;
mod config;
mod demo;
mod editor;
mod guide;
mod host;
mod invitation;
mod keys;
mod link;
mod look;
mod machine;
mod memory;
#[cfg(test)]
mod mutated;
mod out;
mod page;
mod paths;
mod policy;
mod run;
mod secrets;
mod start;
mod terminal;
mod theme;
mod trouble;
mod view;
mod which;
mod wording;
#[cfg(test)]
mod world;

use std::process::ExitCode;

use self::cli::Cli;
use self::trouble::Trouble;

fn main() -> ExitCode {
    let cli = match cli::usage::read() {
        Ok(cli) => cli,
        Err(usage) => {
            cli::usage::complain(&usage);
            return u8::try_from(usage.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    match begin(cli) {
        Ok(status) => ExitCode::from(status),
        Err(why) => {
            out::note(&format!("warroom: {why}"));
            ExitCode::from(why.code())
        }
    }
}

fn begin(cli: Cli) -> Result<u8, Trouble> {
    // Two providers in one process would panic at the first use; the first to come stays.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Trouble::Refused(trouble::said(&e)))?;
    let ended = runtime.block_on(cli::run(cli));
    // A thread may still wait for what never comes, as for a server that does not end: what counts
    // is on disk by now.
    runtime.shutdown_background();
    ended
}
