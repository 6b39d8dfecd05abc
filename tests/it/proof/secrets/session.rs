//! A session of three people with everything that could let a secret slip, and all that it said.

use std::fs;

use warroom_register::{InviteLink, Token};

use super::super::served::data;
use crate::export::exporting;
use crate::terminal::Machine;

const SIZE: (u16, u16) = (120, 40);

/// The argument lists of all processes, but of those that this test itself starts with a token.
fn argument_lists() -> Vec<(String, Vec<u8>)> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let lists = processes.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.parse::<u32>().ok()?;
        Some((name, fs::read(entry.path().join("cmdline")).ok()?))
    });
    lists.collect()
}

fn invite_of(made: &str) -> InviteLink {
    let made: serde_json::Value = serde_json::from_str(made).unwrap();
    made["invite"].as_str().unwrap().parse().unwrap()
}

/// A token to write with, and the line for curl in which it stands.
fn token_of(made: &str) -> (Token, String) {
    let made: serde_json::Value = serde_json::from_str(made).unwrap();
    let (_, token) = made["token"].as_str().unwrap().split_once('.').unwrap();
    (token.parse().unwrap(), made["curl"].as_str().unwrap().to_owned())
}

/// What a session said, each with where.
#[derive(Default)]
pub(super) struct Heard(pub(super) Vec<(String, Vec<u8>)>);

impl Heard {
    /// Runs a command, however it ends.
    fn run(&mut self, machine: &Machine, arguments: &[&str]) -> i32 {
        let ran = machine.run(arguments);
        let said = (ran.out + &ran.err).into_bytes();
        self.0.push((format!("warroom {}", arguments.join(" ")), said));
        ran.code
    }

    /// Writes by curl, and what came of it; then with a kind that there is not.
    fn curl(&mut self, line: &str) {
        for line in [line.to_owned(), line.replace("/in/text", "/in/text?kind=guess")] {
            let mut shell = std::process::Command::new("sh");
            let told =
                shell.args(["-c", &format!("echo pay-3 is down | {line}")]).output().unwrap();
            self.0.push(("curl".to_owned(), [told.stdout, told.stderr].concat()));
        }
        let said = |heard: &(String, Vec<u8>), word: &[u8]| heard.1.starts_with(word);
        let [.., first, second] = &self.0[..] else { panic!("nothing was heard") };
        assert!(said(first, b"#") && said(second, b"guess is no kind"), "{first:?} {second:?}");
    }

    /// Runs one with an invite in the environment, as its owner would.
    fn comes(&mut self, machine: &Machine, invite: &str) {
        let mut command = machine.command(&["join"]);
        let ran = command.env("WARROOM_INVITE", invite).output().unwrap();
        self.0.push(("warroom join".to_owned(), [ran.stdout, ran.stderr].concat()));
    }
}

impl Heard {
    /// The incident is closed and reviewed, and looked at and written in every way that then is.
    fn review(&mut self, [ana, ben, cy]: &[Machine; 3]) {
        for deed in [
            &["phase", "closed", "over"][..],
            &["review", "open", "ana"],
            &["review", "recommend", "technical", "alarm on 5xx"],
            &["review", "comment", "who was on call?"],
        ] {
            let done = self.run(ana, &[deed, &["--incident", "INC-1"]].concat());
            assert_eq!(done, 0, "{deed:?}");
        }
        let mut screen = ana.terminal(SIZE, &["review", "INC-1"]);
        screen.sees("[1 how it works]");
        screen.signal("-TERM");
        screen.ended();
        self.0.push(("the screen of a review".to_owned(), screen.bytes()));
        for machine in [ana, ben, cy] {
            for look in LOOKS {
                self.run(machine, look);
            }
            for (n, what) in WRITTEN.iter().enumerate() {
                let file = machine.home().join(format!("written-{n}"));
                let done = self.run(machine, &[what, &[file.to_str().unwrap()][..]].concat());
                // What only the one who holds the incident can do is done there.
                assert!(done == 0 || !std::ptr::eq(machine, ana), "{what:?}");
            }
        }
        // What cy was told of an incident that he never joined is the word of the team's server.
        let team = cy.run(&["search", "checkouts"]);
        assert!(team.err.contains("from the server at"), "{}", team.err);
        for asked in [["report", "INC-1"], ["replay", "INC-1"], ["similar", "INC-2"]] {
            assert_eq!(self.run(cy, &asked), 0, "{asked:?}");
        }
        let import = ana.home().join("written-0");
        self.run(cy, &["import", import.to_str().unwrap()]);
    }

