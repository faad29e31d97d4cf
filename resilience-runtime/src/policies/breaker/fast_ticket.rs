//! A call on the fast path of a pipeline, which needs no permit.

use super::hot_word::HotWord;
use super::permit::{CircuitPermit, call_clock};
use super::shared::Shared;
use super::state::Mode;
use crate::Verdict;
use crate::support::clock::Time;

/// A call that the hot word of a breaker admits: that word, and the start of the call if it is timed.
#[derive(Clone, Copy, Debug)]
pub struct FastTicket {
    hot_word: HotWord,
    began: Time,
}

impl FastTicket {
    /// Admits a call if the hot word alone says so.
    #[inline]
    pub(super) fn admit(shared: &Shared) -> Option<Self> {
        let hot_word = shared.hot_word();
        if hot_word.admits_untimed() {
            let began = Time::ZERO;
            return Some(Self { hot_word, began });
        }
        hot_word.admits().then(|| Self {
            hot_word,
            began: call_clock(),
        })
    }

    /// Counts a success. Most need neither the state machine nor the clock.
    #[inline]
    pub(super) fn succeed(self, shared: &Shared) {
        let Self { hot_word, began } = self;
        if hot_word.is_count_only_untimed() && shared.hot_word() == hot_word {
            shared.count_success();
        } else {
            settle_success(shared, hot_word, began);
        }
    }

    /// The permit of the same call.
    #[inline(always)]
    pub(super) fn into_permit(self, shared: &Shared) -> CircuitPermit<'_> {
        CircuitPermit::started(shared, self.hot_word, self.began)
    }
}

/// Takes the ticket in two words: as one value it would be written to memory, in calls that do not come here too.
#[inline(never)]
fn settle_success(shared: &Shared, hot_word: HotWord, began: Time) {
    let may_defer = hot_word.is(Mode::DeferSuccesses) && !hot_word.is_timed();
    if !(may_defer && shared.try_defer(hot_word)) {
        CircuitPermit::started(shared, hot_word, began).settle(Verdict::Success);
    }
}
