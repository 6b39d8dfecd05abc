//! From a line of a script to the command it means.

mod keeping;

use std::str::FromStr;

use super::{join, open};
use crate::words::{EntryKind, Mode, Phase, Role};
use crate::{
    Affected, At, Command, Handle, Hash, NewEntry, ReviewDue, Seen, Seq, Text, Title, when,
};

/// The words of a line, and what stands in braces at its end.
struct Said<'a> {
    words: &'a str,
    more: Vec<(&'a str, &'a str)>,
    now: At,
}

/// The command that a line means, and what its author's screen had.
pub(super) fn command(line: &str, now: At) -> (Command, Option<Seq>) {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let (words, more) = match rest.rsplit_once('{').filter(|_| rest.ends_with('}')) {
        Some((words, more)) => (words.trim_end(), more.trim_end_matches('}')),
        None => (rest, ""),
    };
    let more = more.split(", ").filter(|m| !m.is_empty());
    let more = more.map(|m| m.split_once(' ').unwrap_or((m, ""))).collect();
    let said = Said { words, more, now };
    let knew = said.more("knew");
    (said.command(verb), knew)
}

fn read<T: FromStr>(word: &str) -> T {
    word.parse().unwrap_or_else(|_| panic!("what is {word:?}?"))
}

impl Said<'_> {
    fn word(&mut self) -> &str {
        let (word, rest) = self.words.split_once(' ').unwrap_or((self.words, ""));
        self.words = rest;
        word
    }

    /// Also one that no person could name: #0.
    fn entry(&mut self) -> Seq {
        Seq(read(self.word().trim_start_matches('#')))
    }

    fn text(&self) -> Text {
        Text::from(self.words.replace("\\n", "\n"))
    }

    fn more<T: FromStr>(&self, name: &str) -> Option<T> {
        self.more.iter().find(|(n, _)| *n == name).map(|(_, value)| read(value))
    }

    fn has(&self, name: &str) -> bool {
        self.more.iter().any(|(n, _)| *n == name)
    }

    fn words(&self, name: &str) -> Text {
        self.more.iter().find(|(n, _)| *n == name).map_or_else(Text::default, |(_, v)| (*v).into())
    }

    fn write(&self, kind: EntryKind) -> Command {
        let new = NewEntry {
            seen_at: self.seen("seen"),
            about: self.more("about"),
            owner: self.more("owner"),
            minutes: self.more("minutes"),
            suspected: self.has("suspected"),
            replaces: self.more("replaces"),
            audience: self.more("audience"),
            personal_data: self.more("data"),
            affected: self.affected(),
            target: self.words("on"),
            in_place: self.has("in_place"),
            ..NewEntry::of(kind, self.text())
        };
        new.write()
    }

    fn seen(&self, name: &str) -> Option<Seen> {
        let seen = self.more.iter().find(|(n, _)| *n == name);
        seen.map(|(_, value)| when::parse(value, self.now).unwrap())
    }

    /// A time to come, as so many minutes from now.
    fn ahead(&self, name: &str) -> Option<At> {
        self.more::<i64>(name).map(|minutes| self.now.plus_seconds(minutes * 60))
    }

    fn affected(&self) -> Option<Affected> {
        let (who, many) = (self.words("who"), self.words("many"));
        let affected = Affected { who, many, since: self.seen("since"), until: self.seen("until") };
        (affected != Affected::default()).then_some(affected)
    }

    fn review(&self) -> Option<ReviewDue> {
        let review = ReviewDue { who: self.more("review"), until: self.ahead("within") };
        (review != ReviewDue::default()).then_some(review)
    }

    fn command(mut self, verb: &str) -> Command {
        match verb {
            "open" => {
                let (severity, kind) = (read(self.word()), read(self.word()));
                open(severity, kind, self.words)
            }
            "join" => join(read(self.words)),
            "leave" => Command::Leave {},
            "away" => Command::NoteAway { who: read(self.words) },
            "back" => Command::NoteBack { who: read(self.words) },
            "invite" => self.invite(),
            "token" => Command::MakeToken {
                name: Title::try_from("curl".to_owned()).unwrap(),
                until: self.now.plus_seconds(read::<i64>(self.words) * 60),
                token: Hash::of(b"a token to write"),
            },
            "revoke" => Command::Revoke { invite: self.entry() },
            "saw" => self.write(EntryKind::Observation),
            "did" => self.write(EntryKind::Action),
            "fact" => self.write(EntryKind::Fact),
            "ask" => self.write(EntryKind::Question),
            "task" => self.write(EntryKind::Task),
            "decide" => self.write(EntryKind::Decision),
            "impact" => self.write(EntryKind::Impact),
            "update" => self.write(EntryKind::Update),
            "idea" => self.write(EntryKind::Idea),
            "propose" => Command::Propose {
                text: self.text(),
                risk: self.words("risk"),
                undo: self.words("undo"),
                expect: self.words("expect"),
                options: self.options(),
                look_at: self.ahead("look"),
            },
            "ran" => self.ran(),
            "help" => self.help(),
            "inquire" => Command::Inquire {
                text: self.text(),
                asker: self.words("by"),
                about: self.more("about"),
                seen_at: self.seen("seen"),
            },
            "round" => Command::CallRound {
                to: self.more("to"),
                entry: self.more("on"),
                text: self.text(),
            },
            "stands" => Command::ReportBack {
                entry: self.more("on"),
                text: self.text(),
                actions: self.words("does"),
                needs: self.words("needs"),
            },
            "skills" => Command::SetSkills { skills: self.text() },
            "plan" => Command::UsePlan { name: self.title() },
            "recall" => Command::RecallStanding {
                plan: self.entry(),
                text: self.text(),
                agreed_by: Text::default(),
                agreed_on: Text::default(),
            },
            "review" => Command::SetReview { review: self.review().unwrap_or_default() },
            "talk" => Command::SetTalk { talk: self.text() },
            "offer" | "accept" | "decline" | "take" => self.role(verb),
            "grade" | "kind" | "phase" | "mark" => self.incident(verb),
            other if keeping::VERBS.contains(&other) => self.keeping(other),
            other => self.on_entry(other),
        }
    }

    fn ran(self) -> Command {
        Command::NoteRun {
            command: self.text(),
            task: self.more("task"),
            began: Seen { at: self.now.plus_seconds(-90), about: false },
            millis: 90_000,
            exit: self.more("exit"),
            signal: self.more("signal"),
            output: self.words("output"),
            output_bytes: self.more("bytes").unwrap_or_default(),
            binary: self.has("binary"),
            masked: self.more("masked").unwrap_or_default(),
        }
    }

    fn on_entry(mut self, verb: &str) -> Command {
        let entry = self.entry();
        match verb {
            "amend" => Command::Amend { entry, text: self.text() },
            "retract" => Command::Retract { entry, why: self.text() },
            "star" => Command::Star { entry, on: true },
            "unstar" => Command::Star { entry, on: false },
            "answer" => Command::Answer { entry, text: self.text(), fact: self.has("fact") },
            "assign" => self.assign(entry),
            "yes" => Command::Acknowledge { entry },
            "no" => Command::Decline { entry, why: self.text() },
            "extend" => Command::Extend { entry, minutes: read(self.words), from_now: true },
            "blocked" => Command::Block { entry, need: self.text() },
            "done" => Command::Finish { entry, text: self.text() },
            "verify" => {
                let outcome = read(self.word());
                Command::Verify { entry, outcome, text: self.text() }
            }
            "cancel" => Command::Cancel { entry, why: self.text() },
            "object" => Command::Object { entry, why: self.text() },
            "call" => {
                let call = read(self.word());
                Command::Call { entry, call, why: self.text() }
            }
            "send" => Command::Send { seen_at: None, entry },
            "pass" => Command::PassInquiry { entry, text: self.text() },
            "in_place" => Command::LeaveInPlace { entry, text: self.text() },
            "put_back" => Command::PutBack { entry, text: self.text() },
            "target" => Command::CorrectTarget { entry, target: self.text() },
            "to_room" => Command::PutToRoom { entry, seconds: read(self.words) },
            "look" => Command::SetLook { entry, at: self.ahead("look") },
            "promised" => Command::PromiseHelp {
                entry,
                until: self.ahead("by"),
                reference: self.words("ref"),
                text: self.text(),
            },
            "answered" => Command::AnswerHelp { entry, text: self.text() },
            "snooze" => Command::Snooze { entry, minutes: read(self.words) },
            other => panic!("no such verb: {other}"),
        }
    }

    /// `options wait; drain half`.
    fn options(&self) -> Vec<Text> {
        let all = self.words("options");
        all.raw().split("; ").filter(|o| !o.is_empty()).map(Text::from).collect()
    }

    fn title(&self) -> Title {
        Title::try_from(self.words.to_owned()).unwrap()
    }

    /// `help supplier Payline: are retries charged twice?`
    fn help(mut self) -> Command {
        let of = read(self.word());
        let (whom, text) = self.words.split_once(": ").unwrap_or((self.words, ""));
        Command::AskHelp {
            of,
            whom: Title::try_from(whom.to_owned()).unwrap(),
            text: Text::from(text),
            reference: self.words("ref"),
            until: self.ahead("by"),
        }
    }

    fn invite(mut self) -> Command {
        let scope = read(self.word());
        let hours: i64 = read(self.word());
        let name = Title::try_from(self.words.to_owned()).unwrap();
        let until = self.now.plus_seconds(hours * 3600);
        Command::Invite { name, scope, until, uses: 5, token: Hash::of(b"a token") }
    }

    fn assign(mut self, entry: Seq) -> Command {
        let to = match self.word() {
            "nobody" => None,
            who => Some(read::<Handle>(who)),
        };
        let minutes = (!self.words.is_empty()).then(|| read(self.words));
        Command::Assign { entry, to, minutes }
    }

    fn role(mut self, verb: &str) -> Command {
        if verb == "take" {
            return Command::TakeLead { seen_at: None, why: self.text() };
        }
        let role: Role = read(self.word());
        match verb {
            "offer" => {
                let to = read(self.word());
                Command::OfferRole { role, to, text: self.text() }
            }
            "accept" => Command::AcceptRole { seen_at: None, role },
            _ => Command::DeclineRole { role, why: self.text() },
        }
    }

    fn incident(mut self, verb: &str) -> Command {
        match verb {
            "grade" => Command::Grade { severity: read(self.word()), why: self.text() },
            "kind" => Command::SetKind { kind: read(self.word()), why: self.text() },
            "phase" => {
                let phase = read(self.word());
                // As the room gives it in.
                let card = (phase == Phase::Closed).then_some(Mode::Real);
                let review = self.review();
                Command::MovePhase {
                    phase,
                    why: self.text(),
                    card,
                    card_salt: None,
                    seen_at: None,
                    review,
                }
            }
            _ => {
                let moment = read(self.word());
                Command::Mark { moment, when: when::parse(self.words, self.now).unwrap() }
            }
        }
    }
}

