//! Tokens and keys of a real session, looked for in everything that it leaves behind or shows.

mod session;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use warroom_register::InviteLink;

use self::session::Session;
use super::served::{Served, data};
use super::table::{control, figure, proof};
use crate::terminal::Machine;

struct Hex<'a>(&'a [u8]);

impl std::fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Something that nobody else may know, in each form in which it could be written.
struct Secret {
    name: &'static str,
    forms: Vec<Vec<u8>>,
    /// The files, by the end of their paths, in which it may stand.
    kept_in: &'static [&'static str],
}

impl Secret {
    fn of(name: &'static str, bytes: &[u8], kept_in: &'static [&'static str]) -> Self {
        let hex = Hex(bytes).to_string();
        let base64 = |text: String| text.trim_end_matches('=').as_bytes().to_vec();
        let forms = vec![
            bytes.to_vec(),
            hex.to_uppercase().into_bytes(),
            hex.into_bytes(),
            base64(STANDARD.encode(bytes)),
            base64(URL_SAFE_NO_PAD.encode(bytes)),
        ];
        Self { name, forms, kept_in }
    }

    /// As it stands in the line that people send one another.
    fn token(name: &'static str, invite: &InviteLink) -> Self {
        let line = invite.to_string();
        let word = line.split('/').nth_back(1).unwrap().as_bytes().to_vec();
        let mut secret = Self::of(name, &invite.token.0, &["state/joined.json"]);
        secret.forms.push(word);
        secret
    }

    fn is_in(&self, bytes: &[u8]) -> bool {
        self.forms.iter().any(|form| bytes.windows(form.len()).any(|part| part == form))
    }
}

/// Everything below a folder: folders first.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_owned()];
    let mut next = 0;
    while let Some(path) = all.get(next).cloned() {
        next += 1;
        if path.is_dir() {
            all.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    all
}

/// What is open to others of what a machine keeps.
fn open_to_others(home: &Path) -> Vec<String> {
    let parts = ["data", "state"].map(|part| home.join(part));
    let kept = parts.iter().filter(|part| part.exists()).flat_map(|part| below(part));
    let open = kept.filter(|path| {
        let mode = path.symlink_metadata().unwrap().permissions().mode() & 0o777;
        mode != if path.is_dir() { 0o700 } else { 0o600 }
    });
    open.map(|path| path.display().to_string()).collect()
}

/// The 32 bytes from which a key in PKCS#8 is made.
fn seed(pkcs8: &[u8]) -> Vec<u8> {
    let at = pkcs8.windows(4).position(|part| part == [4, 0x22, 4, 0x20]).unwrap() + 4;
    pkcs8[at..at + 32].to_vec()
}

impl Session {
    fn secrets(&self) -> Vec<Secret> {
        let [ana, ben, cy] = &self.machines;
        let key = |machine: &Machine| fs::read(machine.home().join("state/machine.key")).unwrap();
        let pem = fs::read_to_string(data(ana).join("tls/key.pem")).unwrap();
        let pem: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let tls = STANDARD.decode(pem).unwrap();
        let seal = fs::read(data(ana).join("seal")).unwrap();
        let [invite, second, server, closed] = &self.invites;
        vec![
            Secret::token("the invite of the opening", invite),
            Secret::token("an invite to the incident", second),
            Secret::token("an invite to the server", server),
            Secret::token("an invite that was closed", closed),
            Secret::of("a token to write with", &self.token.0, &[]),
            Secret::of("ana's key", &seed(&key(ana)), &["state/machine.key"]),
            Secret::of("ben's key", &seed(&key(ben)), &["state/machine.key"]),
            Secret::of("cy's key", &seed(&key(cy)), &["state/machine.key"]),
            // The private part stands behind the algorithm's name.
            Secret::of("the server's key", &tls[40..64], &["tls/key.pem"]),
            Secret::of("the seal", &seal, &["data/server/seal"]),
        ]
    }

    /// Looks for a secret everywhere: how often it looked, and in how many files it saw it.
    fn look_for(&self, secret: &Secret) -> (usize, usize) {
        for (what, said) in &self.heard.0 {
            assert!(!secret.is_in(said), "{what} says {}", secret.name);
        }
        for (process, list) in &self.lists {
            assert!(!secret.is_in(list), "process {process} has {} in its arguments", secret.name);
        }
        let (mut files, mut seen) = (0, 0);
        for machine in &self.machines {
            for path in below(machine.home()).into_iter().filter(|path| path.is_file()) {
                let holds = secret.is_in(&fs::read(&path).unwrap());
                let may = secret.kept_in.iter().any(|end| path.ends_with(end));
                assert!(!holds || may, "{} stands in {}", secret.name, path.display());
                files += 1;
                seen += usize::from(holds);
            }
        }
        (self.heard.0.len() + self.lists.len() + files, seen)
    }
}

#[test]
fn promise_16_no_secret_stands_where_it_could_be_read() {
    let session = Session::held();
    let (mut looked, mut seen) = (0, 0);
    for secret in session.secrets() {
        let (places, files) = session.look_for(&secret);
        looked += places;
        seen += files;
    }
    // As a control: where they may stand the search sees them, and in what is asked for one as well.
    assert!(seen >= 6, "only {seen} of the secrets were seen where they are kept");
    let invite = Secret::token("the invite", &session.invites[0]);
    assert!(invite.is_in(session.first.as_bytes()), "the line that lets others in is not seen");
    for machine in &session.machines {
        assert_eq!(open_to_others(machine.home()), Vec::<String>::new());
    }
    let ben = &session.machines[1];
    let stray = ben.home().join("state/stray");
    fs::write(&stray, b"").unwrap();
    fs::set_permissions(&stray, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(open_to_others(ben.home()), [stray.display().to_string()], "it sees what is open");
    // Nor does a client work with keys in a folder that is open to others.
    let state = ben.home().join("state");
    fs::set_permissions(&state, fs::Permissions::from_mode(0o755)).unwrap();
    ben.run(&["list"]).refused(2, "chmod 700");
    fs::set_permissions(&state, fs::Permissions::from_mode(0o700)).unwrap();
    control("secrets-control", seen, seen, "seen there, as they must be");
    proof("secrets", looked, "found nowhere but in the files that keep them, 0600 in 0700");
}

/// Where in the memory of a process these bytes stand: the part of it, and what is around them.
fn in_memory(pid: u32, words: &[u8]) -> Vec<String> {
    use std::os::unix::fs::FileExt as _;
    let maps = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut found = Vec::new();
    for line in maps.lines() {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next().unwrap(), parts.next().unwrap());
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let from = u64::from_str_radix(from, 16).unwrap();
        let to = u64::from_str_radix(to, 16).unwrap();
        let mut bytes = vec![0; usize::try_from(to - from).unwrap()];
        // What is mapped and has nothing behind it does not read.
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            let places = bytes.windows(words.len()).enumerate();
            let places = places.filter(|(_, part)| *part == words).map(|(at, _)| at);
            let name = parts.last().unwrap_or_default();
            found.extend(places.map(|at| {
                let end = (at + words.len() + 40).min(bytes.len());
                let around = String::from_utf8_lossy(&bytes[at.saturating_sub(60)..end]);
                format!("{name} {around:?}")
            }));
        }
    }
    found
}

/// Words that stay.
const KEPT: &str = "checkout-answers-500-in-eu-west-since-noon";

/// As where the system takes the settings of its memory away from a program.
const NOT_OVERWRITTEN: &str = "WARROOM_BEGUN_ANEW=1";

/// Takes words out of a room whose server began with this in its environment: how often they stood in
/// its memory before, how often after ten seconds or as soon as they are gone, and how often words that
/// stayed.
fn taken_from_memory(with: &str, secret: &str) -> (usize, Vec<String>, usize) {
    let machine = Machine::of("ana");
    let mut command = std::process::Command::new("env");
    command.arg(with).arg(crate::terminal::program());
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let served = Served::run(&machine, command, None).unwrap();
    let says_so = served.log().contains("memory that is given back is not overwritten here");
    assert_eq!(says_so, with == NOT_OVERWRITTEN, "{}", served.log());
    machine.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let entries: Vec<_> = (1..=5)
        .map(|n| machine.run(&["saw", &format!("the {n}. key is {secret}, do not tell")]).ok())
        .collect();
    machine.run(&["saw", KEPT]).ok();
    machine.run(&["search", secret]).ok();
    let before = in_memory(served.pid(), secret.as_bytes()).len();
    for entry in &entries {
        let entry = entry.trim().trim_start_matches('#');
        let told = machine.run(&["redact", entry, "a", "password"]);
        assert_eq!(told.code, 0, "{}", told.err);
    }
    let since = std::time::Instant::now();
    loop {
        let left = in_memory(served.pid(), secret.as_bytes());
        if left.is_empty() || since.elapsed() > std::time::Duration::from_secs(10) {
            return (before, left, in_memory(served.pid(), KEPT.as_bytes()).len());
        }
    }
}

#[test]
fn promise_13_the_servers_memory_holds_taken_words_no_more() {
    let secret = "hunter2-is-the-root-password-of-everything";
    let (before, left, kept) = taken_from_memory("TERM=dumb", secret);
    assert!(before > 0, "the search sees it while it is there");
    assert_eq!(left, Vec::<String>::new(), "it stands in the server's memory");
    // As a control: what nobody took out is found there to the end.
    assert!(kept > 0, "the search sees nothing any more");
    control("taken-memory-control", 1, 1, "found, as they must be");
    // And a server that overwrites nothing.
    let (_, left, _) = taken_from_memory(NOT_OVERWRITTEN, secret);
    assert!(!left.is_empty(), "without overwriting it would be gone too: the search is blind");
    control("taken-memory-kept", 1, 1, "found after ten seconds, as they must be");
    figure("taken-from-memory", &format!("{before} times before, none after"));
    proof("taken-memory", 1, "gone within 10 s");
}
