//! What only the room records: nobody else does, whatever their scope.

use std::collections::BTreeMap;

use super::*;
use warroom_register::Recording;
use warroom_register::rights::{Who, right};
use warroom_register::words::Scope;

/// A record of every event there is.
const ALL: &str = include_str!("../../../../tests/golden/journal-v1.jsonl");

const OWN: [&str; 11] = [
    "Enrol",
    "Join",
    "Knock",
    "NoteAway",
    "NoteBack",
    "NoteBeyond",
    "NoteGone",
    "Open",
    "RecallStanding",
    "Rescue",
    "Restore",
];

/// One of each command that is the room's own.
fn own() -> BTreeMap<&'static str, Command> {
    let all = Recording::read(ALL).unwrap().records.into_iter();
    let commands = all.filter_map(|record| record.event.asks());
    let own = commands.filter(|command| right(command).1 == Who::Room);
    own.map(|command| (command.name(), command)).collect()
}

/// A room that ana leads, to which ben came to respond and gil to watch.
async fn room() -> Stage {
    let stage = Stage::opened().await;
    for (who, scope) in [("ben", Scope::Respond), ("gil", Scope::Observe), ("dia", Scope::Command)]
    {
        let join = Command::Join { key: None, scope, invite: None };
        stage.room.record(who.parse().unwrap(), asked(join)).await.unwrap();
    }
    stage
}

#[tokio::test]
async fn promise_15_only_the_room_records_what_is_the_rooms_whoever_asks() {
    let stage = room().await;
    let own = own();
    assert_eq!(own.keys().copied().collect::<Vec<_>>(), OWN);
    let (before, desk) = (stage.events().len(), Arc::new(Desk::default()));
    for (name, command) in &own {
        for who in ["ana", "dia", "ben", "gil", "zoe"] {
            stage.room.submit(who.parse().unwrap(), asked(command.clone()), &desk).await;
            let ServerMessage::Refused { why, .. } = said(&desk).await else {
                panic!("{who} {name} is not refused")
            };
            assert_eq!(why, "only the room itself records that", "{who} {name}");
        }
    }
    assert_eq!(stage.events().len(), before);
    // As a control: what the room itself asks for is not refused for that.
    for (name, command) in own {
        let recorded = room().await.room.record(Handle::warroom(), asked(command)).await;
        assert_ne!(recorded, Err(Refusal::RoomOnly), "{name}");
    }
}
