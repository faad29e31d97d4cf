//! Calls them all.

use resilience_test_edition_2021::{Read, boxed, future, gen, opaque, unsafe_block, unsafe_body};

#[tokio::test]
async fn a_crate_of_edition_2021_is_served_like_others() {
    assert_eq!(gen("a", 1).await, Ok("a 1".to_owned()));
    assert_eq!(gen("a", 0).await, Ok("a without 0".to_owned()));
    assert_eq!(opaque(7).await.map(|it| it.to_string()), Ok("7".to_owned()));
    assert_eq!(future(1).await, Ok(1));
    assert_eq!(boxed(" a ").await, Ok("a"));
    let number = 5;
    // SAFETY: the pointers are those of a number that is alive.
    let (body, block) = unsafe { (unsafe_body(&number), unsafe_block(&number)) };
    assert_eq!((body.await, block.await), (Ok(5), Ok(5)));
    // SAFETY: none is needed.
    assert_eq!(unsafe { 1_u32.read() }.await, Ok(4));
}
