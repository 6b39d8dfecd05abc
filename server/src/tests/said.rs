//! Words by a plain request: who may, what is refused with which status, and what is recorded.

use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use warroom_register::limits::{
    REQUEST_KEY_BYTES_MAX, TEXT_BYTES_MAX, TEXTS_PER_MINUTE_MAX, WRONG_INVITES_PER_MINUTE_MAX,
};
use warroom_register::protocol::SeatEnd;
use warroom_register::words::{EntryKind, Scope};
use warroom_register::{At, Bytes, Command, Event, Hash, InviteLink, Label, NewEntry, Seq, Token};

use super::client::{Client, Person, title};
use super::degraded::lacks;
use super::doors::denied;
use super::{incident, invite, joined, options};
use crate::journal::{JournalError, Memory};
use crate::{Keep, Server};

/// A token of ben's, in the incident where ana leads.
struct Desk {
    server: Server,
    label: Label,
    lead: Client,
    ben: Client,
    token: Token,
    /// The last record before anything is said.
    head: u64,
}

async fn desk() -> Desk {
    desk_in(&Memory::new()).await
}

async fn desk_in(memory: &Memory) -> Desk {
    let server = crate::start(options(Keep::Memory(memory.clone()))).await.unwrap();
    let (ana, ben) = (Person::new("ana"), Person::new("ben"));
    let label = incident(&server, &ana).await;
    let lead = joined(&server, label, &ana).await;
    let mut ben = joined(&server, label, &ben).await;
    let token = Bytes([9; 16]);
    let until = At::from_ms(server.house().clock.now().ms() + 3_600_000);
    ben.record(Command::MakeToken { name: title("curl"), until, token: Hash::of(&token.0) }).await;
    let head = ben.head().0;
    Desk { server, label, lead, ben, token, head }
}

impl Desk {
    fn bearer(&self) -> String {
        format!("authorization: Bearer {}.{}\r\n", self.label, self.token)
    }

    async fn says(&self, path: &str, more: &str, body: &str) -> String {
        post(&self.server, path, more, body).await
    }

    async fn good(&self, path: &str, body: &str) -> String {
        self.says(path, &self.bearer(), body).await
    }
}

pub(super) async fn post(server: &Server, path: &str, more: &str, body: &str) -> String {
    let mut tcp = TcpStream::connect(server.address()).await.unwrap();
    let length = body.len();
    let head = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n");
    // Who is refused early may close before all was taken.
    drop(tcp.write_all(format!("{head}{more}\r\n{body}").as_bytes()).await);
    let mut answer = String::new();
    drop(tcp.read_to_string(&mut answer).await);
    answer
}

pub(super) fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or(answer)
}

#[tokio::test]
async fn a_text_is_recorded_in_the_name_of_whoever_made_the_token() {
    let mut desk = desk().await;
    let answer = desk.good("/in/text", "pay-3 is down\n").await;
    assert!(
        answer.starts_with("HTTP/1.1 200")
            && answer.ends_with(&format!("\r\n\r\n#{}\n", desk.head + 1)),
        "{answer}"
    );
    for (query, body) in [("?kind=did&at=-5m", "restarted it"), ("?kind=fact", "it is DNS")] {
        let answer = desk.good(&format!("/in/text{query}"), body).await;
        assert_eq!(status(&answer), "200", "{answer}");
    }
    let head = desk.head;
    desk.lead.wait(|it| it.head().0 == head + 3).await;
    let said: Vec<_> = desk.lead.records.iter().filter(|it| it.seq.0 > head).collect();
    assert!(said.iter().all(|it| it.by.as_str() == "ben" && it.knew.is_none()));
    let Event::Written { text, .. } = &said[0].event else { panic!("{said:?}") };
    assert_eq!(text.raw(), "pay-3 is down");
}

#[tokio::test]
async fn the_same_key_is_one_record_and_other_words_under_it_are_refused() {
    let desk = desk().await;
    let more = format!("{}idempotency-key: 7\r\n", desk.bearer());
    let first = desk.says("/in/text", &more, "pay-3 is down").await;
    let again = desk.says("/in/text", &more, "pay-3 is down").await;
    let wanted = format!("#{}\n", desk.head + 1);
    assert!(first.ends_with(&wanted) && again.ends_with(&wanted), "{first} {again}");
    assert_eq!(status(&desk.says("/in/text", &more, "pay-4 is down").await), "409");
    for (length, wanted) in [(REQUEST_KEY_BYTES_MAX, "200"), (REQUEST_KEY_BYTES_MAX + 1, "422")] {
        let more = format!("{}idempotency-key: {}\r\n", desk.bearer(), "k".repeat(length));
        assert_eq!(status(&desk.says("/in/text", &more, "x").await), wanted, "{length}");
    }
}

