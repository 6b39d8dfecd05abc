//! Keeping the record clean and the room closed: words taken out, people put out and let in.
//!
//! Each reads first what the room knows, so that it asks for what can be done and says what it
//! cannot reach.

use clap::{Subcommand, ValueEnum};
use serde::Serialize;
use warroom_register::words::Scope;
use warroom_register::{At, Command, EntryId, Handle, Invite, Register, Seq, Text, What, rights};

use super::seat::Run;
use super::source::Source;
use super::write::Words;
use super::{act, guests, shot, text};
use crate::memory::Joined;
use crate::out;
use crate::trouble::Trouble;

/// What no redaction reaches.
const OUT_OF_REACH: &str = "out of reach are exports and reports made before, a history of git, backups, what quotes \
                            the words in the outbox of a machine that keeps no copy of the record, what is \
                            open in an editor until it ends, what editors keep in folders of their own, parts of \
                            them said again in other words, what stands in terminals' scrollback and in the \
                            memory of open screens, screenshots, and disk blocks that were freed and not \
                            used again. If it was a secret, change it now";

/// Keeping the record clean and the room closed.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Keep {
    /// Take the words of a record out, for good and everywhere; who does not lead asks the lead to
    #[command(after_help = "Example: warroom redact 14 a password was pasted")]
    Redact {
        /// Which record
        entry: EntryId,
        #[command(flatten)]
        why: Words,
    },
    /// Put somebody out: they are out at once, and their machines are refused from then on
    #[command(after_help = "Example: warroom remove mallory nobody here knows them")]
    Remove {
        /// Who
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        who: Handle,
        #[command(flatten)]
        why: Words,
    },
    /// Let in a machine that waits at the door, or somebody who was put out
    #[command(
        after_help = "Example: warroom admit ben\n         warroom admit 31\n         warroom admit ben --server"
    )]
    Admit {
        /// Who, or the record of their knock
        #[arg(value_name = "HANDLE|ID")]
        who: String,
        /// They do not come in
        #[arg(long)]
        no: bool,
        /// At the server itself: the handle is another machine's there, and this one is theirs too
        #[arg(long, conflicts_with = "no")]
        server: bool,
    },
    /// Say whether an invite is enough to come in, or the lead lets people in one by one
    #[command(after_help = "Example: warroom door one-by-one")]
    Door {
        /// How
        how: How,
    },
}

/// How people come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum How {
    /// An invite is enough
    ByInvite,
    /// The lead lets in each
    OneByOne,
}

/// Does what was typed.
pub(crate) async fn keep(run: &Run, keep: Keep) -> Result<(), Trouble> {
    if let Keep::Admit { who, server: true, .. } = &keep {
        let who = Handle::new(who).map_err(Trouble::Usage)?;
        return guests::admit_to_server(run, who).await;
    }
    let joined = run.joined()?;
    match keep {
        Keep::Redact { entry, why } => redact(run, &joined, entry, &why).await,
        Keep::Remove { who, why } => {
            let why = words(&why)?;
            ask(run, &joined, Command::Remove { who, why }).await
        }
        Keep::Admit { who, no, server: _ } => admit(run, &joined, &who, no).await,
        Keep::Door { how } => {
            let one_by_one = how == How::OneByOne;
            ask(run, &joined, Command::SetDoor { one_by_one }).await
        }
    }
}

async fn ask(run: &Run, joined: &Joined, command: Command) -> Result<(), Trouble> {
    let seq = shot::ask(run, joined, command).await?;
    shot::print(run, joined, seq)
}

fn words(why: &Words) -> Result<Text, Trouble> {
    Ok(text::words(act::Wanted::Reason(&why.text))?.text.as_str().into())
}

/// What the room knows now.
async fn known(run: &Run, joined: &Joined) -> Result<Register, Trouble> {
    let unsent = |why: Trouble| match why {
        Trouble::Unreachable(why) => Trouble::Unreachable(format!(
            "nothing was done, and nothing waits to be: {why}. Run it again once it is reached"
        )),
        other => other,
    };
    let source = Source::incident(run, joined).await.map_err(unsent)?;
    source.not_reached().map_or_else(|| source.register(), |why| Err(unsent(why)))
}

