//! Files that are given as recordings and are none: refused in plain words, soon, and cheaply.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{assert_safe, bytes, cases};
use crate::proof::table::{control, proof};
use crate::terminal::{Machine, Run, program};

/// However large the file is.
const SOON: Duration = Duration::from_secs(30);
/// What reading one may take of memory, in KiB: the file itself and one copy of it, at the most.
const MEMORY_KIB_MAX: u64 = 700 * 1024;

/// The paths that a case names, made where they must be.
fn given(input: &Value, folder: &Path) -> Vec<PathBuf> {
    let file = folder.join("given.jsonl");
    if let Some(devices) = input["devices"].as_array() {
        return devices.iter().map(|device| device_of(device.as_str().unwrap(), folder)).collect();
    }
    if let Some(packed) = input.get("packed") {
        let text = packed["text"].as_str().unwrap();
        let times = usize::try_from(packed["n"].as_u64().unwrap()).unwrap();
        let made = fs::File::create(&file).unwrap();
        let mut packs = zstd::stream::write::Encoder::new(made, 1).unwrap();
        let some = text.repeat(1 << 16);
        for _ in 0..times >> 16 {
            packs.write_all(some.as_bytes()).unwrap();
        }
        packs.finish().unwrap();
    } else {
        fs::write(&file, bytes(input)).unwrap();
    }
    vec![file]
}

fn device_of(name: &str, folder: &Path) -> PathBuf {
    let place = folder.join("given");
    match name {
        "a folder" => {
            fs::create_dir_all(&place).unwrap();
            place
        }
        "a fifo" => {
            let fifo = folder.join("fifo");
            assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
            fifo
        }
        device => PathBuf::from(device),
    }
}

/// Runs a command with so much memory and no more.
fn run(machine: &Machine, arguments: &[&str]) -> Run {
    let limit = format!("ulimit -v {MEMORY_KIB_MAX}; exec \"$0\" \"$@\"");
    let mut limited = Command::new("sh");
    limited.args(["-c", &limit]).arg(program()).args(arguments);
    limited.env_clear().envs(machine.environment());
    Run::of(limited.stdin(std::process::Stdio::null()).output().unwrap(), arguments)
}

#[test]
fn promise_12_what_is_no_recording_is_refused_soon_and_cheaply() {
    let machine = Machine::of("ana");
    let mut tries = 0;
    for case in cases("recording") {
        let folder = tempfile::tempdir().unwrap();
        for path in given(&case.input, folder.path()) {
            for verb in ["show", "verify", "report", "replay"] {
                let since = Instant::now();
                let ran = run(&machine, &[verb, path.to_str().unwrap()]);
                let what = format!("{} {verb} {}", case.id, path.display());
                assert!((1..=2).contains(&ran.code), "{what}: {} {}", ran.code, ran.err);
                assert!(
                    !ran.err.contains("panicked") && ran.err.len() < 2_000,
                    "{what}: {}",
                    ran.err
                );
                assert_safe(&what, &ran.err);
                assert!(since.elapsed() < SOON, "{what} took {:?}", since.elapsed());
                tries += 1;
            }
        }
    }
    // As a control: with as little memory a real one is read.
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/journal-v1.jsonl");
    for verb in ["show", "verify", "report"] {
        run(&machine, &[verb, golden.to_str().unwrap()]).ok();
    }
    control("opens-control", 3, 3, "it is read, as it must be");
    proof("no-recording", tries, "refused soon, with the memory of two copies at the most");
}
