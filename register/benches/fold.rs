//! How long a journal of 100,000 records takes to decode, verify and fold, on one thread.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench fails loudly and prints")]

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use warroom_register::words::{EntryKind, Kind, Scope, Severity};
use warroom_register::{
    At, Bytes, Chain, Command, CommandId, Event, FORMAT, Handle, Hash, Header, IncidentId, Label,
    NewEntry, Policy, Record, Register, Seq, Text, Title,
};

const RECORDS: u64 = 100_000;

fn write(kind: EntryKind, text: String) -> Event {
    NewEntry::of(kind, text).write().event()
}

fn event(n: u64) -> Event {
    let words = format!(
        "entry {n}: 5xx on checkout eu-west is at {} % and the queue holds {n} jobs, see the board of payments for the rest",
        n % 100
    );
    match n {
        1 => Command::Open {
            sealed: Hash::default(),
            title: Title::try_from("Checkout returns 500s".to_owned()).unwrap(),
            severity: Severity::P1,
            kind: Kind::Availability,
            mode: None,
            talk: Text::default(),
            key: None,
            policy: Policy::default(),
        }
        .event(),
        2..=20 => Event::Joined { key: None, scope: Scope::Respond, invite: None },
        n if n % 50 == 0 => write(EntryKind::Fact, words),
        n if n % 31 == 0 => write(EntryKind::Question, words),
        n if n % 71 == 0 => write(EntryKind::Task, words),
        n if n % 7 == 0 => write(EntryKind::Action, words),
        _ => write(EntryKind::Observation, words),
    }
}

fn journal() -> (String, Vec<String>) {
    let opened_at = At::from_ms(1_764_000_000_000);
    let id = IncidentId(uuid::Uuid::from_u128(42));
    let header = Header { warroom: FORMAT, id, incident: Some(Label(42)), opened_at }.line();
    let mut prev = Hash::of(header.as_bytes());
    let lines = (1..=RECORDS)
        .map(|n| {
            let by: Handle = format!("r{}", n % 20).parse().unwrap();
            // Version 7 ids begin with the time: near ones are near.
            let command = CommandId(uuid::Uuid::from_u128(
                (u128::from(n) << 80)
                    | 0x7000 << 64
                    | u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            ));
            let salt = Some(Bytes([(n % 251) as u8; 16]));
            let at = At::from_ms(opened_at.ms() + i64::try_from(n).unwrap() * 700);
            let record = Record {
                seq: Seq(n),
                prev,
                salt,
                at,
                by,
                knew: Some(Seq(n - 1)),
                command,
                event: event(n),
                redacted_by: None,
                hash: None,
            };
            let line = record.line();
            prev = Hash::of(line.as_bytes());
            line
        })
        .collect();
    (header, lines)
}

fn benches(c: &mut Criterion) {
    let (header, lines) = journal();
    let bytes: usize = lines.iter().map(String::len).sum();
    println!("{RECORDS} records, {} B a line", bytes as u64 / RECORDS);
    let read = || {
        let mut chain = Chain::begin(&header);
        lines.iter().map(|line| chain.read(line).unwrap()).collect::<Vec<_>>()
    };
    let records = read();
    let mut group = c.benchmark_group("100,000 records");
    group.sample_size(10);
    group.bench_function("fold", |b| {
        b.iter_batched(|| (), |()| Register::of(&records).unwrap(), BatchSize::PerIteration);
    });
    group.bench_function("decode and verify", |b| b.iter_with_large_drop(read));
    group.bench_function("decode, verify and fold", |b| {
        b.iter_with_large_drop(|| {
            let mut chain = Chain::begin(&header);
            let mut register = Register::default();
            for line in &lines {
                register.apply(&chain.read(line).unwrap()).unwrap();
            }
            register
        });
    });
    group.bench_function("encode", |b| {
        b.iter(|| records.iter().map(|r| r.line().len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(fold, benches);
criterion_main!(fold);
