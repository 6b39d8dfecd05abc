//! Single bits that turn over on the disk after a crash: noticed, or without consequence.

use std::fs;
use std::path::{Path, PathBuf};

use warroom_register::protocol::{ServerMessage, Welcome};
use warroom_register::{Chain, InviteLink, Label, Seq};
use warroom_server::{Keep, Options, Server, start};

use super::chance::Chance;
use super::history::Notes;
use super::journal;
use super::kills::Load;
use super::seat::{Writer, saw};
use super::served::{Served, data, incident};
use super::table::{control, figure, proof};
use crate::terminal::Machine;

const PEOPLE: [&str; 8] = ["ben", "cy", "dia", "eve", "fay", "gil", "hal", "ivy"];
const ENTRIES_EACH: usize = 40;
const FLIPS: usize = 200;

/// Who told of a flipped bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    /// Nobody: all that was recorded is there as it was, and it goes on.
    Harmless,
    /// The server by itself: it does not start, or records nothing in this room.
    ByServer,
    /// The first client that came with a copy: the room stopped.
    ByClient,
    /// Nobody, and something is gone or altered.
    Silent,
}

/// How many flips fell to whom.
#[derive(Debug, Default)]
struct Counts {
    harmless: usize,
    by_server: usize,
    by_client: usize,
}

/// A data folder, and the whole record as every client of it holds it.
struct Kept {
    folder: tempfile::TempDir,
    header: String,
    lines: Vec<String>,
    invite: InviteLink,
}

