//! One P1, minute by minute, at real terminals: each thing that gets in the way of people at night,
//! and what is there instead.

use crate::room::joined;
use crate::terminal::{Machine, Terminal};
use serde_json::Value;
use std::fs;
use std::time::Duration;

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);
const PHONE: (u16, u16) = (40, 15);
/// What came up by itself takes keys only after 0.7 s.
const AWAKE: Duration = Duration::from_millis(800);
/// A plan for this kind of trouble, as the team agreed on it.
const PLAN: &str = "name = \"checkout down\"\nkind = \"availability\"\nagreed_by = \"payments\"\n\
    agreed_on = \"3 June\"\nquestions = [\"which regions?\", \"which deploys?\"]\n\
    [[tasks]]\ntext = \"look at the last deploys\"\n";

/// Keys, and after each what then stands on the screen.
fn steps(screen: &mut Terminal, steps: &[(&str, &str)]) {
    for (keys, words) in steps {
        screen.keys(keys).sees(words);
    }
}

/// Words have come up by themselves, and take keys.
fn awake(screen: &Terminal, words: &str) {
    screen.sees(words);
    assert!(screen.longest_silence(AWAKE), "{words:?} never woke");
}

fn shown(machine: &Machine) -> Value {
    serde_json::from_str(&machine.run(&["show", "--json"]).ok()).unwrap()
}

/// Minute 0 and 1: no quote to be closed, a plan that asks nothing, and others let in.
fn opened(ana: &Machine) -> (Terminal, String) {
    let plans = ana.home().join("config/plans");
    fs::create_dir_all(&plans).unwrap();
    fs::write(plans.join("checkout.toml"), PLAN).unwrap();
    let mut a = ana.terminal(LARGE, &["open"]);
    a.sees("What is wrong?");
    a.keys("Checkout can't pay\r").sees("Checkout can't pay").sees("saw >");
    a.sees("This room lives on this machine").sees("for its own terminals");
    a.sees("Esc, K lays it out; until then");
    a.keys("\x1b").sees("write >");
    steps(&mut a, &[("S", "how bad is it?"), ("1\r", "P1 critical")]);
    a.sees("nothing is late").sees("Open questions 0");
    steps(&mut a, &[("K", "checkout down"), ("6\r", "which regions?")]);
    a.sees("Doing 1").sees("nothing is late");
    let invite = ana.run(&["invite", "--scope", "command"]).ok();
    let invite = invite.split_whitespace().last().unwrap().to_owned();
    (a, invite)
}

