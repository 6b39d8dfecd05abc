//! The lobby as it looks: busy, with what is kept; and where there is no server.

use super::screens::picture;
use crate::app::lobby::Shelf;
use crate::app::tests::shelf::{lobby, rooms, shelf};

#[test]
fn the_lobby_busy_and_alone() {
    let mut busy = lobby(false);
    busy.tell(rooms());
    busy.app.keeps(shelf());
    let mut alone = lobby(true);
    alone.app.keeps(Shelf { overdue: 0, ..shelf() });
    for (width, height) in [(160, 45), (80, 24), (40, 15)] {
        picture(&format!("lobby_{width}x{height}"), &busy.text(width, height));
        picture(&format!("lobby_alone_{width}x{height}"), &alone.text(width, height));
    }
    busy.keys("<End>");
    picture("lobby_end_40x15", &busy.text(40, 15));
}
