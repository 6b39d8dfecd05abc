//! What is lacking is said once, and again when it is there.

use super::*;
use crate::journal::Memory;
use warroom_register::At;

fn health() -> Health {
    Health::new(Clock::starting(At::from_ms(1_000)))
}

#[test]
fn what_fails_is_said_once_until_it_works_again() {
    let health = health();
    let mut told = health.watch();
    health.appended(None);
    assert!(!told.has_changed().unwrap(), "all was well");
    health.appended(Some(&JournalError::Full));
    health.appended(Some(&JournalError::Full));
    let lacking = Arc::clone(&told.borrow_and_update());
    assert_eq!(lacking.lacks.len(), 1);
    assert!(lacking.lacks[0].why.starts_with("the server's disk is full"));
    assert!(lacking.frame.contains("\"degraded\""));
    health.appended(Some(&JournalError::Full));
    assert!(!told.has_changed().unwrap(), "that is known");
    health.appended(Some(&JournalError::ReadOnly));
    assert_eq!(told.borrow_and_update().lacks[0].since, lacking.lacks[0].since);
    health.appended(Some(&JournalError::Unfit("no line")));
    assert!(!told.has_changed().unwrap(), "that says nothing of the disk");
    health.appended(None);
    assert!(told.borrow_and_update().lacks.is_empty());
}

#[test]
fn no_file_descriptors_and_a_full_disk_are_two_things() {
    let health = health();
    assert!(health.accepted(Some(&io::Error::from_raw_os_error(24))), "news");
    assert!(!health.accepted(Some(&io::Error::from_raw_os_error(24))), "known");
    health.appended(Some(&JournalError::Full));
    let what = |health: &Health| -> Vec<_> {
        health.lacking().lacks.iter().map(|lack| lack.what).collect()
    };
    assert_eq!(what(&health), [Lacks::Door, Lacks::Records]);
    health.accepted(None);
    assert_eq!(what(&health), [Lacks::Records]);
    health.appended(None);
    assert_eq!(what(&health), []);
}

#[test]
fn words_that_still_stand_on_the_disk_are_told_of_until_they_are_gone() {
    let health = health();
    let mut told = health.watch();
    health.erases(None);
    assert!(!told.has_changed().unwrap(), "all was well");
    let ill = JournalError::Unavailable("disk I/O error".to_owned());
    health.erases(Some(ill.clone()));
    // That entries are recorded says nothing of it.
    health.appended(None);
    let lacks = told.borrow_and_update().lacks.clone();
    assert_eq!((lacks.len(), lacks[0].what, &lacks[0].why), (1, Lacks::Erasing, &ill.to_string()));
    health.erases(None);
    assert!(told.borrow_and_update().lacks.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_full_disk_is_found_before_anybody_writes_and_its_end_within_two_seconds() {
    let (health, memory) = (Arc::new(health()), Memory::new());
    let (keeps, store) = (Arc::clone(&health), Store::Memory(memory.clone()));
    tokio::spawn(async move { keeps.keep(&store, || true).await });
    let mut told = health.watch();
    memory.take_nothing(Some(JournalError::Full));
    let since = tokio::time::Instant::now();
    told.changed().await.unwrap();
    assert!(since.elapsed() <= Duration::from_secs(11), "{:?}", since.elapsed());
    memory.take_nothing(None);
    let since = tokio::time::Instant::now();
    told.changed().await.unwrap();
    assert!(health.lacking().lacks.is_empty());
    assert!(since.elapsed() <= Duration::from_secs(2), "{:?}", since.elapsed());
}

#[tokio::test(start_paused = true)]
async fn where_nobody_is_the_disk_is_left_alone() {
    let (health, memory) = (Arc::new(health()), Memory::new());
    let (keeps, store) = (Arc::clone(&health), Store::Memory(memory.clone()));
    memory.take_nothing(Some(JournalError::Full));
    let looks = tokio::spawn(async move { keeps.keep(&store, || false).await });
    sleep(Duration::from_secs(60)).await;
    assert!(health.lacking().lacks.is_empty());
    looks.abort();
}

#[test]
fn a_success_elsewhere_never_hides_a_lack_for_good() {
    for _ in 0..5_000 {
        let health = health();
        health.appended(Some(&JournalError::Full));
        std::thread::scope(|both| {
            both.spawn(|| health.appended(Some(&JournalError::ReadOnly)));
            both.spawn(|| health.appended(None));
        });
        health.appended(None);
        assert!(health.lacking().lacks.is_empty(), "it works, and nobody is told so any more");
    }
}
