//! At real terminals: who is hit, field by field; what newcomers are asked; a word with an offer; what
//! a former lead still had on its way; the lobby found through; an address over several lines.

use crate::room::{joined, opened};
use crate::terminal::{Machine, keep_port, listens};

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);
const PHONE: (u16, u16) = (40, 15);

#[test]
fn all_of_the_impact_is_said_on_one_card_and_stands_on_line_two() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (mut a, invite) = opened(&ana, LARGE);
    let b = joined(&ben, USUAL, &invite);
    a.keys("%").sees("what happens");
    a.keys("checkouts fail\tcards in eu-west\t38 %\t-20m~\tn").sees("not touched");
    a.keys("\r").sees("checkouts fail: 38 %, cards in eu-west, since about");
    a.sees("no personal data");
    b.sees("checkouts fail: 38 %, cards in eu-west");
    // What has changed is all that is typed.
    a.keys("%").sees("as it was");
    a.keys("\t\t52 %\t\ty\r").sees("52 % (38 % at ").sees("PERSONAL DATA TOUCHED");
    b.sees("PERSONAL DATA!").sees("checkouts fail: 52 %");
    let shown: serde_json::Value =
        serde_json::from_str(&ben.run(&["show", "--json"]).ok()).unwrap();
    assert_eq!(shown["impacts"].as_array().unwrap().len(), 2);
    // A phone is warned as well.
    b.resize(PHONE);
    b.sees("DATA!");
}

#[test]
fn who_is_new_says_what_they_can_help_with_and_the_lead_sees_it_when_giving() {
    let (ana, ben, cy) = (Machine::of("ana"), Machine::of("ben"), Machine::of("cy"));
    let (mut a, invite) = opened(&ana, LARGE);
    let mut b = joined(&ben, USUAL, &invite);
    b.sees("new here: what can you help with?");
    b.keys("\t").sees("I can help with >");
    b.keys("checkout, kubernetes\r").sees("saw >").sees_no("new here");
    // Enter on nothing skips it, and it is not asked again.
    let mut c = joined(&cy, PHONE, &invite);
    c.sees("your skills?");
    c.keys("\r").sees_no("your skills?");
    c.signal("-TERM");
    c.ended();
    let again = cy.terminal(USUAL, &["join", "INC-1"]);
    again.sees("saw >");
    assert!(!again.text().contains("new here"), "{}", again.text());

    a.keys("t").sees("task >");
    a.keys("roll back eu-west\r").sees("A gives it");
    a.keys("A").sees("checkout, kubernetes").sees("free");
    a.keys("2").sees("asked now");
}

#[test]
fn a_word_goes_with_the_lead() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (mut a, invite) = opened(&ana, LARGE);
    let mut b = joined(&ben, USUAL, &invite);
    b.keys("\x1b").sees("write >");
    a.sees("2 ben");
    a.keys("R").sees("offer which role");
    a.keys("1\tup since 05:00\r").sees("a word with it > up since 05:00");
    a.keys("2").sees("lead offered");
    b.sees("ana offers YOU the lead").sees("ana: \"up since 05:00\"");
}

#[test]
fn what_a_former_lead_asked_from_a_shell_is_offered_as_something_seen() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    // ben's machine has the server; ana leads from another one.
    let (mut b, invite) = opened(&ben, LARGE);
    let mut a = joined(&ana, USUAL, &invite);
    b.sees("2 ana");
    ben.run(&["role", "offer", "lead", "ana"]).ok();
    ana.run(&["role", "accept", "lead"]).ok();
    b.sees("LEAD ana");
    ana.run(&["task", "roll back eu-west"]).ok();
    b.sees("y takes it");
    a.signal("-KILL");
    a.ended();
    // The server is down: what ana asks waits on her machine.
    let before = listens(&ben);
    ben.run(&["stop"]).ok();
    let port = keep_port(&ben);
    b.sees("CUT OFF");
    ana.run(&["assign", "6", "ben"]).refused(3, "");
    ana.run(&["severity", "P2", "half are back"]).refused(3, "waits on this machine");
    let opened = ben.run(&["open", "Another", "--no-join"]);
    // Whoever is on another machine knows no other place; a program that took it is no fault of ours.
    assert_eq!(listens(&ben), before, "another program took its port: {}", opened.err);
    opened.ok();
    drop(port);
    b.sees("live").sees("ana GONE");
    b.keys("L").sees("I take the lead, because");
    b.keys("ana is cut off\r").sees("LEAD you");

    // None of it is carried out; each is in the line, marked, to be sent or thrown away.
    let mut a = ana.terminal(LARGE, &["join", "INC-1"]);
    a.sees("not carried out) severity is P2: half are back");
    a.keys("o").sees("saw > (I led until");
    a.keys("\r").sees("not carried out) #6 given to ben");
    a.keys("o\r").sees_no("(draft)");
    assert!(!b.text().contains("asks YOU"), "{}", b.text());
    b.sees("P1 critical").sees("o (I led until");
    let shown = ben.run(&["show", "INC-1"]).ok();
    assert!(
        shown.contains("o (I led until") && shown.contains("severity is P2: half are back"),
        "{shown}"
    );
}

#[test]
fn the_lobby_is_found_through_and_done_by_name() {
    let ana = Machine::of("ana");
    for title in ["Checkout returns 500s", "Search is slow", "Mail is late"] {
        ana.run(&["open", title, "--no-join"]).ok();
    }
    let mut lobby = ana.terminal(USUAL, &[]);
    lobby.sees("Search is slow").sees("Mail is late");
    lobby.keys(":").sees("join the selected incident");
    lobby.keys("\x1b").sees_no("join the selected incident");
    lobby.keys("/srch").sees("1 found").sees_no("Mail is late");
    lobby.keys("\r").sees("LEAD you").sees("Search is slow");
}

#[test]
fn an_address_over_several_lines_is_one_link() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let page = "https://graphs.example/d/42/registry?from=1400&to=1430&var=eu-west";
    ana.run(&["saw", &format!("the graph {page} has a gap")]).ok();
    let mut screen = ana.terminal(LARGE, &["join", "INC-1"]);
    screen.sees("the graph");
    screen.keys("\x1b").sees("write >");
    screen.keys("2\x1b[A\r").sees("by ana, ");
    // On a phone the address goes over several lines of the open entry.
    screen.resize(PHONE);
    screen.sees_no("Known facts").sees("var=eu-west");
    let text = String::from_utf8_lossy(&screen.bytes()).into_owned();
    let begins: Vec<&str> = text
        .match_indices(&format!(";{page}\x1b\\"))
        .map(|(at, _)| text.get(..at).unwrap().rsplit("\x1b]8;id=").next().unwrap())
        .collect();
    assert!(begins.len() >= 2, "{begins:?}");
    assert!(begins.iter().all(|id| *id == begins[0] && id.len() == 8), "{begins:?}");
}
