//! Record lines on their way into a journal, on disk and not in memory: in a file without a name.
//!
//! It is gone with whoever holds it, whatever ends the process, so that nothing is left behind of what
//! was brought and not taken. It takes pieces of any length and gives lines, one at a time; what they
//! say is not looked at here.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;
use warroom_register::limits::RESTORE_LINE_BYTES_MAX;

use super::LINES_AT_ONCE_MAX;
use crate::space::Share;

/// What the name of such a file begins with, for the moment that it has one.
const NAMED: &str = "brought-";
/// Read, and written, so many bytes at a time.
const PIECE_BYTES: usize = 64 * 1024;
/// Lines for one append, in bytes; the line that goes beyond is whole.
const BATCH_BYTES: usize = 256 * 1024;

/// Lines in a file that nobody else sees.
pub(crate) struct Lines {
    file: Arc<File>,
    bytes: u64,
    /// What they take of the room that there is for all who bring; none of lines of the server's own.
    share: Option<Share>,
}

/// Never the lines: `Debug` ends up in logs, and lines are what people wrote.
impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes of lines", self.bytes)
    }
}

impl Lines {
    /// None yet, on the disk of this folder; the owner's alone.
    pub(crate) fn begin(folder: &Path) -> io::Result<Self> {
        let path = folder.join(format!("{NAMED}{}", uuid::Uuid::now_v7()));
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).mode(0o600).open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(Self { file: Arc::new(file), bytes: 0, share: None })
    }

    /// These lines, counted in a share of the room that there is for what peers bring.
    pub(crate) fn counted(self, share: Share) -> Self {
        Self { share: Some(share), ..self }
    }

    /// A file with this in it.
    #[cfg(test)]
    pub(crate) fn of(folder: &Path, text: &str) -> io::Result<Self> {
        let mut lines = Self::begin(folder)?;
        lines.add(text)?;
        Ok(lines)
    }

    /// Takes the next piece. After an error what there is is not to be used; where there is no room for
    /// more of what is brought, it is of kind `QuotaExceeded`, and a sentence.
    pub(crate) fn add(&mut self, piece: &str) -> io::Result<()> {
        if let Some(share) = &mut self.share {
            share.take(as_u64(piece.len()))?;
        }
        self.file.write_all_at(piece.as_bytes(), self.bytes)?;
        self.bytes += as_u64(piece.len());
        Ok(())
    }

    /// How many bytes there are.
    pub(crate) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether the last of them has its end.
    pub(crate) fn is_ended(&self) -> io::Result<bool> {
        let mut last = [b'\n'];
        if let Some(at) = self.bytes.checked_sub(1) {
            self.file.read_exact_at(&mut last, at)?;
        }
        Ok(last == [b'\n'])
    }

    /// Without what lies behind this byte.
    pub(crate) fn cut(&mut self, bytes: u64) {
        self.bytes = self.bytes.min(bytes);
    }

    /// All of it as one text, for what is small and no lines.
    pub(crate) fn text(&self) -> io::Result<String> {
        let mut text = String::new();
        self.part(0).read_to_string(&mut text)?;
        Ok(text)
    }

    fn part(&self, at: u64) -> Part {
        Part { file: Arc::clone(&self.file), at, end: self.bytes }
    }

    /// Reads them from this byte on, which begins a line.
    pub(crate) fn read(&self, from: u64) -> Reading {
        let lines = BufReader::with_capacity(PIECE_BYTES, self.part(from));
        Reading { from: lines, at: from, line: Vec::new() }
    }

    /// Lines for one append from this byte on, and the byte behind them; none at the end.
    pub(crate) fn batch(&self, from: u64) -> io::Result<(Vec<Arc<str>>, u64)> {
        let mut reading = self.read(from);
        let mut batch = Vec::new();
        while reading.at - from < as_u64(BATCH_BYTES) && batch.len() < LINES_AT_ONCE_MAX {
            let Some(line) = reading.next()? else { break };
            batch.push(Arc::from(line));
        }
        Ok((batch, reading.at))
    }
}

