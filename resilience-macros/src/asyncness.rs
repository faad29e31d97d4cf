//! The ways in which a function can be asynchronous.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::visit::{self, Visit};
use syn::{
    AssocType, GenericArgument, PathArguments, ReturnType, Signature, Token, Type, TypeParamBound,
};

/// The way in which a function is asynchronous.
pub(crate) enum Asyncness {
    /// An `async fn`.
    Async,
    /// A plain function that returns `impl Future`.
    Future,
    /// A plain function that returns a boxed future.
    Boxed,
    /// An `async fn` that `#[async_trait]` has rewritten.
    AsyncTrait(AsyncTraitBody),
    /// A plain function that returns no future.
    Sync,
}

/// The tokens that `#[async_trait]` puts around a body.
pub(crate) struct AsyncTraitBody {
    /// `Box::pin`
    pin: TokenStream,
    /// `async move`
    block: TokenStream,
    /// `let id = id; … let __ret: RESULT =`
    before: TokenStream,
    /// `; __ret`
    after: TokenStream,
}

impl Asyncness {
    /// Finds the asyncness of a function, and the user's body.
    pub(crate) fn of(sig: &Signature, body: Option<Group>) -> (Self, Option<Group>) {
        if sig.asyncness.is_some() {
            return (Self::Async, body);
        }
        let ReturnType::Type(_, output) = &sig.output else {
            return (Self::Sync, body);
        };
        if let Some((rewritten, body)) = body.as_ref().and_then(AsyncTraitBody::read) {
            return (Self::AsyncTrait(rewritten), Some(body));
        }
        let form = match ungrouped(output) {
            Type::ImplTrait(it) if it.bounds.iter().any(is_future) => Self::Future,
            Type::Path(path) => match path.path.segments.last() {
                Some(last) if is_boxed_future(&last.ident) => Self::Boxed,
                _ => Self::Sync,
            },
            _ => Self::Sync,
        };
        (form, body)
    }

