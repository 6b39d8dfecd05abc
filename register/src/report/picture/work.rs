//! Who worked when: a row for each person with a bar wherever they wrote, and their roles below it.

use super::axis::{Axis, LEFT, WIDTH, name, svg};
use super::words::width;
use crate::report::people::{Spell, spells};
use crate::report::story::Story;
use crate::words::Role;
use crate::{At, Handle};
use std::collections::BTreeMap;

/// People with a row; the others are counted in words.
const PEOPLE_MAX: usize = 24;
/// From row to row.
const ROW: i64 = 36;
/// Where the bars of a row stand.
const BASE: i64 = 24;
/// From role to role of those that one person held at once.
const LANE: i64 = 15;
/// The tallest bar.
const BAR: i64 = 18;
/// A bar's width: so many records are one bar.
const BIN: i64 = 6;

pub(super) fn work(story: &Story<'_>, axis: &Axis) -> String {
    let bars = bars(story, axis);
    let mut people: Vec<_> =
        bars.iter().map(|(who, bins)| (*who, bins.values().sum::<u64>())).collect();
    people.sort_by_key(|(who, count)| (std::cmp::Reverse(*count), *who));
    let left_out = people.len().saturating_sub(PEOPLE_MAX);
    people.truncate(PEOPLE_MAX);
    let most = bars.values().flat_map(BTreeMap::values).copied().max().unwrap_or(1);
    let (mut names, mut rows, mut top) = (String::new(), String::new(), 0);
    for (who, _) in &people {
        let base = top + BASE;
        names += &name(base, &story.name(*who));
        let all = bars.get(who).into_iter().flatten().map(|(bin, n)| bar(*bin, *n, most, base));
        let path: String = all.collect();
        rows.push_str(format!("<path class=\"i\" d=\"{path}\"/>").as_str());
        let held = roles(story, axis, *who);
        rows += &lines(&held, base + 5);
        top += ROW + LANE * i64::try_from(lanes(&held).saturating_sub(1)).unwrap_or(0);
    }
    let bottom = top + 8;
    names += &axis.day(bottom);
    let mut out = axis.grid(4, bottom) + &rows;
    let foot = if left_out > 0 { 40 } else { 24 };
    if left_out > 0 {
        let y = bottom + 32;
        let more =
            format!("<text x=\"{LEFT}\" y=\"{y}\">and {left_out} others, who wrote less</text>");
        out.push_str(&more);
    }
    svg(bottom + foot, "Who worked when, by how much they wrote", (&names, &out))
}

/// The square root of how many: one record is still seen beside a hundred.
fn bar(bin: i64, count: u64, most: u64, base: i64) -> String {
    let height = ((count * 100).isqrt() * BAR.unsigned_abs()).div_ceil((most * 100).isqrt().max(1));
    let (x, width) = (LEFT + bin * BIN, BIN - 1);
    format!("M{x} {base}v-{height}h{width}v{height}Z")
}

/// Records of each person by the bar they belong to.
fn bars(story: &Story<'_>, axis: &Axis) -> BTreeMap<Handle, BTreeMap<i64, u64>> {
    let mut bars: BTreeMap<Handle, BTreeMap<i64, u64>> = BTreeMap::new();
    let written = story.now.rows().iter().filter(|r| axis.holds(r.at) && r.by != Handle::warroom());
    for row in written {
        let bin = (axis.x(row.at) - LEFT) / BIN;
        *bars.entry(row.by).or_default().entry(bin).or_default() += 1;
    }
    bars
}

/// A role that somebody held, as a line.
struct Line {
    role: Role,
    from: i64,
    to: i64,
    /// Those that were held at once stand below each other.
    lane: usize,
}

fn lanes(held: &[Line]) -> usize {
    held.iter().map(|line| line.lane + 1).max().unwrap_or(0)
}

/// The roles that somebody held, each on the first lane on which neither its line nor its word runs
/// into another.
fn roles(story: &Story<'_>, axis: &Axis, who: Handle) -> Vec<Line> {
    let mut ends: Vec<i64> = Vec::new();
    let all = spells(&story.now).into_iter().filter(|s| s.who == who && axis.holds(s.from));
    let line = |Spell { role, from, to, .. }: Spell| {
        let (from, to) = (axis.x(from), axis.x(to.unwrap_or(At::from_ms(i64::MAX))));
        let wide = to.max(from + width(&role.to_string()));
        let lane = ends.iter().position(|end| *end < from).unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(end) => *end = wide,
            None => ends.push(wide),
        }
        Line { role, from, to, lane }
    };
    all.map(line).collect()
}

/// The lines with their words below.
fn lines(held: &[Line], top: i64) -> String {
    let mut out = String::new();
    for Line { role, from, to, lane } in held {
        let y = top + LANE * i64::try_from(*lane).unwrap_or(0);
        let (x, below) = ((from + 2).min(WIDTH - width(&role.to_string())), y + 11);
        let line = format!(
            "<path class=\"f\" stroke-width=\"2\" d=\"M{from} {y}H{to}\"/>\
             <text x=\"{x}\" y=\"{below}\">{role}</text>"
        );
        out.push_str(&line);
    }
    out
}
