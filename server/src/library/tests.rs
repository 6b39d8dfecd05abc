//! A library over folders of recordings made here: what is found, what follows a change, and that
//! nothing of what was taken out is left in any of its files.

mod ideas;

use std::fs;
use std::path::{Path, PathBuf};

use warroom_register::library::Paper;
use warroom_register::words::{EntryKind, Kind, Severity};
use warroom_register::{
    At, Bytes, Chain, Command, CommandId, FORMAT, Handle, Hash, Header, IncidentId, Label,
    NewEntry, Policy, Record, Seq, Text, Title,
};

use super::{Library, LibraryError, Shelf, Source};

/// A recording in the making: nothing is decided, only written down.
struct Made {
    header: Header,
    chain: Chain,
    lines: Vec<String>,
    at: At,
}

impl Made {
    fn new(label: u32, title: &str) -> Self {
        let at = At::from_ms(1_700_000_000_000).plus_seconds(i64::from(label) * 86_400);
        let header = Header {
            warroom: FORMAT,
            id: IncidentId(uuid::Uuid::from_u128(label.into())),
            incident: Some(Label(label)),
            opened_at: at,
        };
        let chain = Chain::begin(&header.line());
        let mut made = Self { header, chain, lines: Vec::new(), at };
        made.add(Command::Open {
            sealed: Hash::default(),
            title: Title::try_from(title.to_owned()).unwrap(),
            severity: Severity::P2,
            kind: Kind::Availability,
            mode: None,
            talk: Text::default(),
            key: None,
            policy: Policy::default(),
        });
        made
    }

    fn saw(&mut self, words: &str) {
        self.add(NewEntry::of(EntryKind::Observation, words).write());
    }

    fn add(&mut self, command: Command) {
        let seq = self.chain.head.next();
        self.at = self.at.plus_seconds(30);
        let record = Record {
            seq,
            prev: self.chain.hash,
            salt: Some(Bytes([7; 16])),
            at: self.at,
            by: Handle::new("ana").unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(u128::from(seq.0))),
            event: command.event(),
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        self.chain.follow(&record, &line).unwrap();
        self.lines.push(line);
    }

    /// Takes the words of a record out, as a server and every copy do.
    fn redact(&mut self, entry: Seq) {
        let why = Text::from("a secret");
        self.add(Command::Redact { entry, why, asked: None });
        let line = &mut self.lines[entry.index().unwrap()];
        *line = Record::redacted_line(line, self.chain.head).unwrap();
    }

    fn text(&self) -> String {
        format!("{}\n{}\n", self.header.line(), self.lines.join("\n"))
    }
}

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["copies", "imported", "papers"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, made: &Made) {
        fs::write(self.path(name), made.text()).unwrap();
    }

    fn shelves(&self) -> Vec<Shelf> {
        vec![
            Shelf::Recordings { folder: self.path("copies"), source: Source::Copy },
            Shelf::Recordings { folder: self.path("imported"), source: Source::Imported },
            Shelf::Papers { folder: self.path("papers"), team: false },
            Shelf::Journal { folder: self.path("server") },
        ]
    }

    fn library(&self) -> Library {
        let mut library = Library::open(&self.path("index.db")).unwrap();
        library.refresh(&self.shelves(), &mut |_| {}).unwrap();
        library
    }
}

/// The moments found, as `incident#record`.
fn found(library: &Library, words: &str) -> Vec<String> {
    let found = library.search(words, 20).unwrap();
    let name = |item: &str| match item.parse::<uuid::Uuid>() {
        Ok(id) => id.as_u128().to_string(),
        Err(_) => item.to_owned(),
    };
    found.hits.iter().map(|hit| format!("{}{}", name(&hit.item), hit.seq)).collect()
}

#[test]
fn words_lead_to_the_moment_in_which_they_stand() {
    let desk = Desk::new();
    let (mut a, mut b) = (Made::new(1, "Checkout returns 500s"), Made::new(2, "Search is slow"));
    a.saw("the queue of payments grows");
    b.saw("Café index is rebuilding");
    b.saw("restarted the indexer");
    desk.put("copies/a.jsonl", &a);
    desk.put("imported/b.jsonl", &b);
    let library = desk.library();
    assert_eq!(found(&library, "queue payments"), ["1#2"]);
    assert_eq!(found(&library, "payment queues"), ["1#2"], "the singular is meant too");
    assert_eq!(found(&library, "cafe"), ["2#2"], "accents do not matter");
    assert_eq!(found(&library, "restart"), ["2#3"]);
    assert_eq!(found(&library, "\"queue of payments\""), ["1#2"]);
    assert_eq!(found(&library, "\"payments queue\""), Vec::<String>::new());
    let some = library.search("queue restarted", 20).unwrap();
    assert!(!some.whole, "no record has both");
    assert_eq!(some.hits.len(), 2);
    let items = library.items().unwrap();
    let sources: Vec<_> = items.iter().map(|item| item.source).collect();
    assert_eq!(sources, [Source::Imported, Source::Copy], "the one opened last comes first");
}

