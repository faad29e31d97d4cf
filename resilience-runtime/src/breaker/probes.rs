//! The places of a half-open breaker, and who has them.

use std::collections::VecDeque;

use super::config::Settings;
use crate::clock::Time;

/// The probes under way, by their tokens, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes {
    under_way: VecDeque<(u64, Time)>,
}

impl Probes {
    /// Whether there is a place for another probe. Those that have run for longer than they may are
    /// given up: they lose their places, and what they bring is not counted.
    pub(super) fn make_room(&mut self, settings: &Settings, now: Time) -> bool {
        if let Some(limit) = settings.probe_timeout {
            let hangs = |(_, since): &(u64, Time)| now.since(*since) >= limit;
            while self.under_way.front().is_some_and(hangs) {
                self.under_way.pop_front();
            }
        }
        self.under_way.len() < settings.probes as usize
    }

    pub(super) fn enter(&mut self, token: u64, now: Time) {
        self.under_way.push_back((token, now));
    }

    /// Gives the place of a probe back; `false` if it has none.
    pub(super) fn leave(&mut self, token: u64) -> bool {
        let place = self
            .under_way
            .binary_search_by_key(&token, |(token, _)| *token);
        place.is_ok_and(|place| self.under_way.remove(place).is_some())
    }

    pub(super) fn len(&self) -> usize {
        self.under_way.len()
    }

    pub(super) fn clear(&mut self) {
        self.under_way.clear();
    }
}
