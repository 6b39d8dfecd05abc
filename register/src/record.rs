//! A record: an event in its place, and the line it is written as.

use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, Serializer};
use std::io;

use crate::shown::is_hidden;
use crate::vocabulary::Event;
use crate::{At, CommandId, Handle, Hash, Salt, Seq, Text};

/// One line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its place.
    pub seq: Seq,
    /// The SHA-256 of the exact bytes of the line before.
    pub prev: Hash,
    /// Random, or a redacted text could be guessed from its hash; a redaction takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Salt>,
    /// When it was recorded, by the server's clock.
    pub at: At,
    /// Who asked for it.
    pub by: Handle,
    /// The last place on its author's screen at Enter; none for machines and one-shots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knew: Option<Seq>,
    /// The author's id for it.
    pub command: CommandId,
    /// What changed.
    pub event: Event,
    /// The record that took this one's texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted_by: Option<Seq>,
    /// The hash of the line as it was before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<Hash>,
}

/// The first line of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format's version.
    pub warroom: u32,
    /// The incident's own id; copies and outboxes go by it.
    pub id: crate::IncidentId,
    /// What the server that opened it calls it; none for a server's own journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<crate::Label>,
    /// When it was opened.
    pub opened_at: At,
}

/// Words that were taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// The record whose words they were.
    pub entry: Seq,
    /// The record that took them, and says who and why.
    pub by: Seq,
}

/// The format's version that this code writes and reads.
pub const FORMAT: u32 = 1;

/// A line that is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this line is no record: {what}")]
pub struct Malformed {
    /// What is wrong with it.
    pub what: String,
    /// It ends in the middle, as a line does that was cut off.
    pub cut: bool,
}

impl Malformed {
    fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), cut: false }
    }

    /// What serde says of a mistake, without the words of the line.
    fn unread(e: &serde_json::Error) -> Self {
        let kind = e.classify();
        let what = match kind {
            Category::Eof => "it ends too early",
            Category::Syntax => "it is not JSON",
            Category::Data => "a field is missing or wrong",
            Category::Io => "it could not be read",
        };
        Self { what: format!("{what} (column {})", e.column()), cut: kind == Category::Eof }
    }
}

impl Record {
    /// The line as it is stored, sent and hashed, without its newline.
    pub fn line(&self) -> String {
        encode(self)
    }

    /// The hash by which the line after this one knows it. A line whose words were taken out names the
    /// one that it had before; what any other line says of a hash counts for nothing.
    pub fn hash_of(&self, line: &str) -> Hash {
        let named = self.hash.filter(|_| self.redacted_by.is_some());
        named.unwrap_or_else(|| Hash::of(line.as_bytes()))
    }

    /// [`Record::hash_of`] of a line that was not read.
    pub fn hash_of_line(line: &str) -> Hash {
        Self::redacted(line).map_or_else(|| Hash::of(line.as_bytes()), |it| it.hash_of(line))
    }

    /// Reads a line if it is one whose words were taken out. All others need not be decoded.
    pub(crate) fn redacted(line: &str) -> Option<Self> {
        let named = line.contains("\"redacted_by\"").then(|| Self::read(line).ok()).flatten();
        named.filter(|record| record.redacted_by.is_some())
    }

    /// The line that stands in place of this one once the record `by` has taken its words: less its
    /// texts and its salt, with the hash of the line as it was. None if it is no record, or was
    /// redacted before.
    pub fn redacted_line(line: &str, by: Seq) -> Option<String> {
        let record = Self::read(line).ok().filter(|record| record.redacted_by.is_none())?;
        let hash = Some(Hash::of(line.as_bytes()));
        Some(Self { redacted_by: Some(by), hash, ..record }.emptied_line())
    }

    /// Reads a line. An event that this version does not know becomes [`Event::Newer`].
    /// A line that says that its words were taken out must be what that leaves, to the byte: nothing
    /// else would prove what it holds beside that, in a field that this version does not know either.
    pub fn read(line: &str) -> Result<Self, Malformed> {
        nothing_raw(line)?;
        let read = serde_json::from_str(line);
        let record: Self =
            read.or_else(|e| read_newer(line).ok_or_else(|| Malformed::unread(&e)))?;
        if record.redacted_by.is_some() && record.emptied_line() != line {
            return Err(Malformed::of(format!(
                "{} says that its words were taken out, and holds more than that leaves",
                record.seq
            )));
        }
        Ok(record)
    }

    /// The line that is left once its words are taken.
    fn emptied_line(&self) -> String {
        if let Event::Newer { name } = &self.event {
            return encode(&Stripped::of(self, name.raw()));
        }
        Self { salt: None, event: self.event.clone().without_words(), ..self.clone() }.line()
    }
}

impl Header {
    /// The line as it is stored and hashed.
    pub fn line(&self) -> String {
        encode(self)
    }

