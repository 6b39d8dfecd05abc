//! Handles in people's own words: a whole word is a person, and what leads somewhere stays as it is.

use crate::report::{Form, Options, render};
use crate::tests::script::Room;

/// What somebody wrote, and how it leaves the team; ana leads, `cy-2` and `will` are handles too.
const WRITTEN: [(&str, &str); 33] = [
    ("ask ben and Ben", "ask responder 2 and responder 2"),
    ("@ben: look, @Ana", "responder 2: look, lead"),
    ("ben: look", "responder 2: look"),
    (
        "ben's and @ben's graph, ben\u{2019}s too",
        "responder 2's and responder 2's graph, responder 2\u{2019}s too",
    ),
    (
        "(ben), \"ben\", 'ben' or `ben`?",
        "(responder 2), \"responder 2\", 'responder 2' or `responder 2`?",
    ),
    ("_ben_ *ben* ~ben~ ben.", "_responder 2_ *responder 2* ~responder 2~ responder 2."),
    ("ben,ana;cy-2", "responder 2,lead;responder 3"),
    ("owner=ben, by:ben", "owner=responder 2, by:responder 2"),
    ("ana/ben have it, ana-ben too", "lead/responder 2 have it, lead-responder 2 too"),
    ("ana+ben, ana&ben, ana->ben", "lead+responder 2, lead&responder 2, lead->responder 2"),
    ("ben@db1:~$ ssh Ben@db2", "responder 2@db1:~$ ssh responder 2@db2"),
    ("-cy-2, cy-2@ and cy-2-ben", "-responder 3, responder 3@ and cy-2-ben"),
    ("it will not do, @will", "it will not do, responder 4"),
    ("will@db1", "responder 4@db1"),
    // What leads somewhere, and what only looks alike.
    ("benign, bench and reuben", "benign, bench and reuben"),
    ("mail ben@example.org", "mail ben@example.org"),
    ("mail x@ben.org or mailto:ben@a.b.org", "mail x@ben.org or mailto:ben@a.b.org"),
    ("https://ben.example/ana?by=ben&to=ana#ben", "https://ben.example/ana?by=ben&to=ana#ben"),
    ("see (https://t.example/ben) ben", "see (https://t.example/ben) responder 2"),
    ("ben:https://t.example/ana,ben", "responder 2:https://t.example/ana,ben"),
    ("ssh://ben@db1/x git+ssh://ben/x", "ssh://ben@db1/x git+ssh://ben/x"),
    ("host ben.internal and db.ben", "host ben.internal and db.ben"),
    ("db-ben-2:5432", "db-ben-2:5432"),
    ("/home/ben/x.log", "/home/ben/x.log"),
    ("/home/ben", "/home/ben"),
    ("~/ben/run.sh ./ben ../ben", "~/ben/run.sh ./ben ../ben"),
    ("db1:/srv/ben C:\\users\\ben", "db1:/srv/ben C:\\users\\ben"),
    ("ben.log and log.ben", "ben.log and log.ben"),
    ("#ben and #inc-ben", "#ben and #inc-ben"),
    ("$ben and %ben%", "$ben and %ben%"),
    ("t.example/ben/ana", "t.example/ben/ana"),
    ("git/ana and ana/x", "git/ana and ana/x"),
    ("b\u{e9}n, \u{130}ana, bena", "b\u{e9}n, \u{130}ana, bena"),
];

#[test]
fn a_handle_in_somebodys_words_is_replaced_where_it_is_a_whole_word() {
    let mut room =
        Room::of("ana: open P2 data x\nben: join respond\ncy-2: join respond\nwill: join respond");
    for (written, _) in WRITTEN {
        room.run(&format!("ana: saw {written}")).unwrap();
    }
    let json = render(&room.recording(), &Options::default(), Form::Json, None).unwrap();
    let data: serde_json::Value = serde_json::from_str(&json).unwrap();
    let lines = data["timeline"][0]["lines"].as_array().unwrap();
    let told = lines.iter().filter(|line| line["kind"] == "observation");
    let told: Vec<_> = told.map(|line| line["text"].as_str().unwrap()).collect();
    let meant: Vec<_> = WRITTEN.iter().map(|(_, meant)| *meant).collect();
    assert_eq!(told, meant);
}
