//! The real program in a real pseudo-terminal: type, wait for what a person would see, look.

mod ports;
mod waits;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use self::ports::hold_usual_port;
pub(crate) use self::ports::{keep_port, listens};

/// A key is pressed again after so long.
const PRESSED_AGAIN: Duration = Duration::from_secs(1);
/// However slow the machine: what is not on the screen by then never comes.
const PATIENCE: Duration = Duration::from_secs(60);
/// A program that has ended, and of which nothing comes for so many tenths of a second, is done.
const QUIET_SLICES: u32 = 10;

/// One person's machine: a folder of its own for key, copies, outbox and, perhaps, the server.
pub(crate) struct Machine {
    home: tempfile::TempDir,
    handle: &'static str,
}

impl Machine {
    pub(crate) fn of(handle: &'static str) -> Self {
        hold_usual_port();
        Self { home: tempfile::tempdir().unwrap(), handle }
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn environment(&self) -> [(&'static str, String); 6] {
        [
            ("WARROOM_HOME", self.home().display().to_string()),
            ("HOME", self.home().display().to_string()),
            ("WARROOM_HANDLE", self.handle.to_owned()),
            ("PATH", std::env::var("PATH").unwrap()),
            ("TERM", "xterm-256color".to_owned()),
            ("RUST_BACKTRACE", "0".to_owned()),
        ]
    }

    /// Runs a command to its end, without a terminal.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    /// The same, with something on standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = Command::new(program())
            .args(arguments)
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that needs no input may be gone before it is written.
        drop(stdin.write_all(input.as_bytes()));
        drop(stdin);
        Run::of(child.wait_with_output().unwrap(), arguments)
    }

    /// A command of this machine, not yet run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).env_clear().envs(self.environment());
        command
    }

    /// Opens a terminal of this size with the program in it.
    pub(crate) fn terminal(&self, size: (u16, u16), arguments: &[&str]) -> Terminal {
        self.terminal_with(size, arguments, &[])
    }

    /// The same, with more in the environment; what is empty there is taken away.
    pub(crate) fn terminal_with(
        &self,
        (cols, rows): (u16, u16),
        arguments: &[&str],
        more: &[(&str, &str)],
    ) -> Terminal {
        let pair = native_pty_system()
            .openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 })
            .unwrap();
        let mut command = CommandBuilder::new(program());
        command.args(arguments);
        command.env_clear();
        for (k, v) in self.environment() {
            command.env(k, v);
        }
        for (k, v) in more {
            if v.is_empty() { command.env_remove(k) } else { command.env(k, v) }
        }
        let child = pair.slave.spawn_command(command).unwrap();
        Terminal::watch(pair.master, child, rows, cols)
    }
}

/// The server goes on when a terminal closes; a test's must not outlive the test.
impl Drop for Machine {
    fn drop(&mut self) {
        let stopped =
            Command::new(program()).arg("stop").env_clear().envs(self.environment()).output();
        drop(stopped);
    }
}

pub(crate) fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

pub(crate) fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_warroom"))
}

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
    what: String,
}

impl Run {
    pub(crate) fn of(output: Output, arguments: &[&str]) -> Self {
        Self {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap_or(-1),
            what: arguments.join(" "),
        }
    }

    /// It did what it was asked; what it printed.
    pub(crate) fn ok(self) -> String {
        assert_eq!(self.code, 0, "warroom {}: {}{}", self.what, self.out, self.err);
        self.out
    }

    /// It did not do it, and said this among what else it said.
    pub(crate) fn err_holds(self, words: &str) {
        assert!(self.code != 0 && self.err.contains(words), "{} {}", self.what, self.err);
    }

    /// It ended with this status and one sentence that holds these words.
    pub(crate) fn refused(self, code: i32, words: &str) {
        assert_eq!(self.code, code, "warroom {}: {}{}", self.what, self.out, self.err);
        assert!(self.err.contains(words), "warroom {}: {:?} misses {words:?}", self.what, self.err);
        assert_eq!(self.out, "", "nothing but data on standard output");
        let long = self.err.trim().lines().count() > 3;
        assert!(!long && !self.err.contains("panicked"), "one sentence, not this:\n{}", self.err);
    }
}

struct Screen {
    parser: vt100::Parser<Heard>,
    bytes: Vec<u8>,
    ended: bool,
}

/// What a terminal is told beside what it draws.
#[derive(Default)]
pub(crate) struct Heard {
    pub(crate) bells: usize,
    pub(crate) clipboard: Vec<Vec<u8>>,
}

impl vt100::Callbacks for Heard {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.bells += 1;
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _ty: &[u8], data: &[u8]) {
        self.clipboard.push(data.to_vec());
    }
}

/// A terminal with the program in it.
pub(crate) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<(Mutex<Screen>, Condvar)>,
}

