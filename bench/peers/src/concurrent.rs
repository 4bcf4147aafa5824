//! Traces with several authors: who knew what when each transaction was made,
//! and the works on the updates that follow from it.

use std::collections::HashMap;
use std::rc::Rc;

use crate::peer::{Replica, Session, Works};
use crate::sequential::{add_formats, add_remote, READER_OF_ALL};
use crate::timing::{Budget, Deadline, Halt};
use crate::trace::{Edit, Trace};

pub enum Open {
    Held,
    Empty,
    /// A copy of that replica, which knows a part of what is needed.
    Fork(usize),
}

/// How one transaction comes about: at which replica, and what that has to
/// integrate before.
pub struct Step {
    pub replica: usize,
    pub open: Open,
    pub missing: Vec<usize>,
}

struct Knowledge {
    known: Vec<bool>,
    last: usize,
}

/// Assigns each transaction to a replica that has seen exactly its ancestors.
/// An agent whose transaction does not descend from its own previous one goes
/// on as a new replica.
pub fn schedule(trace: &Trace) -> Vec<Step> {
    let mut replicas: Vec<Knowledge> = Vec::new();
    let mut of_agent: HashMap<usize, usize> = HashMap::new();
    let mut steps = Vec::with_capacity(trace.txns.len());
    for (index, txn) in trace.txns.iter().enumerate() {
        let held = of_agent.get(&txn.agent).and_then(|&replica| {
            let missing = unknown_ancestors(trace, index, Some(&replicas[replica]))?;
            Some(Step {
                replica,
                open: Open::Held,
                missing,
            })
        });
        let step = held.unwrap_or_else(|| open_replica(trace, index, &mut replicas));
        let replica = &mut replicas[step.replica];
        for &txn in step.missing.iter().chain([&index]) {
            replica.known[txn] = true;
        }
        replica.last = index;
        of_agent.insert(txn.agent, step.replica);
        steps.push(step);
    }
    steps
}

/// A new replica for transaction `index`: forked from the one that knows the
/// most of what it saw and nothing else.
fn open_replica(trace: &Trace, index: usize, replicas: &mut Vec<Knowledge>) -> Step {
    let mut missing = unknown_ancestors(trace, index, None).expect("nothing to descend from");
    let size = |replica: &Knowledge| replica.known.iter().filter(|&&known| known).count();
    let best = (0..replicas.len())
        .filter(|&other| missing.binary_search(&replicas[other].last).is_ok())
        .max_by_key(|&other| size(&replicas[other]));
    let known = match best {
        Some(other) => replicas[other].known.clone(),
        None => vec![false; trace.txns.len()],
    };
    missing.retain(|&txn| !known[txn]);
    replicas.push(Knowledge { known, last: index });
    Step {
        replica: replicas.len() - 1,
        open: best.map_or(Open::Empty, Open::Fork),
        missing,
    }
}

/// The ancestors of `index` that are not known, in order; none if `index`
/// does not descend from what is known.
fn unknown_ancestors(
    trace: &Trace,
    index: usize,
    knowledge: Option<&Knowledge>,
) -> Option<Vec<usize>> {
    let known = |txn: usize| knowledge.is_some_and(|k| k.known[txn]);
    let mut descends = knowledge.is_none();
    let mut seen = std::collections::HashSet::new();
    let mut open = trace.txns[index].parents.clone();
    while let Some(txn) = open.pop() {
        descends |= knowledge.is_some_and(|k| k.last == txn);
        if !known(txn) && seen.insert(txn) {
            open.extend(&trace.txns[txn].parents);
        }
    }
    let mut missing: Vec<usize> = seen.into_iter().collect();
    missing.sort_unstable();
    descends.then_some(missing)
}

pub struct Replayed<U> {
    /// What each transaction sent out.
    pub updates: Vec<U>,
    /// Edits that reached past the end of the text as this library merged it.
    pub clamped: usize,
    pub replicas: usize,
}

/// Lets replicas of one library make the trace with its true concurrency.
pub fn replay<R: Replica>(trace: &Trace, deadline: &Deadline) -> Result<Replayed<R::Update>, Halt> {
    let script = trace.script(R::UNIT);
    let mut replicas: Vec<R> = Vec::new();
    let mut updates: Vec<R::Update> = Vec::with_capacity(trace.txns.len());
    let mut clamped = 0;
    for (index, step) in schedule(trace).into_iter().enumerate() {
        deadline.check(index, trace.txns.len())?;
        let opened = match step.open {
            Open::Held => None,
            Open::Empty => Some(R::open(step.replica)),
            Open::Fork(from) => Some(replicas[from].fork(step.replica)),
        };
        replicas.extend(opened);
        let replica = &mut replicas[step.replica];
        for &txn in &step.missing {
            replica.integrate(&updates[txn])?;
        }
        let edits = clamp(script.txn(index), replica.len(), &mut clamped);
        updates.push(replica.edit_update(&edits));
    }
    Ok(Replayed {
        updates,
        clamped,
        replicas: replicas.len(),
    })
}

/// Cuts edits down to a text of `length` ASCII characters.
pub fn clamp<'a>(edits: &[Edit<'a>], mut length: usize, clamped: &mut usize) -> Vec<Edit<'a>> {
    let cut = edits.iter().map(|edit| {
        let pos = edit.pos.min(length);
        let del = edit.del.min(length - pos);
        *clamped += usize::from(pos != edit.pos || del != edit.del);
        length = length - del + edit.ins.len();
        Edit {
            pos,
            del,
            ins: edit.ins,
        }
    });
    cut.collect()
}

pub fn works<S: Session>(trace: &Trace, budget: Budget) -> Result<Works<'_>, Halt> {
    let replayed = replay::<S>(trace, &budget.for_preparation())?;
    let mut works = Works::default();
    works.update_sizes(&replayed.updates);
    works.fact("clamped_edits", replayed.clamped);
    works.fact("replicas", replayed.replicas);
    match integrate_all::<S>(&replayed.updates, &budget.for_preparation()) {
        Ok(mut document) => {
            let text = document.text();
            works.fact("text_as_recorded", text == trace.end);
            add_formats(&mut works, &text, &mut document)?;
            add_remote::<S>(&mut works, Rc::new(replayed.updates), &text);
        }
        Err(Halt::Failed(reason)) => return Err(Halt::Failed(reason)),
        Err(halt) => works.skipped.push(("remote_update_ms", halt.to_string())),
    }
    Ok(works)
}

fn integrate_all<S: Session>(updates: &[Vec<u8>], deadline: &Deadline) -> Result<S, Halt> {
    let mut document = S::open(READER_OF_ALL);
    for (done, update) in updates.iter().enumerate() {
        deadline.check(done, updates.len())?;
        document.integrate(update)?;
    }
    Ok(document)
}
