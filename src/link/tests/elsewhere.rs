//! Two programs of one machine over one outbox: who reaches the server sends what waits.

use super::*;

#[tokio::test]
async fn while_a_screen_is_cut_off_who_reaches_the_server_sends_what_waits() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    let folder = world.outbox();
    let mut shot = Outbox::open(folder).unwrap();
    link.send(saw(1)).await;
    assert_eq!(peer.asked().await, saw(1));
    assert_eq!(shot.lock(), Ok(false), "a screen that is connected sends what waits");
    drop(peer);
    until(&mut inbox, down).await;
    assert_eq!(shot.lock(), Ok(true));
    assert_eq!(shot.contents().unwrap().waiting, [saw(1)]);
    // What is refused there is not sent again from here, where it might be recorded after all.
    shot.refuse(saw(1).id, "no", crate::clock::now()).unwrap();
    drop(shot);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    let refused = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { command, why } => Some((command, why)),
        _ => None,
    });
    assert_eq!(refused.await, (saw(1).id, "no".to_owned()));
    link.send(saw(2)).await;
    assert_eq!(peer.asked().await, saw(2));
}
