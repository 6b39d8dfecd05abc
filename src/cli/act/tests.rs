use super::*;
use crate::app::tests::fixture::{World, at};
use crate::cli::Cli;
use crate::cli::Verb;
use clap::Parser as _;
use warroom_register::NewEntry;
use warroom_register::words::{Audience, EntryKind, Moment, Outcome, PersonalData, Severity};
use warroom_register::{Record, Seq};

const NOW: At = At::from_ms(1_795_000_000_000);

fn typed(line: &str) -> Write {
    let cli = Cli::try_parse_from(std::iter::once("warroom").chain(line.split(' '))).unwrap();
    match cli.verb {
        Some(Verb::Write(write)) => write,
        other => panic!("{other:?}"),
    }
}

fn command(line: &str) -> Command {
    let write = typed(line);
    let text = write.wanted().typed();
    write.command(text, NOW, None).unwrap()
}

#[test]
fn entries_have_the_fields_of_their_kind() {
    use EntryKind as K;
    let written = |line| match command(line) {
        Command::Write {
            kind,
            text,
            seen_at,
            about,
            owner,
            minutes,
            suspected,
            replaces,
            audience,
            personal_data,
            ..
        } => {
            let at = seen_at.map(|s| NOW.seconds_since(s.at));
            let whom = owner.map(|o| o.to_string());
            (
                kind,
                text.raw().to_owned(),
                (at, about, whom, minutes, suspected, replaces),
                (audience, personal_data),
            )
        }
        other => panic!("{other:?}"),
    };
    let none = (None, None);
    let bare = (None, None, None, None, false, None);
    assert_eq!(written("saw 5xx at 40"), (K::Observation, "5xx at 40".into(), bare, none));
    let (.., fields, _) = written("saw it --at -5m --about 3");
    assert_eq!(fields, (Some(300), Some(Seq(3)), None, None, false, None));
    let (.., fields, _) = written("task roll back --owner ben --minutes 10");
    assert_eq!(fields, (None, None, Some("ben".into()), Some(10), false, None));
    let (.., fields, _) = written("fact x --suspected --replaces #4");
    assert_eq!(fields, (None, None, None, None, true, Some(Seq(4))));
    let (.., extra) = written("update we are on it");
    assert_eq!(extra, (Some(Audience::Public), None));
    let (kind, .., extra) = written("impact half --personal-data not-known");
    assert_eq!((kind, extra), (K::Impact, (None, Some(PersonalData::NotKnown))));
}

#[test]
fn steps_of_a_task() {
    let id = Seq(27);
    assert_eq!(command("yes 27"), Command::Acknowledge { entry: id });
    assert_eq!(command("done #27"), Command::Finish { entry: id, text: Text::default() });
    assert_eq!(command("extend 27"), Command::Extend { entry: id, minutes: 10, from_now: true });
    assert_eq!(command("assign 27 nobody"), Command::Assign { entry: id, to: None, minutes: None });
    let to = Some("ben".parse().unwrap());
    assert_eq!(command("assign 27 @ben"), Command::Assign { entry: id, to, minutes: None });
    let worse =
        Command::Verify { entry: id, outcome: Outcome::MadeItWorse, text: "more 5xx".into() };
    assert_eq!(command("outcome 27 made-it-worse more 5xx"), worse);
    assert_eq!(command("no 27 no access"), Command::Decline { entry: id, why: "no access".into() });
}

#[test]
fn the_state_of_the_incident() {
    let grade = |severity| Command::Grade { severity, why: Text::default() };
    assert_eq!(command("severity p2"), grade(Severity::P2));
    assert_eq!(command("severity sev1"), grade(Severity::P1));
    let when = Seen { at: NOW, about: false };
    assert_eq!(command("mark began"), Command::Mark { moment: Moment::Began, when });
    let when = Seen { at: NOW.plus_seconds(-7200), about: true };
    assert_eq!(command("mark began --at -2h~"), Command::Mark { moment: Moment::Began, when });
    assert_eq!(command("star 3 --off"), Command::Star { entry: Seq(3), on: false });
}

#[test]
fn a_time_that_is_none_is_wrong_usage() {
    let write = typed("saw it --at noon");
    assert!(matches!(write.command("it".into(), NOW, None), Err(Trouble::Usage(_))));
}

/// A deed of a review, as it is typed behind `warroom review`.
fn step(line: &str) -> ReviewStep {
    #[derive(clap::Parser)]
    struct Typed {
        #[command(subcommand)]
        step: ReviewStep,
    }
    Typed::try_parse_from(std::iter::once("review").chain(line.split(' '))).unwrap().step
}

