//! How many keys a thing takes, counted at the real program: each press is one, text is not.

use crate::room::opened;
use crate::terminal::{Machine, Run, Terminal};
use std::time::Duration;

const LARGE: (u16, u16) = (160, 45);
const USUAL: (u16, u16) = (80, 24);
/// A card that others caused takes keys only after 0.7 s.
const AWAKE: Duration = Duration::from_millis(800);

/// A keyboard that counts.
struct Counted<'a> {
    screen: &'a mut Terminal,
    pressed: usize,
}

impl<'a> Counted<'a> {
    fn on(screen: &'a mut Terminal) -> Self {
        Self { screen, pressed: 0 }
    }

    /// One key.
    fn key(&mut self, key: &str) -> &mut Self {
        self.pressed += 1;
        self.screen.keys(key);
        self
    }

    /// Words, which have as many letters as they have.
    fn text(&mut self, words: &str) -> &mut Self {
        self.screen.keys(words);
        self
    }

    /// So many keys it took until this stands on the screen.
    fn took(&mut self, keys: usize, words: &str) {
        self.screen.sees(words);
        assert_eq!(self.pressed, keys, "keys until {words:?}");
        self.pressed = 0;
    }
}

#[test]
fn each_thing_takes_the_keys_it_is_said_to_take() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    let (mut a, invite) = opened(&ana, LARGE);

    // From an invite in the clipboard: the paste, Enter; the handle is remembered.
    let mut b = ben.terminal(USUAL, &["join"]);
    b.sees("nvite");
    let mut keys = Counted::on(&mut b);
    keys.text(&invite).key("\r").took(1, "saw >");
    a.sees("2 ben");

    a.keys("t").sees("task >");
    a.keys("roll back eu-west\r").sees("A gives it");
    Counted::on(&mut a).key("A").key("2").took(2, "asked now");

    b.sees("ana asks YOU");
    assert!(b.longest_silence(AWAKE), "the card is awake");
    Counted::on(&mut b).key("\x1by").took(1, "has it");
    a.sees("ben has #");

    let mut keys = Counted::on(&mut a);
    keys.key("f").text("only eu-west").key("\r").took(2, "Known facts 1");
    let mut keys = Counted::on(&mut b);
    keys.text("f since 13:58").key("\r").took(1, "3 Known 2");

    // The next thing that needs the lead: n selects it, Enter opens it.
    ben.run(&["done", "4", "all 12 pods"]).ok();
    a.sees("did #4 work?");
    Counted::on(&mut a).key("n").key("\r").took(2, "What came of it");
    a.keys("\x1b").sees_no("What came of it");

    // Answer a selected question.
    ben.run(&["ask", "who owns the mirror?"]).ok();
    a.sees("who owns the mirror?");
    a.keys("4").sees("a answer");
    let mut keys = Counted::on(&mut a);
    keys.key("a").text("the platform team\r").took(1, "Open questions 0");
}

/// Whoever is new on this machine is asked for a handle once; one that is another's is asked for again,
/// what was pasted stays, and nobody is bothered.
#[test]
fn a_handle_is_asked_for_once_and_again_where_it_is_anothers() {
    let (ana, kim) = (Machine::of("ana"), Machine::of("kim"));
    let (a, invite) = opened(&ana, LARGE);
    let nobody = [("WARROOM_HANDLE", "")];
    let mut k = kim.terminal_with(USUAL, &["join"], &nobody);
    k.sees("The invite:");
    k.keys(&format!("{invite}\r")).sees("Your handle, as others will see it");
    k.keys("ana\r")
        .sees("ana is in INC-1 already, by another machine's key")
        .sees("Another handle");
    k.keys("Kim!\r").sees("Kim! is no handle");
    k.keys("kim\r").sees("saw >");
    a.sees("2 kim");
    assert!(!a.text().contains("at the door"), "{}", a.text());
    k.keys("\x03").sees("Leave?");
    k.keys("\r");
    assert_eq!(k.ended(), 0);
    // From then on it is remembered, and the paste and Enter are all.
    let mut k = kim.terminal_with(USUAL, &["join", "INC-1"], &nobody);
    Counted::on(&mut k).took(0, "saw >");
}

/// The same for whoever opens one; without a terminal nobody is asked.
#[test]
fn who_opens_is_asked_for_a_handle_once_too() {
    let ana = Machine::of("ana");
    let nobody = [("WARROOM_HANDLE", "")];
    let mut a = ana.terminal_with(USUAL, &["open", "Checkout returns 500s"], &nobody);
    a.sees("Your handle, as others will see it");
    a.keys("\r").sees("type a handle, such as ana");
    a.keys("Ana!\r").sees("Ana! is no handle");
    a.keys("ana\r").sees("saw >").sees("LEAD you");
    a.keys("\x03").sees("Leave?");
    a.keys("\r");
    assert_eq!(a.ended(), 0);
    let a = ana.terminal_with(USUAL, &["open", "Search is slow"], &nobody);
    a.sees("saw >").sees("LEAD you");
    let ben = Machine::of("ben");
    let mut unasked = ben.command(&["open", "Mail is late", "--no-join"]);
    let unasked = unasked.env_remove("WARROOM_HANDLE").env("USER", "Ben Smith").output().unwrap();
    assert!(unasked.status.success(), "{unasked:?}");
}

/// The system's own user is nobody's name: others would not know who that is.
#[test]
fn who_works_as_root_and_cannot_be_asked_says_a_handle() {
    let ana = Machine::of("ana");
    let as_root = |more: &[&str]| {
        let open = [&["open", "Mail is late", "--no-join"], more].concat();
        let mut command = ana.command(&open);
        let output = command.env_remove("WARROOM_HANDLE").env("USER", "root").output().unwrap();
        Run::of(output, &open)
    };
    as_root(&[]).refused(2, "Say --as HANDLE, such as --as ana, or set WARROOM_HANDLE");
    assert_eq!(ana.run(&["list"]).ok(), "", "nothing was opened");
    as_root(&["--as", "ana"]).ok();
}

#[test]
fn a_demo_calls_nobody_root_and_asks_nobody_for_a_handle() {
    let environment = [("WARROOM_HANDLE", ""), ("USER", "root")];
    let ana = Machine::of("ana");
    let guest = ana.terminal_with(LARGE, &["demo"], &environment);
    guest.sees("visitor").sees_no("root");
}
