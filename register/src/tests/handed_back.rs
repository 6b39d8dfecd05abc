//! What comes back from whoever was to do it: declined, or finished too soon.

use super::script::Room;
use crate::attention::{Need, attention};
use crate::{Seq, TaskState};

#[test]
fn a_step_that_was_declined_is_late_at_once_even_in_the_first_minutes() {
    let mut room = Room::staffed();
    room.run("ana: task roll back {owner ben}\nana: task look at the logs").unwrap();
    let nobodys = |room: &Room| -> Vec<(Option<Seq>, bool)> {
        let all = attention(&room.register, room.now).into_iter();
        let all = all.filter(|a| a.what == Need::TaskNobody);
        all.map(|a| (a.entry, a.late)).collect()
    };
    let [given, other] = [6, 7].map(|n| Some(Seq(n)));
    assert_eq!(nobodys(&room), []);
    room.run("ben: no 6 I have no access").unwrap();
    assert_eq!(nobodys(&room), [(given, true)], "{other:?} has the grace of the first minutes");
}

#[test]
fn who_said_too_soon_that_it_is_finished_has_it_again() {
    let mut room = Room::staffed();
    room.run("ana: task roll back {owner ben}\nben: yes 6\nben: done 6 all of them").unwrap();
    assert!(room.run("cy: yes 6").is_err(), "it is not open for others");
    room.run("ben: yes 6").unwrap();
    assert_eq!(room.register.tasks()[&Seq(6)].state, TaskState::Acknowledged);
    room.run("ben: done 6\nana: verify 6 worked").unwrap();
    assert!(room.run("ben: yes 6").is_err(), "it is verified");
}
