//! Who worked when: a row for each person with a bar wherever they wrote, and their roles below it.

use super::axis::{Axis, LEFT, WIDTH, name, svg};
use crate::report::people::spells;
use crate::report::story::Story;
use crate::{At, Handle};
use std::collections::BTreeMap;

/// People with a row; the others are counted in words.
const PEOPLE_MAX: usize = 24;
/// From row to row.
const ROW: i64 = 34;
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
    let bottom = ROW * i64::try_from(people.len()).unwrap_or(0) + 8;
    let mut out = axis.grid(4, bottom);
    for (n, (who, _)) in people.iter().enumerate() {
        let base = ROW * i64::try_from(n).unwrap_or(0) + 26;
        out += &name(base, &story.name(*who));
        for (bin, count) in bars.get(who).into_iter().flatten() {
            // The square root: one record is still seen beside a hundred.
            let height =
                (isqrt(count * 100) * BAR.unsigned_abs()).div_ceil(isqrt(most * 100).max(1));
            let (x, y) = (LEFT + bin * BIN, base - i64::try_from(height).unwrap_or(BAR));
            let width = BIN - 1;
            out.push_str(
                format!(
                    "<rect class=\"i\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
                )
                .as_str(),
            );
        }
        out += &roles(story, axis, *who, base + 5);
    }
    if left_out > 0 {
        let y = bottom + 32;
        let more =
            format!("<text x=\"{LEFT}\" y=\"{y}\">and {left_out} others, who wrote less</text>");
        out.push_str(&more);
    }
    svg(bottom + 40, "Who worked when, by how much they wrote", &out)
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

/// The roles that somebody held, as lines with a word.
fn roles(story: &Story<'_>, axis: &Axis, who: Handle, y: i64) -> String {
    let mut out = String::new();
    for spell in spells(&story.now).iter().filter(|s| s.who == who && axis.holds(s.from)) {
        let to = spell.to.unwrap_or(At::from_ms(i64::MAX));
        let (from, to) = (axis.x(spell.from), axis.x(to));
        let (role, text) = (spell.role, (from + 2).min(WIDTH - 60));
        let below = y + 1;
        out.push_str(
            format!(
                "<path class=\"f\" stroke-width=\"2\" d=\"M{from} {y}H{to}\"/>\
             <text x=\"{text}\" y=\"{}\" font-size=\"9\">{role}</text>",
                below + 10
            )
            .as_str(),
        );
    }
    out
}

const fn isqrt(n: u64) -> u64 {
    n.isqrt()
}
