//! The client's state and how it changes: [`App::update`] takes what came and says what is wanted.
//!
//! Pure: time comes with [`Msg::Tick`], ids from a seeded source, everything else leaves as an
//! [`Effect`]. It never folds its own wishes: what is not recorded yet is pending.
//!
//! Who takes a key, in the order in which they are asked; whoever does not know it hands it on:
//!
//! | who | what |
//! |---|---|
//! | `unseen` | all keys, where the terminal is too small to show what they would do |
//! | `press` | an Enter that bounces; then where the key goes |
//! | `leave`, `act::always` | leaving, suspending, drawing anew: the same everywhere |
//! | `carry` | what is asked (`asks`): a list, a name, a yes or no, finding |
//! | `write` | the line, and the words in it (`line`, `typed`) |
//! | `act` | the register: what is written; then what is done to a row; then looking around |
//! | `then`, `walk`, `meeting`, `lobby` | the other screens |

pub(crate) mod absence;
mod accept;
mod act;
mod alike;
pub(crate) mod asks;
pub(crate) mod board;
mod carry;
pub(crate) mod complete;
mod deeds;
pub(crate) mod degraded;
mod demo;
pub(crate) mod door;
mod doubt;
mod drawn;
pub(crate) mod edit;
mod erase;
pub(crate) mod find;
mod finding;
mod follow;
pub(crate) mod guide;
mod hands;
pub(crate) mod hidden;
mod ids;
mod kept;
pub(crate) mod layout;
mod leave;
pub(crate) mod line;
pub(crate) mod link;
pub(crate) mod lives;
pub(crate) mod lobby;
mod may;
pub(crate) mod meeting;
pub(crate) mod mouse;
pub(crate) mod msg;
mod named;
pub(crate) mod needs;
mod newcomer;
pub(crate) mod notice;
mod open;
mod opening;
pub(crate) mod outbox;
mod outside;
pub(crate) mod past;
mod paste;
mod press;
pub(crate) mod purpose;
pub(crate) mod read;
mod reading;
pub(crate) mod reel;
mod screen;
pub(crate) mod select;
mod settle;
pub(crate) mod size;
mod stray;
mod taking_back;
#[cfg(test)]
pub(crate) mod tests;
mod then;
mod typed;
mod unseen;
mod walk;
pub(crate) mod wording;
pub(crate) mod words;
mod write;

use crossterm::event::KeyEventKind;
use warroom_register::protocol::{Lack, Look, Stopped};
use warroom_register::{At, Handle, IncidentId, Label, Record, Register, Seq, Title};

use crate::keys::{Keymap, Place};
use absence::Reading;
pub(crate) use alike::AskAlike;
use asks::Ask;
use board::Board;
pub(crate) use drawn::{Reach, Trace};
pub(crate) use erase::{bytes_without, hold_a_line, without};
use guide::Guide;
pub(crate) use ids::Ids;
use kept::Kept;
use layout::Layout;
pub(crate) use line::{BETWEEN_DRAFTS, Line};
use link::LinkState;
use lives::Reached;
use lobby::Lobby;
use meeting::Meeting;
use mouse::Met;
use msg::{Effect, Msg};
use needs::{Bell, Cards};
use notice::Notice;
pub(crate) use opening::{Journal, Opening, ReportOf};
use outbox::Pending;
use past::Past;
pub(crate) use screen::{OpenedFor, Screen, Shows};
use select::Select;
pub(crate) use walk::WalkStart;
use wording::Wording;

/// After so long without a key, what comes is new since one looked; seconds.
const IDLE_SECONDS: u64 = 120;

/// The whole state of the screen.
#[expect(clippy::struct_excessive_bools, reason = "each says another thing of this screen")]
pub(crate) struct App {
    /// Who I am.
    pub(crate) me: Handle,
    /// Which screen.
    pub(crate) screen: Screen,
    /// What the server calls the incident.
    pub(crate) incident: Option<Label>,
    /// How others get here.
    pub(crate) reached: Reached,
    /// The room as it is now.
    pub(crate) live: Board,
    /// The room as it was, while that is looked at.
    pub(crate) past: Option<Past>,
    /// The review, while that is on the screen.
    pub(crate) meeting: Option<Meeting>,
    /// What a review is led by.
    pub(crate) guide: Guide,
    /// Words to others, as they are proposed.
    wording: Wording,
    /// What the chair of a review showed last, and the meeting, by the record that opened it; none: it
    /// came before all of the record did.
    look: Option<(Option<Seq>, Look)>,
    /// Others play it, and nothing of it is kept.
    pub(crate) demo: bool,
    /// The review is shown as soon as the record is here.
    wants_review: bool,
    /// Where the journal ended when this screen came in.
    head_then: Seq,
    /// The list of incidents.
    pub(crate) lobby: Lobby,
    /// How the link is.
    pub(crate) link: LinkState,
    /// Why the room records nothing, if that is so.
    pub(crate) stopped: Option<Stopped>,
    /// Who is here.
    pub(crate) here: Vec<Handle>,
    /// What the server cannot do just now.
    pub(crate) lacks: Vec<Lack>,
    /// The composer.
    pub(crate) line: Line,
    /// Where the keys go.
    pub(crate) place: Place,
    /// Where the cursor goes back to after Enter.
    came_from: Place,
    /// The pane and the row.
    pub(crate) select: Select,
    /// The selection as it was before something was sought.
    found_from: Option<Select>,
    /// What was like it before.
    alike: alike::Alike,
    /// What is met where on the screen.
    met: Met,
    /// What lies over the screen.
    pub(crate) ask: Option<Ask>,
    /// An ask has its answer, and comes back if that is refused.
    answers_ask: bool,
    /// Asks that were closed with words in them.
    put_by: Vec<Ask>,
    /// Cards that others caused.
    pub(crate) cards: Cards,
    /// What is not recorded yet.
    pub(crate) pending: Pending,
    /// A sentence for me.
    pub(crate) notice: Option<Notice>,
    /// The last record that was here when I looked last.
    pub(crate) looked: Option<Seq>,
    /// Where my reading stopped.
    reading: Reading,
    /// The sizes of the panes.
    layout: Layout,
    /// The keys.
    pub(crate) keymap: Keymap,
    /// The size of the terminal.
    pub(crate) size: (u16, u16),
    journal: Vec<Record>,
    id: Option<IncidentId>,
    ids: Ids,
    report: ReportOf,
    bell: Bell,
    /// This machine's clock, and what the server's is ahead of it in milliseconds.
    clock: At,
    ahead_ms: i64,
    last_key: (At, Seq),
    /// When Enter was answered by a question or a refusal: the same Enter again answers neither.
    asked_back: Option<At>,
    touched: bool,
    title: String,
    /// The incident's own, while it is hidden.
    title_aside: Option<Title>,
    /// What is being typed, as it was given out to be kept.
    kept: Kept,
    /// What I can help with is not to be asked any more.
    skips_skills: bool,
}

