//! Pictures of the screens, as text. A change here is a change that people see.

use warroom_register::protocol::{Lack, Lacks};
use warroom_register::words::Scope;
use warroom_register::{Chain, FORMAT, Hash, Header, IncidentId, Label, Recording, Seq};

use crate::app::msg::{LinkMsg, Msg};
use crate::app::tests::desk::{Desk, opening};
use crate::app::tests::fixture::hands::{crowded, with_a_plan};
use crate::app::tests::fixture::{World, at, busy};
use crate::app::{App, Opening, WalkStart};

pub(super) const SIZES: [(u16, u16); 4] = [(160, 45), (120, 40), (80, 24), (40, 15)];

/// Compares a picture with the one that was agreed on.
pub(super) fn picture(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// One picture a size; none is given up for another that differs.
fn pictures(name: &str, desk: &mut Desk) {
    for (width, height) in SIZES {
        let text = desk.text(width, height);
        assert_eq!(text.lines().count(), usize::from(height));
        picture(&format!("{name}_{width}x{height}"), &text);
    }
}

#[test]
fn busy_as_the_lead_sees_it() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.app.looked = Some(Seq(38));
    ana.keys("n");
    pictures("busy", &mut ana);
}

#[test]
fn the_first_minute() {
    let world = World::open("14:03", "Checkout returns 500s");
    pictures("first_minute", &mut Desk::new("ana", &world, "14:03:20"));
}

#[test]
fn the_first_minute_with_a_plan() {
    let world = World::open_with("14:03", "Checkout returns 500s", with_a_plan());
    let mut ana = Desk::new("ana", &world, "14:03:20");
    picture("first_minute_plan", &ana.text(80, 24));
    ana.keys("<Esc>K6");
    picture("ask_plan", &ana.text(80, 24));
}

#[test]
fn a_proposal_before_the_room() {
    let mut world = crowded();
    world.script("14:19:50 ana room #54 60");
    let mut eve = Desk::new("eve", &world, "14:20");
    eve.keys("U3<Tab>Some payments fail. You are not char");
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        picture(&format!("banner_{width}x{height}"), &eve.text(width, height));
    }
}

#[test]
fn the_lead_offered() {
    let mut world = crowded();
    world.script("14:19:50 ana offer lead dia I have been up since 05:00, please take it");
    pictures("offer", &mut Desk::new("dia", &world, "14:20"));
}

#[test]
fn how_does_it_stand() {
    let mut world = crowded();
    world.script("14:19:50 ana round ben #29");
    picture("round", &Desk::new("ben", &world, "14:20").text(80, 24));
}

#[test]
fn the_tabs_with_two_panes() {
    for (name, keys) in [("tab_known", "3"), ("tab_doing", "5"), ("tab_people", "6")] {
        let mut ana = Desk::new("ana", &crowded(), "14:20");
        ana.size(80, 24);
        ana.keys(keys);
        picture(name, &ana.text(80, 24));
    }
}

#[test]
fn nothing_is_known_yet() {
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let mut joining = Desk::new("ben", &World::default(), "14:03");
        let screen = joining.text(width, height);
        assert!(screen.contains("joining: the record is on its way"), "{screen}");
        joining.tell(Msg::Link(LinkMsg::Down { why: "no answer".into(), retry_seconds: Some(3) }));
        let screen = joining.text(width, height);
        assert!(screen.contains("nothing of it has come here yet"), "{screen}");
        for invented in ["P4", "NOBODY LEADS", "with the lead", "not known yet", "INVEST"] {
            assert!(!screen.contains(invented), "{invented}: {screen}");
        }
    }
}

#[test]
fn a_task_for_me() {
    pictures("card", &mut Desk::new("cy", &busy(), "14:20"));
}

