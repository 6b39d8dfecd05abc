//! The thresholds in force in a room. They are recorded when it opens, so that equal journals give
//! equal screens and reports whatever the defaults of a later version are.

mod follow;
mod plan;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::limits::TASK_MINUTES;
use crate::words::{Role, Severity};
pub use follow::follow;
pub use plan::{Plan, PlanTask, StandingDecision};

/// From so many people who work here on, the crew's roles are wanted.
pub(crate) const CREW_FROM: usize = 5;

/// When a thing counts as late, and the plans that may be laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The zone of the times that people type.
    pub zone: Box<str>,
    /// Nobody is nagged before, but for a missing lead; seconds.
    pub grace_seconds: u32,
    /// An owner who has not answered is late then; seconds.
    pub answer_seconds: u32,
    /// The box of a task where nobody says otherwise; minutes.
    pub task_minutes: u16,
    /// A question nobody has is late then; minutes.
    pub question_minutes: u16,
    /// The first public word in a P1 is due then; minutes.
    pub word_minutes: u16,
    /// From this severity on (P1 is the worst) comms and words to the public are asked for.
    pub formal_from: Severity,
    /// What is asked for at each severity. A room of before this table has none, and goes by the
    /// fields above.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub severities: BTreeMap<Severity, Rule>,
    /// Reports call what contributed "Root cause(s)", where a reader insists; it stays a list.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub root_causes: bool,
    /// The plans that may be laid out here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Plan>,
}

/// What is asked for at one severity: a small incident is quiet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The roles that are wanted, beside the lead, as soon as two are here.
    pub roles: Vec<Role>,
    /// The roles that are wanted from five people on.
    pub crew_roles: Vec<Role>,
    /// Nobody is nagged before, but for a missing lead; seconds.
    pub grace_seconds: u32,
    /// An owner who has not answered is late then; seconds.
    pub answer_seconds: u32,
    /// A question nobody has is late then; minutes.
    pub question_minutes: u16,
    /// The first public word is due then; minutes. None: it is not asked for.
    pub word_minutes: Option<u16>,
    /// What somebody outside asked is late then; minutes. None: as late as a question that nobody has,
    /// where this severity nags at all; 0: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inquiry_minutes: Option<u16>,
    /// Whether it is asked for who is affected, for promises that are late, and for a review.
    pub nags: bool,
}

impl Default for Policy {
    /// What held before there was a table: a record without one is read so.
    fn default() -> Self {
        Self {
            zone: "UTC".into(),
            grace_seconds: 180,
            answer_seconds: 120,
            task_minutes: TASK_MINUTES,
            question_minutes: 10,
            word_minutes: 30,
            formal_from: Severity::P2,
            severities: BTreeMap::new(),
            root_causes: false,
            plans: Vec::new(),
        }
    }
}

impl Policy {
    /// What a room is opened with where nobody says otherwise.
    pub fn standard() -> Self {
        let severities = Severity::ALL.iter().map(|s| (*s, Rule::standard(*s))).collect();
        Self { severities, ..Self::default() }
    }

    /// What is asked for at this severity.
    pub fn rule(&self, severity: Severity) -> Rule {
        self.severities.get(&severity).cloned().unwrap_or_else(|| self.plain_rule(severity))
    }

    fn plain_rule(&self, severity: Severity) -> Rule {
        let formal = severity <= self.formal_from;
        Rule {
            roles: if formal { vec![Role::Comms] } else { Vec::new() },
            crew_roles: Vec::new(),
            grace_seconds: self.grace_seconds,
            answer_seconds: self.answer_seconds,
            question_minutes: self.question_minutes,
            word_minutes: (severity == Severity::P1).then_some(self.word_minutes),
            inquiry_minutes: None,
            nags: formal,
        }
    }

    /// What a report calls what contributed.
    pub(crate) const fn factors_heading(&self) -> &'static str {
        if self.root_causes { "Root cause(s)" } else { "Contributing factors" }
    }

    /// The plan of this name.
    pub fn plan(&self, name: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.name.as_str().eq_ignore_ascii_case(name))
    }
}

impl Rule {
    /// After how many minutes a question from outside is late; `None`: never.
    pub(crate) fn inquiry_late_minutes(&self) -> Option<u16> {
        let usual = self.nags.then_some(self.question_minutes);
        self.inquiry_minutes.or(usual).filter(|minutes| *minutes > 0)
    }

    /// What is asked for at this severity where nobody says otherwise.
    pub fn standard(severity: Severity) -> Self {
        let crew = vec![Role::Deputy, Role::Scribe, Role::Liaison];
        let quiet = || Self {
            roles: Vec::new(),
            crew_roles: Vec::new(),
            grace_seconds: 180,
            answer_seconds: 300,
            question_minutes: 30,
            word_minutes: None,
            inquiry_minutes: None,
            nags: false,
        };
        let formal = Self {
            roles: vec![Role::Comms],
            crew_roles: crew,
            answer_seconds: 120,
            question_minutes: 10,
            nags: true,
            ..quiet()
        };
        match severity {
            Severity::P1 => Self { word_minutes: Some(30), ..formal },
            Severity::P2 => formal,
            Severity::P3 => quiet(),
            Severity::P4 => Self { answer_seconds: 600, question_minutes: 60, ..quiet() },
        }
    }
}
