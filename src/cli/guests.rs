//! Letting others in, and which incidents there are.

use clap::Args;
use serde::Serialize;
use warroom_register::protocol::Summary;
use warroom_register::words::Scope;
use warroom_register::{
    At, Command, EntryId, Handle, IncidentId, InviteLink, Label, ReviewDue, Seq, Shown,
};

use super::door::invite_of;
use super::seat::{Place, Run};
use super::{args, lobby, shot};
use crate::machine::random;
use crate::memory::Joined;
use crate::out;
use crate::trouble::Trouble;

/// An invite.
#[derive(Args, Clone, Debug)]
pub(crate) struct Invite {
    /// What it allows
    #[arg(long, value_parser = args::scope(), default_value = "respond")]
    scope: Scope,
    /// For how long: 30m, 8h, 7d
    #[arg(long = "for", value_name = "TIME", value_parser = args::duration, default_value = "8h")]
    seconds: u64,
    /// How many may come by it
    #[arg(long, value_name = "N", default_value_t = 50)]
    uses: u32,
    /// What it is called in lists
    #[arg(long, value_name = "NAME", default_value = "invite")]
    name: String,
    /// To the server itself: it takes up the keys of those who come
    #[arg(long)]
    server: bool,
    /// List the invites of the incident, with what became of them, and make none
    #[arg(long, conflicts_with_all = ["server", "name", "uses"])]
    list: bool,
}

/// What `invite --json` prints.
#[derive(Serialize)]
struct Invited {
    invite: String,
    id: Seq,
    scope: Scope,
    incident: Option<Label>,
}

/// Makes an invite and prints its line.
pub(crate) async fn invite(run: &Run, invite: Invite) -> Result<(), Trouble> {
    if invite.list {
        return super::keep::list_invites(run).await;
    }
    let Invite { scope, seconds, uses, name, server, list: _ } = invite;
    let token = random()?;
    let command = invite_of(&name, scope, seconds, uses, token)?;
    let (link, id) = if server {
        let place = server_place(run).await?;
        let (id, welcome) = lobby::record(run, &place, run.handle()?, command).await?;
        let addresses =
            if welcome.addresses.is_empty() { place.addresses } else { welcome.addresses };
        (InviteLink { addresses, incident: None, token, pin: Some(place.pin) }, id)
    } else {
        let joined = run.joined()?;
        let id = shot::ask(run, &joined, command).await?;
        // The link has just learnt where its server is reached.
        let newest = run.memory()?.joined.into_iter().find(|j| j.id == joined.id);
        let newest = Joined { token: Some(token), ..newest.unwrap_or(joined) };
        let link = newest.invite();
        (link.ok_or_else(|| Trouble::Refused("no invite was made".into()))?, id)
    };
    if run.globals.json {
        let (invite, incident) = (link.to_string(), link.incident);
        out::json(&Invited { invite, id, scope, incident })?;
    } else {
        out::line(&link.to_string())?;
    }
    out::note(&format!(
        "{id}: whoever has this line {}. warroom revoke {} closes it",
        scope.meaning(),
        id.0
    ));
    Ok(())
}

/// Closes the door that an invite opened.
pub(crate) async fn revoke(run: &Run, invite: EntryId, server: bool) -> Result<(), Trouble> {
    let command = Command::Revoke { invite };
    if server {
        let place = server_place(run).await?;
        let (seq, _) = lobby::record(run, &place, run.handle()?, command).await?;
        return out::line(&seq.to_string()).map(drop);
    }
    let joined = run.joined()?;
    let seq = shot::ask(run, &joined, command).await?;
    shot::print(run, &joined, seq)
}

/// Lets in a machine that knocked at the server under a handle which is another's there.
pub(crate) async fn admit_to_server(run: &Run, who: Handle) -> Result<(), Trouble> {
    let place = server_place(run).await?;
    let command = Command::Admit { who, knock: None };
    let (seq, _) = lobby::record(run, &place, run.handle()?, command).await?;
    out::line(&seq.to_string())?;
    out::note(&format!("{who} speaks from that machine too: it comes in when it tries again"));
    Ok(())
}

