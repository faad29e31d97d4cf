//! Settings from outside the code: a TOML file, a string or environment variables.
//!
//! A section names one policy and overrides settings that the code states for it, key by key. The section
//! `default` applies to every policy of its kind. Both apply to policies that exist and to those that are
//! built later.
//!
//! Nothing is read until one of these functions is called:
//!
//! | function | source |
//! |---|---|
//! | [`load`] | a TOML file, once |
//! | [`watch`] | a TOML file, and again whenever it changes |
//! | [`load_str`] | a TOML string |
//! | [`load_env`] | the environment variables of the process |
//! | [`load_vars`] | variables from another source |
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
//!     [circuit_breaker."shop::orders::check"]   # the breaker without a name of that function
//!     enabled = false
//!
//!     [bulkhead.fraud]
//!     max = 40
//!
//!     [rate_limit]                  # several limiters in one section
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
//! Keys and values are those of the attributes. Whole numbers are written plainly, percentages and
//! durations in quotes. A duration is a number with `ns`, `us`, `ms`, `s`, `m`, `h` or `d`.
//!
//! | key | value | meaning |
//! |---|---|---|
//! | **`[circuit_breaker.<name>]`** | | |
//! | `threshold` | `5` | [failures that open the breaker](crate::CircuitBreakerBuilder::threshold), in a row or in the window |
//! | `failure_rate` | `"50%"` | [share of failures](crate::CircuitBreakerBuilder::failure_rate) that opens it |
//! | `slow_call` | `"2s"` | [duration from which a call is slow](crate::CircuitBreakerBuilder::slow_calls); needs `slow_rate` |
//! | `slow_rate` | `"80%"` | share of slow calls that opens it; needs `slow_call` |
//! | `window` | `100` or `"10s"` | [the last calls or the time](crate::CircuitBreakerBuilder::window) that the rules count |
//! | `min_calls` | `10` | [calls in the window before a rate applies](crate::CircuitBreakerBuilder::min_calls) |
//! | `cooldown` | `"30s"` or `"1s..60s"` | [time that it stays open](crate::CircuitBreakerBuilder::cooldown); within a range, doubled at each re-opening |
//! | `probes` | `3` | [probes at once](crate::CircuitBreakerBuilder::probes), and successes that close it |
//! | `probe_timeout` | `"10s"` | [time after which a probe loses its slot](crate::CircuitBreakerBuilder::probe_timeout) |
//! | `hung` | `"10s"` | [time after which a running call counts as a failure](crate::CircuitBreakerBuilder::hung) |
//! | `enabled` | `false` | [every call is admitted and none is counted](crate::CircuitBreakerBuilder::enabled); the state is [disabled](crate::CircuitState::Disabled) |
//! | **`[bulkhead.<name>]`** | | |
//! | `max` | `10` | [calls that may run at once](crate::BulkheadBuilder::max) |
//! | `wait` | `"5s"` | [time that a call waits for a slot](crate::BulkheadBuilder::wait); `"0s"` rejects it at once |
//! | `queue` | `100` | [calls that may wait at once](crate::BulkheadBuilder::queue) |
//! | `enabled` | `false` | [every call is admitted](crate::BulkheadBuilder::enabled) |
//! | **`[rate_limit.<name>]`** | | |
//! | `max` | `100` | [calls that may start](crate::RateLimiterBuilder::max) per `per` |
//! | `per` | `"1s"` | [the period of `max`](crate::RateLimiterBuilder::per) |
//! | `burst` | `20` | [calls that may start at once](crate::RateLimiterBuilder::burst) |
//! | `wait` | `"200ms"` | [time that a call waits for its permit](crate::RateLimiterBuilder::wait) |
//! | `enabled` | `false` | [every call is admitted](crate::RateLimiterBuilder::enabled) |
//! | **`[retry_budget.<name>]`** | | |
//! | `ratio` | `"10%"` | [retries per successful call](crate::RetryBudgetBuilder::ratio) |
//! | `window` | `"60s"` | [time that a success counts](crate::RetryBudgetBuilder::window) |
//! | `min_per_sec` | `0.5` | [retries per second without any success](crate::RetryBudgetBuilder::min_per_sec) |
//! | `burst` | `20` | [retries at once](crate::RetryBudgetBuilder::burst) |
//! | `enabled` | `false` | [every retry is granted](crate::RetryBudgetBuilder::enabled) |
//! | **every section except `default`** | | |
//! | `optional` | `true` | the policy may be built later, so its name may be unknown |
//!
//! Predicates, fallbacks and names can only be set in the code. Sections for a retry or a timeout are an
//! error, because those have no name.
//!
//! # Precedence
//!
//! From lowest to highest:
//!
//! 1. the settings in the code
//! 2. the section `default` of the file or string
//! 3. the section of the policy in the file or string
//! 4. the variables for `DEFAULT`
//! 5. the variables for the policy
//!
//! Each overrides only the keys that it sets. The file or string is one source, the environment another.
//! Loading a source again replaces it as a whole: a key that it no longer sets falls back to the level
//! below. The two may be loaded in any order.
//!
//! A load changes only the policies whose configured settings it changes. They keep their state and counts,
//! as with `adjust`. Settings that were changed by `adjust`, such as
//! [`Bulkhead::adjust`](crate::Bulkhead::adjust), outrank the configuration until a load changes the
//! configuration of that policy. The latest change wins.
//!
//! [`registry::validate`](crate::registry::validate) compares the settings that the code states with each
//! other, not the configured ones. A required setting that only the configuration sets, such as `max`, is not
//! missing.
//!
//! # Names
//!
//! The name of a policy without a name is the path of its function, as the [`registry`](crate::registry)
//! lists it. Quote a name that is not a bare TOML key: `[bulkhead."shop.orders"]`.
//!
//! A section whose name matches no policy is an error, so a misspelled name is found at start-up. Policies
//! of annotated functions are known before the first call. If a policy is built later, add
//! `optional = true` to its section.
//!
//! While a policy is itself named `default`, a section `default` of its kind is an error.
//!
//! # The environment
//!
//! A variable is `RESILIENCE_<KIND>__<NAME>__<KEY>`, with two underscores between the parts, such as
//! `RESILIENCE_CIRCUIT_BREAKER__FRAUD__THRESHOLD=10` or `RESILIENCE_BULKHEAD__DEFAULT__WAIT=1s`. Values are
//! written without quotes.
//!
//! The name is in capitals, with `_` for each character that is not an ASCII letter or digit:
//! `shop::orders-eu` is `SHOP__ORDERS_EU`. A variable whose name matches two policies is an error. A variable
//! that begins with `RESILIENCE_` but has no `__` is ignored.
//!
//! # Errors
//!
//! A source is checked completely before any of it is applied. [`Errors`] contains every error: text that
//! is not TOML, an unknown kind, name or key, a value of another type or out of range, and settings that
//! contradict each other or the settings in the code. Each [`Error`] has its file, line and column, or its
//! variable. Its message lists what is allowed and suggests a correction:
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
//! A policy that is built later, and whose settings contradict the configuration, keeps its own settings.
//! An [`Event::Conflict`](crate::events::Event::Conflict) and `validate` report that as a
//! [`Conflict::Configuration`](crate::registry::Conflict::Configuration).

mod document;
mod environment;
mod kinds;
mod load;
mod overrides;
mod reader;
mod section;
mod source;
mod suggestion;
mod variable;
mod watch;

pub use crate::observe::config_error::{Error, Errors};
pub use load::{load, load_env, load_str, load_vars};
pub(crate) use reader::{KindReader, PolicyReader};
pub use watch::{Watch, watch};
