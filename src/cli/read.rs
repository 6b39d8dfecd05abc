//! The commands that print what is on the record: show, tail, brief, report, replay.

use std::io::IsTerminal as _;

use clap::{Args, Subcommand};
use serde::Serialize;
use warroom_register::words::Audience;
use warroom_register::{At, Handle, Register, Seq, Shown, brief, draft, show};

use super::seat::Run;
use super::source::Source;
use super::{args, library, paper};
use crate::app::WalkStart;
use crate::app::hidden::hide_title;
use crate::look::signs;
use crate::out::{self, Reader};
use crate::start::ReplayStart;
use crate::trouble::Trouble;

/// What is read, and as of when.
#[derive(Args, Clone, Debug)]
pub(crate) struct Subject {
    /// An incident, or a recording; without one the incident that this machine has joined
    #[arg(value_name = "INC|FILE")]
    pub(crate) named: Option<String>,
    /// As it was at an entry ('#31') or a time (14:06, '24 Nov 14:06', '2026-11-24 14:06')
    #[arg(long, value_name = "ID|TIME", allow_hyphen_values = true)]
    pub(crate) as_of: Option<String>,
}

/// A command that reads.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Read {
    /// Show what is known, asked and being done
    #[command(
        after_help = "Example: warroom show --json | jq '.tasks[] | select(.state==\"open\")'"
    )]
    Show(Subject),
    /// Follow the timeline as it is written
    #[command(after_help = "Example: warroom tail --after 31\n         \
                      warroom tail --json | jq 'select(.attention.you)'\n\n\
                      Beside the records it says what is asked of you (YOU), what becomes late (LATE), \
                      who comes and who goes; without --after first how things stand.")]
    Tail {
        /// An incident, or a recording; without one the incident that this machine has joined
        #[arg(value_name = "INC|FILE")]
        named: Option<String>,
        /// Begin behind this entry; 0: with the first
        #[arg(long, value_name = "ID", value_parser = place)]
        after: Option<Seq>,
    },
    /// Print a situation report to paste
    #[command(after_help = "Example: warroom brief | pbcopy\n         \
                      warroom brief --names handles      (for whoever works here)")]
    Brief {
        #[command(flatten)]
        subject: Subject,
        /// People by what they did, or by their handles
        #[arg(long, value_enum, default_value_t)]
        names: paper::Named,
    },
    /// Print the words that are proposed to an audience, made of what is known: change and send them
    #[command(after_help = "Example: warroom draft --audience public | tee words.txt\n         \
                      warroom update --minutes 30 < words.txt")]
    Draft {
        #[command(flatten)]
        subject: Subject,
        /// Whom they are for
        #[arg(long, value_parser = args::audience(), default_value = "public")]
        audience: Audience,
    },
    /// List who works here, what they can help with, and who is free
    #[command(after_help = "Example: warroom helpers")]
    Helpers(Subject),
    /// List what was promised: words, help, decisions to be looked at again
    #[command(after_help = "Example: warroom promises")]
    Promises(Subject),
    /// List what was asked from outside: what waits for an answer first
    #[command(after_help = "Example: warroom inquiries")]
    Inquiries(Subject),
    /// List the plans that may be laid out
    #[command(after_help = "Example: warroom plans")]
    Plans(Subject),
    /// Print the report of an incident, from its record alone
    #[command(after_help = "Example: warroom report INC-42 -o inc-42.html\n         \
                      warroom report a.jsonl --format json | jq '.lengths[]'")]
    Report(paper::Report),
    /// Step through a journal, as it was known at each moment
    #[command(after_help = "Example: warroom replay INC-42 --as-of 31")]
    Replay {
        #[command(flatten)]
        subject: Subject,
        /// Show the title with hindsight only: it may give the outcome away
        #[arg(long)]
        hide_title: bool,
    },
}

/// The place behind which reading begins: that of an entry, or the one before the first.
fn place(text: &str) -> Result<Seq, String> {
    if text == "0" { Ok(Seq(0)) } else { text.parse() }
}

/// Prints what was asked for.
pub(crate) async fn read(run: &Run, read: Read) -> Result<(), Trouble> {
    match read {
        Read::Show(subject) => {
            let source = of(run, &subject).await?;
            let register = source.register()?;
            let (label, here, now) = (source.label, source.here.as_slice(), source.now);
            let reader = run.handle().ok();
            if run.globals.json {
                out::line(&show::show(&register, label, here, now, reader).json())?;
            } else {
                let page = show::plain(&register, label, here, now, reader);
                out::data(signs(&run.config).spell(&page).as_bytes())?;
            }
            source.end()
        }
        Read::Brief { subject, names } => {
            let source = paper::naming(of(run, &subject).await?, names)?;
            let register = source.register()?;
            let said = brief::situation(&register, source.label, &source.here, source.now);
            if run.globals.json {
                out::json(&said)?;
            } else {
                out::data(said.markdown().as_bytes())?;
            }
            source.end()
        }
        Read::Draft { subject, audience } => propose(run, &subject, audience).await,
        Read::Helpers(subject) => list(run, &subject, show::helper_lines).await,
        Read::Promises(subject) => {
            list(run, &subject, |r, _, now| show::promise_lines(r, now)).await
        }
        Read::Inquiries(subject) => {
            let both = |r: &Register, now| {
                [show::inquiry_lines(r, true, now), show::inquiry_lines(r, false, now)].concat()
            };
            list(run, &subject, |r, _, now| both(r, now)).await
        }
        Read::Plans(subject) => list(run, &subject, |r, _, _| show::plan_lines(r)).await,
        Read::Report(report) => {
            if library::report_named(run, &report).await? {
                return Ok(());
            }
            let source = Source::read(run, report.named.as_deref()).await?;
            let source = source.cut_at(report.as_of.as_deref())?;
            paper::write(run, &source, &report)?;
            source.end()
        }
        Read::Tail { named, after } => super::tail::tail(run, named.as_deref(), after).await,
        Read::Replay { subject, hide_title } => replay(run, &subject, hide_title).await,
    }
}

