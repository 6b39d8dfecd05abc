//! Rules of this project that a machine can check.

mod docs;

use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES_MAX: usize = 400;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below the source folders, as paths from the root.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> =
        ["register", "server", "src", "tests"].iter().map(|f| root().join(f)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 40, "the sources were not found");
    found
}

fn complain(what: &str, sinners: &[String]) {
    assert!(sinners.is_empty(), "{what}:\n  {}", sinners.join("\n  "));
}

#[test]
fn files_are_short() {
    let long = |p: &PathBuf| {
        let lines = fs::read_to_string(p).unwrap().lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{} has {lines} lines", p.display()))
    };
    complain("files over 400 lines", &sources().iter().filter_map(long).collect::<Vec<_>>());
}

#[test]
fn every_module_says_what_it_is_for() {
    let mute = |p: &PathBuf| {
        let text = fs::read_to_string(p).unwrap();
        let of_tests = p.to_string_lossy().contains("tests");
        (!of_tests && !text.starts_with("//!")).then(|| p.display().to_string())
    };
    complain("modules without a `//!`", &sources().iter().filter_map(mute).collect::<Vec<_>>());
}

#[test]
fn no_file_is_named_mod() {
    let named = |p: &&PathBuf| p.file_name().is_some_and(|n| n == "mod.rs");
    let found: Vec<_> = sources().iter().filter(named).map(|p| p.display().to_string()).collect();
    complain("name.rs beside name/, never name/mod.rs", &found);
}

#[test]
fn server_is_named_in_one_file_of_src() {
    let names = |p: &&PathBuf| {
        let test = p.starts_with(root().join("src/world"))
            || p.ends_with("src/world.rs")
            || p.to_string_lossy().contains("tests");
        p.starts_with(root().join("src"))
            && !test
            && fs::read_to_string(p).unwrap().contains("warroom_server")
    };
    let found: Vec<_> = sources()
        .iter()
        .filter(names)
        .map(|p| p.strip_prefix(root()).unwrap().to_owned())
        .collect();
    assert_eq!(
        found,
        [Path::new("src/host.rs")],
        "only the file behind `serve` may name the server"
    );
}

/// `run -> {terminal, link, app, view}; view -> {app, theme, keys}`: never app to view or link,
/// never view to link.
#[test]
fn the_screen_does_not_know_the_link() {
    let forbidden = |p: &PathBuf| {
        let inside = p.strip_prefix(root().join("src")).ok()?.to_string_lossy().into_owned();
        let text = fs::read_to_string(p).unwrap();
        let wrong: &[&str] = if inside.starts_with("app") {
            &["crate::view", "crate::link", "crate::run", "crate::terminal"]
        } else if inside.starts_with("view") {
            &["crate::link", "crate::run", "crate::terminal"]
        } else {
            &[]
        };
        let of_tests = inside.contains("tests");
        let found = wrong.iter().find(|w| !of_tests && text.contains(**w))?;
        Some(format!("src/{inside} names {found}"))
    };
    complain(
        "arrows that must be absent",
        &sources().iter().filter_map(forbidden).collect::<Vec<_>>(),
    );
}

/// What comes in may name an address: nobody is called for it. Only its own tests call a server.
#[test]
fn the_server_calls_nobody() {
    let ways =
        ["TcpStream::connect", "TcpSocket::connect", ".connect(", "UdpSocket", "process::Command"];
    let calls = |p: &PathBuf| {
        let ours = p.starts_with(root().join("server/src"))
            && !p.components().any(|part| part.as_os_str() == "tests")
            && !p.ends_with("tests.rs");
        let text = fs::read_to_string(p).unwrap();
        let way = ways.iter().find(|way| ours && text.contains(**way))?;
        Some(format!("{} has {way}", p.display()))
    };
    complain(
        "the server takes calls and makes none",
        &sources().iter().filter_map(calls).collect::<Vec<_>>(),
    );
}

/// `http -> socket -> seat -> room -> journal`, never back.
#[test]
fn the_way_into_the_journal_is_one_way() {
    let way = ["http", "socket", "seat", "room", "journal"];
    let backward = |p: &PathBuf| {
        let inside = p.strip_prefix(root().join("server/src")).ok()?.to_string_lossy().into_owned();
        let module = inside.split(['/', '.']).next()?;
        let place = way.iter().position(|step| *step == module)?;
        let text = fs::read_to_string(p).unwrap();
        let names = |step: &&str| {
            let path = format!("crate::{step}");
            text.match_indices(&path).any(|(at, _)| {
                let behind = text.get(at + path.len()..).and_then(|rest| rest.chars().next());
                !behind.is_some_and(|c| c.is_alphanumeric() || c == '_')
            })
        };
        let of_tests = inside.contains("tests");
        let found = way.iter().take(place).find(|step| !of_tests && names(step))?;
        Some(format!("server/src/{inside} names {found}"))
    };
    complain("ways back", &sources().iter().filter_map(backward).collect::<Vec<_>>());
}

