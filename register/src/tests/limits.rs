//! Each limit of what is recorded and drawn: at it, and one over it.

use crate::attention::{Need, attention};
use crate::limits::{
    AHEAD_DAYS_MAX, HANDLE_BYTES_MAX, HANDLES_PER_KEY_MAX, LEAD_AFTER_SECONDS, MARKS_DRAWN_MAX,
    OPTIONS_MAX, PLAN_ITEMS_MAX, PLANS_BYTES_MAX, ROUND_MINUTES, TASK_MINUTES, TASK_MINUTES_MAX,
    TITLE_CHARS_MAX, TOKENS_PER_PERSON_MAX, WINDOW_SECONDS_MAX, WINDOW_SECONDS_MIN,
};
use crate::tests::script::Room;
use crate::words::{EntryKind, Scope};
use crate::{
    At, Bytes, Command, Handle, Hash, NewEntry, Plan, PlanTask, Policy, PublicKey, Seen, Seq,
    Shown, Text, Title,
};

/// What comes of a script in the room where ana leads and ben responds.
fn said(script: &str) -> Result<(), String> {
    Room::staffed().run(script)
}

/// What comes of one command there, as ana's.
fn asked(before: &str, command: Command) -> Result<(), String> {
    let mut room = Room::staffed();
    room.run(before).unwrap();
    room.ask("ana".parse().unwrap(), command).map(drop)
}

#[track_caller]
fn refused(found: Result<(), String>, why: &str) {
    let found = found.unwrap_err();
    assert!(found.contains(why), "{found:?} misses {why:?}");
}

#[test]
fn names_have_a_limit() {
    let handle = |bytes| "a".repeat(bytes).parse::<Handle>();
    assert!(handle(HANDLE_BYTES_MAX).is_ok());
    let over = handle(HANDLE_BYTES_MAX + 1).unwrap_err();
    assert!(over.contains("use 1 to 24 of"), "{over}");
    // Characters, not bytes: two bytes each.
    let title = |chars| Title::try_from("é".repeat(chars));
    assert!(title(TITLE_CHARS_MAX).is_ok());
    assert!(title(TITLE_CHARS_MAX + 1).unwrap_err().contains("201 characters: 200 is the most"));
}

/// In an incident and at a server, whether they come in or knock.
#[test]
fn one_key_has_so_many_handles_and_those_it_has_it_keeps() {
    let (mine, other) = (Bytes([7; 32]), Bytes([8; 32]));
    let name = |n: usize| format!("m{n}").parse::<Handle>().unwrap();
    let (scope, invite) = (Scope::Observe, None);
    let join = |key| Command::Join { key: Some(key), scope, invite };
    let enrol = |key| Command::Enrol { key, scope, invite };
    let doors: [(Room, &dyn Fn(PublicKey) -> Command); 2] =
        [(Room::staffed(), &join), (Room::empty(), &enrol)];
    for (mut room, comes) in doors {
        for n in 1..HANDLES_PER_KEY_MAX {
            room.ask(name(n), comes(mine)).unwrap();
        }
        let knock = |who, key| Command::Knock { who, key, scope, invite };
        room.ask(Handle::warroom(), knock(name(HANDLES_PER_KEY_MAX), mine)).unwrap();
        let head = room.register.head();
        let one_more = name(HANDLES_PER_KEY_MAX + 1);
        let why = "this machine has 8 handles here already, and no more can be: come as one of them \
                   with --as (m1, m2, m3, m4, m5, m6, m7, m8), or from an account of your own";
        assert_eq!(room.ask(one_more, comes(mine)), Err(why.to_owned()));
        assert_eq!(room.ask(Handle::warroom(), knock(one_more, mine)), Err(why.to_owned()));
        assert_eq!(room.register.head(), head);
        room.ask(name(1), comes(mine)).unwrap();
        room.ask(one_more, comes(other)).unwrap();
    }
}

