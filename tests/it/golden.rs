//! The formats that stand on people's disks and go over their wires. These files are read-only:
//! where a test here fails, the code is wrong, not the file.

mod consult;
mod hands;
mod keeping;
mod review;

use self::keeping::{hello, welcome};
use std::fs;
use std::path::Path;
use warroom_register::protocol::{
    Asked, ClientMessage, Door, Hello, Lack, Lacks, SeatEnd, ServerMessage, Summary, VERSION,
};
use warroom_register::words::{
    Audience, Call, EntryKind, Kind, Mode, Moment, Outcome, PersonalData, Phase, Role, Scope,
    Severity,
};
use warroom_register::{
    At, Bytes, Chain, Command, CommandId, Event, FORMAT, Handle, Hash, Header, IncidentId, Label,
    NewEntry, Policy, Record, Recording, Register, Seen, Seq, Text, Title, place_of,
};

const OPENED: i64 = 1_795_269_791_204;
fn golden(name: &str, actual: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept != actual {
        let beside = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("actual-{name}"));
        fs::write(&beside, actual).unwrap();
        panic!("{name} differs from {}: this is on people's disks", beside.display());
    }
}

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn title(text: &str) -> Title {
    Title::try_from(text.to_owned()).unwrap()
}

fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(0x0194_c1f2_0000_7000_8000_0000_0000_0000 + n)
}

fn written(kind: EntryKind, text: &str) -> Command {
    NewEntry::of(kind, text).write()
}

fn people() -> Vec<(&'static str, Command)> {
    let key = Some(Bytes([7; 32]));
    vec![
        (
            "ana",
            Command::Open {
                sealed: Hash([1; 32]),
                title: title("Checkout returns 500s"),
                severity: Severity::P1,
                kind: Kind::Availability,
                mode: None,
                talk: Text::from("call.example/42"),
                key,
                policy: Policy::default(),
            },
        ),
        (
            "ana",
            Command::Invite {
                name: title("everyone"),
                scope: Scope::Command,
                until: At::from_ms(OPENED + 28_800_000),
                uses: 50,
                token: Hash([2; 32]),
            },
        ),
        ("ben", Command::Join { key, scope: Scope::Command, invite: Some(Seq(2)) }),
        ("cy", Command::Join { key: None, scope: Scope::Respond, invite: Some(Seq(2)) }),
        (
            "ana",
            Command::OfferRole { role: Role::Comms, to: handle("cy"), text: Text::from("please") },
        ),
        ("cy", Command::AcceptRole { seen_at: None, role: Role::Comms }),
        (
            "ana",
            Command::OfferRole { role: Role::Scribe, to: handle("ben"), text: Text::default() },
        ),
        ("ben", Command::DeclineRole { role: Role::Scribe, why: Text::from("hands full") }),
        ("ana", Command::Revoke { invite: Seq(2) }),
    ]
}

fn entries() -> Vec<(&'static str, Command)> {
    let seen_at = Some(Seen { at: At::from_ms(OPENED - 60_000), about: true });
    let mut late = written(EntryKind::Observation, "5xx at 38 %\nand rising \u{1b}[31mred\u{202e}");
    if let Command::Write { seen_at: seen, .. } = &mut late {
        *seen = seen_at;
    }
    let mut task = written(EntryKind::Task, "roll back eu-west");
    if let Command::Write { owner, minutes, .. } = &mut task {
        (*owner, *minutes) = (Some(handle("ben")), Some(10));
    }
    let mut fact = written(EntryKind::Fact, "52 % fail");
    if let Command::Write { replaces, .. } = &mut fact {
        *replaces = Some(Seq(13));
    }
    let mut did = written(EntryKind::Action, "rolled back 3 of 12 pods");
    if let Command::Write { about, .. } = &mut did {
        *about = Some(Seq(12));
    }
    let mut guess = written(EntryKind::Fact, "38 % fail");
    if let Command::Write { suspected, .. } = &mut guess {
        *suspected = true;
    }
    let mut impact = written(EntryKind::Impact, "half of all checkouts");
    if let Command::Write { personal_data, .. } = &mut impact {
        *personal_data = Some(PersonalData::No);
    }
    let mut update = written(EntryKind::Update, "Some card payments fail.");
    if let Command::Write { audience, minutes, .. } = &mut update {
        (*audience, *minutes) = (Some(Audience::Public), Some(30));
    }
    vec![
        ("ben", late),
        ("ben", written(EntryKind::Question, "did the 13:50 deploy touch checkout?")),
        ("ana", task),
        ("cy", guess),
        ("cy", fact),
        ("ben", did),
        ("ben", impact),
        ("ben", update),
        ("ana", written(EntryKind::Decision, "no more deploys")),
        ("cy", written(EntryKind::Idea, "a canary for payments")),
    ]
}

