//! The loop of a screen: what comes goes to the state, what the state wants is done, and a frame
//! is drawn when the queue is dry, or a frame's time after the last one.

mod begin;
mod draft;
mod editing;
mod keeping;
mod kept;
mod library;
mod perform;
mod report;
mod signals;

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::Context as _;
use crossterm::event::{Event, EventStream};
use futures_util::StreamExt as _;
use tokio::sync::mpsc;
use tokio::time::{Instant, Interval};

use self::begin::{every, keymap, seed};
use self::editing::Editing;
use self::library::{Library, Told};
use self::signals::Signals;
use crate::app::layout::Layout;
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::app::{App, Ids, Opening, Trace};
use crate::clock;
use crate::config::Manners;
use crate::editor::Sheet;
use crate::link::LinkHandle;
use crate::look::{Look, look};
use crate::start::{Exit, ReplayStart, RoomStart};
use crate::terminal::{self, Picture, Sieve, Terminal};
use crate::theme::Theme;
use crate::view;

pub(crate) use self::draft::take_out_of_drafts;
use self::draft::{Keeper, put_down};

/// A steady stream of messages is drawn so often all the same.
const FRAME: Duration = Duration::from_millis(16);
/// The clocks of the screen.
pub(crate) const TICK: Duration = Duration::from_secs(1);
/// The clocks of the screen while a walkthrough plays.
const PLAY_TICK: Duration = Duration::from_millis(100);

/// Shows a room, or the lobby, until it is left.
pub(crate) async fn room(start: RoomStart) -> anyhow::Result<Exit> {
    loop_of(start)?.run().await
}

/// The loop of a room, made where nothing is awaited, so that the future holds it once.
fn loop_of(start: RoomStart) -> anyhow::Result<Loop> {
    let (held, found) = start.draft_file.as_deref().map(draft::begin).unwrap_or_default();
    let sheet = held.as_ref().map(draft::Held::stem).or(start.draft_file);
    let (templates, wrong) = crate::wording::as_far_as_good(&start.paths);
    let opening = Opening {
        me: start.handle,
        incident: start.incident,
        invite: start.invite,
        lives: Some(start.lives).filter(|words| !words.is_empty()),
        draft: found.words,
        read: kept::read(start.read_file.as_deref()).trim().parse().ok(),
        layout: Layout::read(&kept::read(Some(&start.paths.layout_file()))),
        keymap: keymap(&start.paths)?,
        ids: Ids::seeded(seed()?),
        report: report::of,
        guide: start.guide,
        templates,
        now: clock::now(),
    };
    let look = look(&start.config, &start.paths)?;
    let (read_file, manners) = (start.read_file, start.config.manners);
    let layout_file = Some(start.paths.layout_file());
    let draft = held.map(Keeper::of);
    let (link, inbox) = start.link.unzip();
    let outside = Outside { link, draft, sheet, left_over: None, read_file, layout_file, manners };
    let mut app = App::new(opening);
    let shelf = start.lobby.map(|lobby| {
        app.lobby_begins(lobby.rooms, inbox.is_none(), lobby.picked);
        lobby.shelf
    });
    app.begins_for(start.what_for);
    for trouble in [start.trouble, wrong, found.trouble].into_iter().flatten() {
        app.say(trouble);
    }
    Loop::begin(app, look, outside, inbox, Library::of(start.alike, shelf))
}

/// Shows a finished journal until it is left.
pub(crate) async fn replay(start: ReplayStart) -> anyhow::Result<Exit> {
    let first = start.recording.records.first().context("this recording holds no record")?;
    // Nobody is "you" in an incident that they were not in.
    let me = start.me.unwrap_or(first.by);
    let opening = Opening {
        incident: start.incident.or(start.recording.header.incident),
        layout: Layout::read(&kept::read(Some(&start.paths.layout_file()))),
        keymap: keymap(&start.paths)?,
        ids: Ids::seeded(seed()?),
        report: report::of,
        ..Opening::of(me, clock::now())
    };
    let look = look(&start.config, &start.paths)?;
    let app = App::walkthrough(opening, start.recording, start.walk);
    let (layout_file, manners) = (Some(start.paths.layout_file()), start.config.manners);
    let (link, draft, sheet, read_file) = (None, None, None, None);
    let outside = Outside { link, draft, sheet, left_over: None, read_file, layout_file, manners };
    Loop::begin(app, look, outside, None, Library::of(None, None))?.run().await
}

