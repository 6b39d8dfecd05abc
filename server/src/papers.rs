//! Others' reports that were given to this server's library: beside its journal, a file each.
//!
//! Whoever gives one says its words; the number, the name of who gave it and the time are the server's.
//! None is ever written over, and one that is here already is not kept twice.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use warroom_register::library::Paper;
use warroom_register::limits::{
    CONSULT_ANSWER_BYTES_MAX, LIBRARY_PAPERS_MAX, PAPER_BYTES_MAX, PAPER_SERVICES_MAX,
    PAPER_WIRE_BYTES_MAX, TEXT_BYTES_MAX,
};
use warroom_register::protocol::{Consulted, ServerMessage};
use warroom_register::{At, Handle};

use crate::journal::Lines;

/// Where they lie, in a server's data folder.
pub(crate) fn folder(data: &Path) -> PathBuf {
    data.join("papers")
}

/// A report as it came over the wire, part by part: on disk, since who sends none of the rest may stay.
#[derive(Debug, Default)]
pub(crate) struct Coming(Option<Lines>);

impl Coming {
    /// One part more; what there is, once that was the last. It waits where the first of them begins.
    pub(crate) fn part(
        &mut self,
        place: impl FnOnce() -> io::Result<Lines>,
        part: &str,
        more: bool,
    ) -> Result<Option<Lines>, String> {
        let begun = self.0.take().map_or_else(place, Ok);
        let mut all = begun.map_err(|error| said(&error))?;
        let most = u64::try_from(PAPER_WIRE_BYTES_MAX).unwrap_or(u64::MAX);
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        if all.bytes().saturating_add(length) > most {
            return Err(format!("a report has at most {PAPER_BYTES_MAX} bytes"));
        }
        all.add(part).map_err(|error| said(&error))?;
        if more {
            self.0 = Some(all);
            return Ok(None);
        }
        Ok(Some(all))
    }
}

/// Reads what was given; a sentence where it cannot be kept.
pub(crate) fn read(json: &str, by: Handle, now: At) -> Result<Paper, String> {
    let paper: Paper = serde_json::from_str(json)
        .map_err(|error| format!("this is no report as warroom takes it in: {error}"))?;
    if paper.paper != Paper::VERSION {
        let (theirs, ours) = (paper.paper, Paper::VERSION);
        return Err(format!("it is a report of format {theirs}, and this server reads {ours}"));
    }
    if paper.text.raw().len() > PAPER_BYTES_MAX {
        return Err(format!("a report has at most {PAPER_BYTES_MAX} bytes"));
    }
    // What cannot be told again whole is not taken either.
    if frame_of(&paper) > CONSULT_ANSWER_BYTES_MAX {
        return Err(
            "a report has at most 1 MiB, and less where very much of it is signs that no screen \
                    shows"
                .to_owned(),
        );
    }
    if paper.link.raw().len().max(paper.notes.raw().len()) > TEXT_BYTES_MAX {
        return Err(format!("a link or a note has at most {TEXT_BYTES_MAX} bytes"));
    }
    if let Some(why) = paper.link_fault() {
        return Err(why.to_owned());
    }
    if paper.services.len() > PAPER_SERVICES_MAX {
        return Err(format!("a report is about {PAPER_SERVICES_MAX} services at most"));
    }
    if paper.text.is_empty() && paper.link.is_empty() && paper.notes.is_empty() {
        return Err("there is nothing in it: give its text, or a link".to_owned());
    }
    Ok(Paper { added_at: now, by, ..paper })
}

/// How long the answer is that tells it.
fn frame_of(paper: &Paper) -> usize {
    let paper = Box::new(paper.clone());
    ServerMessage::Consulted(Consulted::Paper { paper }).frame().len()
}

/// Takes one out for good; a sentence where that may not be, or there is none. Whoever gave it may,
/// and whoever commands at this server.
pub(crate) fn forget(data: &Path, number: u32, by: Handle, commands: bool) -> Result<(), String> {
    let folder = folder(data);
    let file = folder.join(format!("T-{number}.json"));
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(format!("there is no report T-{number} here"));
        }
        Err(error) => return Err(format!("T-{number} cannot be read: {error}")),
    };
    let giver = serde_json::from_slice::<Paper>(&bytes).ok().map(|paper| paper.by);
    if !commands && giver != Some(by) {
        let giver = giver.map_or_else(|| "whoever runs this server".into(), |by| by.to_string());
        return Err(format!("{giver} gave T-{number}, and takes it out; so may who commands here"));
    }
    let gone = fs::remove_file(&file).and_then(|()| File::open(&folder)?.sync_all());
    gone.map_err(|error| format!("T-{number} cannot be taken out: {error}"))
}

/// Keeps one more; gives its number.
pub(crate) fn keep(data: &Path, paper: Paper) -> Result<u32, String> {
    let folder = folder(data);
    let numbers = numbers(&folder).map_err(|error| said(&error))?;
    if numbers.len() >= LIBRARY_PAPERS_MAX {
        return Err(format!(
            "this server keeps {LIBRARY_PAPERS_MAX} reports and no more: import with --here keeps it \
             on your machine"
        ));
    }
    let number = numbers.iter().max().map_or(1, |last| last.saturating_add(1));
    let text = serde_json::to_vec(&Paper { number, ..paper }).map_err(|error| error.to_string())?;
    write(&folder, number, &text).map_err(|error| said(&error))?;
    Ok(number)
}

