//! The situation in some lines: what somebody who just came has to know.

use warroom_register::promises::Promised;
use warroom_register::words::Role;
use warroom_register::{EntryId, TaskState};

use super::{Sheet, closes};
use crate::app::App;
use crate::app::board::Board;
use crate::app::select::people;
use crate::app::words::{age, left};
use crate::theme::Tone;
use crate::view::header::impact;
use crate::view::pen::{Fit, Row, Strip, wrap};

/// Cells of the words in front.
const LABEL_CELLS: usize = 11;
/// Cells of an entry that are shown before anything is said at the end of its row.
const ENTRY_CELLS_MIN: usize = 18;

/// How much of each there is room for: lines of a text, or entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Much {
    lines: usize,
    impact: usize,
    doing: usize,
    asked: usize,
    others: usize,
}

impl Much {
    /// As much as one reads.
    pub(crate) const ROOMY: Self = Self { lines: 3, impact: 3, doing: 5, asked: 4, others: 2 };
    /// A few of each.
    pub(crate) const FEW: Self = Self { lines: 1, impact: 2, doing: 3, asked: 2, others: 1 };

    /// This much, and then ever less, down to one line of each.
    pub(crate) fn and_less(self) -> impl Iterator<Item = Self> {
        let short = Self { impact: 1, ..Self::FEW };
        let two = Self { doing: 2, asked: 1, ..short };
        let one = Self { doing: 1, ..two };
        [Self::ROOMY, Self::FEW, short, two, one].into_iter().skip_while(move |much| *much != self)
    }
}

pub(super) fn sheet(app: &App, width: usize) -> Sheet {
    let label = app.incident.map(|l| l.to_string()).unwrap_or_default();
    Sheet {
        head: Strip::of(&format!("The situation of {label}"), Tone::Heading),
        rows: rows(app, app.board(), width, Much::ROOMY),
        foot: closes().and("   warroom brief prints it", Tone::Hint),
        ..Sheet::default()
    }
}

/// The same lines stand on the card of somebody who is offered the lead.
/// Where it is not roomy, less of each.
pub(crate) fn rows(app: &App, board: &Board, width: usize, much: Much) -> Vec<Row> {
    let fit = |lines| Fit { width, lines };
    let each = fit(much.lines);
    let (register, now) = (&board.register, board.now);
    let incident = register.incident();
    let running = incident.opened_at.map(|at| age(at, now)).unwrap_or_default();
    let state = format!("{}, {running}", incident.phase);
    let state = match register.reopened() {
        Some(row) => {
            let at = row.happened().clock_beside(now);
            format!("{} reopened {at}, {state}: {}", incident.severity, row.text.shown())
        }
        None => format!("{} {state}", incident.severity),
    };
    let mut rows = Vec::new();
    line(&mut rows, "State", &state, each, Tone::Text);
    match register.impact() {
        Some(entry) => {
            let words = impact::words(board, entry);
            line(&mut rows, "Impact", &words, fit(much.impact), Tone::EntryImpact);
        }
        None => line(&mut rows, "Impact", "not known yet", each, Tone::Warning),
    }
    tasks(board, &mut rows, fit(much.doing));
    questions(board, &mut rows, fit(much.asked));
    outside(board, &mut rows, fit(much.others));
    decisions(board, &mut rows, fit(much.others));
    if !board.promised.is_empty() {
        line(&mut rows, "Promised", &promised(board), each, Tone::Text);
    }
    if !board.away.is_empty() {
        line(&mut rows, "Away", &away(board), each, Tone::Text);
    }
    for (words, at) in app.alike().iter().zip(0..) {
        let label = if at == 0 { "Before" } else { "" };
        line(&mut rows, label, words, fit(much.others), Tone::Quiet);
    }
    line(&mut rows, "People", &who(app, board), each, Tone::Text);
    rows
}

/// What was promised, the next due first.
fn promised(board: &Board) -> String {
    let (register, now) = (&board.register, board.now);
    let all = board.promised.iter().take(6).map(|promise| {
        let entry = promise.entry.unwrap_or_default();
        let what = match promise.what {
            Promised::Word(audience) => format!("word to {audience}"),
            Promised::Look => format!("look at {entry} again"),
            Promised::Review => "the review".to_owned(),
            Promised::Help => {
                let whom = register.helps().get(&entry).map(|help| help.whom.as_str().to_owned());
                whom.unwrap_or_default()
            }
        };
        match promise.due {
            Some(due) if promise.late => format!("{what} LATE, was {}", due.clock_beside(now)),
            Some(due) => format!("{what} {}", due.clock_beside(now)),
            None => format!("{what}, no time said"),
        }
    });
    all.collect::<Vec<_>>().join("   ")
}

/// What is not as it is normally.
fn away(board: &Board) -> String {
    let register = &board.register;
    let all = board.away.iter().take(6);
    let all = all.map(|entry| format!("{entry} {}", register.away_words(*entry).shown()));
    all.collect::<Vec<_>>().join("   ")
}

