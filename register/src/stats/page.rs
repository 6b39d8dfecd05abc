//! The numbers as a page: a table and a row of dots for each time, readable without colour.
//!
//! Nobody's words are in it, only counts, months and the closed sets of words; and no script.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt::Display;

use super::{Group, Spread, Stats};

/// Columns of dots in a row.
const COLUMNS: u32 = 150;
/// Dots on one another; more of them are one number.
const HIGH_MAX: usize = 8;
/// Between two columns, and between two dots of many.
const STEP: u32 = 4;
/// So few dots are drawn large, or nobody sees them.
const FEW_MAX: usize = 12;
/// Between two large ones on one another.
const STEP_OF_FEW: u32 = 9;
/// The left edge of the dots.
const LEFT: u32 = 8;

const STYLE: &str = ":root{color-scheme:light dark;--ink:#1a1a1a;--soft:#5a5a5a;--ground:#fff;--line:#c9c9c9}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--soft:#a8a8a8;--ground:#16181a;--line:#44484c}}\
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);max-width:62rem;margin:0 auto;padding:1rem}\
h2{margin-top:2.2rem;border-bottom:1px solid var(--line)}h3{margin:1.4rem 0 0}\
.t{display:flex;flex-wrap:wrap;align-items:flex-start;gap:2.5rem}table{border-collapse:collapse;margin:.6rem 0}\
th,td{text-align:left;padding:.15rem .7rem .15rem 0}th{color:var(--soft);font-weight:600}td.n{text-align:right}td svg{width:120px!important}\
small,.s{color:var(--soft)}p{margin:.2rem 0 .4rem}svg{width:100%;height:auto;color:var(--ink)}\
svg text{font:11px system-ui,sans-serif;fill:currentColor}svg circle{fill:currentColor}\
svg .g{stroke:var(--line)}svg .m{stroke:currentColor;stroke-width:1.5}svg .p{stroke:currentColor;stroke-width:1.5;stroke-dasharray:3 2}\
svg rect{fill:currentColor}\
@media(max-width:40rem){.x{margin-bottom:1.4rem}.x svg{overflow:visible}.x svg text{font-size:18px;dominant-baseline:hanging}\
td:first-child{min-width:min(10.5rem,32vw)}td.n{min-width:1.5rem}}\
@media(max-width:26rem){.x svg text{font-size:24px}}\
@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--ground:#fff;--line:#bbb}h2,h3{break-after:avoid}.x{break-inside:avoid}}";

const WHY: &str = "Each incident is a dot. The line is the median: half of the incidents took so long at most. The \
dashed line is the 90th percentile: nine of ten did. A mean is not shown: a few long incidents pull it to where \
hardly any incident was, and whoever reads it alone takes it for the usual case. Where a time is not known, its \
incident is left out and never taken for zero.";

pub(super) fn page(stats: &Stats) -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Incidents in numbers</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>Incidents in numbers</h1>\n<p><small>{WHY}</small></p>\n"
    );
    group(&mut out, "Incidents", &stats.incidents);
    if stats.drills.incidents > 0 {
        group(&mut out, "Drills", &stats.drills);
    }
    for one in &stats.disagree {
        let (incident, from) = (&one.incident, one.from);
        put(
            &mut out,
            format_args!(
                "<p><small>Two recordings of {incident} disagree from {from} on: one of them is \
                 counted.</small></p>\n"
            ),
        );
    }
    out + "</body>\n</html>\n"
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.push_str(&text.to_string());
}

fn group(out: &mut String, name: &str, group: &Group) {
    put(out, format_args!("<h2>{name}: {}</h2>\n<div class=\"t\">\n", group.incidents));
    counts(out, "By kind", group.kinds.iter());
    counts(out, "By severity, at their worst", group.severities.iter());
    let months = group.by_month();
    counts(out, "By month", months.iter().map(|(month, n)| (month, n)));
    out.push_str("</div>\n");
    for spread in group.times.iter().filter(|spread| !spread.seconds.is_empty()) {
        times(out, spread);
    }
    let unknown = group.times.iter().filter(|spread| spread.seconds.is_empty()).map(|spread| {
        let doubts = spread.doubts().join("; ");
        let name = spread.name.words();
        if doubts.is_empty() { name.to_owned() } else { format!("{name} ({doubts})") }
    });
    let unknown: Vec<String> = unknown.collect();
    if !unknown.is_empty() && group.incidents > 0 {
        let names = unknown.join(", ");
        put(out, format_args!("<p><small>Not known of any: {names}.</small></p>\n"));
    }
}

