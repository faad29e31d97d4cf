//! Tests of whole pipelines.

mod layer_orders;
mod panics;
mod verdicts;
