//! Where connections come from: the system's sockets, or a network that is made up.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Connections that the kernel keeps in line: a burst of reconnects loses none to a retry.
const BACKLOG: u32 = 1024;

/// The bytes of one connection.
pub trait Wire: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<W: AsyncRead + AsyncWrite + Unpin + Send + 'static> Wire for W {}

/// One connection of a door, plain or under TLS: one type that sockets can be downcast to.
pub type Stream = Box<dyn Wire>;

/// Takes connections.
pub trait Listen: Send + Sync + 'static {
    /// What it gives.
    type Wire: Wire;

    /// The next connection, and where it comes from.
    fn accept(&self) -> impl Future<Output = io::Result<(Self::Wire, SocketAddr)>> + Send;

    /// Where it listens.
    fn local_addr(&self) -> io::Result<SocketAddr>;
}

impl Listen for TcpListener {
    type Wire = TcpStream;

    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (tcp, address) = Self::accept(self).await?;
        // Entries are small and wanted now: without it each waits up to 40 ms for the one before.
        // Who is gone again already is found out by whoever reads.
        drop(tcp.set_nodelay(true));
        Ok((tcp, address))
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Self::local_addr(self)
    }
}

/// A listener on this address; port 0 takes a free one. Restarting takes the same port at once.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
