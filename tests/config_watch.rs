//! `resilience::config::watch`: the effects of changes to the file.
#![cfg(feature = "config")]

mod common;

use std::fs;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::config::{folder, max, turn};
use common::{Error, secs};
use resilience::events::{self, Event};
use resilience::{bulkhead, config};

#[bulkhead(name = "search", max = 1)]
async fn search() -> Result<(), Error> {
    Ok(())
}

/// The configuration events since it was created.
struct Told {
    lines: Arc<Mutex<Vec<String>>>,
    _subscription: events::Subscription,
}

impl Told {
    fn listen() -> Self {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let subscription = events::subscribe({
            let lines = Arc::clone(&lines);
            move |event| {
                let line = match event {
                    Event::ConfigReloaded { .. } => "reloaded".to_owned(),
                    Event::ConfigRejected { errors, .. } => errors.to_string(),
                    _ => return,
                };
                assert!(event.name().ends_with("resilience.toml"));
                Self::lock(&lines).push(line);
            }
        });
        Self {
            lines,
            _subscription: subscription,
        }
    }

    fn lines(&self) -> MutexGuard<'_, Vec<String>> {
        Self::lock(&self.lines)
    }

    fn lock(lines: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
        lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits long enough for a change to be noticed.
async fn looks() {
    tokio::time::sleep(secs(4)).await;
}

#[tokio::test(start_paused = true)]
async fn a_watched_file_is_followed_and_an_invalid_one_keeps_the_running_settings() {
    let _turn = turn().await;
    let told = Told::listen();
    let folder = folder("watch");
    let path = folder.join("resilience.toml");
    let write = |text: &str| fs::write(&path, text).unwrap();
    let rename = |text: &str| {
        fs::write(folder.join("new"), text).unwrap();
        fs::rename(folder.join("new"), &path).unwrap();
    };
    write("bulkhead.search.max = 0");
    assert!(
        config::watch(&path).is_err(),
        "the first time it has to be right"
    );
    write("bulkhead.search.max = 2");
    let watch = config::watch(&path).unwrap();
    assert_eq!(max("search"), 2);
    looks().await;
    assert!(told.lines().is_empty(), "nothing has changed");

    write("bulkhead.search.max = 3");
    looks().await;
    assert_eq!(max("search"), 3);
    rename("bulkhead.search.max = 4");
    looks().await;
    assert_eq!(max("search"), 4);
    assert_eq!(*told.lines(), ["reloaded", "reloaded"]);
    told.lines().clear();

    rename("bulkhead.search.max = 5\nbulkhead.serach.max = 6");
    looks().await;
    looks().await;
    assert_eq!(max("search"), 4);
    assert_eq!(told.lines().len(), 1, "told once");
    let expected = format!("{}:2:10: no bulkhead is named `serach`", path.display());
    assert!(told.lines()[0].starts_with(&expected), "{:?}", told.lines());
    told.lines().clear();

    fs::remove_file(&path).unwrap();
    looks().await;
    assert_eq!((max("search"), told.lines().len()), (4, 1));
    assert!(told.lines()[0].contains("cannot be read"));
    write("bulkhead.search.max = 7");
    looks().await;
    assert_eq!(max("search"), 7);

    drop(watch);
    write("bulkhead.search.max = 8");
    looks().await;
    assert_eq!(max("search"), 7, "followed no further");
}

#[tokio::test(start_paused = true)]
async fn a_half_written_file_is_not_applied() {
    let _turn = turn().await;
    let path = folder("half").join("resilience.toml");
    fs::write(&path, "bulkhead.search.max = 2").unwrap();
    let _watch = config::watch(&path).unwrap();
    let told = Told::listen();
    tokio::time::sleep(secs(1) / 2).await;
    fs::write(&path, "").unwrap();
    tokio::time::sleep(secs(1)).await;
    assert_eq!(max("search"), 2, "seen once");
    fs::write(&path, "bulkhead.search.max = 3").unwrap();
    tokio::time::sleep(secs(1)).await;
    assert_eq!(max("search"), 2, "seen once, and another");
    tokio::time::sleep(secs(1)).await;
    assert_eq!(max("search"), 3);
    assert_eq!(*told.lines(), ["reloaded"]);
}

/// Kubernetes mounts a `ConfigMap` like this: the file is a link through `..data`, which is swapped.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_swapped_symbolic_link_is_followed() {
    use std::os::unix::fs::symlink;

    let _turn = turn().await;
    let folder = folder("links");
    let mount = |version: &str, max: u32| {
        fs::create_dir(folder.join(version)).unwrap();
        let text = format!("bulkhead.search.max = {max}");
        fs::write(folder.join(version).join("resilience.toml"), text).unwrap();
        symlink(version, folder.join("..data_tmp")).unwrap();
        fs::rename(folder.join("..data_tmp"), folder.join("..data")).unwrap();
    };
    mount("..2026_01", 2);
    let path = folder.join("resilience.toml");
    symlink("..data/resilience.toml", &path).unwrap();
    let _watch = config::watch(&path).unwrap();
    assert_eq!(max("search"), 2);
    mount("..2026_02", 3);
    fs::remove_dir_all(folder.join("..2026_01")).unwrap();
    looks().await;
    assert_eq!(max("search"), 3);
}

#[tokio::test]
async fn the_function_still_works() {
    let _turn = turn().await;
    assert_eq!(search().await, Ok(()));
}