/// Prints what can be said to an audience now; when it promises the next word stands on stderr.
async fn propose(run: &Run, subject: &Subject, audience: Audience) -> Result<(), Trouble> {
    let source = of(run, subject).await?;
    let templates = crate::wording::load(&run.paths)?;
    let own = templates.of(audience);
    let made = draft::draft(&source.register()?, source.label, audience, source.now, own);
    let made = made.map_err(|bad| Trouble::Usage(bad.to_string()))?;
    if run.globals.json {
        out::json(&Proposed { audience, text: &made.text, minutes: made.minutes })?;
    } else {
        out::line(Shown::of(&made.text).as_str())?;
    }
    if let Some(minutes) = made.minutes {
        out::note(&format!("it promises the next word: warroom update --minutes {minutes}"));
    }
    source.end()
}

/// What `draft --json` prints.
#[derive(Serialize)]
struct Proposed<'a> {
    audience: Audience,
    text: &'a str,
    minutes: Option<u16>,
}

/// Prints one of the lists; as JSON the whole register, which has them all under their names.
async fn list(
    run: &Run,
    subject: &Subject,
    lines: impl FnOnce(&Register, &[Handle], At) -> Vec<Shown>,
) -> Result<(), Trouble> {
    if run.globals.json {
        return Box::pin(read(run, Read::Show(subject.clone()))).await;
    }
    let source = of(run, subject).await?;
    let register = source.register()?;
    let lines = lines(&register, &source.here, source.now);
    if lines.is_empty() {
        out::note("nothing to list");
    }
    for line in lines {
        out::line(line.as_str())?;
    }
    source.end()
}

async fn of(run: &Run, subject: &Subject) -> Result<Source, Trouble> {
    Source::read(run, subject.named.as_deref()).await?.cut_at(subject.as_of.as_deref())
}

/// With a terminal the walkthrough; without one every step in a line.
async fn replay(run: &Run, subject: &Subject, title_hidden: bool) -> Result<(), Trouble> {
    let source = Source::read(run, subject.named.as_deref()).await?;
    let moment = subject.as_of.as_deref();
    let (terminal, stdin) = (std::io::stdout().is_terminal(), std::io::stdin().is_terminal());
    if !terminal || !stdin || run.globals.json {
        let mut source = source.cut_at(moment)?;
        if title_hidden {
            drop(hide_title(&mut source.recording.records));
        }
        let register = source.register()?;
        lines(run, &register, Seq(0))?;
        return source.end();
    }
    // The moment is where the walk begins, not where the journal ends.
    let (place, as_of) = moment.map_or(Ok((Seq(1), None)), |moment| source.place_at(moment))?;
    let Source { recording, label, damaged, .. } = source;
    let walk = WalkStart { place, as_of, title_hidden, from_lobby: false };
    let (paths, config) = (run.paths.clone(), run.config.clone());
    let me = run.handle().ok();
    let start = ReplayStart { recording, me, incident: label, walk, paths, config };
    let exit = crate::run::replay(start).await;
    exit.map(drop).map_err(|e| super::room::of_screen(&e))?;
    // The screen has covered what was said before.
    damaged.map_or(Ok(()), |why| Err(Trouble::Usage(why)))
}

/// One line of the timeline as JSON.
#[derive(Serialize)]
struct Line<'a> {
    seq: Seq,
    at: At,
    seen_at: Option<At>,
    by: Handle,
    kind: &'static str,
    text: &'a str,
}

/// Prints the timeline behind a place.
pub(super) fn lines(run: &Run, register: &Register, after: Seq) -> Result<Reader, Trouble> {
    let mut place = after.next();
    let mut day = register.row(after).map(|row| row.at.day());
    let reader = run.handle().ok();
    while let Some(row) = register.row(place) {
        if register.is_kept_from(place, reader) {
            place = place.next();
            continue;
        }
        // Lines have the clock alone: another day is told where it begins.
        let begins = day.replace(row.at.day()).is_some_and(|day| day != row.at.day());
        if begins && !run.globals.json {
            out::line(&format!("{} UTC", row.at.date()))?;
        }
        let reader = if run.globals.json {
            let (at, seen_at, by) = (row.at, row.seen.map(|s| s.at), row.by);
            let text = register.sentence(place);
            out::json(&Line {
                seq: place,
                at,
                seen_at,
                by,
                kind: row.what.kind(),
                text: text.raw(),
            })?
        } else {
            out::line(&signs(&run.config).spell(show::tail_line(register, place).as_str()))?
        };
        if reader == Reader::Gone {
            return Ok(reader);
        }
        place = place.next();
    }
    Ok(Reader::There)
}
