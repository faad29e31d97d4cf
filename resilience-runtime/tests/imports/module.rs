//! The modules of the crate: what each defines, imports and names by path.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::token::{Token, tokens};

/// A path as it is written, for example `["super", "shared", "Shared"]`.
pub(crate) type Segments = Vec<String>;

#[derive(Default)]
pub(crate) struct Module {
    /// The file, relative to `src`.
    pub(crate) file: String,
    pub(crate) parent: Option<usize>,
    pub(crate) children: BTreeMap<String, usize>,
    pub(crate) items: BTreeSet<String>,
    /// Names brought in by `use`. A glob import has the name `*`.
    pub(crate) imports: Vec<(String, Segments, usize)>,
    /// Paths in the code, each with its line.
    pub(crate) paths: Vec<(Segments, usize)>,
}

/// Every module of the crate. The first is the root. Modules under `#[cfg(test)]` are left out.
pub(crate) fn modules(src: &Path) -> Vec<Module> {
    let mut modules = Vec::new();
    add_file(&mut modules, src, Path::new("lib.rs"), Path::new(""), None);
    modules
}

fn add_file(
    modules: &mut Vec<Module>,
    src: &Path,
    file: &Path,
    folder: &Path,
    parent: Option<usize>,
) -> usize {
    let source = std::fs::read_to_string(src.join(file)).unwrap();
    let file = file.to_str().unwrap().to_owned();
    let index = modules.len();
    modules.push(Module {
        file,
        parent,
        ..Module::default()
    });
    add_items(modules, src, folder, index, &tokens(&source));
    index
}

/// Reads the tokens of a module, which are a whole file or the body of `mod name { … }`.
fn add_items(
    modules: &mut Vec<Module>,
    src: &Path,
    folder: &Path,
    module: usize,
    tokens: &[Token],
) {
    let text = |at: usize| tokens.get(at).map_or("", |it| it.text.as_str());
    let (mut at, mut depth) = (0, 0);
    while at < tokens.len() {
        let (word, line) = (text(at), tokens[at].line);
        match word {
            "#" if text(at + 1) == "[" => {
                let end = close(tokens, at + 1);
                let words: Vec<&str> = (at + 2..end).map(text).collect();
                at = end;
                if words.starts_with(&["cfg", "(", "test", ")"])
                    || words.starts_with(&["cfg", "(", "all", "(", "test"])
                {
                    at = end_of_item(tokens, at + 1);
                }
            }
            "{" => depth += 1,
            "}" => depth -= 1,
            "use" => {
                let end = (at..tokens.len()).find(|&it| text(it) == ";").unwrap();
                let tree = &tokens[at + 1..end];
                add_imports(&mut modules[module].imports, &[], tree);
                at = end;
            }
            "mod" if depth == 0 && text(at + 2) == "{" => {
                let name = text(at + 1).to_owned();
                let end = close(tokens, at + 2);
                let index = modules.len();
                let file = modules[module].file.clone();
                modules.push(Module {
                    file,
                    parent: Some(module),
                    ..Module::default()
                });
                let body = &tokens[at + 3..end];
                add_items(modules, src, &folder.join(&name), index, body);
                modules[module].children.insert(name, index);
                at = end;
            }
            "mod" if depth == 0 && text(at + 2) == ";" => {
                let name = text(at + 1).to_owned();
                let inside = folder.join(&name);
                let own: PathBuf = folder.join(format!("{name}.rs"));
                let file = if src.join(&own).exists() {
                    own
                } else {
                    inside.join("mod.rs")
                };
                let index = add_file(modules, src, &file, &inside, Some(module));
                modules[module].children.insert(name, index);
            }
            "struct" | "enum" | "union" | "trait" | "fn" | "type" | "const" | "static"
                if depth == 0 =>
            {
                modules[module].items.insert(text(at + 1).to_owned());
            }
            "macro_rules" => {
                modules[module].items.insert(text(at + 2).to_owned());
            }
            "::" if at > 0 && is_name(text(at - 1)) => {
                let mut path = vec![text(at - 1).to_owned()];
                while text(at) == "::" && is_name(text(at + 1)) {
                    path.push(text(at + 1).to_owned());
                    at += 2;
                }
                at -= usize::from(path.len() > 1);
                modules[module].paths.push((path, line));
            }
            // The items in `pin_project! { … }` belong to the module.
            _ if depth == 0 && text(at + 1) == "!" && text(at + 2) == "{" => {
                let end = close(tokens, at + 2);
                add_items(modules, src, folder, module, &tokens[at + 3..end]);
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Adds the names of the tree `a::{b, c as d, e::*}` under `prefix`.
fn add_imports(imports: &mut Vec<(String, Segments, usize)>, prefix: &[String], tree: &[Token]) {
    let mut path = prefix.to_vec();
    let mut at = 0;
    while at < tree.len() {
        match tree[at].text.as_str() {
            "{" => {
                let end = close(tree, at);
                let mut start = at + 1;
                while start < end {
                    let mut stop = start;
                    while stop < end && tree[stop].text != "," {
                        stop = if tree[stop].text == "{" {
                            close(tree, stop)
                        } else {
                            stop
                        } + 1;
                    }
                    add_imports(imports, &path, &tree[start..stop]);
                    start = stop + 1;
                }
                return;
            }
            "as" => {
                imports.push((tree[at + 1].text.clone(), path, tree[at].line));
                return;
            }
            "*" => {
                imports.push(("*".to_owned(), path, tree[at].line));
                return;
            }
            "::" => {}
            "self" if !path.is_empty() => {}
            segment => path.push(segment.to_owned()),
        }
        at += 1;
    }
    if let (Some(name), Some(last)) = (path.last().cloned(), tree.last()) {
        imports.push((name, path, last.line));
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|it: char| it.is_alphabetic() || it == '_' || it == '$')
}

/// The token that closes the bracket at `at`.
fn close(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index;
        }
    }
    panic!("a bracket is not closed in line {}", tokens[at].line)
}

/// The last token of the item that starts at `at`: a `;` or the `}` of its body.
fn end_of_item(tokens: &[Token], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            ";" | "," => return at,
            "{" => return close(tokens, at),
            "(" | "[" => at = close(tokens, at),
            _ => {}
        }
        at += 1;
    }
    at
}
