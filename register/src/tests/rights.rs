//! The table of rights, walked: each command by each kind of person.

use super::script::{Room, one_of_each};
use super::table::{control, proof};
use crate::rights::{Who, right};
use crate::words::Scope;
use crate::{Ask, Command, CommandId, Handle, Refusal, Seq, Verdict, decide};
use uuid::Uuid;

/// ana leads; eve is deputy; cy has comms; ben wrote #10 and #11; dia could lead and is scribe; gil watches and asked
/// from outside (#14).
const PEOPLE: &str = "
ana: open P1 availability Checkout returns 500s
ben: join respond
cy: join respond
dia: join command
gil: join observe
eve: join respond
ana: offer comms cy
cy: accept comms
ana: offer deputy eve
ben: task roll back
ben: fact 38 % fail
gil: ask why?
eve: accept deputy
gil: inquire when is it over?
ana: offer scribe dia
dia: accept scribe";

const ENTRIES: [Seq; 4] = [Seq(10), Seq(11), Seq(12), OUTSIDE];

/// What gil asked from outside: comms has it, and the lead.
const OUTSIDE: Seq = Seq(14);

fn handle(name: &str) -> Handle {
    name.parse().unwrap()
}

fn asked(room: &Room, who: &str, command: &Command) -> Verdict {
    let id = CommandId(Uuid::from_u128(u128::MAX));
    let ask = Ask { id, author: handle(who), knew: None, now: room.now, command: command.clone() };
    decide(&room.register, &ask)
}

/// What the table alone says, written down a second time and in another way.
fn allowed(room: &Room, who: &str, command: &Command) -> bool {
    let (needs, may) = right(command);
    let Some(responder) = room.register.responders().get(&handle(who)) else { return false };
    let leads = ["ana", "eve"].contains(&who);
    let mine = |entry: Seq| {
        let author = room.register.row(entry).map(|row| row.by);
        author == Some(handle(who))
    };
    responder.scope >= needs
        && match may {
            Who::Anyone | Who::Room => true,
            // ana leads and is here, so the gate is hers; no review is held, so its chair is too.
            Who::Lead | Who::Gate | Who::Chair => leads,
            // eve is deputy; dia's invite allows it, as ana's does.
            Who::StandIn => ["ana", "dia", "eve"].contains(&who),
            Who::Times => leads || who == "dia",
            Who::Closes(entry) => leads || mine(entry),
            Who::OwnOr(entry) | Who::WorksOn(entry) => {
                leads || mine(entry) || (entry == OUTSIDE && who == "cy")
            }
            Who::Answers(entry) => entry != OUTSIDE || leads || who == "cy",
            // Of these entries only #10 is a task: whether it worked is the lead's to say.
            Who::Verifies(entry) => {
                let cy = entry == OUTSIDE && who == "cy";
                leads || cy || (mine(entry) && entry != Seq(10))
            }
            Who::Voice => leads || who == "cy",
        }
}

#[test]
fn promise_15_whatever_the_table_forbids_is_refused() {
    let room = Room::of(PEOPLE);
    let mut forbidden = 0;
    for entry in ENTRIES {
        for command in one_of_each(entry, room.now) {
            for who in ["ana", "ben", "cy", "dia", "gil", "eve", "zoe"] {
                if right(&command).1 == Who::Room || allowed(&room, who, &command) {
                    continue;
                }
                forbidden += 1;
                let verdict = asked(&room, who, &command);
                let name = command.name();
                assert!(by_right(&verdict), "{who} {name} on {entry}: {verdict:?}");
            }
        }
    }
    assert!(forbidden > 250, "only {forbidden} pairs are forbidden");
    proof("rights", forbidden, "each refused for want of a right");
}

#[test]
fn promise_15_control_what_the_table_allows_is_not_refused_for_want_of_a_right() {
    let room = Room::of(PEOPLE);
    let mut allows = 0;
    for entry in ENTRIES {
        for command in one_of_each(entry, room.now) {
            for who in ["ana", "ben", "cy", "dia", "gil", "eve"] {
                // Giving a thing to another has a rule of its own, beyond the table.
                let gives = matches!(command, Command::Assign { .. });
                if allowed(&room, who, &command) && !gives && right(&command).1 != Who::Room {
                    let verdict = asked(&room, who, &command);
                    assert!(!by_right(&verdict), "{who} {}: {verdict:?}", command.name());
                    allows += 1;
                }
            }
        }
    }
    control("rights-control", allows, allows, "none refused for want of a right");
}

fn by_right(verdict: &Verdict) -> bool {
    matches!(
        verdict,
        Verdict::Refused(
            Refusal::NotJoined
                | Refusal::Scope { .. }
                | Refusal::NotLead { .. }
                | Refusal::NotMinutes { .. }
                | Refusal::NobodyLeads
                | Refusal::NotYours { .. }
                | Refusal::NotVoice { .. }
                | Refusal::NotComms { .. }
                | Refusal::NotChair { .. }
                | Refusal::LeadOrChair { .. }
                | Refusal::HadChair { .. }
                | Refusal::RoomOnly
        )
    )
}

#[test]
fn every_command_has_a_line_in_the_walk() {
    let all = one_of_each(Seq(1), Room::empty().now);
    let mut names: Vec<_> = all.iter().map(Command::name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), crate::Event::NAMES.len(), "{names:?}");
}

#[test]
fn watching_is_enough_for_questions_ideas_and_asking_for_words_to_go_only() {
    let room = Room::of(PEOPLE);
    let all = one_of_each(Seq(10), room.now);
    let may: Vec<_> = all
        .iter()
        .filter(|c| right(c).0 == Scope::Observe && right(c).1 != Who::Room)
        .filter(|c| asked(&room, "gil", c) == Verdict::Record((*c).clone().event()))
        .map(|c| match c {
            Command::Write { kind, .. } => kind.name(),
            other => other.name(),
        })
        .collect();
    assert_eq!(
        may,
        ["Leave", "Inquire", "AskRedaction", "question", "idea", "Comment", "AskOfReport"]
    );
}
