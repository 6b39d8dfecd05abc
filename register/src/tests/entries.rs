//! What people write down, correct and take back.

use super::script::{check, check_whole};

#[test]
fn an_incident_opens_and_its_author_leads() {
    check_whole("ana: open P1 availability Checkout returns 500s", "");
    check("ben: open P1 data Something else", "");
}

#[test]
fn an_observation_stands_on_the_timeline() {
    check("ben: saw 5xx down to 44 % with 6 of 12 pods", "");
    check("+20m\nben: saw first failed order in the logs {seen 13:58}", "");
    check("+20m\nben: saw a dip in the graph {seen 13:58~}", "");
    check("+20m\nben: saw a dip just now {seen 14:23~}", "");
    check("ben: saw a warning two days ago {seen -2d}", "");
    check("ben: saw line one\\nline two", "");
}

#[test]
fn words_are_needed() {
    check("ben: saw  ", "");
    check("ben: saw \\n", "");
    check("ben: fact  {suspected}", "");
    check("ben: task", "");
}

#[test]
fn each_kind_has_its_own_fields_only() {
    check("ben: saw x {owner ben}", "");
    check("ben: fact x {minutes 5}", "");
    check("ben: task x {suspected}", "");
    check("ben: ask x {replaces 1}", "");
    check("ben: did x {audience public}", "");
    check("ben: update x {data yes}", "");
    check("ben: fact x {about 1}", "");
}

#[test]
fn what_an_entry_is_about_must_be_there() {
    check("ben: saw x {about 99}", "");
    check("ben: did x {about 1}", "");
    check("ben: ask why did she join? {about 2}", "");
}

#[test]
fn an_action_may_name_its_task_and_says_yes_to_it() {
    check("ana: task roll back eu-west {owner ben}\nben: did rolled back 3 pods {about 6}", "");
    check("ana: task roll back eu-west {owner ben}\ncy: did looked on {about 6}", "");
}

#[test]
fn a_fact_is_held_suspected_corrected_or_changed() {
    check("ben: fact 38 % of checkouts fail", "");
    check("ben: fact only eu-west {suspected}", "");
    check("ben: fact 38 % fail\nben: amend 6 83 % fail", "");
    check("ben: fact 38 % fail\n+10m\ndia: fact 52 % fail {replaces 6}", "");
    check("ben: fact a\nben: fact b {replaces 6}\nben: fact c {replaces 6}", "");
    check("ben: saw x\nben: fact b {replaces 6}", "");
    check("ben: fact a\nben: retract 6 not so\nben: fact b {replaces 6}", "");
}

#[test]
fn what_replaced_a_fact_can_itself_be_taken_back() {
    check("ben: fact a\nben: fact b {replaces 6}\nben: retract 7 misread", "");
}

#[test]
fn a_retracted_entry_stays_and_says_why() {
    check("ben: saw db2 is down\nben: retract 6 wrong host", "");
    check("ben: saw db2 is down\nben: retract 6", "");
    check("ben: saw x\nben: retract 6 y\nben: amend 6 z", "");
    check("ben: saw x\nben: retract 6 y\nben: retract 6 z", "");
    check("ben: saw x\nana: retract 6 the lead may", "");
    check("ben: saw x\ncy: retract 6 not mine", "");
}

#[test]
fn only_what_somebody_wrote_can_be_amended() {
    check("ana: amend 1 another title", "");
    check("ben: amend 77 x", "");
    check("ana: grade P2 it is less\nana: amend 6 x", "");
    check("ben: ask a?\ncy: answer 6 b\ncy: amend 7 c", "");
}

#[test]
fn a_question_is_asked_answered_and_may_become_a_fact() {
    check("gil: ask did the 13:50 deploy touch checkout?", "");
    check("cy: ask is it us?\nben: answer 6 yes, TLS 3.2", "");
    check("cy: ask is it us?\nben: answer 6 yes, TLS 3.2 {fact}", "");
    check("cy: ask is it us?\nben: answer 6 yes\ndia: answer 6 no", "");
    check("cy: ask is it us?\nben: answer 6", "");
    check("cy: saw x\nben: answer 6 y", "");
    check("ben: answer 42 y", "");
}

#[test]
fn an_answer_taken_back_leaves_its_question_open() {
    check("cy: ask is it us?\nben: answer 6 yes {fact}\nben: retract 7 I misread the log", "");
}

#[test]
fn a_retracted_question_is_not_asked_any_more() {
    check("cy: ask is it us?\ncy: retract 6 it is clear\nben: answer 6 yes", "");
    check("cy: ask is it us?\ncy: retract 6 it is clear", "");
}

#[test]
fn a_star_is_set_and_taken_away() {
    check("ben: saw x\ncy: star 6", "");
    check("ben: star 1\nben: star 1", "");
    check("ben: unstar 1", "");
    check("ben: star 1\nben: unstar 1", "");
    check("ben: star 50", "");
}

#[test]
fn the_impact_is_the_last_that_stands() {
    check("ana: impact card payments in eu-west {data not_known}", "");
    check("ana: impact half {data no}\nana: impact a third {data yes}", "");
    check("ana: impact half {data no}\nana: impact all\nana: retract 7 no", "");
}

#[test]
fn words_of_the_voice_go_out_and_others_wait() {
    check("ana: update Some payments fail. {audience public, minutes 20}", "");
    check("cy: update Some payments fail. {audience public, minutes 20}", "");
    check("cy: update We know. {audience team}\n+2m\nana: send 6", "");
    check("cy: update We know.\nana: send 6\nana: send 6", "");
    check("cy: saw x\nana: send 6", "");
    check("cy: update We know.\nben: send 6", "");
    check("cy: update We know.\ncy: retract 6 too early\nana: send 6", "");
    check("ana: update We know. {minutes 0}", "");
}

#[test]
fn an_idea_is_anyones() {
    check("gil: idea alert on the failure rate, not on hosts", "");
}
