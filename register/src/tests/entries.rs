//! What people write down, correct and take back.

use super::script::{Room, check, check_whole};
use crate::{Handle, show};

#[test]
fn an_incident_opens_and_its_author_leads() {
    check_whole(
        "ana: open P1 availability Checkout returns 500s",
        "
        INC-42 Checkout returns 500s
        P1 availability, investigating, 0s since 14:03 UTC on Saturday 21 November 2026
        Impact: not known yet
        Roles: lead ana 0s
        People: 1 ana here

        Timeline: 1
        Saturday 21 November 2026 UTC
        14:03 #1 · opened as P1 availability: Checkout returns 500s  ana
        ",
    );
    check("ben: open P1 data Something else", "this incident is open already");
}

#[test]
fn an_observation_stands_on_the_timeline() {
    check(
        "ben: saw 5xx down to 44 % with 6 of 12 pods",
        "14:03 #6 o 5xx down to 44 % with 6 of 12 pods  ben",
    );
    check(
        "+20m\nben: saw first failed order in the logs {seen 13:58}",
        "14:23 #6 o (13:58) first failed order in the logs  ben",
    );
    check(
        "+20m\nben: saw a dip in the graph {seen 13:58~}",
        "14:23 #6 o (13:58~) a dip in the graph  ben",
    );
    check("+20m\nben: saw a dip just now {seen 14:23~}", "14:23~ #6 o a dip just now  ben");
    check(
        "ben: saw a warning two days ago {seen -2d}",
        "14:03 #6 o (2026-11-19 14:03) a warning two days ago  ben",
    );
    check("ben: saw line one\\nline two", "14:03 #6 o line one⏎line two  ben");
}

#[test]
fn words_are_needed() {
    check("ben: saw  ", "there are no words in it: write what happened");
    check("ben: saw \\n", "there are no words in it: write what happened");
    check("ben: fact  {suspected}", "there are no words in it: write what happened");
    check("ben: task", "there are no words in it: write what happened");
}

#[test]
fn each_kind_has_its_own_fields_only() {
    check("ben: saw x {owner ben}", "an entry of kind observation has no owner");
    check("ben: fact x {minutes 5}", "an entry of kind fact has no box of minutes");
    check("ben: task x {suspected}", "an entry of kind task has no doubt");
    check("ben: ask x {replaces 1}", "an entry of kind question has no fact it follows");
    check("ben: did x {audience public}", "an entry of kind action has no audience");
    check("ben: update x {data yes}", "an entry of kind update has no word on personal data");
    check("ben: fact x {about 1}", "an entry of kind fact has no entry it is about");
}

#[test]
fn what_an_entry_is_about_must_be_there() {
    check("ben: saw x {about 99}", "there is no #99 here: the last is #5");
    check("ben: did x {about 1}", "#1 is no task: name a task, or write the next step first");
    check(
        "ben: ask why did she join? {about 2}",
        "
        Open questions: 1
        #6 why did she join? (NOBODY HAS IT 0s)
        14:03 #6 q why did she join?  ben
        ",
    );
}

#[test]
fn an_action_may_name_its_task_and_says_yes_to_it() {
    check(
        "ana: task roll back eu-west {owner ben}\nben: did rolled back 3 pods {about 6}",
        "
        Being done: 1
        #6 roll back eu-west (ben has it: rolled back 3 pods, until 14:13)
        14:03 #6 t roll back eu-west: ben  ana
        14:03 #7 d rolled back 3 pods  ben
        ",
    );
    check(
        "ana: task roll back eu-west {owner ben}\ncy: did looked on {about 6}",
        "
        Wanted: 1
        0s ben has not answered #6 roll back eu-west
        Being done: 1
        #6 roll back eu-west (ben has not answered 0s, until 14:13)
        14:03 #6 t roll back eu-west: ben  ana
        14:03 #7 d looked on  cy
        ",
    );
}

#[test]
fn a_fact_is_held_suspected_corrected_or_changed() {
    check(
        "ben: fact 38 % of checkouts fail",
        "
        Known facts: 1
        #6 38 % of checkouts fail (ben 14:03)
        14:03 #6 f 38 % of checkouts fail  ben
        ",
    );
    check(
        "ben: fact only eu-west {suspected}",
        "
        Known facts: 1
        #6 suspected: only eu-west (ben 14:03)
        14:03 #6 f suspected: only eu-west  ben
        ",
    );
    check(
        "ben: fact 38 % fail\nben: amend 6 83 % fail",
        "
        Known facts: 1
        #6 83 % fail (was: 38 % fail; ben 14:03)
        14:03 #6 f 83 % fail  ben
        14:03 #7 · #6 was wrong, now: 83 % fail  ben
        ",
    );
    check(
        "ben: fact 38 % fail\n+10m\ndia: fact 52 % fail {replaces 6}",
        "
        Known facts: 1
        #7 52 % fail (dia 14:13)
        Facts that do not hold any more: 1
        #6 38 % fail (ben 14:03); changed, now #7
        14:03 #6 f 38 % fail  ben
        14:13 #7 f #6 has changed: 52 % fail  dia
        ",
    );
    check(
        "ben: fact a\nben: fact b {replaces 6}\nben: fact c {replaces 6}",
        "#6 has changed already: see #7",
    );
    check("ben: saw x\nben: fact b {replaces 6}", "#6 is no fact: name one, or write it anew");
    check(
        "ben: fact a\nben: retract 6 not so\nben: fact b {replaces 6}",
        "#6 was retracted: write a new one",
    );
}

