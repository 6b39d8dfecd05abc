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
