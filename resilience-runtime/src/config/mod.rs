//! Settings from outside the code: a file, a string, the environment.

mod document;
mod environment;
mod error;
mod key;
mod kinds;
mod load;
mod overrides;
mod quantity;
mod section;
mod source;
mod value;
mod watch;
mod words;

pub use error::{Error, Errors};
pub(crate) use key::{Configured, Key};
pub use load::{load, load_env, load_str, load_vars};
pub use watch::{Watch, watch};
