//! The command as a process: in a terminal of its own where warroom has one, else with pipes.
//!
//! What it prints goes out as it comes and its end is held. Signals that come to warroom go on to
//! it. Where the keyboard is a terminal and not everything else is, the command stays in warroom's
//! process group: the terminal itself tells both of Ctrl-C, and telling it twice would mean more.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read, Write};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::timeout;
use warroom_register::Shown;

use super::tail::Tail;
use crate::terminal::Raw;
use crate::trouble::said;

/// What a command left behind may still hold its output open: it is waited for so long after the
/// command itself has ended.
const DRAIN: Duration = Duration::from_millis(500);
/// What is read at once, in bytes.
const BLOCK_BYTES: usize = 16 * 1024;

/// How a command ended.
pub(super) struct Ended {
    /// Its exit status; none where a signal ended it.
    pub(super) exit: Option<i32>,
    /// The signal that ended it.
    pub(super) signal: Option<i32>,
    /// The end of what it printed.
    pub(super) tail: Tail,
    /// How long it ran, in milliseconds.
    pub(super) millis: u64,
}

/// Why a command was not run.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotRun {
    #[error("there is no command {0}")]
    NotFound(Shown),
    #[error("{0} cannot be run: {1}")]
    Cannot(Shown, String),
}

/// A command that runs.
struct Running {
    child: Child,
    /// The terminal it has, where it has one of its own.
    master: Option<Box<dyn MasterPty + Send>>,
    /// It leads a process group of its own.
    leads_group: bool,
    tail: Arc<Mutex<Tail>>,
    /// Ends when all of its output has come.
    all_came: mpsc::Receiver<()>,
    /// Given back when it has ended.
    _raw: Option<Raw>,
}

/// Runs a command to its end.
pub(super) async fn run(command: &[OsString]) -> Result<Ended, NotRun> {
    let began = Instant::now();
    let cannot = |e: &io::Error| why_not(command, e);
    let mut signals = Signals::new().map_err(|e| cannot(&e))?;
    let terminals =
        [io::stdin().is_terminal(), io::stdout().is_terminal(), io::stderr().is_terminal()];
    let running = if terminals == [true; 3] {
        in_terminal(command)
    } else {
        with_pipes(command, terminals[0])
    };
    let Running { mut child, master, leads_group, tail, mut all_came, _raw } =
        running.map_err(|e| cannot(&e))?;
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let whom = Whom { pid, leads_group, master };
    let mut waited = tokio::task::spawn_blocking(move || child.wait());
    let status = loop {
        tokio::select! {
            status = &mut waited => break status,
            signal = signals.next() => whom.tell(signal),
        }
    };
    let status = status.map_err(io::Error::other).and_then(|s| s).map_err(|e| cannot(&e))?;
    // Only that it ended counts: nothing is ever sent on this channel.
    drop(timeout(DRAIN, all_came.recv()).await);
    let tail = tail.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Ended { exit: status.code(), signal: status.signal(), tail, millis })
}

fn why_not(command: &[OsString], error: &io::Error) -> NotRun {
    let name = command.first().map(|name| name.to_string_lossy()).unwrap_or_default();
    let name = Shown::line(&name, 80);
    match error.kind() {
        io::ErrorKind::NotFound => NotRun::NotFound(name),
        _ => NotRun::Cannot(name, said(error)),
    }
}

/// With a terminal of its own, so that it shows what it would show without warroom.
fn in_terminal(command: &[OsString]) -> io::Result<Running> {
    found(command)?;
    let pair = native_pty_system().openpty(size()).map_err(io::Error::other)?;
    let mut builder = CommandBuilder::from_argv(command.to_vec());
    builder.cwd(std::env::current_dir()?);
    let child: Box<dyn portable_pty::Child> =
        pair.slave.spawn_command(builder).map_err(io::Error::other)?;
    drop(pair.slave);
    let child = child.downcast::<Child>().map_err(|_other| io::Error::other("no process"))?;
    let tail = Arc::default();
    let (came, all_came) = mpsc::channel(1);
    let reader = pair.master.try_clone_reader().map_err(io::Error::other)?;
    copy(reader, io::stdout(), &tail, came);
    let writer = pair.master.take_writer().map_err(io::Error::other)?;
    let raw = Raw::take()?;
    type_on(writer);
    let (child, master) = (*child, Some(pair.master));
    Ok(Running { child, master, leads_group: true, tail, all_came, _raw: Some(raw) })
}

