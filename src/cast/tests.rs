//! Casts of a small journal: their times, chapters, and that an old terminal shows the last frame.

use super::{Format, Wish, cast, opening};
use crate::app::tests::fixture::World;
use crate::theme::Theme;
use warroom_register::report::Names;
use warroom_register::{Chain, FORMAT, Hash, Header, IncidentId, Label, Recording};

const SCRIPT: &str = "14:03:10 ben join command
14:04:00 ben saw 5xx at 40 %
14:04:30 ana propose roll back the deploy
14:05:00 ana call 4 go
15:20:00 ben saw quiet again \u{1b}]0;owned\u{7}";

fn recording() -> Recording {
    recording_of(SCRIPT)
}

fn recording_of(script: &str) -> Recording {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script(script);
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
    let names = Names::Handles;
    let wish = Wish { format, size: (100, 30), speed: 60, idle_ms: 2000, names, title_hidden };
    of(recording(), &wish)
}

fn of(recording: Recording, wish: &Wish) -> String {
    let theme = Theme::load("dark", std::path::Path::new("/nowhere"), false).unwrap();
    let mut out = Vec::new();
    cast(&mut out, opening(&recording).unwrap(), recording, &theme, wish).unwrap();
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

/// What a cast shows, frame by frame.
fn frames(cast: &str, (width, height): (u16, u16)) -> Vec<String> {
    let [height, width] = [height, width].map(|count| count.try_into().unwrap());
    let mut terminal = vt100::Parser::new(height, width, 0);
    let shown = events(cast).into_iter().filter(|(_, kind, _)| kind == "o").map(|(_, _, data)| {
        terminal.process(data.as_bytes());
        terminal.screen().contents()
    });
    shown.collect()
}

#[test]
fn people_go_by_what_they_did_wherever_they_stand() {
    let script = "14:03:20 dia join command
14:03:40 cyrano join respond
14:03:50 gil join observe
14:04 ana offer comms dia
14:04:10 dia accept comms
14:04:20 ana impact dia's customers cannot pay
14:05 cyrano saw what @dia saw at ana, too
14:05:10 ana task @cyrano 10m ask gil
14:05:20 cyrano yes #9
14:05:30 ana ask does cyrano know?
14:05:40 dia yes #11
14:05:50 cyrano propose what Dia said
14:06 dia object #13 ana knows better
14:06:10 ana call #13 go dia will see
14:06:20 cyrano done #9 told gil";
    let sizes = [(160, 45), (80, 24), (40, 15)];
    for size in sizes {
        let wish = |names| Wish {
            format: Format::V3,
            size,
            speed: 60,
            idle_ms: 2000,
            names,
            title_hidden: false,
        };
        let cast = of(recording_of(script), &wish(Names::Roles));
        let all = frames(&cast, size);
        let told = |cast: &str, frames: &[String]| -> Vec<&str> {
            let chapters = events(cast).into_iter().filter(|it| it.1 == "m").map(|it| it.2);
            let all: Vec<String> = frames.iter().cloned().chain(chapters).collect();
            let words = |text: &str| -> Vec<String> {
                let split = text.split(|c: char| !c.is_alphanumeric());
                split.map(str::to_lowercase).collect()
            };
            let holds = |name: &&str| all.iter().any(|text| words(text).iter().any(|w| w == name));
            ["ana", "dia", "cyrano", "gil"].into_iter().filter(holds).collect()
        };
        assert_eq!(told(&cast, &all), Vec::<&str>::new(), "{size:?}: {}", all.last().unwrap());
        let last = all.last().unwrap();
        if size.0 > 40 {
            assert!(last.contains("LEAD respond"), "{size:?}: {last}");
            assert!(last.contains("responder 3") && last.contains("COMMS responder 2"), "{last}");
            assert!(!last.contains("respo…") && last.contains("respond3"), "{last}");
        }
        // No name tells beforehand who is to speak.
        let mut early = all.iter().take_while(|frame| !frame.contains("COMMS resp"));
        assert!(size.0 < 160 || early.any(|frame| frame.contains("responder 2")), "{size:?}");
        // The control: by their handles they stand in the same places.
        let cast = of(recording_of(script), &wish(Names::Handles));
        assert!(told(&cast, &frames(&cast, size)).contains(&"ana"), "{size:?}");
    }
}