#[test]
fn where_few_have_the_words_more_of_their_moments_are_told() {
    let desk = Desk::new();
    let told = |items: u32, most: usize| {
        for label in 1..=items {
            let mut made = Made::new(label, "Checkout returns 500s");
            (0..9).for_each(|n| made.saw(&format!("the queue grows, {n}")));
            desk.put(&format!("copies/{label}.jsonl"), &made);
        }
        let found = desk.library().search("queue", most).unwrap();
        (found.hits.len(), found.count)
    };
    assert_eq!(told(1, 4), (9, 9), "alone it has the room of four");
    assert_eq!(told(2, 4), (12, 18));
    assert_eq!(told(4, 4), (12, 36), "and where all four come, three each");
}

#[test]
fn whatever_is_typed_is_words_and_no_query() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    made.saw("a (NOT b) OR text:* - \"x\" NEAR/2 y^ {z}");
    desk.put("copies/a.jsonl", &made);
    let library = desk.library();
    for words in ["(NOT b)", "text:*", "OR", "NEAR/2", "\"", "a\0b", "y^ {z}", "*", "x\" OR \"y"] {
        match library.search(words, 5) {
            Ok(_) | Err(LibraryError::NoWords) => {}
            Err(why) => panic!("{words}: {why}"),
        }
    }
    assert_eq!(found(&library, "(NOT b)"), ["1#2"]);
    assert!(matches!(library.search(" \"\" -- ", 5), Err(LibraryError::NoWords)));
}

#[test]
fn what_changes_on_the_shelves_is_followed() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    made.saw("first");
    desk.put("copies/a.jsonl", &made);
    let mut library = desk.library();
    made.saw("second");
    desk.put("copies/a.jsonl", &made);
    let mut read = Vec::new();
    library.refresh(&desk.shelves(), &mut |n| read.push(n)).unwrap();
    library.refresh(&desk.shelves(), &mut |n| read.push(n)).unwrap();
    assert_eq!(read, [1], "what has not changed is not read");
    assert_eq!(found(&library, "second"), ["1#3"]);
    assert_eq!(found(&library, "first"), ["1#2"], "and nothing stands twice");
    fs::remove_file(desk.path("copies/a.jsonl")).unwrap();
    library.refresh(&desk.shelves(), &mut |_| {}).unwrap();
    assert!(library.items().unwrap().is_empty());
    assert!(found(&library, "first").is_empty());
}

#[test]
fn of_two_recordings_of_one_incident_the_one_that_goes_further_is_read() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    made.saw("first");
    desk.put("copies/a.jsonl", &made);
    made.saw("second");
    desk.put("imported/a.jsonl", &made);
    let mut library = desk.library();
    assert_eq!(library.items().unwrap().len(), 1);
    assert_eq!(found(&library, "first"), ["1#2"]);
    assert_eq!(found(&library, "second"), ["1#3"]);
    assert_eq!(library.troubles().unwrap(), Vec::<String>::new());
    // When it goes, the other is read in its stead.
    fs::remove_file(desk.path("imported/a.jsonl")).unwrap();
    library.refresh(&desk.shelves(), &mut |_| {}).unwrap();
    assert_eq!(found(&library, "first"), ["1#2"]);
    assert!(found(&library, "second").is_empty());
}

#[test]
fn two_recordings_that_disagree_are_told_of_and_so_is_a_broken_one() {
    let desk = Desk::new();
    let (mut a, mut b) =
        (Made::new(1, "Checkout returns 500s"), Made::new(1, "Checkout returns 500s"));
    a.saw("it was the deploy");
    b.saw("it was not the deploy");
    desk.put("copies/a.jsonl", &a);
    desk.put("imported/b.jsonl", &b);
    fs::write(desk.path("copies/c.jsonl"), "nonsense\n").unwrap();
    let mut cut = Made::new(3, "Search is slow").text();
    cut.push_str("{\"seq\":2");
    fs::write(desk.path("copies/d.jsonl"), cut).unwrap();
    let library = desk.library();
    let troubles = library.troubles().unwrap();
    assert_eq!(troubles.len(), 3, "{troubles:?}");
    assert!(troubles[0].contains("c.jsonl: line 1 is no header"), "{troubles:?}");
    assert!(troubles[1].contains("d.jsonl: it is read up to #1 only"), "{troubles:?}");
    assert!(troubles[2].contains("are of one incident and disagree from #2 on"), "{troubles:?}");
    assert_eq!(found(&library, "search"), ["3#1"], "as far as it is good");
    let parting = |library: &Library| {
        let items = library.items().unwrap().into_iter();
        let parting: Vec<_> = items.filter_map(|item| Some((item.file?, item.differs?))).collect();
        parting
    };
    let all = parting(&library);
    let [(read, differs)] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(differs.from, Seq(2));
    assert!(*read != differs.other && read.ends_with("b.jsonl") | read.ends_with("a.jsonl"));
    // Once one of them is gone, or says the same, nothing is said of it any more.
    drop(library);
    fs::remove_file(&differs.other).unwrap();
    let library = desk.library();
    assert_eq!((parting(&library).len(), library.troubles().unwrap().len()), (0, 2));
}

