//! A row of the lobby: an incident of a server, or something that is kept.

use warroom_register::protocol::{StopWhy, Stopped, Summary};
use warroom_register::words::{Phase, Severity};
use warroom_register::{ReviewDue, Shown};

use crate::app::App;
use crate::app::lobby::{Kept, Row as Listed};
use crate::app::words::age;
use crate::theme::Tone;
use crate::view::pen::{Row, Strip};

/// From here on each row has all its columns.
pub(super) const WIDE: u16 = 100;
/// What it is called takes so many cells.
const NAME_CELLS: usize = 8;
/// One that is longer, since another server has its number, takes so many.
const NAME_CELLS_MAX: usize = 12;
/// From here on a row has two of them.
const MIDDLE: u16 = 64;

/// A row, in as many columns as there is room for.
pub(super) fn row(app: &App, listed: &Listed, picked: bool, width: u16) -> Row {
    match listed {
        Listed::Room(summary) => room(app, summary, picked, width),
        Listed::Kept(kept) => shelf(app, kept, picked, width),
    }
}

/// What a narrow row leaves out of what is picked.
pub(super) fn about(app: &App, listed: &Listed, width: usize) -> Strip {
    let parts: Vec<String> = match listed {
        Listed::Room(summary) if summary.is_blank() => Vec::new(),
        Listed::Room(summary) => {
            let (who, _) = charge(app, summary);
            vec![summary.phase.name().to_owned(), who, here(app, summary)]
        }
        Listed::Kept(kept) => {
            let phase = kept.phase.map(|phase| phase.name().to_owned());
            let review = kept.review.as_ref().map(|review| {
                let (who, _) = charge_of_review(app, review);
                format!("{who}: warroom review {}", kept.name)
            });
            let parts = kept.disagrees.map(|from| format!("two recordings differ at {from}"));
            let all = [Some(kept.at.iso_day()), phase, Some(kept.place.to_owned()), review, parts];
            all.into_iter().flatten().collect()
        }
    };
    let name = match listed {
        Listed::Room(summary) => summary.incident.to_string(),
        Listed::Kept(kept) => kept.name.clone(),
    };
    let words = format!("{name}  {}", parts.join("  "));
    Strip::new().gap(1).shown(Shown::line(&words, width.saturating_sub(2)), Tone::Hint)
}

fn here(app: &App, summary: &Summary) -> String {
    match summary.here {
        _ if app.lobby.is_elsewhere(summary.id) => "on another server".to_owned(),
        0 => "nobody is in it".to_owned(),
        1 => "1 is in it".to_owned(),
        many => format!("{many} are in it"),
    }
}

/// Who is in charge: of an incident its lead, of a closed one whoever calls the review.
fn charge(app: &App, summary: &Summary) -> (String, Tone) {
    let over = summary.phase >= Phase::Resolved;
    if let Some(chair) = summary.meets {
        return (format!("in review, {chair}"), Tone::Heading);
    }
    if let Some(review) = summary.review.as_ref().filter(|_| summary.phase == Phase::Closed) {
        return charge_of_review(app, review);
    }
    match summary.lead {
        Some(who) => (format!("lead {who}"), Tone::Quiet),
        None => ("nobody leads".to_owned(), if over { Tone::Quiet } else { Tone::Nobody }),
    }
}

