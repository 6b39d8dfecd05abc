//! What may stand in the tree, as `.deny.toml` says it: licences, bans and sources. cargo-deny reads
//! the same file in `tests/run --long`; this needs nothing but cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

/// All crates that are built here, those of tests too: name, version and where from, licence.
fn packages() -> BTreeSet<(String, String, String)> {
    let what = ["tree", "--locked", "--workspace", "--all-features", "--prefix", "none"];
    let ran = Command::new(env!("CARGO"))
        .args(what)
        .args(["--edges", "normal,build,dev", "--format", "{p}|{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let tree = String::from_utf8(ran.stdout).unwrap();
    let line = |line: &str| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
        let (name, rest) = package.split_once(' ')?;
        Some((name.to_owned(), rest.replace(" (proc-macro)", ""), licence.to_owned()))
    };
    let found: BTreeSet<_> = tree.lines().filter_map(line).collect();
    assert!(found.len() > 150, "the tree was not read");
    found
}

fn rules() -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(".deny.toml");
    fs::read_to_string(file).unwrap().parse().unwrap()
}

/// Whether a licence expression can be met with what is allowed. `OR` binds weaker than `AND`.
fn is_met(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    any_of(&words, allowed)
}

fn any_of(words: &[&str], allowed: &BTreeSet<&str>) -> bool {
    parts(words, "OR").into_iter().any(|words| all_of(words, allowed))
}

fn all_of(words: &[&str], allowed: &BTreeSet<&str>) -> bool {
    parts(words, "AND").into_iter().all(|words| match words {
        ["(", inside @ .., ")"] => any_of(inside, allowed),
        [name] | [name, "WITH", _] => allowed.contains(name),
        _ => false,
    })
}

/// The parts between a word, outside brackets.
fn parts<'w, 'a>(words: &'w [&'a str], between: &str) -> Vec<&'w [&'a str]> {
    let mut depth = 0;
    words
        .split(|word| {
            depth += i32::from(*word == "(") - i32::from(*word == ")");
            depth == 0 && *word == between
        })
        .collect()
}

#[test]
fn licences_are_read_as_they_are_meant() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "ISC"]);
    for yes in ["MIT", "GPL-3.0 OR MIT", "Apache-2.0 AND ISC", "MIT/GPL-2.0", "(MIT OR X) AND ISC"]
    {
        assert!(is_met(yes, &allowed), "{yes}");
    }
    for no in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT AND X) OR Y", "", "(X OR Y) AND MIT"] {
        assert!(!is_met(no, &allowed), "{no}");
    }
    assert!(is_met("Apache-2.0 WITH LLVM-exception", &allowed));
}

#[test]
fn only_crates_that_may_stand_in_the_tree_do() {
    let rules = rules();
    let words = |list: &'_ toml::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let allowed = words(&rules["licenses"]["allow"]);
    let exceptions = rules["licenses"]["exceptions"].as_array().unwrap();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, from, licence) in packages() {
        if from.contains('(') {
            let own = name.starts_with("warroom") && from.contains("(/");
            assert!(own, "{name} comes from elsewhere than the registry: {from}");
            continue;
        }
        let own = exceptions.iter().find(|it| it["crate"].as_str() == Some(&name));
        let own = own.map(|it| words(&it["allow"])).unwrap_or_default();
        let allowed = allowed.iter().chain(&own).map(String::as_str).collect();
        assert!(is_met(&licence, &allowed), "{name} is under {licence:?}");
        versions.entry(name).or_default().insert(from);
    }
    for ban in rules["bans"]["deny"].as_array().unwrap() {
        let (name, why) = (ban["crate"].as_str().unwrap(), ban["reason"].as_str().unwrap());
        let most = usize::from(ban.get("deny-multiple-versions").is_some());
        let found = versions.get(name).map_or(0, BTreeSet::len);
        assert!(found <= most, "{name} stands {found} times in the tree: {why}");
    }
}
