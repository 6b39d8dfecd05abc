//! Hostile peers of eight kinds, four of strangers and four of members, each of whom goes on until the
//! server has dealt with them: what was never tried proves nothing, so each is counted by its kind.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use warroom_register::InviteLink;
use warroom_register::limits::HELLO_SECONDS_MAX;

use super::history::Notes;
use super::seat::{Writer, secure_over};

/// Of each kind of stranger, and of each kind of member.
const STRANGERS_EACH: usize = 450;
const MEMBERS_EACH: usize = 50;
/// All of them.
pub(super) const HOSTILE: usize = 4 * (STRANGERS_EACH + MEMBERS_EACH);
/// Strangers of each kind who come from the network, where an address has eight places: they wait long.
const FROM_AFAR: usize = 8;
/// Addresses of this machine from which the others come.
const NEAR: usize = 8;
/// Members of so many names.
const NAMES: usize = 8;
/// Who was shown out is not in line again at once.
const AGAIN: Duration = Duration::from_millis(300);
/// Who was closed sooner was shown out at the door; who stays to the deadline was in.
const INSIDE: Duration = Duration::from_millis(HELLO_SECONDS_MAX * 1_000 - 500);

/// What a hostile peer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A stranger who says nothing.
    Silent,
    /// Begins a TLS handshake, byte by byte, that never goes on.
    HalfHandshake,
    /// Speaks something else.
    OtherSpeech,
    /// Has TLS, and drips a head that never ends.
    DrippingHead,
    /// A member who floods with pings.
    Pings,
    /// With fragments of a message that never ends.
    Fragments,
    /// With the largest frames.
    LargeFrames,
    /// Who reads nothing.
    Deaf,
}

impl Kind {
    const STRANGERS: [Self; 4] =
        [Self::Silent, Self::HalfHandshake, Self::OtherSpeech, Self::DrippingHead];
    const MEMBERS: [Self; 4] = [Self::Pings, Self::Fragments, Self::LargeFrames, Self::Deaf];

    /// Each kind, and how many there are of it.
    fn all() -> impl Iterator<Item = (Self, usize)> {
        let strangers = Self::STRANGERS.map(|kind| (kind, STRANGERS_EACH));
        strangers.into_iter().chain(Self::MEMBERS.map(|kind| (kind, MEMBERS_EACH)))
    }
}

/// How many of each kind have done it, to its end or until the server ended it.
#[derive(Default)]
pub(super) struct Reached {
    of: [AtomicUsize; 8],
    /// Bytes of floods that the server took.
    flooded: AtomicU64,
}

impl Reached {
    fn one(&self, kind: Kind) {
        self.of[kind as usize].fetch_add(1, Ordering::SeqCst);
    }

    fn count(&self, kind: Kind) -> usize {
        self.of[kind as usize].load(Ordering::SeqCst)
    }

    /// Whether each kind was tried as often as there are of it.
    pub(super) fn all(&self) -> bool {
        Kind::all().all(|(kind, many)| self.count(kind) == many)
    }

    /// How many of each kind came to what they wanted.
    pub(super) fn told(&self) -> String {
        let each: Vec<_> =
            Kind::all().map(|(kind, _)| format!("{kind:?} {}", self.count(kind))).collect();
        let mib = self.flooded.load(Ordering::SeqCst) >> 20;
        format!("{}; {mib} MiB of floods", each.join(", "))
    }
}

/// Where the server is, and by what one comes in.
#[derive(Clone)]
pub(super) struct Target {
    /// On this machine's loopback.
    pub(super) near: SocketAddr,
    /// At this machine's address in its network, if it has one.
    pub(super) far: SocketAddr,
    pub(super) invite: InviteLink,
}

