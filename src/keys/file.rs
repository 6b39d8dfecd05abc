//! The user's keymap file: read strictly, laid over the defaults, and refused with its lines.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use toml::Spanned;
use toml::de::DeTable;

use super::key::Key;
use super::{Action, Binding, Keymap, Place};
use crate::page::{FileError, Page, Value, text_of};

/// Largest keymap file that is read. Every action in every place would fit many times over.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// The defaults with the file at `path` laid over them.
pub(super) fn load(path: &Path) -> Result<Keymap, FileError> {
    let text = read(path)?;
    let page = Page { path, text: &text };
    let document = page.document()?;
    let wished = page.bindings(document.get_ref())?;
    let mut keymap = Keymap::default();
    let replaced =
        |old: &Binding| wished.iter().any(|new| (new.place, new.action) == (old.place, old.action));
    keymap.bindings.retain(|old| !replaced(old));
    keymap.bindings.extend(wished);
    page.refuse_shadows(&keymap)?;
    Ok(keymap)
}

impl Page<'_> {
    fn bindings(&self, document: &DeTable<'_>) -> Result<Vec<Binding>, FileError> {
        let mut bindings = Vec::new();
        for (key, value) in document {
            let place = self.place(key)?;
            for (name, value) in self.table(value, &format!("[{}]", place.name()))? {
                let action = self.action(place, name)?;
                self.keys(place, action, value, &mut bindings)?;
            }
        }
        Ok(bindings)
    }

    fn place(&self, key: &Spanned<impl AsRef<str>>) -> Result<Place, FileError> {
        let word = key.get_ref().as_ref();
        let place = Place::ALL.iter().find(|place| place.name() == word);
        place.copied().ok_or_else(|| {
            let names = Place::ALL.iter().map(|place| format!("[{}]", place.name()));
            let names = names.collect::<Vec<_>>().join(", ");
            self.refuse(&key.span(), format!("unknown place {word:?}; the places are {names}"))
        })
    }

    fn action(&self, place: Place, name: &Spanned<impl AsRef<str>>) -> Result<Action, FileError> {
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
    ) -> Result<(), FileError> {
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
    ) -> Result<Binding, FileError> {
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

    fn refuse_shadows(&self, keymap: &Keymap) -> Result<(), FileError> {
        for (index, late) in keymap.bindings.iter().enumerate() {
            let same = |early: &&Binding| (early.place, early.key) == (late.place, late.key);
            if let Some(early) = keymap.bindings.iter().take(index).find(same) {
                return Err(self.shadow(early, late));
            }
        }
        Ok(())
    }

    fn shadow(&self, early: &Binding, late: &Binding) -> FileError {
        let (key, place) = (late.key, late.place.name());
        let whose = match early.line {
            Some(line) => format!("of {} on line {line}", early.action.name()),
            None => {
                format!("of {} from the start, so give that another key too", early.action.name())
            }
        };
        let what =
            format!("{key} in [{place}] is to be {}, and is the key {whose}", late.action.name());
        FileError { line: late.line, ..FileError::whole(self.path, what) }
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

fn read(path: &Path) -> Result<String, FileError> {
    let refuse = |what: String| FileError::whole(path, what);
    let mut bytes = Vec::new();
    let size =
        File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    size.map_err(|error| refuse(format!("cannot be read: {error}; check name and permissions")))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(refuse(format!("is larger than {FILE_BYTES_MAX} bytes; is it a keymap?")));
    }
    text_of(path, bytes)
}
