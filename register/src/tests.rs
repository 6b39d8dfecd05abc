//! What must hold of the register as a whole: scripts in, printed registers and refusals out.

mod at_once;
mod course;
mod decisions;
mod entries;
mod handed_back;
pub(crate) mod hostile;
mod lead;
mod limits;
mod people;
mod properties;
mod recordings;
mod redaction;
mod review;
mod rights;
mod room;
mod runs;
mod sample;
pub(crate) mod script;
mod signs;
#[path = "../../tests/it/proof/table.rs"]
#[expect(dead_code, reason = "the proofs of tests/it use all of it")]
#[expect(
    clippy::disallowed_methods,
    reason = "a proof reports into a file; the register does no I/O"
)]
mod table;
mod tagged;
mod tampering;
mod values;
mod work;
