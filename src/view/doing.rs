//! What is being done, by whom: mine first, then what is late, what nobody has, what is to be
//! verified, what is on its way.

use ratatui::layout::Rect;
use warroom_register::{At, EntryId, Handle, Shown, Task, TaskState};

use super::list::Item;
use super::panes::{Said, entry_item, lead, lead_cells, pane};
use super::pen::{Fit, Flag, Pen, Row, Strip};
use crate::app::App;
use crate::app::select::Pane;
use crate::app::words::{age, left};
use crate::keys::Action;
use crate::theme::Tone;

/// Draws the tasks: so many lines each at most, the last of which says how it stands.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, lines: usize) {
    let task = app.key_of(Action::Task);
    // Who has just seen something work must not read that nothing was ever done.
    let now = if app.register().tasks().is_empty() {
        "nobody is doing anything yet"
    } else {
        "nothing is being done now"
    };
    let empty = format!("{now}: {task} writes a next step, {task} @ben gives it at once");
    let fit = Fit { width: usize::from(area.width), lines: lines.max(2) - 1 };
    pane(pen, area, app, Pane::Doing, &empty, |entry| item(app, entry, fit));
}

/// A task as it stands, in words.
pub(crate) struct Stand {
    /// What stands before the number.
    pub(crate) flag: Flag,
    /// Who has it.
    pub(crate) owner: Strip,
    /// How it goes.
    pub(crate) state: Strip,
    /// What is left of its box, or what to press.
    pub(crate) end: Strip,
}

/// One task: its words, and below them who has it and how it goes.
fn item(app: &App, entry: EntryId, fit: Fit) -> Item {
    let Some(stand) = stand(app, entry) else { return Item::default() };
    let text = app.register().text(entry);
    let said = Said { flag: stand.flag, text, tone: Tone::Text, right: Strip::new() };
    let mut item = entry_item(app, Pane::Doing, entry, said, fit);
    let state = Strip::new().gap(lead_cells(app)).join(stand.owner).gap(1).join(stand.state);
    item.rows.push(Row::new(state, stand.end.gap(1)));
    item
}

/// Cells of owner and state where a task has one line.
const STATE_CELLS: usize = 20;
/// Cells of what is left of its box.
const END_CELLS: usize = 10;

/// One task on one line.
pub(crate) fn short(app: &App, entry: EntryId) -> Row {
    let Some(stand) = stand(app, entry) else { return Row::default() };
    let words =
        lead(app, Pane::Doing, entry, stand.flag).text(&app.register().text(entry), Tone::Text);
    let state = stand.owner.gap(1).join(stand.state).cut(STATE_CELLS).to(STATE_CELLS);
    let end = stand.end.cut(END_CELLS);
    let missing = END_CELLS - end.width();
    Row::new(words, state.gap(1 + missing).join(end).gap(1))
}

/// One task on a phone: who has it, and how late it is or how much time is left.
pub(crate) fn shortest(app: &App, entry: EntryId) -> Row {
    let board = app.board();
    let (Some(stand), Some(task)) = (stand(app, entry), board.register.tasks().get(&entry)) else {
        return Row::default();
    };
    let words =
        lead(app, Pane::Doing, entry, stand.flag).text(&app.register().text(entry), Tone::Text);
    let Some(owner) = task.owner else {
        return Row::new(words, Strip::of("NOBODY ", Tone::Nobody));
    };
    let right = Strip::new().shown(Shown::line(owner.as_str(), 8), Tone::Quiet).gap(1);
    let late = board.is_late_with(entry);
    let end = match (task.state, task.due) {
        (TaskState::Done, _) => match app.key_on(Action::Verify, entry) {
            Some(key) => (format!("{key}? "), Tone::Key),
            None => ("done ".to_owned(), Tone::Quiet),
        },
        (TaskState::Blocked, _) => ("STUCK ".to_owned(), Tone::Late),
        _ if late => (format!("{}! ", age(late_since(task, board.now), board.now)), Tone::Late),
        (_, Some(due)) => (format!("{} ", left(due, board.now).replace(" left", "")), Tone::Quiet),
        (_, None) => (String::new(), Tone::Quiet),
    };
    Row::new(words, right.and(&end.0, end.1))
}

