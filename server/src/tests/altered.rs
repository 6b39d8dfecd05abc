//! Journals that are not what was recorded: altered by another hand, with a hole, or gone. Nothing of
//! one is shown; what leads to the hash in the file of heads puts it right, whoever brings it.

use rusqlite::Connection;
use std::path::{Path, PathBuf};
use warroom_register::protocol::{Door, SeatEnd, StopWhy};
use warroom_register::words::Scope;
use warroom_register::{Chain, Command, Event, Label, Record, Seq, Text};

use super::client::{Client, Manner, Person, saw};
use super::whole::{bring, forged, stopped};
use super::{in_folder, incident, invite, joined};
use crate::Server;

const ENTRIES: usize = 8;

/// An incident as it was recorded, in a folder that no server holds.
pub(crate) struct Kept {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) label: Label,
    pub(crate) header: String,
    pub(crate) records: Vec<Record>,
    pub(crate) lines: Vec<String>,
    pub(crate) whole: Chain,
    pub(super) ana: Person,
    ben: Person,
}

impl Kept {
    pub(crate) async fn new() -> Self {
        let folder = crate::tests::folder();
        let server = in_folder(folder.path()).await;
        let (ana, ben) = (Person::new("ana"), Person::new("ben"));
        let label = incident(&server, &ana).await;
        let mut first = joined(&server, label, &ana).await;
        joined(&server, label, &ben).await;
        for n in 0..ENTRIES {
            first.record(saw(&format!("entry {n} as it was"))).await;
        }
        let (records, whole) = (first.records.clone(), first.chain.unwrap());
        let header = match first.welcome() {
            Some(warroom_register::protocol::ServerMessage::Welcome(welcome)) => {
                welcome.header.clone().unwrap()
            }
            other => panic!("{other:?}"),
        };
        drop(first);
        server.stop().await;
        let lines = records.iter().map(Record::line).collect();
        Self { folder, label, header, records, lines, whole, ana, ben }
    }

    /// All of it, as a client's copy has it.
    pub(crate) fn copy(&self) -> String {
        format!("{}\n{}\n", self.header, self.lines.join("\n"))
    }

    fn text(&self, to: usize) -> String {
        self.lines.iter().take(to).map(|line| line.clone() + "\n").collect()
    }

    /// What another hand does, with the guards of the file away.
    pub(crate) fn alter(&self, sql: &str) {
        alter(self.folder.path(), sql);
    }

    /// One line in the place of another.
    pub(crate) fn line(&self, at: usize, line: &str) {
        let line = line.replace('\'', "''");
        self.alter(&format!("UPDATE record SET line = '{line}' WHERE seq = {at} AND {OF}"));
    }

    /// A chain computed anew from this record on.
    pub(crate) fn anew_from(&self, at: usize) -> String {
        let mut before = Chain::begin(&self.header);
        for line in self.lines.iter().take(at - 1) {
            before.read(line).unwrap();
        }
        forged(before, &self.records[at - 1..])
    }

    pub(super) async fn server(&self) -> Server {
        in_folder(self.folder.path()).await
    }

    pub(super) fn door(&self) -> Door {
        Door::Key { incident: Some(self.label) }
    }

    /// Comes with all of it in hand, as a client does: it says what it holds at the server's end.
    async fn with_all(&self, server: &Server, who: &Person) -> Client {
        let more = Manner { after: Some(self.whole), ..Manner::default() };
        let away = Client::enter(server, who, self.door(), more).await.err().unwrap();
        assert_eq!(away.code, SeatEnd::Behind.code(), "{}", away.why);
        let begin = Chain::begin(&self.header);
        let manner = Manner { after: Some(begin), holds: Some(self.whole), ..Manner::default() };
        Client::enter(server, who, self.door(), manner).await.unwrap()
    }

    /// What stands aside, as evidence.
    pub(crate) fn aside(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().flatten().map(|it| it.path());
        let named =
            |path: &PathBuf| path.file_name().unwrap().to_string_lossy().starts_with("altered-");
        files.filter(named).map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }

