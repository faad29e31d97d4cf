//! A configuration that follows its file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::{AbortHandle, spawn_blocking};

use super::load;
use crate::observe::config_error::Errors;
use crate::observe::events::{self, Event};
use crate::support::clock;

/// How often the file is looked at.
const PERIOD: Duration = Duration::from_secs(1);

/// Follows a configuration file for as long as it lives; made by [`watch`].
///
/// Dropped, it leaves the settings as they are.
#[must_use = "the file is followed no further when this is dropped"]
pub struct Watch {
    path: PathBuf,
    task: AbortHandle,
}

/// [Loads](super::load) a file, and again whenever what is in it has changed.
///
/// The file is looked at once a second, and a change is put in force when two looks have found the
/// same, so that half a file does no harm: it takes two seconds at most. It is read by its path each
/// time. So a file that an editor has put in its place is seen, and so is another target of a symbolic
/// link, also of one further up, as Kubernetes mounts a `ConfigMap`; and no descriptor, thread or
/// support of the file system is needed for it.
///
/// A change that is put in force is told by [`Event::ConfigReloaded`]. One that is refused, or a file
/// that cannot be read any more, is told once by [`Event::ConfigRefused`], and the running settings
/// stay.
///
/// # Errors
///
/// Those of [`load`](super::load), for the first time. Then nothing is watched.
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
    load::put_file(&path, &text)?;
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

/// Looks at the file for ever; `known` is what the last load has found there.
async fn follow(path: PathBuf, mut known: Text) {
    let mut seen = None;
    loop {
        clock::sleep(PERIOD).await;
        let file = path.clone();
        let Ok(text) = spawn_blocking(move || load::read(&file)).await else {
            continue;
        };
        if text == known {
            seen = None;
        } else if seen.as_ref() == Some(&text) {
            seen = None;
            tell(&path, load::put_file(&path, &text));
            known = text;
        } else {
            seen = Some(text);
        }
    }
}

fn tell(path: &Path, loaded: Result<(), Errors>) {
    let file = || path.to_string_lossy().into_owned().into();
    events::emit(|| match loaded {
        Ok(()) => Event::ConfigReloaded { file: file() },
        Err(errors) => Event::ConfigRefused {
            file: file(),
            errors,
        },
    });
}
