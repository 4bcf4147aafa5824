//! The floor: the same edits in a plain flat gap buffer, without any CRDT.
//!
//! Units are as narrow as the trace allows. A concurrent trace is taken in
//! file order with positions clamped to the text: as many edits of the same
//! sizes, but a text that means nothing.

use crate::timing::timed;
use crate::trace::{Trace, Unit};

trait TextUnit: Copy + Default {
    fn encode(text: &str) -> Vec<Self>;
    fn decode(units: &[Self]) -> String;
}

impl TextUnit for u8 {
    fn encode(text: &str) -> Vec<u8> {
        text.as_bytes().to_vec()
    }
    fn decode(units: &[u8]) -> String {
        String::from_utf8_lossy(units).into_owned()
    }
}

impl TextUnit for u16 {
    fn encode(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }
    fn decode(units: &[u16]) -> String {
        String::from_utf16_lossy(units)
    }
}

impl TextUnit for char {
    fn encode(text: &str) -> Vec<char> {
        text.chars().collect()
    }
    fn decode(units: &[char]) -> String {
        units.iter().collect()
    }
}

/// Units before the gap are at `..gap`, those after it at `tail..`.
#[derive(Default)]
struct GapBuffer<T> {
    units: Vec<T>,
    gap: usize,
    tail: usize,
}

impl<T: TextUnit> GapBuffer<T> {
    #[inline]
    fn replace(&mut self, pos: usize, del: usize, ins: &[T]) {
        if pos < self.gap {
            let moved = self.gap - pos;
            self.units.copy_within(pos..self.gap, self.tail - moved);
            self.tail -= moved;
        } else if pos > self.gap {
            let moved = pos - self.gap;
            self.units
                .copy_within(self.tail..self.tail + moved, self.gap);
            self.tail += moved;
        }
        self.gap = pos;
        self.tail += del;
        if self.tail - self.gap < ins.len() {
            self.grow(ins.len());
        }
        self.units[self.gap..self.gap + ins.len()].copy_from_slice(ins);
        self.gap += ins.len();
    }

    #[cold]
    fn grow(&mut self, need: usize) {
        let after = self.units.len() - self.tail;
        let size = (self.units.len() * 2).max(self.gap + need + after).max(64);
        let tail = self.tail;
        let end = self.units.len();
        self.units.resize(size, T::default());
        self.units.copy_within(tail..end, size - after);
        self.tail = size - after;
    }

    fn text(&self) -> String {
        T::decode(&[&self.units[..self.gap], &self.units[self.tail..]].concat())
    }
}

/// The edits with nothing to follow: what an edit inserts comes after what the
/// one before it inserted.
struct FlatScript<T> {
    edits: Vec<FlatEdit>,
    inserted: Vec<T>,
}

struct FlatEdit {
    pos: u32,
    del: u32,
    ins: u32,
}

/// A replay that checks its text and gives its CPU time.
pub type Floor<'a> = Box<dyn FnMut() -> Result<u64, String> + 'a>;

pub fn replay(trace: &Trace) -> Floor<'_> {
    let wide = |c: char| c as u32 > 0xffff;
    if trace.is_ascii() {
        replay_as::<u8>(trace)
    } else if trace
        .script(Unit::CodePoints)
        .edits
        .iter()
        .any(|edit| edit.ins.contains(wide))
    {
        replay_as::<char>(trace)
    } else {
        replay_as::<u16>(trace)
    }
}

fn replay_as<T: TextUnit + 'static>(trace: &Trace) -> Floor<'_> {
    let script = flatten::<T>(trace);
    let mut expected = (!trace.concurrent).then(|| trace.end.clone());
    Box::new(move || {
        let (ns, buffer) = timed(|| {
            let mut buffer = GapBuffer::default();
            let mut inserted = &script.inserted[..];
            for edit in &script.edits {
                let (ins, rest) = inserted.split_at(edit.ins as usize);
                buffer.replace(edit.pos as usize, edit.del as usize, ins);
                inserted = rest;
            }
            buffer
        });
        let text = buffer.text();
        if *expected.get_or_insert_with(|| text.clone()) != text {
            return Err(format!("{}: the floor's text differs", trace.name));
        }
        Ok(ns)
    })
}

fn flatten<T: TextUnit>(trace: &Trace) -> FlatScript<T> {
    let mut length = 0;
    let mut flat = FlatScript {
        edits: Vec::new(),
        inserted: Vec::new(),
    };
    for edit in trace.script(Unit::CodePoints).edits {
        let ins = T::encode(edit.ins);
        let pos = edit.pos.min(length);
        let del = edit.del.min(length - pos);
        length = length - del + ins.len();
        flat.edits.push(FlatEdit {
            pos: pos as u32,
            del: del as u32,
            ins: ins.len() as u32,
        });
        flat.inserted.extend(ins);
    }
    flat
}
