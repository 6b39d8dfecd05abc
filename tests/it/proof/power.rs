//! Power cuts: whatever the disk kept of what was not synced, what anybody saw is there.
//!
//! The real server writes under load while every write and sync of its files is recorded; then the
//! power is cut a thousand times on paper (`disk`). Controls must lose: the same record on a disk
//! that lies about its syncs, and a writer of the same tables with `synchronous=NORMAL`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use rusqlite::Connection;
use warroom_register::{At, FORMAT, Header, IncidentId, Label, Seq};
use warroom_server::journal::{Naming, Sqlite, Store};

use super::chance::Chance;
use super::disk::{Disk, Recorded};
use super::journal;
use super::kills::Load;
use super::seat::Witness;
use super::served::{Served, Shim, data, incident};
use super::table::{control, proof};
use crate::terminal::Machine;

/// Many, so that much is written in the time that limits of pace leave.
const PEOPLE: [&str; 16] = [
    "ben", "cy", "dia", "eve", "fay", "gil", "hal", "ivy", "jon", "kim", "lea", "mo", "ned", "oda",
    "pia", "quy",
];
const ENTRIES_EACH: usize = 60;
const CUTS: usize = 1_000;
const CONTROL_CUTS: usize = 100;
/// Commits of the writer that does not sync.
const CARELESS_COMMITS: u64 = 400;
/// Tells this program that it is the careless writer, and where it writes.
const CARELESS: &str = "WARROOM_CARELESS_WRITER";

type Seen = BTreeMap<Seq, (u64, String)>;

/// A folder in memory, if there is such: a thousand cuts are many small files.
fn quick_folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_none| tempfile::tempdir()).unwrap()
}

/// What was recorded, and by when what was seen.
struct Course {
    recorded: Recorded,
    seen: Seen,
    /// Below it all of it was written, and the data folder stands there.
    home: PathBuf,
    data: PathBuf,
}

impl Course {
    /// Cuts the power so often: how many cuts lost a line that somebody had seen, and the first.
    async fn cuts(&self, cuts: usize, lies_about: Option<&'static str>) -> (usize, Option<String>) {
        let mut chance = Chance::new(4_000);
        let first = self.seen.values().map(|(place, _)| *place).min().unwrap();
        let span = self.recorded.end() - first;
        let mut places: Vec<u64> = (0..cuts).map(|_| first + chance.below(span + 1)).collect();
        places.sort_unstable();
        let mut disk = Disk::with(std::slice::from_ref(&self.home));
        disk.lies_about = lies_about;
        let (mut lost, mut why) = (0, None);
        for place in places {
            disk.go_to(&self.recorded, place);
            let left = quick_folder();
            disk.cut(&mut chance, &self.home, left.path());
            let found = left.path().join(self.data.strip_prefix(&self.home).unwrap());
            if let Err(what) = self.holds(place, &found).await {
                lost += 1;
                why.get_or_insert_with(|| format!("cut at {place}: {what}"));
            }
        }
        (lost, why)
    }

    /// Whether all that was seen by then is there.
    async fn holds(&self, place: u64, data: &Path) -> Result<(), String> {
        let (_, lines) = journal::lines(data).await.map_err(|error| error.to_string())?;
        let due = self.seen.iter().filter(|(_, (seen, _))| *seen <= place);
        for (seq, (_, line)) in due {
            match seq.index().and_then(|index| lines.get(index)) {
                Some(kept) if kept == line => {}
                Some(_) => return Err(format!("{seq} was altered")),
                None => return Err(format!("{seq} is gone, it ends at {}", lines.len())),
            }
        }
        Ok(())
    }
}

