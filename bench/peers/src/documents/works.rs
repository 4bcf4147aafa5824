//! From a case and a library to works. What counts is what upstream times:
//! edits with an update for each transaction and integrating them elsewhere
//! (of a gathering only that), and reading the container in the end, so that
//! nothing can be put off. Comparing is not timed.

use std::rc::Rc;

use super::cases::{Case, Shape};
use super::edits::Transaction;
use super::replica::{Format, Replica};
use super::undo::add_undoing;
use super::versions::add_versions;
use crate::memory::live_bytes;
use crate::peer::Works;
use crate::sequential::Outbox;
use crate::timing::{timed, Budget, Deadline, Halt};

pub fn works<R: Replica + 'static>(case: &Case, budget: Budget) -> Result<Works<'_>, Halt> {
    let mut works = Works::default();
    if let Err(reason) = R::supports(case) {
        works.skipped.push(("all", reason.into()));
        return Ok(works);
    }
    match case.shape {
        Shape::Session => add_meeting::<R>(&mut works, case, budget, session)?,
        Shape::Exchange => add_meeting::<R>(&mut works, case, budget, exchange)?,
        Shape::Gather => add_gathering::<R>(&mut works, case)?,
        Shape::Memory => add_memory::<R>(&mut works, case)?,
        Shape::Undo => add_undoing::<R>(&mut works, case, budget)?,
        Shape::History(count) => add_versions::<R>(&mut works, case, count, budget)?,
    }
    Ok(works)
}

/// Two replicas that should be equal now.
struct Met<R: Replica> {
    ns: u64,
    first: R,
    contents: [R::Content; 2],
    outbox: Outbox,
}

impl<R: Replica> Met<R> {
    fn check(&self) -> Result<(), Halt> {
        expect_equal(&self.contents[0], &self.contents[1])
    }
}

pub fn expect_equal<T: PartialEq>(one: &T, other: &T) -> Result<(), Halt> {
    if one == other {
        return Ok(());
    }
    Err(Halt::Failed("the replicas differ".into()))
}

type Meet<R> = fn(&Case, &Deadline) -> Result<Met<R>, Halt>;

fn add_meeting<'a, R: Replica + 'static>(
    works: &mut Works<'a>,
    case: &'a Case,
    budget: Budget,
    meet: Meet<R>,
) -> Result<(), Halt> {
    let mut met = meet(case, &budget.for_preparation())?;
    met.check()?;
    add_update_sizes(works, met.outbox.iter().map(<[u8]>::len));
    let [content, _] = met.contents;
    add_document(works, case, &mut met.first, content)?;
    works.run("time_ms", move |deadline| {
        let met = meet(case, deadline)?;
        met.check()?;
        Ok(met.ns)
    });
    Ok(())
}

/// Two replicas that have what all had before.
fn open_two<R: Replica>(case: &Case) -> Result<[R; 2], Halt> {
    let [mut first, mut second] = [R::open(0, case.part), R::open(1, case.part)];
    if !case.base.is_empty() {
        second.integrate(&first.edit(&case.base))?;
    }
    Ok([first, second])
}

fn session<R: Replica>(case: &Case, deadline: &Deadline) -> Result<Met<R>, Halt> {
    let [mut author, mut reader] = open_two::<R>(case)?;
    let transactions = &case.users[0];
    let (ns, result) = timed(|| {
        let outbox = send_all(&mut author, transactions, deadline)?;
        receive_all(&mut reader, &outbox, deadline)?;
        Ok::<_, Halt>(([author.read(), reader.read()], outbox))
    });
    let (contents, outbox) = result?;
    Ok(Met {
        ns,
        first: author,
        contents,
        outbox,
    })
}

fn exchange<R: Replica>(case: &Case, deadline: &Deadline) -> Result<Met<R>, Halt> {
    let [mut first, mut second] = open_two::<R>(case)?;
    let [ours, theirs] = [&case.users[0], &case.users[1]];
    let (ns, result) = timed(|| {
        let mut sent = send_all(&mut first, ours, deadline)?;
        let answer = send_all(&mut second, theirs, deadline)?;
        receive_all(&mut second, &sent, deadline)?;
        receive_all(&mut first, &answer, deadline)?;
        answer.iter().for_each(|update| sent.send(update));
        Ok::<_, Halt>(([first.read(), second.read()], sent))
    });
    let (contents, outbox) = result?;
    Ok(Met {
        ns,
        first,
        contents,
        outbox,
    })
}

