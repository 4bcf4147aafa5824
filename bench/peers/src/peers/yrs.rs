//! yrs: one transaction for each transaction of the trace; positions in UTF-8
//! bytes, its default.

use yrs::updates::decoder::Decode;
use yrs::{Doc, GetString, ReadTxn, StateVector, Text, TextRef, Transact, TransactionMut, Update};

use crate::documents::cases::Case;
use crate::peer::{Format, Peer, Replica, Session, Works};
use crate::sequential::READER_OF_ALL;
use crate::timing::{Budget, Halt};
use crate::trace::{Edit, Trace, Unit};
use crate::{concurrent, documents, sequential};

const NOTE: &str = "drops deleted text, so its bytes are not the whole history";
const DOCUMENTS_NOTE: &str = "updates v1; documents v1 and v2";

pub struct Yrs;

impl Peer for Yrs {
    fn name(&self) -> &'static str {
        "yrs"
    }

    fn package(&self) -> &'static str {
        "yrs"
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
        Some(documents::works::<documents::Yrs>(case, budget))
    }

    fn documents_note(&self) -> Option<&'static str> {
        Some(DOCUMENTS_NOTE)
    }
}

struct Document {
    doc: Doc,
    text: TextRef,
}

/// Client ids as wide as those it draws at random: 53 bits.
pub fn client_id(agent: usize) -> u64 {
    (1 << 52) | agent as u64
}

impl Document {
    fn new(agent: usize) -> Self {
        let doc = Doc::with_client_id(client_id(agent));
        let text = doc.get_or_insert_text("text");
        Document { doc, text }
    }

    #[inline]
    fn apply(&self, txn: &mut TransactionMut, edits: &[Edit]) {
        for edit in edits {
            if edit.del > 0 {
                self.text
                    .remove_range(txn, edit.pos as u32, edit.del as u32);
            }
            if !edit.ins.is_empty() {
                self.text.insert(txn, edit.pos as u32, edit.ins);
            }
        }
    }

    fn integrate_decoded(&self, update: Update) -> Result<(), String> {
        self.doc
            .transact_mut()
            .apply_update(update)
            .map_err(|e| format!("yrs: {e}"))
    }

    fn loaded(update: Result<Update, yrs::encoding::read::Error>) -> Result<Self, String> {
        let document = Document::new(READER_OF_ALL);
        document.integrate_decoded(update.map_err(|e| format!("yrs: {e}"))?)?;
        Ok(document)
    }
}

impl Replica for Document {
    type Update = Vec<u8>;
    const UNIT: Unit = Unit::Bytes;

    fn open(agent: usize) -> Self {
        Document::new(agent)
    }

    fn fork(&mut self, agent: usize) -> Self {
        let state = self
            .doc
            .transact()
            .encode_state_as_update_v1(&StateVector::default());
        let mut copy = Document::new(agent);
        copy.integrate(&state).expect("yrs reads its own state");
        copy
    }

    fn len(&mut self) -> usize {
        self.text.len(&self.doc.transact()) as usize
    }

    fn edit_update(&mut self, edits: &[Edit]) -> Vec<u8> {
        let mut txn = self.doc.transact_mut();
        self.apply(&mut txn, edits);
        txn.encode_update_v1()
    }

    fn integrate(&mut self, update: &Vec<u8>) -> Result<(), String> {
        let update = Update::decode_v1(update).map_err(|e| format!("yrs: {e}"))?;
        self.integrate_decoded(update)
    }
}

impl Session for Document {
    fn edit(&mut self, edits: &[Edit]) {
        self.apply(&mut self.doc.transact_mut(), edits);
    }

    fn text(&mut self) -> String {
        self.text.get_string(&self.doc.transact())
    }

    fn formats() -> &'static [Format<Self>] {
        &[
            Format {
                load_work: "load_ms",
                bytes_fact: "file_bytes",
                save: |d| {
                    d.doc
                        .transact()
                        .encode_state_as_update_v1(&StateVector::default())
                },
                load: |bytes| Document::loaded(Update::decode_v1(bytes)),
            },
            Format {
                load_work: "load_v2_ms",
                bytes_fact: "file_v2_bytes",
                save: |d| {
                    d.doc
                        .transact()
                        .encode_state_as_update_v2(&StateVector::default())
                },
                load: |bytes| Document::loaded(Update::decode_v2(bytes)),
            },
        ]
    }
}
