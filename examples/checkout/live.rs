//! The play as it goes: progress bars on stderr. Where that is no terminal, indicatif draws nothing.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::checkout::Checkout;
use crate::load::{Kind, Log};
use crate::night::{Night, WORKERS};

pub(crate) struct Live {
    time: ProgressBar,
    kinds: [(Kind, ProgressBar); 3],
    workers: ProgressBar,
    reviews: ProgressBar,
    breakers: ProgressBar,
    night: Night,
}

impl Live {
    pub(crate) fn new(name: &'static str, night: Night) -> Self {
        let bars = MultiProgress::new();
        let bar = |name: &'static str, length: u64| {
            let style = ProgressStyle::with_template("{prefix:>15} {bar:30.cyan/dim} {msg}")
                .expect("the template is a constant");
            bars.add(ProgressBar::new(length).with_style(style).with_prefix(name))
        };
        let line =
            ProgressStyle::with_template("{prefix:>15} {msg}").expect("the template is a constant");
        Self {
            time: bar(name, millis(night.end)),
            kinds: Kind::ALL.map(|kind| {
                let expected = millis(night.end) * u64::from(night.per_second(kind)) / 1000;
                (kind, bar(kind.plural(), expected))
            }),
            workers: bar("workers busy", WORKERS as u64),
            reviews: bar("for review", 1).with_style(line.clone()),
            breakers: bar("breakers", 1).with_style(line),
            night,
        }
    }

    pub(crate) fn show(&self, elapsed: Duration, log: &Log, service: &Checkout, breakers: String) {
        let health = if self.night.hangs_at(elapsed) {
            "the fraud API hangs"
        } else {
            "the fraud API is well"
        };
        self.time.set_position(millis(elapsed.min(self.night.end)));
        self.time
            .set_message(format!("{:4.1} s, {health}", elapsed.as_secs_f32()));
        for (kind, bar) in &self.kinds {
            let (ok, failed) = (log.count(*kind, true), log.count(*kind, false));
            bar.set_position(ok + failed);
            bar.set_message(format!("{ok} ok, {failed} failed"));
        }
        let busy = service.workers().busy();
        self.workers.set_position(busy as u64);
        self.workers.set_message(format!("{busy} of {WORKERS}"));
        self.reviews
            .set_message(format!("{} orders", service.reviews()));
        self.breakers.set_message(breakers);
    }

    /// Leaves the last figures on the screen.
    pub(crate) fn finish(&self) {
        let kinds = self.kinds.iter().map(|(_, bar)| bar);
        for bar in kinds.chain([&self.time, &self.workers, &self.reviews, &self.breakers]) {
            bar.abandon();
        }
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
