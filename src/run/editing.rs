//! The line in a person's own editor: it has the terminal meanwhile, and the room goes on behind it.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use rustix::process::{Pid, Signal, getpid, kill_process};
use tokio::process::{Child, Command};

use super::Loop;
use crate::app::msg::Msg;
use crate::editor::Sheet;
use crate::terminal::Terminal;
use crate::trouble::{said, shown};

/// An editor at work.
pub(super) struct Editing {
    sheet: Sheet,
    child: Child,
}

impl Editing {
    fn begin(stem: Option<&PathBuf>, words: &str) -> Result<Self, String> {
        let stem = stem.ok_or("nothing is kept here: there is no file for an editor")?;
        let sheet = Sheet::lay_out(stem, words).map_err(|e| said(&e))?;
        match Command::from(sheet.command()).spawn() {
            Ok(child) => Ok(Self { sheet, child }),
            Err(e) => {
                sheet.remove();
                Err(said(&e))
            }
        }
    }

    /// Waits for its end.
    pub(super) async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// This program has to end: so has the editor. Its file is taken up the next time.
    pub(super) fn end(&self) {
        let process = self.child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(process) = process {
            // One that has ended by now is what was wanted.
            let _ended = kill_process(process, Signal::TERM);
        }
    }
}

impl Loop {
    /// Hands the words and the terminal to the editor.
    pub(super) fn edit(&mut self, words: &str) -> anyhow::Result<()> {
        // The stream has a thread of its own that reads the keys: it goes before the editor comes.
        self.events = None;
        Terminal::keys_are_quiet();
        self.terminal.lend();
        match Editing::begin(self.outside.sheet.as_ref(), words) {
            Ok(editing) => self.editing = Some(editing),
            Err(why) => {
                self.take_terminal()?;
                self.app.say(format!("no editor was started: {why}"));
            }
        }
        Ok(())
    }

    /// The editor has ended: its words are the draft, and Enter sends them.
    pub(super) async fn edited(&mut self, ended: io::Result<ExitStatus>) -> anyhow::Result<()> {
        let Some(Editing { mut sheet, .. }) = self.editing.take() else { return Ok(()) };
        self.take_terminal()?;
        let written = sheet.written(ended);
        let (stays, empty) = (written.stays, written.words.is_none());
        let effects = self.app.edited(written);
        self.perform(effects).await?;
        if !stays {
            self.put_by(sheet, empty).await;
        }
        let (width, height) = Terminal::size()?;
        self.tell(Msg::Resize { width, height }).await
    }

    /// The file goes once its words are on disk with the draft; else it is the one place where they are.
    async fn put_by(&mut self, sheet: Sheet, empty: bool) {
        let why = match &mut self.outside.draft {
            Some(draft) => draft.settled().await,
            None => Some("the old one is in its place".to_owned()),
        };
        let Some(why) = why.filter(|_| !empty) else { return sheet.remove() };
        let file = shown(sheet.file());
        self.app
            .say(format!("your draft is not kept on disk ({why}): what you wrote is in {file}"));
        self.outside.left_over = Some(sheet);
    }

    fn take_terminal(&mut self) -> io::Result<()> {
        self.terminal.take_back()?;
        Terminal::keys_are_quiet();
        self.events = Some(Terminal::events());
        Ok(())
    }

    /// The editor was stopped, and this program with it: the shell has the terminal.
    pub(super) async fn stop_beside_the_editor(&mut self) -> io::Result<()> {
        self.draft_rests().await;
        kill_process(getpid(), Signal::STOP)?;
        Ok(())
    }
}