/// What the screen works on beside the terminal.
struct Outside {
    link: Option<LinkHandle>,
    draft: Option<Keeper>,
    /// What a file for an editor is named after.
    sheet: Option<PathBuf>,
    /// The file of an editor whose words could not be put down with the draft.
    left_over: Option<Sheet>,
    read_file: Option<PathBuf>,
    layout_file: Option<PathBuf>,
    /// How the terminal is treated.
    manners: Manners,
}

/// Something came to the loop.
enum Came {
    Terminal(Option<io::Result<Event>>),
    Link(Option<LinkMsg>),
    /// What the library answers.
    Library(Told),
    Tick,
    /// Somebody wants this program to end.
    End,
    /// Ctrl-C from outside: where an editor has the terminal, it is the editor's.
    Interrupt,
    /// The editor has ended.
    Edited(io::Result<ExitStatus>),
    /// Somebody wants it to stop for a while.
    Stop,
    /// It goes on after a stop.
    GoOn,
}

struct Loop {
    app: Box<App>,
    theme: Theme,
    terminal: Terminal,
    /// None while an editor has the terminal.
    events: Option<EventStream>,
    editing: Option<Editing>,
    sieve: Sieve,
    inbox: Option<mpsc::Receiver<LinkMsg>>,
    outside: Outside,
    library: Library,
    signals: Signals,
    tick: Interval,
    exit: Option<Exit>,
}

impl Loop {
    fn begin(
        app: App,
        look: Look,
        outside: Outside,
        inbox: Option<mpsc::Receiver<LinkMsg>>,
        library: Library,
    ) -> anyhow::Result<Self> {
        let signals = Signals::new()?;
        let terminal = Terminal::take(outside.manners)?;
        let (events, editing) = (Some(Terminal::events()), None);
        let tick = every(TICK);
        let app = Box::new(app);
        let Look { theme, late } = look;
        let sieve = Sieve::new(late);
        let exit = None;
        Ok(Self {
            app,
            theme,
            terminal,
            events,
            editing,
            sieve,
            inbox,
            outside,
            library,
            signals,
            tick,
            exit,
        })
    }

    async fn run(mut self) -> anyhow::Result<Exit> {
        let ended = self.stay().await;
        if ended.is_err() {
            // Whatever went wrong, what is typed is kept.
            for effect in self.app.end() {
                if let Effect::SaveDraft(words) = effect {
                    self.keep_draft(&words);
                }
            }
        }
        let draft = self.outside.draft.take();
        let left_over = self.outside.left_over.take();
        self.editing.iter().for_each(Editing::end);
        // The terminal is given back before anything is said on it.
        drop(self);
        put_down(draft, left_over).await;
        ended
    }

    async fn stay(&mut self) -> anyhow::Result<Exit> {
        let (width, height) = Terminal::size()?;
        self.tell(Msg::Tick(clock::now())).await?;
        self.tell(Msg::Resize { width, height }).await?;
        loop {
            let effects = self.app.settle();
            self.perform(effects).await?;
            if let Some(exit) = self.exit.take() {
                return Ok(exit);
            }
            self.frame()?;
            let until = Instant::now() + FRAME;
            let came = self.next().await;
            self.hear(came).await?;
            // What has come meanwhile is taken in before the next frame, but not for ever.
            while self.exit.is_none() && Instant::now() < until {
                let Some(came) = self.next_if_there().await else { break };
                self.hear(came).await?;
            }
            anyhow::ensure!(
                !terminal::panicked(),
                "a part of this program failed, as it said above"
            );
        }
    }

