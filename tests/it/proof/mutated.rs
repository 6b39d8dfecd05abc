//! What is fuzzed (`tests/fuzz`), as plain tests: the corpus and its neighbours, from a seed.

use std::fs;
use std::path::Path;

use super::chance::Chance;
use super::corpus::{self, bytes};
use super::table::{control, proof};
use super::targets;
use warroom_register::Hash;

/// Inputs made of each one that is given.
const NEIGHBOURS: usize = 40;

/// Lines that are right, of which many neighbours are nearly so.
fn good() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut all = Vec::new();
    for file in ["journal-v1.jsonl", "wire.jsonl"] {
        let text = fs::read_to_string(root.join(file)).unwrap();
        all.extend(text.lines().map(|line| line.as_bytes().to_vec()));
        all.push(text.into_bytes());
    }
    all.push(b"warroom://10.0.0.4:7443/INC-1/AAAAAAAAAAAAAAAAAAAAAA/-".to_vec());
    all
}

fn hostile() -> Vec<Vec<u8>> {
    let kinds = ["said", "name", "title", "link", "message"];
    let cases = kinds.into_iter().flat_map(corpus::cases);
    let short = |input: &Vec<u8>| input.len() < 20_000;
    cases
        .flat_map(|case| match case.input["messages"].as_array() {
            Some(messages) => messages.iter().chain([&case.input["good"]]).map(bytes).collect(),
            None => vec![bytes(&case.input)],
        })
        .filter(short)
        .collect()
}

/// What fuzzing has found.
fn found() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/found");
    let files = fs::read_dir(root).unwrap().map(|file| file.unwrap().path());
    let found: Vec<_> = files.map(|file| fs::read(file).unwrap()).collect();
    assert!(!found.is_empty());
    found
}

/// One like it: a few bytes changed, taken out, doubled, or put in from elsewhere.
fn like(input: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut out = input.to_vec();
    for _ in 0..=chance.below(4) {
        let at = usize::try_from(chance.below(out.len() as u64 + 1)).unwrap();
        match chance.below(5) {
            0 if at < out.len() => out[at] ^= 1 << chance.below(8),
            1 => out.truncate(at),
            2 => {
                let again = out[at..].to_vec();
                out.extend(again.into_iter().take(64));
            }
            3 => {
                let from = usize::try_from(chance.below(other.len() as u64 + 1)).unwrap();
                let piece = other[from..].iter().take(32).copied().collect::<Vec<_>>();
                out.splice(at..at, piece);
            }
            _ => out.insert(at, chance.number().to_le_bytes()[0]),
        }
    }
    out
}

#[test]
fn promise_14_nothing_that_is_read_panics_and_what_is_shown_is_safe() {
    let mut chance = Chance::new(14);
    let inputs: Vec<_> = good().into_iter().chain(hostile()).chain(found()).collect();
    let mut tries = 0;
    for input in &inputs {
        for n in 0..NEIGHBOURS {
            let other = chance.one(&inputs).clone();
            let made = if n == 0 { input.clone() } else { like(input, &other, &mut chance) };
            for target in [targets::wire, targets::recording, targets::invite, targets::shown] {
                target(&made);
            }
            tries += 1;
        }
    }
    proof("mutated", tries, "no panic, and nothing but what is safe was shown");
}

/// As a control: what the targets assert of what is shown does not hold of the same words as they came.
#[test]
fn promise_14_control_the_words_as_they_came_are_not_safe() {
    let raw = hostile();
    let drives = |words: &Vec<u8>| {
        let words = String::from_utf8_lossy(words).into_owned();
        std::panic::catch_unwind(|| targets::assert_drives_nothing(&words)).is_err()
    };
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let seen = raw.iter().filter(|words| drives(words)).count();
    std::panic::set_hook(hook);
    assert!(seen > 30, "only {seen} of {} were seen", raw.len());
    control("mutated-control", seen, raw.len(), "over 30 of them are found, as they must be");
}

/// What the program's own files may hold.
fn own_files() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let themes = fs::read_dir(root).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    let keys = "[register]\nassign = \"A\"\n[line]\nsend = [\"Enter\", \"Ctrl-J\"]\n";
    let cases = corpus::cases("file").into_iter().map(|case| bytes(&case.input));
    themes.chain([keys.as_bytes().to_vec()]).chain(cases).collect()
}

#[test]
#[ignore = "no test: tests/run --long begins its fuzzing with what this writes"]
fn writes_the_seeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz-corpus");
    let words: Vec<_> = good().into_iter().chain(hostile()).chain(found()).collect();
    let files: Vec<_> = own_files().into_iter().chain(found()).collect();
    let of_words = ["wire", "recording", "invite", "shown"].map(|target| (target, &words));
    let of_files = ["theme", "keys"].map(|target| (target, &files));
    for (target, seeds) in of_words.into_iter().chain(of_files) {
        let folder = root.join(target);
        fs::create_dir_all(&folder).unwrap();
        for seed in seeds {
            fs::write(folder.join(Hash::of(seed).to_string()), seed).unwrap();
        }
    }
}
