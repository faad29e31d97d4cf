//! The cost of memory alone: random reads, each of which gives the address of the next.

use super::names::{look_up, random};
use super::{Figure, figure};

pub(super) fn measure() -> [Figure; 2] {
    [
        figure(
            "  one read at random of memory as large as the breakers, 25 MB",
            read::<31>(100_000),
            "ns",
        ),
        figure(
            "  one of memory as large as the map of their names, 4 MB",
            read::<4>(1 << 17),
            "ns",
        ),
    ]
}

/// Out of so many values of so many words.
fn read<const WORDS: usize>(values: usize) -> f64 {
    let mut next: Vec<usize> = (0..values).collect();
    // Sattolo's shuffle: the way leads through all of them.
    let mut random = random();
    for last in (1..values).rev() {
        next.swap(last, random(last));
    }
    let memory: Vec<[usize; WORDS]> = next.into_iter().map(|it| [it; WORDS]).collect();
    let mut at = 0;
    let read = || {
        at = memory[at][0];
        at
    };
    look_up(read).minimum
}
