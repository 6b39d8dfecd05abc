//! Plans: laid out once, by the lead; what they bring is quiet until somebody takes it.

use crate::attention::attention;
use crate::tests::script::{Room, open};
use crate::words::{Kind, Scope, Severity};
use crate::{
    Ask, Command, Handle, Plan, PlanTask, Policy, Seq, StandingDecision, Text, Title, Verdict,
    decide, follow,
};

fn title(text: &str) -> Title {
    Title::try_from(text.to_owned()).unwrap()
}

fn plan() -> Plan {
    Plan {
        name: title("checkout down"),
        kind: Some(Kind::Availability),
        service: Some(title("checkout")),
        agreed_by: Text::from("the payments team"),
        agreed_on: Text::from("2026-06-03"),
        questions: vec![Text::from("which regions?"), Text::from("since which deploy?")],
        tasks: vec![PlanTask { text: Text::from("look at the deploys"), minutes: Some(5) }],
        decisions: vec![StandingDecision {
            text: Text::from("at night: friendly error page, fix in the morning"),
            agreed_by: Text::default(),
            agreed_on: Text::default(),
        }],
    }
}

/// A room with these plans, in which ana leads.
fn room(plans: Vec<Plan>) -> Room {
    let mut room = Room::empty();
    let mut command = open(Severity::P1, Kind::Availability, "Checkout returns 500s");
    if let Command::Open { policy, .. } = &mut command {
        *policy = Policy { plans, ..Policy::standard() };
    }
    room.ask(Handle::new("ana").unwrap(), command).unwrap();
    room.run("ben: join respond").unwrap();
    room
}

/// Lays a plan out, as the room does: what follows is recorded by the room itself.
fn lay_out(room: &mut Room) -> Seq {
    let ask = Command::UsePlan { name: title("Checkout Down") };
    let seq = room.ask(Handle::new("ana").unwrap(), ask).unwrap();
    for (id, command) in follow(&room.register, room.records.last().unwrap()) {
        let author = Handle::warroom();
        let ask = Ask { id, author, knew: None, now: room.now, command };
        let Verdict::Record(event) = decide(&room.register, &ask) else { panic!("{ask:?}") };
        room.record(&ask, event);
    }
    seq
}

#[test]
fn a_plan_is_laid_out_quietly() {
    let mut room = room(vec![plan()]);
    let seq = lay_out(&mut room);
    let (questions, tasks) = (room.register.questions(), room.register.tasks());
    assert_eq!((questions.len(), tasks.len()), (2, 1));
    assert!(questions.values().all(|q| q.about == Some(seq)));
    assert!(tasks.values().all(|t| t.about == Some(seq) && t.minutes == 5));
    let (entry, standing) = room.register.standing().next().unwrap();
    assert_eq!(
        (standing.agreed_by.raw(), standing.agreed_on.raw()),
        ("the payments team", "2026-06-03")
    );
    assert_eq!(
        room.register.sentence(entry).raw(),
        "decided before: at night: friendly error page, fix in the morning \
         (agreed by the payments team on 2026-06-03)"
    );
    let said = crate::brief::brief(&room.register, None, &[], room.now);
    let line = format!(
        "- **Decided before:** `{entry}` at night: friendly error page, fix in the morning \
         (agreed by the payments team on 2026-06-03)"
    );
    assert!(said.lines().any(|l| l == line), "{said}");
    room.run("+1h").unwrap();
    let nobody = |room: &Room| {
        let all = attention(&room.register, room.now).into_iter();
        all.map(|a| a.what.name()).filter(|n| n.ends_with("without_owner")).collect::<Vec<_>>()
    };
    assert!(nobody(&room).is_empty(), "nobody starts with ten red questions");
    room.run("ben: yes 5\nana: assign 5 nobody\n+1h").unwrap();
    assert!(nobody(&room).is_empty());
}

#[test]
fn what_follows_is_the_same_on_every_node() {
    let mut one = room(vec![plan()]);
    lay_out(&mut one);
    let mut ids: Vec<_> = one.records.iter().map(|r| r.command).collect();
    let mut other = room(vec![plan()]);
    lay_out(&mut other);
    assert_eq!(one.lines, other.lines);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), one.records.len(), "every id is another");
}

#[test]
fn a_plan_is_refused_with_what_there_is() {
    let mut room = room(vec![plan()]);
    let ana = Handle::new("ana").unwrap();
    let ask = |name: &str| Command::UsePlan { name: title(name) };
    assert_eq!(
        room.ask(ana, ask("disk full")),
        Err("there is no plan disk full here: there are checkout down".into())
    );
    let seq = lay_out(&mut room);
    assert_eq!(
        room.ask(ana, ask("checkout down")),
        Err(format!("that plan is laid out already: see {seq}"))
    );
    let mut bare = Room::staffed();
    assert_eq!(
        bare.ask(ana, ask("checkout down")),
        Err("there is no plan checkout down here: this room was opened without plans".into())
    );
}

#[test]
fn the_plan_of_the_service_in_the_title_comes_first() {
    let of = |name: &str, kind, service: Option<&str>| Plan {
        name: title(name),
        kind,
        service: service.map(title),
        ..plan()
    };
    let policy = Policy {
        plans: vec![
            of("any", None, None),
            of("down", Some(Kind::Availability), None),
            of("leak", Some(Kind::Security), None),
            of("checkout", Some(Kind::Availability), Some("checkout")),
        ],
        ..Policy::standard()
    };
    let fit = policy.plans_for(Kind::Availability, "Checkout returns 500s");
    let names: Vec<_> = fit.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["checkout", "down", "any"]);
}

#[test]
fn a_plan_that_cannot_be_laid_out_has_a_fault() {
    let fault = |change: fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        plan.fault().unwrap_or_default()
    };
    assert_eq!(fault(|_| ()), "");
    assert_eq!(
        fault(|p| {
            p.questions.clear();
            p.tasks.clear();
            p.decisions.clear();
        }),
        "has no questions, tasks or decisions"
    );
    assert_eq!(fault(|p| p.questions = vec!["x".into(); 41]), "has 43 items: 40 are the most");
    assert_eq!(fault(|p| p.questions.push(" ".into())), "has an item without words");
    assert_eq!(
        fault(|p| p.tasks.push(PlanTask { text: "x".into(), minutes: Some(0) })),
        "has a task of 0 minutes: 1 to 1440 are a box"
    );
    let many = Policy { plans: vec![plan(); 200], ..Policy::standard() };
    assert!(many.plans_fault().unwrap().ends_with("32768 are the most"));
}

#[test]
fn nobody_but_the_room_recalls_a_decision() {
    use crate::rights::{Who, right};
    let command = Command::RecallStanding {
        plan: Seq(1),
        text: "x".into(),
        agreed_by: Text::default(),
        agreed_on: Text::default(),
    };
    assert_eq!(right(&command), (Scope::Observe, Who::Room));
}