fn said(error: &io::Error) -> String {
    format!("the report could not be kept: {error}")
}

/// The numbers that are taken, by the names of the files: a damaged one keeps its own.
fn numbers(folder: &Path) -> io::Result<Vec<u32>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut numbers = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        numbers.extend(name.strip_prefix("T-").and_then(|number| number.parse::<u32>().ok()));
    }
    Ok(numbers)
}

/// On disk before anybody is told of it, and whole or not at all.
fn write(folder: &Path, number: u32, text: &[u8]) -> io::Result<()> {
    if !folder.exists() {
        DirBuilder::new().mode(0o700).create(folder)?;
    }
    let begun = folder.join("T-new");
    let mut options = OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(&begun)?;
    open.write_all(text)?;
    open.sync_all()?;
    fs::rename(&begun, folder.join(format!("T-{number}.json")))?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use warroom_register::{Text, Title};

    fn paper(text: &str) -> Paper {
        Paper {
            paper: Paper::VERSION,
            number: 9,
            title: Title::try_from("DNS lost".to_owned()).unwrap(),
            kind: None,
            services: Vec::new(),
            link: Text::default(),
            notes: Text::default(),
            added_at: At::default(),
            by: "mallory".parse().unwrap(),
            text: text.into(),
        }
    }

    fn json(paper: &Paper) -> String {
        serde_json::to_string(paper).unwrap()
    }

    fn given(paper: &Paper) -> Result<Paper, String> {
        read(&json(paper), "ana".parse().unwrap(), At::from_ms(7))
    }

    #[test]
    fn who_gave_it_and_when_is_not_theirs_to_say() {
        let read = given(&paper("words")).unwrap();
        assert_eq!((read.by.as_str(), read.added_at), ("ana", At::from_ms(7)));
    }

    #[test]
    fn a_report_has_so_many_bytes_and_services_and_one_more_is_refused() {
        let all = paper(&"x".repeat(PAPER_BYTES_MAX));
        assert!(given(&all).is_ok());
        assert!(given(&paper(&"x".repeat(PAPER_BYTES_MAX + 1))).unwrap_err().contains("at most"));
        // Each of these is three times as long where it is written.
        let hidden = |bytes: usize| paper(&"\u{85}".repeat(bytes / 2));
        assert!(given(&hidden(CONSULT_ANSWER_BYTES_MAX / 3 - 4096)).is_ok());
        let why = given(&hidden(CONSULT_ANSWER_BYTES_MAX / 3)).unwrap_err();
        assert!(why.contains("no screen shows"), "{why}");
        let services = |many| Paper { services: vec![paper("").title; many], ..paper("words") };
        assert!(given(&services(PAPER_SERVICES_MAX)).is_ok());
        assert!(given(&services(PAPER_SERVICES_MAX + 1)).unwrap_err().contains("services at most"));
        let noted = |bytes| Paper { notes: "x".repeat(bytes).into(), ..paper("words") };
        assert!(given(&noted(TEXT_BYTES_MAX)).is_ok());
        assert!(given(&noted(TEXT_BYTES_MAX + 1)).is_err());
        assert!(given(&paper("")).unwrap_err().contains("nothing in it"));
        let newer = Paper { paper: 2, ..paper("words") };
        assert!(given(&newer).unwrap_err().contains("format 2"));
        assert!(read("{\"paper\":1}", "ana".parse().unwrap(), At::default()).is_err());
    }

    #[test]
    fn parts_are_taken_up_to_a_limit_and_one_byte_more_is_not() {
        let data = crate::tests::folder();
        let mut coming = Coming::default();
        let mut come = |part: &str, more| {
            let all = coming.part(|| Lines::begin(data.path()), part, more)?;
            Ok::<_, String>(all.map(|all| all.text().unwrap()))
        };
        let part = "x".repeat(PAPER_WIRE_BYTES_MAX - 1);
        assert_eq!(come(&part, true), Ok(None));
        assert_eq!(come("y", false).unwrap().unwrap().len(), PAPER_WIRE_BYTES_MAX);
        assert_eq!(come(&part, true), Ok(None));
        assert!(come("yz", true).is_err());
        assert_eq!(come("afresh", false).unwrap().unwrap(), "afresh");
    }

    #[test]
    fn so_many_are_kept_and_none_is_written_over() {
        let data = tempfile::tempdir().unwrap();
        assert_eq!(keep(data.path(), paper("first")), Ok(1));
        let folder = folder(data.path());
        for number in 3..=LIBRARY_PAPERS_MAX {
            fs::write(folder.join(format!("T-{number}.json")), "damaged").unwrap();
        }
        let next = u32::try_from(LIBRARY_PAPERS_MAX).unwrap() + 1;
        assert_eq!(keep(data.path(), paper("second")), Ok(next), "the last number and one");
        assert!(keep(data.path(), paper("third")).unwrap_err().contains("and no more"));
        let kept = fs::read_to_string(folder.join("T-1.json")).unwrap();
        assert!(kept.contains("first") && kept.contains("\"number\":1"), "{kept}");
    }
}