    /// Whatever goes wrong with an invite, it is not repeated.
    fn go_wrong(&mut self, machine: &Machine, invite: &InviteLink) {
        let mut wrong = invite.clone();
        wrong.incident = Some(warroom_register::Label(9));
        self.comes(machine, &wrong.to_string());
        wrong.pin = Some(warroom_register::Hash::of(b"another server"));
        self.comes(machine, &wrong.to_string());
        wrong.addresses = vec!["127.0.0.1:1".to_owned()];
        self.comes(machine, &wrong.to_string());
        self.comes(machine, &format!("{invite}x"));
        let whole = invite.to_string();
        let half: String = whole.chars().take(whole.len() - 20).collect();
        self.comes(machine, &half);
    }
}

/// All that an incident can be looked at with.
const LOOKS: &[&[&str]] = &[
    &["show"],
    &["show", "--json"],
    &["brief"],
    &["list"],
    &["list", "--json"],
    &["invite", "--list"],
    &["invite", "--list", "--json"],
    &["export", "INC-1", "-o", "-"],
    &["report", "INC-1", "--format", "md"],
    &["report", "INC-1", "--format", "html"],
    &["report", "INC-1", "--format", "json"],
    &["outbox"],
    &["doctor"],
    &["paths"],
    &["config"],
    &["stats"],
    &["stats", "--json"],
    &["verify", "INC-1"],
    &["list", "--here"],
    &["search", "checkouts"],
    &["search", "checkouts", "--json"],
    &["similar", "INC-1"],
    &["actions"],
    &["actions", "--json"],
    &["cast", "INC-1"],
    &["review", "invite", "INC-1"],
    &["config"],
    &["helpers"],
    &["promises"],
];

/// What a closed incident is turned into, each in a file.
const WRITTEN: &[&[&str]] = &[
    &["export", "INC-1", "-o"],
    &["cast", "INC-1", "-o"],
    &["stats", "-o"],
    &["actions", "--ics"],
    &["review", "invite", "INC-1", "-o"],
    &["report", "INC-1", "--format", "html", "-o"],
];

/// All that the history of that folder says, unpacked.
fn history(machine: &Machine) -> Vec<u8> {
    let mut git = std::process::Command::new("git");
    git.arg("-C").arg(machine.home().join("exported")).args(["log", "-p", "--all"]);
    let told = git.output().unwrap();
    assert!(told.status.success() && told.stdout.len() > 500, "{told:?}");
    told.stdout
}

/// Three machines, what their commands said, and the invites of their session.
pub(super) struct Session {
    pub(super) machines: [Machine; 3],
    pub(super) heard: Heard,
    pub(super) lists: Vec<(String, Vec<u8>)>,
    /// To the incident, to lead it, to the server, and one that was closed.
    pub(super) invites: [InviteLink; 4],
    /// By which something that has no warroom wrote.
    pub(super) token: Token,
    /// What `open` printed, with the invite that it is asked for.
    pub(super) first: String,
}

impl Session {
    pub(super) fn held() -> Self {
        let machines = [Machine::of("ana"), Machine::of("ben"), Machine::of("cy")];
        let [ana, ben, cy] = &machines;
        let mut heard = Heard::default();
        exporting(ana);
        let first = ana.run(&["open", "Checkout returns 500s", "--no-join", "--json"]).ok();
        let invite = invite_of(&first);
        let second = invite_of(&ana.run(&["invite", "--json", "--scope", "command"]).ok());
        let server = invite_of(&ana.run(&["invite", "--json", "--server"]).ok());
        heard.comes(ben, &second.to_string());
        heard.comes(cy, &server.to_string());
        heard.run(ben, &["saw", "38 % of checkouts fail"]);
        heard.run(cy, &["open", "Search is slow", "--no-join"]);
        // On screens, one of which shows the invite, as it is asked to.
        let mut lead = ana.terminal(SIZE, &["join", "INC-1"]);
        lead.sees("saw >");
        lead.keys("\u{1b}W").sees("W: who is here");
        let watcher = ben.terminal(SIZE, &["join", "INC-1"]);
        watcher.sees("38 % of checkouts fail");
        let lists = argument_lists();
        drop((lead, watcher));
        heard.go_wrong(ben, &invite);
        let made = ana.run(&["invite", "--json"]).ok();
        let id: serde_json::Value = serde_json::from_str(&made).unwrap();
        let closed = invite_of(&made);
        heard.run(ana, &["revoke", &id["id"].to_string()]);
        heard.comes(cy, &closed.to_string());
        let (token, curl) = token_of(&ana.run(&["token", "--json"]).ok());
        heard.curl(&curl);
        heard.review(&machines);
        let door = fs::read_to_string(data(&machines[0]).join("door.json")).unwrap();
        let door: serde_json::Value = serde_json::from_str(&door).unwrap();
        let environment = fs::read(format!("/proc/{}/environ", door["pid"])).unwrap();
        heard.0.push(("the environment of the server".to_owned(), environment));
        // Once it has stopped, all of it is exported.
        heard.run(&machines[0], &["stop"]);
        heard.0.push(("the history of git".to_owned(), history(&machines[0])));
        Self { machines, heard, lists, invites: [invite, second, server, closed], token, first }
    }
}