/// A table with a bar beside each number.
fn counts<'a, K: Display + 'a>(
    out: &mut String,
    name: &str,
    all: impl Iterator<Item = (&'a K, &'a usize)> + Clone,
) {
    let most = all.clone().map(|(_, n)| *n).max().unwrap_or(0);
    if most == 0 {
        return;
    }
    put(out, format_args!("<table><tr><th colspan=\"3\">{name}\n"));
    for (what, n) in all {
        let wide = (n * 120).div_ceil(most);
        put(
            out,
            format_args!(
                "<tr><td>{what}<td class=\"n\">{n}<td><svg viewBox=\"0 0 120 10\" width=\"120\" height=\"10\" \
                 role=\"presentation\"><rect width=\"{wide}\" height=\"10\"/></svg>\n"
            ),
        );
    }
    out.push_str("</table>\n");
}

/// One row of dots, with what it shows in words above it.
fn times(out: &mut String, spread: &Spread) {
    let [median, p90, last] = spread.said();
    let doubts = spread.doubts().into_iter().fold(String::new(), |all, doubt| all + "; " + &doubt);
    let longest = spread.seconds.last().copied().unwrap_or(0).max(1);
    let (name, count) = (spread.name.words(), spread.seconds.len());
    put(
        out,
        format_args!(
            "<h3>Time {name}</h3>\n<p>median {median}, 90 % within {p90} <small>({}; known of {count}{doubts})</small></p>\n",
            spread.means
        ),
    );
    let mut columns = vec![0_usize; COLUMNS as usize + 1];
    for seconds in &spread.seconds {
        let place = column(*seconds, longest) as usize;
        if let Some(column) = columns.get_mut(place) {
            *column += 1;
        }
    }
    let high =
        u32::try_from(columns.iter().copied().max().unwrap_or(1).clamp(1, HIGH_MAX)).unwrap_or(1);
    let few = count <= FEW_MAX;
    let step = if few { STEP_OF_FEW } else { STEP };
    let (base, wide) = (high * step + 14, LEFT * 2 + COLUMNS * STEP);
    put(
        out,
        format_args!(
            "<div class=\"x\"><svg viewBox=\"0 0 {wide} {}\" role=\"img\" aria-label=\"Time {name}: median {median}, 90 percent within {p90}\">\n\
             <line class=\"g\" x1=\"{LEFT}\" y1=\"{base}\" x2=\"{}\" y2=\"{base}\"/>\n",
            base + 16,
            wide - LEFT
        ),
    );
    for (place, count) in (0_u32..).zip(&columns) {
        dots(out, (LEFT + place * STEP, base), *count, few);
    }
    let at = |seconds: Option<u64>| seconds.map(|seconds| column(seconds, longest));
    let (median, p90) = (at(spread.median), at(spread.p90));
    // Over the only dot a line says nothing, nor does one on another.
    let drawn = [("p", p90.filter(|_| p90 != median)), ("m", median.filter(|_| count > 1))];
    for (class, place) in drawn {
        let Some(place) = place else { continue };
        let x = LEFT + place * STEP;
        put(
            out,
            format_args!(
                "<line class=\"{class}\" x1=\"{x}\" y1=\"2\" x2=\"{x}\" y2=\"{base}\"/>\n"
            ),
        );
    }
    put(
        out,
        format_args!(
            "<text x=\"{LEFT}\" y=\"{0}\">0</text><text x=\"{1}\" y=\"{0}\" text-anchor=\"end\">{2}</text>\n</svg></div>\n",
            base + 13,
            wide - LEFT,
            last
        ),
    );
}

/// Dots on top of one another; where they are too many, their number stands above them.
fn dots(out: &mut String, (x, base): (u32, u32), count: usize, few: bool) {
    let drawn = count.min(HIGH_MAX);
    let (step, r, above) = if few { (STEP_OF_FEW, "4", 6) } else { (STEP, "1.8", 3) };
    for level in (0_u32..).take(drawn) {
        let y = base - above - level * step;
        put(out, format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>"));
    }
    if count > drawn {
        let y = base - 4 - u32::try_from(drawn).unwrap_or(0) * STEP;
        put(out, format_args!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{count}</text>"));
    }
}

/// Where a length stands; the longest stands in the last column.
fn column(seconds: u64, longest: u64) -> u32 {
    let place = u128::from(seconds) * u128::from(COLUMNS) / u128::from(longest);
    u32::try_from(place).unwrap_or(COLUMNS).min(COLUMNS)
}
