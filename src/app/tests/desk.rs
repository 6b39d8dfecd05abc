//! A hand at the keyboard: keys in, effects and screens out.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::Path;
use warroom_register::protocol::Asked;
use warroom_register::words::{MomentKind, Scope};
use warroom_register::{At, Command, Hash, Label, Record, Text};

use super::fixture::{World, at, handle};
use crate::app::guide::{Guide, Hint};
use crate::app::msg::{Effect, LinkMsg, Msg, Up};
use crate::app::{App, Journal, Opening};
use crate::theme::Theme;
use crate::view::{self, Drawn};

/// A screen with somebody at it.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) effects: Vec<Effect>,
    pub(crate) clock: At,
}

/// What somebody at a screen of this world asks at 14:20 with these keys.
pub(crate) fn asks(who: &str, world: &World, script: &str) -> Vec<Command> {
    let mut desk = Desk::new(who, world, "14:20");
    desk.keys(script);
    desk.sent()
}

/// What somebody is told after these keys, while nothing is asked.
pub(crate) fn told(who: &str, world: &World, script: &str) -> String {
    let mut desk = Desk::new(who, world, "14:20");
    desk.keys(script);
    assert_eq!(desk.sent(), [], "{script}");
    desk.said()
}

pub(crate) fn text(words: &str) -> Text {
    Text::from(words)
}

fn no_report(journal: &Journal<'_>) -> String {
    format!("# Report\n\n{} records\n", journal.records.len())
}

/// What a review is led by in these tests.
fn guide() -> Guide {
    let hint =
        |words: &str, instead: &str| Hint { words: vec![words.into()], instead: instead.into() };
    let asks = ["Which options were there?", "What made this one make sense?"].map(String::from);
    Guide {
        questions: [(MomentKind::Decision, asks.to_vec())].into(),
        hints: vec![hint("should have", "hindsight. Write what happened")],
        ..Guide::default()
    }
}

pub(crate) fn opening(me: &str, now: At) -> Opening {
    Opening {
        incident: Some(Label(42)),
        invite: Some("warroom://10.0.0.4:7443/INC-42/q3RkT0kenT0kenT0kenT0k/4rPcWyM2".to_owned()),
        lives: Some("This room lives on war.example, your team server (config.toml).".to_owned()),
        report: no_report,
        guide: guide(),
        ..Opening::of(handle(me), now)
    }
}

/// Somebody's machine knows this invite, and no other.
pub(crate) fn invited(desk: &mut Desk, invite: Option<String>) {
    desk.app.reached.know(invite);
}

impl Desk {
    /// Somebody who sits down at this moment, with the journal as it is.
    pub(crate) fn new(me: &str, world: &World, clock: &str) -> Self {
        Self::with_scope(me, world, clock, Scope::Command)
    }

    /// Somebody whose invite lets them watch.
    pub(crate) fn watching(me: &str, world: &World, clock: &str) -> Self {
        Self::with_scope(me, world, clock, Scope::Observe)
    }

    fn with_scope(me: &str, world: &World, clock: &str, scope: Scope) -> Self {
        let now = at(clock);
        // Who is not new here has read what there is.
        let read = Some(world.register.head()).filter(|head| head.0 > 0);
        Self::opened(Opening { read, ..opening(me, now) }, world, scope)
    }

    /// A desk with what an earlier screen left.
    pub(crate) fn opened(opening: Opening, world: &World, scope: Scope) -> Self {
        Self::entering(opening, world, scope, false)
    }

    /// A desk that comes in, perhaps to the review.
    pub(crate) fn entering(opening: Opening, world: &World, scope: Scope, review: bool) -> Self {
        let now = opening.now;
        let mut desk = Self { app: App::new(opening), effects: Vec::new(), clock: now };
        if review {
            desk.app.wants_review();
        }
        desk.size(160, 45);
        desk.tell(Msg::Link(LinkMsg::Up(Up {
            incident: Some(Label(42)),
            id: None,
            scope,
            head: world.register.head(),
            now,
            addresses: vec!["10.0.0.4:7443".to_owned()],
            pin: Hash::default(),
            local: false,
        })));
        if !world.records.is_empty() {
            desk.records(&world.records);
        }
        let all = ["ana", "ben", "cy", "dia", "eve", "gil", "hana"].map(handle);
        let here = all.into_iter().filter(|h| world.register.responders().contains_key(h));
        desk.tell(Msg::Link(LinkMsg::Here(here.collect())));
        if !review {
            desk.effects.clear();
        }
        desk
    }

