//! The room: which pane stands where, at each size.

use ratatui::layout::Rect;

use super::frame::{Frame, heading};
use super::panes::wants;
use super::pen::{Fit, Pen, cells};
use super::timeline::Style;
use super::{asked, decisions, digest, doing, known, people, phone, promised, timeline};
use crate::app::select::{Pane, count, watchers};
use crate::app::size::Size;
use crate::app::{App, Screen};

/// Draws what is between head and bottom.
pub(crate) fn draw(pen: &mut Pen<'_>, area: Rect, app: &App, size: Size) {
    match size {
        Size::Wide | Size::Middle if app.select.zoom => one(pen, area, app, app.select.pane),
        Size::Wide => wide(pen, area, app),
        Size::Middle => middle(pen, area, app),
        Size::Small => small(pen, area, app),
        Size::Phone | Size::TooSmall => phone_room(pen, area, app),
    }
}

/// A column: its place, and its panes from the top.
pub(crate) struct Column<'a> {
    /// Where.
    pub(crate) area: Rect,
    /// Which, and how many lines an entry of each takes.
    pub(crate) panes: &'a [(Pane, usize)],
}

/// Where two columns of a wide room meet, in cells: the line behind the timeline, and the one before
/// what is being done. A card that ends on one covers no half of a sentence. None where there are no
/// three columns.
pub(crate) fn seams(app: &App, area: Rect, size: Size) -> Option<(u16, u16)> {
    let live = app.screen == Screen::Room && app.past.is_none() && !app.select.zoom;
    let [left, middle, _] = (size == Size::Wide && live).then(|| widths(app, area))?;
    Some((area.x + left, area.x + left + middle + 1))
}

/// How wide the three columns are, without the lines between them.
fn widths(app: &App, area: Rect) -> [u16; 3] {
    let shape = app.shape();
    let timeline = shape.wider([Pane::Timeline]);
    let right = (area.width * 44 / 160).clamp(40, 60);
    let right =
        wider(right, shape.wider([Pane::Doing, Pane::People, Pane::Promised]) - timeline / 2, area);
    let middle = (area.width * 46 / 160).clamp(42, 64);
    let known = shape.wider([Pane::Known, Pane::Asked, Pane::Decisions, Pane::Away]);
    let middle = wider(middle, known - (timeline - timeline / 2), area);
    [area.width - right - middle - 2, middle, right]
}

fn wide(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let [left, middle, right] = widths(app, area);
    let columns = [
        Column { area: part(area, 0, left), panes: &[(Pane::Timeline, 1)] },
        Column {
            area: part(area, left + 1, middle),
            panes: &[(Pane::Known, 2), (Pane::Asked, 2), (Pane::Decisions, 3), (Pane::Away, 2)],
        },
        Column {
            area: part(area, left + middle + 2, right),
            panes: &[(Pane::Doing, 2), (Pane::People, 1), (Pane::Promised, 1)],
        },
    ];
    draw_columns(pen, area, app, &columns);
}

fn middle(pen: &mut Pen<'_>, area: Rect, app: &App) {
    let shape = app.shape();
    let others = [Pane::Doing, Pane::Asked, Pane::Known, Pane::Decisions, Pane::People];
    let right = (area.width * 9 / 20).max(46);
    let left = shape.wider([Pane::Timeline, Pane::Promised, Pane::Away]);
    let right = wider(right, shape.wider(others) - left, area);
    let left = area.width - right - 1;
    // What was promised and what is away from normal take room only while there is some of it.
    let mut below_the_timeline = vec![(Pane::Timeline, 1)];
    let more = [Pane::Promised, Pane::Away].into_iter();
    below_the_timeline.extend(more.filter(|p| count(app.board(), *p) > 0).map(|p| (p, 1)));
    let columns = [
        Column { area: part(area, 0, left), panes: &below_the_timeline },
        Column {
            area: part(area, left + 1, right),
            panes: &[
                (Pane::Doing, 2),
                (Pane::Asked, 1),
                (Pane::Known, 1),
                (Pane::Decisions, 2),
                (Pane::People, 1),
            ],
        },
    ];
    draw_columns(pen, area, app, &columns);
}

/// A column that this person made wider or narrower; each keeps enough to be read.
fn wider(usual: u16, by: i16, area: Rect) -> u16 {
    const LEAST: u16 = 24;
    usual.saturating_add_signed(by).clamp(LEAST, (area.width / 2 - 2).max(LEAST))
}