impl Kept {
    /// Copies the data folder of a machine.
    async fn of(machine: &Machine, invite: InviteLink) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&data(machine), folder.path());
        // Read of another copy: reading puts the log away.
        let other = tempfile::tempdir().unwrap();
        copy(folder.path(), other.path());
        let (header, lines) = journal::lines(other.path()).await.unwrap();
        Self { folder, header, lines, invite }
    }

    /// A copy in which one bit of a file is another one, with the file of heads or without.
    fn flipped(&self, file: &str, (at, bit): (usize, u32), heads: bool) -> tempfile::TempDir {
        let other = shadow();
        copy(self.folder.path(), other.path());
        if !heads {
            fs::remove_file(other.path().join("heads")).unwrap();
        }
        let flipped = other.path().join(file);
        let mut bytes = fs::read(&flipped).unwrap();
        bytes[at] ^= 1 << bit;
        fs::write(&flipped, bytes).unwrap();
        journal::alone(other.path());
        other
    }

    /// What a server says that is started on this copy, and that nobody comes to.
    async fn alone(&self, folder: &Path) -> Told {
        let Some(server) = serves(folder).await else { return Told::ByServer };
        let said = server.record(Some(Label(1)), saw("on top of what is there")).await;
        server.stop().await;
        if said.is_err() {
            return Told::ByServer;
        }
        // A program that another test starts just now has its lock, too, for a moment: read of a copy.
        let left = shadow();
        copy(folder, left.path());
        let (header, lines) = journal::lines(left.path()).await.unwrap();
        let goes_on = lines.len() == self.lines.len() + 1 && lines.starts_with(&self.lines);
        if header == self.header && goes_on { Told::Harmless } else { Told::Silent }
    }

    /// The same; and where it says nothing, what becomes of it once a client comes who has all of it.
    async fn flip(&self, file: &str, flip: (usize, u32)) -> Told {
        let told = self.alone(self.flipped(file, flip, true).path()).await;
        if told != Told::Silent {
            return told;
        }
        let folder = self.flipped(file, flip, true);
        let server = serves(folder.path()).await.unwrap();
        let stopped = self.comes(&server).await;
        server.stop().await;
        if stopped { Told::ByClient } else { Told::Silent }
    }

    /// Whether the room records nothing any more, and says how many are missing, once somebody came
    /// who holds all of it.
    async fn comes(&self, server: &Server) -> bool {
        let (all, address) = (self.lines.len(), server.address().to_string());
        // It has a certificate of its own.
        let invite = InviteLink { pin: server.pin(), ..self.invite.clone() };
        let mut client = Writer::new(PEOPLE[0], &invite, &Notes::begin("zoe".parse().unwrap()));
        client.chain = Some(self.chain(all));
        let mut socket = client.knock(&address).await.unwrap();
        if let Some(ServerMessage::Compare { at, .. }) = client.answer {
            // It says what it has at the end of this journal, and that it holds more.
            client.holds = Some(Seq(all as u64));
            client.chain = Some(self.chain(usize::try_from(at.0).unwrap()));
            socket = client.knock(&address).await.unwrap();
        }
        match client.answer {
            Some(ServerMessage::Welcome(Welcome { head, stopped: Some(stopped), .. })) => {
                (stopped.from, stopped.to) == (head.next(), Seq(all as u64))
            }
            Some(ServerMessage::Welcome(_)) => false,
            _ => panic!("{:?}", socket.unwrap_err()),
        }
    }

    /// What somebody holds who has seen so many records.
    fn chain(&self, records: usize) -> Chain {
        let mut chain = Chain::begin(&self.header);
        for line in &self.lines[..records] {
            chain.read(line).unwrap();
        }
        chain
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

    /// To whom each of the flips falls; none to nobody.
    async fn flips(&self, file: &str, seed: u64) -> Counts {
        let mut counts = Counts::default();
        for (at, bit) in self.bits(file, seed) {
            match self.flip(file, (at, bit)).await {
                Told::Harmless => counts.harmless += 1,
                Told::ByServer => counts.by_server += 1,
                Told::ByClient => counts.by_client += 1,
                Told::Silent => panic!("bit {bit} of byte {at} in {file} is noticed by nobody"),
            }
        }
        counts
    }

    /// As a control: after how many of the same flips a server without its file of heads, to which
    /// nobody comes, records on top of what is left.
    async fn silent_alone(&self, file: &str, seed: u64) -> usize {
        let mut silent = 0;
        for flip in self.bits(file, seed) {
            let told = self.alone(self.flipped(file, flip, false).path()).await;
            silent += usize::from(told == Told::Silent);
        }
        silent
    }

    /// As a control: after how many of the same flips SQLite says that all is well, and what was
    /// recorded is not there as it was.
    fn unseen_by_sqlite(&self, file: &str, seed: u64) -> usize {
        let unseen = |flip: Option<&(usize, u32)>| {
            let other = shadow();
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

/// A folder for a copy, in memory where there is such a place.
fn shadow() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
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

/// A server on this folder, as it is started on it; none where it does not start.
async fn serves(folder: &Path) -> Option<Server> {
    let options = Options::new(Keep::Folder(folder.to_owned()), "127.0.0.1:0".parse().unwrap());
    start(options).await.ok()
}

/// A server with a record, and an invite to it.
async fn filled(machine: &Machine) -> (Served, InviteLink) {
    let served = Served::start(machine, None).unwrap();
    let invite = incident(machine);
    let load = Load::begin(&PEOPLE, &invite, &served.address, |it| it.most = ENTRIES_EACH);
    let writers = load.all_written().await;
    let head = writers.iter().map(Writer::head).max();
    assert!(head > Some(Seq(300)));
    (served, invite)
}

const PROVEN: &str = "each told, or without consequence and written on, 0 silent";
const UNSEEN: &str = "it says ok over what is gone or altered, as it must";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_2_no_flipped_bit_of_the_log_takes_records_in_silence() {
    let machine = Machine::of("ana");
    let (served, invite) = filled(&machine).await;
    served.kill();
    let kept = Kept::of(&machine, invite).await;
    let counts = kept.flips("journal.db-wal", 6).await;
    assert!(counts.by_server > FLIPS / 4, "the log was hardly hit: {counts:?}");
    figure("flips-log", &format!("{counts:?}"));
    proof("flips-log", FLIPS, PROVEN);
    let silent = kept.silent_alone("journal.db-wal", 6).await;
    let on_top = "something is recorded on top in many, as it must be";
    assert!(silent > FLIPS / 4, "without the file of heads {silent} are silent");
    control("flips-log-alone", silent, FLIPS, on_top);
    let unseen = kept.unseen_by_sqlite("journal.db-wal", 6);
    assert!(unseen > FLIPS / 8, "SQLite noticed all but {unseen}");
    control("flips-log-control", unseen, FLIPS, UNSEEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_2_no_flipped_bit_of_the_database_takes_records_in_silence() {
    let machine = Machine::of("ana");
    let (mut served, invite) = filled(&machine).await;
    served.signal("-TERM");
    tokio::task::block_in_place(|| served.wait());
    // All of it into the database, and nothing left in the log.
    let database = rusqlite::Connection::open(data(&machine).join("journal.db")).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(database);
    let kept = Kept::of(&machine, invite).await;
    let counts = kept.flips("journal.db", 7).await;
    assert!(counts.by_server > FLIPS / 4, "the database was hardly hit: {counts:?}");
    figure("flips-pages", &format!("{counts:?}"));
    proof("flips-pages", FLIPS, PROVEN);
    let unseen = kept.unseen_by_sqlite("journal.db", 7);
    assert!(unseen > FLIPS / 8, "SQLite noticed all but {unseen}");
    control("flips-pages-control", unseen, FLIPS, UNSEEN);
}
