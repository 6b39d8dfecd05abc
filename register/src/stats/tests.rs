//! Counts, medians and percentiles of made-up incidents, and the chart they give.

use super::{Disagreement, Stats};
use crate::library::Facts;
use crate::tests::script::Room;
use crate::times::Span;
use crate::words::{Mode, Severity};
use crate::{At, IncidentId, Label, Seq};

fn facts(n: u32, minutes: i64) -> Facts {
    let began = At::from_ms(1_700_000_000_000).plus_seconds(i64::from(n) * 86_400 * 20);
    let mut room = Room::empty_at(began);
    let severity = if n.is_multiple_of(2) { "P1" } else { "P3" };
    room.run(&format!("ana: open {severity} data number {n}\nana: mark began -0s")).unwrap();
    room.now = room.now.plus_seconds(minutes * 60);
    room.run("ana: phase resolved fine\nana: phase closed over").unwrap();
    Facts::of(&room.register, Some(Label(n)), IncidentId(uuid::Uuid::from_u128(n.into()))).unwrap()
}

#[test]
fn medians_and_percentiles_are_those_of_real_incidents() {
    let all: Vec<_> = (1..=10).map(|n| facts(n, i64::from(n) * 10)).collect();
    let stats = Stats::of(&all);
    let restore = stats.incidents.times.iter().find(|t| t.name == Span::Restore).unwrap();
    assert_eq!(restore.seconds.len(), 10);
    assert_eq!((restore.median, restore.p90), (Some(55 * 60), Some(90 * 60)));
    let identify = stats.incidents.times.iter().find(|t| t.name == Span::Identify).unwrap();
    assert_eq!((identify.median, identify.seconds.len()), (None, 0), "not known is not zero");
    assert_eq!(stats.incidents.severities[&Severity::P1], 5);
    assert_eq!(stats.incidents.months.values().sum::<usize>(), 10);
}

#[test]
fn what_is_approximate_says_so_and_what_cannot_be_is_not_counted() {
    let mut all: Vec<_> = (1..=10).map(|n| facts(n, i64::from(n) * 10)).collect();
    all[4].about = [Span::Restore].into();
    all[9].seconds.remove(&Span::Restore);
    all[9].impossible = [Span::Restore].into();
    let stats = Stats::of(&all);
    let restore = stats.incidents.times.iter().find(|t| t.name == Span::Restore).unwrap();
    assert_eq!((restore.seconds.len(), restore.impossible), (9, 1));
    assert_eq!(restore.about.iter().position(|about| *about), Some(4));
    assert!(restore.median_about && !restore.p90_about);
    let chart = stats.plain(80);
    for line in [
        "to restore: median ~50 m 0 s, 90 % within 1 h 30 m 0 s (known in 9)",
        "  1 of them approximate (~)",
        "  1 not counted: times that cannot be",
    ] {
        assert!(chart.lines().any(|l| l == line), "{line} in:\n{chart}");
    }
    assert!(stats.plain(40).lines().all(|line| line.chars().count() <= 40), "{chart}");
    let page = stats.page();
    assert!(
        page.contains("median ~50 m 0 s") && page.contains("; 1 of them approximate"),
        "{page}"
    );
    let json: serde_json::Value = serde_json::from_str(&stats.json()).unwrap();
    let time = json["incidents"]["times"].as_array().unwrap();
    let time = time.iter().find(|time| time["name"] == "restore").unwrap();
    assert_eq!((&time["median_about"], &time["impossible"]), (&true.into(), &1.into()));
    // Of none it is known, of one it cannot be.
    let alone = Stats::of(&all[9..]);
    assert!(alone.plain(80).contains("to restore: not known of any incident\n  1 not counted"));
    assert!(alone.page().contains("to restore (1 not counted: times that cannot be)"));
}

#[test]
fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    let median = |minutes: &[i64]| {
        let all: Vec<_> = minutes.iter().zip(1..).map(|(m, n)| facts(n, *m)).collect();
        let stats = Stats::of(&all);
        stats.incidents.times.iter().find(|it| it.name == Span::Restore).unwrap().median
    };
    assert_eq!(median(&[]), None);
    assert_eq!(median(&[10]), Some(600));
    assert_eq!(median(&[0, 10]), Some(300));
    assert_eq!(median(&[10, 20, 480]), Some(1200));
    assert_eq!(median(&[50, 10, 480, 20]), Some(35 * 60));
}

#[test]
fn drills_are_counted_apart_and_no_month_is_left_out() {
    let mut all = vec![facts(1, 10), facts(6, 20), facts(3, 5)];
    all[2].mode = Mode::Drill;
    let stats = Stats::of(&all);
    assert_eq!((stats.incidents.incidents, stats.drills.incidents), (2, 1));
    let months: Vec<_> = stats.incidents.months.iter().map(|(m, n)| format!("{m} {n}")).collect();
    assert_eq!(months, ["2023-12 1", "2024-01 0", "2024-02 0", "2024-03 1"]);
}