/// Every byte of the index, its log included.
fn bytes_of(desk: &Desk) -> Vec<u8> {
    let files = fs::read_dir(desk.folder.path()).unwrap();
    let names = files.map(|entry| entry.unwrap().path());
    let index = names.filter(|path| path.to_string_lossy().contains("index.db"));
    index.flat_map(|path| fs::read(path).unwrap()).collect()
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|part| part.eq_ignore_ascii_case(words.as_bytes()))
}

#[test]
fn words_that_were_taken_out_are_in_no_byte_of_the_index() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    made.saw("the password is xyzzyplugh");
    (0..200).for_each(|n| made.saw(&format!("line {n}")));
    desk.put("copies/a.jsonl", &made);
    let library = desk.library();
    assert_eq!(found(&library, "xyzzyplugh"), ["1#2"]);
    drop(library);
    assert!(holds(&bytes_of(&desk), "xyzzyplugh"), "else the test proves nothing");
    made.redact(Seq(2));
    desk.put("copies/a.jsonl", &made);
    // As whoever sees a redaction does, before the library is asked again.
    super::forget(&desk.path("index.db"), made.header.id).unwrap();
    assert!(!holds(&bytes_of(&desk), "xyzzyplugh"));
    let library = desk.library();
    assert!(found(&library, "xyzzyplugh").is_empty());
    assert_eq!(found(&library, "\"line 7\""), ["1#10"]);
    drop(library);
    assert!(!holds(&bytes_of(&desk), "xyzzyplugh"));
}

#[test]
fn an_index_that_is_damaged_or_of_another_version_is_made_anew() {
    let desk = Desk::new();
    let mut made = Made::new(1, "Checkout returns 500s");
    made.saw("first");
    desk.put("copies/a.jsonl", &made);
    drop(desk.library());
    fs::write(desk.path("index.db"), vec![b'x'; 8192]).unwrap();
    assert_eq!(found(&desk.library(), "first"), ["1#2"]);
    let db = rusqlite::Connection::open(desk.path("index.db")).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    assert_eq!(found(&desk.library(), "first"), ["1#2"]);
    fs::remove_file(desk.path("index.db")).unwrap();
    assert_eq!(found(&desk.library(), "first"), ["1#2"]);
}

#[test]
fn the_journal_of_a_server_is_a_shelf_too() {
    let desk = Desk::new();
    let folder = desk.path("server");
    let mut made = Made::new(4, "Disks are full");
    made.saw("inodes ran out");
    journal(&folder, &made);
    let library = desk.library();
    assert_eq!(found(&library, "inodes"), ["4#2"]);
    let items = library.items().unwrap();
    assert_eq!((items[0].source, &items[0].file), (Source::Server, &None));
    let lines = super::shelves::lines(&folder.join("journal.db"), made.header.id).unwrap();
    assert_eq!(lines, made.text());
}

/// Writes it as a server does.
fn journal(folder: &Path, made: &Made) {
    use crate::journal::{Naming, Sqlite, Store};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::Sqlite(Sqlite::open(folder).unwrap());
        let (id, header) = (made.header.id, made.header.line());
        let header = Box::new(move |_| header.clone());
        store.create(id, Naming::Kept(Label(4)), header).await.unwrap();
        let lines = made.lines.iter().map(|line| line.as_str().into()).collect();
        store.append(id, Seq(0), lines).await.unwrap();
    });
}

#[test]
fn other_peoples_reports_are_found_by_their_lines() {
    let desk = Desk::new();
    let paper = Paper {
        paper: Paper::VERSION,
        number: 3,
        title: Title::try_from("A bad day at the registrar".to_owned()).unwrap(),
        kind: None,
        services: Vec::new(),
        link: Text::from("https://example.org/outage"),
        notes: Text::from("we have the same registrar"),
        added_at: At::from_ms(1_700_000_000_000),
        by: Handle::new("ana").unwrap(),
        text: Text::from("# Summary\n\nThe zone was gone.\nNobody noticed.\n\nThen they did."),
    };
    let text = serde_json::to_string(&paper).unwrap();
    fs::write(desk.path("papers/R-3.json"), text).unwrap();
    let library = desk.library();
    assert_eq!(found(&library, "noticed"), ["R-3#3"], "the paragraph begins in line 3");
    assert_eq!(found(&library, "same registrar"), ["R-3#0"]);
    let items = library.items().unwrap();
    let kept = items[0].paper.as_ref().unwrap();
    assert_eq!((kept.title.as_str(), kept.text.is_empty()), ("A bad day at the registrar", true));
}

#[test]
fn several_programs_begin_an_index_at_once() {
    for _ in 0..20 {
        let folder = crate::tests::folder();
        let file = folder.path().join("library.db");
        std::thread::scope(|all| {
            for _ in 0..6 {
                all.spawn(|| drop(Library::open(&file).unwrap()));
            }
        });
    }
}
