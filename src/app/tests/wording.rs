//! Words to others in two keys: what is proposed, a person's own, and which of them stays.

use warroom_register::report::Template;
use warroom_register::words::{Audience, Scope};
use warroom_register::{Command, Seq};

use super::desk::{Desk, opening};
use super::fixture::{World, at, busy};
use crate::app::Opening;
use crate::app::wording::Templates;

fn line(desk: &Desk) -> String {
    desk.app.line.edit.text().to_owned()
}

#[test]
fn two_keys_open_the_line_with_what_can_be_said() {
    let mut eve = Desk::new("eve", &busy(), "14:20");
    eve.keys("<Esc>U3");
    let proposed = line(&eve);
    assert!(proposed.starts_with("20m 52 % of checkouts fail"), "{proposed}");
    assert!(proposed.ends_with("We are looking into it.\nNext word by 14:40 UTC."), "{proposed}");
    // What leaves the building is not sent by whoever cannot have read it.
    eve.keys("<Enter>");
    assert_eq!(eve.sent(), []);
    assert!(eve.said().contains("these words leave the building"), "{}", eve.said());
    eve.keys_each(100, "<Enter><Enter>");
    assert_eq!(eve.sent(), [], "a key that bounces has not read them either");
    eve.wait(1_500);
    eve.keys("<Enter>");
    let sent = eve.sent();
    let [Command::Write { minutes: Some(20), text, audience, .. }] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert_eq!(*audience, Some(Audience::Public));
    assert!(text.raw().starts_with("52 % of checkouts fail"));
}

#[test]
fn tab_makes_room_for_ones_own_words_and_brings_the_proposal_back() {
    let mut eve = Desk::new("eve", &busy(), "14:20");
    eve.keys("<Esc>U3<Tab>");
    assert_eq!(line(&eve), "");
    eve.keys("<Tab>");
    assert!(line(&eve).starts_with("20m 52 %"));
    eve.keys("!<Tab>");
    assert!(line(&eve).ends_with("UTC.!"), "what is hers stays");
}

#[test]
fn ones_own_draft_is_never_written_over_and_a_stale_proposal_is_made_anew() {
    let mut eve = Desk::new("eve", &busy(), "14:20");
    eve.keys("<Esc>U3<Tab>my own words<Esc>U3");
    assert_eq!(line(&eve), "my own words");
    let mut eve = Desk::new("eve", &busy(), "14:20");
    eve.keys("<Esc>ohalf a thought<Esc>U3");
    assert!(line(&eve).contains("Next word by 14:40"));
    eve.keys("<Esc>");
    eve.wait(5 * 60_000);
    eve.keys("U3");
    assert!(line(&eve).contains("Next word by 14:45"), "{}", line(&eve));
    eve.keys(" and more<Esc>U3");
    assert!(line(&eve).ends_with("UTC. and more"), "{}", line(&eve));
}

#[test]
fn the_teams_own_template_is_used_and_one_that_fails_then_is_told_of() {
    let with = |source: &str| {
        let world = busy();
        let template = Template { name: "words/public.txt".into(), source: source.into() };
        let templates = Templates(vec![(Audience::Public, template)]);
        let read = Some(Seq(48));
        let opening = Opening { read, templates, ..opening("eve", at("14:20")) };
        let mut eve = Desk::opened(opening, &world, Scope::Respond);
        eve.keys("<Esc>U3");
        eve
    };
    assert_eq!(line(&with("{{ comms }}: {{ phase }}")), "20m eve: investigating");
    let eve = with("{% if not first %}{{ impcat }}{% endif %}");
    assert!(eve.said().contains("words/public.txt:1: `impcat` is undefined"), "{}", eve.said());
    assert!(line(&eve).starts_with("20m 52 %"), "{}", line(&eve));
}

#[test]
fn before_anything_is_known_the_words_say_so() {
    let world = World::open("14:03", "Checkout returns 500s");
    let mut ana = Desk::new("ana", &world, "14:03:20");
    ana.keys("<Esc>U3");
    assert!(line(&ana).starts_with("30m Something is wrong with our service"), "{}", line(&ana));
    assert!(ana.text(80, 24).contains("words to the public >"));
}
