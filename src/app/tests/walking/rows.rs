//! What is shown of a moment is gone through without leaving it; the band is dragged.

use crossterm::event::{MouseButton, MouseEventKind};
use warroom_register::Seq;

use super::super::desk::Desk;
use super::super::finding::mouse;
use super::super::fixture::busy;
use super::{past, walk};
use crate::app::WalkStart;

#[test]
fn a_cell_is_the_same_moment_as_long_as_the_band_is_dragged() {
    let mut world = busy();
    world.script("14:30 ben saw 13:10 the first timeouts");
    let last = Seq(world.records.len() as u64);
    let mut walk = walk(&world.records, WalkStart { place: last, ..WalkStart::default() });
    drop(walk.text(160, 45));
    mouse(&mut walk, MouseEventKind::Down(MouseButton::Left), (20, 40));
    let mut to = |cell| {
        mouse(&mut walk, MouseEventKind::Drag(MouseButton::Left), (cell, 40));
        drop(walk.text(160, 45));
        past(&walk).place()
    };
    let (there, again) = (to(100), to(100));
    assert!(there > Seq(1));
    assert_eq!((to(20), to(100), again), (Seq(1), there, there));
}

#[test]
fn where_the_band_is_not_drawn_yet_the_mouse_leads_nowhere() {
    let start = WalkStart { place: Seq(20), ..WalkStart::default() };
    let mut walk = walk(&busy().records, start);
    let (down, drag, up) = mouse_left();
    let shown = |walk: &Desk| (past(walk).place(), past(walk).board.now);
    let before = shown(&walk);
    drop(walk.text(160, 45));
    for kind in [down, drag, up] {
        mouse(&mut walk, kind, (150, 40));
        assert_eq!(shown(&walk), before, "{kind:?}");
    }
    assert_eq!(walk.said(), "the rest is not shown yet: Space goes on, h shows all");
    // A drag that began where the band is drawn leads back, and no further than where it began.
    for (kind, cell) in [(down, 9), (drag, 150), (up, 150)] {
        mouse(&mut walk, kind, (cell, 40));
        assert_eq!(shown(&walk) < before, cell == 9, "{kind:?}");
    }
    assert_eq!(shown(&walk), before);
    // With hindsight nothing is hidden.
    walk.keys("h");
    drop(walk.text(160, 45));
    mouse(&mut walk, down, (158, 40));
    assert_eq!(past(&walk).place(), past(&walk).end());
}

fn mouse_left() -> (MouseEventKind, MouseEventKind, MouseEventKind) {
    let left = MouseButton::Left;
    (MouseEventKind::Down(left), MouseEventKind::Drag(left), MouseEventKind::Up(left))
}

#[test]
fn the_arrows_go_through_what_was_known_and_enter_opens_it_without_leaving_the_moment() {
    let mut walk = walk(&busy().records, WalkStart { place: Seq(40), ..WalkStart::default() });
    walk.keys("<Up><Up>");
    assert_eq!(walk.app.picked_in_walk(), Some(Seq(38)));
    let text = walk.text(160, 45);
    assert!(text.lines().any(|line| line.contains('▸') && line.contains("#38")), "{text}");
    walk.keys("<Enter>");
    assert!(walk.text(160, 45).contains("#38"));
    walk.keys("<Esc>3<Down><Enter>");
    let known = past(&walk).board.known[1];
    assert!(walk.text(160, 45).contains(&format!("{known} ")));
    assert_eq!(past(&walk).place(), Seq(40), "the moment stays");
    // Whoever goes on sees the moment, and not what was picked at another one.
    walk.keys("<Esc>2 ");
    assert_eq!((walk.app.picked_in_walk(), past(&walk).place()), (None, Seq(41)));
}