    /// Reads a header of a version that this code knows.
    pub fn read(line: &str) -> Result<Self, Malformed> {
        if let Some(format) = Self::other_format(line) {
            return Err(Malformed::of(format!(
                "it has format {format}, and this warroom reads format {FORMAT}: update warroom"
            )));
        }
        nothing_raw(line)?;
        serde_json::from_str(line).map_err(|e| Malformed::unread(&e))
    }

    /// The format that a header names, where it is another one: what else stands in it is not known.
    pub(crate) fn other_format(line: &str) -> Option<u32> {
        #[derive(Deserialize)]
        struct Named {
            warroom: u32,
        }
        let named: Named = serde_json::from_str(line).ok()?;
        Some(named.warroom).filter(|format| *format != FORMAT)
    }
}

/// No line is written with a character in it that could drive a terminal: whoever prints a recording
/// that has one has not got it from here.
fn nothing_raw(line: &str) -> Result<(), Malformed> {
    // Each byte is looked at, so that many are at once: most lines are plain, and a join brings a hundred
    // thousand of them.
    let plain = line.bytes().fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'));
    let raw = |c: char| c < ' ' || c > '~' && is_written_escaped(c);
    if plain || !line.chars().any(raw) {
        return Ok(());
    }
    Err(Malformed::of("a character that could drive a terminal stands raw in it"))
}

/// Beside what JSON itself escapes.
fn is_written_escaped(c: char) -> bool {
    c == '\u{7f}' || is_hidden(u32::from(c))
}

/// The redacted line of an event that this version does not know: nothing of it stays but its name.
#[derive(Serialize)]
struct Stripped<'a> {
    seq: Seq,
    prev: Hash,
    at: At,
    by: Handle,
    #[serde(skip_serializing_if = "Option::is_none")]
    knew: Option<Seq>,
    command: CommandId,
    event: Named<'a>,
    redacted_by: Option<Seq>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hash: Option<Hash>,
}

#[derive(Serialize)]
struct Named<'a> {
    #[serde(rename = "type")]
    name: &'a str,
}

impl<'a> Stripped<'a> {
    fn of(record: &Record, name: &'a str) -> Self {
        let Record { seq, prev, at, by, knew, command, redacted_by, hash, .. } = *record;
        Self { seq, prev, at, by, knew, command, event: Named { name }, redacted_by, hash }
    }
}

fn read_newer(line: &str) -> Option<Record> {
    #[derive(Deserialize)]
    struct Named {
        #[serde(rename = "type")]
        name: String,
    }
    #[derive(Deserialize)]
    struct Envelope {
        seq: Seq,
        prev: Hash,
        salt: Option<Salt>,
        at: At,
        by: Handle,
        knew: Option<Seq>,
        command: CommandId,
        event: Named,
        redacted_by: Option<Seq>,
        hash: Option<Hash>,
    }
    let Envelope { seq, prev, salt, at, by, knew, command, event, redacted_by, hash } =
        serde_json::from_str(line).ok()?;
    if Event::knows(&event.name) {
        return None;
    }
    let event = Event::Newer { name: Text::from(event.name) };
    Some(Record { seq, prev, salt, at, by, knew, command, event, redacted_by, hash })
}

impl Event {
    /// Whether this version has an event of that name: then a line that does not read is damaged.
    fn knows(name: &str) -> bool {
        let probe = serde_json::json!({ "type": name });
        match serde_json::from_value::<Self>(probe) {
            Ok(_) => true,
            Err(e) => !e.to_string().starts_with("unknown variant"),
        }
    }
}

/// How each line of a record begins.
const BEGIN: &[u8] = b"{\"seq\":";

/// The place of the record in this line, by how a line begins: what else stands in it is not read. None
/// if it does not begin as this code writes one.
pub fn place_of(line: &[u8]) -> Option<Seq> {
    let rest = line.strip_prefix(BEGIN)?;
    let digits = rest.get(..rest.iter().position(|byte| *byte == b',')?)?;
    let is_number = digits.iter().all(u8::is_ascii_digit);
    let place = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    place.parse().ok().map(Seq)
}

/// JSON in which nothing that could drive a terminal stands raw, so that `cat` of an export is safe.
pub(crate) fn encode<T: Serialize>(value: &T) -> String {
    let mut out = Vec::with_capacity(512);
    let mut writer = Serializer::with_formatter(&mut out, Careful(CompactFormatter));
    if value.serialize(&mut writer).is_err() {
        return String::new();
    }
    String::from_utf8(out).unwrap_or_default()
}

struct Careful(CompactFormatter);

impl Formatter for Careful {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.is_ascii() && !fragment.contains('\u{7f}') {
            return writer.write_all(fragment.as_bytes());
        }
        let mut units = [0_u16; 2];
        let mut bytes = [0_u8; 4];
        for c in fragment.chars() {
            if is_written_escaped(c) {
                for unit in c.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                writer.write_all(c.encode_utf8(&mut bytes).as_bytes())?;
            }
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        self.0.write_char_escape(writer, escape)
    }
}
