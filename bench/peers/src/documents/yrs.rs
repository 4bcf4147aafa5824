//! yrs: numbers as it writes them shortest, a transaction and an update (v1)
//! for each transaction of the case. Old versions are snapshots of a document
//! that keeps what was deleted.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use yrs::types::text::{ChangeKind, Diff, YChange};
use yrs::types::{Attrs, ToJson};
use yrs::undo::Options as UndoOptions;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, Array, ArrayRef, ClientID, Doc, GetString, Map, MapPrelim, MapRef, OffsetKind, Options,
    Out, ReadTxn, Snapshot, StateVector, Subscription, Text, TextRef, Transact, TransactionMut,
    UndoManager, Update,
};

use super::cases::Case;
use super::edits::{rich, Edit, Outline, Part, Piece, Plain, Step};
use super::replica::{Format, Replica, READER};
use crate::peers::yrs::client_id;

pub struct Yrs {
    doc: Doc,
    root: Root,
    undoing: Option<Undoing>,
}

enum Root {
    List(ArrayRef),
    Map(MapRef),
    Text(TextRef),
    RichText(TextRef),
}

#[derive(Clone, PartialEq)]
pub enum Content {
    Value(Any),
    Text(String),
    Rich(Rc<Vec<Diff<YChange>>>),
}

struct Undoing {
    manager: UndoManager,
    outbox: Arc<Mutex<Vec<u8>>>,
    _subscription: Subscription,
}

fn any(plain: &Plain) -> Any {
    match plain {
        Plain::Int(number) => Any::from(*number),
        Plain::Text(text) => Any::from(text.as_str()),
    }
}

fn plain(any: &Any) -> Plain {
    match any {
        Any::Number(number) => Plain::Int(*number as i64),
        Any::String(text) => Plain::Text(text.to_string()),
        other => Plain::Text(other.to_string()),
    }
}

fn edit_list(list: &ArrayRef, txn: &mut TransactionMut, edit: &Edit) {
    match edit {
        Edit::Insert { at, values } if values.len() == 1 => {
            list.insert(txn, *at as u32, any(&values[0]));
        }
        Edit::Insert { at, values } => list.insert_range(txn, *at as u32, values.iter().map(any)),
        _ => unreachable!("no edit of a list"),
    }
}

fn edit_map(map: &MapRef, txn: &mut TransactionMut, edit: &Edit) {
    match edit {
        Edit::Set { key, value } => {
            map.insert(txn, key.as_str(), any(value));
        }
        Edit::SetMap { key, fields, plain } => {
            let fields = fields.iter().map(|(key, value)| (*key, any(value)));
            if *plain {
                let object: HashMap<String, Any> =
                    fields.map(|(key, value)| (key.to_owned(), value)).collect();
                map.insert(txn, key.as_str(), Any::Map(Arc::new(object)));
            } else {
                map.insert(txn, key.as_str(), MapPrelim::from_iter(fields));
            }
        }
        _ => unreachable!("no edit of a map"),
    }
}

fn edit_text(text: &TextRef, txn: &mut TransactionMut, edit: &Edit) {
    match edit {
        Edit::InsertText { at, text: new } => text.insert(txn, *at as u32, new),
        Edit::EraseText { at, count } => text.remove_range(txn, *at as u32, *count as u32),
        Edit::Mark { at, count, key, on } => {
            let value = if *on { Any::Bool(true) } else { Any::Null };
            let attributes = Attrs::from([((*key).into(), value)]);
            text.format(txn, *at as u32, *count as u32, attributes);
        }
        _ => unreachable!("no edit of a text"),
    }
}

fn characters(diff: &Diff<YChange>) -> String {
    match &diff.insert {
        Out::Any(Any::String(text)) => text.to_string(),
        other => unreachable!("no text: {other:?}"),
    }
}

fn piece(diff: &Diff<YChange>) -> Piece {
    let marks = diff.attributes.iter().flat_map(|marks| marks.iter());
    let on = marks.filter(|(_, value)| **value != Any::Null);
    let names = on.map(|(key, _)| key.to_string()).collect();
    (characters(diff), names)
}

fn step(diff: &Diff<YChange>) -> Step {
    let text = characters(diff);
    match diff.ychange.as_ref().map(|change| change.kind) {
        Some(ChangeKind::Added) => Step::Insert(text),
        Some(ChangeKind::Removed) => Step::Erase(text.chars().count()),
        None => Step::Keep(text.chars().count()),
    }
}

impl Yrs {
    fn text(&self) -> &TextRef {
        match &self.root {
            Root::Text(text) | Root::RichText(text) => text,
            _ => unreachable!("no text"),
        }
    }

    fn back(&mut self, go: fn(&mut UndoManager) -> bool) -> Vec<u8> {
        let undoing = self.undoing.as_mut().expect("steps are recorded");
        undoing.outbox.lock().expect("one thread").clear();
        assert!(go(&mut undoing.manager), "yrs: nothing to undo");
        std::mem::take(&mut *undoing.outbox.lock().expect("one thread"))
    }

    fn loaded(
        update: Result<Update, yrs::encoding::read::Error>,
        part: Part,
    ) -> Result<Self, String> {
        let document = Yrs::open(READER, part);
        document.apply([update])?;
        Ok(document)
    }

