//! One of a list, with what each means; what is so now is marked.

use warroom_register::words::{Kind, Moment, Phase, Severity};
use warroom_register::{EntryId, LeftOpen, Shown, TaskState, Text, when};

use super::{Sheet, field};
use crate::app::App;
use crate::app::asks::choices::{Choice, DIGITS, plan_picked};
use crate::app::asks::meet::owners;
use crate::app::asks::{Meet, Pick, Subject};
use crate::app::edit::Edit;
use crate::app::words::age;
use crate::keys::Action;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip, wrap};

/// What was said of how it went takes so many lines at most; opened, it is there in full.
const RESULT_LINES_MAX: usize = 3;
/// Below this width there is room for little but the names.
const NARROW_CELLS: usize = 60;
/// How many of what is still open are told by number alone.
const OTHERS_MAX: usize = 5;

pub(super) fn sheet(app: &App, ask: &Pick, width: usize) -> Sheet {
    let board = app.asked_board();
    let choices = ask.choices(board);
    let narrow = width < NARROW_CELLS;
    // Where there is little room the list may scroll off: what is picked has to be seen all the same.
    let picked = ask.picked.filter(|_| narrow).and_then(|index| choices.get(index));
    let head = head(app, ask.subject, picked, width);
    let mut sheet = Sheet { head, rows: above(app, ask.subject, width), ..Sheet::default() };
    sheet.spare = sheet.rows.len();
    // A question from outside has its words on a line of their own where there is little room.
    let apart = narrow && ask.subject == Subject::Outside;
    let (name_cells, gap) = if narrow && !apart { (15, 0) } else { (24, 2) };
    let widest = choices.iter().map(|c| Shown::of(&c.name).width()).max().unwrap_or(0);
    let widest = widest.min(name_cells);
    // On a phone what is picked stands alone, so that there is room for why.
    let alone = narrow && !ask.at_once();
    for (index, Choice { name, meaning }) in choices.into_iter().enumerate() {
        let picked = ask.picked == Some(index);
        if alone && ask.picked.is_some() && !picked {
            continue;
        }
        if picked {
            sheet.picked = Some(sheet.rows.len());
        }
        sheet.choices.push((sheet.rows.len(), index));
        let mark = if picked { "▸" } else { " " };
        let left = Strip::of(mark, Tone::FrameFocus)
            .and(&ask.digit(index, board), Tone::Key)
            .gap(1)
            .shown(Shown::line(&name, widest), Tone::Heading)
            .to(widest + 3)
            .gap(gap);
        let now = Strip::of(&so_now(app, ask, index), Tone::Quiet);
        // It is said in full, the others as far as they fit.
        let below = apart
            || narrow && picked && left.width() + meaning.chars().count() + now.width() + 1 > width;
        let words = if below { "" } else { meaning.as_str() };
        sheet.rows.push(Row::new(left.gap(usize::from(narrow)).and(words, Tone::Text), now));
        if below {
            let (lines, tone) = if apart { (1, Tone::Text) } else { (2, Tone::Hint) };
            sheet.rows.extend(super::paragraph(&meaning.as_str().into(), 3, width, lines, tone));
        }
    }
    if ask.subject == Subject::Phase && ask.picked >= Some(3) {
        sheet.rows.extend(still_open(app, width));
    }
    let plan = ask.picked.filter(|_| ask.subject == Subject::Kind);
    if let Some(plan) = plan.and_then(|index| plan_picked(app.board(), index)) {
        sheet.rows.extend(super::plan::rows(plan, width));
    }
    words(app, ask, &mut sheet, width);
    if !narrow {
        sheet.foot = sheet.foot.gap(3).join(super::esc());
    }
    sheet
}

/// What weighs more than a task: the digit chooses, and nothing has happened yet.
const CHOOSES: &str = "a digit chooses, Enter then does it";