    /// Puts it right from ben's copy, and sees that it is as it was, for everyone, and goes on.
    async fn put_right(&self, why: StopWhy) -> Record {
        let server = self.server().await;
        let mut ana = self.with_all(&server, &self.ana).await;
        let told = stopped(&ana).unwrap();
        assert_eq!((told.why, told.from, told.to), (why, Seq(1), self.whole.head));
        let held = ana.ask(saw("while it is not what it was")).await;
        let mut ben = self.with_all(&server, &self.ben).await;
        assert_eq!(bring(&mut ben, &self.text(self.lines.len())).await, Ok(self.whole.head));
        assert_eq!(ana.ended().await.code, SeatEnd::Closing.code());
        assert_eq!(ana.refused(held), None);
        let manner = Manner { after: Some(self.whole), ..Manner::default() };
        let mut ana = Client::enter(&server, &self.ana, self.door(), manner).await.unwrap();
        ana.wait(|it| it.head() > self.whole.head).await;
        ana.record(saw("and on")).await;
        let mut fresh = joined(&server, self.label, &Person::new("cy")).await;
        fresh.wait(|it| it.head() > self.whole.head).await;
        assert_eq!(fresh.records[..self.records.len()], self.records);
        let note = fresh.records[self.records.len()].clone();
        drop((ana, ben, fresh));
        server.stop().await;
        // And it stays so.
        let server = self.server().await;
        let again = Client::back(&server, &self.ana, self.label).await.unwrap();
        assert_eq!(stopped(&again), None);
        note
    }
}

const OF: &str = "incident = (SELECT n FROM incident WHERE label = 1)";

