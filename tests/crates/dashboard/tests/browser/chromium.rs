//! Headless Chromium, driven by chromedriver.

use std::future::Future;
use std::io::{self, BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use futures_util::FutureExt;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// How the browser is to be.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) is_phone: bool,
    pub(crate) is_dark: bool,
}

/// What is needed to run a browser.
pub(crate) struct Chromium {
    browser: PathBuf,
    driver: PathBuf,
}

impl Chromium {
    /// `None`, with a word about it, where there is none. In CI that is a failure.
    pub(crate) fn find() -> Option<Self> {
        let browser = ["chromium", "chromium-browser", "google-chrome"];
        let found = browser.into_iter().find_map(in_path);
        if let (Some(browser), Some(driver)) = (found, in_path("chromedriver")) {
            return Some(Self { browser, driver });
        }
        let told = "chromium and chromedriver are not installed";
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{told}");
        // Not by a macro: of a test that passes, those show nothing.
        let _ = writeln!(io::stderr(), "skipped: {told}");
        None
    }

    /// Runs `test` in a new browser and closes it, also after a failure.
    pub(crate) async fn with<F>(&self, look: Look, test: impl FnOnce(Client) -> F)
    where
        F: Future<Output = ()>,
    {
        let driver = Driver::start(&self.driver);
        let client = self.connect(&driver, look).await;
        let test = test(client.clone());
        let limited = tokio::time::timeout(Duration::from_secs(90), test);
        let ended = AssertUnwindSafe(limited).catch_unwind().await;
        // With the session its browser ends; the driver is ended with `driver`.
        let closed = client.close().await;
        match ended {
            Ok(in_time) => in_time.expect("the test is over within 90 seconds"),
            Err(panic) => resume_unwind(panic),
        }
        closed.expect("the browser closes");
    }

    async fn connect(&self, driver: &Driver, look: Look) -> Client {
        let profile = driver.profile.display();
        let mut args = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--window-size=1200,900".to_owned(),
            format!("--user-data-dir={profile}"),
        ];
        if look.is_dark {
            args.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        let mut options = json!({"binary": self.browser, "args": args});
        if look.is_phone {
            let phone = json!({"width": 360, "height": 740, "pixelRatio": 2.0, "mobile": true});
            options["mobileEmulation"] = json!({"deviceMetrics": phone});
        }
        let capabilities = json!({"browserName": "chrome", "goog:chromeOptions": options});
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is written as an object")
        };
        let url = format!("http://127.0.0.1:{}", driver.port);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let session = builder.capabilities(capabilities).connect(&url).await;
        session.expect("chromedriver starts chromium")
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    let files = std::env::split_paths(&paths).map(|path| path.join(name));
    files.into_iter().find(|file| file.is_file())
}

/// A chromedriver of our own, with a fresh profile for its browser.
struct Driver {
    child: Child,
    port: u16,
    profile: PathBuf,
}

impl Driver {
    fn start(driver: &Path) -> Self {
        let mut child = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let profile = format!("resilience-dashboard-{}", child.id());
        let profile = std::env::temp_dir().join(profile);
        let output = child.stdout.take().expect("it is piped");
        let said = BufReader::new(output).lines();
        let port = said.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
        Self {
            child,
            port: port.expect("chromedriver prints its port"),
            profile,
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
