//! A copy that the room went on without, and that was set aside: words that are taken out of the room's
//! record go from it too.
//!
//! Behind the fork its numbers are other records than the room's. So what is looked for is the very line,
//! by its hash, and the same command, which its author sent again from there.

use std::io;
use std::path::Path;

use warroom_register::{CommandId, Hash, Record, Seq};

use super::put::put;
use super::{Taken, redacted};

/// A record of the room whose words were taken out.
struct Sought {
    taken: Taken,
    hash: Hash,
    command: CommandId,
}

/// Takes these words out of a copy that was set aside; the lines of the room's journal say which they
/// were. Gives those that stood there.
pub(crate) fn erase_in_branch(
    path: &Path,
    taken: &[(Seq, Seq)],
    journal: &[u8],
) -> io::Result<Vec<Taken>> {
    let sought = sought(taken, journal);
    if sought.is_empty() {
        return Ok(Vec::new());
    }
    let (mut out, mut gone) = (Vec::new(), Vec::new());
    for line in std::fs::read(path)?.split_inclusive(|byte| *byte == b'\n') {
        let found = sought.iter().find(|it| it.is(line));
        match found.and_then(|it| Some((it, redacted(line, it.taken.1, &mut Vec::new())?))) {
            Some((it, without)) => {
                out.extend_from_slice(without.as_bytes());
                out.push(b'\n');
                gone.push(it.taken);
            }
            None => out.extend_from_slice(line),
        }
    }
    if !gone.is_empty() {
        put(path, &out)?;
    }
    Ok(gone)
}

/// What of the journal is sought for.
fn sought(taken: &[Taken], journal: &[u8]) -> Vec<Sought> {
    let lines = journal.split(|byte| *byte == b'\n');
    let sought = lines.filter_map(|line| {
        let line = std::str::from_utf8(line).ok()?;
        let record = Record::read(line).ok()?;
        let taken = *taken.iter().find(|of| of.0 == record.seq)?;
        Some(Sought { taken, hash: Record::hash_of_line(line), command: record.command })
    });
    sought.collect()
}

impl Sought {
    fn is(&self, line: &[u8]) -> bool {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let Ok(text) = std::str::from_utf8(line) else { return false };
        Hash::of(line) == self.hash
            || Record::read(text).is_ok_and(|record| record.command == self.command)
    }
}
