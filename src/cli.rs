//! The command line: what can be typed, and what then is done.
//!
//! Nothing but data goes to stdout. A command ends with 0 if it was done, 1 if it was refused, 2 for
//! wrong usage or a bad file, 3 if the server could not be reached; then what was written is kept.
//!
//! | module | what it is |
//! |---|---|
//! | `args`, `write` | flags and words; the commands that write, as they are typed |
//! | `meeting`, `review` | the review: its screen and the invitation to it; deed by deed |
//! | `act`, `text`, `pick`, `choice` | the command asked, its words, which incident and as whom; words to choose from |
//! | `seat`, `shot`, `lobby` | a run and its links; one thing for the record; asking a server |
//! | `exec` | a command that is run, shown and recorded |
//! | `list`, `columns` | which incidents there are; how wide what is printed may be |
//! | `source`, `read`, `file`, `verify`, `paper`, `cast`, `stats` | a journal from wherever it is; printing, checking, exporting it; its report; its walkthrough; numbers over many |
//! | `library`, `ics`, `line` | searching and learning from all that was kept; calendars; command lines in a file |
//! | `keep` | words taken out, people put out and let in |
//! | `restore`, `rescue`, `aside` | records put back; a room served from a copy; a copy that the room went on without |
//! | `door`, `room`, `guests`, `waiting`, `server`, `about` | the other commands, by what they are about |
//! | `unreached`, `usage` | what there is to do where a server is not reached; what is said of wrong usage |

mod about;
pub(crate) mod act;
mod args;
mod aside;
mod cast;
mod choice;
mod columns;
mod damage;
mod doctor;
mod door;
mod edit;
mod elsewhere;
mod ending;
mod exec;
mod file;
mod guests;
mod ics;
mod keep;
pub(crate) mod library;
pub(crate) mod line;
mod list;
mod lobby;
mod meeting;
mod paper;
mod pick;
mod read;
mod rescue;
mod restore;
mod review;
mod room;
mod seat;
mod server;
mod settings;
mod shot;
mod source;
mod stats;
mod tail;
#[cfg(test)]
mod tests;
mod text;
mod themes;
mod unreached;
pub(crate) mod usage;
mod verify;
mod waiting;
pub(crate) mod write;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;
use warroom_register::EntryId;

use self::args::Globals;
use self::seat::Run;
use crate::paths::Paths;
use crate::trouble::Trouble;

const AFTER: &str = "Exit codes: 0 done, 1 refused, 2 wrong usage or bad file, 3 server not reached \
                     (and what you wrote is kept: warroom outbox).\n\
                     Entries are named 31 or '#31'. Without a command: the lobby.";

