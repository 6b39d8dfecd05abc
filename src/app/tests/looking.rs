//! Looking around: panes, what needs me, the past, and who came while nobody looked.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use warroom_register::{
    Chain, Command, FORMAT, Header, IncidentId, Label, Recording, Register, Seq,
};

use super::desk::{Desk, opening};
use super::fixture::{World, at, busy};
use crate::app::mouse::Target;
use crate::app::msg::Msg;
use crate::app::select::{Pane, Spot};
use crate::app::{App, WalkStart};
use crate::keys::Place;

fn replay(world: &World) -> Desk {
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid::Uuid::nil()),
        incident: Some(Label(42)),
        opened_at: at("14:03"),
    };
    let chain = Chain { head: world.register.head(), hash: warroom_register::Hash::default() };
    let records = world.records.clone();
    let recording = Recording { header, records, chain, broken: None, torn: false };
    let now = at("18:00");
    let app = App::walkthrough(opening("ana", now), recording, WalkStart::default());
    Desk { app, effects: Vec::new(), clock: now }
}

#[test]
fn n_goes_through_what_needs_me_and_then_what_is_late() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let mut seen = Vec::new();
    for _ in 0..5 {
        ana.keys("n");
        seen.push(ana.app.select.entry().unwrap().0);
    }
    assert_eq!(seen, [45, 27, 39, 35, 45]);
    assert_eq!(ana.app.select.pane, Pane::Decisions);
}

#[test]
fn what_others_write_moves_no_selection() {
    let mut world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("5<Down>");
    let before = ana.app.select.spot;
    let from = world.records.len();
    world.script("14:20:10 dia task @dia count orders\n14:20:20 cy yes #39\n14:20:30 cy done #39");
    let new = world.records[from..].to_vec();
    ana.records(&new);
    assert_eq!(ana.app.select.spot, before);
    assert_eq!(before, Some(Spot::Entry(Seq(35))));
}

#[test]
fn the_timeline_follows_until_a_row_is_selected() {
    let mut world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("2<Up><Up>");
    assert_eq!(ana.app.select.entry(), Some(Seq(47)));
    world.script("14:20:10 dia saw 5xx at 30 %");
    let last = world.records.last().cloned().unwrap();
    ana.records(&[last]);
    assert_eq!(ana.app.select.entry(), Some(Seq(47)));
    ana.keys("<Down><Down>");
    assert_eq!(ana.app.select.entry(), None);
    assert!(ana.text(160, 45).contains("5xx at 30 %"));
}

#[test]
fn a_line_says_what_is_new_since_one_looked() {
    let mut world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.tell(Msg::Focus(false));
    world.script("14:21 dia saw 5xx at 30 %");
    let last = world.records.last().cloned().unwrap();
    ana.records(&[last]);
    ana.tell(Msg::Focus(true));
    assert!(ana.text(160, 45).contains("new since you looked, 14:19"));
    ana.keys(".");
    assert!(!ana.text(160, 45).contains("new since you looked"));
}

#[test]
fn find_filters_as_one_types_and_esc_undoes_it() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("/us-east");
    let found: Vec<u64> = ana.app.live.timeline.iter().map(|s| s.0).collect();
    assert_eq!(found, [22, 45, 46]);
    ana.keys("<Esc>");
    assert_eq!(ana.app.live.timeline.len(), 48);
}

#[test]
fn what_is_read_is_not_scrolled_beyond_its_end() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("?<End>");
    let end = ana.text(80, 24);
    ana.keys("<Up>");
    assert_ne!(ana.text(80, 24), end);
}

#[test]
fn go_to_a_number_or_a_time() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("g#31<Enter>");
    assert_eq!(ana.app.select.entry(), Some(Seq(31)));
    ana.keys("g14:10<Enter>");
    assert_eq!(ana.app.select.entry(), Some(Seq(21)));
    ana.keys("g999<Enter>");
    assert_eq!(ana.said(), "the last record is #48");
}

#[test]
fn the_past_of_a_room_shows_what_was_known_then() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("h14:10<Enter>");
    assert_eq!(ana.app.place, Place::Then);
    let then = ana.text(160, 45);
    assert!(then.contains("AS KNOWN AT 14:10:20"), "{then}");
    assert!(then.contains("38 % of checkouts fail: all card payments"));
    let below: Vec<&str> = then.lines().skip(4).collect();
    assert!(!below.concat().contains("52 %"), "{then}");
    ana.keys("<Esc>");
    assert_eq!(ana.app.place, Place::Register);
    assert!(ana.text(160, 45).contains("52 %"));
}

