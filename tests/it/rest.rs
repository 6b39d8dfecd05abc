//! What was left to a small group, and promises of an incident of before.

use crate::library::{MARCH, read_calendar, written};
use crate::terminal::Machine;
use serde_json::Value;

fn json(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What is left to a small group comes back when its days are over.
#[test]
fn a_rest_that_is_over_is_listed_and_reminded_of() {
    let ana = Machine::of("ana");
    let text = format!(
        "{MARCH}15:26 ana review recommend technical alert on payments as rest\n\
         15:27 ana review rest $rest --until 2026-03-05\n"
    );
    ana.run(&["import", "--past", &written(&ana, "march.txt", &text)]).ok();
    let listed = ana.run(&["actions"]).ok();
    let first = listed.lines().find(|line| line.contains("alert on payments")).unwrap();
    assert!(
        first.starts_with("OVERDUE  2026-03-05 -") && first.contains("alert on payments"),
        "{listed}"
    );
    assert!(first.ends_with("rest is over, no answer yet"), "{listed}");
    let all = json(&ana.run(&["actions", "--json"]).ok());
    let rest = all.iter().find(|one| one["rest_over"] == true).unwrap();
    assert_eq!((&rest["overdue"], &rest["state"]), (&true.into(), &"resting".into()));
    let calendar = ana.home().join("a.ics");
    ana.run(&["actions", "--ics", calendar.to_str().unwrap()]).ok();
    let rest =
        ("2026-03-05".to_owned(), "rest is over, no answer yet: alert on payments".to_owned());
    assert!(read_calendar(&calendar).contains(&rest));
    let lobby = ana.terminal((120, 40), &[]);
    lobby.sees("2 OVERDUE");
}

/// Words that were promised and never came are said to be missing, also of an incident of before.
#[test]
fn a_promise_of_words_is_kept_or_not_also_in_an_incident_of_before() {
    let ana = Machine::of("ana");
    let text = "title Shop down\n2026-05-05 10:00 ana saw it is down\n\
                10:15 ana update We look into it --audience public --minutes 15\n\
                11:00 ana phase resolved up again\n11:10 ana phase closed\n";
    ana.run(&["import", "--past", &written(&ana, "shop.txt", text)]).ok();
    let report = ana.run(&["report", "INC-9001"]).ok();
    assert!(report.contains("next one promised for 2026-05-05 10:30, never sent"), "{report}");
    let data: Value =
        serde_json::from_str(&ana.run(&["report", "INC-9001", "--format", "json"]).ok()).unwrap();
    assert_eq!((&data["kept"]["promises"], &data["kept"]["promises_kept"]), (&1.into(), &0.into()));
}
