//! A review of three people at real terminals: from the first step to an agreed report. The one who
//! leads it was not in the incident, and vanishes in the middle.

use crate::room::opened;
use crate::terminal::{Machine, Terminal};
use serde_json::Value;
use std::fs;

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);

/// Keys, and after each what then stands on the screen.
fn steps(screen: &mut Terminal, steps: &[(&str, &str)]) {
    for (keys, words) in steps {
        screen.keys(keys).sees(words);
    }
}

/// What the machine knows of its incident, as data.
fn shown(machine: &Machine) -> Value {
    serde_json::from_str(&machine.run(&["show", "--json", "INC-1"]).ok()).unwrap()
}

/// The incident, up to its end.
fn incident((ana, ben): (&Machine, &Machine), a: &mut Terminal) {
    // The incident: something seen, decided with an objection, something done, closed.
    ben.run(&["saw", "5xx at 38 percent"]).ok();
    ben.run(&["propose", "drain eu-west", "--option", "wait", "--expect", "5xx under 1 %"]).ok();
    ana.run(&["object", "5", "us-east is at 70 percent"]).ok();
    ana.run(&["call", "5", "go", "it is our last chance"]).ok();
    ben.run(&["did", "drained eu-west"]).ok();
    ana.run(&["idea", "a canary for payments"]).ok();
    ana.run(&["phase", "closed", "quiet", "--review-by", "ana", "--review-until", "3d"]).ok();
    a.sees("CLOSED");
    steps(a, &[("\x03", "Leave?")]);
    a.keys("\r");
    assert_eq!(a.ended(), 0);
}

/// What is written before the meeting.
fn before(ana: &Machine, (gil, invite): (&Machine, &str)) {
    // Before: who cannot come says so in words; the invitation goes by severity.
    gil.run(&["join", invite]).ok();
    gil.run(&["review", "comment", "who was on call?"]).ok();
    let config = ana.home().join("config");
    fs::create_dir_all(&config).unwrap();
    let settings = "minutes = [2, 20, 5, 8, 5]\ntext = \"We say what we saw, not what we know.\"\n\
                    [invite]\norganizer = \"inc@example.org\"\n[invite.people]\nben = \"ben@example.org\"\n";
    fs::write(config.join("review.toml"), settings).unwrap();
    let ics = ana.run(&["review", "invite", "--at", "2030-01-07T10:00"]);
    assert!(ics.err.contains("no address is known of ana"), "{}", ics.err);
    assert!(ics.err.contains("later than it is due"), "{}", ics.err);
    let ics = ics.ok().replace("\r\n ", "");
    assert!(
        ics.contains("DTSTART:20300107T100000Z") && ics.contains("mailto:ben@example.org"),
        "{ics}"
    );
    let hinted = ana.run(&["review", "comment", "ops failed to roll back"]);
    assert!(hinted.err.contains("\"failed to\": says what did not happen"), "{}", hinted.err);
    hinted.ok();
}

/// The second step.
fn timeline(a: &mut Terminal, b: &mut Terminal, g: &mut Terminal) {
    // Step 2: the chair drives, the others follow; ben looks around and comes back.
    steps(g, &[("G", "which step comes now?"), ("\r", "the room knew no more than this")]);
    a.sees("the room knew no more than this");
    b.sees("no more than this");
    for _ in 0..5 {
        g.keys(" ");
    }
    g.sees("5xx at 38 percent").sees("drain eu-west");
    a.sees("drain eu-west").sees_no("our last chance");
    b.sees("drain eu-west");
    steps(b, &[("b", "LOOKING AROUND"), (".", "Step 2 of 5")]);
    b.sees_no("LOOKING AROUND");
    // The decision has its options, what spoke against it, what was expected.
    g.keys("n").sees("our last chance").sees("options  wait").sees("expected 5xx under 1 %");
    g.sees("against  ana: us-east is at 70 percent").sees("Which options were there?");
    b.sees("our last chance");
    steps(b, &[("w", "what I saw or thought at"), ("it looked free\t", "with which tool")]);
    steps(b, &[("capacity board\t", "could you not see or reach"), ("\r", "w #")]);
    a.sees("it looked free").sees("seen with: capacity board");
    steps(
        a,
        &[("+", "missing, saw at about"), ("the mirror was in use\r", "added later, observation")],
    );
    steps(
        a,
        &[("*", "write >"), ("i", "IDEA, technical"), ("colour the prompt\r", "ideas are parked")],
    );
    // It is its writer's, and nobody else's before the fifth step.
    a.sees("recommended, technical: colour the prompt");
    b.sees("ideas are parked").sees_no("colour the prompt");
    g.sees("ideas are parked").sees_no("colour the prompt");
    a.keys("y").sees("timeline agreed by 1 of 3");
    b.keys("y");
    g.keys("y").sees("timeline agreed by 3 of 3");
}

