//! What is fuzzed (`tests/fuzz`), as plain tests: the corpus and its neighbours, from a seed.

use std::fs;
use std::path::Path;

use super::chance::Chance;
use super::corpus::{self, bytes};
use super::table::proof;
use super::targets;

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
        .map(|case| {
            let raw = case.input["raw_json"].as_str().map(|text| text.as_bytes().to_vec());
            raw.unwrap_or_else(|| bytes(&case.input))
        })
        .filter(short)
        .collect()
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
    let inputs: Vec<_> = good().into_iter().chain(hostile()).collect();
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
