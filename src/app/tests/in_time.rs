//! What is typed is given out to be kept in time, whenever keys and ticks come.

use crossterm::event::KeyCode;
use warroom_register::At;

use super::desk::Desk;
use super::fixture::busy;
use crate::app::msg::{Effect, Msg};

/// Whether all that was typed two seconds ago was given out to be kept, at every moment: keys come at a
/// steady pace, and so does the loop's tick, which comes before each key as well.
fn is_kept_in_time(keys: i64, ticks: i64, (first_key, first_tick): (i64, i64)) -> bool {
    const WITHIN_MS: i64 = 2_000;
    let mut ana = Desk::new("ana", &busy(), "14:20");
    let began = ana.clock.ms();
    ana.tell(Msg::Key(KeyCode::Char('o').into()));
    let (mut typed, mut kept): (Vec<i64>, usize) = (Vec::new(), 0);
    for now in 0..=12_000 {
        let comes = |first: i64, each: i64| now >= first && (now - first) % each == 0;
        let key = comes(first_key, keys) && typed.len() < 12;
        if key || comes(first_tick, ticks) {
            ana.clock = At::from_ms(began + now);
            ana.tell(Msg::Tick(ana.clock));
        }
        if key {
            ana.tell(Msg::Key(KeyCode::Char('x').into()));
            typed.push(now);
        }
        for effect in ana.effects.drain(..) {
            if let Effect::SaveDraft(words) = effect {
                kept = words.len();
            }
        }
        if typed.iter().filter(|at| now - **at >= WITHIN_MS).count() > kept {
            return false;
        }
    }
    assert_eq!(ana.app.line.edit.text().len(), typed.len());
    true
}

#[test]
fn promise_7_what_is_typed_is_given_out_to_be_kept_within_two_seconds() {
    let tick = i64::try_from(crate::run::TICK.as_millis()).unwrap();
    for keys in [70, 333, 999, 1_001] {
        for first_key in (1..1_000).step_by(83) {
            for first_tick in (0..tick).step_by(97) {
                let in_time = is_kept_in_time(keys, tick, (first_key, first_tick));
                assert!(
                    in_time,
                    "a key each {keys} ms from {first_key} on, a tick at {first_tick}"
                );
            }
        }
    }
    // As a control: with a loop that ticks too seldom, it is not.
    assert!(!is_kept_in_time(333, 3_100, (1, 50)));
}
