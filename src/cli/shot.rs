//! One thing for the record from any shell: it is kept on disk, sent, and its place printed.

use serde::Serialize;
use warroom_register::protocol::Asked;
use warroom_register::words::Scope;
use warroom_register::{At, Command, CommandId, Handle, Label, Register, Seq, Shown};

use super::seat::{Purpose, Run};
use super::write::Write;
use super::{act, choice, text, unreached, waiting};
use crate::app::msg::LinkMsg;
use crate::link::LinkHandle;
use crate::link::outbox::Outbox;
use crate::memory::Joined;
use crate::trouble::Trouble;
use crate::{clock, out};

/// How a refusal ends when what was named cannot be a person here.
pub(super) const TEAM_IS_ASKED: &str = "a team is asked for help";

type Inbox = tokio::sync::mpsc::Receiver<LinkMsg>;

/// What a one-shot prints.
#[derive(Serialize)]
struct Placed {
    entry: Seq,
    incident: Label,
    by: Handle,
}

/// Puts what was typed on the record and prints its place.
pub(crate) async fn write(run: &Run, write: Write) -> Result<(), Trouble> {
    if let Some(words) = write.listed() {
        return choice::list(run, &words);
    }
    let joined = ready(run, &write).inspect_err(|_why| say_back_piped(&write))?;
    let words = text::words(write.wanted())?;
    if let Some(cut) = &words.cut {
        out::note(cut);
    }
    write_taken(run, joined, write, words.text).await
}

/// The incident that is meant, where it can be found and the command is made right. Before a pipe is
/// waited for; a time is judged once the server's clock and the days of the incident are known.
fn ready(run: &Run, write: &Write) -> Result<Joined, Trouble> {
    let joined = run.joined()?;
    write.made_right(clock::now())?;
    Ok(joined)
}

/// What came from a pipe is nowhere else any more; what was typed stands in the shell.
pub(super) fn say_back_piped(write: &Write) {
    if write.listed().is_some() {
        return;
    }
    let wanted = write.wanted();
    let typed = wanted.typed();
    if let Some(words) = text::words(wanted).ok().filter(|words| words.text != typed) {
        say_back_words(&words);
    }
}

/// Words that no command takes.
pub(super) fn say_back_words(words: &text::Words) {
    words.cut.iter().for_each(|cut| out::note(cut));
    say_back(&words.text);
}

/// Writes words that were taken up already.
pub(crate) async fn write_taken(
    run: &Run,
    joined: Joined,
    write: Write,
    words: String,
) -> Result<(), Trouble> {
    let looks_up = write.looks_up(&words);
    // What came from a pipe is nowhere else any more.
    let begun =
        Shot::begin(run, joined, &Purpose::Shot { looks_up }).inspect_err(|_why| say_back(&words));
    let mut shot = begun?;
    let placed = or_interrupted(shot.place(write, words.clone())).await;
    let seq = shot.or_given_back(run, placed, &words).await?;
    print(run, &shot.joined, seq)
}

/// Puts on the record what has happened already; `made` makes the command of it from what the room
/// knows, if that is wanted and there is a server, and from how far its clock is ahead, in ms.
pub(crate) async fn tell(
    run: &Run,
    joined: Joined,
    looks_up: bool,
    made: impl FnOnce(Option<&Register>, i64) -> Command,
) -> Result<Seq, Trouble> {
    let mut shot = Shot::begin(run, joined, &Purpose::Shot { looks_up })?;
    let mut words = String::new();
    let placed = or_interrupted(async {
        shot.meet().await;
        let knows = looks_up && shot.down.is_none();
        let command = made(knows.then_some(&shot.register), shot.ahead_ms);
        words = crate::link::words::whole(&command);
        shot.ask(command).await
    })
    .await;
    shot.or_given_back(run, placed, &words).await
}

async fn or_interrupted(
    placed: impl Future<Output = Result<Seq, Trouble>>,
) -> Result<Seq, Trouble> {
    tokio::select! {
        placed = placed => placed,
        _ = tokio::signal::ctrl_c() => {
            Err(Trouble::Unreachable("interrupted before the server answered".into()))
        }
    }
}

/// Prints the place of what was recorded, and says where it went and as whom; to a person who reads both
/// that is one line.
pub(crate) fn print(run: &Run, joined: &Joined, entry: Seq) -> Result<(), Trouble> {
    let (incident, by) = (joined.incident, joined.handle);
    if run.globals.json {
        out::json(&Placed { entry, incident, by })?;
    } else if !out::is_read_by_a_person() {
        out::line(&entry.to_string())?;
    }
    went(joined, entry);
    Ok(())
}

/// Says where it went and as whom.
pub(crate) fn went(joined: &Joined, entry: Seq) {
    out::note(&format!("{entry} -> {} as {}", joined.incident, joined.handle));
}

