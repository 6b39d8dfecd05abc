//! Proof of "nothing lost, nobody in": each promise under the faults that could break it.
//!
//! A proof comes with a control that must fail where it could be blind. What was tried how often
//! stands in ARCHITECTURE.md, in a table made by the tests themselves (`table`).

mod away;
mod chance;
mod corpus;
mod disk;
mod door;
mod faults;
mod flips;
mod forged;
mod frames;
mod history;
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
mod recordings;
mod rescue;
mod restore;
mod seat;
mod secrets;
mod served;
mod table;
#[path = "../fuzz/targets.rs"]
mod targets;
mod written;