#[test]
fn one_person_has_so_many_good_tokens_and_one_more_once_one_is_closed_or_over() {
    let mut room = Room::staffed();
    let make = |room: &mut Room, who: &str, minutes: i64| {
        let until = room.now.plus_seconds(60 * minutes);
        let token = Hash::of(&room.register.head().0.to_be_bytes());
        let name = Title::try_from("curl".to_owned()).unwrap();
        room.ask(who.parse().unwrap(), Command::MakeToken { name, until, token })
    };
    make(&mut room, "ben", 10).unwrap();
    for _ in 1..TOKENS_PER_PERSON_MAX {
        make(&mut room, "ben", 60).unwrap();
    }
    let why = make(&mut room, "ben", 60).unwrap_err();
    assert!(why.starts_with("16 tokens of yours are good, and no more can be"), "{why}");
    assert!(why.contains("warroom revoke (#6, #7, #8,") && why.ends_with("#21)"), "{why}");
    assert!(make(&mut room, "cy", 60).is_ok(), "others have their own");
    room.run("ben: revoke 7").unwrap();
    assert!(make(&mut room, "ben", 60).is_ok() && make(&mut room, "ben", 60).is_err());
    // The first one ends by itself.
    room.run("+11m").unwrap();
    assert!(make(&mut room, "ben", 60).is_ok() && make(&mut room, "ben", 60).is_err());
}

#[test]
fn marks_over_one_character_have_a_limit() {
    let drawn = |marks| Shown::of(&format!("e{}x", "\u{301}".repeat(marks))).to_string();
    let most = format!("e{}x", "\u{301}".repeat(MARKS_DRAWN_MAX));
    assert_eq!(drawn(MARKS_DRAWN_MAX), most);
    assert_eq!(drawn(MARKS_DRAWN_MAX + 1), most);
    assert_eq!(drawn(500), most);
}

#[test]
fn a_box_has_a_least_and_a_most() {
    let task = |minutes: u16| said(&format!("ana: task look {{minutes {minutes}}}"));
    assert_eq!((task(1), task(TASK_MINUTES_MAX)), (Ok(()), Ok(())));
    refused(task(0), "0 minutes are not a box");
    refused(task(TASK_MINUTES_MAX + 1), "1441 minutes are not a box: 1 to 1440 are");
    let planned = |minutes| {
        let (text, minutes) = (Text::from("look"), Some(minutes));
        Plan { tasks: vec![PlanTask { text, minutes }], ..plan(1) }.fault()
    };
    assert_eq!(planned(TASK_MINUTES_MAX), None);
    assert!(planned(TASK_MINUTES_MAX + 1).unwrap().contains("1441 minutes"));
}

#[test]
fn a_task_without_a_box_has_the_usual_one() {
    let mut room = Room::staffed();
    room.run("ana: task look {owner ben}\nben: yes 6").unwrap();
    let usual = i64::from(TASK_MINUTES) * 60;
    let late = |room: &Room| {
        attention(&room.register, room.now).iter().any(|it| it.what == Need::TaskOver)
    };
    room.now = room.now.plus_seconds(usual - 1);
    assert!(!late(&room), "a second before its end");
    room.now = room.now.plus_seconds(1);
    assert!(late(&room), "at its end");
}

#[test]
fn a_window_has_a_least_and_a_most() {
    let put =
        |seconds| asked("ben: propose drain it", Command::PutToRoom { entry: Seq(6), seconds });
    assert_eq!((put(WINDOW_SECONDS_MIN), put(WINDOW_SECONDS_MAX)), (Ok(()), Ok(())));
    refused(put(WINDOW_SECONDS_MIN - 1), "14 seconds are no time to object in: 15 to 120 are");
    refused(put(WINDOW_SECONDS_MAX + 1), "121 seconds are no time to object in");
}

#[test]
fn options_have_a_limit() {
    let propose = |options| {
        let option = |n| Text::from(format!("way {n}"));
        let command = Command::Propose {
            text: Text::from("do it"),
            risk: Text::default(),
            undo: Text::default(),
            expect: Text::default(),
            options: (0..options).map(option).collect(),
            look_at: None,
        };
        asked("", command)
    };
    assert_eq!(propose(OPTIONS_MAX), Ok(()));
    refused(propose(OPTIONS_MAX + 1), "10 options are too many to weigh: 9 are the most");
}

