//! Slots are counted by address and come back.

use super::{DoorLimits, Strangers};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn one_address_has_a_few_slots_and_gets_them_back() {
    let strangers = Strangers::new(DoorLimits::default());
    let meet = async |address: &str| {
        let address: IpAddr = address.parse().unwrap();
        strangers.meet(address).await
    };
    let mut here = Vec::new();
    for _ in 0..8 {
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
    for n in 0..8 {
        here.push(meet(&format!("2001:db8::{n}")).await.unwrap());
    }
    assert!(meet("2001:db8::ffff").await.is_none(), "one network of 64 bits is one address");
    assert!(meet("2001:db8:0:1::1").await.is_some());
    for _ in 0..512 {
        here.push(meet("127.0.0.1").await.unwrap());
    }
    assert!(meet("127.0.0.1").await.is_none(), "this machine's own have a limit too");
    assert!(meet("192.0.2.9").await.is_some(), "and take no slot of the others");
    drop(here);
    assert!(strangers.0.of_address.lock().unwrap().is_empty());
    assert_eq!(strangers.0.free.available_permits(), 64);
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
