//! The customers: they come at a fixed rate, however the service feels, and leave when out of patience.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::Client;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at};

use crate::night::Night;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Order,
    Refund,
    Balance,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Order, Self::Refund, Self::Balance];

    pub(crate) const fn plural(self) -> &'static str {
        match self {
            Self::Order => "orders",
            Self::Refund => "refunds",
            Self::Balance => "balance queries",
        }
    }
}

/// One request, as its customer saw it.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    /// Since the play began.
    pub(crate) sent: Duration,
    pub(crate) took: Duration,
    pub(crate) ok: bool,
}

/// All requests that have ended. Some thousands at most, so that they are counted when asked for.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Seen>>>);

impl Log {
    fn push(&self, seen: Seen) {
        self.with(|all| all.push(seen));
    }

    pub(crate) fn count(&self, kind: Kind, ok: bool) -> u64 {
        self.with(|all| {
            let matching = all.iter().filter(|seen| seen.kind == kind && seen.ok == ok);
            matching.map(|_| 1).sum()
        })
    }

    pub(crate) fn take(&self) -> Vec<Seen> {
        self.with(std::mem::take)
    }

    fn with<R>(&self, f: impl FnOnce(&mut Vec<Seen>) -> R) -> R {
        f(&mut self.0.lock().expect("nothing panics with the log in hand"))
    }
}

#[derive(Clone)]
pub(crate) struct Customers {
    http: Client,
    service: String,
    log: Log,
}

impl Customers {
    pub(crate) fn new(service: SocketAddr, night: &Night) -> Result<Self, reqwest::Error> {
        Ok(Self {
            http: Client::builder()
                .timeout(night.patience)
                .no_proxy()
                .build()?,
            service: format!("http://{service}"),
            log: Log::default(),
        })
    }

    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    /// Sends the requests of the night. Returns when the last customer has an answer or has left.
    pub(crate) async fn come(&self, night: Night, start: Instant) {
        let mut kinds = JoinSet::new();
        for kind in Kind::ALL {
            kinds.spawn(self.clone().come_for(kind, night, start));
        }
        kinds.join_all().await;
    }

    async fn come_for(self, kind: Kind, night: Night, start: Instant) {
        let per_second = u32::from(night.per_second(kind));
        // Missed ticks are made up for, as no customer waits for another: an open loop. As each
        // request ends with the patience, never more than rate × patience are under way.
        let mut ticks = interval_at(start, Duration::from_secs(1) / per_second);
        let mut under_way = JoinSet::new();
        for id in 0.. {
            ticks.tick().await;
            if start.elapsed() >= night.end {
                break;
            }
            under_way.spawn(self.clone().ask(kind, id, start));
            while under_way.try_join_next().is_some() {}
        }
        under_way.join_all().await;
    }

    async fn ask(self, kind: Kind, id: u64, start: Instant) {
        let service = &self.service;
        let request = match kind {
            Kind::Order => self.http.post(format!("{service}/orders/{id}")),
            Kind::Refund => self.http.post(format!("{service}/refunds/{id}")),
            Kind::Balance => self.http.get(format!("{service}/balance/{id}")),
        };
        let sent = start.elapsed();
        let answer = request.send().await;
        self.log.push(Seen {
            kind,
            sent,
            took: start.elapsed().saturating_sub(sent),
            ok: answer.is_ok_and(|answer| answer.status().is_success()),
        });
    }
}
