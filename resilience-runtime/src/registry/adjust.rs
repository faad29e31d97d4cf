//! Changing the settings of a policy while it is in use.

use super::{Builder, Registered, assert_valid};

/// Applies `change` to the settings in use.
///
/// `change` is the user's code and runs without any of our locks. If the settings changed while it
/// ran, it runs again, so that neither of two concurrent changes is lost.
pub(crate) fn adjust<P: Registered>(
    policy: &P,
    name: &str,
    mut change: impl FnMut(Builder<P>) -> Builder<P>,
) {
    loop {
        let old = policy.settings();
        let mut builder = Builder::new(name.into());
        builder.settings = old;
        let new = change(builder).settings;
        assert_valid(P::check(&new));
        P::registry().mark_adjusted(name);
        if policy.replace_settings(&old, &new) {
            return;
        }
    }
}

/// Replaces `settings` by `new` if they still equal `old`; returns whether they did.
pub(crate) fn replace<S: Copy + PartialEq>(settings: &mut S, old: &S, new: &S) -> bool {
    let is_old = settings == old;
    if is_old {
        *settings = *new;
    }
    is_old
}
