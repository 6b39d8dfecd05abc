//! The server of this machine's user: started when an incident needs it, detached, found again by
//! its door, and stopped only by `warroom stop`, or as one that somebody served and ended.
//!
//! It runs as this same program (`serve --embedded`). `stop` leaves a mark that only `open` and
//! `serve` clear, so that no other command brings back what somebody stopped on purpose.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;
use tokio::time::{Instant, sleep, timeout};
use warroom_register::{Handle, Label};

use super::door::{Door, DoorLock, one_at_a_time};
use super::export::Beside;
use super::{Host, PORT, PutRight, Wish, listen_on};
use crate::machine::Machine;
use crate::out;
use crate::paths::{Paths, make_folder};
use crate::trouble::{Trouble, said, shown};

/// From its start to its first word, in seconds: a large journal is checked first.
const READY_SECONDS_MAX: u64 = 60;
/// From being told to end to its end, in seconds.
const STOP_SECONDS_MAX: u64 = 20;
/// Whoever starts or stops a server has ended by then, in seconds.
const TURN_SECONDS_MAX: u64 = READY_SECONDS_MAX + STOP_SECONDS_MAX;
/// Between two looks whether a turn, or a port, is free.
const LOOK: Duration = Duration::from_millis(20);
/// The port of last time may be taken for a moment, by a server that is just ending or by somebody who
/// looks whether it is free: so long it is waited for, since others know no other one.
const PORT_WAIT: Duration = Duration::from_secs(2);
/// A log is begun anew beyond this, in bytes; the one before is kept.
const LOG_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Where a server looks for a port if the usual one is taken.
const FREE_PORTS: std::ops::Range<u16> = 20_000..30_000;
/// Before the system may choose one.
const PORT_TRIES_MAX: usize = 16;

/// Who wants the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// Somebody who opens an incident: whatever was stopped is started again.
    Open,
    /// A command about an incident that lives there.
    Incident,
}

/// What the server that was started says first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum FirstWord {
    Ready(Door),
    /// Why it does not start, with the exit code of whoever started it.
    Error {
        code: u8,
        why: String,
    },
}

/// The server of this machine's user, started if it does not run. `share` lets others on the network
/// reach it; without, it stays as it was.
pub(crate) async fn ensure(paths: &Paths, share: bool, by: By) -> Result<Door, Trouble> {
    let folder = paths.server_folder();
    let _turn = turn(&folder).await?;
    let mark = mark(&folder);
    match by {
        By::Open => clear_mark(&folder)?,
        By::Incident if mark.exists() => {
            return Err(Trouble::Unreachable(
                "the server on this machine was stopped on purpose: \
                 warroom open, serve or share starts it again"
                    .into(),
            ));
        }
        By::Incident => {}
    }
    let before = Door::read(&folder)?;
    if DoorLock::is_held(&folder)? {
        match before {
            Some(door) if door.shared || !share => {
                if let (By::Open, Err(why)) = (by, crate::policy::load(paths)) {
                    crate::policy::say_stale(&why);
                }
                return Ok(door);
            }
            Some(door) => end(&folder, &door).await?,
            None => return Err(starting()),
        }
        // One that was served in the foreground took its end for a person's.
        clear_mark(&folder)?;
        return spawn(paths, share).await;
    }
    spawn(paths, share || before.is_some_and(|door| door.shared)).await
}

/// Whether somebody stopped the server of this machine, so that it is not started by itself.
pub(crate) fn is_stopped(paths: &Paths) -> bool {
    mark(&paths.server_folder()).exists()
}

/// Puts an incident from a copy into the server of this machine's user, which is started then; gives
/// its door and what it calls the incident.
pub(crate) async fn adopt(
    paths: &Paths,
    share: bool,
    text: &str,
    by: Handle,
) -> Result<(Door, Label), Trouble> {
    let folder = paths.server_folder();
    make_folder(&folder)?;
    let _turn = turn(&folder).await?;
    let before = Door::read(&folder)?;
    if DoorLock::is_held(&folder)? {
        end(&folder, before.as_ref().ok_or_else(starting)?).await?;
    }
    let label = super::adopt(&folder, text, by).await?;
    clear_mark(&folder)?;
    let door = spawn(paths, share || before.is_some_and(|door| door.shared)).await?;
    Ok((door, label))
}

/// Puts a record right in the folder of this machine's server, which is stopped for it and started again
/// if it ran.
pub(crate) async fn put_right(paths: &Paths, text: &str, by: Handle) -> Result<PutRight, Trouble> {
    let folder = paths.server_folder();
    if !folder.exists() {
        return Err(Trouble::Refused("no server ever ran on this machine".into()));
    }
    let _turn = turn(&folder).await?;
    let before = Door::read(&folder)?;
    let ran = DoorLock::is_held(&folder)?;
    if ran {
        end(&folder, before.as_ref().ok_or_else(starting)?).await?;
    }
    let done = super::put_right(&folder, text, by).await;
    if ran {
        clear_mark(&folder)?;
        spawn(paths, before.is_some_and(|door| door.shared)).await?;
    }
    done
}

