//! Questions from outside: who only watches asks them, or somebody writes down what was asked by
//! phone. Comms takes, answers or passes them on by the commands for questions.

macro_rules! outside_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// Somebody outside wants to know something.
        Inquire => Inquired {
            /// The question.
            #[serde(default)]
            text: Text,
            /// Who asks, where that is not the author: a name, a desk, a phone.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            asker: Text,
            /// The entry it is about.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            about: Option<EntryId>,
            /// When it was asked, where that is another time than the record's.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
        }
        /// It is the room's question too: this record is that question.
        PassInquiry => InquiryPassed {
            /// What was asked from outside.
            entry: EntryId,
            /// What the room is asked; empty: the same words.
            #[serde(default)]
            text: Text,
        }

    } } };
}
pub(super) use outside_rows;