fn work() -> Vec<(&'static str, Command)> {
    let text = Text::from;
    vec![
        ("cy", Command::Amend { entry: Seq(16), text: text("two thirds of all checkouts") }),
        ("cy", Command::Retract { entry: Seq(13), why: text("a wrong board") }),
        ("ben", Command::Star { entry: Seq(15), on: true }),
        (
            "ben",
            Command::Answer {
                entry: Seq(11),
                text: text("yes, it moved us to TLS 3.2"),
                fact: true,
            },
        ),
        ("ben", Command::Acknowledge { entry: Seq(12) }),
        ("ana", Command::Assign { entry: Seq(12), to: Some(handle("cy")), minutes: Some(15) }),
        ("cy", Command::Decline { entry: Seq(12), why: text("no access") }),
        ("ana", Command::Assign { entry: Seq(12), to: None, minutes: None }),
        ("ben", Command::Acknowledge { entry: Seq(12) }),
        ("ben", Command::Extend { entry: Seq(12), minutes: 5, from_now: false }),
        ("ben", Command::Block { entry: Seq(12), need: text("the registry limits us") }),
        ("ben", Command::Finish { entry: Seq(12), text: text("all pods") }),
        (
            "ana",
            Command::Verify { entry: Seq(12), outcome: Outcome::Worked, text: text("5xx at 0") },
        ),
        ("ana", written(EntryKind::Task, "watch it")),
        ("ana", Command::Cancel { entry: Seq(33), why: text("nobody needs it") }),
        (
            "ben",
            Command::Propose {
                text: text("drain eu-west"),
                risk: text("us-east is full"),
                undo: text("5 min"),
                expect: text("5xx under 1 %"),
                options: Vec::new(),
                look_at: None,
            },
        ),
        ("cy", Command::Object { entry: Seq(35), why: text("us-east is at 70 %") }),
        ("ana", Command::Call { entry: Seq(35), call: Call::Amended, why: text("half of it") }),
        ("cy", Command::Send { seen_at: None, entry: Seq(17) }),
    ]
}

fn course() -> Vec<(&'static str, Command)> {
    let text = Text::from;
    let when = Seen { at: At::from_ms(OPENED - 300_000), about: true };
    vec![
        ("warroom", Command::NoteAway { who: handle("ana") }),
        ("ben", Command::TakeLead { seen_at: None, why: text("ana is cut off") }),
        ("warroom", Command::NoteBack { who: handle("ana") }),
        ("ben", Command::Grade { severity: Severity::P2, why: text("half is back") }),
        ("ben", Command::SetKind { kind: Kind::Functionality, why: Text::default() }),
        ("ben", Command::Mark { moment: Moment::Began, when }),
        ("ben", moved(Phase::Resolved, None)),
        ("ben", moved(Phase::Closed, Some((Mode::Real, Bytes([9; 16]))))),
        ("cy", Command::Leave {}),
        ("warroom", Command::Enrol { key: Bytes([5; 32]), scope: Scope::Command, invite: None }),
    ]
}

