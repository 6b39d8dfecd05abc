//! What has no key: each is typed out with what it is about, and asks once more.

use warroom_register::{Command, EntryId, Handle, Knock, Seq, Text, rights};

use super::Verb;
use crate::app::asks::{Deed, Sure};
use crate::app::board::Board;

/// All of them, those first that are needed in a hurry.
pub(super) const ALL: &[Verb] = &[
    Verb {
        name: "redact",
        wants: "#12 WHY",
        doc: "take words out for good: a secret pasted by mistake",
        leads: false,
        read: redact,
    },
    Verb {
        name: "remove",
        wants: "HANDLE WHY",
        doc: "put somebody out; their machines are refused from then on",
        leads: true,
        read: remove,
    },
    Verb {
        name: "turn-away",
        wants: "HANDLE",
        doc: "whoever waits at the door does not come in",
        leads: true,
        read: turn_away,
    },
    Verb {
        name: "revoke",
        wants: "#12",
        doc: "nobody comes in by that invite any more",
        leads: true,
        read: revoke,
    },
    Verb {
        name: "restore",
        wants: "",
        doc: "put back what the server lost or what was altered there: warroom restore, in a shell",
        leads: false,
        read: |_, _, _| {
            Ok(Deed::Say(
                "in a shell of a machine with a whole copy: warroom restore; where nobody has one, the \
                 lead: warroom restore --go-on WHY"
                    .into(),
            ))
        },
    },
    Verb {
        name: "rescue",
        wants: "",
        doc: "serve this room from your machine when its server is gone: warroom rescue, in a shell",
        leads: false,
        read: |_, board, _| Ok(Deed::Say(rescue(board))),
    },
    Verb {
        name: "themes",
        wants: "",
        doc: "other colours, side by side: warroom themes, in a shell",
        leads: false,
        read: |_, _, _| {
            Ok(Deed::Say(
                "in a shell: warroom themes shows all, side by side; theme = \"NAME\" in config.toml \
                 chooses one (warroom paths says where that is)"
                    .into(),
            ))
        },
    },
    Verb {
        name: "stop",
        wants: "",
        doc: "stop the server: warroom stop, in a shell of its machine",
        leads: false,
        read: |_, _, _| {
            Ok(Deed::Say("the server stops by warroom stop, in a shell of its machine".into()))
        },
    },
];

/// Who would serve the room, and how.
fn rescue(board: &Board) -> String {
    let hosts: Vec<_> = board.register.hosts().iter().map(|host| host.by.to_string()).collect();
    match hosts.len() {
        0 => "in a shell: warroom rescue serves it when its server is gone. Before: warroom rescue --offer, \
              and screens find your machine by themselves"
            .to_owned(),
        _ => format!(
            "in a shell: warroom rescue serves it when its server is gone; on record, in this order: {}",
            hosts.join(", ")
        ),
    }
}

/// A deed that Enter does once more.
fn sure(sentence: String, command: Command) -> Deed {
    Deed::Sure(Sure::new(sentence, Deed::Command(command)))
}

/// What it is about, and why.
fn parted(rest: &str) -> (&str, Text) {
    let (what, why) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    (what, Text::from(why.trim()))
}

fn redact(rest: &str, board: &Board, me: Handle) -> Result<Deed, String> {
    let (number, why) = parted(rest);
    let entry = number.parse::<EntryId>().ok().filter(|entry| board.register.row(*entry).is_some());
    let Some(entry) = entry else {
        return Err("write redact, the number of an entry and why: redact #12 a password".into());
    };
    if why.is_empty() {
        return Err("and why, without the words themselves: redact #12 a password".into());
    }
    let words = board.quoted(entry);
    if !rights::leads(&board.register, me) {
        let lead = board.register.lead().map_or_else(|| "whoever leads".into(), |l| l.to_string());
        let sentence = format!("Ask {lead} to take {entry} {words} out of the record for good?");
        return Ok(sure(sentence, Command::AskRedaction { entry, why }));
    }
    let asked = board.register.redactions_asked().get(&entry).copied();
    let sentence = format!(
        "Take {entry} {words} out for good, here and in every copy? Exports, scrollback and \
         screenshots stay: if it is a secret, change it too."
    );
    Ok(sure(sentence, Command::Redact { entry, why, asked }))
}

fn remove(rest: &str, board: &Board, _me: Handle) -> Result<Deed, String> {
    let (name, why) = parted(rest);
    let who = name.trim_start_matches('@').parse::<Handle>().ok();
    let here = |who: &Handle| board.register.responders().get(who).is_some_and(|r| !r.removed);
    let Some(who) = who.filter(here) else {
        return Err("write remove, the name of somebody here and why: remove ben WHY".into());
    };
    if why.is_empty() {
        return Err(format!("and why, in a few words: remove {who} WHY"));
    }
    let sentence = format!(
        "Put {who} out? At once, and their machines are refused from then on. What they wrote stays."
    );
    Ok(sure(sentence, Command::Remove { who, why }))
}

/// Who waits at the door under this name, or the only one who does.
fn at_door<'a>(board: &'a Board, name: &str) -> Result<(Seq, &'a Knock), String> {
    let name = name.trim_start_matches('@');
    let mut waiting = board.register.waiting_at_door();
    let found = waiting.find(|(_, knock)| name.is_empty() || knock.who.as_str() == name);
    found.ok_or_else(|| {
        let all: Vec<_> =
            board.register.waiting_at_door().map(|(_, knock)| knock.who.to_string()).collect();
        match all.len() {
            0 => "nobody waits at the door".to_owned(),
            _ => format!("at the door wait: {}", all.join(", ")),
        }
    })
}

fn turn_away(rest: &str, board: &Board, _me: Handle) -> Result<Deed, String> {
    let (name, why) = parted(rest);
    let (seq, knock) = at_door(board, name)?;
    let sentence = format!("Turn {} away, who waits at the door?", knock.who);
    Ok(sure(sentence, Command::TurnAway { knock: seq, why }))
}

fn revoke(rest: &str, board: &Board, _me: Handle) -> Result<Deed, String> {
    let (invites, tokens) = (board.register.invites(), board.register.tokens());
    let entry: Option<EntryId> = rest.parse().ok();
    let known = |entry: &EntryId| invites.contains_key(entry) || tokens.contains_key(entry);
    let Some(entry) = entry.filter(known) else {
        let all: Vec<String> =
            invites.keys().chain(tokens.keys()).map(ToString::to_string).collect();
        return Err(match all.len() {
            0 => "there is no invite and no token in this room".to_owned(),
            _ => format!("write revoke and the number of an invite or a token: {}", all.join(", ")),
        });
    };
    let sentence = if tokens.contains_key(&entry) {
        format!("Revoke the token {entry}? Nobody writes by it any more; what was written stays.")
    } else {
        format!("Revoke the invite {entry}? Nobody comes in by it any more; who is in stays.")
    };
    Ok(sure(sentence, Command::Revoke { invite: entry }))
}
