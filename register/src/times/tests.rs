//! Each time by its definition, to the second; what is not known, approximate or impossible.

use super::{Graded, Length, Point, Span, Times, full};
use crate::tests::script::{BEGAN, Room, STORY};
use crate::words::{Kind, Mode, Moment as M, Phase, Role, Severity};
use crate::{At, Command, Hash, Policy, Register, Seen, Text, Title};

fn times(script: &str) -> Times {
    Times::of(&Room::of(script).register)
}

const fn exactly(seconds: u64) -> Length {
    Length::Known { seconds, about: false }
}

#[test]
fn every_time_of_a_small_incident() {
    let times = times(STORY);
    let clocks: Vec<_> = Point::ALL
        .iter()
        .map(|point| {
            let seen = times.points.get(point);
            seen.map(|s| format!("{point} {}{}", s.at.clock(), if s.about { "~" } else { "" }))
        })
        .collect();
    let expected = [
        Some("signalled 13:58"),
        Some("began 13:58~"),
        Some("detected 14:01"),
        Some("declared 14:03"),
        Some("lead_taken 14:03"),
        Some("first_word 14:07"),
        None,
        Some("mitigated 14:16"),
        Some("restored 01:16"),
        Some("closed 01:16"),
    ];
    assert_eq!(clocks, expected.map(|text| text.map(str::to_owned)));
    let about = |seconds| Length::Known { seconds, about: true };
    for (span, length) in [
        (Span::Detect, about(180)),
        (Span::Acknowledge, exactly(180)),
        (Span::Declare, exactly(120)),
        (Span::Lead, exactly(0)),
        (Span::FirstWord, exactly(240)),
        (Span::Identify, Length::Missing { from: false, to: true }),
        (Span::Mitigate, about(18 * 60)),
        (Span::Restore, about(11 * 3600 + 18 * 60)),
        (Span::Fix, exactly(11 * 3600 + 13 * 60)),
        (Span::Total, about(11 * 3600 + 18 * 60)),
    ] {
        assert_eq!(times.length(span), length, "{span}");
    }
    assert_eq!(times.impossible(), []);
}

#[test]
fn what_nobody_recorded_is_not_known_and_never_zero() {
    let times = times("ana: open P3 data x");
    for span in Span::ALL {
        let known = times.length(*span).seconds();
        assert_eq!(known, (*span == Span::Lead).then_some(0), "{span}");
    }
    assert_eq!(times.length(Span::Total), Length::Missing { from: true, to: true });
}

#[test]
fn an_order_that_cannot_be_is_said_and_not_reckoned_with() {
    let times = times("ana: open P3 data x\n+10m\nana: mark began 14:10\nana: mark detected 14:05");
    assert_eq!(times.length(Span::Detect), Length::Backwards);
    assert_eq!(times.impossible(), [(Point::Began, Point::Detected)]);
}

#[test]
fn a_time_to_the_minute_may_lie_anywhere_in_its_minute() {
    let story = |restored: &str| {
        times(&format!(
            "ana: open P3 data x\n+10m\nana: mark mitigated 14:05:23\nana: mark began 14:01
            ana: mark restored {restored}"
        ))
    };
    assert_eq!(story("14:05").impossible(), []);
    let both = (Point::Mitigated, Point::Restored);
    assert_eq!(story("14:05:10").impossible(), [both], "it was given to the second");
    assert_eq!(story("14:04").impossible(), [both]);
    let detected =
        times("ana: open P3 data x\n+10m\nana: mark began 14:05:23\nana: mark detected 14:05");
    assert_eq!(detected.length(Span::Detect), Length::Known { seconds: 0, about: true });
    assert!(!detected.is_doubtful(Span::Detect));
}

#[test]
fn what_rests_on_a_time_that_cannot_be_is_doubtful() {
    let times = times("ana: open P3 data x\n+10m\nana: mark began 14:10\nana: mark detected 14:05");
    let doubtful: Vec<Span> = Span::ALL.iter().copied().filter(|s| times.is_doubtful(*s)).collect();
    let rest_on_other_times = [Span::Lead, Span::FirstWord, Span::Fix];
    assert!(rest_on_other_times.iter().all(|span| !doubtful.contains(span)), "{doubtful:?}");
    assert_eq!(doubtful.len(), Span::ALL.len() - rest_on_other_times.len());
}