/// The door of the server of this machine's user, if it runs.
pub(crate) fn running(paths: &Paths) -> Result<Option<Door>, Trouble> {
    let folder = paths.server_folder();
    if !folder.exists() || !DoorLock::is_held(&folder)? {
        return Ok(None);
    }
    Door::read(&folder)
}

/// Whether anything was ever kept here.
pub(crate) fn is_there(paths: &Paths) -> bool {
    paths.server_folder().join("door.json").exists()
}

/// Stops the server that keeps its records in this folder, and leaves the mark; gives whether one
/// ran.
pub(crate) async fn stop(folder: &Path) -> Result<bool, Trouble> {
    if !folder.exists() {
        return Ok(false);
    }
    let _turn = turn(folder).await?;
    leave_mark(folder)?;
    if !DoorLock::is_held(folder)? {
        return Ok(false);
    }
    let door = Door::read(folder)?.ok_or_else(starting)?;
    end(folder, &door).await?;
    Ok(true)
}

/// What says that a server was stopped on purpose, so that nothing but a person starts it again.
pub(crate) fn leave_mark(folder: &Path) -> Result<(), Trouble> {
    let mark = mark(folder);
    // Of its owner alone, as all that lies in this folder.
    let mut options = OpenOptions::new();
    let made = options.create(true).write(true).truncate(true).mode(0o600).open(&mark);
    made.map(drop).map_err(|e| Trouble::file(&mark, said(&e)))
}

/// What a server that is served on purpose clears.
pub(crate) fn clear_mark(folder: &Path) -> Result<(), Trouble> {
    let mark = mark(folder);
    match std::fs::remove_file(&mark) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Trouble::file(&mark, said(&e))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The life of the embedded server, in its own process: a first word on stdout, then silence.
pub(crate) async fn serve(paths: &Paths, share: bool) -> Result<(), Trouble> {
    // Out of the terminal's reach: it must outlive the shell it was started from. It fails for who
    // leads a process group already, as under a supervisor: that is out of reach enough.
    let _session = rustix::process::setsid();
    let started = start(paths, share).await;
    let word = match &started {
        Ok(host) => FirstWord::Ready(host.door.clone()),
        Err(why) => FirstWord::Error { code: why.code(), why: why.to_string() },
    };
    let told = serde_json::to_string(&word).map_err(Trouble::failed)?;
    out::line(&told)?;
    let host = started?;
    let null =
        File::open("/dev/null").map_err(|e| Trouble::file(Path::new("/dev/null"), said(&e)))?;
    rustix::stdio::dup2_stdout(null).map_err(|e| Trouble::Refused(e.to_string()))?;
    // The folder it was started from may have to be unmounted.
    std::env::set_current_dir("/").map_err(|e| Trouble::file(Path::new("/"), said(&e)))?;
    host.until_told(|| Ok(())).await
}

/// On the port of last time, so that the invites that are out stay good; else on a free one.
async fn start(paths: &Paths, share: bool) -> Result<Host, Trouble> {
    super::log_to_stderr()?;
    let folder = paths.server_folder();
    let owner = Machine::load_or_make(paths)?.public();
    let before = Door::read(&folder)?.map(|door| door.address.port());
    let port = before.unwrap_or(PORT);
    let policy = crate::policy::followed(paths)?;
    let export = crate::config::Config::load(paths)?.serve.export;
    let wish = |port| Wish {
        folder: folder.clone(),
        listen: listen_on(share, port),
        addresses: Vec::new(),
        owner,
        policy: Arc::clone(&policy),
        index: Some(paths.library_index()),
        beside: Some(Beside::of(paths)),
        export: export.clone(),
    };
    let until = Instant::now() + PORT_WAIT;
    let mut first = Host::start(wish(port)).await;
    while before.is_some()
        && first.as_ref().is_err_and(|not| not.port_is_taken)
        && Instant::now() < until
    {
        sleep(LOOK).await;
        first = Host::start(wish(port)).await;
    }
    let started = match first {
        Err(not) if not.port_is_taken => Host::start(wish(free_port(share)?)).await,
        other => other,
    };
    Ok(started?)
}

/// A port that was free a moment ago, and that stays so while this server is down: outgoing
/// connections and port 0 never take one from below the system's own range.
fn free_port(share: bool) -> Result<u16, Trouble> {
    let bind = |port| {
        std::net::TcpListener::bind(listen_on(share, port)).and_then(|bound| bound.local_addr())
    };
    let mut tries = std::iter::repeat_with(random_port).take(PORT_TRIES_MAX);
    let free = tries.find_map(|port| bind(port).ok()).map_or_else(|| bind(0), Ok);
    let bound = free.map_err(|e| Trouble::Refused(format!("no free port: {}", said(&e))))?;
    Ok(bound.port())
}

/// Without random bytes the first of the range: then the next tries are for the system to say.
fn random_port() -> u16 {
    let mut bytes = [0; 2];
    let drawn = getrandom::fill(&mut bytes).map_or(0, |()| u16::from_le_bytes(bytes));
    FREE_PORTS.start + drawn % (FREE_PORTS.end - FREE_PORTS.start)
}

async fn spawn(paths: &Paths, share: bool) -> Result<Door, Trouble> {
    // Said here, where somebody reads it, and not only in the log of what does not start.
    crate::policy::load(paths)?;
    let log = open_log(&paths.server_log())?;
    let mut command = Command::new(this_program());
    command.args(["serve", "--embedded"]);
    if share {
        command.arg("--share");
    }
    for name in ["WARROOM_INCIDENT", "WARROOM_HANDLE", "WARROOM_INVITE", "WARROOM_CONFIG"] {
        command.env_remove(name);
    }
    let before = Door::read(&paths.server_folder())?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    let child = command.spawn();
    let mut child = child
        .map_err(|e| Trouble::Refused(format!("the server cannot be started: {}", said(&e))))?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        let mut stdout = BufReader::new(stdout);
        let said = timeout(Duration::from_secs(READY_SECONDS_MAX), stdout.read_line(&mut line));
        drop(said.await);
    }
    let door = match serde_json::from_str(&line) {
        Ok(FirstWord::Ready(door)) => door,
        Ok(FirstWord::Error { code, why }) => return Err(trouble(code, why)),
        Err(_no_word) => {
            return Err(Trouble::Refused(format!(
                "the server on this machine did not start: its log is {}",
                shown(&paths.server_log())
            )));
        }
    };
    let (wanted, port) =
        (before.as_ref().map_or(PORT, |before| before.address.port()), door.address.port());
    if wanted != port {
        let moved = format!(
            "port {wanted} is in use by another program: this machine's server is on port {port}"
        );
        out::note(&moved);
        if before.is_some() {
            out::note(&format!(
                "invites made before name the old port: join needs --at HOST:{port}"
            ));
        }
    }
    Ok(door)
}

