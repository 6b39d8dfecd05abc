//! Proof of "nothing lost, nobody in": each promise under the faults that could break it.
//!
//! A proof comes with a control that must fail where it could be blind. What was tried how often
//! stands in ARCHITECTURE.md, in a table made by the tests themselves (`table`).

mod altered;
mod aside;
mod away;
mod brings;
pub(crate) mod chance;
pub(crate) mod corpus;
mod costs;
mod disk;
mod door;
mod erased;
mod faults;
mod flips;
mod forged;
mod frames;
mod history;
mod hostile;
mod ill;
mod journal;
mod kept;
mod kills;
mod mutated;
mod network;
mod peers;
#[path = "../../src/link/pin.rs"]
#[expect(dead_code, reason = "only how the program itself pins a server is needed here")]
mod pin;
mod power;
mod put_back;
mod recordings;
mod refusals;
mod rescue;
mod restore;
mod seat;
mod secrets;
mod served;
mod table;
mod tampered;
#[path = "../fuzz/targets.rs"]
mod targets;
mod weather;
mod written;
