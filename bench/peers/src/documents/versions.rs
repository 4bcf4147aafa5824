//! The works on old versions of a document: reading one, telling what changed
//! between two, and going through many.

use super::cases::Case;
use super::edits::{Edit, Step, Transaction};
use super::replica::Replica;
use super::works::{add_document, expect_equal};
use crate::peer::Works;
use crate::timing::{timed, Budget, Deadline, Halt};

/// A text in which edits are made one after the other.
#[derive(Default)]
struct Model(Vec<char>);

impl Model {
    fn edit(&mut self, transaction: &Transaction) {
        for edit in transaction {
            match edit {
                Edit::InsertText { at, text } => drop(self.0.splice(*at..*at, text.chars())),
                Edit::EraseText { at, count } => drop(self.0.drain(*at..at + count)),
                _ => unreachable!("no edit of a text"),
            }
        }
    }

    fn step(&mut self, steps: &[Step]) {
        let mut at = 0;
        for step in steps {
            match step {
                Step::Keep(count) => at += count,
                Step::Insert(text) => {
                    self.0.splice(at..at, text.chars());
                    at += text.chars().count();
                }
                Step::Erase(count) => drop(self.0.drain(at..at + count)),
            }
        }
    }

    fn text(&self) -> String {
        self.0.iter().collect()
    }
}

/// A document, its versions and what each holds.
struct Past<R: Replica> {
    document: R,
    versions: Vec<R::Version>,
    texts: Vec<String>,
}

impl<R: Replica> Past<R> {
    fn make(case: &Case, count: usize, deadline: &Deadline) -> Result<Self, Halt> {
        let mut document = R::open(0, case.part);
        let (mut versions, mut texts) = (Vec::new(), Vec::new());
        let mut model = Model::default();
        let transactions = &case.users[0];
        for (done, transaction) in transactions.iter().enumerate() {
            deadline.check(done, transactions.len())?;
            document.edit(transaction);
            model.edit(transaction);
            let told = versions.len() + 1;
            if (done + 1) * count >= told * transactions.len() {
                versions.push(document.version());
                texts.push(model.text());
            }
        }
        Ok(Past {
            document,
            versions,
            texts,
        })
    }

    /// The texts of the versions, from what a timeline tells.
    fn check_timeline(&self, timeline: &[Vec<Step>]) -> Result<(), Halt> {
        let mut model = Model(self.texts[0].chars().collect());
        for (steps, text) in timeline.iter().zip(&self.texts[1..]) {
            model.step(steps);
            expect_equal(&model.text(), text)?;
        }
        expect_equal(&(timeline.len() + 1), &self.texts.len())
    }

    fn check_diff(&self, from: usize, to: usize, steps: &[Step]) -> Result<(), Halt> {
        let mut model = Model(self.texts[from].chars().collect());
        model.step(steps);
        expect_equal(&model.text(), &self.texts[to])
    }
}

pub fn add_versions<'a, R: Replica + 'static>(
    works: &mut Works<'a>,
    case: &'a Case,
    count: usize,
    budget: Budget,
) -> Result<(), Halt> {
    let mut past = Past::<R>::make(case, count, &budget.for_preparation())?;
    let content = past.document.read();
    add_document(works, case, &mut past.document, content)?;
    let past = std::rc::Rc::new(std::cell::RefCell::new(past));
    let (middle, third) = (count / 2, count / 3);
    let reading = past.clone();
    works.run("old_version_ms", move |_| {
        let past = &mut *reading.borrow_mut();
        let (ns, text) = timed(|| past.document.read_at(&past.versions[middle]));
        expect_equal(&text, &past.texts[middle])?;
        Ok(ns)
    });
    let comparing = past.clone();
    works.run("diff_ms", move |_| {
        let past = &mut *comparing.borrow_mut();
        let [from, to] = [&past.versions[third], &past.versions[2 * third]];
        let (ns, steps) = timed(|| past.document.diff(from, to));
        past.check_diff(third, 2 * third, &steps)?;
        Ok(ns)
    });
    works.run("timeline_ms", move |_| {
        let past = &mut *past.borrow_mut();
        let (ns, timeline) = timed(|| past.document.timeline(&past.versions));
        past.check_timeline(&timeline)?;
        Ok(ns)
    });
    Ok(())
}
