//! The places of a half-open breaker, and who has them.

use std::collections::VecDeque;

use super::config::Settings;
use crate::support::clock::Time;

/// The probes under way, by their tokens, the oldest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes {
    #[allow(clippy::box_collection, reason = "most breakers never open")]
    under_way: Option<Box<VecDeque<(u64, Time)>>>,
}

impl Probes {
    /// Whether there is a place for another probe. Where none is free, one that has run for longer
    /// than it may is given up: it loses its place, and what it brings is not counted.
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

    /// Notes that the call of a probe begins now, and did not when it was admitted.
    pub(super) fn start(&mut self, token: u64, now: Time) {
        if let Ok(position) = self.position(token) {
            self.all()[position].1 = now;
        }
    }

    pub(super) fn add(&mut self, token: u64, now: Time) {
        self.all().push_back((token, now));
    }

    /// Gives the place of a probe back; `false` if it has none.
    pub(super) fn remove(&mut self, token: u64) -> bool {
        self.position(token)
            .is_ok_and(|position| self.all().remove(position).is_some())
    }

    fn all(&mut self) -> &mut VecDeque<(u64, Time)> {
        self.under_way.get_or_insert_default()
    }

    /// Tokens only grow.
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