/// An incident of before, as somebody types it in: this and that happened, as they say, then.
fn typed_in(more: &[Command]) -> Register {
    let mut room = Room::empty();
    let open = Command::Open {
        sealed: Hash::default(),
        title: Title::try_from("Disk full".to_owned()).unwrap(),
        severity: Severity::P2,
        kind: Kind::Data,
        mode: Some(Mode::Past),
        talk: Text::default(),
        key: None,
        policy: Policy::default(),
    };
    for command in [open].iter().chain(more) {
        room.ask("ana".parse().unwrap(), command.clone()).unwrap();
    }
    room.register
}

fn moved(phase: Phase, seen_at: Option<Seen>) -> Command {
    Command::MovePhase {
        phase,
        why: "so".into(),
        card: None,
        card_salt: None,
        review: None,
        seen_at,
    }
}

#[test]
fn of_an_incident_that_was_typed_in_only_what_was_said_is_known() {
    let seen = |minutes: i64, about| {
        let at = At::parse(BEGAN).unwrap().plus_seconds(-minutes * 60);
        Some(Seen { at, about })
    };
    // When it was typed in says nothing of when it was.
    let times = Times::of(&typed_in(&[moved(Phase::Resolved, None), moved(Phase::Closed, None)]));
    assert!(times.points.is_empty(), "{times:?}");
    let said = [moved(Phase::Resolved, seen(30, true)), moved(Phase::Closed, seen(20, false))];
    let times = Times::of(&typed_in(&said));
    assert_eq!(times.points.get(&Point::Restored).copied(), seen(30, true));
    assert_eq!(times.points.get(&Point::Closed).copied(), seen(20, false));
    assert_eq!(times.points.get(&Point::Declared), None);
}

#[test]
fn in_a_room_what_changes_it_happens_when_it_is_recorded() {
    let mut room = Room::staffed();
    let seen_at = Some(Seen { at: room.now.plus_seconds(-60), about: false });
    let (ana, cy) = ("ana".parse().unwrap(), "cy".parse().unwrap());
    let why = room.ask(ana, moved(Phase::Identified, seen_at)).unwrap_err();
    assert!(why.contains("has no time of its own"), "{why}");
    room.run("ana: offer comms cy").unwrap();
    let role = Role::Comms;
    assert!(room.ask(cy, Command::AcceptRole { role, seen_at }).is_err());
    assert!(room.ask(cy, Command::AcceptRole { role, seen_at: None }).is_ok());
}

#[test]
fn each_severity_counts_while_it_holds() {
    let story = "ana: open P2 data x\n+10m\nana: grade P1 worse\n+90s\nana: grade P2 better\n+30s
        ana: phase closed done";
    let graded = |severity, seconds| Graded { severity, seconds };
    let expected = [graded(Severity::P1, 90), graded(Severity::P2, 630)];
    assert_eq!(times(story).graded, expected);
}

#[test]
fn what_began_again_was_over_only_when_it_was_over_for_the_last_time() {
    let script = "ana: open P2 data x
        ana: mark began 14:00
        +10m
        ana: phase monitoring quiet
        ana: phase resolved quiet
        +10m
        ana: phase closed y
        +10m
        ana: phase investigating it is back";
    let again = times(script);
    for span in [Span::Restore, Span::Mitigate, Span::Total] {
        assert_eq!(again.length(span), Length::Missing { from: false, to: true }, "{span}");
    }
    let over =
        times(&format!("{script}\n+30m\nana: phase resolved gone\n+1m\nana: phase closed y"));
    assert_eq!(over.length(Span::Restore), exactly(63 * 60));
    assert_eq!(over.length(Span::Total), exactly(64 * 60));
    // What is marked by hand is right, until it begins again.
    let marked = times(&format!("{script}\nana: mark restored 14:30\nana: phase identified y"));
    assert_eq!(marked.length(Span::Restore), exactly(30 * 60));
}

#[test]
fn reopening_takes_the_closing_back() {
    let times =
        times("ana: open P2 data x\nana: phase closed y\n+1m\nana: phase investigating again");
    assert_eq!(times.points.get(&Point::Closed), None);
}

#[test]
fn a_promise_is_kept_by_the_next_words_to_the_same_people() {
    let story = "ana: open P2 data x
        ana: update one {audience public, minutes 10}
        +9m
        ana: update two {audience public, minutes 10}
        ana: update inside {audience team, minutes 5}
        +11m
        ana: update three, late {audience public, minutes 30}";
    let kept = times(story).kept;
    // Kept: one. Broken: two, and the one to the team. Not due: three.
    assert_eq!((kept.promises, kept.promises_kept), (3, 1));
}

