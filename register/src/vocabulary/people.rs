//! Who is here, by which door, and with which role.

macro_rules! people_rows {
    ($then:ident $rest:tt { $($rows:tt)* }) => { $then! { $rest { $($rows)*

        /// A responder takes a handle in this room, or comes back with a wider scope.
        Join => Joined {
            /// The key that speaks for this handle.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            key: Option<PublicKey>,
            /// What the invite allowed.
            scope: Scope,
            /// The invite it came by; none for a machine enrolled with the server.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            invite: Option<Seq>,
        }
        /// A responder leaves for good.
        Leave => Left {}
        /// The room notes that the holder of a role is gone.
        NoteAway => Away {
            /// Who is gone.
            who: Handle,
        }
        /// The room notes that they are here again.
        NoteBack => Back {
            /// Who is here again.
            who: Handle,
        }
        /// A door is opened for others.
        Invite => Invited {
            /// What it is called in lists.
            name: Title,
            /// What it allows.
            scope: Scope,
            /// Until when it opens.
            until: At,
            /// How many handles may come by it.
            uses: u32,
            /// The hash of its token.
            token: Hash,
        }
        /// A door is closed.
        Revoke => Revoked {
            /// The record that opened it.
            invite: Seq,
        }
        /// Somebody makes a token by which what has no warroom writes in their name.
        MakeToken => TokenMade {
            /// What it is called in lists.
            name: Title,
            /// Until when it is good.
            until: At,
            /// The hash of the token.
            token: Hash,
        }
        /// A machine's key is taken up by the server: it needs no link from then on.
        Enrol => Enrolled {
            /// The machine's key.
            key: PublicKey,
            /// What it may do in this server's rooms.
            scope: Scope,
            /// The invite it came by; none for the machine that the server runs for.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            invite: Option<Seq>,
        }
        /// A role is offered; it moves when it is accepted.
        OfferRole => RoleOffered {
            /// Which.
            role: Role,
            /// To whom.
            to: Handle,
            /// A word with it.
            #[serde(default, skip_serializing_if = "Text::is_empty")]
            text: Text,
        }
        /// The one it was offered to takes it.
        AcceptRole => RoleAccepted {
            /// Which.
            role: Role,
            /// When it was, where all is written down afterwards.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
        }
        /// The one it was offered to does not.
        DeclineRole => RoleDeclined {
            /// Which.
            role: Role,
            /// Why not.
            #[serde(default)]
            why: Text,
        }
        /// The lead is taken where there is none, or the one who has it is away.
        TakeLead => LeadTaken {
            /// Why.
            #[serde(default)]
            why: Text,
            /// When it was, where all is written down afterwards.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            seen_at: Option<Seen>,
        }

    } } };
}
pub(super) use people_rows;
