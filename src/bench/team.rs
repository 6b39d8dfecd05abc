//! The library of a team's server: how long it takes to start over many journals, and how long a
//! member waits for what is asked over the socket, the start of the program included.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::{lines, table, time};

/// Measures a server with so many recordings.
pub(crate) fn measure(recordings: u32, records: u64) {
    let folder = tempfile::tempdir().unwrap();
    // A handle belongs to one machine's key: each is called as its folder.
    let [host, member] = ["host", "member"].map(|name| folder.path().join(name));
    // Members come back to the address that they joined.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let serve = || serve(&host, &free);
    let (server, _) = serve();
    stop(server);
    fill(&host.join("data/server/journal.db"), recordings, records);
    let (server, first) = serve();
    let invite = said(&host, &["invite", "--server"]);
    let invite = invite.split_whitespace().find(|word| word.starts_with("warroom://")).unwrap();
    said(&member, &["join", invite]);
    println!("a server of {recordings} recordings of {records} records starts in {first:.1?}");
    let taken_in = time(&member, &["search", "zeppelin"]);
    println!("taken in by it once in {taken_in:.1?}");
    table(&member, &["list"]);
    stop(server);
    let (server, again) = serve();
    println!("the same server starts again in {again:.1?}");
    let listed = said(&member, &["list"]).lines().count();
    println!("warroom list shows {listed} incidents");
    stop(server);
}

fn warroom(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warroom"));
    command.args(arguments).env("WARROOM_HOME", home);
    command.env("WARROOM_HANDLE", home.file_name().unwrap());
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
fn serve(home: &Path, address: &str) -> (Server, Duration) {
    let began = Instant::now();
    let mut serve = warroom(home, &["serve", "--listen", address]);
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
            .prepare_cached("INSERT INTO record (place, line) VALUES ((?1 << 32) + ?2, ?3)")
            .unwrap();
        for (line, seq) in lines.iter().zip(1_i64..) {
            insert.execute((incident, seq, line)).unwrap();
        }
    }
    change.commit().unwrap();
}