#[test]
fn promises_lie_so_far_ahead_and_no_farther() {
    let by = |minutes: i64| said(&format!("cy: help team payments: x {{by {minutes}}}"));
    let most = AHEAD_DAYS_MAX * 24 * 60;
    assert_eq!(by(most), Ok(()));
    refused(by(most + 1), "that time is more than 90 days ahead");
}

/// A plan of so many questions.
fn plan(items: usize) -> Plan {
    Plan {
        name: Title::try_from("checkout".to_owned()).unwrap(),
        kind: None,
        service: None,
        agreed_by: Text::default(),
        agreed_on: Text::default(),
        questions: vec![Text::from("why?"); items],
        tasks: Vec::new(),
        decisions: Vec::new(),
    }
}

#[test]
fn plans_have_a_limit() {
    assert_eq!(plan(PLAN_ITEMS_MAX).fault(), None);
    assert!(plan(PLAN_ITEMS_MAX + 1).fault().unwrap().contains("41 items: 40 are the most"));
    let of = |bytes| {
        let mut long = plan(1);
        long.questions = vec![Text::from("x".repeat(bytes))];
        Policy { plans: vec![long], ..Policy::standard() }
    };
    let empty = serde_json::to_string(&of(0).plans).unwrap().len();
    assert_eq!(of(PLANS_BYTES_MAX - empty).plans_fault(), None);
    let over = of(PLANS_BYTES_MAX - empty + 1).plans_fault().unwrap();
    assert!(over.contains("32769 bytes together: 32768 are the most"), "{over}");
}

/// Whether this is asked of anybody so many seconds later.
fn asks_after(script: &str, what: Need, seconds: i64) -> bool {
    let mut room = Room::staffed();
    room.run(script).unwrap();
    let later = room.now.plus_seconds(seconds);
    attention(&room.register, later).iter().any(|it| it.what == what)
}

#[test]
fn the_lead_is_reminded_of_an_owner_so_much_later() {
    // A task that is over is said to its owner at once, and to the lead behind that.
    let script = "ana: task look {owner ben, minutes 20}\nben: yes 6\n+20m";
    let after = i64::from(LEAD_AFTER_SECONDS);
    assert!(asks_after(script, Need::TaskOver, 0));
    assert!(!asks_after(script, Need::OwnerOver, after - 1));
    assert!(asks_after(script, Need::OwnerOver, after));
}

#[test]
fn a_round_that_nobody_answered_is_not_asked_about_for_ever() {
    let script = "ana: round how is it?";
    let over = i64::from(ROUND_MINUTES) * 60;
    assert!(asks_after(script, Need::RoundUnanswered, over - 1));
    assert!(!asks_after(script, Need::RoundUnanswered, over));
}

/// No number of tasks is too many but that of a room's records.
#[test]
fn two_thousand_tasks_are_kept_each_as_the_first() {
    const TASKS: usize = 2_001;
    let mut room = Room::staffed();
    let before = room.register.head().0;
    for n in 1..=TASKS {
        room.run(&format!("ana: task number {n} {{owner ben}}")).unwrap();
    }
    room.run(&format!("ben: yes {}", before + 1)).unwrap();
    room.run(&format!("ben: yes {}", room.register.head().0 - 1)).unwrap();
    assert_eq!(room.records.len() as u64, before + TASKS as u64 + 2);
}

/// What a client's clock says is a claim beside the record, and orders nothing.
#[test]
fn a_clock_that_is_years_off_orders_nothing_and_its_claims_are_refused_with_what_to_do() {
    const YEAR_MS: i64 = 366 * 86_400_000;
    let mut room = Room::staffed();
    let ben: Handle = "ben".parse().unwrap();
    let saw = |at: i64| {
        let seen_at = Some(Seen { at: At::from_ms(at), about: false });
        NewEntry { seen_at, ..NewEntry::of(EntryKind::Observation, "down") }.write()
    };
    let now = room.now.ms();
    for (years, why) in [(10, "still to come"), (-50, "before")] {
        let found = room.ask(ben, saw(now + years * YEAR_MS)).unwrap_err();
        assert!(found.contains(why), "{years} years: {found}");
    }
    room.ask(ben, NewEntry::of(EntryKind::Observation, "down").write()).unwrap();
    let last = room.records.last().unwrap();
    assert_eq!((last.at, last.by), (room.now, ben), "the room's own clock");
}
