use super::*;
use warroom_register::words::Phase;
use warroom_register::{Command, CommandId, Hash, Header, IncidentId, Record};

const MINUTE_MS: i64 = 60_000;
/// 12:00 UTC of some day.
const NOON: At = At::from_ms(1_795_003_200_000);

/// A recording with a record a minute from noon on.
fn recording(count: u64) -> String {
    let id = IncidentId(uuid::Uuid::from_u128(1));
    let header = Header { warroom: 1, id, incident: Some(Label(3)), opened_at: NOON }.line();
    let mut prev = Hash::of(header.as_bytes());
    let mut text = header + "\n";
    for n in 1..=count {
        let phase = Phase::Identified;
        let why = "".into();
        let record = Record {
            seq: Seq(n),
            prev,
            salt: None,
            at: At::from_ms(NOON.ms() + MINUTE_MS * i64::try_from(n - 1).unwrap()),
            by: "ana".parse().unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(n.into())),
            event: Command::MovePhase { phase, why, card: None, card_salt: None, review: None }
                .event(),
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

fn source() -> Source {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    std::fs::write(&file, recording(5)).unwrap();
    Source::file(&file).unwrap()
}

#[test]
fn a_journal_is_cut_where_it_is_said() {
    let cut =
        |moment: &str| source().cut_at(Some(moment)).map(|s| (s.recording.records.len(), s.now));
    let at = |minutes: i64| At::from_ms(NOON.ms() + minutes * MINUTE_MS);
    assert_eq!(source().cut_at(None).map(|s| s.recording.records.len()), Ok(5));
    assert_eq!(cut("#3"), Ok((3, at(2))));
    assert_eq!(cut("3"), Ok((3, at(2))));
    assert_eq!(cut("12:01"), Ok((2, at(1))));
    assert_eq!(cut("-1m"), Ok((4, at(3))));
    let why = cut("9").unwrap_err().to_string();
    assert!(why.contains("the last is #5"), "{why}");
    assert!(cut("11:00").unwrap_err().to_string().contains("nothing was on the record yet"));
    assert!(cut("soon").is_err());
}

#[test]
fn whatever_looks_like_a_file_is_one() {
    let is_file = |text| matches!(Named::of(Some(text)), Ok(Named::File(_)));
    assert!(is_file("a.jsonl") && is_file("./INC-42") && is_file("/tmp"));
    for incident in ["INC-42", "42", "inc-42", "00000000-0000-0000-0000-000000000001"] {
        assert!(matches!(Named::of(Some(incident)), Ok(Named::Incident(Some(_)))), "{incident}");
    }
    assert!(Named::of(Some("checkout")).is_err());
    assert!(matches!(Named::of(None), Ok(Named::Incident(None))));
}

#[test]
fn a_torn_file_opens_up_to_its_last_whole_record() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    let (whole, three) = (recording(4), recording(3).len());
    for end in three..whole.len() - 1 {
        std::fs::write(&file, whole.get(..end).unwrap()).unwrap();
        assert_eq!(Source::file(&file).unwrap().recording.records.len(), 3, "cut at {end}");
    }
}
