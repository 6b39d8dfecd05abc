use super::*;

fn waits(seed: u64, count: usize) -> Vec<u64> {
    let mut backoff = Backoff::new(seed);
    (0..count).map(|_| u64::try_from(backoff.wait().as_millis()).unwrap()).collect()
}

#[test]
fn the_first_try_comes_within_a_second_and_none_later_than_fifteen() {
    for seed in 0..500 {
        let waits = waits(seed, 40);
        assert!(waits[0] <= 1_000);
        for (n, wait) in waits.iter().enumerate().skip(1) {
            let most = (1_000_u64 << n.min(10)).min(WAIT_MS_MAX);
            assert!((most / 2..=most).contains(wait), "seed {seed}, try {n}: {wait}");
        }
    }
}

#[test]
fn two_hundred_seats_do_not_come_at_once() {
    let mut firsts: Vec<u64> = (0..200).map(|seed| waits(seed, 1)[0]).collect();
    firsts.sort_unstable();
    let busiest = firsts.windows(20).map(|w| w[19] - w[0]).min().unwrap();
    assert!(busiest > 25, "20 of 200 within {busiest} ms");
}

#[test]
fn only_a_steady_link_starts_again_from_the_shortest() {
    let mut backoff = Backoff::new(1);
    for _ in 0..6 {
        backoff.wait();
    }
    backoff.was_up_for(Duration::from_secs(1));
    assert!(backoff.wait() >= Duration::from_millis(7_500));
    backoff.was_up_for(Duration::from_secs(60));
    assert!(backoff.wait() <= Duration::from_secs(1));
}
