//! Times with their day, and approximate ones, as a person meets them at a shell and on a screen.

use serde_json::Value;

use crate::library::{MARCH, written};
use crate::terminal::Machine;

#[test]
fn an_approximate_time_stays_approximate_wherever_it_is_shown() {
    let ana = Machine::of("ana");
    let march = MARCH.replace("--at 13:58", "--at 13:58~").replace("15:10 ana", "15:10~ ana");
    assert_eq!(ana.run(&["import", "--past", &written(&ana, "m.txt", &march)]).ok(), "INC-9001\n");
    let report = ana.run(&["report", "INC-9001"]).ok();
    assert!(report.contains("| Closed | ~2026-03-03 15:10 |"), "{report}");
    assert!(ana.run(&["stats"]).ok().contains("to restore: median ~42 m 0 s"));
    let data: Value = serde_json::from_str(&ana.run(&["stats", "--json"]).ok()).unwrap();
    let times = data["incidents"]["times"].as_array().unwrap();
    let restore = times.iter().find(|time| time["name"] == "restore").unwrap();
    assert_eq!((&restore["median_about"], &restore["about"][0]), (&true.into(), &true.into()));
    ana.run(&["open", "Checkout returns 500s", "--severity", "P1", "--no-join"]).ok();
    ana.run(&["fact", "only eu-west is hit"]).ok();
    let like = ana.run(&["similar", "INC-1"]).ok();
    assert!(like.contains("roll back the deploy, ~42m"), "{like}");
}

/// An incident of three days, as somebody types it in.
const DAYS: &str = "\
title Production database deleted
severity P1
2026-03-03 17:20 ana saw replication lags
20:58 ana saw the first evening
2026-03-04 01:57 ana saw the first night
20:58 ana saw the second evening
2026-03-05 01:57 ana saw the second night
03:00 ana phase closed
";

#[test]
fn a_time_is_of_the_day_that_is_said_and_never_of_one_that_is_guessed() {
    let ana = Machine::of("ana");
    assert_eq!(ana.run(&["import", "--past", &written(&ana, "d.txt", DAYS)]).ok(), "INC-9001\n");
    let last = |moment: &str| {
        let shown = ana.run(&["replay", "INC-9001", "--as-of", moment]);
        let shown = shown.ok();
        shown.lines().last().unwrap_or_default().to_owned()
    };
    ana.run(&["show", "INC-9001", "--as-of", "20:59"])
        .refused(2, "more than one day has 20:59: write the day too, as in '3 Mar 20:59'");
    assert!(last("3 Mar 20:59").contains("the first evening"));
    assert!(last("2026-03-04 20:59").contains("the second evening"));
    assert!(last("2026-03-05T01:57:30Z").contains("the second night"));
    let all = ana.run(&["replay", "INC-9001"]).ok();
    let days: Vec<&str> = all.lines().filter(|line| line.ends_with(" 2026 UTC")).collect();
    // The last one is that of the typing in.
    assert_eq!(days[..2], ["Wednesday 4 March 2026 UTC", "Thursday 5 March 2026 UTC"], "{all}");
    // Only one day has it: that is said.
    let only = ana.run(&["show", "INC-9001", "--as-of", "10:00"]);
    assert!(only.err.contains("as of 4 Mar 10:00 UTC, up to #4"), "{}", only.err);
    ana.run(&["replay", "INC-9001", "--as-of", "3 Mar 17:19"])
        .refused(2, "nothing was on the record yet at 3 Mar 17:19");
    // A report of then, with the hash of then.
    let then = ana.run(&["report", "INC-9001", "--as-of", "3 Mar 20:59"]).ok();
    assert!(then.contains("the first evening") && !then.contains("the first night"), "{then}");
    assert!(then.contains("up to record `#3`"), "{then}");
    let screen = ana.terminal((160, 45), &["replay", "INC-9001", "--as-of", "4 Mar 01:58"]);
    screen.sees("AT 4 Mar 01:58:00").sees_no("second");
}

#[test]
fn a_day_may_be_given_to_whatever_takes_a_time() {
    let ana = Machine::of("ana");
    ana.run(&["open", "Checkout returns 500s", "--no-join"]).ok();
    let day = |days: i64| {
        let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let now = i64::try_from(seconds.as_millis()).unwrap();
        let at = warroom_register::At::from_ms(now).plus_seconds(days * 86_400);
        (at.to_string().chars().take(10).collect::<String>(), at.short_day())
    };
    let (yesterday, short) = day(-1);
    let saw = ana.run(&["saw", "it began to creak", "--at", &format!("{yesterday} 23:10")]);
    assert!(saw.err.contains(&format!("when it happened: {short} 23:10 UTC")), "{}", saw.err);
    ana.run(&["mark", "began", "--at", &format!("{short} 23:05~")]).ok();
    let shown: Value = serde_json::from_str(&ana.run(&["show", "--json"]).ok()).unwrap();
    let timeline = shown["timeline"].as_array().unwrap();
    let creak = timeline.iter().find(|row| row["text"] == "it began to creak").unwrap();
    assert_eq!(creak["seen_at"], format!("{yesterday}T23:10:00.000Z"));
    assert!(ana.run(&["show"]).ok().contains(&format!("it began about {short} 23:05")));
    ana.run(&["saw", "x", "--at", "31 Nov 10:00"]).refused(2, "is no time: write 14:06");
    ana.run(&["phase", "closed", "quiet"]).ok();
    ana.run(&["review", "open", "ana"]).ok();
    let missing = ["review", "missing", "the mirror", "--at", &format!("{yesterday} 23:20")];
    ana.run(&missing).ok();
    // A time of a closed incident is one of its days, and none that is still to come today.
    ana.run(&["review", "missing", "the end", "--at", "23:59:59"])
        .refused(2, "of another day write");
    ana.run(&["mark", "restored", "--at", "23:59:59", "--incident", "INC-1"])
        .refused(2, "of another day write");
    // Where the incident is named makes no difference.
    let file = ana.home().join("review.ics").display().to_string();
    ana.run(&["review", "--incident", "INC-1", "invite", "-o", &file]).ok();
    ana.run(&["review", "INC-1", "comment", "I was on the phone"]).ok();
    ana.run(&["review", "--hide-title", "agree"]).refused(2, "is of the meeting's screen");
    let kind = ["review", "recommend", "technical", "colour the prompt"];
    let entry = ana.run(&kind).ok();
    let entry = entry.trim().trim_start_matches('#');
    ana.run(&["review", "accept", entry, "ana", "2020-01-01"]).refused(2, "is over already");
    ana.run(&["review", "accept", entry, "ana", &day(2).1]).ok();
}
