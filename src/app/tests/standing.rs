//! What was decided before, and comes with a plan: it stands among the decisions.

use warroom_register::{Command, CommandId, Handle, Text};

use super::desk::Desk;
use super::fixture::hands::{title, with_a_plan};
use super::fixture::{World, at};
use crate::app::select::Pane;

/// A room in which a plan was laid out that brought a decision along, and what that decides.
fn laid_out() -> (World, &'static str) {
    let mut world = World::open_with("14:03", "Checkout returns 500s", with_a_plan());
    world.script("14:03:20 ben join respond");
    let plan = world.ask("14:04", "ana", &Command::UsePlan { name: title("site down") });
    let words = "at night: friendly error page, fix in the morning";
    let recalled = Command::RecallStanding {
        plan,
        text: Text::from(words),
        agreed_by: Text::from("operations"),
        agreed_on: Text::from("3 June"),
    };
    let id = CommandId(uuid::Uuid::from_u128(700));
    world.ask_as((at("14:04"), Handle::warroom()), id, &recalled);
    (world, words)
}

#[test]
fn what_was_decided_before_stands_among_the_decisions_at_every_size() {
    let (world, words) = laid_out();
    let mut ana = Desk::new("ana", &world, "14:10");
    let wide = ana.text(160, 45);
    assert!(wide.contains("Decisions 1") && !wide.contains("nothing was decided"), "{wide}");
    let row = wide.lines().find(|line| line.contains("◆ ") && line.contains("agreed before"));
    assert!(row.is_some_and(|row| row.contains("#4 at night: friendly")), "{wide}");
    assert!(wide.contains("agreed by operations on 3 June"), "{wide}");
    assert!(ana.text(120, 40).contains("agreed before"), "{}", ana.text(120, 40));
    ana.keys("<Esc>s");
    let situation = ana.text(80, 24);
    let row = situation.lines().find(|line| line.contains("Agreed"));
    assert!(row.is_some_and(|row| row.contains(&format!("#4 {words}"))), "{situation}");
    ana.keys("<Esc>");
    ana.app.select.pane = Pane::Decisions;
    ana.keys("<Down>");
    let phone = ana.text(40, 15);
    assert!(!phone.contains("CALL IT"), "nobody has to call it: {phone}");
    // What is called later stands above it; what waits to be called above both.
    let mut world = world;
    world.script("14:11 ben propose fail over\n14:12 ana call #5 go");
    let mut ana = Desk::new("ana", &world, "14:13");
    let wide = ana.text(160, 45);
    let at = |words: &str| wide.lines().position(|line| line.contains(words));
    assert!(at("◆   #5 fail over") < at("agreed before"), "{wide}");
}

#[test]
fn a_proposal_that_waits_has_its_row_beside_the_selected_one_that_was_called() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join respond\n14:04 ben propose drain eu-west");
    let mut ana = Desk::new("ana", &world, "14:05");
    ana.size(80, 24);
    ana.keys("<Esc>n");
    assert!(ana.text(80, 24).contains("Decide▸!  #3 drain eu-west"), "{}", ana.text(80, 24));
    let from = world.records.len();
    world.script("14:05 ana call #3 go\n14:05:10 ben propose throttle the batch jobs");
    ana.records(&world.records[from..]);
    let said = ana.text(80, 24);
    assert!(said.contains("!  #5 throttle the batch jobs"), "{said}");
    assert!(said.contains("▸◆  #3 drain eu-west"), "{said}");
}
