//! Who does what: tasks, and questions with an owner.

use super::script::check;

#[test]
fn a_task_without_a_name_is_nobodys() {
    check(
        "ben: task check VAT totals",
        "
        Being done: 1
        #6 check VAT totals (NOBODY HAS IT 0s)
        14:03 #6 t check VAT totals  ben
        ",
    );
    check(
        "ben: task check VAT totals\n+4m",
        "
        Wanted: 3
        LATE 4m nobody has #6 check VAT totals
        Being done: 1
        #6 check VAT totals (NOBODY HAS IT 4m)
        14:03 #6 t check VAT totals  ben
        ",
    );
}

#[test]
fn a_task_is_given_by_the_lead() {
    check(
        "ana: task roll back {owner ben, minutes 15}",
        "
        Wanted: 1
        0s ben has not answered #6 roll back
        Being done: 1
        #6 roll back (ben has not answered 0s, until 14:18)
        14:03 #6 t roll back: ben  ana
        ",
    );
    check(
        "ben: task roll back {owner ben}",
        "
        Being done: 1
        #6 roll back (ben has it, until 14:13)
        14:03 #6 t roll back: ben  ben
        ",
    );
    check(
        "ben: task roll back {owner cy}",
        "only the lead may do that: ana leads. Tell them with a question",
    );
    check(
        "ana: task roll back {owner gil}",
        "gil may only watch: give it to somebody who responds",
    );
    check(
        "ana: task roll back {owner zoe}",
        "zoe is not in this room: let them in first, or choose one of ana, ben, cy, dia; \
         a team is asked for help",
    );
    check(
        "cy: leave\nana: task roll back {owner cy}",
        "cy is not in this room: let them in first, or choose one of ana, ben, dia; \
         a team is asked for help",
    );
    check(
        "ana: task roll back {owner ben, minutes 2000}",
        "2000 minutes are not a box: 1 to 1440 are",
    );
}

#[test]
fn a_task_is_assigned_and_handed_on() {
    check(
        "ben: task check\nana: assign 6 cy 10",
        "
        Wanted: 1
        0s cy has not answered #6 check
        Being done: 1
        #6 check (cy has not answered 0s, until 14:13)
        14:03 #6 t check  ben
        14:03 #7 · #6 given to cy  ana
        ",
    );
    check(
        "ben: task check\nana: assign 6 cy 10\ncy: assign 6 dia",
        "
        Wanted: 1
        0s dia has not answered #6 check
        Being done: 1
        #6 check (dia has not answered 0s, until 14:13)
        14:03 #6 t check  ben
        14:03 #7 · #6 given to cy  ana
        14:03 #8 · #6 given to dia  cy
        ",
    );
    check("ben: task check\ncy: assign 6 dia", "only ben or the lead may do that with #6");
    check("ben: task check\nana: assign 6 cy\nana: assign 6 cy", "it is so already");
    check(
        "ben: task check\nana: assign 6 cy\nana: assign 6 nobody",
        "
        Being done: 1
        #6 check (NOBODY HAS IT 0s)
        14:03 #6 t check  ben
        14:03 #7 · #6 given to cy  ana
        14:03 #8 · nobody has #6 now  ana
        ",
    );
    check("ben: task check\nana: assign 6 nobody", "it is so already");
    check("ana: assign 1 cy", "#1 is no task or question: name an open one, or write it first");
    check("ana: assign 66 cy", "there is no #66 here: the last is #5");
    check("ben: task check\nana: assign 6 cy 0", "0 minutes are not a box: 1 to 1440 are");
}