/// A part of an area: this many cells from a column on.
pub(crate) fn part(area: Rect, x: u16, width: u16) -> Rect {
    Rect { x: area.x + x, width, ..area }
}

/// The first line of the area is the frame; each pane has its name on the line above it.
pub(crate) fn draw_columns(pen: &mut Pen<'_>, area: Rect, app: &App, columns: &[Column<'_>]) {
    let mut frame = Frame::default();
    frame.across(area.y, area.x, area.right().saturating_sub(1));
    frame.across(area.bottom(), area.x, area.right().saturating_sub(1));
    let mut places = Vec::new();
    for column in columns {
        if column.area.x > area.x {
            frame.down(column.area.x - 1, area.y, area.bottom());
        }
        let mut y = column.area.y;
        let heights = shares(app, column);
        for ((pane, each), height) in column.panes.iter().zip(heights) {
            if y > area.y {
                let from = column.area.x.saturating_sub(1);
                let to = column.area.right().min(area.right() - 1);
                frame.across(y, from, to);
            }
            places.push((
                *pane,
                *each,
                Rect { y: y + 1, height: height.saturating_sub(1), ..column.area },
            ));
            y += height;
        }
    }
    frame.draw(pen);
    for (pane, each, place) in places {
        let said = app.meeting.as_ref().is_some_and(|meeting| meeting.said);
        let focus = app.select.pane == pane && app.place != crate::keys::Place::Line && !said;
        heading(pen, place, name(pane), &much(app, pane), focus);
        draw_pane(pen, place, app, pane, lines_each(app, pane, each, place.height));
    }
}

/// Where a pane has room to spare, its entries may say more before they are cut.
fn lines_each(app: &App, pane: Pane, each: usize, height: u16) -> usize {
    const LINES_MAX: usize = 4;
    match (pane, usize::from(height).checked_div(count(app.board(), pane))) {
        (Pane::Timeline, _) => 2,
        (_, Some(room)) => room.clamp(each, LINES_MAX.max(each)),
        (_, None) => each,
    }
}

/// How high each pane of a column is, its line above included: what it wants as far as there is
/// room, at least three lines, and the last one takes what is left.
fn shares(app: &App, column: &Column<'_>) -> Vec<u16> {
    const LEAST: usize = 3;
    let (panes, height) = (column.panes, usize::from(column.area.height));
    let fit = Fit { width: usize::from(column.area.width), lines: height };
    let mut heights: Vec<usize> =
        panes.iter().map(|(pane, each)| wants(app, *pane, *each, fit).max(LEAST - 1) + 1).collect();
    while heights.iter().sum::<usize>() > height {
        // What is being done gives way last: it is what a lead reads first.
        let spared = |at: usize, h: usize| {
            panes.get(at).is_some_and(|(pane, _)| *pane == Pane::Doing) && h <= height / 3
        };
        let most = heights.iter_mut().enumerate().max_by_key(|(at, h)| (!spared(*at, **h), **h));
        let Some((_, most)) = most.filter(|(_, h)| **h > LEAST) else { break };
        *most -= 1;
    }
    let used: usize = heights.iter().sum();
    let mut spare = height.saturating_sub(used);
    // What is left over goes round, so that panes breathe and the last does not stand alone.
    while spare > 0 && !heights.is_empty() {
        for at in &mut heights {
            if spare > 0 {
                *at += 1;
                spare -= 1;
            }
        }
    }
    for (at, (pane, _)) in panes.iter().enumerate() {
        reshape(&mut heights, at, app.shape().higher(*pane));
    }
    heights.into_iter().map(cells).collect()
}

/// Makes one of them higher by what the highest of the others give, or lower for the next one.
fn reshape(heights: &mut [usize], at: usize, by: i16) {
    const LEAST: usize = 3;
    for _ in 0..by.unsigned_abs() {
        let other = |(i, h): &(usize, usize)| *i != at && (by < 0 || *h > LEAST);
        let all = heights.iter().copied().enumerate();
        let (from, to) = if by > 0 {
            let Some((from, _)) = all.filter(other).max_by_key(|(_, h)| *h) else { return };
            (from, at)
        } else {
            let next = all.filter(other).min_by_key(|(i, _)| (*i < at, i.abs_diff(at)));
            let Some((to, _)) = next.filter(|_| heights.get(at) > Some(&LEAST)) else { return };
            (at, to)
        };
        heights[from] -= 1;
        heights[to] += 1;
    }
}

