//! Checks what an attempt does to the arguments, which the next one needs again.

use syn::visit::{self, Visit};
use syn::{
    FnArg, ParenthesizedGenericArguments, PatIdent, Receiver, ReceiverKind, Token, Type, TypeFnPtr,
    TypeReference,
};

use crate::errors::Errors;
use crate::form::{Form, ungrouped};
use crate::function::Function;

/// A `mut` argument keeps from attempt to attempt what the body has done to it.
pub(super) fn changed(function: &Function, errors: &mut Errors) {
    let mut changed = Changed(Vec::new());
    let mut lent = false;
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                lent = is_lent(receiver);
                let mutability = receiver.mutability.filter(|_| !lent);
                changed
                    .0
                    .extend(mutability.map(|it| (it, "self".to_owned())));
            }
            FnArg::Typed(typed) => changed.visit_pat(&typed.pat),
        }
    }
    if let Form::AsyncTrait(rewritten) = &function.form {
        let bound = rewritten.changed().into_iter();
        changed
            .0
            .extend(bound.filter(|(_, name)| !(lent && name == "self")));
    }
    for (mutability, name) in changed.0 {
        let local = if name == "self" { "this" } else { &name };
        errors.on(
            mutability,
            format_args!(
                "under `retry` each attempt would see what the last did to `{name}`; \
                 remove `mut` and write `let mut {local} = {name};` in the body"
            ),
        );
    }
}

/// What an attempt may answer is lent out until the answer is gone; with an exclusive loan, rustc
/// lets no other attempt begin.
pub(super) fn lent_out(function: &Function, errors: &mut Errors) {
    let exclusive = function
        .sig
        .receiver()
        .is_some_and(|it| matches!(&it.kind, ReceiverKind::Reference(_, None, Some(_))));
    let Some(output) = function.output().filter(|_| exclusive) else {
        return;
    };
    let mut loan = Loan(None);
    loan.visit_type(output);
    if let Some(loan) = loan.0 {
        errors.on(
            loan,
            "`retry` cannot lend `self` out as `&mut` at each attempt; return what is owned, or retry in another function",
        );
    }
}

/// A `&mut` that is borrowed from the receiver, as it has no lifetime of its own.
struct Loan<'a>(Option<&'a TypeReference>);

impl<'a> Visit<'a> for Loan<'a> {
    fn visit_type_reference(&mut self, reference: &'a TypeReference) {
        if reference.lifetime.is_none() && reference.mutability.is_some() {
            self.0.get_or_insert(reference);
        }
        visit::visit_type_reference(self, reference);
    }

    // What a function in the answer takes is borrowed when it is called.
    fn visit_type_fn_ptr(&mut self, _: &'a TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'a ParenthesizedGenericArguments) {}
}

/// Whether `mut` on the receiver is only what lends it to an attempt: `self.as_mut()` of a pinned
/// reference wants it, and `#[async_trait]` writes it for `&mut self`.
fn is_lent(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(..) => true,
        ReceiverKind::Typed(_, ty) => match ungrouped(ty) {
            Type::Path(path) => {
                let last = path.path.segments.last();
                last.is_some_and(|it| it.ident == "Pin")
            }
            _ => false,
        },
        _ => false,
    }
}

/// The names that a pattern binds as `mut`.
struct Changed(Vec<(Token![mut], String)>);

impl<'a> Visit<'a> for Changed {
    fn visit_pat_ident(&mut self, name: &'a PatIdent) {
        if let (Some(mutability), None) = (name.mutability, &name.by_ref) {
            self.0.push((mutability, name.ident.to_string()));
        }
        visit::visit_pat_ident(self, name);
    }
}
