//! What is proposed, objected to and called.

use super::script::{Room, check};

#[test]
fn a_proposal_waits_to_be_called() {
    check(
        "dia: propose drain eu-west {risk overload, undo yes 5 min, expect 5xx under 1 %}",
        "
        Wanted: 1
        0s to be called: #6 drain eu-west
        Decisions: 1
        #6 drain eu-west (TO BE CALLED; risk: overload; undo: yes 5 min; expect: 5xx under 1 %)
        14:03 #6 ◆ proposed: drain eu-west  dia
        ",
    );
    check("dia: propose", "there are no words in it: write what happened");
    check(
        "dia: propose drain\n+1m\nana: call 6 go",
        "
        Decisions: 1
        #6 drain (GO by ana 14:04)
        14:03 #6 ◆ proposed: drain  dia
        14:04 #7 ◆ GO: #6 drain  ana
        ",
    );
    check(
        "dia: propose drain\nana: call 6 no us-east could not take it",
        "
        Decisions: 1
        #6 drain (NO by ana 14:03; why: us-east could not take it)
        14:03 #6 ◆ proposed: drain  dia
        14:03 #7 ◆ NO: #6 drain; why: us-east could not take it  ana
        ",
    );
    check(
        "dia: propose drain\nben: call 6 go",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check(
        "dia: propose drain\nana: call 6 go\nana: call 6 no",
        "#6 is not open any more: it is called",
    );
    check(
        "dia: saw x\nana: call 6 go",
        "#6 is no proposal: name the proposal, or write down what is decided as a decision",
    );
}

#[test]
fn going_over_an_objection_needs_a_reason() {
    check(
        "dia: propose drain\nben: object 6 us-east is at 70 %",
        "
        Wanted: 1
        0s to be called: #6 drain
        Decisions: 1
        #6 drain (TO BE CALLED; ben objects: us-east is at 70 %)
        14:03 #6 ◆ proposed: drain  dia
        14:03 #7 x objects to #6: us-east is at 70 %  ben
        ",
    );
    check("dia: propose drain\nben: object 6", "a reason is needed: one line of why");
    check(
        "dia: propose drain\nben: object 6 full\nana: call 6 go",
        "a reason is needed: one line of why",
    );
    check(
        "dia: propose drain\nben: object 6 full\nana: call 6 go half is warm",
        "
        Decisions: 1
        #6 drain (GO by ana 14:03; why: half is warm; ben objects: full)
        14:03 #6 ◆ proposed: drain  dia
        14:03 #7 x objects to #6: full  ben
        14:03 #8 ◆ GO: #6 drain; why: half is warm  ana
        ",
    );
    check(
        "dia: propose drain\nben: object 6 full\nana: call 6 amended half of it",
        "
        Decisions: 1
        #6 drain (GO, amended by ana 14:03; changed: half of it; ben objects: full)
        14:03 #6 ◆ proposed: drain  dia
        14:03 #7 x objects to #6: full  ben
        14:03 #8 ◆ GO, amended: #6 drain; changed: half of it  ana
        ",
    );
    check(
        "dia: propose drain\nana: call 6 go\nben: object 6 too late",
        "#6 is not open any more: it is called",
    );
    check(
        "dia: propose drain\ndia: retract 6 no\nana: call 6 go",
        "#6 was retracted: write a new one",
    );
}

#[test]
fn a_decision_keeps_what_was_known() {
    check(
        "ana: decide roll back eu-west only",
        "
        Decisions: 1
        #6 roll back eu-west only (GO by ana 14:03)
        14:03 #6 ◆ decided: roll back eu-west only  ana
        ",
    );
    check(
        "ben: decide roll back",
        "only the lead may do that: ana leads. Tell them with a question",
    );
}

#[test]
fn what_nobody_called_is_never_called_once_it_is_closed() {
    let mut room = Room::staffed();
    room.run("ben: propose drain eu-west").unwrap();
    assert!(room.printed().contains("#6 drain eu-west (TO BE CALLED)"), "{}", room.printed());
    room.run("ana: phase closed quiet").unwrap();
    assert!(room.printed().contains("#6 drain eu-west (NEVER CALLED)"), "{}", room.printed());
}
