//! The table `[serve]`: what a server of this machine does where no flag says otherwise.

use std::path::PathBuf;

use super::Serve;
use crate::host::export::Export;
use crate::page::{FileError, Page, Value};

/// The keys of the table.
const NAMES: [&str; 4] = ["listen", "addresses", "export", "export_git"];

impl Page<'_> {
    pub(super) fn serve(&self, value: &Value<'_>) -> Result<Serve, FileError> {
        let mut serve = Serve::default();
        let (mut folder, mut git) = (None, false);
        for (key, value) in self.table(value, "[serve]")? {
            match key.get_ref().as_ref() {
                "listen" => serve.listen = Some(self.listen(value)?),
                "addresses" => serve.addresses = self.addresses(value)?,
                "export" => folder = Some(self.folder(value)?),
                "export_git" => git = self.yes_or_no(value)?,
                other => return Err(self.unknown(&key.span(), other, &NAMES)),
            }
        }
        serve.export = folder.map(|folder| Export { folder, git });
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
