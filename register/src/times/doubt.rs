//! A time that is being marked and would be in an order that cannot be: it is said before it is on the
//! record, where the report would only flag it.

use super::{Point, Times, point_of, within_its_minute};
use crate::words::{Mode, Moment};
use crate::{At, Register, Seen};

/// What speaks against a mark, as `restored 13:00 lies before began 20:04`; `None` if nothing does.
pub fn against(register: &Register, moment: Moment, when: Seen) -> Option<String> {
    let mut times = Times::of(register);
    let point = point_of(moment);
    times.points.insert(point, when);
    let at = |point: &Point| times.points.get(point).map(|seen| seen.at);
    let marked = |pair: &(Point, Point)| pair.0 == point || pair.1 == point;
    let cannot = times.impossible().into_iter().find(marked);
    let (first, then) = cannot.or_else(|| before_it_was_opened(register, &times, point))?;
    let (earlier, later) = (at(&then)?, at(&first)?);
    let clock = |it: At| it.clock_beside(earlier.max(later));
    Some(format!("{} {} lies before {} {}", said(then), clock(earlier), said(first), clock(later)))
}

/// What is done about an incident is seldom done before it was opened; what was typed in afterwards
/// says nothing of when.
fn before_it_was_opened(
    register: &Register,
    times: &Times,
    point: Point,
) -> Option<(Point, Point)> {
    let follows = matches!(point, Point::Identified | Point::Mitigated | Point::Restored);
    let opened = times.points.get(&Point::Declared)?.at;
    let at = times.points.get(&point)?.at;
    let before = opened > at && !within_its_minute(opened, at);
    let live = register.incident().mode != Mode::Past;
    (follows && before && live).then_some((Point::Declared, point))
}

const fn said(point: Point) -> &'static str {
    match point {
        Point::Declared => "opened",
        other => other.words(),
    }
}
