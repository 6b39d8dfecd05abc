//! Keys of a review in a walk that somebody makes alone: there is no room to write to, so each says what it
//! does, and where that is done.

use crossterm::event::KeyEvent;
use warroom_register::words::Mode;

use crate::app::App;
use crate::keys::{Action, Place};

impl App {
    /// A key that writes at a review says where it does; false where it is none.
    pub(super) fn is_done_elsewhere(&mut self, event: KeyEvent) -> bool {
        let alone = self.past.as_ref().is_some_and(|past| past.alone);
        let action = self.keymap.lookup(Place::Review, event).filter(|_| alone);
        let Some(does) = action.and_then(does) else { return false };
        let sentence = format!("{does} {}", self.where_it_is_done());
        self.say(sentence);
        true
    }

    /// In its review, or in its room while it goes on; in what was typed in afterwards with it.
    fn where_it_is_done(&self) -> String {
        let incident = self.live.register.incident();
        let named = |verb: &str| match self.incident {
            Some(label) => format!(": warroom {verb} {label}"),
            None => ", in the room of its server".to_owned(),
        };
        match incident.closed_at {
            _ if incident.mode == Mode::Past => {
                "as it is typed in: lines of review in warroom import --past".to_owned()
            }
            Some(_) => format!("in a review{}", named("review")),
            None => format!("once it is closed, in a review; it goes on{}", named("join")),
        }
    }
}

/// What is done by a key that writes, or that leads through a meeting.
const fn does(action: Action) -> Option<&'static str> {
    use Action as A;
    Some(match action {
        A::Star => "a pivot is marked",
        A::Account => "what somebody saw or thought is said",
        A::Missing => "an entry that is missing is added",
        A::Correct => "a correction is written",
        A::Retract | A::TakeBack => "something is taken back",
        A::Idea => "an idea is parked",
        A::Question => "a question is asked",
        A::Answer => "a question is answered",
        A::Factor => "a contributing factor is written down",
        A::Comment => "a comment is written",
        A::Agree | A::Differ => "one agrees to the timeline, or sees it differently,",
        A::Agenda => "there is an agenda",
        A::WorthDoing => "it is said what is worth doing",
        A::Chair | A::TakeChair => "somebody has the chair",
        A::Section => "a part of the report is written",
        A::AgreeReport => "one agrees to the report",
        A::Aware => "who was made aware of the report is written down",
        A::MarkTime => "a time is put right",
        A::GoOn => "a draft is gone on with",
        A::Who => "others are",
        _ => return None,
    })
}
