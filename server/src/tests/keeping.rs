//! Words that are taken out, people who are put out, machines at the door.

use std::path::Path;
use std::time::Duration;
use tokio::time::{Instant, timeout};
use warroom_register::protocol::{ClientMessage, Consult, Consulted, Door, SeatEnd, ServerMessage};
use warroom_register::words::Scope;
use warroom_register::{Command, Event, Label, Record, Seq, Text};

use super::client::{Away, Client, Manner, Person, saw};
use super::{in_folder, in_memory, incident, invite, joined, title};

const SECRET: &str = "hunter2-is-the-root-password";

fn why() -> Text {
    Text::from("a password was pasted")
}

/// The files of a folder in which these bytes stand.
fn holding(folder: &Path, words: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let holds = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        bytes.windows(words.len()).any(|part| part == words.as_bytes())
    };
    files.filter(holds).map(|path| path.display().to_string()).collect()
}

async fn erased(folder: &Path) {
    let gone = async {
        while !holding(folder, SECRET).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let left = timeout(Duration::from_secs(10), gone).await;
    assert!(left.is_ok(), "after ten seconds it stands in {:?}", holding(folder, SECRET));
}

#[tokio::test(flavor = "multi_thread")]
async fn promise_13_the_words_leave_database_log_heads_and_memory_and_the_chain_stays() {
    let folder = crate::tests::folder();
    let server = in_folder(folder.path()).await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let mut other = joined(&server, label, &ben).await;
    let entry = other.record(saw(SECRET)).await;
    for n in 0..40 {
        other.record(saw(&format!("something else {n}"))).await;
    }
    assert!(!holding(folder.path(), SECRET).is_empty(), "the search sees it while it is there");
    // Who does not lead may ask for it.
    let id = other.ask(Command::Redact { entry, why: why(), asked: None }).await;
    other.wait(|it| it.refused(id).is_some()).await;
    let asked = other.record(Command::AskRedaction { entry, why: why() }).await;
    let by = lead.record(Command::Redact { entry, why: why(), asked: Some(asked) }).await;
    erased(folder.path()).await;
    // Whoever comes now is told the line without its words, and its chain holds.
    let mut late = Client::back(&server, &ben, label).await.unwrap();
    late.wait(|it| it.head() >= by).await;
    let line = &late.records[entry.index().unwrap()];
    assert_eq!((line.redacted_by, line.salt, line.event.words()), (Some(by), None, Vec::new()));
    let again = lead.record(saw("and on")).await;
    late.wait(|it| it.head() >= again).await;
    assert_eq!(late.chain.unwrap().head, again);
    let words = Command::Redact { entry, why: why(), asked: None };
    let id = lead.ask(words).await;
    lead.wait(|it| it.refused(id).is_some()).await;
    let copy = Command::ConfirmRedaction { redaction: by, key: ben.key() };
    other.record(copy).await;
    server.stop().await;
    assert_eq!(holding(folder.path(), SECRET), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn promise_13_a_crash_between_the_record_and_the_erasing_is_made_up_for() {
    let folder = crate::tests::folder();
    let ana = Person::new("ana");
    let server = in_folder(folder.path()).await;
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let entry = lead.record(saw(SECRET)).await;
    let whole = lead.records[entry.index().unwrap()].line();
    let by = lead.record(Command::Redact { entry, why: why(), asked: None }).await;
    erased(folder.path()).await;
    server.stop().await;
    // As a crash just behind the commit leaves it: the record is there, and so are the words.
    let database = rusqlite::Connection::open(folder.path().join("journal.db")).unwrap();
    database.execute_batch("DROP TRIGGER record_holds").unwrap();
    let place = i64::try_from(entry.0).unwrap();
    let put = "UPDATE record SET line = ?1 WHERE seq = ?2 AND json_extract(line, '$.redacted_by') IS NOT NULL";
    assert_eq!(database.execute(put, (&whole, place)).unwrap(), 1);
    drop(database);
    assert!(!holding(folder.path(), SECRET).is_empty());
    let server = in_folder(folder.path()).await;
    erased(folder.path()).await;
    let mut again = Client::back(&server, &ana, label).await.unwrap();
    again.wait(|it| it.head() >= by).await;
    assert_eq!(again.records[entry.index().unwrap()].redacted_by, Some(by));
    assert!(Record::redacted_line(&whole, by).is_some());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn promise_13_words_that_cannot_be_taken_out_yet_keep_no_others_from_going() {
    let folder = crate::tests::folder();
    let ana = Person::new("ana");
    let server = in_folder(folder.path()).await;
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let first = lead.record(saw("xyzzy-which-is-stuck")).await;
    let second = lead.record(saw(SECRET)).await;
    let database = rusqlite::Connection::open(folder.path().join("journal.db")).unwrap();
    let stuck = format!(
        "CREATE TRIGGER stuck BEFORE UPDATE ON record WHEN OLD.seq = {} BEGIN SELECT RAISE (ABORT, 'stuck'); END",
        first.0
    );
    database.execute_batch(&stuck).unwrap();
    for entry in [first, second] {
        lead.record(Command::Redact { entry, why: why(), asked: None }).await;
    }
    erased(folder.path()).await;
    assert!(!holding(folder.path(), "xyzzy").is_empty(), "it was stuck");
    database.execute_batch("DROP TRIGGER stuck").unwrap();
    drop(database);
    let gone = async {
        while !holding(folder.path(), "xyzzy").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), gone).await.expect("it was not tried again");
    server.stop().await;
}

fn away(came: Result<Client, Away>) -> (SeatEnd, String) {
    let away = came.err().expect("came in");
    (away.end.unwrap(), away.why)
}

#[tokio::test]
async fn promise_15_who_is_put_out_is_out_at_once_and_their_key_is_refused_from_then_on() {
    let server = in_memory().await;
    let (ana, eve) = (Person::new("ana"), Person::new("eve"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let mut out = Client::join(&server, &eve, &link).await.unwrap();
    lead.record(Command::Remove { who: eve.handle, why: why() }).await;
    let ended = timeout(Duration::from_secs(1), out.ended()).await.expect("out within a second");
    assert_eq!(ended.end, Some(SeatEnd::Denied));
    let put_out = "you were put out of INC-1: ana can let you in again";
    assert_eq!(away(Client::back(&server, &eve, label).await).1, put_out);
    // Nor by the invite, nor under another name.
    assert_eq!(away(Client::join(&server, &eve, &link).await).1, put_out);
    let mut other = Person::new("eve");
    other.handle = "mallory".parse().unwrap();
    assert_eq!(away(Client::join(&server, &other, &link).await).1, put_out);
    lead.record(Command::Admit { who: eve.handle, knock: None }).await;
    assert!(Client::back(&server, &eve, label).await.is_ok());
}

#[tokio::test]
async fn promise_15_a_handle_is_bound_to_its_keys_and_another_machine_knocks() {
    let server = in_memory().await;
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    drop(Client::join(&server, &ben, &link).await.unwrap());
    let laptop = Person::with_seed("ben", 2);
    // Without any right to come there is nothing to knock with.
    assert_eq!(away(Client::back(&server, &laptop, label).await).0, SeatEnd::Taken);
    let (end, why) = away(Client::join(&server, &laptop, &link).await);
    assert_eq!(end, SeatEnd::Waits);
    assert!(end.passes() && why.contains("ana was asked to let this one in"), "{why}");
    assert_eq!(away(Client::join(&server, &laptop, &link).await).0, SeatEnd::Waits);
    lead.wait(|it| it.has(|event| matches!(event, Event::Knocked { .. }))).await;
    let knocks: Vec<Seq> = lead.records.iter().filter_map(knock).collect();
    assert_eq!(knocks.len(), 1, "asked again it is on record once");
    let (who, knock) = (ben.handle, Some(knocks[0]));
    lead.record(Command::Admit { who, knock }).await;
    assert!(Client::join(&server, &laptop, &link).await.is_ok());
    assert!(Client::back(&server, &laptop, label).await.is_ok(), "its key is known now");
    assert!(Client::back(&server, &ben, label).await.is_ok(), "and the first one still is");
}

#[tokio::test]
async fn who_is_not_sure_of_a_handle_that_is_anothers_is_told_and_nobody_is_bothered() {
    let server = in_memory().await;
    let (ana, ben, kim) = (Person::new("ana"), Person::new("ben"), Person::new("kim"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    drop(Client::join(&server, &ben, &link).await.unwrap());
    let come = async |person: &Person, unsure| {
        let door = Door::Invite { incident: label, token: link.token };
        let manner = Manner { unsure, screen: false, ..Manner::default() };
        Client::enter(&server, person, door, manner).await
    };
    let other = Person::with_seed("ben", 2);
    let (end, why) = away(come(&other, true).await);
    assert_eq!(
        (end, why.as_str()),
        (SeatEnd::Taken, "ben is in INC-1 already, by another machine's key")
    );
    // A free handle and one's own let in as ever.
    assert!(come(&kim, true).await.is_ok() && come(&ben, true).await.is_ok());
    let mark = lead.record(saw("after it")).await;
    lead.wait(|it| it.head() >= mark).await;
    assert!(!lead.has(|event| matches!(event, Event::Knocked { .. })));
    assert_eq!(away(come(&other, false).await).0, SeatEnd::Waits, "who is sure knocks");
    // At the server's own door it is the same.
    let team = invite(&server, None, Scope::Respond).await;
    drop(Client::join(&server, &ben, &team).await.unwrap());
    let manner = Manner { unsure: true, ..Manner::default() };
    let enrol = Door::Enrol { token: team.token };
    assert_eq!(away(Client::enter(&server, &other, enrol, manner).await).0, SeatEnd::Taken);
}

fn knock(record: &Record) -> Option<Seq> {
    matches!(record.event, Event::Knocked { .. }).then_some(record.seq)
}

#[tokio::test]
async fn promise_15_a_room_can_let_people_in_one_by_one() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    lead.record(Command::SetDoor { one_by_one: true }).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let (kim, lou) = (Person::new("kim"), Person::new("lou"));
    assert_eq!(away(Client::join(&server, &kim, &link).await).0, SeatEnd::Waits);
    assert_eq!(away(Client::join(&server, &lou, &link).await).0, SeatEnd::Waits);
    lead.wait(|it| it.records.iter().filter_map(knock).count() == 2).await;
    let knocks: Vec<Seq> = lead.records.iter().filter_map(knock).collect();
    lead.record(Command::Admit { who: kim.handle, knock: Some(knocks[0]) }).await;
    lead.record(Command::TurnAway { knock: knocks[1], why: Text::default() }).await;
    let mut seat = Client::join(&server, &kim, &link).await.unwrap();
    seat.record(saw("I am in")).await;
    let (end, why) = away(Client::join(&server, &lou, &link).await);
    assert_eq!((end, why.as_str()), (SeatEnd::Denied, "ana did not let this machine into INC-1"));
}

#[tokio::test]
async fn promise_15_who_tries_beyond_their_scope_is_on_record_once() {
    let server = in_memory().await;
    let (ana, gil) = (Person::new("ana"), Person::new("gil"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Observe).await;
    let mut seat = Client::join(&server, &gil, &link).await.unwrap();
    for _ in 0..30 {
        let id = seat.ask(Command::TakeLead { seen_at: None, why: why() }).await;
        seat.wait(|it| it.refused(id).is_some()).await;
    }
    lead.wait(|it| it.has(beyond)).await;
    lead.record(saw("something after it")).await;
    assert_eq!(lead.records.iter().filter(|record| beyond(&record.event)).count(), 1);
}

fn beyond(event: &Event) -> bool {
    matches!(event, Event::TriedBeyond { who, .. } if who.as_str() == "gil")
}

#[tokio::test]
async fn promise_15_wrong_invites_from_one_address_are_slowed_and_known_keys_are_not() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    drop(Client::join(&server, &ana, &link).await.unwrap());
    let mut wrong = link.clone();
    for n in 0..5 {
        wrong.token = warroom_register::Bytes([n; 16]);
        assert_eq!(away(Client::join(&server, &Person::new("x"), &wrong).await).0, SeatEnd::Denied);
    }
    let since = Instant::now();
    let (end, why) = away(Client::join(&server, &Person::new("x"), &wrong).await);
    assert_eq!(end, SeatEnd::Denied, "{why}");
    assert!(since.elapsed() >= Duration::from_secs(1), "it was said at once");
    assert!(Client::join(&server, &Person::new("x"), &link).await.is_ok(), "a right one");
    assert!(Client::back(&server, &ana, Label(1)).await.is_ok());
}

#[tokio::test]
async fn promise_15_who_is_put_out_does_not_read_on_in_the_library() {
    let folder = super::folder();
    let server = in_folder(folder.path()).await;
    let (ana, eve) = (Person::new("ana"), Person::new("eve"));
    let team = invite(&server, None, Scope::Respond).await;
    let mut lobby = Client::join(&server, &eve, &team).await.unwrap();
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let mut out = Client::back(&server, &eve, label).await.unwrap();
    let whole = Consult::Recording { incident: Some(label), id: None, skip: 0 };
    let found = Consult::Words { text: "checkout".to_owned(), most: 10 };
    let reads = |answer: &Consulted| match answer {
        Consulted::Recording { text, .. } => text.contains("Checkout"),
        Consulted::Words { found, facts, .. } => !found.hits.is_empty() || !facts.is_empty(),
        _ => false,
    };
    for question in [&whole, &found] {
        assert!(reads(&consulted(&mut lobby, question).await), "while she is one of them");
    }
    lead.record(Command::Remove { who: eve.handle, why: why() }).await;
    out.ended().await;
    for question in [&whole, &found] {
        assert!(!reads(&consulted(&mut lobby, question).await));
    }
    let told = consulted(&mut lobby, &whole).await;
    assert!(matches!(&told, Consulted::Unable { why } if why.contains("put out")), "{told:?}");
    server.stop().await;
    // Nor after the server was started again, before anything else is recorded; nor once the incident is
    // closed and nobody is in its room; nor after another start, with the index and without it.
    for then in ["goes on", "is closed", "is indexed", "is not indexed"] {
        let server = in_folder(folder.path()).await;
        if then == "is closed" {
            server.record(Some(label), super::strange::closing()).await.unwrap();
            super::strange::shut(&server).await;
        }
        let mut lobby = Client::lobby(&server, &eve).await.unwrap();
        for question in [&whole, &found] {
            let told = consulted(&mut lobby, question).await;
            assert!(!reads(&told), "{then}: {told:?}");
        }
        // As a control: whoever was not put out reads it.
        let mut fay = Client::join(&server, &Person::new("fay"), &team).await.unwrap();
        assert!(reads(&consulted(&mut fay, &whole).await), "{then}");
        server.stop().await;
        if then == "is indexed" {
            std::fs::remove_file(folder.path().join("library.db")).unwrap();
        }
    }
}

async fn consulted(lobby: &mut Client, question: &Consult) -> Consulted {
    let answers = |it: &Client| -> Vec<Consulted> {
        let told = it.words.iter().filter_map(|word| match word {
            ServerMessage::Consulted(answer) => Some(answer.clone()),
            _ => None,
        });
        told.collect()
    };
    let before = answers(lobby).len();
    lobby.send(ClientMessage::Consult(question.clone())).await;
    lobby.wait(|it| answers(it).len() > before).await;
    answers(lobby).remove(before)
}

#[tokio::test]
async fn promise_15_a_machine_that_is_put_out_has_no_seat_under_another_name() {
    let server = in_memory().await;
    let (ana, mal) = (Person::new("ana"), Person::new("mal"));
    let second = Person::new("mal2").with_key_of("mal", 1);
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let link = invite(&server, Some(label), Scope::Respond).await;
    let mut first = Client::join(&server, &mal, &link).await.unwrap();
    let mut other = Client::join(&server, &second, &link).await.unwrap();
    other.record(saw("I have two names")).await;
    lead.record(Command::Remove { who: mal.handle, why: why() }).await;
    for seat in [&mut first, &mut other] {
        let ended = timeout(Duration::from_secs(1), seat.ended()).await;
        assert_eq!(ended.expect("out within a second").end, Some(SeatEnd::Denied));
    }
    let told = away(Client::back(&server, &second, label).await).1;
    assert_eq!(told, "you were put out of INC-1: ana can let you in again");
}

#[tokio::test]
async fn who_was_let_in_comes_in_though_the_invite_was_used_up_since_and_not_once_it_is_closed() {
    let server = in_memory().await;
    let ana = Person::new("ana");
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    lead.record(Command::SetDoor { one_by_one: true }).await;
    let ever = super::EVER;
    let once = server.invite(Some(label), title("one"), Scope::Respond, ever, 1).await.unwrap();
    let people = ["eve", "fay", "gus", "hal"].map(Person::new);
    for person in &people {
        assert_eq!(away(Client::join(&server, person, &once).await).0, SeatEnd::Waits);
    }
    lead.wait(|it| it.records.iter().filter_map(knock).count() == 4).await;
    let knocks: Vec<Seq> = lead.records.iter().filter_map(knock).collect();
    for (person, knock) in people[..3].iter().zip(knocks) {
        lead.record(Command::Admit { who: person.handle, knock: Some(knock) }).await;
    }
    for person in &people[..2] {
        Client::join(&server, person, &once).await.unwrap().record(saw("I am in")).await;
    }
    // Who still waits does so, and is not sent for another invite.
    assert_eq!(away(Client::join(&server, &people[3], &once).await).0, SeatEnd::Waits);
    let invited = |it: &&Record| matches!(it.event, Event::Invited { .. });
    let invite = lead.records.iter().rfind(invited).unwrap().seq;
    lead.record(Command::Revoke { invite }).await;
    let why = away(Client::join(&server, &people[2], &once).await).1;
    assert_eq!(why, super::doors::NOT_OPEN);
}
