//! The cases: those of crdt-benchmarks (https://github.com/dmonad/crdt-benchmarks),
//! with array counterparts of two about texts, and ours. bench/documents has
//! the same for Weft, from the same numbers. Those about texts are in `texts.rs`,
//! `rich_texts.rs`, `undo.rs` and `recorded.rs`.

use std::collections::BTreeMap;

use super::draws::Draws;
use super::edits::{Edit, Expected, Outline, Part, Plain, Transaction};
use super::tree_model::TreeModel;
use super::{recorded, rich_texts, texts, undo};
use crate::trace::Trace;

/// As upstream.
pub const N: usize = 6_000;
const CLIENTS: usize = 20 * 77; // 20 * floor(sqrt(N))
const SYNCED_ITEMS: usize = 100;

const MOVES: usize = 10_000;
const LONG_LIST: usize = 100_000;
const NODES: usize = 1_000;
const ENTRIES: usize = 100_000;

pub enum Shape {
    /// One user edits; each transaction's update goes to a second replica.
    Session,
    /// Two users edit at once, a transaction each, then exchange updates.
    Exchange,
    /// Many users edit at once; one of them receives all updates.
    Gather,
    /// One document, for its bytes alone.
    Memory,
    /// The first user's transactions, each with one of the second's after it if
    /// there is a second, are all undone by the first, and redone.
    Undo,
    /// One user edits; then old versions are read, this many evenly spaced.
    History(usize),
}

pub struct Case {
    pub name: &'static str,
    pub means: &'static str,
    pub part: Part,
    pub shape: Shape,
    /// What all had before; not measured.
    pub base: Transaction,
    /// Each user's transactions.
    pub users: Vec<Vec<Transaction>>,
    pub expected: Expected,
    /// After all was undone.
    pub undone: Expected,
    /// The hash of the numbers drawn.
    pub input: u64,
}

/// Those made of a recorded session only where it is among `traces`.
pub fn all(traces: &[Trace]) -> Vec<Case> {
    let mut cases = texts::cases();
    cases.extend(lists_maps_and_trees());
    cases.extend(rich_texts::cases());
    cases.extend(undo::cases());
    cases.extend(recorded::cases(traces));
    cases
}

fn lists_maps_and_trees() -> Vec<Case> {
    let mut cases = vec![
        append_numbers(),
        insert_numbers_at_once(),
        prepend_numbers(),
        insert_numbers_anywhere(),
        both_insert_at_start(),
        both_insert_anywhere(),
    ];
    cases.extend(clients_set());
    cases.push(clients_insert());
    cases.push(set_keys());
    cases.push(move_items(
        "moves 6,000",
        "10,000 random moves in a list of 6,000",
        N,
        9,
    ));
    let means = "10,000 random moves in a list of 100,000";
    cases.push(move_items("moves 100,000", means, LONG_LIST, 10));
    cases.push(move_nodes());
    cases.push(small_entries());
    cases
}

fn insert(at: usize, values: Vec<Plain>) -> Edit {
    Edit::Insert { at, values }
}

fn numbers(draws: &mut Draws, count: usize) -> Vec<Plain> {
    (0..count).map(|_| Plain::Int(draws.number())).collect()
}

pub fn one_each(edits: impl IntoIterator<Item = Edit>) -> Vec<Transaction> {
    edits.into_iter().map(|edit| vec![edit]).collect()
}

fn list_session(
    name: &'static str,
    means: &'static str,
    transactions: Vec<Transaction>,
    items: Vec<Plain>,
    draws: Draws,
) -> Case {
    Case {
        name,
        means,
        part: Part::List,
        shape: Shape::Session,
        base: Vec::new(),
        users: vec![transactions],
        expected: Expected::Outline(Outline::List(items)),
        undone: Expected::Anything,
        input: draws.hash,
    }
}

fn append_numbers() -> Case {
    let mut draws = Draws::new(1);
    let items = numbers(&mut draws, N);
    let edits = items.iter().enumerate();
    let edits = one_each(edits.map(|(i, value)| insert(i, vec![value.clone()])));
    list_session(
        "B1.8",
        "append 6,000 numbers to a list",
        edits,
        items,
        draws,
    )
}

fn insert_numbers_at_once() -> Case {
    let mut draws = Draws::new(2);
    let items = numbers(&mut draws, N);
    let edits = vec![vec![insert(0, items.clone())]];
    list_session("B1.9", "insert 6,000 numbers at once", edits, items, draws)
}

fn prepend_numbers() -> Case {
    let mut draws = Draws::new(3);
    let mut items = numbers(&mut draws, N);
    let edits = one_each(items.iter().map(|value| insert(0, vec![value.clone()])));
    items.reverse();
    list_session("B1.10", "prepend 6,000 numbers", edits, items, draws)
}

/// As upstream: each at a place of the list as it is then. Puts them into
/// `items` too.
fn insert_anywhere(draws: &mut Draws, items: &mut Vec<Plain>) -> Vec<Edit> {
    let insert_one = |_| {
        let at = draws.below(items.len() + 1);
        let value = Plain::Int(draws.number());
        items.insert(at, value.clone());
        insert(at, vec![value])
    };
    (0..N).map(insert_one).collect()
}

fn insert_numbers_anywhere() -> Case {
    let mut draws = Draws::new(4);
    let mut items = Vec::new();
    let edits = one_each(insert_anywhere(&mut draws, &mut items));
    let means = "insert 6,000 numbers at random places";
    list_session("B1.11", means, edits, items, draws)
}

