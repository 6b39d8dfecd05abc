//! What keeps the record whole and the room closed: words taken out, people at the door and out of
//! it, hosts that take over, records put back.

macro_rules! keeping_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// Somebody wants the words of a record taken out: a secret that was pasted by mistake.
        AskRedaction => RedactionAsked {
            /// Which record.
            entry: EntryId,
            /// Why, without the words themselves.
            #[serde(default)]
            why: Text,
        }
        /// The lead has the words of a record taken out, for good and everywhere.
        Redact => Redacted {
            /// Which record.
            entry: EntryId,
            /// Why, without the words themselves.
            #[serde(default)]
            why: Text,
            /// The record that asked for it; absent where the lead did it unasked.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            asked: Option<Seq>,
        }
        /// A machine says that its copy holds the words no more.
        ConfirmRedaction => RedactionConfirmed {
            /// The record that took them.
            redaction: Seq,
            /// The key of the machine that holds the copy.
            key: PublicKey,
        }
        /// A responder is put out, and their keys are refused from then on.
        Remove => Removed {
            /// Who.
            who: Handle,
            /// Why.
            #[serde(default)]
            why: Text,
        }
        /// A machine stands at the door and has to be let in by somebody.
        Knock => Knocked {
            /// As whom.
            who: Handle,
            /// Its key.
            key: PublicKey,
            /// What it may do once it is in.
            scope: Scope,
            /// The invite it came by; none for a machine that is known without one.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            invite: Option<Seq>,
        }
        /// A machine that knocked is let in; or somebody who was put out may come again.
        Admit => Admitted {
            /// Who.
            who: Handle,
            /// The knock; none lifts a removal.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            knock: Option<Seq>,
        }
        /// A machine that knocked is not let in.
        TurnAway => TurnedAway {
            /// The knock.
            knock: Seq,
            /// Why not.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            why: Text,
        }
        /// The room notes that a machine which knocked went away before anybody answered.
        NoteGone => GoneFromDoor {
            /// The knock.
            knock: Seq,
        }
        /// Whether an invite is enough, or the lead lets people in one by one.
        SetDoor => DoorSet {
            /// One by one.
            one_by_one: bool,
        }
        /// The room notes that somebody tried what their scope does not allow.
        NoteBeyond => TriedBeyond {
            /// Who.
            who: Handle,
            /// What they tried last.
            what: Text,
            /// What that needs.
            needs: Scope,
            /// How often since it was noted before.
            times: u32,
        }
        /// A machine could serve this room if its server is lost.
        OfferHost => HostOffered {
            /// Where it would be reached, best first.
            addresses: Vec<String>,
            /// The hash of its server's public key.
            pin: Hash,
        }
        /// The room is served anew, from the copy of a responder.
        Rescue => Rescued {
            /// The last record of that copy.
            from_seq: Seq,
            /// The hash of its line.
            hash: Hash,
            /// One more than that of any rescue before.
            term: u32,
            /// Where the room is now, best first.
            addresses: Vec<String>,
            /// The hash of the public key of the server it is on now.
            pin: Hash,
        }
        /// Records that the server had lost are there again, from a responder's copy.
        Restore => Restored {
            /// The first of them.
            from_seq: Seq,
            /// The last of them.
            to_seq: Seq,
            /// How many lines in their place read otherwise; those are kept beside the journal.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            replaced: Option<u64>,
        }
        /// The room goes on without records that it lost and nobody put back, or that somebody says
        /// to have: from here on theirs is another record.
        GoOn => WentOn {
            /// The first of them.
            from_seq: Seq,
            /// The last of them, as far as that is known.
            to_seq: Seq,
            /// Why not wait for them.
            #[serde(default)]
            why: Text,
        }

    } } };
}
pub(super) use keeping_rows;