#[tokio::test]
async fn a_time_said_as_so_long_ago_is_the_same_request_whenever_it_comes_again() {
    let desk = desk().await;
    let more = format!("{}idempotency-key: 7\r\n", desk.bearer());
    let first = desk.says("/in/text?at=-5m", &more, "pay-3 is down").await;
    let wanted = format!("#{}\n", desk.head + 1);
    assert!(first.ends_with(&wanted), "{first}");
    let again = desk.says("/in/text?at=-5m", &more, "pay-3 is down").await;
    assert!(again.ends_with(&wanted), "{again}");
    // What is said of another time, or in other words, is something else under the same key.
    for (path, body) in [("/in/text?at=-9m", "pay-3 is down"), ("/in/text?at=-5m", "pay-4 is down")]
    {
        assert_eq!(status(&desk.says(path, &more, body).await), "409", "{path} {body}");
    }
}

#[tokio::test]
async fn a_text_that_names_a_task_is_on_it_and_the_same_request_stays_one_record() {
    let mut desk = desk().await;
    let (head, path) = (desk.head, "/in/text?kind=did");
    let keyed = format!("{}idempotency-key: 7\r\n", desk.bearer());
    let words = format!("rolled back 3 of 12 pods #{}", head + 2);
    let first = desk.says(path, &keyed, &words).await;
    let owner = Some("ben".parse().unwrap());
    let task = NewEntry { owner, ..NewEntry::of(EntryKind::Task, "roll back") };
    desk.lead.record(task.write()).await;
    // What it could not be on then is no other text by now.
    let again = desk.says(path, &keyed, &words).await;
    let one = format!("#{}\n", head + 1);
    assert!(first.ends_with(&one) && again.ends_with(&one), "{first} {again}");
    for _ in 0..2 {
        let keyed = keyed.replace('7', "8");
        let answer = desk.says(path, &keyed, &words).await;
        assert!(answer.ends_with(&format!("#{}\n", head + 3)), "{answer}");
    }
    desk.lead.wait(|it| it.head().0 == head + 3).await;
    let about = |seq| match &desk.lead.records.iter().find(|it| it.seq.0 == seq).unwrap().event {
        Event::Written { about, .. } => *about,
        other => panic!("{other:?}"),
    };
    assert_eq!((about(head + 1), about(head + 3)), (None, Some(Seq(head + 2))));
}

#[tokio::test]
async fn what_is_no_good_is_refused_with_its_status_and_a_sentence() {
    let desk = desk().await;
    let origin = format!("{}origin: https://example.org\r\n", desk.bearer());
    assert_eq!(status(&desk.says("/in/text", &origin, "x").await), "403");
    let none = desk.says("/in/text", "", "x").await;
    assert!(status(&none) == "401" && none.contains("warroom token prints"), "{none}");
    let long = "x".repeat(TEXT_BYTES_MAX);
    assert_eq!(status(&desk.good("/in/text", &long).await), "200");
    let longer = desk.good("/in/text", &(long + "x")).await;
    assert!(status(&longer) == "413" && longer.contains("keep the part that matters"), "{longer}");
    assert_eq!(status(&desk.good("/in/text", &"x\n".repeat(501)).await), "413");
    assert_eq!(status(&desk.good("/in/text", "").await), "422");
    assert_eq!(status(&desk.good("/in/text?kind=task", "x").await), "422");
    assert_eq!(status(&desk.good("/in/text?when=now", "x").await), "422");
    assert_eq!(status(&desk.good("/in/text?at=soon", "x").await), "422");
}

