//! A recording that is not whole: what is wrong with it, and where a whole one may be.

use std::path::Path;

use warroom_register::{Broken, Recording, Seq};

use super::seat::Run;
use super::source::read_file;
use crate::trouble::shown;

/// What is wrong with a recording, in a sentence; none where it is whole.
pub(crate) fn of(path: &Path, recording: &Recording) -> Option<String> {
    let (file, head) = (shown(path), recording.chain.head);
    if is_cut(recording) {
        return Some(format!("{file} is cut off in its last line: it is read up to {head}"));
    }
    recording.broken.as_ref().map(|why| match head {
        Seq(0) => format!("nothing of {file} can be read for certain: {why}"),
        head => format!("{file} is read up to {head} only: {why}"),
    })
}

/// How far a recording is beyond doubt, as a sentence.
pub(crate) fn holds(sound: Seq) -> String {
    match sound {
        Seq(0) => "Nothing of it is certain".to_owned(),
        sound => format!("It holds up to {sound}"),
    }
}

/// Whether a recording was cut off, rather than changed inside.
pub(crate) fn is_cut(recording: &Recording) -> bool {
    match &recording.broken {
        None => recording.torn,
        Some(broken) => recording.torn && broken.is_cut(),
    }
}

/// Whether it ends before a record that took words out of it.
const fn ends_early(recording: &Recording) -> bool {
    matches!(recording.broken, Some(Broken::EndsBefore { .. }))
}

/// Where more of it is: in this machine's own copy, or with others.
pub(crate) fn advice(run: &Run, recording: &Recording) -> String {
    let own = run.paths.copy_file(recording.header.id);
    let more = read_file(&own).ok().and_then(|bytes| Recording::read_bytes(&bytes).ok());
    let more = more.filter(|own| own.broken.is_none() && own.chain.head >= recording.chain.head);
    match (more, recording.header.incident) {
        (Some(own), Some(label)) => format!(
            "This machine's own copy is whole up to {}: warroom export {label} -o FILE",
            own.chain.head
        ),
        (None, Some(label)) if ends_early(recording) && own.exists() => {
            format!("warroom show {label} brings what is missing, where its server is reached")
        }
        _ => {
            "Ask somebody who was there for their copy: warroom verify FILE --copy THEIRS compares"
                .to_owned()
        }
    }
}
