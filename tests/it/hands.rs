//! The lead's hands from any shell: help and promises, decisions before the room, call rounds,
//! plans, what is away from normal, the review at the end. The real program, against its record.

use crate::room::opened;
use crate::terminal::Machine;
use serde_json::Value;
use std::fs;

const USUAL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (160, 45);

const PLAN: &str = r#"
name = "checkout down"
kind = "availability"
service = "checkout"
agreed_by = "the payments team"
agreed_on = "2026-06-03"
questions = ["which regions?", "since which deploy?"]

[[tasks]]
text = "look at the deploys of the last hour"
minutes = 5

[[decisions]]
text = "at night: friendly error page, fix in the morning"
"#;

/// What `warroom show --json` says.
fn shown(machine: &Machine) -> Value {
    serde_json::from_str(&machine.run(&["show", "--json"]).ok()).unwrap()
}

/// The number of the entry that this command made.
fn placed(machine: &Machine, arguments: &[&str]) -> String {
    machine.run(arguments).ok().trim().trim_start_matches('#').to_owned()
}

fn plan_file(machine: &Machine, text: &str) {
    let folder = machine.home().join("config/plans");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("checkout.toml"), text).unwrap();
}

#[test]
fn the_leads_hands_from_any_shell() {
    let (ana, ben) = (Machine::of("ana"), Machine::of("ben"));
    plan_file(&ana, PLAN);
    let (a, invite) = opened(&ana, LARGE);
    let b = ben.terminal(USUAL, &["join", &invite]);
    b.sees("saw >");
    a.sees("ben");

    // Help: asked, promised, put off, answered.
    let help = placed(
        &ben,
        &["need", "charged twice?", "--of", "Payline", "--kind", "supplier", "--ref", "88213"],
    );
    ben.run(&["promised", &help, "--by", "20m", "their night shift"]).ok();
    assert_eq!(shown(&ana)["help"][0]["state"], "promised");
    let listed = ana.run(&["promises"]).ok();
    assert!(listed.contains("Payline answers (88213)"), "{listed}");
    ben.run(&["snooze", &help, "5"]).ok();
    ben.run(&["helped", &help, "no, once"]).ok();
    let now = shown(&ana);
    assert_eq!((&now["help"][0]["state"], &now["promises"][0]), (&"answered".into(), &Value::Null));

    // A decision: options, before the room, objected to, called over the objection, looked at.
    let proposed = placed(
        &ben,
        &[
            "propose",
            "drain eu-west",
            "--option",
            "wait",
            "--option",
            "drain half",
            "--look",
            "10m",
        ],
    );
    ana.run(&["put", &proposed, "--seconds", "5"]).refused(1, "15 to 120");
    ana.run(&["put", &proposed]).ok();
    ben.run(&["object", &proposed, "us-east is full"]).ok();
    ana.run(&["call", &proposed, "go"]).refused(1, "a reason is needed");
    ana.run(&["call", &proposed, "go", "eu-west is worse"]).ok();
    let give = ana.run(&["task", "drain it", "--owner", "ben", "--about", &proposed]);
    assert!(!give.err.contains("already"), "{}", give.err);
    let second = ana.run(&["task", "watch it", "--owner", "ben"]);
    assert!(second.err.contains("drain it already"), "a second one is warned of: {}", second.err);
    second.ok();
    let now = shown(&ana);
    let decision = &now["decisions"][0];
    assert_eq!(decision["options"], serde_json::json!(["wait", "drain half"]));
    assert_eq!(decision["tasks"].as_array().unwrap().len(), 1);
    assert_eq!(now["promises"][0]["what"], "look");
    ana.run(&["look", &proposed, "never"]).ok();
    assert_eq!(shown(&ana)["promises"], serde_json::json!([]));

    // How does it stand?
    ana.run(&["round", "--to", "ben"]).ok();
    ben.run(&["stand", "6 of 12 pods", "--needs", "a token"]).ok();
    ben.run(&["skills", "checkout, kubernetes"]).ok();
    let helpers = ana.run(&["helpers"]).ok();
    assert!(helpers.contains("ben  checkout, kubernetes"), "{helpers}");
    assert!(helpers.contains("6 of 12 pods"), "{helpers}");
    assert!(helpers.contains("LEAD: keep your hands free"), "{helpers}");

    // What is away from normal, and what an action really hit.
    let did = placed(&ben, &["did", "drained it", "--on", "eu-west", "--in-place"]);
    ben.run(&["target", &did, "eu-central"]).ok();
    let now = shown(&ana);
    assert_eq!(now["away_from_normal"].as_array().unwrap().len(), 1);
    assert_eq!(now["actions"][0]["target"], "eu-west");
    assert_eq!(now["actions"][0]["actual_target"], "eu-central");
    ben.run(&["putback", &did, "undrained"]).ok();
    assert_eq!(shown(&ana)["away_from_normal"], serde_json::json!([]));
}

