//! Single bits that turn over on the disk after a crash: noticed, or without consequence.

use std::fs;
use std::path::{Path, PathBuf};

use warroom_register::{Recording, Seq};

use super::chance::Chance;
use super::journal;
use super::kills::Load;
use super::served::{Served, data, incident};
use super::table::{control, proof};
use crate::terminal::Machine;

const PEOPLE: [&str; 8] = ["ben", "cy", "dia", "eve", "fay", "gil", "hal", "ivy"];
const ENTRIES_EACH: usize = 40;
const FLIPS: usize = 200;

/// What became of a database with one flipped bit.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything is there as it was.
    Harmless,
    /// The server does not start, or does not open the room, and says so.
    Refused,
    /// It opens and ends too early: the first client that comes holds more, and says so.
    SeenByClients,
    /// Nobody would notice.
    Silent,
}

/// A data folder, and the whole record as every client of it holds it.
struct Kept {
    folder: tempfile::TempDir,
    header: String,
    lines: Vec<String>,
}

impl Kept {
    /// Copies the data folder of a machine.
    async fn of(machine: &Machine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&data(machine), folder.path());
        // Read of another copy: reading puts the log away.
        let other = tempfile::tempdir().unwrap();
        copy(folder.path(), other.path());
        let (header, lines) = journal::lines(other.path()).await.unwrap();
        Self { folder, header, lines }
    }

    /// Turns one bit of a file over in a copy, and looks what comes of it.
    async fn flip(&self, file: &str, at: usize, bit: u32) -> Outcome {
        let other = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        copy(self.folder.path(), other.path());
        let flipped = other.path().join(file);
        let mut bytes = fs::read(&flipped).unwrap();
        bytes[at] ^= 1 << bit;
        fs::write(&flipped, bytes).unwrap();
        let Ok((header, lines)) = journal::lines(other.path()).await else {
            return Outcome::Refused;
        };
        if (&header, &lines) == (&self.header, &self.lines) {
            return Outcome::Harmless;
        }
        let text = format!("{header}\n{}\n", lines.join("\n"));
        match Recording::read(&text) {
            Ok(recording) if recording.broken.is_none() => {}
            // What the room itself finds when it replays its journal.
            Ok(_) | Err(_) => return Outcome::Refused,
        }
        let shorter = lines.len() < self.lines.len() && self.lines.starts_with(&lines);
        if shorter && header == self.header { Outcome::SeenByClients } else { Outcome::Silent }
    }

    /// The bits of a file that are turned over, by chance from a seed.
    fn bits(&self, file: &str, seed: u64) -> Vec<(usize, u32)> {
        let mut chance = Chance::new(seed);
        let length = written(&self.folder.path().join(file));
        let mut one = || {
            let at = usize::try_from(chance.below(length)).unwrap();
            (at, u32::try_from(chance.below(8)).unwrap())
        };
        (0..FLIPS).map(|_| one()).collect()
    }

    async fn flips(&self, file: &str, seed: u64) -> [usize; 4] {
        let mut counts = [0; 4];
        for (at, bit) in self.bits(file, seed) {
            let outcome = self.flip(file, at, bit).await;
            assert_ne!(outcome, Outcome::Silent, "bit {bit} of byte {at} in {file}");
            counts[match outcome {
                Outcome::Harmless => 0,
                Outcome::Refused => 1,
                Outcome::SeenByClients => 2,
                Outcome::Silent => 3,
            }] += 1;
        }
        counts
    }

    /// As a control: after how many of the same flips SQLite says that all is well, and what was
    /// recorded is not there as it was.
    fn unseen_by_sqlite(&self, file: &str, seed: u64) -> usize {
        let unseen = |flip: Option<&(usize, u32)>| {
            let other = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
            copy(self.folder.path(), other.path());
            if let Some((at, bit)) = flip {
                let flipped = other.path().join(file);
                let mut bytes = fs::read(&flipped).unwrap();
                bytes[*at] ^= 1 << bit;
                fs::write(&flipped, bytes).unwrap();
            }
            let read = || -> rusqlite::Result<(String, Vec<String>)> {
                let database = rusqlite::Connection::open(other.path().join("journal.db"))?;
                let says = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
                let mut lines = database.prepare(LINES)?;
                let lines = lines.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
                Ok((says, lines))
            };
            read().is_ok_and(|(says, lines)| says == "ok" && lines != self.lines)
        };
        assert!(!unseen(None), "without a flip all of it is there");
        self.bits(file, seed).iter().filter(|it| unseen(Some(it))).count()
    }
}

/// The lines of the first incident, in their order.
const LINES: &str = "SELECT line FROM record \
                     WHERE incident = (SELECT n FROM incident WHERE label = 1) ORDER BY seq";

/// How long a file is without the zeros that it is laid out with.
pub(super) fn written(file: &Path) -> u64 {
    let bytes = fs::read(file).unwrap();
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1)
}

/// The files of a data folder, as a crash leaves them.
pub(super) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry: PathBuf = entry.unwrap().path();
        if entry.is_file() && !entry.to_string_lossy().ends_with("-shm") {
            fs::copy(&entry, to.join(entry.file_name().unwrap())).unwrap();
        }
    }
}

/// A server with a record, and somebody who saw the last of it.
async fn filled(machine: &Machine) -> Served {
    let served = Served::start(machine, None).unwrap();
    let invite = incident(machine);
    let load = Load::begin(&PEOPLE, &invite, &served.address, |it| it.most = ENTRIES_EACH);
    let writers = load.all_written().await;
    let head = writers.iter().map(super::seat::Writer::head).max();
    assert!(head > Some(Seq(300)));
    served
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_2_no_flipped_bit_of_the_log_takes_records_in_silence() {
    let machine = Machine::of("ana");
    filled(&machine).await.kill();
    let kept = Kept::of(&machine).await;
    let counts = kept.flips("journal.db-wal", 6).await;
    assert!(counts[1] > FLIPS / 4, "the log was hardly hit: {counts:?}");
    proof("flips-log", FLIPS, "each noticed or without consequence, 0 silent");
    let unseen = kept.unseen_by_sqlite("journal.db-wal", 6);
    assert!(unseen > FLIPS / 8, "SQLite noticed all but {unseen}");
    control(
        "flips-log-control",
        unseen,
        FLIPS,
        "it says ok over what is gone or altered, as it must",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_2_no_flipped_bit_of_the_database_takes_records_in_silence() {
    let machine = Machine::of("ana");
    let mut served = filled(&machine).await;
    served.signal("-TERM");
    tokio::task::block_in_place(|| served.wait());
    // All of it into the database, and nothing left in the log.
    let database = rusqlite::Connection::open(data(&machine).join("journal.db")).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(database);
    let kept = Kept::of(&machine).await;
    let counts = kept.flips("journal.db", 7).await;
    assert!(counts[1] > FLIPS / 4, "the database was hardly hit: {counts:?}");
    proof("flips-pages", FLIPS, "each noticed or without consequence, 0 silent");
    let unseen = kept.unseen_by_sqlite("journal.db", 7);
    assert!(unseen > FLIPS / 8, "SQLite noticed all but {unseen}");
    control(
        "flips-pages-control",
        unseen,
        FLIPS,
        "it says ok over what is gone or altered, as it must",
    );
}
