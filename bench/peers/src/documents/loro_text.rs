//! loro's texts: their edits, their marks and what changed between versions.

use std::sync::{Arc, Mutex};

use loro::event::{Diff, DiffEvent};
use loro::{ContainerTrait, Frontiers, LoroDoc, LoroText, LoroValue, TextDelta, UndoManager};

use super::edits::{Edit, Piece, Step};

const REFUSED: &str = "loro takes an edit";
const ALL_STEPS: usize = usize::MAX;

pub fn edit_text(text: &LoroText, edit: &Edit) {
    let made = match edit {
        Edit::InsertText { at, text: new } => text.insert(*at, new),
        Edit::EraseText { at, count } => text.delete(*at, *count),
        Edit::Mark { at, count, key, on } if *on => text.mark(*at..*at + *count, key, true),
        Edit::Mark { at, count, key, .. } => text.unmark(*at..*at + *count, key),
        _ => unreachable!("no edit of a text"),
    };
    made.expect(REFUSED);
}

pub fn piece(step: &TextDelta) -> Piece {
    let TextDelta::Insert { insert, attributes } = step else {
        unreachable!("a text is all insertions")
    };
    let marks = attributes.iter().flat_map(|marks| marks.iter());
    let on = marks.filter(|(_, value)| **value != LoroValue::Null);
    (insert.clone(), on.map(|(key, _)| key.clone()).collect())
}

/// Each commit is a step; without a limit to how many are kept.
pub fn new_undo_manager(doc: &LoroDoc) -> UndoManager {
    let mut manager = UndoManager::new(doc);
    manager.set_merge_interval(0);
    manager.set_max_undo_steps(ALL_STEPS);
    manager
}

fn step(step: &TextDelta) -> Step {
    match step {
        TextDelta::Retain { retain, .. } => Step::Keep(*retain),
        TextDelta::Insert { insert, .. } => Step::Insert(insert.clone()),
        TextDelta::Delete { delete } => Step::Erase(*delete),
    }
}

pub fn diff_between(doc: &LoroDoc, from: &Frontiers, to: &Frontiers) -> Vec<Step> {
    let batch = doc.diff(from, to).expect("loro compares");
    let text = batch.iter().find_map(|(_, diff)| match diff {
        Diff::Text(steps) => Some(steps.iter().map(step).collect()),
        _ => None,
    });
    text.unwrap_or_default()
}

/// Going from version to version, hearing what changes, is faster than
/// comparing two of them at a time, which goes to the newest in between.
pub fn steps_between(doc: &LoroDoc, text: &LoroText, versions: &[Frontiers]) -> Vec<Vec<Step>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = heard.clone();
    let listen = move |event: DiffEvent| {
        for change in &event.events {
            if let Diff::Text(steps) = &change.diff {
                *hearing.lock().expect("one thread") = steps.iter().map(step).collect();
            }
        }
    };
    doc.checkout(&versions[0]).expect("loro goes back");
    let subscription = doc.subscribe(&text.id(), Arc::new(listen));
    let go = |version| {
        doc.checkout(version).expect("loro goes on");
        std::mem::take(&mut *heard.lock().expect("one thread"))
    };
    let timeline = versions[1..].iter().map(go).collect();
    drop(subscription);
    doc.checkout_to_latest();
    timeline
}