#[test]
fn what_replaced_a_fact_can_itself_be_taken_back() {
    check(
        "ben: fact a\nben: fact b {replaces 6}\nben: retract 7 misread",
        "
        Known facts: 1
        #6 a (ben 14:03)
        Facts that do not hold any more: 1
        #7 b (ben 14:03); retracted: misread
        14:03 #6 f a  ben
        14:03 #7 f #6 has changed: b (retracted)  ben
        14:03 #8 · #7 retracted: misread  ben
        ",
    );
}

#[test]
fn a_retracted_entry_stays_and_says_why() {
    check(
        "ben: saw db2 is down\nben: retract 6 wrong host",
        "
        14:03 #6 o db2 is down (retracted)  ben
        14:03 #7 · #6 retracted: wrong host  ben
        ",
    );
    check("ben: saw db2 is down\nben: retract 6", "a reason is needed: one line of why");
    check("ben: saw x\nben: retract 6 y\nben: amend 6 z", "#6 was retracted: write a new one");
    check("ben: saw x\nben: retract 6 y\nben: retract 6 z", "#6 was retracted: write a new one");
    check(
        "ben: saw x\nana: retract 6 the lead may",
        "
        14:03 #6 o x (retracted)  ben
        14:03 #7 · #6 retracted: the lead may  ana
        ",
    );
    check("ben: saw x\ncy: retract 6 not mine", "only ben or the lead may do that with #6");
}

#[test]
fn only_what_somebody_wrote_can_be_amended() {
    check("ana: amend 1 another title", "#1 is no entry that somebody wrote: name the entry meant");
    check("ben: amend 77 x", "there is no #77 here: the last is #5");
    let none = "#6 is no entry that somebody wrote: name the entry meant";
    check("ana: grade P2 it is less\nana: amend 6 x", none);
    check(
        "ben: ask a?\ncy: answer 6 b\ncy: amend 7 c",
        "
        Settled questions: 1
        #6 a? (answered by #7 c)
        14:03 #6 q a?  ben
        14:03 #7 q #6 answered: c  cy
        14:03 #8 · #7 was wrong, now: c  cy
        ",
    );
}

#[test]
fn a_question_is_asked_answered_and_may_become_a_fact() {
    check(
        "gil: ask did the 13:50 deploy touch checkout?",
        "
        Open questions: 1
        #6 did the 13:50 deploy touch checkout? (NOBODY HAS IT 0s)
        14:03 #6 q did the 13:50 deploy touch checkout?  gil
        ",
    );
    check(
        "cy: ask is it us?\nben: answer 6 yes, TLS 3.2",
        "
        Settled questions: 1
        #6 is it us? (answered by #7 yes, TLS 3.2)
        14:03 #6 q is it us?  cy
        14:03 #7 q #6 answered: yes, TLS 3.2  ben
        ",
    );
    check(
        "cy: ask is it us?\nben: answer 6 yes, TLS 3.2 {fact}",
        "
        Known facts: 1
        #7 yes, TLS 3.2 (ben 14:03)
        Settled questions: 1
        #6 is it us? (answered by #7 yes, TLS 3.2)
        14:03 #6 q is it us?  cy
        14:03 #7 q #6 answered: yes, TLS 3.2  ben
        ",
    );
    check(
        "cy: ask is it us?\nben: answer 6 yes\ndia: answer 6 no",
        "#6 was answered by #7: that answer can be corrected",
    );
    check("cy: ask is it us?\nben: answer 6", "there are no words in it: write what happened");
    check("cy: saw x\nben: answer 6 y", "#6 is no question: name one that is open");
    check("ben: answer 42 y", "there is no #42 here: the last is #5");
}

