//! What a slip costs: what was done is undone by one key, or it is said what puts it right.

use crossterm::event::{MouseButton, MouseEventKind};
use warroom_register::words::{EntryKind, Severity};
use warroom_register::{Command, NewEntry, Seq, Text};

use super::desk::{Desk, asks, opening, text, told};
use super::fixture::hands::crowded;
use super::fixture::{World, at, busy, handle};
use super::outside::{asked_from_outside, first};
use crate::app::Opening;
use crate::app::msg::Effect;

/// What ben asks with these keys, once this was recorded of him.
fn then(script: &str, keys: &str) -> (Vec<Command>, String) {
    let mut world = busy();
    world.script(script);
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys(keys);
    (ben.sent(), ben.said())
}

#[test]
fn what_was_said_of_a_task_too_soon_is_taken_back() {
    let again = Command::Acknowledge { entry: Seq(23) };
    for said in ["14:19:50 ben done #23 all 12 pods", "14:19:50 ben block #23 the key"] {
        assert_eq!(then(said, "<Esc>u<Enter>").0, std::slice::from_ref(&again), "{said}");
    }
    let (sent, _) = then("14:19:50 ben no #23 no access", "<Esc>u<Enter>");
    assert_eq!(sent, [again]);
    // Once it is verified, that is what puts it right.
    let verified = "14:19:50 ben done #23 all\n14:19:52 ana verify #23 worked";
    let (sent, said) = then(verified, "<Esc>u");
    assert_eq!(sent, []);
    assert!(said.contains("is not taken back: V puts it right"), "{said}");
}

#[test]
fn a_yes_is_taken_back_and_is_asked_again_with_its_clock() {
    let mut world = busy();
    world.ask("14:19:10", "ana", &given("ben", "look at the cache"));
    let entry = world.register.head();
    world.ask("14:19:40", "ben", &Command::Acknowledge { entry });
    let yes = world.register.head();
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("<Esc>u");
    let asked = format!("Take back your yes to {entry}, which is then as before it?");
    assert!(ben.text(160, 45).contains(&asked), "{}", ben.text(160, 45));
    ben.keys("<Enter>");
    assert_eq!(
        ben.carry_out(&mut world),
        [Command::Retract { entry: yes, why: text("taken back at once") }]
    );
    let screen = ben.text(160, 45);
    assert!(screen.contains("yes, I have it"), "the card asks again: {screen}");
    let task = &world.register.tasks()[&entry];
    assert_eq!((task.owner, task.since), (Some(handle("ben")), at("14:19:10")));
    ben.keys("<Esc>");
    let screen = ben.text(160, 45);
    assert!(screen.contains(&format!("ben takes back the yes to {entry}")), "{screen}");
    assert!(!screen.contains("cannot do"), "{screen}");
}

fn given(to: &str, words: &str) -> Command {
    NewEntry { owner: Some(handle(to)), ..NewEntry::of(EntryKind::Task, words) }.write()
}

#[test]
fn an_answer_is_taken_back_and_what_it_answered_is_open_again() {
    let mut world = asked_from_outside();
    let entry = first(&world);
    let answer = Command::Answer { entry, text: text("no"), fact: false };
    let said = world.ask("14:19:55", "eve", &answer);
    let why = text("taken back at once");
    assert_eq!(
        asks("eve", &world, "<Esc>u<Enter>"),
        [Command::Retract { entry: said, why: why.clone() }]
    );
    world.ask("14:19:56", "eve", &Command::Retract { entry: said, why });
    assert!(world.register.open_inquiries().any(|(open, _)| open == entry));
    world.ask("14:19:57", "eve", &Command::Acknowledge { entry });
    let sentence = told("eve", &world, "<Esc>u");
    assert_eq!(
        sentence,
        format!("you have {entry}, and that is not taken back: Q there passes it on")
    );
}

#[test]
fn what_the_lead_did_is_put_right_by_the_key_that_did_it() {
    let mut world = busy();
    let grade = Command::Grade { severity: Severity::P2, why: text("half of them are back") };
    world.ask("14:19:50", "ana", &grade);
    let said = told("ana", &world, "<Esc>u");
    assert!(said.contains("P2") && said.contains("is not taken back: S puts it right"), "{said}");
    assert_eq!(
        told("gil", &busy(), "<Esc>u").split(':').next().unwrap(),
        "nothing of yours in the last minute"
    );
}

