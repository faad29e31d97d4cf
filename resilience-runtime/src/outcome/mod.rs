//! What a call ends with: a verdict, a rejection or a failure.

pub(crate) mod answer;
pub(crate) mod error_hints;
pub(crate) mod failure;
pub(crate) mod rejected;
pub(crate) mod rejection;
pub(crate) mod retry_after;
pub(crate) mod verdict;
