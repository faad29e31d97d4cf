//! A metric: its name, kind, labels and help text.

use ::metrics::{Counter, Gauge, Histogram, Label, Unit};

use crate::Name;

/// The kind of a [`Metric`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::metrics::{Kind, METRICS};
/// let counters = METRICS.iter().filter(|metric| metric.kind == Kind::Counter);
/// assert!(counters.map(|metric| metric.name).all(|name| name.ends_with("_total")));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A total that only grows.
    Counter,
    /// A number that goes up and down.
    Gauge,
    /// A distribution.
    Histogram,
}

/// A metric that this crate reports; [`METRICS`](crate::metrics::METRICS) lists them all.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::metrics::METRICS;
/// for metric in METRICS {
///     println!("{} {:?}: {}", metric.name, metric.labels, metric.help);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// The labels that each of its series has.
    pub labels: &'static [&'static str],
    /// Its description, as exporters show it.
    pub help: &'static str,
}

impl Metric {
    pub(crate) const fn new(
        kind: Kind,
        name: &'static str,
        labels: &'static [&'static str],
        help: &'static str,
    ) -> Self {
        Self {
            name,
            kind,
            labels,
            help,
        }
    }

    pub(crate) fn describe(&self) {
        let unit = if self.name.ends_with("_seconds") {
            Unit::Seconds
        } else {
            Unit::Count
        };
        match self.kind {
            Kind::Counter => ::metrics::describe_counter!(self.name, unit, self.help),
            Kind::Gauge => ::metrics::describe_gauge!(self.name, unit, self.help),
            Kind::Histogram => ::metrics::describe_histogram!(self.name, unit, self.help),
        }
    }

    /// The counter of that policy or function; `values` are those of the labels after `name`.
    pub(crate) fn counter(&self, name: &Name, values: &[&'static str]) -> Counter {
        ::metrics::counter!(self.name, self.with(name, values))
    }

    pub(crate) fn gauge(&self, name: &Name, values: &[&'static str]) -> Gauge {
        ::metrics::gauge!(self.name, self.with(name, values))
    }

    pub(crate) fn histogram(&self, name: &Name, values: &[&'static str]) -> Histogram {
        ::metrics::histogram!(self.name, self.with(name, values))
    }

    fn with(&self, name: &Name, values: &[&'static str]) -> Vec<Label> {
        let name = Label::new("name", name.to_string());
        let rest = self.labels.iter().skip(1).zip(values);
        std::iter::once(name)
            .chain(rest.map(|(label, value)| Label::from_static_parts(label, value)))
            .collect()
    }
}
