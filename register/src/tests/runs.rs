//! Commands that were run: an action with its end and what it printed.

use super::script::{Room, check};
use crate::{Seq, TaskState, show};

#[test]
fn a_run_is_an_action_that_says_how_it_ended() {
    check(
        "+2m\nben: ran kubectl get pods {exit 0, output 3 pods, bytes 6}",
        "14:05 #6 d (14:03) ran kubectl get pods (exit 0, 1m)  ben",
    );
    check(
        "+2m\nben: ran deploy {exit 3}\nana: verify 6 made_it_worse",
        "
        14:05 #6 d (14:03) ran, exit 3: deploy (1m): MADE IT WORSE  ben
        14:05 #7 v #6 made it worse  ana
        ",
    );
    check(
        "+2m\nben: ran tail -f log {signal 15}",
        "14:05 #6 d (14:03) ran, ended by SIGTERM: tail -f log (1m)  ben",
    );
}

#[test]
fn a_run_for_a_task_is_its_owners_yes() {
    let state = |by: &str| {
        let room = Room::of(&format!(
            "ana: open P1 availability Checkout returns 500s
            ben: join respond
            cy: join respond
            ana: task roll back {{owner ben}}
            +3m
            {by}: ran helm rollback checkout {{exit 0, task 4}}"
        ));
        room.register.tasks().get(&Seq(4)).unwrap().state
    };
    assert_eq!(state("ben"), TaskState::Acknowledged);
    assert_eq!(state("cy"), TaskState::Assigned);
}

#[test]
fn a_run_needs_a_command_a_task_that_is_one_and_a_past() {
    check("ben: ran  {exit 0}", "there are no words in it: write what happened");
    check(
        "ben: ran x {exit 0, task 1}",
        "#1 is no task: name a task, or write the next step first",
    );
    check(
        "gil: ran x {exit 0}",
        "your invite lets you observe; this needs one that lets you respond: ask ana for it",
    );
}

#[test]
fn what_it_printed_is_in_the_json_and_said_in_a_sentence() {
    let said = |more: &str| {
        let room = Room::of(&format!(
            "ana: open P1 availability Checkout returns 500s\n+2m\nana: ran x {{exit 0{more}}}"
        ));
        let json = show::show(&room.register, None, &[], room.now, None).json();
        (room.register.ran(Seq(2)).unwrap().about_output(), json)
    };
    let (words, json) = said(", output up, bytes 2");
    assert_eq!(words, "it printed 2 bytes");
    assert!(json.contains(r#""exit":0"#) && json.contains(r#""output":"up""#), "{json}");
    assert_eq!(
        said(", output up, bytes 9000, masked 2").0,
        "the end of 9000 bytes that it printed; 2 secrets masked"
    );
    assert_eq!(said(", bytes 70, binary").0, "it printed 70 bytes that are no text: not kept");
    assert_eq!(said(", bytes 70").0, "it printed 70 bytes: not kept");
    assert_eq!(said("").0, "it printed nothing");
}