/// Looked for here, since the pty's own answer would not say which of the two it is.
fn found(command: &[OsString]) -> io::Result<()> {
    let name = command.first().ok_or(io::ErrorKind::NotFound)?;
    let path = std::path::Path::new(name);
    let runs = |path: &std::path::Path| {
        use std::os::unix::fs::PermissionsExt as _;
        let about = std::fs::metadata(path)?;
        let may = about.is_file() && about.permissions().mode() & 0o111 != 0;
        if may { Ok(()) } else { Err(io::Error::from(io::ErrorKind::PermissionDenied)) }
    };
    if path.components().count() > 1 {
        return runs(path);
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut best = Err(io::Error::from(io::ErrorKind::NotFound));
    for folder in std::env::split_paths(&folders) {
        match runs(&folder.join(path)) {
            Ok(()) => return Ok(()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => best = Err(e),
        }
    }
    best
}

/// With pipes; what it reads, it reads from where warroom would.
fn with_pipes(command: &[OsString], keyboard: bool) -> io::Result<Running> {
    let name = command.first().ok_or(io::ErrorKind::NotFound)?;
    let mut builder = Command::new(name);
    builder.args(command.iter().skip(1)).stdout(Stdio::piped()).stderr(Stdio::piped());
    if !keyboard {
        builder.process_group(0);
    }
    let mut child = builder.spawn()?;
    let tail = Arc::default();
    let (came, all_came) = mpsc::channel(1);
    if let Some(out) = child.stdout.take() {
        copy(out, io::stdout(), &tail, came.clone());
    }
    if let Some(err) = child.stderr.take() {
        copy(err, io::stderr(), &tail, came);
    }
    Ok(Running { child, master: None, leads_group: !keyboard, tail, all_came, _raw: None })
}

/// Passes on what comes, and holds its end. A reader that goes away closes the pipe, as it would
/// without warroom.
fn copy(
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    tail: &Arc<Mutex<Tail>>,
    came: mpsc::Sender<()>,
) {
    let tail = Arc::clone(tail);
    std::thread::spawn(move || {
        let mut block = vec![0; BLOCK_BYTES];
        loop {
            let block = match from.read(&mut block) {
                Ok(0) => break,
                Ok(n) => block.get(..n).unwrap_or_default(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            tail.lock().unwrap_or_else(PoisonError::into_inner).add(block);
            if to.write_all(block).and_then(|()| to.flush()).is_err() {
                break;
            }
        }
        drop(came);
    });
}

/// What is typed goes to the command; the thread ends with this program.
fn type_on(mut to: impl Write + Send + 'static) {
    std::thread::spawn(move || {
        let mut block = [0; 1024];
        let mut keyboard = io::stdin().lock();
        while let Ok(n) = keyboard.read(&mut block) {
            let typed = block.get(..n).unwrap_or_default();
            if n == 0 || to.write_all(typed).and_then(|()| to.flush()).is_err() {
                break;
            }
        }
    });
}

fn size() -> PtySize {
    let (cols, rows) = crate::terminal::size_or_usual();
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// What comes to warroom and is the command's.
enum Told {
    Signal(Signal),
    Resized,
}

struct Signals([(tokio::signal::unix::Signal, Option<Signal>); 5]);

impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self([
            (signal(SignalKind::interrupt())?, Some(Signal::INT)),
            (signal(SignalKind::terminate())?, Some(Signal::TERM)),
            (signal(SignalKind::hangup())?, Some(Signal::HUP)),
            (signal(SignalKind::quit())?, Some(Signal::QUIT)),
            (signal(SignalKind::window_change())?, None),
        ]))
    }

    async fn next(&mut self) -> Told {
        std::future::poll_fn(|context| {
            for (comes, means) in &mut self.0 {
                if comes.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(means.map_or(Told::Resized, Told::Signal));
                }
            }
            std::task::Poll::Pending
        })
        .await
    }
}

/// The process that is told.
struct Whom {
    pid: Option<Pid>,
    leads_group: bool,
    master: Option<Box<dyn MasterPty + Send>>,
}

impl Whom {
    fn tell(&self, what: Told) {
        let signal = match (what, &self.master) {
            (Told::Signal(signal), _) => signal,
            (Told::Resized, Some(master)) => return drop(master.resize(size())),
            (Told::Resized, None) => return,
        };
        let by_keyboard = matches!(signal, Signal::INT | Signal::QUIT);
        let Some(pid) = self.pid else { return };
        // One that is gone already needs to be told nothing.
        if self.leads_group {
            let in_front = self.master.as_ref().and_then(|m| m.process_group_leader());
            let in_front = in_front.and_then(Pid::from_raw).filter(|_| by_keyboard);
            kill_process_group(in_front.unwrap_or(pid), signal).unwrap_or_default();
        } else if !by_keyboard {
            kill_process(pid, signal).unwrap_or_default();
        }
    }
}
