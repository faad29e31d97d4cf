//! The machine that the figures are of.

use std::process::Command;
use std::{env, fs, thread};

use serde_json::{Value, json};

pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    /// The load average of the minute before the run.
    pub(crate) load: String,
    pub(crate) rustc: String,
}

impl Machine {
    pub(crate) fn this() -> Self {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = cpuinfo
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or("unknown", |rest| rest.trim_start_matches([' ', '\t', ':']));
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            cpu: cpu.to_owned(),
            cores: thread::available_parallelism().map_or(1, usize::from),
            load: load.split(' ').next().unwrap_or_default().to_owned(),
            rustc: rustc(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({ "cpu": self.cpu, "cores": self.cores, "load": self.load, "rustc": self.rustc })
    }
}

/// The compiler's version, as it says it itself.
pub(crate) fn rustc() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
