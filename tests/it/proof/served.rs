//! The real server as a process of its own: started, watched, killed, and with a disk that fails.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};

use warroom_register::InviteLink;

use crate::terminal::{Machine, program};

/// However slow the machine: a server that is not up by then never is.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server said on standard error, line by line; and whether it has ended.
#[derive(Default)]
struct Said {
    lines: Vec<String>,
    ended: bool,
}

/// A server that serves the data folder of a machine.
pub(crate) struct Served {
    child: Child,
    said: Arc<(Mutex<Said>, Condvar)>,
    /// Where it listens.
    pub(crate) address: String,
}

/// What stands between a server and its disk (`tests/faults/shim.c`).
#[derive(Clone, Debug)]
pub(crate) struct Shim {
    what: String,
    folder: PathBuf,
    armed: Option<PathBuf>,
}

impl Shim {
    /// Does this to the files of a machine.
    pub(crate) fn of(machine: &Machine, what: String) -> Self {
        Self { what, folder: machine.home().to_owned(), armed: None }
    }

    /// The same, counting only once this file exists.
    pub(crate) fn armed_by(self, file: &Path) -> Self {
        Self { armed: Some(file.to_owned()), ..self }
    }

    /// Puts it between this command and the disk.
    pub(crate) fn before(&self, command: &mut Command) {
        command.envs(self.environment());
    }

    /// What a program needs in its environment to have it between itself and the disk.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let text = |path: &Path| path.display().to_string();
        let mut all = vec![
            ("LD_PRELOAD", text(library())),
            ("WARROOM_FAULT", self.what.clone()),
            ("WARROOM_FAULT_FOLDER", text(&self.folder)),
        ];
        all.extend(self.armed.iter().map(|file| ("WARROOM_FAULT_ARMED", text(file))));
        all
    }
}

/// The shim, compiled once for each run of the tests.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let file = folder.join(format!("shim-{}.so", std::process::id()));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/shim.c");
        let made = Command::new("cc")
            .args(["-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o"])
            .args([&file, &source])
            .args(["-ldl", "-lpthread"])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        file
    })
}

impl Served {
    /// Starts a server, and waits until it can be joined. Where it ends instead, what it said.
    pub(crate) fn start(machine: &Machine, shim: Option<&Shim>) -> Result<Self, String> {
        Self::listening(machine, "127.0.0.1:0", shim)
    }

    /// The same, on this address.
    pub(crate) fn listening(
        machine: &Machine,
        address: &str,
        shim: Option<&Shim>,
    ) -> Result<Self, String> {
        let mut command = Command::new(program());
        command.args(["serve", "--listen", address]);
        Self::run(machine, command, shim)
    }

    /// The same, on loopback, and telling everybody that it is reached elsewhere.
    pub(crate) fn reached_at(machine: &Machine, elsewhere: &str) -> Result<Self, String> {
        let mut command = Command::new(program());
        command.args(["serve", "--listen", "127.0.0.1:0", "--address", elsewhere]);
        let mut served = Self::run(machine, command, None)?;
        door(machine)["address"].as_str().unwrap().clone_into(&mut served.address);
        Ok(served)
    }

    /// The same, by a command of one's own that becomes the server.
    pub(crate) fn run(
        machine: &Machine,
        mut command: Command,
        shim: Option<&Shim>,
    ) -> Result<Self, String> {
        command.env_clear().envs(machine.environment());
        if let Some(shim) = shim {
            shim.before(&mut command);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::new((Mutex::new(Said::default()), Condvar::new()));
        let hears = Arc::clone(&said);
        let stderr = child.stderr.take().unwrap();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                hears.0.lock().unwrap().lines.push(line);
                hears.1.notify_all();
            }
            hears.0.lock().unwrap().ended = true;
            hears.1.notify_all();
        });
        let mut served = Self { child, said, address: String::new() };
        match served.until(|line| line.starts_with("warroom serves ")) {
            Some(line) => {
                let (_, rest) = line.rsplit_once(" at ").unwrap();
                served.address = rest.split(['.', ',']).take(4).collect::<Vec<_>>().join(".");
                Ok(served)
            }
            None => Err(served.log()),
        }
    }

    /// Waits for a line of its log; none if it ends before.
    pub(crate) fn until(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        let end = Instant::now() + PATIENCE;
        let mut said = self.said.0.lock().unwrap();
        loop {
            if let Some(line) = said.lines.iter().find(|line| wanted(line)) {
                return Some(line.clone());
            }
            if said.ended {
                return None;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it was never said:\n{}", said.lines.join("\n"));
            said = self.said.1.wait_timeout(said, left).unwrap().0;
        }
    }

    /// All that it said.
    pub(crate) fn log(&self) -> String {
        self.said.0.lock().unwrap().lines.join("\n")
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end.
    pub(crate) fn wait(&mut self) {
        self.child.wait().unwrap();
    }

    /// Kills it as a crash would: no goodbye, no flush.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal, by name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Opens an incident on the server that serves this machine; an invite to it.
pub(crate) fn incident(machine: &Machine) -> InviteLink {
    let open = ["open", "Checkout returns 500s", "--severity", "P2", "--no-join", "--json"];
    let made: serde_json::Value = serde_json::from_str(&machine.run(&open).ok()).unwrap();
    made["invite"].as_str().unwrap().parse().unwrap()
}

/// Where the server of this machine is reached, as it wrote it down.
pub(crate) fn door(machine: &Machine) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(data(machine).join("door.json")).unwrap()).unwrap()
}

/// The data folder of the server of this machine.
pub(crate) fn data(machine: &Machine) -> PathBuf {
    machine.home().join("data/server")
}
