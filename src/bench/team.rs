//! The library of a team's server: how long it takes to start over many journals, and how long a
//! member waits for what is asked over the socket, the start of the program included.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::{lines, table, time};

/// Measures a server with so many recordings.
pub(crate) fn measure(recordings: u32, records: u64) {
    let (host, member) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (server, _) = serve(host.path());
    stop(server);
    fill(&host.path().join("data/server/journal.db"), recordings, records);
    let (server, first) = serve(host.path());
    let invite = said(host.path(), &["invite", "--server"]);
    let invite = invite.split_whitespace().find(|word| word.starts_with("warroom://")).unwrap();
    said(member.path(), &["join", invite]);
    println!("a server of {recordings} recordings of {records} records starts in {first:.1?}");
    let taken_in = time(member.path(), &["search", "zeppelin"]);
    println!("taken in by it once in {taken_in:.1?}");
    table(member.path(), &["list"]);
    stop(server);
    let (server, again) = serve(host.path());
    println!("the same server starts again in {again:.1?}");
    let listed = said(member.path(), &["list"]).lines().count();
    println!("warroom list shows {listed} incidents");
    stop(server);
}

fn warroom(home: &Path, arguments: &[&str]) -> Command {
    // A handle belongs to one machine's key.
    let handle = if home.join("data/server").exists() { "host" } else { "ana" };
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command.args(arguments).env("WARROOM_HOME", home).env("WARROOM_HANDLE", handle);
    command.stdin(Stdio::null());
    command
}

fn said(home: &Path, arguments: &[&str]) -> String {
    let done = warroom(home, arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// A server, with what it says.
type Server = (Child, BufReader<ChildStderr>);

/// Starts a server; gives it once it can be joined, and how long that took.
fn serve(home: &Path) -> (Server, Duration) {
    let began = Instant::now();
    let mut serve = warroom(home, &["serve", "--listen", "127.0.0.1:0"]);
    let mut server = serve.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut says = BufReader::new(server.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("warroom serves") {
        line.clear();
        assert_ne!(says.read_line(&mut line).unwrap(), 0, "the server ended");
    }
    ((server, says), began.elapsed())
}

fn stop((mut server, _says): Server) {
    let pid = rustix::process::Pid::from_child(&server);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    server.wait().unwrap();
}

/// Puts recordings into the journal of a server that does not run.
fn fill(file: &Path, recordings: u32, records: u64) {
    let mut db = Connection::open(file).unwrap();
    let change = db.transaction().unwrap();
    for n in 1..=recordings {
        let (id, mut lines) = lines(n, records);
        let header = lines.remove(0);
        change
            .execute(
                "INSERT INTO incident (id, label, header) VALUES (?1, ?2, ?3)",
                (id.to_string(), n, header),
            )
            .unwrap();
        let incident = change.last_insert_rowid();
        let mut insert = change
            .prepare_cached("INSERT INTO record (incident, seq, line) VALUES (?1, ?2, ?3)")
            .unwrap();
        for (line, seq) in lines.iter().zip(1_i64..) {
            insert.execute((incident, seq, line)).unwrap();
        }
    }
    change.commit().unwrap();
}
