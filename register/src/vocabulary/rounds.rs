//! Call rounds, what people can help with, and plans.

macro_rules! rounds_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// How does it stand? Asked of one, or of all.
        CallRound => RoundCalled {
            /// Of whom; absent: of everyone who works here.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            to: Option<Handle>,
            /// About what; absent: about all they do.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            entry: Option<EntryId>,
            /// What is asked beyond that.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// It stands so: the answer to a call round, or said unasked.
        ReportBack => ReportedBack {
            /// The task it is about; absent: what was asked about, or the one task they have.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            entry: Option<EntryId>,
            /// The condition, in a line.
            #[serde(default)]
            text: Text,
            /// What is being done.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            actions: Text,
            /// What is needed.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            needs: Text,
        }
        /// What I can help with.
        SetSkills => SkillsSet {
            /// In a few words.
            #[serde(default)]
            skills: Text,
        }
        /// A plan is laid out: its questions, tasks and standing decisions follow.
        UsePlan => PlanUsed {
            /// By name.
            name: Title,
        }
        /// A decision that was agreed on before, for a case like this; written by the room.
        RecallStanding => StandingRecalled {
            /// The record that laid the plan out.
            plan: EntryId,
            /// What was decided.
            #[serde(default)]
            text: Text,
            /// Who agreed on it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            agreed_by: Text,
            /// When they did.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            agreed_on: Text,
        }

    } } };
}
pub(super) use rounds_rows;
