//! The probe slots of a half-open breaker.

use std::collections::VecDeque;

use super::config::Settings;
use crate::support::clock::Time;

/// The running probes with their start times, sorted by token.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes {
    #[allow(clippy::box_collection, reason = "most breakers never open")]
    under_way: Option<Box<VecDeque<(u64, Time)>>>,
}

impl Probes {
    /// Returns whether another probe may start.
    ///
    /// If no slot is free, a probe that has run for `probe_timeout` loses its slot, and its result is
    /// ignored.
    pub(super) fn free_slot(&mut self, settings: &Settings, now: Time) -> bool {
        if self.len() < settings.probes as usize {
            return true;
        }
        let Some(limit) = settings.probe_timeout else {
            return false;
        };
        let under_way = self.all();
        let hangs = |(_, since): &(u64, Time)| now.since(*since) >= limit;
        let hanging = under_way.iter().position(hangs);
        hanging.is_some_and(|position| under_way.remove(position).is_some())
    }

    /// Sets the start time of a probe whose body starts after it was admitted.
    pub(super) fn start(&mut self, token: u64, now: Time) {
        if let Ok(position) = self.position(token) {
            self.all()[position].1 = now;
        }
    }

    pub(super) fn add(&mut self, token: u64, now: Time) {
        self.all().push_back((token, now));
    }

    /// Frees the slot of a probe; `false` if it has none.
    pub(super) fn remove(&mut self, token: u64) -> bool {
        self.position(token)
            .is_ok_and(|position| self.all().remove(position).is_some())
    }

    fn all(&mut self) -> &mut VecDeque<(u64, Time)> {
        self.under_way.get_or_insert_default()
    }

    /// Finds a probe by binary search: tokens only grow.
    fn position(&self, token: u64) -> Result<usize, usize> {
        let under_way = self.under_way.as_ref().ok_or(0_usize)?;
        under_way.binary_search_by_key(&token, |(token, _)| *token)
    }

    pub(super) fn len(&self) -> usize {
        self.under_way.as_ref().map_or(0, |it| it.len())
    }

    pub(super) fn clear(&mut self) {
        self.under_way.iter_mut().for_each(|it| it.clear());
    }
}