#[test]
fn the_raw_words_of_people_stay_out_of_view() {
    let raw = |p: &PathBuf| {
        let view = p.starts_with(root().join("src/view")) && !p.to_string_lossy().contains("tests");
        (view && fs::read_to_string(p).unwrap().contains(".raw()")).then(|| p.display().to_string())
    };
    complain("draw Shown, not raw text", &sources().iter().filter_map(raw).collect::<Vec<_>>());
}

#[test]
fn the_readme_shows_the_tree_as_it_is() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let missing: Vec<_> = ["register/", "server/", "src/", "themes/", "docs/", "tests/"]
        .into_iter()
        .filter(|name| !readme.contains(name) || !root().join(name).is_dir())
        .map(str::to_owned)
        .collect();
    complain("folders that README does not show", &missing);
}

/// The modules that are built into a crate, as its first file names them.
fn modules(of: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(of)).unwrap();
    let lines: Vec<_> = text.lines().collect();
    let built = |at: usize| at == 0 || !lines[at - 1].starts_with("#[cfg(");
    let name = |line: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    let named = (0..lines.len()).filter(|at| built(*at)).filter_map(|at| name(lines[at]));
    named.collect()
}

#[test]
fn the_map_of_the_code_names_every_module() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let map = map.split("## Code map").nth(1).and_then(|rest| rest.split("## What must").next());
    let crates = ["register/src/lib.rs", "server/src/lib.rs", "src/main.rs"];
    let all: Vec<_> =
        crates.iter().map(|it| modules(it)).inspect(|it| assert!(it.len() > 9)).collect();
    let missing = |name: &&String| !map.unwrap().contains(&format!("`{name}`"));
    let missing: Vec<_> = all.iter().flatten().filter(missing).cloned().collect();
    complain("modules that are not on the map of ARCHITECTURE.md", &missing);
}

/// The crates under one heading of a manifest, as its sources name them.
fn dependencies(manifest: &str, heading: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let section = text.split(&format!("\n[{heading}]\n")).nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let name =
        |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().replace('-', "_");
    lines.map(name).filter(|name| !name.is_empty()).collect()
}

/// Whether a text has a path into this crate.
fn names_crate(text: &str, name: &str) -> bool {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    let begins = |at: usize| !text.get(..at).is_some_and(|before| before.ends_with(of_a_word));
    text.match_indices(&format!("{name}::")).any(|(at, _)| begins(at))
}

#[test]
fn each_dependency_is_used() {
    let built = |p: &PathBuf| !p.components().any(|part| part.as_os_str() == "tests");
    let texts = |folders: &[&str], all: bool| -> Vec<String> {
        let within = |p: &PathBuf| folders.iter().any(|it| p.starts_with(root().join(it)));
        let files = sources().into_iter().filter(|p| within(p) && (all || built(p)));
        files.map(|p| fs::read_to_string(p).unwrap()).collect()
    };
    let crates: [(&str, &str, &[&str]); 3] = [
        ("Cargo.toml", "src", &["src", "tests"]),
        ("register/Cargo.toml", "register/src", &["register"]),
        ("server/Cargo.toml", "server/src", &["server"]),
    ];
    let mut dead = Vec::new();
    for (manifest, of_the_crate, of_its_tests) in crates {
        let (built, all) = (texts(&[of_the_crate], false), texts(of_its_tests, true));
        let needed = dependencies(manifest, "dependencies");
        assert!(needed.len() > 5, "{manifest} was not read");
        let needed = needed.into_iter().map(|name| (name, &built));
        let tested = dependencies(manifest, "dev-dependencies").into_iter().map(|it| (it, &all));
        let unnamed = needed
            .chain(tested)
            .filter(|(name, texts)| !texts.iter().any(|text| names_crate(text, name)));
        dead.extend(unnamed.map(|(name, _)| format!("{manifest} has {name}")));
    }
    complain("dependencies that nothing names", &dead);
}
