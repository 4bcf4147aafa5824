//! loro: one commit for each transaction of the trace, and all edits under one
//! commit as a work of its own; positions in code points.

use std::sync::{Arc, Mutex};

use loro::{ExportMode, LoroDoc, LoroText, Subscription};

use crate::documents::cases::Case;
use crate::peer::{EditLater, Format, Peer, Replica, Session, Works};
use crate::sequential::READER_OF_ALL;
use crate::timing::{Budget, Halt};
use crate::trace::{Edit, Trace, Unit};
use crate::{concurrent, documents, sequential};

const NOTE: &str = "a snapshot holds the state too and loads without its history; load_updates \
    builds the text from the history";
const DOCUMENTS_NOTE: &str =
    "documents as a snapshot, which holds the state too, and as all updates";

pub struct Loro;

impl Peer for Loro {
    fn name(&self) -> &'static str {
        "loro"
    }

    fn package(&self) -> &'static str {
        "loro"
    }

    fn note(&self) -> Option<&'static str> {
        Some(NOTE)
    }

    fn works<'a>(&self, trace: &'a Trace, budget: Budget) -> Result<Works<'a>, Halt> {
        if trace.concurrent {
            concurrent::works::<Document>(trace, budget)
        } else {
            sequential::works::<Document>(trace, budget)
        }
    }

    fn documents<'a>(&self, case: &'a Case, budget: Budget) -> Option<Result<Works<'a>, Halt>> {
        Some(documents::works::<documents::Loro>(case, budget))
    }

    fn documents_note(&self) -> Option<&'static str> {
        Some(DOCUMENTS_NOTE)
    }
}

struct Document {
    doc: LoroDoc,
    text: LoroText,
    /// From the first `edit_update` on.
    listener: Option<Listener>,
}

pub fn peer_id(agent: usize) -> u64 {
    (1 << 52) | agent as u64
}

/// Hears of the updates of a document's commits.
pub struct Listener {
    outbox: Arc<Mutex<Vec<u8>>>,
    _subscription: Subscription,
}

impl Listener {
    pub fn to(doc: &LoroDoc) -> Self {
        let outbox = Arc::new(Mutex::new(Vec::new()));
        let filled = outbox.clone();
        let subscription = doc.subscribe_local_update(Box::new(move |update| {
            filled.lock().expect("one thread").extend_from_slice(update);
            true
        }));
        Listener {
            outbox,
            _subscription: subscription,
        }
    }

    /// What was committed since the last time.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.outbox.lock().expect("one thread"))
    }
}

impl Document {
    fn new(doc: LoroDoc, agent: usize) -> Self {
        doc.set_peer_id(peer_id(agent))
            .expect("loro takes a peer id");
        let text = doc.get_text("text");
        Document {
            doc,
            text,
            listener: None,
        }
    }

    #[inline]
    fn apply(&mut self, edits: &[Edit]) {
        for edit in edits {
            if edit.del > 0 {
                self.text.delete(edit.pos, edit.del).expect("loro deletes");
            }
            if !edit.ins.is_empty() {
                self.text.insert(edit.pos, edit.ins).expect("loro inserts");
            }
        }
    }

    fn save(&self, mode: ExportMode) -> Vec<u8> {
        self.doc.export(mode).expect("loro exports")
    }

    fn load(bytes: &[u8]) -> Result<Self, String> {
        let mut document = Document::new(LoroDoc::new(), READER_OF_ALL);
        document.import(bytes)?;
        Ok(document)
    }

    fn import(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.doc
            .import(bytes)
            .map(|_| ())
            .map_err(|e| format!("loro: {e}"))
    }
}

impl Replica for Document {
    type Update = Vec<u8>;
    const UNIT: Unit = Unit::CodePoints;

    fn open(agent: usize) -> Self {
        Document::new(LoroDoc::new(), agent)
    }

    fn fork(&mut self, agent: usize) -> Self {
        Document::new(self.doc.fork(), agent)
    }

    fn len(&mut self) -> usize {
        self.text.len_unicode()
    }

    fn edit_update(&mut self, edits: &[Edit]) -> Vec<u8> {
        if self.listener.is_none() {
            self.listener = Some(Listener::to(&self.doc));
        }
        self.edit(edits);
        self.listener.as_ref().expect("just set").take()
    }

    fn integrate(&mut self, update: &Vec<u8>) -> Result<(), String> {
        // A transaction without edits sends nothing.
        if update.is_empty() {
            return Ok(());
        }
        self.import(update)
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
            commit: |d| d.doc.commit(),
        })
    }

    fn text(&mut self) -> String {
        self.text.to_string()
    }

    fn formats() -> &'static [Format<Self>] {
        &[
            Format {
                load_work: "load_ms",
                bytes_fact: "file_bytes",
                save: |d| d.save(ExportMode::Snapshot),
                load: Document::load,
            },
            Format {
                load_work: "load_updates_ms",
                bytes_fact: "file_updates_bytes",
                save: |d| d.save(ExportMode::all_updates()),
                load: Document::load,
            },
        ]
    }
}
