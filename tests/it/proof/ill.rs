//! A server whose disk is ill from the start, for good, or only slow; whose key is another one; and whose
//! data are a later version's.

use std::fs;
use std::time::Duration;

use tokio::time::timeout;
use warroom_register::InviteLink;
use warroom_register::protocol::Lacks;

use super::history::Notes;
use super::journal::history;
use super::seat::{Socket, Writer};
use super::served::{Served, Shim, data, incident};
use crate::terminal::Machine;

/// However ill the disk: what was not said by then never is.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a slow disk takes for a sync, in milliseconds.
const SLOW_MS: u64 = 1_500;

async fn seated(who: &str, invite: &InviteLink, address: &str, like: &Notes) -> (Writer, Socket) {
    let mut writer = Writer::new(who, invite, like);
    writer.most = 0;
    let socket = writer.enter(address).await.unwrap();
    (writer, socket)
}

/// Writes one entry, and waits until it is known what became of it.
async fn writes((writer, socket): &mut (Writer, Socket)) -> Result<(), String> {
    writer.more(1);
    writer.refusal = None;
    timeout(PATIENCE, writer.settled(socket)).await.map_err(|_late| "nothing".to_owned())??;
    writer.refusal.take().map_or(Ok(()), Err)
}

#[test]
fn promise_10_on_a_disk_that_is_read_only_from_the_start_it_does_not_start_and_says_so() {
    let (machine, other) = (Machine::of("ana"), tempfile::tempdir().unwrap());
    let served = Served::start(&machine, None).unwrap();
    incident(&machine);
    served.kill();
    let mark = other.path().join("readonly");
    fs::write(&mark, b"").unwrap();
    let shim = Shim::of(&machine, format!("readonly-while:{}", mark.display()));
    let said = Served::start(&machine, Some(&shim)).err().expect("it serves what it cannot keep");
    assert!(said.contains("read-only"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "one sentence, not this:\n{said}");
    // Nothing was touched: it starts where it can write.
    let _served = Served::start(&machine, None).unwrap();
    machine.run(&["saw", "it can be written again"]).ok();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_a_disk_that_never_syncs_again_refuses_with_the_reason_and_who_is_there_reads_on()
 {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    served.kill();
    let armed = machine.home().join("armed");
    let what = format!("eio:journal.db-wal:1:{}", u32::MAX);
    let shim = Shim::of(&machine, what).armed_by(&armed);
    let served = Served::start(&machine, Some(&shim)).unwrap();
    let notes = Notes::begin("ana".parse().unwrap());
    let mut ben = seated("ben", &invite, &served.address, &notes).await;
    writes(&mut ben).await.unwrap();
    let mut cy = seated("cy", &invite, &served.address, &notes).await;
    fs::write(&armed, b"").unwrap();
    // Of the first nobody may know what became of it; it is settled in the end.
    ben.0.more(1);
    ben.0.send(&mut ben.1).await.unwrap();
    let ill = ben.0.told(&mut ben.1, |lacks| lacks.iter().any(|it| it.what == Lacks::Records));
    timeout(PATIENCE, ill).await.expect("nobody was told that nothing is recorded");
    let why = ben.0.lacks[0].why.clone();
    assert!(why.contains("disk I/O error"), "{why}");
    let refused = writes(&mut cy).await.expect_err("it was recorded");
    assert!(refused.contains("disk I/O error"), "{refused}");
    // Whoever sits there reads on.
    let head = ben.0.head();
    timeout(PATIENCE, cy.0.read_to(&mut cy.1, head)).await.expect("it is not read").unwrap();
    // Whoever is known comes in, reads from the first record what anybody has seen and nothing of what is
    // in doubt, and is told that nothing is recorded.
    let mut again = seated("ben", &invite, &served.address, &notes).await;
    let ill = again.0.told(&mut again.1, |lacks| lacks.iter().any(|it| it.what == Lacks::Records));
    timeout(PATIENCE, ill).await.expect("who came was not told that nothing is recorded");
    assert_eq!(again.0.chain(), ben.0.chain(), "more or less than was seen");
    let refused = writes(&mut again).await.expect_err("it was recorded");
    assert!(refused.contains("disk I/O error"), "{refused}");
    // Who would have to be recorded is told why they cannot be.
    let mut dia = Writer::new("dia", &invite, &notes);
    let told = dia.enter(&served.address).await.err().unwrap_or_default();
    assert!(told.contains("disk I/O error"), "{told}");
    served.kill();
    let served = Served::start(&machine, None).unwrap();
    ben.1 = ben.0.enter(&served.address).await.unwrap();
    ben.0.settled(&mut ben.1).await.unwrap();
    writes(&mut ben).await.unwrap();
    served.kill();
    let clients = [&ben.0, &cy.0].map(|writer| writer.notes.client()).to_vec();
    assert_eq!(history(&data(&machine), clients).await.check(), Vec::<String>::new());
}

const SECRET: &str = "xyzzyplugh-is-the-root-password";
/// So many syncs of the database fail, of which one a second is tried.
const ILL_SYNCS: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_13_words_that_cannot_be_taken_from_the_log_are_told_of_until_they_are_gone() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    served.kill();
    let armed = machine.home().join("armed");
    let shim = Shim::of(&machine, format!("eio:journal.db:1:{ILL_SYNCS}")).armed_by(&armed);
    let served = Served::start(&machine, Some(&shim)).unwrap();
    let notes = Notes::begin("ana".parse().unwrap());
    let mut ben = seated("ben", &invite, &served.address, &notes).await;
    let entry = machine.run(&["saw", SECRET]).ok();
    fs::write(&armed, b"").unwrap();
    machine.run(&["redact", entry.trim().trim_start_matches('#'), "a", "password"]).ok();
    let ill = ben.0.told(&mut ben.1, |lacks| lacks.iter().any(|it| it.what == Lacks::Erasing));
    timeout(PATIENCE, ill).await.expect("nobody was told that words still stand there");
    let why = ben.0.lacks[0].why.clone();
    assert!(why.contains("disk I/O error"), "{why}");
    // All else goes on.
    writes(&mut ben).await.unwrap();
    let well = ben.0.told(&mut ben.1, <[_]>::is_empty);
    timeout(PATIENCE, well).await.expect("nobody was told that they are gone");
    let log = served.log();
    let said = |what: &str| log.lines().filter(|line| line.contains(what)).count();
    assert_eq!(said("was not emptied of words"), 1, "{log}");
    assert_eq!(said("no words stand in it"), 1, "{log}");
    for name in ["journal.db", "journal.db-wal"] {
        let bytes = fs::read(data(&machine).join(name)).unwrap();
        let holds = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
        assert!(!holds, "they stand in {name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn promise_10_on_a_slow_disk_asks_wait_and_none_is_lost_or_refused() {
    let machine = Machine::of("ana");
    let served = Served::start(&machine, None).unwrap();
    let invite = incident(&machine);
    served.kill();
    let armed = machine.home().join("armed");
    let shim = Shim::of(&machine, format!("slow:{SLOW_MS}")).armed_by(&armed);
    let served = Served::start(&machine, Some(&shim)).unwrap();
    let notes = Notes::begin("ana".parse().unwrap());
    let mut ben = seated("ben", &invite, &served.address, &notes).await;
    let mut cy = seated("cy", &invite, &served.address, &notes).await;
    let eve = Machine::of("eve");
    let mut screen = tokio::task::block_in_place(|| {
        let invite = InviteLink { addresses: vec![served.address.clone()], ..invite.clone() };
        let screen = eve.terminal((120, 40), &["join", &invite.to_string()]);
        screen.sees("saw >").sees("live");
        screen
    });
    fs::write(&armed, b"").unwrap();
    tokio::task::block_in_place(|| {
        screen.keys("typed-on-a-slow-disk\r").sees("1 line of yours is not recorded yet");
    });
    for _ in 0..3 {
        let (ben, cy) = tokio::join!(writes(&mut ben), writes(&mut cy));
        assert_eq!((ben, cy), (Ok(()), Ok(())));
    }
    tokio::task::block_in_place(|| {
        screen.sees_no("not recorded yet").sees("typed-on-a-slow-disk").sees("live");
    });
    drop(screen);
    served.kill();
    let clients = [&ben.0, &cy.0].map(|writer| writer.notes.client()).to_vec();
    assert_eq!(history(&data(&machine), clients).await.check(), Vec::<String>::new());
}

#[test]
fn promise_16_a_server_whose_key_is_another_is_refused_with_what_to_do() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let served = Served::start(&ana, None).unwrap();
    let invite = incident(&ana).to_string();
    ben.run(&["join", &invite]).ok();
    ben.run(&["saw", "by the old key"]).ok();
    let address = served.address.clone();
    served.kill();
    for file in ["tls/cert.pem", "tls/key.pem"] {
        fs::remove_file(data(&ana).join(file)).unwrap();
    }
    let _served = Served::listening(&ana, &address, None).unwrap();
    for command in [&["saw", "by another key"][..], &["show"], &["join", &invite]] {
        let run = ben.run(command);
        assert_eq!(run.code, 3, "{command:?}: {}", run.err);
        let told = run.err.contains("fingerprint") && run.err.contains("new invite");
        assert!(told, "{command:?}: {}", run.err);
    }
    assert!(ben.run(&["outbox"]).ok().contains("by another key"), "what was typed is kept");
}

/// Where SQLite keeps the version of what it holds, in the file's first page.
const VERSION: std::ops::Range<usize> = 60..64;

#[test]
fn promise_10_data_of_a_later_version_are_refused_in_a_sentence_and_not_touched() {
    let machine = Machine::of("ana");
    let mut served = Served::start(&machine, None).unwrap();
    incident(&machine);
    machine.run(&["saw", "written by this version"]).ok();
    served.signal("-TERM");
    served.wait();
    drop(served);
    let file = data(&machine).join("journal.db");
    let of_version = |version: [u8; 4]| {
        let mut bytes = fs::read(&file).unwrap();
        let before: [u8; 4] = bytes[VERSION].try_into().unwrap();
        bytes[VERSION].copy_from_slice(&version);
        fs::write(&file, bytes).unwrap();
        before
    };
    let ours = of_version(999_u32.to_be_bytes());
    let said = Served::start(&machine, None).err().expect("it serves what it does not know");
    assert!(said.contains("version 999") && said.contains("use a newer warroom"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "one sentence, not this:\n{said}");
    // Neither the version nor a record was touched.
    assert_eq!(of_version(ours), 999_u32.to_be_bytes());
    let _served = Served::start(&machine, None).unwrap();
    assert!(machine.run(&["show"]).ok().contains("written by this version"));
}
