//! A server that is reached at another address than before.

use super::super::*;
use std::sync::Mutex;

use tokio::io::DuplexStream;
use warroom_register::{Hash, Label};

use super::world::{Peer, Pipe, World, down, until};

/// A server that answers at one address alone.
struct At(&'static str, Pipe);

impl Road for At {
    type Stream = DuplexStream;
    async fn reach(&self, address: &str) -> Result<DuplexStream, String> {
        if address != self.0 {
            return Err("nothing answers".to_owned());
        }
        self.1.reach(address).await
    }
}

#[tokio::test(start_paused = true)]
async fn promise_8_a_screen_that_is_cut_off_takes_up_a_new_address_of_its_server() {
    let mut world = World::new();
    // What this machine remembers: another program of it found the server, or somebody typed it in.
    let spot =
        Spot { addresses: vec!["here:7443".into()], pin: Hash::of(b"key"), incident: Label(1) };
    let remembered = Arc::new(Mutex::new(Whereabouts { now: spot, before: Vec::new() }));
    let looks = Arc::clone(&remembered);
    let look: Look = Box::new(move || Some(looks.lock().unwrap().clone()));
    let plan = Plan {
        hooks: Hooks { look: Some(look), ..Hooks::default() },
        ..world.plan(Tries::Forever)
    };
    let road = At("there:7444", world.road.clone());
    let (_link, mut inbox) = start(road, plan).unwrap();
    for _ in 0..3 {
        let (why, retry) = until(&mut inbox, down).await;
        assert!(why.contains("here:7443") && retry.is_some(), "{why}");
    }
    remembered.lock().unwrap().now.addresses.insert(0, "there:7444".into());
    let mut peer = Peer::meet(&mut world.calls).await;
    peer.welcome(0).await;
    until(&mut inbox, |msg| matches!(msg, LinkMsg::Up(_)).then_some(())).await;
}
