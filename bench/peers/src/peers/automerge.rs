//! automerge: one commit for each transaction of the trace, and all edits under
//! one commit as a work of its own; positions in code points.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, LoadOptions, ObjId, ObjType, ReadDoc, TextEncoding, ROOT};

use crate::documents::cases::Case;
use crate::peer::{EditLater, Format, Peer, Replica, Session, Works};
use crate::timing::{Budget, Halt};
use crate::trace::{Edit, Trace, Unit};
use crate::{concurrent, documents, sequential};
const DOCUMENTS_NOTE: &str = "a change refers to those before by hashes";

pub struct Automerge;

impl Peer for Automerge {
    fn name(&self) -> &'static str {
        "automerge"
    }

    fn package(&self) -> &'static str {
        "automerge"
    }

    fn works<'a>(&self, trace: &'a Trace, budget: Budget) -> Result<Works<'a>, Halt> {
        if trace.concurrent {
            concurrent::works::<Document>(trace, budget)
        } else {
            sequential::works::<Document>(trace, budget)
        }
    }

    fn documents<'a>(&self, case: &'a Case, budget: Budget) -> Option<Result<Works<'a>, Halt>> {
        Some(documents::works::<documents::Automerge>(case, budget))
    }

    fn documents_note(&self) -> Option<&'static str> {
        Some(DOCUMENTS_NOTE)
    }
}

struct Document {
    doc: AutoCommit,
    text: ObjId,
}

const ENCODING: TextEncoding = TextEncoding::UnicodeCodePoint;

/// Actor ids as wide as those it draws at random: 16 bytes.
pub fn actor(agent: usize) -> ActorId {
    let mut bytes = [0xa7; 16];
    bytes[8..].copy_from_slice(&(agent as u64).to_be_bytes());
    ActorId::from(bytes)
}

impl Document {
    #[inline]
    fn apply(&mut self, edits: &[Edit]) {
        for edit in edits {
            let del = edit.del as isize;
            self.doc
                .splice_text(&self.text, edit.pos, del, edit.ins)
                .expect("automerge splices");
        }
    }

    fn load(bytes: &[u8]) -> Result<Self, String> {
        let options = LoadOptions::new().text_encoding(ENCODING);
        let explain = |e: automerge::AutomergeError| format!("automerge: {e}");
        let doc = AutoCommit::load_with_options(bytes, options).map_err(explain)?;
        let (_, text) = doc
            .get(ROOT, "text")
            .map_err(explain)?
            .ok_or("automerge: no text")?;
        Ok(Document { doc, text })
    }
}

impl Replica for Document {
    type Update = Vec<u8>;
    const UNIT: Unit = Unit::CodePoints;

    /// Everyone starts from the same first change, which makes the text.
    fn open(agent: usize) -> Self {
        let mut doc = AutoCommit::new_with_encoding(ENCODING).with_actor(actor(usize::MAX));
        let text = doc
            .put_object(ROOT, "text", ObjType::Text)
            .expect("automerge makes a text");
        doc.save_incremental();
        doc.set_actor(actor(agent));
        Document { doc, text }
    }

    fn fork(&mut self, agent: usize) -> Self {
        let doc = self.doc.fork().with_actor(actor(agent));
        let mut copy = Document {
            doc,
            text: self.text.clone(),
        };
        copy.doc.save_incremental();
        copy
    }

    fn len(&mut self) -> usize {
        self.doc.length(&self.text)
    }

    fn edit_update(&mut self, edits: &[Edit]) -> Vec<u8> {
        self.apply(edits);
        match self.doc.commit() {
            Some(_) => self
                .doc
                .get_last_local_change()
                .expect("just made")
                .raw_bytes()
                .to_vec(),
            None => Vec::new(),
        }
    }

    fn integrate(&mut self, update: &Vec<u8>) -> Result<(), String> {
        self.doc
            .load_incremental(update)
            .map(|_| ())
            .map_err(|e| format!("automerge: {e}"))
    }
}

impl Session for Document {
    fn edit(&mut self, edits: &[Edit]) {
        self.apply(edits);
        self.doc.commit();
    }

    fn edit_later() -> Option<EditLater<Self>> {
        Some(EditLater {
            edit: Document::apply,
            commit: |d| {
                d.doc.commit();
            },
        })
    }

    fn text(&mut self) -> String {
        self.doc.text(&self.text).expect("automerge has the text")
    }

    fn formats() -> &'static [Format<Self>] {
        &[Format {
            load_work: "load_ms",
            bytes_fact: "file_bytes",
            save: |d| d.doc.save(),
            load: Document::load,
        }]
    }
}
