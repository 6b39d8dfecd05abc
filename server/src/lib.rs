//! What keeps the record of an incident and tells it: rooms, journals, sockets.
//!
//! ```text
//! http -> socket -> seat -> room -> journal      never back
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | `server`, `options` | a server from start to stop, and what it is started with |
//! | `accept`, `tls` | the door: connections, deadlines, certificates |
//! | `http` | routes: health, and the way to the socket |
//! | `socket` | frames in and out; how a connection ends |
//! | `seat` | a place in a journal: what to send next |
//! | `rooms` | the directory of rooms |
//! | `room` | the only writer of an incident's journal |
//! | `journal` | lines by place: in memory, in SQLite |
//! | `adopt` | an incident that comes from a copy, before a server serves it |
//! | `doors` | who is kept out of an incident, and what writes there without a seat |
//! | `consult` | the library of its own journal, as its members ask it |
//! | `health` | what the server cannot do just now, told to everybody |
//! | `library` | an index over recordings and reports, to search and to count |
//! | `clock`, `chance` | the one clock; the bytes that nobody chose |
//! | `log`, `pace` | the log; how often something may be done |
//! | `space` | room on disk for what peers bring |
//!
//! Known limits: one node a journal; the library of a server is of its own journal.

pub mod accept;
pub mod adopt;
mod chance;
mod clock;
mod consult;
mod doors;
mod health;
mod http;
pub mod journal;
pub mod library;
pub mod log;
mod options;
mod pace;
mod papers;
mod pulse;
mod room;
mod rooms;
mod seat;
mod server;
mod socket;
mod space;
#[cfg(test)]
mod tests;
pub mod tls;

pub use chance::Chance;
pub use clock::Clock;
pub use options::{Erased, Keep, Limits, Options, Policies};
pub use server::{HostError, Server, StartError, start, start_on};
