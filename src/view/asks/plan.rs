//! A plan before it is laid out: what it asks, what it does first, what was decided before.

use warroom_register::{Plan, Text};

use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// How many of its items are shown; the rest comes when it is laid out.
const ITEMS_MAX: usize = 9;

/// Its items, a line each.
pub(super) fn rows(plan: &Plan, width: usize) -> Vec<Row> {
    let questions = plan.questions.iter().map(|text| ("?", text));
    let tasks = plan.tasks.iter().map(|task| ("t", &task.text));
    let decisions = plan.decisions.iter().map(|decision| ("◆", &decision.text));
    let all: Vec<(&str, &Text)> = questions.chain(tasks).chain(decisions).collect();
    let more = all.len().saturating_sub(ITEMS_MAX);
    let mut rows = vec![Row::left(Strip::of(&agreed(plan), Tone::Hint))];
    rows.extend(all.into_iter().take(ITEMS_MAX).map(|(sign, text)| {
        Row::left(
            Strip::new().gap(3).and(sign, Tone::Quiet).gap(1).text(text, Tone::Text).cut(width),
        )
    }));
    if more > 0 {
        rows.push(Row::left(Strip::of(&format!("   and {more} more"), Tone::Quiet)));
    }
    rows
}

/// `agreed by ops, 3 Jun`, as far as its file says so.
pub(crate) fn agreed(plan: &Plan) -> String {
    let words = [("by ", &plan.agreed_by), ("", &plan.agreed_on)];
    let said = words.into_iter().filter(|(_, text)| !text.is_empty());
    let said: Vec<String> = said.map(|(by, text)| format!("{by}{}", text.shown())).collect();
    if said.is_empty() {
        "nobody wrote down who agreed on it".to_owned()
    } else {
        format!("agreed {}", said.join(", "))
    }
}
