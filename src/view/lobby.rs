//! The lobby: what is going on, then what is over and what is kept, each with where it is kept.

mod rows;

use ratatui::layout::Rect;
use warroom_register::Shown;

use super::list::{Anchor, Item, List, list};
use super::pen::{Pen, Row, Strip, cells, wrap};
use crate::app::App;
use crate::app::link::LinkState;
use crate::app::lobby::Row as Listed;
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// Words that lead in take so many lines at most.
const LEAD_LINES_MAX: usize = 3;
/// A sentence for me takes so many.
const NOTICE_LINES_MAX: usize = 4;

/// Draws the lobby.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let head = Strip::of(" warroom", Tone::Header).and(title(app, area.width), Tone::Quiet);
    let clock = Strip::of(&format!("{} UTC ", app.now().clock()), Tone::Text);
    pen.row(area, 0, Row::new(head, link(app).gap(2).join(clock)));
    pen.rule(Rect { y: area.y + 1, height: 1, ..area });
    // What stands in no column on a narrow screen stands on a line of its own.
    let about = app.lobby.picked_row().filter(|_| area.width < rows::WIDE);
    let below = below(app, area.width);
    let foot = 1 + cells(below.len()) + u16::from(about.is_some());
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2 + foot), ..area };
    match &app.lobby.rows {
        None => words(pen, body, "Asking the server which incidents there are..."),
        Some(none) if none.is_empty() && app.lobby.hidden() > 0 => {
            words(pen, body, "Nothing here has these words: Backspace, or Esc for all of it.");
        }
        Some(none) if none.is_empty() => empty(pen, body, app),
        Some(all) => listed(pen, body, app, all),
    }
    pen.rule(Rect { y: area.bottom().saturating_sub(foot), height: 1, ..area });
    if let Some(row) = about {
        let line = Rect { y: area.bottom().saturating_sub(foot - 1), height: 1, ..area };
        pen.row(line, 0, Row::left(rows::about(app, row, usize::from(area.width))));
    }
    let last = Rect { y: area.bottom().saturating_sub(cells(below.len())), ..area };
    for (row, at) in below.into_iter().zip(0..) {
        pen.row(last, at, row);
    }
}

/// The last lines: a sentence for me, else the keys.
fn below(app: &App, width: u16) -> Vec<Row> {
    let Some(notice) = &app.notice else {
        return vec![Row::left(hint(app, usize::from(width)))];
    };
    let room = usize::from(width.saturating_sub(2));
    let lines = wrap(&notice.sentence.as_str().into(), room, NOTICE_LINES_MAX);
    let row = |line| Row::left(Strip::new().gap(1).shown(line, Tone::Warning));
    lines.into_iter().map(row).collect()
}

/// What is listed here.
const fn title(app: &App, width: u16) -> &'static str {
    match (app.lobby.alone, width >= 64) {
        (true, true) => "  what this machine keeps",
        (false, true) => "  incidents of this server, and what is kept",
        (_, false) => "",
    }
}

fn link(app: &App) -> Strip {
    if app.lobby.alone {
        return Strip::of("no server", Tone::Quiet);
    }
    if let Some(lack) = app.unrecorded() {
        let why = Shown::line(&lack.why, 40);
        let since = format!(" NOT RECORDED since {} ", lack.since.clock());
        return Strip::of(&since, Tone::CutOff).gap(1).shown(why, Tone::Warning);
    }
    match &app.link {
        LinkState::Live if app.is_door_shut() => Strip::of(" DOOR SHUT ", Tone::CutOff),
        LinkState::Live => Strip::of("live", Tone::Ok),
        LinkState::Connecting { .. } => Strip::of("connecting", Tone::Warning),
        LinkState::Down { why, .. } => {
            Strip::of(" CUT OFF ", Tone::CutOff).gap(1).shown(Shown::line(why, 40), Tone::Warning)
        }
    }
}

