//! One entry whole: its words, its old wordings, and everything that was recorded about it.

use warroom_register::{At, EntryId, Register, Seq, Text, What};

use super::{Sheet, closes, paragraph};
use crate::app::App;
use crate::app::asks::look::Detail;
use crate::app::words::day;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip, wrap};
use crate::view::{doing, signs};

/// One text may fill so many lines here: more than any person writes.
const LINES_MAX: usize = 500;

pub(super) fn sheet(app: &App, detail: &Detail, width: usize) -> Sheet {
    let (register, entry) = (&app.asked_board().register, detail.entry);
    let Some(row) = register.row(entry) else { return Sheet::default() };
    let star = if register.starred(entry) { "* " } else { "" };
    let head = Strip::of(&format!("{entry} {star}"), Tone::Heading)
        .and(&row.what.sign().to_string(), signs::tone(row.what))
        .and(&format!(" by {}, {}", row.by, instant(app, row.at)), Tone::Quiet);
    if app.live.register.is_kept_from(entry, Some(app.me)) {
        let words = Text::from("an idea for the review: only its writer reads it before its turn");
        let rows = paragraph(&words, 0, width, LINES_MAX, Tone::Quiet);
        return Sheet { head, rows, foot: closes(), ..Sheet::default() };
    }
    let mut rows = paragraph(&words(register, entry), 0, width, LINES_MAX, Tone::Text);
    rows.extend(stands(app, entry));
    if let Some(seen) = row.seen {
        let mark = if seen.about { "about " } else { "" };
        let words = format!("it happened {mark}{}, says {}", instant(app, seen.at), row.by);
        rows.push(Row::left(Strip::of(&words, Tone::Quiet)));
    }
    if let Some(why) = register.retracted(entry) {
        let words = Text::from(format!("taken back: {}", why.shown()));
        rows.extend(paragraph(&words, 0, width, LINES_MAX, Tone::Loud));
    }
    printed(app, entry, width, &mut rows);
    before(app, entry, width, &mut rows);
    known_then(app, entry, width, &mut rows);
    let mut picked = None;
    links(app, detail, width, &mut rows, &mut picked);
    Sheet { head, rows, foot: foot(detail), picked, ..Sheet::default() }
}

/// What it says: its own words, and where those are a reason what the reason is for.
fn words(register: &Register, entry: EntryId) -> Text {
    if let Some((call, why)) = register.called_words(entry) {
        return Text::from(format!("{call}\n{why}").trim_end());
    }
    let own = register.text(entry);
    let phase = matches!(register.what(entry), Some(What::Phase(_)));
    if own.is_empty() || phase { register.sentence(entry) } else { own }
}

/// How a task stands, or who has a question: what one opens it for.
fn stands(app: &App, entry: EntryId) -> Option<Row> {
    if let Some(stand) = doing::stand(app, entry) {
        return Some(Row::new(stand.owner.gap(1).join(stand.state), stand.end));
    }
    let question = app.register().questions().get(&entry).filter(|question| question.is_open())?;
    let has =
        question.owner.map_or_else(|| "nobody has it".to_owned(), |who| format!("{who} has it"));
    Some(Row::left(Strip::of(&has, Tone::Quiet)))
}

/// A time to the second, with its date where that is not today.
fn instant(app: &App, at: At) -> String {
    let today = at.day() == app.asked_board().now.day();
    if today { at.clock_seconds() } else { format!("{} {}", day(at), at.clock_seconds()) }
}

fn heading(rows: &mut Vec<Row>, words: &str) {
    rows.push(Row::default());
    rows.push(Row::left(Strip::of(words, Tone::Heading)));
}

/// What it said before it was corrected.
fn before(app: &App, entry: EntryId, width: usize, rows: &mut Vec<Row>) {
    let wordings = app.asked_board().register.wordings(entry);
    if wordings.is_empty() {
        return;
    }
    heading(rows, "What it said before");
    for wording in wordings {
        let until = format!(" until {}  ", wording.until.clock());
        let indent = until.len();
        let mut lines = paragraph(&wording.text, indent, width, LINES_MAX, Tone::Retracted);
        if let Some(first) = lines.first_mut() {
            *first = Row::left(
                Strip::of(&until, Tone::Quiet).text(&wording.text, Tone::Retracted).cut(width),
            );
        }
        rows.extend(lines);
    }
}

