use super::*;
use warroom_register::words::Phase;
use warroom_register::{Command, CommandId, Hash, Header, IncidentId, Record};

const MINUTE_MS: i64 = 60_000;
/// 12:00 UTC of some day.
const NOON: At = At::from_ms(1_795_003_200_000);

/// A recording with a record a minute from noon on.
fn recording(count: u64) -> String {
    recorded(count, NOON, MINUTE_MS)
}

/// A recording with a record every so often.
fn recorded(count: u64, from: At, step_ms: i64) -> String {
    let id = IncidentId(uuid::Uuid::from_u128(1));
    let header = Header { warroom: 1, id, incident: Some(Label(3)), opened_at: from }.line();
    let mut prev = Hash::of(header.as_bytes());
    let mut text = header + "\n";
    for n in 1..=count {
        let phase = Phase::Identified;
        let why = "".into();
        let record = Record {
            seq: Seq(n),
            prev,
            salt: None,
            at: At::from_ms(from.ms() + step_ms * i64::try_from(n - 1).unwrap()),
            by: "ana".parse().unwrap(),
            knew: None,
            command: CommandId(uuid::Uuid::from_u128(n.into())),
            event: Command::MovePhase {
                phase,
                why,
                card: None,
                card_salt: None,
                seen_at: None,
                review: None,
            }
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
    Source::file(&run(folder.path()), &file).unwrap()
}

fn run(folder: &Path) -> Run {
    let machine = Arc::new(crate::machine::Machine::passing().unwrap());
    let (config, globals) = (crate::config::Config::default(), <_>::default());
    Run { paths: crate::paths::Paths::under(folder), config, globals, machine }
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

/// A recording of three days: a record each twelve hours from 17:20 on.
fn days() -> Source {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("days.jsonl");
    let began = At::from_ms(NOON.ms() + 320 * MINUTE_MS);
    std::fs::write(&file, recorded(5, began, 720 * MINUTE_MS)).unwrap();
    Source::file(&run(folder.path()), &file).unwrap()
}

#[test]
fn a_time_that_several_days_have_is_refused_until_its_day_is_said() {
    let place = |moment: &str| days().place_at(moment).map(|(place, _)| place);
    let why = place("17:30").unwrap_err().to_string();
    let day = |n: i64| At::from_ms(NOON.ms() + n * 1440 * MINUTE_MS).short_day();
    // How many days it lasted is an outcome.
    let named = format!("more than one day has 17:30: write the day too, as in '{} 17:30'", day(0));
    assert_eq!(why, named);
    assert_eq!(place(&format!("{} 17:30", day(0))), Ok(Seq(1)));
    let iso = At::from_ms(NOON.ms() + 1440 * MINUTE_MS).to_string();
    let iso: String = iso.chars().take(10).collect();
    assert_eq!(place(&format!("{iso} 17:30")), Ok(Seq(3)));
    // To the end of the minute, as on the screen.
    assert_eq!(place(&format!("{iso} 17:20")), Ok(Seq(3)));
    assert_eq!(place(&format!("{iso} 17:19:59")), Ok(Seq(2)));
    let early = place(&format!("{} 17:19", day(0))).unwrap_err().to_string();
    assert!(early.contains("nothing was on the record yet at"), "{early}");
    // All of it, for whoever says a day behind the end.
    assert_eq!(place(&format!("{} 12:00", day(5))), Ok(Seq(5)));
}

#[test]
fn in_a_room_that_is_open_the_latest_past_time_is_meant() {
    let mut open = days();
    open.from_room = true;
    open.now = open.now.plus_seconds(3600);
    assert_eq!(open.place_at("17:30").map(|(place, _)| place), Ok(Seq(5)));
    assert_eq!(open.place_at("06:00").map(|(place, _)| place), Ok(Seq(4)));
}

#[test]
fn what_is_cut_says_up_to_where_with_the_hash_of_that_line() {
    let whole = source();
    let prev = whole.recording.records[3].prev;
    let cut = source().cut_at(Some("#3")).unwrap().recording;
    assert_eq!((cut.chain.head, cut.chain.hash), (Seq(3), prev));
    assert_eq!((cut.broken, cut.torn), (None, false));
    let all = source().cut_at(Some("#5")).unwrap().recording;
    assert_eq!(all.chain, whole.recording.chain);
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
        assert_eq!(
            Source::file(&run(folder.path()), &file).unwrap().recording.records.len(),
            3,
            "cut at {end}"
        );
    }
}

#[test]
fn a_moment_behind_a_cut_is_told_what_is_there_and_one_before_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.jsonl");
    let whole = recording(5);
    std::fs::write(&file, whole.get(..whole.len() - 40).unwrap()).unwrap();
    let read = || Source::file(&run(folder.path()), &file).unwrap();
    for moment in ["#5", "12:03", "12:30", "2026-11-18 12:30"] {
        let Err(Trouble::Usage(why)) = read().cut_at(Some(moment)) else { panic!("{moment}") };
        let moment = moment.to_owned();
        assert_eq!(
            why,
            format!(
                "{moment} is not in what can be read of this file, which ends with #4 at 12:03:00 UTC: \
                 --as-of 4 shows it as of then"
            )
        );
    }
    assert!(read().end().is_err(), "all of it is not there");
    for moment in ["3", "12:02"] {
        let cut = read().cut_at(Some(moment)).unwrap();
        assert_eq!((cut.recording.chain.head, cut.end().is_ok()), (Seq(3), true), "{moment}");
    }
    let last = read().cut_at(Some("4")).unwrap();
    assert!(last.end().is_ok());
}

/// A closed incident, and what was said of it in the hour after.
fn reviewed() -> Source {
    let mut source = source();
    let records = &mut source.recording.records;
    for (record, minutes) in records.iter_mut().zip([0, 1, 2, 30, 40]) {
        record.at = At::from_ms(NOON.ms() + minutes * MINUTE_MS);
    }
    let close = Command::MovePhase {
        phase: Phase::Closed,
        why: "".into(),
        card: None,
        card_salt: None,
        seen_at: None,
        review: None,
    };
    records[2].event = close.event();
    let comment = Command::Comment { entry: None, text: "x".into() };
    records[3].event = comment.clone().event();
    records[4].event = comment.event();
    source
}

#[test]
fn a_time_of_the_review_is_one_of_the_record() {
    let place = |moment: &str| reviewed().place_at(moment).map(|(place, _)| place.0);
    assert_eq!(place("12:01"), Ok(2));
    assert_eq!(place("12:20"), Ok(3), "between closing and review: the pre-read");
    assert_eq!(place("12:30"), Ok(4));
    assert_eq!(place("12:40"), Ok(5));
    let behind = place("12:50").unwrap_err().to_string();
    assert!(behind.contains("the record has no 12:50"), "{behind}");
    // A room that is reached goes on until now.
    let of_room =
        Source { from_room: true, now: At::from_ms(NOON.ms() + 50 * MINUTE_MS), ..reviewed() };
    assert_eq!(of_room.place_at("12:50").map(|(place, _)| place.0), Ok(5));
}