/// Asks one thing of an incident and gives the place of its record; where it was not recorded, says
/// whether it waits.
pub(crate) async fn ask(run: &Run, joined: &Joined, command: Command) -> Result<Seq, Trouble> {
    ask_this(run, joined, asked(command)).await
}

/// Asks one thing that helps nobody later: where it cannot be recorded now, it is let go.
pub(crate) async fn ask_now(run: &Run, joined: &Joined, command: Command) -> Result<Seq, Trouble> {
    let mut shot = Shot::begin(run, joined.clone(), &Purpose::Now)?;
    let placed = or_interrupted(shot.ask(command)).await;
    shot.leave().await;
    shot.notes.iter().for_each(|note| out::note(note));
    placed
}

/// A command with an id of its own.
fn asked(command: Command) -> Asked {
    Asked::new(CommandId(uuid::Uuid::now_v7()), command)
}

/// The words that are on no disk.
fn say_back(words: &str) {
    if !words.is_empty() {
        out::note("the words are not kept; here they are:");
        words.lines().for_each(|line| out::note(Shown::of(line).as_str()));
    }
}

/// Asks a command that has its id already, and says where it is if it is not recorded.
pub(super) async fn ask_this(run: &Run, joined: &Joined, asked: Asked) -> Result<Seq, Trouble> {
    let words = crate::link::words::whole(&asked.command);
    let mut shot = Shot::begin(run, joined.clone(), &Purpose::Shot { looks_up: false })?;
    let placed = or_interrupted(shot.ask_this(asked)).await;
    shot.or_given_back(run, placed, &words).await
}

/// A link for one command.
struct Shot {
    joined: Joined,
    link: Option<LinkHandle>,
    inbox: Inbox,
    looks_up: bool,
    register: Register,
    /// How far the server's clock is ahead of this machine's, in milliseconds.
    ahead_ms: i64,
    /// Why the server is not there, once that is known.
    down: Option<(String, bool)>,
    asked: Option<CommandId>,
    /// What the author may do here, once that is known.
    scope: Option<Scope>,
    /// What waits and what was refused here, to be read.
    outbox: Option<Outbox>,
    /// What the link had to say once it was over.
    notes: Vec<String>,
}

impl Shot {
    fn begin(run: &Run, joined: Joined, purpose: &Purpose) -> Result<Self, Trouble> {
        let (link, inbox) = run.link(&joined, purpose)?;
        let looks_up = matches!(purpose, Purpose::Shot { looks_up: true });
        let (link, register) = (Some(link), Register::default());
        let outbox = Outbox::open(run.paths.outbox_folder(joined.id, joined.handle)).ok();
        Ok(Self {
            joined,
            link,
            inbox,
            looks_up,
            register,
            ahead_ms: 0,
            down: None,
            asked: None,
            scope: None,
            outbox,
            notes: Vec::new(),
        })
    }

