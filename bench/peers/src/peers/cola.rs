//! cola: metadata only, in bytes; the text is its user's to keep. A sequential
//! replay is checked by length each time and by text once, a concurrent one
//! goes into a rope of the same author.

use std::rc::Rc;

use cola::{Deletion, Insertion};
use crop::Rope;

use crate::concurrent;
use crate::peer::{Peer, Replica, Works};
use crate::sequential::expect;
use crate::timing::{timed, Budget, Halt};
use crate::trace::{Edit, Script, Trace, Unit};

const NOTE: &str = "keeps no text; on concurrent traces a crop rope does";

pub struct Cola;

impl Peer for Cola {
    fn name(&self) -> &'static str {
        "cola"
    }

    fn package(&self) -> &'static str {
        "cola"
    }

    fn note(&self) -> Option<&'static str> {
        Some(NOTE)
    }

    fn works<'a>(&self, trace: &'a Trace, budget: Budget) -> Result<Works<'a>, Halt> {
        if trace.concurrent {
            concurrent_works(trace, budget)
        } else {
            sequential_works(trace)
        }
    }
}

enum Operation {
    Insert(Insertion),
    Delete(Deletion),
}

/// What a user of cola sends: the operation and the text it inserts.
type Message = (Operation, Box<str>);

struct Document(cola::Replica);

/// The document as everyone finds it: empty, made by nobody.
fn origin() -> cola::Replica {
    cola::Replica::new(u64::MAX, 0)
}

impl Document {
    #[inline]
    fn integrate_operation(&mut self, operation: &Operation) {
        match operation {
            Operation::Insert(insertion) => {
                std::hint::black_box(self.0.integrate_insertion(insertion));
            }
            Operation::Delete(deletion) => {
                std::hint::black_box(self.0.integrate_deletion(deletion));
            }
        }
    }

    #[inline]
    fn integrate_into(&mut self, rope: &mut Rope, (operation, text): &Message) {
        match operation {
            Operation::Insert(insertion) => {
                if let Some(at) = self.0.integrate_insertion(insertion) {
                    rope.insert(at, text);
                }
            }
            Operation::Delete(deletion) => {
                for range in self.0.integrate_deletion(deletion).into_iter().rev() {
                    rope.delete(range);
                }
            }
        }
    }
}

impl Replica for Document {
    type Update = Vec<Message>;
    const UNIT: Unit = Unit::Bytes;

    /// Zero is no valid id.
    fn open(agent: usize) -> Self {
        Document(origin().fork(agent as u64 + 1))
    }

    fn fork(&mut self, agent: usize) -> Self {
        Document(self.0.fork(agent as u64 + 1))
    }

    fn len(&mut self) -> usize {
        self.0.len()
    }

    fn edit_update(&mut self, edits: &[Edit]) -> Vec<Message> {
        let mut messages = Vec::with_capacity(edits.len());
        for edit in edits {
            if edit.del > 0 {
                let deletion = self.0.deleted(edit.pos..edit.pos + edit.del);
                messages.push((Operation::Delete(deletion), "".into()));
            }
            if !edit.ins.is_empty() {
                let insertion = self.0.inserted(edit.pos, edit.ins.len());
                messages.push((Operation::Insert(insertion), edit.ins.into()));
            }
        }
        messages
    }

    fn integrate(&mut self, update: &Vec<Message>) -> Result<(), String> {
        for (operation, _) in update {
            self.integrate_operation(operation);
        }
        Ok(())
    }
}

fn edit_all(script: &Script, mut keep: impl FnMut(Operation)) -> Document {
    let mut document = Document::open(0);
    for edit in &script.edits {
        if edit.del > 0 {
            let deletion = document.0.deleted(edit.pos..edit.pos + edit.del);
            keep(Operation::Delete(deletion));
        }
        if !edit.ins.is_empty() {
            keep(Operation::Insert(
                document.0.inserted(edit.pos, edit.ins.len()),
            ));
        }
    }
    document
}

fn sequential_works(trace: &Trace) -> Result<Works<'_>, Halt> {
    let script = Rc::new(trace.script(Unit::Bytes));
    let mut author = Document::open(0);
    let messages: Vec<Message> = script
        .txns()
        .flat_map(|edits| author.edit_update(edits))
        .collect();
    expect(&merge(&messages).1, &trace.end)?;
    let operations: Vec<Operation> = messages
        .into_iter()
        .map(|(operation, _)| operation)
        .collect();

    let mut works = Works::default();
    let local = script.clone();
    works.run("local_meta_ms", move |_| {
        let (ns, document) = timed(|| {
            edit_all(&local, |operation| {
                std::hint::black_box(&operation);
            })
        });
        expect_length(document, trace)?;
        Ok(ns)
    });
    works.run("local_ops_ms", move |_| {
        let (ns, (document, _made)) = timed(|| {
            let mut made = Vec::new();
            (edit_all(&script, |operation| made.push(operation)), made)
        });
        expect_length(document, trace)?;
        Ok(ns)
    });
    works.run("remote_op_ms", move |_| {
        let (ns, document) = timed(|| {
            let mut document = Document::open(1);
            for operation in &operations {
                document.integrate_operation(operation);
            }
            document
        });
        expect_length(document, trace)?;
        Ok(ns)
    });
    Ok(works)
}

fn expect_length(mut document: Document, trace: &Trace) -> Result<(), Halt> {
    if document.len() == trace.end.len() {
        return Ok(());
    }
    Err(Halt::Failed(format!(
        "length {} instead of {}",
        document.len(),
        trace.end.len()
    )))
}

fn concurrent_works(trace: &Trace, budget: Budget) -> Result<Works<'_>, Halt> {
    let replayed = concurrent::replay::<Document>(trace, &budget.for_preparation())?;
    let messages: Vec<Message> = replayed.updates.into_iter().flatten().collect();
    let text = merge(&messages).1;

    let mut works = Works::default();
    works.fact("clamped_edits", replayed.clamped);
    works.fact("replicas", replayed.replicas);
    works.fact("text_as_recorded", text == trace.end);
    works.run("merge_ms", move |_| {
        let (ns, (_document, got)) = timed(|| merge(&messages));
        expect(&got, &text)?;
        Ok(ns)
    });
    Ok(works)
}

/// All operations into one replica and a rope, and out as text.
fn merge(messages: &[Message]) -> ((Document, Rope), String) {
    let mut document = Document::open(crate::sequential::READER_OF_ALL);
    let mut rope = Rope::new();
    for message in messages {
        document.integrate_into(&mut rope, message);
    }
    let text = rope.to_string();
    ((document, rope), text)
}
