//! The terminal: taken when a screen begins, given back however it ends.
//!
//! All escapes are written here and nowhere else. Whatever is switched on is switched off by
//! [`give_back`], which is also what the panic hook calls.

mod frame;
mod ground;
mod paint;
mod raw;
#[cfg(test)]
mod tests;

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange, EventStream,
};
use crossterm::style::Print;
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use warroom_register::Shown;

use crate::config::Manners;

pub(crate) use frame::{Painter, Picture};
pub(crate) use ground::{Answer, Sieve, ask_ground};
pub(crate) use paint::painted;
pub(crate) use raw::{Raw, force_colours, size_or_usual};

/// A frame of a large terminal fits, so that it leaves in one write.
const FRAME_BYTES: usize = 64 * 1024;
/// Titles and notices are cut to so many cells.
const TITLE_CELLS_MAX: usize = 80;

/// The title is put on the terminal's own stack, and taken back from it.
const KEEP_TITLE: &str = "\x1b[22;0t";
const TITLE_BACK: &str = "\x1b[23;0t";

/// The mouse's buttons and its wheel, by cells; not each of its movements.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Keys that are two things at once are told apart, where the terminal offers it; the others take no
/// notice. It is asked for on the alternate screen, which has its own.
const KEYS_TOLD_APART: &str = "\x1b[>1u";
const KEYS_AS_BEFORE: &str = "\x1b[<1u";

/// What a full screen that did not end well may have left on: its other screen, keys that say other
/// things, a part that scrolls, a colour.
const AS_LENT: &str = "\x1b[?1049l\x1b[?1l\x1b>\x1b[r\x1b[m";

/// Whether the terminal is taken now; a panic hook can know it from nothing else.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Some part of the program panicked while the terminal was taken.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// A terminal of which nothing is known to be drawn.
fn fresh() -> Painter<BufWriter<Stdout>> {
    Painter::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout()))
}

/// The terminal while a screen has it.
pub(crate) struct Terminal {
    inner: Painter<BufWriter<Stdout>>,
    focus: Option<bool>,
    /// What it is asked to do.
    manners: Manners,
    /// It was stopped by its own key, and has been taken again since.
    stopped: bool,
    /// How it was when it was lent.
    lent: Option<Termios>,
    /// The title that was wished for last.
    titled: Option<String>,
}

