//! What a review is led by, from files: `review.toml` and `hints.toml` beside the configuration, over
//! what is built in.
//!
//! Read strictly: a file that does not fit is refused with its name and line.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use warroom_register::words::{MomentKind, Severity};
use warroom_register::{Agenda, At, Handle};

use crate::app::guide::{Guide, Hint};
use crate::page::FileError;
use crate::paths::Paths;
use crate::policy::read;

/// The list of words that is built in.
const HINTS: &str = include_str!("guide/hints.toml");
/// The questions that are built in.
const QUESTIONS: &str = include_str!("guide/questions.toml");

/// `review.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReviewFile {
    minutes: Option<Agenda>,
    #[serde(default)]
    text: String,
    #[serde(default)]
    hide_title: bool,
    #[serde(default)]
    questions: BTreeMap<MomentKind, Vec<String>>,
    #[serde(default)]
    invite: Inviting,
}

/// `hints.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HintsFile {
    #[serde(default = "yes")]
    built_in: bool,
    #[serde(default)]
    hints: Vec<HintFile>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HintFile {
    words: Vec<String>,
    instead: String,
}

const fn yes() -> bool {
    true
}

/// The table `[invite]`: who is invited to a review, and by when it is held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Inviting {
    /// Who invites: an address of mail.
    pub(crate) organizer: Option<Mail>,
    /// Where the meeting is, if not where the voices were.
    pub(crate) location: Option<String>,
    /// At which hour, where nobody says when: `10:00`.
    pub(crate) hour: Option<Hour>,
    /// The addresses of people, by handle.
    pub(crate) people: BTreeMap<Handle, Mail>,
    /// Who answers for a service, by kind of incident; `any` for all others.
    pub(crate) owners: BTreeMap<String, Owners>,
    /// By when it is held, by severity: `3 days`, `5 working days`.
    pub(crate) due: BTreeMap<Severity, Within>,
}

/// Who answers for a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Owners {
    /// The senior owner of the risk.
    pub(crate) risk: Option<Mail>,
    /// The owner of the product.
    pub(crate) product: Option<Mail>,
    /// The owner of the technology.
    pub(crate) technical: Option<Mail>,
}

/// An address of mail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Mail(pub(crate) String);

impl TryFrom<String> for Mail {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let plain = |c: char| c.is_ascii_graphic() && !"\"(),:;<>[\\]".contains(c);
        let good = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@')
        });
        if good && text.chars().all(plain) {
            return Ok(Self(text));
        }
        let text = warroom_register::Shown::line(&text, 60);
        Err(format!("{text} is no address of mail, such as ana@example.org"))
    }
}

/// An hour of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Hour {
    /// Seconds since midnight, UTC.
    pub(crate) seconds: i64,
}

impl TryFrom<String> for Hour {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let at = At::parse(&format!("2026-01-01T{text}:00.000Z"));
        let seconds = at.map(|at| (at.ms() - at.day().ms()) / 1000);
        let shown = warroom_register::Shown::line(&text, 20);
        seconds
            .map(|seconds| Self { seconds })
            .ok_or_else(|| format!("{shown} is no hour, such as 10:00"))
    }
}

/// How long after an incident its review is held at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Within {
    days: u16,
    /// Saturdays and Sundays do not count.
    working: bool,
}

impl TryFrom<String> for Within {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let shown = warroom_register::Shown::line(&text, 40);
        let wrong = || format!("{shown} is no length: write \"3 days\" or \"5 working days\"");
        let (days, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let days = days.parse().ok().filter(|days| (1..=366).contains(days)).ok_or_else(wrong)?;
        let working = match unit.trim() {
            "days" | "day" => false,
            "working days" | "working day" => true,
            _ => return Err(wrong()),
        };
        Ok(Self { days, working })
    }
}

impl Within {
    /// What holds for a severity where the file says nothing.
    pub(crate) const fn standard(severity: Severity) -> Self {
        match severity {
            Severity::P1 => Self { days: 3, working: false },
            Severity::P2 => Self { days: 5, working: true },
            Severity::P3 | Severity::P4 => Self { days: 10, working: true },
        }
    }

    /// The end of it, counted from when the incident was closed.
    pub(crate) fn end(self, closed: At) -> At {
        const DAY: i64 = 86_400;
        if !self.working {
            return closed.plus_seconds(i64::from(self.days) * DAY);
        }
        let (mut at, mut left) = (closed, self.days);
        while left > 0 {
            at = at.plus_seconds(DAY);
            left -= u16::from(is_working_day(at));
        }
        at
    }