fn exchange(
    name: &'static str,
    means: &'static str,
    seed: u64,
    edits: impl Fn(&mut Draws, &[Plain]) -> Transaction,
) -> Case {
    let mut draws = Draws::new(seed);
    let synced = numbers(&mut draws, SYNCED_ITEMS);
    let users = (0..2).map(|_| vec![edits(&mut draws, &synced)]).collect();
    Case {
        name,
        means,
        part: Part::List,
        shape: Shape::Exchange,
        base: vec![insert(0, synced)],
        users,
        expected: Expected::Count(SYNCED_ITEMS + 2 * N),
        undone: Expected::Anything,
        input: draws.hash,
    }
}

fn both_insert_at_start() -> Case {
    let means = "two users insert 6,000 numbers each at the start, at once";
    exchange("B2.1 list", means, 5, |draws, _| {
        vec![insert(0, numbers(draws, N))]
    })
}

fn both_insert_anywhere() -> Case {
    let means = "two users insert 6,000 numbers each at random places";
    exchange("B2.2 list", means, 6, |draws, synced| {
        insert_anywhere(draws, &mut synced.to_vec())
    })
}

fn gather(
    name: &'static str,
    means: &'static str,
    part: Part,
    count: usize,
    edit: impl Fn(usize) -> Edit,
) -> Case {
    let users = (0..CLIENTS).map(|i| vec![vec![edit(i)]]).collect();
    Case {
        name,
        means,
        part,
        shape: Shape::Gather,
        base: Vec::new(),
        users,
        expected: Expected::Count(count),
        undone: Expected::Anything,
        input: Draws::new(0).hash,
    }
}

fn set_object(client: usize, plain: bool) -> Edit {
    let name = Plain::Text(client.to_string());
    let address = Plain::Text("here".into());
    Edit::SetMap {
        key: "v".into(),
        fields: vec![("name", name), ("address", address)],
        plain,
    }
}

fn clients_set() -> [Case; 4] {
    let set = |value| Edit::Set {
        key: "v".into(),
        value,
    };
    let map = |name, means, edit: &dyn Fn(usize) -> Edit| gather(name, means, Part::Map, 1, edit);
    [
        map("B3.1", "1,540 clients set a number in a map", &|i| {
            set(Plain::Int(i as i64))
        }),
        map("B3.2", "1,540 clients set a new map in a map", &|i| {
            set_object(i, false)
        }),
        map("B3.2 value", "the same as one value, an object", &|i| {
            set_object(i, true)
        }),
        map("B3.3", "1,540 clients set a string in a map", &|i| {
            set(Plain::Text(i.to_string().repeat(CLIENTS)))
        }),
    ]
}

fn clients_insert() -> Case {
    let means = "1,540 clients insert a string into a list";
    gather("B3.4", means, Part::List, CLIENTS, |i| {
        insert(0, vec![Plain::Text(i.to_string())])
    })
}

/// The values are numbers below `bound`.
fn entries(draws: &mut Draws, count: usize, bound: usize) -> Vec<(String, Plain)> {
    let entry = |i| (format!("key{i}"), Plain::Int(draws.below(bound) as i64));
    (0..count).map(entry).collect()
}

fn set_all(entries: &[(String, Plain)]) -> Vec<Edit> {
    let set = |(key, value): &(String, Plain)| Edit::Set {
        key: key.clone(),
        value: value.clone(),
    };
    entries.iter().map(set).collect()
}

fn map_of(entries: Vec<(String, Plain)>) -> Expected {
    let entries: BTreeMap<String, Plain> = entries.into_iter().collect();
    Expected::Outline(Outline::Map(entries))
}

fn set_keys() -> Case {
    let mut draws = Draws::new(8);
    let entries = entries(&mut draws, N, 0x7fff_ffff);
    Case {
        name: "keys",
        means: "set 6,000 keys of a map, one by one",
        part: Part::Map,
        shape: Shape::Session,
        base: Vec::new(),
        users: vec![one_each(set_all(&entries))],
        expected: map_of(entries),
        undone: Expected::Anything,
        input: draws.hash,
    }
}

fn small_entries() -> Case {
    let mut draws = Draws::new(12);
    let entries = entries(&mut draws, ENTRIES, 100);
    Case {
        name: "entries",
        means: "a map of 100,000 small numbers: live bytes an entry",
        part: Part::Map,
        shape: Shape::Memory,
        base: set_all(&entries),
        users: Vec::new(),
        expected: map_of(entries),
        undone: Expected::Anything,
        input: draws.hash,
    }
}

fn move_items(name: &'static str, means: &'static str, length: usize, seed: u64) -> Case {
    let mut draws = Draws::new(seed);
    let mut items = numbers(&mut draws, length);
    let base = vec![insert(0, items.clone())];
    let move_one = |_| {
        let from = draws.below(length);
        let to = (from + 1 + draws.below(length - 1)) % length;
        let item = items.remove(from);
        items.insert(to, item);
        Edit::Move { from, to }
    };
    let users = vec![one_each((0..MOVES).map(move_one))];
    Case {
        name,
        means,
        part: Part::MovableList,
        shape: Shape::Session,
        base,
        users,
        expected: Expected::Outline(Outline::List(items)),
        undone: Expected::Anything,
        input: draws.hash,
    }
}

fn move_nodes() -> Case {
    let mut draws = Draws::new(11);
    let mut tree = TreeModel::default();
    let base = (0..NODES).map(|_| tree.add(&mut draws)).collect();
    let moves: Vec<Edit> = (0..MOVES).map(|_| tree.move_any(&mut draws)).collect();
    Case {
        name: "tree moves",
        means: "10,000 random moves of a tree's 1,000 nodes",
        part: Part::Tree,
        shape: Shape::Session,
        base,
        users: vec![one_each(moves)],
        expected: Expected::Outline(Outline::Tree(tree.outline())),
        undone: Expected::Anything,
        input: draws.hash,
    }
}