#[test]
fn stepping_back_is_the_register_of_the_records_before() {
    let world = busy();
    let mut walk = replay(&world);
    walk.keys("<End><Enter>");
    for place in (1..48_u64).rev() {
        walk.keys("b");
        let mut fresh = Register::default();
        for record in &world.records[..usize::try_from(place).unwrap()] {
            fresh.look_on(record).unwrap();
        }
        assert!(*walk.app.register() == fresh, "#{place}");
    }
}

#[test]
fn a_walkthrough_steps_by_records_minutes_and_pivots() {
    let mut walk = replay(&busy());
    let place = |walk: &Desk| walk.app.past.as_ref().unwrap().place().0;
    assert_eq!(place(&walk), 1);
    walk.keys("  ");
    assert_eq!(place(&walk), 3);
    walk.keys("n");
    assert_eq!(place(&walk), 7, "eve takes comms");
    walk.keys("<Right>");
    assert_eq!(place(&walk), 10);
    walk.keys("<PgUp>");
    assert_eq!(place(&walk), 9, "the impact");
    walk.keys("g14:15<Enter>");
    assert_eq!(place(&walk), 34);
    walk.keys("<Home>");
    assert_eq!(place(&walk), 1);
}

#[test]
fn playing_goes_on_by_itself_and_stops_at_the_end() {
    let mut walk = replay(&busy());
    walk.keys("p");
    assert!(walk.app.plays());
    for _ in 0..600 {
        walk.wait(100);
    }
    assert_eq!(walk.app.past.as_ref().unwrap().place(), Seq(48));
    assert!(!walk.app.plays());
}

#[test]
fn a_small_screen_goes_through_its_panes() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.size(80, 24);
    ana.keys("3");
    assert!(ana.text(80, 24).contains("[3 Known 5]"));
    ana.keys("<Tab>");
    assert!(ana.text(80, 24).contains("[4 Asked 3]"));
    ana.keys("1");
    assert!(ana.text(80, 24).contains("[1 Now]"));
}

#[test]
fn a_row_that_left_its_list_holds_nothing_back() {
    let mut world = busy();
    world.script("14:19:40 ben done #23 all 12 pods");
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>5");
    ana.app.select.spot = Some(Spot::Entry(Seq(23)));
    ana.keys("<Enter>V1");
    assert_eq!(ana.carry_out(&mut world).len(), 1);
    ana.keys("<Enter>");
    assert_eq!(ana.carry_out(&mut world).len(), 1, "{}", ana.text(160, 45));
    ana.keys("R12");
    let offered = ana.carry_out(&mut world);
    let [Command::OfferRole { role, .. }] = &offered[..] else { panic!("{offered:?}") };
    let no = Command::DeclineRole { role: *role, why: "not now".into() };
    world.ask("14:21", "ben", &no);
    let last = world.records.last().cloned().unwrap();
    ana.records(&[last]);
    assert!(ana.app.ask.is_none() && ana.app.select.entry() == Some(Seq(23)));
    let text = ana.text(160, 45);
    assert!(!text.contains("C ask"), "nobody is asked how a task stands that is over:\n{text}");
    let marked = |desk: &mut Desk| desk.text(160, 45).lines().filter(|l| l.contains('▸')).count();
    assert_eq!(marked(&mut ana), 0);
    ana.keys("<Down>");
    assert_eq!((ana.app.select.pane, marked(&mut ana)), (Pane::Doing, 1));
    ana.app.select.spot = Some(Spot::Entry(Seq(23)));
    ana.app.select.pane = Pane::Doing;
    let met = ana.app.met.touch.iter().find_map(|touch| match touch.target {
        Target::Row(Pane::Timeline, spot) => Some((touch.area, spot)),
        _ => None,
    });
    let (area, spot) = met.unwrap();
    ana.tell(Msg::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: area.x,
        row: area.y,
        modifiers: KeyModifiers::NONE,
    }));
    assert_eq!((ana.app.select.pane, ana.app.select.spot), (Pane::Timeline, Some(spot)));
    assert_eq!(marked(&mut ana), 1);
}
