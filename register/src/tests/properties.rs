//! What holds for any commands by anybody in any order.

use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::script::{Room, one_of_each};
use super::values::any_text;
use crate::report::{Options, report};
use crate::shown::is_hidden;
use crate::{
    Ask, Command, CommandId, Handle, Label, Record, Recording, Register, Seq, Verdict, brief,
    decide, show,
};

const PEOPLE: [&str; 7] = ["ana", "ben", "cy", "dia", "gil", "zoe", "warroom"];

#[derive(Clone, Debug)]
struct Step {
    who: usize,
    which: usize,
    entry: u64,
    text: String,
    seconds: i64,
    knew: Option<u64>,
}

fn step() -> impl Strategy<Value = Step> {
    let text = prop_oneof![any_text(), Just("x".to_owned())];
    // The lead asks most, or nearly all would be refused.
    let who = prop_oneof![2 => Just(0), 3 => 0..PEOPLE.len()];
    let knew = prop::option::of(0_u64..30);
    (who, any::<usize>(), any::<u64>(), text, 0_i64..200, knew).prop_map(
        |(who, which, entry, text, seconds, knew)| Step { who, which, entry, text, seconds, knew },
    )
}

/// Every text of the command becomes this one; one that cannot stays as it was.
fn with_words(command: Command, words: &str) -> Command {
    fn change(value: &mut Value, words: &str) {
        match value {
            Value::String(text) if text == "x" => words.clone_into(text),
            Value::Object(fields) => fields.values_mut().for_each(|v| change(v, words)),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(&command).unwrap();
    change(&mut value, words);
    serde_json::from_value(value).unwrap_or(command)
}

/// Everything that was recorded, and with which ask.
fn play(steps: &[Step]) -> (Room, Vec<(Ask, Seq)>) {
    let mut room = Room::staffed();
    let mut done = Vec::new();
    for (n, step) in (1000..).zip(steps) {
        room.now = room.now.plus_seconds(step.seconds);
        // Mostly what is there, at times the place before the first or after the last.
        let entry = Seq(step.entry % (room.register.head().0 + 2));
        let mut all = one_of_each(entry, room.now);
        let command = with_words(all.swap_remove(step.which % all.len()), &step.text);
        let ask = Ask {
            id: CommandId(Uuid::from_u128(n)),
            author: PEOPLE[step.who].parse::<Handle>().unwrap(),
            knew: step.knew.map(Seq),
            now: room.now,
            command,
        };
        match decide(&room.register, &ask) {
            // Recording asserts that the line reads back and that the register has no gap.
            Verdict::Record(event) => {
                assert!(event.made_by(&ask.command));
                let seq = room.record(&ask, event);
                done.push((ask, seq));
            }
            Verdict::Refused(why) => assert!(safe(&why.to_string()), "{why}"),
            Verdict::Already(seq) => panic!("a fresh id was taken for that of {seq}"),
        }
    }
    (room, done)
}

fn safe(text: &str) -> bool {
    text.chars().all(|c| !(c.is_control() || is_hidden(u32::from(c))))
}

fn folded(lines: &[String]) -> Register {
    let records: Vec<_> = lines.iter().map(|line| Record::read(line).unwrap()).collect();
    Register::of(&records).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_split_of_a_journal_folds_to_the_same_register(
        steps in prop::collection::vec(step(), 0..60),
        split in any::<prop::sample::Index>(),
    ) {
        let (room, _) = play(&steps);
        let at = split.index(room.records.len() + 1);
        let mut register = folded(&room.lines[..at]);
        room.records[at..].iter().try_for_each(|r| register.apply(r)).unwrap();
        prop_assert_eq!(&register, &room.register);
    }

    #[test]
    fn whatever_was_done_is_not_done_again(steps in prop::collection::vec(step(), 0..60)) {
        let (room, done) = play(&steps);
        for (ask, seq) in done {
            prop_assert_eq!(decide(&room.register, &ask), Verdict::Already(seq));
        }
        let mut again = room.register.clone();
        for record in &room.records {
            prop_assert!(again.apply(record).is_err());
        }
        prop_assert_eq!(&again, &room.register, "a record that came twice changes nothing");
    }

    #[test]
    fn equal_journals_give_equal_bytes(steps in prop::collection::vec(step(), 0..40)) {
        let (room, _) = play(&steps);
        let other = Recording::read(&room.file()).unwrap();
        let register = folded(&room.lines);
        let (label, options) = (Some(Label(42)), Options::default());
        let first = report(&room.recording(), &options).unwrap();
        prop_assert_eq!(&first, &report(&other, &options).unwrap());
        let json = |r: &Register| show::show(r, label, &[], room.now, None).json();
        prop_assert_eq!(json(&register), json(&room.register));
        let told = |r: &Register| brief::brief(r, label, &[], room.now);
        prop_assert_eq!(told(&register), told(&room.register));
    }

    #[test]
    fn nothing_that_goes_out_holds_a_raw_hidden_character(
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let (room, _) = play(&steps);
        let register = &room.register;
        for line in room.file().lines() {
            prop_assert!(safe(line));
        }
        let report = report(&room.recording(), &Options::default()).unwrap();
        let told = brief::brief(register, None, &[], room.now);
        for line in report.lines().chain(told.lines()).chain(room.printed().lines()) {
            prop_assert!(safe(line), "{}", line);
        }
        let json = show::show(register, None, &[], room.now, None).json();
        prop_assert!(safe(&json));
        let parsed: Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(parsed["timeline"].as_array().unwrap().len(), room.records.len());
    }

    #[test]
    fn words_are_kept_byte_for_byte(text in any_text()) {
        let mut room = Room::staffed();
        for command in one_of_each(Seq(1), room.now) {
            let command = with_words(command, &text);
            let sent = serde_json::to_string(&command).unwrap();
            prop_assert_eq!(serde_json::from_str::<Command>(&sent).unwrap(), command.clone());
            // Recorded whether it would be refused or not: the line reads back as it was.
            let id = CommandId(Uuid::from_u128(1 << 100));
            let author = Handle::warroom();
            let ask = Ask { id, author, knew: None, now: room.now, command: command.clone() };
            room.record(&ask, command.event());
        }
        prop_assert_eq!(folded(&room.lines), room.register);
    }
}
