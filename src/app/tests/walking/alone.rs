//! Alone the keys of a review are known: each says in one sentence where that is done.

use warroom_register::{Chain, FORMAT, Hash, Header, IncidentId, Recording};

use super::super::desk::{Desk, opening};
use super::super::fixture::{at, busy};
use super::super::review::closed;
use super::{past, walk};
use crate::app::select::Pane;
use crate::app::{App, Opening, WalkStart};
use crate::keys::Place;

#[test]
fn each_key_of_a_review_says_where_it_is_done() {
    let mut alone = walk(&closed().records, WalkStart::default());
    for (key, what) in [
        ("*", "a pivot is marked"),
        ("w", "what somebody saw or thought is said"),
        ("+", "an entry that is missing is added"),
        ("c", "a correction is written"),
        ("i", "an idea is parked"),
        ("q", "a question is asked"),
        ("f", "a contributing factor is written down"),
        ("y", "one agrees to the timeline, or sees it differently,"),
        ("G", "there is an agenda"),
        ("A", "it is said what is worth doing"),
        ("L", "somebody has the chair"),
        ("Y", "one agrees to the report"),
    ] {
        alone.keys(key);
        assert_eq!(alone.said(), format!("{what} in a review: warroom review INC-42"));
        assert_eq!((alone.app.place, alone.sent()), (Place::Walkthrough, vec![]), "{key}");
    }
    // No key of the review that is none of the walk is unknown here.
    for row in alone.app.keymap.help_rows(Place::Review) {
        let here = alone.app.keymap.help_rows(Place::Walkthrough);
        if !here.iter().any(|other| other.keys == row.keys) {
            alone.keys(row.keys.split(' ').next().unwrap());
            assert!(!alone.said().contains("no key"), "{}: {}", row.keys, alone.said());
        }
    }
}

#[test]
fn of_one_that_goes_on_or_has_no_name_it_is_said_so() {
    let mut running = walk(&busy().records, WalkStart::default());
    running.keys("*");
    let says = "a pivot is marked once it is closed, in a review; it goes on: warroom join INC-42";
    assert_eq!(running.said(), says);
    let records = closed().records;
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid::Uuid::nil()),
        incident: None,
        opened_at: at("14:03"),
    };
    let chain = Chain { head: records.last().unwrap().seq, hash: Hash::default() };
    let recording = Recording { header, records, chain, broken: None, torn: false };
    let opening = Opening { incident: None, ..opening("ana", at("18:00")) };
    let app = App::walkthrough(opening, recording, WalkStart::default());
    let mut file = Desk { app, effects: Vec::new(), clock: at("18:00") };
    file.keys("*");
    assert_eq!(file.said(), "a pivot is marked in a review, in the room of its server");
    file.keys(".");
    assert_eq!(file.said(), "nobody shows another moment here; End goes to the end");
}

#[test]
fn tab_goes_through_the_panes_of_a_walk() {
    let mut alone = walk(&busy().records, WalkStart::default());
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        alone.size(width, height);
        alone.keys("2g40<Enter><Tab>");
        assert_eq!(alone.app.select.pane, Pane::Known);
        assert!(alone.text(width, height).contains("Known facts"));
        alone.keys("<BackTab><Up>");
        assert_eq!(alone.app.select.pane, Pane::Timeline);
        assert_eq!(alone.app.picked_in_walk().unwrap().0, 39);
        assert_eq!(past(&alone).place().0, 40);
    }
}

#[test]
fn a_pane_that_stands_alone_says_which_it_is() {
    let mut desk = walk(&busy().records, WalkStart::default());
    for (key, name) in
        [("3", "Known facts"), ("4", "Open questions"), ("5", "Doing"), ("6", "People")]
    {
        for (width, height) in [(80, 24), (40, 15)] {
            desk.size(width, height);
            desk.keys(key);
            let text = desk.text(width, height);
            assert!(text.contains(name), "{name}:\n{text}");
        }
    }
}
