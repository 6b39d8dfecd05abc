//! The words of an entry: from the command line, or from a pipe.
//!
//! A pipe may be longer than an entry: then its head and its tail are kept, with a line between that
//! says what was cut. A terminal is never read without having been asked, and of a command that has
//! words already only a pipe is read behind them: a file that a loop reads is not taken from it.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io::{self, IsTerminal as _, Read};
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::FileType;
use warroom_register::limits::{TEXT_BYTES_MAX, TEXT_LINES_MAX};

use super::act::Wanted;
use crate::out;
use crate::trouble::{Trouble, said};

/// Of what a text may have, the line that says what was cut gets so much, in bytes.
const CUT_LINE_BYTES: usize = 128;
/// Of a cut text the head keeps one part in so many; the end of a log says more than its start.
const HEAD_SHARE: usize = 4;

/// A part is cut at the end of a line where that leaves no more of its room unused than one in so many.
const WASTE_SHARE: usize = 16;

/// Behind words that were typed, a pipe may take so long to begin, in seconds.
const PIPE_SECONDS_MAX: i64 = 60;
/// After so long somebody is told what is waited for, in seconds.
const PIPE_NOTE_SECONDS: i64 = 3;

const NO_WORDS: &str = "there are no words in it: write them behind the command (warroom saw TEXT), \
                        or pipe them in";

const NOTHING_CAME: &str = "nothing came from the pipe: there are no words in it";
const NO_REASON: &str = "a reason is wanted: write it behind what you typed, or pipe it in";

/// The words of a command, and what was cut from them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The words.
    pub(crate) text: String,
    /// What was cut, as a sentence.
    pub(crate) cut: Option<String>,
}

/// The words that this command wants.
pub(crate) fn words(wanted: Wanted<'_>) -> Result<Words, Trouble> {
    let stdin = io::stdin();
    match wanted {
        Wanted::None => Ok(Words { text: String::new(), cut: None }),
        Wanted::Reason(typed) => words(Wanted::Needed(typed)).map_err(|why| match why {
            Trouble::Refused(why) if why == NO_WORDS || why == NOTHING_CAME => {
                Trouble::Refused(NO_REASON.into())
            }
            Trouble::Usage(why) if why == NO_WORDS => Trouble::Usage(NO_REASON.into()),
            other => other,
        }),
        Wanted::Needed(typed) | Wanted::Perhaps(typed) if *typed == ["-"] => piped(stdin.lock()),
        Wanted::Needed([]) if stdin.is_terminal() => Err(Trouble::Usage(NO_WORDS.into())),
        Wanted::Needed([]) => piped(stdin.lock()),
        // Here and not by the room: what it refuses would be kept in the outbox.
        Wanted::Needed(typed) if typed.iter().all(|word| word.trim().is_empty()) => {
            Err(Trouble::Refused(NO_WORDS.into()))
        }
        Wanted::Needed(typed) if is_pipe(&stdin) && speaks(&stdin)? => {
            behind(typed.join(" "), stdin.lock())
        }
        Wanted::Needed(typed) | Wanted::Perhaps(typed) => {
            Ok(Words { text: typed.join(" "), cut: None })
        }
    }
}

/// What was typed, and behind it what comes out of a pipe; where nothing does, what was typed.
fn behind(typed: String, mut pipe: impl Read) -> Result<Words, Trouble> {
    let mut first = Vec::new();
    let some = pipe.by_ref().take(1).read_to_end(&mut first);
    match some.map_err(|e| unreadable(&e))? {
        0 => Ok(Words { text: typed, cut: None }),
        _ => piped(format!("{typed}\n").as_bytes().chain(first.as_slice()).chain(pipe)),
    }
}

/// What a pipe holds for a command that could not be read; none where there is no pipe, or nothing in it.
pub(crate) fn in_pipe() -> Option<Words> {
    let stdin = io::stdin();
    let some = is_pipe(&stdin) && speaks(&stdin).is_ok_and(|speaks| speaks);
    some.then(|| piped(stdin.lock()).ok()).flatten()
}

fn unreadable(e: &io::Error) -> Trouble {
    Trouble::Usage(format!("the text cannot be read: {}", said(e)))
}

fn is_pipe(stdin: &impl AsFd) -> bool {
    rustix::fs::fstat(stdin)
        .is_ok_and(|about| FileType::from_raw_mode(about.st_mode) == FileType::Fifo)
}

/// Whether something comes from the pipe, or its end: some programs leave one open and say nothing.
fn speaks(stdin: &impl AsFd) -> Result<bool, Trouble> {
    let heard = |seconds| {
        let mut asked = [PollFd::new(stdin, PollFlags::IN)];
        let limit = Timespec { tv_sec: seconds, tv_nsec: 0 };
        poll(&mut asked, Some(&limit)).map(|count| count > 0)
    };
    let bad = |e: rustix::io::Errno| unreadable(&e.into());
    if heard(PIPE_NOTE_SECONDS).map_err(bad)? {
        return Ok(true);
    }
    out::note("waiting for what comes from the pipe; where nothing will, run it with < /dev/null");
    let spoke = heard(PIPE_SECONDS_MAX).map_err(bad)?;
    if !spoke {
        out::note("nothing came from the pipe: what was typed is all there is");
    }
    Ok(spoke)
}

