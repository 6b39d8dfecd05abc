//! The situation report: short, whole, and safe to paste.

use super::brief;
use crate::report::{Names, Naming};
use crate::tests::script::{Room, STORY, compare};
use crate::{Label, Register};

#[test]
fn it_says_the_situation_in_about_twelve_lines() {
    let (middle, _) = STORY.split_once("cy: fact 52 %").unwrap();
    let room = Room::of(middle);
    compare(
        &brief(&room.register, Some(Label(42)), &[], room.now),
        "
        **INC-42 Checkout returns 500s**
        P1 availability, investigating. Open for 11m, since 14:03 UTC. As of 14:14 UTC, Saturday 21 November 2026, record `#21`.

        - **Impact:** `#8` 38 % of checkouts fail, all in eu-west (said 14:04; personal data: not known)
        - **Who:** ana leads; eve speaks to the outside
        - **Known:** `#15` yes, it moved us to TLS 3.2; `#14` only eu-west (suspected); `#9` 38 % of checkouts fail
        - **Doing:** `#19` roll back eu-west (ben, until 14:19); `#20` check VAT totals after it (NOBODY HAS IT)
        - **Asked:** `#11` is us-east hit too? (nobody has it)
        - **Decided:** `#16` roll back the 13:50 deploy (GO, amended; changed: in eu-west only: VAT hits 1 %, this hits 38 %)
        - **Promised:** word to public at 14:27
        - **Late:** nobody has `#20` check VAT totals after it (5m)
        - **Joined:** ana; ben; cy; eve; gil (watching)
        ",
    );
}

#[test]
fn what_waits_outside_and_what_is_not_called_is_named_whatever_else_was_decided() {
    let decided = "ana: decide no\n".repeat(7);
    let room = Room::of(&format!(
        "ana: open P3 data Rows are gone\nben: join respond\ngil: join observe\n\
         ben: propose put the backup back\n{decided}gil: inquire is my data gone?\n\
         ben: inquire is it us? {{by Ofcom by phone}}"
    ));
    let said = brief(&room.register, None, &[], room.now);
    let line = |what: &str| said.lines().find(|line| line.contains(what)).unwrap_or_default();
    assert_eq!(line("To be called"), "- **To be called:** `#4` put the backup back");
    assert_eq!(
        line("outside:"),
        "- **Asked from outside:** `#12` is my data gone? (gil asks; nobody has it); \
         `#13` is it us? (Ofcom by phone asks; nobody has it)"
    );
    let open: Vec<_> =
        room.register.left_open(room.now).iter().map(crate::LeftOpen::count).collect();
    assert_eq!(open, ["1 proposal", "2 from outside"]);

    let mut closed = room;
    closed.run("ana: phase closed").unwrap();
    let said = brief(&closed.register, None, &[], closed.now);
    assert!(said.contains("- **Never called:** `#4` put the backup back\n"), "{said}");
}

#[test]
fn it_says_what_is_missing() {
    let room = Room::of("ana: open P1 data Rows are gone\n+4m");
    compare(
        &brief(&room.register, None, &[], room.now),
        "
        **Rows are gone**
        P1 data, investigating. Open for 4m, since 14:03 UTC. As of 14:07 UTC, Saturday 21 November 2026, record `#1`.

        - **Impact:** not known yet
        - **Who:** ana leads, and speaks to the outside while nobody has comms
        - **Known:** nothing
        - **Doing:** nothing
        - **Asked:** nothing
        - **Decided:** nothing
        - **Promised:** nothing
        - **Late:** nobody said who is affected (4m)
        - **Joined:** ana
        ",
    );
}

#[test]
fn it_says_that_it_is_over() {
    let mut room = Room::of(STORY);
    room.run("+24h").unwrap();
    compare(
        &brief(&room.register, Some(Label(42)), &[], room.now),
        "
        **INC-42 Checkout returns 500s**
        P1 availability, closed. It took 11h13m, since 21 Nov 14:03 UTC. As of 01:16 UTC, Monday 23 November 2026, record `#39`.

        - **Impact:** `#34` nobody any more (said 21 Nov 14:16; no personal data is touched)
        - **Who:** cy leads; eve speaks to the outside
        - **Known:** `#22` 52 % of checkouts fail; `#15` yes, it moved us to TLS 3.2; `#14` only eu-west-1 and eu-west-2 (suspected)
        - **Doing:** nothing
        - **Asked:** nothing
        - **Decided:** `#16` roll back the 13:50 deploy (GO, amended; changed: in eu-west only: VAT hits 1 %, this hits 38 %)
        - **Promised:** nothing
        - **Late:** nobody calls the review (1d00h)
        - **Joined:** ana; ben; cy; eve; gil (watching)
        ",
    );
}

