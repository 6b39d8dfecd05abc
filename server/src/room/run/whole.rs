//! A room that is not whole: it records nothing, hears who holds more, takes what they bring, and goes
//! on when it is whole again, or when its lead says that it goes on without.

use futures_util::StreamExt as _;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::time::Instant;
use warroom_register::limits::PLACE_MAX;
use warroom_register::protocol::StopWhy;
use warroom_register::words::Scope;
use warroom_register::{Ask, Chain, Command, Handle, PublicKey, Refusal, Seq};

use super::copy::{Followed, Untaken, copied, may_serve, taken, unwritten, vouches, works};
use super::timers::Timer;
use super::{RETRY, Room};
use crate::journal::notes::PutRight;
use crate::journal::{Lines, blocking};
use crate::room::door::{Newcomer, Turned};
use crate::room::draft::Draft;
use crate::room::jobs::{Answer, Job, Outcome, Source, Wish};
use crate::room::stop::{Claim, Claimed, Says, Stop};
use crate::room::{Halt, News};
use warroom_register::protocol::SeatEnd;

/// The records that a machine brings, by the last of them; or why they are not taken.
pub(crate) type Brought = Result<Seq, String>;

impl Room {
    /// What becomes of a wish while nothing is recorded; none where it is judged as ever.
    pub(super) fn held_up(&self, ask: &Ask, own: bool) -> Option<Outcome> {
        let goes_on = matches!(ask.command, Command::GoOn { .. }) && !own;
        let done = self.draft.as_ref()?.register().done(ask.id).is_some();
        let Some(stop) = &self.stop else {
            return (goes_on && !done).then_some(Outcome::Refused(Refusal::NoChange));
        };
        let mends = matches!(ask.command, Command::Rescue { .. } | Command::Restore { .. }) && own;
        if mends || done {
            return None;
        }
        let told = stop.halt(self.seen.head).stopped;
        if let (Command::GoOn { from_seq, to_seq, .. }, false) = (&ask.command, own) {
            let same = (*from_seq, *to_seq) == (told.from, told.to);
            if stop.is_blank() {
                return Some(Outcome::not_recorded(&told.sentence()));
            }
            let may = same && stop.why() != StopWhy::Gathers;
            return (!may).then_some(Outcome::Refused(Refusal::NoChange));
        }
        // It may be among what is missing: who says no now would say it of what is recorded.
        Some(if own { Outcome::not_recorded(&told.sentence()) } else { Outcome::Held })
    }

    /// Whoever is not known has to wait: what says who they are may be among what is missing.
    pub(super) fn waits_for_whole(&self, newcomer: &Newcomer) -> Option<Outcome> {
        let stop = self.stop.as_ref()?;
        let register = self.draft.as_ref()?.register();
        let known = register.responders().get(&newcomer.handle);
        if register.barred(&newcomer.key).is_some() || known.is_some_and(|known| known.removed) {
            return None;
        }
        let told = stop.halt(self.seen.head).stopped;
        let why = format!(
            "only whom this room knows comes in while {}; {}. If it no longer knows you, \
             whom it knows takes them from a file of yours (warroom export): warroom restore --from FILE",
            told.head(),
            told.what_to_do()
        );
        Some(Outcome::Turned(Turned::new(SeatEnd::Limit, why)))
    }

    /// Takes what is said and brought of other copies out of what waits; for that the room rests.
    pub(super) async fn hear_of_copies(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        if !jobs.iter().any(Job::is_of_copies) {
            return jobs;
        }
        self.rest().await;
        let mut rest = Vec::with_capacity(jobs.len());
        for job in jobs {
            match (job.wish, job.answer) {
                (Wish::Claim(claim), Answer::Claimed(reply)) => {
                    // Who asked may have gone; what they said stands all the same.
                    let _gone = reply.send(self.claim(&claim));
                }
                (Wish::Bring { who, key, lines }, Answer::Brought(reply)) => {
                    let _gone = reply.send(self.bring((who, key), lines).await);
                }
                (wish, answer) => rest.push(Job { wish, answer }),
            }
        }
        rest
    }

    /// Waits until nothing is under way.
    async fn rest(&mut self) {
        while let Some(landing) = self.flights.next().await {
            self.land(landing).await;
        }
    }