/// Since when a task is late: one without an answer since it was asked, any other since its box ended,
/// whatever was said of it in between.
fn late_since(task: &Task, now: At) -> At {
    let over = |due: &At| task.state != TaskState::Assigned && *due <= now;
    task.due.filter(over).unwrap_or(task.since)
}

/// How a task stands.
pub(crate) fn stand(app: &App, entry: EntryId) -> Option<Stand> {
    let board = app.board();
    let task = board.register.tasks().get(&entry)?;
    let late = board.is_late_with(entry);
    let owner = task.owner.map(|who| Shown::line(who.as_str(), 8)).unwrap_or_default();
    let owner = Strip::new().shown(owner, Tone::Text).to(4);
    let since = age(task.since, board.now);
    let stand = match task.state {
        TaskState::Open => {
            let tone = if late { Tone::Nobody } else { Tone::Quiet };
            let words = if late { "NOBODY HAS IT" } else { "nobody yet" };
            Stand {
                flag: Flag::if_late(late),
                owner: Strip::of(&format!("{words} {since}"), tone),
                state: Strip::new(),
                end: gives_or_takes(app, entry),
            }
        }
        TaskState::Assigned => {
            let tone = if late { Tone::Late } else { Tone::Quiet };
            let words = if late { format!("no answer {since}") } else { format!("asked {since}") };
            Stand {
                flag: Flag::if_late(late),
                owner,
                state: Strip::of(&words, tone),
                end: time_left(task, board.now),
            }
        }
        TaskState::Blocked => Stand {
            flag: Flag::LATE,
            owner,
            state: Strip::of("BLOCKED ", Tone::Late).shown(board.last_words(entry), Tone::Text),
            end: Strip::of(&since, Tone::Quiet),
        },
        TaskState::Done => Stand {
            flag: Flag::new("v", Tone::EntryTask),
            owner,
            state: Strip::of(&format!("finished {since}"), Tone::Ok),
            end: match app.key_on(Action::Verify, entry) {
                Some(key) => Strip::of(&key, Tone::Key).and(" worked?", Tone::Hint),
                None => Strip::of("unverified", Tone::Quiet),
            },
        },
        _ => working(app, entry, task, owner),
    };
    Some(stand)
}

/// What becomes of a task that nobody has: who may not give it may still take it.
fn gives_or_takes(app: &App, entry: EntryId) -> Strip {
    let key = |action| app.key_on(action, entry);
    match (key(Action::Assign), key(Action::Yes)) {
        (Some(gives), _) => Strip::of(&gives, Tone::Key).and(" gives it", Tone::Hint),
        (None, Some(takes)) => Strip::of(&takes, Tone::Key).and(" takes it", Tone::Hint),
        (None, None) => Strip::new(),
    }
}

fn working(app: &App, entry: EntryId, task: &Task, owner: Strip) -> Stand {
    let board = app.board();
    let late = board.is_late_with(entry);
    let said = task.condition.or(task.last).and_then(|seq| board.register.row(seq));
    // A run that went wrong says so before its command.
    let failed = task.condition.or(task.last).and_then(|seq| board.register.failed_run(seq));
    let state = match said.filter(|row| !row.text.is_empty()) {
        // What was said of it is as good as it is fresh; a helper says it by name.
        Some(row) => Strip::of(&helper(task, row.by), Tone::Quiet)
            .text(failed.as_ref().unwrap_or(&row.text), Tone::Text)
            .and(&format!(" {}", age(row.at, board.now)), Tone::Quiet),
        None => Strip::of(&format!("has it {}", age(task.since, board.now)), Tone::Quiet),
    };
    let state = match task.helpers.len() {
        0 => state,
        many => Strip::of(&format!("+{many} "), Tone::Quiet).join(state),
    };
    Stand { flag: Flag::if_late(late), owner, state, end: time_left(task, board.now) }
}

/// The name before words on a task that are not its owner's: its helpers' are.
fn helper(task: &Task, by: Handle) -> String {
    if task.helpers.contains(&by) { format!("{by}: ") } else { String::new() }
}

fn time_left(task: &Task, now: At) -> Strip {
    let Some(due) = task.due else { return Strip::new() };
    let tone = if now >= due { Tone::Late } else { Tone::Quiet };
    Strip::of(&left(due, now), tone)
}
