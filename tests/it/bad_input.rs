//! Whatever is wrong gives one clear sentence, the right exit status, and loses nothing.

use crate::terminal::{Machine, keep_port};
use std::fs;

/// A machine with an open incident and no screen; its invite.
fn opened(handle: &'static str) -> (Machine, String) {
    let machine = Machine::of(handle);
    let made = machine
        .run(&["open", "Checkout", "returns", "500s", "--severity", "P1", "--no-join", "--json"])
        .ok();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    assert_eq!(made["incident"], "INC-1");
    let invite = made["invite"].as_str().unwrap().to_owned();
    (machine, invite)
}

fn exported(machine: &Machine, name: &str) -> std::path::PathBuf {
    let file = machine.home().join(name);
    machine.run(&["export", "INC-1", "-o", file.to_str().unwrap()]).ok();
    file
}

#[test]
fn who_is_not_let_in_is_told_why() {
    let (ana, invite) = opened("ana");
    let ben = Machine::of("ben");
    ben.run(&["join", "warroom://nonsense"]).refused(2, "warroom://HOST:PORT");
    let unknown = invite.replace("/INC-1/", "/INC-9/");
    ben.run(&["join", &unknown]).refused(1, "INC-9 here: warroom list");
    let parts: Vec<_> = invite.split('/').collect();
    let wrong_token = invite.replace(parts[4], "AAAAAAAAAAAAAAAAAAAAAA");
    ben.run(&["join", &wrong_token]).refused(1, "invite");
    let wrong_pin = invite.replace(parts[5], "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    ben.run(&["join", &wrong_pin]).refused(3, "another server answers at 127.0.0.1");
    let taken = ben.run(&["join", &invite, "--as", "ana"]);
    taken.refused(1, "by another machine's key");
    ana.run(&["revoke", "2"]).ok();
    ben.run(&["join", &invite]).refused(
        1,
        "this invite does not open INC-1: it is wrong, has ended, was used up or was closed",
    );
    ana.run(&["revoke", "99"]).refused(1, "there is no #99 here");
    ana.run(&["show", "INC-1"]).ok();
}

/// `HOST:PORT` of the first address in an invite.
fn first_address(invite: &str) -> String {
    let invite: warroom_register::InviteLink = invite.trim().parse().unwrap();
    invite.addresses[0].clone()
}

#[test]
fn a_line_that_is_good_on_this_machine_alone_says_so_and_a_token_leads_to_where_invites_do() {
    let ana = Machine::of("ana");
    let open = ana.run(&["open", "Checkout returns 500s", "--no-join"]);
    assert!(open.err.contains("This room lives on this machine (127.0.0.1:"), "{}", open.err);
    assert!(open.ok().starts_with("INC-1\nwarroom://"), "nothing but data on standard output");
    for door in ["invite", "token"] {
        let made = ana.run(&[door]);
        assert!(made.err.contains("it is good on this machine alone"), "{door}: {}", made.err);
        made.ok();
    }
    ana.run(&["share"]).ok();
    let (invite, token) = (ana.run(&["invite"]), ana.run(&["token"]));
    let address = first_address(&invite.out);
    assert!(token.out.contains(&format!("https://{address}/in/text")), "{address}: {}", token.out);
    let near = address.starts_with("127.");
    assert_eq!([&invite, &token].map(|made| made.err.contains("this machine alone")), [near; 2]);
}

#[test]
fn a_file_that_is_not_there_is_said_with_how_one_is_made() {
    let ana = Machine::of("ana");
    for what in [&["verify"][..], &["report"], &["replay"], &["import"]] {
        let arguments = [what, &["/nowhere/a.jsonl"]].concat();
        ana.run(&arguments).refused(2, "or make one with warroom export INC-42 -o FILE");
    }
}

#[test]
fn the_keys_are_there_for_programs_too() {
    let ana = Machine::of("ana");
    let keys = ana.run(&["keys", "--json"]).ok();
    let keys: Vec<serde_json::Value> =
        keys.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |place: &str, action: &str| {
        keys.iter().find(|it| it["place"] == place && it["action"] == action).unwrap()
    };
    assert_eq!(of("register", "assign")["keys"], serde_json::json!(["A"]));
    assert_eq!(of("line", "step-out")["keys"], serde_json::json!(["Esc", "Ctrl-C"]));
    let told = ana.run(&["keys"]);
    assert!(told.err.contains("keymap.toml"), "{}", told.err);
    assert!(ana.run(&["keys", "--help"]).ok().contains("observation = \"F5\""));
    // As it is shown there, it works.
    let file = ana.home().join("config/keymap.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "[register]\nobservation = \"F5\"\n").unwrap();
    let keys = ana.run(&["keys", "--json"]).ok();
    let mine = keys.lines().find(|line| line.contains("\"observation\"")).unwrap();
    assert!(mine.contains("[\"F5\"]"), "{mine}");
}

#[test]
fn of_an_incident_of_which_nothing_is_known_yet_nothing_is_said() {
    let (ana, invite) = opened("ana");
    let ben = Machine::of("ben");
    ben.run(&["join", &invite]).ok();
    ana.run(&["stop"]).ok();
    let port = keep_port(&ana);
    let tail = ben.terminal((120, 20), &["tail"]);
    tail.sees("cut off: ");
    ana.run(&["open", "Another", "--no-join"]).ok();
    drop(port);
    tail.sees("INC-1 P1 availability, investigating, ana leads");
    assert!(!tail.text().contains("nobody leads"), "{}", tail.text());
}

#[test]
fn entries_that_cannot_be_are_refused_with_what_to_do() {
    let (ana, _invite) = opened("ana");
    ana.run(&["saw", ""]).refused(1, "no words in it: write them behind the command");
    assert_eq!(ana.run(&["outbox"]).ok(), "", "nothing of it is kept");
    ana.run(&["saw", &"x".repeat(16 * 1024 + 1)]).refused(1, "16384");
    ana.run(&["task", "look", "--owner", "nobodyhere"]).refused(1, "not in this room");
    ana.run(&["answer", "99", "yes"]).refused(1, "there is no #99");
    ana.run(&["yes", "zero"]).refused(2, "names no entry");
    ana.run(&["role", "take", "lead", "why not"]).refused(1, "has lead already");
    ana.run(&["saw", "later", "--at", "+5m"]).refused(2, "no time");
    ana.run(&["severity", "P9"]).refused(2, "P1");
    assert!(ana.run(&["show"]).ok().contains("Checkout returns 500s"));
}

#[test]
fn a_variable_that_is_empty_says_nothing() {
    let (ana, _invite) = opened("ana");
    let mut show = ana.command(&["show"]);
    let unset = ["WARROOM_INCIDENT", "WARROOM_CONFIG", "WARROOM_HANDLE"].map(|name| (name, ""));
    let shown = show.envs(unset).output().unwrap();
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
}

#[test]
fn what_cannot_reach_the_server_waits_and_arrives_later() {
    let (ana, invite) = opened("ana");
    let ben = Machine::of("ben");
    ben.run(&["join", &invite]).ok();
    ana.run(&["stop"]).ok();
    let port = keep_port(&ana);
    ben.run(&["saw", "written while it was down"]).refused(3, "waits on this machine");
    assert!(ben.run(&["outbox"]).ok().contains("written while it was down"));
    ana.run(&["serve", "--embedded-again"]).refused(2, "embedded-again");
    // The next command of the host that opens or serves brings it back, on the same port.
    ana.run(&["open", "Another", "--no-join"]).ok();
    drop(port);
    ben.run(&["saw", "second"]).ok();
    let shown = ana.run(&["show", "INC-1"]).ok();
    assert!(shown.contains("written while it was down") && shown.contains("second"), "{shown}");
    assert!(!ben.run(&["outbox"]).ok().contains("written while"));
}

#[test]
fn a_recording_that_was_cut_or_altered_is_found_out() {
    let (ana, _invite) = opened("ana");
    ana.run(&["saw", "the graph dips"]).ok();
    ana.run(&["did", "restarted checkout-3"]).ok();
    let file = exported(&ana, "a.jsonl");
    let name = file.to_str().unwrap();
    assert!(ana.run(&["verify", name]).ok().contains("whole"));
    ana.run(&["export", "INC-1", "-o", name]).refused(2, "--force");

    let whole = fs::read_to_string(&file).unwrap();
    fs::write(&file, whole.replace("the graph dips", "the graph rises")).unwrap();
    ana.run(&["verify", name]).refused(2, "altered");
    fs::write(&file, whole.replacen("INC-1", "INC-2", 1)).unwrap();
    let header = ana.run(&["verify", name]);
    assert!(header.err.contains("the first line, which names the incident"), "{}", header.err);
    header.refused(2, "Nothing of it is certain");
    fs::write(&file, whole.get(..whole.len() - 40).unwrap()).unwrap();
    ana.run(&["verify", name]).refused(2, "cut off");
    assert!(ana.run(&["replay", name]).out.contains("the graph dips"), "what is whole still opens");
    fs::write(&file, "").unwrap();
    ana.run(&["verify", name]).refused(2, "empty. warroom export INC-42 -o FILE makes one");
    ana.run(&["verify", "/nowhere/at/all.jsonl"]).refused(2, "/nowhere/at/all.jsonl");
    ana.run(&["verify", "INC-1"]).refused(2, "warroom export INC-1 -o INC-1.jsonl makes one");
    ana.run(&["report", ana.home().to_str().unwrap()]).refused(2, "");
}

#[test]
fn a_bad_settings_file_is_refused_by_name_and_line() {
    let (ana, _invite) = opened("ana");
    let config = ana.home().join("config");
    fs::create_dir_all(config.join("themes")).unwrap();
    fs::write(config.join("config.toml"), "handle = \"ana\"\ntheem = \"dark\"\n").unwrap();
    ana.run(&["show"]).refused(2, "config.toml:2");
    let piped = ana.run_with(&["saw"], "the graph dips\n");
    assert!(piped.err.contains("here they are:\nthe graph dips"), "{}", piped.err);
    piped.refused(2, "config.toml:2");
    fs::write(config.join("config.toml"), "theme = \"mine\"\n").unwrap();
    fs::write(config.join("themes/mine.toml"), "name = \"mine\"\nground = \"plaid\"\n").unwrap();
    let mut screen = ana.terminal((80, 24), &["join", "INC-1"]);
    assert_eq!(screen.ended(), 2, "{}", screen.text());
    assert!(screen.text().contains("mine.toml:2"), "{}", screen.text());
    fs::write(config.join("config.toml"), "theme = \"dark\"\n").unwrap();
    fs::write(config.join("keymap.toml"), "[register]\nassign = \"A\"\nfly = \"X\"\n").unwrap();
    // The sentence sends people to the command that was refused by it.
    let keys = ana.run(&["keys"]);
    assert!(keys.err.contains("`warroom keys` lists them"), "{}", keys.err);
    assert!(keys.out.contains("assign"), "{keys:?}");
    assert_eq!(keys.code, 2);
    keys.err_holds("keymap.toml:3");
}

#[test]
fn the_data_folder_and_the_port_are_held_by_one() {
    let (ana, _invite) = opened("ana");
    let folder = ana.home().join("data/server");
    let folder = folder.to_str().unwrap();
    ana.run(&["serve", "--data", folder, "--listen", "127.0.0.1:0"]).refused(1, "another");
    let door = fs::read_to_string(ana.home().join("data/server/door.json")).unwrap();
    let door: serde_json::Value = serde_json::from_str(&door).unwrap();
    let address = door["address"].as_str().unwrap();
    let elsewhere = ana.home().join("other");
    let other = elsewhere.to_str().unwrap();
    ana.run(&["serve", "--data", other, "--listen", address]).refused(1, "in use");
    let file = ana.home().join("a-file");
    fs::write(&file, "").unwrap();
    ana.run(&["serve", "--data", file.to_str().unwrap()]).refused(2, "a folder is wanted there");
    ana.run(&["serve", "--data", "/proc/nowhere"]).refused(2, "this folder cannot be made");
}

#[test]
fn without_a_terminal_or_with_a_tiny_one_it_says_so() {
    let (ana, _invite) = opened("ana");
    ana.run(&["demo"]).refused(2, "warroom --help lists");
    assert_eq!(ana.run(&["help"]).ok(), ana.run(&["--help"]).ok());
    let mut tiny = ana.terminal((20, 5), &["join", "INC-1"]);
    tiny.sees("small");
    tiny.resize((80, 24));
    tiny.sees("Checkout returns 500s");
    tiny.signal("-TERM");
    tiny.ended();
    assert!(tiny.is_given_back());
}

#[test]
fn a_server_that_was_ended_on_purpose_stays_so_and_one_that_crashed_does_not() {
    let ana = Machine::of("ana");
    ana.run(&["open", "A page is slow", "--no-join"]).ok();
    ana.run(&["stop"]).ok();
    let serve = || ana.terminal((100, 30), &["serve", "--listen", "localhost:0"]);
    let mut server = serve();
    server.sees("Ctrl-C stops it");
    ana.run(&["saw", "it is slow"]).ok();
    server.keys("\x03");
    assert_eq!(server.ended(), 0);
    let entry = ana.run(&["saw", "it is gone"]);
    assert!(entry.err.contains("it waits on this machine"), "{}", entry.err);
    entry.refused(3, "");
    // Nobody is in a room that is not reached, and no secret was taken out of it.
    ana.run(&["join", "INC-1"]).refused(3, "");
    ana.run(&["redact", "2", "a", "key"]).refused(3, "nothing was done, and nothing waits to be");
    assert!(ana.home().join("data/server/stopped").exists(), "nothing brought it back");
    // What a person serves again has its port, and what waited is there.
    let mut server = serve();
    server.sees("Ctrl-C stops it");
    server.signal("-9");
    server.ended();
    ana.run(&["saw", "after a crash it is there by itself"]).ok();
    let brief: serde_json::Value =
        serde_json::from_str(&ana.run(&["brief", "--json"]).ok()).unwrap();
    assert_eq!(brief["incident"], "INC-1");
    assert!(brief["lines"].as_array().unwrap().iter().any(|line| line["what"] == "Impact"));
    ana.run(&["show", "--incident", "INC-77"]).refused(1, "has not joined INC-77");
    ana.run(&["invite", "--uses", "0"]).refused(2, "0 is not in 1..");
    ana.run(&["serve", "--listen", "nowhere"]).refused(2, "0.0.0.0:7443");
    ana.run_with(&["saw"], "").refused(1, "nothing came from the pipe");
    // What is asked for is said in one sentence each.
    let nowhere = ana.home().join("nowhere/x.md");
    ana.run(&["report", "-o", nowhere.to_str().unwrap()]).refused(2, "its folder is not there");
    let folder = ana.home().join("data");
    ana.run(&["report", "-o", folder.to_str().unwrap(), "--force"]).refused(2, "it is a folder");
    let config = ana.home().join("other.toml");
    fs::write(&config, "theme = \"nope\"\n").unwrap();
    ana.run(&["config", "check", config.to_str().unwrap()]).refused(2, "nope");
    ana.run(&["open", "Mail is late", "--no-join"]).ok();
    let several = ana.run(&["saw", "x"]);
    let wanted = "say --incident INC-1 (A page is slow) or --incident INC-2 (Mail is late)";
    assert!(several.err.contains(wanted), "{}", several.err);
    ana.run(&["stop"]).ok();
}