/// The fields written so far, and on the lower edge what Enter does.
fn words(app: &App, ask: &Pick, sheet: &mut Sheet, width: usize) {
    let narrow = width < NARROW_CELLS;
    let (wanted, last) = (ask.wanted(app.asked_board()), ask.fields.len().saturating_sub(1));
    if ask.at_once() {
        let does = match ask.subject {
            Subject::Outside if ask.choices(app.asked_board()).is_empty() => {
                "there is none to open"
            }
            Subject::Outside => "a digit opens it",
            _ if ask.choices(app.asked_board()).len() > DIGITS => {
                "a digit, or Down and Enter, does it"
            }
            _ => "a digit does it",
        };
        sheet.foot = Strip::of(does, Tone::Hint);
        return;
    }
    if ask.picked.is_none() {
        let does = if narrow { "a digit, then Enter does it" } else { CHOOSES };
        sheet.foot = Strip::of(does, Tone::Hint);
        return;
    }
    if wanted.is_empty() {
        sheet.foot = Strip::of("Enter", Tone::Key).and(" does it", Tone::Hint);
        return;
    }
    // On a phone every line counts.
    sheet.rows.extend((!narrow).then(Row::default));
    for ((edit, wanted), at) in ask.written().zip(wanted).zip(0..) {
        let (row, cursor) = field(wanted.label, edit, width);
        if at == last {
            sheet.cursor = Some((sheet.rows.len(), cursor));
        }
        sheet.rows.push(row);
    }
    sheet.rows.extend(meant(app, ask));
    if let Some(words) = ask.offered() {
        let before = Strip::of("Tab", Tone::Key).and(": as you wrote before: ", Tone::Hint);
        let room = width.saturating_sub(before.width());
        sheet.rows.push(Row::left(before.shown(Shown::line(&words, room), Tone::Pending)));
    }
    let skips = wanted.get(last).is_some_and(|w| !w.needed)
        && ask.fields.get(last).is_some_and(Edit::is_empty);
    if let Some(who) = ask.notes.filter(|_| skips) {
        let foot = Strip::of("Enter", Tone::Key).and(&format!(": {who} takes notes"), Tone::Hint);
        sheet.foot = if narrow { foot } else { foot.and("; - nobody does", Tone::Hint) };
        return;
    }
    let does = match (last + 1 < wanted.len(), skips) {
        (true, true) => " skips it",
        (true, false) => " goes on",
        (false, _) => " does it",
    };
    sheet.foot = Strip::of("Enter", Tone::Key).and(does, Tone::Hint);
}

/// Of which day the time is that is typed: nobody is to find it out afterwards.
fn meant(app: &App, ask: &Pick) -> Option<Row> {
    let words = ask.fields.first().filter(|_| ask.subject == Subject::Moment)?.text();
    let board = app.asked_board();
    let at = when::happened(words, board.now, &board.register).ok()?.at;
    Some(Row::left(Strip::of(&format!("it is {} {}", at.short_day(), at.clock()), Tone::Hint)))
}

fn head(app: &App, subject: Subject, picked: Option<&Choice>, width: usize) -> Strip {
    let quoted = |entry| app.board().quoted(entry);
    let words = match subject {
        Subject::Severity => "how bad is it?".to_owned(),
        Subject::Phase => "how far is it?".to_owned(),
        Subject::Kind => "what kind of trouble is it?".to_owned(),
        Subject::Moment => "which time is known?".to_owned(),
        Subject::Call(entry) => format!("call {entry} {}", quoted(entry)),
        Subject::Outcome(entry) => format!("did {entry} work? {}", quoted(entry)),
        Subject::Audience => "words for whom?".to_owned(),
        Subject::Mend(entry) => format!("change {entry} {}", quoted(entry)),
        Subject::Help => "ask whom for help?".to_owned(),
        Subject::Revoke => "close which invite or token?".to_owned(),
        Subject::Outside => super::outside::head(app),
        Subject::Inquiry(entry) => {
            format!("{entry}, {} asks from outside", app.board().inquirer(entry))
        }
        Subject::Meet(Meet::Facilitator(_)) => "the review. Who leads it?".into(),
        Subject::Meet(Meet::Agenda) => "which step comes now?".to_owned(),
        Subject::Meet(Meet::Advice(entry)) => {
            format!("who makes {entry} happen? {}", app.live.quoted(entry))
        }
        Subject::Meet(Meet::ChairOrNotes) => "the chair, or the notes".to_owned(),
        Subject::Meet(Meet::Section) => "which part of the report?".to_owned(),
    };
    let words = match picked {
        Some(choice) => format!("{} ({words})", choice.name),
        None => words,
    };
    let key = opened_by(subject).map(|action| format!("{}: ", app.key_of(action)));
    Strip::of(&format!("{}{words}", key.unwrap_or_default()), Tone::Heading).cut(width)
}