    pub(crate) fn tell(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.effects.extend(effects);
        let effects = self.app.settle();
        self.effects.extend(effects);
    }

    pub(crate) fn size(&mut self, width: u16, height: u16) {
        self.tell(Msg::Resize { width, height });
    }

    pub(crate) fn records(&mut self, records: &[Record]) {
        self.tell(Msg::Link(LinkMsg::Records(records.to_vec())));
    }

    /// Time goes by.
    pub(crate) fn wait(&mut self, ms: i64) {
        self.clock = At::from_ms(self.clock.ms() + ms);
        self.tell(Msg::Tick(self.clock));
    }

    /// Keys: letters stand for themselves, `<Enter>`, `<Esc>`, `<Alt-y>` for others. A second goes
    /// by before each, so that cards are awake and sentences were read.
    pub(crate) fn keys(&mut self, script: &str) {
        self.keys_each(1000, script);
    }

    /// Types a script, with this many milliseconds before each key.
    pub(crate) fn keys_each(&mut self, ms: i64, script: &str) {
        for event in parse(script) {
            self.wait(ms);
            self.tell(Msg::Key(event));
        }
    }

    /// The commands sent since the last call.
    pub(crate) fn sent(&mut self) -> Vec<Command> {
        let effects = std::mem::take(&mut self.effects);
        let sent = effects.into_iter().filter_map(|effect| match effect {
            Effect::Send(Asked { command, .. }) => Some(command),
            _ => None,
        });
        sent.collect()
    }

    /// The room carries out what was sent, and everybody hears of it.
    pub(crate) fn carry_out(&mut self, world: &mut World) -> Vec<Command> {
        let mut commands = Vec::new();
        for effect in std::mem::take(&mut self.effects) {
            if let Effect::Send(asked) = effect {
                world.ask_as((self.clock, self.app.me), asked.id, &asked.command);
                commands.push(asked.command);
                let last = world.records.last().cloned().unwrap();
                self.records(&[last]);
            }
        }
        commands
    }

    /// The sentence on the screen, if there is one.
    pub(crate) fn said(&self) -> String {
        self.app.notice.as_ref().map(|n| n.sentence.clone()).unwrap_or_default()
    }
}

impl Desk {
    /// The screen at this size.
    pub(crate) fn screen(&mut self, width: u16, height: u16) -> (Terminal<TestBackend>, Drawn) {
        let theme = Theme::load("dark", Path::new("/nonexistent"), false).unwrap();
        self.screen_in(&theme, width, height)
    }

    fn screen_in(
        &mut self,
        theme: &Theme,
        width: u16,
        height: u16,
    ) -> (Terminal<TestBackend>, Drawn) {
        self.size(width, height);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut drawn = Drawn::default();
        let frame = terminal.draw(|frame| {
            drawn = view::draw(frame.buffer_mut(), &self.app, theme);
        });
        frame.unwrap();
        self.app.drawn(drawn.trace.clone());
        (terminal, drawn)
    }

    /// The screen at this size, as text.
    pub(crate) fn text(&mut self, width: u16, height: u16) -> String {
        let (terminal, _) = self.screen(width, height);
        as_text(&terminal, width)
    }

    /// The screen's text in another theme.
    pub(crate) fn text_in(&mut self, theme: &Theme, width: u16, height: u16) -> String {
        let (terminal, _) = self.screen_in(theme, width, height);
        as_text(&terminal, width)
    }
}

fn as_text(terminal: &Terminal<TestBackend>, width: u16) -> String {
    let lines = terminal.backend().buffer().content.chunks(usize::from(width));
    let text = |cells: &[ratatui::buffer::Cell]| {
        let line: String = cells.iter().map(ratatui::buffer::Cell::symbol).collect();
        format!("{}\n", line.trim_end())
    };
    lines.map(text).collect()
}

fn parse(script: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        rest = rest.strip_prefix(c).unwrap();
        let Some((name, after)) = (c == '<').then(|| rest.split_once('>')).flatten() else {
            events.push(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
            continue;
        };
        rest = after;
        events.push(named(name));
    }
    events
}

fn named(name: &str) -> KeyEvent {
    if let Some(key) = name.strip_prefix("Alt-") {
        let c = key.chars().next().unwrap();
        return KeyEvent::new(KeyCode::Char(c), KeyModifiers::ALT);
    }
    if let Some(key) = name.strip_prefix("Ctrl-") {
        let c = key.chars().next().unwrap();
        return KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "BackTab" => KeyCode::BackTab,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "Backspace" => KeyCode::Backspace,
        other => panic!("no key is called {other}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
