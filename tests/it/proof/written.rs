//! The table of proofs in ARCHITECTURE.md: made of the rows, and of what proofs and controls reported.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::table::controls::{CONTROLS, WITHOUT};
use super::table::{Control, PROOFS, Proof, reports, root};

const BEGIN: &str = "<!-- proofs -->\n";
const END: &str = "<!-- /proofs -->";
const HEAD: &str = "| promise | what is done | tries | what came of it | control: what is broken \
                    (tries), and what came of that |\n|---|---|---|---|---|\n";
/// What stands where a proof has not been run yet.
const UNKNOWN: &str = "not yet run";
/// How many promises there are.
const PROMISES: u8 = 16;

fn page() -> PathBuf {
    root().join("ARCHITECTURE.md")
}

/// All but what came of it.
fn said(row: &Proof) -> String {
    let promises: Vec<_> = row.promises.iter().map(ToString::to_string).collect();
    format!("| {} | {} | {} |", promises.join(", "), row.fault, row.tries)
}

/// The same of a control.
fn broken(row: &Control) -> String {
    format!("{} ({}): ", row.what, row.tries)
}

fn controls(of: &Proof) -> impl Iterator<Item = &'static Control> {
    CONTROLS.iter().filter(|control| control.of.contains(&of.name))
}

fn without(of: &Proof) -> Option<&'static str> {
    WITHOUT.iter().find(|(name, _)| *name == of.name).map(|(_, why)| *why)
}

fn between(text: &str) -> &str {
    let (_, rest) = text.split_once(BEGIN).unwrap();
    rest.split_once(END).unwrap().0
}

/// What came of it according to its report; else what the page says behind these words already.
fn result(name: &str, behind: &str, before: &str) -> String {
    let report = fs::read_to_string(reports().join(name));
    let reported = report.ok().and_then(|text| text.lines().nth(1).map(str::to_owned));
    reported.unwrap_or_else(|| {
        let known = before.split_once(behind).and_then(|(_, rest)| rest.split(['|', ';']).next());
        known.map_or(UNKNOWN, str::trim).to_owned()
    })
}

/// A row as the reports have it; `before` is the page's row of it.
fn line(row: &Proof, before: &str) -> String {
    let said = said(row);
    let before = before.lines().find(|line| line.starts_with(&said)).unwrap_or_default();
    let came = result(row.name, &said, before);
    let broken = |it: &Control| format!("{}{}", broken(it), result(it.name, &broken(it), before));
    let seen: Vec<_> = controls(row).map(broken).collect();
    let seen =
        if seen.is_empty() { format!("none: {}", without(row).unwrap()) } else { seen.join("; ") };
    format!("{said} {came} | {seen} |\n")
}

/// The promises whose numbers a test carries: `promise_1_...` or `promises_3_4_5_...`.
fn carried(test: &str) -> BTreeSet<u8> {
    let rest = test.strip_prefix("promises_").or_else(|| test.strip_prefix("promise_"));
    let words = rest.into_iter().flat_map(|rest| rest.split('_'));
    words.map_while(|word| word.parse().ok()).collect()
}

/// The names of all tests of the tree.
fn tests() -> BTreeSet<String> {
    let mut folders =
        ["src", "server/src", "register/src", "tests/it"].map(|it| root().join(it)).to_vec();
    let mut all = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(path).unwrap();
                let names = text.split("fn ").skip(1).filter_map(|rest| rest.split('(').next());
                all.extend(names.filter(|it| it.starts_with("promise")).map(str::to_owned));
            }
        }
    }
    all
}

#[test]
fn every_promise_has_a_proof_by_its_name_and_a_control_that_fails() {
    let tests = tests();
    let (mut proven, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for row in PROOFS {
        assert!(tests.contains(row.test), "{}: there is no {}", row.name, row.test);
        let carried = carried(row.test);
        let ours = carried.iter().all(|promise| row.promises.contains(promise));
        assert!(!carried.is_empty() && ours, "{} carries {carried:?}", row.test);
        proven.extend(row.promises);
        match (controls(row).count(), without(row)) {
            (0, None) => panic!("{} has no control, and nobody says why", row.name),
            (0, Some(why)) => assert!(why.len() > 30, "{}: {why}", row.name),
            (_, Some(_)) => panic!("{} has a control after all", row.name),
            (_, None) => seen.extend(row.promises),
        }
    }
    let all: BTreeSet<u8> = (1..=PROMISES).collect();
    assert_eq!(proven, all.iter().collect(), "promises that are proven");
    assert_eq!(seen, all.iter().collect(), "promises with a control that fails");
    // A promise is carried by a test's name, not by a row alone.
    let by_name: BTreeSet<u8> = tests.iter().flat_map(|test| carried(test)).collect();
    assert!(by_name.is_superset(&all), "no test carries {:?}", all.difference(&by_name));
    let names: BTreeSet<_> = PROOFS.iter().map(|row| row.name).collect();
    let stray = |name: &&&str| !names.contains(*name);
    let of: Vec<_> = CONTROLS.iter().flat_map(|control| control.of).filter(stray).collect();
    assert_eq!(of, Vec::<&&str>::new(), "controls of nothing");
    let mut reported: Vec<_> = names.into_iter().chain(CONTROLS.iter().map(|it| it.name)).collect();
    reported.sort_unstable();
    assert!(reported.windows(2).all(|pair| pair[0] != pair[1]), "one name, one report");
}

#[test]
fn the_table_of_promises_is_as_the_proofs_say() {
    let text = fs::read_to_string(page()).unwrap();
    let rows = between(&text).strip_prefix(HEAD).unwrap();
    // Both with what came of it left out, since this may be a run of a few tests only.
    let mut lines = rows.lines();
    for row in PROOFS {
        let line = lines.next().unwrap_or_default();
        let whole = line.starts_with(&said(row))
            && controls(row).all(|control| line.contains(&broken(control)))
            && without(row).is_none_or(|why| line.contains(why));
        assert!(
            whole,
            "after the proofs have run: cargo test --test it -- --ignored writes_the_table\n{line}"
        );
    }
    assert_eq!(lines.next(), None);
    assert!(!rows.contains(UNKNOWN), "not all that stands in the table was run:\n{rows}");
}

#[test]
#[ignore = "no test: tests/run has it write the table at its end"]
fn writes_the_table() {
    let text = fs::read_to_string(page()).unwrap();
    let before = between(&text);
    let rows: Vec<_> = PROOFS.iter().map(|row| line(row, before)).collect();
    let after = format!("{HEAD}{}", rows.concat());
    if after != before {
        let old = format!("{BEGIN}{before}{END}");
        fs::write(page(), text.replace(&old, &format!("{BEGIN}{after}{END}"))).unwrap();
    }
}