/// The chair vanishes, and the meeting goes on.
fn chair_gone(a: &mut Terminal, b: &Terminal, g: &Terminal) {
    // The one who leads vanishes: everybody is told, and one key goes on with it.
    g.signal("-9");
    a.sees("gil has the chair and is gone: L takes it");
    a.keys("L").sees("you lead, ben notes");
    b.sees("ana leads");
    a.keys("\x1b[H").sees_no("our last chance");
    b.sees_no("our last chance");
}

/// The third and the fourth step.
fn causes(a: &mut Terminal, b: &mut Terminal) {
    // Step 3 and 4: hindsight is allowed; times, questions, factors, a recommendation.
    steps(a, &[("G", "which step comes now?"), ("\r", "How long it took")]);
    b.sees("How long it took");
    b.keys("q").sees("to look into");
    b.keys("did finance check?\r").sees("did finance check?");
    a.sees("did finance check?");
    steps(a, &[("G", "which step comes now?"), ("\r", "What contributed")]);
    steps(b, &[("f", "FACTOR, led to it"), ("\t\t", "FACTOR, delayed seeing it")]);
    b.keys("no alert on the rate\r").sees("no alert on the rate");
    a.sees("no alert on the rate").sees("colour the prompt");
}

/// The fifth step, to the end.
fn worth_doing(a: &mut Terminal, b: &mut Terminal) {
    // Step 5: each has an answer before the meeting closes.
    steps(a, &[("G", "which step comes now?"), ("\r", "2 have no answer yet")]);
    // An idea of the incident is made a recommendation first.
    steps(a, &[("\x1b[B", "a canary"), ("A", "#9 is an idea yet"), ("\x1b", "a canary")]);
    steps(a, &[("i", "#9 as a recommendation, technical"), ("\t", "#9 as a recommendation, org")]);
    a.keys("\r").sees_no("as a recommendation");
    // The row, and not the words on their way to it: they name the kind, too.
    b.sees("organisational  a canary");
    a.sees("organisational  a canary");
    steps(a, &[("A", "who makes #"), ("2", "by when?")]);
    steps(a, &[("14d\r", "where do you track it?"), ("TEAM-481\r", "ben makes it happen")]);
    b.sees("ben makes it happen").sees("TEAM-481");
    steps(
        a,
        &[("G", "which step comes now?"), ("6", "why do they stay raw?"), ("\r", "is needed")],
    );
    steps(a, &[("\x1b", "1 has no answer yet"), ("x", "is not worth doing, because")]);
    a.keys("the old tool goes in March\r").sees("each has its answer");
    for (screen, agreed) in [(&mut *a, "Agreed to by ana."), (&mut *b, "Agreed to by ana, ben.")] {
        screen.keys("Y").sees("agrees to the report as it stands now, by name");
        screen.keys("\r").sees(agreed);
    }
    a.sees("Agreed to by ana, ben.");
    steps(
        a,
        &[
            ("G", "which step comes now?"),
            ("6", "a last word"),
            ("\r", "It is over. 1 worth doing, 1 not"),
        ],
    );
    b.sees("It is over. 1 worth doing, 1 not");
}