/// The key that opens this list, so that whoever pressed it by mistake sees what it is.
const fn opened_by(subject: Subject) -> Option<Action> {
    Some(match subject {
        Subject::Severity => Action::Severity,
        Subject::Phase => Action::Phase,
        Subject::Kind => Action::Kind,
        Subject::Moment => Action::MarkTime,
        Subject::Call(_) => Action::Decide,
        Subject::Outcome(_) => Action::Verify,
        Subject::Audience => Action::Update,
        Subject::Mend(_) => Action::Correct,
        Subject::Help => Action::AskHelp,
        Subject::Revoke => return None,
        Subject::Outside | Subject::Inquiry(_) => Action::Outside,
        Subject::Meet(Meet::Facilitator(_) | Meet::Agenda) => Action::Agenda,
        Subject::Meet(Meet::Advice(_)) => Action::WorthDoing,
        Subject::Meet(Meet::ChairOrNotes) => Action::Chair,
        Subject::Meet(Meet::Section) => Action::Section,
    })
}

/// What must be seen before a digit is pressed.
fn above(app: &App, subject: Subject, width: usize) -> Vec<Row> {
    match subject {
        Subject::Call(entry) => before_call(app, entry, width),
        Subject::Outcome(entry) => before_result(app, entry, width),
        Subject::Revoke => super::paragraph(
            &"Nobody comes in or writes by it any more; who is in stays (remove puts somebody out).".into(),
            0,
            width,
            2,
            Tone::Hint,
        ),
        Subject::Help => super::paragraph(
            &"Nothing is sent: call them. What you write is kept under Promised.".into(),
            0,
            width,
            2,
            Tone::Hint,
        ),
        Subject::Outside => super::outside::above(app, width),
        Subject::Inquiry(entry) => super::outside::of_one(app, entry, width),
        _ => Vec::new(),
    }
}