/// A command of each kind, on an entry where it needs one.
pub(crate) fn one_of_each(entry: Seq, now: At) -> Vec<Command> {
    let lines = [
        "open P1 availability x",
        "join respond",
        "leave",
        "away ana",
        "back ana",
        "invite respond 8 others",
        "revoke 9",
        "token 30",
        "saw x",
        "propose x",
        "amend 9 x",
        "retract 9 x",
        "star 9",
        "answer 9 x",
        "assign 9 ben",
        "yes 9",
        "no 9 x",
        "extend 9 5",
        "blocked 9 x",
        "done 9 x",
        "verify 9 worked x",
        "cancel 9 x",
        "object 9 x",
        "call 9 go x",
        "send 9",
        "offer comms ben x",
        "accept comms",
        "decline comms x",
        "take x",
        "grade P2 x",
        "kind data x",
        "phase identified x",
        "mark began 14:00",
        "ran true {exit 0}",
        "in_place 9 x",
        "put_back 9 x",
        "target 9 x",
        "to_room 9 30",
        "look 9 {look 10}",
        "help team others: x {ref x}",
        "promised 9 x {by 10, ref x}",
        "answered 9 x",
        "snooze 9 5",
        "inquire x",
        "pass 9 x",
        "round x {to ben}",
        "stands x {does x, needs x}",
        "skills x",
        "plan others",
        "recall 9 x",
        "review {review ben}",
        "talk x",
    ];
    let number = entry.0.to_string();
    let lines = lines.iter().chain(&keeping::LINES);
    let mut all: Vec<_> = lines.map(|line| command(&line.replace('9', &number), now).0).collect();
    all.push(Command::Enrol {
        key: crate::Bytes([7; 32]),
        scope: crate::words::Scope::Respond,
        invite: None,
    });
    for kind in EntryKind::ALL {
        all.push(Said { words: "x", more: Vec::new(), now }.write(*kind));
    }
    all.extend(super::review::one_of_each_review(entry, now));
    all
}
