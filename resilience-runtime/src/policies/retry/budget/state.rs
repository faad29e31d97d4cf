//! The state machine of a retry budget. Pure functions; the time is an argument.
//!
//! Its table is in the documentation of [`RetryBudget`](super::RetryBudget); `state/tests.rs` walks
//! it.
//!
//! The window is kept in slots of a sixteenth. The one in which it begins counts with its grants
//! and without its successes, so that the bound errs on the safe side, by a sixteenth at the most.

use std::time::Duration;

use super::config::Settings;
use crate::support::clock::Time;

/// One retry, in the unit of the bucket: what a millionth of a retry per second pays in a
/// nanosecond. So no payment is ever rounded.
const TOKEN: u128 = 1_000_000_000_000_000;

/// The slot number of a retry that a disabled budget grants. It counts in no slot.
const FREE: i64 = i64::MAX;

const SLOTS_PER_WINDOW: u32 = 16;

/// The slots of a window, the one in which it begins, and one for what the division leaves over.
const SLOTS: u8 = 18;

#[derive(Clone, Debug)]
pub(super) struct Machine {
    level: u128,
    now: Time,
    slots: [Slot; SLOTS as usize],
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    number: i64,
    successes: u64,
    grants: u64,
    last_grant: Time,
}

impl Machine {
    /// A budget that has been idle for a window.
    pub(super) fn new(settings: &Settings, now: Time) -> Self {
        Self {
            level: settings.idle_level(),
            now,
            slots: [Slot::EMPTY; SLOTS as usize],
        }
    }

    /// Records `successes` calls that succeeded in the slot of `now`.
    pub(super) fn deposit(&mut self, settings: &Settings, now: Time, successes: u64) {
        self.advance(settings, now);
        self.slot(settings, self.now).successes += successes;
        self.pay_in(settings, settings.earned_by(successes));
    }

    /// Withdraws a retry, if one is available. Returns the slot that it counts in.
    pub(super) fn withdraw(&mut self, settings: &Settings, now: Time) -> Option<i64> {
        self.advance(settings, now);
        if !settings.enabled {
            return Some(FREE);
        }
        if self.level < TOKEN || self.left_in_window(settings) < TOKEN {
            return None;
        }
        self.level -= TOKEN;
        let now = self.now;
        let slot = self.slot(settings, now);
        slot.grant(1, now);
        Some(slot.number)
    }

    /// Returns a retry that was granted in the slot `number` and not sent.
    pub(super) fn refund(&mut self, settings: &Settings, number: i64) {
        if number == FREE {
            return;
        }
        self.pay_in(settings, TOKEN);
        let slot = &mut self.slots[place(number)];
        if slot.number == number {
            slot.grants = slot.grants.saturating_sub(1);
        }
    }

    /// Returns how many retries would be granted at `now`.
    pub(super) fn balance(&self, settings: &Settings, now: Time) -> u32 {
        if !settings.enabled {
            return u32::MAX;
        }
        let mut present = self.clone();
        present.advance(settings, now);
        let left = present.level.min(present.left_in_window(settings));
        u32::try_from(left / TOKEN).unwrap_or(u32::MAX)
    }

    /// Applies other settings. Tokens spent from the old bucket count as spent from the new one, and the
    /// successes and grants of the old window move into the slots of the new one.
    ///
    /// A slot's successes count from its beginning there and its grants from the last of them, so
    /// that both err on the safe side. If the slot width is unchanged, nothing moves.
    pub(super) fn adopt(&mut self, old: &Settings, new: &Settings, now: Time) {
        self.advance(old, now);
        let level = (self.level + new.idle_level()).saturating_sub(old.idle_level());
        self.level = level.min(new.capacity());
        let mut remembered = self.in_window(old);
        // Oldest first: a newer slot replaces an older one at the same index.
        remembered.sort_unstable_by_key(|slot| slot.number);
        self.slots = [Slot::EMPTY; SLOTS as usize];
        for slot in remembered {
            if slot.successes > 0 {
                let since = Time::of_slot(slot.number, old.slot_width());
                self.slot(new, since).successes += slot.successes;
            }
            if slot.grants > 0 {
                self.slot(new, slot.last_grant)
                    .grant(slot.grants, slot.last_grant);
            }
        }
    }

    /// Advances to `now` and adds the tokens earned by time. Ignores a clock that steps back.
    fn advance(&mut self, settings: &Settings, now: Time) {
        let now = self.now.max(now);
        self.pay_in(settings, settings.earned_in(now.since(self.now)));
        self.now = now;
    }

    fn pay_in(&mut self, settings: &Settings, amount: u128) {
        self.level = self.level.saturating_add(amount).min(settings.capacity());
    }

    fn slot(&mut self, settings: &Settings, at: Time) -> &mut Slot {
        let number = at.slot(settings.slot_width());
        let slot = &mut self.slots[place(number)];
        if slot.number != number {
            *slot = Slot {
                number,
                ..Slot::EMPTY
            };
        }
        slot
    }

    /// What of each slot counts in the window that ends now.
    fn in_window(&self, settings: &Settings) -> [Slot; SLOTS as usize] {
        let start = self.now.before(settings.window);
        let first = start.slot(settings.slot_width());
        self.slots.map(|mut slot| {
            if slot.number <= first {
                slot.successes = 0;
            }
            if slot.last_grant <= start {
                slot.grants = 0;
            }
            slot
        })
    }

    /// What the window that ends now still allows.
    fn left_in_window(&self, settings: &Settings) -> u128 {
        let (mut successes, mut grants) = (0, 0);
        for slot in self.in_window(settings) {
            successes += slot.successes;
            grants += slot.grants;
        }
        let earned = settings
            .earned_by(successes)
            .saturating_add(settings.earned_in(settings.window));
        earned.saturating_sub(u128::from(grants) * TOKEN)
    }
}

impl Slot {
    const EMPTY: Self = Self {
        number: i64::MIN,
        successes: 0,
        grants: 0,
        last_grant: Time::FIRST,
    };

    fn grant(&mut self, retries: u64, at: Time) {
        self.grants += retries;
        self.last_grant = at;
    }
}

impl Settings {
    /// What an idle window leaves in the bucket.
    fn idle_level(&self) -> u128 {
        self.earned_in(self.window).min(self.capacity())
    }

    fn capacity(&self) -> u128 {
        u128::from(self.burst) * TOKEN
    }

    fn earned_by(&self, successes: u64) -> u128 {
        u128::from(successes) * u128::from(self.ratio.millionths()) * (TOKEN / 1_000_000)
    }

    fn earned_in(&self, time: Duration) -> u128 {
        time.as_nanos()
            .saturating_mul(u128::from(self.millionths_per_sec))
    }

    /// When the slot that `now` falls into is over.
    pub(super) fn end_of_slot(&self, now: Time) -> Time {
        Time::of_slot(
            now.slot(self.slot_width()).saturating_add(1),
            self.slot_width(),
        )
    }

    fn slot_width(&self) -> Duration {
        self.window / SLOTS_PER_WINDOW
    }
}

fn place(number: i64) -> usize {
    usize::try_from(number.rem_euclid(i64::from(SLOTS))).unwrap_or_default()
}

#[cfg(test)]
#[path = "tests/states.rs"]
mod tests;
