//! Reports settings whose values are known only in a call.

use syn::visit::{self, Visit};
use syn::{Expr, ExprMacro, ExprPath, Ident};

use crate::errors::Errors;
use crate::function::{Function, Parameter};
use crate::parse::{Args, Value};
use crate::policy::AttributeMacro;

/// Reports constant settings that use an argument or `format!`.
///
/// rustc would report them too, but in terms of generated items that the user has not written.
pub(crate) fn reject_variables(
    attribute: &AttributeMacro,
    args: &Args,
    function: &Function,
    errors: &mut Errors,
) {
    for (key, value) in args.constants() {
        let Value::Expr(expr) = value else { continue };
        let mut found = VariableFinder {
            function,
            word: None,
        };
        found.visit_expr(expr);
        let Some((word, value_name)) = found.word else {
            continue;
        };
        let advice = attribute.builder.map_or_else(String::new, |builder| {
            format!(", or build the policy in the body: `{builder}`")
        });
        let value_name = match value_name {
            RuntimeValue::Argument => format!("the argument `{word}`"),
            RuntimeValue::Format => "`format!`".to_owned(),
        };
        errors.on(
            &word,
            format_args!("`{key}` is evaluated before the first call and cannot use {value_name}; write a constant{advice}"),
        );
    }
}

#[derive(Clone, Copy)]
enum RuntimeValue {
    Argument,
    Format,
}

/// Finds the first name in an expression whose value is known only in a call.
struct VariableFinder<'a> {
    function: &'a Function,
    word: Option<(Ident, RuntimeValue)>,
}

impl VariableFinder<'_> {
    fn argument(&self, path: &ExprPath) -> Option<(Ident, RuntimeValue)> {
        let word = path.path.get_ident()?;
        let is_it = |parameter: Parameter<'_>| match parameter {
            Parameter::Receiver(_) => word == "self",
            Parameter::Named(name, _) => word == name,
            Parameter::Unnamed(_) => false,
        };
        let found = self.function.parameters().any(is_it);
        found.then(|| (word.clone(), RuntimeValue::Argument))
    }
}

impl<'a> Visit<'a> for VariableFinder<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        // Other expressions can declare names of their own, which may shadow an argument.
        let binds_nothing = matches!(
            expr,
            Expr::Binary(_)
                | Expr::Call(_)
                | Expr::Cast(_)
                | Expr::Field(_)
                | Expr::Group(_)
                | Expr::Macro(_)
                | Expr::MethodCall(_)
                | Expr::Paren(_)
                | Expr::Path(_)
                | Expr::Range(_)
                | Expr::Reference(_)
                | Expr::Unary(_)
        );
        if binds_nothing && self.word.is_none() {
            visit::visit_expr(self, expr);
        }
    }

    fn visit_expr_path(&mut self, path: &'a ExprPath) {
        self.word = self.word.take().or_else(|| self.argument(path));
    }

    fn visit_expr_macro(&mut self, call: &'a ExprMacro) {
        let name = &call.mac.path.segments.last().map(|it| it.ident.clone());
        if let Some(name) = name.as_ref().filter(|name| *name == "format") {
            self.word
                .get_or_insert((name.clone(), RuntimeValue::Format));
        }
    }
}
