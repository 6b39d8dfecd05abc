//! Whole servers in one process: real sockets, memory or a folder, and no waiting for time.

pub(crate) mod altered;
mod anew;
mod client;
mod degraded;
mod doors;
mod forged;
mod history;
mod keeping;
mod limits;
mod lobby;
mod records;
mod said;
mod share;
mod shut;
mod space;
mod stops;
mod strange;
mod told;
mod whole;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;
use warroom_register::protocol::Asked;
use warroom_register::words::{Kind, Scope, Severity};
use warroom_register::{Command, Hash, InviteLink, Label, Policy, Text};

use self::client::{Client, Person, asked, title};
use crate::journal::Memory;
use crate::{Keep, Limits, Options, Server};

const EVER: Duration = Duration::from_secs(3600);

/// A folder of its owner's alone, as a server wants it.
pub(crate) fn folder() -> tempfile::TempDir {
    let alone = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    tempfile::Builder::new().permissions(alone).tempdir().unwrap()
}

fn options(keep: Keep) -> Options {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let limits = Limits::unpaced();
    Options { tls: false, limits, ..Options::new(keep, listen) }
}

async fn in_memory() -> Server {
    crate::start(options(Keep::Memory(Memory::new()))).await.unwrap()
}

async fn in_folder(folder: &Path) -> Server {
    crate::start(options(Keep::Folder(folder.to_owned()))).await.unwrap()
}

fn opening(text: &str) -> Asked {
    asked(Command::Open {
        sealed: Hash::default(),
        title: title(text),
        severity: Severity::P1,
        kind: Kind::Availability,
        mode: None,
        talk: Text::default(),
        key: None,
        policy: Policy::default(),
    })
}

/// An incident that `lead` has opened.
async fn incident(server: &Server, lead: &Person) -> Label {
    let opened = server.open(lead.handle, lead.key(), opening("Checkout returns 500s")).await;
    opened.unwrap().0
}

async fn invite(server: &Server, label: Option<Label>, scope: Scope) -> InviteLink {
    server.invite(label, title("all"), scope, EVER, 100).await.unwrap()
}

/// A seat of `person`, who comes by a fresh invite to `label`.
async fn joined(server: &Server, label: Label, person: &Person) -> Client {
    let link = invite(server, Some(label), Scope::Respond).await;
    Client::join(server, person, &link).await.unwrap()
}
