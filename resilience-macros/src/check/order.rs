//! Checks the order of the layers.

use crate::errors::Errors;
use crate::policy::{Layer, TimeLimit};

/// Reports repeated attributes and timeouts that contradict each other.
pub(super) fn order(layers: &[Layer], errors: &mut Errors) {
    for (index, layer) in layers.iter().enumerate() {
        let above = &layers[..index];
        if layer.policy.time_limit().is_some() {
            timeout(layer, above, errors);
        } else if above.iter().any(|it| it.name == layer.name) {
            errors.at(
                layer.span,
                format_args!(
                    "`{}` is applied twice to this function, remove one",
                    layer.name
                ),
            );
        }
    }
    if let Some((attempt, whole)) = Layer::nested_time_limits(layers) {
        TimeLimit::check_nested(attempt, whole, errors);
    }
}

/// Two timeouts need a retry between them.
fn timeout(layer: &Layer, above: &[Layer], errors: &mut Errors) {
    let is_timeout = |it: &&Layer| it.policy.time_limit().is_some();
    let first = above.iter().position(|it| is_timeout(&it));
    let retry_between = |first: usize| above[first..].iter().any(|it| it.policy.repeats());
    match (first, above.iter().filter(is_timeout).count()) {
        (None, _) => {}
        (Some(first), 1) if retry_between(first) => {}
        (Some(_), 1) => errors.at(
            layer.span,
            "two `timeout`s need a `retry` between them: the upper limits the whole call, the lower each \
             attempt; remove one",
        ),
        (Some(_), _) => errors.at(
            layer.span,
            "at most two `timeout`s are allowed: one above `retry` for the whole call, one below for each attempt",
        ),
    }
}