    /// The output type of the function's future.
    pub(crate) fn output<'a>(&self, sig: &'a Signature) -> Option<&'a Type> {
        let ReturnType::Type(_, output) = &sig.output else {
            return None;
        };
        match self {
            Self::Async | Self::Sync => Some(output),
            Self::Future | Self::Boxed | Self::AsyncTrait(_) => {
                let mut found = Output(None);
                found.visit_type(output);
                found.0.or_else(|| last_argument(output))
            }
        }
    }

    /// Renames `self` in an attribute's tokens to `__self` below `#[async_trait]`, which moves the body
    /// into a block with that name.
    pub(crate) fn rename_self(&self, tokens: TokenStream) -> TokenStream {
        if !matches!(self, Self::AsyncTrait(_)) {
            return tokens;
        }
        let mut tokens = tokens.into_iter().peekable();
        let mut renamed = TokenStream::new();
        while let Some(token) = tokens.next() {
            let begins_path =
                matches!(tokens.peek(), Some(TokenTree::Punct(it)) if it.as_char() == ':');
            renamed.extend([match token {
                TokenTree::Ident(word) if word == "self" && !begins_path => {
                    Ident::new("__self", word.span()).into()
                }
                TokenTree::Group(group) => {
                    let mut inside =
                        Group::new(group.delimiter(), self.rename_self(group.stream()));
                    inside.set_span(group.span());
                    inside.into()
                }
                token => token,
            }]);
        }
        renamed
    }

    /// Makes a function body of `block`, whose value is the output of the function's future.
    pub(crate) fn around(
        &self,
        block: &TokenStream,
        marker: &Ident,
        boxed: &TokenStream,
    ) -> TokenStream {
        match self {
            Self::Async | Self::Sync => block.clone(),
            Self::Future => quote!({ struct #marker; async move #block }),
            Self::Boxed => quote!({ struct #marker; #boxed::pin(async move #block) }),
            Self::AsyncTrait(AsyncTraitBody {
                pin,
                block: asynchronous,
                before,
                after,
            }) => quote!({ #pin(#asynchronous { #before #block #after }) }),
        }
    }
}

impl AsyncTraitBody {
    /// Reads `{ Box::pin(async move { … let __ret: RESULT = { BODY }; __ret }) }`.
    fn read(body: &Group) -> Option<(Self, Group)> {
        let mut pin: Vec<_> = body.stream().into_iter().collect();
        let call = match pin.pop()? {
            TokenTree::Group(call) if call.delimiter() == Delimiter::Parenthesis => call,
            _ => return None,
        };
        let mut block: Vec<_> = call.stream().into_iter().collect();
        let inside = match block.pop()? {
            TokenTree::Group(inside) if inside.delimiter() == Delimiter::Brace => inside,
            _ => return None,
        };
        if !matches!(block.first(), Some(TokenTree::Ident(word)) if word == "async") {
            return None;
        }
        let tokens: Vec<_> = inside.stream().into_iter().collect();
        let declared = tokens.windows(2).position(|pair| {
            matches!(pair, [TokenTree::Ident(first), TokenTree::Ident(second)]
                if first == "let" && second == "__ret")
        })?;
        // The first braces after an `=`: braces inside the type do not follow one.
        let index = (declared..tokens.len().saturating_sub(1)).find(|index| {
            matches!((&tokens[*index], &tokens[index + 1]),
                (TokenTree::Punct(equals), TokenTree::Group(body))
                    if equals.as_char() == '=' && body.delimiter() == Delimiter::Brace)
        })? + 1;
        let TokenTree::Group(body) = tokens[index].clone() else {
            return None;
        };
        let rewritten = Self {
            pin: pin.into_iter().collect(),
            block: block.into_iter().collect(),
            before: tokens[..index].iter().cloned().collect(),
            after: tokens[index + 1..].iter().cloned().collect(),
        };
        Some((rewritten, body))
    }

    /// The arguments that are bound as `mut` before the body, with their names.
    pub(crate) fn mut_bindings(&self) -> Vec<(Token![mut], String)> {
        let tokens: Vec<_> = self.before.clone().into_iter().collect();
        let bindings = tokens.windows(3).filter_map(|three| match three {
            [
                TokenTree::Ident(first),
                TokenTree::Ident(second),
                TokenTree::Ident(name),
            ] if first == "let" && second == "mut" => {
                let name = name.to_string();
                let name = if name == "__self" {
                    "self".to_owned()
                } else {
                    name
                };
                Some((Token![mut](second.span()), name))
            }
            _ => None,
        });
        bindings.collect()
    }
}

/// Removes the invisible groups that `macro_rules` puts around a type.
pub(crate) fn ungrouped(mut ty: &Type) -> &Type {
    while let Type::Group(group) = ty {
        ty = &group.elem;
    }
    ty
}

fn is_future(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|it| it.ident == "Future")
        }
        _ => false,
    }
}

/// Compares names only. A macro cannot resolve an alias with another name.
fn is_boxed_future(name: &Ident) -> bool {
    name == "Pin" || name == "BoxFuture" || name == "LocalBoxFuture"
}

/// The type in `Future<Output = …>`.
struct Output<'a>(Option<&'a Type>);

impl<'a> Visit<'a> for Output<'a> {
    fn visit_assoc_type(&mut self, assoc: &'a AssocType) {
        if assoc.ident == "Output" {
            self.0.get_or_insert(&assoc.ty);
        } else {
            visit::visit_assoc_type(self, assoc);
        }
    }
}

/// The result in `BoxFuture<'_, RESULT>`.
fn last_argument(output: &Type) -> Option<&Type> {
    let Type::Path(path) = ungrouped(output) else {
        return None;
    };
    match &path.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.last()? {
            GenericArgument::Type(output) => Some(output),
            _ => None,
        },
        _ => None,
    }
}
