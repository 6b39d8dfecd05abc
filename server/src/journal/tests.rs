//! Every journal under the one contract.

use super::contract::Place;
use super::{Fault, JournalError, Memory, Sqlite, Store, contract};
use warroom_register::Seq;

struct InMemory(Memory);

impl Place for InMemory {
    fn open(&self) -> Store {
        Store::Memory(self.0.clone())
    }
}

struct InFolder(tempfile::TempDir);

impl Place for InFolder {
    fn open(&self) -> Store {
        Store::Sqlite(Sqlite::open(self.0.path()).unwrap())
    }
}

macro_rules! contract {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::contract::$name(&super::InMemory(super::Memory::new())).await;
            })*
        }
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::contract::$name(&super::InFolder(crate::tests::folder())).await;
            })*
        }
    };
}

contract!(
    labels_count_up_and_stand_in_the_header,
    lines_come_back_byte_for_byte,
    an_append_at_the_wrong_place_conflicts,
    who_waits_for_lines_is_called_once_they_are_kept_and_only_then,
    lines_that_are_none_are_refused,
    reads_are_limited,
    racing_appenders_each_place_once,
    many_incidents_do_not_disturb_each_other,
    reopening_gives_the_same,
    only_a_redaction_changes_a_record,
);

#[tokio::test]
async fn a_fault_comes_once_and_as_told() {
    let memory = Memory::new();
    let store = Store::Memory(memory.clone());
    contract::create(&store, 1).await;
    let id = contract::incident(1);
    let append =
        async |after, seq| store.append(id, Seq(after), vec![contract::line(seq, "a")]).await;
    memory.fail_next(Fault::Lost(JournalError::Full));
    assert_eq!(append(0, 1).await, Err(JournalError::Full));
    assert_eq!(append(0, 1).await, Ok(Seq(1)));
    memory.fail_next(Fault::Written(JournalError::Unavailable("cut".into())));
    assert!(append(1, 2).await.is_err());
    assert_eq!(append(1, 2).await, Err(JournalError::Conflict { head: Seq(2) }));
}