/// What comes out of a pipe, cut in the middle if it is too long for one entry.
pub(crate) fn piped(mut pipe: impl Read) -> Result<Words, Trouble> {
    let mut kept = Kept::default();
    let mut block = vec![0; 64 * 1024];
    loop {
        match pipe.read(&mut block) {
            Ok(0) => break,
            Ok(n) => kept.add(block.get(..n).unwrap_or_default()),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(unreadable(&e)),
        }
    }
    let words = kept.words();
    if words.text.trim().is_empty() {
        return Err(Trouble::Refused(NOTHING_CAME.into()));
    }
    Ok(words)
}

/// The head and the tail of what came: bounded, however much it is.
#[derive(Default)]
struct Kept {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    bytes: usize,
    lines: usize,
}

impl Kept {
    fn add(&mut self, block: &[u8]) {
        self.bytes += block.len();
        self.lines += block.split(|b| *b == b'\n').count() - 1;
        let room = TEXT_BYTES_MAX.saturating_sub(self.head.len()).min(block.len());
        let (head, rest) = block.split_at(room);
        self.head.extend_from_slice(head);
        self.tail.extend(rest);
        let over = self.tail.len().saturating_sub(TEXT_BYTES_MAX);
        self.tail.drain(..over);
    }

    fn words(self) -> Words {
        let (bytes, lines) = (self.bytes, self.lines);
        let first = self.head.len();
        let all: Vec<u8> = self.head.iter().chain(&self.tail).copied().collect();
        let text = String::from_utf8_lossy(&all);
        let whole = text.trim_end_matches(['\n', '\r']);
        if bytes == all.len()
            && whole.len() <= TEXT_BYTES_MAX
            && whole.lines().count() <= TEXT_LINES_MAX
        {
            return Words { text: whole.to_owned(), cut: None };
        }
        // Where the middle is gone already, head and tail are two texts.
        let (start, end) = if bytes == all.len() {
            (text.clone(), text.clone())
        } else {
            let (start, end) = all.split_at(first);
            (String::from_utf8_lossy(start), String::from_utf8_lossy(end))
        };
        let room = TEXT_BYTES_MAX - CUT_LINE_BYTES;
        let head = first_lines(&start, room / HEAD_SHARE, TEXT_LINES_MAX / HEAD_SHARE);
        let tail_lines = TEXT_LINES_MAX - TEXT_LINES_MAX / HEAD_SHARE - 1;
        let tail =
            last_lines(end.trim_end_matches(['\n', '\r']), room - room / HEAD_SHARE, tail_lines);
        let missing = bytes.saturating_sub(head.len() + tail.len());
        let gone = lines.saturating_sub(head.lines().count() + tail.lines().count());
        let what = match gone {
            0 => format!("{missing} bytes"),
            1 => format!("1 line, {missing} bytes"),
            _ => format!("{gone} lines, {missing} bytes"),
        };
        let cut =
            Some(format!("the text was too long for one entry: {what} in the middle were cut out"));
        Words { text: format!("{head}\n[... {what} were cut out here ...]\n{tail}"), cut }
    }
}

/// As much from the start as fits: up to the end of a line, where that wastes little.
fn first_lines(text: &str, bytes: usize, lines: usize) -> &str {
    let end =
        text.match_indices('\n').nth(lines.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or(text);
    if text.len() <= bytes {
        return text.trim_end_matches('\n');
    }
    let part = text.get(..boundary(text, (0..=bytes).rev())).unwrap_or_default();
    part.rfind('\n')
        .filter(|at| bytes - at <= bytes / WASTE_SHARE)
        .map_or(part, |at| part.get(..at).unwrap_or(part))
}

/// As much from the end as fits: from the start of a line, where that wastes little.
fn last_lines(text: &str, bytes: usize, lines: usize) -> &str {
    let start = text.rmatch_indices('\n').nth(lines.saturating_sub(1)).map_or(0, |(at, _)| at + 1);
    let text = text.get(start..).unwrap_or(text);
    if text.len() <= bytes {
        return text;
    }
    let part = text.get(boundary(text, text.len() - bytes..=text.len())..).unwrap_or_default();
    part.find('\n')
        .filter(|at| *at <= bytes / WASTE_SHARE)
        .map_or(part, |at| part.get(at + 1..).unwrap_or(part))
}

/// The first of these places that stands between two letters.
fn boundary(text: &str, mut places: impl Iterator<Item = usize>) -> usize {
    places.find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}