#[test]
fn many_months_without_an_incident_are_one_line() {
    let mut all = vec![facts(1, 10), facts(2, 10)];
    all[1].opened_at = all[0].opened_at.plus_seconds(300 * 86_400);
    let stats = Stats::of(&all);
    assert_eq!(stats.incidents.months.len(), 10, "the data have each");
    let chart = stats.plain(80);
    let months: Vec<_> = chart.lines().filter(|line| line.starts_with("  20")).collect();
    assert_eq!(months.len(), 3, "{chart}");
    assert!(months[1].ends_with(" 0") && months[1].contains(" to 20"), "{chart}");
    assert!(chart.lines().all(|line| line.chars().count() <= 80), "{chart}");
    assert!(stats.page().contains(months[1].trim().split("  ").next().unwrap()));
}

#[test]
fn the_chart_shows_each_incident_as_a_dot() {
    let all: Vec<_> = [10, 10, 20, 480].into_iter().zip(1..).map(|(m, n)| facts(n, m)).collect();
    let chart = Stats::of(&all).plain(80);
    assert!(chart.starts_with("Incidents: 4\n\nBy kind\n  data "), "{chart}");
    let line = "to restore: median 15 m 0 s, 90 % within 8 h 0 m 0 s (known in 4)";
    assert!(chart.lines().any(|l| l == line), "{chart}");
    assert!(chart.contains("  0 |oo") || chart.contains("  0 |o."), "{chart}");
    assert!(!chart.contains("Drills"), "{chart}");
    assert!(chart.lines().all(|l| l.chars().count() <= 80), "{chart}");
    assert_eq!(Stats::of(&[]).plain(80), "Incidents: 0\n\n");
}

#[test]
fn the_page_shows_each_incident_as_a_dot_and_nothing_active() {
    let mut all: Vec<_> = (1..=40).map(|n| facts(n, i64::from(n) * 10)).collect();
    all[7].mode = Mode::Drill;
    let stats = Stats::of(&all);
    let page = stats.page();
    let dots = |name: &str| {
        let part = page.split(&format!("<h3>Time {name}</h3>")).nth(1).unwrap();
        part.split("</svg>").next().unwrap().matches("<circle").count()
    };
    assert_eq!(dots("to restore"), 39);
    let words = "median 3 h 30 m 0 s, 90 % within 6 h 10 m 0 s";
    assert!(page.contains(words), "{page}");
    assert!(page.contains("<h2>Drills: 1</h2>"), "{page}");
    assert!(page.contains("Not known of any: to detect"), "{page}");
    for active in ["<script", "javascript:", "http://", "https://", " on"] {
        let found = page.split('<').any(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            active != " on" && format!("<{tag}").contains(active)
        });
        assert!(!found, "{active} in:\n{page}");
    }
    assert!(!page.to_lowercase().contains(">mean "), "no mean is a headline");
    assert!(Stats::of(&[]).page().contains("<h2>Incidents: 0</h2>"));
}

#[test]
fn many_of_one_length_are_a_number_and_the_page_stays_small() {
    let one = facts(1, 10);
    let all: Vec<_> = std::iter::repeat_n(one, 1000).collect();
    let page = Stats::of(&all).page();
    assert!(page.contains(">1000</text>"), "{page}");
    assert!(page.len() < 40_000, "{}", page.len());
}

#[test]
fn charts_fit_a_phone() {
    let all: Vec<_> = [(1, 3), (2, 6000), (40, 13_000)].map(|(n, m)| facts(n, m)).into();
    let chart = Stats::of(&all).plain(40);
    let wide: Vec<&str> = chart.lines().filter(|line| line.chars().count() > 40).collect();
    assert!(wide.is_empty() && chart.contains("median "), "{wide:?}");
}

#[test]
fn recordings_that_disagree_are_told_of_in_every_form() {
    let one = Disagreement {
        incident: "INC-4".into(),
        from: Seq(7),
        counted: "a\u{1b}[2J.jsonl".into(),
        left_out: "b.jsonl".into(),
    };
    let stats = Stats::of(&[facts(1, 10)]);
    for form in [stats.plain(80), stats.page(), stats.json()] {
        assert!(!form.contains("isagree"), "{form}");
    }
    let stats = stats.with_disagreements(vec![one]);
    let plain = stats.plain(80);
    assert!(
        plain.contains(
            "two recordings of INC-4 disagree from #7 on: a␛[2J.jsonl is counted, b.jsonl"
        ),
        "{plain}"
    );
    assert!(stats.page().contains("Two recordings of INC-4 disagree from #7 on"));
    let json: serde_json::Value = serde_json::from_str(&stats.json()).unwrap();
    assert_eq!(json["disagree"][0]["from"], 7);
    assert_eq!(json["incidents"]["incidents"], 1, "and counted once");
}

#[test]
fn few_incidents_are_dots_that_are_seen_and_a_line_says_what_no_dot_does() {
    let row = |n: u32| {
        let all: Vec<_> = (1..=n).map(|n| facts(n, i64::from(n) * 10)).collect();
        let page = Stats::of(&all).page();
        let part = page.split("<h3>Time to restore</h3>").nth(1).unwrap();
        let part = part.split("</svg>").next().unwrap();
        let has = |words: &str| part.matches(words).count();
        [has("r=\"4\""), has("r=\"1.8\""), has("class=\"m\""), has("class=\"p\"")]
    };
    assert_eq!(row(1), [1, 0, 0, 0]);
    assert_eq!(row(12), [12, 0, 1, 1]);
    assert_eq!(row(13), [0, 13, 1, 1]);
}