async fn redact(run: &Run, joined: &Joined, entry: EntryId, why: &Words) -> Result<(), Trouble> {
    let why = words(why)?;
    let register = known(run, joined).await?;
    let leads = rights::leads(&register, joined.handle);
    let asked = register.redactions_asked().get(&entry).copied();
    let others = wordings(&register, entry);
    if !leads {
        ask(run, joined, Command::AskRedaction { entry, why }).await?;
        let lead = register.lead().map_or_else(|| "whoever leads next".into(), |l| l.to_string());
        out::note(&format!("{lead} was asked to take the words of {entry} out"));
        return Ok(());
    }
    ask(run, joined, Command::Redact { entry, why, asked }).await?;
    out::note(&format!(
        "the words of {entry} go from the server and from every copy that is reached within seconds, \
         and from the others when they come back; the record says which have done it"
    ));
    if !others.is_empty() {
        out::note(&format!(
            "{entry} has other wordings, which stand: {}. Take those out as well if they say it too",
            others.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ));
    }
    out::note(OUT_OF_REACH);
    Ok(())
}

/// The other records that hold words of this entry: it, and each amendment of it.
fn wordings(register: &Register, entry: EntryId) -> Vec<Seq> {
    let root = match register.what(entry) {
        Some(What::Amended(root)) => root,
        Some(_) | None => entry,
    };
    let amends = |what: What| what == What::Amended(root);
    let all = register.places().filter(|(seq, row)| *seq == root || amends(row.what));
    let taken = |seq: Seq| register.redaction(seq).is_some();
    all.map(|(seq, _)| seq).filter(|seq| *seq != entry && !taken(*seq)).collect()
}

async fn admit(run: &Run, joined: &Joined, who: &str, no: bool) -> Result<(), Trouble> {
    let register = known(run, joined).await?;
    let knock = if let Ok(seq) = who.parse::<Seq>() {
        register.knocks().get(&seq).map(|knock| (Some(seq), knock.who))
    } else {
        let handle = Handle::new(who).map_err(Trouble::Usage)?;
        let found = register.waiting_at_door().find(|(_, knock)| knock.who == handle);
        Some((found.map(|(seq, _)| seq), handle))
    };
    let Some((knock, who)) = knock else {
        return Err(Trouble::Refused(format!(
            "{who} is no knock at the door: {}",
            at_door(&register)
        )));
    };
    match (no, knock) {
        (false, knock) => ask(run, joined, Command::Admit { who, knock }).await,
        (true, Some(knock)) => {
            ask(run, joined, Command::TurnAway { knock, why: Text::default() }).await
        }
        (true, None) => Err(Trouble::Refused(format!(
            "{who} does not wait at the door: {}",
            at_door(&register)
        ))),
    }
}

fn at_door(register: &Register) -> String {
    let all: Vec<_> =
        register.waiting_at_door().map(|(seq, knock)| format!("{} ({seq})", knock.who)).collect();
    if all.is_empty() {
        "nobody waits there".into()
    } else {
        format!("{} wait there", all.join(", "))
    }
}

/// An invite in the list.
#[derive(Serialize)]
struct Listed {
    id: Seq,
    name: String,
    scope: Scope,
    state: &'static str,
    until: At,
    uses_left: u32,
    by: Handle,
}

/// A token to write, in a list.
#[derive(Serialize)]
struct ListedToken {
    id: Seq,
    name: String,
    /// What became of it.
    token: &'static str,
    until: At,
    by: Handle,
}

/// Prints the invites and tokens of an incident, and who waits at its door.
pub(crate) async fn list_invites(run: &Run) -> Result<(), Trouble> {
    let joined = run.joined()?;
    let source = Source::incident(run, &joined).await?;
    let register = source.register()?;
    for (id, invite) in register.invites() {
        let (name, state) = (invite.name.to_string(), invite.state(source.now));
        let Invite { scope, until, uses_left, by, .. } = *invite;
        let listed = Listed { id: *id, name, scope, state, until, uses_left, by };
        if run.globals.json {
            out::json(&listed)?;
        } else {
            out::line(&line(&listed))?;
        }
    }
    for (id, token) in register.tokens() {
        let listed = ListedToken {
            id: *id,
            name: token.name.to_string(),
            token: token.state(source.now),
            until: token.until,
            by: token.by,
        };
        if run.globals.json {
            out::json(&listed)?;
        } else {
            let ListedToken { id, name, token, until, by } = listed;
            out::line(&format!(
                "{:6} {token:8} a token, until {until}  {name}  by {by}",
                id.to_string()
            ))?;
        }
    }
    if register.invites().is_empty() {
        out::note("no invite was made: warroom invite");
    }
    if register.waiting_at_door().next().is_some() {
        out::note(&at_door(&register));
    }
    source.end()
}

fn line(it: &Listed) -> String {
    let (id, scope, uses) = (it.id.to_string(), it.scope.to_string(), it.uses_left);
    let until = it.until.to_string();
    format!(
        "{id:6} {:8} {scope:8} {uses:4} left  until {until}  {}  by {}",
        it.state, it.name, it.by
    )
}
