//! One of a list, with what each means; what is so now is marked.

use warroom_register::words::{Kind, Moment, Phase, Severity};

use super::{Sheet, field};
use crate::app::App;
use crate::app::asks::{Pick, Subject};
use crate::app::edit::Edit;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip, wrap};

pub(super) fn sheet(app: &App, ask: &Pick, width: usize) -> Sheet {
    let mut sheet = Sheet { head: head(app, ask.subject, width), ..Sheet::default() };
    sheet.rows = above(app, ask.subject, width);
    let choices = ask.choices();
    let widest = choices.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (index, (name, meaning)) in choices.into_iter().enumerate() {
        let picked = ask.picked == Some(index);
        if picked {
            sheet.picked = Some(sheet.rows.len());
        }
        let mark = if picked { "▸" } else { " " };
        let left = Strip::of(mark, Tone::FrameFocus)
            .and(&(index + 1).to_string(), Tone::Key)
            .gap(1)
            .and(name, Tone::Heading)
            .to(widest + 3)
            .gap(2)
            .and(meaning, Tone::Text);
        sheet.rows.push(Row::new(left, Strip::of(&so_now(app, ask.subject, index), Tone::Quiet)));
    }
    if ask.subject == Subject::Phase && ask.picked >= Some(3) {
        sheet.rows.extend(still_open(app));
    }
    words(ask, &mut sheet);
    sheet.foot = sheet.foot.gap(3).and("Esc", Tone::Key).and(" nothing happens", Tone::Hint);
    sheet
}

/// The fields written so far, and on the lower edge what Enter does.
fn words(ask: &Pick, sheet: &mut Sheet) {
    let (wanted, last) = (ask.wanted(), ask.fields.len().saturating_sub(1));
    if wanted.is_empty() {
        sheet.foot = Strip::of("a digit does it", Tone::Hint);
        return;
    }
    if ask.picked.is_none() {
        sheet.foot = Strip::of("a digit chooses; nothing happens before Enter", Tone::Hint);
        return;
    }
    sheet.rows.push(Row::default());
    for ((edit, wanted), at) in ask.fields.iter().zip(wanted).zip(0..) {
        let (row, cursor) = field(wanted.label, edit);
        if at == last {
            sheet.cursor = Some((sheet.rows.len(), cursor));
        }
        sheet.rows.push(row);
    }
    let skips = wanted.get(last).is_some_and(|w| !w.needed)
        && ask.fields.get(last).is_some_and(Edit::is_empty);
    let does = match (last + 1 < wanted.len(), skips) {
        (true, true) => " skips it",
        (true, false) => " goes on",
        (false, true) => " does it without a word",
        (false, false) => " does it",
    };
    sheet.foot = Strip::of("Enter", Tone::Key).and(does, Tone::Hint);
}

fn head(app: &App, subject: Subject, width: usize) -> Strip {
    let quoted = |entry| app.board().quoted(entry);
    let words = match subject {
        Subject::Severity => "S: how bad is it?".to_owned(),
        Subject::Phase => "P: how far is it?".to_owned(),
        Subject::Kind => "K: what kind of trouble is it?".to_owned(),
        Subject::Moment => "M: which time is known?".to_owned(),
        Subject::Call(entry) => format!("D: call {entry} {}", quoted(entry)),
        Subject::Outcome(entry) => format!("V: did {entry} work? {}", quoted(entry)),
        Subject::Audience => "U: words for whom?".to_owned(),
        Subject::Mend(entry) => format!("c: change {entry} {}", quoted(entry)),
    };
    Strip::of(&words, Tone::Heading).cut(width)
}

/// What must be seen before a proposal is called: what speaks against it, and how it is undone.
fn above(app: &App, subject: Subject, width: usize) -> Vec<Row> {
    let Subject::Call(entry) = subject else { return Vec::new() };
    let Some(decision) = app.register().decisions().get(&entry) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut add = |label: &str, text: &warroom_register::Text, tone| {
        if !text.is_empty() {
            let lines = wrap(text, width.saturating_sub(9), 2).into_iter().enumerate();
            rows.extend(lines.map(|(i, line)| {
                let label = if i == 0 { label } else { "" };
                Row::left(Strip::of(label, Tone::Quiet).to(9).shown(line, tone))
            }));
        }
    };
    add("risk", &decision.risk, Tone::Text);
    add("undo", &decision.undo, Tone::Text);
    add("expect", &decision.expect, Tone::Text);
    for row in decision.objections.iter().filter_map(|seq| app.register().row(*seq)) {
        let words = format!("{}: {}", row.by, row.text.shown());
        add("against", &words.as_str().into(), Tone::Loud);
    }
    if !decision.objections.is_empty() {
        rows.push(Row::left(Strip::of("a go over an objection needs a why", Tone::Hint)));
    }
    rows
}

/// What would be left undone by ending it now.
fn still_open(app: &App) -> Option<Row> {
    let board = app.board();
    let open = [(board.doing.len(), "next steps"), (board.asked.len(), "questions")];
    let open = open.iter().filter(|(many, _)| *many > 0);
    let words: Vec<String> = open.map(|(many, what)| format!("{many} {what}")).collect();
    let words = format!("still open: {}", words.join(", "));
    let some = !board.doing.is_empty() || !board.asked.is_empty();
    some.then(|| Row::left(Strip::new().gap(1).and(&words, Tone::Loud)))
}

fn so_now(app: &App, subject: Subject, index: usize) -> String {
    let incident = app.register().incident();
    let now = match subject {
        Subject::Severity => Severity::ALL.get(index) == Some(&incident.severity),
        Subject::Phase => Phase::ALL.get(index) == Some(&incident.phase),
        Subject::Kind => Kind::ALL.get(index) == Some(&incident.kind),
        Subject::Moment => {
            let known = Moment::ALL.get(index).and_then(|m| app.register().moments().get(m));
            return known.map_or_else(String::new, |seen| {
                format!("{}{}", seen.at.clock(), if seen.about { "~" } else { "" })
            });
        }
        Subject::Call(_) | Subject::Outcome(_) | Subject::Audience | Subject::Mend(_) => false,
    };
    if now { "now".to_owned() } else { String::new() }
}
