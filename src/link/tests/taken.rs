//! Words that were taken out of the record while somebody who holds them was away, and what they wrote
//! meanwhile.

use std::sync::atomic::{AtomicBool, AtomicUsize};

use warroom_register::words::EntryKind;
use warroom_register::{Command, CommandId, NewEntry, Text};

use super::world::*;
use super::*;
use crate::link::copy::Gathered;

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

fn said(msg: LinkMsg) -> Option<String> {
    match msg {
        LinkMsg::Said(words) => Some(words),
        _ => None,
    }
}

fn confirms(asked: &Asked) -> bool {
    matches!(asked.command, Command::ConfirmRedaction { redaction: Seq(2), .. })
}

/// A machine whose copy holds the words, and where a quote of them waits.
async fn holds_them() -> World {
    let mut world = World::new();
    let (link, inbox, peer) = has_the_first(&mut world).await;
    let ending = link.ending();
    drop((link, inbox, peer));
    ending.wait().await;
    Outbox::open(world.outbox()).unwrap().put(&quote(), true).unwrap();
    assert!(world.copy().contains("number 1"));
    world
}

/// A link as a command has it that reads.
fn reads(world: &World, history: History) -> (LinkHandle, mpsc::Receiver<LinkMsg>) {
    let outbox = Post::Leaves(world.outbox());
    let plan = Plan { history, outbox, ..world.plan(Tries::Once) };
    start(world.road.clone(), plan).unwrap()
}

#[tokio::test]
async fn promise_13_what_a_command_that_reads_cleans_is_confirmed_by_the_next_that_sends() {
    for history in [History::Read, History::End, History::Gather(Gathered::default())] {
        let mut world = holds_them().await;
        let (link, mut inbox) = reads(&world, history);
        let mut peer = Peer::meet(&mut world.calls).await;
        peer.welcome(2).await;
        peer.lines(&course()[1..]).await;
        until(&mut inbox, |msg| matches!(msg, LinkMsg::Afresh { .. }).then_some(())).await;
        // It is on disk before anybody is told, and nothing goes out of this link.
        assert!(!world.copy().contains("number 1"));
        assert!(world.waiting().iter().map(confirms).eq([true]), "{:?}", world.waiting());
        let ending = link.ending();
        drop((link, inbox));
        while let Some(said) = next(&mut peer.socket).await {
            assert_eq!(said, ClientMessage::Bye {});
        }
        assert_eq!(ending.wait().await, Vec::<String>::new());
        let (_link, _inbox) = world.start(Tries::Forever);
        let mut peer = Peer::meet(&mut world.calls).await;
        peer.welcome(2).await;
        assert!(confirms(&peer.asked().await));
    }
}

/// A link of whose machine something still holds the words until that is mended, with the hook that says so.
fn holds_on(world: &World) -> (LinkHandle, mpsc::Receiver<LinkMsg>, Arc<AtomicBool>) {
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let erased: Erased = Box::new(move |_, erasure| {
        assert_eq!(erasure.words, [Text::from("number 1")], "all of them, each time");
        let left = || vec!["a draft still holds words that were taken out: no space".into()];
        let still = || Remains { left: left(), ..Remains::default() };
        if is_mended.load(Ordering::Relaxed) { Remains::default() } else { still() }
    });
    let hooks = Hooks { erased: Some(erased), ..Hooks::default() };
    let plan = Plan { hooks, ..world.plan(Tries::Forever) };
    let (link, inbox) = start(world.road.clone(), plan).unwrap();
    (link, inbox, mended)
}

#[tokio::test(start_paused = true)]
async fn promise_13_a_machine_is_called_clean_only_once_all_of_it_is() {
    let mut world = World::new();
    let (link, mut inbox, mended) = holds_on(&world);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&course()).await;
    let still = until(&mut inbox, said).await;
    assert!(still.contains("a draft still holds") && still.contains("tried again"), "{still}");
    // Tried again, it is said once; what is asked here goes first.
    tokio::time::advance(Duration::from_secs(5)).await;
    link.send(saw(9)).await;
    assert_eq!(peer.asked().await, saw(9));
    assert_eq!(world.waiting(), [saw(9)]);
    mended.store(true, Ordering::Relaxed);
    assert!(until(&mut inbox, said).await.contains("gone from this machine now"));
    assert!(confirms(&peer.asked().await));
}

#[tokio::test(start_paused = true)]
async fn promise_13_a_draft_of_a_screen_that_lives_is_waited_for_and_nothing_is_said_of_it() {
    let mut world = World::new();
    let looks = Arc::new(AtomicUsize::new(0));
    let looked = Arc::clone(&looks);
    let erased: Erased = Box::new(move |_, _| {
        let nth = looked.fetch_add(1, Ordering::Relaxed);
        let notes = if nth == 0 { vec!["what did not read went".to_owned()] } else { Vec::new() };
        Remains { left: Vec::new(), waits: nth < 3, notes }
    });
    let hooks = Hooks { erased: Some(erased), ..Hooks::default() };
    let plan = Plan { hooks, ..world.plan(Tries::Forever) };
    let (link, mut inbox) = start(world.road.clone(), plan).unwrap();
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&course()).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Afresh { .. }).then_some(())).await;
    assert_eq!(world.waiting(), []);
    assert!(confirms(&peer.asked().await));
    assert_eq!(looks.load(Ordering::Relaxed), 4);
    while let Ok(msg) = inbox.try_recv() {
        assert_eq!(said(msg), None);
    }
    let ending = link.ending();
    drop((link, inbox, peer));
    assert_eq!(ending.wait().await, ["what did not read went"]);
}