#[test]
fn an_answer_taken_back_leaves_its_question_open() {
    check(
        "cy: ask is it us?\nben: answer 6 yes {fact}\nben: retract 7 I misread the log",
        "
        Facts that do not hold any more: 1
        #7 yes (ben 14:03); retracted: I misread the log
        Open questions: 1
        #6 is it us? (NOBODY HAS IT 0s)
        14:03 #6 q is it us?  cy
        14:03 #7 q #6 answered: yes (retracted)  ben
        14:03 #8 · #7 retracted: I misread the log  ben
        ",
    );
}

#[test]
fn a_retracted_question_is_not_asked_any_more() {
    check(
        "cy: ask is it us?\ncy: retract 6 it is clear\nben: answer 6 yes",
        "#6 was retracted: write a new one",
    );
    check(
        "cy: ask is it us?\ncy: retract 6 it is clear",
        "
        Settled questions: 1
        #6 is it us? (retracted: it is clear)
        14:03 #6 q is it us? (retracted)  cy
        14:03 #7 · #6 retracted: it is clear  cy
        ",
    );
}

#[test]
fn a_star_is_set_and_taken_away() {
    check(
        "ben: saw x\ncy: star 6",
        "
        14:03 #6 o x *  ben
        14:03 #7 * cy starred #6  cy
        ",
    );
    check("ben: star 1\nben: star 1", "it is so already");
    check("ben: unstar 1", "it is so already");
    check(
        "ben: star 1\nben: unstar 1",
        "
        14:03 #6 * ben starred #1  ben
        14:03 #7 * ben took the star from #1  ben
        ",
    );
    check("ben: star 50", "there is no #50 here: the last is #5");
}

#[test]
fn the_impact_is_the_last_that_stands() {
    check(
        "ana: impact card payments in eu-west {data not_known}",
        "
        Impact: #6 card payments in eu-west (personal data: not known)
        14:03 #6 % card payments in eu-west  ana
        ",
    );
    check(
        "ana: impact half {data no}\nana: impact a third {data yes}",
        "
        Impact: #7 a third (personal data is touched)
        14:03 #6 % half (no personal data)  ana
        14:03 #7 % a third (personal data is touched)  ana
        ",
    );
    check(
        "ana: impact half {data no}\nana: impact all\nana: retract 7 no",
        "
        Impact: #6 half (no personal data is touched)
        14:03 #6 % half (no personal data)  ana
        14:03 #7 % all (retracted)  ana
        14:03 #8 · #7 retracted: no  ana
        ",
    );
}

#[test]
fn words_of_the_voice_go_out_and_others_wait() {
    check(
        "ana: update Some payments fail. {audience public, minutes 20}",
        "
        Words to others: 1
        #6 Some payments fail. (public, sent 14:03 by ana, next 14:23)
        Promised: 1
        14:23 in 20m word to public, after #6 (ana)
        14:03 #6 ▷ to public: Some payments fail.  ana
        ",
    );
    check(
        "cy: update Some payments fail. {audience public, minutes 20}",
        "
        Wanted: 1
        0s a draft waits for ana: #6 Some payments fail.
        Words to others: 1
        #6 Some payments fail. (public, DRAFT)
        14:03 #6 ▷ draft to public: Some payments fail.  cy
        ",
    );
    check(
        "cy: update We know. {audience team}\n+2m\nana: send 6",
        "
        Words to others: 1
        #6 We know. (team, sent 14:05 by ana)
        14:03 #6 ▷ to team: We know.  cy
        14:05 #7 ▷ #6 was sent  ana
        ",
    );
    check("cy: update We know.\nana: send 6\nana: send 6", "#6 is not open any more: it is sent");
    check("cy: saw x\nana: send 6", "#6 is no update: name a draft, or write one");
    check(
        "cy: update We know.\nben: send 6",
        "only ana may send words outside; yours stay as a draft",
    );
    check(
        "cy: update We know.\ncy: retract 6 too early\nana: send 6",
        "#6 was retracted: write a new one",
    );
    check("ana: update We know. {minutes 0}", "0 minutes are not a box: 1 to 1440 are");
}

#[test]
fn an_idea_is_anyones_and_nobody_elses_to_read() {
    let mut room = Room::staffed();
    room.run("gil: idea alert on hosts\ngil: amend 6 alert on the failure rate").unwrap();
    let shown = |reader: &str| {
        let reader = Handle::new(reader).ok();
        let json = show::show(&room.register, None, &[], room.now, reader).json();
        (json, show::plain(&room.register, None, &[], room.now, reader))
    };
    let (json, plain) = shown("gil");
    assert!(json.contains("alert on the failure rate"), "{json}");
    assert!(plain.contains("14:03 #6 i alert on the failure rate  gil"), "{plain}");
    for reader in ["ana", "nobody known"] {
        let (json, plain) = shown(reader);
        assert!(!json.contains("alert on") && !plain.contains("alert on"), "{plain}");
    }
}
