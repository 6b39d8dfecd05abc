//! A role that is offered, accepted, declined or taken, as it is typed.

use clap::Subcommand;
use warroom_register::Handle;
use warroom_register::words::Role;

use super::{Perhaps, Words};
use crate::cli::args;

/// A role on its way.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum RoleStep {
    /// Offer a role to somebody; it moves when it is accepted
    #[command(after_help = "Example: warroom role offer lead dia I have been up since four")]
    Offer {
        #[arg(value_parser = args::role())]
        role: Role,
        /// To whom
        #[arg(value_name = "HANDLE", value_parser = Handle::new)]
        to: Handle,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Take the role that you were offered
    #[command(after_help = "Example: warroom role accept comms")]
    Accept {
        #[arg(value_parser = args::role())]
        role: Role,
    },
    /// Do not take the role that you were offered
    #[command(after_help = "Example: warroom role decline comms I am on the phone with Payline")]
    Decline {
        #[arg(value_parser = args::role())]
        role: Role,
        #[command(flatten)]
        words: Perhaps,
    },
    /// Take the lead where nobody has it, or the one who does is gone
    #[command(after_help = "Example: warroom role take lead ana has lost her link")]
    Take {
        /// The lead: no other role is taken, they are offered
        #[arg(value_parser = args::role())]
        role: Role,
        #[command(flatten)]
        words: Words,
    },
}
