//! What was left to a small group, and promises of an incident of before.

use crate::library::{MARCH, read_calendar, with_march, written};
use crate::terminal::Machine;
use serde_json::Value;
use warroom_register::At;

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

/// An incident that was typed in has no room: its recommendations are answered where it is kept.
#[test]
fn what_rests_in_an_incident_of_before_is_answered_where_it_is_kept() {
    let ana = Machine::of("ana");
    let text = format!(
        "{MARCH}15:26 ana review recommend technical alert on payments as alert\n\
         15:27 ana review rest $alert --until 2026-03-05\n\
         15:28 ana review recommend technical a second region as region\n\
         15:29 ana review rest $region --until 2026-03-05\n"
    );
    ana.run(&["import", "--past", &written(&ana, "march.txt", &text)]).ok();
    let all = json(&ana.run(&["actions", "--json"]).ok());
    let entry =
        |words: &str| all.iter().find(|one| one["text"] == words).unwrap()["entry"].to_string();
    let (alert, region) = (entry("alert on payments"), entry("a second region"));
    let told = ana.run(&["actions"]).err;
    let how = format!("warroom actions accept INC-9001 {alert} WHO DATE");
    assert!(told.contains(&how) && told.contains("decline INC-9001"), "{told}");

    // As in a review: by whoever may, to a day that is to come, with a reason, accepted before it is done.
    let accept = ["actions", "accept", "INC-9001", &alert, "cy", "2027-12-01"];
    let others = ana.run(&[&accept[..], &["--as", "dia"]].concat());
    assert!(others.err.contains("--as HANDLE says it as them"), "{others:?}");
    others.refused(1, "ana leads");
    ana.run(&["actions", "accept", "INC-9001", &alert, "cy", "2026-03-06"])
        .refused(2, "2026-03-06");
    ana.run(&["actions", "accept", "INC-9001", "3", "cy", "2027-12-01"]).refused(1, "#3");
    ana.run(&["actions", "done", "INC-9001", &alert]).refused(1, "accepted");
    let listed = ana.run(&["actions"]).ok();
    assert_eq!(listed.matches("rest is over").count(), 2, "nothing of that was kept: {listed}");

    // Somebody who was not in it makes it happen.
    ana.run(&[&accept[..], &["--link", "TEAM-7"]].concat()).ok();
    ana.run(&["actions", "decline", "INC-9001", &region, "it", "costs", "too", "much"]).ok();
    let listed = ana.run(&["actions"]).ok();
    let line = listed.lines().find(|line| line.contains("alert on payments")).unwrap();
    assert!(line.starts_with("open     2027-12-01 cy") && line.ends_with("TEAM-7"), "{listed}");
    assert!(!listed.contains("rest is over"), "{listed}");
    ana.run(&["actions", "done", "INC-9001", &alert, "it rings"]).ok();
    let all = ana.run(&["actions", "--all"]).ok();
    assert!(all.contains("it costs too much") && all.contains("it rings"), "{all}");
    assert!(ana.run(&["report", "INC-9001"]).ok().contains("it costs too much"));
    let file = ana.home().join("out.jsonl");
    ana.run(&["export", "INC-9001", "-o", file.to_str().unwrap()]).ok();
    ana.run(&["verify", file.to_str().unwrap()]).ok();
}

fn today() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = At::from_ms(i64::try_from(now.as_millis()).unwrap());
    now.to_string().chars().take("2026-12-04".len()).collect()
}

/// What is done says on which day it was, and where it was tracked.
#[test]
fn what_is_done_keeps_its_day_and_its_link() {
    let ana = with_march();
    let all = json(&ana.run(&["actions", "--json"]).ok());
    let entry = all[0]["entry"].to_string();
    let day = today();
    let day = day.as_str();
    ana.run(&["actions", "done", "INC-9001", &entry, "live on all hosts"]).ok();
    let listed = ana.run(&["actions", "--all"]).ok();
    let line = listed.lines().find(|line| line.starts_with("done")).unwrap();
    assert!(line.starts_with("done     20") && line.contains(" ben "), "{line}");
    let told = line.split_whitespace().nth(1).unwrap();
    assert!(told >= day, "{line}");
    assert!(line.contains("TEAM-481") && line.contains("live on all hosts"), "{line}");
    let all = json(&ana.run(&["actions", "--all", "--json"]).ok());
    let done = all.iter().find(|one| one["state"] == "done").unwrap();
    assert_eq!((&done["link"], &done["overdue"]), (&"TEAM-481".into(), &false.into()));
    assert!(done["done_at"].as_str().unwrap() >= day, "{done}");
    assert!(done["due"].as_str().unwrap().starts_with("2026-04-01"), "{done}");
    assert!(all.iter().all(|one| one["state"] == "done" || one.get("done_at").is_none()));

    // At every width the whole of it is there.
    for columns in [40, 80, 160] {
        let screen = ana.terminal((columns, 40), &["actions", "--all"]);
        screen.sees("TEAM-481").sees(&format!("done     {told}"));
    }

    // In a calendar it takes the place of its reminder, and reminds of nothing.
    let calendar = ana.home().join("a.ics");
    ana.run(&["actions", "--all", "--ics", calendar.to_str().unwrap()]).ok();
    let text = std::fs::read_to_string(&calendar).unwrap().replace("\r\n ", "");
    let events: Vec<&str> = text.split("BEGIN:VEVENT").skip(1).collect();
    assert_eq!(events.len(), 2, "what was declined is in no calendar: {text}");
    let done = events.iter().find(|event| event.contains("SUMMARY:done: ben: colour")).unwrap();
    assert!(!done.contains("VALARM") && done.contains("TEAM-481"), "{done}");
    assert!(done.contains("Done on 20") && done.contains("live on all hosts"), "{done}");
    assert!(done.contains(&format!("UID:{entry}.")), "{done}");
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
