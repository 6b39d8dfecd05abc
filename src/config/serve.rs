//! The table `[serve]`: what a server of this machine does where no flag says otherwise.

use std::path::PathBuf;

use super::{Serve, settings};
use crate::host::export::Export;
use crate::page::{FileError, Page, Value};

impl Page<'_> {
    pub(super) fn serve(&self, value: &Value<'_>) -> Result<Serve, FileError> {
        let mut serve = Serve::default();
        let mut folder = None;
        let mut git = None;
        for (key, value) in self.table(value, "[serve]")? {
            match key.get_ref().as_ref() {
                "listen" => serve.listen = Some(self.listen(value)?),
                "addresses" => serve.addresses = self.addresses(value)?,
                "export" => folder = Some(self.folder(value)?),
                "export_git" => git = Some((self.yes_or_no(value)?, key.span())),
                other => {
                    return Err(self.unknown(&key.span(), other, &settings::names_in("serve")));
                }
            }
        }
        serve.export = match (folder, git) {
            (Some(folder), git) => Some(Export { folder, git: git.is_some_and(|(git, _)| git) }),
            (None, Some((true, span))) => {
                let what = "nothing is exported: set export to a folder, or take export_git out";
                return Err(self.refuse(&span, what));
            }
            (None, _) => None,
        };
        Ok(serve)
    }

    /// A folder in full: a server runs in no folder of its user's.
    fn folder(&self, value: &Value<'_>) -> Result<PathBuf, FileError> {
        let folder = PathBuf::from(self.string(value)?);
        if folder.is_absolute() {
            return Ok(folder);
        }
        Err(self.refuse(&value.span(), "write the folder in full, beginning with /"))
    }
}
