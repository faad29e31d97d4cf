//! The budget under every interleaving of two or three threads.

use std::time::Duration;

use loom::thread;

use super::RetryBudget;
use crate::Percent;
use crate::registry::Policy;
use crate::support::clock::models::set_ahead;

/// A budget with one retry, to which time adds none.
fn one() -> RetryBudget {
    let builder = RetryBudget::builder("loom")
        .ratio(Percent::new(100))
        .min_per_sec(0.0)
        .burst(1);
    let budget = RetryBudget::create("loom".into(), &builder.settings);
    budget.deposit();
    budget
}

#[test]
fn one_retry_is_granted_once() {
    loom::model(|| {
        let budget = one();
        let withdraw =
            |budget: RetryBudget| budget.withdraw().map(super::Withdrawal::spend).is_some();
        let others =
            [budget.clone(), budget.clone()].map(|budget| thread::spawn(move || withdraw(budget)));
        let mut granted = usize::from(withdraw(budget.clone()));
        for other in others {
            granted += usize::from(other.join().expect("no panic"));
        }
        assert_eq!(granted, 1);
        assert_eq!(
            (budget.snapshot().granted, budget.snapshot().refused),
            (1, 2)
        );
    });
}

#[test]
fn a_refund_races_with_a_withdrawal_and_nothing_is_lost() {
    loom::model(|| {
        let budget = one();
        let refunding = {
            let budget = budget.clone();
            thread::spawn(move || budget.withdraw().is_some())
        };
        let spent = budget.withdraw().map(super::Withdrawal::spend).is_some();
        let refunded = refunding.join().expect("no panic");
        assert!(spent || refunded);
        assert_eq!(budget.snapshot().balance, u32::from(!spent));
    });
}

#[test]
fn successes_that_race_with_a_withdrawal_and_the_end_of_a_slot_all_pay() {
    loom::model(|| {
        set_ahead(Duration::ZERO);
        let builder = RetryBudget::builder("loom")
            .ratio(Percent::new(50))
            .min_per_sec(0.0)
            .burst(9);
        let budget = RetryBudget::create("loom".into(), &builder.settings);
        budget.deposit();
        budget.deposit();
        let paying = {
            let budget = budget.clone();
            thread::spawn(move || budget.deposit())
        };
        let stepping = {
            let budget = budget.clone();
            thread::spawn(move || {
                // The next slot of the window of a minute.
                set_ahead(Duration::from_secs(4));
                budget.deposit();
            })
        };
        budget.withdraw().expect("two have paid").spend();
        paying.join().expect("no panic");
        stepping.join().expect("no panic");
        assert_eq!(budget.snapshot().balance, 1);
    });
}
