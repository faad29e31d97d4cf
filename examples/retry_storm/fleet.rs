//! The fleets: how many processes call the service, and how often. Each process has its own budget.

use std::time::Duration;

#[derive(Clone, Copy)]
pub(crate) struct Fleet {
    pub(crate) clients: u16,
    /// Calls that the users of one client make.
    pub(crate) per_second: u16,
}

impl Fleet {
    /// Those of the budgets' lesson: the same kind of load, on fewer and on more shoulders.
    pub(crate) const ALL: [Self; 3] = [Self::new(1, 100), Self::new(10, 10), Self::new(100, 3)];

    const fn new(clients: u16, per_second: u16) -> Self {
        Self {
            clients,
            per_second,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self.clients {
            1 => "1 × 100/s",
            10 => "10 × 10/s",
            _ => "100 × 3/s",
        }
    }

    /// Calls per second of the whole fleet.
    pub(crate) const fn load(self) -> u16 {
        self.clients * self.per_second
    }

    /// The mean time between two calls at one client.
    pub(crate) fn gap(self) -> Duration {
        Duration::from_secs(1) / u32::from(self.per_second)
    }
}