/// The trouble of another run of this program, by its exit code.
const fn trouble(code: u8, why: String) -> Trouble {
    match code {
        2 => Trouble::Usage(why),
        3 => Trouble::Unreachable(why),
        _ => Trouble::Refused(why),
    }
}

/// This very program, also when it was replaced on disk by a newer one since.
pub(super) fn this_program() -> PathBuf {
    let exe = std::env::current_exe().ok().filter(|exe| exe.exists());
    exe.unwrap_or_else(|| PathBuf::from("/proc/self/exe"))
}

fn open_log(path: &Path) -> Result<File, Trouble> {
    make_folder(path.parent().unwrap_or(path))?;
    let bad = |e: std::io::Error| Trouble::file(path, said(&e));
    if path.metadata().is_ok_and(|about| about.len() > LOG_BYTES_MAX) {
        std::fs::rename(path, path.with_extension("log.1")).map_err(bad)?;
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).map_err(bad)
}

/// Ends the server behind this door. Its lock is held, so the process is the one that wrote it.
async fn end(folder: &Path, door: &Door) -> Result<(), Trouble> {
    let pid = i32::try_from(door.pid).ok().and_then(rustix::process::Pid::from_raw);
    let pid = pid.ok_or_else(|| Trouble::file(&folder.join("door.json"), "its pid is none"))?;
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).map_err(|e| {
        let pid = door.pid;
        Trouble::Refused(format!("the server (process {pid}) cannot be stopped: {e}"))
    })?;
    let folder = folder.to_owned();
    let free = tokio::task::spawn_blocking(move || DoorLock::wait_until_free(&folder));
    match timeout(Duration::from_secs(STOP_SECONDS_MAX), free).await {
        Ok(Ok(freed)) => freed,
        Ok(Err(e)) => Err(Trouble::Refused(e.to_string())),
        Err(_elapsed) => Err(Trouble::Refused(format!(
            "the server (process {}) was told to stop and still runs",
            door.pid
        ))),
    }
}

/// One at a time looks, starts and stops. Who was suspended in the middle of it keeps nobody for ever:
/// the server may be there all the same.
pub(crate) async fn turn(folder: &Path) -> Result<File, Trouble> {
    let end = Instant::now() + Duration::from_secs(TURN_SECONDS_MAX);
    loop {
        if let Some(turn) = one_at_a_time(folder)? {
            return Ok(turn);
        }
        if Instant::now() > end {
            return Err(Trouble::Unreachable(format!(
                "another warroom of this machine has been starting or stopping its server for \
                 {TURN_SECONDS_MAX} seconds: end that one, or let it go on"
            )));
        }
        sleep(LOOK).await;
    }
}

fn mark(folder: &Path) -> PathBuf {
    folder.join("stopped")
}

fn starting() -> Trouble {
    Trouble::Refused("a server of this machine is just starting: try again".into())
}
