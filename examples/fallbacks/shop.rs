//! The shop: one function for each of the five kinds of fallback.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use resilience::{Rejected, circuit_breaker, fallback};
use tokio::sync::mpsc;
use tokio::time::sleep;

/// A rejection converts into it without further code.
pub(crate) type Error = Box<dyn StdError + Send + Sync>;

pub(crate) struct Shop {
    http: reqwest::Client,
    url: String,
    outbox: mpsc::Sender<String>,
}

// By default a fallback handles only rejections and timeouts of the attributes below it. `on = error` adds
// the errors of calls that ran and failed, such as those before the breaker opens. Here one failure opens
// it for a second; a real service may keep the defaults, `threshold = 5, cooldown = 30s`.
impl Shop {
    pub(crate) fn new(url: String, outbox: mpsc::Sender<String>) -> Result<Self, Error> {
        Ok(Self {
            http: reqwest::Client::builder().no_proxy().build()?,
            url,
            outbox,
        })
    }

    // Cached data, where staleness is acceptable. The key keeps one language from being served for
    // another; `else = path` would answer for a language that has never been asked for.
    #[fallback(stale = 1h, key = language, on = error)]
    #[circuit_breaker(name = "catalogue", threshold = 1, cooldown = 1s)]
    pub(crate) async fn catalogue(&self, language: &str) -> Result<String, Error> {
        self.ask(&format!("catalogue/{language}")).await
    }

    // A default, where a safe one exists. In this form the arguments are chosen here.
    #[fallback(Ok(usual_estimate(country)), on = error)]
    #[circuit_breaker(name = "shipping", threshold = 1, cooldown = 1s)]
    pub(crate) async fn shipping(&self, country: &str) -> Result<String, Error> {
        self.ask(&format!("shipping/{country}")).await
    }

    // Degrade, where the feature is optional.
    #[fallback(Ok(Vec::new()), on = error)]
    #[circuit_breaker(name = "recommendations", threshold = 1, cooldown = 1s)]
    pub(crate) async fn recommendations(&self) -> Result<Vec<String>, Error> {
        let products = self.ask("recommendations").await?;
        Ok(products.split(", ").map(str::to_owned).collect())
    }

    // Fail fast with a clear error, where there is no safe fallback.
    #[circuit_breaker(name = "payment", threshold = 1, cooldown = 1s)]
    pub(crate) async fn pay(&self) -> Result<String, NotPaid> {
        self.ask("payment").await.map_err(NotPaid::Failed)
    }

    // Queue for later, where the action can wait. The path takes the arguments of `send`.
    #[fallback(Self::queue, on = error)]
    pub(crate) async fn send(&self, mail: &str) -> Result<String, Error> {
        self.deliver(mail).await
    }

    fn queue(&self, mail: &str) -> Result<String, Error> {
        self.outbox.try_send(mail.to_owned())?;
        Ok("queued".to_owned())
    }

    // Separate from `send`, so that the worker does not queue a mail again that it has just taken out.
    #[circuit_breaker(name = "mail", threshold = 1, cooldown = 1s)]
    async fn deliver(&self, mail: &str) -> Result<String, Error> {
        self.ask(&format!("mail/{mail}")).await
    }

    /// Sends the queued mails, each as soon as the service accepts it.
    pub(crate) async fn work_off(
        &self,
        mut queue: mpsc::Receiver<String>,
        sent: mpsc::Sender<String>,
    ) {
        while let Some(mail) = queue.recv().await {
            while let Err(error) = self.deliver(&mail).await {
                // An open breaker gives the time until its next probe; it is zero while probes run.
                let wait = Rejected::find(&*error).and_then(Rejected::retry_after);
                sleep(wait.unwrap_or_default().max(Duration::from_millis(100))).await;
            }
            if sent.send(mail).await.is_err() {
                return;
            }
        }
    }

    async fn ask(&self, path: &str) -> Result<String, Error> {
        let request = self.http.post(format!("{}/{path}", self.url));
        Ok(request.send().await?.error_for_status()?.text().await?)
    }
}

fn usual_estimate(country: &str) -> String {
    format!("to {country} usually 5 days")
}

/// The error for the customer. It shows whether the card may have been charged.
#[derive(Debug)]
pub(crate) enum NotPaid {
    /// The call was made and failed, so the charge is unknown.
    Failed(Error),
    /// A policy rejected the call before it was made, so nothing was charged.
    NotSent(Rejected),
}

impl From<Rejected> for NotPaid {
    fn from(rejected: Rejected) -> Self {
        Self::NotSent(rejected)
    }
}

impl fmt::Display for NotPaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => {
                write!(
                    f,
                    "no answer, look at the account before paying again: {error}"
                )
            }
            Self::NotSent(rejected) => write!(f, "nothing was charged: {rejected}"),
        }
    }
}

impl StdError for NotPaid {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Failed(error) => Some(&**error),
            Self::NotSent(rejected) => Some(rejected),
        }
    }
}
