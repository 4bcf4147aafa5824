//! loro: a commit for each transaction of the case; its update is what the
//! document hands to those who listen.

use loro::{
    ExportMode, Frontiers, LoroDoc, LoroList, LoroMap, LoroMovableList, LoroText, LoroTree,
    LoroValue, TextDelta, TreeID, TreeParentId, UndoManager,
};

use super::cases::Case;
use super::edits::{rich, Edit, Outline, Part, Plain, Step};
use super::loro_text::{diff_between, edit_text, new_undo_manager, piece, steps_between};
use super::replica::{Format, Replica, READER};
use crate::peers::loro::{peer_id, Listener};

pub struct Loro {
    doc: LoroDoc,
    root: Root,
    /// Of the replica that makes them, by number.
    nodes: Vec<TreeID>,
    listener: Option<Listener>,
    undoing: Option<UndoManager>,
}

enum Root {
    List(LoroList),
    MovableList(LoroMovableList),
    Map(LoroMap),
    Tree(LoroTree),
    Text(LoroText),
    RichText(LoroText),
}

#[derive(PartialEq)]
pub enum Content {
    Value(LoroValue),
    /// Each node and its parent, a parent before its children.
    Tree(Vec<(TreeID, Option<TreeID>)>),
    Text(String),
    Rich(Vec<TextDelta>),
}

const REFUSED: &str = "loro takes an edit";

fn value(plain: &Plain) -> LoroValue {
    match plain {
        Plain::Int(number) => (*number).into(),
        Plain::Text(text) => text.as_str().into(),
    }
}

fn plain(value: &LoroValue) -> Plain {
    match value {
        LoroValue::I64(number) => Plain::Int(*number),
        LoroValue::String(text) => Plain::Text(text.to_string()),
        other => Plain::Text(format!("{other:?}")),
    }
}

fn parent_id(node: Option<TreeID>) -> TreeParentId {
    node.map_or(TreeParentId::Root, TreeParentId::Node)
}

fn edit_map(map: &LoroMap, edit: &Edit) {
    match edit {
        Edit::Set { key, value: v } => map.insert(key, value(v)).expect(REFUSED),
        Edit::SetMap { key, fields, plain } if *plain => {
            let fields = fields.iter().map(|(key, v)| (key.to_string(), value(v)));
            let object = LoroValue::Map(fields.collect());
            map.insert(key, object).expect(REFUSED);
        }
        Edit::SetMap { key, fields, .. } => {
            let map = map.insert_container(key, LoroMap::new()).expect(REFUSED);
            for (key, v) in fields {
                map.insert(key, value(v)).expect(REFUSED);
            }
        }
        _ => unreachable!("no edit of a map"),
    }
}

fn edit_movable(list: &LoroMovableList, edit: &Edit) {
    match edit {
        Edit::Insert { at, values } => {
            for (k, v) in values.iter().enumerate() {
                list.insert(at + k, value(v)).expect(REFUSED);
            }
        }
        Edit::Move { from, to } => list.mov(*from, *to).expect(REFUSED),
        _ => unreachable!("no edit of a list"),
    }
}

fn edit_list(list: &LoroList, edit: &Edit) {
    let Edit::Insert { at, values } = edit else {
        unreachable!("no edit of a list")
    };
    for (k, v) in values.iter().enumerate() {
        list.insert(at + k, value(v)).expect(REFUSED);
    }
}

fn edit_tree(tree: &LoroTree, nodes: &mut Vec<TreeID>, edit: &Edit) {
    let id = |nodes: &[TreeID], node: &Option<usize>| parent_id(node.map(|node| nodes[node]));
    match edit {
        Edit::AddNode { parent, index } => {
            let node = tree.create_at(id(nodes, parent), *index).expect(REFUSED);
            nodes.push(node);
        }
        Edit::MoveNode {
            node,
            parent,
            index,
        } => {
            let moved = tree.mov_to(nodes[*node], id(nodes, parent), *index);
            moved.expect(REFUSED);
        }
        _ => unreachable!("no edit of a tree"),
    }
}

fn read_tree(tree: &LoroTree) -> Vec<(TreeID, Option<TreeID>)> {
    let children = |node| tree.children(parent_id(node)).unwrap_or_default();
    let below = |node| children(node).into_iter().rev().map(move |c| (c, node));
    let mut open: Vec<_> = below(None).collect();
    let mut nodes = Vec::new();
    while let Some((node, parent)) = open.pop() {
        nodes.push((node, parent));
        open.extend(below(Some(node)));
    }
    nodes
}

impl Loro {
    fn text(&self) -> &LoroText {
        match &self.root {
            Root::Text(text) | Root::RichText(text) => text,
            _ => unreachable!("no text"),
        }
    }

    /// Undoes or redoes a step; it commits by itself.
    fn back(&mut self, go: fn(&mut UndoManager) -> loro::LoroResult<bool>) -> Vec<u8> {
        let manager = self.undoing.as_mut().expect("steps are recorded");
        assert!(go(manager).expect(REFUSED), "loro: nothing to undo");
        self.listener.as_ref().expect("it has edited").take()
    }

    fn save(&self, mode: ExportMode) -> Vec<u8> {
        self.doc.export(mode).expect("loro exports")
    }

