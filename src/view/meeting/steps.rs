//! What stands on the sheet of each step.

use warroom_register::times::{Length, Point, Span, Times};
use warroom_register::words::{AdviceKind, Call, FactorKind};
use warroom_register::{AdviceState, EntryId, Handle, Register, Seen, Shown, Text};

use super::around::{aware, comments, report_agreed};
use super::sheet::Sheet;
use crate::app::guide::{CREDIT, PRIME_DIRECTIVE};
use crate::app::meeting::rows;
use crate::app::size::Size;
use crate::app::words::{clock, day};
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// The times that a review asks for.
const SPANS: [Span; 6] =
    [Span::Detect, Span::Declare, Span::Mitigate, Span::Restore, Span::Fix, Span::Total];

/// Step 1.
pub(super) fn how_it_works(sheet: &mut Sheet<'_>) -> &'static str {
    sheet.head_with("The prime directive", CREDIT);
    sheet.words(PRIME_DIRECTIVE, Tone::Text);
    sheet.head("So here", "");
    let parks = sheet.app.key_of(Action::Idea);
    let said = format!(
        "What is said is recorded, marked as said today. Ideas are parked ({parks}) until step 5: nobody else reads them."
    );
    for words in [
        "We want to know what people saw, knew and had at each moment, not what we know today.",
        "The timeline shows nothing before it was written down, and nothing of the outcome before step 3.",
        said.as_str(),
    ] {
        sheet.words(words, Tone::Text);
    }
    let own = sheet.app.guide.text.clone();
    if !own.trim().is_empty() {
        sheet.head("How this team does it", "");
        own.lines().for_each(|line| sheet.words(line, Tone::Text));
    }
    people(sheet);
    comments(sheet);
    "How it works"
}

fn people(sheet: &mut Sheet<'_>) {
    let app = sheet.app;
    let Some(review) = app.review() else { return };
    sheet.head("Here", "");
    let there: Vec<String> = review.attended.iter().map(ToString::to_string).collect();
    sheet.words(&there.join(", "), Tone::Text);
    let was = |who: &Handle| !review.attended.contains(who);
    let absent: Vec<Handle> = app.people_in_it().iter().copied().filter(was).collect();
    if !absent.is_empty() {
        let absent: Vec<String> = absent.iter().map(ToString::to_string).collect();
        sheet.words(
            &format!(
                "Were in it and are not here: {}. Their words may come later.",
                absent.join(", ")
            ),
            Tone::Late,
        );
    }
    if app.people_in_it().contains(&review.chair) {
        sheet.words(
            &format!(
                "{} leads and was in the incident: better somebody who was not ({}).",
                review.chair,
                app.key_of(Action::Chair)
            ),
            Tone::Late,
        );
    }
}

/// Step 2, where the timeline is not in view.
pub(super) fn timeline(sheet: &mut Sheet<'_>) -> &'static str {
    sheet.head("Said in this meeting", "");
    let all = rows::said(&sheet.app.live.register, sheet.app.me);
    if all.is_empty() {
        let shows = sheet.app.key_of(Action::Sheet);
        sheet.words(&format!("nothing yet. {shows} shows the timeline"), Tone::Hint);
    }
    for entry in all {
        sheet.said(entry);
    }
    "The timeline, read out"
}

/// Step 3.
pub(super) fn impact(sheet: &mut Sheet<'_>) -> &'static str {
    let register = &sheet.app.live.register;
    sheet.head("Who was hit", "");
    let impacts = rows::impacts(register);
    if impacts.is_empty() {
        sheet.words("nobody wrote it down", Tone::Late);
    }
    for entry in impacts {
        let at = happened(register, entry);
        let front = Strip::of(&format!("  {at} {entry} "), Tone::Quiet);
        sheet.entry(entry, front, &register.text(entry), Strip::new());
    }
    let times = Times::of(register);
    sheet.head("How long it took", "what nobody recorded is not known, never zero");
    for span in SPANS {
        sheet.row(Row::left(length(&times, span)));
    }
    let marks = sheet.app.key_of(Action::MarkTime);
    let chair =
        sheet.app.review().map_or_else(String::new, |review| format!(" or {}", review.chair));
    let quiet = if sheet.app.can(Action::MarkTime) {
        format!("{marks} writes one down, as somebody says today")
    } else {
        format!("whoever leads{chair} writes one down, as somebody says today")
    };
    sheet.head("The times", &quiet);
    for line in points(&times, sheet.size) {
        sheet.row(Row::left(line));
    }
    for (first, then) in times.impossible() {
        let words = format!("{} is after {}: one of the two is wrong", first.words(), then.words());
        sheet.words(&words, Tone::Late);
    }
    let open = rows::questions(register);
    let [adds, answers] = [Action::Question, Action::Answer].map(|action| sheet.app.key_of(action));
    let quiet = if open.is_empty() {
        format!("nothing; {adds} adds")
    } else {
        format!("{adds} adds, {answers} answers")
    };
    sheet.head("What still needs looking into", &quiet);
    for entry in open {
        sheet.said(entry);
    }
    "Impact and times"
}

/// When an entry's matter happened, with its day where the incident had come to another one.
fn happened(register: &Register, entry: EntryId) -> String {
    let began = register.incident().opened_at;
    let at = register.row(entry).map(warroom_register::Row::happened);
    at.map_or_else(String::new, |at| clock(at, began.unwrap_or(at)))
}

fn length(times: &Times, span: Span) -> Strip {
    let length = times.length(span);
    let (words, tone) = match length {
        Length::Known { .. } if times.is_doubtful(span) => {
            (format!("{length}, but one of its times cannot be"), Tone::Late)
        }
        Length::Known { .. } => (length.to_string(), Tone::Text),
        Length::Missing { .. } => (length.to_string(), Tone::Quiet),
        Length::Backwards => (length.to_string(), Tone::Late),
    };
    Strip::new().gap(2).and(span.words(), Tone::Quiet).to(28).and(&words, tone)
}

/// The times, as many on a line as there is room for.
fn points(times: &Times, size: Size) -> Vec<Strip> {
    let one = |point: &Point| {
        let seen = times.points.get(point);
        let about = |seen: &Seen| if seen.about { "~" } else { "" };
        let at = seen.map(|seen| format!("{}{} {}", about(seen), seen.at.clock(), day(seen.at)));
        let tone = if at.is_some() { Tone::Text } else { Tone::Quiet };
        let at = at.unwrap_or_else(|| "not known".to_owned());
        Strip::new().gap(2).and(point.words(), Tone::Quiet).to(22).and(&at, tone).to(44)
    };
    let each = match size {
        Size::Wide => 3,
        Size::Middle => 2,
        _ => 1,
    };
    let all: Vec<Strip> = Point::ALL.iter().map(one).collect();
    all.chunks(each).map(|row| row.iter().cloned().fold(Strip::new(), Strip::join)).collect()
}

/// Step 4.
pub(super) fn causes(sheet: &mut Sheet<'_>) -> &'static str {
    let register = &sheet.app.live.register;
    let (adds, way) = (sheet.app.key_of(Action::Factor), sheet.app.key_in_line(Action::ChangeKind));
    let quiet = format!("never just one cause: {adds} adds, {way} says in which way");
    sheet.head("What contributed", &quiet);
    for kind in FactorKind::ALL {
        factors(sheet, *kind);
    }
    key_decisions(sheet);
    let advice = rows::advice_told(register, sheet.app.me);
    let adds = sheet.app.key_of(Action::Idea);
    let quiet = format!("{adds} writes one down, for all to read");
    sheet.head("Recommendations", &quiet);
    if let Some(words) = register.parked_words() {
        sheet.words(&format!("{words}."), Tone::Quiet);
    }
    for entry in advice {
        recommendation(sheet, entry);
    }
    "Causes and decisions"
}

/// All that was decided or proposed, and what can still be said of what nobody ever called.
fn key_decisions(sheet: &mut Sheet<'_>) {
    let register = &sheet.app.live.register;
    let decisions = rows::decisions(register);
    let opens = sheet.app.key_of(Action::Open);
    sheet.head("Key decisions", &format!("{}; {opens} opens one", decisions.len()));
    let mut uncalled = false;
    for entry in decisions {
        let call = register.decisions().get(&entry).and_then(|decision| decision.call);
        uncalled |= call.is_none();
        decision(sheet, entry, call);
    }
    if uncalled {
        let [tells, takes] = [Action::Account, Action::Retract].map(|it| sheet.app.key_of(it));
        let words = format!("Never called: {tells} says why, {takes} takes it back.");
        sheet.words(&words, Tone::Hint);
    }
}

fn decision(sheet: &mut Sheet<'_>, entry: EntryId, call: Option<Call>) {
    let register = &sheet.app.live.register;
    let word = call.map_or("never called", Call::aloud);
    let at = happened(register, entry);
    let front = Strip::of(&format!("  {at} {entry} "), Tone::Quiet)
        .and(&format!("{word}: "), Tone::EntryDecision);
    let right = match sheet.app.accounts_on(entry).count() {
        0 => Strip::new(),
        many => Strip::of(&format!("{many} said what they saw "), Tone::Quiet),
    };
    sheet.entry(entry, front, &register.text(entry), right);
}

/// What contributed in one of the ways; on a phone below its name.
fn factors(sheet: &mut Sheet<'_>, kind: FactorKind) {
    let register = &sheet.app.live.register;
    let of = rows::factors_of(register, kind);
    let beside = sheet.size >= Size::Small;
    let name = |tone| Strip::new().gap(2).and(kind.meaning(), tone);
    if of.is_empty() {
        let row = name(Tone::Quiet).to(26).and("nothing yet", Tone::Hint);
        return sheet.row(Row::left(row));
    }
    if !beside {
        sheet.row(Row::left(name(Tone::Heading)));
    }
    for (entry, at) in of.into_iter().zip(0..) {
        let front = match (beside, at) {
            (true, 0) => name(Tone::Heading).to(26),
            (true, _) => Strip::new().to(26),
            (false, _) => Strip::new().gap(4),
        };
        let front = front.and(&format!("{entry} "), Tone::Quiet);
        sheet.entry(entry, front, &register.text(entry), Strip::new());
    }
}

/// Step 5.
pub(super) fn worth(sheet: &mut Sheet<'_>) -> &'static str {
    let register = &sheet.app.live.register;
    let advice = rows::advice_told(register, sheet.app.me);
    let raw = sheet.app.unanswered();
    let quiet = match raw {
        0 => "each has its answer".to_owned(),
        1 => "1 has no answer yet".to_owned(),
        many => format!("{many} have no answer yet"),
    };
    sheet.head("Recommendations", &quiet);
    if advice.is_empty() {
        let writes = sheet.app.key_of(Action::Idea);
        sheet.words(&format!("none: {writes} writes one"), Tone::Hint);
    }
    for entry in advice {
        recommendation(sheet, entry);
    }
    let [reads, writes, agrees] = [Action::ReadReport, Action::Section, Action::AgreeReport]
        .map(|action| sheet.app.key_of(action));
    let quiet =
        format!("{reads} reads it, {writes} writes a part of it, {agrees} agrees to it by name");
    sheet.head("The report", &quiet);
    sheet.words(&report_agreed(sheet), Tone::Text);
    aware(sheet);
    if sheet.app.chairs() {
        sheet.head("The end", "");
        let agenda = sheet.app.key_of(Action::Agenda);
        let asks = if raw == 0 { "" } else { "; while something has no answer it asks why" };
        let words = format!("{agenda}, then 6, ends the meeting{asks}.");
        sheet.words(&words, Tone::Hint);
    }
    "Worth doing"
}

/// A recommendation with what was decided about it.
pub(super) fn recommendation(sheet: &mut Sheet<'_>, entry: EntryId) {
    let register = &sheet.app.live.register;
    let Some(advice) = register.learning().advice.get(&entry) else { return };
    let kind = match advice.kind {
        Some(AdviceKind::Technical) => "technical",
        Some(AdviceKind::Organisational) => "organisational",
        None => "idea",
    };
    let (state, tone) = state(sheet, &advice.state);
    let mark = match advice.state {
        AdviceState::Raw => ("?", Tone::Loud),
        AdviceState::Accepted { .. } | AdviceState::Done(..) => ("+", Tone::Ok),
        AdviceState::Declined(_) => ("x", Tone::Quiet),
        AdviceState::Resting(_) => ("~", Tone::Text),
    };
    let front =
        Strip::new().gap(2).and(mark.0, mark.1).gap(1).and(&format!("{entry} "), Tone::Quiet);
    let front =
        if sheet.size >= Size::Small { front.and(kind, Tone::Quiet).to(23).gap(1) } else { front };
    sheet.entry(entry, front, &register.text(entry), Strip::new());
    if !state.as_str().is_empty() {
        let gap = if sheet.size >= Size::Small { 24 } else { 6 };
        sheet.row(Row::left(Strip::new().gap(gap).shown(state, tone)));
    }
}

fn state(sheet: &Sheet<'_>, state: &AdviceState) -> (Shown, Tone) {
    let register = &sheet.app.live.register;
    let words = match state {
        AdviceState::Raw => {
            // Until the meeting is over each of them may still get its answer.
            let late = sheet.app.review().is_none();
            return (
                Shown::of("worth doing? no answer yet"),
                if late { Tone::Late } else { Tone::Quiet },
            );
        }
        AdviceState::Accepted { owner, due, link } => {
            let link = if link.is_empty() { String::new() } else { format!(", {}", link.shown()) };
            format!("{owner} makes it happen, by {}{link}", day(*due))
        }
        AdviceState::Declined(by) => format!("not worth doing: {}", register.text(*by).shown()),
        AdviceState::Resting(until) if *until <= sheet.app.now() => {
            let words = format!("rest is over since {}, no answer yet", day(*until));
            return (Shown::of(&words), Tone::Late);
        }
        AdviceState::Resting(until) => format!("rests until {}, for a small group", day(*until)),
        AdviceState::Done(owner, by) => {
            let words: Text = register.text(*by);
            format!("{owner} did it. {}", words.shown())
        }
    };
    (Shown::of(&words), Tone::Quiet)
}
