//! `warroom tail`: the room as plain lines, for a pipe or a screen reader. It says what the screen
//! says: how things stand when it begins, every record, what is asked of this person, what becomes
//! late, and who comes and goes. Whether the link is up is said on standard error.

use std::time::Duration;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::interval;
use warroom_register::attention::{Attention, Need, attention};
use warroom_register::protocol::Lack;
use warroom_register::{At, EntryId, Handle, Label, Register, Seq, Shown, Text, show};

use super::read::lines;
use super::seat::{Purpose, Run};
use super::source::{Named, Source};
use crate::app::degraded;
use crate::app::msg::LinkMsg;
use crate::clock;
use crate::look::signs;
use crate::out::{self, Reader};
use crate::trouble::Trouble;

/// Records that it begins with.
const TAIL_LINES: u64 = 10;
/// What becomes late does so by the clock alone: it is looked for so often.
const LOOK: Duration = Duration::from_secs(1);

/// Follows an incident, or prints the end of a file.
pub(super) async fn tail(
    run: &Run,
    named: Option<&str>,
    after: Option<Seq>,
) -> Result<(), Trouble> {
    let which = match Named::of(named)? {
        Named::File(path) => {
            let source = Source::file(run, &path)?;
            let register = source.register()?;
            let from = after.unwrap_or_else(|| last_ten(&register));
            lines(run, &register, from)?;
            return source.end();
        }
        Named::Incident(which) => which,
    };
    let mut globals = run.globals.clone();
    globals.incident = which.or(globals.incident);
    let joined = super::pick::to_read(&run.memory()?, &globals)?;
    super::pick::say_closed(&globals, &joined);
    let (_link, inbox) = run.link(&joined, &Purpose::Follow)?;
    let said = Said::nothing(joined.incident, joined.handle);
    let (register, printed, head) = (Register::default(), None, None);
    Tail {
        run,
        said,
        register,
        after,
        printed,
        head,
        ahead_ms: 0,
        lacks: Vec::new(),
        cut_off: None,
    }
    .follow(inbox)
    .await
}

fn last_ten(register: &Register) -> Seq {
    Seq(register.head().0.saturating_sub(TAIL_LINES))
}

/// An incident that is followed.
struct Tail<'a> {
    run: &'a Run,
    said: Said,
    register: Register,
    after: Option<Seq>,
    /// The last record that was printed; none before the beginning is known.
    printed: Option<Seq>,
    /// The last record there was when the link came up.
    head: Option<Seq>,
    /// How far the server's clock is ahead of this machine's, in milliseconds.
    ahead_ms: i64,
    /// What it was told that the server cannot do.
    lacks: Vec<Lack>,
    /// Why the link is down, as it was said.
    cut_off: Option<String>,
}

impl Tail<'_> {
    async fn follow(mut self, mut inbox: mpsc::Receiver<LinkMsg>) -> Result<(), Trouble> {
        let mut look = interval(LOOK);
        loop {
            tokio::select! {
                msg = inbox.recv() => {
                    let Some(msg) = msg else { return Ok(()) };
                    self.hear(msg)?;
                }
                _ = look.tick() => {}
            }
            if self.say()? == Reader::Gone {
                return Ok(());
            }
        }
    }

    fn hear(&mut self, msg: LinkMsg) -> Result<(), Trouble> {
        match msg {
            LinkMsg::Records(records) => {
                let folded = records.iter().try_for_each(|r| self.register.apply(r));
                folded.map_err(Trouble::failed)?;
            }
            LinkMsg::Up(up) => {
                if self.printed.is_some() {
                    out::note("live again");
                }
                self.ahead_ms = up.now.ms().saturating_sub(clock::now().ms());
                self.cut_off = None;
                self.head = Some(up.head);
            }
            LinkMsg::Here(here) => self.said.heard = here,
            LinkMsg::Stopped(stopped) => out::note(&stopped.sentence()),
            LinkMsg::Said(words) => out::note(&words),
            LinkMsg::Down { why, retry_seconds: Some(_) } => {
                // Tried again and again, it is said once.
                if self.cut_off.as_ref() != Some(&why) {
                    out::note(&format!("cut off: {why}. Trying again"));
                    self.cut_off = Some(why);
                }
                self.head = self.head.or_else(|| Some(self.register.head()));
            }
            LinkMsg::Down { why, retry_seconds: None } => return Err(Trouble::Refused(why)),
            LinkMsg::Degraded(lacks) => self.degraded(lacks),
            LinkMsg::Afresh { .. }
            | LinkMsg::Waiting(_)
            | LinkMsg::Refused { .. }
            | LinkMsg::Already { .. }
            | LinkMsg::Look(_)
            | LinkMsg::Lobby(_) => {}
        }
        Ok(())
    }

    /// Says what the server cannot do just now, and that it can again.
    fn degraded(&mut self, lacks: Vec<Lack>) {
        if lacks.is_empty() && !self.lacks.is_empty() {
            out::note("all is well with the server again");
        }
        for lack in lacks.iter().filter(|lack| !self.lacks.contains(lack)) {
            out::note(&degraded::sentence(lack));
        }
        self.lacks = lacks;
    }

    /// Prints what is new, once all that was recorded before is there. Of an incident of which nothing
    /// is known yet nothing can be said: the register of no record at all would name a severity.
    fn say(&mut self) -> Result<Reader, Trouble> {
        let known = self.register.head();
        if known == Seq(0) || self.head.is_none_or(|head| known < head) {
            return Ok(Reader::There);
        }
        let from = if let Some(printed) = self.printed {
            printed
        } else {
            let situation = self.said.situation(&self.register);
            if self.after.is_none() && self.print(situation)? == Reader::Gone {
                return Ok(Reader::Gone);
            }
            self.after.unwrap_or_else(|| last_ten(&self.register))
        };
        if lines(self.run, &self.register, from)? == Reader::Gone {
            return Ok(Reader::Gone);
        }
        self.printed = Some(self.register.head().max(from));
        let now = At::from_ms(clock::now().ms().saturating_add(self.ahead_ms));
        let news = self.said.news(&self.register, now);
        self.print(news)
    }

    fn print(&self, news: Vec<News>) -> Result<Reader, Trouble> {
        let mut reader = Reader::There;
        for news in news {
            reader = match (&news, self.run.globals.json) {
                (News::Situation(_) | News::Nothing, true) => continue,
                (news, true) => out::json(news)?,
                (news, false) => out::line(&signs(&self.run.config).spell(news.words().as_str()))?,
            };
            if reader == Reader::Gone {
                break;
            }
        }
        Ok(reader)
    }
}

