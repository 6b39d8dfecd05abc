//! Letting others in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Serialize;
use warroom_register::words::Scope;
use warroom_register::{
    Command, EntryId, Handle, Hash, InviteLink, Label, Seq, Title, Token, rights,
};

use super::door::invite_of;
use super::seat::{Place, Run};
use super::source::Source;
use super::{args, lobby, shot};
use crate::machine::random;
use crate::memory::Joined;
use crate::trouble::Trouble;
use crate::{clock, out};

/// An invite.
#[derive(Args, Clone, Debug)]
pub(crate) struct Invite {
    /// What it allows
    #[arg(long, value_parser = allows(), default_value = "respond")]
    scope: Allows,
    /// For how long: 30m, 8h, 7d
    #[arg(long = "for", value_name = "TIME", value_parser = args::duration, default_value = "8h")]
    seconds: u64,
    /// How many may come by it, if not 50
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    uses: Option<u32>,
    /// What it is called in lists
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// To the server itself: it takes up the keys of those who come
    #[arg(long)]
    server: bool,
    /// List the invites of the incident, with what became of them, and make none
    #[arg(long, conflicts_with_all = ["server", "name", "uses"])]
    list: bool,
}

/// How many may come by an invite, unless somebody says otherwise.
const USES: u32 = 50;

/// What an invite allows: to come in with a scope; or, as a token, only to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Allows {
    Come(Scope),
    Record,
}

/// The word for what may only write.
const RECORD: &str = "record";

fn allows() -> impl TypedValueParser<Value = Allows> {
    let scope = |scope: &Scope| PossibleValue::new(scope.name()).help(scope.meaning());
    let record = PossibleValue::new(RECORD).help("may only write, by curl: a token for a bot");
    let all = Scope::ALL.iter().map(scope).chain([record]);
    PossibleValuesParser::new(all).try_map(|text| match text.as_str() {
        RECORD => Ok(Allows::Record),
        scope => scope.parse::<Scope>().map(Allows::Come),
    })
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
    let scope = match scope {
        Allows::Come(scope) => scope,
        Allows::Record if server || uses.is_some() => {
            let why = "who may only write comes by no invite, and into one incident: leave out --server and --uses";
            return Err(Trouble::Usage(why.into()));
        }
        Allows::Record => {
            return make_token(
                run,
                MakeToken { seconds, name: name.unwrap_or_else(|| CURL.into()) },
            )
            .await;
        }
    };
    let token = random()?;
    let (name, uses) = (name.as_deref().unwrap_or("invite"), uses.unwrap_or(USES));
    let command = invite_of(name, scope, seconds, uses, token)?;
    let (link, id) = if server {
        let place = server_place(run).await?;
        let (id, welcome) = lobby::record(run, &place, run.handle()?, command).await?;
        let addresses = if welcome.said.addresses.is_empty() {
            place.addresses
        } else {
            welcome.said.addresses
        };
        (InviteLink { addresses, incident: None, token, pin: Some(place.pin) }, id)
    } else {
        let joined = run.joined()?;
        let id = shot::ask_now(run, &joined, command).await.map_err(not_made)?;
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
    out::note(&lets_in(id, scope, server));
    say_if_near(&link.addresses);
    if scope < Scope::Command && !server {
        say_who_stands_alone(run).await;
    }
    Ok(())
}

/// A line that leads to this machine is of no use on any other, and does not look so.
fn say_if_near(addresses: &[String]) {
    if addresses.iter().all(|address| InviteLink::is_near(address)) {
        out::note(
            "it is good on this machine alone: nobody else comes here before warroom share, and then by \
             a new line",
        );
    }
}

/// Whoever leads learns that nobody could lead on without them. The invite is made by then: that this
/// cannot be looked up now is no reason to fail.
async fn say_who_stands_alone(run: &Run) {
    let Ok(joined) = run.joined() else { return };
    let Ok(source) = Source::incident(run, &joined).await else { return };
    let Ok(register) = source.register() else { return };
    if register.lead() == Some(joined.handle)
        && rights::stands_alone(&register, source.now, |_| true)
    {
        out::note(
            "nobody else may take the lead, should your link be lost: warroom role offer deputy HANDLE \
             names somebody who may",
        );
    }
}

/// What an invite is good for, and what closes it.
fn lets_in(id: Seq, scope: Scope, server: bool) -> String {
    let (may, number) = (scope.meaning(), id.0);
    if server {
        return format!(
            "{id} of the server: whoever has this line is let into every incident of the server and \
             {may} there. warroom revoke {number} --server closes it"
        );
    }
    format!("{id}: whoever has this line {may}. warroom revoke {number} closes it")
}

/// A line that lets nobody in helps nobody: it is not made later.
fn not_made(why: Trouble) -> Trouble {
    match why {
        Trouble::Unreachable(why) => Trouble::Unreachable(format!(
            "nothing was made, and nothing waits: {why}. Say it again once the server answers"
        )),
        other => other,
    }
}

/// What a token is called where nobody says otherwise.
const CURL: &str = "curl";

/// A token.
#[derive(Args, Clone, Debug)]
pub(crate) struct MakeToken {
    /// For how long: 30m, 8h, 7d
    #[arg(long = "for", value_name = "TIME", value_parser = args::duration, default_value = "8h")]
    seconds: u64,
    /// What it is called in lists
    #[arg(long, value_name = "NAME", default_value = CURL)]
    name: String,
}

/// What `token --json` prints.
#[derive(Serialize)]
struct TokenMade {
    curl: String,
    token: String,
    id: Seq,
    incident: Label,
}

/// Makes a token and prints the whole line for curl, which checks the server by its key.
pub(crate) async fn make_token(run: &Run, made: MakeToken) -> Result<(), Trouble> {
    let joined = run.joined()?;
    let token: Token = random()?;
    let name = Title::try_from(made.name).map_err(Trouble::Usage)?;
    let until = clock::now().plus_seconds(i64::try_from(made.seconds).unwrap_or(i64::MAX));
    let command = Command::MakeToken { name, until, token: Hash::of(&token.0) };
    let id = shot::ask_now(run, &joined, command).await.map_err(not_made)?;
    // The link has just learnt where its server is reached.
    let newest = run.memory()?.joined.into_iter().find(|j| j.id == joined.id);
    let joined = newest.unwrap_or(joined);
    let token = format!("{}.{token}", joined.incident);
    let addresses = InviteLink::for_others(&joined.addresses);
    let curl = curl(&addresses, joined.pin, &token);
    let (incident, who) = (joined.incident, joined.handle);
    if run.globals.json {
        out::json(&TokenMade { curl, token, id, incident })?;
    } else {
        out::line(&curl)?;
    }
    out::note(&format!(
        "{id}: whoever has this line writes in {incident} as {who}. warroom revoke {} closes it",
        id.0
    ));
    say_if_near(&addresses);
    Ok(())
}

/// The line for curl: it trusts no authority but the key that the invite names.
fn curl(addresses: &[String], pin: Hash, token: &str) -> String {
    let address = addresses.first().map_or("", String::as_str);
    let (scheme, pin) = if pin == Hash::default() {
        ("http", String::new())
    } else {
        ("https", format!("-k --pinnedpubkey 'sha256//{}' ", STANDARD.encode(pin.0)))
    };
    format!(
        "curl -sS {pin}-H 'Authorization: Bearer {token}' --data-binary @- {scheme}://{address}/in/text"
    )
}

/// Closes the door that an invite or a token opened.
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
