//! The thresholds in force in a room. They are recorded when it opens, so that equal journals give
//! equal screens and reports whatever the defaults of a later version are.

use serde::{Deserialize, Serialize};

use crate::limits::TASK_MINUTES;
use crate::words::Severity;

/// When a thing counts as late.
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
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            zone: "UTC".into(),
            grace_seconds: 180,
            answer_seconds: 120,
            task_minutes: TASK_MINUTES,
            question_minutes: 10,
            word_minutes: 30,
            formal_from: Severity::P2,
        }
    }
}
