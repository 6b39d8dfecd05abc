//! A checkout outage with five responders, and a hand at the keyboard.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use warroom_register::protocol::Asked;
use warroom_register::words::{
    Audience, Call, EntryKind, Kind, Outcome, PersonalData, Role, Scope, Severity,
};
use warroom_register::{
    Ask, At, Command, CommandId, EntryId, Handle, Hash, Label, Policy, Record, Register, Seen, Seq,
    Text, Title, Verdict, decide,
};

use crate::app::msg::{Effect, LinkMsg, Msg, Up};
use crate::app::{App, Ids, Journal, Opening};
use crate::keys::Keymap;

/// Midnight of the day of the outage: 21 November 2026.
pub(crate) const DAY: i64 = 1_795_219_200_000;

/// The instant of `14:05` or `14:05:30` on that day.
pub(crate) fn at(clock: &str) -> At {
    let mut parts = clock.split(':').map(|p| p.parse::<i64>().unwrap());
    let (hour, minute) = (parts.next().unwrap(), parts.next().unwrap());
    let second = parts.next().unwrap_or(0);
    At::from_ms(DAY + ((hour * 60 + minute) * 60 + second) * 1000)
}

pub(crate) fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

/// A journal in the making: what is asked is decided as the room would.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) records: Vec<Record>,
    pub(crate) register: Register,
    prev: Hash,
}

impl World {
    /// Records what the room makes of this command; panics where it refuses.
    pub(crate) fn ask(&mut self, clock: &str, by: &str, command: Command) -> Seq {
        let id = CommandId(uuid::Uuid::from_u128(self.records.len() as u128 + 1));
        self.ask_as(at(clock), handle(by), id, command)
    }

    pub(crate) fn ask_as(&mut self, at: At, by: Handle, id: CommandId, command: Command) -> Seq {
        let ask = Ask { id, author: by, knew: None, now: at, command: command.clone() };
        let event = match decide(&self.register, &ask) {
            Verdict::Record(event) => event,
            other => panic!("{by} {command:?}: {other:?}"),
        };
        let seq = self.register.head().next();
        let record = Record {
            seq,
            prev: self.prev,
            salt: None,
            at,
            by,
            knew: None,
            command: id,
            event,
            redacted_by: None,
            hash: None,
        };
        self.prev = Hash::of(record.line().as_bytes());
        self.register.apply(&record).unwrap();
        self.records.push(record);
        seq
    }

    pub(crate) fn open(clock: &str, title: &str) -> Self {
        let mut world = Self::default();
        let open = Command::Open {
            sealed: Hash::default(),
            title: Title::try_from(title.to_owned()).unwrap(),
            severity: Severity::P1,
            kind: Kind::Availability,
            mode: None,
            talk: Text::from("call.example/42"),
            key: None,
            policy: Policy::default(),
        };
        world.ask(clock, "ana", open);
        world
    }

    pub(crate) fn join(&mut self, clock: &str, who: &str, scope: Scope) {
        self.ask(clock, who, Command::Join { key: None, scope, invite: None });
    }

    pub(crate) fn write(&mut self, clock: &str, by: &str, kind: EntryKind, text: &str) -> Seq {
        self.ask(clock, by, write(kind, text))
    }

    pub(crate) fn task(
        &mut self,
        clock: &str,
        text: &str,
        owner: Option<&str>,
        minutes: u16,
    ) -> Seq {
        let mut command = write(EntryKind::Task, text);
        if let Command::Write { owner: o, minutes: m, .. } = &mut command {
            *o = owner.map(handle);
            *m = Some(minutes);
        }
        self.ask(clock, "ana", command)
    }
}

/// An entry with nothing but its words.
pub(crate) fn write(kind: EntryKind, text: &str) -> Command {
    Command::Write {
        kind,
        text: Text::from(text),
        seen_at: None,
        about: None,
        owner: None,
        minutes: None,
        suspected: false,
        replaces: None,
        audience: None,
        personal_data: None,
    }
}

