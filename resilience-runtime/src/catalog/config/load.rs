//! Loading a configuration from a file, a string or the environment.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

use super::source::{Layer, Raw};
use super::{document, environment};
use crate::catalog::list::KINDS;
use crate::observe::config_error::{Error, Errors, Origin, Place};

/// The loaded sections: those of the document, and those of the environment, which outrank them.
static SOURCES: Mutex<[Vec<Raw>; 2]> = Mutex::new([Vec::new(), Vec::new()]);

const DOCUMENT: usize = 0;
const ENVIRONMENT: usize = 1;

/// Loads settings from a TOML file.
///
/// They replace those of the file or string that was loaded before. The function reads the file on this
/// thread and blocks meanwhile, so call it at start-up. [`watch`](super::watch) also reloads the file when
/// it changes.
///
/// # Errors
///
/// [`Errors`], with every error: the file cannot be read, is not TOML, or has invalid settings. Then
/// nothing changes.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{config, Bulkhead};
/// # let path = std::env::temp_dir().join(format!("resilience-{}.toml", std::process::id()));
/// # std::fs::write(&path, "[bulkhead.archive]\nmax = 40\n").unwrap();
/// let archive = Bulkhead::builder("archive").max(10).build();
/// config::load(&path).unwrap();
/// assert_eq!(archive.snapshot().max, 40);
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<(), Errors> {
    let path = path.as_ref();
    load_file(path, &read(path))
}

/// Loads settings from a TOML string.
///
/// They replace those of the file or string that was loaded before. The empty string removes them all.
///
/// # Errors
///
/// [`Errors`], with every error in the string. Then nothing changes.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{config, Bulkhead};
/// let thumbnails = Bulkhead::builder("thumbnails").max(10).build();
/// config::load_str("bulkhead.thumbnails.max = 40").unwrap();
/// assert_eq!(thumbnails.snapshot().max, 40);
/// config::load_str("").unwrap();
/// assert_eq!(thumbnails.snapshot().max, 10);
/// ```
pub fn load_str(text: &str) -> Result<(), Errors> {
    load_text(text, Origin::Text)
}

/// Loads settings from the environment variables of the process.
///
/// They replace those of the environment loaded before, and outrank those of a file or string in
/// whichever order the two are loaded.
///
/// # Errors
///
/// [`Errors`], with every error in the variables. Then nothing changes.
///
/// # Examples
///
/// ```
/// # use resilience_runtime::config;
/// config::load_env()?; // reads `RESILIENCE_BULKHEAD__FRAUD__MAX` and the like
/// # Ok::<(), config::Errors>(())
/// ```
pub fn load_env() -> Result<(), Errors> {
    load_vars(env::vars_os().map(|(variable, value)| {
        let text = |it: std::ffi::OsString| it.to_string_lossy().into_owned();
        (text(variable), text(value))
    }))
}

/// Like [`load_env`], with variables from another source, for example a `.env` file.
///
/// # Errors
///
/// Those of [`load_env`].
///
/// # Examples
///
/// ```
/// # use resilience_runtime::{config, Bulkhead};
/// let previews = Bulkhead::builder("previews").max(10).build();
/// config::load_vars([("RESILIENCE_BULKHEAD__PREVIEWS__MAX", "40")]).unwrap();
/// assert_eq!(previews.snapshot().max, 40);
/// ```
pub fn load_vars<N: Into<String>, V: Into<String>>(
    variables: impl IntoIterator<Item = (N, V)>,
) -> Result<(), Errors> {
    let variables = variables.into_iter();
    let variables = variables.map(|(variable, value)| (variable.into(), value.into()));
    let mut errors = Vec::new();
    let sections = environment::read(variables, &mut errors);
    replace(ENVIRONMENT, sections, errors)
}

/// Returns the text of a file, or the error message.
pub(super) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))
}

/// Loads the text that was read from a file.
pub(super) fn load_file(path: &Path, text: &Result<String, String>) -> Result<(), Errors> {
    let origin = Origin::File(path.to_owned());
    match text {
        Ok(text) => load_text(text, origin),
        Err(message) => {
            let place = Place::of(&Arc::new(origin));
            Errors::check(vec![Error::new(&place, None, message.as_str())])
        }
    }
}

fn load_text(text: &str, origin: Origin) -> Result<(), Errors> {
    let mut errors = Vec::new();
    let sections = document::read(text, origin, &mut errors);
    replace(DOCUMENT, sections, errors)
}

/// Replaces the sections of one source, and applies them, if they have no error.
fn replace(source: usize, sections: Vec<Raw>, mut errors: Vec<Error>) -> Result<(), Errors> {
    // Before the lock: a registry may notify listeners of conflicts.
    let readers: Vec<_> = KINDS.iter().map(|kind| kind.reader()).collect();
    let mut sources = SOURCES.lock().unwrap_or_else(PoisonError::into_inner);
    let mut layers = sources.each_ref().map(|sections| Layer {
        sections,
        is_new: false,
    });
    layers[source] = Layer {
        sections: &sections,
        is_new: true,
    };
    let read = readers
        .iter()
        .map(|reader| reader.read(&layers, &mut errors));
    let read: Vec<_> = read.collect();
    Errors::check(errors)?;
    sources[source] = sections;
    let stored: Vec<_> = read.into_iter().map(|store| store()).collect();
    // After the lock: the wakers and listeners that run now may load again.
    drop(sources);
    for apply in stored {
        apply();
    }
    Ok(())
}