#[tokio::test]
async fn a_token_is_good_until_its_owner_is_out_and_wrong_ones_are_slowed_down() {
    let mut desk = desk().await;
    desk.lead.record(Command::Remove { who: "ben".parse().unwrap(), why: "x".into() }).await;
    assert_eq!(status(&desk.good("/in/text", "x").await), "401");
    let guess = format!("authorization: Bearer INC-1.{}\r\n", Bytes([1; 16]) as Token);
    for _ in 0..WRONG_INVITES_PER_MINUTE_MAX {
        assert_eq!(status(&desk.says("/in/text", &guess, "x").await), "401");
    }
    let since = Instant::now();
    assert_eq!(status(&desk.says("/in/text", &guess, "x").await), "401");
    assert!(since.elapsed() >= Duration::from_secs(1), "it was said at once");
    // A right one from the same address is taken all the same.
    let token: Token = Bytes([3; 16]);
    let until = At::from_ms(desk.server.house().clock.now().ms() + 3_600_000);
    let hash = Hash::of(&token.0);
    desk.lead.record(Command::MakeToken { name: title("her own"), until, token: hash }).await;
    let right = format!("authorization: Bearer {}.{token}\r\n", desk.label);
    assert_eq!(status(&desk.says("/in/text", &right, "x").await), "200");
}

#[tokio::test]
async fn so_many_texts_a_minute_are_taken_by_one_token_and_one_more_is_not() {
    let mut desk = desk().await;
    for _ in 0..TEXTS_PER_MINUTE_MAX {
        assert_eq!(status(&desk.good("/in/text", "x").await), "200");
    }
    let more = desk.good("/in/text", "x").await;
    assert!(status(&more) == "429" && more.contains("retry-after: "), "{more}");
    let all = desk.head + u64::from(TEXTS_PER_MINUTE_MAX);
    desk.ben.wait(|it| it.head().0 == all).await;
}

/// What ben's token says of what was too many.
fn beyond(client: &Client) -> Vec<String> {
    let of_ben = client.records.iter().filter(|it| it.by.as_str() == "ben");
    let texts = of_ben.filter_map(|it| match &it.event {
        Event::Written { text, kind: EntryKind::Observation, .. } => Some(text.raw().to_owned()),
        _ => None,
    });
    texts.filter(|text| text.contains("within a minute")).collect()
}

#[tokio::test]
async fn those_beyond_a_minutes_are_one_record_when_it_is_over_or_the_server_stops() {
    let memory = Memory::new();
    let mut desk = desk_in(&memory).await;
    for _ in 0..TEXTS_PER_MINUTE_MAX + 12 {
        desk.good("/in/text", "x").await;
    }
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    let all = desk.head + u64::from(TEXTS_PER_MINUTE_MAX) + 1;
    desk.lead.wait(|it| it.head().0 == all).await;
    let twelve = "12 more requests by this token were turned away within a minute: 30 texts a minute are \
                  the most";
    assert_eq!(beyond(&desk.lead), [twelve]);
    // The next minute's are told of before it is over where the server stops.
    for _ in 0..=TEXTS_PER_MINUTE_MAX {
        desk.good("/in/text", "x").await;
    }
    desk.server.stop().await;
    let server = crate::start(options(Keep::Memory(memory))).await.unwrap();
    let mut back = Client::back(&server, &Person::new("ana"), desk.label).await.unwrap();
    back.wait(|it| beyond(it).len() == 2).await;
    assert!(beyond(&back)[1].starts_with("1 more request by this token"));
}

#[tokio::test]
async fn where_nothing_is_recorded_it_is_said_and_the_same_request_is_taken_once_it_can_be() {
    let memory = Memory::new();
    let mut desk = desk_in(&memory).await;
    memory.take_nothing(Some(JournalError::Full));
    let more = format!("{}idempotency-key: 7\r\n", desk.bearer());
    let no = desk.says("/in/text", &more, "pay-3 is down").await;
    assert!(status(&no) == "503" && no.contains("retry-after: 5"), "{no}");
    assert!(no.contains("nothing was recorded: the server's disk is full"), "{no}");
    memory.take_nothing(None);
    desk.lead.wait(|it| lacks(it) == Some(Vec::new())).await;
    let wanted = format!("#{}\n", desk.head + 1);
    for _ in 0..2 {
        let taken = desk.says("/in/text", &more, "pay-3 is down").await;
        assert!(status(&taken) == "200" && taken.ends_with(&wanted), "{taken}");
    }
    let head = desk.head;
    desk.ben.wait(|it| it.head().0 == head + 1).await;
}

