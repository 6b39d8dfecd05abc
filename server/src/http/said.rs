//! Words by a plain request: `curl` from a host that has no warroom, with somebody's token.
//!
//! What comes is recorded in the name of whoever made the token, by their rights, and is durable
//! before it is answered. The connection is a stranger's: it holds one of their slots, and has their
//! deadline up to the last byte of the body; one connection brings one text. A token is looked at only
//! by its hash and stands in no log.

mod beyond;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use percent_encoding::percent_decode_str;
use std::net::IpAddr;
use tokio::time::Instant;
use warroom_register::limits::{REQUEST_KEY_BYTES_MAX, TEXT_BYTES_MAX, TEXTS_PER_MINUTE_MAX};
use warroom_register::protocol::Asked;
use warroom_register::words::EntryKind;
use warroom_register::{
    At, CommandId, Handle, Hash, Label, NewEntry, Refusal, Seen, Shown, Token, when,
};

use self::beyond::Source;
use super::Front;
use crate::accept::{Overdue, Peer, Stranger, household};
use crate::pace::TooMany;
use crate::room::RoomHandle;

/// Under which header a request says by what it is known again.
const REQUEST_KEY: &str = "idempotency-key";
/// How much of what was sent is repeated in a sentence, in cells.
const SHOWN_CELLS: usize = 40;

/// Why nothing was recorded: a status, a sentence, and perhaps when to come again.
#[derive(Debug, PartialEq, Eq)]
struct No {
    status: StatusCode,
    why: String,
    after_seconds: Option<u64>,
}

impl No {
    fn of(status: StatusCode, why: impl Into<String>) -> Self {
        Self { status, why: why.into(), after_seconds: None }
    }

    fn later(status: StatusCode, why: impl Into<String>, seconds: u64) -> Self {
        Self { after_seconds: Some(seconds), ..Self::of(status, why) }
    }
}

/// Takes a text: `200` and `#14`, or why not.
pub(super) async fn text(
    State(front): State<Front>,
    Extension(peer): Extension<Peer>,
    Extension(stranger): Extension<Stranger>,
    request: Request,
) -> Response {
    let said = stranger.within(take(&front, household(peer.address.ip()), request)).await;
    let taken = match said {
        Ok(Ok(taken)) => taken,
        Ok(Err(no)) => return refused(&no),
        Err(Overdue) => {
            return refused(&No::of(StatusCode::REQUEST_TIMEOUT, "the text did not come in time"));
        }
    };
    // It is all here: what is left is the journal's, which takes as long as it takes.
    stranger.admitted();
    match taken.room.record_of(taken.author, taken.asked).await {
        Ok(seq) => answer(StatusCode::OK, &seq.to_string(), None),
        Err(refusal) => refused(&of_room(&refusal)),
    }
}

/// A text that is all here, with whose it is and where it goes.
struct Taken {
    room: RoomHandle,
    author: Handle,
    asked: Asked,
}

async fn take(front: &Front, from: IpAddr, request: Request) -> Result<Taken, No> {
    let (head, body) = request.into_parts();
    if head.headers.contains_key(header::CONTENT_ENCODING) {
        let why = "send the text as it is: nothing packed is unpacked here";
        return Err(No::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    if head.headers.contains_key(header::ORIGIN) {
        return Err(No::of(StatusCode::FORBIDDEN, "no page may write here"));
    }
    let (house, now) = (&front.house, Instant::now());
    let (label, token) = bearer(&head.headers)?;
    let hash = Hash::of(&token.0);
    let clock = house.clock.now();
    // Whether there is such a room is not told apart.
    let Some((room, author)) = house.rooms.find_of_token(label, hash, clock).await else {
        house.guesses.wrong(from).await;
        let why = "this token opens nothing: it is wrong, ended or closed. warroom token makes one";
        return Err(No::of(StatusCode::UNAUTHORIZED, why));
    };
    if let Err(TooMany { again_seconds, tell_at }) = house.sources.take(hash, now) {
        if let Some(at) = tell_at {
            beyond::tell_at(front, at, Source { label, room, token: hash, author });
        }
        let why = format!(
            "{TEXTS_PER_MINUTE_MAX} texts a minute are the most: nothing of this one was kept. Try \
             again in {again_seconds} s"
        );
        return Err(No::later(StatusCode::TOO_MANY_REQUESTS, why, again_seconds));
    }
    let id = request_id(&head.headers, hash)?;
    let (kind, seen_at) = asked_for(&head.uri, clock)?;
    let words = words(body).await?;
    let command = NewEntry { seen_at, ..NewEntry::of(kind, words) }.write();
    Ok(Taken { room, author, asked: Asked::new(id, command) })
}

/// `Authorization: Bearer INC-42.TOKEN`.
fn bearer(headers: &HeaderMap) -> Result<(Label, Token), No> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let said = said.and_then(|value| value.split_once(' '));
    let said = said.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let parts = said.and_then(|(_, token)| token.trim().split_once('.'));
    let read = |(label, token): (&str, &str)| Some((label.parse().ok()?, token.parse().ok()?));
    parts.and_then(read).ok_or_else(|| {
        let why = "say Authorization: Bearer and your token: warroom token prints the whole line";
        No::of(StatusCode::UNAUTHORIZED, why)
    })
}

/// The id of a request: the same key by the same token is the same request.
fn request_id(headers: &HeaderMap, token: Hash) -> Result<CommandId, No> {
    let Some(key) = headers.get(REQUEST_KEY) else {
        return Ok(CommandId(uuid::Uuid::now_v7()));
    };
    if key.is_empty() || key.len() > REQUEST_KEY_BYTES_MAX {
        let why = format!("an Idempotency-Key has 1 to {REQUEST_KEY_BYTES_MAX} bytes");
        return Err(No::of(StatusCode::UNPROCESSABLE_ENTITY, why));
    }
    let named = [b"warroom in text 1\0".as_slice(), &token.0, key.as_bytes()].concat();
    let Hash(hash) = Hash::of(&named);
    let mut id = [0; 16];
    id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    Ok(CommandId(uuid::Builder::from_custom_bytes(id).into_uuid()))
}

/// `?kind=did&at=14:06`: what it is, and when it happened.
fn asked_for(uri: &Uri, now: At) -> Result<(EntryKind, Option<Seen>), No> {
    let no = |why: String| No::of(StatusCode::UNPROCESSABLE_ENTITY, why);
    let (mut kind, mut seen) = (EntryKind::Observation, None);
    for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decoded(value);
        match name {
            "kind" => kind = of_kind(&value).map_err(no)?,
            "at" => seen = Some(when::parse(&value, now).map_err(no)?),
            other => {
                let other = Shown::line(other, SHOWN_CELLS);
                return Err(no(format!(
                    "{other} is nothing that can be said here: kind and at are"
                )));
            }
        }
    }
    Ok((kind, seen))
}