/// What is promised for another day says which.
#[test]
fn what_is_to_come_on_another_day_says_which() {
    let mut room = Room::of(STORY);
    room.run("cy: review {review ben, within 4320}").unwrap();
    let said = brief(&room.register, None, &[], room.now);
    assert!(said.contains("- **Promised:** ben calls the review by 25 Nov 01:16\n"), "{said}");
}

#[test]
fn whoever_goes_by_the_role_has_no_name_beside_it() {
    let room = Room::of("ana: open P2 data x\nben: join respond\nana: offer comms ben");
    let said = |room: &Room| {
        let mut recording = room.recording();
        Naming::of(&recording, Names::Roles).unwrap().rename(&mut recording);
        let register = Register::of(&recording.records).unwrap();
        let said = brief(&register, None, &[], room.now);
        said.lines().find(|line| line.contains("Who")).unwrap().to_owned()
    };
    let alone = "- **Who:** lead, who also speaks to the outside while nobody has comms";
    assert_eq!(said(&room), alone);
    let mut both = room;
    both.run("ben: accept comms\nana: offer lead ben\nben: accept lead").unwrap();
    assert_eq!(said(&both), "- **Who:** comms leads, and speaks to the outside");
}

#[test]
fn it_says_that_it_was_reopened_until_it_is_over_again() {
    let mut room = Room::staffed();
    room.run("ana: phase resolved\n+5m\nana: phase investigating 5xx are *back*").unwrap();
    let about = |room: &Room| {
        let said = brief(&room.register, None, &[], room.now);
        said.lines().nth(1).unwrap_or_default().to_owned()
    };
    let again = "P1 availability, investigating (reopened 14:08: 5xx are \\*back\\*). Open for";
    assert!(about(&room).starts_with(again), "{}", about(&room));
    room.run("+5m\nana: phase identified").unwrap();
    let again = again.replace("investigating", "identified");
    assert!(about(&room).starts_with(&again), "{}", about(&room));
    room.run("ana: phase resolved").unwrap();
    assert!(about(&room).starts_with("P1 availability, resolved. Open"), "{}", about(&room));
}

#[test]
fn nobodys_words_make_a_line_of_their_own() {
    let mut room = Room::staffed();
    room.run("ben: fact x\\n- **Late:** nothing, @everyone {suspected}").unwrap();
    let found = brief(&room.register, None, &[], room.now);
    let known = found.lines().find(|line| line.contains("Known")).unwrap_or_default().to_owned();
    let safe = "- **Known:** `#6` x⏎- \\*\\*Late:\\*\\* nothing, `@everyone` (suspected)";
    compare(&known, safe);
}

#[test]
fn long_lists_and_texts_are_cut_openly() {
    let mut room = Room::staffed();
    for n in 0..8 {
        room.run(&format!("ben: fact number {n} {}", "x".repeat(200))).unwrap();
    }
    let found = brief(&room.register, None, &[], room.now);
    assert!(found.contains("; and 2 more"), "{found}");
    assert!(found.lines().all(|line| line.chars().count() < 900), "{found}");
}

#[test]
fn of_a_live_room_it_names_who_is_here_and_as_data_it_says_the_same() {
    let room = Room::of(STORY);
    let here = ["ben", "gil"].map(|who| who.parse().unwrap());
    let found = super::situation(&room.register, Some(Label(42)), &here, room.now);
    assert_eq!(found.lines.iter().find(|l| l.what == "Here").unwrap().said, "ben; gil (watching)");
    assert_eq!(found.markdown(), brief(&room.register, Some(Label(42)), &here, room.now));
    let data = serde_json::to_value(&found).unwrap();
    assert_eq!(
        (&data["incident"], &data["head"]),
        (&"INC-42".into(), &room.register.head().0.into())
    );
}