#[tokio::test]
async fn what_would_bring_more_than_it_says_or_never_ends_is_refused() {
    let desk = desk().await;
    // Packed a thousand to one: nothing is unpacked, so nothing grows.
    let packed = format!("{}content-encoding: gzip\r\n", desk.bearer());
    let answer = desk.says("/in/text", &packed, "\u{1f}\u{8b}").await;
    assert!(status(&answer) == "415" && answer.contains("nothing packed is unpacked"), "{answer}");
    // A body in pieces that never ends: over the deadline from connecting on, and not one second more.
    let mut tcp = TcpStream::connect(desk.server.address()).await.unwrap();
    let chunked = format!("{}transfer-encoding: chunked\r\n", desk.bearer());
    let head = format!("POST /in/text HTTP/1.1\r\nhost: localhost\r\n{chunked}\r\n");
    tcp.write_all(head.as_bytes()).await.unwrap();
    let (mut reads, mut writes) = tcp.into_split();
    let drips = async {
        while writes.write_all(b"1\r\nx\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        std::future::pending::<()>().await;
    };
    let mut answer = String::new();
    tokio::select! {
        () = drips => {}
        read = reads.read_to_string(&mut answer) => drop(read),
    }
    assert!(status(&answer) == "408" || answer.is_empty(), "{answer}");
    assert_eq!(desk.ben.head().0, desk.head, "nothing of it is recorded");
}

/// What a machine says is words, whatever it looks like: nobody is anybody by saying so.
#[tokio::test]
async fn what_looks_like_a_page_or_a_command_is_words_of_whoever_made_the_token() {
    let mut desk = desk().await;
    let page = r#"{"title":"<script>alert(1)</script>","url":"javascript:alert(1)"}"#;
    let takes = r#"{"actor":"ana","role":"lead","kind":"lead.take","title":"x"}"#;
    let calls = r#"{"title":"x","callback":"http://169.254.169.254/"}"#;
    let all = [page, takes, "[]", calls];
    for body in all {
        assert_eq!(status(&desk.good("/in/text", body).await), "200");
    }
    let head = desk.head + 4;
    desk.lead.wait(|it| it.head().0 == head).await;
    let said = desk.lead.records.iter().rev().take(4);
    for (record, body) in said.zip(all.into_iter().rev()) {
        let Event::Written { text, .. } = &record.event else { panic!("{record:?}") };
        assert_eq!((record.by.as_str(), text.raw()), ("ben", body));
    }
}

#[tokio::test]
async fn promise_15_a_token_says_words_and_nothing_else() {
    let mut desk = desk().await;
    // No command goes by a name of its own: as many of them as one minute takes.
    let names = Event::NAMES.iter().step_by(9).take(20);
    for name in names.chain(&["task", "lead", "write", "redact"]) {
        let said = desk.good(&format!("/in/text?kind={name}"), "x").await;
        assert_eq!(status(&said), "422", "{name}: {said}");
    }
    // It opens no seat, neither in the incident nor in the lobby.
    let open = invite(&desk.server, Some(desk.label), Scope::Respond).await;
    let mal = Person::new("mal");
    for incident in [open.incident, None] {
        let link = InviteLink { token: desk.token, incident, ..open.clone() };
        denied(Client::join(&desk.server, &mal, &link).await, SeatEnd::Denied);
    }
    // As a control: the invite does, and the token says what it may say, right behind.
    assert!(Client::join(&desk.server, &mal, &open).await.is_ok());
    assert_eq!(status(&desk.good("/in/text?kind=fact", "x").await), "200");
    let written = desk.head + 3;
    desk.lead.wait(|it| it.head().0 == written).await;
    let said = &desk.lead.records.last().unwrap().event;
    assert!(matches!(said, Event::Written { kind: EntryKind::Fact, .. }), "{said:?}");
}

#[tokio::test]
async fn the_same_key_is_one_record_after_the_server_was_started_again() {
    let memory = Memory::new();
    let begin = async || crate::start(options(Keep::Memory(memory.clone()))).await;
    let (server, ana) = (begin().await.unwrap(), Person::new("ana"));
    let label = incident(&server, &ana).await;
    let mut lead = joined(&server, label, &ana).await;
    let token: Token = Bytes([9; 16]);
    let until = At::from_ms(server.house().clock.now().ms() + 3_600_000);
    lead.record(Command::MakeToken { name: title("curl"), until, token: Hash::of(&token.0) }).await;
    let more = format!("authorization: Bearer {label}.{token}\r\nidempotency-key: 7\r\n");
    let first = post(&server, "/in/text", &more, "pay-3 is down").await;
    server.stop().await;
    let server = begin().await.unwrap();
    let again = post(&server, "/in/text", &more, "pay-3 is down").await;
    let number = |answer: &str| answer.rsplit("\r\n\r\n").next().unwrap().to_owned();
    assert!(status(&first) == "200" && status(&again) == "200", "{first} {again}");
    assert_eq!(number(&first), number(&again));
}
