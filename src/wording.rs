//! The team's own templates of words to others: `words/team.txt`, `words/stakeholders.txt` and
//! `words/public.txt` beside the configuration.
//!
//! Read strictly: one that does not fit is refused with its name and line.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use warroom_register::draft;
use warroom_register::report::Template;
use warroom_register::words::Audience;

use crate::app::wording::Templates;
use crate::page::FileError;
use crate::paths::Paths;
use crate::trouble::{said, shown};

/// Largest template that is read, in bytes.
const FILE_BYTES_MAX: u64 = 16 * 1024;

/// The files that are there, by audience.
pub(crate) fn files(paths: &Paths) -> impl Iterator<Item = (Audience, PathBuf)> {
    let folder = paths.config_folder().join("words");
    let file = move |audience: &Audience| (*audience, folder.join(format!("{audience}.txt")));
    Audience::ALL.iter().map(file).filter(|(_, path)| path.exists())
}

/// All of them, if each is good.
pub(crate) fn load(paths: &Paths) -> Result<Templates, FileError> {
    let all = files(paths).map(|(audience, path)| Ok((audience, read(&path)?)));
    all.collect::<Result<_, _>>().map(Templates)
}

/// The good ones; of a bad one a sentence says what is wrong, and what is built in holds.
pub(crate) fn as_far_as_good(paths: &Paths) -> (Templates, Option<String>) {
    let (mut good, mut trouble) = (Vec::new(), None);
    for (audience, path) in files(paths) {
        match read(&path) {
            Ok(template) => good.push((audience, template)),
            Err(why) => {
                let sentence = format!("{why}; what is built in holds until then");
                trouble.get_or_insert(sentence);
            }
        }
    }
    (Templates(good), trouble)
}

/// Refuses a file that is no good template.
pub(crate) fn check(path: &Path) -> Result<(), FileError> {
    read(path).map(drop)
}

fn read(path: &Path) -> Result<Template, FileError> {
    let about = std::fs::metadata(path).map_err(|e| FileError::whole(path, said(&e)))?;
    if !about.is_file() {
        return Err(FileError::whole(path, "it is no file"));
    }
    if about.len() > FILE_BYTES_MAX {
        return Err(FileError::whole(path, format!("it is larger than {FILE_BYTES_MAX} bytes")));
    }
    let source = std::fs::read_to_string(path).map_err(|e| match e.kind() {
        ErrorKind::InvalidData => FileError::whole(path, "it is no text in UTF-8"),
        _ => FileError::whole(path, said(&e)),
    })?;
    let template = Template { name: shown(path).to_string(), source };
    draft::check(&template).map_err(|bad| {
        let what = bad.why.as_str().to_owned();
        FileError { path: path.to_owned(), line: bad.line, what }
    })?;
    Ok(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(files: &[(&str, &str)]) -> (tempfile::TempDir, Paths) {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::under(folder.path());
        let words = paths.config_folder().join("words");
        std::fs::create_dir_all(&words).unwrap();
        for (name, text) in files {
            std::fs::write(words.join(name), text).unwrap();
        }
        (folder, paths)
    }

    #[test]
    fn a_template_of_ones_own_is_read_by_its_audience() {
        let (_kept, paths) = with(&[("public.txt", "{{ impact }}"), ("notes.txt", "{{ x")]);
        let templates = load(&paths).unwrap();
        assert_eq!(templates.of(Audience::Public).unwrap().source, "{{ impact }}");
        assert_eq!(templates.of(Audience::Team), None);
    }

    #[test]
    fn a_bad_one_is_refused_with_its_line_and_the_others_hold() {
        let (_kept, paths) = with(&[("public.txt", "fine\n{{ impcat }}"), ("team.txt", "hello")]);
        let why = load(&paths).unwrap_err();
        assert_eq!(why.line, Some(2));
        assert!(why.to_string().contains("words/public.txt:2: `impcat` is undefined"), "{why}");
        let (templates, trouble) = as_far_as_good(&paths);
        assert_eq!(templates.of(Audience::Team).unwrap().source, "hello");
        assert_eq!(templates.of(Audience::Public), None);
        assert!(trouble.unwrap().ends_with("what is built in holds until then"));
        let long = "x".repeat(16 * 1024);
        assert!(load(&with(&[("team.txt", &long)]).1).is_ok());
        let longer = load(&with(&[("team.txt", &(long + "x"))]).1).unwrap_err();
        assert!(longer.to_string().ends_with("it is larger than 16384 bytes"), "{longer}");
    }
}
