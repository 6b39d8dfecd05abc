//! The user's keymap file: read strictly, laid over the defaults, and refused with its lines.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::Key;
use super::{Action, Binding, Keymap, Place};

/// Largest keymap file that is read. Every action in every place would fit many times over.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Why a keymap file was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
pub(crate) struct KeymapError {
    /// The file.
    pub(crate) path: PathBuf,
    /// The line in it, counted from 1, where one line is to blame; `what` names a second one.
    pub(crate) line: Option<usize>,
    /// What is wrong and what to do about it.
    pub(crate) what: String,
}

/// The defaults with the file at `path` laid over them.
pub(super) fn load(path: &Path) -> Result<Keymap, KeymapError> {
    let text = read(path)?;
    let page = Page { path, text: &text };
    let document = DeTable::parse(&text).map_err(|error| {
        page.refuse(&error.span().unwrap_or_default(), error.message().replace('\n', ", "))
    })?;
    let wished = page.bindings(document.get_ref())?;
    let mut keymap = Keymap::default();
    let replaced =
        |old: &Binding| wished.iter().any(|new| (new.place, new.action) == (old.place, old.action));
    keymap.bindings.retain(|old| !replaced(old));
    keymap.bindings.extend(wished);
    page.refuse_shadows(&keymap)?;
    Ok(keymap)
}

type Value<'i> = Spanned<DeValue<'i>>;

struct Page<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Page<'_> {
    fn bindings(&self, document: &DeTable<'_>) -> Result<Vec<Binding>, KeymapError> {
        let mut bindings = Vec::new();
        for (key, value) in document {
            let place = self.place(key)?;
            let table = value.get_ref().as_table().ok_or_else(|| {
                self.refuse(&value.span(), format!("write [{}] as a table", place.name()))
            })?;
            for (name, value) in table {
                let action = self.action(place, name)?;
                self.keys(place, action, value, &mut bindings)?;
            }
        }
        Ok(bindings)
    }

    fn place(&self, key: &Spanned<impl AsRef<str>>) -> Result<Place, KeymapError> {
        let word = key.get_ref().as_ref();
        let place = Place::ALL.iter().find(|place| place.name() == word);
        place.copied().ok_or_else(|| {
            let names = Place::ALL.iter().map(|place| format!("[{}]", place.name()));
            let names = names.collect::<Vec<_>>().join(", ");
            self.refuse(&key.span(), format!("unknown place {word:?}; the places are {names}"))
        })
    }

    fn action(&self, place: Place, name: &Spanned<impl AsRef<str>>) -> Result<Action, KeymapError> {
        let word = name.get_ref().as_ref();
        let action = Action::ALL.iter().copied().find(|action| action.name() == word);
        let action = action.ok_or_else(|| {
            let what = format!("unknown action {word:?}; `warroom keys` lists them");
            self.refuse(&name.span(), what)
        })?;
        if super::defaults_of(action).any(|binding| binding.place == place) {
            return Ok(action);
        }
        let what =
            format!("{word} means nothing in [{}]; `warroom keys` lists what does", place.name());
        Err(self.refuse(&name.span(), what))
    }

    fn keys(
        &self,
        place: Place,
        action: Action,
        value: &Value<'_>,
        bindings: &mut Vec<Binding>,
    ) -> Result<(), KeymapError> {
        let Some(list) = value.get_ref().as_array() else {
            bindings.push(self.binding(place, action, value)?);
            return Ok(());
        };
        if list.is_empty() {
            let what = format!("{} would have no key; name at least one", action.name());
            return Err(self.refuse(&value.span(), what));
        }
        for value in list {
            bindings.push(self.binding(place, action, value)?);
        }
        Ok(())
    }

    fn binding(
        &self,
        place: Place,
        action: Action,
        value: &Value<'_>,
    ) -> Result<Binding, KeymapError> {
        let span = value.span();
        let name = value.get_ref().as_str();
        let name =
            name.ok_or_else(|| self.refuse(&span, "write a key in quotes, or a list of keys"))?;
        let key = Key::parse(name).map_err(|what| self.refuse(&span, what))?;
        if let Some(what) = unsafe_binding(place, key, action) {
            return Err(self.refuse(&span, what));
        }
        Ok(Binding { place, key, action, line: Some(self.line(&span)) })
    }

    fn refuse_shadows(&self, keymap: &Keymap) -> Result<(), KeymapError> {
        for (index, late) in keymap.bindings.iter().enumerate() {
            let same = |early: &&Binding| (early.place, early.key) == (late.place, late.key);
            if let Some(early) = keymap.bindings.iter().take(index).find(same) {
                return Err(self.shadow(early, late));
            }
        }
        Ok(())
    }

    fn shadow(&self, early: &Binding, late: &Binding) -> KeymapError {
        let (key, place) = (late.key, late.place.name());
        let whose = match early.line {
            Some(line) => format!("of {} on line {line}", early.action.name()),
            None => {
                format!("of {} from the start, so give that another key too", early.action.name())
            }
        };
        let what =
            format!("{key} in [{place}] is to be {}, and is the key {whose}", late.action.name());
        KeymapError { path: self.path.to_owned(), line: late.line, what }
    }

    fn line(&self, span: &Range<usize>) -> usize {
        1 + self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count()
    }

    fn refuse(&self, span: &Range<usize>, what: impl Into<String>) -> KeymapError {
        KeymapError { path: self.path.to_owned(), line: Some(self.line(span)), what: what.into() }
    }
}

/// The two promises that no keymap may break: typed text stays text, and a digit, which completes
/// asks, does no more than change the pane when it comes too late.
fn unsafe_binding(place: Place, key: Key, action: Action) -> Option<String> {
    let pane = matches!(
        action,
        Action::Pane1
            | Action::Pane2
            | Action::Pane3
            | Action::Pane4
            | Action::Pane5
            | Action::Pane6
    );
    match place {
        Place::Line if key.prints() => {
            Some(format!("{key} is text in the line; take Ctrl- with a letter, or a named key"))
        }
        Place::Register if key.is_digit() && !pane => Some(format!(
            "{key} completes what an ask asks and can only be a pane here; take another key for {}",
            action.name()
        )),
        Place::Line
        | Place::Register
        | Place::Walkthrough
        | Place::Then
        | Place::Review
        | Place::Lobby => None,
    }
}

fn read(path: &Path) -> Result<String, KeymapError> {
    let refuse = |what| KeymapError { path: path.to_owned(), line: None, what };
    let mut bytes = Vec::new();
    let size =
        File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    size.map_err(|error| refuse(format!("cannot be read: {error}; check name and permissions")))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(refuse(format!("is larger than {FILE_BYTES_MAX} bytes; is it a keymap?")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let line = 1 + good.filter(|byte| **byte == b'\n').count();
        KeymapError { line: Some(line), ..refuse("is not UTF-8; save it as UTF-8".to_owned()) }
    })
}