/// An incident war room in the terminal.
#[derive(Debug, Parser)]
#[command(name = "warroom", version, after_help = AFTER, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// What can be typed behind `warroom`.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Verb {
    /// Open an incident and lead it
    #[command(after_help = "Example: warroom open Checkout returns 500s --severity P1\n         \
                      warroom open Checkout is slow --no-join --json")]
    Open(door::Open),
    /// Join an incident, or make this machine known to a server
    #[command(after_help = "Example: warroom join INC-42\n         \
                      warroom join warroom://10.0.0.4:7443/INC-42/TOKEN/FINGERPRINT --as ben")]
    Join(door::Join),
    #[command(flatten)]
    Write(write::Write),
    /// Run a command, show it, and record how it went
    #[command(
        after_help = "Example: warroom exec -- kubectl rollout restart deploy/checkout\n         \
                      warroom exec --task 27 -- ./restore.sh eu-west\n         \
                      warroom exec --no-output -- vault read secret/payments\n\n\
                      Ends as the command ends, so that && and || go on working; with 128 and the \
                      number of the signal that ended it, 127 where there is no such command, 126 \
                      where it cannot be run. Secrets of known forms are masked in the record."
    )]
    Exec(exec::Exec),
    #[command(flatten)]
    Read(read::Read),
    /// Hold the review of a closed incident: what it taught, and who does what about it
    #[command(after_help = "Example: warroom review INC-42\n         \
                      warroom review open gil --notes hana\n\n\
                      Without a deed: the meeting on a screen, where everyone follows the chair.")]
    Review(meeting::Review),
    #[command(flatten)]
    Keep(keep::Keep),
    /// Write the journal of an incident to a file
    #[command(after_help = "Example: warroom export INC-42 -o inc-42.jsonl")]
    Export {
        /// An incident; without one the incident that this machine has joined
        #[arg(value_name = "INC|FILE")]
        named: Option<String>,
        /// Into this file; `-` is the standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Replace the file if it is there
        #[arg(long)]
        force: bool,
    },
    /// Check that a recording is whole and unaltered
    #[command(after_help = "Example: warroom verify INC-42.jsonl\n         \
                      warroom verify INC-42.jsonl --copy ben.jsonl")]
    Verify {
        /// The recording
        file: PathBuf,
        /// What another responder has kept of the same incident; else this machine's own copy
        #[arg(long, value_name = "FILE")]
        copy: Option<PathBuf>,
    },
    /// List the incidents of the server and of the library, and other people's reports
    #[command(after_help = "Example: warroom list --json\n         warroom list --here")]
    List {
        /// Only what this machine keeps: no server is asked
        #[arg(long)]
        here: bool,
    },
    /// Print how many incidents there were, and how long things took
    #[command(after_help = "Example: warroom stats
         warroom stats -o numbers.html
         \
                      warroom stats archive/*.jsonl --json")]
    Stats(stats::Numbers),
    #[command(flatten)]
    Library(library::Library),
    /// Write the walkthrough as a recording that terminal players play, with chapters
    #[command(
        after_help = "Example: warroom cast INC-17 -o inc-17.cast && asciinema play inc-17.cast\n         \
                      warroom cast a.jsonl --cast-version 2 --hide-title\n\n\
                      People go by the number under which they came (responder 1), unless --names handles:\n\
                      going by what they did would tell who leads later."
    )]
    Cast(cast::Cast),
    /// Make an invite and print its line
    #[command(after_help = "Example: warroom invite --scope observe --for 2h")]
    Invite(guests::Invite),
    /// Make a token for a host that has no warroom, and print the line by which curl writes with it
    #[command(after_help = "Example: warroom token --for 2h --name pay-3\n         \
                      journalctl -n 50 | curl ... --data-binary @-      (the line that it prints)\n\n\
                      What comes is recorded in your name. ?kind=did, fact or question and ?at=14:06 may \
                      stand behind the address. warroom revoke closes it.")]
    Token(guests::MakeToken),
    /// Close the door that an invite or a token opened
    #[command(after_help = "Example: warroom revoke 12\n         \
                      warroom revoke 7 --server      (an invite to the server itself)")]
    Revoke {
        /// The record of the invite
        invite: EntryId,
        /// An invite to the server itself
        #[arg(long)]
        server: bool,
    },
    /// Show what waits to be sent and what was refused
    #[command(after_help = "Example: warroom outbox --send\n         \
                      warroom outbox --send a3f9     (what was refused, once more)\n         \
                      warroom outbox --drop a3f9")]
    Outbox(waiting::Wanted),
    /// Serve a team's incidents from this machine
    #[command(after_help = "Example: warroom serve --listen 0.0.0.0:7443 --data /srv/warroom \
                      --address war.example:7443")]
    Serve(server::Serve),
    /// Put records that a server lost back into it, from this machine's copy
    #[command(after_help = "Example: warroom restore INC-1\n         \
                      warroom restore INC-1 --from bens-export.jsonl\n         \
                      warroom restore INC-1 --go-on 'nobody has them'\n         \
                      warroom restore --data /srv/warroom --from bens-export.jsonl\n\n\
                      A server that lost records records nothing until they are back; what is written \
                      meanwhile waits. It takes only what continues its record and is what was there.")]
    Restore(restore::Restore),
    /// Serve an incident anew from this machine's copy, because its server is gone
    #[command(after_help = "Example: warroom rescue INC-1\n         \
                      warroom rescue INC-1 --offer\n\n\
                      Everybody who joined is known there by their key, and invites stay good, by the new \
                      address. A server that comes back with its older record is not followed.")]
    Rescue(rescue::Rescue),
    /// Let others on this network reach the incidents of this machine
    #[command(after_help = "Example: warroom share && warroom invite")]
    Share,
    /// Stop the server of this machine
    #[command(after_help = "Example: warroom stop")]
    Stop {
        /// The server of this data folder
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// See a rehearsed incident; nothing of it is kept
    #[command(after_help = "Example: warroom demo")]
    Demo,
    /// Print the keys
    #[command(after_help = "Example: warroom keys | less\n\n\
                      Another key is given in keymap.toml (warroom paths says where), by the name of its action, \
                      under its place:\n\n  [register]\n  observation = \"F5\"        # or several: [\"o\", \"F5\"]\n\n\
                      What is not named there keeps its key. warroom config check reads the file.")]
    Keys,
    /// Show the themes side by side, every tone of each
    #[command(after_help = "Example: warroom themes\n         \
                      warroom themes dark colour-blind\n\n\
                      Without a terminal only their names. In config.toml: theme = \"light\", or \
                      theme = { dark = \"colour-blind\", light = \"light\" } to follow the \
                      terminal's ground. A file of your own goes into the folder that warroom paths \
                      names.")]
    Themes {
        /// Only these
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    /// Show the settings that hold and why, check a file, print one to begin with
    #[command(after_help = "Example: warroom config\n         warroom config check")]
    Config {
        #[command(subcommand)]
        what: Option<settings::Settings>,
    },
    /// Check the terminal, the files, the servers and the rooms
    #[command(after_help = "Example: warroom doctor\n         \
                      warroom doctor --json | jq 'select(.state != \"good\")'")]
    Doctor,
    /// Print where warroom keeps things
    #[command(after_help = "Example: warroom paths --json")]
    Paths,
    /// Print the completions for a shell
    #[command(after_help = "Example: warroom completions bash > \
                      ~/.local/share/bash-completion/completions/warroom")]
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the help, of all or of one command
    #[command(after_help = "Example: warroom help task")]
    Help {
        /// Of this command
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
    /// Print the manual page, of all or of one command
    #[command(after_help = "Example: warroom man | man -l -\n         \
                      warroom man role offer\n         \
                      warroom man --into ~/.local/share/man/man1")]
    Man {
        /// Of this command
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
        /// Write the pages of all commands into this folder
        #[arg(long, value_name = "DIR", conflicts_with = "command")]
        into: Option<PathBuf>,
    },
}

/// Does what was typed, and gives the exit status: that of a command which was run for it, else 0.
pub(crate) async fn run(cli: Cli) -> Result<u8, Trouble> {
    let Cli { globals, verb } = cli;
    if let Some(Verb::Exec(exec)) = verb {
        return exec::exec(&Run::new(globals)?, exec).await;
    }
    Box::pin(done(globals, verb)).await.map(|()| 0)
}

async fn done(globals: Globals, verb: Option<Verb>) -> Result<(), Trouble> {
    match verb {
        // These need no key and no configuration, and must work where either is broken.
        Some(Verb::Completions { shell }) => about::completions(shell),
        Some(Verb::Help { command }) => about::help(&command),
        Some(Verb::Man { command, into }) => about::man(&command, into.as_deref()),
        Some(Verb::Keys) => about::keys(&Paths::of_environment()?, globals.json),
        Some(Verb::Themes { names }) => themes::themes(&globals, &names),
        Some(Verb::Doctor) => doctor::doctor(globals).await,
        Some(Verb::Config { what }) => settings::settings(&globals, what.as_ref()),
        Some(Verb::Paths) => {
            let paths = Paths::of_environment()?.with_config(globals.config.clone());
            about::paths(&paths, globals.json)
        }
        Some(Verb::Serve(serve)) => server::serve(&globals, serve).await,
        Some(Verb::Restore(restore)) => {
            Box::pin(restore::restore(&Run::new(globals)?, restore)).await
        }
        Some(Verb::Rescue(rescue)) => Box::pin(rescue::rescue(&Run::new(globals)?, rescue)).await,
        Some(Verb::Share) => server::share().await,
        Some(Verb::Stop { data }) => server::stop(globals, data).await,
        Some(Verb::Demo) => Box::pin(server::show_demo(globals)).await,
        Some(Verb::Open(open)) => door::open(&Run::new(globals)?, open).await,
        Some(Verb::Join(join)) => door::join(&Run::new(globals)?, join).await,
        Some(Verb::Review(review)) => Box::pin(meeting::review(globals, review)).await,
        Some(Verb::Write(write)) => {
            let run = Run::new(globals).inspect_err(|_why| shot::say_back_piped(&write))?;
            shot::write(&run, write).await
        }
        Some(Verb::Keep(keep)) => keep::keep(&Run::new(globals)?, keep).await,
        Some(Verb::Read(read)) => read::read(&Run::new(globals)?, read).await,
        Some(Verb::Export { named, output, force }) => {
            file::export(&Run::new(globals)?, named.as_deref(), output.as_deref(), force).await
        }
        Some(Verb::Stats(numbers)) => stats::print(&Run::new(globals)?, &numbers).await,
        Some(Verb::Verify { file, copy }) => {
            verify::verify(&Run::new(globals)?, &file, copy.as_deref())
        }
        Some(Verb::Cast(what)) => cast::write(&Run::new(globals)?, &what).await,
        Some(Verb::Library(what)) => library::library(&Run::new(globals)?, what).await,
        Some(Verb::List { here }) => list::list(&Run::new(globals)?, here).await,
        Some(Verb::Invite(invite)) => guests::invite(&Run::new(globals)?, invite).await,
        Some(Verb::Token(token)) => guests::make_token(&Run::new(globals)?, token).await,
        Some(Verb::Revoke { invite, server }) => {
            guests::revoke(&Run::new(globals)?, invite, server).await
        }
        Some(Verb::Outbox(wanted)) => waiting::outbox(&Run::new(globals)?, &wanted).await,
        Some(Verb::Exec(exec)) => exec::exec(&Run::new(globals)?, exec).await.map(drop),
        None => room::show_lobby(&Run::new(globals)?).await,
    }
}