#[test]
fn one_p1_minute_by_minute() {
    let [ana, ben, cy, gil] = ["ana", "ben", "cy", "gil"].map(Machine::of);
    let (mut a, invite) = opened(&ana);

    // 2: ben is here, and comes from another laptop too: one key and Enter lets it in.
    let mut b = joined(&ben, USUAL, &invite);
    let elsewhere = Machine::of("ben");
    let mut laptop = elsewhere.terminal(USUAL, &["join", &invite]);
    // It is asked whether that is a handle of its own: he says that it is.
    laptop.sees("by another machine's key");
    laptop.keys("ben\r");
    a.sees("another machine says it is ben: Y lets it in");
    a.keys("Y").sees("Enter does it");
    a.keys("\r");
    laptop.sees("Checkout can't pay").sees("LEAD ana");

    // 3: cy has never used it: the line is there, and a sentence is enough.
    let mut c = joined(&cy, PHONE, &invite);
    c.keys("payments time out\r");
    a.sees("o payments time out");

    // 4: from where there is no warroom, by a pipe; and a command with what it said.
    ben.run_with(&["saw", "pods now"], "pay-1 0/1\n").ok();
    ben.run(&["exec", "--", "sh", "-c", "echo from the host"]).ok();
    a.sees("pods now").sees("ran sh -c");
    // And from where not even a pipe reaches: curl, which checks the server by its key.
    let line = ben.run(&["token", "--name", "pay-3"]).ok();
    let curl = |line: &str| {
        let script = format!("echo 'the host says no' | {line}");
        let told = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        String::from_utf8(told.stdout).unwrap()
    };
    assert!(curl(line.trim()).starts_with('#'), "{line}");
    a.sees("o the host says no");
    let other = line.replace("sha256//", "sha256//AAAA");
    assert_eq!(curl(other.trim()), "", "another server's key is not spoken with");
    let listed = ben.run(&["invite", "--list"]).ok();
    let id = listed.lines().find(|line| line.contains("pay-3")).unwrap();
    ben.run(&["revoke", id.split_whitespace().next().unwrap()]).ok();
    assert!(curl(line.trim()).contains("this token opens nothing"));

    the_words(&ana, &mut a);

    the_work(&ana, &ben, &cy, (&mut a, &mut b, &mut c));

    // 9: the director looks in: what she may is bright, and a question is what she writes.
    let watch = ana.run(&["invite", "--scope", "observe"]).ok();
    let mut g = gil.terminal(USUAL, &["join", watch.split_whitespace().last().unwrap()]);
    g.sees("question to ana >");
    g.keys("when is it back?\r");
    // It lands with who speaks to the outside, not in the room; the answer is on her own line.
    a.sees("gil asks from outside").sees("1 asked from outside");
    a.presses_until("n", "a answer  y take it  Q pass on");
    steps(&mut a, &[("Q", "gil asks from outside"), ("2", "outside >")]);
    a.keys("within the hour\r").sees_no("asked from outside");
    g.sees("ana answers").sees("within the hour");
    assert_eq!(shown(&ana)["inquiries"][0]["state"], "answered");
    ana.run(&["inquiry", "is data lost?", "--from", "Ofcom"]).ok();
    let phone = shown(&ana)["inquiries"][1]["id"].to_string();
    let passed = ana.run(&["pass", &phone, "which tables did it touch?"]).ok();
    let passed = passed.trim().trim_start_matches('#').to_owned();
    ben.run(&["answer", &passed, "none"]).ok();
    ana.run(&["answer", &phone, "no"]).ok();
    let listed = ana.run(&["inquiries"]).ok();
    assert!(listed.contains("Ofcom asks; answered by") && listed.contains("gil asks"), "{listed}");
    gil.run(&["ask", "and the app?"]).ok();
    assert_eq!(shown(&ana)["inquiries"][2]["by"], "gil", "from a shell too");
    ana.run(&["cancel", &shown(&ana)["inquiries"][2]["id"].to_string(), "asked twice"]).ok();

    the_decision(&ben, (&mut a, &mut b));
    the_end((&ana, &ben), (&mut a, &mut b));
}

/// Minute 5: lead and comms are one: what two keys propose, or she writes, is sent by her own Enter.
fn the_words(ana: &Machine, a: &mut Terminal) {
    ana.run(&["impact", "Half of all card payments fail"]).ok();
    a.sees("Half of all card payments fail");
    steps(a, &[("U", "words for whom?"), ("3", "words to the public > 30m Half")]);
    a.sees("Enter sends it: it leaves the building");
    // What nobody can have read yet is not sent by the first Enter.
    a.presses_until("\r", "to public: ").sees_no("words to the public >");
    a.eventually("the words sent", || shown(ana)["updates"][0]["state"] == "sent");
    let first = &shown(ana)["updates"][0];
    assert!(
        first["text"].as_str().unwrap().contains("fail.\nWe are looking into it.\nNext word by")
    );
    assert!(first["next_due"].is_string(), "the promise is kept: {first}");
    let folder = ana.home().join("config/words");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("team.txt"), "{{ title }}:\n{{ impcat }}").unwrap();
    let refused = ana.run(&["draft", "--audience", "team"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("team.txt:2: `impcat` is undefined"), "{}", refused.err);
    fs::write(folder.join("team.txt"), "{{ lead }} leads {{ label }}").unwrap();
    assert_eq!(ana.run(&["draft", "--audience", "team"]).ok().trim(), "ana leads INC-1");
    ana.run(&["config", "check"]).ok();
    steps(a, &[("U", "words for whom?"), ("3", "Next word by"), ("\t", "words to the public > ")]);
    a.keys("Some card payments fail. We are on it.\r").sees_no("words to the public >");
    a.eventually("her own words", || shown(ana)["updates"][1]["state"] == "sent");
}