fn alter(folder: &Path, sql: &str) {
    let database = Connection::open(folder.join("journal.db")).unwrap();
    let mut names = database.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
    let rows = names.as_mut().unwrap().query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let guards: Vec<(String, String)> = rows.unwrap().collect::<Result<_, _>>().unwrap();
    drop(names);
    for (name, _) in &guards {
        database.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    assert!(database.execute(sql, []).unwrap() > 0, "{sql}");
    for (_, guard) in &guards {
        database.execute_batch(guard).unwrap();
    }
}

#[tokio::test]
async fn promise_2_a_line_altered_inside_is_put_right_and_what_stood_there_is_kept() {
    let kept = Kept::new().await;
    let other = kept.lines[8].replace("as it was", "as it was NOT");
    assert_ne!(other, kept.lines[8]);
    kept.line(9, &other);
    let note = kept.put_right(StopWhy::Altered).await;
    let (from_seq, to_seq) = (Seq(9), kept.whole.head);
    assert_eq!(note.by, kept.ben.handle);
    assert_eq!(note.event, Event::Restored { from_seq, to_seq, replaced: Some(1) });
    let aside = kept.aside();
    assert_eq!(aside.len(), 1);
    let stood: serde_json::Value = serde_json::from_str(aside[0].trim()).unwrap();
    assert_eq!((stood["seq"].as_i64(), stood["line"].as_str()), (Some(9), Some(other.as_str())));
}

#[tokio::test]
async fn promise_2_the_last_line_altered_is_put_right() {
    let kept = Kept::new().await;
    let last = kept.lines.len();
    kept.line(last, &kept.lines[last - 1].replace("as it was", "as it was NOT"));
    let note = kept.put_right(StopWhy::Altered).await;
    let at = kept.whole.head;
    assert_eq!(note.event, Event::Restored { from_seq: at, to_seq: at, replaced: Some(1) });
}

#[tokio::test]
async fn promise_2_a_chain_computed_anew_is_put_right() {
    let kept = Kept::new().await;
    for (at, line) in (7..).zip(kept.anew_from(7).lines()) {
        kept.line(at, line);
    }
    kept.put_right(StopWhy::Altered).await;
}

#[tokio::test]
async fn promise_2_a_hole_two_lines_changed_about_and_another_header_are_put_right() {
    for sql in [
        format!("DELETE FROM record WHERE seq = 6 AND {OF}"),
        format!("UPDATE record SET place = place - 2 * seq + 113 WHERE seq IN (6, 7) AND {OF}"),
        "UPDATE incident SET header = replace(header, '\"INC-1\"', '\"INC-7\"') WHERE label = 1"
            .into(),
        format!("UPDATE record SET line = 'rubbish' WHERE {OF}"),
    ] {
        let kept = Kept::new().await;
        kept.alter(&sql);
        kept.put_right(StopWhy::Altered).await;
    }
}

#[tokio::test]
async fn promise_2_an_incident_that_is_gone_wholly_is_put_back_under_its_label() {
    let kept = Kept::new().await;
    kept.alter(&format!("DELETE FROM record WHERE {OF}"));
    kept.alter("DELETE FROM incident WHERE label = 1");
    // Meanwhile its label is given to nobody else.
    let server = kept.server().await;
    assert_eq!(incident(&server, &Person::new("dia")).await, Label(2));
    server.stop().await;
    let note = kept.put_right(StopWhy::Lost).await;
    let (from_seq, to_seq) = (Seq(1), kept.whole.head);
    assert_eq!(note.event, Event::Restored { from_seq, to_seq, replaced: None });
    assert!(kept.aside().is_empty());
}

#[tokio::test]
async fn promise_2_where_not_even_the_opening_is_left_whoever_holds_it_puts_it_back() {
    let kept = Kept::new().await;
    kept.alter(&format!("DELETE FROM record WHERE {OF}"));
    kept.put_right(StopWhy::Lost).await;
    assert!(kept.aside().is_empty());
}

#[tokio::test]
async fn promise_2_nothing_but_what_was_recorded_is_taken_and_nobody_learns_anything() {
    let kept = Kept::new().await;
    kept.line(9, &kept.lines[8].replace("as it was", "as it was NOT"));
    let server = kept.server().await;
    // Who holds nothing, or knows not even the first line, has no business there.
    for manner in [
        Manner::default(),
        Manner { after: Some(Chain::begin("{}")), holds: Some(kept.whole), ..Manner::default() },
    ] {
        let away = Client::enter(&server, &kept.ana, kept.door(), manner).await.err().unwrap();
        assert!(away.code == SeatEnd::Limit.code() || away.code == SeatEnd::Behind.code());
    }
    let mut mallory = kept.with_all(&server, &Person::new("mallory")).await;
    assert!(mallory.records.is_empty());
    let whole = kept.lines.len();
    // A copy forged from some record on, one that ends too early where the journal does not go on from
    // it, one of another incident, and none.
    for (text, why) in [
        (kept.text(6) + &kept.anew_from(7), "is not what was recorded here"),
        (kept.text(7), "this copy ends at #7"),
        (kept.text(whole).replace("\"ana\"", "\"eve\""), "not whole, or is of another"),
        (String::new(), "this copy ends at #0"),
    ] {
        let refused = bring(&mut mallory, &text).await.unwrap_err();
        assert!(refused.contains(why), "{refused}");
    }
    // Nothing is written, whatever is asked, and nobody but by a copy ends it.
    let told = stopped(&mallory).unwrap();
    let go_on = Command::GoOn { from_seq: told.from, to_seq: told.to, why: Text::from("so") };
    let id = mallory.ask(go_on).await;
    mallory.wait(|it| it.refused(id).is_some()).await;
    drop(mallory);
    // A copy that ends where the journal goes on from it is enough.
    let mut ben = kept.with_all(&server, &kept.ben).await;
    assert_eq!(bring(&mut ben, &kept.text(10)).await, Ok(kept.whole.head));
    let ana = Client::back(&server, &kept.ana, kept.label).await;
    let mut ana = ana.unwrap();
    ana.wait(|it| it.head() > kept.whole.head).await;
    assert_eq!(ana.records[..kept.records.len()], kept.records);
}

#[tokio::test]
async fn promise_2_control_without_the_file_of_heads_a_chain_computed_anew_is_noticed_by_nobody() {
    let kept = Kept::new().await;
    for (at, line) in (7..).zip(kept.anew_from(7).lines()) {
        kept.line(at, line);
    }
    std::fs::remove_file(kept.folder.path().join("heads")).unwrap();
    let server = kept.server().await;
    let mut fresh = joined(&server, kept.label, &Person::new("cy")).await;
    fresh.wait(|it| it.head() > kept.whole.head).await;
    assert!(fresh.records.iter().any(|record| record.line().contains("forged")));
    // But whoever holds a copy does.
    let manner = Manner { after: Some(kept.whole), ..Manner::default() };
    let away = Client::enter(&server, &kept.ben, kept.door(), manner).await.err().unwrap();
    assert!(away.why.contains("one of the two was altered"), "{}", away.why);
    fresh.wait(|it| stopped(it).is_some_and(|told| told.why == StopWhy::Differs)).await;
}

#[tokio::test]
async fn promise_13_words_that_were_taken_out_come_back_with_no_copy_and_stay_in_no_evidence() {
    let kept = Kept::new().await;
    let server = kept.server().await;
    let mut ana = Client::back(&server, &kept.ana, kept.label).await.unwrap();
    ana.wait(|it| it.head() == kept.whole.head).await;
    let entry = Seq(9);
    ana.record(Command::Redact { entry, why: Text::from("a password"), asked: None }).await;
    let mut whole = kept.records.clone();
    whole.extend(ana.records.iter().skip(whole.len()).cloned());
    let chain = ana.chain.unwrap();
    drop(ana);
    server.stop().await;
    // Somebody puts the words back, and alters another line; the copy that comes is from before too.
    kept.line(9, &kept.lines[8]);
    kept.line(7, &kept.lines[6].replace("as it was", "as it was NOT"));
    let server = kept.server().await;
    let begin = Chain::begin(&kept.header);
    let manner = Manner { after: Some(begin), holds: Some(chain), ..Manner::default() };
    let mut ben = Client::enter(&server, &kept.ben, kept.door(), manner).await.unwrap();
    let text: String = whole.iter().map(|record| record.line() + "\n").collect();
    assert!(text.contains("entry 4 as it was"), "the copy has the words");
    bring(&mut ben, &text).await.unwrap();
    let mut cy = joined(&server, kept.label, &Person::new("cy")).await;
    cy.wait(|it| it.head() > chain.head).await;
    assert!(cy.records.iter().all(|record| !record.line().contains("entry 4 as it was")));
    // Now words in what was kept aside are taken out.
    assert!(kept.aside().concat().contains("as it was NOT"));
    let mut ana = Client::back(&server, &kept.ana, kept.label).await.unwrap();
    ana.record(Command::Redact { entry: Seq(7), why: Text::from("x"), asked: None }).await;
    ana.record(saw("behind it")).await;
    drop((ana, ben, cy));
    server.stop().await;
    for entry in std::fs::read_dir(kept.folder.path()).unwrap().flatten() {
        let bytes = std::fs::read(entry.path()).unwrap();
        for words in ["entry 4 as it was", "entry 2 as it was"] {
            let found = bytes.windows(words.len()).any(|it| it == words.as_bytes());
            assert!(!found, "{words:?} in {}", entry.path().display());
        }
    }
}

#[tokio::test]
async fn promise_2_a_line_without_words_that_nothing_took_is_put_right() {
    let kept = Kept::new().await;
    let without = Record::redacted_line(&kept.lines[8], Seq(11)).unwrap();
    kept.line(9, &without);
    kept.put_right(StopWhy::Altered).await;
}

#[tokio::test]
async fn an_observer_joins_a_room_again_once_it_is_whole() {
    let kept = Kept::new().await;
    let server = kept.server().await;
    let link = invite(&server, Some(kept.label), Scope::Observe).await;
    let gil = Person::new("gil");
    Client::join(&server, &gil, &link).await.unwrap();
    server.stop().await;
    kept.line(9, "{}");
    let server = kept.server().await;
    let away = Client::back(&server, &gil, kept.label).await.err().unwrap();
    assert!(away.why.contains("only who holds a copy of INC-1 comes in while"), "{}", away.why);
}

#[tokio::test]
async fn promise_2_what_lies_behind_what_is_proven_is_taken_of_who_leads() {
    let kept = Kept::new().await;
    // The file of heads is older than the end, which is lost as well.
    let heads = kept.folder.path().join("heads");
    let text = std::fs::read_to_string(&heads).unwrap();
    let tenth = Record::hash_of_line(&kept.lines[9]).to_string();
    let (head, last) = (kept.whole.head.0, kept.whole.hash.to_string());
    let old = text.replace(&last, &tenth).replace(&format!("\"head\":{head},"), "\"head\":10,");
    assert_ne!(old, text);
    std::fs::write(&heads, old).unwrap();
    kept.line(7, &kept.lines[6].replace("as it was", "as it was NOT"));
    kept.alter(&format!("DELETE FROM record WHERE seq > 10 AND {OF}"));
    let server = kept.server().await;
    let ben = kept.with_all(&server, &kept.ben).await;
    let mut mallory = kept.with_all(&server, &Person::new("mallory")).await;
    assert_eq!(bring(&mut mallory, &kept.text(kept.lines.len())).await, Ok(Seq(10)));
    drop(ben);
    // Now it is known who is who: who is not, is out; what nothing proves is the lead's to bring.
    mallory.ended().await;
    let tenth = kept.lines.iter().take(10).fold(Chain::begin(&kept.header), |mut chain, line| {
        chain.read(line).unwrap();
        chain
    });
    let manner = || Manner { after: Some(tenth), holds: Some(kept.whole), ..Manner::default() };
    let mut ben = Client::enter(&server, &kept.ben, kept.door(), manner()).await.unwrap();
    let told = stopped(&ben).unwrap();
    assert_eq!((told.why, told.from, told.to), (StopWhy::Lost, Seq(11), kept.whole.head));
    let rest: String = kept.lines.iter().skip(10).map(|line| line.clone() + "\n").collect();
    let why = bring(&mut ben, &rest).await.unwrap_err();
    assert!(why.contains("it is taken of the lead alone"), "{why}");
    let mut lead = Client::enter(&server, &kept.ana, kept.door(), manner()).await.unwrap();
    assert_eq!(bring(&mut lead, &rest).await, Ok(kept.whole.head));
    let mut ana = Client::back(&server, &kept.ana, kept.label).await.unwrap();
    ana.wait(|it| it.head().0 >= kept.whole.head.0 + 2).await;
    assert_eq!(ana.records[..kept.records.len()], kept.records);
    let notes: Vec<_> = ana.records.iter().skip(kept.records.len()).map(|it| &it.event).collect();
    let (from_seq, to_seq) = (Seq(11), kept.whole.head);
    assert_eq!(*notes[0], Event::Restored { from_seq, to_seq, replaced: None });
    let (from_seq, to_seq) = (Seq(7), Seq(10));
    assert_eq!(*notes[1], Event::Restored { from_seq, to_seq, replaced: Some(1) });
}
