//! Reloading a configuration file when it changes.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::{AbortHandle, spawn_blocking};

use super::load;
use crate::observe::config_error::Errors;
use crate::observe::events::{self, Event};
use crate::support::clock;

/// The time between two reads of the file.
const PERIOD: Duration = Duration::from_secs(1);

/// Watches a configuration file until it is dropped. [`watch`] returns it.
///
/// Dropping it keeps the settings that were loaded.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::config;
/// # let path = std::env::temp_dir().join(format!("resilience-watch-{}.toml", std::process::id()));
/// # std::fs::write(&path, "").unwrap();
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), config::Errors> {
/// # let path = std::env::temp_dir().join(format!("resilience-watch-{}.toml", std::process::id()));
/// let watch = config::watch(&path)?;
/// drop(watch); // later changes of the file are ignored
/// # Ok(()) }
/// ```
#[must_use = "the file is no longer watched when this is dropped"]
pub struct Watch {
    path: PathBuf,
    task: AbortHandle,
}

/// [Loads](super::load) a file, and loads it again whenever its content changes.
///
/// The file is read once a second. A change is applied when two reads in a row return the same text, so
/// a file that is still being written is not loaded. A change takes at most about two seconds.
///
/// Each read opens the file by its path. This also notices a file that an editor replaces and a symbolic
/// link that changes, in the path or above it, as for a `ConfigMap` in Kubernetes. It keeps no file
/// descriptor open and needs no thread of its own and no support by the file system.
///
/// A change that is applied emits [`Event::ConfigReloaded`]. A change with errors, or a file that can no
/// longer be read, emits [`Event::ConfigRejected`] once, and the settings stay as they are.
///
/// # Errors
///
/// Those of [`load`](super::load), for the first load. Then nothing is watched.
///
/// # Panics
///
/// Outside a tokio runtime.
///
/// # Examples
///
/// ```no_run
/// # use resilience_runtime::config;
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), config::Errors> {
/// let _watch = config::watch("/etc/shop/resilience.toml")?;
/// // The service runs.
/// # Ok(()) }
/// ```
pub fn watch(path: impl AsRef<Path>) -> Result<Watch, Errors> {
    let runtime = Handle::current();
    let path = path.as_ref().to_owned();
    let text = load::read(&path);
    load::load_file(&path, &text)?;
    let task = runtime.spawn(follow(path.clone(), text)).abort_handle();
    Ok(Watch { path, task })
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

type Text = Result<String, String>;

/// Reads the file forever; `loaded` is the text of the last load.
async fn follow(path: PathBuf, mut loaded: Text) {
    let mut seen = None;
    loop {
        clock::sleep(PERIOD).await;
        let file = path.clone();
        let Ok(text) = spawn_blocking(move || load::read(&file)).await else {
            continue;
        };
        if text == loaded {
            seen = None;
        } else if seen.as_ref() == Some(&text) {
            seen = None;
            report(&path, load::load_file(&path, &text));
            loaded = text;
        } else {
            seen = Some(text);
        }
    }
}

fn report(path: &Path, result: Result<(), Errors>) {
    let file = || path.to_string_lossy().into_owned().into();
    events::emit(|| match result {
        Ok(()) => Event::ConfigReloaded { file: file() },
        Err(errors) => Event::ConfigRejected {
            file: file(),
            errors,
        },
    });
}
