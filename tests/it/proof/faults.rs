//! A disk that says no: a sync that fails, writes that fall short, a full or read-only disk, no more
//! file descriptors. A refusal still means never recorded; reading goes on; it recovers by itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use warroom_register::InviteLink;
use warroom_register::protocol::{Lack, Lacks};

use super::history::{Client, Moment};
use super::journal::history;
use super::kills::Load;
use super::seat::{Writer, secure};
use super::served::{Served, Shim, data, incident};
use super::table::{control, figure, proof};
use crate::terminal::{Machine, program};

const PEOPLE: [&str; 3] = ["ben", "cy", "dia"];
/// A server that has nothing to do looks at its disk every ten seconds: what is not told by then never
/// is.
const TOLD_MAX: Duration = Duration::from_secs(30);

/// How soon room that a full disk has again is taken.
const REFILL: Duration = Duration::from_millis(5);

/// One course: a server whose disk fails somewhere, people who write, a crash, and a server whose
/// disk is well again, on which all that is open is settled. Gives also how many heard nothing more
/// before the crash. Each writes one entry after the other, so that there are as many syncs as entries of
/// one of them; until so many are known, the disk has failed.
async fn course(what: String, entries: usize) -> (Vec<Client>, usize) {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    served.kill();
    let armed = machine.home().join("armed");
    let shim = Shim::of(&machine, what.clone()).armed_by(&armed);
    let served = Served::start(&machine, Some(&shim)).unwrap();
    fs::write(&armed, b"").unwrap();
    let load = Load::begin(&PEOPLE, &invite, &served.address, |writer| writer.under_way = 1);
    // What is refused is answered, and what is unknown stays open until somebody knows.
    let silent = load.seen_by_all(entries).await;
    served.kill();
    assert!(armed.with_file_name("armed-failed").exists(), "{what}: nothing failed");
    let served = Served::start(&machine, None).unwrap();
    load.moved(&served.address);
    let writers = load.end().await;
    served.kill();
    let clients: Vec<_> = writers.iter().map(|writer| writer.notes.client()).collect();
    let history = history(&data(&machine), clients.clone()).await;
    assert_eq!(history.check(), Vec::<String>::new(), "{what}");
    (clients, silent)
}

/// All of these courses; how many were refused something, and how many heard nothing more for a while.
/// The disk fails a few times and is well again, so that a server has no reason to stay silent in most.
async fn courses(name: &str, all: Vec<(String, usize)>) {
    let (many, mut refused, mut silent) = (all.len(), 0, 0);
    for (what, entries) in all {
        let (clients, quiet) = course(what, entries).await;
        refused += refusals(&clients);
        silent += usize::from(quiet > 0);
    }
    assert!(refused > 0, "nothing failed under anybody");
    assert!(silent <= many / 4, "in {silent} of {many} somebody heard nothing for seconds");
    let text =
        format!("{refused} refusals; in {silent} of {many} somebody heard nothing for seconds");
    figure(name, &text);
}

