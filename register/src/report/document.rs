//! The report as data: what every form of it says, and the JSON of `warroom report --format json`.
//!
//! Names are added to it and never changed: scripts and templates of others read it.

use serde::Serialize;
use std::collections::BTreeMap;

use super::entries::{Asked, Failed, Held as HeldTrue, Impact, Moved, Step, Told, Tried};
use super::head::{Head, Time, Took};
use super::people::{Held, Responder};
use super::story::{Said, Story};
use super::timeline::Day;
use super::{Options, decisions, entries, hands, head, learnt, outside, people, timeline};
use crate::times::{Graded, Kept};
use crate::words::Section;
use crate::{Hash, IncidentId, Recording, Seq};

/// The version of this shape.
const VERSION: u32 = 1;

/// The prime directive, after Norman Kerth, "Project Retrospectives" (2001).
const PRIME_DIRECTIVE: &str = "Regardless of what we discover, we understand and truly believe \
    that everyone did the best job they could, given what they knew at the time, their skills and \
    abilities, the resources available, and the situation at hand.";

/// A report.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    report: u32,
    /// `draft`, `in review` or `agreed`.
    state: &'static str,
    pub(super) incident: Head,
    prime_directive: &'static str,
    summary: Vec<String>,
    impacts: Vec<Impact>,
    timeline: Vec<Day>,
    times: Vec<Time>,
    lengths: Vec<Took>,
    /// Orders of times that cannot be, as sentences.
    impossible: Vec<String>,
    severities: Vec<Graded>,
    kept: Kept,
    first_sign: Option<Said>,
    phases: Vec<Moved>,
    tried: Vec<Tried>,
    failed: Vec<Failed>,
    decisions: Vec<decisions::Decided>,
    questions: Vec<Asked>,
    facts: Vec<HeldTrue>,
    tasks: Vec<Step>,
    updates: Vec<Told>,
    inquiries: Vec<outside::Inquired>,
    ideas: Vec<Said>,
    /// That so many more wait for their turn in the review.
    ideas_parked: Option<String>,
    /// The parts that people wrote, by section; `None` if nobody did.
    prose: BTreeMap<Section, Option<Said>>,
    /// What the section of factors is called in this room.
    factors_heading: &'static str,
    factors: Vec<learnt::Factor>,
    recommendations: Vec<learnt::Recommended>,
    accounts: Vec<learnt::Account>,
    reviews: Vec<learnt::Meeting>,
    /// Who agreed to this report.
    agreed: Vec<learnt::Agreed>,
    readers: Vec<learnt::Reader>,
    comments: Vec<learnt::Comment>,
    /// Who was made aware of this report.
    aware: Vec<learnt::Aware>,
    help: Vec<hands::Asked>,
    plans: Vec<hands::Used>,
    runs: Vec<hands::Run>,
    away: Vec<hands::Away>,
    roles: Vec<Held>,
    responders: Vec<Responder>,
    integrity: Integrity,
}

/// How whoever holds the file can tell that it is the one this report was made of.
#[derive(Debug, Serialize)]
struct Integrity {
    id: IncidentId,
    head: Seq,
    hash: Hash,
    /// Whether every line follows the one before.
    whole: bool,
    /// Why not, as a sentence.
    broken: Option<String>,
    /// The last line has no end.
    torn: bool,
}

impl Document {
    pub(super) fn of(story: &Story<'_>, recording: &Recording, options: &Options) -> Self {
        Self {
            report: VERSION,
            state: learnt::state(&story.now),
            incident: head::head(story, options.label.or(recording.header.incident)),
            prime_directive: PRIME_DIRECTIVE,
            summary: head::summary(story),
            impacts: entries::impacts(story),
            timeline: timeline::timeline(story),
            times: head::times(story),
            lengths: head::lengths(story),
            impossible: head::impossible(story),
            severities: story.times.graded.clone(),
            kept: story.times.kept,
            first_sign: entries::first_sign(story),
            phases: entries::phases(story),
            tried: entries::tried(story),
            failed: entries::failed(story),
            decisions: decisions::decisions(story),
            questions: entries::questions(story),
            facts: entries::facts(story),
            tasks: entries::tasks(story),
            updates: entries::updates(story),
            inquiries: outside::inquiries(story),
            ideas: entries::ideas(story),
            ideas_parked: story.now.parked_words(),
            prose: learnt::prose(story),
            factors_heading: story.now.incident().policy.factors_heading(),
            factors: learnt::factors(story),
            recommendations: learnt::recommended(story),
            accounts: learnt::accounts(story),
            reviews: learnt::meetings(story),
            agreed: learnt::agreed(story),
            readers: learnt::readers(story),
            comments: learnt::comments(story),
            aware: learnt::aware(story),
            help: hands::help(story),
            plans: hands::plans(story),
            runs: hands::runs(story),
            away: hands::away(story),
            roles: people::roles(story),
            responders: people::responders(story),
            integrity: Integrity {
                id: recording.header.id,
                head: recording.chain.head,
                hash: recording.chain.hash,
                whole: recording.broken.is_none() && !recording.torn,
                broken: recording.broken.as_ref().map(ToString::to_string),
                torn: recording.torn && recording.broken.is_none(),
            },
        }
    }
}
