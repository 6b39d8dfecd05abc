//! A checkout outage with five responders, written as a script of what was asked.

pub(crate) mod hands;

use warroom_register::words::{Audience, EntryKind, Kind, Scope, Severity};
use warroom_register::{
    Ask, At, Command, CommandId, EntryId, Handle, Hash, NewEntry, Policy, Record, Register, Seen,
    Seq, Text, Title, Verdict, decide,
};

/// Midnight of the day of the outage: 21 November 2026.
pub(crate) const DAY: i64 = 1_795_219_200_000;

/// The outage at 14:20: ana leads, ben, cy and dia work, eve has comms, gil and hana watch.
const BUSY: &str = "
14:03:20 ben join command
14:03:40 cy  join respond
14:04    dia join respond
14:04:10 eve join respond
14:04:30 ana offer comms eve
14:05    eve accept comms
14:05:20 dia fact 38 % of checkouts fail
14:05:40 dia impact 38 % of checkouts fail: all card payments in eu-west
14:06    ana ask did the 13:50 deploy touch checkout?
14:06:50 ben did 14:06~ restarted checkout-3
14:07:10 ben verify #11 no_effect
14:07:20 gil join observe
14:07:25 hana join observe
14:07:30 eve update 20m Some card payments fail since about 14:00. We are on it.
14:08    cy  suspect only eu-west
14:09    ben answer #10 yes, it moved us to TLS library 3.2
14:09:10 ben fact the 13:50 deploy moved checkout to TLS library 3.2
14:09:30 ana propose roll back the 13:50 deploy | | deploy again, 5 min | 5xx under 1 %
14:10    cy  object #19 it brings back wrong VAT totals
14:10:20 ana call #19 amended in eu-west only: wrong VAT hits 1 %, this hits 38 %
14:11    dia ask why is us-east fine on the same version?
14:11:10 ana task @ben 10m roll back eu-west
14:11:30 ben yes #23
14:12    ana task @dia 15m watch the error rate
14:12:10 dia yes #25
14:12:20 ana task @eve 5m page the payments on-call
14:12:40 eve yes #27
14:13    eve ask do retries charge people twice?
14:13:10 eve yes #29
14:14    ben on #23 rolled back 3 of 12 pods (exec, exit 0) #23
14:15    dia changed #8 52 % of checkouts fail
14:15:10 dia impact 52 % of checkouts fail (38 % at 14:05): all card payments in eu-west, since about 13:58
14:15:30 ben saw new pods crash: image pull 429 from registry
14:16    ana task 10m check VAT totals after the rollback
14:16:20 ben ask is the registry limiting us?
14:16:30 ben yes #36
14:17    eve done #27 they join in 10 minutes
14:17:50 ana task @cy 10m pause queue workers
14:18    ben fact the mirror registry serves the 13:49 image
14:18:10 ben did pulled the image from the mirror
14:18:20 ben verify #41 worked
14:18:30 dia saw 5xx down to 44 % with 6 of 12 pods
14:18:40 cy  saw 13:58 first failed order in the logs
14:19    dia propose drain eu-west to us-east | us-east may overload | yes, 5 min | 5xx under 1 % by 14:26
14:19:10 ben object #45 us-east is at 70 % CPU
14:19:20 cy  fact orders before 13:58 are whole
14:19:30 dia update Half of all card payments in Europe fail. You are not charged twice.
";

/// The outage, recorded.
pub(crate) fn busy() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script(BUSY);
    world
}

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
    /// An incident that ana has just opened.
    pub(crate) fn open(clock: &str, title: &str) -> Self {
        Self::open_at(at(clock), title)
    }

    /// An open incident of another day.
    pub(crate) fn open_at(opened: At, title: &str) -> Self {
        Self::opened(opened, title, Policy::default())
    }

    /// An open incident with thresholds and plans.
    pub(crate) fn open_with(clock: &str, title: &str, policy: Policy) -> Self {
        Self::opened(at(clock), title, policy)
    }

    fn opened(opened: At, title: &str, policy: Policy) -> Self {
        let mut world = Self::default();
        let open = Command::Open {
            sealed: Hash::default(),
            title: Title::try_from(title.to_owned()).unwrap(),
            severity: Severity::P1,
            kind: Kind::Availability,
            mode: None,
            talk: Text::from("call.example/42"),
            key: None,
            policy,
        };
        let id = CommandId(uuid::Uuid::from_u128(1));
        world.ask_as((opened, handle("ana")), id, &open);
        world
    }

    /// Records what the room makes of each line of a script.
    pub(crate) fn script(&mut self, script: &str) {
        for line in script.lines().filter(|line| !line.is_empty()) {
            let (clock, rest) = word(line);
            let (by, rest) = word(rest);
            let (verb, rest) = word(rest);
            self.ask(clock, by, &command(verb, rest));
        }
    }

    /// Records what the room makes of this command; panics where it refuses.
    pub(crate) fn ask(&mut self, clock: &str, by: &str, command: &Command) -> Seq {
        let id = CommandId(uuid::Uuid::from_u128(self.records.len() as u128 + 1));
        self.ask_as((at(clock), handle(by)), id, command)
    }

    /// Asks with an id of its own.
    pub(crate) fn ask_as(
        &mut self,
        (at, by): (At, Handle),
        id: CommandId,
        command: &Command,
    ) -> Seq {
        let carried_out = self.try_as((at, by), id, command);
        carried_out.unwrap_or_else(|verdict| panic!("{by} {command:?}: {verdict:?}"))
    }

    /// Asks what the room may well refuse.
    pub(crate) fn try_as(
        &mut self,
        (at, by): (At, Handle),
        id: CommandId,
        command: &Command,
    ) -> Result<Seq, Box<Verdict>> {
        let ask = Ask { id, author: by, knew: None, now: at, command: command.clone() };
        let event = match decide(&self.register, &ask) {
            Verdict::Record(event) => event,
            other => return Err(Box::new(other)),
        };
        let record = Record {
            seq: self.register.head().next(),
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
        Ok(self.register.head())
    }
}

