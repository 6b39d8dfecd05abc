//! `warroom review`: the meeting on a screen, its deeds one by one, and the invitation to it.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use warroom_register::report::{Form, Names, Options, render};
use warroom_register::words::Mode;
use warroom_register::{At, Handle, Shown, when};

use super::args::Globals;
use super::door::by_name;
use super::edit::Edited;
use super::review::ReviewStep;
use super::seat::Run;
use super::source::Source;
use super::write::Write;
use super::{edit, ending, file, pick, room, shot};
use crate::app::guide::Guide;
use crate::guide;
use crate::host::library;
use crate::invitation::Invitation;
use crate::memory::Joined;
use crate::trouble::{Trouble, shown};
use crate::which::Which;
use crate::{clock, out};

/// What is typed behind `warroom review`.
#[derive(Args, Clone, Debug)]
#[command(subcommand_precedence_over_arg = true)]
pub(crate) struct Review {
    /// The closed incident, by its server's name for it; without one that which this machine joined
    #[arg(value_name = "INC")]
    named: Option<Which>,
    /// Show the title from the third step on only: it may give the outcome away
    #[arg(long)]
    hide_title: bool,
    #[command(subcommand)]
    deed: Option<Deed>,
}

/// What is done without the screen.
#[derive(Clone, Debug, Subcommand)]
enum Deed {
    /// Write the invitation as a calendar file, for who answers for the service and all in the record
    #[command(
        after_help = "Example: warroom review invite -o review.ics --preread draft.html\n         \
                      warroom review invite INC-42 --at 2026-11-25T10:00\n\n\
                      Who is invited by which address, where and by when, stands in review.toml."
    )]
    Invite(Invite),
    #[command(flatten)]
    Step(ReviewStep),
}

#[derive(Args, Clone, Debug)]
struct Invite {
    /// An incident, or a recording; without one the closed one that this machine has joined
    #[arg(value_name = "INC|FILE")]
    named: Option<String>,
    /// When it begins, UTC; without it on the last working day that is in time
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<At>,
    /// Into this file, rather than to the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the draft of the report beside it, as a page to be read before
    #[arg(long, value_name = "FILE")]
    preread: Option<PathBuf>,
    /// Replace the files if they are there
    #[arg(long)]
    force: bool,
}

/// `2026-11-25T10:00`, or with a blank between; also any other time to come.
fn moment(typed: &str) -> Result<At, String> {
    let text = typed.trim().replace(' ', "T");
    let minute = At::parse(&format!("{text}:00.000Z"));
    // Its end must have a year of four digits, too.
    let last = At::parse("9999-01-01T00:00:00.000Z");
    minute
        .or_else(|| At::parse(&text))
        .or_else(|| when::ahead(typed, clock::now()).ok())
        .filter(|at| last.is_none_or(|last| *at < last))
        .ok_or_else(|| {
            format!("{} is no time: write 2026-11-25T10:00 or 25 Nov 10:00", Shown::line(&text, 40))
        })
}

/// Does what was typed.
pub(crate) async fn review(globals: Globals, review: Review) -> Result<(), Trouble> {
    let mut run = Run::new(globals)?;
    if review.deed.is_some() {
        if review.hide_title {
            let why = "--hide-title is of the meeting's screen: warroom review INC --hide-title";
            return Err(Trouble::Usage(why.into()));
        }
        run.globals.incident = review.named.or(run.globals.incident);
    }
    match review.deed {
        Some(Deed::Step(mut step)) => {
            if let ReviewStep::Open { agenda: agenda @ None, .. } = &mut step {
                *agenda = Some(guide::load(&run.paths)?.agenda);
            }
            // Whatever is learnt of it meanwhile: it may be closed, and this machine not know it yet.
            let meant = run.globals.incident.or(closed_one(&run)?);
            run.globals.incident = Some(match meant {
                Some(which) => which,
                None => Which::Id(run.joined()?.id),
            });
            or_only_kept(&run, run.joined())?;
            let edited = in_editor(&run, &mut step).await?;
            let taken = step.take_up_words()?;
            let names = names(&run, &step).await;
            hint(&run, &step, &names);
            let write = Write::Review { step };
            let done = match taken {
                Some(words) => shot::write_taken(&run, run.joined()?, write, words).await,
                None => shot::write(&run, write).await,
            };
            match edited {
                Some(edited) => edited.done(done),
                None => done,
            }
        }
        Some(Deed::Invite(invite)) => {
            run.globals.incident = run.globals.incident.or(closed_one(&run)?);
            invite_all(&run, &invite).await
        }
        None => {
            let guide = Guide { title_hidden: review.hide_title, ..guide::load(&run.paths)? };
            if !room::has_terminal() {
                return Err(Trouble::Usage(NO_SCREEN.into()));
            }
            run.globals.incident = match review.named {
                Some(which) => Some(which),
                None => run.globals.incident.or(closed_one(&run)?),
            };
            let joined = joined(&run).await?;
            room::enter_review(&run, joined, guide).await
        }
    }
}

/// Said where the meeting cannot be shown.
const NO_SCREEN: &str = "a review is held on a screen and needs a terminal: run it in one. Each of its deeds has its \
                         command for any shell (warroom review --help)";

