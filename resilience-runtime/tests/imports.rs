//! Imports between the files of the runtime run downwards, and never in a circle.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a file that cannot be read fails the test"
)]

#[path = "imports/edge.rs"]
mod edge;
#[path = "imports/module.rs"]
mod module;
#[path = "imports/token.rs"]
mod token;

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use edge::{Edge, edges};

/// The rooms, from the bottom up. The files beside them stand above all: `lib.rs`, `private.rs`, and `registry.rs`,
/// the public module that combines the room `registry` with what `catalog` generates.
const ROOMS: [&str; 7] = [
    "support", "outcome", "observe", "registry", "pipeline", "policies", "catalog",
];

#[test]
fn imports_run_downwards() {
    let upward: Vec<String> = imports()
        .iter()
        .filter(|(edge, _)| is_upward(edge))
        .map(|(edge, line)| format!("{}:{line} imports {} from a room above", edge.from, edge.to))
        .collect();
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn no_imports_form_a_circle() {
    let mut imports = imports();
    let mut circles = Vec::new();
    while let Some(circle) = imports.keys().find_map(|edge| circle(&imports, edge)) {
        let lines = circle
            .iter()
            .map(|it| format!("{}:{} imports {}", it.from, imports[it], it.to));
        circles.push(lines.collect::<Vec<_>>().join(", "));
        imports.retain(|edge, _| !circle.contains(edge));
    }
    assert!(
        circles.is_empty(),
        "{} circles:\n{}",
        circles.len(),
        circles.join("\n")
    );
}

#[test]
fn imports_are_found() {
    let imports = imports();
    let finds = |from: &str, to: &str| {
        let edge = Edge {
            from: from.to_owned(),
            to: to.to_owned(),
        };
        assert!(imports.contains_key(&edge), "{from} imports {to}");
    };
    finds("policies/bulkhead/mod.rs", "policies/bulkhead/handle.rs");
    finds("policies/bulkhead/layer.rs", "pipeline/layer.rs");
    finds("policies/breaker/layer.rs", "outcome/verdict.rs");
    finds("catalog/list.rs", "catalog/generate.rs");
    finds("lib.rs", "policies/breaker/handle.rs");
}

fn imports() -> BTreeMap<Edge, usize> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    edges(&module::modules(&src))
}

fn is_upward(edge: &Edge) -> bool {
    room(&edge.from) < room(&edge.to)
}

fn room(file: &str) -> usize {
    let folder = file.split_once('/').map_or("", |(folder, _)| folder);
    ROOMS
        .iter()
        .position(|&room| room == folder)
        .unwrap_or(ROOMS.len())
}

/// A shortest circle of imports that begins with `first`.
fn circle(imports: &BTreeMap<Edge, usize>, first: &Edge) -> Option<Vec<Edge>> {
    // The import by which each file was reached.
    let mut reached = BTreeMap::from([(&first.to, first)]);
    let mut queue = VecDeque::from([&first.to]);
    while let Some(file) = queue.pop_front() {
        if *file == first.from {
            let mut path = vec![reached[file].clone()];
            while path[path.len() - 1] != *first {
                path.push(reached[&path[path.len() - 1].from].clone());
            }
            path.reverse();
            return Some(path);
        }
        let start = Edge {
            from: file.clone(),
            to: String::new(),
        };
        let leaving = imports
            .range(start..)
            .take_while(|(edge, _)| edge.from == *file);
        for (edge, _) in leaving {
            if !reached.contains_key(&edge.to) {
                reached.insert(&edge.to, edge);
                queue.push_back(&edge.to);
            }
        }
    }
    None
}
