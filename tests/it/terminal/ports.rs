//! The ports of servers of tests: none of them lives at the usual one, and one that is down finds its own again.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::OnceLock;

use tokio::net::TcpSocket;

use super::Machine;

/// Where every server would like best to be.
const USUAL: u16 = 7443;

/// Holds the usual port for as long as this process lives: a server that got it would lose it to whoever
/// begins next, as soon as it is down for a moment. Several runs of these tests hold it beside each other.
/// Another program that has it does as well; then it is not tried again, or this would be who takes it.
pub(super) fn hold_usual_port() {
    static HELD: OnceLock<Option<TcpSocket>> = OnceLock::new();
    HELD.get_or_init(|| hold(USUAL));
}

/// Holds a port, beside others who do so, and lets no server have it.
fn hold(port: u16) -> Option<TcpSocket> {
    let held = TcpSocket::new_v4().unwrap();
    held.set_reuseport(true).unwrap();
    held.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).ok()?;
    Some(held)
}

/// Keeps the port of a server that is down from the other tests until it is back: a port that is
/// bound and does not listen answers nobody, is given to nobody else, and lets its server in again.
/// None if it is back already.
pub(crate) fn keep_port(machine: &Machine) -> Option<TcpSocket> {
    let held = TcpSocket::new_v4().unwrap();
    held.set_reuseaddr(true).unwrap();
    held.bind(listens(machine).parse().unwrap()).ok()?;
    Some(held)
}

/// Where the server of this machine listens, or did last, as it wrote it down.
pub(crate) fn listens(machine: &Machine) -> String {
    let door = fs::read_to_string(machine.home().join("data/server/door.json")).unwrap();
    let door: serde_json::Value = serde_json::from_str(&door).unwrap();
    door["address"].as_str().unwrap().to_owned()
}

/// Whether a server would get this port: it takes one at once that was its own a moment ago.
fn is_free(port: u16) -> bool {
    let server = TcpSocket::new_v4().unwrap();
    server.set_reuseaddr(true).unwrap();
    server.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).is_ok()
}

#[test]
fn a_port_is_held_by_several_at_once_and_no_server_gets_it_before_the_last_is_gone() {
    let first = hold(0).unwrap();
    let port = first.local_addr().unwrap().port();
    let second = hold(port).unwrap();
    assert!(!is_free(port));
    drop(first);
    assert!(!is_free(port), "the second one holds it still");
    drop(second);
    assert!(is_free(port));
}
