//! What every journal must do: one set of tests, run over each kind by `tests`.

use std::sync::Arc;
use warroom_register::{IncidentId, Label, Seq};

use super::{JournalError, LINES_AT_ONCE_MAX, Naming, Store};

/// A place where a store can be opened, dropped and opened again.
pub(super) trait Place {
    fn open(&self) -> Store;
}

pub(super) fn incident(n: u128) -> IncidentId {
    IncidentId(uuid::Uuid::from_u128(n))
}

pub(super) fn line(seq: u64, text: &str) -> Arc<str> {
    format!(
        r#"{{"seq":{seq},"prev":"aa","salt":"s","at":"t","by":"ana","command":"c{seq}","event":{{"type":"written","text":"{text}"}}}}"#
    )
    .into()
}

pub(super) fn redacted(seq: u64, by: u64) -> Arc<str> {
    let hash = "0".repeat(64);
    format!(
        r#"{{"seq":{seq},"prev":"aa","at":"t","by":"ana","command":"c{seq}","event":{{"type":"written"}},"redacted_by":{by},"hash":"{hash}"}}"#
    )
    .into()
}

pub(super) async fn create(store: &Store, n: u128) -> Option<Label> {
    let header = Box::new(|label: Option<Label>| format!(r#"{{"incident":{label:?}}}"#));
    store.create(incident(n), Naming::Next, header).await.unwrap()
}

pub(super) async fn labels_count_up_and_stand_in_the_header(place: &impl Place) {
    let store = place.open();
    let header = || Box::new(|label: Option<Label>| format!("{label:?}"));
    let one = |id, naming| store.create(incident(id), naming, header());
    assert_eq!(one(1, Naming::Next).await, Ok(Some(Label(1))));
    assert_eq!(one(2, Naming::Kept(Label(41))).await, Ok(Some(Label(41))));
    assert_eq!(one(3, Naming::Unlabelled).await, Ok(None));
    assert_eq!(one(4, Naming::Next).await, Ok(Some(Label(42))));
    assert_eq!(one(5, Naming::Kept(Label(1))).await, Err(JournalError::Taken));
    assert_eq!(one(1, Naming::Next).await, Err(JournalError::Taken));
    let broken = store.create(incident(6), Naming::Next, Box::new(|_| "a\nb".into())).await;
    assert!(matches!(broken, Err(JournalError::Unfit(_))));
    let kept: Vec<_> = store.list().await.unwrap();
    let headers: Vec<_> = kept.iter().map(|it| it.header.as_str()).collect();
    assert_eq!(headers, ["Some(Label(1))", "Some(Label(41))", "None", "Some(Label(42))"]);
    assert!(kept.iter().all(|it| it.head == Seq(0)));
}

pub(super) async fn lines_come_back_byte_for_byte(place: &impl Place) {
    let store = place.open();
    create(&store, 1).await;
    let lines = vec![line(1, "a 'quoted' \u{0}\u{202e} caf\u{e9} \u{1f525}"), "not json".into()];
    assert_eq!(store.append(incident(1), Seq(0), lines.clone()).await, Ok(Seq(2)));
    let read = store.read(incident(1), Seq(0), 10).await.unwrap();
    assert_eq!(read, lines.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(store.append(incident(1), Seq(2), Vec::new()).await, Ok(Seq(2)));
}

pub(super) async fn an_append_at_the_wrong_place_conflicts(place: &impl Place) {
    let store = place.open();
    create(&store, 1).await;
    assert_eq!(store.append(incident(1), Seq(0), vec![line(1, "a")]).await, Ok(Seq(1)));
    for wrong in [0, 2, u64::MAX] {
        let result = store.append(incident(1), Seq(wrong), vec![line(2, "b")]).await;
        assert_eq!(result, Err(JournalError::Conflict { head: Seq(1) }));
    }
    let nobody = store.append(incident(9), Seq(0), vec![line(1, "a")]).await;
    assert_eq!(nobody, Err(JournalError::Unknown));
    assert_eq!(store.read(incident(1), Seq(0), 10).await.unwrap().len(), 1);
}

pub(super) async fn who_waits_for_lines_is_called_once_they_are_kept_and_only_then(
    place: &impl Place,
) {
    let store = place.open();
    create(&store, 1).await;
    let (told, mut tells) = tokio::sync::mpsc::channel(4);
    for (after, text) in [(0, "a"), (0, "late"), (1, "b"), (7, "early")] {
        let told = told.clone();
        let durable = Box::new(move |lines: &[Arc<str>]| told.try_send(lines.to_vec()).unwrap());
        let lines = vec![line(after + 1, text)];
        // Those that lose their place are refused, which others show.
        drop(store.append_then(incident(1), Seq(after), lines, durable).await);
    }
    drop(told);
    let mut called = Vec::new();
    while let Some(lines) = tells.recv().await {
        called.extend(lines.iter().map(ToString::to_string));
    }
    assert_eq!(called, store.read(incident(1), Seq(0), 10).await.unwrap());
    assert_eq!(called.len(), 2);
}

pub(super) async fn lines_that_are_none_are_refused(place: &impl Place) {
    let store = place.open();
    create(&store, 1).await;
    let many = vec![line(1, "a"); LINES_AT_ONCE_MAX + 1];
    for lines in [vec!["a\nb".into()], vec!["".into()], many] {
        let result = store.append(incident(1), Seq(0), lines).await;
        assert!(matches!(result, Err(JournalError::Unfit(_))));
    }
    assert_eq!(store.list().await.unwrap()[0].head, Seq(0));
}

pub(super) async fn reads_are_limited(place: &impl Place) {
    let store = place.open();
    create(&store, 1).await;
    let lines: Vec<_> = (1..=LINES_AT_ONCE_MAX as u64).map(|n| line(n, "a")).collect();
    let head = store.append(incident(1), Seq(0), lines).await.unwrap();
    let last = store.append(incident(1), head, vec![line(head.0 + 1, "z")]).await.unwrap();
    let count = async |after, limit| store.read(incident(1), after, limit).await.map(|it| it.len());
    assert_eq!(count(Seq(0), usize::MAX).await, Ok(LINES_AT_ONCE_MAX));
    assert_eq!(count(Seq(0), 3).await, Ok(3));
    assert_eq!(count(head, 3).await, Ok(1));
    assert_eq!(count(last, 3).await, Ok(0));
    assert_eq!(count(Seq(u64::MAX), 3).await, Ok(0));
    let third = store.read(incident(1), Seq(2), 1).await.unwrap();
    assert_eq!(third, [line(3, "a").to_string()]);
    assert_eq!(store.read(incident(9), Seq(0), 1).await, Err(JournalError::Unknown));
}

/// 32 race for every place: each place has exactly one winner, and what it wrote stands there.
pub(super) async fn racing_appenders_each_place_once(place: &impl Place) {
    const RACERS: u64 = 32;
    const PLACES: u64 = 25;
    let store = place.open();
    create(&store, 1).await;
    for after in 0..PLACES {
        let racers: Vec<_> = (0..RACERS)
            .map(|racer| {
                let store = store.clone();
                let mine = line(after + 1, &format!("racer {racer}"));
                tokio::spawn(async move {
                    let result =
                        store.append(incident(1), Seq(after), vec![Arc::clone(&mine)]).await;
                    (mine, result)
                })
            })
            .collect();
        let mut winners = Vec::new();
        for racer in racers {
            let (mine, result) = racer.await.unwrap();
            match result {
                Ok(head) => winners.push((mine, head)),
                Err(error) => assert_eq!(error, JournalError::Conflict { head: Seq(after + 1) }),
            }
        }
        let [(winner, head)] = winners.as_slice() else { panic!("{} won", winners.len()) };
        assert_eq!(*head, Seq(after + 1));
        let stands = store.read(incident(1), Seq(after), 1).await.unwrap();
        assert_eq!(stands, [winner.to_string()]);
    }
}

/// Many incidents at once, each in its own order; one that conflicts takes nobody down.
pub(super) async fn many_incidents_do_not_disturb_each_other(place: &impl Place) {
    const INCIDENTS: u128 = 40;
    let store = place.open();
    let mut rooms = Vec::new();
    for n in 1..=INCIDENTS {
        create(&store, n).await;
        let store = store.clone();
        rooms.push(tokio::spawn(async move {
            for after in 0..10 {
                let mine = vec![line(after + 1, &format!("incident {n}"))];
                assert_eq!(store.append(incident(n), Seq(after), mine).await, Ok(Seq(after + 1)));
                let late = vec![line(after + 1, "late")];
                let late = store.append(incident(n), Seq(after), late).await;
                assert_eq!(late, Err(JournalError::Conflict { head: Seq(after + 1) }));
            }
        }));
    }
    for room in rooms {
        room.await.unwrap();
    }
    for it in store.list().await.unwrap() {
        let lines = store.read(it.id, Seq(0), 100).await.unwrap();
        assert_eq!(lines.len(), 10);
        assert!(lines.iter().all(|l| l.contains(&format!("incident {}", it.id.0.as_u128()))));
    }
}

pub(super) async fn reopening_gives_the_same(place: &impl Place) {
    let store = place.open();
    for n in 1..=3_u8 {
        create(&store, n.into()).await;
        let lines = (1..=n.into()).map(|seq| line(seq, "kept")).collect();
        store.append(incident(n.into()), Seq(0), lines).await.unwrap();
    }
    let before = store.list().await.unwrap();
    let lines = store.read(incident(3), Seq(0), 10).await.unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(store.list().await.unwrap(), before);
    assert_eq!(store.read(incident(3), Seq(0), 10).await.unwrap(), lines);
    assert_eq!(create(&store, 4).await, Some(Label(4)));
}

pub(super) async fn only_a_redaction_changes_a_record(place: &impl Place) {
    let store = place.open();
    create(&store, 1).await;
    store.append(incident(1), Seq(0), vec![line(1, "a"), line(2, "secret")]).await.unwrap();
    let redact = |seq, new: Arc<str>| store.redact(incident(1), Seq(seq), new);
    let good = redacted(2, 3);
    let bad = [
        line(2, "another"),
        "no json".into(),
        good.replace(r#""by":"ana""#, r#""by":"eve""#).into(),
        good.replace(r#""seq":2"#, r#""seq":1"#).into(),
        good.replace(r#""prev":"aa","#, "").into(),
        good.replace(r#""at":"t""#, r#""at":"u""#).into(),
        good.replace("c2", "c1").into(),
        good.replace("written", "joined").into(),
        good.replace(r#""redacted_by":3"#, r#""redacted_by":"3""#).into(),
        good.replace(r#""redacted_by":3,"#, "").into(),
        good.replace("0000", "000").into(),
        good.replace(r#""at":"t","#, r#""at":"t","salt":"s","#).into(),
    ];
    for new in bad {
        assert!(matches!(redact(2, Arc::clone(&new)).await, Err(JournalError::Unfit(_))), "{new}");
    }
    assert!(matches!(redact(3, redacted(3, 3)).await, Err(JournalError::Unfit(_))));
    assert_eq!(redact(2, Arc::clone(&good)).await, Ok(()));
    assert_eq!(redact(2, Arc::clone(&good)).await, Ok(()), "may be repeated");
    let forged: Arc<str> = good.replace("0000", "1111").into();
    assert!(matches!(redact(2, forged).await, Err(JournalError::Unfit(_))), "keeps its hash");
    drop(store);
    let read = place.open().read(incident(1), Seq(0), 10).await.unwrap();
    assert_eq!(read, [line(1, "a").to_string(), good.to_string()]);
}
