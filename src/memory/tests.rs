use super::*;

fn joined(number: u32, handle: &str, open: bool) -> Joined {
    Joined {
        id: IncidentId(uuid::Uuid::from_u128(u128::from(number))),
        incident: Label(number),
        title: None,
        handle: handle.parse().unwrap(),
        addresses: vec!["127.0.0.1:7443".into()],
        pin: Hash::of(b"key"),
        token: None,
        embedded: false,
        open,
        before: Vec::new(),
    }
}

#[test]
fn what_is_remembered_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    assert_eq!(Memory::load(&paths), Ok(Memory::default()));
    Memory::change(&paths, |m| m.join(joined(1, "ana", true))).unwrap();
    Memory::change(&paths, |m| m.join(joined(2, "ben", true))).unwrap();
    let memory = Memory::load(&paths).unwrap();
    assert_eq!(memory.joined, [joined(1, "ana", true), joined(2, "ben", true)]);
    assert_eq!(memory.last_handle, Some("ben".parse().unwrap()));
}

#[test]
fn joining_again_replaces_and_keeps_what_was_known() {
    let mut memory = Memory::default();
    let token = Some(warroom_register::Bytes([7; 16]));
    memory.join(Joined { token, ..joined(1, "ana", true) });
    memory.join(joined(2, "ana", true));
    memory.join(Joined { addresses: vec!["10.0.0.4:1".into()], ..joined(1, "ana", true) });
    assert_eq!(memory.joined.len(), 2);
    let last = memory.joined.last().unwrap();
    assert_eq!((last.token, last.addresses.as_slice()), (token, &["10.0.0.4:1".to_owned()][..]));
    memory.join(joined(1, "ben", true));
    assert_eq!(memory.joined.len(), 3, "another handle is another seat");
}

#[test]
fn the_servers_that_a_room_has_left_are_remembered_and_not_where_it_is() {
    let mut memory = Memory::default();
    let at = |place: u8| (vec![format!("10.0.0.{place}:1")], Hash::of(&[place]));
    let place = |place: u8| {
        let (addresses, pin) = at(place);
        Joined { addresses, pin, ..joined(1, "ana", true) }
    };
    let learns = |memory: &mut Memory, place: u8| {
        let (addresses, pin) = at(place);
        let known = Known { incident: Some(Label(7)), title: None, addresses, pin, open: true };
        memory.learn(joined(1, "ana", true).id, "ana".parse().unwrap(), &known);
    };
    let before = |memory: &Memory| {
        memory.joined[0].before.iter().map(|spot| spot.addresses[0].clone()).collect::<Vec<_>>()
    };
    memory.join(place(1));
    memory.join(place(1));
    assert!(before(&memory).is_empty(), "it is where it was");
    learns(&mut memory, 2);
    assert_eq!(before(&memory), ["10.0.0.1:1"]);
    assert_eq!(memory.joined[0].before[0].incident, Label(1), "what it was called there");
    memory.join(place(3));
    assert_eq!(before(&memory), ["10.0.0.2:1", "10.0.0.1:1"], "typed in, too");
    learns(&mut memory, 2);
    assert_eq!(before(&memory), ["10.0.0.3:1", "10.0.0.1:1"], "it went back");
    (4..=9).for_each(|place| learns(&mut memory, place));
    assert_eq!(before(&memory).len(), BEFORE_MAX);
}

#[test]
fn a_server_is_its_key_and_not_its_address() {
    let mut memory = Memory::default();
    let at = |address: &str, key: &[u8]| KnownServer {
        addresses: vec![address.into()],
        pin: Hash::of(key),
    };
    memory.enrol(at("old:1", b"a"));
    memory.enrol(at("new:1", b"a"));
    memory.enrol(at("other:1", b"b"));
    assert_eq!(memory.servers.len(), 2);
    assert_eq!(memory.server_at("new:1").map(|s| s.pin), Some(Hash::of(b"a")));
    assert_eq!(memory.server_at("old:1"), None);
}

#[test]
fn closed_ones_are_forgotten_first() {
    let mut memory = Memory::default();
    memory.join(joined(1, "ana", true));
    for n in 2..=u32::try_from(JOINED_MAX).unwrap() + 1 {
        memory.join(joined(n, "ana", false));
    }
    memory.forget_some();
    assert_eq!(memory.joined.len(), JOINED_MAX);
    assert_eq!(memory.joined.first().map(|j| j.incident), Some(Label(1)));
}

#[test]
fn a_bad_file_is_refused_with_its_line_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    write_secret(&paths.memory_file(), b"{\n \"joind\": []}").unwrap();
    let Err(Trouble::Usage(why)) = Memory::load(&paths) else { panic!("it was read") };
    assert!(why.contains("joined.json: line 2"), "{why}");
    assert!(Memory::change(&paths, |m| m.join(joined(1, "ana", true))).is_err());
    assert_eq!(std::fs::read(paths.memory_file()).unwrap(), b"{\n \"joind\": []}");
}

#[test]
fn whoever_was_suspended_in_the_middle_of_a_change_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let paths = Paths::under(folder.path());
    let _suspended = lock(&paths).unwrap();
    Memory::change(&paths, |m| m.join(joined(1, "ana", true))).unwrap();
    assert_eq!(Memory::load(&paths).unwrap().joined, [joined(1, "ana", true)]);
}