#[test]
fn three_people_review_an_incident_from_the_first_step_to_an_agreed_report() {
    let (ana, ben, gil) = (Machine::of("ana"), Machine::of("ben"), Machine::of("gil"));
    let (mut a, invite) = opened(&ana, LARGE);
    ben.run(&["join", &invite]).ok();
    incident((&ana, &ben), &mut a);
    before(&ana, (&gil, &invite));

    // Begun from ana's screen, led by somebody who was not in it; the minutes are the file's.
    let mut a = ana.terminal(LARGE, &["review"]);
    a.sees("Before the meeting").sees("who was on call?").sees("before the meeting");
    steps(&mut a, &[("G", "3 gil  was not in it"), ("3", "who takes notes?")]);
    a.keys("ben\r").sees("gil leads, ben notes").sees("of 2m");
    a.sees("did the best job they could").sees("We say what we saw, not what we know.");
    let mut b = ben.terminal(USUAL, &["review", "INC-1"]);
    let mut g = gil.terminal(LARGE, &["review", "INC-1"]);
    b.sees("Step 1 of 5").sees("gil leads");
    g.sees("you lead, ben notes");
    a.sees("3 here");
    timeline(&mut a, &mut b, &mut g);
    chair_gone(&mut a, &b, &g);
    causes(&mut a, &mut b);
    worth_doing(&mut a, &mut b);

    // All of it is on the record, and in the report.
    let state = shown(&ana);
    assert_eq!(state["incident"]["phase"], "closed");
    let report = ana.run(&["report", "INC-1", "--names", "handles"]).ok();
    assert!(report.contains("drain eu-west"), "{report}");
    // Who was made aware of it changes nothing in it.
    ana.run(&["review", "aware", "senior managers", "--how", "weekly note"]).ok();
    let mut a = ana.terminal(LARGE, &["review"]);
    a.sees("After the meeting").sees("senior managers");
    steps(&mut a, &[("I", "made aware of the report:"), ("-1m all of the team\r", "how?")]);
    a.keys("all hands\r").sees("all hands").sees("Made aware of the report");
    a.sees("senior managers").sees("weekly note");
    let report = ana.run(&["report", "INC-1", "--names", "handles"]).ok();
    assert!(report.contains("| Report | agreed, up to record"), "{report}");
    assert!(report.contains("| all hands | `#"), "{report}");
    let (team, managers) = (report.find("| all of the team |"), report.find("| senior managers |"));
    assert!(team < managers && team.is_some(), "by when they were told: {report}");
}

#[test]
fn a_review_is_refused_where_there_is_nothing_to_review() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout", "returns", "500s", "--no-join"]).ok();
    ana.run(&["review", "open", "ana"]).refused(1, "not closed yet");
    ana.run(&["review", "INC-1"]).refused(2, "needs a terminal");
    ana.run(&["review", "INC-1", "--json"]).refused(2, "needs a terminal");
    let mut screen = ana.terminal(USUAL, &["review", "INC-1"]);
    screen.sees("this incident is not closed");
    steps(&mut screen, &[("\x1b", "write >"), ("\x03", "Leave?")]);
    screen.keys("\r");
    assert_eq!(screen.ended(), 0);
    let config = ana.home().join("config");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("review.toml"), "minutes = [3, 30, 0, 10, 10]\n").unwrap();
    let none = "review.toml:1: step 3 of the agenda (impact and times) has no minutes";
    ana.run(&["review", "INC-1"]).refused(2, none);
    ana.run(&["review", "open", "ana", "--agenda", "3,30,0,10,10"]).refused(2, "has no minutes");
}

#[test]
fn a_bad_file_of_the_review_keeps_nobody_out_of_an_incident() {
    let ana = Machine::of("ana");
    let config = ana.home().join("config");
    fs::create_dir_all(&config).unwrap();
    for (name, text) in
        [("review.toml", "minutes = [3, 30, 0, 10, 10]\n"), ("hints.toml", "hint = 3\n")]
    {
        fs::write(config.join(name), text).unwrap();
        let arguments: &[&str] = match name {
            "review.toml" => &["open", "Checkout", "returns", "500s"],
            _ => &["join", "INC-1"],
        };
        let mut screen = ana.terminal(LARGE, arguments);
        screen.sees(&format!("{name}:1: ")).sees("what is built in holds until then");
        screen.presses_until("\x1b", "write >");
        // Right behind an escape it may be read as one key with it.
        screen.presses_until("\x03", "Leave?");
        screen.keys("\r");
        assert_eq!(screen.ended(), 0);
        fs::remove_file(config.join(name)).unwrap();
    }
    // What one says of an incident does not wait for a list of words to be mended.
    fs::write(config.join("hints.toml"), "hint = 3\n").unwrap();
    let said = ana.run(&["review", "comment", "ops failed to roll back"]);
    assert!(said.err.contains("hints.toml:1: ") && said.err.contains("failed to"), "{}", said.err);
    said.ok();
}