/// Lines as they are read, from the first on.
pub(crate) struct Reading {
    from: BufReader<Part>,
    at: u64,
    line: Vec<u8>,
}

impl Reading {
    /// The next line, without its end; none behind the last. Fails for one that is longer than any record.
    pub(crate) fn next(&mut self) -> io::Result<Option<&str>> {
        self.line.clear();
        let most = as_u64(RESTORE_LINE_BYTES_MAX) + 1;
        let read = self.from.by_ref().take(most).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.at += as_u64(read);
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        }
        if self.line.len() > RESTORE_LINE_BYTES_MAX {
            return Err(io::Error::other("a line is longer than any record"));
        }
        std::str::from_utf8(&self.line).map(Some).map_err(io::Error::other)
    }

    /// The byte behind the line that was read last.
    pub(crate) const fn at(&self) -> u64 {
        self.at
    }
}

/// A part of a file, read where it stands: several may read one file.
struct Part {
    file: Arc<File>,
    at: u64,
    end: u64,
}

impl Read for Part {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = into.len().min(left);
        let Some(into) = into.get_mut(..most) else { return Ok(0) };
        let read = self.file.read_at(into, self.at)?;
        self.at += as_u64(read);
        Ok(read)
    }
}

/// Removes what a crash left in the one moment that such a file has a name.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for entry in folder.read_dir()?.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(NAMED)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lines: &Lines) -> io::Result<Vec<String>> {
        let (mut reading, mut all) = (lines.read(0), Vec::new());
        while let Some(line) = reading.next()? {
            all.push(line.to_owned());
        }
        Ok(all)
    }

    #[test]
    fn pieces_of_any_length_come_back_as_lines_and_the_file_has_no_name() {
        let folder = crate::tests::folder();
        let mut lines = Lines::begin(folder.path()).unwrap();
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        for piece in ["on", "e\ntwo\n", "", "\nth", "ree"] {
            lines.add(piece).unwrap();
        }
        assert_eq!(all(&lines).unwrap(), ["one", "two", "", "three"]);
        assert_eq!(lines.text().unwrap(), "one\ntwo\n\nthree");
        lines.cut(8);
        lines.add("3\n").unwrap();
        assert_eq!(all(&lines).unwrap(), ["one", "two", "3"]);
        assert_eq!(lines.batch(4).unwrap(), (vec!["two".into(), "3".into()], 10));
        assert_eq!(lines.batch(10).unwrap(), (Vec::new(), 10));
    }

    #[test]
    fn a_line_is_as_long_as_any_record_and_no_longer() {
        let folder = crate::tests::folder();
        let longest = "x".repeat(RESTORE_LINE_BYTES_MAX);
        let lines = Lines::of(folder.path(), &format!("{longest}\n{longest}")).unwrap();
        assert_eq!(all(&lines).unwrap(), [longest.clone(), longest.clone()]);
        let lines = Lines::of(folder.path(), &format!("{longest}x\n")).unwrap();
        assert!(all(&lines).unwrap_err().to_string().contains("longer than any record"));
    }

    #[test]
    fn a_batch_has_few_bytes_or_one_line() {
        let folder = crate::tests::folder();
        let line = "x".repeat(BATCH_BYTES / 4 - 1);
        let lines = Lines::of(folder.path(), &format!("{line}\n").repeat(6)).unwrap();
        let (batch, at) = lines.batch(0).unwrap();
        assert_eq!((batch.len(), at), (4, as_u64(BATCH_BYTES)));
        assert_eq!(lines.batch(at).unwrap().0.len(), 2);
    }

    #[test]
    fn what_a_crash_left_is_swept_away() {
        let folder = crate::tests::folder();
        std::fs::write(folder.path().join(format!("{NAMED}x")), "").unwrap();
        std::fs::write(folder.path().join("heads"), "").unwrap();
        sweep(folder.path()).unwrap();
        let left: Vec<_> = folder.path().read_dir().unwrap().flatten().collect();
        assert_eq!(left.len(), 1);
    }
}