impl App {
    /// A room, or the lobby where no incident is named.
    pub(crate) fn new(opening: Opening) -> Self {
        let screen = if opening.incident.is_some() { Screen::Room } else { Screen::Lobby };
        let line = Line::with_drafts(&opening.draft);
        let place = if screen == Screen::Room { Place::Line } else { Place::Lobby };
        Self {
            me: opening.me,
            screen,
            incident: opening.incident,
            reached: Reached::new(opening.invite, opening.lives),
            live: Board::at(opening.now),
            past: None,
            meeting: None,
            guide: opening.guide,
            wording: opening.templates.into(),
            look: None,
            demo: false,
            wants_review: false,
            head_then: Seq(0),
            lobby: Lobby::default(),
            stopped: None,
            link: LinkState::Connecting { since: opening.now },
            here: Vec::new(),
            lacks: Vec::new(),
            line,
            place,
            came_from: Place::Line,
            select: Select::default(),
            found_from: None,
            alike: alike::Alike::default(),
            met: Met::default(),
            ask: None,
            answers_ask: false,
            put_by: asks::kept::lists(&opening.draft),
            cards: Cards::default(),
            pending: Pending::default(),
            notice: None,
            looked: None,
            reading: Reading::from(opening.read, opening.now),
            layout: opening.layout,
            keymap: opening.keymap,
            size: (80, 24),
            journal: Vec::new(),
            id: None,
            ids: opening.ids,
            report: opening.report,
            bell: Bell::default(),
            clock: opening.now,
            ahead_ms: 0,
            last_key: (opening.now, Seq(0)),
            asked_back: None,
            touched: false,
            title: String::new(),
            title_aside: None,
            kept: Kept::new(opening.draft, opening.now),
            skips_skills: false,
        }
    }

    /// What came changes the state; what is wanted of the world comes out.
    pub(crate) fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(event) if event.kind == KeyEventKind::Release => Vec::new(),
            Msg::Key(event) => self.pressed(event),
            Msg::Paste(words) => self.paste(&words),
            Msg::Resize { width, height } => {
                if std::mem::replace(&mut self.size, (width, height)) != (width, height) {
                    self.met = Met::default();
                }
                Vec::new()
            }
            Msg::Focus(focus) => {
                self.focus(focus);
                Vec::new()
            }
            Msg::Mouse(event) => self.mouse(event),
            Msg::Tick(now) => self.tick(now),
            Msg::Link(msg) => self.heard(msg),
        }
    }

    /// The moment by the server's clock.
    pub(crate) fn now(&self) -> At {
        self.server_time(self.clock)
    }

    /// A moment of this machine's clock by the server's.
    pub(crate) fn server_time(&self, local: At) -> At {
        At::from_ms(local.ms().saturating_add(self.ahead_ms))
    }

    /// This machine's clock.
    pub(crate) const fn local_now(&self) -> At {
        self.clock
    }

    /// The register that is drawn.
    pub(crate) fn register(&self) -> &Register {
        &self.board().register
    }

    /// All records, for what needs more than the register keeps.
    pub(crate) fn journal(&self) -> &[Record] {
        &self.journal
    }

    fn focus(&mut self, focus: bool) {
        self.read_in_focus(focus);
        if !focus {
            self.looked = Some(self.live.register.head());
        } else if self.looked == Some(self.live.register.head()) {
            self.looked = None;
        }
    }

    fn tick(&mut self, now: At) -> Vec<Effect> {
        self.clock = now;
        if let Some(past) = &mut self.past {
            past.tick(&self.journal, now, self.me);
        }
        let read = self.read_on(false);
        if !self.kept.is_due(now) {
            return read.into_iter().collect();
        }
        let mut effects = self.save_draft();
        effects.extend(read);
        effects
    }
}