fn charge_of_review(app: &App, review: &ReviewDue) -> (String, Tone) {
    let who = review.who.map_or_else(|| "nobody".to_owned(), |who| who.to_string());
    let late = review.until.is_some_and(|until| app.now() >= until);
    let late = late || review.who.is_none();
    (format!("review {who}"), if late { Tone::Nobody } else { Tone::Quiet })
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

const fn tone_of(severity: Severity) -> Tone {
    match severity {
        Severity::P1 => Tone::SeverityP1,
        Severity::P2 => Tone::SeverityP2,
        Severity::P3 => Tone::SeverityP3,
        Severity::P4 => Tone::SeverityP4,
    }
}

/// The mark, how bad, and what it is called.
fn begins(picked: bool, severity: Option<(Severity, Tone)>, blank: bool, name: &str) -> Strip {
    let left = Strip::of(if picked { "▸" } else { " " }, Tone::FrameFocus);
    let left = match severity {
        Some((severity, tone)) => left.and(&format!(" {severity} "), tone),
        // Of one that cannot be shown nothing is known, and nothing is said.
        None if blank => left.and(" -- ", Tone::Quiet),
        None => left.gap(4),
    };
    let name = Shown::line(name, NAME_CELLS_MAX).to_string();
    left.gap(1).and(&format!("{name:<NAME_CELLS$} "), Tone::Quiet)
}

fn room(app: &App, summary: &Summary, picked: bool, width: u16) -> Row {
    let over = summary.phase >= Phase::Resolved;
    let tone = if over { Tone::Quiet } else { tone_of(summary.severity) };
    let words = if over { Tone::Quiet } else { Tone::Heading };
    let severity = (!summary.is_blank()).then_some((summary.severity, tone));
    let left = begins(picked, severity, true, &app.lobby.name(summary));
    if let Some(stopped) = &summary.stopped {
        let known = Strip::of(summary.title.as_str(), words).gap(2);
        let left = left.and(" NOT RECORDED ", Tone::CutOff).gap(1);
        let left = if summary.is_blank() { left } else { left.join(known) };
        return Row::left(left.and(&why(summary, stopped, width), Tone::Warning));
    }
    let left = left.and(summary.title.as_str(), words);
    let since = age(summary.opened_at, app.now());
    if width < MIDDLE {
        return Row::new(left, Strip::of(&format!("{since:>6} "), Tone::Quiet));
    }
    let phase = Strip::of(summary.phase.name(), Tone::Text);
    let here = if app.lobby.is_elsewhere(summary.id) {
        "elsewhere".to_owned()
    } else {
        format!("{:>3} here", summary.here)
    };
    let here = (here, Tone::Quiet);
    let columns = Columns { first: phase, charge: charge(app, summary), place: here, since };
    Row::new(left, columns.draw(width))
}

fn shelf(app: &App, kept: &Kept, picked: bool, width: u16) -> Row {
    let words = if kept.goes_on { Tone::Heading } else { Tone::Quiet };
    let tone = |severity| if kept.goes_on { tone_of(severity) } else { Tone::Quiet };
    let severity = kept.severity.map(|severity| (severity, tone(severity)));
    let left = begins(picked, severity, false, &kept.name);
    let left = left.and(kept.title.as_str(), words);
    let since = age(kept.at, app.now());
    if width < MIDDLE {
        return Row::new(left, Strip::of(&format!("{since:>6} "), Tone::Quiet));
    }
    let review = kept.review.as_ref().map(|review| charge_of_review(app, review));
    let disagrees = kept.disagrees.map(|from| (format!("differs at {from}"), Tone::Warning));
    let elsewhere = (width < WIDE && kept.goes_on).then(|| (kept.place.to_owned(), Tone::Quiet));
    let charge = disagrees.or(review).or(elsewhere).unwrap_or((String::new(), Tone::Quiet));
    // Where there is one column for both, where it is kept says more: that it is over is known.
    let phase = kept.phase.map_or("", Phase::name);
    let first = if width < WIDE && !kept.goes_on { kept.place } else { phase };
    let (first, place) = (Strip::of(first, Tone::Text), (kept.place.to_owned(), Tone::Quiet));
    Row::new(left, Columns { first, charge, place, since }.draw(width))
}

/// What stands at the right of a row.
struct Columns {
    first: Strip,
    charge: (String, Tone),
    place: (String, Tone),
    since: String,
}

impl Columns {
    fn draw(self, width: u16) -> Strip {
        let Self { first, charge: (charge, tone), place: (place, place_tone), since } = self;
        let wide = width >= WIDE;
        let charge = Shown::line(&charge, if wide { 16 } else { 14 }).to_string();
        let left = first.to(15).and(&charge, tone);
        let since = format!(" {since:>6} ");
        if !wide {
            return left.to(29).and(&since, Tone::Quiet);
        }
        let place = Shown::line(&place, 13).to_string();
        left.to(32).and(&place, place_tone).to(45).and(&since, Tone::Quiet)
    }
}
