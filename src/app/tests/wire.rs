//! The link: what it tells, and what a screen without one still does.

use warroom_register::protocol::{Asked, StopWhy, Stopped, Summary};
use warroom_register::words::{Kind, Mode, Phase, Scope, Severity};
use warroom_register::{
    Bytes, Command, CommandId, Hash, IncidentId, InviteLink, Label, Seq, Title,
};

use super::desk::{Desk, invited, opening};
use super::fixture::{World, at, busy, handle};
use crate::app::App;
use crate::app::msg::{Effect, LinkMsg, Msg};
use crate::keys::Place;

#[test]
fn a_sent_command_carries_what_its_author_had_seen() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.keys("oone<Enter>otwo<Enter>");
    let asked: Vec<&Asked> = ben
        .effects
        .iter()
        .filter_map(|e| if let Effect::Send(asked) = e { Some(asked) } else { None })
        .collect();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].knew, Some(Seq(48)));
    assert_ne!(asked[0].id, asked[1].id);
}

#[test]
fn the_record_is_the_yes() {
    let mut world = busy();
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.keys("oone<Enter>");
    assert_eq!(ben.app.pending.len(), 1);
    ben.carry_out(&mut world);
    assert_eq!(ben.app.pending.len(), 0);
    assert_eq!(ben.app.register().head(), Seq(49));
}

#[test]
fn records_that_come_twice_change_nothing() {
    let world = busy();
    let mut ben = Desk::new("ben", &world, "14:20");
    ben.records(&world.records);
    assert!(*ben.app.register() == world.register);
}

#[test]
fn cut_off_says_since_when_and_what_waits() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    ben.tell(Msg::Link(LinkMsg::Down { why: "no answer".to_owned(), retry_seconds: Some(5) }));
    ben.keys("oone<Enter>otwo<Enter>");
    let screen = ben.text(80, 24);
    assert!(screen.contains("CUT OFF since 14:20:00, shown as of then. 2 lines of yours wait"));
    assert!(screen.contains("CUT OFF 10s"), "{screen}");
    // Where there is room, why: whether to wait or to ask for another invite.
    assert!(!screen.contains("no answer; try"), "{screen}");
    let screen = ben.text(120, 40);
    assert!(screen.contains("no answer; try"), "{screen}");
    let screen = ben.text(40, 15);
    assert!(screen.contains("CUT OFF 14:20:00. 2 lines"), "{screen}");
}

#[test]
fn an_outbox_of_before_waits_here_too() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    let asked = Asked {
        id: CommandId(uuid::Uuid::from_u128(7)),
        knew: None,
        command: Command::Acknowledge { entry: Seq(35) },
    };
    ben.tell(Msg::Link(LinkMsg::Waiting(vec![asked])));
    assert!(ben.text(160, 45).contains("... · yes to #35"));
    let command = CommandId(uuid::Uuid::from_u128(7));
    ben.tell(Msg::Link(LinkMsg::Already { command, seq: Seq(48) }));
    assert!(!ben.text(160, 45).contains("yes to #35"));
}

#[test]
fn who_has_never_written_starts_in_the_line() {
    assert_eq!(Desk::new("gil", &busy(), "14:20").app.place, Place::Line);
    assert_eq!(Desk::new("ben", &busy(), "14:20").app.place, Place::Register);
}

#[test]
fn the_clock_is_the_servers() {
    let world = busy();
    let mut ben = Desk::new("ben", &world, "14:20");
    // This machine is five minutes behind.
    let up = crate::app::msg::Up {
        incident: Some(Label(42)),
        id: None,
        scope: Scope::Respond,
        head: Seq(48),
        now: at("14:25"),
        addresses: Vec::new(),
        pin: Hash::default(),
        local: true,
    };
    ben.tell(Msg::Link(LinkMsg::Up(up)));
    assert!(ben.text(80, 24).contains("14:25 UTC"));
}

#[test]
fn once_the_server_is_shared_an_open_screen_says_so_and_copies_an_invite_that_leads_there() {
    let world = World::open("14:03", "Checkout returns 500s");
    let link = |address: &str| InviteLink {
        addresses: vec![address.to_owned()],
        incident: Some(Label(42)),
        token: Bytes([7; 16]),
        pin: None,
    };
    let mut ana = Desk::new("ana", &world, "14:04");
    invited(&mut ana, Some(link("127.0.0.1:7443").to_string()));
    let up = |addresses: &[&str], local| crate::app::msg::Up {
        incident: Some(Label(42)),
        id: None,
        scope: Scope::Command,
        head: Seq(1),
        now: at("14:04"),
        addresses: addresses.iter().map(ToString::to_string).collect(),
        pin: Hash::default(),
        local,
    };
    ana.tell(Msg::Link(LinkMsg::Up(up(&["127.0.0.1:7443"], true))));
    let screen = ana.text(160, 45);
    assert!(screen.contains("(127.0.0.1:7443), for its own terminals"), "{screen}");
    ana.tell(Msg::Link(LinkMsg::Up(up(&["10.0.0.9:7443", "127.0.0.1:7443"], false))));
    let screen = ana.text(160, 45);
    assert!(screen.contains("(10.0.0.9:7443)"), "{screen}");
    assert!(!screen.contains("for its own terminals"), "{screen}");
    ana.keys("<Esc>Wc");
    let copied = format!("warroom join {}", link("10.0.0.9:7443"));
    assert!(ana.effects.contains(&Effect::Copy(copied)), "{:?}", ana.effects);
}

