//! What a library has to offer to be measured on documents.

use super::cases::Case;
use super::edits::{Edit, Outline, Part};

/// A replica of a document with the one container that a case is about.
pub trait Replica: Sized {
    /// All there is in the container, as the library hands it out.
    type Content: PartialEq;

    /// Why a case cannot be measured.
    fn supports(case: &Case) -> Result<(), &'static str>;
    /// An empty document.
    fn open(agent: usize, part: Part) -> Self;
    /// Makes one transaction and hands out its update.
    fn edit(&mut self, edits: &[Edit]) -> Vec<u8>;
    fn integrate(&mut self, update: &[u8]) -> Result<(), String>;
    /// All at once, if that is faster.
    fn integrate_all(&mut self, updates: &[Vec<u8>]) -> Result<(), String>;
    fn read(&mut self) -> Self::Content;
    /// The same for a look at it; only of the replica that made it all.
    fn outline(&mut self) -> Outline;
    fn formats() -> &'static [Format<Self>];
}

/// A way to save the whole document; the first is the one kept in memory for
/// the count of live bytes.
pub struct Format<R> {
    pub load_work: &'static str,
    pub bytes_fact: &'static str,
    pub save: fn(&mut R) -> Vec<u8>,
    pub load: fn(&[u8], Part) -> Result<R, String>,
}

/// No user of a case has this number.
pub const READER: usize = 1 << 16;
