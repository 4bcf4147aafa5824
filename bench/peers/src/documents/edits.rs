//! Edits of a list, a map or a tree, and what one holds in the end.

use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    Int(i64),
    Text(String),
}

/// Nodes are numbered in the order they are made; no parent is the top.
#[derive(Clone)]
pub enum Edit {
    Insert {
        at: usize,
        values: Vec<Plain>,
    },
    /// Afterwards the item stands at `to`.
    Move {
        from: usize,
        to: usize,
    },
    Set {
        key: String,
        value: Plain,
    },
    /// A new map in the map; or, `plain`, one value that is an object.
    SetMap {
        key: String,
        fields: Vec<(&'static str, Plain)>,
        plain: bool,
    },
    AddNode {
        parent: Option<usize>,
        index: usize,
    },
    /// Afterwards the node is the parent's child `index`.
    MoveNode {
        node: usize,
        parent: Option<usize>,
        index: usize,
    },
}

pub type Transaction = Vec<Edit>;

/// The one container a case is about.
#[derive(Clone, Copy, PartialEq)]
pub enum Part {
    List,
    /// A list whose items move.
    MovableList,
    Map,
    Tree,
}

#[derive(Debug, PartialEq)]
pub enum Outline {
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
    /// Each node and its parent, a parent before its children, those in order.
    Tree(Vec<(usize, Option<usize>)>),
}

/// What has to come out.
pub enum Expected {
    Outline(Outline),
    /// Only how many: the order among concurrent edits is the library's.
    Count(usize),
}

impl Outline {
    fn count(&self) -> usize {
        match self {
            Outline::List(items) => items.len(),
            Outline::Map(entries) => entries.len(),
            Outline::Tree(nodes) => nodes.len(),
        }
    }
}

impl Expected {
    pub fn check(&self, got: &Outline) -> Result<(), String> {
        let good = match self {
            Expected::Outline(outline) => outline == got,
            Expected::Count(count) => *count == got.count(),
        };
        good.then_some(())
            .ok_or("the replicas do not hold what they should".into())
    }
}