impl Terminal {
    fn watch(
        master: Box<dyn MasterPty + Send>,
        child: Box<dyn Child + Send + Sync>,
        rows: u16,
        cols: u16,
    ) -> Self {
        let parser =
            vt100::Parser::new_with_callbacks(cells(rows), cells(cols), 0, Heard::default());
        let screen = Screen { parser, bytes: Vec::new(), ended: false };
        let screen = Arc::new((Mutex::new(screen), Condvar::new()));
        let mut reader = master.try_clone_reader().unwrap();
        let seen = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut buffer = [0; 8192];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                let mut screen = seen.0.lock().unwrap();
                screen.parser.process(&buffer[..read]);
                screen.bytes.extend_from_slice(&buffer[..read]);
                screen.ended = read == 0;
                seen.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        let keyboard = master.take_writer().unwrap();
        Self { master, keyboard, child, screen }
    }

    /// Presses keys, as bytes.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
        self
    }

    /// Waits until the screen is as wanted; shows it if it never is.
    fn until(&self, what: &str, wanted: impl Fn(&Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut screen = self.screen.0.lock().unwrap();
        while !wanted(&screen) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !screen.ended,
                "{what} never came:\n{}",
                screen.parser.screen().contents()
            );
            // What is not on the screen is looked for now and then.
            let pause = left.min(Duration::from_millis(100));
            screen = self.screen.1.wait_timeout(screen, pause).unwrap().0;
        }
    }

    /// Waits until this holds, whatever is on the screen.
    pub(crate) fn eventually(&self, what: &str, holds: impl Fn() -> bool) {
        self.until(what, |_| holds());
    }

    /// Waits until these words stand on the screen.
    pub(crate) fn sees(&self, words: &str) -> &Self {
        self.until(words, |s| s.parser.screen().contents().contains(words));
        self
    }

    /// Presses a key, and again if nothing came of it, until these words stand on the screen.
    pub(crate) fn presses_until(&mut self, key: &str, words: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        while !self.text().contains(words) {
            assert!(Instant::now() < end, "{words:?} never came:\n{}", self.text());
            self.keys(key);
            // A slow screen is given its time: a key too many would do something else.
            let screen = self.screen.0.lock().unwrap();
            let not_yet = |s: &mut Screen| !s.parser.screen().contents().contains(words);
            let waited = self.screen.1.wait_timeout_while(screen, PRESSED_AGAIN, not_yet);
            drop(waited.unwrap());
        }
        self
    }

    /// Waits until these words stand on the screen no more.
    pub(crate) fn sees_no(&self, words: &str) -> &Self {
        let absent = |s: &Screen| !s.parser.screen().contents().contains(words);
        self.until(&format!("the end of {words:?}"), absent);
        self
    }

    /// The screen's text, now.
    pub(crate) fn text(&self) -> String {
        self.screen.0.lock().unwrap().parser.screen().contents()
    }

    /// What is made of the cells as they are now.
    pub(crate) fn drawn<T>(&self, draw: impl Fn(&vt100::Screen) -> T) -> T {
        draw(self.screen.0.lock().unwrap().parser.screen())
    }

    /// Every byte that the program ever wrote to the terminal.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.screen.0.lock().unwrap().bytes.clone()
    }

    /// What was copied last, decoded.
    pub(crate) fn copied(&self) -> String {
        self.until("something in the clipboard", |s| !s.parser.callbacks().clipboard.is_empty());
        let screen = self.screen.0.lock().unwrap();
        let last = screen.parser.callbacks().clipboard.last().unwrap();
        String::from_utf8(STANDARD.decode(last).unwrap()).unwrap()
    }

    /// How often it rang.
    pub(crate) fn bells(&self) -> usize {
        self.screen.0.lock().unwrap().parser.callbacks().bells
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, (cols, rows): (u16, u16)) {
        self.screen.0.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(cols));
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends the program a signal, by name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// Waits until the program is stopped, as by Ctrl-Z.
    pub(crate) fn is_stopped(&self) {
        let stat = format!("/proc/{}/stat", self.child.process_id().unwrap());
        self.until("its stop", |_| fs::read_to_string(&stat).unwrap().contains(") T "));
    }

    /// Waits for its end; its exit status. Another test's program may hold this terminal open
    /// behind it, since a fork may come between opening it and marking it: then what ends it is that
    /// nothing more is written.
    pub(crate) fn ended(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        let (mut gone, mut quiet, mut written) = (None, 0, 0);
        let mut screen = self.screen.0.lock().unwrap();
        while !screen.ended && quiet < QUIET_SLICES {
            assert!(Instant::now() < end, "it never ended:\n{}", screen.parser.screen().contents());
            screen = self.screen.1.wait_timeout(screen, Duration::from_millis(100)).unwrap().0;
            gone = gone.or_else(|| self.child.try_wait().unwrap());
            quiet = if gone.is_some() && screen.bytes.len() == written { quiet + 1 } else { 0 };
            written = screen.bytes.len();
        }
        drop(screen);
        gone.unwrap_or_else(|| self.child.wait().unwrap()).exit_code()
    }

    /// The terminal is as it was: no alternate screen, no paste or mouse mode, a cursor.
    pub(crate) fn is_given_back(&self) -> bool {
        is_free(&self.screen.0.lock().unwrap())
    }
}

fn is_free(screen: &Screen) -> bool {
    let s = screen.parser.screen();
    !s.alternate_screen()
        && !s.bracketed_paste()
        && !s.hide_cursor()
        && s.mouse_protocol_mode() == vt100::MouseProtocolMode::None
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(self.child.kill());
    }
}
