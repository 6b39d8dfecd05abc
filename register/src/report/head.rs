//! The first page: what it was, how bad, how long, and the times. What is not known is said so.

use serde::Serialize;

use super::story::Story;
use crate::register::What;
use crate::times::{Length, Point, Span, Times};
use crate::words::{Kind, Mode, Phase, Role, Severity};
use crate::{At, Label};

/// How the incident stands.
#[derive(Debug, Serialize)]
pub(super) struct Head {
    pub(super) label: Option<String>,
    pub(super) title: String,
    severity: Severity,
    severity_means: &'static str,
    kind: Kind,
    kind_means: &'static str,
    phase: Phase,
    phase_means: &'static str,
    mode: Mode,
    /// A sentence about the mode, where there is something to say.
    note: &'static str,
    opened: Option<At>,
    opened_by: Option<String>,
    closed: Option<At>,
    /// When it was closed is not known to the minute.
    closed_about: bool,
    lead: Option<String>,
    comms: Option<String>,
}

pub(super) fn head(story: &Story<'_>, label: Option<Label>) -> Head {
    let incident = story.now.incident();
    let holder = |role| story.now.holder(role).map(|(who, _)| story.name(who));
    // The header says what the times say: of what was written down afterwards, when it was typed in
    // is neither the opening nor the end.
    let at = |point| story.times.points.get(&point).copied();
    let closed = at(Point::Closed);
    let title = incident.title.as_ref().map_or("no title", |t| t.as_str());
    Head {
        label: label.map(|label| label.to_string()),
        title: story.called.words(title),
        severity: incident.severity,
        severity_means: incident.severity.meaning(),
        kind: incident.kind,
        kind_means: incident.kind.meaning(),
        phase: incident.phase,
        phase_means: incident.phase.meaning(),
        mode: incident.mode,
        note: match incident.mode {
            Mode::Drill => "DRILL. This was an exercise.",
            Mode::Past => "Written down afterwards, from what was remembered and kept.",
            Mode::Sealed | Mode::Real => "",
        },
        opened: at(Point::Declared).map(|seen| seen.at),
        opened_by: story.records.first().map(|r| story.name(r.by)),
        closed: closed.map(|seen| seen.at),
        closed_about: closed.is_some_and(|seen| seen.about),
        lead: holder(Role::Lead),
        comms: holder(Role::Comms),
    }
}

/// A time of the incident.
#[derive(Debug, Serialize)]
pub(super) struct Time {
    name: Point,
    words: &'static str,
    at: Option<At>,
    about: bool,
    means: &'static str,
}

pub(super) fn times(story: &Story<'_>) -> Vec<Time> {
    let one = |point: &Point| {
        let seen = story.times.points.get(point);
        Time {
            name: *point,
            words: point.words(),
            at: seen.map(|s| s.at),
            about: seen.is_some_and(|s| s.about),
            means: point.meaning(),
        }
    };
    Point::ALL.iter().map(one).collect()
}

/// How long something took, or why that cannot be said.
#[derive(Debug, Serialize)]
pub(super) struct Took {
    name: Span,
    words: &'static str,
    seconds: Option<u64>,
    about: bool,
    /// It rests on one of two times of which one is wrong.
    doubtful: bool,
    /// In full, with `~` where it is approximate; or why it is not known.
    said: String,
    means: &'static str,
}

pub(super) fn lengths(story: &Story<'_>) -> Vec<Took> {
    let one = |span: &Span| {
        let length = story.times.length(*span);
        Took {
            name: *span,
            words: span.words(),
            seconds: length.seconds(),
            about: matches!(length, Length::Known { about: true, .. }),
            doubtful: story.times.is_doubtful(*span),
            said: said(&story.times, *span),
            means: span.meaning(),
        }
    };
    Span::ALL.iter().map(one).collect()
}

/// `~18 h 46 m 50 s`, or a reason.
pub(super) fn said(times: &Times, span: Span) -> String {
    let (from, to) = span.ends();
    match times.length(span) {
        length @ Length::Known { .. } if times.is_doubtful(span) => {
            format!("{length}, but one of its times cannot be")
        }
        length @ Length::Known { .. } => length.to_string(),
        Length::Backwards => format!("not known: {} is before {}", to.words(), from.words()),
        Length::Missing { from: true, to: true } => {
            format!("not known: no time for {} and {}", from.words(), to.words())
        }
        Length::Missing { from: true, .. } => format!("not known: no time for {}", from.words()),
        Length::Missing { .. } => format!("not known: no time for {}", to.words()),
    }
}

/// Each impossible order as a sentence.
pub(super) fn impossible(story: &Story<'_>) -> Vec<String> {
    let said = |(first, then): &(Point, Point)| {
        format!("{} comes before {}: one of the two times is wrong", then.words(), first.words())
    };
    story.times.impossible().iter().map(said).collect()
}

/// The incident in a few sentences, where nobody wrote a summary.
pub(super) fn summary(story: &Story<'_>) -> Vec<String> {
    let incident = story.now.incident();
    let at = |point| story.times.points.get(&point).copied();
    let (severity, kind, phase) = (incident.severity, incident.kind, incident.phase);
    let mut all = vec![format!("{severity}, {kind}: {}. Phase: {phase}.", kind.meaning())];
    let restore = story.times.length(Span::Restore);
    all.push(match (restore, at(Point::Began)) {
        (Length::Known { .. }, _) => {
            format!("Users were affected for {}.", said(&story.times, Span::Restore))
        }
        (_, Some(_)) => "When service was as it should be again is not known.".into(),
        (_, None) => "When users were first affected is not known.".into(),
    });
    all.extend(began_again(story));
    let (called, uncalled): (Vec<_>, Vec<_>) = story
        .now
        .key_decisions()
        .partition(|entry| story.now.decisions().get(entry).is_some_and(|it| it.call.is_some()));
    let counts = [
        (called.len(), "decision"),
        (story.now.tasks().len(), "task"),
        (story.now.questions().len(), "question"),
        (story.now.responders().len() - story.now.came_for_review().len(), "responder"),
    ];
    let some = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut counted: Vec<_> = counts.iter().map(|(n, what)| some(*n, what)).collect();
    if !uncalled.is_empty() {
        let proposals = some(uncalled.len(), "proposal");
        counted.insert(1, format!("{proposals} {}", story.now.uncalled()));
    }
    all.push(format!("On the record: {}.", counted.join(", ")));
    all
}

/// That it seemed to be over before, and when it was not.
fn began_again(story: &Story<'_>) -> Option<String> {
    let (mut phase, mut when) = (Phase::Investigating, Vec::new());
    for (seq, row) in story.now.places() {
        let What::Phase(next) = row.what else { continue };
        if phase >= Phase::Resolved && next < Phase::Resolved {
            when.push(story.happened(seq).at);
        }
        phase = next;
    }
    let first = when.first().copied()?;
    let when: Vec<String> = when.iter().map(|at| at.named(first)).collect();
    Some(format!("It seemed to be over, and began again at {}.", when.join(" and ")))
}
