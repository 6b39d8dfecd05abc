//! What is asked of a server rather than of an incident: to open one, to list them, to let others in.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use warroom_register::library::Paper;
use warroom_register::limits::PING_SECONDS;
use warroom_register::protocol::{
    Asked, ClientMessage, Consult, Consulted, Door, SeatEnd, ServerMessage, Summary,
};
use warroom_register::{Command, CommandId, Handle, IncidentId, Label, Seq};

use super::seat::{Place, Run};
use crate::link::dial::{NoSeat, Pinned, Road, Welcome, call};
use crate::trouble::{Trouble, as_told};

/// An answer is waited for so long, in seconds.
const ANSWER_SECONDS_MAX: u64 = 15;
/// The library of a server may have to be made anew first: it is waited for so long, in seconds.
const LIBRARY_SECONDS_MAX: u64 = 180;
/// A connection that breaks before the answer is made anew so often: what is asked is done once.
const TRIES_MAX: u32 = 3;

/// A report goes in parts of so many bytes: escaped once more, each still fits a frame.
const PART_BYTES: usize = 24 * 1024;

type Socket = WebSocketStream<<Pinned as Road>::Stream>;

/// Opens an incident.
pub(crate) async fn open(
    run: &Run,
    place: &Place,
    handle: Handle,
    command: Command,
) -> Result<(Label, IncidentId, Welcome), Trouble> {
    let asked = asked(command);
    let id = asked.id;
    let made = |message: &ServerMessage| match message {
        ServerMessage::Made { command, incident, id: made } if *command == id => {
            Some(Ok((*incident, *made)))
        }
        other => refused(other, id),
    };
    let ((label, incident), welcome) =
        ask(run, place, handle, &[ClientMessage::Open(asked)], made).await?;
    Ok((label, incident, welcome))
}

/// Asks one thing of the server itself.
pub(crate) async fn record(
    run: &Run,
    place: &Place,
    handle: Handle,
    command: Command,
) -> Result<(Seq, Welcome), Trouble> {
    let asked = asked(command);
    let id = asked.id;
    let done = |message: &ServerMessage| match message {
        ServerMessage::Already { command, seq } if *command == id => Some(Ok(*seq)),
        other => refused(other, id),
    };
    ask(run, place, handle, &[ClientMessage::Ask(asked)], done).await
}

/// The incidents of a server.
pub(crate) async fn list(
    run: &Run,
    place: &Place,
    handle: Handle,
) -> Result<Vec<Summary>, Trouble> {
    let listed = |message: &ServerMessage| match message {
        ServerMessage::Lobby { incidents } => Some(Ok(incidents.clone())),
        _ => None,
    };
    ask(run, place, handle, &[], listed).await.map(|(incidents, _)| incidents)
}

/// Asks the library of a server.
pub(crate) async fn consult(
    run: &Run,
    place: &Place,
    handle: Handle,
    what: Consult,
) -> Result<Consulted, Trouble> {
    let consulted = |message: &ServerMessage| match message {
        ServerMessage::Consulted(Consulted::Unable { why }) => {
            Some(Err(Trouble::Refused(as_told(why))))
        }
        ServerMessage::Consulted(answer) => Some(Ok(answer.clone())),
        _ => None,
    };
    let question = ClientMessage::Consult(what);
    ask(run, place, handle, &[question], consulted).await.map(|(answer, _)| answer)
}

/// Gives somebody else's report to the library of a server; its number there, and whether it was
/// there already.
pub(crate) async fn give(
    run: &Run,
    place: &Place,
    handle: Handle,
    paper: &Paper,
) -> Result<(u32, bool), Trouble> {
    let json = serde_json::to_string(paper).map_err(Trouble::failed)?;
    let mut parts: Vec<ClientMessage> = Vec::new();
    let mut rest = json.as_str();
    while !rest.is_empty() {
        let whole = |at: &usize| rest.is_char_boundary(*at);
        let end = (0..=PART_BYTES.min(rest.len())).rev().find(whole).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        rest = behind;
        let more = !rest.is_empty();
        parts.push(ClientMessage::Consult(Consult::TakeIn { part: part.to_owned(), more }));
    }
    let taken = |message: &ServerMessage| match message {
        ServerMessage::Consulted(Consulted::TakenIn { number, known }) => {
            Some(Ok((*number, *known)))
        }
        ServerMessage::Consulted(Consulted::Unable { why }) => {
            Some(Err(Trouble::Refused(as_told(why))))
        }
        _ => None,
    };
    ask(run, place, handle, &parts, taken).await.map(|(answer, _)| answer)
}

fn asked(command: Command) -> Asked {
    Asked::new(CommandId(uuid::Uuid::now_v7()), command)
}

fn refused<T>(message: &ServerMessage, id: CommandId) -> Option<Result<T, Trouble>> {
    match message {
        ServerMessage::Refused { command, why } if *command == id => {
            Some(Err(Trouble::Refused(as_told(why))))
        }
        _ => None,
    }
}

/// Takes a seat in the lobby, asks, perhaps in parts, and waits for the message that answers.
async fn ask<T>(
    run: &Run,
    place: &Place,
    handle: Handle,
    question: &[ClientMessage],
    answers: impl Fn(&ServerMessage) -> Option<Result<T, Trouble>>,
) -> Result<(T, Welcome), Trouble> {
    let caller = run.caller(handle, place.pin, Door::Key { incident: None }, false);
    let road = Pinned::new(place.pin)?;
    let mut tries = 0;
    loop {
        let (mut socket, welcome) = call(&road, &place.addresses, &caller, (Seq(0), None)).await?;
        tries += 1;
        let limit = Duration::from_secs(match question.first() {
            Some(ClientMessage::Consult(_)) => LIBRARY_SECONDS_MAX,
            _ => ANSWER_SECONDS_MAX,
        });
        match timeout(limit, exchange(&mut socket, question, &answers)).await {
            Ok(Some(answer)) => {
                // The answer is here; the server notices by itself that this was all.
                drop(socket.close(None).await);
                return answer.map(|answer| (answer, welcome));
            }
            Ok(None) if tries < TRIES_MAX => {}
            Ok(None) | Err(_) => {
                let why = "the server broke off before it answered: try again";
                return Err(NoSeat::Unreached(why.into()).into());
            }
        }
    }
}

/// None: the connection broke first.
async fn exchange<T>(
    socket: &mut Socket,
    question: &[ClientMessage],
    answers: impl Fn(&ServerMessage) -> Option<Result<T, Trouble>>,
) -> Option<Result<T, Trouble>> {
    for part in question {
        socket.send(Message::text(part.frame())).await.ok()?;
    }
    let ping = Duration::from_secs(PING_SECONDS);
    loop {
        let Ok(came) = timeout(ping, socket.next()).await else {
            socket.send(Message::Ping(Vec::new().into())).await.ok()?;
            continue;
        };
        let text = match came?.ok()? {
            Message::Text(text) => text,
            Message::Close(Some(end)) if u16::from(end.code) == SeatEnd::Malformed.code() => {
                let why = "that server is of an earlier version and does not know this question";
                return Some(Err(Trouble::Refused(why.into())));
            }
            _ => continue,
        };
        let message = serde_json::from_str::<ServerMessage>(&text).ok();
        if let Some(answer) = message.as_ref().and_then(&answers) {
            return Some(answer);
        }
    }
}