fn summary(label: u32, title: &str, phase: Phase) -> Summary {
    Summary {
        incident: Label(label),
        id: IncidentId(uuid::Uuid::nil()),
        title: Title::try_from(title.to_owned()).unwrap(),
        severity: Severity::P2,
        kind: Kind::Availability,
        phase,
        mode: Mode::Sealed,
        opened_at: at("14:03"),
        lead: Some(handle("ana")),
        here: 3,
        head: Seq(9),
        review: None,
        meets: None,
        stopped: None,
    }
}

#[test]
fn the_lobby_lists_open_incidents_first_and_enter_joins() {
    let mut start = opening("ana", at("14:20"));
    start.incident = None;
    let app = App::new(start);
    let mut desk = Desk { app, effects: Vec::new(), clock: at("14:20") };
    desk.tell(Msg::Link(LinkMsg::Lobby(Vec::new())));
    assert!(desk.text(80, 24).contains("warroom open"));
    let all = vec![
        summary(41, "Wrong VAT totals", Phase::Closed),
        summary(42, "Checkout returns 500s", Phase::Investigating),
        summary(43, "Search is slow", Phase::Identified),
    ];
    desk.tell(Msg::Link(LinkMsg::Lobby(all)));
    desk.keys("<Down><Enter>");
    let joins = |effect: &Effect| matches!(effect, Effect::Join(Label(43), _));
    assert!(desk.effects.iter().any(joins), "{:?}", desk.effects);
}

#[test]
fn a_room_served_anew_elsewhere_is_invited_to_there_and_nothing_old_is_said_of_it() {
    let mut ben = Desk::new("ben", &busy(), "14:20");
    let (addresses, pin) = (vec!["10.0.0.4:7443".to_owned()], Some(Hash::of(b"the old one")));
    let before = InviteLink { addresses, incident: Some(Label(42)), token: Bytes([7; 16]), pin };
    invited(&mut ben, Some(before.to_string()));
    let (why, from, to) = (StopWhy::Gathers, Seq(49), Seq(49));
    let stopped =
        Stopped { why, from, to, holders: Vec::new(), unproven: false, by: None, told: Vec::new() };
    ben.tell(Msg::Link(LinkMsg::Stopped(stopped)));
    assert!(ben.said().contains("nothing is recorded now"));
    let pin = Hash::of(b"ben's machine");
    ben.tell(Msg::Link(LinkMsg::Up(crate::app::msg::Up {
        incident: Some(Label(3)),
        id: None,
        scope: Scope::Respond,
        head: Seq(48),
        now: at("14:21"),
        addresses: vec!["127.0.0.1:7443".to_owned(), "10.0.0.9:7443".to_owned()],
        pin,
        local: false,
    })));
    assert_eq!(ben.said(), "", "it records again");
    let invite: InviteLink = ben.app.reached.invite().unwrap().parse().unwrap();
    assert_eq!(invite.addresses, ["10.0.0.9:7443"]);
    assert_eq!((invite.pin, invite.incident), (Some(pin), Some(Label(3))));
    assert_eq!(invite.token, before.token);
}

#[test]
fn promise_2_the_lobby_says_of_an_incident_that_nothing_is_recorded_and_what_to_do() {
    let mut start = opening("ana", at("14:20"));
    start.incident = None;
    let app = App::new(start);
    let mut desk = Desk { app, effects: Vec::new(), clock: at("14:20") };
    let stopped = Stopped {
        why: StopWhy::Altered,
        from: Seq(1),
        to: Seq(60),
        holders: Vec::new(),
        unproven: false,
        by: None,
        told: Vec::new(),
    };
    let id = IncidentId(uuid::Uuid::nil());
    let blank = Summary::blank(Label(41), id, at("14:03"), stopped);
    let (from, to, holders) = (Seq(7), Seq(9), vec![handle("ben")]);
    let lost = Some(Stopped {
        why: StopWhy::Lost,
        from,
        to,
        holders,
        unproven: false,
        by: None,
        told: Vec::new(),
    });
    let lost = Summary { stopped: lost, ..summary(42, "Search is slow", Phase::Identified) };
    desk.tell(Msg::Link(LinkMsg::Lobby(vec![blank, lost])));
    let wide = desk.text(160, 45);
    assert!(wide.contains("was altered on the server, somewhere in #1 to #60"), "{wide}");
    assert!(wide.contains("3 records are missing on the server"), "{wide}");
    let usual = desk.text(80, 24);
    assert!(
        usual.contains("--  INC-41") && usual.contains("altered: warroom restore INC-41"),
        "{usual}"
    );
    assert!(usual.contains("Search is slow"), "{usual}");
    let phone = desk.text(40, 15);
    assert_eq!(phone.matches("NOT RECORDED").count(), 2, "{phone}");
}
