//! Words that were taken out of the record while somebody who holds them was away, and what they wrote
//! meanwhile.

use warroom_register::words::EntryKind;
use warroom_register::{Command, CommandId, NewEntry, Text};

use super::world::*;
use super::*;

fn asked(number: u128, command: Command) -> Asked {
    Asked { command, ..saw(number) }
}

/// The first record holds "number 1"; the second takes that out.
fn course() -> Vec<String> {
    let redact = Command::Redact { entry: Seq(1), why: "a password".into(), asked: None };
    lines(&[saw(1), asked(2, redact)])
}

fn quote() -> Asked {
    let text = Text::from("I repeat: number 1, as it was");
    asked(7, NewEntry::of(EntryKind::Observation, text).write())
}

fn refused(msg: LinkMsg) -> Option<(CommandId, String)> {
    match msg {
        LinkMsg::Refused { command, why } => Some((command, why)),
        _ => None,
    }
}

/// A link that has the record whose words go later.
async fn has_the_first(world: &mut World) -> (LinkHandle, mpsc::Receiver<LinkMsg>, Peer) {
    let (link, mut inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(1).await;
    peer.lines(&course()[..1]).await;
    assert_eq!(until(&mut inbox, records).await, [1]);
    (link, inbox, peer)
}

#[tokio::test]
async fn promise_13_what_waited_with_words_that_were_taken_out_meanwhile_is_not_sent() {
    let mut world = World::new();
    let (link, mut inbox, peer) = has_the_first(&mut world).await;
    drop(peer);
    until(&mut inbox, down).await;
    // Written while cut off: a quote, and what was to stand in the place of those words.
    let amend = asked(8, Command::Amend { entry: Seq(1), text: "it is XYZZY".into() });
    link.send(quote()).await;
    link.send(amend.clone()).await;
    // Nor where such words stand in another part than the first.
    let propose = asked(
        10,
        Command::Propose {
            text: "drain us-east".into(),
            risk: "as number 1 says".into(),
            undo: Text::default(),
            expect: Text::default(),
            options: Vec::new(),
            look_at: None,
        },
    );
    link.send(propose.clone()).await;
    link.send(saw(9)).await;
    link.taking().wait().await;
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.say(&ServerMessage::Here { handles: Vec::new() }).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Here(_)).then_some(())).await;
    peer.lines(&course()[1..]).await;
    // Only what holds none of it goes out.
    assert_eq!(peer.asked().await, saw(9));
    assert!(matches!(peer.asked().await.command, Command::ConfirmRedaction { .. }));
    let mut gone = Vec::new();
    let words = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { command, why } => {
            assert!(why.contains("write it again without them"), "{why}");
            gone.push(command);
            None
        }
        LinkMsg::Afresh { words, .. } => Some(words),
        _ => None,
    });
    let words = words.await;
    assert_eq!(gone, [quote().id, amend.id, propose.id]);
    assert!(!world.waiting().contains(&propose), "its words are on disk no more");
    // Neither come those of the amendment back into the line.
    assert!(words.iter().any(|it| it.raw() == "it is XYZZY"), "{words:?}");
}

#[tokio::test]
async fn promise_4_what_was_under_way_when_its_words_were_taken_out_is_not_called_refused() {
    let mut world = World::new();
    let (link, mut inbox, mut peer) = has_the_first(&mut world).await;
    link.send(quote()).await;
    assert_eq!(peer.asked().await, quote());
    peer.lines(&course()[1..]).await;
    assert!(matches!(peer.asked().await.command, Command::ConfirmRedaction { .. }));
    assert!(!world.waiting().contains(&quote()), "its words are on disk no more");
    until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { why, .. } => panic!("{why}"),
        LinkMsg::Afresh { .. } => Some(()),
        _ => None,
    })
    .await;
    // It may be recorded, or not: that is said where the connection breaks, and it is not sent again.
    drop(peer);
    let (command, why) = until(&mut inbox, refused).await;
    assert_eq!(command, quote().id);
    assert!(why.contains("see whether it is recorded"), "{why}");
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    assert!(matches!(peer.asked().await.command, Command::ConfirmRedaction { .. }));
}
