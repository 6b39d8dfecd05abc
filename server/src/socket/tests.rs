//! The socket held against the conformance suite of websockets, Autobahn's cases, as `kosoku` has
//! them. `tests/run` installs it and runs this.

use std::path::Path;
use std::process::Stdio;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;

use super::*;

/// Cases of the suite, those of compression aside.
const CASES: &str = "301 cases passed";

impl<W: AsyncRead + AsyncWrite + Unpin> Socket<W> {
    /// Says everything back, and ends as every socket here ends.
    async fn echo(mut self) {
        let ending = loop {
            let said = match self.ws.next().await {
                Some(Ok(Message::Text(text))) => self.feed(Data::Text, text.into()).await,
                Some(Ok(Message::Binary(bytes))) => self.feed(Data::Binary, bytes).await,
                Some(Ok(Message::Close(_))) => break Ending::Closed,
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(()),
                Some(Err(error)) => break Ending::of(&error),
                None => break Ending::Gone,
            };
            let flushed = match said {
                Ok(()) => self.flush().await,
                Err(ending) => Err(ending),
            };
            if let Err(ending) = flushed {
                break ending;
            }
        };
        self.part(ending).await;
    }
}

/// The socket as it is, but for how much it takes: the suite sends megabytes.
async fn echo(tcp: TcpStream) {
    tcp.set_nodelay(true).unwrap();
    let Ok(shaken) = tokio_tungstenite::accept_async(tcp).await else { return };
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(WRITE_BYTES)
        .max_write_buffer_size(WRITE_BYTES_MAX);
    let wire = Wire::new(shaken.into_inner(), u32::MAX, BURST_SECONDS);
    let socket = Socket {
        ws: WebSocketStream::from_partially_read(wire, Vec::new(), Role::Server, Some(config))
            .await,
        heard_at: Instant::now(),
        silence: Duration::from_secs(60),
        frames: Pace::new(u32::MAX, u32::MAX),
    };
    socket.echo().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs kosoku, which tests/run installs"]
async fn promise_9_the_socket_passes_every_case_of_autobahn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let kosoku = root.join("target/tools/kosoku/bin/kosoku");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let serving = tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            tokio::spawn(echo(tcp));
        }
    });
    let ran = Command::new(kosoku)
        .args(["--mode", "fuzzingclient", &address, "--exclude", "12.*", "--exclude", "13.*"])
        .arg("--outdir")
        .arg(root.join("target/proof-autobahn/server"))
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    serving.abort();
    let said = String::from_utf8_lossy(&ran.stdout);
    let bad = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && said.contains(CASES), "{said}\n{bad}");
}