#[test]
fn the_asks() {
    let asks = [
        ("assign", "5<Down>A"),
        ("severity", "S2half of the users"),
        ("roles", "R"),
        ("call", "nD"),
        ("detail", "g#19<Enter><Enter>"),
        ("situation", "s"),
        ("who", "W"),
        ("help", "H3Payline<Enter>do retries charge people twice?<Enter>"),
        ("round", "C"),
        ("closing", "P5"),
        ("outcome", "5<Down><Down>V"),
        ("impact", "%<Tab><Tab>44 %<Tab>"),
        ("offer", "R1<Tab>up since 05:00"),
    ];
    for (name, keys) in asks {
        let mut ana = Desk::new("ana", &crowded(), "14:20");
        ana.keys(keys);
        picture(&format!("ask_{name}"), &ana.text(80, 24));
    }
}

/// The server's disk has been full since 14:02.
fn full() -> Msg {
    let why = "the server's disk is full: free some space there, and it records again by itself";
    let lack = Lack { what: Lacks::Records, since: at("14:02"), why: why.into() };
    Msg::Link(LinkMsg::Degraded(vec![lack]))
}

#[test]
fn promise_10_nothing_is_recorded_and_every_screen_says_so() {
    let mut ben = Desk::new("ben", &crowded(), "14:20");
    ben.tell(full());
    for (width, height) in SIZES {
        let text = ben.text(width, height);
        assert!(text.contains("NOT RECORDED") && text.contains("14:02"), "{text}");
        assert!(text.contains("disk is full"), "{text}");
        picture(&format!("not_recorded_{width}x{height}"), &text);
    }
    // In the past, over something that is read, and while a proposal is before the room too.
    for keys in ["<Esc>h14:10<Enter>", "<Esc>W", "<Esc>s", "<Esc>v"] {
        let mut world = crowded();
        world.script("14:19:50 ana room #54 60");
        let mut eve = Desk::new("eve", &world, "14:20");
        eve.tell(full());
        eve.keys(keys);
        let text = eve.text(120, 40);
        assert!(text.contains("NOTHING IS RECORDED since 14:02"), "{keys}: {text}");
    }
    // It is over, which is said once; and it is not said when nothing was ever wrong.
    ben.tell(Msg::Link(LinkMsg::Degraded(Vec::new())));
    let text = ben.text(160, 45);
    assert!(text.contains("The server records again. Nothing was from 14:02 to 14:20"), "{text}");
    assert!(!text.contains("NOT RECORDED") && text.contains("live"), "{text}");
}

#[test]
fn promise_13_words_that_still_stand_on_the_servers_disk_are_told_of_and_that_they_are_gone() {
    let mut ben = Desk::new("ben", &crowded(), "14:20");
    let lack = Lack { what: Lacks::Erasing, since: at("14:02"), why: "disk I/O error".into() };
    ben.tell(Msg::Link(LinkMsg::Degraded(vec![lack])));
    let text = ben.text(160, 45);
    let still =
        "words that were taken out still stand on the server's disk since 14:02: disk I/O error";
    assert!(text.contains(still), "{text}");
    assert!(!text.contains("NOT RECORDED"), "all else goes on: {text}");
    ben.tell(Msg::Link(LinkMsg::Degraded(Vec::new())));
    let text = ben.text(160, 45);
    assert!(text.contains("words that were taken out are gone from the server"), "{text}");
}

#[test]
fn the_lobby_says_that_nothing_is_recorded() {
    let opening = Opening { incident: None, ..opening("ana", at("14:20")) };
    let mut ana = Desk::opened(opening, &World::default(), Scope::Command);
    ana.tell(full());
    let text = ana.text(80, 24);
    assert!(text.contains("NOT RECORDED since 14:02") && text.contains("disk is full"), "{text}");
}

#[test]
fn cut_off() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.tell(Msg::Link(LinkMsg::Down { why: "no answer".into(), retry_seconds: Some(3) }));
    ben.keys("opayments team is green<Enter>");
    picture("cut_off", &ben.text(80, 24));
}

