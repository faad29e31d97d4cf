//! Settings from outside the code: a TOML file, a string, the environment.
//!
//! A section names a kind of policy and one policy of it, and overrides what the code says of that
//! policy, key by key. The section `default` is for every policy of the kind. Both hold for policies
//! that exist and for those that come later. Nothing is read unless it is asked for: by [`load`], by
//! [`watch`], which follows the file, by [`load_str`], [`load_env`] or [`load_vars`].
//!
//! ```
//! # use resilience_runtime::{config, Bulkhead, CircuitBreaker, RateLimiter, RetryBudget};
//! # let _policies = (
//! #     CircuitBreaker::builder("fraud").build(),
//! #     CircuitBreaker::builder("shop::orders::check").build(),
//! #     RateLimiter::builder("sms").build(),
//! #     RetryBudget::builder("fraud").build(),
//! # );
//! # let bulkhead = Bulkhead::builder("fraud").max(10).build();
//! config::load_str(r#"              # or `config::load("resilience.toml")`
//!     [circuit_breaker.default]     # every breaker
//!     cooldown = "5s..60s"
//!
//!     [circuit_breaker.fraud]       # the one with `name = "fraud"`
//!     threshold = 10
//!     window = "30s"
//!
//!     [circuit_breaker."shop::orders::check"]   # the one of that function, which has no name
//!     enabled = false
//!
//!     [bulkhead.fraud]
//!     max = 40
//!
//!     [rate_limit]                  # the same, in one section
//!     sms = { max = 100, per = "1s", wait = "200ms" }
//!
//!     [retry_budget.fraud]
//!     ratio = "20%"
//!     min_per_sec = 0.2
//!
//!     [bulkhead.tenant-17]          # built later, at run time
//!     optional = true
//!     max = 3
//! "#)?;
//! assert_eq!(bulkhead.snapshot().max, 40);
//! assert_eq!(Bulkhead::builder("tenant-17").max(10).build().snapshot().max, 3);
//! # Ok::<(), config::Errors>(())
//! ```
//!
//! # Kinds and keys
//!
//! Names and values are those of the attributes: whole numbers as they are, percentages and durations
//! in quotes. Durations are a number with `ns`, `us`, `ms`, `s`, `m`, `h` or `d`.
//!
//! | key | value | what it is |
//! |---|---|---|
//! | **`[circuit_breaker.<name>]`** | | |
//! | `threshold` | `5` | [failures that trip it](crate::CircuitBreakerBuilder::threshold), in a row or in the window |
//! | `failure_rate` | `"50%"` | [share of failures](crate::CircuitBreakerBuilder::failure_rate) that trips it |
//! | `slow_call` | `"2s"` | [how long a call takes that is slow](crate::CircuitBreakerBuilder::slow_calls); with `slow_rate` |
//! | `slow_rate` | `"80%"` | share of slow calls that trips it; with `slow_call` |
//! | `window` | `100` or `"10s"` | [how far back the rules look](crate::CircuitBreakerBuilder::window), in calls or time |
//! | `min_calls` | `10` | [calls that a rate needs](crate::CircuitBreakerBuilder::min_calls) |
//! | `cooldown` | `"30s"` or `"1s..60s"` | [how long it stays open](crate::CircuitBreakerBuilder::cooldown); of a range, doubled at each re-opening |
//! | `probes` | `3` | [calls that probe](crate::CircuitBreakerBuilder::probes), and have to succeed |
//! | `probe_timeout` | `"10s"` | [when a probe gives up its place](crate::CircuitBreakerBuilder::probe_timeout) |
//! | `hung` | `"10s"` | [when a running call counts as a failure](crate::CircuitBreakerBuilder::hung) |
//! | `enabled` | `false` | [calls go through and none is counted](crate::CircuitBreakerBuilder::enabled): the breaker shows as [disabled](crate::CircuitState::Disabled) |
//! | **`[bulkhead.<name>]`** | | |
//! | `max` | `10` | [calls that may run at once](crate::BulkheadBuilder::max) |
//! | `wait` | `"5s"` | [how long a call waits for a place](crate::BulkheadBuilder::wait); `"0s"`: not at all |
//! | `queue` | `100` | [calls that may wait at once](crate::BulkheadBuilder::queue) |
//! | `enabled` | `false` | [every call goes through](crate::BulkheadBuilder::enabled) |
//! | **`[rate_limit.<name>]`** | | |
//! | `max` | `100` | [calls that may start](crate::RateLimiterBuilder::max) in each `per` |
//! | `per` | `"1s"` | [that time](crate::RateLimiterBuilder::per) |
//! | `burst` | `20` | [calls that may start at once](crate::RateLimiterBuilder::burst) |
//! | `wait` | `"200ms"` | [how long a call waits for its permit](crate::RateLimiterBuilder::wait) |
//! | `enabled` | `false` | [every call goes through](crate::RateLimiterBuilder::enabled) |
//! | **`[retry_budget.<name>]`** | | |
//! | `ratio` | `"10%"` | [retries that a success pays for](crate::RetryBudgetBuilder::ratio) |
//! | `window` | `"60s"` | [how long a success counts](crate::RetryBudgetBuilder::window) |
//! | `min_per_sec` | `0.5` | [retries a second whatever succeeds](crate::RetryBudgetBuilder::min_per_sec) |
//! | `burst` | `20` | [retries at once](crate::RetryBudgetBuilder::burst) |
//! | `enabled` | `false` | [every retry is granted](crate::RetryBudgetBuilder::enabled) |
//! | **any of one name** | | |
//! | `optional` | `true` | the policy may be built later: its name need not be known yet |
//!
//! Predicates, fallbacks and names are code, and stay there. A retry and a timeout have no name by which
//! a section could call them, and are refused.
//!
//! # What outranks what
//!
//! From the weakest: what the code says; the file's `default`; the file's section of the name; the
//! environment's `default`; the environment's section of the name. Each counts for the keys that it
//! has. The file (or string) and the environment are two sources, each replaced as a whole when it is
//! loaded again: a key that is no longer there gives back what is below it. They may be loaded in any
//! order.
//!
//! A load touches the policies whose configured settings it changes, and no others. Those keep state
//! and counts as with `adjust`, such as [`Bulkhead::adjust`](crate::Bulkhead::adjust). What someone has
//! changed by `adjust` outranks what was configured before, and stays until the configuration of that
//! very policy changes: the newest word counts.
//!
//! [`registry::validate`](crate::registry::validate) holds the sites in the code against each other,
//! whatever is configured. A `max` that only the configuration gives is not missing.
//!
//! # Names
//!
//! A policy without a name goes by its function's path, as the [`registry`](crate::registry) lists it.
//! What is not a bare TOML key is quoted: `[bulkhead."shop.orders"]`.
//!
//! Every name has to be that of a policy that exists, so that a slip is found where the service starts:
//! annotated functions are known before they are called. For one that is built later say
//! `optional = true`. A policy that is itself named `default` cannot be told from all of them: a
//! `default` section is refused while there is one.
//!
//! # The environment
//!
//! A variable is `RESILIENCE_<KIND>__<NAME>__<KEY>`, with two underscores between the parts, such as
//! `RESILIENCE_CIRCUIT_BREAKER__FRAUD__THRESHOLD=10` or `RESILIENCE_BULKHEAD__DEFAULT__WAIT=1s`. The
//! name is in capitals, with a `_` for each character that is no ASCII letter or digit:
//! `shop::orders-eu` is `SHOP__ORDERS_EU`. Where two policies share such a spelling the variable is
//! refused. Values are written without quotes. A variable that begins with `RESILIENCE_` and has no
//! `__` is somebody else's.
//!
//! # Errors
//!
//! All of a source is checked before any of it is put in force. [`Errors`] has everything that is wrong
//! at once: a form that is not TOML, a kind, name or key that there is not, a value of another type or
//! out of range, settings that contradict each other or what the code says. Each [`Error`] has its
//! file, line and column, or its variable, says what is allowed, and what was most likely meant:
//!
//! ```
//! # use resilience_runtime::{config, CircuitBreaker};
//! # let _ledger = CircuitBreaker::builder("ledger").build();
//! let errors = config::load_str("[circuit_breaker.ledger]\ncool_down = \"30s\"\nprobes = 0").unwrap_err();
//! let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
//! assert!(lines[0].starts_with(
//!     "line 2, column 1: unknown `circuit_breaker` setting `cool_down`, did you mean `cooldown`? expected one of:"
//! ));
//! assert_eq!(lines[1], "line 3, column 10: `probes` must be at least 1");
//! ```
//!
//! A policy that comes later, and whose own settings contradict what is configured, keeps its own. That
//! is a [`Conflict::Configuration`](crate::registry::Conflict::Configuration): told by an
//! [`Event::Conflict`](crate::events::Event::Conflict) and by `validate`.

mod document;
mod environment;
mod kinds;
mod load;
mod overrides;
mod reader;
mod section;
mod source;
mod suggestion;
mod watch;

pub use crate::observe::config_error::{Error, Errors};
pub use load::{load, load_env, load_str, load_vars};
pub(crate) use reader::{KindReader, PolicyReader};
pub use watch::{Watch, watch};