#[test]
fn what_is_not_ones_own_to_call_off_is_not_offered_and_says_whose_it_is() {
    let world = busy();
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let hint = |who: &str| {
            let mut desk = Desk::new(who, &world, "14:20");
            desk.size(width, height);
            desk.keys("<Esc>g#25<Enter>");
            desk.text(width, height).lines().last().unwrap().to_owned()
        };
        assert!(!hint("cy").contains("call off"), "{}", hint("cy"));
        assert!(hint("ana").contains("call off"), "{}", hint("ana"));
    }
    let said = told("cy", &world, "<Esc>g#25<Enter>x");
    assert!(said.contains("dia"), "{said}");
    // Who lends a hand takes it away.
    let mut world = world;
    world.script("14:19:50 cy yes #25");
    let why = text("I am needed");
    let no = [Command::Decline { entry: Seq(25), why }];
    assert_eq!(asks("cy", &world, "<Esc>g#25<Enter>xI am needed<Enter>"), no);
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.keys("<Esc>g#25<Enter>");
    let hint = cy.text(160, 45).lines().last().unwrap().to_owned();
    assert!(hint.contains("x help no more") && !hint.contains("y help"), "{hint}");
    cy.keys("x");
    let screen = cy.text(80, 24);
    assert!(screen.contains("I help with #25 no more, because >"), "{screen}");
    world.script("14:19:55 cy no #25 I am needed");
    let mut cy = Desk::new("cy", &world, "14:20");
    cy.keys("<Esc>1G");
    assert!(cy.text(160, 45).contains("cy helps with #25 no more"), "{}", cy.text(160, 45));
}

#[test]
fn on_no_proposal_the_one_that_waits_is_meant_and_of_several_none() {
    let mut world = crowded();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("<Esc>5<Down>D");
    assert!(ana.text(80, 24).contains("D: call #54"), "{}", ana.text(80, 24));
    world.script("14:19:52 ben propose drop the cache | | | ");
    let said = told("ana", &world, "<Esc>5<Down>D");
    assert!(said.contains("is no proposal, and 2 wait, #54 first"), "{said}");
    // On no row at all it is the lead's own word, as ever.
    let sent = asks("ana", &world, "<Esc><Esc>Dwe wait<Enter>");
    assert!(matches!(&sent[..], [Command::Write { kind: EntryKind::Decision, .. }]), "{sent:?}");
}

#[test]
fn behind_a_click_a_digit_is_the_reasons_first_letter() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>P");
    let place = super::finding::place(&mut ana, (160, 45), "3 monitoring");
    super::finding::mouse(&mut ana, MouseEventKind::Down(MouseButton::Left), place);
    ana.keys("5xx is down<Enter>");
    let sent = ana.sent();
    assert!(
        matches!(&sent[..], [Command::MovePhase { phase, why, .. }]
            if phase.name() == "monitoring" && why.raw() == "5xx is down"),
        "{sent:?}"
    );
}

#[test]
fn who_has_led_is_not_new_here() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command\n14:03:30 ana impact all of them");
    world.script("14:03:40 ana offer lead ben\n14:03:50 ben accept lead");
    let back = Opening { read: None, ..opening("ana", at("14:05")) };
    let mut ana = Desk::opened(back, &world, warroom_register::words::Scope::Command);
    let text = ana.text(80, 24);
    assert!(text.contains("nothing waits for you") && !text.contains("new here"), "{text}");
    assert_eq!(world.register.lead(), Some(handle("ben")));
}

#[test]
fn digits_that_give_nothing_are_accounted_for() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 gil join observe\n14:03:30 ben join respond\n14:04 ana task roll back");
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let mut ana = Desk::new("ana", &world, "14:08");
        ana.size(width, height);
        ana.keys("<Esc>g#4<Enter>A");
        let text = ana.text(width, height);
        assert!(text.contains("3 ben") && text.contains("2 gil only watches"), "{text}");
    }
}

#[test]
fn on_a_phone_the_help_is_what_helps_now_and_the_rest_is_found() {
    let mut cy = Desk::new("cy", &busy(), "14:20");
    cy.size(40, 15);
    cy.keys("<Esc><Esc>?");
    let mut rows = Vec::new();
    for _ in 0..16 {
        rows.push(cy.text(40, 15));
        cy.keys("<Down><Down><Down><Down>");
    }
    let all = rows.concat();
    assert!(all.contains("Type a word for all others"), "{all}");
    assert!(!all.contains("how bad") && all.contains("a next step"), "{all}");
    cy.keys("severity");
    assert!(cy.text(40, 15).contains("severity"), "{}", cy.text(40, 15));
}

