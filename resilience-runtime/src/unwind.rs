//! What is to be done when foreign code panics.

/// Does `work`, and `panicked` should it panic: then the unwinding goes on.
///
/// `std::thread::panicking` cannot tell that panic from one elsewhere whose unwinding runs the work.
#[inline]
pub(crate) fn watch<C, T>(
    context: &mut C,
    work: impl FnOnce(&mut C) -> T,
    panicked: impl FnOnce(&mut C),
) -> T {
    let mut watch = Watch {
        context,
        panicked: Some(panicked),
    };
    let done = work(watch.context);
    watch.panicked = None;
    done
}

struct Watch<'c, C, P: FnOnce(&mut C)> {
    context: &'c mut C,
    panicked: Option<P>,
}

impl<C, P: FnOnce(&mut C)> Drop for Watch<'_, C, P> {
    #[inline]
    fn drop(&mut self) {
        if let Some(panicked) = self.panicked.take() {
            panicked(self.context);
        }
    }
}
