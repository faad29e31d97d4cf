//! Simulates an outage on this machine: a fraud API begins to hang, and a checkout service with 200
//! workers goes through it twice, first without policies, then with a few attributes per call.
//!
//! ```text
//! cargo run --release --example checkout [-- --quick] [-- --json]
//! cargo run --release --example checkout --features dashboard -- --dashboard
//! ```
//!
//! All requests are real HTTP on 127.0.0.1, in this one process. Read the files in this order:
//!
//! * `guarded.rs`: the calls with attributes. `plain.rs`: the same calls without.
//! * `checkout.rs`: the service, with `workers.rs`. `apis.rs`: the three services it depends on.
//! * `night.rs`: the schedule of the outage, and how many customers come. `play.rs` runs it.
//!
//! `--quick` plays the night about ten times as fast, with `quick.rs` instead of `guarded.rs`.
//! `--dashboard` plays it with the attributes, again and again, and shows it on a live page (`page.rs`).
//! Up to 800 sockets are open at once. If the shell allows fewer open files, run `ulimit -n 2048`.

mod apis;
mod checkout;
mod client;
mod guarded;
mod live;
mod load;
mod night;
#[cfg(feature = "dashboard")]
mod page;
mod plain;
mod play;
mod quick;
mod report;
mod timeline;
mod workers;

use checkout::Form;
use night::Night;

const HELP: &str = "usage: checkout [--quick] [--json] [--dashboard]
  --quick      a night of 8 seconds instead of 65, with the times of the story divided by ten
  --json       end with one line of JSON
  --dashboard  show the night with the attributes on a live page, until Ctrl-C; CHECKOUT_TOKEN in the
               environment switches its buttons on. Needs `--features dashboard`";

type Error = Box<dyn std::error::Error + Send + Sync>;

#[derive(Default)]
struct Args {
    quick: bool,
    json: bool,
    dashboard: bool,
}

/// The arguments, or `None` where only the help was asked for.
fn parse_args() -> Result<Option<Args>, lexopt::Error> {
    let mut args = Args::default();
    let mut parser = lexopt::Parser::from_env();
    while let Some(arg) = parser.next()? {
        match arg {
            lexopt::Arg::Long("quick") => args.quick = true,
            lexopt::Arg::Long("json") => args.json = true,
            lexopt::Arg::Long("dashboard") => args.dashboard = true,
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
    let (night, with_attributes) = if args.quick {
        (Night::quick(), Form::Quick)
    } else {
        (Night::of_the_story(), Form::Guarded)
    };

    if args.dashboard {
        #[cfg(feature = "dashboard")]
        return page::play(with_attributes, &night);
        #[cfg(not(feature = "dashboard"))]
        return Err("the live page needs `--features dashboard`".into());
    }

    let plain = play::play("plain", Form::Plain, &night)?;
    let guarded = play::play("guarded", with_attributes, &night)?;

    report::print(&night, &plain, &guarded);
    if args.json {
        println!("{}", report::json(&plain, &guarded));
    }
    Ok(())
}