fn moved(phase: Phase, card: Option<(Mode, Bytes<16>)>) -> Command {
    let (card, card_salt) = card.unzip();
    let why = Text::default();
    Command::MovePhase { phase, why, card, card_salt, seen_at: None, review: None }
}

fn runs() -> Vec<(&'static str, Command)> {
    let began = Seen { at: At::from_ms(OPENED + 900_000), about: false };
    let run = |command: &str, exit, signal, output: &str, bytes| Command::NoteRun {
        command: Text::from(command),
        task: None,
        began,
        millis: 4_200,
        exit,
        signal,
        output: Text::from(output),
        output_bytes: bytes,
        binary: output.is_empty(),
        masked: u32::from(!output.is_empty()),
    };
    let output = "pod-1 Running\ntoken=[masked: value of token]\n";
    vec![
        ("ben", run("kubectl get pods", Some(0), None, output, 5_120)),
        ("ben", run("cat /dev/urandom", None, Some(15), "", 65_536)),
    ]
}

fn recording() -> String {
    let mut all = [people(), entries(), work(), course(), runs()].concat();
    all.extend([hands::commands(), review::commands()].concat());
    all.extend(keeping::keeping(all.len()));
    all.extend(review::later());
    all.extend(keeping::put_right(all.len()));
    all.extend(hands::last(all.len()));
    all.extend(keeping::gone(all.len()));
    all.extend(hands::asked_before());
    recording_of(all)
}