#[test]
fn the_walkthrough() {
    let world = busy();
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid::Uuid::nil()),
        incident: Some(Label(42)),
        opened_at: at("14:03"),
    };
    let chain = Chain { head: world.register.head(), hash: Hash::default() };
    let recording = Recording { header, records: world.records, chain, broken: None, torn: false };
    let app = App::walkthrough(opening("ana", at("18:00")), recording, WalkStart::default());
    let mut walk = Desk { app, effects: Vec::new(), clock: at("18:00") };
    walk.keys("g14:09<Enter>");
    pictures("walkthrough", &mut walk);
    walk.keys("g21<Enter>");
    pictures("walkthrough_decision", &mut walk);
    walk.keys("h");
    pictures("walkthrough_then_and_now", &mut walk);
}

#[test]
fn every_size_draws_and_the_smallest_say_so() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    for width in (1..=200).step_by(7) {
        for height in (1..=60).step_by(3) {
            let text = ana.text(width, height);
            assert_eq!(text.lines().count(), usize::from(height));
        }
    }
    assert!(ana.text(34, 10).contains("make"));
}

#[test]
fn every_ask_draws_at_every_size() {
    for keys in [
        "H3",
        "C",
        "K",
        "P5",
        "nD1",
        "5<Down>A",
        "S2",
        "R1",
        "R1<Tab>up since 05:00",
        "%half of all<Tab>",
        "nD",
        "W",
        "s",
        "?",
        "v",
        "g#19<Enter><Enter>",
        ":",
        "/x",
    ] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.keys(keys);
        for (width, height) in [(200, 60), (80, 24), (64, 18), (40, 15), (36, 11)] {
            drop(ana.screen(width, height));
        }
    }
}

#[test]
fn help_is_made_from_the_keymap() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("?");
    let help = ana.text(160, 60);
    for doc in ["give the selected task or question to somebody", "write what you saw"] {
        assert!(help.contains(doc), "{doc}\n{help}");
    }
}

#[test]
fn a_long_record_costs_no_more_rows_than_a_short_one() {
    let rows = |records: u64| {
        let mut world = World::open("10:00", "Checkout returns 500s");
        world.script("10:00:10 ben join command");
        for n in 0..records {
            let kind = ["saw", "fact", "ask", "task 10m"][usize::try_from(n % 4).unwrap()];
            world.script(&format!("10:01 ben {kind} entry {n}"));
        }
        let mut ben = Desk::new("ben", &world, "10:02");
        let at_end = ben.screen(160, 45).1.rows;
        ben.keys("2<Home>");
        let at_start = ben.screen(160, 45).1.rows;
        (at_end, at_start)
    };
    let short = rows(400);
    assert_eq!(short, rows(4000));
    assert!(short.0 < 200, "{short:?}");
}

#[test]
fn somebody_comes_late_or_comes_back() {
    use crate::app::Opening;
    for (name, read) in [("late", None), ("back", Some(Seq(21)))] {
        let opening = Opening { read, ..opening("gil", at("14:20")) };
        let scope = Scope::Respond;
        pictures(name, &mut Desk::opened(opening, &busy(), scope));
    }
}

#[test]
fn what_finds() {
    let pictured =
        [("find", "<Esc>/us-east by:dia<Down>"), ("palette", "<Esc>:ro"), ("help", "<Esc>?")];
    for (name, keys) in pictured {
        let mut cy = Desk::new("cy", &busy(), "14:20");
        cy.keys(keys);
        picture(&format!("{name}_160x45"), &cy.text(160, 45));
        picture(&format!("{name}_80x24"), &cy.text(80, 24));
    }
}

#[test]
fn a_review_step_by_step() {
    use crate::app::tests::review::{at_review, told};
    for (step, name) in [(1, "how"), (2, "timeline"), (3, "impact"), (4, "causes"), (5, "worth")] {
        let mut cy = at_review("cy", &told(step), "17:00");
        if step == 2 {
            cy.keys("g#45<Enter>");
        }
        for (width, height) in [(160, 45), (80, 24), (40, 15)] {
            picture(&format!("review_{name}_{width}x{height}"), &cy.text(width, height));
        }
    }
    let mut before = at_review("ana", &crate::app::tests::review::closed(), "16:05");
    picture("review_before_80x24", &before.text(80, 24));
    before.keys("G");
    picture("review_begins_80x24", &before.text(80, 24));
}
