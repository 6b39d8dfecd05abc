//! The one line that lets somebody in: `warroom://HOST:PORT/INC-42/TOKEN/FINGERPRINT`.
//!
//! Made of characters that no shell touches; IPv6 addresses are written with dashes, since brackets
//! are a glob. A `-` in place of the incident invites to the server itself.

use std::fmt;
use std::str::FromStr;

use crate::{Bytes, Hash, Label, Token};

/// An invite as a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteLink {
    /// Where the server may be reached, `HOST:PORT`, best first; never empty.
    pub addresses: Vec<String>,
    /// To which incident; none invites to the server.
    pub incident: Option<Label>,
    /// The secret.
    pub token: Token,
    /// The SHA-256 of the server's public key; none means: check name and authority.
    pub pin: Option<Hash>,
}

const SCHEME: &str = "warroom://";
const SHAPE: &str = "an invite reads warroom://HOST:PORT/INC-42/TOKEN/FINGERPRINT";

impl InviteLink {
    /// Of these addresses those by which other machines come, where there are any; else all.
    pub fn for_others(addresses: &[String]) -> Vec<String> {
        let far: Vec<String> = addresses.iter().filter(|a| !Self::is_near(a)).cloned().collect();
        if far.is_empty() { addresses.to_vec() } else { far }
    }

    /// Whether this address is reached from its own machine alone.
    pub fn is_near(address: &str) -> bool {
        address.starts_with("127.") || address.starts_with("[::1]")
    }
}

impl fmt::Display for InviteLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let addresses: Vec<_> = self.addresses.iter().map(|a| dashed(a)).collect();
        write!(f, "{SCHEME}{}/", addresses.join(","))?;
        match self.incident {
            Some(label) => write!(f, "{label}")?,
            None => f.write_str("-")?,
        }
        write!(f, "/{}/", self.token)?;
        match self.pin {
            Some(pin) => write!(f, "{}", Bytes(pin.0)),
            None => f.write_str("-"),
        }
    }
}

impl FromStr for InviteLink {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text
            .trim()
            .strip_prefix(SCHEME)
            .ok_or_else(|| format!("this is no invite: {SHAPE}"))?;
        let parts: Vec<_> = rest.trim_end_matches('/').split('/').collect();
        let [addresses, incident, token, pin] = parts[..] else {
            return Err(format!("this invite is not whole: {SHAPE}, all on one line"));
        };
        let addresses: Option<Vec<_>> = addresses.split(',').map(undashed).collect();
        let addresses =
            addresses.ok_or_else(|| format!("the invite's address is not HOST:PORT: {SHAPE}"))?;
        let damaged = |_| "a part of this invite is damaged: copy the whole line again".to_owned();
        Ok(Self {
            addresses,
            incident: (incident != "-").then(|| incident.parse()).transpose()?,
            token: token.parse().map_err(damaged)?,
            pin: match pin {
                "-" => None,
                pin => Some(Hash(pin.parse::<Bytes<32>>().map_err(damaged)?.0)),
            },
        })
    }
}

/// `[fe80::1]:7443` as `fe80--1:7443`.
fn dashed(address: &str) -> String {
    match address.strip_prefix('[').and_then(|rest| rest.rsplit_once("]:")) {
        Some((host, port)) => format!("{}:{port}", host.replace(':', "-")),
        None => address.to_owned(),
    }
}

/// The reverse; `None` for what is no `HOST:PORT`.
fn undashed(address: &str) -> Option<String> {
    let (host, port) = address.rsplit_once(':')?;
    port.parse::<u16>().ok().filter(|p| *p > 0)?;
    let good = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
    if host.is_empty() || !host.chars().all(good) {
        return None;
    }
    let v6 = host.replace('-', ":");
    if host.contains('-') && v6.parse::<std::net::Ipv6Addr>().is_ok() {
        return Some(format!("[{v6}]:{port}"));
    }
    Some(address.to_owned())
}