pub(crate) fn recording_of(all: Vec<(&str, Command)>) -> String {
    let header = Header {
        warroom: FORMAT,
        id: IncidentId(uuid(0)),
        incident: Some(Label(42)),
        opened_at: At::from_ms(OPENED),
    };
    let first = header.line();
    let mut chain = Chain::begin(&first);
    let mut out = first + "\n";
    for (n, (by, command)) in (1_u64..).zip(all) {
        let record = Record {
            seq: Seq(n),
            prev: chain.hash,
            salt: Some(Bytes([u8::try_from(n % 256).unwrap(); 16])),
            at: At::from_ms(OPENED + (i64::try_from(n).unwrap() - 1) * 20_000),
            by: handle(by),
            knew: (by != "warroom").then_some(Seq(n - 1)),
            command: CommandId(uuid(u128::from(n))),
            event: command.event(),
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        chain.follow(&record, &line).unwrap();
        out += &(line + "\n");
    }
    out
}

#[test]
fn a_recording_reads_as_it_was_written() {
    let text = recording();
    golden("journal-v1.jsonl", &text);
    let read = Recording::read(&text).unwrap();
    assert_eq!(read.broken, None);
    for (record, line) in read.records.iter().zip(text.lines().skip(1)) {
        assert_eq!(record.line(), line);
        assert_eq!(place_of(line.as_bytes()), Some(record.seq));
    }
    assert_eq!(place_of(text.as_bytes()), None, "of the header");
    let raw = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{200b}".contains(c));
    assert!(!text.contains(raw), "nothing that drives a terminal stands raw in a recording");
}

#[test]
fn the_recording_holds_every_event() {
    let read = Recording::read(&recording()).unwrap();
    let mut names: Vec<_> = read.records.iter().map(|r| r.event.name()).collect();
    names.sort_unstable();
    names.dedup();
    let all: Vec<_> = Event::NAMES.iter().copied().filter(|n| !names.contains(n)).collect();
    assert!(all.is_empty(), "not in the golden recording: {all:?}");
}

#[test]
fn the_recording_folds_to_the_same_register() {
    let read = Recording::read(&recording()).unwrap();
    let register = Register::of(&read.records).unwrap();
    let sentences: Vec<String> = (1..=register.head().0)
        .map(|n| {
            let row = register.row(Seq(n)).unwrap();
            let (at, words) = (row.at.clock_seconds(), register.sentence(Seq(n)).shown());
            format!("{at} #{n:<2} {} {words} ({})\n", row.what.sign(), row.by)
        })
        .collect();
    golden("journal-v1.txt", &sentences.concat());
}

fn server_messages() -> Vec<ServerMessage> {
    let command = CommandId(uuid(1));
    vec![
        ServerMessage::Challenge { version: VERSION, nonce: Bytes([3; 32]) },
        ServerMessage::Welcome(welcome(Scope::Command, None)),
        ServerMessage::Denied { end: SeatEnd::Taken, why: "ben is taken".into() },
        ServerMessage::Lobby {
            incidents: vec![Summary {
                incident: Label(42),
                id: IncidentId(uuid(0)),
                title: title("Checkout returns 500s"),
                severity: Severity::P1,
                kind: Kind::Availability,
                phase: Phase::Investigating,
                mode: Mode::Sealed,
                opened_at: At::from_ms(OPENED),
                lead: Some(handle("ana")),
                here: 5,
                head: Seq(57),
                review: None,
                meets: None,
                stopped: None,
            }],
        },
        ServerMessage::Made { command, incident: Label(42), id: IncidentId(uuid(0)) },
        ServerMessage::Refused { command, why: "only the lead may do that".into() },
        ServerMessage::Already { command, seq: Seq(14) },
        ServerMessage::Here { handles: vec![handle("ana"), handle("ben")] },
        ServerMessage::Beat { now: At::from_ms(OPENED) },
    ]
}

fn client_messages() -> Vec<ClientMessage> {
    let token = Bytes([4; 16]);
    let invite = hello(Door::Invite { incident: Label(42), token });
    let asked = |command| Asked { id: CommandId(uuid(1)), knew: Some(Seq(57)), command };
    vec![
        ClientMessage::Hello(Hello { after_hash: Some(Hash([6; 32])), ..invite }),
        ClientMessage::Hello(hello(Door::Enrol { token })),
        ClientMessage::Hello(hello(Door::Key { incident: Some(Label(42)) })),
        ClientMessage::Hello(hello(Door::Key { incident: None })),
        ClientMessage::Ask(asked(written(EntryKind::Observation, "5xx"))),
        ClientMessage::Open(asked(people().remove(0).1)),
        ClientMessage::Bye {},
    ]
}

#[test]
fn the_wire_says_the_same_words() {
    let (server, client) = (server_messages(), client_messages());
    let lines: Vec<_> = server.iter().map(ServerMessage::frame).collect();
    for (message, line) in server.iter().zip(&lines) {
        assert_eq!(serde_json::from_str::<ServerMessage>(line).unwrap(), *message);
    }
    let asked: Vec<_> = client.iter().map(ClientMessage::frame).collect();
    for (message, line) in client.iter().zip(&asked) {
        assert_eq!(serde_json::from_str::<ClientMessage>(line).unwrap(), *message);
    }
    let (since, why) = (At::from_ms(OPENED), "the server's disk is full".into());
    let lack = Lack { what: Lacks::Records, since, why };
    let degraded = ServerMessage::Degraded { lacks: vec![lack] }.frame();
    let first = [lines.join("\n"), asked.join("\n"), degraded].join("\n") + "\n";
    let read = Recording::read(&recording()).unwrap();
    let register = Register::of(read.records.iter().take(105)).unwrap();
    let later = keeping::later_on_the_wire() + &review::later_on_the_wire();
    let later = later + &consult::later_on_the_wire(&register);
    let last = consult::last_on_the_wire() + &consult::doubts_on_the_wire(&register);
    let last = last + &keeping::unsure_on_the_wire();
    let met = review::met_on_the_wire(server[3].clone());
    let met = met + &consult::advice_on_the_wire(&register);
    let told = keeping::told_on_the_wire();
    let (since, why) = (At::from_ms(OPENED), "the journal cannot be used: disk I/O error".into());
    let lacks = vec![Lack { what: Lacks::Erasing, since, why }];
    let erasing = ServerMessage::Degraded { lacks }.frame() + "\n";
    golden("wire.jsonl", &(first + &later + &last + &met + &told + &erasing));
}
