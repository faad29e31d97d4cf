//! The settings of a policy, changed while it is in use.

use super::{Builder, Registered, assert_valid};

/// Puts in force what `change` makes of the settings in force.
///
/// `change` is foreign code and runs under no lock of ours. So the settings may have changed under
/// it, and then it is asked again: of two changes made at once neither is lost.
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
        P::registry().adjusted(name);
        if policy.replace_settings(&old, &new) {
            return;
        }
    }
}

/// Puts `new` in the place of `old`, unless something else stands there by now.
pub(crate) fn replace<S: Copy + PartialEq>(settings: &mut S, old: &S, new: &S) -> bool {
    let is_old = settings == old;
    if is_old {
        *settings = *new;
    }
    is_old
}