fn with(kind: EntryKind, text: &str, change: impl Fn(&mut Fields<'_>)) -> Command {
    let mut command = write(kind, text);
    if let Command::Write {
        seen_at,
        about,
        suspected,
        replaces,
        audience,
        personal_data,
        minutes,
        ..
    } = &mut command
    {
        change(&mut Fields {
            seen_at,
            about,
            suspected,
            replaces,
            audience,
            personal_data,
            minutes,
        });
    }
    command
}

struct Fields<'a> {
    seen_at: &'a mut Option<Seen>,
    about: &'a mut Option<EntryId>,
    suspected: &'a mut bool,
    replaces: &'a mut Option<EntryId>,
    audience: &'a mut Option<Audience>,
    personal_data: &'a mut Option<PersonalData>,
    minutes: &'a mut Option<u16>,
}

/// The outage at 14:20:00: ana leads, ben, cy and dia work, eve has comms, gil and hana watch.
pub(crate) fn busy() -> World {
    use EntryKind as K;
    let mut w = World::open("14:03", "Checkout returns 500s");
    w.join("14:03:20", "ben", Scope::Command);
    w.join("14:03:40", "cy", Scope::Respond);
    w.join("14:04", "dia", Scope::Respond);
    w.join("14:04:10", "eve", Scope::Respond);
    w.ask(
        "14:04:30",
        "ana",
        Command::OfferRole { role: Role::Comms, to: handle("eve"), text: Text::default() },
    );
    w.ask("14:05", "eve", Command::AcceptRole { role: Role::Comms });
    let first = w.write("14:05:20", "dia", K::Fact, "38 % of checkouts fail");
    w.ask(
        "14:05:40",
        "dia",
        with(K::Impact, "38 % of checkouts fail: all card payments in eu-west", |f| {
            *f.personal_data = Some(PersonalData::NotKnown)
        }),
    );
    let deploy = w.write("14:06", "ana", K::Question, "did the 13:50 deploy touch checkout?");
    let restart = w.ask(
        "14:06:50",
        "ben",
        with(K::Action, "restarted checkout-3", |f| {
            *f.seen_at = Some(Seen { at: at("14:06"), about: true })
        }),
    );
    w.ask(
        "14:07:10",
        "ben",
        Command::Verify { entry: restart, outcome: Outcome::NoEffect, text: Text::default() },
    );
    w.join("14:07:20", "gil", Scope::Observe);
    w.join("14:07:25", "hana", Scope::Observe);
    w.ask(
        "14:07:30",
        "eve",
        with(K::Update, "Some card payments fail since about 14:00. We are on it.", |f| {
            *f.audience = Some(Audience::Public);
            *f.minutes = Some(20);
        }),
    );
    w.ask("14:08", "cy", with(K::Fact, "only eu-west", |f| *f.suspected = true));
    w.ask(
        "14:09",
        "ben",
        Command::Answer {
            entry: deploy,
            text: Text::from("yes, it moved us to TLS library 3.2"),
            fact: false,
        },
    );
    w.write("14:09:10", "ben", K::Fact, "the 13:50 deploy moved checkout to TLS library 3.2");
    let roll = w.ask(
        "14:09:30",
        "ana",
        Command::Propose {
            text: Text::from("roll back the 13:50 deploy"),
            risk: Text::default(),
            undo: Text::from("deploy again, 5 min"),
            expect: Text::from("5xx under 1 %"),
        },
    );
    w.ask(
        "14:10",
        "cy",
        Command::Object { entry: roll, why: Text::from("it brings back wrong VAT totals") },
    );
    w.ask(
        "14:10:20",
        "ana",
        Command::Call {
            entry: roll,
            call: Call::Amended,
            why: Text::from("in eu-west only: wrong VAT hits 1 %, this hits 38 %"),
        },
    );
    w.write("14:11", "dia", K::Question, "why is us-east fine on the same version?");
    let back = w.task("14:11:10", "roll back eu-west", Some("ben"), 10);
    w.ask("14:11:30", "ben", Command::Acknowledge { entry: back });
    let watch = w.task("14:12", "watch the error rate", Some("dia"), 15);
    w.ask("14:12:10", "dia", Command::Acknowledge { entry: watch });
    let page = w.task("14:12:20", "page the payments on-call", Some("eve"), 5);
    w.ask("14:12:40", "eve", Command::Acknowledge { entry: page });
    let twice = w.write("14:13", "eve", K::Question, "do retries charge people twice?");
    w.ask("14:13:10", "eve", Command::Acknowledge { entry: twice });
    w.ask(
        "14:14",
        "ben",
        with(K::Action, "rolled back 3 of 12 pods (exec, exit 0) #27", |f| *f.about = Some(back)),
    );
    w.ask("14:15", "dia", with(K::Fact, "52 % of checkouts fail", |f| *f.replaces = Some(first)));
    w.ask("14:15:10", "dia", with(K::Impact, "52 % of checkouts fail (38 % at 14:05): all card payments in eu-west, since about 13:58", |f| *f.personal_data = Some(PersonalData::NotKnown)));
    w.write("14:15:30", "ben", K::Observation, "new pods crash: image pull 429 from registry");
    w.task("14:16", "check VAT totals after the rollback", None, 10);
    let limit = w.write("14:16:20", "ben", K::Question, "is the registry limiting us?");
    w.ask("14:16:30", "ben", Command::Acknowledge { entry: limit });
    w.ask(
        "14:17",
        "eve",
        Command::Finish { entry: page, text: Text::from("they join in 10 minutes") },
    );
    w.task("14:17:50", "pause queue workers", Some("cy"), 10);
    w.write("14:18", "ben", K::Fact, "the mirror registry serves the 13:49 image");
    let mirror = w.write("14:18:10", "ben", K::Action, "pulled the image from the mirror");
    w.ask(
        "14:18:20",
        "ben",
        Command::Verify { entry: mirror, outcome: Outcome::Worked, text: Text::default() },
    );
    w.write("14:18:30", "dia", K::Observation, "5xx down to 44 % with 6 of 12 pods");
    w.ask(
        "14:18:40",
        "cy",
        with(K::Observation, "first failed order in the logs", |f| {
            *f.seen_at = Some(Seen { at: at("13:58"), about: false })
        }),
    );
    let drain = w.ask(
        "14:19",
        "dia",
        Command::Propose {
            text: Text::from("drain eu-west to us-east"),
            risk: Text::from("us-east may overload"),
            undo: Text::from("yes, 5 min"),
            expect: Text::from("5xx under 1 % by 14:26"),
        },
    );
    w.ask(
        "14:19:10",
        "ben",
        Command::Object { entry: drain, why: Text::from("us-east is at 70 % CPU") },
    );
    w.write("14:19:20", "cy", K::Fact, "orders before 13:58 are whole");
    w.ask(
        "14:19:30",
        "dia",
        with(
            K::Update,
            "Half of all card payments in Europe fail. You are not charged twice.",
            |f| *f.audience = Some(Audience::Public),
        ),
    );
    w
}