/// What a command that was run printed in the end.
fn printed(app: &App, entry: EntryId, width: usize, rows: &mut Vec<Row>) {
    let Some(ran) = app.asked_board().register.ran(entry) else { return };
    let words = format!("{}; {}", ran.ended(), ran.about_output());
    rows.push(Row::left(Strip::of(&words, Tone::Quiet).cut(width)));
    if !ran.output.is_empty() {
        heading(rows, "What it printed");
        rows.extend(paragraph(&ran.output, 1, width, LINES_MAX, Tone::Text));
    }
}

/// A decision keeps what was known and what was open when it was called.
fn known_then(app: &App, entry: EntryId, width: usize, rows: &mut Vec<Row>) {
    let register = &app.asked_board().register;
    let Some(decision) = register.decisions().get(&entry) else { return };
    let parts = [("risk", &decision.risk), ("undo", &decision.undo), ("expect", &decision.expect)];
    for (label, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let words = Text::from(format!("{label}: {}", text.shown()));
        rows.extend(paragraph(&words, 1, width, LINES_MAX, Tone::Text));
    }
    if decision.call.is_none() {
        return;
    }
    heading(rows, "What was known then");
    let lists = [("=", &decision.facts), ("?", &decision.questions)];
    for (sign, entries) in lists {
        for known in entries.iter().take(LINES_MAX) {
            let left = Strip::of(&format!(" {sign} {known} "), Tone::Quiet);
            rows.push(Row::left(left.text(&register.text(*known), Tone::Text).cut(width)));
        }
    }
}

fn foot(detail: &Detail) -> Strip {
    let strip = Strip::new();
    let strip = match (detail.names.len() + detail.about.len(), detail.picked) {
        (0, _) => strip,
        (_, None) => strip.and("Tab", Tone::Key).and(" goes through what is linked   ", Tone::Hint),
        (_, Some(_)) => strip
            .and("Enter", Tone::Key)
            .and(" opens it   ", Tone::Hint)
            .and("Backspace", Tone::Key)
            .and(" goes back   ", Tone::Hint),
    };
    strip.join(closes())
}

/// What it names, and everything recorded about it, oldest first.
fn links(
    app: &App,
    detail: &Detail,
    width: usize,
    rows: &mut Vec<Row>,
    picked: &mut Option<usize>,
) {
    let lists = [("It speaks of", &detail.names), ("What came of it", &detail.about)];
    let mut number = 0;
    for (title, list) in lists {
        if !list.is_empty() {
            heading(rows, title);
        }
        for seq in list {
            if detail.picked == Some(number) {
                *picked = Some(rows.len());
            }
            rows.extend(linked(app, *seq, width));
            number += 1;
        }
    }
}

/// One record that it is linked with.
fn linked(app: &App, seq: Seq, width: usize) -> Vec<Row> {
    let register = &app.asked_board().register;
    let Some(row) = register.row(seq) else { return Vec::new() };
    let left = Strip::of(&format!(" {} {:>5} ", row.at.clock(), seq.to_string()), Tone::Quiet)
        .and(&row.what.sign().to_string(), signs::tone(row.what))
        .gap(1);
    let indent = left.width();
    let right = Strip::of(row.by.as_str(), Tone::Quiet);
    let room = width.saturating_sub(right.width() + 1);
    let words = signs::sentence(register, seq);
    let mut lines = paragraph(&words, indent, room, LINES_MAX, Tone::Text);
    if let Some(first) = lines.first_mut() {
        let text = wrap(&words, room.saturating_sub(indent), LINES_MAX);
        let text = text.into_iter().next().unwrap_or_default();
        *first = Row::new(left.shown(text, Tone::Text), right);
    }
    lines
}
