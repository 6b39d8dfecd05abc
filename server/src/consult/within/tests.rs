use std::collections::BTreeMap;
use warroom_register::library::{Facts, Found, Hit, Paper, Recommendation, Stand};
use warroom_register::protocol::PaperLikeness;
use warroom_register::times::Kept;
use warroom_register::words::{Kind, Mode, Phase, Severity};
use warroom_register::{At, IncidentId, Label, Seq, Text, Title};

use super::*;
use crate::consult::incidents;
use crate::library::{Item, Source};

const INCIDENTS: u32 = 10_000;
const PAPERS: u32 = 40;
/// As long as a title may be, and more bytes than letters.
const TITLE_LETTERS: usize = 200;
/// A letter that takes three times its bytes where it is written: a control nobody sees.
const HIDDEN: &str = "\u{85}";

fn title() -> Title {
    Title::try_from("ä".repeat(TITLE_LETTERS)).unwrap()
}

fn facts(n: u32) -> Facts {
    Facts {
        incident: Some(Label(n)),
        id: IncidentId(uuid::Uuid::from_u128(n.into())),
        title: title(),
        worst: Severity::P2,
        milder: None,
        kind: Kind::Availability,
        phase: Phase::Closed,
        mode: Mode::Real,
        opened_at: At::from_ms(0),
        closed_at: Some(At::from_ms(1)),
        review: None,
        head: Seq(9),
        seconds: BTreeMap::new(),
        about: BTreeSet::new(),
        impossible: BTreeSet::new(),
        kept: Kept::default(),
    }
}

fn paper(number: u32) -> Paper {
    Paper {
        paper: Paper::VERSION,
        number,
        title: title(),
        kind: None,
        services: Vec::new(),
        link: Text::default(),
        notes: HIDDEN.repeat(8 * 1024).into(),
        added_at: At::from_ms(0),
        by: "ana".parse().unwrap(),
        text: Text::default(),
    }
}

fn item(facts: Option<Facts>, paper: Option<Paper>) -> Item {
    Item { id: String::new(), source: Source::Team, file: None, facts, paper, differs: None }
}

fn recommendation(text: &str) -> Recommendation {
    Recommendation {
        entry: Seq(4),
        kind: None,
        text: text.into(),
        made: None,
        state: Stand::Raw,
        since: At::from_ms(0),
        owner: None,
        due: None,
        link: Text::default(),
        said: Text::default(),
    }
}

fn card(recommended: usize) -> Card {
    let one = recommendation(&HIDDEN.repeat(8 * 1024));
    Card { facts: facts(1), gist: Gist::default(), recommended: vec![one; recommended] }
}

fn library(incidents: u32) -> Vec<Item> {
    let facts = (0..incidents).map(|n| item(Some(facts(n)), None));
    facts.chain((0..PAPERS).map(|n| item(None, Some(paper(n))))).collect()
}

/// All that is told of a library by one question after the other; the longest message, and how many.
fn all_told(
    answers: impl Fn(u32) -> Consulted,
    as_message: impl Fn(Consulted) -> String,
) -> (Vec<IncidentId>, Vec<u32>, usize, usize) {
    let (mut ids, mut numbers, mut longest, mut messages) = (Vec::new(), Vec::new(), 0, 0);
    loop {
        let skip = u32::try_from(ids.len() + numbers.len()).unwrap();
        let answer = answers(skip);
        longest = longest.max(as_message(answer.clone()).len());
        messages += 1;
        let Consulted::Incidents { facts, more, papers } = answer else { panic!() };
        assert!(!facts.is_empty() || !papers.is_empty(), "it would be asked for ever");
        ids.extend(facts.into_iter().map(|facts| facts.id));
        numbers.extend(papers.into_iter().map(|paper| paper.number));
        if !more {
            return (ids, numbers, longest, messages);
        }
    }
}

#[test]
fn promise_9_ten_thousand_incidents_are_all_told_and_no_answer_is_large() {
    let most = CONSULT_BYTES_MAX + 256 * 1024;
    let library = library(INCIDENTS);
    let bounded = |skip| incidents(library.clone(), skip, &BTreeSet::new());
    let (ids, numbers, longest, _) = all_told(bounded, frame);
    assert!(longest <= most, "{longest} bytes at once");
    assert!(ids.iter().map(|id| id.0.as_u128()).eq(0..INCIDENTS.into()), "{}", ids.len());
    assert!(numbers.into_iter().eq(0..PAPERS));
    // As a control: the same measure of a library that tells all it has at once.
    let facts: Vec<Facts> = (0..INCIDENTS).map(facts).collect();
    let papers: Vec<Paper> = (0..PAPERS).map(paper).collect();
    let unbounded =
        |_| Consulted::Incidents { facts: facts.clone(), more: false, papers: papers.clone() };
    let whole = |answer| ServerMessage::Consulted(answer).frame();
    let (all, _, longest, messages) = all_told(unbounded, whole);
    assert_eq!((all.len(), messages), (ids.len(), 1));
    assert!(longest > most && longest > 2 * 1024 * 1024, "{longest} bytes were not found out");
}