async fn server_place(run: &Run) -> Result<Place, Trouble> {
    run.place().await?.ok_or_else(|| {
        Trouble::Usage("no server knows this machine: warroom join with an invite to one".into())
    })
}

/// An incident in the list.
#[derive(Serialize)]
struct Listed {
    incident: Label,
    title: String,
    severity: Option<String>,
    phase: Option<String>,
    lead: Option<String>,
    opened_at: Option<At>,
    here: Option<u32>,
    joined_as: Vec<String>,
    /// Who calls the review, and by when, once that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<ReviewDue>,
}

/// Prints the incidents of the server that is meant, and those that this machine has joined.
pub(crate) async fn list(run: &Run) -> Result<(), Trouble> {
    let memory = run.memory()?;
    let (served, trouble) = match served(run).await {
        Ok(served) => (served, None),
        Err(why) => (Vec::new(), Some(why)),
    };
    let mut all: Vec<Listed> = served.iter().map(|it| listed(it, &memory.joined)).collect();
    let mut told: Vec<IncidentId> = served.iter().map(|it| it.id).collect();
    for joined in memory.joined.iter().rev() {
        if !told.contains(&joined.id) {
            told.push(joined.id);
            all.push(remembered(joined, &memory.joined));
        }
    }
    for it in &all {
        if run.globals.json {
            out::json(it)?;
        } else {
            out::line(&line(it))?;
        }
    }
    if all.is_empty() && trouble.is_none() {
        out::note("no incident is known here: warroom open, or warroom join with an invite");
    }
    trouble.map_or(Ok(()), Err)
}

async fn served(run: &Run) -> Result<Vec<Summary>, Trouble> {
    match run.place().await? {
        Some(place) => lobby::list(run, &place, run.handle()?).await,
        None => Ok(Vec::new()),
    }
}

fn listed(it: &Summary, joined: &[Joined]) -> Listed {
    let mine = joined.iter().filter(|j| j.id == it.id);
    Listed {
        incident: it.incident,
        title: it.title.to_string(),
        severity: Some(it.severity.to_string()),
        phase: Some(it.phase.to_string()),
        lead: it.lead.map(|lead| lead.to_string()),
        opened_at: Some(it.opened_at),
        here: Some(it.here),
        joined_as: mine.map(|j| j.handle.to_string()).collect(),
        review: it.review.clone(),
    }
}

fn remembered(joined: &Joined, all: &[Joined]) -> Listed {
    let mine = all.iter().filter(|j| j.id == joined.id);
    Listed {
        incident: joined.incident,
        title: joined.title.as_ref().map(ToString::to_string).unwrap_or_default(),
        severity: None,
        phase: (!joined.open).then(|| "closed".to_owned()),
        lead: None,
        opened_at: None,
        here: None,
        joined_as: mine.map(|j| j.handle.to_string()).collect(),
        review: None,
    }
}

fn line(it: &Listed) -> String {
    let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "-".into());
    let lead = it.lead.as_deref().unwrap_or("nobody");
    let here = it.here.map_or(String::new(), |here| format!("  {here} here"));
    let mine = if it.joined_as.is_empty() {
        String::new()
    } else {
        format!("  you: {}", it.joined_as.join(", "))
    };
    let lead = if it.here.is_some() { format!("  {lead} leads") } else { String::new() };
    let review = it.review.as_ref().map_or_else(String::new, |review| {
        let who = review.who.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        let until = review.until.map_or_else(String::new, |until| format!(" by {}", until.date()));
        format!("  review: {who}{until}")
    });
    format!(
        "{:8} {:2} {:13} {}{lead}{here}{mine}{review}",
        it.incident.to_string(),
        word(&it.severity),
        word(&it.phase),
        Shown::line(&it.title, 60)
    )
}
