//! The incident itself: opened, how bad, what kind, how far, when.

macro_rules! incident_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// An incident begins; its author leads.
        Open => Opened {
            /// The hash of the sealed card that says whether this is a drill.
            sealed: Hash,
            /// What is wrong, in a line.
            title: Title,
            /// How bad it is.
            severity: Severity,
            /// What kind of trouble.
            kind: Kind,
            /// `past` is plain from the start; everything else stays sealed until the end.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            mode: Option<Mode>,
            /// Where the voices are: a call, a room.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            talk: Text,
            /// The key of the one who opens.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            key: Option<PublicKey>,
            /// The thresholds in force.
            #[serde(default)]
            policy: Policy,
        }
        /// How bad it is now.
        Grade => SeverityGraded {
            /// From now on.
            severity: Severity,
            /// Why now.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
        }
        /// What kind of trouble it is.
        SetKind => KindSet {
            /// From now on.
            kind: Kind,
            /// Why now.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
        }
        /// How far the work has come.
        MovePhase => PhaseMoved {
            /// From now on.
            phase: Phase,
            /// Why now; needed to go back.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
            /// Closed: what the sealed card said; given in by the room.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            card: Option<Mode>,
            /// Closed: the salt under which the card was sealed; given in by the room.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            card_salt: Option<Salt>,
            /// Closed: who calls the review, and by when.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            review: Option<ReviewDue>,
            /// When it was, where all is written down afterwards.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
        }
        /// Who calls the review, and by when.
        SetReview => ReviewSet {
            /// Both, as far as they are known.
            review: ReviewDue,
        }
        /// Where the voices are: a call, a room.
        SetTalk => TalkSet {
            /// Its address; empty: nowhere.
            #[serde(default)]
            talk: Text,
        }
        /// One of the times that a report needs.
        Mark => TimeMarked {
            /// Which.
            moment: Moment,
            /// When it was.
            when: Seen,
        }

    } } };
}
pub(super) use incident_rows;