/// A part of the report that was given no words is written in an editor, from its words of before.
async fn in_editor(run: &Run, step: &mut ReviewStep) -> Result<Option<Edited>, Trouble> {
    let ReviewStep::Section { section, words } = step else { return Ok(None) };
    if !words.text.is_empty() || !edit::can_edit() {
        return Ok(None);
    }
    let joined = run.joined()?;
    let register = Source::read(run, None).await.and_then(|source| source.register());
    let before = match &register {
        Ok(register) => register.learning().sections.get(section).map(|prose| prose.text.raw()),
        Err(why) => {
            out::note(&format!("its words of before cannot be read: {why}"));
            None
        }
    };
    let sheet = run.paths.draft_file(joined.id).with_file_name(format!("{}-{section}", joined.id));
    let go_on = format!("warroom review section {section} <");
    let edited = edit::edited(&sheet, before.unwrap_or_default(), &go_on)?;
    words.text = vec![edited.words.clone()];
    Ok(Some(edited))
}

/// What is closed is not meant elsewhere; here it is, where there is but one and nothing is open.
fn closed_one(run: &Run) -> Result<Option<Which>, Trouble> {
    let memory = run.memory()?;
    if memory.joined.iter().any(|joined| joined.open) {
        return Ok(None);
    }
    let mut closed = memory.joined.iter().map(|joined| joined.id);
    let first = closed.next();
    Ok(first.filter(|first| closed.all(|other| other == *first)).map(Which::Id))
}

/// The incident that is meant, joined now if it was not.
async fn joined(run: &Run) -> Result<Joined, Trouble> {
    let joined = match run.globals.incident {
        Some(Which::Label(label)) => by_name(run, label, None).await,
        _ => pick::incident(&run.memory()?, &run.globals),
    };
    or_only_kept(run, joined)
}

/// A meeting is held in a room. An incident that is here as a recording alone has none, which says more
/// than that nobody joined it.
fn or_only_kept(run: &Run, joined: Result<Joined, Trouble>) -> Result<Joined, Trouble> {
    let (why, which) = match (joined, run.globals.incident) {
        (Err(why), Some(which)) => (why, which),
        (joined, _) => return joined,
    };
    let items = library::open(&run.paths)?.items()?;
    let kept = super::library::named(&items, which)?;
    let Some(facts) = kept.and_then(|item| item.facts.as_ref()) else { return Err(why) };
    let typed_in = if facts.mode == Mode::Past {
        ". What its review found is typed in with it: lines of review in warroom import --past; what it \
         recommended is answered by warroom actions accept, decline or done"
    } else {
        ""
    };
    Err(Trouble::Refused(format!(
        "{which} is here as a recording, and in the room of no server that this machine knows: no \
         meeting can be held over it here. warroom replay {which} goes through it, warroom report \
         {which} tells it{typed_in}"
    )))
}

/// Who is in the record: in a narrative a role says more than a name. Where it cannot be read nobody is
/// known, and whoever sends the words is told why.
async fn names(run: &Run, step: &ReviewStep) -> Vec<Handle> {
    // Who makes something happen is a name on purpose.
    if step.told().is_empty() || matches!(step, ReviewStep::Recommend { .. }) {
        return Vec::new();
    }
    let register = Source::read(run, None).await.and_then(|source| source.register());
    register.map_or_else(|_why| Vec::new(), |it| it.responders().keys().copied().collect())
}

/// Words for which there are better ones are told, all of them, and sent all the same.
fn hint(run: &Run, step: &ReviewStep, names: &[Handle]) {
    let words = step.told();
    if words.is_empty() {
        return;
    }
    let (guide, trouble) = guide::as_far_as_good(&run.paths);
    if let Some(trouble) = trouble {
        out::note(&trouble);
    }
    for found in guide.hints(&words, names) {
        out::note(&format!("a hint, no more: {}", found.sentence()));
    }
}

async fn invite_all(run: &Run, invite: &Invite) -> Result<(), Trouble> {
    let (guide, inviting) = (guide::load(&run.paths)?, guide::inviting(&run.paths)?);
    let source = Source::read(run, invite.named.as_deref()).await?;
    let register = source.register()?;
    let invitation = Invitation {
        register: &register,
        id: source.recording.header.id,
        label: source.label,
        agenda: register.learning().review().map_or(guide.agenda, |review| review.agenda),
        inviting: &inviting,
        now: clock::now(),
    };
    let start = invite.at.unwrap_or_else(|| invitation.usual_start());
    let told = [invitation.is_of_another_year(start), invitation.is_late(start)];
    told.iter().flatten().for_each(|words| out::note(words));
    let unreached: Vec<String> = invitation.unreached().iter().map(ToString::to_string).collect();
    if !unreached.is_empty() {
        out::note(&format!(
            "no address is known of {}: [invite.people] in review.toml",
            unreached.join(", ")
        ));
    }
    if let Some(path) = &invite.preread {
        ending::form(Some(path), None, &[("html", ()), ("htm", ())], "")?;
        let options = Options { label: source.label, names: Names::Roles };
        let page = render(&source.recording, &options, Form::Html, None);
        let page = page.map_err(|why| Trouble::Usage(why.to_string()))?;
        file::write(path, page.as_bytes(), invite.force)?;
        out::note(&format!("wrote {}", shown(path)));
    }
    let ics = invitation.ics(start);
    let Some(path) = &invite.output else { return out::data(ics.as_bytes()).map(drop) };
    file::write(path, ics.as_bytes(), invite.force)?;
    out::note(&format!("wrote {}", shown(path)));
    source.end()
}