/// The real server under load, until all is written.
async fn written(machine: &Machine, record: &Path) -> Course {
    let shim = Shim::of(machine, format!("record:{}", record.display()));
    let served = Served::start(machine, Some(&shim)).unwrap();
    let invite = incident(machine);
    let witness = Arc::new(Witness::of(record));
    let load = Load::begin(&PEOPLE, &invite, &served.address, |writer| {
        writer.most = ENTRIES_EACH;
        writer.padding = 200;
        writer.witness = Some(Arc::clone(&witness));
    });
    load.all_written().await;
    served.kill();
    let recorded = Recorded::read(record);
    Course { recorded, seen: witness.seen(), home: machine.home().to_owned(), data: data(machine) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_1_no_power_cut_loses_what_anybody_saw() {
    let machine = Machine::of("ana");
    let folder = tempfile::tempdir().unwrap();
    let course = written(&machine, &folder.path().join("record")).await;
    assert!(course.seen.len() > PEOPLE.len() * ENTRIES_EACH);
    let (lost, why) = course.cuts(CUTS, None).await;
    assert_eq!((lost, why), (0, None));
    let (lost, _) = course.cuts(CONTROL_CUTS, Some("journal.db-wal")).await;
    assert!(lost > CONTROL_CUTS / 2, "the control lost in {lost} of {CONTROL_CUTS} cuts only");
    proof("power", CUTS, "0 lost");
    control("power-lies", lost, CONTROL_CUTS, "lost in most, as it must");
}

fn header(label: Option<Label>) -> String {
    let id = IncidentId(uuid::Uuid::from_u128(1));
    Header { warroom: FORMAT, id, incident: label, opened_at: At::from_ms(0) }.line()
}

/// Writes records one by one into the tables of a real journal, and says each as it is committed.
/// Run by the next test as a program of its own, so that its disk can be recorded.
#[test]
#[ignore = "no test: a program that the next test runs"]
fn careless_writer() {
    let folder = PathBuf::from(std::env::var(CARELESS).unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::Sqlite(Sqlite::open(&folder).unwrap());
        let id = IncidentId(uuid::Uuid::from_u128(1));
        store.create(id, Naming::Next, Box::new(header)).await.unwrap();
    });
    drop(runtime);
    // Its own watchman would notice what this one loses; it is to be lost in silence.
    std::fs::remove_file(folder.join("heads")).unwrap();
    let connection = Connection::open(folder.join("journal.db")).unwrap();
    connection.pragma_update(None, "synchronous", "NORMAL").unwrap();
    for seq in 1..=CARELESS_COMMITS {
        let insert = "INSERT INTO record (place, line) VALUES ((1 << 32) + ?1, ?2)";
        connection.execute(insert, (i64::try_from(seq).unwrap(), line(seq))).unwrap();
        println!("\nseen {seq}");
        std::io::stdout().flush().unwrap();
    }
}

fn line(seq: u64) -> String {
    format!("{{\"seq\":{seq},\"text\":\"{}\"}}", "x".repeat(400))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_1_control_a_writer_that_does_not_sync_loses() {
    let machine = Machine::of("ana");
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record");
    let data = machine.home().join("data");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "proof::power::careless_writer", "--nocapture"]);
    command.env(CARELESS, &data).stdout(Stdio::piped()).stderr(Stdio::null());
    Shim::of(&machine, format!("record:{}", record.display())).before(&mut command);
    let mut child = command.spawn().unwrap();
    let witness = Witness::of(&record);
    for text in BufReader::new(child.stdout.take().unwrap()).lines() {
        if let Some(seq) = text.unwrap().strip_prefix("seen ") {
            let seq = seq.parse().unwrap();
            witness.sees(Seq(seq), &line(seq));
        }
    }
    assert!(child.wait().unwrap().success());
    let recorded = Recorded::read(&record);
    let course = Course { recorded, seen: witness.seen(), home: machine.home().to_owned(), data };
    assert_eq!(course.seen.len() as u64, CARELESS_COMMITS);
    let (lost, _) = course.cuts(CONTROL_CUTS, None).await;
    assert!(lost > CONTROL_CUTS / 2, "it lost in {lost} of {CONTROL_CUTS} cuts only");
    control("power-control", lost, CONTROL_CUTS, "lost in most, as it must");
}