/// What speaks against a proposal, what else could be done, and how it is undone.
fn before_call(app: &App, entry: EntryId, width: usize) -> Vec<Row> {
    let Some(decision) = app.register().decisions().get(&entry) else { return Vec::new() };
    let mut rows = Vec::new();
    let mut add = |label: &str, text: &Text, tone| {
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
    for option in &decision.options {
        add("or", option, Tone::Text);
    }
    for row in decision.objections.iter().filter_map(|seq| app.register().row(*seq)) {
        let words = format!("{}: {}", row.by, row.text.shown());
        add("against", &words.as_str().into(), Tone::Loud);
    }
    if let Some(words) = window(app, entry) {
        rows.push(Row::left(Strip::of(&words, Tone::Hint)));
    }
    rows
}

/// What whoever did it says of how it went, and what was to be seen: by that it is judged.
fn before_result(app: &App, entry: EntryId, width: usize) -> Vec<Row> {
    let register = app.register();
    if let Some(decision) = register.decisions().get(&entry) {
        let words = format!("expected: {}", decision.expect.shown());
        let said = (!decision.expect.is_empty()).then(|| words.as_str().into());
        return said.map_or_else(Vec::new, |said| super::paragraph(&said, 0, width, 2, Tone::Text));
    }
    let Some(task) = register.tasks().get(&entry) else { return Vec::new() };
    let Some(last) = task.last.and_then(|seq| register.row(seq)) else { return Vec::new() };
    let (who, since) = (last.by, age(last.at, app.board().now));
    let words = match (last.text.is_empty(), task.state) {
        (false, _) => format!("{who}, {since} ago: {}", last.text.shown()),
        (true, TaskState::Done) => format!("{who} finished it {since} ago, and said no more"),
        (true, _) => return Vec::new(),
    };
    super::paragraph(&words.as_str().into(), 0, width, RESULT_LINES_MAX, Tone::Text)
}

/// Whether the room was asked.
fn window(app: &App, entry: EntryId) -> Option<String> {
    let window = app.register().decisions().get(&entry)?.window?;
    let left = window.until.seconds_since(app.board().now);
    Some(if left > 0 {
        format!("before the room: {left} s left; it can be called now all the same")
    } else {
        format!("it was before the room until {}", window.until.clock_seconds())
    })
}

/// The numbers of all but the first: ` and #10, #42`.
fn others(entries: &[EntryId]) -> String {
    let numbers: Vec<_> = entries.iter().skip(1).take(OTHERS_MAX).map(EntryId::to_string).collect();
    match entries.len() {
        0 | 1 => String::new(),
        many if many > OTHERS_MAX + 1 => format!("  and {}, …", numbers.join(", ")),
        _ => format!("  and {}", numbers.join(", ")),
    }
}

/// What would be left undone by ending it now: how much of each, the first in its words, the others by
/// their number.
fn still_open(app: &App, width: usize) -> Vec<Row> {
    let open = app.register().left_open(app.board().now);
    if width < NARROW_CELLS {
        if open.is_empty() {
            return Vec::new();
        }
        // What is picked has to stay in sight above it.
        let much: Vec<_> = open.iter().map(LeftOpen::count).collect();
        let words = format!("still open: {}", much.join(", "));
        return super::paragraph(&words.as_str().into(), 1, width, 4, Tone::Loud);
    }
    let rows = open.iter().map(|left| {
        let first = left.entries.first().copied().unwrap_or_default();
        let said = Strip::new()
            .gap(1)
            .and(&format!("still open: {}, ", left.count()), Tone::Loud)
            .and(&format!("{first} "), Tone::Quiet)
            .text(&app.register().text(first), Tone::Text);
        let others = Strip::of(&others(&left.entries), Tone::Quiet);
        Row::new(said.cut(width.saturating_sub(others.width())), others)
    });
    rows.collect()
}

fn so_now(app: &App, ask: &Pick, index: usize) -> String {
    let subject = ask.subject;
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
        Subject::Call(_)
        | Subject::Outcome(_)
        | Subject::Audience
        | Subject::Mend(_)
        | Subject::Help
        | Subject::Revoke
        | Subject::Inquiry(_)
        | Subject::Meet(Meet::Agenda | Meet::ChairOrNotes | Meet::Section) => false,
        Subject::Meet(Meet::Facilitator(_)) => return facilitator(app, ask, index),
        Subject::Meet(Meet::Advice(entry)) => return owner(app, entry, index),
        Subject::Outside => return super::outside::so_now(app, index),
    };
    if now { "now".to_owned() } else { String::new() }
}

/// Who would be given it without having been asked is said not to be here.
fn owner(app: &App, entry: EntryId, index: usize) -> String {
    let who = owners(&app.live, entry).get(index).copied();
    let away = who.is_some_and(|who| !app.here.contains(&who));
    if away { "not here".to_owned() } else { String::new() }
}

/// Whom a review is best led by, and by whom its notes are best taken, beside whoever was chosen to lead
/// it, of those who are here. Who is not here is said to be.
fn facilitator(app: &App, ask: &Pick, index: usize) -> String {
    let register = &app.asked_board().register;
    let all = register.facilitators();
    let chair = register.best_chair(|who| app.here.contains(&who));
    let notes = ask.notes.or_else(|| app.notes_beside(chair?));
    match all.get(index).map(|one| one.who) {
        Some(who) if !app.here.contains(&who) => "not here",
        who if who.is_some() && who == chair => "best",
        who if who.is_some() && who == notes => "for the notes",
        _ => "",
    }
    .to_owned()
}
