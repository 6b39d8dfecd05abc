//! Names of things: places, commands, incidents, responders, hashes. Each a type of its own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

use crate::limits::HANDLE_BYTES_MAX;

/// A place in a journal, counted from 1; 0 is the place before the first record.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// One thing on the register: the place of the record that made it, said `#14`.
pub type EntryId = Seq;

impl Seq {
    /// The place after this one.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The index in a list whose first element is the record at place 1.
    pub fn index(self) -> Option<usize> {
        usize::try_from(self.0.checked_sub(1)?).ok()
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Reads `31` and `#31`.
impl FromStr for Seq {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        match digits.parse() {
            Ok(n) if n > 0 => Ok(Self(n)),
            Ok(_) | Err(_) => {
                Err(format!("{} names no entry: write 31 or '#31'", crate::Shown::of(text)))
            }
        }
    }
}

/// The author's own id for a command: asked twice, it is done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandId(pub uuid::Uuid);

/// An incident, whichever server calls it what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IncidentId(pub uuid::Uuid);

impl fmt::Display for IncidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A server's short name for an incident: `INC-42`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(pub u32);

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INC-{}", self.0)
    }
}

/// Reads `INC-42`, `inc-42` and `42`.
impl FromStr for Label {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let number = match text.get(..4) {
            Some(head) if head.eq_ignore_ascii_case("inc-") => text.get(4..).unwrap_or_default(),
            _ => text,
        };
        match number.parse() {
            Ok(n) if n > 0 && !number.starts_with('+') => Ok(Self(n)),
            Ok(_) | Err(_) => {
                Err(format!("{} names no incident: write INC-42", crate::Shown::of(text)))
            }
        }
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// The name a responder goes by: 1 to 24 of `a-z 0-9 - _ .`, beginning with a letter.
///
/// Plain ASCII on purpose: no two handles look alike, none breaks a column or a file name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    bytes: [u8; HANDLE_BYTES_MAX],
    len: u8,
}

const RESERVED: [&str; 20] = [
    "warroom", "system", "server", "room", "lead", "deputy", "comms", "scribe", "liaison",
    "nobody", "someone", "everyone", "all", "here", "me", "you", "alert", "webhook", "redacted",
    "unknown",
];

impl Handle {
    /// The room itself, as the author of what follows of itself.
    pub fn warroom() -> Self {
        Self::pack("warroom")
    }

    /// What stands for somebody where people go by what they did: `responder 3`. It has a blank, or is a
    /// word that is kept for the room, so that it is nobody's own handle.
    pub(crate) fn stand_in(name: &str) -> Self {
        Self::pack(name)
    }

    /// This handle as text.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// A handle that a person may take; the sentence says what is wrong with it otherwise.
    pub fn new(text: &str) -> Result<Self, String> {
        let handle: Self = text.parse()?;
        if RESERVED.contains(&text) {
            return Err(format!(
                "{text} is nobody's handle, since the room needs that word: choose another"
            ));
        }
        Ok(handle)
    }

    fn pack(text: &str) -> Self {
        let mut bytes = [0; HANDLE_BYTES_MAX];
        for (to, from) in bytes.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        Self { bytes, len: u8::try_from(text.len().min(HANDLE_BYTES_MAX)).unwrap_or(0) }
    }
}

impl FromStr for Handle {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
        if (1..=HANDLE_BYTES_MAX).contains(&text.len())
            && text.bytes().all(good)
            && text.starts_with(|c: char| c.is_ascii_lowercase())
        {
            return Ok(Self::pack(text));
        }
        let shown = crate::Shown::line(text, 32);
        let team = if text.contains(' ') { "; a team is asked for help" } else { "" };
        Err(format!(
            "{shown} is no handle: use 1 to {HANDLE_BYTES_MAX} of a-z, 0-9, - _ . with a letter first{team}"
        ))
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Handle {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl de::Visitor<'_> for Reader {
            type Value = Handle;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a handle")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Handle, E> {
                text.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Reader)
    }
}

/// A SHA-256, written as 64 lowercase hex digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Hash {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut out = [0; 32];
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return Err("a hash has 64 lowercase hex digits".into());
        }
        for (to, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
            *to = match pair {
                [high, low] => match (nibble(*high), nibble(*low)) {
                    (Some(h), Some(l)) => h << 4 | l,
                    _ => return Err("a hash has 64 lowercase hex digits".into()),
                },
                _ => return Err("a hash has 64 lowercase hex digits".into()),
            };
        }
        Ok(Self(out))
    }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut hex = [0_u8; 64];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            if let [high, low] = pair {
                *high = HEX_DIGITS[usize::from(byte >> 4)];
                *low = HEX_DIGITS[usize::from(byte & 15)];
            }
        }
        s.serialize_str(std::str::from_utf8(&hex).unwrap_or_default())
    }
}

const HEX_DIGITS: [u8; 16] = *b"0123456789abcdef";

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl de::Visitor<'_> for Reader {
            type Value = Hash;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("64 lowercase hex digits")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Hash, E> {
                text.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Reader)
    }
}

/// Bytes written as base64url without padding: salts, keys, signatures, tokens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes<const N: usize>(pub [u8; N]);

/// 16 random bytes in every record, or a redacted text could be guessed from its hash.
pub type Salt = Bytes<16>;
/// An Ed25519 public key.
pub type PublicKey = Bytes<32>;
/// An Ed25519 signature.
pub type Signature = Bytes<64>;
/// What an invite is proven with; a server keeps only its hash.
pub type Token = Bytes<16>;

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// Never the bytes themselves: some are secrets, and `Debug` ends up in logs.
impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{N} bytes>")
    }
}

impl<const N: usize> FromStr for Bytes<N> {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut out = [0; N];
        match URL_SAFE_NO_PAD.decode_slice(text, &mut out) {
            Ok(n) if n == N => Ok(Self(out)),
            Ok(_) | Err(_) => Err(format!("these are not {N} bytes in base64url")),
        }
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut buffer = [0_u8; 96];
        let written = URL_SAFE_NO_PAD.encode_slice(self.0, &mut buffer).unwrap_or(0);
        s.serialize_str(
            buffer.get(..written).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default(),
        )
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader<const N: usize>;
        impl<const N: usize> de::Visitor<'_> for Reader<N> {
            type Value = Bytes<N>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{N} bytes in base64url")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Bytes<N>, E> {
                text.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Reader)
    }
}
