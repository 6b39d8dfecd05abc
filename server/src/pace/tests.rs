//! The pace: a burst, then steadily, and after a rest a burst again.

use super::*;
use warroom_register::limits::{
    BURST_SECONDS, COMMANDS_BURST, COMMANDS_PER_SECOND, FRAMES_PER_SECOND, HISTORY_KIB_BURST,
    HISTORY_KIB_PER_SECOND, LIBRARY_QUESTIONS_BURST, LIBRARY_QUESTIONS_PER_SECOND,
    LIBRARY_WAIT_SECONDS_MAX,
};

/// How many are taken at one moment, of far too many.
fn at_once(pace: &Pace, now: Instant) -> u32 {
    let taken = (0..10_000_000).take_while(|_| pace.take(now).is_ok());
    u32::try_from(taken.count()).unwrap()
}

#[test]
fn a_responder_has_a_burst_of_commands_and_then_so_many_a_second() {
    let pace = Pace::new(COMMANDS_PER_SECOND, COMMANDS_BURST);
    let begin = Instant::now() + Duration::from_secs(1);
    assert_eq!(at_once(&pace, begin), COMMANDS_BURST);
    let second = begin + Duration::from_secs(1);
    assert_eq!(at_once(&pace, second), COMMANDS_PER_SECOND);
}

#[test]
fn a_connection_has_a_burst_of_frames_and_then_so_many_a_second() {
    let pace = Pace::new(FRAMES_PER_SECOND, FRAMES_PER_SECOND * BURST_SECONDS);
    let begin = Instant::now() + Duration::from_secs(1);
    assert_eq!(at_once(&pace, begin), FRAMES_PER_SECOND * BURST_SECONDS);
    assert_eq!(at_once(&pace, begin + Duration::from_secs(1)), FRAMES_PER_SECOND);
}

#[test]
fn a_burst_and_then_ten_a_second() {
    let pace = Pace::new(10, 4);
    let start = Instant::now();
    let at = |ms| start + Duration::from_millis(ms);
    let taken = |ms| pace.take(at(ms)).is_ok();
    let burst: Vec<_> = (0..6).map(|_| taken(10)).collect();
    assert_eq!(burst, [true, true, true, true, false, false]);
    assert_eq!((taken(50), taken(111), taken(150)), (false, true, false));
    let rested: Vec<_> = (0..6).map(|_| taken(5_000)).collect();
    assert_eq!(rested, [true, true, true, true, false, false]);
}

#[test]
fn who_must_wait_is_told_how_long() {
    let pace = Pace::new(10, 1);
    let start = Instant::now() + Duration::from_secs(1);
    assert_eq!(pace.take(start), Ok(()));
    assert_eq!(pace.take(start), Err(start + Duration::from_millis(100)));
    assert_eq!(pace.take(start + Duration::from_millis(100)), Ok(()));
}

#[test]
fn no_limit_is_none() {
    let pace = Pace::new(u32::MAX, u32::MAX);
    let now = Instant::now();
    assert!((0..100_000).all(|_| pace.take(now).is_ok()));
}

#[test]
fn questions_have_a_burst_then_wait_for_their_turn_and_none_for_longer_than_that() {
    let pace = Pace::new(LIBRARY_QUESTIONS_PER_SECOND, LIBRARY_QUESTIONS_BURST);
    let now = Instant::now() + Duration::from_secs(1);
    let wait = Duration::from_secs(LIBRARY_WAIT_SECONDS_MAX);
    let turns: Vec<Instant> = std::iter::from_fn(|| pace.book(now, wait)).collect();
    let at_once = turns.iter().filter(|turn| **turn == now).count();
    assert_eq!(at_once, usize::try_from(LIBRARY_QUESTIONS_BURST).unwrap());
    // The last one waits so long, and one more would have to wait longer.
    assert_eq!(turns.last().unwrap().duration_since(now), wait);
    let waiting = u64::from(LIBRARY_QUESTIONS_PER_SECOND) * LIBRARY_WAIT_SECONDS_MAX;
    assert_eq!((turns.len() - at_once) as u64, waiting);
    let second = now + Duration::from_secs(1);
    let later = std::iter::from_fn(|| pace.book(second, wait)).count();
    assert_eq!(later, usize::try_from(LIBRARY_QUESTIONS_PER_SECOND).unwrap());
}

#[test]
fn a_responder_has_so_much_history_at_once_and_then_so_much_a_second() {
    let pace = Pace::new(HISTORY_KIB_PER_SECOND, HISTORY_KIB_BURST);
    let now = Instant::now() + Duration::from_secs(1);
    pace.spend(now, HISTORY_KIB_BURST - 1);
    assert_eq!(pace.may(now), Ok(()));
    pace.spend(now, 1 + HISTORY_KIB_PER_SECOND);
    let later = pace.may(now).unwrap_err();
    let waits = later - now;
    let second = Duration::from_secs(1);
    assert!(waits > second && waits < second + second / 100, "{waits:?}");
    assert_eq!(pace.may(later), Ok(()));
}

#[test]
fn of_those_who_wait_for_one_turn_each_nobody_is_passed_over() {
    let pace = Pace::new(COMMANDS_PER_SECOND, COMMANDS_BURST);
    let now = Instant::now() + Duration::from_secs(1);
    assert_eq!(at_once(&pace, now), COMMANDS_BURST);
    let step = Duration::from_secs(1) / COMMANDS_PER_SECOND;
    // Each asks again once it has had its turn.
    let (mut turns, mut had) = ([pace.next(now), pace.next(now)], [0, 0]);
    for n in 1..=10 {
        let at = now + step * n;
        let first = usize::from(turns[1] < turns[0]);
        assert_eq!(turns[first], at);
        (turns[first], had[first]) = (pace.next(at), had[first] + 1);
    }
    assert_eq!(had, [5, 5]);
}
