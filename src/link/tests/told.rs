//! A machine that keeps no copy: it remembers how far the record went, and says so.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use warroom_register::At;
use warroom_register::protocol::{StopWhy, Stopped, Welcome};

use super::world::*;
use super::*;

impl World {
    fn told(&self) -> PathBuf {
        let id = IncidentId(uuid::Uuid::from_u128(ID));
        self.paths.copy_file(id).with_extension("told.json")
    }

    /// A link that keeps no copy.
    fn shot(&self, history: History) -> (LinkHandle, mpsc::Receiver<LinkMsg>) {
        let mut plan = self.plan(Tries::Once);
        plan.caller.screen = false;
        plan.history = history;
        start(self.road.clone(), plan).unwrap()
    }

    /// One that hears all of this, and ends.
    async fn hears(&mut self, history: History, after: u64, lines: &[String]) {
        let (link, mut inbox) = self.shot(history);
        let mut peer = Peer::meet(&mut self.calls).await;
        let head = after + u64::try_from(lines.len()).unwrap();
        peer.welcome(head).await;
        peer.lines(lines).await;
        until(&mut inbox, |msg| records(msg).filter(|seen| seen.contains(&head))).await;
        let ending = link.ending();
        drop((link, inbox));
        assert_eq!(soon(ending.wait()).await, [""; 0]);
    }
}

/// What a hello says of what is held: up to where, by which hash, how far, and whether it was told.
fn held(peer: &Peer) -> (u64, Option<Hash>, Option<u64>, bool) {
    let ClientMessage::Hello(Hello { after, after_hash, holds, told, .. }) = &peer.hello else {
        panic!("no hello")
    };
    (after.0, *after_hash, holds.map(|it| it.0), *told)
}

fn hash(line: &str) -> Hash {
    Hash::of(line.as_bytes())
}

fn stopped() -> ServerMessage {
    let (why, from, to, told) = (StopWhy::Lost, Seq(2), Seq(3), vec!["ana".parse().unwrap()]);
    let stopped = Stopped { why, from, to, holders: Vec::new(), unproven: true, by: None, told };
    let ServerMessage::Welcome(welcome) = Peer::welcome_of(1, At::from_ms(0)) else {
        unreachable!()
    };
    ServerMessage::Welcome(Welcome { stopped: Some(stopped), ..welcome })
}

fn compare() -> ServerMessage {
    ServerMessage::Compare { at: Seq(1), why: "it has less".to_owned() }
}

