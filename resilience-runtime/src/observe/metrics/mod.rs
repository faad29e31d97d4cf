//! The building blocks of metric series. They name no policy.
//!
//! | file | what it holds |
//! |---|---|
//! | `duration_metric` | the description of a duration histogram, of size zero without the feature `metrics` |
//! | `metric` | a metric: name, kind, labels, help text |
//! | `recorder` | whether the application has installed a recorder |
//! | `durations` | the duration histogram of one policy |
//! | `total` | a counter that follows a total |
//! | `series` | all series of one policy |
//! | `rejections` | the metric that all rejecting policies share |

mod duration_metric;
#[cfg(feature = "metrics")]
mod durations;
#[cfg(feature = "metrics")]
mod metric;
#[cfg(feature = "metrics")]
mod recorder;
#[cfg(feature = "metrics")]
mod rejections;
#[cfg(feature = "metrics")]
mod series;
#[cfg(feature = "metrics")]
mod total;

pub(crate) use duration_metric::DurationMetric;
#[cfg(feature = "metrics")]
pub(crate) use durations::Durations;
#[cfg(feature = "metrics")]
pub use metric::{Kind, Metric};
#[cfg(feature = "metrics")]
pub(crate) use recorder::set_installed;
#[cfg(feature = "metrics")]
pub(crate) use rejections::REJECTIONS;
#[cfg(feature = "metrics")]
pub(crate) use series::{Series, register, set};
#[cfg(feature = "metrics")]
pub(crate) use total::Total;
