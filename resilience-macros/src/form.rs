//! How a function is asynchronous.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::visit::{self, Visit};
use syn::{
    AssocType, GenericArgument, PathArguments, ReturnType, Signature, Token, Type, TypeParamBound,
};

/// How a function is asynchronous.
pub(crate) enum Form {
    /// An `async fn`.
    Async,
    /// A plain function that returns `impl Future`.
    Future,
    /// A plain function that returns a boxed future.
    Boxed,
    /// What `#[async_trait]` has made of an `async fn`.
    AsyncTrait(Rewritten),
    /// Not at all.
    Sync,
}

/// The tokens around the body that `#[async_trait]` has put there.
pub(crate) struct Rewritten {
    /// `Box::pin`
    pin: TokenStream,
    /// `async move`
    block: TokenStream,
    /// `let id = id; … let __ret: RESULT =`
    before: TokenStream,
    /// `; __ret`
    after: TokenStream,
}

impl Form {
    /// The form of a function, and its body.
    pub(crate) fn of(sig: &Signature, body: Option<Group>) -> (Self, Option<Group>) {
        if sig.asyncness.is_some() {
            return (Self::Async, body);
        }
        let ReturnType::Type(_, output) = &sig.output else {
            return (Self::Sync, body);
        };
        if let Some((rewritten, body)) = body.as_ref().and_then(Rewritten::read) {
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

    /// What the function answers in the end: the output of its future.
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

    /// What an attribute says, with the receiver under the name that it has where the body runs.
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

    /// The body of the function around `block`, which answers what the function's future answers.
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
            Self::AsyncTrait(Rewritten {
                pin,
                block: asynchronous,
                before,
                after,
            }) => quote!({ #pin(#asynchronous { #before #block #after }) }),
        }
    }
}

impl Rewritten {
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
        // The first braces behind an `=`: those of a type have none before them.
        let place = (declared..tokens.len().saturating_sub(1)).find(|place| {
            matches!((&tokens[*place], &tokens[place + 1]),
                (TokenTree::Punct(equals), TokenTree::Group(body))
                    if equals.as_char() == '=' && body.delimiter() == Delimiter::Brace)
        })? + 1;
        let TokenTree::Group(body) = tokens[place].clone() else {
            return None;
        };
        let rewritten = Self {
            pin: pin.into_iter().collect(),
            block: block.into_iter().collect(),
            before: tokens[..place].iter().cloned().collect(),
            after: tokens[place + 1..].iter().cloned().collect(),
        };
        Some((rewritten, body))
    }

    /// The arguments that are bound as `mut` before the body.
    pub(crate) fn changed(&self) -> Vec<(Token![mut], String)> {
        let tokens: Vec<_> = self.before.clone().into_iter().collect();
        let changed = tokens.windows(3).filter_map(|three| match three {
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
        changed.collect()
    }
}

/// A type that comes through a `macro_rules` variable is in an invisible group.
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

/// By its looks alone: an alias of another name is rustc's to know.
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
