//! The cases about undo, and their works: all steps are undone, then redone,
//! each with an update that a second replica integrates.

use super::cases::{one_each, Case, Shape};
use super::draws::Draws;
use super::edits::{Edit, Expected, Outline};
use super::replica::Replica;
use super::texts::{insert, text_case};
use super::works::{add_update_sizes, expect_equal, receive_all};
use crate::peer::Works;
use crate::sequential::Outbox;
use crate::timing::{timed, Budget, Deadline, Halt};

const STEPS: usize = 10_000;

pub fn cases() -> Vec<Case> {
    vec![
        typed(
            "undo 5,000",
            "5,000 typed letters undone and redone",
            27,
            STEPS / 2,
        ),
        typed(
            "undo 10,000",
            "10,000 typed letters undone and redone",
            28,
            STEPS,
        ),
        beside_another(),
    ]
}

/// Puts each letter behind the one before, but now and then elsewhere.
fn typed(name: &'static str, means: &'static str, seed: u64, steps: usize) -> Case {
    let mut draws = Draws::new(seed);
    let mut text = String::new();
    let mut cursor = 0;
    let type_one = |_| {
        if draws.below(20) == 0 {
            cursor = draws.below(text.len() + 1);
        }
        let letter = draws.letter();
        text.insert(cursor, letter);
        cursor += 1;
        insert(cursor - 1, letter)
    };
    let edits: Vec<Edit> = (0..steps).map(type_one).collect();
    Case {
        shape: Shape::Undo,
        undone: Expected::Outline(Outline::Text(String::new())),
        ..text_case(name, means, one_each(edits), text, draws)
    }
}

/// Each of two users types a letter at a random place, in turns.
fn beside_another() -> Case {
    let mut draws = Draws::new(29);
    let mut letters: Vec<(char, usize)> = Vec::new();
    let mut users = [Vec::new(), Vec::new()];
    for step in 0..STEPS {
        let user = step % 2;
        let at = draws.below(letters.len() + 1);
        let letter = draws.letter();
        letters.insert(at, (letter, user));
        users[user].push(insert(at, letter));
    }
    let text = |wants: &dyn Fn(usize) -> bool| -> String {
        let letters = letters.iter().filter(|(_, user)| wants(*user));
        letters.map(|(letter, _)| letter).collect()
    };
    let means = "5,000 letters undone and redone, between 5,000 of another user";
    let undone = Expected::Outline(Outline::Text(text(&|user| user == 1)));
    Case {
        shape: Shape::Undo,
        users: users.map(one_each).into(),
        undone,
        ..text_case("undo beside", means, Vec::new(), text(&|_| true), draws)
    }
}

/// Two replicas that hold what both users typed; the first can undo its steps.
fn open<R: Replica>(case: &Case, deadline: &Deadline) -> Result<[R; 2], Halt> {
    let [mut first, mut second] = [R::open(0, case.part), R::open(1, case.part)];
    first.record_steps();
    let of = 4 * case.users[0].len();
    for (step, edits) in case.users[0].iter().enumerate() {
        deadline.check(step, of)?;
        second.integrate(&first.edit(edits))?;
        if let Some(other) = case.users.get(1) {
            first.integrate(&second.edit(&other[step]))?;
        }
    }
    Ok([first, second])
}

type Back<R> = fn(&mut R) -> Vec<u8>;

fn all<R: Replica>(
    back: Back<R>,
    author: &mut R,
    steps: usize,
    deadline: &Deadline,
) -> Result<Outbox, Halt> {
    let mut outbox = Outbox::default();
    for done in 0..steps {
        deadline.check(done, steps)?;
        outbox.send(&back(author));
    }
    Ok(outbox)
}

/// Nanoseconds of one way, until both replicas have been read.
fn meet<R: Replica>(
    back: Back<R>,
    [author, reader]: &mut [R; 2],
    steps: usize,
    deadline: &Deadline,
) -> Result<(u64, Outbox), Halt> {
    let (ns, result) = timed(|| {
        let outbox = all(back, author, steps, deadline)?;
        receive_all(reader, &outbox, deadline)?;
        Ok::<_, Halt>(([author.read(), reader.read()], outbox))
    });
    let ([one, other], outbox) = result?;
    expect_equal(&one, &other)?;
    Ok((ns, outbox))
}

pub fn add_undoing<'a, R: Replica + 'static>(
    works: &mut Works<'a>,
    case: &'a Case,
    budget: Budget,
) -> Result<(), Halt> {
    let steps = case.users[0].len();
    let deadline = &budget.for_preparation();
    let mut both = open::<R>(case, deadline)?;
    let (_, undone) = meet(R::undo, &mut both, steps, deadline)?;
    case.undone.check(&both[0].outline())?;
    let (_, redone) = meet(R::redo, &mut both, steps, deadline)?;
    case.expected.check(&both[0].outline())?;
    let updates = undone.iter().chain(redone.iter());
    let sizes: Vec<usize> = updates.map(<[u8]>::len).collect();
    add_update_sizes(works, sizes.into_iter());
    works.run("time_ms", move |deadline| {
        let mut both = open::<R>(case, deadline)?;
        let there = meet(R::undo, &mut both, steps, deadline)?.0;
        Ok(there + meet(R::redo, &mut both, steps, deadline)?.0)
    });
    works.run("undo_ms", move |deadline| {
        let [mut author, _] = open::<R>(case, deadline)?;
        let (ns, outbox) = timed(|| all(R::undo, &mut author, steps, deadline));
        outbox?;
        Ok(ns)
    });
    Ok(())
}
