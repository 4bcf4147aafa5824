//! The cases made of recorded sessions.

use super::cases::{Case, Shape};
use super::draws::Draws;
use super::edits::{Edit, Expected, Part, Transaction};
use super::rich_texts::{draw_mark, mark_edit};
use super::texts::{insert, text_case};
use crate::trace::{Trace, Unit};

const PAPER: &str = "automerge-paper";
const BLOG: &str = "seph-blog1";
/// What is made of them.
pub const CASES: [&str; 4] = ["B4", "history", "blog", "blog marked"];

const VERSIONS: usize = 1_000;
const EDITS_A_MARK: usize = 50;

pub fn cases(traces: &[Trace]) -> Vec<Case> {
    let find = |name| traces.iter().find(|trace| trace.name == name);
    let mut cases = Vec::new();
    if let Some(paper) = find(PAPER) {
        cases.push(recorded(
            "B4",
            "the recorded session automerge-paper",
            paper,
        ));
        cases.push(history(paper));
    }
    if let Some(blog) = find(BLOG) {
        cases.push(recorded("blog", "the recorded session seph-blog1", blog));
        cases.push(marked(blog));
    }
    cases
}

fn transactions(trace: &Trace) -> Vec<Transaction> {
    let script = trace.script(Unit::CodePoints);
    let edits = |edits: &[crate::trace::Edit]| {
        let mut transaction = Vec::new();
        for edit in edits {
            if edit.del > 0 {
                let (at, count) = (edit.pos, edit.del);
                transaction.push(Edit::EraseText { at, count });
            }
            if !edit.ins.is_empty() {
                transaction.push(insert(edit.pos, edit.ins));
            }
        }
        transaction
    };
    let transactions = script.txns().map(edits);
    transactions.filter(|made| !made.is_empty()).collect()
}

fn recorded(name: &'static str, means: &'static str, trace: &Trace) -> Case {
    let edits = transactions(trace);
    let mut draws = Draws::new(0);
    draws.note(edits.len());
    draws.note(trace.end.chars().count());
    text_case(name, means, edits, trace.end.clone(), draws)
}

fn history(trace: &Trace) -> Case {
    let means = "old versions of automerge-paper, the timeline of 1,000";
    Case {
        part: Part::TextWithHistory,
        shape: Shape::History(VERSIONS),
        ..recorded("history", means, trace)
    }
}

fn inserted_less_erased(transaction: &Transaction) -> isize {
    let change = |edit: &Edit| match edit {
        Edit::InsertText { text, .. } => text.chars().count() as isize,
        Edit::EraseText { count, .. } => -(*count as isize),
        _ => 0,
    };
    transaction.iter().map(change).sum()
}

fn marked(trace: &Trace) -> Case {
    let mut draws = Draws::new(30);
    let mut length = 0;
    let mut edits = Vec::new();
    for (done, transaction) in transactions(trace).into_iter().enumerate() {
        length += inserted_less_erased(&transaction);
        edits.push(transaction);
        if (done + 1) % EDITS_A_MARK == 0 && length > 0 {
            let mark = draw_mark(&mut draws, length as usize, 40);
            edits.push(vec![mark_edit(mark)]);
        }
    }
    let means = "seph-blog1 with a random mark after every 50 edits";
    let case = text_case("blog marked", means, edits, String::new(), draws);
    Case {
        part: Part::RichText,
        expected: Expected::Characters(trace.end.clone()),
        ..case
    }
}
