//! The first page: how bad, how long, for whom. What is not known is said so.

use super::Page;
use super::story::{Story, about, minute};
use crate::markdown::{id, name};
use crate::register::What;
use crate::show::age;
use crate::words::{Mode, Moment, PersonalData, Role};
use crate::{Register, Seen};

/// How the incident stands, in a table.
pub(super) fn status(page: &mut Page, story: &Story<'_>) {
    let register = &story.now;
    let incident = register.incident();
    match incident.mode {
        Mode::Drill => page.line("**DRILL.** This was an exercise."),
        Mode::Past => page.line("Written down afterwards, from what was remembered and kept."),
        Mode::Sealed => page.line("Whether this is an exercise is sealed until it is closed."),
        Mode::Real => {}
    }
    page.table(&["", ""]);
    let (severity, kind) = (incident.severity, incident.kind);
    let opened = incident.opened_at.map_or_else(|| "not opened".into(), minute);
    let by = story.records.first().map_or_else(String::new, |r| format!(" by {}", name(r.by)));
    let holder = |role| register.holder(role).map(|(who, _)| name(who));
    let rows = [
        ("Severity", format!("{severity}, {}", severity.meaning())),
        ("Kind", format!("{kind}, {}", kind.meaning())),
        ("Phase", format!("{}, {}", incident.phase, incident.phase.meaning())),
        ("Opened", format!("{opened}{by}")),
        ("Closed", incident.closed_at.map_or_else(|| "not closed".into(), minute)),
        ("Lead", holder(Role::Lead).unwrap_or_else(|| "nobody".into())),
        ("Comms", holder(Role::Comms).unwrap_or_else(|| "nobody, so the lead".into())),
        ("Duration", duration(register)),
    ];
    for (what, said) in rows {
        page.row(&[what.to_owned(), said]);
    }
    page.end();
    page.line("All times are UTC.");
}

/// From when users were first affected until service was as it should be.
fn duration(register: &Register) -> String {
    between(register, Moment::Began, Moment::Restored)
}

/// Impact, the times that count, and what lies between them.
pub(super) fn impact_and_duration(page: &mut Page, story: &Story<'_>) {
    page.heading("Summary of impact and duration");
    impact(page, story);
    times(page, &story.now);
}

/// Every impact as it was known, oldest first: the last one often says that nobody is hit any more.
fn impact(page: &mut Page, story: &Story<'_>) {
    let all = story.now.places().filter_map(|(seq, row)| match row.what {
        What::Impact(data) => Some((seq, row, data)),
        _ => None,
    });
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        page.line("Nobody wrote down who was affected.");
        return;
    }
    page.line("Who was affected, as it was known:");
    for (seq, row, data) in all {
        let gone = if story.now.stands(seq) { "" } else { ", retracted" };
        let data = match data {
            PersonalData::Yes => "personal data is touched",
            PersonalData::No => "no personal data is touched",
            PersonalData::NotKnown => "personal data: not known",
        };
        let when = about(story.happened(seq));
        let lead = format!("{when} {} {} ({data}{gone})", id(seq), name(row.by));
        page.item(&lead, &row.text);
    }
    page.end();
}

fn times(page: &mut Page, register: &Register) {
    page.table(&["time", "when", "what it is"]);
    for moment in Moment::ALL {
        let when = register.moments().get(moment).map_or_else(|| "not known".into(), |s| about(*s));
        page.row(&[moment.to_string(), when, moment.meaning().to_owned()]);
    }
    page.end();
    page.table(&["took", "from when it began"]);
    let spans = [
        ("to detect", Moment::Detected),
        ("to identify", Moment::Identified),
        ("to mitigate", Moment::Mitigated),
        ("to restore", Moment::Restored),
    ];
    for (what, to) in spans {
        page.row(&[what.to_owned(), between(register, Moment::Began, to)]);
    }
    page.end();
}

/// How long from one moment to another, or why that cannot be said.
fn between(register: &Register, from: Moment, to: Moment) -> String {
    let moment = |m: Moment| register.moments().get(&m).copied();
    match (moment(from), moment(to)) {
        (Some(a), Some(b)) if b.at < a.at => {
            format!("not known: {to} is marked before {from}")
        }
        (Some(a), Some(b)) => span(a, b),
        (None, Some(_)) => format!("not known: nobody marked when it {}", did(from)),
        (Some(_), None) => format!("not known: nobody marked when it {}", did(to)),
        (None, None) => {
            format!("not known: nobody marked when it {} and when it {}", did(from), did(to))
        }
    }
}

const fn did(moment: Moment) -> &'static str {
    match moment {
        Moment::Began => "began",
        Moment::Detected => "was detected",
        Moment::Identified => "was identified",
        Moment::Mitigated => "was mitigated",
        Moment::Restored => "was over",
    }
}

fn span(from: Seen, to: Seen) -> String {
    let long = age(to.at.seconds_since(from.at));
    if from.about || to.about { format!("about {long}") } else { long }
}
