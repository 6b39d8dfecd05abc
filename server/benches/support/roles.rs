//! One binary, several processes: the bench starts itself again as the server and as the generator,
//! so that the cost of one is never taken for that of the other.
//!
//! A child is told what to do by one JSON argument and answers by one JSON line on stdout. It ends
//! when its stdin does, so it cannot outlive the bench.

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::plan::{Plan, Report};
use super::wire::Trouble;

const START_SECONDS_MAX: u64 = 20;
/// Beyond what the plan itself takes: joins, drain, a busy machine.
const RUN_SECONDS_MAX: u64 = 120;

/// What a server process is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    /// An empty folder of its own.
    pub(crate) data: PathBuf,
    pub(crate) tls: bool,
}

/// What a server process says once it can be reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) address: SocketAddr,
    /// Whatever its peer needs to get in.
    pub(crate) given: String,
}

/// What this process is to be.
pub(crate) enum Role {
    /// The bench itself, with the arguments of its user.
    Bench(Vec<String>),
    Server {
        name: String,
        order: Order,
    },
    Generator {
        peer: String,
        plan: Plan,
    },
}

/// A server in a process of its own, killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: Ready,
}

impl Role {
    /// Reads the command line, and gets all the files that the process may open.
    pub(crate) fn of_this_process() -> Result<Self, Trouble> {
        raise_files()?;
        let args: Vec<String> = env::args().skip(1).collect();
        match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["--role", "server", name, order] => {
                let order = serde_json::from_str(order)?;
                Ok(Self::Server { name: (*name).to_owned(), order })
            }
            ["--role", "generator", peer, plan] => {
                let plan = serde_json::from_str(plan)?;
                Ok(Self::Generator { peer: (*peer).to_owned(), plan })
            }
            _ => Ok(Self::Bench(args)),
        }
    }
}

impl Server {
    /// Returns once the server has said where it listens.
    pub(crate) fn start(name: &str, order: &Order) -> Result<Self, Trouble> {
        let mut child = start_role("server", name, &serde_json::to_string(order)?)?;
        let ready = answer(&mut child, Duration::from_secs(START_SECONDS_MAX));
        match ready {
            Ok(ready) => Ok(Self { child, ready }),
            Err(trouble) => {
                end(&mut child);
                Err(format!("{name} did not start: {trouble}").into())
            }
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// Runs a generator to its end.
pub(crate) fn generate(peer: &str, plan: &Plan) -> Result<Report, Trouble> {
    let mut child = start_role("generator", peer, &serde_json::to_string(plan)?)?;
    let limit = plan.warm + plan.measured + Duration::from_secs(RUN_SECONDS_MAX);
    let report = answer(&mut child, limit);
    end(&mut child);
    report.map_err(|trouble| format!("the generator for {peer} failed: {trouble}").into())
}

/// The child's one line.
pub(crate) fn say_report(report: &Report) -> Result<(), Trouble> {
    say(report)
}

/// The child's one line.
pub(crate) fn say_ready(ready: &Ready) -> Result<(), Trouble> {
    say(ready)
}

/// Resolves when the bench has ended or let go of this child.
pub(crate) async fn parent_gone() {
    let (gone, heard) = oneshot::channel();
    thread::spawn(move || {
        let mut rest = Vec::new();
        // An unreadable stdin is as good as a closed one.
        io::stdin().lock().take(1).read_to_end(&mut rest).ok();
        gone.send(()).ok();
    });
    heard.await.ok();
}

/// A folder of its owner's alone, as a server wants it.
pub(crate) fn folder() -> io::Result<tempfile::TempDir> {
    let alone = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    tempfile::Builder::new().permissions(alone).tempdir_in(scratch())
}

/// On the disk that holds the build, as `/tmp` may be memory, where a sync costs nothing.
fn scratch() -> PathBuf {
    option_env!("CARGO_TARGET_TMPDIR").map_or_else(env::temp_dir, PathBuf::from)
}

fn start_role(role: &str, name: &str, what: &str) -> io::Result<Child> {
    Command::new(env::current_exe()?)
        .args(["--role", role, name, what])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
}

fn say(line: &impl Serialize) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, line)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Waits for the child's line, in a thread so that the wait has an end.
fn answer<T: DeserializeOwned>(child: &mut Child, limit: Duration) -> Result<T, Trouble> {
    let stdout = child.stdout.take().ok_or("its stdout is gone")?;
    let (heard, line) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(stdout).read_line(&mut line).map(|_bytes| line);
        heard.send(read).ok();
    });
    let line = line.recv_timeout(limit)??;
    if line.is_empty() {
        return Err("it ended without a word on stdout; see above".into());
    }
    Ok(serde_json::from_str(&line)?)
}

/// It may be gone already, which is as well.
fn end(child: &mut Child) {
    child.kill().ok();
    child.wait().ok();
}

/// A thousand seats are a thousand files, at both ends.
fn raise_files() -> io::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?)
}