/// A screen with somebody at it.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) effects: Vec<Effect>,
    pub(crate) clock: At,
}

fn no_report(journal: &Journal<'_>) -> String {
    format!("# Report\n\n{} records\n", journal.records.len())
}

pub(crate) fn opening(me: &str, now: At) -> Opening {
    Opening {
        me: handle(me),
        incident: Some(Label(42)),
        invite: Some("warroom://10.0.0.4:7443/INC-42/q3RkT0kenT0kenT0kenT0k/4rPcWyM2".to_owned()),
        lives: Some("This room lives on war.example, your team server (config.toml).".to_owned()),
        draft: String::new(),
        keymap: Keymap::default(),
        ids: Ids::seeded([1, 2]),
        report: no_report,
        now,
    }
}

impl Desk {
    /// Somebody who sits down at this moment, with the journal as it is.
    pub(crate) fn new(me: &str, world: &World, clock: &str) -> Self {
        let now = at(clock);
        let mut desk = Self { app: App::new(opening(me, now)), effects: Vec::new(), clock: now };
        desk.size(160, 45);
        desk.tell(Msg::Link(LinkMsg::Up(Up {
            incident: Some(Label(42)),
            id: None,
            scope: Scope::Command,
            head: world.register.head(),
            now,
            addresses: vec!["10.0.0.4:7443".to_owned()],
            local: false,
        })));
        if !world.records.is_empty() {
            desk.records(&world.records);
        }
        let all = ["ana", "ben", "cy", "dia", "eve", "gil", "hana"].map(handle);
        let here = all.into_iter().filter(|h| world.register.responders().contains_key(h));
        desk.tell(Msg::Link(LinkMsg::Here(here.collect())));
        desk.effects.clear();
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
        for event in parse(script) {
            self.wait(1000);
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
                let me = self.app.me;
                world.ask_as(self.clock, me, asked.id, asked.command.clone());
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
