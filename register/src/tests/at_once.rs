//! What is taken back at once leaves things as they were, and more time is counted from where it helps.

use super::script::{Room, check};
use crate::attention::{Need, attention};
use crate::{Command, Handle, Seq};

fn ben() -> Handle {
    "ben".parse().unwrap()
}

#[test]
fn a_yes_that_is_taken_back_leaves_the_task_asked_as_before() {
    check(
        "ana: task check {owner ben}\n+60s\nben: yes 6\nben: retract 7 a slip",
        "
        Wanted: 1
        1m ben has not answered #6 check
        Being done: 1
        #6 check (ben has not answered 1m, until 14:13)
        14:03 #6 t check: ben  ana
        14:04 #7 · ben has #6 (retracted)  ben
        14:04 #8 · ben takes back the yes to #6: a slip  ben
        ",
    );
}

#[test]
fn a_yes_to_what_nobody_had_leaves_it_nobodys() {
    let mut room = Room::of("ana: open P1 availability x\nben: join respond\nana: task check");
    room.run("+5m").unwrap();
    let before = room.register.tasks().clone();
    room.run("ben: yes 3\nben: retract 4 a slip").unwrap();
    assert_eq!(*room.register.tasks(), before);
    room.run("ana: ask why?\n+1m").unwrap();
    let before = room.register.questions().clone();
    room.run("ben: yes 6\nben: retract 7 a slip").unwrap();
    assert_eq!(*room.register.questions(), before);
}

#[test]
fn a_helping_hand_that_is_taken_back_helps_no_more() {
    let mut room = Room::staffed();
    room.run("ana: task check {owner ben}\nben: yes 6").unwrap();
    let before = room.register.tasks().clone();
    room.run("cy: yes 6\ncy: retract 8 a slip").unwrap();
    assert_eq!(*room.register.tasks(), before);
}

#[test]
fn a_yes_is_taken_back_once_by_whom_it_was_and_before_anything_came_of_it() {
    let given = "ana: task check {owner ben}\nben: yes 6\n";
    let nothing =
        "#7 is no yes of which nothing came yet: say what is so now, in an entry that names it";
    check(&format!("{given}ben: blocked 6 x\nben: retract 7 x"), nothing);
    check(
        &format!("{given}ben: retract 7 x\nben: retract 7 x"),
        "#7 was retracted: write a new one",
    );
    check(&format!("{given}ana: retract 7 x"), "only ben or the lead may do that with #7");
    check(&format!("{given}ana: assign 6 cy\nben: retract 7 x"), nothing);
}

#[test]
fn more_time_for_what_is_over_counts_from_now() {
    let mut room = Room::of("ana: open P1 availability x\nben: join respond");
    room.run("ana: task check {owner ben}\nben: yes 3\n+16m\nben: extend 3 5").unwrap();
    let due = |room: &Room| room.register.tasks()[&Seq(3)].due.unwrap();
    assert_eq!(due(&room), room.now.plus_seconds(5 * 60));
    let late = attention(&room.register, room.now);
    assert!(late.iter().all(|need| need.what != Need::TaskOver), "{late:?}");
    // What has time left gets it on top.
    room.run("+1m\nben: extend 3 5").unwrap();
    assert_eq!(due(&room), room.now.plus_seconds(9 * 60));
}

#[test]
fn more_time_of_an_older_record_counts_from_the_end_as_it_did_then() {
    let mut room = Room::of("ana: open P1 availability x\nben: join respond");
    room.run("ana: task check {owner ben}\nben: yes 3\n+16m").unwrap();
    let older: Command =
        serde_json::from_str(r#"{"type":"extend","entry":3,"minutes":5}"#).unwrap();
    room.taken_before(ben(), older);
    let due = room.register.tasks()[&Seq(3)].due.unwrap();
    assert_eq!(due, room.now.plus_seconds(-60));
}
