//! The client's websocket held against the conformance suite, Autobahn's cases, as `kosoku` has
//! them. `tests/run` installs it and runs this.

use std::path::Path;
use std::process::Stdio;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::link::dial;

/// Cases of the suite, those of compression aside.
const CASES: u32 = 301;

/// Whatever this client's settings would not let through is let through here: the suite's largest
/// message is 16 MiB, and what it sends must go out again at once.
async fn opened(address: &str, path: &str) -> WebSocketStream<TcpStream> {
    let tcp = TcpStream::connect(address).await.unwrap();
    tcp.set_nodelay(true).unwrap();
    let request = format!("ws://{address}{path}").into_client_request().unwrap();
    let config = dial::config().max_write_buffer_size(usize::MAX);
    client_async_with_config(request, tcp, Some(config)).await.unwrap().0
}

/// Says everything back until it is over.
async fn echo(address: &str, case: u32) {
    let mut socket = opened(address, &format!("/runCase?case={case}&agent=warroom")).await;
    while let Some(Ok(message)) = socket.next().await {
        let back = matches!(message, Message::Text(_) | Message::Binary(_));
        if back && socket.send(message).await.is_err() {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs kosoku, which tests/run installs"]
async fn promise_9_the_client_passes_every_case_of_autobahn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(root.join("target/tools/kosoku/bin/kosoku"))
        .args(["--mode", "fuzzingserver", "127.0.0.1:0", "-x", "12.*", "-x", "13.*", "--outdir"])
        .arg(root.join("target/proof-autobahn/client"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).await.unwrap();
    let address = line.trim().rsplit_once("ws://").unwrap().1.to_owned();
    for case in 1..=CASES {
        echo(&address, case).await;
    }
    drop(opened(&address, "/updateReports?agent=warroom").await);
    let (mut out, mut bad) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut out).await.unwrap();
    said.read_to_string(&mut bad).await.unwrap();
    let ended = child.wait().await.unwrap();
    assert!(ended.success() && out.contains(&format!("{CASES} cases passed")), "{out}\n{bad}");
}
