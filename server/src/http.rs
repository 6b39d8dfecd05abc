//! HTTP: how the server is, the way to its socket, and words by a plain request (`said`).
//!
//! A page in a browser has no business here: whatever has an `Origin` is refused, and a plain door
//! answers only to its own names (`names`). It reads no body but such words.

mod names;
mod said;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Serialize;
use std::sync::Arc;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use warroom_register::protocol::{Lack, SOCKET_PATH, SUBPROTOCOL};

use crate::accept::{Io, Overdue, Peer, Stranger, Stream, household};
use crate::seat::{House, Visitor};
use crate::socket;

pub(crate) use names::Names;

/// What the routes need.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    pub(crate) house: Arc<House>,
    pub(crate) tasks: TaskTracker,
    pub(crate) started: Instant,
    /// The server stops.
    pub(crate) stop: CancellationToken,
}

/// The routes of the room's port; a plain one has names.
pub(crate) fn router(front: Front, plain: Option<Names>) -> Router {
    let routes = Router::new().route("/health", get(health)).route(SOCKET_PATH, get(open));
    let routes = routes.route("/in/text", post(said::text));
    let routes = routes.with_state(front);
    match plain {
        Some(names) => routes.layer(from_fn_with_state(names, names::by_name)),
        None => routes,
    }
}

/// What anybody is told.
#[derive(Debug, Serialize)]
struct Health {
    ok: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    own: Option<Inside>,
}

/// What this machine's own programs are told besides: how much goes on here is nobody else's business.
#[derive(Debug, Serialize)]
struct Inside {
    version: &'static str,
    rooms: usize,
    seats: usize,
    uptime_seconds: u64,
    /// What it cannot do just now, since when and why.
    lacks: Vec<Lack>,
}

/// 200 where all is well, 503 where something is lacking: the disk takes nothing, nobody new comes
/// in, or words that were taken out still stand there.
async fn health(
    State(front): State<Front>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> (StatusCode, Json<Health>) {
    let house = &front.house;
    let lacks = house.rooms.health().lacking().lacks.clone();
    let ok = lacks.is_empty();
    let status = if ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // What comes by a proxy comes from here as well, and asks by another name.
    let own = (peer.loopback && names::is_own(&headers)).then(|| Inside {
        version: env!("CARGO_PKG_VERSION"),
        rooms: house.rooms.count(),
        seats: house.limits.seats.saturating_sub(house.free.available_permits()),
        uptime_seconds: front.started.elapsed().as_secs(),
        lacks,
    });
    (status, Json(Health { ok, own }))
}

/// Takes a websocket's handshake and lets the socket take over.
async fn open(State(front): State<Front>, mut request: Request) -> Response {
    let key = match check(request.headers()) {
        Ok(key) => key,
        Err((status, why)) => return (status, why).into_response(),
    };
    let extensions = request.extensions_mut();
    let (Some(peer), Some(stranger)) =
        (extensions.remove::<Peer>(), extensions.remove::<Stranger>())
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (loopback, address) = (peer.loopback, household(peer.address.ip()));
    let visitor = Visitor { stranger, loopback, address };
    let taken = taken_over(request, visitor.stranger.clone());
    front.tasks.spawn(socket::serve(taken, front.house, visitor));
    switching(&key)
}

/// The connection itself, with what was read of it beyond the head.
async fn taken_over(request: Request, stranger: Stranger) -> Option<(Stream, Vec<u8>)> {
    let upgraded = match stranger.within(hyper::upgrade::on(request)).await {
        Ok(Ok(upgraded)) => upgraded,
        Ok(Err(error)) => {
            tracing::debug!(%error, "no socket took over");
            return None;
        }
        Err(Overdue) => return None,
    };
    match upgraded.downcast::<Io>() {
        Ok(parts) => Some((parts.io.into_inner(), parts.read_buf.to_vec())),
        Err(_other) => {
            tracing::error!("an upgraded connection is not of this door");
            None
        }
    }
}

/// The key to answer with, or why this is no way in.
fn check(headers: &HeaderMap) -> Result<HeaderValue, (StatusCode, &'static str)> {
    if headers.contains_key(header::ORIGIN) {
        return Err((StatusCode::FORBIDDEN, "no page may come in here\n"));
    }
    let says = |name: HeaderName, word: &str| {
        let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|it| it.trim().eq_ignore_ascii_case(word))
    };
    if !says(header::CONNECTION, "upgrade") || !says(header::UPGRADE, "websocket") {
        return Err((StatusCode::UPGRADE_REQUIRED, "this is the way for warroom join\n"));
    }
    if !says(header::SEC_WEBSOCKET_VERSION, "13")
        || !says(header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL)
    {
        return Err((StatusCode::BAD_REQUEST, "this server speaks warroom.v1 and nothing else\n"));
    }
    let key = headers.get(header::SEC_WEBSOCKET_KEY).cloned();
    key.ok_or((StatusCode::BAD_REQUEST, "the handshake has no key\n"))
}

fn switching(key: &HeaderValue) -> Response {
    let accept = derive_accept_key(key.as_bytes());
    let headers = [
        (header::CONNECTION, "Upgrade"),
        (header::UPGRADE, "websocket"),
        (header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL),
        (header::SEC_WEBSOCKET_ACCEPT, accept.as_str()),
    ];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}
