//! Methods with every kind of receiver.

use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;

use resilience::{bulkhead, circuit_breaker, fallback, rate_limit, retry, timeout};

use crate::common::{Counter, Error};

#[derive(Default)]
struct Client {
    calls: u32,
    asked: Counter,
    label: String,
}

impl Client {
    fn new() -> Self {
        Self {
            label: "tea".to_owned(),
            ..Self::default()
        }
    }

    fn fails_twice(&self) -> Result<u32, Error> {
        match self.asked.add() {
            0 | 1 => Err(Error::Down),
            number => Ok(number),
        }
    }

    #[allow(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "a fallback has the signature of its function"
    )]
    const fn none(&self) -> Result<&str, Error> {
        Ok("none")
    }

    #[fallback(Self::none)]
    #[circuit_breaker]
    #[rate_limit(max = 100, per = 1s)]
    #[bulkhead(max = 1)]
    #[retry(max = 2, base_delay = 0s)]
    #[timeout(1s)]
    async fn by_reference(&self) -> Result<&str, Error> {
        tokio::task::yield_now().await;
        self.fails_twice()?;
        Ok(&self.label)
    }

    #[circuit_breaker]
    #[retry(max = 2, base_delay = 0s)]
    #[timeout(1s)]
    async fn by_mutable_reference(&mut self) -> Result<u32, Error> {
        self.calls += 1;
        self.label.push('!');
        if self.calls < 3 {
            return Err(Error::Down);
        }
        Ok(self.calls)
    }

    /// Not under `retry`, which has its own compile error for it.
    #[circuit_breaker]
    #[bulkhead(max = 1)]
    #[timeout(1s)]
    async fn lent_out(&mut self) -> Result<&mut String, Error> {
        Ok(&mut self.label)
    }

    #[retry(max = 1, delay = 0s)]
    async fn answers_a_function(&mut self) -> Result<fn(&mut u32) -> &mut u32, Error> {
        self.calls += 1;
        Ok(|number| number)
    }

    #[retry(max = 2, delay = 0s)]
    async fn with_named_lifetime<'a>(&'a self, _other: &str) -> Result<&'a str, Error> {
        self.fails_twice()?;
        Ok(&self.label)
    }

    #[fallback(Self::whole)]
    #[bulkhead(max = 1)]
    #[retry(max = 2, delay = 0s)]
    async fn by_value(self) -> Result<String, Error> {
        self.fails_twice()?;
        Ok(self.label.clone())
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "a fallback has the signature of its function"
    )]
    fn whole(self) -> Result<String, Error> {
        Ok(self.label)
    }

    #[timeout(1s)]
    async fn changed_by_value(mut self) -> Result<String, Error> {
        self.label.push('?');
        Ok(self.label)
    }

    #[bulkhead(max = 1)]
    #[retry(max = 2, delay = 0s)]
    async fn in_arc(self: Arc<Self>) -> Result<usize, Error> {
        self.fails_twice()?;
        Ok(Arc::strong_count(&self))
    }

    #[retry(max = 2, delay = 0s)]
    async fn in_borrowed_arc(self: &Arc<Self>) -> Result<usize, Error> {
        self.fails_twice()?;
        Ok(Arc::strong_count(self))
    }

    #[retry(max = 2, delay = 0s)]
    async fn in_rc(self: Rc<Self>) -> Result<u32, Error> {
        self.fails_twice()
    }

    #[circuit_breaker]
    #[timeout(1s)]
    async fn in_box(self: Box<Self>) -> Result<String, Error> {
        Ok(self.label)
    }

    #[circuit_breaker]
    #[timeout(1s)]
    async fn pinned(self: Pin<&mut Self>) -> Result<u32, Error> {
        let this = self.get_mut();
        this.calls += 1;
        Ok(this.calls)
    }

    /// `mut` allows each attempt to borrow the pinned reference.
    #[circuit_breaker]
    #[retry(max = 2, delay = 0s)]
    #[timeout(1s)]
    async fn pinned_anew(mut self: Pin<&mut Self>) -> Result<u32, Error> {
        self.as_mut().get_mut().calls += 1;
        self.fails_twice()?;
        Ok(self.calls)
    }

    #[retry(max = 2, delay = 0s)]
    async fn pinned_to_read(self: Pin<&Self>) -> Result<&str, Error> {
        self.fails_twice()?;
        Ok(&self.get_ref().label)
    }

    #[retry(max = 2, delay = 0s)]
    async fn without_receiver(calls: &Counter) -> Result<Self, Error> {
        match calls.add() {
            2 => Ok(Self::new()),
            _ => Err(Error::Down),
        }
    }
}

#[tokio::test]
async fn every_receiver_is_lent_to_each_attempt() {
    let mut client = Client::new();
    assert_eq!(client.by_reference().await, Ok("tea"));
    assert_eq!(client.asked.get(), 3);
    assert_eq!(client.by_mutable_reference().await, Ok(3));
    client.lent_out().await.unwrap().push('s');
    assert_eq!(client.answers_a_function().await.unwrap()(&mut 1), &1);
    assert_eq!(client.label, "tea!!!s", "three attempts have changed it");
    assert_eq!(
        Client::new().with_named_lifetime("other").await,
        Ok("tea"),
        "the other argument is not borrowed by the answer"
    );
    assert_eq!(Client::new().by_value().await, Ok("tea".to_owned()));
    assert_eq!(
        Client::new().changed_by_value().await,
        Ok("tea?".to_owned())
    );
    assert_eq!(Arc::new(Client::new()).in_arc().await, Ok(1));
    let shared = Arc::new(Client::new());
    assert_eq!(shared.in_borrowed_arc().await, Ok(1));
    assert_eq!(Rc::new(Client::new()).in_rc().await, Ok(2));
    assert_eq!(Box::new(Client::new()).in_box().await, Ok("tea".to_owned()));
    let mut pinned = pin!(Client::new());
    assert_eq!(pinned.as_mut().pinned().await, Ok(1));
    assert_eq!(pinned.as_mut().pinned_anew().await, Ok(4));
    assert_eq!(pinned.as_ref().pinned_to_read().await, Ok("tea"));
    let made = Client::without_receiver(&Counter::new()).await;
    assert_eq!(made.map(|it| it.label), Ok("tea".to_owned()));
}
