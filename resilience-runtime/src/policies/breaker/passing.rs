//! A call that the gate has let through.

use super::hot_word::HotWord;
use super::permit::CircuitPermit;
use super::shared::Shared;
use super::state::Mode;
use crate::Verdict;
use crate::observe::timing::IS_TIMED;
use crate::support::clock::{self, Time};

/// A call that the gate of a breaker has let through: what that said, and when the call began, if it is
/// timed.
#[derive(Clone, Copy, Debug)]
pub struct Passing {
    pub(super) hot_word: HotWord,
    pub(super) began: Time,
}

impl Passing {
    /// Lets a call through that may come to its end at once.
    #[inline]
    pub(super) fn through(shared: &Shared) -> Option<Self> {
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

    /// It has succeeded.
    #[inline]
    pub(super) fn succeeds(self, shared: &Shared) {
        let Self { hot_word, began } = self;
        if hot_word.is_count_only_untimed() && shared.hot_word() == hot_word {
            shared.count_success();
        } else {
            succeeds(shared, hot_word, began);
        }
    }
}

/// Word by word: what is passed as one thing is in memory, also where this is not called.
#[inline(never)]
fn succeeds(shared: &Shared, hot_word: HotWord, began: Time) {
    if !(hot_word.is(Mode::DeferSuccesses) && !hot_word.is_timed() && shared.try_defer(hot_word)) {
        let passing = Passing { hot_word, began };
        CircuitPermit::begun(shared, passing).settle(Verdict::Success);
    }
}

/// The present, as a call is timed by it: where only slow ones are told from others, to the tick.
#[inline(never)]
pub(super) fn call_clock() -> Time {
    if IS_TIMED {
        clock::now()
    } else {
        clock::about_now()
    }
}