/// Minutes 6 to 8: tasks given in a line or with two keys, a yes from any shell, numbers that change.
fn the_work(
    ana: &Machine,
    ben: &Machine,
    cy: &Machine,
    (a, b, c): (&mut Terminal, &mut Terminal, &mut Terminal),
) {
    a.keys("t").sees("task >");
    a.keys("@ben 10m roll back eu-west\r").sees("asked now");
    b.sees("ana asks YOU").sees("roll back eu-west").sees("10 minutes: back to ana by");
    a.keys("t").sees("task >");
    a.keys("check the totals\r").sees("A give  C ask");
    steps(a, &[("A", "give #"), ("3", "cy   asked")]);
    c.sees("ana asks YOU").sees("check the totals");
    let tasks = shown(ana)["tasks"].as_array().unwrap().clone();
    let of = |words: &str| {
        let task = tasks.iter().find(|task| task["text"] == words).unwrap();
        task["id"].to_string()
    };
    // 7: ben types elsewhere. What he did on it is his yes; cy says yes in a shell.
    ben.run(&["did", &format!("6 of 12 pods #{}", of("roll back eu-west"))]).ok();
    b.sees_no("ana asks YOU");
    cy.run(&["yes", &of("check the totals")]).ok();
    c.sees_no("ana asks YOU");
    a.sees("ben  6 of 12 pods").sees("cy   has it");
    // 8: it was not wrong, it has changed.
    a.keys("f").sees("fact >");
    a.keys("38 % of checkouts fail\r").sees("Known facts 1");
    steps(a, &[("3", "Known facts"), ("\x1b[H", "▸"), ("c", "it has changed since")]);
    steps(a, &[("2", "has changed, now >"), ("\x15", "has changed, now >")]);
    a.keys("52 % of checkouts fail\r").sees("was 38 % of checkouts fail");
}

/// Minutes 10 to 13: a decision in one line, a go with the one who does it, help from outside.
fn the_decision(ben: &Machine, (a, b): (&mut Terminal, &mut Terminal)) {
    a.keys("0").keys("1").keys("\x1b");
    ben.run(&["propose", "drain eu-west"]).ok();
    a.sees("drain eu-west").sees("call #");
    a.presses_until("n", "D call it");
    steps(a, &[("D", "1 put"), ("2", "why"), ("\r", "give")]);
    a.keys("2").sees("drain eu-west: ben");
    b.sees("ana asks YOU").sees("it carries out");
    steps(a, &[("H", "ask whom for help?"), ("3", "whom >"), ("Payline\r", "for what >")]);
    steps(a, &[("double charges\r", "their number >"), ("88213\r", "answer by")]);
    a.keys("20m\r").sees("Promised").sees("Payline").sees("88213");
}

/// Minutes 25 to 70: a result is phase and time as well, the lead goes on, and the review has an owner.
fn the_end((ana, ben): (&Machine, &Machine), (a, b): (&mut Terminal, &mut Terminal)) {
    let tasks = shown(ben)["tasks"].as_array().unwrap().clone();
    let drain = tasks.iter().find(|task| task["text"] == "drain eu-west").unwrap();
    let drain = drain["id"].to_string();
    ben.run(&["done", &drain, "all of it"]).ok();
    b.sees_no("ana asks YOU");
    a.presses_until("n", &format!("#{drain}  V worked?"));
    a.keys("V").sees(&format!("did #{drain} work?"));
    a.keys("1");
    awake(a, "Are users no longer hurt?");
    a.keys("\r").sees("MONITORING");

    b.presses_until("\x1b", "write >");
    steps(a, &[("R", "offer which role?"), ("1", "2 ben"), ("2", "lead offered")]);
    awake(b, "ana offers YOU the lead");
    b.sees("State").sees("Doing").sees("Y  I take the lead");
    b.keys("Y");
    a.sees("LEAD ben");

    steps(b, &[("P", "how far is it?"), ("5", "still open"), ("\r", "who calls the review")]);
    b.keys("ana\r").sees("by when");
    b.keys("3d\r").sees("CLOSED");
    a.sees("CLOSED");
    let actions = ben.run(&["promises", "--incident", "INC-1"]).ok();
    assert!(actions.contains("review") && actions.contains("ana"), "{actions}");
    // Who only came by an invite is not told that nothing is known there.
    assert!(ben.run(&["list"]).ok().contains("Checkout can't pay"));
    ben.terminal(USUAL, &[]).sees("Checkout can't pay").sees("own copy").sees("review ana");
    ana.terminal(USUAL, &[]).sees("Checkout can't pay").sees("review ana");
}