impl Terminal {
    /// Takes the terminal. Where there is none, a sentence says so.
    pub(crate) fn take(manners: Manners) -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            let what =
                "this is no terminal: use warroom show, tail or saw, or give ssh the flag -t";
            return Err(io::Error::other(what));
        }
        hook_panics();
        // Counted as taken before the first mode is set, or a failure half way would leave it so.
        TAKEN.store(true, Ordering::SeqCst);
        match switch_on(manners) {
            Ok(()) => Ok(Self {
                inner: fresh(),
                focus: None,
                manners,
                stopped: false,
                lent: None,
                titled: None,
            }),
            Err(e) => {
                give_back();
                Err(e)
            }
        }
    }

    /// What is typed, pasted and resized.
    pub(crate) fn events() -> EventStream {
        EventStream::new()
    }

    /// Takes up that a stream of keys has ended: else the next one, woken by that and by a key at
    /// once, would hear of the key only with the one after it.
    pub(crate) fn keys_are_quiet() {
        // What is there stays there; that there is nothing is what is wanted.
        drop(crossterm::event::poll(Duration::ZERO));
    }

    /// Columns and rows.
    pub(crate) fn size() -> io::Result<(u16, u16)> {
        crossterm::terminal::size()
    }

    /// Draws one frame of the size that the terminal has now.
    pub(crate) fn draw(&mut self, picture: impl FnOnce(Buffer) -> Picture) -> io::Result<()> {
        let (width, height) = Self::size()?;
        let mut picture = picture(self.inner.sheet(Rect::new(0, 0, width, height)));
        if !self.manners.links {
            picture.links.clear();
        }
        self.inner.paint(picture)
    }

    /// The next frame is drawn whole.
    pub(crate) fn forget(&mut self) {
        self.inner.forget();
    }

    /// The terminal said whether it has the focus.
    pub(crate) fn focus(&mut self, focus: bool) {
        self.focus = Some(focus);
    }

    /// Into the clipboard, by OSC 52: it works over SSH, where the terminal allows it.
    pub(crate) fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.inner.out(), CopyToClipboard::to_clipboard_from(text))
    }

    /// The bell; and a notice by OSC 9 and OSC 777, unless somebody looks at this window anyway.
    pub(crate) fn ring(&mut self, words: &str) -> io::Result<()> {
        let manners = self.manners;
        let out = self.inner.out();
        if manners.bell {
            queue!(out, Print('\x07'))?;
        }
        if self.focus != Some(true) {
            let words = Shown::line(words, TITLE_CELLS_MAX);
            if manners.osc9 {
                queue!(out, Print(format!("\x1b]9;{words}\x07")))?;
            }
            if manners.osc777 {
                // A semicolon would end the notice.
                let words = words.to_string().replace(';', ",");
                queue!(out, Print(format!("\x1b]777;notify;warroom;{words}\x07")))?;
            }
        }
        Write::flush(out)
    }

    /// The window's title.
    pub(crate) fn title(&mut self, words: &str) -> io::Result<()> {
        if !self.manners.title {
            return Ok(());
        }
        self.titled = Some(words.to_owned());
        if !TAKEN.load(Ordering::SeqCst) {
            return Ok(());
        }
        let words = Shown::line(words, TITLE_CELLS_MAX);
        execute!(self.inner.out(), SetTitle(words))
    }

    /// Gives the terminal back, stops, and takes it again when the shell says so.
    pub(crate) fn suspend(&mut self) -> io::Result<()> {
        give_back();
        self.stopped = true;
        kill_current_process_group(Signal::STOP)?;
        self.take_again()
    }

    /// The program was told to go on: after a stop of another's making the modes are not ours.
    pub(crate) fn go_on(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.stopped) {
            return Ok(());
        }
        give_back();
        self.take_again()
    }

    /// Gives the terminal to another program, until it is taken back.
    pub(crate) fn lend(&mut self) {
        give_back();
        self.lent = tcgetattr(io::stdin()).ok();
    }

    /// Takes the terminal back, as it was lent: a program that was killed may have left it in any
    /// state.
    pub(crate) fn take_back(&mut self) -> io::Result<()> {
        if let Some(lent) = self.lent.take() {
            tcsetattr(io::stdin(), OptionalActions::Drain, &lent)?;
        }
        execute!(io::stdout(), Print(AS_LENT))?;
        self.take_again()?;
        self.title_again()
    }

    /// The title that was wished for last.
    fn title_again(&mut self) -> io::Result<()> {
        match self.titled.clone() {
            Some(words) => self.title(&words),
            None => Ok(()),
        }
    }

    fn take_again(&mut self) -> io::Result<()> {
        TAKEN.store(true, Ordering::SeqCst);
        switch_on(self.manners)?;
        self.forget();
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether some part of the program panicked, which it has said on the terminal.
pub(crate) fn panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}

fn switch_on(manners: Manners) -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        io::stdout(),
        Print(KEEP_TITLE),
        EnterAlternateScreen,
        EnableBracketedPaste,
        EnableFocusChange,
        Print(KEYS_TOLD_APART),
        SetCursorStyle::BlinkingBar
    )?;
    if manners.mouse { execute!(io::stdout(), Print(MOUSE_ON)) } else { Ok(()) }
}

/// Undoes all that was switched on; does nothing where nothing is.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // Nobody is left to be told if the terminal is gone; the other half is tried all the same.
    drop(execute!(
        io::stdout(),
        EndSynchronizedUpdate,
        SetCursorStyle::DefaultUserShape,
        Print(MOUSE_OFF),
        Print(KEYS_AS_BEFORE),
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show,
        Print(TITLE_BACK)
    ));
    drop(disable_raw_mode());
}

/// A panic is told on a terminal that can show it; the hook that was there tells it.
fn hook_panics() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |what| {
            if TAKEN.load(Ordering::SeqCst) {
                PANICKED.store(true, Ordering::SeqCst);
            }
            give_back();
            before(what);
        }));
    });
}
