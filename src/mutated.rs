//! Files of themes and keys, and their neighbours from a seed: refused by name, or taken; never a
//! panic, and no word of them drives a terminal.

#[path = "../tests/fuzz/files.rs"]
mod files;

use std::path::Path;

use crate::world::chance::Chance;
use crate::world::table::proof;

const NEIGHBOURS: usize = 400;
const FILES: [&str; 4] = [
    include_str!("../themes/dark.toml"),
    include_str!("../themes/high-contrast.toml"),
    "[register]\nassign = \"A\"\n[line]\nsend = [\"Enter\", \"Ctrl-J\"]\n",
    "accent = \"\u{1b}]0;x\u{7}\"\nmarker = \"\u{202e}\"\ninherits = \"mine\"\n",
];

/// One like it: bytes turned over, taken out, put in from elsewhere.
fn like(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut out = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4) {
        let at = usize::try_from(chance.below(out.len() as u64 + 1)).unwrap();
        match chance.below(4) {
            0 if at < out.len() => out[at] ^= 1 << chance.below(8),
            1 => out.truncate(at),
            2 => {
                let piece =
                    *chance.one(&[&b"["[..], b"\"", b"= {", b"\n[x]\n", b"\xff", b"\x1b[2J"]);
                out.splice(at..at, piece.iter().copied());
            }
            _ => {
                let end = (at + 8).min(out.len());
                out.drain(at..end);
            }
        }
    }
    out
}

/// What fuzzing has found.
fn found() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/found");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|file| std::fs::read(file).unwrap()).collect()
}

fn load(bytes: &[u8]) {
    files::theme(bytes);
    files::keys(bytes);
}

#[test]
fn promise_14_no_file_of_a_theme_or_of_keys_panics() {
    let mut chance = Chance::new(14);
    // `tests/run --long` asks for many more.
    let asked = std::env::var("WARROOM_NEIGHBOURS").ok().and_then(|many| many.parse().ok());
    let neighbours = asked.unwrap_or(NEIGHBOURS);
    for file in found() {
        load(&file);
    }
    for file in FILES {
        load(file.as_bytes());
        for _ in 0..neighbours {
            load(&like(file, &mut chance));
        }
    }
    proof("themes", FILES.len() * neighbours, "no panic, refusals that drive nothing");
}
