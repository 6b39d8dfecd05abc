use super::*;

#[test]
fn every_line_of_the_course_is_a_command_that_the_program_knows() {
    let steps = course().unwrap();
    assert!(steps.len() > 50);
    let mut named: Vec<String> = vec!["you".into()];
    for step in steps {
        for word in step.words.iter().filter_map(|w| w.strip_prefix('$')) {
            assert!(named.iter().any(|n| n == word), "${word} is used before it is named");
        }
        let number = |w: &String| {
            let filled = if w == "$you" { "newcomer" } else { "7" };
            if w.starts_with('$') { filled.to_owned() } else { w.clone() }
        };
        let words: Vec<_> = step.words.iter().map(number).collect();
        let write = read(&words).unwrap();
        let text = said(&write);
        write.command(text, warroom_register::At::from_ms(0), None).unwrap();
        named.extend(step.name);
    }
}

#[test]
fn something_happens_in_the_first_ten_seconds() {
    let steps = course().unwrap();
    let mut passed = Duration::ZERO;
    let early = steps.iter().take_while(|step| {
        passed += step.after;
        passed < Duration::from_secs(10)
    });
    assert!(early.count() >= 12);
    let first = steps.iter().take(16).find(|s| s.words.iter().any(|w| w == "$you"));
    assert!(first.is_some(), "the newcomer is given something to do early");
}

#[test]
fn what_users_have_in_the_end_is_said_once_the_site_is_back() {
    let steps = course().unwrap();
    let says = |words: &[&str]| {
        steps.iter().rposition(|step| words.iter().all(|w| step.words.iter().any(|x| x == w)))
    };
    let back = says(&["phase", "monitoring"]);
    assert!(back.is_some() && says(&["impact"]) > back, "the impact is that of the worst hour");
}
