//! The works of a text session on a trace with one author.

use std::rc::Rc;

use crate::memory::live_bytes;
use crate::peer::{Format, Session, Works};
use crate::timing::{timed, Budget, Deadline, Halt};
use crate::trace::{Script, Trace};

/// The one agent who edits.
const AUTHOR: usize = 0;

pub fn works<S: Session>(trace: &Trace, budget: Budget) -> Result<Works<'_>, Halt> {
    let script = Rc::new(trace.script(S::UNIT));
    let mut works = Works::default();
    let saved = add_local::<S>(&mut works, trace, &script, budget)?;
    if let Some(mut document) = saved {
        add_formats(&mut works, &trace.end, &mut document)?;
    }
    add_updates::<S>(&mut works, trace, &script, budget)?;
    Ok(works)
}

/// Adds the local works and returns a document that holds the whole session.
fn add_local<'a, S: Session>(
    works: &mut Works<'a>,
    trace: &'a Trace,
    script: &Rc<Script<'a>>,
    budget: Budget,
) -> Result<Option<S>, Halt> {
    let mut saved = match edit_all::<S>(script, &budget.for_preparation()) {
        Ok(document) => Some(document),
        Err(Halt::Failed(reason)) => return Err(Halt::Failed(reason)),
        Err(halt) => {
            works.skipped.push(("local_ms", halt.to_string()));
            None
        }
    };
    if saved.is_some() {
        let script = script.clone();
        works.run("local_ms", move |deadline| {
            let (ns, document) = timed(|| edit_all::<S>(&script, deadline));
            expect(&document?.text(), &trace.end)?;
            Ok(ns)
        });
    }
    if S::edit_later().is_some() {
        if saved.is_none() {
            saved = edit_at_once(script, &budget.for_preparation()).ok();
            works.fact("saved_as_one_commit", true);
        }
        let script = script.clone();
        works.run("local_one_commit_ms", move |deadline| {
            let (ns, document) = timed(|| edit_at_once::<S>(&script, deadline));
            expect(&document?.text(), &trace.end)?;
            Ok(ns)
        });
    }
    Ok(saved)
}

fn edit_all<S: Session>(script: &Script, deadline: &Deadline) -> Result<S, Halt> {
    let mut document = S::open(AUTHOR);
    let txns = script.txns();
    let of = txns.len();
    for (done, edits) in txns.enumerate() {
        deadline.check(done, of)?;
        document.edit(edits);
    }
    Ok(document)
}

fn edit_at_once<S: Session>(script: &Script, deadline: &Deadline) -> Result<S, Halt> {
    let later = S::edit_later().expect("asked only of those who can");
    let mut document = S::open(AUTHOR);
    let txns = script.txns();
    let of = txns.len();
    for (done, edits) in txns.enumerate() {
        deadline.check(done, of)?;
        (later.edit)(&mut document, edits);
    }
    (later.commit)(&mut document);
    Ok(document)
}

fn edit_for_others<S: Session>(script: &Script, deadline: &Deadline) -> Result<(S, Outbox), Halt> {
    let mut document = S::open(AUTHOR);
    let txns = script.txns();
    let of = txns.len();
    let mut outbox = Outbox::default();
    for (done, edits) in txns.enumerate() {
        deadline.check(done, of)?;
        outbox.send(&document.edit_update(edits));
    }
    Ok((document, outbox))
}

/// Updates as a sender holds them, back to back. Kept as the libraries hand
/// them out, their spare capacity would spread the document over memory.
#[derive(Default)]
pub struct Outbox {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Outbox {
    pub fn send(&mut self, update: &[u8]) {
        self.bytes.extend_from_slice(update);
        self.ends.push(self.bytes.len());
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        (0..self.ends.len()).map(|index| {
            let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.bytes[start..self.ends[index]]
        })
    }

    fn updates(&self) -> Vec<Vec<u8>> {
        self.iter().map(<[u8]>::to_vec).collect()
    }
}

fn add_updates<'a, S: Session>(
    works: &mut Works<'a>,
    trace: &'a Trace,
    script: &Rc<Script<'a>>,
    budget: Budget,
) -> Result<(), Halt> {
    let updates = match edit_for_others::<S>(script, &budget.for_preparation()) {
        Ok((_, outbox)) => Rc::new(outbox.updates()),
        Err(Halt::Failed(reason)) => return Err(Halt::Failed(reason)),
        Err(halt) => {
            let reason = halt.to_string();
            works
                .skipped
                .push(("remote_update_ms", format!("its updates: {reason}")));
            works.skipped.push(("local_ops_ms", reason));
            return Ok(());
        }
    };
    works.update_sizes(&updates);
    let script = script.clone();
    works.run("local_ops_ms", move |deadline| {
        let (ns, made) = timed(|| edit_for_others::<S>(&script, deadline));
        expect(&made?.0.text(), &trace.end)?;
        Ok(ns)
    });
    add_remote::<S>(works, updates, &trace.end);
    Ok(())
}

/// Adds the work of integrating `updates` one at a time, the text at hand at
/// the end.
pub fn add_remote<'a, S: Session>(works: &mut Works<'a>, updates: Rc<Vec<Vec<u8>>>, want: &str) {
    let want = want.to_owned();
    works.run("remote_update_ms", move |deadline| {
        let (ns, text) = timed(|| -> Result<(S, String), Halt> {
            let mut document = S::open(READER_OF_ALL);
            for (done, update) in updates.iter().enumerate() {
                deadline.check(done, updates.len())?;
                document.integrate(update)?;
            }
            let text = document.text();
            Ok((document, text))
        });
        expect(&text?.1, &want)?;
        Ok(ns)
    });
}

/// No replica of a trace has this number.
pub const READER_OF_ALL: usize = 1 << 16;

/// Adds, for each format of the library, its size and the work of loading it
/// to text.
pub fn add_formats<S: Session>(
    works: &mut Works,
    want: &str,
    document: &mut S,
) -> Result<(), Halt> {
    for (index, format) in S::formats().iter().enumerate() {
        let bytes = (format.save)(document);
        works.fact(format.bytes_fact, bytes.len());
        expect(&load(format, &bytes)?.1, want)?;
        if index == 0 {
            let live = live_bytes(|| load(format, &bytes).map(|loaded| loaded.0).ok());
            works.fact("live_bytes", live);
        }
        let want = want.to_owned();
        works.run(format.load_work, move |_| {
            let (ns, loaded) = timed(|| load(format, &bytes));
            expect(&loaded?.1, &want)?;
            Ok(ns)
        });
    }
    Ok(())
}

fn load<S: Session>(format: &Format<S>, bytes: &[u8]) -> Result<(S, String), String> {
    let mut document = (format.load)(bytes)?;
    let text = document.text();
    Ok((document, text))
}

pub fn expect(got: &str, want: &str) -> Result<(), Halt> {
    if got == want {
        return Ok(());
    }
    Err(Halt::Failed(format!(
        "wrong text: {} bytes instead of {}",
        got.len(),
        want.len()
    )))
}
