//! The pictures of the page: what they show is what the timeline says, wherever it was written, and
//! no word in them runs into another.

use super::NAMED;
use crate::Recording;
use crate::report::{Form, render};
use crate::tests::script::{Room, STORY};

const SAMPLE: &str = include_str!("../../../../tests/samples/source-host.jsonl");

/// An incident of three days: much of what happened on the first is only written on the third.
const DAYS: &str = "
ana: open P2 data Invoices are wrong
ben: join respond
ana: phase identified
ana: phase monitoring it holds
+20h
ana: saw totals differ by a cent
ben: did stopped the nightly run
ana: offer scribe ben
ben: accept scribe
ana: offer comms ben
ben: accept comms
+27h
ben: saw the first wrong invoice {seen 21 Nov 14:10}
ben: fact it was the rounding {seen 21 Nov 18:00}
ben: did told finance by phone {seen 22 Nov 10:20}
ana: phase resolved
+5h
ana: saw a customer wrote {seen 21 Nov 15:30}
ana: phase closed
";

fn page(recording: &Recording) -> String {
    render(recording, &NAMED, Form::Html, None).unwrap()
}

fn pictures(page: &str) -> Vec<&str> {
    let all = page.split("<div class=\"p\">").skip(1);
    all.map(|picture| picture.split("</div>").next().unwrap_or_default()).collect()
}

/// Where the crosses of what was learnt late stand, from left to right.
fn late(band: &str) -> Vec<i64> {
    let paths = band.split("d=\"M").skip(1).map(|d| d.split('"').next().unwrap());
    let late = paths.filter(|d| d.ends_with("l-8 10")).flat_map(|d| d.split('M'));
    let mut all: Vec<i64> = late.map(|d| d.split(' ').next().unwrap().parse().unwrap()).collect();
    all.sort_unstable();
    all
}

#[test]
fn what_was_written_on_another_day_stands_where_it_happened() {
    let page = page(&Room::of(DAYS).recording());
    let crosses = late(pictures(&page)[0]);
    assert_eq!(crosses.len(), page.matches("class=\"late\"").count(), "{}", pictures(&page)[0]);
    assert_eq!(crosses.len(), 4);
    // The band goes from 14:03 of the first day to a while after the third's 13:04, at 120 to 930.
    let places = [(123, 7), (145, 23), (185, 237), (425, 1217)];
    for ((place, minutes), cross) in places.into_iter().zip(&crosses) {
        assert!((place - cross).abs() < 12, "{minutes} minutes from the start: {crosses:?}");
    }
    let sample = self::page(&Recording::read(SAMPLE).unwrap());
    let told = sample.matches("class=\"late\"").count();
    assert_eq!(late(pictures(&sample)[0]).len(), told, "{}", pictures(&sample)[0]);
}

/// Left, right, height and words of each text of a picture.
fn texts(svg: &str) -> Vec<(f64, f64, f64, &str)> {
    let text = |text: &'_ str| -> Option<(f64, f64, f64, usize)> {
        let (tag, words) = text.split_once('>')?;
        let of = |name: &str| -> Option<&str> {
            tag.split_once(&format!("{name}=\""))?.1.split('"').next()
        };
        let (x, y): (f64, f64) = (of(" x")?.parse().ok()?, of(" y")?.parse().ok()?);
        let words = words.split('<').next()?;
        let wide = 6.2 * f64::from(u32::try_from(words.chars().count()).ok()?);
        let left = match of("text-anchor") {
            Some("end") => x - wide,
            Some("middle") => x - wide / 2.0,
            _ => x,
        };
        Some((left, left + wide, y, words.len()))
    };
    let all = svg.split("<text").skip(1).filter_map(|it| {
        let words = it.split_once('>')?.1.split('<').next()?;
        text(it).map(|(left, right, y, _)| (left, right, y, words))
    });
    all.collect()
}

#[test]
fn no_word_of_a_picture_runs_into_another_or_out_of_it() {
    for recording in [
        Room::of(STORY).recording(),
        Room::of(DAYS).recording(),
        Room::of("ana: open P3 data x").recording(),
        Recording::read(SAMPLE).unwrap(),
    ] {
        let page = page(&recording);
        for svg in pictures(&page) {
            let texts = texts(svg);
            assert!(texts.len() > 4, "{svg}");
            for (n, (left, right, y, words)) in texts.iter().enumerate() {
                assert!(*left >= 0.0 && *right <= 960.0, "{words} leaves {svg}");
                for (other_left, other_right, other_y, other) in texts.iter().skip(n + 1) {
                    let apart = left >= other_right || other_left >= right;
                    assert!(apart || (y - other_y).abs() > 10.0, "{words} and {other} in {svg}");
                }
            }
        }
    }
}

#[test]
fn the_names_of_the_rows_stand_apart_so_that_they_can_stay_while_the_rest_scrolls() {
    let page = page(&Room::of(STORY).recording());
    let all = pictures(&page);
    assert_eq!(all.len(), 3);
    for (picture, row) in all.into_iter().zip(["decided", "P1", "ben"]) {
        let (names, rest) = picture.split_once("</svg>").unwrap();
        assert!(names.contains(&format!(">{row}</text>")) && !rest.contains(&format!(">{row}<")));
        // Nothing of the one is drawn where the other is.
        assert!(texts(names).iter().all(|(_, right, ..)| *right <= 112.0), "{names}");
        assert!(texts(rest).iter().all(|(left, ..)| *left >= 112.0), "{rest}");
    }
}

#[test]
fn each_phase_and_each_role_has_its_word() {
    let page = page(&Room::of(DAYS).recording());
    let [band, _, work] = pictures(&page)[..] else { panic!("{page}") };
    for phase in ["investigating", "identified", "monitoring", "resolved"] {
        assert_eq!(band.matches(&format!(">{phase}<")).count(), 1, "{phase} in {band}");
    }
    for role in ["lead", "scribe", "comms"] {
        assert!(work.contains(&format!(">{role}<")), "{role} in {work}");
    }
    assert!(band.contains(">21 Nov 2026<") && band.contains(">22 Nov<"), "{band}");
}

#[test]
fn of_a_young_incident_nothing_is_drawn_that_nobody_recorded() {
    let mut room = Room::of("ana: open P1 data x");
    room.run("+6s\nana: saw y").unwrap();
    let page = page(&room.recording());
    let pictures = pictures(&page);
    let number = |text: &str, before: &str| -> i64 {
        let from = text.split(before).nth(1).unwrap();
        let digits: String = from.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };
    // The picture is of a minute, at 120 to 930, and six seconds are known.
    let phase = pictures[0].split("<rect class=\"o\"").nth(1).unwrap();
    assert_eq!(number(phase, " x=\"") + number(phase, "width=\""), 201, "{phase}");
    let steps = pictures[1].split("stroke-width=\"3\"").nth(1).unwrap();
    assert_eq!(number(steps, "H"), 201, "{steps}");
}