/// The words of a sentence in which usage is refused.
fn refused(done: Result<Command, Trouble>) -> String {
    let Err(Trouble::Usage(why)) = done else { panic!("{done:?}") };
    why
}

#[test]
fn after_the_closing_a_bare_time_is_of_the_incidents_days_however_early_it_is_today() {
    let mut world = World::open("14:06", "Checkout returns 500s");
    world.script("16:00 ana phase closed");
    // The next morning, at ten.
    let morning = at("10:00").plus_seconds(86_400);
    let missing = Write::Review { step: step("missing mirror --at 14:06") };
    missing.made_right(morning).unwrap();
    match missing.command("the mirror".into(), morning, Some(&world.register)).unwrap() {
        Command::AddMissing { seen_at, .. } => assert_eq!(seen_at.at, at("14:06")),
        other => panic!("{other:?}"),
    }
    let mark = typed("mark restored --at 15:40");
    mark.made_right(morning).unwrap();
    let when = Seen { at: at("15:40"), about: false };
    let marked = mark.command(String::new(), morning, Some(&world.register)).unwrap();
    assert_eq!(marked, Command::Mark { moment: Moment::Restored, when });
    // While it runs, it is still to come today.
    let running = World::open_at(morning, "Checkout returns 500s").register;
    let why =
        refused(typed("mark restored --at 15:40").command(String::new(), morning, Some(&running)));
    assert!(why.contains("15:40 is still to come today"), "{why}");
}

#[test]
fn a_slow_machine_refuses_no_time_that_the_servers_clock_takes() {
    let (here, server) = (at("14:04"), at("14:07"));
    let day = server.to_string().chars().take(10).collect::<String>();
    let full = format!("{day}T14:06");
    for at in ["14:06", &full] {
        let line = format!("saw it --at {at}");
        typed(&line).made_right(here).unwrap();
        assert!(refused(typed(&line).command("it".into(), here, None)).contains("to come"));
        typed(&line).command("it".into(), server, None).unwrap();
    }
    // And a fast one none that is still to come there.
    let fast = typed(&format!("propose it --look {full}"));
    fast.made_right(server).unwrap();
    assert!(refused(fast.clone().command("it".into(), server, None)).contains("over already"));
    fast.command("it".into(), here, None).unwrap();
    // What is no time is refused before a pipe is waited for.
    for line in ["saw it --at noon", "saw it --at 24:00", "propose it --look soon"] {
        assert!(typed(line).made_right(here).is_err(), "{line}");
    }
}

/// A register in which #1 is a task, #2 a fact and #3 a task.
fn register() -> Register {
    let event = |kind| NewEntry::of(kind, "x").write().event();
    let kinds = [EntryKind::Task, EntryKind::Fact, EntryKind::Task];
    let records = (1..).zip(kinds).map(|(n, kind)| Record {
        seq: Seq(n),
        prev: warroom_register::Hash::default(),
        salt: None,
        at: NOW,
        by: "ana".parse().unwrap(),
        knew: None,
        command: warroom_register::CommandId(uuid::Uuid::from_u128(n.into())),
        event: event(kind),
        redacted_by: None,
        hash: None,
    });
    Register::of(&records.collect::<Vec<_>>()).unwrap()
}