/// The name of a pane, as a reader says it.
pub(crate) const fn name(pane: Pane) -> &'static str {
    match pane {
        Pane::Timeline => "Timeline",
        Pane::Known => "Known facts",
        Pane::Asked => "Open questions",
        Pane::Decisions => "Decisions",
        Pane::Doing => "Doing",
        Pane::People => "People",
        Pane::Promised => "Promised",
        Pane::Away => "Away from normal",
    }
}

/// How much is in a pane, as its heading says it.
fn much(app: &App, pane: Pane) -> String {
    let many = count(app.board(), pane);
    match (pane, watchers(app.board()).count()) {
        (Pane::People, watching) if watching > 0 => format!("{many}, {watching} watching"),
        (Pane::Timeline, _) if app.register().incident().opened_at.is_some() => {
            format!("{many}, {}, UTC", app.board().now.date())
        }
        _ => many.to_string(),
    }
}

/// Draws a pane whose entries may take so many lines each.
pub(crate) fn draw_pane(pen: &mut Pen<'_>, area: Rect, app: &App, pane: Pane, lines: usize) {
    let area = pen.above_card(area);
    match pane {
        Pane::Timeline => {
            let style = if lines == 1 { Style::Short } else { Style::Full };
            timeline::draw(pen, area, app, style);
        }
        Pane::Known => known::draw(pen, area, app, lines),
        Pane::Asked => asked::draw(pen, area, app, lines),
        Pane::Decisions => decisions::draw(pen, area, app, lines),
        Pane::Doing => doing::draw(pen, area, app, lines),
        Pane::People => people::draw(pen, area, app),
        Pane::Promised => promised::draw(pen, area, app),
        Pane::Away => promised::away(pen, area, app, lines),
    }
}

/// One pane alone, under its name.
pub(crate) fn one(pen: &mut Pen<'_>, area: Rect, app: &App, pane: Pane) {
    let mut frame = Frame::default();
    frame.across(area.y, area.x, area.right().saturating_sub(1));
    frame.across(area.bottom(), area.x, area.right().saturating_sub(1));
    frame.draw(pen);
    let place = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    heading(pen, place, name(pane), &much(app, pane), true);
    draw_pane(pen, place, app, pane, 2);
}

fn small(pen: &mut Pen<'_>, area: Rect, app: &App) {
    digest::tabs(pen, Rect { height: 1, ..area }, app);
    let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    match app.select.tab {
        None => digest::draw(pen, below, app),
        // What was decided has no tab of its own: it stands under what is known.
        Some(Pane::Known | Pane::Decisions) => {
            pair(pen, below, app, Pane::Known, Pane::Decisions);
        }
        Some(Pane::Doing | Pane::Away) => pair(pen, below, app, Pane::Doing, Pane::Away),
        Some(Pane::People | Pane::Promised) => {
            pair(pen, below, app, Pane::People, Pane::Promised);
        }
        Some(pane @ (Pane::Timeline | Pane::Asked)) => draw_pane(pen, below, app, pane, 2),
    }
    pen.rule(Rect { y: area.bottom(), height: 1, ..area });
}

/// What has no tab of its own stands under what it belongs to: what was decided under what is known,
/// what is away from normal under what is being done, what was promised under who is here.
fn pair(pen: &mut Pen<'_>, area: Rect, app: &App, first: Pane, second: Pane) {
    let want = |pane, height| {
        let fit = Fit { width: usize::from(area.width), lines: usize::from(height) };
        wants(app, pane, 2, fit)
    };
    let for_second = want(second, area.height / 2) + 1;
    let least =
        usize::from(area.height).saturating_sub(for_second).max(want(first, area.height * 2 / 3));
    let upper = cells(least.min(usize::from(area.height * 2 / 3)));
    draw_pane(pen, Rect { height: upper, ..area }, app, first, 2);
    let y = area.y + upper;
    pen.rule(Rect { y, height: 1, ..area });
    let lower = Rect { y: y + 1, height: area.height.saturating_sub(upper + 1), ..area };
    heading(pen, lower, name(second), &much(app, second), false);
    draw_pane(pen, lower, app, second, 2);
}

fn phone_room(pen: &mut Pen<'_>, area: Rect, app: &App) {
    match app.select.tab {
        None => phone::draw(pen, area, app),
        Some(pane) => draw_pane(pen, area, app, pane, 1),
    }
    pen.rule(Rect { y: area.bottom(), height: 1, ..area });
}
