//! What was written while there was no server says when that was, and is the same ever after.

use warroom_register::protocol::Asked;
use warroom_register::words::EntryKind;
use warroom_register::{At, Command, CommandId, NewEntry, Seen};

use super::super::*;
use super::world::{Peer, World, lines, records, soon, until};
use crate::clock;

/// Something seen, written so many seconds ago; and when that was.
fn saw_ago(seconds: i64) -> (Asked, At) {
    let ms = clock::now().plus_seconds(-seconds).ms();
    let (whole, rest) = (u64::try_from(ms / 1000).unwrap(), u32::try_from(ms % 1000).unwrap());
    let time = uuid::Timestamp::from_unix(uuid::NoContext, whole, rest * 1_000_000);
    let command = NewEntry::of(EntryKind::Observation, "the graph dips").write();
    let id = CommandId(uuid::Uuid::new_v7(time));
    (Asked::new(id, command), At::from_ms(ms))
}

fn seen(asked: &Asked) -> Option<Seen> {
    match &asked.command {
        Command::Write { seen_at, .. } => *seen_at,
        other => panic!("{other:?}"),
    }
}

async fn on_disk(world: &World, many: usize) {
    let kept = async {
        while world.waiting().len() < many {
            tokio::task::yield_now().await;
        }
    };
    soon(kept).await;
}

#[tokio::test]
async fn what_waited_for_a_server_says_when_it_was_written_and_the_same_after_cut_and_crash() {
    let mut world = World::new();
    let (link, mut inbox) = world.start(Tries::Forever);
    let ((old, written), (fresh, _)) = (saw_ago(300), saw_ago(0));
    link.send(old.clone()).await;
    link.send(fresh.clone()).await;
    on_disk(&world, 2).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    // The server's clock is a little ahead: its time is the one that counts.
    peer.welcome_at(0, clock::now().plus_seconds(40)).await;
    let first = peer.asked().await;
    let at = seen(&first).expect("it says when").at;
    let apart = at.ms() - written.plus_seconds(40).ms();
    assert!((-2000..=2000).contains(&apart), "{apart} ms from when it was written");
    assert_eq!(Asked { command: old.command.clone(), ..first.clone() }, old, "and nothing else");
    assert_eq!(peer.asked().await, fresh, "what was written just now is what it was");
    // Nobody knows whether it was recorded: it is the same to the last byte.
    drop(peer);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome_at(0, clock::now()).await;
    assert_eq!([peer.asked().await, peer.asked().await], [first.clone(), fresh.clone()]);
    let ending = link.ending();
    drop((link, inbox, peer));
    ending.wait().await;
    let link;
    (link, inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome_at(0, clock::now()).await;
    assert_eq!([peer.asked().await, peer.asked().await], [first.clone(), fresh.clone()]);
    peer.lines(&lines(&[first, fresh])).await;
    assert_eq!(until(&mut inbox, records).await, [1, 2]);
    assert_eq!(world.waiting(), []);
    drop(link);
}

#[tokio::test]
async fn what_an_earlier_program_put_down_unsent_says_when_and_what_may_have_been_sent_does_not() {
    let mut world = World::new();
    let ((unsent, _), (perhaps, _)) = (saw_ago(7200), saw_ago(7200));
    let outbox = Outbox::open(world.outbox());
    let outbox = outbox.unwrap();
    outbox.put(&unsent, true).unwrap();
    outbox.put(&perhaps, false).unwrap();
    let (_link, _inbox) = world.start(Tries::Forever);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome_at(0, clock::now()).await;
    let first = peer.asked().await;
    assert!(first.id == unsent.id && seen(&first).is_some(), "{first:?}");
    assert_eq!(peer.asked().await, perhaps);
}

#[tokio::test]
async fn what_another_program_has_sent_meanwhile_is_not_sent_otherwise() {
    let mut world = World::new();
    let (link, _inbox) = world.start(Tries::Forever);
    let ((one, _), (two, _)) = (saw_ago(600), saw_ago(600));
    link.send(one.clone()).await;
    link.send(two.clone()).await;
    on_disk(&world, 2).await;
    // Somebody else of this machine reached the server first: one is on its way, the other recorded.
    let outbox = Outbox::open(world.outbox());
    let outbox = outbox.unwrap();
    let mut said = one.clone();
    if let Command::Write { seen_at, .. } = &mut said.command {
        *seen_at = Some(Seen { at: At::from_ms(5), about: false });
    }
    outbox.send_first(&said, true).unwrap();
    outbox.settle(two.id).unwrap();
    let (three, _) = saw_ago(0);
    link.send(three.clone()).await;
    on_disk(&world, 2).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome_at(0, clock::now()).await;
    assert_eq!(peer.asked().await, said, "as the other one sent it");
    assert_eq!(peer.asked().await, three, "and of the other nothing");
}

/// A full disk keeps nothing; one call is tried before the words go back.
#[tokio::test]
async fn what_cannot_be_kept_is_sent_all_the_same_by_who_calls_once() {
    let mut world = World::new();
    let folder = world.outbox();
    let (link, mut inbox) = world.start(Tries::Once);
    // As on a full disk, nothing can be put there.
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "no folder").unwrap();
    let (saw, _) = saw_ago(0);
    link.send(saw.clone()).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome_at(0, clock::now()).await;
    assert_eq!(peer.asked().await, saw);
    peer.lines(&lines(&[saw])).await;
    assert_eq!(until(&mut inbox, records).await, [1]);
    // And where nobody answers it goes back, with its words.
    drop((link, inbox, peer));
    std::fs::remove_file(&folder).unwrap();
    let (link, mut inbox) = world.start(Tries::Once);
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::write(&folder, "no folder").unwrap();
    let (saw, _) = saw_ago(0);
    link.send(saw.clone()).await;
    drop(soon(world.calls.recv()).await);
    let refused = until(&mut inbox, |msg| match msg {
        LinkMsg::Refused { command, why } => Some((command, why)),
        _ => None,
    });
    let (command, why) = refused.await;
    assert!(command == saw.id && why.contains("could not be kept"), "{why}");
    let ending = link.ending();
    drop((link, inbox));
    assert!(ending.wait().await.iter().any(|note| note == "the graph dips"));
}