#[test]
fn yes_means_i_have_it_or_i_help() {
    check(
        "ana: task check {owner ben}\nben: yes 6",
        "
        Being done: 1
        #6 check (ben has it, until 14:13)
        14:03 #6 t check: ben  ana
        14:03 #7 · ben has #6  ben
        ",
    );
    check("ana: task check {owner ben}\nben: yes 6\nben: yes 6", "it is so already");
    check(
        "ana: task check {owner ben}\ncy: yes 6",
        "
        Wanted: 1
        0s ben has not answered #6 check
        Being done: 1
        #6 check (ben has not answered 0s, until 14:13, cy helps)
        14:03 #6 t check: ben  ana
        14:03 #7 · cy helps with #6  cy
        ",
    );
    check("ana: task check {owner ben}\ncy: yes 6\ncy: yes 6", "it is so already");
    check(
        "ben: task check\ncy: yes 6",
        "
        Being done: 1
        #6 check (cy has it, until 14:13)
        14:03 #6 t check  ben
        14:03 #7 · cy has #6  cy
        ",
    );
    let none = "#6 is no task or question: name an open one, or write it first";
    check("ben: saw x\ncy: yes 6", none);
}

#[test]
fn an_owner_who_is_silent_is_late() {
    check(
        "ana: task check {owner ben}\n+2m",
        "
        Wanted: 1
        2m ben has not answered #6 check
        Being done: 1
        #6 check (ben has not answered 2m, until 14:13)
        14:03 #6 t check: ben  ana
        ",
    );
    check(
        "ana: task check {owner ben}\n+3m",
        "
        Wanted: 4
        LATE 3m ben has not answered #6 check
        1m ana should ask ben, who has not answered #6 check
        Being done: 1
        #6 check (ben has not answered 3m, until 14:13)
        14:03 #6 t check: ben  ana
        ",
    );
    check(
        "ana: task check {owner ben, minutes 5}\nben: yes 6\n+6m",
        "
        Wanted: 4
        LATE 1m ben is over time since 14:08: #6 check
        1m ana should ask ben, who is over time since 14:08: #6 check
        Being done: 1
        #6 check (ben has it, OVER since 14:08)
        14:03 #6 t check: ben  ana
        14:03 #7 · ben has #6  ben
        ",
    );
}

#[test]
fn no_gives_a_task_back() {
    check(
        "ana: task check {owner ben}\nben: no 6 I have no access",
        "
        Wanted: 1
        LATE 0s nobody has #6 check
        Being done: 1
        #6 check (NOBODY HAS IT 0s)
        14:03 #6 t check: ben  ana
        14:03 #7 x ben cannot do #6: I have no access  ben
        ",
    );
    check("ana: task check {owner ben}\nben: no 6", "a reason is needed: one line of why");
    check(
        "ana: task check {owner ben}\ncy: no 6 not mine",
        "only ben or the lead may do that with #6",
    );
}

#[test]
fn more_time_and_what_blocks() {
    check(
        "ana: task check {owner ben}\nben: extend 6 5",
        "
        Wanted: 1
        0s ben has not answered #6 check
        Being done: 1
        #6 check (ben has not answered 0s, until 14:18)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 needs 5 minutes more  ben
        ",
    );
    check("ana: task check {owner ben}\nben: extend 6 0", "0 minutes are not a box: 1 to 1440 are");
    check(
        "ana: task check {owner ben}\nben: blocked 6 a key for eu-west",
        "
        Wanted: 1
        0s blocked: #6 check
        Being done: 1
        #6 check (ben is BLOCKED: a key for eu-west, until 14:13)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 is blocked: a key for eu-west  ben
        ",
    );
    check(
        "ana: task check {owner ben}\nben: blocked 6",
        "there are no words in it: write what happened",
    );
    check(
        "ana: task check {owner ben}\ncy: extend 6 5",
        "only ben or the lead may do that with #6",
    );
}

