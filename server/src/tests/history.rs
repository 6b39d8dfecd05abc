//! History as it is given: all of it to whoever comes, and not again and again at once to one of them.

use std::time::Duration;
use tokio::time::Instant;
use warroom_register::limits::TAIL_LINES_MAX;

use super::client::{Client, Manner};
use super::forged::invented;
use super::options;
use super::whole::Loss;
use crate::journal::{LINES_AT_ONCE_MAX, Store};
use crate::{Keep, Options, start};

/// Of what is older than the tail, which is read from the journal, so many records.
const OLDER: usize = 600;

#[tokio::test]
async fn promise_9_who_takes_all_of_it_again_and_again_waits_and_nobody_else_does() {
    let loss = Loss::of_last(false).await;
    loss.server.stop().await;
    let store = Store::Memory(loss.memory.clone());
    let id = store.list().await.unwrap().into_iter().find(|it| it.label.is_some()).unwrap().id;
    let lines = invented(loss.left, loss.records.last().unwrap(), TAIL_LINES_MAX + OLDER);
    let lines: Vec<_> = lines.lines().map(std::sync::Arc::from).collect();
    let mut head = loss.left.head;
    for batch in lines.chunks(LINES_AT_ONCE_MAX) {
        head = store.append(id, head, batch.to_vec()).await.unwrap();
    }
    // Less at once than the older part has, and so that the rest of it takes a second or two.
    let options = options(Keep::Memory(loss.memory.clone()));
    let limits =
        crate::Limits { history_kib_per_second: 64, history_kib_burst: 1, ..options.limits };
    let server = start(Options { limits, ..options }).await.unwrap();
    let second = Duration::from_secs(1);
    let whole = async |who, after| {
        let since = Instant::now();
        let door = warroom_register::protocol::Door::Key { incident: Some(loss.label) };
        let manner = Manner { after, ..Manner::default() };
        let mut client = Client::enter(&server, who, door, manner).await.unwrap();
        client.wait(|it| it.head() >= head).await;
        (since.elapsed(), client.chain)
    };
    let (took, chain) = whole(&loss.ana, None).await;
    assert!(took > second, "{took:?}");
    // What one was given is not counted for another, and who comes with a copy waits for nothing.
    let (took, _) = whole(&loss.ana, chain).await;
    assert!(took < second, "{took:?}");
    let (took, others) = whole(&loss.ben, None).await;
    assert!(took > second, "{took:?}");
    assert_eq!(others, chain);
}
