//! The random numbers of the cases: the same here and in bench/documents, so
//! that both programs do the same. SplitMix64.

pub struct Draws {
    state: u64,
    /// Of all numbers drawn, to tell whether both programs drew the same.
    pub hash: u64,
}

impl Draws {
    pub fn new(seed: u64) -> Self {
        Draws {
            state: seed,
            hash: 0xcbf2_9ce4_8422_2325,
        }
    }

    /// From 0 to `bound` - 1; `bound` is less than 2^32.
    pub fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.state;
        x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        let drawn = (x >> 32).wrapping_mul(bound as u64) >> 32;
        self.hash = (self.hash ^ drawn).wrapping_mul(0x100_0000_01b3);
        drawn as usize
    }

    /// Makes something that was not drawn part of the hash.
    pub fn note(&mut self, number: usize) {
        self.hash = (self.hash ^ number as u64).wrapping_mul(0x100_0000_01b3);
    }

    /// One of a to z.
    pub fn letter(&mut self) -> char {
        (b'a' + self.below(26) as u8) as char
    }

    pub fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| self.letter()).collect()
    }

    /// Of `least` to `most` letters.
    pub fn word(&mut self, least: usize, most: usize) -> String {
        let count = least + self.below(most - least + 1);
        self.letters(count)
    }

    /// As crdt-benchmarks draws its numbers: below 2^31 - 1.
    pub fn number(&mut self) -> i64 {
        self.below(0x7fff_ffff) as i64
    }
}
