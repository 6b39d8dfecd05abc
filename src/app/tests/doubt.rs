//! What somebody probably did not mean is told once before it goes out.

use warroom_register::words::Moment;
use warroom_register::{Command, Seen};

use super::desk::Desk;
use super::fixture::{World, at};

fn world() -> World {
    let mut world = World::open("14:03", "Checkout returns 500s");
    world.script("14:03:20 ben join command");
    world
}

#[test]
fn an_order_of_times_that_cannot_be_is_asked_once() {
    let mut ana = Desk::new("ana", &world(), "14:20");
    ana.keys("<Esc>M413:06<Enter>");
    assert_eq!(ana.sent(), []);
    let asked = "mitigated 13:06 lies before opened 14:03: record it so all the same?";
    assert!(ana.text(80, 24).contains(asked), "{}", ana.text(80, 24));
    ana.keys("<Enter>");
    let when = Seen { at: at("13:06"), about: false };
    assert_eq!(ana.sent(), [Command::Mark { moment: Moment::Mitigated, when }]);
    let mut ana = Desk::new("ana", &world(), "14:20");
    ana.keys("<Esc>M414:06<Enter>");
    assert_eq!(ana.sent().len(), 1, "an order that can be is not asked about");
}