fn refusals(clients: &[Client]) -> usize {
    let all = clients.iter().flat_map(|client| &client.moments);
    all.filter(|(_, moment)| matches!(moment, Moment::Refused(_))).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_4_a_failed_sync_is_unknown_and_settled() {
    // Every third fails twice, so that the way out of the first fails as well.
    let times = |at: u32| 1 + u32::from(at.is_multiple_of(3));
    let all =
        (1..=60).map(|at| (format!("eio:journal.db-wal:{at}:{}", times(at)), at as usize + 4));
    courses("eio", all.collect()).await;
    proof("eio", 60, "0 lost, 0 twice, 0 refused and recorded");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_4_a_write_that_falls_short_is_unknown_and_settled() {
    let all = (1..=100).map(|at| (format!("full:journal.db-wal:{at}:{}", 1 + at % 4), 4 + at / 3));
    courses("short", all.collect()).await;
    proof("short", 100, "0 lost, 0 twice, 0 refused and recorded");
}

/// Somebody in a seat.
async fn seated(who: &str, invite: &InviteLink, served: &Served, like: &Writer) -> Seated {
    let mut writer = Writer::new(who, invite, &like.notes);
    let socket = writer.enter(&served.address).await.unwrap();
    Seated { writer, socket }
}

struct Seated {
    writer: Writer,
    socket: super::seat::Socket,
}

impl Seated {
    /// How long it took until it was told this; none: it never was.
    async fn hears(&mut self, wanted: impl Fn(&[Lack]) -> bool) -> Option<Duration> {
        let told = self.writer.told(&mut self.socket, wanted);
        tokio::time::timeout(TOLD_MAX, told).await.ok()
    }

    /// Writes one entry: whether it was recorded, or why not.
    async fn writes(&mut self) -> Result<(), String> {
        self.writer.more(1);
        self.writer.refusal = None;
        self.writer.settled(&mut self.socket).await?;
        self.writer.refusal.take().map_or(Ok(()), Err)
    }
}

/// A disk that takes nothing for a while: everybody is told, also who asks for nothing; what is
/// written is refused with the reason, from the first command on, what is there is read, others come and go; and once it takes
/// again so does the room, by itself, and says so.
async fn degraded(why: &str, served: Served, machine: &Machine, disk: impl FnMut(bool)) {
    degrades(why, served, machine, disk).await.unwrap();
}

/// What did not come, if something did not.
async fn degrades(
    why: &str,
    served: Served,
    machine: &Machine,
    mut disk: impl FnMut(bool),
) -> Result<(), &'static str> {
    let invite = incident(machine);
    let notes = Writer::new("ben", &invite, &super::history::Notes::begin("ana".parse().unwrap()));
    let mut ben = seated("ben", &invite, &served, &notes).await;
    let mut cy = seated("cy", &invite, &served, &notes).await;
    ben.writes().await.unwrap();
    let screen = machine.terminal((120, 40), &["join", "INC-1"]);
    screen.sees("live");
    let well = |lacks: &[Lack]| lacks.is_empty();
    let ill = |lacks: &[Lack]| {
        lacks.iter().any(|lack| lack.what == Lacks::Records && lack.why.contains(why))
    };
    assert!(well(&ben.writer.lacks) && well(&cy.writer.lacks), "told of nothing while all is well");
    disk(false);
    // The room finds out by itself, and tells who asked for nothing.
    ben.hears(ill).await.ok_or("nobody was told that nothing is recorded")?;
    cy.writer.told(&mut cy.socket, ill).await;
    screen.sees("NOTHING IS RECORDED since").sees(why).sees("NOT RECORDED");
    let health = health(&served, &invite).await;
    assert!(health.starts_with("HTTP/1.1 503") && health.contains(why), "{health}");
    for seated in [&mut ben, &mut cy] {
        let refused = seated.writes().await.expect_err("it was recorded");
        assert!(refused.contains(why), "{refused}");
    }
    // Reading goes on: somebody comes back, has the whole record, and is told.
    let head = ben.writer.head();
    let mut again = seated("ben", &invite, &served, &notes).await;
    tokio::time::timeout(Duration::from_secs(30), again.writer.read_to(&mut again.socket, head))
        .await
        .expect("the record was not read")
        .unwrap();
    again.writer.told(&mut again.socket, ill).await;
    disk(true);
    let recovers = ben.hears(well).await.ok_or("nobody was told that it is well again")?;
    cy.writer.told(&mut cy.socket, well).await;
    again.writer.told(&mut again.socket, well).await;
    figure("recovers", &format!("{recovers:.1?}"));
    screen.sees("The server records again").sees("live");
    let health = self::health(&served, &invite).await;
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    ben.writes().await.unwrap();
    cy.writes().await.unwrap();
    // Once more, and now the first who writes does so before anybody was told: that command says why.
    disk(false);
    let refused = ben.writes().await.expect_err("the first was recorded");
    assert!(refused.contains(why), "{refused}");
    ben.hears(ill).await.ok_or("nobody was told that nothing is recorded, again")?;
    disk(true);
    ben.hears(well).await.ok_or("nobody was told that it is well again, again")?;
    ben.writes().await.unwrap();
    let clients = [&ben, &cy, &again].map(|seated| seated.writer.notes.client()).to_vec();
    drop(screen);
    served.kill();
    let history = history(&data(machine), clients).await;
    assert_eq!(history.check(), Vec::<String>::new());
    Ok(())
}

/// What the server says of itself to whoever watches it.
async fn health(served: &Served, invite: &InviteLink) -> String {
    let mut stream = secure(&served.address, invite.pin.unwrap()).await.unwrap();
    stream
        .write_all(b"GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    // Not every server says goodbye before it closes.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8(answer).unwrap()
}

/// A file that says how the disk is just now.
fn marks(mark: &Path) -> impl Fn(bool) {
    move |well| {
        if well { fs::remove_file(mark).unwrap() } else { fs::write(mark, b"").unwrap() }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_a_read_only_disk_refuses_writes_and_recovers() {
    let (machine, other) = (Machine::of("ana"), tempfile::tempdir().unwrap());
    let mark = other.path().join("readonly");
    let shim = Shim::of(&machine, format!("readonly-while:{}", mark.display()));
    let served = Served::start(&machine, Some(&shim)).unwrap();
    degraded("the server's disk is read-only", served, &machine, marks(&mark)).await;
    proof(
        "readonly",
        1,
        "all were told, writes refused with the reason, read on, recovered by itself",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_a_full_disk_refuses_writes_and_recovers() {
    let (machine, other) = (Machine::of("ana"), tempfile::tempdir().unwrap());
    let mark = other.path().join("full");
    let shim = Shim::of(&machine, format!("full-while:{}", mark.display()));
    let served = Served::start(&machine, Some(&shim)).unwrap();
    degraded("the server's disk is full", served, &machine, marks(&mark)).await;
    proof("full", 1, "all were told, writes refused with the reason, read on, recovered by itself");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_control_a_disk_that_is_well_and_one_that_stays_full_are_seen() {
    let why = "the server's disk is full";
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let told = degrades(why, served, &machine, |_| {}).await;
    assert_eq!(told, Err("nobody was told that nothing is recorded"));
    control("well-control", 1, 1, "nobody was told of anything, as it must be");
    let (machine, other) = (Machine::of("ana"), tempfile::tempdir().unwrap());
    let mark = other.path().join("full");
    let shim = Shim::of(&machine, format!("full-while:{}", mark.display()));
    let served = Served::start(&machine, Some(&shim)).unwrap();
    let fills = |well: bool| {
        if !well {
            fs::write(&mark, b"").unwrap();
        }
    };
    let told = degrades(why, served, &machine, fills).await;
    assert_eq!(told, Err("nobody was told that it is well again"));
    control("ill-control", 1, 1, "it does not recover, as it must be");
}

/// A small file system of its own, gone again at the end; none where this may not be made.
struct Small(PathBuf);

impl Small {
    fn at(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1500k,mode=700", "tmpfs"]).arg(folder);
        let made = mount.output().is_ok_and(|made| made.status.success());
        made.then(|| Self(folder.to_owned()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}

/// A file that takes all room of a disk, what the server gives back meanwhile too, until it is dropped.
struct Ballast {
    file: PathBuf,
    well: Option<SyncSender<()>>,
    fills: Option<JoinHandle<()>>,
}

impl Ballast {
    fn of(file: PathBuf) -> Self {
        let mut open = fs::File::create(&file).unwrap();
        let mut pour = move || while std::io::Write::write_all(&mut open, &[0; 512]).is_ok() {};
        pour();
        let (well, until_well) = sync_channel(0);
        let fills = std::thread::spawn(move || {
            while until_well.recv_timeout(REFILL) == Err(RecvTimeoutError::Timeout) {
                pour();
            }
        });
        Self { file, well: Some(well), fills: Some(fills) }
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        drop(self.well.take());
        self.fills.take().map(JoinHandle::join).unwrap().unwrap();
        fs::remove_file(&self.file).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_a_disk_that_is_really_full_refuses_writes_and_recovers() {
    let machine = Machine::of("ana");
    let Some(small) = Small::at(&data(&machine)) else {
        println!(
            "skipped: no small file system can be mounted here; the shim's full disk was tried"
        );
        return;
    };
    let served = Served::start(&machine, None).unwrap();
    let mut ballast = None;
    degraded("the server's disk is full", served, &machine, |well| match ballast.take() {
        Some(full) if well => drop(full),
        _ => ballast = Some(Ballast::of(small.0.join("ballast"))),
    })
    .await;
    proof(
        "full-mount",
        1,
        "all were told, writes refused with the reason, read on, recovered by itself",
    );
}

/// A server that may open so many files, and what its members hear while a crowd comes.
async fn crowded(files: u32) -> Result<(), &'static str> {
    let machine = Machine::of("ana");
    let mut command = Command::new("sh");
    let limited = format!("ulimit -n {files}; exec \"$0\" serve --listen 127.0.0.1:0");
    command.args(["-c", &limited]).arg(program());
    let served = Served::run(&machine, command, None).unwrap();
    let invite = incident(&machine);
    let like = Writer::new("ben", &invite, &super::history::Notes::begin("ana".parse().unwrap()));
    let mut ben = seated("ben", &invite, &served, &like).await;
    ben.writes().await.unwrap();
    let mut cy = seated("cy", &invite, &served, &like).await;
    let shut = |lacks: &[Lack]| lacks.iter().any(|lack| lack.what == Lacks::Door);
    let crowd: Vec<_> = (0..200).map(|_| std::net::TcpStream::connect(&served.address)).collect();
    // Those who are here are told that nobody new comes in, and write on.
    ben.hears(shut).await.ok_or("nobody was told that the door is shut")?;
    cy.hears(shut).await.ok_or("not everybody was told that the door is shut")?;
    let mut took = Vec::new();
    for _ in 0..20 {
        let since = std::time::Instant::now();
        ben.writes().await.unwrap();
        took.push(since.elapsed());
    }
    took.sort_unstable();
    assert!(took[18] < Duration::from_secs(1), "it took {took:?}");
    drop(crowd);
    cy.hears(<[Lack]>::is_empty).await.ok_or("nobody was told that it is open again")?;
    let mut dia = seated("dia", &invite, &served, &like).await;
    dia.writes().await.unwrap();
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_without_file_descriptors_members_go_on() {
    crowded(64).await.unwrap();
    proof("descriptors", 200, "all were told, members wrote on, newcomers came in after");
    assert_eq!(crowded(1_024).await, Err("nobody was told that the door is shut"));
    control("descriptors-control", 1, 1, "nobody was told of anything, as it must be");
}
