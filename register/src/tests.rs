//! What must hold of the register as a whole: scripts in, printed registers and refusals out.

mod course;
mod decisions;
mod entries;
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
mod tampering;
mod values;
mod work;
