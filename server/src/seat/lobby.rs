//! A seat in front of the rooms: what there is, opening an incident, letting machines in.
//!
//! It reads no records, so it is told of what it asked for by word.

mod asking;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use warroom_register::limits::LIBRARY_WAIT_SECONDS_MAX;
use warroom_register::protocol::{
    Asked, ClientMessage, Consult, Consulted, Hello, SeatEnd, ServerMessage, Welcome,
};
use warroom_register::words::Scope;
use warroom_register::{Command, CommandId, Handle, PublicKey, Refusal, Shown};

use self::asking::Asking;
use super::{House, Out, left, malformed};
use crate::consult::Question;
use crate::health::Lacking;
use crate::journal::Lines;
use crate::options::Limits;
use crate::pace::Pace;
use crate::papers::Coming;
use crate::room::{Desk, Turned};
use crate::rooms::Rooms;

const NO_LIBRARY: &str = "this server keeps nothing on disk, and so has no library";
/// Between two tellings of the incidents.
const LOBBY_PAUSE: Duration = Duration::from_secs(1);

/// The paces of machines in the lobby: one that comes back finds its own again. There are no more of
/// them than keys that were let in.
#[derive(Debug, Default)]
pub(crate) struct Paces(Mutex<BTreeMap<PublicKey, Arc<Two>>>);

/// What is asked to be recorded, and what is asked of the library, which is more and costs no record.
#[derive(Debug)]
struct Two {
    commands: Pace,
    questions: Pace,
}

impl Paces {
    /// The paces that all seats of this key share.
    fn of(&self, key: PublicKey, limits: Limits) -> Arc<Two> {
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let commands = || Pace::new(limits.commands_per_second, limits.commands_burst);
        let questions = || Pace::new(limits.questions_per_second, limits.questions_burst);
        let fresh = || Arc::new(Two { commands: commands(), questions: questions() });
        Arc::clone(paces.entry(key).or_insert_with(fresh))
    }
}

/// A machine's place in the lobby.
#[derive(Debug)]
pub(super) struct LobbySeat {
    house: Arc<House>,
    handle: Handle,
    key: PublicKey,
    scope: Scope,
    welcome: Option<ServerMessage>,
    desk: Arc<Desk>,
    pace: Arc<Two>,
    /// A report that is on its way to the library.
    coming: Mutex<Coming>,
    /// One question to the library at a time.
    asking: Asking,
    board: watch::Receiver<u64>,
    lacking: watch::Receiver<Arc<Lacking>>,
    stale: bool,
    soonest: Instant,
}

impl LobbySeat {
    pub(super) fn new(house: Arc<House>, hello: &Hello, welcome: Welcome) -> Self {
        let limits = house.limits;
        Self {
            pace: house.paces.of(hello.key, limits),
            coming: Mutex::default(),
            asking: Asking::default(),
            board: house.rooms.board().watch(),
            lacking: lacking(&house.rooms),
            house,
            handle: hello.handle,
            key: hello.key,
            scope: welcome.scope,
            welcome: Some(ServerMessage::Welcome(welcome)),
            desk: Arc::new(Desk::blind()),
            stale: true,
            soonest: Instant::now(),
        }
    }

    pub(super) fn name(&self) -> (String, String) {
        ("lobby".to_owned(), self.handle.to_string())
    }

    pub(super) async fn hear(&self, message: ClientMessage) -> Result<(), Turned> {
        if let ClientMessage::Ask(asked) | ClientMessage::Open(asked) = &message
            && self.pace.commands.take(Instant::now()).is_err()
        {
            let why = "slow down: too much came from you at once. Try again";
            self.refuse(asked.id, why.to_owned());
            return Ok(());
        }
        match message {
            ClientMessage::Ask(asked) => self.ask(asked).await,
            ClientMessage::Open(asked) => return self.open(asked).await,
            ClientMessage::Consult(what) => self.consult(what),
            // There is no review in front of the rooms.
            ClientMessage::Look(_) => {}
            ClientMessage::Bye {} => return Err(left()),
            ClientMessage::Lines { .. } => return Err(malformed("the lobby has no records")),
            ClientMessage::Hello(_) => return Err(malformed("a hello comes once")),
        }
        Ok(())
    }

    /// Who is known to this server may read all that it keeps, but for incidents that go on and of
    /// which they were put out; who may write there gives it reports.
    fn consult(&self, what: Consult) {
        let what = match what {
            Consult::TakeIn { part, more } => match self.coming(&part, more) {
                Ok(None) => return,
                Ok(Some(json)) => {
                    Question::TakeIn { json, by: self.handle, now: self.house.clock.now() }
                }
                Err(why) => return self.unable(why),
            },
            Consult::Forget { number } => {
                let commands = self.scope >= Scope::Command;
                Question::Forget { number, by: self.handle, commands }
            }
            what => {
                Question::Of { what, hidden: self.house.rooms.hidden_from(self.handle, self.key) }
            }
        };
        if !self.asking.begin() {
            return self.unable("one question at a time".to_owned());
        }
        if let Err(why) = self.put(what) {
            self.asking.give_up();
            self.unable(why);
        }
    }

