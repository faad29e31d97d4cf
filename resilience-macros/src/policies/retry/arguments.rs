//! Checks that one attempt leaves the arguments usable for the next.

use syn::visit::{self, Visit};
use syn::{
    FnArg, ParenthesizedGenericArguments, PatIdent, Receiver, ReceiverKind, Token, Type, TypeFnPtr,
    TypeReference,
};

use crate::asyncness::{Asyncness, ungrouped};
use crate::errors::Errors;
use crate::function::Function;

/// Reports `mut` arguments: each attempt would see the changes of the one before.
pub(super) fn check_mut_arguments(function: &Function, errors: &mut Errors) {
    let mut bindings = MutBindings(Vec::new());
    let mut reborrowed = false;
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                reborrowed = is_reborrowed(receiver);
                let mutability = receiver.mutability.filter(|_| !reborrowed);
                bindings
                    .0
                    .extend(mutability.map(|it| (it, "self".to_owned())));
            }
            FnArg::Typed(typed) => bindings.visit_pat(&typed.pat),
        }
    }
    if let Asyncness::AsyncTrait(rewritten) = &function.asyncness {
        let bound = rewritten.mut_bindings().into_iter();
        bindings
            .0
            .extend(bound.filter(|(_, name)| !(reborrowed && name == "self")));
    }
    for (mutability, name) in bindings.0 {
        let local = if name == "self" { "this" } else { &name };
        errors.on(
            mutability,
            format_args!(
                "under `retry` each attempt would see the changes that the previous one made to `{name}`; \
                 remove `mut` and write `let mut {local} = {name};` in the body"
            ),
        );
    }
}

/// Reports a result that borrows from `&mut self`.
///
/// The result of an attempt keeps `self` borrowed, so rustc would reject the next attempt.
pub(super) fn check_borrowed_result(function: &Function, errors: &mut Errors) {
    let exclusive = function
        .sig
        .receiver()
        .is_some_and(|it| matches!(&it.kind, ReceiverKind::Reference(_, None, Some(_))));
    let Some(output) = function.output().filter(|_| exclusive) else {
        return;
    };
    let mut borrow = ExclusiveBorrow(None);
    borrow.visit_type(output);
    if let Some(borrow) = borrow.0 {
        errors.on(
            borrow,
            "under `retry` the result cannot borrow from `&mut self`, which the next attempt needs; return an owned \
             value, or retry in another function",
        );
    }
}

/// Finds a `&mut` without a lifetime, which is borrowed from the receiver.
struct ExclusiveBorrow<'a>(Option<&'a TypeReference>);

impl<'a> Visit<'a> for ExclusiveBorrow<'a> {
    fn visit_type_reference(&mut self, reference: &'a TypeReference) {
        if reference.lifetime.is_none() && reference.mutability.is_some() {
            self.0.get_or_insert(reference);
        }
        visit::visit_type_reference(self, reference);
    }

    // The parameters of a function type are borrowed only when it is called.
    fn visit_type_fn_ptr(&mut self, _: &'a TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments(&mut self, _: &'a ParenthesizedGenericArguments) {}
}

/// Whether `mut` on the receiver is only needed to reborrow it for each attempt.
///
/// `self.as_mut()` of a pinned reference needs it, and `#[async_trait]` emits it for `&mut self`.
fn is_reborrowed(receiver: &Receiver) -> bool {
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

/// Collects the names that a pattern binds as `mut`.
struct MutBindings(Vec<(Token![mut], String)>);

impl<'a> Visit<'a> for MutBindings {
    fn visit_pat_ident(&mut self, name: &'a PatIdent) {
        if let (Some(mutability), None) = (name.mutability, &name.by_ref) {
            self.0.push((mutability, name.ident.to_string()));
        }
        visit::visit_pat_ident(self, name);
    }
}
