//! The table of promises: what was done to the room, how often, what came of it, and what came of the
//! same over something that is broken on purpose.
//!
//! Each proof has a row (`rows`) and reports at its end, once all it claims was asserted; so has each
//! control (`controls`). The reports lie under `target/proof`; `tests/run` makes the table in
//! ARCHITECTURE.md of rows and reports.

#[path = "controls.rs"]
pub(crate) mod controls;
#[path = "rows.rs"]
mod rows;

use std::fs;
use std::path::{Path, PathBuf};

use controls::CONTROLS;
pub(crate) use rows::PROOFS;

/// One proof: which promises, what is done, how often.
pub(crate) struct Proof {
    /// What it reports as.
    pub(crate) name: &'static str,
    /// The promises, by their numbers.
    pub(crate) promises: &'static [u8],
    /// The test, which carries the number of one of them.
    pub(crate) test: &'static str,
    /// What is done.
    pub(crate) fault: &'static str,
    /// How often, at the least.
    pub(crate) tries: usize,
}

/// The same as a proof does, over something that is broken on purpose: it must fail, or the proof is
/// blind.
pub(crate) struct Control {
    /// What it reports as.
    pub(crate) name: &'static str,
    /// The proofs that it shows to see.
    pub(crate) of: &'static [&'static str],
    /// What is broken, or done otherwise.
    pub(crate) what: &'static str,
    /// How often, at the least.
    pub(crate) tries: usize,
}

/// The folder of the project, from whichever of its crates this is compiled in.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|it| it.join("tests/it").exists()).unwrap()
}

/// Where the reports lie.
pub(crate) fn reports() -> PathBuf {
    root().join("target/proof")
}

/// Writes down what was measured, for whoever wants the figure.
pub(crate) fn figure(name: &str, what: &str) {
    fs::create_dir_all(reports()).unwrap();
    fs::write(reports().join(format!("figure-{name}")), format!("{what}\n")).unwrap();
}

/// Reports that a proof held: so many tries, and what came of them. A proof that is not in the
/// table, or that tried less than the table says, is none.
pub(crate) fn proof(name: &str, tries: usize, result: &str) {
    let row = PROOFS.iter().find(|row| row.name == name).unwrap();
    report(name, (tries, row.tries), result);
}

/// Reports that a control failed as it must: in so many of its tries, and what that was.
pub(crate) fn control(name: &str, failed: usize, tries: usize, result: &str) {
    let row = CONTROLS.iter().find(|row| row.name == name).unwrap();
    assert!(failed > 0, "{name} did not fail");
    figure(&format!("control-{name}"), &format!("failed in {failed} of {tries}"));
    report(name, (tries, row.tries), result);
}

fn report(name: &str, (tries, wanted): (usize, usize), result: &str) {
    assert!(tries >= wanted, "{name} was tried {tries} times only");
    // The table is read back by these.
    assert!(!result.contains(['|', ';']), "{result}");
    fs::create_dir_all(reports()).unwrap();
    let draft = reports().join(format!("{name}.{}", std::process::id()));
    fs::write(&draft, format!("{tries}\n{result}\n")).unwrap();
    fs::rename(draft, reports().join(name)).unwrap();
}
