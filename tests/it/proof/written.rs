//! The table of proofs in ARCHITECTURE.md: made of the rows, and of what the proofs reported.

use std::fs;
use std::path::{Path, PathBuf};

use super::table::{PROOFS, Proof, reports};

const BEGIN: &str = "<!-- proofs -->\n";
const END: &str = "<!-- /proofs -->";
const HEAD: &str = "| promise | what is done | tries | what came of it |\n|---|---|---|---|\n";
/// What stands where a proof has not been run yet.
const UNKNOWN: &str = "not yet run";

fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")
}

/// All but what came of it.
fn said(row: &Proof) -> String {
    let Proof { promise, fault, tries, long, .. } = row;
    let long = if *long { " (`--long`)" } else { "" };
    format!("| {promise} | {fault}{long} | {tries} |")
}

fn between(text: &str) -> &str {
    let (_, rest) = text.split_once(BEGIN).unwrap();
    rest.split_once(END).unwrap().0
}

/// What came of it according to its report; else what the page says already.
fn result(row: &Proof, before: &str) -> String {
    let report = fs::read_to_string(reports().join(row.name));
    let reported = report.ok().and_then(|text| text.lines().nth(1).map(str::to_owned));
    reported.unwrap_or_else(|| {
        let line = before.lines().find(|line| line.starts_with(&said(row)));
        let known = line.and_then(|line| line.strip_prefix(&said(row)));
        known.map_or(UNKNOWN, |rest| rest.trim_matches(['|', ' '])).to_owned()
    })
}

#[test]
fn the_table_of_promises_is_as_the_proofs_say() {
    let text = fs::read_to_string(page()).unwrap();
    let rows = between(&text).strip_prefix(HEAD).unwrap();
    let shown: Vec<_> = rows.lines().map(|line| line.rsplitn(3, '|').nth(2).unwrap()).collect();
    let wanted: Vec<_> = PROOFS.iter().map(said).collect();
    let wanted: Vec<_> = wanted.iter().map(|row| row.trim_end_matches('|')).collect();
    assert_eq!(
        shown, wanted,
        "after the proofs have run: cargo test --test it -- --ignored writes_the_table"
    );
    assert!(!rows.contains(UNKNOWN), "not all that stands in the table was run:\n{rows}");
}

#[test]
#[ignore = "no test: tests/run has it write the table at its end"]
fn writes_the_table() {
    let text = fs::read_to_string(page()).unwrap();
    let before = between(&text);
    let rows: Vec<_> =
        PROOFS.iter().map(|row| format!("{} {} |\n", said(row), result(row, before))).collect();
    let after = format!("{HEAD}{}", rows.concat());
    if after != before {
        let old = format!("{BEGIN}{before}{END}");
        fs::write(page(), text.replace(&old, &format!("{BEGIN}{after}{END}"))).unwrap();
    }
}
