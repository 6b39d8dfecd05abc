//! Pictures of then, looked at in a room that goes on: what is of now stands around it.

use super::screens::picture;
use crate::app::tests::desk::Desk;
use crate::app::tests::fixture::busy;
use crate::app::tests::fixture::hands::crowded;

const SIZES: [(u16, u16); 3] = [(160, 45), (80, 24), (40, 15)];

fn pictures(name: &str, desk: &mut Desk) {
    for (width, height) in SIZES {
        desk.size(width, height);
        picture(&format!("{name}_{width}x{height}"), &desk.text(width, height));
    }
}

#[test]
fn then_and_what_is_written_now() {
    let mut ana = Desk::new("ana", &crowded(), "14:20");
    ana.keys("<Esc>h14:12<Enter>");
    pictures("then", &mut ana);
    ana.keys("fthe rollback began too la");
    pictures("then_writing", &mut ana);
}

#[test]
fn a_task_that_comes_while_then_is_looked_at() {
    let mut world = busy();
    let mut dia = Desk::new("dia", &world, "14:20");
    dia.keys("<Esc>h14:12<Enter>");
    let from = world.records.len();
    world.script("14:20:10 ana task @dia 5m count the orders of the last hour");
    dia.records(&world.records[from..]);
    pictures("then_card", &mut dia);
}