#[tokio::test]
async fn promise_2_a_shell_remembers_how_far_the_record_went_and_says_it_to_a_server_with_less() {
    let mut world = World::new();
    let all = lines(&[saw(1), saw(2), saw(3)]);
    world.hears(History::End, 0, &all).await;
    let text = std::fs::read_to_string(world.told()).unwrap();
    assert!(text.contains("\"seq\":3") && !text.contains("number"), "{text}");
    let mode = std::fs::metadata(world.told()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // From there it goes on; a server that has less is told so.
    let (link, mut inbox) = world.shot(History::End);
    link.send(saw(4)).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    assert_eq!(held(&peer), (3, Some(hash(&all[2])), None, true));
    peer.say(&compare()).await;
    let mut peer = Peer::meet(&mut world.calls).await;
    assert_eq!(held(&peer), (0, Some(hash(&header())), Some(3), true));
    peer.say(&stopped()).await;
    let said = until(&mut inbox, |msg| match msg {
        LinkMsg::Stopped(stopped) => Some(stopped.sentence()),
        _ => None,
    });
    assert!(said.await.contains("2 records are missing on the server: #2 to #3"));
    assert_eq!(world.waiting().len(), 1, "it waits");
    drop((link, inbox));
    // Nothing that is older takes its place.
    let told = std::fs::read_to_string(world.told()).unwrap();
    assert_eq!(told, text);
}

#[tokio::test]
async fn promise_2_who_reads_all_of_the_record_says_it_too_where_the_server_has_less() {
    let mut world = World::new();
    let all = lines(&[saw(1), saw(2), saw(3)]);
    world.hears(History::Read, 0, &all).await;
    for history in [History::Read, History::Keep] {
        let (link, mut inbox) = world.shot(history);
        let mut peer = Peer::meet(&mut world.calls).await;
        assert_eq!(held(&peer), (0, None, None, false));
        peer.welcome(1).await;
        let mut says = Peer::meet(&mut world.calls).await;
        assert_eq!(held(&says), (0, Some(hash(&header())), Some(3), true));
        says.say(&stopped()).await;
        let mut again = Peer::meet(&mut world.calls).await;
        assert_eq!(held(&again), (0, None, None, false), "it wants what there is");
        again.say(&stopped()).await;
        until(&mut inbox, |msg| matches!(msg, LinkMsg::Stopped(_)).then_some(())).await;
        let ending = link.ending();
        drop((link, inbox));
        soon(ending.wait()).await;
    }
}

#[tokio::test]
async fn promise_2_another_record_than_was_told_is_not_taken_and_the_server_hears_of_it() {
    let mut world = World::new();
    let all = lines(&[saw(1), saw(2), saw(3)]);
    world.hears(History::End, 0, &all).await;
    let other = lines(&[saw(1), saw(2), saw(9), saw(10)]);
    let (_link, mut inbox) = world.shot(History::Read);
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(4).await;
    peer.lines(&other).await;
    let mut says = Peer::meet(&mut world.calls).await;
    assert_eq!(held(&says), (3, Some(hash(&all[2])), None, true));
    let why = "one of the two was altered".to_owned();
    says.say(&ServerMessage::Denied { end: SeatEnd::Behind, why: why.clone() }).await;
    let mut seen = Vec::new();
    let said = until(&mut inbox, |msg| match msg {
        LinkMsg::Down { why, .. } => Some(why),
        LinkMsg::Records(records) => {
            seen.extend(records.iter().map(|it| it.seq.0));
            None
        }
        _ => None,
    });
    assert_eq!(said.await, why);
    assert_eq!(seen, [1, 2], "nothing of what reads otherwise");
}

#[tokio::test]
async fn promise_2_who_knows_that_the_room_went_on_says_that_and_not_only_the_beginning() {
    let mut world = World::new();
    let went_on = Asked {
        command: warroom_register::Command::GoOn {
            from_seq: Seq(2),
            to_seq: Seq(4),
            why: "x".into(),
        },
        ..saw(2)
    };
    let all = lines(&[saw(1), went_on, saw(3), saw(4)]);
    world.hears(History::End, 0, &all[..3]).await;
    world.hears(History::End, 3, &all[3..]).await;
    let (_link, _inbox) = world.shot(History::End);
    let mut peer = Peer::meet(&mut world.calls).await;
    assert_eq!(held(&peer), (4, Some(hash(&all[3])), None, true));
    peer.say(&ServerMessage::Compare { at: Seq(3), why: String::new() }).await;
    let peer = Peer::meet(&mut world.calls).await;
    assert_eq!(held(&peer), (2, Some(hash(&all[1])), Some(4), true));
}

#[tokio::test]
async fn a_file_of_what_was_told_that_does_not_read_is_said_and_gives_way() {
    let mut world = World::new();
    world.hears(History::End, 0, &lines(&[saw(1)])).await;
    let before = std::fs::read(world.told()).unwrap();
    std::fs::write(world.told(), "x").unwrap();
    let copy = world.plan(Tries::Once).copy;
    let (mut shot, _) = Copy::open(&copy, History::End).unwrap();
    let notes = shot.notes();
    assert!(notes.len() == 1 && notes[0].contains("told.json: does not read"), "{notes:?}");
    shot.meet(&header()).unwrap();
    assert_eq!(shot.take(&lines(&[saw(1)]).join("\n")).0.len(), 1);
    shot.finish();
    assert_eq!(std::fs::read(world.told()).unwrap(), before);
}

#[tokio::test]
async fn what_was_told_and_the_room_went_on_without_is_let_go_of() {
    let mut world = World::new();
    world.hears(History::End, 0, &lines(&[saw(1), saw(2), saw(3)])).await;
    let went_on = Asked {
        command: warroom_register::Command::GoOn {
            from_seq: Seq(2),
            to_seq: Seq(3),
            why: "x".into(),
        },
        ..saw(9)
    };
    let copy = world.plan(Tries::Once).copy;
    let (mut reads, _) = Copy::open(&copy, History::Read).unwrap();
    reads.meet(&header()).unwrap();
    assert!(
        reads.says_told(Seq(2)).unwrap().is_some(),
        "the control: it is said while nothing is known"
    );
    let all = lines(&[saw(1), went_on]).join("\n") + "\n";
    assert_eq!(reads.take(&all).0.len(), 2);
    assert!(reads.says_told(Seq(2)).unwrap().is_none() && !world.told().exists());
    let notes = reads.notes();
    assert!(
        notes.iter().any(|it| it.contains("went on without") && it.contains("#3")),
        "{notes:?}"
    );
}