#[test]
fn the_palette_offers_nothing_by_chance() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>:themes");
    let text = ana.text(80, 24);
    assert!(text.contains("warroom themes") && !text.contains("put somebody out"), "{text}");
    ana.keys("<Enter>");
    assert!(ana.said().contains("config.toml"), "{}", ana.said());
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("<Esc>:them<Enter>");
    assert!(ana.said().contains("config.toml"), "{}", ana.said());
}

#[test]
fn lines_are_shown_as_lines_where_there_is_room_and_words_are_read_before_they_are_sent() {
    let mut world = busy();
    let words = Text::from("Half of all payments fail.\nWe are on it.\nNext word at 14:40.");
    let mut update = super::super::read::words_to(warroom_register::words::Audience::Public, "x");
    if let Command::Write { text, .. } = &mut update {
        *text = words;
    }
    let draft = world.ask("14:19:50", "dia", &update);
    let mut eve = Desk::new("eve", &world, "14:20");
    let wide = eve.text(160, 45);
    assert!(
        wide.contains("Half of all payments fail.  ") && wide.contains("We are on it."),
        "{wide}"
    );
    eve.keys(&format!("<Esc>g{draft}<Enter>Y"));
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        let text = eve.text(width, height);
        let lines = [
            "Send this to public?",
            "Half of all payments fail.",
            "We are on it.",
            "Next word at 14:40.",
        ];
        assert!(lines.iter().all(|line| text.contains(line)), "{text}");
    }
    eve.keys("<Enter>");
    assert_eq!(eve.sent(), [Command::Send { seen_at: None, entry: draft }]);
}

#[test]
fn how_it_stands_with_who_has_two_tasks_or_none_is_shown_with_its_age() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join respond\n14:03:30 cy join respond");
    world.script("14:04 ana task @ben 10m roll back\n14:04:10 ana task @ben 10m watch it");
    world.script("14:04:20 ben yes #4\n14:04:30 ben yes #5\n14:06 ana round all");
    world.script("14:07 ben stand 6 of 12 pods\n14:08 cy stand reading the code");
    let mut ana = Desk::new("ana", &world, "14:10");
    let text = ana.text(160, 45);
    assert_eq!(text.matches("6 of 12 pods 3m").count(), 2, "{text}");
    assert!(text.contains("reading the code 2m"), "{text}");
    ana.keys("<Esc>5");
    assert_eq!(ana.text(80, 24).matches("6 of 12 pods 3m").count(), 2, "{}", ana.text(80, 24));
}

#[test]
fn letters_right_behind_a_refused_key_are_not_sent_as_an_entry_of_another_kind() {
    let typed_within = |ms| {
        let mut world = World::open("14:03", "Checkout returns 500s");
        world.script("14:03:20 dia join respond");
        let mut dia = Desk::new("dia", &world, "14:06");
        dia.keys("<Esc>b");
        assert!(dia.said().contains("select the task first"), "{}", dia.said());
        dia.keys_each(ms, "need a ticket<Enter>");
        (dia.sent().len(), dia)
    };
    let (sent, mut dia) = typed_within(80);
    assert_eq!(sent, 0, "{}", dia.said());
    assert!(dia.said().contains("right behind a key that could not be done"), "{}", dia.said());
    assert!(dia.text(80, 24).contains("a ticket"));
    dia.keys("<Enter>");
    assert_eq!(dia.sent().len(), 1, "nothing is lost");
    assert_eq!(typed_within(800).0, 1, "who presses one key after the other means it");
}

#[test]
fn a_word_that_is_typed_over_a_card_is_a_draft_once_the_card_is_left() {
    for card in ["g35<Enter>A", "S", "R4", "K", "P"] {
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.keys(&format!("{card}xylophone"));
        ana.wait(3_000);
        let saved = |effect: &Effect| matches!(effect, Effect::SaveDraft(it) if it == "xylophone");
        assert!(ana.effects.iter().any(saved), "{card}: it is on disk before");
        ana.keys("<Esc>");
        assert_eq!((ana.sent(), ana.app.line.edit.text()), (vec![], "xylophone"), "{card}");
        assert!(ana.said().contains("kept in the line"), "{card}: {}", ana.said());
        // A slip is no words, and neither is the name of somebody who is here.
        let mut ana = Desk::new("ana", &busy(), "14:20");
        ana.keys(&format!("{card}xy<Esc>"));
        assert_eq!(ana.app.line.edit.text(), "", "{card}");
    }
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("g35<Enter>Aben<Esc>");
    assert_eq!(ana.app.line.edit.text(), "");
}