#[tokio::test]
async fn promise_13_what_still_holds_the_words_is_said_when_the_screen_closes() {
    let mut world = World::new();
    let (link, mut inbox, _mended) = holds_on(&world);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&course()).await;
    until(&mut inbox, said).await;
    let ending = link.ending();
    drop((link, inbox, peer));
    let notes = ending.wait().await;
    assert!(notes.iter().any(|note| note.contains("a draft still holds")), "{notes:?}");
    assert_eq!(world.waiting(), []);
}

#[tokio::test]
async fn promise_13_what_a_screen_that_closed_could_not_clean_the_next_one_does() {
    let mut world = World::new();
    let (link, mut inbox, _mended) = holds_on(&world);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&course()).await;
    until(&mut inbox, said).await;
    let ending = link.ending();
    drop((link, inbox, peer));
    ending.wait().await;
    assert_eq!(world.waiting(), []);
    assert!(world.copy().contains("number 1"), "it says what is to go from the rest");
    let (_link, mut inbox, mended) = holds_on(&world);
    mended.store(true, Ordering::Relaxed);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    assert!(confirms(&peer.asked().await));
    assert!(!world.copy().contains("number 1"));
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Afresh { .. }).then_some(())).await;
}

#[tokio::test]
async fn promise_13_what_is_made_of_the_copy_goes_before_the_copy_and_once_more_behind_it() {
    let mut world = World::new();
    let file = world.paths.copy_file(IncidentId(uuid::Uuid::from_u128(ID)));
    let (tell, mut held) = mpsc::channel(4);
    let erased: Erased = Box::new(move |_, _| {
        tell.try_send(std::fs::read_to_string(&file).unwrap().contains("number 1")).unwrap();
        Remains::default()
    });
    let hooks = Hooks { erased: Some(erased), ..Hooks::default() };
    let plan = Plan { hooks, ..world.plan(Tries::Forever) };
    let (_link, _inbox) = start(world.road.clone(), plan).unwrap();
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(2).await;
    peer.lines(&course()).await;
    assert!(confirms(&peer.asked().await));
    let told: Vec<_> = std::iter::from_fn(|| held.try_recv().ok()).collect();
    assert_eq!(told, [true, false]);
}

#[tokio::test(start_paused = true)]
async fn promise_13_a_copy_that_could_not_be_written_is_cleaned_and_confirmed_once_it_can() {
    let mut world = World::new();
    let (_link, mut inbox, mut peer) = has_the_first(&mut world).await;
    // A draft that can be neither used nor removed: nothing takes its place.
    let id = IncidentId(uuid::Uuid::from_u128(ID));
    let draft = world.paths.copy_file(id).with_extension("77-0.new");
    std::fs::create_dir(&draft).unwrap();
    peer.lines(&course()[1..]).await;
    let still = until(&mut inbox, said).await;
    assert!(still.contains("still holds words that were taken out"), "{still}");
    assert!(world.copy().contains("number 1"));
    assert_eq!(world.waiting(), []);
    std::fs::remove_dir(&draft).unwrap();
    assert!(until(&mut inbox, said).await.contains("gone from this machine now"));
    assert!(!world.copy().contains("number 1"));
    assert!(confirms(&peer.asked().await));
}

#[tokio::test]
async fn promise_13_words_that_are_taken_out_while_the_screen_closes_leave_the_copy_too() {
    let mut world = World::new();
    let (link, inbox, mut peer) = has_the_first(&mut world).await;
    link.send(saw(9)).await;
    assert_eq!(peer.asked().await, saw(9));
    let ending = link.ending();
    drop((link, inbox));
    peer.lines(&course()[1..]).await;
    peer.say(&ServerMessage::Refused { command: saw(9).id, why: "no".into() }).await;
    while let Some(said) = next(&mut peer.socket).await {
        assert_eq!(said, ClientMessage::Bye {});
    }
    ending.wait().await;
    assert!(!world.copy().contains("number 1"));
    assert!(world.waiting().iter().map(confirms).eq([true]), "{:?}", world.waiting());
}

#[tokio::test(start_paused = true)]
async fn an_outbox_that_cannot_be_read_for_words_is_said_once_when_the_screen_closes() {
    let mut world = World::new();
    let (link, mut inbox, mut peer) = has_the_first(&mut world).await;
    let away = world.outbox().with_extension("away");
    std::fs::rename(world.outbox(), &away).unwrap();
    std::fs::write(world.outbox(), "").unwrap();
    peer.lines(&course()[1..]).await;
    until(&mut inbox, said).await;
    tokio::time::advance(Duration::from_secs(9)).await;
    let ending = link.ending();
    drop((link, inbox, peer));
    let notes = ending.wait().await;
    let of_it = notes.iter().filter(|it| it.contains("outbox")).count();
    assert_eq!(of_it, 1, "{notes:?}");
}
