//! Checking a recording: alone, and against what another responder has kept of the same incident.
//!
//! It says plainly what holds, what does not and from which line on, and what cannot be proven.

#[cfg(test)]
mod tests;

use std::path::Path;

use serde::Serialize;
use warroom_register::{
    Agreement, Broken, Hash, IncidentId, Label, Recording, Seq, Shown, Then, compare,
};

use super::damage;
use super::seat::Run;
use super::source::{no_recording, read_file};
use crate::out;
use crate::trouble::{Trouble, shown};

/// What a check found.
#[derive(Serialize)]
struct Checked {
    holds: bool,
    incident: Option<Label>,
    id: IncidentId,
    head: Seq,
    hash: Hash,
    /// The line that does not hold, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What this machine's own copy of the incident says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    own_copy: Option<&'static str>,
    /// What the copy that was named says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    copy: Option<&'static str>,
    /// The last record that both have, where there is a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    same_to: Option<Seq>,
    /// Lines without words, of which the copy has the words and does not prove who took them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unproven: Vec<Seq>,
}

/// A copy and what it says.
struct Compared {
    agreement: Agreement,
    /// It is the one that this machine keeps, of which nobody spoke.
    own: bool,
}

/// Checks a recording and says plainly what holds, and what it cannot prove.
pub(crate) fn verify(run: &Run, path: &Path, copy: Option<&Path>) -> Result<(), Trouble> {
    let bytes = read_file(path).map_err(|why| of_a_name(path).unwrap_or(why))?;
    let recording = Recording::read_bytes(&bytes).map_err(|why| no_recording(path, &why))?;
    let fault = Fault::of(&recording);
    let compared = compare_with(run, path, copy, &bytes, &recording)?;
    let found = compared.as_ref().and_then(Compared::found);
    if run.globals.json {
        out::json(&checked(&recording, fault.as_ref(), compared.as_ref(), found.as_ref()))?;
    } else if fault.is_none() && found.is_none() {
        out::data(words(path, &recording, compared.as_ref()).as_bytes())?;
    }
    if let Some(Fault { line, why, sound }) = fault {
        let file = shown(path);
        // Against a whole copy a file that was cut off differs too, and nobody changed it.
        let found = found.filter(|_| !damage::is_cut(&recording));
        let found = found.map_or_else(String::new, |found| format!(" {}.", capital(&found)));
        let advice = damage::advice(run, &recording);
        return Err(Trouble::Usage(format!(
            "{file}:{line}: {why}. {}.{found} {advice}",
            damage::holds(sound)
        )));
    }
    found.map_or(Ok(()), |found| Err(Trouble::file(path, found)))
}

/// Where no file is meant but an incident by its name.
fn of_a_name(path: &Path) -> Option<Trouble> {
    let label: Label = path.to_str()?.parse().ok().filter(|_| !path.exists())?;
    Some(Trouble::Usage(format!(
        "a file is checked, and {label} is none: warroom export {label} -o {label}.jsonl makes one"
    )))
}

fn checked(
    recording: &Recording,
    fault: Option<&Fault>,
    compared: Option<&Compared>,
    found: Option<&String>,
) -> Checked {
    let word = |own: bool| compared.filter(|it| it.own == own).map(Compared::word);
    Checked {
        holds: fault.is_none() && found.is_none(),
        incident: recording.header.incident,
        id: recording.header.id,
        head: recording.chain.head,
        hash: recording.chain.hash,
        line: fault.map(|fault| fault.line),
        why: fault.map(|fault| fault.why.clone()).or_else(|| found.cloned()),
        own_copy: word(true),
        copy: word(false),
        same_to: compared.map(|it| it.agreement.same_to),
        unproven: compared.map_or_else(Vec::new, |it| it.agreement.unproven.clone()),
    }
}

/// Why a recording does not hold.
struct Fault {
    /// The line, counted from 1.
    line: u64,
    /// Why, as a sentence.
    why: String,
    /// The last record that is beyond doubt.
    sound: Seq,
}

impl Fault {
    fn of(recording: &Recording) -> Option<Self> {
        let head = recording.chain.head;
        // The header is line 1, the record at place 1 line 2.
        let behind = head.0 + 2;
        let Some(broken) = &recording.broken else {
            let why = "the file was cut off here: its last line has no end";
            return recording.torn.then(|| Self { line: head.0 + 1, why: why.into(), sound: head });
        };
        let why = broken.to_string();
        Some(match broken {
            broken if recording.torn && broken.is_cut() => {
                let why = "the file was cut off here, in the middle of a line".into();
                Self { line: behind, why, sound: head }
            }
            Broken::Malformed { .. } | Broken::Gap { .. } => {
                Self { line: behind, why, sound: head }
            }
            Broken::Altered { seq, .. } => Self { line: seq.0 + 1, why, sound: head },
            Broken::Unredacted { seq, .. } | Broken::EndsBefore { seq, .. } => {
                Self { line: seq.0 + 1, why, sound: Seq(seq.0.saturating_sub(1)) }
            }
        })
    }
}

