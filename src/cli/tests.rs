use super::*;
use clap::CommandFactory as _;

/// Every command, and those below it.
fn commands() -> Vec<(String, clap::Command)> {
    fn below(name: &str, command: &clap::Command, all: &mut Vec<(String, clap::Command)>) {
        for sub in command.get_subcommands() {
            let name = format!("{name} {}", sub.get_name());
            below(&name, sub, all);
            all.push((name, sub.clone()));
        }
    }
    let mut program = Cli::command();
    program.build();
    let mut all = Vec::new();
    below("warroom", &program, &mut all);
    all
}

#[test]
fn the_definitions_hold_together() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_says_what_it_does_and_shows_an_example_that_reads() {
    for (name, command) in commands() {
        assert!(command.get_about().is_some(), "{name} has no about");
        if command.has_subcommands() {
            continue;
        }
        let help = command.clone().render_help().to_string();
        let example =
            help.split("Example: ").nth(1).unwrap_or_else(|| panic!("{name}: no example"));
        let example = example.lines().next().unwrap();
        let typed = example.split(" | ").find(|part| part.starts_with("warroom")).unwrap();
        let words = shell_words(typed.split(" > ").next().unwrap().split(" && ").next().unwrap());
        let read = Cli::try_parse_from(words);
        assert!(read.is_ok(), "{name}: {example}: {}", read.unwrap_err());
    }
}

/// Words as a shell sees them, with single quotes only.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

#[test]
fn exit_codes_are_those_that_were_promised() {
    assert_eq!(Trouble::Refused(String::new()).code(), 1);
    assert_eq!(Trouble::Usage(String::new()).code(), 2);
    assert_eq!(Trouble::Unreachable(String::new()).code(), 3);
    let usage = Cli::try_parse_from(["warroom", "foo"]).unwrap_err();
    assert_eq!(usage.exit_code(), 2);
    let help = Cli::try_parse_from(["warroom", "--help"]).unwrap_err();
    assert_eq!(help.exit_code(), 0);
}

#[test]
fn every_word_of_a_closed_set_is_offered_with_its_meaning() {
    let help = |name: &str| {
        let (_, mut found) = commands().into_iter().find(|(n, _)| n == name).unwrap();
        found.render_long_help().to_string()
    };
    let outcome = help("warroom outcome");
    assert!(
        outcome.contains("made_it_worse") && outcome.contains("made things worse"),
        "{outcome}"
    );
    assert!(help("warroom severity").contains("complete outage"));
}

#[test]
fn flags_may_stand_behind_the_words_and_words_may_begin_with_a_dash() {
    let cli = Cli::try_parse_from(["warroom", "task", "roll", "back", "--owner", "ben"]).unwrap();
    let Some(Verb::Write(write::Write::Task { words, owner, .. })) = cli.verb else {
        panic!("no task")
    };
    assert_eq!(
        (words.text.join(" "), owner.unwrap().to_string()),
        ("roll back".into(), "ben".into())
    );
    let cli = Cli::try_parse_from(["warroom", "saw", "--", "-5 degrees"]).unwrap();
    let Some(Verb::Write(write::Write::Saw { entry, .. })) = cli.verb else { panic!("no saw") };
    assert_eq!(entry.text, ["-5 degrees"]);
}

#[test]
fn an_invite_without_a_fingerprint_is_refused_and_one_may_be_joined_elsewhere() {
    let link = |text: &str| text.parse::<warroom_register::InviteLink>().unwrap();
    let pin = "A".repeat(43);
    let whole = link(&format!("warroom://10.0.0.4:7443/INC-42/{}/{pin}", "A".repeat(22)));
    let place = seat::Place::of_invite(&whole, None).unwrap();
    assert_eq!(place.addresses, ["10.0.0.4:7443"]);
    let moved = seat::Place::of_invite(&whole, Some("10.0.0.9:7444")).unwrap();
    assert_eq!((moved.addresses, moved.pin), (vec!["10.0.0.9:7444".to_owned()], place.pin));
    assert!(seat::Place::of_invite(&whole, Some("nowhere")).is_err());
    let open = link(&format!("warroom://war.example:443/INC-42/{}/-", "A".repeat(22)));
    let why = seat::Place::of_invite(&open, None).unwrap_err().to_string();
    assert!(why.contains("fingerprint"), "{why}");
}

#[test]
fn a_proposal_is_put_to_the_room_for_the_usual_time() {
    use warroom_register::limits::WINDOW_SECONDS;
    let put = |more: &[&str]| {
        let cli = Cli::try_parse_from([&["warroom", "put", "31"][..], more].concat()).unwrap();
        format!("{:?}", cli.verb)
    };
    assert!(put(&[]).contains(&format!("seconds: {WINDOW_SECONDS} ")), "{}", put(&[]));
    assert!(put(&["--seconds", "60"]).contains("seconds: 60 "));
}

#[test]
fn a_cast_says_how_its_people_are_called() {
    let mut all = commands();
    let (_, cast) = all.iter_mut().find(|(name, _)| name == "warroom cast").unwrap();
    let help = cast.render_long_help().to_string();
    assert!(help.contains("the number under which they came"), "{help}");
    assert!(!help.contains("By what they did"), "{help}");
}

#[test]
fn a_template_that_is_not_there_is_not_made_by_an_export() {
    let why = source::read_or(std::path::Path::new("/nowhere/x.md"), paper::NO_TEMPLATE);
    let why = why.unwrap_err().to_string();
    assert!(why.contains("without --template") && !why.contains("export"), "{why}");
}