#[test]
fn words_in_between_keep_no_promise_and_at_its_time_they_do() {
    let promise = "ana: open P2 data x\nana: update one {audience public, minutes 20}\n";
    let kept = |rest: &str| {
        let kept = times(&format!("{promise}{rest}")).kept;
        (kept.promises, kept.promises_kept)
    };
    assert_eq!(kept("+8m\nana: update two {audience public}\n+30m\nana: saw nothing"), (1, 0));
    assert_eq!(kept("+16m\nana: update two {audience public}\n+30m\nana: saw nothing"), (1, 1));
    let anew = "+8m\nana: update two {audience public, minutes 60}\n+30m\nana: saw nothing";
    assert_eq!(kept(anew), (1, 1), "a newer promise takes its place");
}

#[test]
fn closing_ends_what_was_promised() {
    let story = "ana: open P2 data x\nana: update one {audience public, minutes 10}\n+5m
        ana: phase closed y\n+1h\nana: idea later";
    let room = {
        let mut room = Room::empty();
        // Whether ideas may still be written after the end is not the matter here.
        drop(room.run(story));
        room
    };
    assert_eq!(Times::of(&room.register).kept.promises, 0);
}

#[test]
fn a_task_is_answered_in_time_late_or_never() {
    let story = "ana: open P2 data x
        ben: join respond
        ana: task in time {owner ben}
        +60s
        ben: yes 3
        ana: task late {owner ben}
        +3m
        ben: yes 5
        ana: task my own {owner ana}
        ana: task taken back {owner ben}
        ana: cancel 8 no
        ana: task never {owner ben}
        +10m
        ana: saw nothing";
    let kept = times(story).kept;
    assert_eq!((kept.tasks, kept.tasks_in_time), (3, 1));
}

#[test]
fn a_yes_that_was_taken_back_is_no_answer() {
    let story = "ana: open P2 data x
        ben: join respond
        ana: task check {owner ben}
        +20s
        ben: yes 3
        ben: retract 4 a slip
        +10m
        ana: saw nothing";
    let kept = times(story).kept;
    assert_eq!((kept.tasks, kept.tasks_in_time), (1, 0));
}

#[test]
fn what_was_written_a_minute_later_is_late() {
    let story = "ana: open P2 data x\n+10m\nana: saw one\nana: saw two {seen -30s}
        ana: saw three {seen -61s}";
    let kept = times(story).kept;
    assert_eq!((kept.entries, kept.entries_late), (3, 1));
}

#[test]
fn lengths_are_said_in_full() {
    for (seconds, said) in
        [(0, "0 s"), (59, "59 s"), (67_610, "18 h 46 m 50 s"), (86_400, "1 d 0 h 0 m 0 s")]
    {
        assert_eq!(full(seconds), said);
    }
}

#[test]
fn a_mark_in_an_order_that_cannot_be_is_told_before_it_is_made() {
    let room = Room::of("ana: open P2 data x\n+1h\nana: mark began 14:10");
    let against = |moment, clock: &str| {
        let at = At::parse(&format!("2026-11-21T{clock}:00.000Z")).unwrap();
        super::against(&room.register, moment, Seen { at, about: false })
    };
    let says = |words: &str| Some(words.to_owned());
    assert_eq!(against(M::Restored, "13:00"), says("restored 13:00 lies before began 14:10"));
    assert_eq!(against(M::Began, "14:30"), None);
    assert_eq!(against(M::Began, "11:30"), None, "it began before it was opened");
    assert_eq!(against(M::Mitigated, "14:10"), None);
    let room = Room::of("ana: open P2 data x\n+1h\nana: mark restored 14:10");
    let at = At::parse("2026-11-21T14:20:00.000Z").unwrap();
    assert_eq!(
        super::against(&room.register, M::Began, Seen { at, about: false }),
        says("restored 14:10 lies before began 14:20")
    );
    let at = At::parse("2026-11-20T14:00:00.000Z").unwrap();
    assert_eq!(
        super::against(&room.register, M::Identified, Seen { at, about: false }),
        says("identified 20 Nov 14:00 lies before opened 14:03")
    );
}
