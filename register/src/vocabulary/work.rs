//! Tasks and questions: who has them and how they stand.

macro_rules! work_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// A task or a question is given to one person, or to nobody.
        Assign => Assigned {
            /// Which.
            entry: EntryId,
            /// To whom.
            to: Option<Handle>,
            /// The box, from now on.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            minutes: Option<u16>,
        }
        /// Yes, I have it; on another's task: I help.
        Acknowledge => Acknowledged {
            /// Task or question.
            entry: EntryId,
        }
        /// I cannot do it.
        Decline => Declined {
            /// Task or question.
            entry: EntryId,
            /// Why not.
            #[serde(default)]
            why: Text,
        }
        /// More time.
        Extend => Extended {
            /// The task.
            entry: EntryId,
            /// How many more minutes.
            minutes: u16,
            /// Where its time is over they count from now; else, as once all did, from its end.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            from_now: bool,
        }
        /// It cannot go on.
        Block => Blocked {
            /// The task.
            entry: EntryId,
            /// What is needed.
            #[serde(default)]
            need: Text,
        }
        /// The work is done; whether it worked is another question.
        Finish => Finished {
            /// The task.
            entry: EntryId,
            /// What came of it.
            #[serde(default)]
            text: Text,
        }
        /// Whether it worked.
        Verify => Verified {
            /// A task or an action.
            entry: EntryId,
            /// What it did.
            outcome: Outcome,
            /// How one can tell.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// It is not to be done, or not to be asked, any more.
        Cancel => Cancelled {
            /// A task or a question.
            entry: EntryId,
            /// Why not.
            #[serde(default)]
            why: Text,
        }

    } } };
}
pub(super) use work_rows;
