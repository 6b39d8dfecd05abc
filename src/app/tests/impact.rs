//! Who is hit: a card with five things, of which one is enough; and what line 2 says of it.

use warroom_register::words::{EntryKind, PersonalData};
use warroom_register::{Affected, Command, NewEntry, Seen, Seq};

use super::desk::{self, Desk};
use super::fixture::{World, at, busy};
use crate::app::tests::fixture::handle;

/// Two people, and nobody has said who is hit.
fn quiet() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    world
}

/// An impact with all that it may have.
fn impact(text: &str, affected: Affected, data: PersonalData, replaces: Option<Seq>) -> Command {
    let affected = Some(affected).filter(|affected| *affected != Affected::default());
    let personal_data = Some(data);
    NewEntry { affected, personal_data, replaces, ..NewEntry::of(EntryKind::Impact, text) }.write()
}

fn affected(who: &str, many: &str, since: Option<Seen>) -> Affected {
    Affected { who: who.into(), many: many.into(), since, until: None }
}

#[test]
fn one_line_is_enough() {
    let said = impact("checkouts fail", Affected::default(), PersonalData::NotKnown, None);
    // From the line too, with or without the card.
    for keys in ["<Esc>%checkouts fail", "% checkouts fail", "% checkouts fail<Tab>"] {
        let sent = desk::asks("ana", &quiet(), &format!("{keys}<Enter>"));
        assert_eq!(sent, std::slice::from_ref(&said), "{keys}");
    }
    let told = desk::told("ana", &quiet(), "<Esc>%<Enter>");
    assert!(told.contains("what happens: this one is needed"), "{told}");
}

#[test]
fn each_field_is_one_tab_away_and_enter_sends_from_any() {
    let since = Some(Seen { at: at("13:58"), about: true });
    let all = affected("card payments in eu-west", "52 %", since);
    let fields = "<Esc>%checkouts fail<Tab>card payments in eu-west<Tab>52 %<Tab>13:58~<Tab>";
    let no = impact("checkouts fail", all.clone(), PersonalData::No, None);
    assert_eq!(desk::asks("ana", &quiet(), &format!("{fields}n<Enter>")), [no]);
    let yes = impact("checkouts fail", all, PersonalData::Yes, None);
    assert_eq!(desk::asks("ana", &quiet(), &format!("{fields}<Right><Enter>")), [yes]);
    let told = desk::told("ana", &quiet(), "<Esc>%it fails<Up><Up>tomorrow<Enter>");
    assert!(told.contains("tomorrow is no time"), "{told}");
    let some = impact("it fails", affected("", "", since), PersonalData::NotKnown, None);
    assert_eq!(
        desk::asks("ana", &quiet(), "<Esc>%it fails<BackTab><BackTab>13:58~<Enter>"),
        [some]
    );
}

#[test]
fn line_two_says_all_of_it() {
    let mut world = quiet();
    let mut ana = Desk::new("ana", &world, "14:06");
    ana.keys("<Esc>%checkouts fail<Tab>card payments in eu-west<Tab>38 %<Tab>13:58~<Tab>n<Enter>");
    ana.carry_out(&mut world);
    let second = |desk: &mut Desk| desk.text(160, 45).lines().nth(1).unwrap().to_owned();
    let line = second(&mut ana);
    for words in
        ["checkouts fail: 38 %, card payments in eu-west, since about 13:58", "no personal data"]
    {
        assert!(line.contains(words), "{words}: {line}");
    }
    // What changes is all that is typed; the rest stands as it was said.
    ana.keys("%<Tab><Tab>52 %<Tab><Tab>y<Enter>");
    ana.carry_out(&mut world);
    let line = second(&mut ana);
    for words in [
        "checkouts fail: 52 % (38 % at 14:06), card payments in eu-west, since about 13:58",
        "PERSONAL DATA TOUCHED",
    ] {
        assert!(line.contains(words), "{words}: {line}");
    }
    for size in [(80, 24), (40, 15)] {
        let text = ana.text(size.0, size.1);
        assert!(text.lines().nth(1).unwrap().contains("checkouts fail"), "{text}");
    }
}

#[test]
fn what_was_said_is_written_over_by_a_letter_and_gone_into_by_an_arrow() {
    let world = busy();
    let old = world.register.impact();
    let text = world.register.text(old.unwrap()).raw().to_owned();
    let new = |words: &str| impact(words, Affected::default(), PersonalData::NotKnown, old);
    assert_eq!(desk::asks("ana", &world, "%all is well again<Enter>"), [new("all is well again")]);
    let longer = format!("{text}!");
    assert_eq!(desk::asks("ana", &world, "%<End>!<Enter>"), [new(&longer)]);
    assert_eq!(desk::asks("ana", &world, "%<Backspace>gone<Enter>"), [new("gone")]);
    assert!(desk::told("ana", &world, "%<Tab><Tab><Enter>").contains("nothing is changed"));
}

#[test]
fn what_somebody_else_says_meanwhile_stands_where_nothing_is_written() {
    let mut world = quiet();
    let mut ana = Desk::new("ana", &world, "14:06");
    ana.keys("<Esc>%<Tab><Tab>52 %");
    let ben = impact("checkouts fail", affected("cards", "38 %", None), PersonalData::No, None);
    let seq = world.ask("14:06:10", "ben", &ben);
    ana.records(&world.records[seq.index().unwrap()..]);
    ana.keys("<Enter>");
    let both =
        impact("checkouts fail", affected("cards", "52 %", None), PersonalData::No, Some(seq));
    assert_eq!(ana.sent(), [both]);
}

#[test]
fn in_one_line_what_was_known_of_data_and_of_the_beginning_stands() {
    let mut world = quiet();
    let since = Some(Seen { at: at("13:58"), about: false });
    let first = impact("it fails", affected("cards", "38 %", since), PersonalData::Yes, None);
    let seq = world.ask("14:05", "ben", &first);
    let sent = desk::asks("ben", &world, "<Esc>o% half of it works<Enter>");
    let next = impact("half of it works", affected("", "", since), PersonalData::Yes, Some(seq));
    assert_eq!(sent, [next]);
}

#[test]
fn esc_destroys_no_words_of_an_ask() {
    let mut ana = Desk::new("ana", &busy(), "14:20");
    ana.keys("%<Tab>cards only<Esc>");
    assert!(ana.app.ask.is_none());
    let kept = |desk: &Desk| {
        desk.effects.iter().rev().find_map(|effect| match effect {
            crate::app::msg::Effect::SaveDraft(draft) => Some(draft.clone()),
            _ => None,
        })
    };
    ana.wait(2000);
    assert!(kept(&ana).is_some_and(|draft| draft.contains("cards only")), "a crash loses nothing");
    ana.keys("%");
    assert!(ana.text(80, 24).contains("cards only"));
    ana.keys("<Esc>S2half are back<Esc>");
    ana.keys("S2");
    assert!(ana.text(80, 24).contains("half are back"));
    ana.keys("<Enter>");
    assert!(
        matches!(&ana.sent()[..], [Command::Grade { why, .. }] if why.raw() == "half are back")
    );
    // Sent is sent: it is not there again.
    ana.keys("S2");
    assert!(!ana.text(80, 24).contains("half are back"));
}

#[test]
fn who_only_watches_is_told_before_anything_is_typed() {
    let told = {
        let mut gil = Desk::watching("gil", &busy(), "14:20");
        gil.keys("<Esc>%");
        assert!(gil.app.ask.is_none());
        gil.said()
    };
    assert!(told.contains("ask ana for it"), "{told}");
    assert_eq!(busy().register.lead(), Some(handle("ana")));
}