    fn load(bytes: &[u8], part: Part) -> Result<Self, String> {
        let mut document = Loro::open(READER, part);
        document.integrate(bytes)?;
        Ok(document)
    }
}

impl Replica for Loro {
    type Content = Content;
    type Version = Frontiers;

    fn supports(_: &Case) -> Result<(), &'static str> {
        Ok(())
    }

    fn open(agent: usize, part: Part) -> Self {
        let doc = LoroDoc::new();
        doc.set_peer_id(peer_id(agent))
            .expect("loro takes a peer id");
        let root = match part {
            Part::List => Root::List(doc.get_list("root")),
            Part::MovableList => Root::MovableList(doc.get_movable_list("root")),
            Part::Map => Root::Map(doc.get_map("root")),
            Part::Tree => Root::Tree(doc.get_tree("root")),
            Part::Text | Part::TextWithHistory => Root::Text(doc.get_text("root")),
            Part::RichText => Root::RichText(doc.get_text("root")),
        };
        if let Root::Tree(tree) = &root {
            tree.enable_fractional_index(0);
        }
        Loro {
            doc,
            root,
            nodes: Vec::new(),
            listener: None,
            undoing: None,
        }
    }

    fn edit(&mut self, edits: &[Edit]) -> Vec<u8> {
        let doc = &self.doc;
        let listener = self.listener.get_or_insert_with(|| Listener::to(doc));
        for edit in edits {
            match &self.root {
                Root::List(list) => edit_list(list, edit),
                Root::MovableList(list) => edit_movable(list, edit),
                Root::Map(map) => edit_map(map, edit),
                Root::Tree(tree) => edit_tree(tree, &mut self.nodes, edit),
                Root::Text(text) | Root::RichText(text) => edit_text(text, edit),
            }
        }
        self.doc.commit();
        listener.take()
    }

    fn integrate(&mut self, update: &[u8]) -> Result<(), String> {
        // A transaction that changes nothing sends nothing.
        if update.is_empty() {
            return Ok(());
        }
        self.doc
            .import(update)
            .map(|_| ())
            .map_err(|e| format!("loro: {e}"))
    }

    fn integrate_all(&mut self, updates: &[Vec<u8>]) -> Result<(), String> {
        let imported = self.doc.import_batch(updates);
        imported.map(|_| ()).map_err(|e| format!("loro: {e}"))
    }

    fn read(&mut self) -> Content {
        match &self.root {
            Root::List(list) => Content::Value(list.get_deep_value()),
            Root::MovableList(list) => Content::Value(list.get_deep_value()),
            Root::Map(map) => Content::Value(map.get_deep_value()),
            Root::Tree(tree) => Content::Tree(read_tree(tree)),
            Root::Text(text) => Content::Text(text.to_string()),
            Root::RichText(text) => Content::Rich(text.to_delta()),
        }
    }

    fn outline(&mut self) -> Outline {
        let content = self.read();
        let number = |id: &TreeID| self.nodes.iter().position(|other| other == id);
        match content {
            Content::Value(LoroValue::List(items)) => {
                Outline::List(items.iter().map(plain).collect())
            }
            Content::Value(LoroValue::Map(entries)) => {
                let entries = entries.iter();
                Outline::Map(entries.map(|(k, v)| (k.to_string(), plain(v))).collect())
            }
            Content::Value(other) => unreachable!("no container: {other:?}"),
            Content::Text(text) => Outline::Text(text),
            Content::Rich(pieces) => rich(pieces.iter().map(piece)),
            Content::Tree(nodes) => {
                let numbered = |(node, parent): &(TreeID, Option<TreeID>)| {
                    let node = number(node).expect("a node it made");
                    (node, parent.as_ref().and_then(number))
                };
                Outline::Tree(nodes.iter().map(numbered).collect())
            }
        }
    }

    fn formats() -> &'static [Format<Self>] {
        &[
            Format {
                load_work: "load_ms",
                bytes_fact: "document_bytes",
                save: |d| d.save(ExportMode::Snapshot),
                load: Loro::load,
            },
            Format {
                load_work: "load_updates_ms",
                bytes_fact: "document_updates_bytes",
                save: |d| d.save(ExportMode::all_updates()),
                load: Loro::load,
            },
        ]
    }

    fn record_steps(&mut self) {
        self.undoing = Some(new_undo_manager(&self.doc));
    }

    fn undo(&mut self) -> Vec<u8> {
        self.back(UndoManager::undo)
    }

    fn redo(&mut self) -> Vec<u8> {
        self.back(UndoManager::redo)
    }

    fn version(&mut self) -> Frontiers {
        self.doc.state_frontiers()
    }

    /// Leaves the document at that version, so the next time it is gone back
    /// to from the newest again.
    fn read_at(&mut self, version: &Frontiers) -> String {
        self.doc.checkout(version).expect("loro goes back");
        let text = self.text().to_string();
        self.doc.checkout_to_latest();
        text
    }

    fn diff(&mut self, from: &Frontiers, to: &Frontiers) -> Vec<Step> {
        diff_between(&self.doc, from, to)
    }

    fn timeline(&mut self, versions: &[Frontiers]) -> Vec<Vec<Step>> {
        steps_between(&self.doc, self.text(), versions)
    }
}
