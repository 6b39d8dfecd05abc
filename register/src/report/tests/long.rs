//! The page of a long night: ten thousand records of full sentences, and still a small file in which
//! each of them stands whole.

use crate::report::{Form, Options, render};
use crate::tests::script::Room;

const RECORDS: usize = 10_000;
/// A page is mailed, and read on a phone.
const PAGE_BYTES_MAX: usize = 2_000_000;
const BEGIN: &str = "ana: open P1 data x\nben: join respond\ncy: join respond";

/// What people write at night: of 80 characters, on the whole.
const SENTENCES: [&str; 10] = [
    "5xx on checkout at 41 % in eu-west, us-east is quiet; it went up with the second wave of traffic",
    "the queue of payments stands at 12,400 and grows by 900 a minute since the workers were paused",
    "restarted checkout-7, it came up within 40 s and takes traffic; no 5xx from it since then",
    "p99 of the pricing service is 2.4 s, it was 180 ms an hour ago; the CPU is at 35 %, so it waits",
    "the registry answers 429 to every second pull, new pods of the old release cannot start",
    "disk of db-primary-2 at 93 %, the write-ahead log takes 70 GB: archiving is stuck",
    "three customers wrote that they were charged twice, support has their numbers, see #40",
    "the certificate of the mirror is good until March, so that is not it",
    "replica lag is down to 4 s from 310 s, nothing was done for it",
    "Payline says that they see no errors there",
];

const fn sentence(n: usize) -> &'static str {
    SENTENCES[(n * 7 + n / 10) % SENTENCES.len()]
}

/// A night in which each turn is what `say` makes of its number and of the place of its first record.
fn night(say: impl Fn(usize, usize) -> String) -> Room {
    let mut room = Room::of(BEGIN);
    let mut turn = 0;
    while room.records.len() < RECORDS {
        room.now = room.now.plus_seconds(3);
        room.run(&say(turn, room.records.len() + 1)).unwrap();
        turn += 1;
    }
    room
}

/// One record a turn: whose it is and what, and a sentence.
fn said(lead: impl Fn(usize) -> &'static str) -> Room {
    night(|n, _| format!("{} {}", lead(n), sentence(n)))
}

/// The page as it leaves the team, which is small, and has each record with all of its words.
fn page(room: &Room) -> String {
    let render = |form| render(&room.recording(), &Options::default(), form, None).unwrap();
    let (page, fragment) = (render(Form::Html), render(Form::Fragment));
    for (form, text) in [("page", &page), ("fragment", &fragment)] {
        assert!(text.len() < PAGE_BYTES_MAX, "{form}: {} bytes", text.len());
        let rows: Vec<_> = text.lines().filter(|line| line.starts_with("<tr id=r")).collect();
        assert_eq!(rows.len(), room.records.len(), "{form}");
        let cut = rows.iter().find(|row| row.contains('…'));
        assert_eq!(cut, None, "{form}");
    }
    page
}

/// The items of a section of a page.
fn items(page: &str, section: &str) -> usize {
    let mut parts = page.split("<h2>");
    parts.find(|part| part.starts_with(section)).map_or(0, |part| part.matches("\n<li>").count())
}

#[test]
fn the_sentences_are_as_long_as_people_write() {
    let all: usize = SENTENCES.iter().map(|it| it.chars().count()).sum();
    assert_eq!(all, 80 * SENTENCES.len());
}

#[test]
fn ten_thousand_records_are_a_small_page() {
    let room = said(|n| match n % 100 {
        7 => "ana: decide",
        11 | 41 | 71 => "cy: ask",
        13 | 63 => "ana: task",
        n if n % 12 == 5 => "cy: fact",
        n if n % 4 == 0 => "ben: did",
        _ => "ana: saw",
    });
    let page = page(&room);
    // Of a hundred decisions each shows the last that was known; all of it stands in its own section.
    assert!(page.contains("<li>Known then, and ") && page.matches("<h3><a href").count() == 100);
    assert!(
        page.contains("the queue of payments stands at 12,400 …\n"),
        "facts are told by first words"
    );
    assert!(page.contains("its number leads to the whole in the timeline"));
}

#[test]
fn thousands_of_decisions_are_a_small_page_with_each_of_them_on_it() {
    let room = said(|n| match n % 10 {
        1 | 4 | 7 => "ana: decide",
        2 => "ana: propose",
        5 => "cy: fact",
        8 => "cy: ask",
        _ => "ana: saw",
    });
    let page = page(&room);
    let decisions = page.split("<h2>").find(|part| part.starts_with("Key decisions")).unwrap();
    let many = room.register.decisions().len();
    assert_eq!((items(&page, "Key decisions"), many), (many, 3_999), "each is there");
    let [go, never] =
        ["</a> GO lead: 5xx on checkout at 41 %", "</a> never called lead: p99 of the"];
    assert!(decisions.contains(go) && decisions.contains(never), "{decisions:.900}");
}

#[test]
fn thousands_of_things_done_and_answered_are_a_small_page() {
    let room = night(|n, at| {
        let words = sentence(n);
        match n % 10 {
            0 => format!(
                "ana: task {words} {{owner ben, minutes 10}}\nben: yes {at}\n+5m\n\
                 ben: done {at} {words}\nana: verify {at} worked {words}"
            ),
            1 => format!("cy: ask {words}\nben: answer {at} {words} {{fact}}"),
            2 | 3 => format!("cy: fact {words}"),
            4 | 5 => format!("ben: did {words}"),
            _ => format!("ana: saw {words}"),
        }
    });
    let page = page(&room);
    assert_eq!(items(&page, "Facts"), room.register.facts().len());
    assert_eq!(items(&page, "Tasks"), room.register.tasks().len());
    assert_eq!(items(&page, "Questions"), room.register.questions().len() + 1, "none is open");
    let worked = page.split("These <strong>worked</strong>: ").nth(1).unwrap();
    let worked = worked.split("</ul>").next().unwrap();
    assert_eq!(worked.matches("<a ").count(), room.register.tasks().len());
}

/// What is said again in short is so only in a long record.
#[test]
fn what_is_not_long_is_told_whole_in_every_section() {
    let mut room = Room::of(BEGIN);
    for n in 0..500 {
        let words = sentence(n);
        room.run(&format!("cy: fact {words}\ncy: ask {words}\nana: task {words}")).unwrap();
    }
    let page = page(&room);
    assert!(!page.contains('…') && !page.contains("by its first words"));
    assert_eq!(items(&page, "Facts"), 500);
}