#[test]
fn a_sentence_in_the_wrong_place_sends_no_words_out_and_decides_nothing() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join respond\n14:04 ana task @ana 10m roll back");
    for sentence in [
        "Upped limit to 3 pods<Enter>",
        "U3 pods are down<Enter>",
        "U3<Enter>",
        "Verified 3 of them<Enter>",
        "Severe: 2 regions<Enter>",
        "Restarted 2 of 3 pods<Enter>",
        "Deploy 2 rolled back<Enter>",
        "errors are at 31 %<Enter>",
        "blocked by the firewall<Enter>",
    ] {
        let mut ana = Desk::new("ana", &world, "14:06");
        ana.keys("<Esc>");
        ana.keys_each(80, sentence);
        assert_eq!(ana.sent(), [], "{sentence}: {}", ana.said());
    }
    // A letter in front of a sentence makes no words to the public of it by one Enter.
    let mut ana = Desk::new("ana", &world, "14:06");
    ana.keys("<Esc>ou sure about that?<Enter>");
    assert_eq!(ana.sent(), []);
    assert!(ana.said().contains("words to the public, which leave the building"));
    // Who opens the list, reads what is proposed and sends it, sends it; a wrong key before costs nothing.
    let mut ana = Desk::new("ana", &world, "14:06");
    ana.keys("<Esc>Ux");
    ana.wait(1_000);
    ana.keys("3");
    ana.wait(2_000);
    ana.keys("<Enter>");
    assert!(matches!(&ana.sent()[..], [Command::Write { kind: EntryKind::Update, .. }]));
}

#[test]
fn a_decision_is_made_of_no_other_draft_and_one_before_the_room_is_the_one_that_is_called() {
    let mut world = busy();
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("opayments team says their cey<Esc><Esc><Esc>D");
    assert_eq!(ana.app.line.edit.text(), "");
    ana.keys("<Esc>o");
    assert_eq!(ana.app.line.edit.text(), "payments team says their cey");

    world.script("14:19:50 ana room #45 30");
    let mut ana = Desk::new("ana", &world, "14:20");
    ana.keys("opayments<Esc><Esc><Esc>D2not yet<Enter>");
    let sent = ana.sent();
    assert!(matches!(&sent[..], [Command::Call { entry: Seq(45), .. }]), "{sent:?}");
}

#[test]
fn what_was_being_done_waits_after_a_restart_and_no_sentence_gets_into_it() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 cy join command\n14:03:30 ana offer comms cy\n14:03:40 cy accept comms");
    world.script("14:04 cy saw 5xx at 40 %");
    for begun in ["U3<Esc>", "D", "t"] {
        let mut cy = Desk::new("cy", &world, "14:06");
        cy.keys(&format!("<Esc>{begun} half of it"));
        let effects = cy.app.end();
        let draft = effects.iter().find_map(|effect| match effect {
            Effect::SaveDraft(draft) => Some(draft.clone()),
            _ => None,
        });
        let read = Some(world.register.head());
        let draft = draft.unwrap_or_else(|| cy.app.line.drafts(Vec::new()));
        let again = Opening { draft, read, ..opening("cy", at("14:06")) };
        let mut cy = Desk::opened(again, &world, warroom_register::words::Scope::Command);
        let plain = begun == "t";
        assert_eq!(cy.app.place == crate::keys::Place::Line, plain, "{begun}");
        cy.keys("o5xx are back at 31 %<Enter>");
        let sent = cy.sent();
        assert!(
            matches!(&sent[..], [Command::Write { kind, .. }] if *kind == EntryKind::Observation)
                || plain,
            "{begun}: {sent:?}"
        );
    }
}

#[test]
fn a_name_alone_is_no_task_and_what_was_typed_stays() {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    for typed in ["@ben", "@ben 10m", "10m"] {
        let mut desk = Desk::new("ana", &world, "14:06");
        desk.keys(&format!("<Esc>t{typed}<Enter>"));
        assert_eq!(desk.sent(), [], "{typed}");
        assert!(desk.text(80, 24).contains(&format!("task > {typed}")), "{}", desk.text(80, 24));
        assert!(!desk.said().is_empty(), "it is said why");
    }
}