    /// Hears that somebody's copy is longer, or says otherwise.
    pub(super) fn claim(&mut self, claim: &Claim) -> Claimed {
        let Some(draft) = &self.draft else { return Claimed::Unheard };
        let register = draft.register();
        let along = matches!(claim.says, Says::WentAlong { .. });
        if along && !self.asked.remove(&claim.who) {
            return Claimed::Agrees;
        }
        // Who went along has what stands behind the fork.
        let fork = register.fork_before(claim.at).filter(|fork| claim.proven() <= *fork);
        if let Some(fork) = fork {
            if !along {
                self.asked.insert(claim.who);
            }
            return Claimed::Forked(fork);
        }
        let scope = register.responders().get(&claim.who).map(|known| known.scope);
        let unheard =
            self.overruled.contains(&claim.who) || scope.is_none_or(|scope| scope < Scope::Respond);
        // Where nothing can be shown nobody is known yet; who may work is looked at once it is right.
        if unheard && !self.stop.as_ref().is_some_and(Stop::is_blank) {
            return Claimed::Unheard;
        }
        let (who, at, differs) = (claim.who, claim.at, claim.differs());
        // Whoever knows that the room is elsewhere says so again and again.
        if self.stop.get_or_insert_with(|| Stop::claimed(claim)).hears(claim) {
            tracing::error!(incident = self.name(), %who, %at, differs, "a copy is another one");
        }
        self.tell_stop();
        Claimed::Stopped
    }

    /// Takes lines behind the head from somebody's copy: what is proven, or what the lead vouches for.
    pub(super) async fn bring(&mut self, (who, key): (Handle, PublicKey), lines: Lines) -> Brought {
        self.ready().await?;
        let Some(stop) = &self.stop else { return Err("nothing is missing here".to_owned()) };
        if stop.is_blank() {
            return self.put_right((who, key), lines).await;
        }
        if stop.why() == StopWhy::Differs {
            return Err(stop.halt(self.seen.head).stopped.sentence());
        }
        let (seen, before) = (self.seen, self.seen.head);
        let wanted = stop.proof().map(|(at, _)| at);
        let copy = blocking(move || copied(seen, lines, wanted)).await;
        let copy = copy.map_err(|error| error.to_string())??;
        let to = self.takes((who, key), &copy)?;
        let copy = copy.up_to(to);
        copy.check_said()?;
        self.append_all(copy).await?;
        let head = self.seen.head;
        tracing::info!(incident = self.name(), %who, %before, %head, "records were put back");
        if self.stop.as_ref().is_some_and(|stop| stop.is_over(head)) {
            let (from_seq, to_seq) = (before.next(), head);
            let restore = Command::Restore { from_seq, to_seq, replaced: None };
            self.record_as(who, restore).await?;
            self.note_put_right().await;
            self.go_on();
        } else {
            if let Some(stop) = &mut self.stop {
                stop.came(who, before.next(), head);
            }
            self.tell_stop();
        }
        Ok(head)
    }

    /// Up to where a copy is taken of who brings it.
    fn takes(&self, (who, key): (Handle, PublicKey), copy: &Followed) -> Result<Seq, String> {
        let (Some(stop), Some(draft)) = (&self.stop, &self.draft) else {
            return Err("nothing is missing here".to_owned());
        };
        let (register, held) = (draft.register(), copy.head());
        if self.overruled.contains(&who) {
            return Err("the room went on without what your copy holds".to_owned());
        }
        if !works(register, who, key) {
            return Err(
                "records are taken only of who works on this incident: whoever else has them, \
                        or the lead, can put them back"
                    .to_owned(),
            );
        }
        if held == self.seen.head {
            return Err("this copy has none of the missing records".to_owned());
        }
        // Of a room that is begun anew nothing else is left than what its members hold.
        let trusted = stop.why() == StopWhy::Gathers || vouches(register, who);
        let to = taken(copy, stop.proof(), trusted).map_err(|not| untaken(not, held))?;
        if to.0 > PLACE_MAX { Err(Refusal::Full.to_string()) } else { Ok(to) }
    }

    /// Appends lines that follow; the room is made of its journal anew once, behind the last of them.
    async fn append_all(&mut self, mut copy: Followed) -> Result<(), String> {
        self.draft = None;
        let (mut head, mut at) = (self.seen.head, 0);
        loop {
            let batch;
            (copy, batch) = blocking(move || {
                let batch = copy.batch(at);
                (copy, batch)
            })
            .await
            .map_err(|error| error.to_string())?;
            let (lines, behind) = batch.map_err(|error| unwritten(&error))?;
            if lines.is_empty() {
                return self.ready().await;
            }
            let stored = self.context.store.append(self.shared.id, head, lines).await;
            head = stored.map_err(|error| error.to_string())?;
            at = behind;
        }
    }

    /// When the waiting for others is over, the room is served from here on, and that is recorded.
    pub(super) async fn end_gathering(&mut self, now: Instant) {
        let due = self.stop.as_ref().and_then(|stop| stop.due(self.seen.head, now));
        let Some((gathering, due)) = due else { return };
        if due > now || self.ready().await.is_err() {
            self.timers.set(Timer::Gather, due.max(now + RETRY / 5));
            return;
        }
        let Some(register) = self.draft.as_ref().map(Draft::register) else { return };
        if !may_serve(register, gathering.by) {
            // What came says so; it is served by nobody who does not belong, here or after a restart.
            tracing::error!(incident = self.name(), by = %gathering.by, "put out: no rescue");
            return;
        }
        let term = register.term() + 1;
        let Chain { head: from_seq, hash } = self.seen;
        let (addresses, pin) = (*self.context.place).clone();
        let rescue = Command::Rescue { from_seq, hash, term, addresses, pin };
        match self.record_as(gathering.by, rescue).await {
            Ok(()) => {
                let came = self.stop.as_mut().map(Stop::take_came).unwrap_or_default();
                self.context.store.settle_rescue(self.shared.id);
                self.go_on_without();
                self.note_put_right().await;
                self.note_came(came).await;
            }
            Err(error) => {
                tracing::error!(incident = self.name(), error, "the rescue is not recorded yet");
                self.timers.set(Timer::Gather, now + RETRY);
            }
        }
    }

