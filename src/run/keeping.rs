//! What is being typed, and its keeper: what is said of it where it is not on disk.

use super::Loop;
use super::draft::{Keeper, News};
use crate::link::LinkHandle;

impl Loop {
    pub(super) fn keep_draft(&mut self, words: &str) {
        let sent = self.outside.link.as_ref().map(LinkHandle::taking);
        if let Some(draft) = &self.outside.draft {
            draft.keep(words, sent);
        }
        self.look_at_draft();
    }

    /// A draft that cannot be kept is still on the screen: that is said, and when it is kept again.
    pub(super) fn look_at_draft(&mut self) {
        let news = self.outside.draft.as_mut().and_then(Keeper::news);
        let said = |news| match news {
            News::Lacks(why) => {
                format!(
                    "your draft is not kept on disk ({why}), it is tried again; send it before you leave"
                )
            }
            News::Kept => "your draft is kept on disk again".to_owned(),
        };
        news.map(said).into_iter().for_each(|what| self.app.say(what));
    }

    /// Who stops this program may switch the machine off.
    pub(super) async fn draft_rests(&mut self) {
        if let Some(draft) = &mut self.outside.draft {
            draft.rest().await;
        }
    }
}
