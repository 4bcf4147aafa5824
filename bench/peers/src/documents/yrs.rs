//! yrs: numbers as it writes them shortest, a transaction and an update (v1)
//! for each transaction of the case.

use std::collections::HashMap;
use std::sync::Arc;

use yrs::types::ToJson;
use yrs::updates::decoder::Decode;
use yrs::{
    Any, Array, ArrayRef, Doc, Map, MapPrelim, MapRef, ReadTxn, StateVector, Transact,
    TransactionMut, Update,
};

use super::cases::Case;
use super::edits::{Edit, Outline, Part, Plain};
use super::replica::{Format, Replica, READER};
use crate::peers::yrs::client_id;

pub struct Yrs {
    doc: Doc,
    root: Root,
}

enum Root {
    List(ArrayRef),
    Map(MapRef),
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

impl Yrs {
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
        let mut txn = self.doc.transact_mut();
        for update in updates {
            let update = update.map_err(|e| format!("yrs: {e}"))?;
            txn.apply_update(update).map_err(|e| format!("yrs: {e}"))?;
        }
        Ok(())
    }
}

impl Replica for Yrs {
    type Content = Any;

    fn supports(case: &Case) -> Result<(), &'static str> {
        match case.part {
            Part::List | Part::Map => Ok(()),
            Part::MovableList => Err("not supported: no moves of list items"),
            Part::Tree => Err("not supported: no trees"),
        }
    }

    fn open(agent: usize, part: Part) -> Self {
        let doc = Doc::with_client_id(client_id(agent));
        let root = match part {
            Part::Map => Root::Map(doc.get_or_insert_map("root")),
            _ => Root::List(doc.get_or_insert_array("root")),
        };
        Yrs { doc, root }
    }

    fn edit(&mut self, edits: &[Edit]) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        for edit in edits {
            match &self.root {
                Root::List(list) => edit_list(list, &mut txn, edit),
                Root::Map(map) => edit_map(map, &mut txn, edit),
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

    fn read(&mut self) -> Any {
        let txn = self.doc.transact();
        match &self.root {
            Root::List(list) => list.to_json(&txn),
            Root::Map(map) => map.to_json(&txn),
        }
    }

    fn outline(&mut self) -> Outline {
        match self.read() {
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
}