    /// Has it answered once it is its turn; or says why it is not.
    fn put(&self, what: Question) -> Result<(), String> {
        let wait = Duration::from_secs(LIBRARY_WAIT_SECONDS_MAX);
        let turn = self.pace.questions.book(Instant::now(), wait);
        let turn = turn.ok_or("slow down: too much came from you at once. Try again")?;
        let consulting = self.house.consulting.clone().ok_or(NO_LIBRARY)?;
        let (desk, asking) = (Arc::clone(&self.desk), self.asking.clone());
        tokio::spawn(async move {
            sleep_until(turn).await;
            asking.answer(consulting.answer(what).await);
            desk.ring();
        });
        Ok(())
    }

    /// A part of a report; all of it, once it is there.
    fn coming(&self, part: &str, more: bool) -> Result<Option<Lines>, String> {
        self.needs(Scope::Respond).map_err(|refusal| refusal.to_string())?;
        let library = self.house.consulting.as_ref().ok_or(NO_LIBRARY)?;
        let mut coming = self.coming.lock().unwrap_or_else(PoisonError::into_inner);
        coming.part(|| library.begin_report(), part, more)
    }

    fn unable(&self, why: String) {
        self.desk.say(ServerMessage::Consulted(Consulted::Unable { why }));
    }

    /// Only the doors of the server itself are asked for here.
    async fn ask(&self, asked: Asked) {
        use Command as C;
        let about_doors = matches!(
            asked.command,
            C::Invite { .. } | C::Revoke { .. } | C::Admit { .. } | C::TurnAway { .. }
        );
        if !about_doors {
            let why = "that belongs into an incident: join one first";
            return self.refuse(asked.id, why.to_owned());
        }
        if let Err(refusal) = self.needs(Scope::Command) {
            return self.refuse(asked.id, refusal.to_string());
        }
        let command = asked.id;
        if !self.house.rooms.server().submit(self.handle, asked, &self.desk).await {
            self.refuse(command, "the server is closing".to_owned());
        }
    }

    async fn open(&self, asked: Asked) -> Result<(), Turned> {
        let command = asked.id;
        let made = match self.needs(Scope::Respond) {
            Ok(()) => self.house.rooms.make(self.handle, (self.key, self.scope), asked).await,
            Err(refusal) => Err(refusal),
        };
        match made {
            Ok((incident, id)) => self.desk.say(ServerMessage::Made { command, incident, id }),
            // Whoever loses the connection asks again, and is told what became of it.
            Err(refusal @ Refusal::Unsettled) => {
                return Err(Turned::new(SeatEnd::Closing, refusal.to_string()));
            }
            Err(refusal) => self.refuse(command, refusal.to_string()),
        }
        Ok(())
    }

    fn needs(&self, needs: Scope) -> Result<(), Refusal> {
        let lead = || Shown::of("whoever runs this server");
        let has = self.scope;
        if has < needs { Err(Refusal::Scope { has, needs, lead: lead() }) } else { Ok(()) }
    }

    fn refuse(&self, command: CommandId, why: String) {
        self.desk.say(ServerMessage::Refused { command, why });
    }

    pub(super) async fn stirred(&mut self) {
        if self.welcome.is_some() {
            return;
        }
        let (stale, soonest) = (self.stale, self.soonest);
        let due = async {
            if !stale {
                std::future::pending::<()>().await;
            }
            sleep_until(soonest).await;
        };
        tokio::select! {
            // Words of the desk may come one behind another: they do not hide that the board is stale.
            biased;
            // The board lives as long as the house, which this seat holds.
            _ = self.board.changed() => self.stale = true,
            () = self.desk.rung() => {}
            // It stays marked as news until it is told.
            _ = self.lacking.changed() => self.lacking.mark_changed(),
            () = due => {}
        }
    }

    pub(super) fn next(&mut self) -> Option<Out> {
        if let Some(welcome) = self.welcome.take() {
            return Some(Out::word(&welcome));
        }
        if let Some(word) = self.desk.take() {
            return Some(Out::word(&word));
        }
        if let Some(answer) = self.asking.take() {
            return Some(Out::Text(answer));
        }
        if self.lacking.has_changed().unwrap_or(false) {
            let lacking = self.lacking.borrow_and_update();
            return Some(Out::Text(lacking.frame.clone()));
        }
        let now = Instant::now();
        if !self.stale || now < self.soonest {
            return None;
        }
        self.board.mark_unchanged();
        (self.stale, self.soonest) = (false, now + LOBBY_PAUSE);
        Some(Out::Text(self.house.rooms.board().frame()))
    }
}

/// What the server cannot do; news for who has just come only where there is something.
fn lacking(rooms: &Rooms) -> watch::Receiver<Arc<Lacking>> {
    let mut lacking = rooms.health().watch();
    if !rooms.health().lacking().lacks.is_empty() {
        lacking.mark_changed();
    }
    lacking
}
