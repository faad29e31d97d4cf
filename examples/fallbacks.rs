//! What to answer while a service is down: five strategies, each on a function that it suits.
//!
//! ```text
//! cargo run --example fallbacks
//! ```
//!
//! A shop asks one HTTP service on 127.0.0.1 for everything. The service is switched off and on
//! again, and the shop prints what it answers. The program takes two seconds.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, RwLock};
use std::{future::IntoFuture, net::Ipv4Addr, time::Duration};

use axum::{Router, http::StatusCode, http::Uri};
use resilience::{Failure, Rejected, circuit_breaker, fallback};
use tokio::{net::TcpListener, sync::mpsc, time::sleep};

/// A rejection fits into it as it is.
type Error = Box<dyn std::error::Error + Send + Sync>;

struct Shop {
    http: reqwest::Client,
    url: String,
    last_good: RwLock<Option<String>>,
    outbox: mpsc::Sender<String>,
}

// By itself a fallback takes only what the attributes below it reject. `on = error` adds the errors
// of calls that are made and fail, as do those before the breaker opens. Here one failure opens it,
// for a second; a real service may leave it at the defaults, `threshold = 5, cooldown = 30s`.
impl Shop {
    // Cached data, where staleness is acceptable.
    #[fallback(Self::cached, on = error)]
    #[circuit_breaker(name = "catalogue", threshold = 1, cooldown = 1s)]
    async fn catalogue(&self) -> Result<String, Error> {
        let products = self.ask("catalogue").await?;
        *self.last_good.write().expect("no holder panics") = Some(products.clone());
        Ok(products)
    }

    /// Takes the arguments of `catalogue`, then the cause: the answer while nothing is cached.
    fn cached(&self, cause: Failure<Error>) -> Result<String, Error> {
        let last_good = self.last_good.read().expect("no holder panics").clone();
        let products = last_good.ok_or_else(|| cause.into_error())?;
        Ok(products + " (cached)")
    }

    // A default, where a safe one exists. In this form the arguments are chosen here.
    #[fallback(Ok(usual_estimate(country)), on = error)]
    #[circuit_breaker(name = "shipping", threshold = 1, cooldown = 1s)]
    async fn shipping(&self, country: &str) -> Result<String, Error> {
        self.ask(&format!("shipping/{country}")).await
    }

    // Degrade, where the feature is optional.
    #[fallback(Ok(Vec::new()), on = error)]
    #[circuit_breaker(name = "recommendations", threshold = 1, cooldown = 1s)]
    async fn recommendations(&self) -> Result<Vec<String>, Error> {
        let products = self.ask("recommendations").await?;
        Ok(products.split(", ").map(str::to_owned).collect())
    }

    // Fail fast, where there is no safe fallback: the rejection is the clear error.
    #[circuit_breaker(name = "payment", threshold = 1, cooldown = 1s)]
    async fn pay(&self) -> Result<String, Error> {
        self.ask("payment").await
    }

    // Queue for later, where the action can wait.
    #[fallback(Self::queue, on = error)]
    async fn send(&self, mail: &str) -> Result<String, Error> {
        self.deliver(mail).await
    }

    fn queue(&self, mail: &str) -> Result<String, Error> {
        self.outbox.try_send(mail.to_owned())?;
        Ok("queued".to_owned())
    }

    // Apart from `send`, so that the worker does not put back into the queue what it takes out.
    #[circuit_breaker(name = "mail", threshold = 1, cooldown = 1s)]
    async fn deliver(&self, mail: &str) -> Result<String, Error> {
        self.ask(&format!("mail/{mail}")).await
    }

    async fn work_off(&self, mut queue: mpsc::Receiver<String>) {
        while let Some(mail) = queue.recv().await {
            while let Err(error) = self.deliver(&mail).await {
                // An open breaker tells the time until its next try: zero while others make it.
                let wait = Rejected::find(&*error).and_then(Rejected::retry_after);
                sleep(wait.unwrap_or_default().max(Duration::from_millis(100))).await;
            }
            println!("  the worker has sent the {mail}");
        }
    }

    async fn ask(&self, path: &str) -> Result<String, Error> {
        let request = self.http.post(format!("{}/{path}", self.url));
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    async fn print_answers(&self, when: &str, mail: &str) {
        let print = |what, answer: Result<String, Error>| {
            let answer = answer.unwrap_or_else(|error| format!("error: {error}"));
            println!("  {what:<20} {answer}");
        };
        println!("{when}");
        print("catalogue: cached", self.catalogue().await);
        print("shipping: default", self.shipping("norway").await);
        let recommended = self.recommendations().await;
        print("advice: degrade", recommended.map(|it| format!("{it:?}")));
        print("payment: fail fast", self.pay().await);
        print("mail: queue", self.send(mail).await);
    }
}

fn usual_estimate(country: &str) -> String {
    format!("to {country} usually 5 days")
}

static SERVICE_IS_ON: AtomicBool = AtomicBool::new(true);

async fn service(uri: Uri) -> Result<&'static str, StatusCode> {
    if !SERVICE_IS_ON.load(Relaxed) {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    Ok(match uri.path() {
        "/catalogue" => "lamp, chair, rug",
        "/shipping/norway" => "2 days",
        "/recommendations" => "rug, mirror",
        "/payment" => "paid",
        _ => "sent",
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, Router::new().fallback(service)).into_future());

    let (outbox, queue) = mpsc::channel(100);
    let shop = Arc::new(Shop {
        http: reqwest::Client::builder().no_proxy().build()?,
        url,
        last_good: RwLock::new(None),
        outbox,
    });
    let worker = Arc::clone(&shop);
    tokio::spawn(async move { worker.work_off(queue).await });

    shop.print_answers("before", "welcome").await;
    SERVICE_IS_ON.store(false, Relaxed);
    shop.print_answers("it is off: the calls fail", "order")
        .await;
    shop.print_answers("then the breakers are open", "bill")
        .await;
    SERVICE_IS_ON.store(true, Relaxed);
    sleep(Duration::from_millis(1500)).await;
    shop.print_answers("after", "thanks").await;
    Ok(())
}
