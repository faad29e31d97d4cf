//! Reads a configuration and puts it in force.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

use super::source::{Layer, Raw};
use super::{document, environment};
use crate::catalog::list::KINDS;
use crate::observe::config_error::{Error, Errors, Origin, Place};

/// What is in force: the document and the environment, which outranks it.
static SOURCES: Mutex<[Vec<Raw>; 2]> = Mutex::new([Vec::new(), Vec::new()]);

const DOCUMENT: usize = 0;
const ENVIRONMENT: usize = 1;

/// Puts the settings of a TOML file in force, in place of those of the file or string before.
///
/// It reads the file at once, on this thread: call it where the service starts.
/// [`watch`](super::watch) also follows its changes.
///
/// # Errors
///
/// [`Errors`], with everything that is wrong: the file cannot be read, is not TOML, or says
/// something that it may not. Then nothing changes.
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
    put_file(path, &read(path))
}

/// Puts the settings of a TOML text in force, in place of those of the file or string before. The
/// empty text takes them all back.
///
/// # Errors
///
/// [`Errors`], with everything that is wrong with it. Then nothing changes.
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
    put_text(text, Origin::Text)
}

/// Puts the settings of the process's environment variables in force, in place of those of the
/// environment before. They outrank those of a file or string, whichever is loaded first.
///
/// # Errors
///
/// [`Errors`], with everything that is wrong with them. Then nothing changes.
pub fn load_env() -> Result<(), Errors> {
    load_vars(env::vars_os().map(|(variable, value)| {
        let text = |it: std::ffi::OsString| it.to_string_lossy().into_owned();
        (text(variable), text(value))
    }))
}

/// Like [`load_env`], with variables from elsewhere, a `.env` file say.
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
    put(ENVIRONMENT, sections, errors)
}

/// The text of a file, or why it cannot be read.
pub(super) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))
}

/// Puts in force what was read from a file.
pub(super) fn put_file(path: &Path, text: &Result<String, String>) -> Result<(), Errors> {
    let origin = Origin::File(path.to_owned());
    match text {
        Ok(text) => put_text(text, origin),
        Err(message) => {
            let place = Place::of(&Arc::new(origin));
            Errors::check(vec![Error::new(&place, None, message.as_str())])
        }
    }
}

fn put_text(text: &str, origin: Origin) -> Result<(), Errors> {
    let mut errors = Vec::new();
    let sections = document::read(text, origin, &mut errors);
    put(DOCUMENT, sections, errors)
}

/// Puts the sections of one source in force, if nothing is wrong with them.
fn put(source: usize, sections: Vec<Raw>, mut errors: Vec<Error>) -> Result<(), Errors> {
    // Not under the lock: a registry may notify listeners of conflicts.
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
    let laid_over: Vec<_> = read.into_iter().map(|lay_over| lay_over()).collect();
    // Who is let in by new settings, or hears of a change, may load again.
    drop(sources);
    for put_in_force in laid_over {
        put_in_force();
    }
    Ok(())
}
