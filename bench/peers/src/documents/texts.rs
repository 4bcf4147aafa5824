//! The cases of crdt-benchmarks about texts, B1.1 to B1.7 and B2.

use super::cases::{one_each, Case, Shape, N};
use super::draws::Draws;
use super::edits::{Edit, Expected, Outline, Part, Transaction};

/// As upstream.
const SYNCED_LETTERS: usize = 100;

pub fn cases() -> Vec<Case> {
    vec![
        append_letters(),
        insert_at_once(),
        prepend_letters(),
        session("B1.4", "insert 6,000 letters at random places", 16, letters),
        session("B1.5", "insert 6,000 words at random places", 17, words),
        insert_and_erase(),
        session("B1.7", "6,000 random insertions and deletions", 18, mixed),
        both_insert_at_start(),
        exchange(
            "B2.2",
            "two users insert 6,000 letters each at random places, at once",
            20,
            letters,
        ),
        exchange("B2.3", "the same with words", 21, words),
        exchange(
            "B2.4",
            "two users insert and delete at random places, at once",
            22,
            mixed,
        ),
    ]
}

pub fn insert(at: usize, text: impl Into<String>) -> Edit {
    Edit::InsertText {
        at,
        text: text.into(),
    }
}

/// One user's; all see the text that comes out.
pub fn text_case(
    name: &'static str,
    means: &'static str,
    transactions: Vec<Transaction>,
    text: String,
    draws: Draws,
) -> Case {
    Case {
        name,
        means,
        part: Part::Text,
        shape: Shape::Session,
        base: Vec::new(),
        users: vec![transactions],
        expected: Expected::Outline(Outline::Text(text)),
        undone: Expected::Anything,
        input: draws.hash,
    }
}

fn append_letters() -> Case {
    let mut draws = Draws::new(13);
    let text = draws.letters(N);
    let edits = text.chars().enumerate();
    let edits = one_each(edits.map(|(i, letter)| insert(i, letter)));
    text_case("B1.1", "append 6,000 letters to a text", edits, text, draws)
}

fn insert_at_once() -> Case {
    let mut draws = Draws::new(14);
    let text = draws.letters(N);
    let edits = vec![vec![insert(0, text.clone())]];
    text_case("B1.2", "insert 6,000 letters at once", edits, text, draws)
}

fn prepend_letters() -> Case {
    let mut draws = Draws::new(15);
    let text = draws.letters(N);
    let edits = one_each(text.chars().map(|letter| insert(0, letter)));
    let text = text.chars().rev().collect();
    text_case("B1.3", "prepend 6,000 letters", edits, text, draws)
}

fn insert_and_erase() -> Case {
    let mut draws = Draws::new(19);
    let text = draws.letters(N);
    let erase = Edit::EraseText { at: 0, count: N };
    let edits = one_each([insert(0, text), erase]);
    let means = "insert 6,000 letters at once, then delete them";
    text_case("B1.6", means, edits, String::new(), draws)
}

/// Edits of a text as it is then; makes them there too.
type Drawing = fn(&mut Draws, &mut String) -> Vec<Edit>;

fn insert_word(draws: &mut Draws, text: &mut String, at: usize, least: usize, most: usize) -> Edit {
    let word = draws.word(least, most);
    text.insert_str(at, &word);
    insert(at, word)
}

fn insert_anywhere(draws: &mut Draws, text: &mut String, least: usize, most: usize) -> Vec<Edit> {
    let insert_one = |_| {
        let at = draws.below(text.len() + 1);
        insert_word(draws, text, at, least, most)
    };
    (0..N).map(insert_one).collect()
}

fn letters(draws: &mut Draws, text: &mut String) -> Vec<Edit> {
    insert_anywhere(draws, text, 1, 1)
}

fn words(draws: &mut Draws, text: &mut String) -> Vec<Edit> {
    insert_anywhere(draws, text, 3, 9)
}

/// As upstream: words of 2 to 10 letters come, up to 9 letters go.
fn mixed(draws: &mut Draws, text: &mut String) -> Vec<Edit> {
    let edit_once = |_| {
        let at = draws.below(text.len() + 1);
        if at == text.len() || draws.below(2) == 0 {
            return insert_word(draws, text, at, 2, 10);
        }
        let count = 1 + draws.below(9.min(text.len() - at));
        text.drain(at..at + count);
        Edit::EraseText { at, count }
    };
    (0..N).map(edit_once).collect()
}

fn session(name: &'static str, means: &'static str, seed: u64, draw: Drawing) -> Case {
    let mut draws = Draws::new(seed);
    let mut text = String::new();
    let edits = one_each(draw(&mut draws, &mut text));
    text_case(name, means, edits, text, draws)
}

fn at_once(
    name: &'static str,
    means: &'static str,
    synced: String,
    users: Vec<Vec<Transaction>>,
    draws: Draws,
) -> Case {
    Case {
        shape: Shape::Exchange,
        base: vec![insert(0, synced)],
        users,
        expected: Expected::Anything,
        ..text_case(name, means, Vec::new(), String::new(), draws)
    }
}

fn both_insert_at_start() -> Case {
    let mut draws = Draws::new(23);
    let synced = draws.letters(SYNCED_LETTERS);
    let users = (0..2).map(|_| vec![vec![insert(0, draws.letters(N))]]);
    let users = users.collect();
    let means = "two users insert 6,000 letters each at the start, at once";
    let case = at_once("B2.1", means, synced, users, draws);
    Case {
        expected: Expected::Count(SYNCED_LETTERS + 2 * N),
        ..case
    }
}

fn exchange(name: &'static str, means: &'static str, seed: u64, draw: Drawing) -> Case {
    let mut draws = Draws::new(seed);
    let synced = draws.letters(SYNCED_LETTERS);
    let users = (0..2).map(|_| vec![draw(&mut draws, &mut synced.clone())]);
    let users = users.collect();
    at_once(name, means, synced, users, draws)
}
