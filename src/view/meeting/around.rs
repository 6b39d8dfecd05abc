//! What stands on the sheet before a meeting and behind one, and of the report in its last step.

use warroom_register::{EntryId, Text};

use super::sheet::Sheet;
use super::steps::recommendation;
use crate::app::meeting::rows;
use crate::app::words::day;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::Strip;

/// Before a meeting, and behind one.
pub(super) fn none(sheet: &mut Sheet<'_>) -> &'static str {
    let register = &sheet.app.live.register;
    if let Some(last) = register.learning().reviews.last() {
        sheet.head("The review", "");
        over(sheet, last.closed.unwrap_or_default());
    } else {
        to_come(sheet);
    }
    unanswered(sheet);
    left_open(sheet);
    comments(sheet);
    if register.learning().reviews.is_empty() { "Before the meeting" } else { "After the meeting" }
}

/// What was left at rest, or raw: that is answered without another meeting.
fn unanswered(sheet: &mut Sheet<'_>) {
    let all = rows::unanswered(&sheet.app.live.register);
    if all.is_empty() {
        return;
    }
    let [worth, not] = [Action::WorthDoing, Action::Differ].map(|action| sheet.app.key_of(action));
    sheet.head_with("Without an answer", &format!("{worth} worth doing, {not} not worth it"));
    for entry in all {
        recommendation(sheet, entry);
    }
}

/// What still needs looking into, and what readers asked.
fn left_open(sheet: &mut Sheet<'_>) {
    let all = rows::left_open(&sheet.app.live.register);
    if all.is_empty() {
        return;
    }
    let answers = sheet.app.key_of(Action::Answer);
    sheet.head("What still needs looking into", &format!("{answers} answers"));
    for entry in all {
        sheet.said(entry);
    }
}

/// Who calls it, and who may best lead it.
fn to_come(sheet: &mut Sheet<'_>) {
    let register = &sheet.app.live.register;
    let due = register.incident().review.clone().unwrap_or_default();
    let who =
        due.who.map_or_else(|| "nobody was named".to_owned(), |who| format!("{who} calls it"));
    let until = due.until.map(|at| format!(", by {}", at.date())).unwrap_or_default();
    sheet.head_with("The review", &format!("{who}{until}"));
    let words = format!(
        "{} begins it. Best led by somebody who was not in the incident; somebody else takes \
         notes. warroom review invite writes the invitation.",
        sheet.app.key_of(Action::Agenda)
    );
    sheet.words(&words, Tone::Text);
    let best = register.facilitators().into_iter().filter(|one| !one.was_in_it);
    let best: Vec<String> = best.map(|one| one.who.to_string()).collect();
    if !best.is_empty() {
        sheet.words(&format!("Not in the incident: {}", best.join(", ")), Tone::Text);
    }
    if let Some(words) = register.proposed_for_review(|who| sheet.app.here.contains(&who)) {
        sheet.words(&format!("Proposed: {words}."), Tone::Text);
    }
}

/// What a meeting that is over came to.
fn over(sheet: &mut Sheet<'_>, closed: EntryId) {
    let register = &sheet.app.live.register;
    let advice = rows::advice(register);
    let count = |state: &str| {
        let of = |entry: &&EntryId| {
            register.learning().advice.get(*entry).is_some_and(|a| a.state.name() == state)
        };
        advice.iter().filter(of).count()
    };
    let words = format!(
        "It is over. {} worth doing, {} not, {} at rest, {} raw, {} done. {} reads the report.",
        count("accepted"),
        count("declined"),
        count("resting"),
        count("raw"),
        count("done"),
        sheet.app.key_of(Action::ReadReport)
    );
    sheet.words(&words, Tone::Text);
    let why = register.text(closed);
    if !why.is_empty() {
        sheet.words(&format!("Last word: {}", why.shown()), Tone::Text);
    }
    sheet.words(&report_agreed(sheet), Tone::Text);
    aware(sheet);
}

/// Who was made aware of the report.
pub(super) fn aware(sheet: &mut Sheet<'_>) {
    let register = &sheet.app.live.register;
    let all: Vec<EntryId> =
        register.learning().aware.keys().copied().filter(|entry| register.stands(*entry)).collect();
    let key = sheet.app.key_of(Action::Aware);
    let quiet = if all.is_empty() {
        format!("nobody yet: {key} writes down who, and how")
    } else {
        format!("{key} adds one")
    };
    sheet.head("Made aware of the report", &quiet);
    for entry in all {
        let Some(row) = register.row(entry) else { continue };
        let how = register.learning().aware.get(&entry).map(Text::shown);
        let at = row.happened();
        let front = Strip::of(&format!("  {} {}  ", day(at), at.clock()), Tone::Quiet);
        let right = Strip::new().shown(how.unwrap_or_default(), Tone::Quiet).gap(1);
        sheet.entry(entry, front, &register.text(entry), right);
    }
}

/// Who agreed to the report as it stands, and who to an earlier one.
pub(super) fn report_agreed(sheet: &Sheet<'_>) -> String {
    let all = sheet.app.live.register.agreed_to_report();
    let of = |as_it_stands: bool| {
        let of = all.iter().filter(|(_, _, current)| *current == as_it_stands);
        of.map(|(who, ..)| who.to_string()).collect::<Vec<_>>().join(", ")
    };
    let (now, before) = (of(true), of(false));
    match (now.as_str(), before.as_str()) {
        ("", "") => "Nobody agreed to it yet.".to_owned(),
        (now, "") => format!("Agreed to by {now}."),
        ("", before) => format!(
            "It was changed since {before} agreed to it: nobody has agreed to it as it stands."
        ),
        (now, before) => {
            format!("Agreed to as it stands by {now}; {before} agreed before it was changed.")
        }
    }
}

/// What was said of it, and when that was.
pub(super) fn comments(sheet: &mut Sheet<'_>) {
    let register = &sheet.app.live.register;
    let all = rows::comments(register);
    let accounts = register.learning().accounts.len();
    let writes = sheet.app.key_of(Action::Comment);
    let quiet =
        if all.is_empty() { format!("none yet: {writes} writes one") } else { String::new() };
    sheet.head("Comments", &quiet);
    for entry in all {
        let Some(row) = register.row(entry) else { continue };
        let when = register.said_when(entry).words();
        let front = format!("  {} {} {}  ", day(row.at), row.at.clock(), row.by);
        let right = Strip::of(&format!("{when} "), Tone::Quiet);
        sheet.entry(entry, Strip::of(&front, Tone::Quiet), &register.sentence(entry), right);
    }
    if accounts > 0 {
        let says = sheet.app.key_of(Action::Account);
        let s = if accounts == 1 { "" } else { "s" };
        let words = format!("{accounts} account{s} of what people saw or thought ({says})");
        sheet.words(&words, Tone::Quiet);
    }
}
