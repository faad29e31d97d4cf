//! The machine of a retry budget: pure, with the time as an argument.
//!
//! Two bounds hold at every grant:
//!
//! * **the bucket**: retries are tokens. A success pays in `ratio` of one, time pays in
//!   `min_per_sec`, and the bucket holds `burst` at most, so no more than that are granted at once.
//! * **the window**: retries granted in the `window` that ends now are at most `ratio` of the calls
//!   that succeeded in it + `min_per_sec` × `window`. Without it a bucket filled long ago could be
//!   spent on top of what the present earns.
//!
//! | event | bucket | window |
//! |---|---|---|
//! | a call succeeds | + `ratio`, up to `burst` | + 1 success |
//! | a retry is asked for, both bounds allow it | − 1 | + 1 grant |
//! | a retry is asked for, one bound forbids it | – | – |
//! | a granted retry is not sent | + 1, up to `burst` | − 1 grant |
//!
//! The window is kept in slots of a sixteenth. The one in which it begins counts with its grants
//! and without its successes, so that the bound errs on the safe side, by a sixteenth at the most.

use std::time::Duration;

use super::config::Settings;
use crate::clock::Time;

/// One retry, in the unit of the bucket: what a millionth of a retry per second pays in a
/// nanosecond. So no payment is ever rounded.
const TOKEN: u128 = 1_000_000_000_000_000;

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
        let empty = Slot {
            number: i64::MIN,
            successes: 0,
            grants: 0,
            last_grant: now,
        };
        let level = settings.earned_in(settings.window).min(settings.capacity());
        Self {
            level,
            now,
            slots: [empty; SLOTS as usize],
        }
    }

    /// A call has succeeded.
    pub(super) fn deposit(&mut self, settings: &Settings, now: Time) {
        self.advance(settings, now);
        self.slot(settings).successes += 1;
        self.pay_in(settings, settings.earned_by(1));
    }

    /// Asks for a retry; the answer is the slot that it is written in.
    pub(super) fn withdraw(&mut self, settings: &Settings, now: Time) -> Option<i64> {
        self.advance(settings, now);
        if self.level < TOKEN || self.left_in_window(settings) < TOKEN {
            return None;
        }
        self.level -= TOKEN;
        let granted_at = self.now;
        let slot = self.slot(settings);
        slot.grants += 1;
        slot.last_grant = granted_at;
        Some(slot.number)
    }

    /// The retry that is written in the slot `number` was not sent.
    pub(super) fn refund(&mut self, settings: &Settings, number: i64) {
        self.pay_in(settings, TOKEN);
        let slot = &mut self.slots[place(number)];
        if slot.number == number {
            slot.grants = slot.grants.saturating_sub(1);
        }
    }

    /// How many retries would be granted at `now`.
    pub(super) fn balance(&self, settings: &Settings, now: Time) -> u32 {
        let mut present = self.clone();
        present.advance(settings, now);
        let left = present.level.min(present.left_in_window(settings));
        u32::try_from(left / TOKEN).unwrap_or(u32::MAX)
    }

    /// Puts other settings in force. What has been spent of the old capacity is spent of the new
    /// one, and the grants of the old window count as if they were made now.
    pub(super) fn adopt(&mut self, old: &Settings, new: &Settings) {
        let spent = old
            .earned_in(old.window)
            .min(old.capacity())
            .saturating_sub(self.level);
        let first = self.now.before(old.window).slot(old.slot_width());
        let within = self.slots.iter().filter(|slot| slot.number >= first);
        let grants = within.map(|slot| slot.grants).sum();
        *self = Self::new(new, self.now);
        self.level = self.level.saturating_sub(spent);
        self.slot(new).grants = grants;
    }

    /// Moves on to `now` and pays in what time has earned. A clock that steps back stands still.
    fn advance(&mut self, settings: &Settings, now: Time) {
        let now = self.now.max(now);
        self.pay_in(settings, settings.earned_in(now.since(self.now)));
        self.now = now;
    }

    fn pay_in(&mut self, settings: &Settings, amount: u128) {
        self.level = self.level.saturating_add(amount).min(settings.capacity());
    }

    fn slot(&mut self, settings: &Settings) -> &mut Slot {
        let number = self.now.slot(settings.slot_width());
        let slot = &mut self.slots[place(number)];
        if slot.number != number {
            *slot = Slot {
                number,
                successes: 0,
                grants: 0,
                last_grant: self.now,
            };
        }
        slot
    }

    /// What the window that ends now still allows.
    fn left_in_window(&self, settings: &Settings) -> u128 {
        let start = self.now.before(settings.window);
        let first = start.slot(settings.slot_width());
        let (mut successes, mut grants) = (0, 0);
        for slot in &self.slots {
            if slot.number > first {
                successes += slot.successes;
            }
            if slot.number > first || (slot.number == first && slot.last_grant > start) {
                grants += slot.grants;
            }
        }
        let earned = settings
            .earned_by(successes)
            .saturating_add(settings.earned_in(settings.window));
        earned.saturating_sub(u128::from(grants) * TOKEN)
    }
}

impl Settings {
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

    fn slot_width(&self) -> Duration {
        self.window / SLOTS_PER_WINDOW
    }
}

fn place(number: i64) -> usize {
    usize::try_from(number.rem_euclid(i64::from(SLOTS))).unwrap_or_default()
}

#[cfg(test)]
mod tests;
