//! Casts of a small journal: their times, chapters, and that an old terminal shows the last frame.

use super::{Format, Wish, cast, opening};
use crate::app::tests::fixture::World;
use crate::theme::Theme;
use warroom_register::{Chain, FORMAT, Hash, Header, IncidentId, Label, Recording};

const SCRIPT: &str = "14:03:10 ben join command
14:04:00 ben saw 5xx at 40 %
14:04:30 ana propose roll back the deploy
14:05:00 ana call 4 go
15:20:00 ben saw quiet again \u{1b}]0;owned\u{7}";

fn recording() -> Recording {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script(SCRIPT);
    let records = world.records.clone();
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid::Uuid::nil()),
        incident: Some(Label(42)),
        opened_at: records[0].at,
    };
    let head = records.last().unwrap().seq;
    let chain = Chain { head, hash: Hash::default() };
    Recording { header, records, chain, broken: None, torn: false }
}

fn written(format: Format, title_hidden: bool) -> String {
    let recording = recording();
    let theme = Theme::load("dark", std::path::Path::new("/nowhere"), false).unwrap();
    let wish = Wish { format, size: (100, 30), speed: 60, idle_ms: 2000, title_hidden };
    let mut out = Vec::new();
    cast(&mut out, opening(&recording).unwrap(), recording, &theme, &wish).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn where_the_title_would_give_it_away_no_chapter_does() {
    let all = events(&written(Format::V3, true));
    let marks: Vec<_> = all.iter().filter(|it| it.1 == "m").map(|it| it.2.as_str()).collect();
    assert_eq!(marks, ["14:04 #4 decision", "14:05 #5 decision"]);
}

fn events(cast: &str) -> Vec<(f64, String, String)> {
    let lines = cast.lines().skip(1);
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn time_runs_and_idle_stretches_are_folded() {
    let cast = written(Format::V3, false);
    let header: serde_json::Value = serde_json::from_str(cast.lines().next().unwrap()).unwrap();
    assert_eq!((&header["version"], &header["term"]["cols"]), (&3.into(), &100.into()));
    assert_eq!(header["title"], "INC-42 Checkout returns 500s");
    let all = events(&cast);
    assert!(all.iter().all(|(wait, _, _)| (0.0..=3.0).contains(wait)), "{all:?}");
    let (end, others) = all.split_last().unwrap();
    assert!(end.1 == "x" && (end.0 - 3.0).abs() < 0.001, "{end:?}");
    assert!(others.iter().all(|(wait, _, _)| *wait <= 2.0), "an hour was folded: {others:?}");
    let marks: Vec<_> = all.iter().filter(|(_, kind, _)| kind == "m").collect();
    assert_eq!(marks.len(), 2);
    assert!(marks[0].2.starts_with("14:04 #4 proposed: roll back"), "{marks:?}");
    assert!(marks[1].2.starts_with("14:05 #5 ") && marks[1].2.contains("roll back"), "{marks:?}");
}

#[test]
fn version_two_has_the_same_in_times_since_the_start() {
    let (three, two) = (events(&written(Format::V3, false)), events(&written(Format::V2, false)));
    assert_eq!(three.len(), two.len());
    let total: f64 = three.iter().map(|(wait, ..)| wait).sum();
    assert!((total - two.last().unwrap().0).abs() < 0.001);
    assert!(two.iter().zip(two.iter().skip(1)).all(|(a, b)| a.0 <= b.0), "time goes on");
}

#[test]
fn equal_journals_give_equal_casts_and_a_hidden_title_stays_hidden() {
    assert_eq!(written(Format::V3, false), written(Format::V3, false));
    assert!(!written(Format::V3, true).contains("Checkout returns 500s"));
}

#[test]
fn a_terminal_shows_the_last_moment_and_obeys_nobodys_words() {
    let mut terminal = vt100::Parser::new(30.try_into().unwrap(), 100.try_into().unwrap(), 0);
    for (_, kind, data) in events(&written(Format::V3, false)) {
        if kind == "o" {
            assert!(!data.contains("\u{1b}]"), "no more than cells are drawn");
            terminal.process(data.as_bytes());
        }
    }
    let screen = terminal.screen().contents();
    assert!(screen.contains("quiet again") && screen.contains("15:20"), "{screen}");
}
