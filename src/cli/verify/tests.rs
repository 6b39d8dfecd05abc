use super::*;
use crate::config::Config;
use crate::machine::Machine;
use crate::paths::Paths;
use std::path::PathBuf;
use std::sync::Arc;
use warroom_register::words::Phase;
use warroom_register::{At, Command, CommandId, Header, Record};

const ID: IncidentId = IncidentId(uuid::Uuid::from_u128(5));

/// A recording of so many records.
fn recording(count: u64) -> String {
    let at = At::from_ms(1_795_000_000_000);
    let header = Header { warroom: 1, id: ID, incident: Some(Label(42)), opened_at: at }.line();
    let mut prev = Hash::of(header.as_bytes());
    let mut text = header + "\n";
    for n in 1..=count {
        let why = format!("why {n}").as_str().into();
        let command = Command::MovePhase {
            phase: Phase::Identified,
            why,
            card: None,
            card_salt: None,
            seen_at: None,
            review: None,
        };
        let record = Record {
            seq: Seq(n),
            prev,
            salt: None,
            at,
            by: "ana".parse().unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(n.into())),
            event: command.event(),
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        prev = Hash::of(line.as_bytes());
        text.push_str(&line);
        text.push('\n');
    }
    text
}

struct Desk {
    folder: tempfile::TempDir,
    run: Run,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let machine = Arc::new(Machine::passing().unwrap());
        let run = Run { paths, config: Config::default(), globals: <_>::default(), machine };
        Self { folder, run }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn verify(&self, text: &str) -> Result<(), Trouble> {
        let file = self.file("it.jsonl");
        std::fs::write(&file, text).unwrap();
        verify(&self.run, &file, None)
    }

    fn refused(&self, text: &str) -> String {
        match self.verify(text) {
            Err(Trouble::Usage(why)) => why,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_whole_recording_holds() {
    let desk = Desk::new();
    assert_eq!(desk.verify(&recording(5)), Ok(()));
    assert_eq!(desk.verify(&recording(0)), Ok(()));
}

#[test]
fn wherever_it_is_cut_or_altered_that_is_said_with_its_line() {
    let desk = Desk::new();
    let whole = recording(4);
    let cut = desk.refused(whole.strip_suffix('\n').unwrap());
    assert!(cut.contains("it.jsonl:5: the file was cut off here"), "{cut}");
    let inside = desk.refused(whole.get(..whole.len() - 40).unwrap());
    assert!(inside.contains("it.jsonl:5: the file was cut off here, in the middle"), "{inside}");
    assert!(inside.contains("holds up to #3"), "{inside}");
    let altered = desk.refused(&whole.replace("why 2", "why 9"));
    assert!(altered.contains("it.jsonl:4: #2 was altered, or #3 was"), "{altered}");
    assert!(altered.contains("holds up to #1"), "{altered}");
    let missing: Vec<_> = whole.lines().enumerate().filter(|(n, _)| *n != 2).collect();
    let missing: String = missing.iter().flat_map(|(_, l)| [*l, "\n"]).collect();
    assert!(desk.refused(&missing).contains("it.jsonl:3: #3 stands where #2 should"));
    assert!(desk.refused("").contains("line 1 is no header"));
    assert!(desk.refused("{}\n").contains("line 1 is no header"));
}

#[test]
fn every_cut_but_the_one_at_a_line_is_found() {
    let desk = Desk::new();
    let whole = recording(2);
    let from = recording(1).len();
    for end in from + 1..whole.len() {
        assert!(desk.verify(whole.get(..end).unwrap()).is_err(), "cut at {end}");
    }
    assert_eq!(
        desk.verify(whole.get(..from).unwrap()),
        Ok(()),
        "this is what a file alone cannot prove"
    );
}

#[test]
fn this_machines_own_copy_proves_more() {
    let desk = Desk::new();
    let copy = desk.run.paths.copy_file(ID);
    crate::paths::make_folder(copy.parent().unwrap()).unwrap();
    std::fs::write(&copy, recording(4)).unwrap();
    assert_eq!(desk.verify(&recording(4)), Ok(()));
    // Shorter than the copy: the same whichever copy it is held against.
    let short = desk.refused(&recording(3));
    assert!(short.contains("own copy says the same up to #3 and has one record more"), "{short}");
    let theirs = desk.file("theirs.jsonl");
    std::fs::write(&theirs, recording(4)).unwrap();
    let held = verify(&desk.run, &desk.file("it.jsonl"), Some(&theirs)).unwrap_err();
    assert!(held.code() == 2 && held.to_string().contains("has one record more"), "{held}");
    // Cut off within a line: nobody is said to have changed it, and where a whole one is.
    let whole = recording(4);
    let cut = desk.refused(whole.get(..whole.len() - 40).unwrap());
    assert!(cut.contains("own copy is whole up to #4: warroom export INC-42"), "{cut}");
    assert!(!cut.contains("otherwise") && !cut.contains("third copy"), "{cut}");
    // Written anew as a whole: the chain holds, the words are others.
    let anew = recording(3).replace("why 2", "why 9");
    let second = anew.lines().nth(2).unwrap();
    let hash = Hash::of(second.as_bytes()).to_string();
    let old = Hash::of(recording(3).lines().nth(2).unwrap().as_bytes()).to_string();
    let anew = anew.replace(&old, &hash);
    let why = desk.refused(&anew);
    assert!(why.contains("own copy of the incident says otherwise"), "{why}");
}