#[test]
fn what_is_hidden_is_not_told_and_nothing_is_left_out_or_told_twice_for_it() {
    let some = INCIDENTS / 4;
    let hidden: BTreeSet<_> = (0..some).step_by(3).map(|n| facts(n).id).collect();
    let library = library(some);
    let (ids, numbers, .., messages) =
        all_told(|skip| incidents(library.clone(), skip, &hidden), frame);
    assert!(messages > 1, "it is told over several messages");
    let shown = (0..some).map(|n| facts(n).id).filter(|id| !hidden.contains(id));
    assert!(ids.into_iter().eq(shown));
    assert_eq!(numbers.len(), PAPERS as usize);
}

#[test]
fn an_answer_has_so_many_bytes_and_the_one_that_goes_beyond_is_whole() {
    let line = "x".repeat(1022);
    assert_eq!(written_bytes(line.as_str()), 1024);
    let lines = CONSULT_BYTES_MAX / 1024;
    let of = |count: usize, skip| {
        let (some, more) = Room::behind(skip).take(std::iter::repeat_n(line.as_str(), count));
        (some.len(), more)
    };
    assert_eq!(of(lines, 0), (lines, false));
    assert_eq!(of(lines + 1, 0), (lines, true));
    assert_eq!(of(lines + 1, u32::try_from(lines).unwrap()), (1, false));
    let (short, long) = ("x", "y".repeat(CONSULT_BYTES_MAX));
    let (some, more) = Room::behind(0).take([short, long.as_str(), short].into_iter());
    assert_eq!((some.len(), some[1].len(), more), (2, CONSULT_BYTES_MAX, true));
}

#[test]
fn a_recording_comes_in_pieces_that_are_counted_as_they_are_written() {
    // Each quote takes two bytes there.
    let line = "\"".repeat(510) + "\n";
    let lines = CONSULT_BYTES_MAX / written_bytes(line.as_str());
    let (text, more) = piece(&line.repeat(lines + 1), 0);
    assert_eq!((text.len() / line.len(), more), (lines, true));
    let skip = u32::try_from(lines).unwrap();
    assert_eq!(piece(&line.repeat(lines + 1), skip), (line, false));
}

#[test]
fn very_much_advice_comes_in_parts_and_all_of_it() {
    assert_eq!(parts(card(0)), [card(0)]);
    let whole = card(100);
    let parts = parts(whole.clone());
    assert!(parts.len() > 4, "{}", parts.len());
    for part in &parts {
        assert!(written_bytes(part) < ADVICE_BYTES_MAX + 64 * 1024);
        assert_eq!(part.facts, whole.facts);
    }
    let again: Vec<_> = parts.into_iter().flat_map(|part| part.recommended).collect();
    assert_eq!(again, whole.recommended);
}

#[test]
fn of_what_is_found_the_best_comes_first_and_all_fits_one_answer() {
    let hit = |n: u32| Hit {
        item: facts(n / 3).id.to_string(),
        seq: Seq(7),
        at: At::from_ms(0),
        by: "ben".to_owned(),
        kind: "action".to_owned(),
        text: HIDDEN.repeat(16 * 1024),
    };
    let found = Found { hits: (0..300).map(hit).collect(), whole: true, newest: false, count: 300 };
    let answer =
        Consulted::Words { found, facts: (0..100).map(facts).collect(), papers: Vec::new() };
    assert!(ServerMessage::Consulted(answer.clone()).frame().len() > CONSULT_ANSWER_BYTES_MAX);
    let answer = within(answer);
    assert!(frame(answer.clone()).len() <= CONSULT_ANSWER_BYTES_MAX);
    let Consulted::Words { found, facts: told, .. } = answer else { panic!() };
    assert_eq!((found.hits.len(), told.len(), found.count), (300, 100, 300));
    assert!(found.hits.iter().all(|hit| !hit.text.is_empty()));

    let like = |_n| Likeness { card: card(100), points: 5, because: "the same kind".to_owned() };
    let likes: Vec<Likeness> = (0..9).map(like).collect();
    let beside = |n| PaperLikeness { paper: paper(n), points: 1, because: "its kind".to_owned() };
    let answer = within(Consulted::Alike { likes, papers: (0..50).map(beside).collect() });
    assert!(frame(answer.clone()).len() <= CONSULT_ANSWER_BYTES_MAX);
    let Consulted::Alike { likes, papers } = answer else { panic!() };
    assert!(!likes.is_empty() && likes.len() < 9 && papers.is_empty());
}

#[test]
fn no_answer_is_longer_than_that_and_one_that_would_be_says_so() {
    let text = |bytes: usize| Consulted::Recording { text: "x".repeat(bytes), more: false };
    let around = ServerMessage::Consulted(text(0)).frame().len();
    let most = frame(text(CONSULT_ANSWER_BYTES_MAX - around));
    assert_eq!(most.len(), CONSULT_ANSWER_BYTES_MAX);
    let beyond = frame(text(CONSULT_ANSWER_BYTES_MAX - around + 1));
    assert!(beyond.contains("too long for one answer"), "{} bytes", beyond.len());
}
