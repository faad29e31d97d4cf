//! Functions that `macro_rules` makes, with every kind of variable.

use std::future::Future;
use std::time::Duration;

use resilience::{bulkhead, circuit_breaker, fallback, registry, retry, timeout};

use crate::common::{Counter, Error};

macro_rules! settings {
    ($($name:ident, $threshold:expr, $cooldown:literal, $limit:literal, $n:tt, $rate:literal;)*) => {$(
        #[circuit_breaker(
            failure_rate = $rate%,
            window = $n,
            min_calls = $threshold,
            cooldown = $cooldown..$limit
        )]
        #[retry(max = $n, base_delay = $limit, max_delay = 5s)]
        #[timeout($limit)]
        async fn $name() -> Result<&'static str, Error> {
            Ok(stringify!($name))
        }
    )*};
}

settings! {
    made, 2, "1s", 1s, 3, 50;
    made_too, 3, 2s, 4s, 4, 12.5;
}

macro_rules! whole {
    (
        $(#[$attribute:meta])*
        $vis:vis fn $name:ident<$life:lifetime>($argument:ident: $argument_ty:ty) -> $ret:ty
            $body:block
        else $stand_in:path, $key:expr, $delay:expr, $limit:expr, $judge:expr, $krate:path
    ) => {
        $(#[$attribute])*
        #[fallback($stand_in, on = error, crate = $krate)]
        #[circuit_breaker(name = $key, judge = $judge, crate = $krate)]
        #[bulkhead(max = $limit, crate = $krate)]
        #[retry(max = $limit, delay = $delay)]
        $vis async fn $name<$life>($argument: $argument_ty) -> $ret $body
    };
}

fn stand_in(number: &u32) -> Result<&u32, Error> {
    (*number > 0).then_some(number).ok_or(Error::NotFound)
}

whole! {
    /// With every kind of fragment.
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the macro wants a lifetime")]
    pub(crate) fn made_of_fragments<'a>(number: &'a u32) -> Result<&'a u32, Error> {
        if *number > 10 {
            return Err(Error::Down);
        }
        Ok(number)
    }
    else stand_in, "made: of fragments", Duration::ZERO, 1 + 1, |it: &Result<_, _>| it.is_err(), ::resilience
}

macro_rules! attributes {
    ($($attribute:meta),+; $item:item) => {
        $(#[$attribute])+
        $item
    };
}

attributes! {
    retry(max = 2, delay = 0s),
    circuit_breaker(name = "made: attributes", threshold = 100),
    timeout(1s);
    async fn attributes_by_fragment(calls: &Counter) -> Result<u32, Error> {
        match calls.add() {
            2 => Ok(2),
            _ => Err(Error::Down),
        }
    }
}

macro_rules! around {
    ($item:item) => {
        #[retry(max = 2, delay = 0s)]
        $item
    };
}

around! {
    #[circuit_breaker(name = "made: around", threshold = 100)]
    async fn item_by_fragment(calls: &Counter) -> Result<u32, Error> {
        match calls.add() {
            2 => Ok(2),
            _ => Err(Error::Down),
        }
    }
}

macro_rules! futures {
    ($name:ident, $ret:ty, $body:block) => {
        #[retry(max = 1, delay = 0s)]
        #[timeout(1s)]
        fn $name() -> $ret $body
    };
}

futures!(
    made_future,
    impl Future<Output = Result<u32, Error>> + Send,
    { async { Ok(3) } }
);
futures!(
    made_boxed,
    futures::future::BoxFuture<'static, Result<u32, Error>>,
    { Box::pin(async { Ok(4) }) }
);

macro_rules! methods {
    ($($name:ident => $number:expr),*) => {
        struct Client(Counter);
        impl Client {$(
            #[fallback(Self::stand_in, on = error)]
            #[retry(max = 1, delay = 0s)]
            async fn $name(&self, extra: u32) -> Result<u32, Error> {
                if self.0.add() < 2 {
                    return Err(Error::Down);
                }
                Ok($number + extra)
            }
        )*
            fn stand_in(&self, extra: u32) -> Result<u32, Error> {
                Ok(self.0.get() * extra)
            }
        }
    };
}

methods!(first => 1, second => 2);

#[tokio::test]
async fn functions_that_a_macro_makes_run_like_others() {
    assert_eq!(made().await, Ok("made"));
    assert_eq!(made_too().await, Ok("made_too"));
    assert_eq!(made_of_fragments(&1).await, Ok(&1));
    assert_eq!(made_of_fragments(&11).await, Ok(&11));
    let failures = |name: &str| registry::circuit_breaker(name).unwrap().snapshot().failures;
    assert_eq!(failures("made: of fragments"), 1);
    assert_eq!(attributes_by_fragment(&Counter::new()).await, Ok(2));
    assert_eq!(failures("made: attributes"), 2, "it stands below the retry");
    assert_eq!(item_by_fragment(&Counter::new()).await, Ok(2));
    assert_eq!(failures("made: around"), 2, "it stands below the retry");
    assert_eq!((made_future().await, made_boxed().await), (Ok(3), Ok(4)));
    let client = Client(Counter::new());
    assert_eq!(client.first(10).await, Ok(20));
    assert_eq!(client.second(10).await, Ok(12));
}