    fn apply(
        &self,
        updates: impl IntoIterator<Item = Result<Update, yrs::encoding::read::Error>>,
    ) -> Result<(), String> {
        let mut txn = match self.undoing {
            // With an origin it is no step of the user's.
            Some(_) => self.doc.transact_mut_with("other"),
            None => self.doc.transact_mut(),
        };
        for update in updates {
            let update = update.map_err(|e| format!("yrs: {e}"))?;
            txn.apply_update(update).map_err(|e| format!("yrs: {e}"))?;
        }
        Ok(())
    }
}

impl Replica for Yrs {
    type Content = Content;
    type Version = Snapshot;

    fn supports(case: &Case) -> Result<(), &'static str> {
        match case.part {
            Part::List | Part::Map => Ok(()),
            Part::Text | Part::RichText | Part::TextWithHistory => Ok(()),
            Part::MovableList => Err("not supported: no moves of list items"),
            Part::Tree => Err("not supported: no trees"),
        }
    }

    fn open(agent: usize, part: Part) -> Self {
        let mut options = Options::with_client_id(ClientID::new(client_id(agent)));
        options.offset_kind = OffsetKind::Utf16;
        options.skip_gc = part == Part::TextWithHistory;
        let doc = Doc::with_options(options);
        let root = match part {
            Part::Map => Root::Map(doc.get_or_insert_map("root")),
            Part::RichText => Root::RichText(doc.get_or_insert_text("root")),
            Part::Text | Part::TextWithHistory => Root::Text(doc.get_or_insert_text("root")),
            _ => Root::List(doc.get_or_insert_array("root")),
        };
        Yrs {
            doc,
            root,
            undoing: None,
        }
    }

    fn edit(&mut self, edits: &[Edit]) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        for edit in edits {
            match &self.root {
                Root::List(list) => edit_list(list, &mut txn, edit),
                Root::Map(map) => edit_map(map, &mut txn, edit),
                Root::Text(text) | Root::RichText(text) => edit_text(text, &mut txn, edit),
            }
        }
        txn.encode_update_v1()
    }

    fn integrate(&mut self, update: &[u8]) -> Result<(), String> {
        self.apply([Update::decode_v1(update)])
    }

    /// In one transaction, as upstream.
    fn integrate_all(&mut self, updates: &[Vec<u8>]) -> Result<(), String> {
        self.apply(updates.iter().map(|update| Update::decode_v1(update)))
    }

    fn read(&mut self) -> Content {
        let txn = self.doc.transact();
        match &self.root {
            Root::List(list) => Content::Value(list.to_json(&txn)),
            Root::Map(map) => Content::Value(map.to_json(&txn)),
            Root::Text(text) => Content::Text(text.get_string(&txn)),
            Root::RichText(text) => Content::Rich(text.diff(&txn, YChange::identity).into()),
        }
    }

    fn outline(&mut self) -> Outline {
        let value = match self.read() {
            Content::Value(value) => value,
            Content::Text(text) => return Outline::Text(text),
            Content::Rich(pieces) => return rich(pieces.iter().map(piece)),
        };
        match value {
            Any::Array(items) => Outline::List(items.iter().map(plain).collect()),
            Any::Map(entries) => {
                let entries = entries.iter();
                Outline::Map(entries.map(|(k, v)| (k.clone(), plain(v))).collect())
            }
            other => unreachable!("no container: {other}"),
        }
    }

    fn formats() -> &'static [Format<Self>] {
        &[
            Format {
                load_work: "load_ms",
                bytes_fact: "document_bytes",
                save: |d| {
                    let txn = d.doc.transact();
                    txn.encode_state_as_update_v1(&StateVector::default())
                },
                load: |bytes, part| Yrs::loaded(Update::decode_v1(bytes), part),
            },
            Format {
                load_work: "load_v2_ms",
                bytes_fact: "document_v2_bytes",
                save: |d| {
                    let txn = d.doc.transact();
                    txn.encode_state_as_update_v2(&StateVector::default())
                },
                load: |bytes, part| Yrs::loaded(Update::decode_v2(bytes), part),
            },
        ]
    }

    fn record_steps(&mut self) {
        let options = UndoOptions {
            capture_timeout_millis: 0,
            ..UndoOptions::default()
        };
        let mut manager = UndoManager::with_options(options);
        manager.expand_scope(&self.doc, self.text());
        let outbox = Arc::new(Mutex::new(Vec::new()));
        let filled = outbox.clone();
        let listen = move |_: &TransactionMut, event: &yrs::UpdateEvent| {
            *filled.lock().expect("one thread") = event.update.clone();
        };
        let subscription = self.doc.observe_update_v1(listen);
        self.undoing = Some(Undoing {
            manager,
            outbox,
            _subscription: subscription.expect("yrs tells of updates"),
        });
    }

    fn undo(&mut self) -> Vec<u8> {
        self.back(UndoManager::undo_blocking)
    }

    fn redo(&mut self) -> Vec<u8> {
        self.back(UndoManager::redo_blocking)
    }

    fn version(&mut self) -> Snapshot {
        self.doc.transact().snapshot()
    }

    fn read_at(&mut self, version: &Snapshot) -> String {
        let mut txn = self.doc.transact_mut();
        let pieces = self
            .text()
            .diff_range(&mut txn, Some(version), None, YChange::identity);
        pieces.iter().map(characters).collect()
    }

    fn diff(&mut self, from: &Snapshot, to: &Snapshot) -> Vec<Step> {
        let mut txn = self.doc.transact_mut();
        let pieces = self
            .text()
            .diff_range(&mut txn, Some(to), Some(from), YChange::identity);
        pieces.iter().map(step).collect()
    }
}