    /// After the lead has said so, the room goes on from where it ends.
    pub(super) fn go_on_without(&mut self) {
        self.overruled.extend(self.stop.iter().flat_map(Stop::claimants));
        self.context.store.write_off(self.shared.id, self.seen);
        self.go_on();
    }

    /// A server's own journal is held by nobody else: it goes on without what it lost, which is on
    /// record, and with every invite closed, since what closed them may be among it.
    pub(super) async fn write_off_own(&mut self) {
        let Some(owed) = self.owed_own.take() else { return };
        let (from_seq, to_seq) = (self.seen.head.next(), owed.head);
        let why = "nobody else holds a server's own journal".into();
        let mut commands = vec![Command::GoOn { from_seq, to_seq, why }];
        let invites = self.draft.iter().flat_map(|draft| draft.register().invites());
        let open = invites.filter(|(_, invite)| !invite.revoked);
        commands.extend(open.map(|(seq, _)| Command::Revoke { invite: *seq }));
        for command in commands {
            if let Err(error) = self.record_as(Handle::warroom(), command).await {
                tracing::error!(error, "the server's own journal lost records, not noted yet");
                self.owed_own = Some(owed);
                return;
            }
        }
        self.context.store.write_off(self.shared.id, self.seen);
    }

    /// Records what was put right, once the room is whole.
    pub(super) async fn note_put_right(&mut self) {
        let Some(note) = self.put_right.take() else { return };
        let PutRight { by, from_seq, to_seq, lines, hash: _ } = note;
        let replaced = Some(lines).filter(|lines| *lines > 0);
        match self.record_as(by, Command::Restore { from_seq, to_seq, replaced }).await {
            Ok(()) => self.context.store.settle_put_right(self.shared.id),
            Err(error) => tracing::error!(error, "what was put right is not noted yet"),
        }
    }

    /// Records whose word what came while the room gathered rests on.
    async fn note_came(&mut self, came: Vec<(Handle, Seq, Seq)>) {
        for (by, from_seq, to_seq) in came {
            let restore = Command::Restore { from_seq, to_seq, replaced: None };
            if let Err(error) = self.record_as(by, restore).await {
                tracing::error!(%by, %from_seq, %to_seq, error, "who brought these is not noted");
            }
        }
    }

    /// Tells all seats that nothing is recorded.
    pub(super) fn tell_stop(&mut self) {
        let Some(stop) = &self.stop else { return };
        let halt: Arc<Halt> = Arc::new(stop.halt(self.seen.head));
        tracing::warn!(incident = self.name(), why = halt.stopped.head(), "nothing is recorded");
        self.shared.news.send_modify(|news: &mut News| news.stopped = Some(halt));
        self.want_pulse();
    }

    /// The room records again. Its seats end, so that each comes back and compares what it holds.
    pub(super) fn go_on(&mut self) {
        self.stop = None;
        tracing::info!(incident = self.name(), "the room records again");
        self.shared.news.send_modify(|news: &mut News| news.stopped = None);
        self.want_pulse();
    }

    /// Records what only the room may, for somebody.
    pub(super) async fn record_as(
        &mut self,
        author: Handle,
        command: Command,
    ) -> Result<(), String> {
        let (reply, mut answer) = oneshot::channel();
        let wish = Wish::ask(author, self.machine(command), Source::Own);
        self.launch(vec![Job { wish, answer: Answer::Recorded(reply) }], 0).await;
        self.rest().await;
        match answer.try_recv() {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(refusal)) => Err(refusal.to_string()),
            Err(_unknown) => Err("what became of it is not known".to_owned()),
        }
    }
}

/// Why a copy does not put back what is missing.
fn untaken(not: Untaken, held: Seq) -> String {
    match not {
        Untaken::Short { at } => format!(
            "this copy ends at {held}, and {at} was recorded: whoever has more should bring it; where \
             nobody has, the lead may bring what there is"
        ),
        Untaken::Unlike { at } => {
            format!("{at} is not what was recorded here: this copy was altered")
        }
        Untaken::Unproven => format!(
            "nothing here says what was recorded up to {held}, so it is taken of the lead alone: from \
             the lead's copy (warroom restore), or from a file of yours (warroom export) that they \
             look at first (warroom restore --from FILE)"
        ),
    }
}