fn hint(app: &App, width: usize) -> Strip {
    let opens = match app.lobby.picked_row() {
        Some(Listed::Room(room)) if room.meets.is_some() => "joins it, and its review",
        None | Some(Listed::Room(_)) => "joins it",
        Some(Listed::Kept(kept)) if kept.is_report() => "reads it",
        Some(Listed::Kept(_)) => "walks through it",
    };
    let keys = [
        (Action::Join, opens),
        (Action::Find, "find"),
        (Action::Palette, "all"),
        (Action::Help, "keys"),
        (Action::Leave, "leaves"),
    ];
    keys.into_iter().fold(Strip::new().gap(1), |strip, (action, words)| {
        let key = app.keymap.key_for(Place::Lobby, action).unwrap_or_default();
        let one = Strip::of(&key, Tone::Key).gap(1).and(words, Tone::Hint);
        // A key of which half is said is not said at all.
        if strip.width() + one.width() < width { strip.join(one).gap(3) } else { strip }
    })
}

fn words(pen: &mut Pen<'_>, area: Rect, words: &str) {
    for (row, at) in paragraph(words, area.width, Tone::Text).into_iter().zip(1..) {
        pen.row(area, at, row);
    }
}

fn paragraph(words: &str, width: u16, tone: Tone) -> Vec<Row> {
    let lines = wrap(&words.into(), usize::from(width.saturating_sub(4)), 6);
    lines.into_iter().map(|line| Row::left(Strip::new().gap(2).shown(line, tone))).collect()
}

fn empty(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let join = app.keymap.named(Place::Lobby, Action::Join);
    let joins = format!("It appears here at once; {join} joins it.");
    let lines = [
        ("Nothing is wrong here, as far as this server knows.", Tone::Heading),
        ("", Tone::Text),
        ("To open an incident, in any shell:", Tone::Text),
        ("   warroom open Checkout returns 500s", Tone::Key),
        ("", Tone::Text),
        (joins.as_str(), Tone::Hint),
    ];
    for ((line, tone), at) in lines.into_iter().zip(1..) {
        pen.row(area, at, Row::left(Strip::new().gap(2).and(line, tone)));
    }
}

fn listed(pen: &mut Pen<'_>, area: Rect, app: &App, all: &[Listed]) {
    let anchor =
        if app.lobby.picked == 0 { Anchor::Top } else { Anchor::At(app.lobby.picked, None) };
    let shape = List { total: all.len(), anchor, unseen: super::panes::unseen() };
    let past = all.iter().position(Listed::is_past);
    list(pen, area, &shape, |index| {
        let Some(listed) = all.get(index) else { return Item::default() };
        let mut lines = if index == 0 { leads_in(app, all, area.width) } else { Vec::new() };
        if past == Some(index) {
            if index > 0 {
                lines.push(Row::default());
            }
            let name = Strip::new().gap(1).and("Over, and what is kept", Tone::Heading);
            lines.push(Row::left(name));
        }
        let above = lines.len();
        let picked = index == app.lobby.picked;
        lines.push(rows::row(app, listed, picked, area.width));
        Item { rows: lines, selected: picked, above, ..Item::default() }
    });
}

/// What stands above the first row: what is overdue, and how to begin where nothing goes on.
fn leads_in(app: &App, all: &[Listed], width: u16) -> Vec<Row> {
    let mut lines = Vec::new();
    let overdue = app.lobby.shelf().map_or(0, |shelf| shelf.overdue);
    if overdue > 0 {
        let what = format!(" {overdue} OVERDUE ");
        let words = if width < 64 {
            "warroom actions"
        } else {
            "recommendations and reviews; in any shell: warroom actions"
        };
        lines.push(Row::left(
            Strip::new().gap(1).and(&what, Tone::Nobody).gap(1).and(words, Tone::Hint),
        ));
    }
    let nothing_goes_on = all.first().is_some_and(Listed::is_past) && app.lobby.is_told();
    if app.lobby.hidden() == 0 && (app.lobby.alone || nothing_goes_on) {
        let begin = match (app.lobby.alone, width < 64) {
            (true, true) => {
                "No server runs. In any shell: warroom open WHAT BROKE, or warroom join INVITE"
            }
            (true, false) => {
                "No server runs for this machine. In any shell: warroom open WHAT BROKE begins, and \
                 warroom join INVITE comes to where somebody else began."
            }
            (false, true) => "Nothing is wrong here. In any shell: warroom open WHAT BROKE",
            (false, false) => {
                "Nothing is wrong here, as far as this server knows. In any shell: warroom open WHAT BROKE"
            }
        };
        lines.extend(paragraph(begin, width, Tone::Text).into_iter().take(LEAD_LINES_MAX));
        lines.push(Row::default());
    }
    lines
}
