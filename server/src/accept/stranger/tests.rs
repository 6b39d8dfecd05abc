//! Slots are counted by address and come back.

use super::{DoorLimits, Strangers};
use futures_util::FutureExt as _;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use warroom_register::limits::{
    HELLO_SECONDS_MAX, STRANGERS_IN_LINE_MAX, STRANGERS_MAX, STRANGERS_OF_LOOPBACK_MAX,
    STRANGERS_PER_ADDRESS_MAX,
};

#[tokio::test]
async fn one_address_has_a_few_slots_and_gets_them_back() {
    let strangers = Strangers::new(DoorLimits::default());
    let meet = async |address: &str| {
        let address: IpAddr = address.parse().unwrap();
        strangers.meet(address).await
    };
    let mut here = Vec::new();
    for _ in 0..STRANGERS_PER_ADDRESS_MAX {
        here.push(meet("192.0.2.7").await.unwrap());
    }
    assert!(meet("192.0.2.7").await.is_none());
    assert!(meet("::ffff:192.0.2.7").await.is_none(), "the same, written otherwise");
    assert!(meet("192.0.2.8").await.is_some());
    here[0].admitted();
    here[0].admitted();
    let again = meet("192.0.2.7").await.unwrap();
    assert!(meet("192.0.2.7").await.is_none());
    drop(again.clone());
    assert!(meet("192.0.2.7").await.is_none(), "a clone is not another");
    drop(again);
    assert!(meet("192.0.2.7").await.is_some());
    for n in 0..STRANGERS_PER_ADDRESS_MAX {
        here.push(meet(&format!("2001:db8::{n}")).await.unwrap());
    }
    assert!(meet("2001:db8::ffff").await.is_none(), "one network of 64 bits is one address");
    assert!(meet("2001:db8:0:1::1").await.is_some());
    for _ in 0..STRANGERS_OF_LOOPBACK_MAX {
        here.push(meet("127.0.0.1").await.unwrap());
    }
    assert!(meet("127.0.0.1").await.is_none(), "this machine's own have a limit too");
    assert!(meet("192.0.2.9").await.is_some(), "and take no slot of the others");
    drop(here);
    assert!(strangers.0.of_address.lock().unwrap().is_empty());
    assert_eq!(strangers.0.free.available_permits(), STRANGERS_MAX);
}

#[tokio::test(start_paused = true)]
async fn the_next_stranger_waits_until_a_slot_is_free() {
    let strangers = Strangers::new(DoorLimits { strangers: 2, ..DoorLimits::default() });
    let meet = |n: u8| strangers.meet(IpAddr::from([192, 0, 2, n]));
    let (first, _second) = (meet(1).await.unwrap(), meet(2).await.unwrap());
    assert!(timeout(Duration::from_secs(60), meet(3)).await.is_err(), "both slots are taken");
    let own = strangers.meet(IpAddr::from([127, 0, 0, 1])).await;
    assert!(own.is_some(), "this machine's own take none of them");
    first.admitted();
    let third = timeout(Duration::from_secs(60), meet(3)).await.unwrap().unwrap();
    assert!(timeout(Duration::from_secs(60), meet(4)).await.is_err());
    drop(third);
    assert!(timeout(Duration::from_secs(60), meet(4)).await.is_ok());
}

/// One connection each, so that no address has too many.
#[tokio::test(start_paused = true)]
async fn all_strangers_together_are_so_many_and_the_next_one_waits() {
    let strangers = Strangers::new(DoorLimits::default());
    let meet = |n: usize| strangers.meet(IpAddr::from([10, 0, 1, u8::try_from(n).unwrap()]));
    let mut here = Vec::new();
    for n in 0..STRANGERS_MAX {
        let stranger = timeout(Duration::from_secs(1), meet(n)).await;
        here.push(stranger.expect("there is a slot").unwrap());
    }
    assert!(timeout(Duration::from_secs(60), meet(200)).await.is_err(), "one too many");
    here.pop();
    assert!(timeout(Duration::from_secs(60), meet(201)).await.is_ok());
}

#[tokio::test]
async fn so_many_wait_in_line_and_the_next_one_is_shown_out_at_once() {
    let strangers = Strangers::new(DoorLimits { strangers: 1, ..DoorLimits::default() });
    let address = |n: usize| {
        IpAddr::from([10, 1, u8::try_from(n / 200).unwrap(), u8::try_from(n % 200).unwrap()])
    };
    let first = strangers.meet(address(0)).await.unwrap();
    let mut line: Vec<_> =
        (1..=STRANGERS_IN_LINE_MAX).map(|n| Box::pin(strangers.meet(address(n)))).collect();
    assert!(line.iter_mut().all(|waits| waits.as_mut().now_or_never().is_none()), "all wait");
    let over = strangers.meet(address(STRANGERS_IN_LINE_MAX + 1)).now_or_never();
    assert!(over.expect("nobody waits for this").is_none());
    let own = strangers.meet([127, 0, 0, 1].into()).now_or_never();
    assert!(own.expect("nobody keeps this machine's own waiting").is_some());
    first.admitted();
    assert!(line.remove(0).await.is_some(), "who came first is next");
}

#[tokio::test(start_paused = true)]
async fn a_hello_has_so_long_and_whoever_said_it_has_for_ever() {
    let strangers = Strangers::new(DoorLimits::default());
    let patience = Duration::from_secs(HELLO_SECONDS_MAX);
    let before = Duration::from_millis(HELLO_SECONDS_MAX * 1_000 - 2);
    let stranger = strangers.meet([192, 0, 2, 1].into()).await.unwrap();
    assert!(stranger.within(sleep(before)).await.is_ok());
    // The deadline is of the connection, not of what it does.
    assert!(stranger.within(sleep(Duration::from_millis(4))).await.is_err());
    let other = strangers.meet([192, 0, 2, 2].into()).await.unwrap();
    other.admitted();
    assert!(other.within(sleep(patience * 100)).await.is_ok());
}