fn tasks(board: &Board, rows: &mut Vec<Row>, fit: Fit) {
    let register = &board.register;
    let now = board.now;
    listed(rows, "Doing", &board.doing, fit, |entry| {
        let task = register.tasks().get(&entry)?;
        let owner = task.owner.map_or_else(|| "NOBODY".to_owned(), |who| who.to_string());
        let words = format!("{entry} {owner}  {}", register.text(entry).shown());
        let end = match (task.state, task.due) {
            (TaskState::Done, _) => "did it work?".to_owned(),
            (TaskState::Blocked, _) => "BLOCKED".to_owned(),
            (TaskState::Assigned, _) => format!("not answered {}", age(task.since, now)),
            (_, Some(due)) => left(due, now),
            (_, None) => String::new(),
        };
        Some((words, end))
    });
}

fn questions(board: &Board, rows: &mut Vec<Row>, fit: Fit) {
    let register = &board.register;
    listed(rows, "Asked", &board.asked, fit, |entry| {
        let owner = register.questions().get(&entry)?.owner;
        let owner = owner.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        Some((format!("{entry} {}", register.text(entry).shown()), owner))
    });
}

/// What others want to know, and who answers them.
fn outside(board: &Board, rows: &mut Vec<Row>, fit: Fit) {
    let register = &board.register;
    let all: Vec<_> = register.open_inquiries().map(|(entry, _)| entry).collect();
    listed(rows, "Outside", &all, fit, |entry| {
        let owner = register.inquiries().get(&entry)?.owner;
        let owner = owner.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        let (asker, words) = (register.inquirer(entry), register.text(entry));
        Some((format!("{entry} {}: {}", asker.shown(), words.shown()), owner))
    });
}

/// What waits for whoever leads, and what was decided.
fn decisions(board: &Board, rows: &mut Vec<Row>, fit: Fit) {
    let register = &board.register;
    let waits: Vec<_> = register.to_be_called().collect();
    let words = |entry| format!("{entry} {}", register.text(entry).shown());
    let closed = register.incident().closed_at.is_some();
    listed(rows, if closed { "Uncalled" } else { "To call" }, &waits, fit, |entry| {
        let against = register.decisions().get(&entry)?.objections.len();
        let end = match against {
            0 => register.uncalled().to_uppercase(),
            1 => "1 objection".to_owned(),
            many => format!("{many} objections"),
        };
        Some((words(entry), end))
    });
    let decided = board.decisions.iter().copied().skip(waits.len());
    let (agreed, called): (Vec<_>, Vec<_>) =
        decided.partition(|entry| register.agreed(*entry).is_some());
    listed(rows, "Decided", &called, fit, |entry| {
        let call = register.decisions().get(&entry)?.call?;
        Some((words(entry), call.name().to_uppercase()))
    });
    listed(rows, "Agreed", &agreed, fit, |entry| Some((words(entry), "before".to_owned())));
}

fn who(app: &App, board: &Board) -> String {
    let register = &board.register;
    let told = people(board).take(12).map(|who| {
        let roles: Vec<&str> = register.roles_of(who).map(Role::name).collect();
        // Who is here today says nothing of a moment that is looked back at.
        let here = if board.is_live() {
            app.here.contains(&who) || app.here.is_empty()
        } else {
            register.away_since(who).is_none()
        };
        let here = if here { "" } else { " (not here)" };
        if roles.is_empty() {
            format!("{who}{here}")
        } else {
            format!("{who} {}{here}", roles.join(" "))
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

fn line(rows: &mut Vec<Row>, label: &str, words: &str, fit: Fit, tone: Tone) {
    let room = fit.width.saturating_sub(LABEL_CELLS);
    let lines = wrap(&words.into(), room, fit.lines).into_iter().enumerate();
    rows.extend(lines.map(|(i, words)| {
        let label = if i == 0 { label } else { "" };
        Row::left(Strip::of(label, Tone::Quiet).to(LABEL_CELLS).shown(words, tone))
    }));
}

/// The first of a list with what is said of each at the end; the label counts them where there are more.
fn listed(
    rows: &mut Vec<Row>,
    label: &str,
    all: &[EntryId],
    fit: Fit,
    said: impl Fn(EntryId) -> Option<(String, String)>,
) {
    let label =
        if all.len() > fit.lines { format!("{label} {}", all.len()) } else { label.to_owned() };
    let shown = all.iter().take(fit.lines).filter_map(|entry| said(*entry));
    for ((words, end), at) in shown.zip(0..) {
        let label = if at == 0 { label.as_str() } else { "" };
        let left = Strip::of(label, Tone::Quiet).to(LABEL_CELLS).and(&words, Tone::Text);
        let end = Strip::of(&end, Tone::Quiet);
        let fits = LABEL_CELLS + ENTRY_CELLS_MIN + end.width() <= fit.width;
        rows.push(Row::new(left, if fits { end } else { Strip::new() }));
    }
}
