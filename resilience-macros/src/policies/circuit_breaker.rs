//! `#[circuit_breaker(…)]`

mod rules;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::hygiene::hygienic;
use crate::parse::{
    Alias, Args, Expression, Schema, Setting, duration, duration_range, whole_number,
};
use crate::policy::{
    Assignment, AttributeMacro, Context, Declaration, Policy, Predicate, parse_name,
    unevaluated_tokens,
};

pub(crate) static MACRO: AttributeMacro = AttributeMacro {
    schema: Schema {
        name: "circuit_breaker",
        settings: &[
            Setting::NAME,
            Setting::constant("threshold", "a whole number: `threshold = 5`"),
            Setting::constant("failure_rate", "a percentage: `failure_rate = 50%`"),
            Setting::constant("slow_call", "a duration: `slow_call = 2s`"),
            Setting::constant("slow_rate", "a percentage: `slow_rate = 80%`"),
            Setting::constant(
                "window",
                "a number of calls or a duration: `window = 100`, `window = 10s`",
            ),
            Setting::constant("min_calls", "a whole number: `min_calls = 10`"),
            Setting::constant(
                "cooldown",
                "a duration or a range of two: `cooldown = 30s`, `cooldown = 1s..60s`",
            ),
            Setting::constant("probes", "a whole number: `probes = 3`"),
            Setting::constant("probe_timeout", "a duration: `probe_timeout = 10s`"),
            Setting::constant("hung", "a duration: `hung = 10s`"),
            Setting::not_constant("when", "a predicate over the error: `when = is_outage`"),
            Setting::not_constant("judge", "a predicate over the result: `judge = is_outage`"),
            Setting::CRATE,
        ],
        aliases: &[
            Alias {
                names: &[
                    "consecutive_failures",
                    "failure_threshold",
                    "failures",
                    "max",
                    "max_failures",
                ],
                setting: "`threshold`",
            },
            Alias {
                names: &[
                    "break_duration",
                    "open_duration",
                    "recovery_timeout",
                    "reset_timeout",
                    "wait_duration",
                ],
                setting: "`cooldown`",
            },
            Alias {
                names: &[
                    "half_open_max_calls",
                    "permitted_calls",
                    "success_threshold",
                ],
                setting: "`probes`",
            },
            Alias {
                names: &["error_rate", "failure_rate_threshold", "failure_ratio"],
                setting: "`failure_rate`",
            },
            Alias {
                names: &["sliding_window", "window_size"],
                setting: "`window`",
            },
            Alias {
                names: &["minimum_calls", "minimum_throughput"],
                setting: "`min_calls`",
            },
            Alias {
                names: &["predicate"],
                setting: "`when`",
            },
            Alias {
                names: &["timeout"],
                setting: "`#[timeout(5s)]` below `#[circuit_breaker]`",
            },
        ],
        takes_bare_value: false,
    },
    builder: Some("CircuitBreaker::builder(…)"),
    parse: |_, args, errors| Some(Box::new(CircuitBreaker::parse(args, errors))),
};

struct CircuitBreaker {
    name: Option<Expression>,
    settings: Vec<Assignment>,
    predicate: Predicate,
}

impl CircuitBreaker {
    fn parse(mut args: Args, errors: &mut Errors) -> Self {
        let name = parse_name(&mut args, errors);
        let mut settings = Vec::new();
        if let Some((_, value)) = args.take("probes", errors) {
            let probes = whole_number("probes", &value, 1, errors);
            settings.extend(probes.map(|probes| Assignment::field("probes", probes)));
        }
        let [probe_timeout, hung] = ["probe_timeout", "hung"].map(|key| args.take(key, errors));
        for (key, setting) in [("probe_timeout", &probe_timeout), ("hung", &hung)] {
            let limit = setting
                .as_ref()
                .and_then(|(_, value)| duration(key, value, false, errors));
            settings.extend(limit.map(|limit| Assignment::Checked(key, limit)));
        }
        if let Some((_, value)) = args.take("cooldown", errors) {
            match duration_range("cooldown", &value, errors) {
                Some((first, Some(last))) => {
                    let both = quote!(#first, #last);
                    let span = first.span().join(last.span()).unwrap_or(first.span());
                    let both = match first.unevaluated_tokens().or(last.unevaluated_tokens()) {
                        None => Expression::generated(span, both),
                        Some(_) => Expression::unevaluated(span, both),
                    };
                    // Calls `Settings::set_cooldown_range`.
                    settings.push(Assignment::Checked("cooldown_range", both));
                }
                Some((single, None)) if single.unevaluated_tokens().is_none() => {
                    let span = single.span();
                    let same = Expression::generated(span, hygienic!(@span settings.cooldown));
                    settings.push(Assignment::Field("cooldown", single));
                    settings.push(Assignment::Field("max_cooldown", same));
                }
                Some((single, None)) => {
                    settings.push(Assignment::Checked("cooldown", single));
                }
                None => {}
            }
        }
        let predicate = Predicate::parse(&mut args, errors);
        settings.extend(rules::parse(&mut args, hung.as_ref(), errors));
        args.finish(errors);
        Self {
            name,
            settings,
            predicate,
        }
    }
}

impl Policy for CircuitBreaker {
    fn rejects(&self) -> bool {
        true
    }

    fn registered_expressions(&self) -> TokenStream {
        unevaluated_tokens(self.name.as_ref(), &self.settings)
    }

    fn judge(&self) -> Option<&Predicate> {
        self.predicate.as_judge()
    }

    fn settles(&self) -> Option<&Predicate> {
        Some(&self.predicate)
    }

    fn declaration(&self, cx: &Context<'_>) -> Option<Declaration> {
        let item = cx.policy(
            ["CircuitBreaker", "circuit_breaker"],
            self.name.as_ref(),
            &self.settings,
        );
        Some(item)
    }
}
