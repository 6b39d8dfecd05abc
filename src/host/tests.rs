use super::*;
use crate::app::msg::LinkMsg;
use crate::link::copy::History;
use crate::link::dial::{Caller, NoSeat, Pinned, call};
use crate::link::{self, Erasure, Hooks, Plan, Post, Remains, Tries};
use crate::machine::Machine;
use crate::paths::Paths;
use std::sync::Arc;
use std::time::Duration;
use warroom_register::protocol::Door as Right;
use warroom_register::{Hash, IncidentId, Policy, Seq, Taken};

struct World {
    folder: tempfile::TempDir,
    machine: Arc<Machine>,
}

impl World {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            machine: Arc::new(Machine::passing().unwrap()),
        }
    }

    fn wish(&self, port: u16) -> Wish {
        Wish {
            folder: self.folder.path().join("server"),
            listen: listen_on(false, port),
            addresses: Vec::new(),
            owner: self.machine.public(),
            policy: Arc::new(Policy::standard),
            index: None,
            beside: None,
            export: None,
        }
    }

    fn caller(&self, pin: Hash) -> Caller {
        let machine = Arc::clone(&self.machine);
        let door = Right::Key { incident: None };
        Caller { handle: "ana".parse().unwrap(), machine, pin, door, screen: false, unsure: false }
    }
}

fn why(refused: Result<Host, NotStarted>) -> String {
    match refused {
        Ok(_) => panic!("it started"),
        Err(not) => not.why.to_string(),
    }
}

#[tokio::test]
async fn a_server_is_known_by_its_key_and_by_nothing_else() {
    let world = World::new();
    let host = Host::start(world.wish(0)).await.unwrap();
    let (addresses, pin) = (host.door.near_first(), host.door.pin);
    let held = (Seq(0), None);
    let road = Pinned::new(pin).unwrap();
    assert!(call(&road, &addresses, &world.caller(pin), held).await.is_ok());

    let other = Hash::of(b"another key");
    let road = Pinned::new(other).unwrap();
    let refused = call(&road, &addresses, &world.caller(other), held).await.map(drop);
    let Err(NoSeat::Unreached(why)) = refused else { panic!("{refused:?}") };
    assert!(why.contains("its fingerprint differs"), "{why}");

    // A proof for another server's key is no proof here.
    let road = Pinned::new(pin).unwrap();
    let refused = call(&road, &addresses, &world.caller(other), held).await.map(drop);
    assert!(matches!(refused, Err(NoSeat::Denied { .. })), "{refused:?}");
    host.stop().await;
}

#[tokio::test]
async fn a_stranger_is_not_let_in() {
    let world = World::new();
    let host = Host::start(world.wish(0)).await.unwrap();
    let stranger = Arc::new(Machine::passing().unwrap());
    let caller = Caller { machine: stranger, ..world.caller(host.door.pin) };
    let road = Pinned::new(host.door.pin).unwrap();
    let refused = call(&road, &host.door.near_first(), &caller, (Seq(0), None)).await.map(drop);
    let Err(NoSeat::Denied { why, .. }) = refused else { panic!("{refused:?}") };
    assert!(why.contains("invite"), "{why}");
    host.stop().await;
}

#[tokio::test]
async fn one_folder_has_one_server_and_one_port_one_program() {
    let world = World::new();
    let host = Host::start(world.wish(0)).await.unwrap();
    let second = why(Host::start(world.wish(0)).await);
    assert!(second.contains("another warroom server holds"), "{second}");
    let elsewhere =
        Wish { folder: world.folder.path().join("other"), ..world.wish(host.door.address.port()) };
    let taken = why(Host::start(elsewhere).await);
    assert!(taken.contains("is in use by another program"), "{taken}");
    host.stop().await;
}

#[tokio::test]
async fn a_door_leads_somewhere_only_while_its_lock_is_held() {
    let world = World::new();
    let folder = world.wish(0).folder;
    let host = Host::start(world.wish(0)).await.unwrap();
    assert_eq!(Door::read(&folder).unwrap().as_ref(), Some(&host.door));
    assert_eq!(DoorLock::is_held(&folder), Ok(true));
    let port = host.door.address.port();
    host.stop().await;
    assert_eq!(DoorLock::is_held(&folder), Ok(false));
    let again = Host::start(world.wish(port)).await.unwrap();
    assert_eq!(again.door.pin, Door::read(&folder).unwrap().unwrap().pin, "the key stays");
    again.stop().await;
}

