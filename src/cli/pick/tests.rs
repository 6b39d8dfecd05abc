use super::*;
use warroom_register::{Hash, Label, Title};

fn joined(id: u32, label: u32, handle: &str, open: bool) -> Joined {
    Joined {
        id: IncidentId(uuid::Uuid::from_u128(u128::from(id))),
        incident: Label(label),
        title: Some(Title::try_from(format!("trouble {id}")).unwrap()),
        handle: handle.parse().unwrap(),
        addresses: Vec::new(),
        pin: Hash::default(),
        token: None,
        embedded: false,
        open,
        before: Vec::new(),
    }
}

fn pick(
    all: &[Joined],
    which: Option<&str>,
    handle: Option<&str>,
) -> Result<(u32, String), String> {
    let memory = Memory { joined: all.to_vec(), ..Memory::default() };
    let globals = Globals {
        incident: which.map(|w| w.parse().unwrap()),
        handle: handle.map(|h| h.parse().unwrap()),
        ..Globals::default()
    };
    match incident(&memory, &globals) {
        Ok(j) => Ok((u32::try_from(j.id.0.as_u128()).unwrap(), j.handle.to_string())),
        Err(Trouble::Usage(why) | Trouble::Refused(why)) => Err(why),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn the_only_open_one_is_meant() {
    let all = [joined(1, 1, "ana", false), joined(2, 2, "ana", true)];
    assert_eq!(pick(&all, None, None), Ok((2, "ana".into())));
    assert_eq!(pick(&all, Some("INC-1"), None), Ok((1, "ana".into())));
    assert_eq!(pick(&all, Some("1"), None), Ok((1, "ana".into())));
}

#[test]
fn of_two_open_ones_none_is_guessed() {
    let all = [joined(1, 1, "ana", true), joined(2, 2, "ana", true)];
    let why = pick(&all, None, None).unwrap_err();
    assert!(
        why.contains("say --incident INC-1 (trouble 1) or --incident INC-2 (trouble 2)"),
        "{why}"
    );
}

#[test]
fn of_two_servers_with_one_name_the_open_one_is_meant_and_of_two_open_none() {
    let one = [joined(1, 7, "ana", false), joined(2, 7, "ana", true)];
    assert_eq!(pick(&one, Some("INC-7"), None), Ok((2, "ana".into())));
    let two = [joined(1, 7, "ana", true), joined(2, 7, "ana", true)];
    let why = pick(&two, Some("INC-7"), None).unwrap_err();
    assert!(why.contains("--incident INC-7-0001 (trouble 1) or --incident INC-7-0002"), "{why}");
    assert_eq!(pick(&two, Some("INC-7-0002"), None), Ok((2, "ana".into())));
    let id = "00000000-0000-0000-0000-000000000001";
    assert_eq!(pick(&two, Some(id), None), Ok((1, "ana".into())));
}

#[test]
fn of_two_handles_none_is_guessed() {
    let all = [joined(1, 1, "ana", true), joined(1, 1, "ben", true)];
    let why = pick(&all, None, None).unwrap_err();
    assert!(why.contains("as ana and as ben"), "{why}");
    assert_eq!(pick(&all, None, Some("ben")), Ok((1, "ben".into())));
    let why = pick(&all, None, Some("cy")).unwrap_err();
    assert!(why.contains("warroom join INC-1 --as cy"), "{why}");
}

#[test]
fn none_says_what_to_do() {
    assert!(pick(&[], None, None).unwrap_err().contains("warroom open"));
    assert!(pick(&[], Some("INC-9"), None).unwrap_err().contains("warroom join INC-9"));
    let closed = [joined(1, 1, "ana", false)];
    assert!(pick(&closed, None, None).unwrap_err().contains("--incident INC-1"));
}

#[test]
fn a_handle_comes_from_the_nearest_that_says_one() {
    let h = |text: &str| text.parse::<Handle>().unwrap();
    let check = |flag: Option<&str>, file: Option<&str>, last: Option<&str>, user: Option<&str>| {
        let globals = Globals { handle: flag.map(h), ..Globals::default() };
        let config = Config { handle: file.map(h), ..Config::default() };
        let memory = Memory { last_handle: last.map(h), ..Memory::default() };
        handle(&globals, &config, &memory, user).map(|h| h.to_string()).ok()
    };
    assert_eq!(check(Some("a"), Some("b"), Some("c"), Some("d")).as_deref(), Some("a"));
    assert_eq!(check(None, Some("b"), Some("c"), Some("d")).as_deref(), Some("b"));
    assert_eq!(check(None, None, Some("c"), Some("d")).as_deref(), Some("c"));
    assert_eq!(check(None, None, None, Some("d")).as_deref(), Some("d"));
    assert_eq!(check(None, None, None, None), None);
}

#[test]
fn a_users_name_becomes_a_valid_handle_or_none() {
    let made = |user: &str| made_valid(user).map(|h| h.to_string());
    assert_eq!(made("Ana.Brown").as_deref(), Some("ana.brown"));
    assert_eq!(made("CORP\\jdoe").as_deref(), Some("corp-jdoe"));
    assert_eq!(made("7of9").as_deref(), Some("of9"));
    assert_eq!(made("josé").as_deref(), Some("jos"));
    assert_eq!(made(&"a".repeat(40)).map(|h| h.len()), Some(24));
    assert_eq!(made("42"), None);
    assert_eq!(made("system"), None);
}

#[test]
fn who_reads_needs_no_handle_and_of_two_incidents_none_is_guessed_for_them_either() {
    let read = |all: &[Joined], handle: Option<&str>| {
        let memory = Memory { joined: all.to_vec(), ..Memory::default() };
        let handle = handle.map(|h| h.parse().unwrap());
        to_read(&memory, &Globals { handle, ..Globals::default() }).map(|j| j.handle.to_string())
    };
    let mut all = vec![joined(1, 1, "ana", true), joined(1, 1, "bo", true)];
    assert!(pick(&all, None, None).unwrap_err().contains("as ana and as bo: say --as which"));
    assert_eq!(read(&all, None), Ok("bo".into()), "the one that was used last");
    assert_eq!(read(&all, Some("ana")), Ok("ana".into()));
    assert!(read(&all, Some("cy")).unwrap_err().to_string().contains("join INC-1 --as cy"));
    assert!(read(&[], None).unwrap_err().to_string().contains("no incident yet"));
    all.push(joined(2, 2, "ana", true));
    assert!(read(&all, None).unwrap_err().to_string().contains("several incidents"));
    let closed = [joined(1, 1, "ana", false)];
    assert_eq!(read(&closed, None), Ok("ana".into()), "the one there is");
    let closed = [joined(1, 1, "ana", false), joined(2, 2, "ana", false)];
    assert!(read(&closed, None).unwrap_err().to_string().contains("are closed: name the one"));
}