    /// In words.
    pub(crate) fn words(self) -> String {
        let working = if self.working { "working " } else { "" };
        let s = if self.days == 1 { "" } else { "s" };
        format!("{} {working}day{s}", self.days)
    }
}

/// Whether it is neither Saturday nor Sunday. The first of January 1970 was a Thursday.
pub(crate) fn is_working_day(at: At) -> bool {
    !matches!((at.ms().div_euclid(86_400_000) + 4).rem_euclid(7), 0 | 6)
}

/// What a review is led by here.
pub(crate) fn load(paths: &Paths) -> Result<Guide, FileError> {
    let folder = paths.config_folder();
    let mut guide = built_in();
    led_by(&mut guide, &folder.join("review.toml"))?;
    hinted_by(&mut guide, &folder.join("hints.toml"))?;
    Ok(guide)
}

/// The guide where a review is not what is wanted now: of a bad file nothing holds but what is built
/// in, and a sentence says so.
pub(crate) fn as_far_as_good(paths: &Paths) -> (Guide, Option<String>) {
    let folder = paths.config_folder();
    let mut guide = built_in();
    let of = |tried: Result<(), FileError>| {
        tried.err().map(|why| format!("{why}; what is built in holds until then"))
    };
    let review = of(led_by(&mut guide, &folder.join("review.toml")));
    let hints = of(hinted_by(&mut guide, &folder.join("hints.toml")));
    (guide, review.or(hints))
}

fn led_by(guide: &mut Guide, path: &Path) -> Result<(), FileError> {
    let file = read::<ReviewFile>(path)?.unwrap_or_default();
    guide.agenda = file.minutes.unwrap_or(guide.agenda);
    guide.text = file.text;
    guide.title_hidden = file.hide_title;
    guide.questions.extend(file.questions);
    Ok(())
}

fn hinted_by(guide: &mut Guide, path: &Path) -> Result<(), FileError> {
    read::<HintsFile>(path)?.map_or(Ok(()), |own| add_hints(guide, own, path))
}

/// Refuses a file that is no good `review.toml`.
pub(crate) fn check_review(path: &Path) -> Result<(), FileError> {
    led_by(&mut built_in(), path)?;
    inviting_of(path).map(drop)
}

/// Refuses a file that is no good `hints.toml`.
pub(crate) fn check_hints(path: &Path) -> Result<(), FileError> {
    hinted_by(&mut built_in(), path)
}

/// Who is invited, and by when.
pub(crate) fn inviting(paths: &Paths) -> Result<Inviting, FileError> {
    inviting_of(&paths.config_folder().join("review.toml"))
}

fn inviting_of(path: &Path) -> Result<Inviting, FileError> {
    let inviting = read::<ReviewFile>(path)?.unwrap_or_default().invite;
    for kind in inviting.owners.keys().filter(|kind| *kind != "any") {
        if let Err(why) = kind.parse::<warroom_register::words::Kind>() {
            return Err(FileError::whole(path, format!("[invite.owners]: {why}, or any")));
        }
    }
    Ok(inviting)
}

fn add_hints(guide: &mut Guide, own: HintsFile, path: &Path) -> Result<(), FileError> {
    if !own.built_in {
        guide.hints.clear();
    }
    let mut hints = Vec::new();
    for HintFile { words, instead } in own.hints {
        if words.is_empty() || words.iter().any(|words| words.trim().is_empty()) {
            return Err(FileError::whole(path, "a hint without words: say for which ones it is"));
        }
        hints
            .push(Hint { words: words.iter().map(|w| w.trim().to_lowercase()).collect(), instead });
    }
    // Whoever names the same words has the last say.
    let named =
        |hint: &Hint| hints.iter().any(|own| own.words.iter().any(|w| hint.words.contains(w)));
    guide.hints.retain(|hint| !named(hint));
    guide.hints.extend(hints);
    Ok(())
}

/// What holds without any file.
pub(crate) fn built_in() -> Guide {
    let hints: HintsFile = toml::from_str(HINTS)
        .unwrap_or_else(|_never| HintsFile { built_in: true, hints: Vec::new() });
    let hints = hints.hints.into_iter().map(|HintFile { words, instead }| Hint { words, instead });
    Guide {
        hints: hints.collect(),
        questions: toml::from_str(QUESTIONS).unwrap_or_default(),
        ..Guide::default()
    }
}