#[test]
fn a_plan_is_laid_out_and_closing_names_who_calls_the_review() {
    let ana = Machine::of("ana");
    plan_file(&ana, PLAN);
    ana.run(&["open", "Checkout returns 500s", "--severity", "P2", "--no-join"]).ok();
    let plans = ana.run(&["plans"]).ok();
    let brings = "2 questions, 1 task, 1 standing decision";
    assert!(plans.contains("checkout down (for availability"), "{plans}");
    assert!(plans.contains(brings), "{plans}");
    ana.run(&["plan", "disk", "full"]).refused(1, "there are checkout down");
    ana.run(&["plan", "checkout", "down"]).ok();
    let now = shown(&ana);
    assert_eq!(now["questions"].as_array().unwrap().len(), 2);
    assert_eq!(now["tasks"][0]["text"], "look at the deploys of the last hour");
    assert_eq!(now["standing_decisions"][0]["agreed_by"], "the payments team");
    assert_eq!(now["tasks"][0]["by"], "warroom");
    ana.run(&["talk", "call.example/43"]).ok();
    ana.run(&["impact", "half fail", "--who", "card payments", "--since", "-5m"]).ok();
    assert_eq!(shown(&ana)["impacts"][0]["who"], "card payments");
    ana.run(&["inquiry", "is the app down?", "--from", "a journalist"]).ok();
    ana.run(&["propose", "buy more disks"]).ok();
    let closed = ["phase", "closed", "quiet", "--review-by", "ana", "--review-until", "3d"];
    let said = ana.run(&closed).err;
    assert!(said.contains("still open: 1 from outside, #"), "{said}");
    assert!(said.contains(" buy more disks"), "{said}");
    // What is closed is not meant unless it is named.
    let closed = ana.run(&["show", "--json", "--incident", "INC-1"]).ok();
    let now: Value = serde_json::from_str(&closed).unwrap();
    assert_eq!(now["incident"]["talk"], "call.example/43");
    assert_eq!(now["incident"]["review"]["who"], "ana");
    ana.run(&["reviewer", "zoe", "--incident", "INC-1"]).refused(1, "zoe is not in this room");
}

/// Nobody starts with its questions: the key shows what it brings, its digit and Enter lay it out.
#[test]
fn a_plan_is_laid_out_by_its_key() {
    let ana = Machine::of("ana");
    plan_file(&ana, PLAN);
    let mut a = ana.terminal(USUAL, &["open", "Checkout returns 500s", "--severity", "P2"]);
    a.sees("Plan checkout down").sees("until then nothing of it is asked");
    assert!(shown(&ana)["questions"].as_array().unwrap().is_empty());
    a.keys("\x1b").sees("write >");
    a.keys("K").sees("what kind of trouble").sees("plan checkout down");
    a.keys("6").sees("look at the deploys of the last hour").sees("which regions?");
    a.keys("\r").sees_no("what kind of trouble");
    a.eventually("the plan laid out", || shown(&ana)["tasks"].as_array().unwrap().len() == 1);
    assert_eq!(shown(&ana)["questions"].as_array().unwrap().len(), 2);
    // Once only: what was laid out says so.
    a.keys("K").sees("laid out already: #");
}

#[test]
fn words_to_choose_from_are_listed_with_what_they_mean() {
    let ana = Machine::of("ana");
    for (verb, word) in [("severity", "P1"), ("kind", "security"), ("phase", "monitoring")] {
        let listed = ana.run(&[verb, "--list"]).ok();
        assert!(listed.lines().any(|line| line.starts_with(word)), "{listed}");
    }
    ana.run(&["severity"]).refused(2, "required");
}

#[test]
fn a_bad_plan_or_policy_is_refused_with_its_name_and_line() {
    let ana = Machine::of("ana");
    plan_file(&ana, "name = \"x\"\nquestion = [\"why?\"]\n");
    let open = ["open", "Checkout returns 500s", "--no-join"];
    ana.run(&open).refused(2, "plans/checkout.toml:2");
    plan_file(&ana, PLAN);
    fs::write(ana.home().join("config/policy.toml"), "[severity.P3]\nnags = 3\n").unwrap();
    ana.run(&open).refused(2, "policy.toml:2");
    fs::remove_file(ana.home().join("config/policy.toml")).unwrap();
    ana.run(&open).ok();
}
