//! A room driven by a script: who says what, line by line.
//!
//! `ben: ask did the 13:50 deploy touch checkout?` is asked as ben; `+90s` lets time pass. What a
//! command takes beside its words stands at the end in braces: `{owner ben, minutes 10}`. A line
//! that is refused ends the script.

mod review;
mod verbs;

pub(crate) use verbs::one_of_each;

use std::fmt::Write as _;
use uuid::Uuid;

use crate::show::plain;
use crate::words::{Kind, Scope, Severity};
use crate::{
    Ask, At, Bytes, Chain, Command, CommandId, Event, FORMAT, Handle, Hash, Header, IncidentId,
    Label, Policy, Record, Recording, Register, Salt, Seq, Text, Title, Verdict, decide,
};

/// 14:03 on the day of the screens in the design.
pub(crate) const BEGAN: &str = "2026-11-21T14:03:00.000Z";

/// Who is in the room that scripts begin with.
const STAFF: &str = "
ana: open P1 availability Checkout returns 500s
ben: join respond
cy: join respond
dia: join command
gil: join observe";

/// A small incident from its first minute to its end, with what a report must not lose: things
/// learnt late, a fact that changed and one that was wrong, an objection, a lead handed over.
pub(crate) const STORY: &str = "
ana: open P1 availability Checkout returns 500s
ben: join respond
+60s
cy: join respond
eve: join respond
gil: join observe
ana: offer comms eve
eve: accept comms
ana: impact 38 % of checkouts fail, all in eu-west {data not_known}
+60s
ben: fact 38 % of checkouts fail
gil: ask did the 13:50 deploy touch checkout?
cy: ask is us-east hit too?
+2m
ben: did restarted checkout-3 {seen 14:06~}
eve: update Some card payments fail. We are on it. {audience public, minutes 20}
cy: fact only eu-west {suspected}
ben: answer 10 yes, it moved us to TLS 3.2 {fact}
+60s
ana: propose roll back the 13:50 deploy {risk wrong VAT totals, undo deploy again, expect 5xx under 1 %}
cy: object 16 brings back wrong VAT totals
+60s
ana: call 16 amended in eu-west only: VAT hits 1 %, this hits 38 % {knew 16}
ana: task roll back eu-west {owner ben, minutes 10}
ana: task check VAT totals after it
ben: yes 19
+5m
cy: fact 52 % of checkouts fail {replaces 9}
ben: saw log says\\n  GET /pay 500\\n```retry``` {seen 13:58}
ben: verify 12 no_effect
cy: amend 14 only eu-west-1 and eu-west-2
ana: mark began 13:58~
ana: mark detected 14:01
ana: star 16
ben: done 19 12 of 12 pods
+2m
ana: verify 19 worked 5xx under 1 %
ana: phase monitoring rollback is done
ana: offer lead cy I am tired
cy: accept lead
cy: impact nobody any more {data no}
gil: idea alert on the failure rate
cy: cancel 11 us-east never failed
cy: cancel 20 finance will do it tomorrow
+11h
cy: phase resolved quiet since yesterday
cy: phase closed
";

/// A room without a server: it decides, records and folds as one does.
pub(crate) struct Room {
    pub(crate) now: At,
    pub(crate) register: Register,
    pub(crate) header: Header,
    pub(crate) lines: Vec<String>,
    pub(crate) records: Vec<Record>,
    chain: Chain,
    asked: u128,
}

impl Room {
    /// Before anything was opened.
    pub(crate) fn empty() -> Self {
        Self::empty_at(At::parse(BEGAN).unwrap())
    }

    /// The same, at another time.
    pub(crate) fn empty_at(now: At) -> Self {
        let header = Header {
            warroom: FORMAT,
            id: IncidentId(Uuid::from_u128(0x42)),
            incident: Some(Label(42)),
            opened_at: now,
        };
        let chain = Chain::begin(&header.line());
        let register = Register::default();
        Self { now, register, header, lines: Vec::new(), records: Vec::new(), chain, asked: 0 }
    }

    /// With five people in it: ana leads, ben and cy respond, dia may lead, gil watches.
    pub(crate) fn staffed() -> Self {
        Self::of(STAFF)
    }

    /// After a script in which nothing is refused.
    pub(crate) fn of(script: &str) -> Self {
        let mut room = Self::empty();
        room.run(script).unwrap_or_else(|why| panic!("{why}"));
        room
    }

    /// Runs a script up to its end or its first refusal.
    pub(crate) fn run(&mut self, script: &str) -> Result<(), String> {
        let lines = script.lines().map(str::trim).filter(|line| !line.is_empty());
        for line in lines {
            match line.strip_prefix('+') {
                Some(time) => self.pass(time),
                None => self.say(line).map(drop)?,
            }
        }
        Ok(())
    }

