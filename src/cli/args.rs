//! The flags that every command knows, and how words on a command line become values.

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::PathBuf;
use std::str::FromStr;

use crate::theme::Wish;
use crate::which::Which;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use warroom_register::words::{
    Audience, Call, Helper, Kind, Moment, Outcome, PersonalData, Phase, Role, Severity,
};
use warroom_register::{Handle, Shown};

/// The flags that every command knows.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Globals {
    /// Which incident, where this machine has joined several (INC-42)
    #[arg(
        long,
        global = true,
        env = "WARROOM_INCIDENT",
        hide_env_values = true,
        value_name = "INC"
    )]
    pub(crate) incident: Option<Which>,
    /// As whom, if not as last time
    #[arg(
        long = "as", global = true, env = "WARROOM_HANDLE",
        hide_env_values = true, value_name = "HANDLE",
        value_parser = Handle::new
    )]
    pub(crate) handle: Option<Handle>,
    /// Print data as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// In colours or not; without it as the terminal and `NO_COLOR` say
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub(crate) color: Option<Wish>,
    /// Another configuration file
    #[arg(
        long,
        global = true,
        env = "WARROOM_CONFIG",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub(crate) config: Option<PathBuf>,
}

/// How long something is valid: `30m`, `8h`, `7d`; in seconds.
pub(crate) fn duration(text: &str) -> Result<u64, String> {
    let wrong = || format!("{} is no length of time: write 30m, 8h or 7d", Shown::line(text, 32));
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number = text.strip_suffix(unit).and_then(|n| n.parse::<u64>().ok()).ok_or_else(wrong)?;
    let seconds = match unit {
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    number.checked_mul(seconds).filter(|s| *s > 0).ok_or_else(wrong)
}

/// A handle, or `nobody`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whom(pub(crate) Option<Handle>);

impl FromStr for Whom {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "nobody" => Ok(Self(None)),
            _ => Handle::new(text.strip_prefix('@').unwrap_or(text)).map(|who| Self(Some(who))),
        }
    }
}

/// People type dashes.
fn dashed(name: &str) -> Option<&'static str> {
    match name {
        "no_effect" => Some("no-effect"),
        "made_it_worse" => Some("made-it-worse"),
        "not_known" => Some("not-known"),
        _ => None,
    }
}

/// Closed sets of words: help and completions list them with what they mean.
macro_rules! words {
    ($($parser:ident: $word:ty;)+) => {$(
        pub(crate) fn $parser() -> impl TypedValueParser<Value = $word> {
            let one = |word: &$word| {
                let value = PossibleValue::new(word.name()).help(word.meaning());
                value.aliases(dashed(word.name()))
            };
            PossibleValuesParser::new(<$word>::ALL.iter().map(one))
                .try_map(|text| text.replace('-', "_").parse::<$word>())
        }
    )+};
}

words! {
    audience: Audience;
    call: Call;
    helper: Helper;
    kind: Kind;
    moment: Moment;
    outcome: Outcome;
    personal_data: PersonalData;
    phase: Phase;
    role: Role;
}

/// A severity; `SEV1` is an alias of `P1`.
pub(crate) fn severity() -> impl TypedValueParser<Value = Severity> {
    let one = |word: &Severity| {
        let alias = match word {
            Severity::P1 => "SEV1",
            Severity::P2 => "SEV2",
            Severity::P3 => "SEV3",
            Severity::P4 => "SEV4",
        };
        PossibleValue::new(word.name()).alias(alias).help(word.meaning())
    };
    PossibleValuesParser::new(Severity::ALL.iter().map(one)).try_map(|text| Severity::read(&text))
}

/// Where a server listens: an address, or a name that this machine knows, with a port.
pub(crate) fn listen(text: &str) -> Result<SocketAddr, String> {
    let named = || text.to_socket_addrs().ok()?.next();
    text.parse().ok().or_else(named).ok_or_else(|| {
        "write an address of this machine with a port: 0.0.0.0:7443 for everybody who can reach it, \
         127.0.0.1:7443 for this machine alone"
            .into()
    })
}
