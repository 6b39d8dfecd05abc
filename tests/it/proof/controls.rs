//! The controls: for each proof the same over something that is broken on purpose, which must fail.

use super::Control;

const fn control(
    name: &'static str,
    of: &'static [&'static str],
    what: &'static str,
    tries: usize,
) -> Control {
    Control { name, of, what, tries }
}

/// All controls.
pub(crate) const CONTROLS: &[Control] = &[
    control(
        "kills-control",
        &["kills"],
        "the journal of the same run without the last record that somebody saw",
        1,
    ),
    control(
        "checker",
        &["worlds", "kills", "eio", "short", "resets", "jitter"],
        "histories forged in 18 ways",
        18,
    ),
    control("worlds-control", &["worlds"], "a journal that seldom syncs", 20),
    control("power-lies", &["power"], "a disk that lies about the syncs of the log", 100),
    control("power-control", &["power"], "a writer of the same tables, `synchronous=NORMAL`", 100),
    control(
        "flips-log-alone",
        &["flips-log"],
        "the same without the file of heads, and nobody who has a copy",
        200,
    ),
    control(
        "flips-log-control",
        &["flips-log"],
        "the same bits, judged by SQLite's own `PRAGMA integrity_check`",
        200,
    ),
    control(
        "flips-pages-control",
        &["flips-pages"],
        "the same bits, judged by SQLite's own `PRAGMA integrity_check`",
        200,
    ),
    control(
        "restore-control",
        &["restore"],
        "without the file of heads and with no client that holds more",
        1,
    ),
    control(
        "altered-control",
        &["altered"],
        "a chain computed anew, without the file of heads and with nobody who holds a copy",
        1,
    ),
    control("put-back-control", &["put-back"], "shells that were told of nothing", 1),
    control("refused-control", &["refused"], "a program that forgets that it was told", 1),
    control("away-control", &["away"], "a client that takes nothing packed, far away", 1),
    control("kept-control", &["kept"], "a disk that lies about its syncs", 50),
    control("typed-control", &["typed"], "a disk that lies about its syncs", 50),
    control(
        "typed-at-once",
        &["typed-killed"],
        "the same, killed as soon as it stands on the screen",
        10,
    ),
    control("wake-control", &["wake"], "a connection that is held, and not forgotten", 1),
    control("jitter-control", &["jitter"], "the record of what was typed", 1),
    control(
        "screens-control",
        &["screens"],
        "a network as slow as in the row of 64 kbit/s, and not dead",
        1,
    ),
    control(
        "slept-control",
        &["slept"],
        "a clock on the wall that is set ahead by three seconds",
        28,
    ),
    control("truth-control", &["truth"], "a connection without the link's heartbeat", 12),
    control("back-control", &["back"], "waits that leave nothing to chance", 200),
    control(
        "peers-control",
        &["peers", "rejoins"],
        "a room whose disk takes 600 ms, and nobody hostile: the same measure",
        1,
    ),
    control("deaf-control", &["deaf"], "a room that waits for its slowest seat", 44),
    control(
        "costs-control",
        &["costs", "brings"],
        "a process that takes 64 MiB: the same measure",
        1,
    ),
    control("library-control", &["costs"], "one who keeps all that the library answers", 1),
    control("silent-control", &["silent"], "a door that waits for ever", 200),
    control(
        "frames-control",
        &["frames"],
        "the floods among them, at a server without limits of frames and bytes",
        3,
    ),
    control(
        "messages-control",
        &["frames"],
        "the same messages without what is wrong with them",
        10,
    ),
    control(
        "well-control",
        &["full", "full-mount", "readonly"],
        "a server whose disk takes everything",
        1,
    ),
    control("ill-control", &["full", "full-mount", "readonly"], "a disk that stays full", 1),
    control("descriptors-control", &["descriptors"], "as many descriptors as one likes", 1),
    control(
        "rescue-control",
        &["rescue-worlds"],
        "a rescued room that waits for nobody who holds more",
        20,
    ),
    control(
        "rescue-control-old",
        &["rescue", "rescue-old", "rescue-told"],
        "at the same old server, a machine that has seen nothing of the rescue and reaches nobody else",
        1,
    ),
    control("rescue-two-control", &["rescue-two"], "two that were not offered before", 2),
    control("rescue-out-control", &["rescue-out"], "the same one, who was not put out", 1),
    control(
        "chain-control",
        &["recording-flips"],
        "a reader that looks at each line by itself",
        40_000,
    ),
    control(
        "forged-control",
        &["recording-forged"],
        "a reader that looks at each line by itself",
        180,
    ),
    control("tampered-control", &["tampered"], "`warroom verify` without the copy", 300),
    control("opens-control", &["no-recording"], "a real recording, with as little memory", 3),
    control(
        "taken-files-control",
        &["taken-files"],
        "a store that writes over the words and purges nothing",
        1,
    ),
    control("taken-memory-control", &["taken-memory"], "words that nobody took out", 1),
    control("taken-memory-kept", &["taken-memory"], "a server that overwrites no memory", 1),
    control(
        "told-control",
        &["words", "told"],
        "the same words as they came, to the same eyes",
        50,
    ),
    control("mutated-control", &["mutated"], "the same words as they came, to the same eyes", 80),
    control("names-control", &["names"], "a good name, title, invite and kind", 4),
    control("files-control", &["files"], "good files in the same places", 5),
    control("rights-control", &["rights"], "the same commands by whom the table allows it", 300),
    control("removed-control", &["removed"], "somebody who was not put out", 1),
    control(
        "invites-control",
        &["invites"],
        "invites that are open, and who came by one before",
        5,
    ),
    control("exposed-control", &["exposed"], "a folder and files of their owner alone", 1),
    control(
        "secrets-control",
        &["secrets"],
        "the files that keep them, and the line that lets others in",
        6,
    ),
    control("pinned-control", &["pinned"], "the server that the invite names", 1),
];

/// Proofs without a control, each with the reason.
pub(crate) const WITHOUT: &[(&str, &str)] = &[
    (
        "recording-cut",
        "each cut is counted: a reader that took a torn line would give one record more",
    ),
    ("autobahn-server", "the suite is another's, and says of each case what it saw"),
    ("autobahn-client", "the suite is another's, and says of each case what it saw"),
    ("themes", "what fails here is a panic; of what is shown the control of the corpus sees"),
];