fn send_all<R: Replica>(
    author: &mut R,
    transactions: &[Transaction],
    deadline: &Deadline,
) -> Result<Outbox, Halt> {
    let mut outbox = Outbox::default();
    for (done, edits) in transactions.iter().enumerate() {
        deadline.check(done, 2 * transactions.len())?;
        outbox.send(&author.edit(edits));
    }
    Ok(outbox)
}

pub fn receive_all<R: Replica>(
    reader: &mut R,
    outbox: &Outbox,
    deadline: &Deadline,
) -> Result<(), Halt> {
    let count = outbox.iter().len();
    for (done, update) in outbox.iter().enumerate() {
        deadline.check(count + done, 2 * count)?;
        reader.integrate(update)?;
    }
    Ok(())
}

/// As upstream, the one that is timed has made its own edit before and gets
/// it back among the others.
const RECEIVER: usize = 1;

fn add_gathering<'a, R: Replica + 'static>(
    works: &mut Works<'a>,
    case: &'a Case,
) -> Result<(), Halt> {
    let client = |agent: usize| {
        let mut client = R::open(agent, case.part);
        let update = client.edit(&case.users[agent][0]);
        (client, update)
    };
    let updates: Vec<Vec<u8>> = (0..case.users.len()).map(|agent| client(agent).1).collect();
    add_update_sizes(works, updates.iter().map(Vec::len));
    let mut first = client(0).0;
    first.integrate_all(&updates)?;
    let content = Rc::new(first.read());
    let want = content.clone();
    works.run("time_ms", move |_| {
        let mut receiver = client(RECEIVER).0;
        let (ns, got) = timed(|| {
            receiver.integrate_all(&updates)?;
            Ok::<_, Halt>(receiver.read())
        });
        expect_equal(&got?, &want)?;
        Ok(ns)
    });
    check_outline(case, &mut first)?;
    add_formats(works, case, &mut first, content)
}

fn add_memory<'a, R: Replica + 'static>(works: &mut Works<'a>, case: &'a Case) -> Result<(), Halt> {
    let make = || {
        let mut document = R::open(0, case.part);
        drop(document.edit(&case.base));
        let content = document.read();
        (document, content)
    };
    let live = live_bytes(|| make().0);
    let (mut document, content) = make();
    add_live_bytes(works, case, "live_bytes_entry", live);
    check_outline(case, &mut document)?;
    let format = &R::formats()[0];
    let saved = (format.save)(&mut document);
    let loaded = live_bytes(|| {
        load(format, case, &saved)
            .map(|(document, _)| document)
            .ok()
    });
    add_live_bytes(works, case, "live_bytes_entry_loaded", loaded);
    add_formats(works, case, &mut document, Rc::new(content))
}

fn add_live_bytes(works: &mut Works, case: &Case, fact: &'static str, bytes: usize) {
    works.fact(fact, bytes as f64 / case.base.len() as f64);
}

pub fn add_update_sizes(works: &mut Works, sizes: impl ExactSizeIterator<Item = usize>) {
    let count = sizes.len();
    let total: usize = sizes.sum();
    works.fact("update_bytes", total);
    works.fact("update_bytes_mean", total as f64 / count.max(1) as f64);
}

fn check_outline<R: Replica>(case: &Case, document: &mut R) -> Result<(), Halt> {
    Ok(case.expected.check(&document.outline())?)
}

pub fn add_document<'a, R: Replica + 'static>(
    works: &mut Works<'a>,
    case: &'a Case,
    document: &mut R,
    content: R::Content,
) -> Result<(), Halt> {
    check_outline(case, document)?;
    add_formats(works, case, document, Rc::new(content))
}

/// Adds, for each format of the library, its size and the work of loading it
/// and reading the container.
fn add_formats<'a, R: Replica + 'static>(
    works: &mut Works<'a>,
    case: &'a Case,
    document: &mut R,
    want: Rc<R::Content>,
) -> Result<(), Halt> {
    for format in R::formats() {
        let bytes = (format.save)(document);
        works.fact(format.bytes_fact, bytes.len());
        let want = want.clone();
        works.run(format.load_work, move |_| {
            let (ns, loaded) = timed(|| load(format, case, &bytes));
            expect_equal(&loaded?.1, &want)?;
            Ok(ns)
        });
    }
    Ok(())
}

fn load<R: Replica>(
    format: &Format<R>,
    case: &Case,
    bytes: &[u8],
) -> Result<(R, R::Content), String> {
    let mut document = (format.load)(bytes, case.part)?;
    let content = document.read();
    Ok((document, content))
}
