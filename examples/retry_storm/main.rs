//! A retry storm: the effect of retries and retry budgets on a failing service.
//!
//! ```text
//! cargo run --release --example retry_storm [-- --quick] [-- --json] [-- --svg PATH]
//! ```
//!
//! Fleets of 1, 10 and 100 processes call a service that fails totally for 60 s, one that stalls for
//! 10 s at 80 % load, and one that fails 30 % of the requests at random. Each process retries up
//! to three times, from 1 s on with full jitter, and has its own budget:
//!
//! | | ratio | window | always allowed | at once |
//! |---|---|---|---|---|
//! | no retries, naive | – | – | – | – |
//! | the story's | 10 % | 60 s | 10 per second | 10 |
//! | tower's `TpsBudget`, at its defaults | 20 % | 10 s | 10 per second | – |
//! | ours, at its defaults | 10 % | 60 s | 0.5 per second | 20 |
//!
//! Time is simulated: the real budgets follow tokio's paused clock. The random numbers have a fixed seed,
//! so two runs print the same, except for the few seconds of real HTTP at the end. Every figure has three
//! numbers, one per fleet:
//!
//! * **requests per call**: the requests that reach the service in the outage, divided by the calls of users;
//! * **seconds to recover**: from the end of the stall until 99 % of the calls begun in a second
//!   succeed, in that second and all that follow;
//! * **calls that succeed**: the share of all calls that end in success while requests fail at random; at a
//!   service with room for whatever comes, and at two that need 80 % and 85 % of their capacity for
//!   the calls alone.
//!
//! Read the files in this order: `budgets.rs`, `fleet.rs`, `scenario.rs` and `service.rs` are the parts,
//! and `simulation.rs` runs them. `trade.rs` searches for settings that meet all targets at once.
//! `loopback.rs` is the part over HTTP.

mod budgets;
mod chart;
mod fleet;
mod loopback;
mod outcome;
mod random;
mod record;
mod scenario;
mod service;
mod simulation;
mod svg;
mod table;
mod trade;

use std::path::PathBuf;

use budgets::{Policy, Settings};
use fleet::Fleet;
use loopback::Measured;
use outcome::Outcome;
use serde_json::{Value, json};
use tokio::runtime::Builder;

const HELP: &str = "usage: retry_storm [--quick] [--json] [--svg PATH]
  --quick     watch the service for 120 s after a stall instead of 600, and try few settings
  --json      end with one line of JSON
  --svg PATH  where the picture goes (target/retry_storm.svg)";

type Error = Box<dyn std::error::Error + Send + Sync>;

struct Args {
    quick: bool,
    json: bool,
    svg: PathBuf,
}

/// The arguments, or `None` where only the help was asked for.
fn parse_args() -> Result<Option<Args>, lexopt::Error> {
    let mut args = Args {
        quick: false,
        json: false,
        svg: PathBuf::from("target/retry_storm.svg"),
    };
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            lexopt::Arg::Long("quick") => args.quick = true,
            lexopt::Arg::Long("json") => args.json = true,
            lexopt::Arg::Long("svg") => args.svg = parser.value()?.into(),
            lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(args))
}

fn main() -> Result<(), Error> {
    let Some(args) = parse_args()? else {
        println!("{HELP}");
        return Ok(());
    };
    let (watched, tried) = if args.quick {
        (u64::from(outcome::DRAWN), &[][..])
    } else {
        (600, &trade::TRIED[..])
    };
    // One clock for all, which no real time moves.
    let runtime = Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()?;
    let simulate = |name: String, policy| runtime.block_on(Outcome::of(name, policy, watched));
    let compared = [
        ("no retries", Policy::NoRetries),
        ("naive", Policy::Naive),
        ("the story's budget", Policy::Set(Settings::STORY)),
        ("tower's TpsBudget", Policy::Tower),
        ("ours, its defaults", Policy::Ours),
    ];
    let compared = compared.map(|(name, policy)| simulate(name.to_owned(), policy));
    let [_, naive, _, _, ours] = &compared;
    let set = |settings: &Settings| simulate(format!("ours, {settings}"), Policy::Set(*settings));
    let found = set(&trade::FOUND);
    let tried: Vec<_> = tried.iter().map(set).collect();
    let trade: Vec<_> = [ours, &found].into_iter().chain(&tried).collect();

    println!("In a cell: {}.\n", Fleet::ALL.map(Fleet::name).join(", "));
    println!("{}\n", table::of(&compared.each_ref()));
    println!("The trade: our budget with other settings.\n");
    println!("{}\n", table::of(&trade));
    chart::print(naive, ours);

    let drawn: Vec<_> = compared.iter().chain([&found]).collect();
    svg::draw(&args.svg, &drawn)?;
    println!("Drawn: {}\n", args.svg.display());

    println!("Over HTTP on this machine, 100 calls a second, an outage of 2 s:");
    let measured = loopback::run()?;
    for policy in &measured {
        println!(
            "  {:<10}  {} calls, {} requests: {:.2} per call",
            policy.name,
            policy.calls,
            policy.requests,
            policy.amplification()
        );
    }
    if args.json {
        println!("{}", report(&compared, &found, &measured));
    }
    Ok(())
}

fn report(compared: &[Outcome; 5], found: &Outcome, measured: &[Measured; 3]) -> Value {
    let [no_retries, naive, story, tower, ours] = compared.each_ref().map(Outcome::json);
    let [http_none, http_naive, http_ours] = measured.each_ref().map(Measured::amplification);
    json!({
        "no_retries": no_retries,
        "naive": naive,
        "story": story,
        "tower": tower,
        "ours": ours,
        "found": found.json(),
        "loopback": { "no_retries": http_none, "naive": http_naive, "ours": http_ours },
    })
}
