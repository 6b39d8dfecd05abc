use super::*;
use warroom_register::words::Kind;

fn paths(folder: &tempfile::TempDir) -> Paths {
    Paths::under(folder.path())
}

/// What is said of these files, or the policy.
fn with(files: &[(&str, &str)]) -> Result<Policy, String> {
    let folder = tempfile::tempdir().unwrap();
    let paths = paths(&folder);
    let config = paths.config_folder();
    std::fs::create_dir_all(config.join("plans")).unwrap();
    for (name, text) in files {
        std::fs::write(config.join(name), text).unwrap();
    }
    let folder = config.display().to_string();
    load(&paths).map_err(|e| e.to_string().replace(&folder, "CONFIG"))
}

#[test]
fn without_files_the_built_in_table_holds() {
    assert_eq!(with(&[]), Ok(Policy::standard()));
}

#[test]
fn a_severity_differs_where_the_file_says_so() {
    let text = "task_minutes = 15\n[severity.P3]\nroles = [\"comms\"]\nnags = true\n\
                [severity.P1]\nword_minutes = 0\n";
    let policy = with(&[("policy.toml", text)]).unwrap();
    let p3 = policy.rule(Severity::P3);
    assert_eq!((p3.roles, p3.nags, p3.answer_seconds), (vec![Role::Comms], true, 300));
    assert_eq!(policy.rule(Severity::P1).word_minutes, None);
    assert_eq!(policy.rule(Severity::P2), Rule::standard(Severity::P2));
    assert_eq!(policy.task_minutes, 15);
}

#[test]
fn plans_are_read_in_the_order_of_their_names() {
    let plan = |name: &str| format!("name = \"{name}\"\nkind = \"data\"\nquestions = [\"why?\"]\n");
    let policy = with(&[
        ("plans/b.toml", &plan("second")),
        ("plans/a.toml", &plan("first")),
        ("plans/notes.txt", "not a plan"),
    ]);
    let plans = policy.unwrap().plans;
    let names: Vec<_> = plans.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["first", "second"]);
    assert_eq!(plans[0].kind, Some(Kind::Data));
}

#[test]
fn a_bad_file_is_refused_with_its_name_and_line() {
    let refused = |name: &str, text: &str| with(&[(name, text)]).unwrap_err();
    let plan = "name = \"x\"\nquestions = [\"why?\"]\n";
    assert!(
        refused("plans/a.toml", "name = \"x\"\nwords = 3\n").starts_with("CONFIG/plans/a.toml:2: ")
    );
    assert!(
        refused("plans/a.toml", "name = \"x\"\n[[tasks]]\ntext = 3\n")
            .starts_with("CONFIG/plans/a.toml:3: ")
    );
    assert_eq!(
        refused("plans/a.toml", "name = \"x\"\n"),
        "CONFIG/plans/a.toml: the plan has no questions, tasks or decisions"
    );
    assert!(refused("policy.toml", "[severity.P9]\n").starts_with("CONFIG/policy.toml:1: "));
    assert!(
        refused("policy.toml", "[severity.P1]\nnags = 3\n").starts_with("CONFIG/policy.toml:2: ")
    );
    assert_eq!(
        refused("policy.toml", "task_minutes = 0\n"),
        "CONFIG/policy.toml: task_minutes is 0: a box has at least a minute"
    );
    assert_eq!(
        with(&[("plans/a.toml", plan), ("plans/b.toml", plan)]).unwrap_err(),
        "CONFIG/plans/b.toml: another file has a plan named x too: name one of them anew"
    );
    let long = format!("name = \"x\"\nquestions = [\"{}\"]\n", "x".repeat(40_000));
    assert!(refused("plans/a.toml", &long).ends_with("32768 are the most"));
}
