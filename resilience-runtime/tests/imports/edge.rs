//! The imports between files, found by resolving every path to the file that defines the item.

use std::collections::BTreeMap;

use super::module::{Module, Segments};

/// An import of one file by another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Every import between two files, with the first line that makes it.
pub(crate) fn edges(modules: &[Module]) -> BTreeMap<Edge, usize> {
    let mut found = BTreeMap::new();
    for (index, module) in modules.iter().enumerate() {
        let imports = module.imports.iter().map(|(_, path, line)| (path, *line));
        let paths = module.paths.iter().map(|(path, line)| (path, *line));
        for (path, line) in imports.chain(paths) {
            let Some(target) = resolve(modules, index, path, 0) else {
                continue;
            };
            let to = &modules[target.module].file;
            // The items of a folder are resolved one by one, so naming the folder imports nothing.
            let there = &modules[target.module];
            let folder = target.is_module && !there.children.is_empty() && there.items.is_empty();
            if *to != module.file && !folder {
                let edge = Edge {
                    from: module.file.clone(),
                    to: to.clone(),
                };
                let first = found.entry(edge).or_insert(line);
                *first = line.min(*first);
            }
        }
    }
    found
}

struct Target {
    module: usize,
    /// The path names the module itself, and not an item of it.
    is_module: bool,
}

/// The module that defines what `path` names, as seen from `module`. `None` for other crates.
fn resolve(modules: &[Module], module: usize, path: &Segments, depth: usize) -> Option<Target> {
    let mut at = module;
    let mut rest = path.as_slice();
    // A variable of a macro may stand for anything.
    if path.iter().any(|it| it.starts_with('$') && it != "$crate") {
        return None;
    }
    match path.first()?.as_str() {
        "crate" | "$crate" => at = 0,
        "super" => at = modules[at].parent?,
        "self" => {}
        _ => return find(modules, at, path, depth, true),
    }
    rest = &rest[1..];
    while rest.first().is_some_and(|it| it == "super") {
        at = modules[at].parent?;
        rest = &rest[1..];
    }
    find(modules, at, rest, depth, false)
}

/// Finds the item `path` in `module`. Follows re-exports.
fn find(
    modules: &[Module],
    module: usize,
    path: &[String],
    depth: usize,
    bare: bool,
) -> Option<Target> {
    let Some(name) = path.first() else {
        return Some(Target {
            module,
            is_module: true,
        });
    };
    let here = &modules[module];
    if let Some(&child) = here.children.get(name) {
        return find(modules, child, &path[1..], depth, false);
    }
    if here.items.contains(name) {
        return Some(Target {
            module,
            is_module: false,
        });
    }
    // An import may name its own alias, as `use tokio::time` does, and then leads nowhere.
    if depth < 12 {
        for (alias, imported, _) in &here.imports {
            if alias == name && imported.first() != Some(name) {
                let full = [imported.as_slice(), &path[1..]].concat();
                return resolve(modules, module, &full, depth + 1);
            }
        }
        for (_, imported, _) in here.imports.iter().filter(|(alias, ..)| alias == "*") {
            let target = resolve(modules, module, imported, depth + 1);
            let Some(target) = target.filter(|it| it.is_module) else {
                continue;
            };
            return find(modules, target.module, path, depth + 1, bare);
        }
    }
    // A macro may define the item.
    (!bare).then_some(Target {
        module,
        is_module: false,
    })
}
