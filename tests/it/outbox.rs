//! What waits on a machine and what was refused: sent once more, or let go of.

use crate::terminal::{Machine, keep_port};

/// Two machines in one incident without a screen.
fn two() -> (Machine, Machine) {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    ben.run(&["join", made["invite"].as_str().unwrap()]).ok();
    (ana, ben)
}

/// The name of the only one in this state.
fn name(machine: &Machine, state: &str) -> String {
    let all = machine.run(&["outbox", "--json"]).ok();
    let all = all.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut of_it = all.filter(|line| line["state"] == state);
    let (one, none) = (of_it.next().unwrap(), of_it.next());
    assert_eq!(none, None);
    one["name"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_refused_is_sent_once_more_by_its_name_or_let_go() {
    let (ana, ben) = two();
    ben.run(&["answer", "5", "the 13:50 one"]).refused(1, "there is no #5");
    let told = ben.run(&["outbox"]);
    assert!(told.err.contains("--drop NAME lets go of it"), "{}", told.err);
    let shown = told.ok();
    let called = name(&ben, "refused");
    assert!(shown.contains(&called) && shown.contains("no #5"), "{shown}");
    // Once there is such a question it is recorded; the old row is gone.
    let mut head = 0;
    while head < 5 {
        let said = ana.run(&["ask", "which deploy was it?"]).ok();
        head = said.trim().trim_start_matches('#').parse().unwrap();
    }
    let sent = ben.run(&["outbox", "--send", &called]);
    assert!(sent.err.contains("-> INC-1 as ben"), "{}", sent.err);
    assert_eq!(sent.ok(), "", "nothing waits, and nothing is refused");
    assert!(ana.run(&["show"]).ok().contains("the 13:50 one"));
    // Refused again, it is there once, under another name.
    ben.run(&["answer", "99", "nothing"]).refused(1, "there is no #99");
    let called = name(&ben, "refused");
    let again = ben.run(&["outbox", "--send", &called]);
    assert_eq!(again.code, 1);
    let fresh = name(&ben, "refused");
    assert_ne!(fresh, called);
    ben.run(&["outbox", "--drop", "0000zz"]).err_holds("nothing here is called 0000zz");
    assert_eq!(ben.run(&["outbox", "--drop", &fresh]).ok(), "");
}

#[test]
fn what_was_refused_and_is_recorded_once_it_is_sent_again_stands_there_no_more() {
    let (ana, ben) = two();
    ben.run(&["answer", "5", "the 13:50 one"]).refused(1, "there is no #5");
    let mut head = 0;
    while head < 5 {
        let said = ana.run(&["ask", "which deploy was it?"]).ok();
        head = said.trim().trim_start_matches('#').parse().unwrap();
    }
    ben.run(&["saw", "the 13:50 deploy"]).ok();
    assert!(!name(&ben, "refused").is_empty(), "other words are not these");
    ben.run(&["answer", "5", "the 13:50 one"]).ok();
    assert_eq!(ben.run(&["outbox"]).ok(), "");
}

#[test]
fn words_from_a_pipe_that_no_incident_takes_are_printed_back() {
    let (ana, _ben) = two();
    ana.run(&["phase", "closed", "quiet"]).ok();
    let said = ana.run_with(&["saw"], "5xx at 31 percent\n");
    assert_ne!(said.code, 0);
    said.err_holds("here they are:\n5xx at 31 percent");
}

#[test]
fn words_from_a_pipe_of_a_command_that_does_not_read_are_printed_back() {
    let ana = Machine::of("ana");
    for (typed, why) in [
        (vec!["did", "--tsak", "27"], "did you mean '--task'? (warroom did --help)"),
        (vec!["impct"], "or 'impact'? (warroom --help)"),
        (vec!["answer"], "not provided: <ENTRY> (warroom answer --help)"),
    ] {
        let said = ana.run_with(&typed, "checkout-3 restarts\ncheckout-4 too\n");
        assert!(
            said.err.contains("here they are:\ncheckout-3 restarts\ncheckout-4 too\n"),
            "{said:?}"
        );
        let why = format!("{why}\n");
        assert!(said.err.ends_with(&why) && said.code == 2, "{said:?} does not end with {why}");
    }
    let none = ana.run(&["did", "--tsak", "27"]);
    assert_eq!((none.err.lines().count(), none.code), (1, 2), "{}", none.err);
}

#[test]
fn a_refused_command_without_words_is_over_once_that_is_said() {
    let (ana, ben) = two();
    for typed in [vec!["yes", "99"], vec!["star", "99"], vec!["extend", "99"]] {
        ben.run(&typed).refused(1, "there is no #99");
    }
    assert_eq!(ben.run(&["outbox"]).ok(), "", "nothing that was typed is in it");
    // What waited may be somebody's to send who does not know yet.
    ana.run(&["stop"]).ok();
    let port = keep_port(&ana);
    ben.run(&["yes", "99"]).refused(3, "it waits on this machine");
    ana.run(&["open", "Another", "--no-join"]).ok();
    drop(port);
    let later = ben.run(&["saw", "the graph dips"]);
    assert!(
        later.err.contains("what waited from before was refused: there is no #99"),
        "{later:?}"
    );
    assert!(ben.run(&["outbox"]).ok().contains("there is no #99"));
}

#[test]
fn what_waits_is_not_sent_once_its_author_lets_go_and_is_lost_by_no_slip() {
    let (ana, ben) = two();
    ana.run(&["stop"]).ok();
    let port = keep_port(&ana);
    let cut_off = ben.run(&["saw", "a rash word"]);
    assert!(cut_off.err.contains("warroom join INC-1 --at HOST:PORT"), "{}", cut_off.err);
    assert!(cut_off.err.contains("warroom rescue INC-1"), "{}", cut_off.err);
    cut_off.refused(3, "it waits on this machine");
    ben.run(&["did", "restarted checkout-3"]).refused(3, "it waits on this machine");
    let both = ben.run(&["outbox"]).ok();
    let line = both.lines().find(|line| line.contains("a rash word")).unwrap();
    let called = line.split_whitespace().nth(2).unwrap().trim_end_matches(',').to_owned();
    let left = ben.run(&["outbox", "--drop", &called]).ok();
    assert!(
        left.contains("you let go of it before it was sent") && left.contains("waits"),
        "{left}"
    );
    ana.run(&["open", "Another", "--no-join"]).ok();
    drop(port);
    ben.run(&["outbox", "--send"]).ok();
    let shown = ana.run(&["show", "INC-1"]).ok();
    assert!(shown.contains("restarted checkout-3") && !shown.contains("a rash word"), "{shown}");
    assert_eq!(ben.run(&["outbox", "--drop", "refused"]).ok(), "");
}

#[test]
fn what_two_handles_of_one_machine_wrote_goes_out_in_the_name_of_each() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let made = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let handles = ["ben", "bea"];
    for handle in handles {
        ben.run(&["--as", handle, "join", made["invite"].as_str().unwrap()]).ok();
    }
    ana.run(&["stop"]).ok();
    let port = keep_port(&ana);
    for handle in handles {
        let words = format!("{handle} saw it");
        ben.run(&["--as", handle, "saw", &words]).refused(3, "it waits on this machine");
    }
    ana.run(&["open", "Another", "--no-join"]).ok();
    drop(port);
    ben.run(&["--as", "bea", "saw", "bea saw more"]).ok();
    assert!(ben.run(&["outbox"]).ok().contains("ben saw it"), "it waits for ben");
    ben.run(&["outbox", "--send"]).ok();
    assert_eq!(ben.run(&["outbox"]).ok(), "");
    let records = ana.run(&["export", "INC-1", "-o", "-"]).ok();
    for words in ["ben saw it", "bea saw it", "bea saw more"] {
        let record = records.lines().find(|line| line.contains(words)).unwrap();
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        assert_eq!(record["by"], words.split(' ').next().unwrap());
    }
}

#[test]
fn what_can_never_be_sent_says_so() {
    let (ana, ben) = two();
    ana.run(&["stop"]).ok();
    ben.run(&["saw", "nobody hears this"]).refused(3, "it waits on this machine");
    // The machine forgets what it joined; the words are there.
    let memory = ben.home().join("state/joined.json");
    std::fs::remove_file(&memory).unwrap();
    let dead = ben.run(&["outbox"]);
    assert!(dead.err.contains("has not joined") && dead.err.contains("--drop"), "{}", dead.err);
    assert!(dead.ok().contains("nobody hears this"));
    let called = name(&ben, "waits");
    ben.run(&["outbox", "--send", &called]).err_holds("has not joined");
    ben.run(&["outbox", "--drop", &called]).ok();
    assert_eq!(ben.run(&["outbox", "--drop", "refused"]).ok(), "");
}

#[test]
fn on_a_disk_that_is_full_the_words_are_given_back_in_one_sentence() {
    let (ana, ben) = two();
    ana.run(&["stop"]).ok();
    // Nothing can be put there, as on a full disk.
    let joined = std::fs::read(ben.home().join("state/joined.json")).unwrap();
    let joined: serde_json::Value = serde_json::from_slice(&joined).unwrap();
    let outboxes = ben.home().join("state/outbox");
    std::fs::create_dir_all(&outboxes).unwrap();
    let folder = outboxes.join(format!("{}.ben", joined["joined"][0]["id"].as_str().unwrap()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::write(&folder, "no folder").unwrap();
    let lost = ben.run(&["saw", "the graph dips"]);
    assert!(lost.code != 0 && lost.err.contains("the graph dips"), "{}", lost.err);
    assert!(!lost.err.contains("it waits"), "{}", lost.err);
}

#[test]
fn who_cannot_send_because_a_screen_does_is_told_at_once() {
    let (_ana, ben) = two();
    let b = ben.terminal((80, 24), &["join", "INC-1"]);
    b.sees("saw >");
    b.signal("-STOP");
    b.is_stopped();
    // Written while the screen sleeps, by a command that could not be answered.
    let joined = std::fs::read(ben.home().join("state/joined.json")).unwrap();
    let joined: serde_json::Value = serde_json::from_slice(&joined).unwrap();
    let folder = format!("state/outbox/{}.ben", joined["joined"][0]["id"].as_str().unwrap());
    let asked = serde_json::json!({
        "id": "019aa000-0000-7000-8000-00000000a3f9",
        "command": { "type": "write", "kind": "observation", "text": "the graph dips" },
    });
    let file = "000000000001-019aa000-0000-7000-8000-00000000a3f9.json";
    std::fs::write(ben.home().join(folder).join(file), asked.to_string()).unwrap();
    for send in [vec!["outbox", "--send"], vec!["outbox", "--send", "a3f9"]] {
        let told = ben.run(&send);
        assert!(told.out.contains("waits    a3f9"), "{} {}", told.out, told.err);
        assert_eq!(told.code, 1);
        told.err_holds("another warroom on this machine");
    }
    b.signal("-CONT");
}

#[test]
fn an_invite_that_cannot_be_made_now_is_not_made_later_and_what_waits_says_so() {
    let (ana, ben) = two();
    ana.run(&["stop"]).ok();
    let _port = keep_port(&ana);
    for door in [vec!["invite"], vec!["token"]] {
        ben.run(&door).refused(3, "nothing was made, and nothing waits");
    }
    assert_eq!(ben.run(&["outbox"]).ok(), "");
    for waits in [vec!["revoke", "2"], vec!["door", "one-by-one"], vec!["star", "1"]] {
        ben.run(&waits).refused(3, "it waits on this machine");
    }
    assert_eq!(ben.run(&["outbox"]).ok().lines().count(), 3);
}