/// A proposal with everything that belongs to one.
pub(crate) fn proposal(words: &str) -> Command {
    command("propose", &format!("{words} | it may not help | undo it | it gets better"))
}

fn word(line: &str) -> (&str, &str) {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    (word, rest.trim_start())
}

fn command(verb: &str, rest: &str) -> Command {
    let (first, more) = word(rest);
    let entry = || first.parse::<EntryId>().unwrap();
    let role = || first.parse().unwrap();
    match verb {
        "join" => Command::Join { key: None, scope: scope(first), invite: None },
        "offer" => {
            let (to, text) = word(more);
            Command::OfferRole { role: role(), to: handle(to), text: text.into() }
        }
        "decline" => Command::DeclineRole { role: role(), why: more.into() },
        "accept" => Command::AcceptRole { seen_at: None, role: role() },
        "yes" => Command::Acknowledge { entry: entry() },
        "block" => Command::Block { entry: entry(), need: more.into() },
        "no" => Command::Decline { entry: entry(), why: more.into() },
        "done" => Command::Finish { entry: entry(), text: more.into() },
        "object" => Command::Object { entry: entry(), why: more.into() },
        "answer" => Command::Answer { entry: entry(), text: more.into(), fact: false },
        "verify" => {
            let outcome = more.parse().unwrap();
            Command::Verify { entry: entry(), outcome, text: Text::default() }
        }
        "call" => {
            let (call, why) = word(more);
            Command::Call { entry: entry(), call: call.parse().unwrap(), why: why.into() }
        }
        "propose" => {
            let mut parts = rest.split('|').map(|part| Text::from(part.trim()));
            let mut next = || parts.next().unwrap_or_default();
            Command::Propose {
                text: next(),
                risk: next(),
                undo: next(),
                expect: next(),
                options: Vec::new(),
                look_at: None,
            }
        }
        _ => hands::command(verb, rest).unwrap_or_else(|| course(verb, rest)),
    }
}

/// What moves the incident on, and the entries themselves.
fn course(verb: &str, rest: &str) -> Command {
    let (first, more) = word(rest);
    match verb {
        "assign" => Command::Assign {
            entry: first.trim_start_matches('#').parse().map(Seq).unwrap(),
            to: Some(more.parse().unwrap()),
            minutes: None,
        },
        "lead" => Command::TakeLead { seen_at: None, why: rest.into() },
        "phase" => {
            let phase = first.parse().unwrap();
            Command::MovePhase {
                phase,
                why: more.into(),
                card: None,
                card_salt: None,
                seen_at: None,
                review: None,
            }
        }
        _ => entry_of(verb, rest),
    }
}

fn scope(name: &str) -> Scope {
    name.parse().unwrap()
}

/// `14:06~`, `@ben`, `10m` and the entry it is about stand before the words.
fn entry_of(verb: &str, rest: &str) -> Command {
    use EntryKind as K;
    let kind = match verb {
        "saw" => K::Observation,
        "did" | "on" => K::Action,
        "fact" | "suspect" | "changed" => K::Fact,
        "ask" => K::Question,
        "task" => K::Task,
        "impact" => K::Impact,
        "update" => K::Update,
        "idea" => K::Idea,
        other => panic!("no verb {other}"),
    };
    let (mut seen, mut owner, mut minutes, mut named) = (None, None, None, None);
    let mut text = rest;
    loop {
        let (first, more) = word(text);
        let bare = first.trim_end_matches('~');
        if let Some(name) = first.strip_prefix('@') {
            owner = Some(handle(name));
        } else if let Some(Ok(box_of)) = first.strip_suffix('m').map(str::parse::<u16>) {
            minutes = Some(box_of);
        } else if bare.len() == 5 && bare.as_bytes()[2] == b':' {
            seen = Some(Seen { at: at(bare), about: bare != first });
        } else if first.starts_with('#') && named.is_none() {
            named = Some(first.parse::<EntryId>().unwrap());
        } else {
            break;
        }
        text = more;
    }
    let entry = NewEntry {
        seen_at: seen,
        about: named.filter(|_| verb == "on"),
        owner,
        minutes,
        suspected: verb == "suspect",
        replaces: named.filter(|_| verb == "changed"),
        audience: (kind == K::Update).then_some(Audience::Public),
        ..NewEntry::of(kind, text)
    };
    entry.write()
}

/// An invite that ana makes, by the hash of its token.
pub(crate) fn invite(token: Hash) -> Command {
    Command::Invite {
        name: Title::try_from("payments on-call".to_owned()).unwrap(),
        scope: Scope::Respond,
        until: at("22:00"),
        uses: 5,
        token,
    }
}

/// Something seen at a time of its own.
pub(crate) fn observed(words: &str, seen: Seen) -> Command {
    let mut command = crate::app::read::of_kind(EntryKind::Observation, words);
    if let Command::Write { seen_at, .. } = &mut command {
        *seen_at = Some(seen);
    }
    command
}