#[test]
fn finished_is_not_worked() {
    check(
        "ana: task check {owner ben}\nben: done 6 12 of 12 pods",
        "
        Wanted: 1
        0s finished, did it work? #6 check
        Tasks that are over: 1
        #6 check (ben finished: 12 of 12 pods; did it work?)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 is finished: 12 of 12 pods  ben
        ",
    );
    check(
        "ana: task check {owner ben}\nben: done 6",
        "
        Wanted: 1
        0s finished, did it work? #6 check
        Tasks that are over: 1
        #6 check (ben finished; did it work?)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 is finished  ben
        ",
    );
    check(
        "ana: task check {owner ben}\nben: done 6\nben: done 6",
        "#6 is not open any more: it is done",
    );
    check(
        "ana: task check {owner ben}\nben: done 6\nana: verify 6 worked 5xx under 1 %",
        "
        Tasks that are over: 1
        #6 check (ben, worked: 5xx under 1 %)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 is finished  ben
        14:03 #8 v #6 worked: 5xx under 1 %  ana
        ",
    );
    check(
        "ana: task check {owner ben}\nben: done 6\nana: verify 6 made_it_worse",
        "
        Tasks that are over: 1
        #6 check (ben, made it worse)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 is finished  ben
        14:03 #8 v #6 made it worse  ana
        ",
    );
    check(
        "ben: did restarted checkout-3\nben: verify 6 no_effect",
        "
        14:03 #6 d restarted checkout-3: NO EFFECT  ben
        14:03 #7 v #6 no effect  ben
        ",
    );
    let none = "#6 is no task, action or decision that was taken: name what was done";
    check("ben: fact x\nana: verify 6 worked", none);
    check("ben: did restarted\ncy: verify 6 worked", "only ben or the lead may do that with #6");
}

#[test]
fn what_is_called_off_is_over() {
    check(
        "ana: task check {owner ben}\nana: cancel 6 not needed",
        "
        Tasks that are over: 1
        #6 check (called off: not needed)
        14:03 #6 t check: ben  ana
        14:03 #7 · #6 called off: not needed  ana
        ",
    );
    check("ana: task check {owner ben}\nana: cancel 6", "a reason is needed: one line of why");
    check(
        "ana: task check {owner ben}\nana: cancel 6 x\nben: yes 6",
        "#6 is not open any more: it is cancelled",
    );
    check(
        "cy: ask why?\ncy: cancel 6 it does not matter",
        "
        Settled questions: 1
        #6 why? (called off)
        14:03 #6 q why?  cy
        14:03 #7 · #6 called off: it does not matter  cy
        ",
    );
    check(
        "cy: ask why?\ncy: cancel 6 x\nben: answer 6 y",
        "#6 is not open any more: it is called off",
    );
    check(
        "ana: task check {owner ben}\nana: retract 6 a slip\nben: yes 6",
        "#6 was retracted: write a new one",
    );
    check(
        "ana: task check {owner ben}\nana: retract 6 a slip",
        "
        Tasks that are over: 1
        #6 check (retracted: a slip)
        14:03 #6 t check: ben (retracted)  ana
        14:03 #7 · #6 retracted: a slip  ana
        ",
    );
}

#[test]
fn a_question_has_an_owner_too() {
    check(
        "gil: ask why?\nben: yes 6",
        "
        Open questions: 1
        #6 why? (ben has it 0s)
        14:03 #6 q why?  gil
        14:03 #7 · ben has #6  ben
        ",
    );
    check("gil: ask why?\nben: yes 6\nben: yes 6", "it is so already");
    check(
        "gil: ask why?\nana: assign 6 cy",
        "
        Wanted: 1
        0s cy was given question #6 why?
        Open questions: 1
        #6 why? (cy has it 0s)
        14:03 #6 q why?  gil
        14:03 #7 · #6 given to cy  ana
        ",
    );
    check(
        "gil: ask why?\nana: assign 6 cy\ncy: no 6 I do not know",
        "
        Open questions: 1
        #6 why? (NOBODY HAS IT 0s)
        14:03 #6 q why?  gil
        14:03 #7 · #6 given to cy  ana
        14:03 #8 x cy cannot do #6: I do not know  cy
        ",
    );
    check(
        "gil: ask why?\n+11m",
        "
        Wanted: 3
        LATE 11m nobody has question #6 why?
        Open questions: 1
        #6 why? (NOBODY HAS IT 11m)
        14:03 #6 q why?  gil
        ",
    );
}

#[test]
fn what_somebody_said_who_laid_a_task_down_is_not_said_by_who_has_it_now() {
    let mut room = super::script::Room::staffed();
    let script =
        "ana: task check {owner ben}\nben: no 6 I am on the train\nana: assign 6 cy\ncy: yes 6";
    room.run(script).unwrap();
    let task = room.register.tasks().values().next().unwrap();
    assert_eq!((task.last, task.condition), (None, None));
}
