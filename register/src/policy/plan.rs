//! A plan: what to ask and to do first, and what was decided before, for a kind of trouble.

use serde::{Deserialize, Serialize};

use crate::limits::{PLAN_ITEMS_MAX, PLANS_BYTES_MAX, TASK_MINUTES_MAX};
use crate::record::encode;
use crate::words::Kind;
use crate::{Policy, Text, Title};

/// A plan as it is written in a file of the server and recorded in the rooms that it opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What it goes by.
    pub name: Title,
    /// For this kind of trouble; `None`: for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// For this service; `None`: for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Title>,
    /// Who agreed on it.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub agreed_by: Text,
    /// When they did.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub agreed_on: Text,
    /// What to ask first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Text>,
    /// What to do first: the checklist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<PlanTask>,
    /// What was decided before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<StandingDecision>,
}

/// A next step of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTask {
    /// What to do.
    pub text: Text,
    /// Its box, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
}

/// What was decided before, for a case like this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingDecision {
    /// What.
    pub text: Text,
    /// Who agreed on it; empty: who agreed on the plan.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub agreed_by: Text,
    /// When they did.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub agreed_on: Text,
}

impl Plan {
    /// Why this plan cannot be laid out, as half a sentence; `None` if it can.
    pub fn fault(&self) -> Option<String> {
        let items = self.questions.len() + self.tasks.len() + self.decisions.len();
        if items == 0 {
            return Some("has no questions, tasks or decisions".into());
        }
        if items > PLAN_ITEMS_MAX {
            return Some(format!("has {items} items: {PLAN_ITEMS_MAX} are the most"));
        }
        let texts = self.questions.iter().chain(self.tasks.iter().map(|t| &t.text));
        let mut texts = texts.chain(self.decisions.iter().map(|d| &d.text));
        if texts.any(|text| text.raw().trim().is_empty()) {
            return Some("has an item without words".into());
        }
        let bad = |t: &&PlanTask| t.minutes.is_some_and(|m| !(1..=TASK_MINUTES_MAX).contains(&m));
        let task = self.tasks.iter().find(bad)?;
        let minutes = task.minutes.unwrap_or_default();
        Some(format!("has a task of {minutes} minutes: 1 to {TASK_MINUTES_MAX} are a box"))
    }
}

impl Policy {
    /// The plans for this kind of trouble; those of a service named in the title come first.
    pub fn plans_for(&self, kind: Kind, title: &str) -> Vec<&Plan> {
        let title = title.to_lowercase();
        let named = |plan: &Plan| {
            let service = plan.service.as_ref().map(|s| s.as_str().to_lowercase());
            service.is_some_and(|service| title.contains(&service))
        };
        let mut fit: Vec<_> =
            self.plans.iter().filter(|p| p.kind.is_none_or(|of| of == kind)).collect();
        // Also stable: among equals the order of the files stays.
        fit.sort_by_key(|plan| (!named(plan), plan.kind.is_none()));
        fit
    }

    /// Why these plans cannot be recorded in a room, as a sentence; `None` if they can.
    pub fn plans_fault(&self) -> Option<String> {
        let bytes = encode(&self.plans).len();
        (bytes > PLANS_BYTES_MAX).then(|| {
            format!("the plans have {bytes} bytes together: {PLANS_BYTES_MAX} are the most")
        })
    }
}
