//! Two servers side by side: the same plan run on each in turn, in pairs, in changing order.
//!
//! Each run has a fresh server process and an empty folder, so nothing is carried over.

use std::time::Duration;

use super::plan::{Load, Plan, Report};
use super::roles::{Order, Server, folder, generate};
use super::wire::Trouble;

/// Handshakes under way at a time: as many as a real door lets wait.
const JOINS_AT_ONCE: usize = 64;
/// Enough for 1,000 seats on two cores, and it leaves the server the other.
const RECEIVER_THREADS: usize = 1;

/// What is run on both.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    pub(crate) seats: u32,
    pub(crate) tls: bool,
    pub(crate) load: Load,
    /// Seats beside those that read nothing.
    pub(crate) deaf: u32,
    /// Entries that stand in the room before the seats come.
    pub(crate) history: u64,
    pub(crate) warm: Duration,
    pub(crate) measured: Duration,
}

/// A course and the server that it is run on.
pub(crate) type Side<'a> = (&'a Course, &'a str);

/// Both reports of each pair: ours, the reference.
pub(crate) fn pairs(
    [ours, reference]: [Side<'_>; 2],
    count: usize,
) -> Result<Vec<[Report; 2]>, Trouble> {
    let mut pairs = Vec::with_capacity(count);
    for pair in 0..count {
        // Whoever runs second could find a warmer machine.
        pairs.push(if pair.is_multiple_of(2) {
            let first = run(ours)?;
            [first, run(reference)?]
        } else {
            let first = run(reference)?;
            [run(ours)?, first]
        });
    }
    Ok(pairs)
}

/// One server, one generator, from start to end.
pub(crate) fn run((course, name): Side<'_>) -> Result<Report, Trouble> {
    let folder = folder()?;
    let order = Order { data: folder.path().to_owned(), tls: course.tls };
    let server = Server::start(name, &order)?;
    let mut plan = plan(course, &server);
    if course.history > 0 {
        plan.first_entry = generate(name, &plan.history(course.history))?.entries_sent;
    }
    generate(name, &plan)
}

fn plan(course: &Course, server: &Server) -> Plan {
    Plan {
        address: server.ready.address,
        tls: course.tls,
        given: server.ready.given.clone(),
        server_pid: server.pid(),
        seats: course.seats,
        deaf: course.deaf,
        joins_at_once: JOINS_AT_ONCE,
        receiver_threads: RECEIVER_THREADS,
        first_entry: 0,
        entries_max: None,
        load: course.load,
        warm: course.warm,
        measured: course.measured,
    }
}
