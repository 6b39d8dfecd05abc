//! The library of a team: how long list, search and stats take over many recordings, as a person
//! waits for them, the start of the program included. Makes the recordings, takes them in once, and
//! prints the medians; then the same of a team's server, asked over the socket.
//!
//! ```text
//! cargo bench --bench library                        1,000 recordings of 1,000 records
//! WARROOM_RECORDS=10000 cargo bench --bench library  of 10,000
//! ```

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench says no by failing")]

#[path = "bench/team.rs"]
mod team;

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use warroom_register::words::{AdviceKind, EntryKind, Kind, Phase, Severity};
use warroom_register::{
    At, Bytes, Chain, Command as Ask, CommandId, FORMAT, Handle, Hash, Header, IncidentId, Label,
    NewEntry, Policy, Record, Seq, Text, Title,
};

const RECORDINGS: u32 = 1000;
const RECORDS: u64 = 1000;
/// Each is measured so often.
const TRIES: usize = 15;

const THINGS: [&str; 16] = [
    "checkout",
    "payments",
    "search",
    "the queue",
    "the cache",
    "eu-west",
    "us-east",
    "billing",
    "the database",
    "login",
    "the proxy",
    "certificates",
    "the disk",
    "DNS",
    "the deploy",
    "mail",
];
const STATES: [&str; 12] = [
    "is slow",
    "returns 500s",
    "times out",
    "is full",
    "was restarted",
    "recovers",
    "is rolled back",
    "fails for some",
    "looks healthy",
    "lost its leader",
    "ran out of memory",
    "is back",
];

fn main() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let recordings = number("WARROOM_RECORDINGS").map_or(RECORDINGS, |n| u32::try_from(n).unwrap());
    let records = number("WARROOM_RECORDS").unwrap_or(RECORDS);
    let home = tempfile::tempdir().unwrap();
    let copies = home.path().join("data/copies");
    fs::create_dir_all(&copies).unwrap();
    let made = Instant::now();
    for n in 1..=recordings {
        recording(&copies, n, records);
    }
    println!("{recordings} recordings of {records} records, made in {:.1?}", made.elapsed());
    let first = time(home.path(), &["search", "zeppelin"]);
    let size = fs::metadata(home.path().join("data/library/index.db")).unwrap().len();
    println!("taken in once in {first:.1?}; the index has {} MB", size / 1_000_000);
    table(home.path(), &["list", "--here"]);
    drop(home);
    team::measure(recordings, records);
}

/// Asks for each thing some times, and prints how long that took.
pub(crate) fn table(home: &Path, list: &[&str]) {
    for (what, target_ms, arguments) in [
        ("list", 100, list),
        ("search, one word in a few", 100, &["search", "xylophone"][..]),
        ("search, two words in many", 100, &["search", "certificates", "recovers"]),
        ("search, a word in almost all", 100, &["search", "restarted"]),
        ("search, words in none", 100, &["search", "zeppelin", "airship"]),
        ("stats", 1000, &["stats"]),
        ("similar", 1000, &["similar", "INC-7"]),
        ("actions", 1000, &["actions"]),
    ] {
        let mut all: Vec<Duration> = (0..TRIES).map(|_| time(home, arguments)).collect();
        all.sort_unstable();
        let (median, worst) = (all[TRIES / 2], all[TRIES - 1]);
        println!("{what:32} median {median:>9.1?}  worst {worst:>9.1?}  (target {target_ms} ms)");
    }
}

/// How long a command takes, from its start to its end.
pub(crate) fn time(home: &Path, arguments: &[&str]) -> Duration {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command.args(arguments).env("WARROOM_HOME", home).env("WARROOM_HANDLE", "ana");
    let began = Instant::now();
    let done = command.stdin(Stdio::null()).stderr(Stdio::null()).output().unwrap();
    let took = began.elapsed();
    assert!(done.status.success(), "{arguments:?}");
    took
}

/// A number that differs from the next, and is the same in every run.
fn mixed(n: u64) -> usize {
    let n = (n ^ (n >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from((n >> 33) % 1_000_003).unwrap()
}

fn pick<'a>(all: &[&'a str], n: u64) -> &'a str {
    all[mixed(n) % all.len()]
}

fn recording(folder: &Path, n: u32, records: u64) {
    let (id, lines) = lines(n, records);
    let mut out = BufWriter::new(File::create(folder.join(format!("{id}.jsonl"))).unwrap());
    for line in lines {
        writeln!(out, "{line}").unwrap();
    }
    out.flush().unwrap();
}

/// The lines of a recording, its header first.
pub(crate) fn lines(n: u32, records: u64) -> (IncidentId, Vec<String>) {
    let opened = At::from_ms(1_700_000_000_000).plus_seconds(i64::from(n) * 86_400);
    let id = IncidentId(uuid::Uuid::from_u128(u128::from(n) << 64));
    let header = Header { warroom: FORMAT, id, incident: Some(Label(n)), opened_at: opened };
    let mut lines = vec![header.line()];
    let mut chain = Chain::begin(&header.line());
    for seq in 1..=records {
        let record = Record {
            seq: Seq(seq),
            prev: chain.hash,
            salt: Some(Bytes([7; 16])),
            at: opened.plus_seconds(i64::try_from(seq).unwrap() * 20),
            by: Handle::new(["ana", "ben", "cy"][mixed(seq) % 3]).unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(u128::from(seq))),
            event: command(u64::from(n), seq, records, opened).event(),
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        lines.push(line);
    }
    (id, lines)
}

/// What is recorded at this place: people write, and near the end it is over and learnt from.
fn command(n: u64, seq: u64, records: u64, opened: At) -> Ask {
    let seed = n * 1_000_003 + seq;
    let (thing, state) = (pick(&THINGS, seed), pick(&STATES, seed / 3));
    match records - seq {
        _ if seq == 1 => Ask::Open {
            sealed: Hash::default(),
            title: Title::try_from(format!("{} {}", pick(&THINGS, n), pick(&STATES, n * 7)))
                .unwrap(),
            severity: Severity::ALL[mixed(n) % 4],
            kind: Kind::ALL[mixed(n * 3) % 5],
            mode: None,
            talk: Text::default(),
            key: None,
            policy: Policy::default(),
        },
        5 => phase(Phase::Resolved),
        4 => phase(Phase::Closed),
        3 => Ask::Recommend {
            kind: AdviceKind::Technical,
            text: format!("an alarm before {thing} {state}").into(),
            idea: None,
        },
        2 => Ask::AcceptAdvice {
            entry: Seq(records - 3),
            owner: Handle::new("ben").unwrap(),
            due: opened.plus_seconds(30 * 86_400),
            link: Text::default(),
        },
        _ => {
            let kinds = [EntryKind::Observation, EntryKind::Action, EntryKind::Fact];
            let rare =
                if mixed(seed * 5).is_multiple_of(20_000) { ", like a xylophone" } else { "" };
            let host = mixed(seed * 11) % 997;
            let words = format!("{thing} on node {host} {state} after {seq} requests{rare}");
            NewEntry::of(kinds[mixed(seed) % 3], words).write()
        }
    }
}

fn phase(phase: Phase) -> Ask {
    Ask::MovePhase {
        phase,
        why: Text::default(),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    }
}
