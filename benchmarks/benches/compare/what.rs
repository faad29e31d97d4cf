//! The names of the cases. A peer stands beside us where it bears the same name.

pub(crate) const OURS: &str = "ours";
pub(crate) const FLOOR: &str = "floor";
pub(crate) const BY_HAND: &str = "by hand";
/// Ours, where each thread has its own.
pub(crate) const EACH: &str = "ours, one each";

pub(crate) const RAW: &str = "raw async call";
pub(crate) const RAW_ELSEWHERE: &str = "raw async call, not polled in place";
pub(crate) const RAW_BOXED: &str = "raw async call, rejections in a box";
pub(crate) const RAW_WAITS: &str = "raw async call, waits once";

pub(crate) const BREAKER: &str = "breaker closed, failures in a row";
pub(crate) const BREAKER_ELSEWHERE: &str = "breaker closed, failures in a row, not polled in place";
pub(crate) const BREAKER_BOXED: &str = "breaker closed, failures in a row, rejections in a box";
pub(crate) const BREAKER_WINDOW: &str = "breaker closed, failures in 100 calls";
pub(crate) const BREAKER_RATE: &str = "breaker closed, rate of 100 calls";
pub(crate) const BREAKER_RATE_1: &str = "breaker closed, rate of 100 calls, 1 % fail";
pub(crate) const BREAKER_TIME: &str = "breaker closed, rate in 10 s";
pub(crate) const BREAKER_SLOW: &str = "breaker closed, slow calls";
pub(crate) const BREAKER_TOGETHER: &str =
    "breaker closed, failures in a row, two threads, one runtime";
pub(crate) const BREAKER_APART: &str =
    "breaker closed, failures in a row, two threads, two runtimes";
pub(crate) const BREAKER_OPEN: &str = "breaker open, rejected";

pub(crate) const BULKHEAD: &str = "bulkhead free";
pub(crate) const BULKHEAD_BOXED: &str = "bulkhead free, rejections in a box";
pub(crate) const BULKHEAD_FULL: &str = "bulkhead full, rejected";
pub(crate) const LIMITER: &str = "rate limiter, a permit at once";

pub(crate) const RETRY: &str = "retry, first call good";
pub(crate) const RETRY_BUDGET: &str = "retry with budget, first call good";

pub(crate) const TIMEOUT: &str = "timeout, ready at once";
pub(crate) const TIMEOUT_WAITS: &str = "timeout, waits once";

pub(crate) const TWO: &str = "breaker + bulkhead";
pub(crate) const THREE: &str = "breaker + bulkhead + retry";
pub(crate) const FOUR: &str = "breaker + bulkhead + retry + budget";
pub(crate) const FIVE: &str = "breaker + bulkhead + retry + budget + timeout";
pub(crate) const ALL: &str = "fallback + breaker + bulkhead + retry + budget + timeout";
/// The largest stack of a peer without a breaker.
pub(crate) const WITHOUT_BREAKER: &str = "bulkhead + retry + budget";
pub(crate) const FALLBACK: &str = "fallback taken, breaker open";