    fn pass(&mut self, time: &str) {
        let (number, unit) = time.split_at(time.len() - 1);
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            other => panic!("no unit of time: {other}"),
        };
        self.now = self.now.plus_seconds(number.parse::<i64>().unwrap() * seconds);
    }

    fn say(&mut self, line: &str) -> Result<Seq, String> {
        let (author, rest) = line.split_once(": ").unwrap_or_else(|| panic!("who says: {line}"));
        let (ask, knew) = verbs::command(rest, self.now);
        self.ask_knowing(author.parse().unwrap(), knew, ask)
    }

    /// Asks with a fresh id.
    pub(crate) fn ask(&mut self, author: Handle, command: Command) -> Result<Seq, String> {
        self.ask_knowing(author, None, command)
    }

    fn ask_knowing(
        &mut self,
        author: Handle,
        knew: Option<Seq>,
        command: Command,
    ) -> Result<Seq, String> {
        self.asked += 1;
        let id = CommandId(Uuid::from_u128(self.asked));
        let ask = Ask { id, author, knew, now: self.now, command };
        match decide(&self.register, &ask) {
            Verdict::Record(event) => Ok(self.record(&ask, event)),
            Verdict::Already(seq) => Err(format!("already {seq}")),
            Verdict::Refused(why) => Err(why.to_string()),
        }
    }

    /// Appends a command as an older server took it, which had fewer checks.
    pub(crate) fn taken_before(&mut self, author: Handle, command: Command) -> Seq {
        self.asked += 1;
        let id = CommandId(Uuid::from_u128(self.asked));
        let ask = Ask { id, author, knew: None, now: self.now, command };
        self.record(&ask, ask.command.clone().event())
    }

    /// Appends what was decided, as a server does.
    pub(crate) fn record(&mut self, ask: &Ask, event: Event) -> Seq {
        let seq = self.chain.head.next();
        let record = Record {
            seq,
            prev: self.chain.hash,
            salt: Some(salt(seq)),
            at: self.now,
            by: ask.author,
            knew: ask.knew,
            command: ask.id,
            event,
            redacted_by: None,
            hash: None,
        };
        let line = record.line();
        assert_eq!(self.chain.read(&line).as_ref(), Ok(&record), "a line reads back as it was");
        assert_eq!(self.register.apply(&record), Ok(()), "what was decided follows");
        self.lines.push(line);
        self.records.push(record);
        seq
    }

    /// Appends a line that only a newer version can have written.
    pub(crate) fn record_newer(&mut self, ask: &Ask) -> Seq {
        let line = Record {
            seq: self.chain.head.next(),
            prev: self.chain.hash,
            salt: Some(salt(self.chain.head)),
            at: self.now,
            by: ask.author,
            knew: None,
            command: ask.id,
            event: Event::Left {},
            redacted_by: None,
            hash: None,
        };
        let line =
            line.line().replace(r#"{"type":"left"}"#, r#"{"type":"teleported","to":"mars"}"#);
        let record = self.chain.read(&line).unwrap();
        self.register.apply(&record).unwrap();
        self.lines.push(line);
        self.records.push(record.clone());
        record.seq
    }

    /// The journal as a file.
    pub(crate) fn file(&self) -> String {
        let mut file = self.header.line() + "\n";
        for line in &self.lines {
            writeln!(file, "{line}").unwrap();
        }
        file
    }

    /// The journal as it is read from a file.
    pub(crate) fn recording(&self) -> Recording {
        let recording = Recording::read(&self.file()).unwrap();
        assert_eq!(recording.broken, None);
        recording
    }

    /// What `warroom show` prints.
    pub(crate) fn printed(&self) -> String {
        plain(&self.register, Some(Label(42)), &self.here(), self.now, None)
    }

    fn here(&self) -> Vec<Handle> {
        let here = self.register.in_order().into_iter().filter(|(_, r)| !r.left);
        here.map(|(who, _)| who).collect()
    }
}

/// Any salt that differs from the next.
fn salt(seq: Seq) -> Salt {
    let mut salt = [0; 16];
    salt[8..].copy_from_slice(&seq.0.to_be_bytes());
    Bytes(salt)
}

/// The command that opens a room.
pub(crate) fn open(severity: Severity, kind: Kind, title: &str) -> Command {
    Command::Open {
        sealed: Hash::of(b"a sealed card"),
        title: Title::try_from(title.to_owned()).unwrap(),
        severity,
        kind,
        mode: None,
        talk: Text::default(),
        key: None,
        policy: Policy::standard(),
    }
}

/// The command by which a responder comes in.
pub(crate) fn join(scope: Scope) -> Command {
    Command::Join { key: None, scope, invite: None }
}

/// Runs a script in the staffed room. What it changed on the printed register must be the expected
/// lines; if a line of it was refused, the refusal must be.
#[track_caller]
pub(crate) fn check(script: &str, expected: &str) {
    let mut room = Room::staffed();
    let found = match room.run(script) {
        Err(refusal) => refusal,
        // At the same clock, or every age would be a change.
        Ok(()) => changed(&Room { now: room.now, ..Room::staffed() }.printed(), &room.printed()),
    };
    compare(&found, expected);
}

/// Runs a whole script. The whole printed register must be as expected, or the refusal.
#[track_caller]
pub(crate) fn check_whole(script: &str, expected: &str) {
    let mut room = Room::empty();
    let found = room.run(script).map_or_else(|refusal| refusal, |()| room.printed());
    compare(&found, expected);
}

/// Compares line by line, without the indent that an expected text has in the source.
#[track_caller]
pub(crate) fn compare(found: &str, expected: &str) {
    let (found, expected) = (trimmed(found), trimmed(expected));
    assert!(found == expected, "found:\n{found}\n\nexpected:\n{expected}\n");
}

fn trimmed(text: &str) -> String {
    text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// The lines of `after` that `before` has not; that the timeline grew is no news.
fn changed(before: &str, after: &str) -> String {
    let before: Vec<_> = before.lines().collect();
    let counts = |line: &str| line.starts_with("Timeline: ");
    let new = after.lines().filter(|line| !before.contains(line) && !counts(line));
    let new: Vec<_> = new.collect();
    new.join("\n")
}
