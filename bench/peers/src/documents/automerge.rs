//! automerge: a commit for each transaction of the case.

use automerge::iter::Span;
use automerge::marks::{ExpandMark, Mark};
use automerge::transaction::Transactable;
use automerge::{
    hydrate, AutoCommit, ChangeHash, LoadOptions, ObjId, ObjType, Patch, PatchAction, ReadDoc,
    ScalarValue, TextEncoding, ROOT,
};

use super::cases::{Case, Shape};
use super::edits::{rich, Edit, Outline, Part, Piece, Plain, Step};
use super::replica::{Format, Replica};
use crate::peers::automerge::actor;

pub struct Automerge {
    doc: AutoCommit,
    root: ObjId,
    part: Part,
}

#[derive(PartialEq)]
pub enum Content {
    Value(hydrate::Value),
    Text(String),
    Rich(Vec<Span>),
}

const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;
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
            Edit::InsertText { at, text } => self.doc.splice_text(&self.root, *at, 0, text),
            Edit::EraseText { at, count } => {
                self.doc.splice_text(&self.root, *at, *count as isize, "")
            }
            Edit::Mark { at, count, key, on } => {
                let value = match on {
                    true => ScalarValue::Boolean(true),
                    false => ScalarValue::Null,
                };
                let mark = Mark::new((*key).to_owned(), value, *at, *at + *count);
                self.doc.mark(&self.root, mark, ExpandMark::After)
            }
            _ => unreachable!("not supported"),
        }
    }

    fn load(bytes: &[u8], part: Part) -> Result<Self, String> {
        let options = LoadOptions::new().text_encoding(ENCODING);
        let doc = AutoCommit::load_with_options(bytes, options).map_err(explain)?;
        let root = doc.get(ROOT, "root").map_err(explain)?;
        let (_, root) = root.ok_or("automerge: no root")?;
        Ok(Automerge { doc, root, part })
    }
}

fn piece(span: &Span) -> Piece {
    let Span::Text { text, marks } = span else {
        unreachable!("no blocks were made")
    };
    let marks = marks.iter().flat_map(|marks| marks.iter());
    let on = marks.filter(|(_, value)| **value != ScalarValue::Null);
    (text.clone(), on.map(|(key, _)| key.to_string()).collect())
}

/// Patches tell of one place after the other, in the text as it is by then.
fn steps(patches: &[Patch]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = 0;
    for patch in patches {
        let (index, step, behind) = match &patch.action {
            PatchAction::SpliceText { index, value, .. } => {
                let text = value.make_string();
                let behind = index + text.chars().count();
                (*index, Step::Insert(text), behind)
            }
            PatchAction::DeleteSeq { index, length } => (*index, Step::Erase(*length), *index),
            other => unreachable!("no edit of a text: {other}"),
        };
        steps.push(Step::Keep(
            index.checked_sub(at).expect("patches go forward"),
        ));
        steps.push(step);
        at = behind;
    }
    steps
}

impl Replica for Automerge {
    type Content = Content;
    type Version = Vec<ChangeHash>;

    fn supports(case: &Case) -> Result<(), &'static str> {
        let object = |edit: &Edit| matches!(edit, Edit::SetMap { plain: true, .. });
        match case.part {
            Part::MovableList => Err("not supported: no moves of list items"),
            Part::Tree => Err("not supported: no trees"),
            _ if matches!(case.shape, Shape::Undo) => Err("not supported: no undo"),
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
            Part::Text | Part::TextWithHistory | Part::RichText => ObjType::Text,
            _ => ObjType::List,
        };
        let mut doc = AutoCommit::new_with_encoding(ENCODING).with_actor(actor(usize::MAX));
        let root = doc.put_object(ROOT, "root", kind).expect(REFUSED);
        doc.commit();
        doc.set_actor(actor(agent));
        Automerge { doc, root, part }
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

    fn read(&mut self) -> Content {
        const READS: &str = "automerge reads";
        match self.part {
            Part::Text | Part::TextWithHistory => {
                Content::Text(self.doc.text(&self.root).expect(READS))
            }
            Part::RichText => Content::Rich(self.doc.spans(&self.root).expect(READS).collect()),
            _ => Content::Value(self.doc.hydrate(&self.root, None).expect(READS)),
        }
    }

    fn outline(&mut self) -> Outline {
        let value = match self.read() {
            Content::Value(value) => value,
            Content::Text(text) => return Outline::Text(text),
            Content::Rich(spans) => return rich(spans.iter().map(piece)),
        };
        match value {
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
            load: Automerge::load,
        }]
    }

    fn version(&mut self) -> Vec<ChangeHash> {
        self.doc.get_heads()
    }

    fn read_at(&mut self, version: &Vec<ChangeHash>) -> String {
        let text = self.doc.text_at(&self.root, version);
        text.expect("automerge reads an old version")
    }

    fn diff(&mut self, from: &Vec<ChangeHash>, to: &Vec<ChangeHash>) -> Vec<Step> {
        steps(&self.doc.diff(from, to))
    }
}
