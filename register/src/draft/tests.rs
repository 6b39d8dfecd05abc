//! The words that are proposed: the first, a later one, the last; and what they give away.

use super::{check, draft};
use crate::Label;
use crate::report::Template;
use crate::tests::script::Room;
use crate::words::Audience;

const BEGAN: &str = "
ana: open P1 availability Checkout returns 500s on pay-3
ben: join respond
ana: impact Half of all card payments fail. {data no, who in eu-west, since 13:58~}
ana: task roll back pay-3 {owner ben, minutes 10}
ben: ask which deploys?
+2m
";

fn words(room: &Room, audience: Audience) -> (String, Option<u16>) {
    let draft = draft(&room.register, Some(Label(42)), audience, room.now, None).unwrap();
    (draft.text, draft.minutes)
}

fn own(source: &str) -> Template {
    Template { name: "words/public.txt".into(), source: source.into() }
}

#[test]
fn the_first_word_to_the_public_says_the_impact_and_how_far_it_is() {
    let room = Room::of(BEGAN);
    assert_eq!(
        words(&room, Audience::Public),
        (
            "Half of all card payments fail (since about 13:58 UTC).\nWe are looking into it.\n\
             Next word by 14:35 UTC."
                .into(),
            Some(30)
        )
    );
    let nothing = Room::of("ana: open P3 data Two columns are swapped");
    let (said, _) = words(&nothing, Audience::Public);
    assert!(said.starts_with("Something is wrong with our service; we are finding out for whom."));
}

#[test]
fn a_later_word_keeps_the_promise_of_the_one_before() {
    let mut room = Room::of(BEGAN);
    room.run("ana: update Some payments fail. {audience public, minutes 20}\n+10m").unwrap();
    room.run("ana: phase identified x").unwrap();
    assert_eq!(
        words(&room, Audience::Public),
        (
            "Half of all card payments fail.\nWe know the cause and are working on it.\nNext word by \
             14:35 UTC."
                .into(),
            Some(20)
        )
    );
    room.run("ana: phase monitoring x").unwrap();
    assert!(words(&room, Audience::Public).0.contains("A repair is in place"));
    assert!(
        words(&room, Audience::Team).0.contains("Next word by 14:45"),
        "that is the team's first"
    );
}

#[test]
fn the_last_word_promises_none() {
    let mut room = Room::of(BEGAN);
    room.run("+30m\nana: phase resolved x").unwrap();
    assert_eq!(
        words(&room, Audience::Public),
        (
            "Half of all card payments fail. This is over since 14:35 UTC.\nThis is our last word on \
             it; thank you for your patience."
                .into(),
            None
        )
    );
    for audience in [Audience::Team, Audience::Stakeholders] {
        assert_eq!(words(&room, audience).1, None);
    }
}

#[test]
fn nothing_internal_leaks_to_the_public() {
    let mut room = Room::of(BEGAN);
    for step in
        ["", "ana: phase identified pay-3", "ana: phase monitoring x", "ana: phase resolved x"]
    {
        room.run(step).unwrap();
        let (said, _) = words(&room, Audience::Public);
        for inside in ["ana", "ben", "pay-3", "roll back", "deploys", "INC-42", "P1"] {
            assert!(!said.contains(inside), "{inside} in {said}");
        }
    }
    let inside = Room::of(BEGAN);
    let (team, _) = words(&inside, Audience::Team);
    assert!(team.contains("ana leads.\nDoing: roll back pay-3 (ben).\nNext word by"), "{team}");
    let (managers, _) = words(&inside, Audience::Stakeholders);
    assert!(managers.starts_with("INC-42 Checkout returns 500s on pay-3 (P1, investigating)."));
    assert!(managers.contains("in eu-west, since about 13:58 UTC. No personal data is touched."));
    assert!(managers.contains("1 next step under way, 1 question open."), "{managers}");
}

#[test]
fn a_teams_own_template_is_used_and_a_bad_one_refused_with_its_line() {
    let room = Room::of(BEGAN);
    let good = own("{% if first %}We see it: {{ impact }} <b>{% endif %}\n");
    let made = draft(&room.register, None, Audience::Public, room.now, Some(&good)).unwrap();
    assert_eq!(made.text, "We see it: Half of all card payments fail <b>", "plain words");
    assert_eq!(check(&good), Ok(()));
    let refused = |source: &str| check(&own(source)).unwrap_err().to_string();
    assert!(refused("fine\n{{ impcat }}").starts_with("words/public.txt:2: `impcat` is undefined"));
    assert!(refused("{% if last %}{{ nothing }}{% endif %}").starts_with("words/public.txt:1: "));
    assert!(refused("a\nb\n{% if %}").starts_with("words/public.txt:3: syntax error"));
    let endless = "{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}";
    assert!(refused(endless).contains("does not come to an end"), "{}", refused(endless));
}