#[test]
fn an_action_that_names_a_task_is_tied_to_it() {
    let register = register();
    let about = |line: &str| {
        let write = typed(line);
        let words = line.strip_prefix("did ").unwrap();
        assert_eq!(write.looks_up(words), entries_named(words).next().is_some(), "{line}");
        match write.command(words.to_owned(), NOW, Some(&register)).unwrap() {
            Command::Write { about, .. } => about,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(about("did restarted the pods #1"), Some(Seq(1)));
    assert_eq!(about("did as in #2: #1."), Some(Seq(1)));
    assert_eq!(about("did #1 and #1 again"), Some(Seq(1)));
    assert_eq!(about("did both #1 and #3"), None);
    assert_eq!(about("did #2"), None);
    assert_eq!(about("did nothing #x #99999999999999999999 #0"), None);
    assert_eq!(about("did plain words"), None);
}

#[test]
fn only_the_lead_is_taken_and_other_roles_are_offered() {
    let taken = command("role take lead ana has lost her link");
    assert_eq!(taken, Command::TakeLead { seen_at: None, why: "ana has lost her link".into() });
    let refused = typed("role take comms I know them").command("x".into(), NOW, None);
    let Err(Trouble::Refused(why)) = refused else { panic!("{refused:?}") };
    assert!(why.contains("only the lead is taken") && why.contains("role offer comms"), "{why}");
    let line = ["warroom", "role", "take", "ana", "has", "gone"];
    assert!(Cli::try_parse_from(line).is_err(), "a reason is no role");
}

#[test]
fn a_question_mark_in_front_of_a_fact_says_that_it_is_suspected() {
    let fact = |line| match command(line) {
        Command::Write { kind: EntryKind::Fact, text, suspected, .. } => {
            (text.raw().to_owned(), suspected)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(fact("fact ? only eu-west"), ("only eu-west".into(), true));
    assert_eq!(fact("fact ?only eu-west"), ("only eu-west".into(), true));
    assert_eq!(fact("fact only eu-west?"), ("only eu-west?".into(), false));
}

#[test]
fn a_number_that_names_nothing_is_told_with_what_mends_it() {
    let unknown = |words| unknown_entry(&register(), words, Seq(4));
    let none = unknown_entry(&Register::default(), "see #9", Seq(4));
    assert_eq!((none, unknown("see #3")), (None, None), "where nothing is known nothing is said");
    assert_eq!(
        unknown("see #1 and #999").unwrap(),
        "there is no #999 here, the last was #3: warroom amend 4 TEXT mends it"
    );
    assert!(
        typed("saw see #999").looks_up("see #999") && !typed("saw all").looks_up("#7 in a log")
    );
}

/// The entry that a line of the shell makes, as [`NewEntry`] would have it.
fn entry(line: &str) -> Command {
    let write = typed(line);
    let words = write.typed();
    write.command(words, NOW, None).unwrap()
}

#[test]
fn what_stands_in_front_of_the_words_is_read_as_in_the_line() {
    let ben = Some("ben".parse().unwrap());
    let task = NewEntry::of(EntryKind::Task, "check VAT");
    let to_ben = NewEntry { owner: ben, minutes: Some(10), ..task.clone() };
    assert_eq!(entry("task @ben 10m check VAT"), to_ben.clone().write());
    assert_eq!(entry("task check VAT @ben 10m"), to_ben.clone().write());
    assert_eq!(entry("task @ben check VAT --minutes 10"), to_ben.clone().write());
    assert_eq!(entry("task @ben 10m check VAT --owner ben"), to_ben.write());
    assert_eq!(entry("task check VAT"), task.clone().write());
    // A name and a time alone are no words of a task: the room refuses it, and nobody has "10m".
    let wordless = NewEntry { owner: ben, minutes: Some(10), text: Text::default(), ..task };
    assert_eq!(entry("task @ben 10m"), wordless.write());
    let sent = |line: &str| match entry(line) {
        Command::Write { kind, text, minutes, seen_at, affected, .. } => {
            let seen = seen_at.or_else(|| affected.and_then(|affected| affected.since));
            let seen = seen.map(|seen| (NOW.seconds_since(seen.at), seen.about));
            (kind, text.raw().to_owned(), minutes, seen)
        }
        other => panic!("{other:?}"),
    };
    let then = NOW.plus_seconds(-600);
    let clock = then.clock();
    let ago = NOW.seconds_since(then) + then.seconds_since(then.day()) % 60;
    let about_then = Some((ago, true));
    for (verb, kind) in [
        ("saw", EntryKind::Observation),
        ("did", EntryKind::Action),
        ("fact", EntryKind::Fact),
        ("ask", EntryKind::Question),
        ("task", EntryKind::Task),
        ("impact", EntryKind::Impact),
        ("decide", EntryKind::Decision),
        ("idea", EntryKind::Idea),
    ] {
        let line = format!("{verb} {clock}~ it is so");
        assert_eq!(sent(&line), (kind, "it is so".into(), None, about_then), "{line}");
        let write = typed(&line);
        assert!(write.has_time(&write.typed()), "{line}: the server's clock judges it");
    }
    let words = "we look into it".to_owned();
    assert_eq!(sent("update 30m we look into it"), (EntryKind::Update, words, Some(30), None));
    assert!(typed("task @ben it").looks_up("@ben it"));
}

#[test]
fn what_is_said_twice_and_not_alike_is_refused() {
    let why = |line| refused(typed(line).command(typed(line).typed(), NOW, None));
    assert_eq!(
        why("task @ben check VAT --owner cy"),
        "--owner says cy, and in front of the words stands ben: leave one of them out"
    );
    assert!(why("task @ben 10m check --minutes 5").starts_with("--minutes says 5, and"));
    assert!(why("update 30m we look --minutes 5").starts_with("--minutes says 5, and"));
    assert!(why("saw 11:00~ it --at 10:00").starts_with("--at says "));
}