/// What is no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum News {
    /// How it stands, in words.
    Situation(String),
    /// Something is asked of this person, or late for the room.
    Attention {
        what: &'static str,
        since: At,
        entry: Option<EntryId>,
        asked: Option<Handle>,
        /// It is this person who is asked.
        you: bool,
        late: bool,
        text: Text,
    },
    /// Nothing is asked of this person any more.
    Nothing,
    /// Somebody is here now.
    Came(Handle),
    /// Somebody is not here any more.
    Went(Handle),
}

impl News {
    fn words(&self) -> Shown {
        Shown::of(&match self {
            Self::Situation(words) => words.clone(),
            Self::Attention { you: true, text, .. } => format!("YOU   {}", text.raw()),
            Self::Attention { text, .. } => format!("LATE  {}", text.raw()),
            Self::Nothing => "YOU   nothing waits for you".into(),
            Self::Came(who) => format!("· {who} is here"),
            Self::Went(who) => format!("· {who} is not here any more"),
        })
    }
}

/// What was said already.
struct Said {
    label: Label,
    me: Handle,
    /// Who is here, as far as it was said.
    here: Vec<Handle>,
    /// Who is here.
    heard: Vec<Handle>,
    /// What was wanted: what, of which entry, late or not.
    asked: Vec<(Need, Option<EntryId>, bool)>,
    /// Something was asked of this person.
    asked_of_me: bool,
}

impl Said {
    fn nothing(label: Label, me: Handle) -> Self {
        let (here, heard) = (Vec::new(), Vec::new());
        Self { label, me, here, heard, asked: Vec::new(), asked_of_me: false }
    }

    /// How things stand, as the first lines of the screen say it.
    fn situation(&self, register: &Register) -> Vec<News> {
        let incident = register.incident();
        let title = incident.title.as_ref().map_or("", |title| title.as_str());
        let lead =
            register.lead().map_or_else(|| "nobody leads".into(), |who| format!("{who} leads"));
        let (label, severity, kind, phase) =
            (self.label, incident.severity, incident.kind, incident.phase);
        let impact = register.impact().map(|entry| register.impact_words(entry));
        let impact = impact.unwrap_or_else(|| "not known yet".to_owned());
        vec![
            News::Situation(format!("{label} {severity} {kind}, {phase}, {lead}: {title}")),
            News::Situation(format!("Impact: {impact}")),
        ]
    }

    /// What is asked, late, come and gone since it was said last.
    fn news(&mut self, register: &Register, now: At) -> Vec<News> {
        let mut news = Vec::new();
        let come = self.heard.iter().filter(|who| !self.here.contains(who));
        let gone = self.here.iter().filter(|who| !self.heard.contains(who));
        news.extend(come.map(|who| News::Came(*who)).chain(gone.map(|who| News::Went(*who))));
        self.here.clone_from(&self.heard);
        let mine = |a: &Attention| a.asked == Some(self.me);
        let all = attention(register, now);
        let wanted: Vec<&Attention> = all.iter().filter(|a| mine(a) || a.late).collect();
        let key = |a: &&Attention| (a.what, a.entry, a.late);
        let before: Vec<_> = self.asked.iter().map(|(what, entry, _)| (*what, *entry)).collect();
        for a in wanted.iter().filter(|a| !self.asked.contains(&key(a))) {
            // What was asked of this person already is not asked anew by being late.
            if mine(a) && before.contains(&(a.what, a.entry)) && !a.late {
                continue;
            }
            news.push(News::Attention {
                what: a.what.name(),
                since: a.since,
                entry: a.entry,
                asked: a.asked,
                you: mine(a),
                late: a.late,
                text: show::wanted(register, a),
            });
        }
        let something = self.asked_of_me;
        self.asked = wanted.iter().map(key).collect();
        self.asked_of_me = wanted.iter().any(|a| mine(a));
        if something && !self.asked_of_me {
            news.push(News::Nothing);
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_and_goes_is_said_once() {
        let mut said = Said::nothing(Label(1), "ben".parse().unwrap());
        let mut news = |here: &[&str]| {
            said.heard = here.iter().map(|name| name.parse().unwrap()).collect();
            let news = said.news(&Register::default(), At::from_ms(0));
            news.iter().map(|n| n.words().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(news(&["ana"]), ["· ana is here"]);
        assert_eq!(news(&["ana", "cy"]), ["· cy is here"]);
        assert_eq!(news(&["cy"]), ["· ana is not here any more"]);
        assert!(news(&["cy"]).is_empty());
    }
}