/// Compares a recording with the copy that is named, else with this machine's own, if it has one.
fn compare_with(
    run: &Run,
    path: &Path,
    copy: Option<&Path>,
    bytes: &[u8],
    recording: &Recording,
) -> Result<Option<Compared>, Trouble> {
    if let Some(copy) = copy {
        let theirs = read_file(copy)?;
        let read = Recording::read_bytes(&theirs).map_err(|why| no_recording(copy, &why))?;
        if let Some(broken) = &read.broken {
            return Err(Trouble::file(copy, format!("this copy does not hold itself: {broken}")));
        }
        return Ok(Some(Compared { agreement: compare(bytes, &theirs), own: false }));
    }
    let own = run.paths.copy_file(recording.header.id);
    let canonical = |p: &Path| p.canonicalize().ok();
    if !own.exists() || canonical(&own) == canonical(path) {
        return Ok(None);
    }
    // A copy that is being written to may end within a line.
    let Ok(theirs) = std::fs::read(own) else { return Ok(None) };
    let whole = theirs.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let theirs = theirs.get(..whole).unwrap_or_default();
    Ok(Some(Compared { agreement: compare(bytes, theirs), own: true }))
}

impl Compared {
    const fn word(&self) -> &'static str {
        match self.agreement.then {
            Then::BothEnd | Then::CopyEnds(_) => "same",
            Then::FileEnds(_) => "longer",
            Then::OtherHeader | Then::Differs(_) => "differs",
        }
    }

    /// What is wrong with the file, if this copy is right.
    fn found(&self) -> Option<String> {
        let whose = if self.own { "this machine's own copy" } else { "the copy" };
        let same = self.agreement.same_to;
        match self.agreement.then {
            Then::BothEnd | Then::CopyEnds(_) => None,
            Then::FileEnds(more) => {
                let more =
                    if more == 1 { "one record".to_owned() } else { format!("{more} records") };
                Some(format!(
                    "{whose} says the same up to {same} and has {more} more: the end of the file is cut \
                     off, or it is an older copy. warroom export writes it anew"
                ))
            }
            Then::OtherHeader => {
                Some(format!("{whose} is of another incident, or the first line was altered"))
            }
            Then::Differs(change) => {
                let (place, what) = (same.next(), change.words());
                Some(format!(
                    "{whose} of the incident says otherwise: both are the same up to {same}, then \
                     {place} {what}. Compare with a third copy to see which of the two was changed"
                ))
            }
        }
    }

    /// What it proves, where nothing is wrong, and of which words it does not.
    fn proves(&self) -> String {
        let taken = &self.agreement.unproven;
        let unproven = if taken.is_empty() {
            String::new()
        } else {
            let which: Vec<_> = taken.iter().map(Seq::to_string).collect();
            format!(
                "It still has the words of {}, and ends before the record that took them out: that \
                 they were to go it does not prove. Ask who leads, or compare with a newer copy.\n",
                which.join(", ")
            )
        };
        self.proves_of_lines() + &unproven
    }

    fn proves_of_lines(&self) -> String {
        let whose = if self.own { "This machine's own copy of the incident" } else { "The copy" };
        match self.agreement.then {
            Then::FileEnds(_) => {
                format!("{whose} is the same so far and goes on: the file ends too early.\n")
            }
            Then::CopyEnds(more) => format!(
                "{whose} is the same up to {}; of the {more} records behind it, it proves nothing.\n",
                self.agreement.same_to
            ),
            Then::BothEnd | Then::OtherHeader | Then::Differs(_) => {
                format!("{whose} is the same from the first line to the last.\n")
            }
        }
    }
}

fn words(path: &Path, recording: &Recording, compared: Option<&Compared>) -> String {
    let (head, hash) = (recording.chain.head, recording.chain.hash);
    let label = recording.header.incident.map(|l| l.to_string());
    let label = label.unwrap_or_else(|| "a server's own journal".to_owned());
    let copied = compared.map_or_else(String::new, Compared::proves);
    let redacted = redacted_words(recording);
    let cannot = if compared.is_some_and(|it| it.agreement.then == Then::BothEnd) {
        ""
    } else {
        "A file alone cannot prove that nothing is missing at its end, nor that it was not written \
         anew as a whole: for that, compare it with another responder's copy (--copy FILE).\n"
    };
    format!(
        "{file}: {label}, {head} is the last record.\n\
         Every line is whole and follows the one before it; nothing inside was altered, left out \
         or put in between.\n\
         The hash of the last line is {hash}.\n\
         {redacted}{copied}{cannot}",
        file = Shown::of(&path.to_string_lossy()),
    )
}

/// A sentence begins with a capital.
fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// What of redacted lines cannot be proven.
fn redacted_words(recording: &Recording) -> String {
    let count = recording.records.iter().filter(|record| record.redacted_by.is_some()).count();
    if count == 0 {
        return String::new();
    }
    let of = if count == 1 { "one record".to_owned() } else { format!("{count} records") };
    format!(
        "The words of {of} were taken out, and a later record says so; what is left of those lines \
         is proven only by a copy from before.\n"
    )
}
