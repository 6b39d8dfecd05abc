//! What of an answer is not for somebody: incidents of which they were put out, and journals that
//! cannot be shown.

use std::collections::BTreeSet;
use warroom_register::IncidentId;
use warroom_register::protocol::Consulted;

/// Said instead of a recording.
pub(super) const KEPT: &str =
    "this incident is not shown to you: you were put out of it, or its journal cannot be shown";

/// What was found, without these incidents; where all are told they are left out before they are counted.
pub(super) fn without(answer: Consulted, hidden: &BTreeSet<IncidentId>) -> Consulted {
    let shown = |id: &IncidentId| !hidden.contains(id);
    match answer {
        Consulted::Words { mut found, mut facts, papers } => {
            facts.retain(|facts| shown(&facts.id));
            let hidden: BTreeSet<String> = hidden.iter().map(ToString::to_string).collect();
            let before = found.hits.len();
            found.hits.retain(|hit| !hidden.contains(&hit.item));
            let less = u64::try_from(before - found.hits.len()).unwrap_or(0);
            found.count = found.count.saturating_sub(less);
            Consulted::Words { found, facts, papers }
        }
        Consulted::Alike { mut likes, papers } => {
            likes.retain(|like| shown(&like.card.facts.id));
            Consulted::Alike { likes, papers }
        }
        other => other,
    }
}
