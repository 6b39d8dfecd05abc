//! The table of promises: what was done to the room, how often, and what came of it.
//!
//! Each proof has a row here and reports at its end, once all it claims was asserted. The reports
//! lie under `target/proof`; `tests/run` makes the table in ARCHITECTURE.md of rows and reports.

use std::fs;
use std::path::{Path, PathBuf};

/// One proof: which promise, what is done, how often.
pub(crate) struct Proof {
    /// What it reports as.
    pub(crate) name: &'static str,
    /// The promise, in its words.
    pub(crate) promise: &'static str,
    /// What is done.
    pub(crate) fault: &'static str,
    /// How often, at the least.
    pub(crate) tries: usize,
    /// It runs with `tests/run --long` only.
    pub(crate) long: bool,
}

const fn row(
    name: &'static str,
    promise: &'static str,
    fault: &'static str,
    tries: usize,
) -> Proof {
    Proof { name, promise, fault, tries, long: false }
}

/// All proofs, in the order of the table.
pub(crate) const PROOFS: &[Proof] = &[
    row(
        "kills",
        "1, 3, 4, 5",
        "`kill -9` of the server under load: 20 at random, 40 right before and after a write or a \
         sync of its log",
        60,
    ),
    row(
        "worlds",
        "3, 4, 5",
        "seeded worlds on a held clock: wires held each way and cut, crashes of server and \
         clients, appends lost or written in spite of an error",
        200,
    ),
    row("worlds-control", "3, 4, 5", "control: the same with a journal that seldom syncs", 20),
    row(
        "power",
        "1",
        "the power cut under load: each unsynced write kept, dropped, torn or garbage",
        1_000,
    ),
    row("power-lies", "1", "control: the same on a disk that lies about the syncs of the log", 100),
    row("power-control", "1", "control: a writer of the same tables, `synchronous=NORMAL`", 100),
    row("flips-log", "2", "one bit flipped in the write-ahead log after `kill -9`", 200),
    row("flips-pages", "2", "one bit flipped in the database", 200),
    row(
        "restore",
        "2",
        "the end of a server's log is lost after `kill -9`: told how many, put back by `warroom \
         restore` from a responder's copy, written on",
        12,
    ),
    row(
        "restore-control",
        "2",
        "control: the same without the file of heads and with no client that holds more",
        1,
    ),
    row(
        "altered",
        "2",
        "a server's journal altered by another hand (a line, the last one, one left out, two changed \
         about, a chain computed anew, another first line, all of it gone): told, put right by \
         `warroom restore` from a responder's copy, written on",
        28,
    ),
    row(
        "altered-control",
        "2",
        "control: a chain computed anew, without the file of heads and with nobody who holds a copy",
        1,
    ),
    row(
        "refused",
        "4",
        "a command that is refused, and `kill -9` of the server or of the program that is told, at \
         random; then it could be recorded, and all that waits is sent",
        60,
    ),
    row("refused-control", "4", "control: a program that forgets that it was told", 1),
    row("eio", "3, 4", "the k-th sync of the log fails, once or twice, then a crash", 60),
    row(
        "short",
        "3, 4",
        "the k-th write of the log falls short and up to 4 more fail, then a crash",
        40,
    ),
    row("resets", "3, 4, 5", "every connection reset, again and again, under load", 40),
    row("away", "6", "10,000 missed records: on loopback, and at 2 Mbit/s with 200 ms", 2),
    row("kept", "7", "the power of a machine cut on which entries were said to wait", 200),
    row("kept-control", "7", "control: the same on a disk that lies about its syncs", 50),
    row("typed", "7", "the power of a machine cut while somebody types", 200),
    row("typed-control", "7", "control: the same on a disk that lies about its syncs", 50),
    row("wake", "8", "a screen that sleeps (SIGSTOP) while its connection is forgotten", 3),
    row("truth", "8", "a network that dies one way or both, at any moment, on a held clock", 30),
    row("back", "8", "200 people in a room whose server crashes and is started again", 200),
    row("back-control", "8", "control: the same with waits that leave nothing to chance", 200),
    row("full", "10", "every write fails with ENOSPC, then no more", 1),
    row(
        "full-mount",
        "10",
        "a small file system filled up, then freed (where one can be mounted)",
        1,
    ),
    row("readonly", "10", "every write fails with EROFS, then no more", 1),
    row("descriptors", "10", "64 file descriptors, and connections that use them up", 200),
    row(
        "peers",
        "9",
        "hostile connections at once: silent, half a handshake, dripping heads, floods of pings, \
         fragments and large frames, members who read nothing",
        2_000,
    ),
    row(
        "costs",
        "9",
        "half handshakes, half heads, readers of nothing, frames and messages without an end: the \
         server's memory",
        120,
    ),
    row("silent", "9", "so many connections from one address that say nothing", 200),
    row("silent-control", "9", "control: the same at a door that waits for ever", 200),
    row(
        "rescue-worlds",
        "11",
        "seeded worlds on a held clock: the server is gone for good, one of five serves the room \
         from a copy that is behind, the others find it; then the old server is back",
        40,
    ),
    row(
        "rescue-control",
        "11",
        "control: the same, and the rescued room waits for nobody who holds more",
        20,
    ),
    row(
        "rescue",
        "11",
        "`kill -9` of the server and its folder removed, under three screens: one rescues, the \
         others go on; the old server comes back",
        2,
    ),
    row("recording-cut", "12", "a recording cut at every byte of its last three records", 600),
    row("recording-flips", "12", "every bit of a recording of 20 records turned over", 40_000),
    row(
        "recording-forged",
        "12",
        "each record taken out, doubled or moved, and the tail cut clean",
        180,
    ),
    row(
        "tampered",
        "12",
        "`warroom verify` given one copy: edit, deletion, reordering, insertion, a chain computed anew, \
         a cut tail, an old copy, 100 times each",
        700,
    ),
    row("removed", "15", "somebody is put out while they are in the room", 20),
    row("invites", "15", "invites used up and closed, and one that was guessed", 7),
    row("exposed", "16", "a data folder, or a file in it, that others can read", 14),
    row(
        "secrets",
        "16",
        "four tokens and five keys of a real session, looked for in every file, log, argument list, \
         export, report and error",
        1_000,
    ),
    row("pinned", "16", "another server answers than the one that the invite names", 1),
    row(
        "taken-files",
        "13",
        "words taken out, looked for in the raw bytes of the database, its log, copies, what was refused, \
         drafts, the library's index and the exported folder of two machines",
        8,
    ),
    row("taken-memory", "13", "words taken out, looked for in the memory that the server uses", 1),
    row(
        "no-recording",
        "12",
        "devices, pipes, folders, packed and endless files, given as recordings",
        28,
    ),
    row("frames", "9", "hostile frames, messages and HTTP heads of the corpus", 29),
    row(
        "autobahn-server",
        "9",
        "Autobahn's cases for websockets, against the server's socket",
        301,
    ),
    row("autobahn-client", "9", "Autobahn's cases for websockets, against the client's", 301),
    row("words", "14", "hostile words of the corpus, said, then looked at in every way", 68),
    row(
        "told",
        "14",
        "the same in reviews, the library, actions, calendars, pages, numbers, casts and the screens \
         of a review",
        50,
    ),
    row("told-control", "14", "control: the same words as they came, given to the same eyes", 50),
    row("names", "14", "hostile names, titles and invites of the corpus", 18),
    row("files", "14", "hostile themes and settings of the corpus", 5),
    row(
        "mutated",
        "14",
        "the corpus, golden files and 40 neighbours of each, read and shown",
        5_000,
    ),
    row(
        "mutated-control",
        "14",
        "control: the same words as they came, given to the same eyes",
        80,
    ),
    row("themes", "14", "files of themes and keys, and 400 neighbours of each", 1_600),
    row("checker", "3, 4, 5", "control: histories forged in 18 ways", 18),
];

/// Where the reports lie.
pub(crate) fn reports() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/proof")
}

/// Writes down what was measured, for whoever wants the figure.
pub(crate) fn figure(name: &str, what: &str) {
    fs::create_dir_all(reports()).unwrap();
    fs::write(reports().join(format!("figure-{name}")), format!("{what}\n")).unwrap();
}

/// Reports that a proof held: so many tries, and what came of them. A proof that is not in the
/// table, or that tried less than the table says, is none.
pub(crate) fn proof(name: &str, tries: usize, result: &str) {
    let row = PROOFS.iter().find(|row| row.name == name).unwrap();
    assert!(tries >= row.tries, "{name} was tried {tries} times only");
    fs::create_dir_all(reports()).unwrap();
    let draft = reports().join(format!("{name}.{}", std::process::id()));
    fs::write(&draft, format!("{tries}\n{result}\n")).unwrap();
    fs::rename(draft, reports().join(name)).unwrap();
}
