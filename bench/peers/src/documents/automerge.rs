//! automerge: a commit for each transaction of the case.

use automerge::transaction::Transactable;
use automerge::{hydrate, AutoCommit, ObjId, ObjType, ReadDoc, ScalarValue, ROOT};

use super::cases::Case;
use super::edits::{Edit, Outline, Part, Plain};
use super::replica::{Format, Replica};
use crate::peers::automerge::actor;

pub struct Automerge {
    doc: AutoCommit,
    root: ObjId,
}

const REFUSED: &str = "automerge takes an edit";

fn explain(error: automerge::AutomergeError) -> String {
    format!("automerge: {error}")
}

fn scalar(plain: &Plain) -> ScalarValue {
    match plain {
        Plain::Int(number) => ScalarValue::Int(*number),
        Plain::Text(text) => ScalarValue::Str(text.as_str().into()),
    }
}

fn plain(value: &hydrate::Value) -> Plain {
    match value {
        hydrate::Value::Scalar(ScalarValue::Int(number)) => Plain::Int(*number),
        hydrate::Value::Scalar(ScalarValue::Str(text)) => Plain::Text(text.to_string()),
        other => Plain::Text(format!("{other:?}")),
    }
}

impl Automerge {
    fn apply(&mut self, edit: &Edit) -> Result<(), automerge::AutomergeError> {
        match edit {
            Edit::Insert { at, values } if values.len() == 1 => {
                self.doc.insert(&self.root, *at, scalar(&values[0]))
            }
            Edit::Insert { at, values } => {
                let values = values.iter().map(|v| hydrate::Value::Scalar(scalar(v)));
                self.doc.splice(&self.root, *at, 0, values)
            }
            Edit::Set { key, value } => self.doc.put(&self.root, key.as_str(), scalar(value)),
            Edit::SetMap { key, fields, .. } => {
                let key = key.as_str();
                let map = self.doc.put_object(&self.root, key, ObjType::Map)?;
                for (key, value) in fields {
                    self.doc.put(&map, *key, scalar(value))?;
                }
                Ok(())
            }
            _ => unreachable!("not supported"),
        }
    }

    fn load(bytes: &[u8]) -> Result<Self, String> {
        let doc = AutoCommit::load(bytes).map_err(explain)?;
        let root = doc.get(ROOT, "root").map_err(explain)?;
        let (_, root) = root.ok_or("automerge: no root")?;
        Ok(Automerge { doc, root })
    }
}

impl Replica for Automerge {
    type Content = hydrate::Value;

    fn supports(case: &Case) -> Result<(), &'static str> {
        let object = |edit: &Edit| matches!(edit, Edit::SetMap { plain: true, .. });
        match case.part {
            Part::MovableList => Err("not supported: no moves of list items"),
            Part::Tree => Err("not supported: no trees"),
            _ if case.users.iter().flatten().flatten().any(object) => {
                Err("not supported: an object is a map")
            }
            _ => Ok(()),
        }
    }

    /// Everyone starts from the same first change, which makes the container.
    fn open(agent: usize, part: Part) -> Self {
        let kind = match part {
            Part::Map => ObjType::Map,
            _ => ObjType::List,
        };
        let mut doc = AutoCommit::new().with_actor(actor(usize::MAX));
        let root = doc.put_object(ROOT, "root", kind).expect(REFUSED);
        doc.commit();
        doc.set_actor(actor(agent));
        Automerge { doc, root }
    }

    fn edit(&mut self, edits: &[Edit]) -> Vec<u8> {
        for edit in edits {
            self.apply(edit).expect(REFUSED);
        }
        self.doc.commit();
        let change = self.doc.get_last_local_change().expect("just made");
        change.raw_bytes().to_vec()
    }

    fn integrate(&mut self, update: &[u8]) -> Result<(), String> {
        self.doc
            .load_incremental(update)
            .map(|_| ())
            .map_err(explain)
    }

    /// Changes one after the other are the form of an incremental save.
    fn integrate_all(&mut self, updates: &[Vec<u8>]) -> Result<(), String> {
        self.integrate(&updates.concat())
    }

    fn read(&mut self) -> hydrate::Value {
        self.doc.hydrate(&self.root, None).expect("automerge reads")
    }

    fn outline(&mut self) -> Outline {
        match self.read() {
            hydrate::Value::List(items) => {
                Outline::List(items.iter().map(|item| plain(&item.value)).collect())
            }
            hydrate::Value::Map(entries) => {
                let entries = entries.iter();
                Outline::Map(entries.map(|(k, v)| (k.clone(), plain(&v.value))).collect())
            }
            other => unreachable!("no container: {other:?}"),
        }
    }

    fn formats() -> &'static [Format<Self>] {
        &[Format {
            load_work: "load_ms",
            bytes_fact: "document_bytes",
            save: |d| d.doc.save(),
            load: |bytes, _| Automerge::load(bytes),
        }]
    }
}
