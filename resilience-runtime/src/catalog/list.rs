//! The one list of policies. A policy with a registry is a line here.

use super::generate::policies;

policies! {
    "circuit breaker": circuit_breaker, circuit_breakers = breaker, CircuitBreaker, CircuitBreakerSnapshot;
    "bulkhead": bulkhead, bulkheads = bulkhead, Bulkhead, BulkheadSnapshot;
    "rate limiter": rate_limiter, rate_limiters = rate_limiter, RateLimiter, RateLimiterSnapshot;
    "retry budget": retry_budget, retry_budgets = retry::budget, RetryBudget, RetryBudgetSnapshot;
}
