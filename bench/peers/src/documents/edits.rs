//! Edits of a list, a map, a tree or a text, and what one holds in the end.

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
    /// Texts count in code points, of which none is beyond U+FFFF.
    InsertText {
        at: usize,
        text: String,
    },
    EraseText {
        at: usize,
        count: usize,
    },
    /// Puts a mark on a range, or takes it off.
    Mark {
        at: usize,
        count: usize,
        key: &'static str,
        on: bool,
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
    Text,
    /// A text whose old versions can be read.
    TextWithHistory,
    /// A text that is read with its marks.
    RichText,
}

/// A piece of a text, and the marks that are on all of it, ascending.
pub type Piece = (String, Vec<String>);

#[derive(Debug, PartialEq)]
pub enum Outline {
    List(Vec<Plain>),
    Map(BTreeMap<String, Plain>),
    /// Each node and its parent, a parent before its children, those in order.
    Tree(Vec<(usize, Option<usize>)>),
    Text(String),
    /// Neighbours have different marks.
    Rich(Vec<Piece>),
}

/// A step from one version of a text to another.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Keep(usize),
    Insert(String),
    Erase(usize),
}

/// What has to come out.
pub enum Expected {
    Outline(Outline),
    /// Only how many: the order among concurrent edits is the library's.
    Count(usize),
    /// Only the text: where marks end among deleted text is the library's.
    Characters(String),
    /// Only that all replicas hold the same.
    Anything,
}

impl Outline {
    fn count(&self) -> usize {
        match self {
            Outline::List(items) => items.len(),
            Outline::Map(entries) => entries.len(),
            Outline::Tree(nodes) => nodes.len(),
            Outline::Text(text) => text.chars().count(),
            Outline::Rich(pieces) => pieces.iter().map(|(text, _)| text.chars().count()).sum(),
        }
    }

    fn characters(&self) -> String {
        match self {
            Outline::Text(text) => text.clone(),
            Outline::Rich(pieces) => pieces.iter().map(|(text, _)| text.as_str()).collect(),
            _ => String::new(),
        }
    }
}

/// Joins neighbours with equal marks.
pub fn rich(pieces: impl Iterator<Item = Piece>) -> Outline {
    let mut joined: Vec<Piece> = Vec::new();
    for (text, mut marks) in pieces {
        marks.sort();
        match joined.last_mut() {
            Some((before, same)) if *same == marks => before.push_str(&text),
            _ => joined.push((text, marks)),
        }
    }
    Outline::Rich(joined)
}

impl Expected {
    pub fn check(&self, got: &Outline) -> Result<(), String> {
        let good = match self {
            Expected::Outline(outline) => outline == got,
            Expected::Count(count) => *count == got.count(),
            Expected::Characters(text) => *text == got.characters(),
            Expected::Anything => true,
        };
        good.then_some(())
            .ok_or("the replicas do not hold what they should".into())
    }
}
