//! What a server says of what it was never asked.

use super::*;

#[tokio::test]
async fn a_yes_or_no_to_what_was_never_asked_settles_nothing() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    link.send(saw(1)).await;
    assert_eq!(peer.asked().await, saw(1));
    peer.say(&ServerMessage::Already { command: saw(8).id, seq: Seq(7) }).await;
    peer.say(&ServerMessage::Refused { command: saw(9).id, why: "no".into() }).await;
    let refused = |msg| match msg {
        LinkMsg::Refused { command, .. } => Some(command),
        _ => None,
    };
    assert_eq!(until(&mut inbox, refused).await, saw(9).id);
    assert_eq!(world.waiting(), [saw(1)], "what was asked waits as before");
    peer.lines(&lines(&[saw(1)])).await;
    assert_eq!(until(&mut inbox, records).await, [1], "and the link goes on");
    assert_eq!(world.waiting(), []);
}
