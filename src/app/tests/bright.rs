//! A key stands on the screen of whoever may use it; everybody else is told how it stands. And what
//! has to be seen before a result is judged, or a task is given.

use warroom_register::Command;
use warroom_register::words::EntryKind;

use super::desk::Desk;
use super::fixture::{World, busy, handle};

/// The sizes at which a screen is looked at.
const SIZES: [(u16, u16); 4] = [(160, 45), (120, 40), (80, 24), (40, 15)];

#[test]
fn who_may_not_give_verify_or_call_is_shown_no_key_of_it() {
    let world = busy();
    for (width, height) in SIZES {
        let mut cy = Desk::new("cy", &world, "14:20");
        cy.keys("<Esc>n");
        let text = cy.text(width, height);
        for key in ["A gives it", "V worked?", "V? ", "CALL IT", "D call it"] {
            assert!(!text.contains(key), "{key}: {text}");
        }
        let mut gil = Desk::watching("gil", &world, "14:20");
        gil.keys("<Esc>");
        assert!(!gil.text(width, height).contains("takes it"), "a watcher takes no task");
    }
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.keys("<Esc>");
    let text = cy.text(80, 24);
    assert!(text.contains("y takes it") && text.contains("unverified"), "{text}");
    let mut waits = |keys: &str| {
        cy.keys(keys);
        cy.text(40, 15).lines().any(|line| line.contains("#45") && line.ends_with(" waits"))
    };
    assert!((0..10).any(|_| waits("<Down>")), "{}", cy.text(40, 15));
    let mut ana = Desk::new("ana", &world, "14:20");
    let text = ana.text(80, 24);
    assert!(text.contains("A gives it") && text.contains("V worked?"), "{text}");
    ana.keys("n");
    assert!(ana.text(40, 15).contains("CALL IT"), "{}", ana.text(40, 15));
}

#[test]
fn an_objection_is_offered_to_whoever_may_make_one() {
    let mut world = busy();
    world.script("14:19:50 ana room #45 30");
    for (width, height) in SIZES {
        let dia = Desk::new("dia", &world, "14:20").text(width, height);
        assert!(dia.contains("I object strongly"), "{dia}");
        let gil = Desk::watching("gil", &world, "14:20").text(width, height);
        assert!(!gil.contains("object strongly") && gil.contains("DECISION"), "{gil}");
    }
}

#[test]
fn what_the_owner_says_of_the_result_is_seen_while_it_is_judged() {
    let world = busy();
    for (width, height) in SIZES {
        let mut ana = Desk::new("ana", &world, "14:20");
        ana.keys("g27<Enter>V");
        let text = ana.text(width, height);
        let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("eve, 3m ago: they join in 10 minutes"), "{text}");
        assert!(text.contains("worked") && text.contains("made it worse"), "{text}");
    }
    let mut world = busy();
    let task =
        world.ask("14:19:35", "ana", &warroom_register::NewEntry::of(EntryKind::Task, "x").write());
    let to = Some(handle("ben"));
    world.ask("14:19:36", "ana", &Command::Assign { entry: task, to, minutes: None });
    world.ask("14:19:37", "ben", &Command::Finish { entry: task, text: "".into() });
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys(&format!("g{}<Enter>V", task.0));
    let text = ana.text(80, 24);
    assert!(text.contains("ben finished it 2") && text.contains("and said no more"), "{text}");
}

#[test]
fn who_helps_is_not_free_and_the_list_says_with_what() {
    let mut world = busy();
    world.script("14:19:40 cy done #39 stopped\n14:19:45 cy yes #23");
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("g35<Enter>A");
    for (width, height) in SIZES {
        let text = ana.text(width, height);
        let cy = text.lines().find(|line| line.contains("3 cy")).unwrap();
        assert!(cy.contains("helps #23") && !cy.contains("free"), "{text}");
    }
}

#[test]
fn the_keys_are_for_what_is_named_beside_them_and_for_what_is_read() {
    let world = busy();
    // Whatever is selected, the card has the keys, and its number stands with them.
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.wait(1_000);
    cy.keys("g25<Enter>");
    assert!(cy.text(80, 24).contains("#39  y yes, I have it"), "{}", cy.text(80, 24));
    // Another entry is read over the card: what is pressed there is for that one.
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.wait(1_000);
    cy.keys("g25<Enter><Enter>");
    let text = cy.text(80, 24);
    assert!(text.contains("watch the error rate") && !text.contains("yes, I have it"), "{text}");
    cy.keys("y");
    let sent = cy.sent();
    assert!(matches!(&sent[..], [Command::Acknowledge { entry }] if entry.0 == 25), "{sent:?}");
    // The card comes back, and wakes anew.
    cy.keys_each(100, "y");
    assert_eq!(cy.sent(), []);
    cy.wait(1_000);
    let hint = cy.text(80, 24);
    let hint = hint.lines().last().unwrap();
    assert!(hint.contains("#39  y yes, I have it"), "{hint}");
    cy.keys("y");
    let sent = cy.sent();
    assert!(matches!(&sent[..], [Command::Acknowledge { entry }] if entry.0 == 39), "{sent:?}");
}

#[test]
fn who_only_watches_is_told_whom_to_tell() {
    let world = busy();
    for keys in ["<Esc>S", "<Esc>A", "<Esc>g35<Enter>A", "<Esc>R", "<Esc>P"] {
        let mut gil = Desk::watching("gil", &world, "14:20");
        gil.keys(keys);
        assert!(
            gil.said().contains("ana leads") && gil.said().ends_with(": q"),
            "{keys}: {}",
            gil.said()
        );
    }
}

#[test]
fn how_late_a_task_is_on_a_phone_counts_from_the_end_of_its_box() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script(
        "14:03:20 ben join respond\n14:04 ana task @ben 5m pause the queue workers\n\
         14:04:30 ben yes #3\n14:13 ben done #3 paused\n14:13:30 ben yes #3",
    );
    let mut ana = Desk::new("ana", &world, "14:13:45");
    let row = |desk: &mut Desk| {
        let screen = desk.text(40, 15);
        screen.lines().find(|line| line.contains("#3 pause")).unwrap_or_default().to_owned()
    };
    assert!(row(&mut ana).contains("ben 4m!"), "{}", row(&mut ana));
    ana.wait(120_000);
    assert!(row(&mut ana).contains("ben 6m!"), "{}", row(&mut ana));
}