    fn frame(&mut self) -> io::Result<()> {
        if self.editing.is_some() {
            return Ok(());
        }
        let (app, theme) = (&self.app, &self.theme);
        let mut trace = Trace::default();
        self.terminal.draw(|mut sheet| {
            let drawn = view::draw(&mut sheet, app, theme);
            trace = drawn.trace;
            Picture { sheet, cursor: drawn.cursor, links: drawn.links }
        })?;
        self.app.drawn(trace);
        Ok(())
    }

    async fn next(&mut self) -> Came {
        let inbox = async {
            match &mut self.inbox {
                Some(inbox) => inbox.recv().await,
                None => std::future::pending().await,
            }
        };
        let keys = async {
            match &mut self.events {
                Some(events) => events.next().await,
                None => std::future::pending().await,
            }
        };
        let editor = async {
            match &mut self.editing {
                Some(editing) => editing.ended().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            came = self.signals.next() => came,
            event = keys => Came::Terminal(event),
            ended = editor => Came::Edited(ended),
            msg = inbox => Came::Link(msg),
            told = self.library.told() => Came::Library(told),
            _ = self.tick.tick() => Came::Tick,
        }
    }

    /// What has come already. Polled as this task, not by `now_or_never`: the terminal's stream
    /// remembers who asked first, and would wake nobody when a key comes.
    async fn next_if_there(&mut self) -> Option<Came> {
        tokio::select! {
            biased;
            came = self.next() => Some(came),
            () = std::future::ready(()) => None,
        }
    }

    async fn hear(&mut self, came: Came) -> anyhow::Result<()> {
        self.tell(Msg::Tick(clock::now())).await?;
        match came {
            Came::Tick => {
                self.library.look(&mut self.app);
                self.look_at_draft();
            }
            Came::Library(told) => self.library.hear(told, &mut self.app),
            Came::Link(Some(msg)) => self.tell(Msg::Link(msg)).await?,
            Came::Link(None) => {
                self.inbox = None;
                let why = "the link to the room has ended: leave, and join again".to_owned();
                self.tell(Msg::Link(LinkMsg::Down { why, retry_seconds: None })).await?;
            }
            Came::Terminal(Some(Ok(event))) => {
                for event in self.sieve.pass(event) {
                    self.typed(event).await?;
                }
            }
            Came::Edited(ended) => self.edited(ended).await?,
            Came::Interrupt | Came::GoOn if self.editing.is_some() => {}
            Came::Stop if self.editing.is_some() => self.stop_beside_the_editor().await?,
            // The terminal is gone, or somebody wants this to end: the draft is kept.
            Came::Terminal(Some(Err(_)) | None) | Came::End | Came::Interrupt => self.end().await?,
            Came::Stop => {
                let effects = self.app.stop();
                self.perform(effects).await?;
            }
            Came::GoOn => self.terminal.go_on()?,
        }
        Ok(())
    }

    async fn typed(&mut self, event: Event) -> anyhow::Result<()> {
        let msg = match event {
            Event::Key(key) => Msg::Key(key),
            Event::Paste(words) => Msg::Paste(words),
            Event::Resize(width, height) => Msg::Resize { width, height },
            Event::FocusGained | Event::FocusLost => {
                let focus = event == Event::FocusGained;
                self.terminal.focus(focus);
                Msg::Focus(focus)
            }
            Event::Mouse(event) => Msg::Mouse(event),
        };
        self.tell(msg).await?;
        let pace = if self.app.plays() { PLAY_TICK } else { TICK };
        if self.tick.period() != pace {
            self.tick = every(pace);
        }
        Ok(())
    }

    async fn tell(&mut self, msg: Msg) -> anyhow::Result<()> {
        let effects = self.app.update(msg);
        self.perform(effects).await
    }

    async fn end(&mut self) -> anyhow::Result<()> {
        let effects = self.app.end();
        self.perform(effects).await
    }
}