fn of_kind(word: &str) -> Result<EntryKind, String> {
    Ok(match word {
        "saw" => EntryKind::Observation,
        "did" => EntryKind::Action,
        "fact" => EntryKind::Fact,
        "question" => EntryKind::Question,
        other => {
            let other = Shown::line(other, SHOWN_CELLS);
            return Err(format!("{other} is no kind: saw, did, fact, question are"));
        }
    })
}

/// `%3A` is a colon, and a plus a blank; what is no such thing stands for itself.
fn percent_decoded(value: &str) -> String {
    let plain = value.replace('+', " ");
    percent_decode_str(&plain).decode_utf8_lossy().into_owned()
}

/// The body, whole: the same limits as of any text.
async fn words(body: Body) -> Result<String, No> {
    let long = || {
        let why =
            format!("a text has {TEXT_BYTES_MAX} bytes at the most: keep the part that matters");
        No::of(StatusCode::PAYLOAD_TOO_LARGE, why)
    };
    // A shell ends what it prints with a newline, which is no part of the text.
    let bytes = to_bytes(body, TEXT_BYTES_MAX + 1).await.map_err(|_too_long| long())?;
    let text = String::from_utf8(bytes.to_vec())
        .map_err(|_other| No::of(StatusCode::UNPROCESSABLE_ENTITY, "this is no text in UTF-8"))?;
    let text = text.strip_suffix('\n').map_or(text.as_str(), |text| text.trim_end_matches('\r'));
    if text.len() > TEXT_BYTES_MAX { Err(long()) } else { Ok(text.to_owned()) }
}

/// What the room said no with.
fn of_room(refusal: &Refusal) -> No {
    let status = match refusal {
        Refusal::TooLong { .. } | Refusal::TooManyLines { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::NotJoined | Refusal::Scope { .. } | Refusal::NotLead { .. } => {
            StatusCode::FORBIDDEN
        }
        Refusal::Closed | Refusal::OtherCommand | Refusal::Full | Refusal::FullForTokens => {
            StatusCode::CONFLICT
        }
        // With a key it may be sent again: it is one record whatever became of the first.
        Refusal::Unsettled => StatusCode::GATEWAY_TIMEOUT,
        Refusal::NotRecorded { .. } | Refusal::Newer => {
            return No::later(StatusCode::SERVICE_UNAVAILABLE, refusal.to_string(), RETRY_SECONDS);
        }
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    No::of(status, refusal.to_string())
}

/// After so long a room that recorded nothing may record again.
const RETRY_SECONDS: u64 = 5;

fn refused(no: &No) -> Response {
    answer(no.status, &no.why, no.after_seconds)
}

/// One line of text; the connection ends with it, so that a stranger's slot is free again.
fn answer(status: StatusCode, line: &str, after_seconds: Option<u64>) -> Response {
    let line = format!("{}\n", Shown::of(line));
    let mut response = (status, line).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(seconds) = after_seconds {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
