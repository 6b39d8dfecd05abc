//! By which name a plain door was asked for.
//!
//! A page in a browser can have its own name point at any address (DNS rebinding), and then it speaks
//! with what answers there as with its own server. So a plain door answers only to a name of its own,
//! or to a bare address, which no page can take for its own. Under TLS the pinned key says who is
//! meant, and no name is looked at.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header, uri::Authority};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// The names of a plain door.
#[derive(Clone, Debug)]
pub(crate) struct Names(Arc<[String]>);

impl Names {
    /// The hosts of these addresses, `HOST:PORT`, and this machine's own.
    pub(crate) fn of(addresses: &[String]) -> Self {
        let hosts = addresses.iter().filter_map(|address| host(address));
        Self(hosts.chain(["localhost".to_owned()]).collect())
    }

    /// Whether this is the name of this door, or a bare address.
    fn hold(&self, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(header::HOST).into_iter();
        let (Some(name), None) = (named.next(), named.next()) else { return false };
        let Some(host) = name.to_str().ok().and_then(host) else { return false };
        host.parse::<IpAddr>().is_ok() || self.0.iter().any(|own| own.eq_ignore_ascii_case(&host))
    }
}

/// The host of `HOST:PORT` or `HOST`, without the brackets of an IPv6 address.
fn host(address: &str) -> Option<String> {
    let authority: Authority = address.parse().ok()?;
    Some(authority.host().trim_matches(['[', ']']).to_owned())
}

/// Whether a program of this machine asks by a name that only such a program has for it.
pub(super) fn is_own(headers: &HeaderMap) -> bool {
    let named = headers.get(header::HOST).and_then(|name| name.to_str().ok()).and_then(host);
    named.is_some_and(|host| {
        let near = host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        near || host.eq_ignore_ascii_case("localhost")
    })
}

/// Answers only who asked for this door by its name.
pub(crate) async fn by_name(State(names): State<Names>, request: Request, next: Next) -> Response {
    if names.hold(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "this server does not go by that name\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(hosts: &[&str]) -> bool {
        let addresses = ["war.example:7443".to_owned(), "[2001:db8::7]:7443".to_owned()];
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        Names::of(&addresses).hold(&headers)
    }

    #[test]
    fn a_plain_door_goes_by_its_own_names_and_bare_addresses() {
        for own in ["war.example", "WAR.example:80", "localhost:7443", "10.0.0.7:1", "[::1]:9"] {
            assert!(holds(&[own]), "{own}");
        }
        for other in ["evil.example", "war.example.evil.example", "", "a b", "10.0.0.7.nip.io:7443"]
        {
            assert!(!holds(&[other]), "{other}");
        }
        assert!(!holds(&[]), "nobody is meant");
        assert!(!holds(&["localhost", "evil.example"]), "two names are none");
    }
}
