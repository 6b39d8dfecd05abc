//! The lobby: what is going on at this server, the open incidents first.

use ratatui::layout::Rect;
use warroom_register::Shown;
use warroom_register::protocol::{StopWhy, Stopped, Summary};
use warroom_register::words::{Phase, Severity};

use super::list::{Anchor, Item, List, list};
use super::pen::{Pen, Row, Strip, wrap};
use crate::app::App;
use crate::app::link::LinkState;
use crate::app::words::age;
use crate::keys::{Action, Place};
use crate::theme::Tone;

/// Draws the lobby.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let head = Strip::of(" warroom", Tone::Header).and("  incidents of this server", Tone::Quiet);
    let clock = Strip::of(&format!("{} UTC ", app.now().clock()), Tone::Text);
    pen.row(area, 0, Row::new(head, link(app).gap(2).join(clock)));
    pen.rule(Rect { y: area.y + 1, height: 1, ..area });
    let body = Rect { y: area.y + 2, height: area.height.saturating_sub(4), ..area };
    match &app.lobby.incidents {
        None => words(pen, body, "Asking the server which incidents there are..."),
        Some(none) if none.is_empty() && app.lobby.hidden() > 0 => {
            words(
                pen,
                body,
                "No incident here has these words: Backspace, or Esc for all of them.",
            );
        }
        Some(none) if none.is_empty() => empty(pen, body, app),
        Some(all) => incidents(pen, body, app, all),
    }
    pen.rule(Rect { y: area.bottom().saturating_sub(2), height: 1, ..area });
    let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
    pen.row(foot, 0, Row::left(hint(app, usize::from(area.width))));
}

fn link(app: &App) -> Strip {
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
    if let Some(notice) = &app.notice {
        return Strip::of(" ", Tone::Text).and(&notice.sentence, Tone::Warning);
    }
    let keys = [
        (Action::Join, "joins it"),
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
    let lines = wrap(&words.into(), usize::from(area.width.saturating_sub(4)), 6);
    for (line, at) in lines.into_iter().zip(1..) {
        pen.row(area, at, Row::left(Strip::new().gap(2).shown(line, Tone::Text)));
    }
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

fn incidents(pen: &mut Pen<'_>, area: Rect, app: &App, all: &[Summary]) {
    let anchor =
        if app.lobby.picked == 0 { Anchor::Top } else { Anchor::At(app.lobby.picked, None) };
    let shape = List { total: all.len(), anchor, unseen: super::panes::unseen() };
    list(pen, area, &shape, |index| {
        let Some(summary) = all.get(index) else { return Item::default() };
        let mut item = Item::from(row(app, summary, index == app.lobby.picked, area.width));
        item.selected = index == app.lobby.picked;
        item
    });
}

/// Who is in charge: of an incident its lead, of a closed one whoever calls the review.
fn charge(app: &App, summary: &Summary) -> (String, Tone) {
    let over = summary.phase >= Phase::Resolved;
    if let Some(review) = summary.review.as_ref().filter(|_| summary.phase == Phase::Closed) {
        let who = review.who.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
        let late = review.until.is_some_and(|until| app.now() >= until);
        let late = late || review.who.is_none();
        return (format!("review {who}"), if late { Tone::Nobody } else { Tone::Quiet });
    }
    match summary.lead {
        Some(who) => (format!("lead {who}"), Tone::Quiet),
        None => ("nobody leads".to_owned(), if over { Tone::Quiet } else { Tone::Nobody }),
    }
}

/// Why an incident records nothing and what to do, in as many words as there is room for.
fn why(summary: &Summary, stopped: &Stopped, width: u16) -> String {
    let label = summary.incident;
    match stopped.why {
        _ if width >= 140 => format!("{}; {}", stopped.head(), stopped.what_to_do()),
        StopWhy::Differs if width >= 64 => "copies differ: join it, and see".to_owned(),
        StopWhy::Gathers if width >= 64 => "begun anew: it waits a moment".to_owned(),
        StopWhy::Lost if width >= 64 => format!("missing: warroom restore {label}"),
        StopWhy::Altered if width >= 64 => format!("altered: warroom restore {label}"),
        StopWhy::Differs => "differs".to_owned(),
        StopWhy::Gathers => "waits".to_owned(),
        StopWhy::Lost | StopWhy::Altered => "restore".to_owned(),
    }
}

fn row(app: &App, summary: &Summary, picked: bool, width: u16) -> Row {
    let over = summary.phase >= Phase::Resolved;
    let tone = match summary.severity {
        _ if over => Tone::Quiet,
        Severity::P1 => Tone::SeverityP1,
        Severity::P2 => Tone::SeverityP2,
        Severity::P3 => Tone::SeverityP3,
        Severity::P4 => Tone::SeverityP4,
    };
    let words = if over { Tone::Quiet } else { Tone::Heading };
    let left = Strip::of(if picked { "▸" } else { " " }, Tone::FrameFocus);
    // Of one that cannot be shown nothing is known, and nothing is said.
    let left = if summary.is_blank() {
        left.and(" -- ", Tone::Quiet)
    } else {
        left.and(&format!(" {} ", summary.severity), tone)
    };
    let left = left.gap(1).and(&format!("{:<8}", summary.incident.to_string()), Tone::Quiet);
    if let Some(stopped) = &summary.stopped {
        let known = Strip::of(summary.title.as_str(), words).gap(2);
        let left = left.and(" NOT RECORDED ", Tone::CutOff).gap(1);
        let left = if summary.is_blank() { left } else { left.join(known) };
        return Row::left(left.and(&why(summary, stopped, width), Tone::Warning));
    }
    let left = left.and(summary.title.as_str(), words);
    let (lead, lead_tone) = charge(app, summary);
    let since = age(summary.opened_at, app.now());
    let right = Strip::of(&format!("{since:>6} "), Tone::Quiet);
    if width < 64 {
        return Row::new(left, right);
    }
    if width < 100 {
        let right = Strip::of(summary.phase.name(), Tone::Text).to(15);
        let lead = Shown::line(&lead, 14).to_string();
        return Row::new(
            left,
            right.and(&lead, lead_tone).to(29).and(&format!(" {since:>6} "), Tone::Quiet),
        );
    }
    let right = Strip::of(summary.phase.name(), Tone::Text)
        .to(15)
        .and(&Shown::line(&lead, 16).to_string(), lead_tone)
        .to(31)
        .and(&format!("{:>3} here ", summary.here), Tone::Quiet)
        .join(right);
    Row::new(left, right)
}