    /// Waits for the server's clock and, where it is wanted, for what the room knows. Where there is
    /// no server, this machine's clock and copy must do.
    async fn meet(&mut self) {
        let mut head = None;
        while head.is_none_or(|head| self.looks_up && self.register.head() < head) {
            match self.inbox.recv().await {
                Some(LinkMsg::Up(up)) => {
                    head = Some(up.head);
                    self.scope = Some(up.scope);
                    self.ahead_ms = up.now.ms().saturating_sub(clock::now().ms());
                }
                Some(LinkMsg::Records(records)) if self.looks_up => {
                    let folded = records.iter().try_for_each(|r| self.register.apply(r));
                    if folded.is_err() {
                        return;
                    }
                }
                Some(LinkMsg::Stopped(stopped)) => {
                    self.down = Some((stopped.sentence(), true));
                    return;
                }
                Some(LinkMsg::Down { why, retry_seconds }) => {
                    self.down = Some((why, retry_seconds.is_some()));
                    return;
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// The server's clock as far as it is known: it judges whether a time is still to come.
    fn now(&self) -> At {
        At::from_ms(clock::now().ms().saturating_add(self.ahead_ms))
    }

    async fn place(&mut self, write: Write, text: String) -> Result<Seq, Trouble> {
        let by_scope = write.hangs_on_scope();
        if self.looks_up || write.has_time(&text) || by_scope {
            self.meet().await;
        }
        let register = self.looks_up.then_some(&self.register);
        let against = register.and_then(|register| write.against(self.joined.handle, register));
        if let Some(why) = against {
            return Err(Trouble::Refused(why));
        }
        if write.of_some_day() && self.down.is_some() && self.register.head() == Seq(0) {
            let why = "without the record it cannot be said of which day that time is: write the \
                       day too, as in '24 Nov 14:06'";
            return Err(Trouble::Usage(why.into()));
        }
        let typed = write.typed();
        let command = write.command(text, self.now(), register)?;
        let watches = by_scope && self.scope == Some(Scope::Observe);
        let command = if watches { command.outward() } else { command };
        let warning = register.and_then(|register| act::warning(register, &command));
        let undone = register.map(|register| act::left_undone(register, &command, self.now()));
        let another_day = act::another_day(&command, self.now());
        let placed = self.ask(command).await?;
        let unknown = act::unknown_entry(&self.register, &typed, placed);
        let notes = another_day.into_iter().chain(warning).chain(unknown);
        notes.chain(undone.into_iter().flatten()).for_each(|note| out::note(&note));
        Ok(placed)
    }

    async fn ask(&mut self, command: Command) -> Result<Seq, Trouble> {
        self.ask_this(asked(command)).await
    }

    async fn ask_this(&mut self, asked: Asked) -> Result<Seq, Trouble> {
        let id = asked.id;
        self.asked = Some(id);
        if let Some(link) = &self.link {
            link.send(asked).await;
        }
        let placed = self.placed(id).await;
        self.leave().await;
        placed
    }

    /// Lets the link put everything down.
    async fn leave(&mut self) {
        if let Some(link) = self.link.take() {
            let ending = link.ending();
            drop(link);
            self.notes.extend(ending.wait().await);
            // The record of the one that was asked may have come before them.
            while let Ok(msg) = self.inbox.try_recv() {
                match msg {
                    LinkMsg::Refused { command, why } if self.asked != Some(command) => {
                        self.say_late(command, &why);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Waits for the record of a command, or for why there is none.
    async fn placed(&mut self, id: CommandId) -> Result<Seq, Trouble> {
        if let Some((why, passes)) = self.down.take() {
            return Err(self.cut_off(why, passes));
        }
        while let Some(msg) = self.inbox.recv().await {
            match msg {
                LinkMsg::Records(records) => {
                    if let Some(own) = records.iter().find(|r| r.command == id) {
                        return Ok(own.seq);
                    }
                }
                LinkMsg::Already { command, seq } if command == id => return Ok(seq),
                LinkMsg::Refused { command, why } if command == id => {
                    return Err(Trouble::Refused(with_command(why)));
                }
                LinkMsg::Refused { command, why } => self.say_late(command, &why),
                LinkMsg::Stopped(stopped) => return Err(self.cut_off(stopped.sentence(), true)),
                LinkMsg::Down { why, retry_seconds } => {
                    return Err(self.cut_off(why, retry_seconds.is_some()));
                }
                _ => {}
            }
        }
        Err(Trouble::Refused("the link ended before the entry was recorded".into()))
    }

    fn cut_off(&self, why: String, passes: bool) -> Trouble {
        unreached::trouble(why, passes, &self.joined)
    }

    /// What waited from before was refused now.
    fn say_late(&self, command: CommandId, why: &str) {
        out::note(&format!("what waited from before was refused: {why} (warroom outbox)"));
        let offer = self.outbox.as_ref().and_then(|outbox| waiting::refused(outbox, command));
        if let Some(offer) = offer.as_ref().and_then(waiting::as_seen) {
            out::note(&offer);
        }
    }

    /// What was not recorded is kept or given back, and that is said.
    async fn or_given_back(
        &mut self,
        run: &Run,
        placed: Result<Seq, Trouble>,
        words: &str,
    ) -> Result<Seq, Trouble> {
        self.leave().await;
        if let Err(why) = &placed {
            // The link says what it gives back, and so does this.
            let why = why.to_string();
            let given = |note: &str| words.lines().any(|line| Shown::of(line).as_str() == note);
            self.notes.retain(|note| !note.ends_with(&why) && !given(note));
        }
        self.notes.iter().for_each(|note| out::note(note));
        if placed.is_err() {
            self.give_back(run, words, matches!(placed, Err(Trouble::Refused(_))));
        }
        placed
    }

    /// Says where what was not recorded is; words that are nowhere are said here.
    fn give_back(&self, run: &Run, words: &str, refused: bool) {
        let kept = Outbox::open(run.paths.outbox_folder(self.joined.id, self.joined.handle))
            .and_then(|outbox| {
                let waits = outbox.contents()?.waiting.iter().any(|a| Some(a.id) == self.asked);
                let refused = outbox.refused()?.iter().any(|r| Some(r.asked.id) == self.asked);
                Ok((waits, refused))
            });
        match kept {
            // It was not this entry that was refused, but whoever wrote it.
            Ok((true, _)) if refused => out::note(
                "it is kept on this machine, and goes out once you are let in again: warroom outbox",
            ),
            Ok((true, _)) => out::note(
                "it waits on this machine and goes out with the next command: warroom outbox",
            ),
            Ok((_, true)) => out::note("the words are kept: warroom outbox"),
            Ok((false, false)) | Err(_) => say_back(words),
        }
    }
}

/// A refusal that ends with what helps names the command that does it, as the screen names its key.
fn with_command(why: String) -> String {
    if why.ends_with(TEAM_IS_ASKED) { format!("{why}: warroom need") } else { why }
}