/// Lets all of them come at once.
pub(super) fn come(target: &Target, reached: &Arc<Reached>) -> Vec<JoinHandle<()>> {
    let mut all = Vec::new();
    for kind in Kind::STRANGERS {
        for n in 0..STRANGERS_EACH {
            let (target, reached) = (target.clone(), Arc::clone(reached));
            all.push(tokio::spawn(stranger(kind, n, target, reached)));
        }
    }
    for kind in Kind::MEMBERS {
        for n in 0..MEMBERS_EACH {
            let (target, reached) = (target.clone(), Arc::clone(reached));
            all.push(tokio::spawn(member(kind, n, target, reached)));
        }
    }
    all
}

/// A stranger, who comes again for as long as they were shown out before they did what they came for.
async fn stranger(kind: Kind, n: usize, target: Target, reached: Arc<Reached>) {
    while !tries(kind, n, &target).await.unwrap_or(false) {
        tokio::time::sleep(AGAIN).await;
    }
    reached.one(kind);
}

/// From one of several addresses: each has as many places as if the others were not there.
async fn connects(n: usize, target: &Target) -> Option<TcpStream> {
    if n < FROM_AFAR {
        return TcpStream::connect(target.far).await.ok();
    }
    let socket = TcpSocket::new_v4().ok()?;
    let last = u8::try_from(2 + n % NEAR).unwrap();
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0)).ok()?;
    socket.connect(target.near).await.ok()
}

/// One try: whether it came to its end, for good or by the server's deadline.
async fn tries(kind: Kind, n: usize, target: &Target) -> Option<bool> {
    let since = Instant::now();
    let mut tcp = connects(n, target).await?;
    let mut heard = Vec::new();
    match kind {
        Kind::HalfHandshake => {
            let (mut reads, mut writes) = tcp.split();
            let drips = async {
                for byte in [0x16, 3, 1, 2, 0, 1, 0, 1].into_iter().cycle() {
                    if writes.write_all(&[byte]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(900)).await;
                }
            };
            tokio::select! {
                () = drips => {}
                _closed = reads.read_to_end(&mut heard) => {}
            }
        }
        Kind::DrippingHead => {
            let mut stream = secure_over(tcp, target.invite.pin?).await.ok()?;
            stream.write_all(b"GET /socket HTTP/1.1\r\nhost: x\r\nx-a: ").await.ok()?;
            while stream.write_all(b"a").await.is_ok() && stream.flush().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
        Kind::OtherSpeech => {
            tcp.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.ok()?;
            drop(tcp.read_to_end(&mut heard).await);
            return Some(!heard.is_empty());
        }
        _ => drop(tcp.read_to_end(&mut heard).await),
    }
    Some(since.elapsed() >= INSIDE)
}

/// A member, who comes again until they have a seat, and then floods until the server ends it, or
/// reads nothing for as long as the test goes on.
async fn member(kind: Kind, n: usize, target: Target, reached: Arc<Reached>) {
    let notes = Notes::begin("zoe".parse().unwrap());
    let mut writer = Writer::new(&format!("mal-{}", n % NAMES), &target.invite, &notes);
    let mut socket = loop {
        match writer.enter(&target.near.to_string()).await {
            Ok(socket) => break socket,
            Err(_busy) => tokio::time::sleep(AGAIN).await,
        }
    };
    let flood = flood(kind);
    if flood.is_empty() {
        reached.one(kind);
        return std::future::pending().await;
    }
    let stream = socket.get_mut();
    let mut first = true;
    while stream.write_all(&flood).await.is_ok() && stream.flush().await.is_ok() {
        reached.flooded.fetch_add(flood.len() as u64, Ordering::SeqCst);
        if std::mem::take(&mut first) {
            reached.one(kind);
        }
    }
}

/// What a member sends, again and again.
fn flood(kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Pings => [&[0x89, 0xfd, 0, 0, 0, 0][..], &[b'p'; 125]].concat().repeat(100),
        Kind::Fragments => [0x01, 0x80, 0, 0, 0, 0]
            .into_iter()
            .chain([0x00, 0x80, 0, 0, 0, 0].repeat(1_000))
            .collect(),
        Kind::LargeFrames => {
            [&[0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0][..], &b"a".repeat(65_535)].concat()
        }
        _ => Vec::new(),
    }
}
