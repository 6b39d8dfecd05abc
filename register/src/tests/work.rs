//! Who does what: tasks, questions with an owner, decisions.

use super::script::check;

#[test]
fn a_task_without_a_name_is_nobodys() {
    check("ben: task check VAT totals", "");
    check("ben: task check VAT totals\n+4m", "");
}

#[test]
fn a_task_is_given_by_the_lead() {
    check("ana: task roll back {owner ben, minutes 15}", "");
    check("ben: task roll back {owner ben}", "");
    check("ben: task roll back {owner cy}", "");
    check("ana: task roll back {owner gil}", "");
    check("ana: task roll back {owner zoe}", "");
    check("cy: leave\nana: task roll back {owner cy}", "");
    check("ana: task roll back {owner ben, minutes 2000}", "");
}

#[test]
fn a_task_is_assigned_and_handed_on() {
    check("ben: task check\nana: assign 6 cy 10", "");
    check("ben: task check\nana: assign 6 cy 10\ncy: assign 6 dia", "");
    check("ben: task check\ncy: assign 6 dia", "");
    check("ben: task check\nana: assign 6 cy\nana: assign 6 cy", "");
    check("ben: task check\nana: assign 6 cy\nana: assign 6 nobody", "");
    check("ana: assign 1 cy", "");
    check("ana: assign 66 cy", "");
    check("ben: task check\nana: assign 6 cy 0", "");
}

#[test]
fn yes_means_i_have_it_or_i_help() {
    check("ana: task check {owner ben}\nben: yes 6", "");
    check("ana: task check {owner ben}\nben: yes 6\nben: yes 6", "");
    check("ana: task check {owner ben}\ncy: yes 6", "");
    check("ana: task check {owner ben}\ncy: yes 6\ncy: yes 6", "");
    check("ben: task check\ncy: yes 6", "");
    check("ben: saw x\ncy: yes 6", "");
}

#[test]
fn an_owner_who_is_silent_is_late() {
    check("ana: task check {owner ben}\n+2m", "");
    check("ana: task check {owner ben, minutes 5}\nben: yes 6\n+6m", "");
}

#[test]
fn no_gives_a_task_back() {
    check("ana: task check {owner ben}\nben: no 6 I have no access", "");
    check("ana: task check {owner ben}\nben: no 6", "");
    check("ana: task check {owner ben}\ncy: no 6 not mine", "");
}

#[test]
fn more_time_and_what_blocks() {
    check("ana: task check {owner ben}\nben: extend 6 5", "");
    check("ana: task check {owner ben}\nben: extend 6 0", "");
    check("ana: task check {owner ben}\nben: blocked 6 a key for eu-west", "");
    check("ana: task check {owner ben}\nben: blocked 6", "");
    check("ana: task check {owner ben}\ncy: extend 6 5", "");
}

#[test]
fn finished_is_not_worked() {
    check("ana: task check {owner ben}\nben: done 6 12 of 12 pods", "");
    check("ana: task check {owner ben}\nben: done 6", "");
    check("ana: task check {owner ben}\nben: done 6\nben: done 6", "");
    check("ana: task check {owner ben}\nben: done 6\nana: verify 6 worked 5xx under 1 %", "");
    check("ana: task check {owner ben}\nben: done 6\nana: verify 6 made_it_worse", "");
    check("ben: did restarted checkout-3\nben: verify 6 no_effect", "");
    check("ben: fact x\nana: verify 6 worked", "");
    check("ben: did restarted\ncy: verify 6 worked", "");
}

#[test]
fn what_is_called_off_is_over() {
    check("ana: task check {owner ben}\nana: cancel 6 not needed", "");
    check("ana: task check {owner ben}\nana: cancel 6", "");
    check("ana: task check {owner ben}\nana: cancel 6 x\nben: yes 6", "");
    check("cy: ask why?\ncy: cancel 6 it does not matter", "");
    check("cy: ask why?\ncy: cancel 6 x\nben: answer 6 y", "");
    check("ana: task check {owner ben}\nana: retract 6 a slip\nben: yes 6", "");
    check("ana: task check {owner ben}\nana: retract 6 a slip", "");
}

#[test]
fn a_question_has_an_owner_too() {
    check("gil: ask why?\nben: yes 6", "");
    check("gil: ask why?\nben: yes 6\nben: yes 6", "");
    check("gil: ask why?\nana: assign 6 cy", "");
    check("gil: ask why?\nana: assign 6 cy\ncy: no 6 I do not know", "");
    check("gil: ask why?\n+11m", "");
}

#[test]
fn a_proposal_waits_to_be_called() {
    check("dia: propose drain eu-west {risk overload, undo yes 5 min, expect 5xx under 1 %}", "");
    check("dia: propose", "");
    check("dia: propose drain\n+1m\nana: call 6 go", "");
    check("dia: propose drain\nana: call 6 no us-east could not take it", "");
    check("dia: propose drain\nben: call 6 go", "");
    check("dia: propose drain\nana: call 6 go\nana: call 6 no", "");
    check("dia: saw x\nana: call 6 go", "");
}

#[test]
fn going_over_an_objection_needs_a_reason() {
    check("dia: propose drain\nben: object 6 us-east is at 70 %", "");
    check("dia: propose drain\nben: object 6", "");
    check("dia: propose drain\nben: object 6 full\nana: call 6 go", "");
    check("dia: propose drain\nben: object 6 full\nana: call 6 amended half of it", "");
    check("dia: propose drain\nana: call 6 go\nben: object 6 too late", "");
    check("dia: propose drain\ndia: retract 6 no\nana: call 6 go", "");
}

#[test]
fn a_decision_keeps_what_was_known() {
    check("ana: decide roll back eu-west only", "");
    check("ben: decide roll back", "");
}