#[test]
fn a_look_at_the_lock_keeps_no_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    drop(DoorLock::take(folder.path()).unwrap());
    let looks = || (0..2_000).all(|_| DoorLock::is_held(folder.path()).is_ok());
    std::thread::scope(|scope| {
        let looking: Vec<_> = (0..2).map(|_| scope.spawn(looks)).collect();
        for _ in 0..500 {
            drop(DoorLock::take(folder.path()).unwrap());
        }
        assert!(looking.into_iter().all(|looks| looks.join().unwrap()));
    });
}

#[tokio::test]
async fn a_link_comes_back_when_its_server_does() {
    let world = World::new();
    let host = Host::start(world.wish(0)).await.unwrap();
    let (port, pin) = (host.door.address.port(), host.door.pin);
    let plan = Plan {
        caller: Caller { screen: true, ..world.caller(pin) },
        addresses: host.door.near_first(),
        incident: None,
        copy: PathBuf::new(),
        history: History::None,
        outbox: Post::None,
        tries: Tries::Forever,
        seed: 1,
        hooks: Hooks::default(),
    };
    let (_link, mut inbox) = link::start(Pinned::new(pin).unwrap(), plan).unwrap();
    let mut until = async |wanted: fn(&LinkMsg) -> bool| {
        let found = async { while !wanted(&inbox.recv().await.unwrap()) {} };
        tokio::time::timeout(Duration::from_secs(20), found).await.unwrap();
    };
    until(|msg| matches!(msg, LinkMsg::Up(_))).await;
    host.stop().await;
    until(|msg| matches!(msg, LinkMsg::Down { retry_seconds: Some(_), .. })).await;
    let again = Host::start(world.wish(port)).await.unwrap();
    until(|msg| matches!(msg, LinkMsg::Up(_))).await;
    again.stop().await;
}

#[tokio::test(start_paused = true)]
async fn promise_8_who_was_suspended_while_starting_a_server_keeps_nobody_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("server");
    let held = embedded::turn(&folder).await.unwrap();
    let why = embedded::turn(&folder).await.unwrap_err();
    assert!(matches!(why, Trouble::Unreachable(_)), "it may be tried again");
    assert!(why.to_string().contains("another warroom of this machine"), "{why}");
    drop(held);
    embedded::turn(&folder).await.unwrap();
}

#[test]
fn a_mark_is_left_where_no_server_runs_too() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = folder.path().join("server");
    assert_eq!(runtime.block_on(embedded::stop(&folder)), Ok(false));
    crate::paths::make_folder(&folder).unwrap();
    assert_eq!(runtime.block_on(embedded::stop(&folder)), Ok(false));
    assert!(folder.join("stopped").exists());
    embedded::clear_mark(&folder).unwrap();
    embedded::clear_mark(&folder).unwrap();
    assert!(!folder.join("stopped").exists());
}

#[test]
fn addresses_are_those_that_others_can_use() {
    let one: SocketAddr = "10.0.0.4:7443".parse().unwrap();
    assert_eq!(door::addresses_of(one), ["10.0.0.4:7443"]);
    let all = door::addresses_of(listen_on(true, 7443));
    assert_eq!(all.last().map(String::as_str), Some("127.0.0.1:7443"));
    assert!(all.iter().all(|a| !a.starts_with("0.0.0.0")));
}

#[test]
fn promise_13_what_went_from_a_recording_that_did_not_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    let id = IncidentId(uuid::Uuid::from_u128(7));
    let file = paths.recording_file(id);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "{\"seq\":1, torn xyzzyplugh\n").unwrap();
    let taken = [Taken { entry: Seq(1), by: Seq(2) }];
    let erasure = Erasure { taken: &taken, words: &[], journal: &[] };
    let remains = library::erase(&paths, id, &erasure);
    assert!(!std::fs::read_to_string(&file).unwrap().contains("xyzzyplugh"));
    let note = "went what did not read";
    assert!(remains.notes.len() == 1 && remains.notes[0].contains(note), "{remains:?}");
    // It is said once.
    assert_eq!(library::erase(&paths, id, &erasure), Remains::default());
}
