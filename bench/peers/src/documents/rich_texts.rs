//! The cases about texts with marks.

use super::cases::{one_each, Case, Shape, N};
use super::draws::Draws;
use super::edits::{rich, Edit, Expected, Outline, Part, Transaction};
use super::texts::{insert, text_case};

const KEYS: [&str; 3] = ["bold", "code", "italic"];
const BOLD: usize = 0;

/// Lengths of texts to be marked.
const LONG: usize = 60_000;
const SHORT: usize = 6_000;
/// Of two users each.
const MARKS_AT_ONCE: usize = 3_000;

pub fn cases() -> Vec<Case> {
    vec![type_words(), mark_anywhere(), mark_at_once()]
}

/// What is on each letter of a text: a bit for each key.
struct Model {
    text: String,
    marks: Vec<u8>,
}

impl Model {
    fn new(text: String) -> Self {
        let marks = vec![0; text.len()];
        Model { text, marks }
    }

    fn append(&mut self, text: &str) {
        self.text.push_str(text);
        self.marks.resize(self.text.len(), 0);
    }

    fn mark(&mut self, at: usize, count: usize, key: usize, on: bool) -> Edit {
        for marks in &mut self.marks[at..at + count] {
            *marks = if on {
                *marks | 1 << key
            } else {
                *marks & !(1 << key)
            };
        }
        let key = KEYS[key];
        Edit::Mark { at, count, key, on }
    }

    fn outline(&self) -> Outline {
        let names = |marks: u8| {
            let on = (0..KEYS.len()).filter(move |key| marks >> key & 1 == 1);
            on.map(|key| KEYS[key].to_owned()).collect()
        };
        let letters = self.text.chars().zip(&self.marks);
        rich(letters.map(|(letter, marks)| (letter.into(), names(*marks))))
    }
}

/// A random range of up to `most` of `length` letters; one in four takes off.
pub fn draw_mark(draws: &mut Draws, length: usize, most: usize) -> (usize, usize, usize, bool) {
    let at = draws.below(length);
    let count = 1 + draws.below(most.min(length - at));
    let key = draws.below(KEYS.len());
    let on = draws.below(4) != 0;
    (at, count, key, on)
}

pub fn mark_edit((at, count, key, on): (usize, usize, usize, bool)) -> Edit {
    let key = KEYS[key];
    Edit::Mark { at, count, key, on }
}

fn rich_case(
    name: &'static str,
    means: &'static str,
    base: Transaction,
    users: Vec<Vec<Transaction>>,
    draws: Draws,
) -> Case {
    Case {
        part: Part::RichText,
        base,
        users,
        ..text_case(name, means, Vec::new(), String::new(), draws)
    }
}

/// The word is marked, the space behind it is not, so what is typed next is
/// beside no mark in any library.
fn type_words() -> Case {
    let mut draws = Draws::new(24);
    let mut model = Model::new(String::new());
    let mut edits = Vec::new();
    for word in 1..=N {
        let at = model.text.len();
        let typed = draws.word(2, 9) + " ";
        model.append(&typed);
        let count = typed.len() - 1;
        edits.push(insert(at, typed));
        if word % 5 == 0 {
            edits.push(model.mark(at, count, BOLD, true));
        }
    }
    let means = "type 6,000 words, every fifth is then marked";
    Case {
        expected: Expected::Outline(model.outline()),
        ..rich_case(
            "rich words",
            means,
            Vec::new(),
            vec![one_each(edits)],
            draws,
        )
    }
}

fn mark_anywhere() -> Case {
    let mut draws = Draws::new(25);
    let text = draws.letters(LONG);
    let base = vec![insert(0, text.clone())];
    let mut model = Model::new(text);
    let mark_one = |_| {
        let (at, count, key, on) = draw_mark(&mut draws, LONG, 200);
        model.mark(at, count, key, on)
    };
    let edits: Vec<Edit> = (0..N).map(mark_one).collect();
    let means = "6,000 random marks on a text of 60,000, one in four takes off";
    Case {
        expected: Expected::Outline(model.outline()),
        ..rich_case("rich marks", means, base, vec![one_each(edits)], draws)
    }
}

fn mark_at_once() -> Case {
    let mut draws = Draws::new(26);
    let base = vec![insert(0, draws.letters(SHORT))];
    let mut marks = || {
        let marks = (0..MARKS_AT_ONCE).map(|_| mark_edit(draw_mark(&mut draws, SHORT, 200)));
        one_each(marks)
    };
    let users = vec![marks(), marks()];
    let means = "two users put 3,000 random marks each on a text of 6,000, at once";
    Case {
        shape: Shape::Exchange,
        expected: Expected::Count(SHORT),
        ..rich_case("rich at once", means, base, users, draws)
    }
}
