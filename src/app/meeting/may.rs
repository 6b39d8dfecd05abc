//! Whether a key would do something at this review for this person now: what help and palette show
//! bright.

use warroom_register::words::Moment;
use warroom_register::{Command, Seen};

use crate::app::App;
use crate::keys::Action;

impl App {
    /// Whether this person may say whether that recommendation is worth doing.
    pub(crate) fn may_answer(&self, entry: warroom_register::EntryId) -> bool {
        self.may(&Command::RestAdvice { entry, until: self.now() }).is_ok()
    }

    /// Whether this action would do something at this review now, as far as this screen can know.
    pub(in crate::app) fn can_at_review(&self, action: Action) -> bool {
        use Action as A;
        let held = self.review().is_some();
        let raw = self.picked_advice();
        let text = || warroom_register::Text::from("-");
        let probe = match action {
            A::Agenda if held => return self.chairs(),
            A::GoOn => return self.unsent().is_some(),
            A::Agenda => {
                let agenda = self.guide.agenda;
                Command::OpenReview { facilitator: self.me, notes: None, agenda }
            }
            A::Chair => Command::SetNotes { who: None },
            A::MarkTime => {
                Command::Mark { moment: Moment::Began, when: Seen { at: self.now(), about: false } }
            }
            A::WorthDoing => match raw {
                Some(entry) => Command::RestAdvice { entry, until: self.now() },
                None => return false,
            },
            A::TakeChair => Command::TakeChair { why: warroom_register::Text::default() },
            A::Agree => Command::AgreeTimeline {},
            A::Differ if !held && raw.is_some() => {
                Command::DeclineAdvice { entry: raw.unwrap_or_default(), why: text() }
            }
            A::Differ => Command::SeeDifferently { why: text() },
            A::AgreeReport => Command::AgreeReport {},
            A::Section => Command::WriteSection {
                section: warroom_register::words::Section::Summary,
                text: text(),
            },
            A::Aware => Command::MakeAware { whom: text(), how: text(), seen_at: None },
            A::Account | A::Missing | A::Factor => Command::Recount {
                entry: None,
                text: text(),
                tool: warroom_register::Text::default(),
                out_of_reach: warroom_register::Text::default(),
            },
            _ => return true,
        };
        self.may(&probe).is_ok()
    }
}
