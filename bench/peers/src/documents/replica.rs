//! What a library has to offer to be measured on documents.

use super::cases::Case;
use super::edits::{Edit, Outline, Part, Step};

/// A replica of a document with the one container that a case is about.
pub trait Replica: Sized {
    /// All there is in the container, as the library hands it out.
    type Content: PartialEq;
    /// A version of the document that was, in a form that can be gone back to.
    type Version;

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

    /// Each transaction from now on is a step that can be undone.
    fn record_steps(&mut self) {
        unreachable!("not supported")
    }
    /// Undoes one step and hands out the update.
    fn undo(&mut self) -> Vec<u8> {
        unreachable!("not supported")
    }
    fn redo(&mut self) -> Vec<u8> {
        unreachable!("not supported")
    }

    fn version(&mut self) -> Self::Version {
        unreachable!("not supported")
    }
    fn read_at(&mut self, _: &Self::Version) -> String {
        unreachable!("not supported")
    }
    fn diff(&mut self, _from: &Self::Version, _to: &Self::Version) -> Vec<Step> {
        unreachable!("not supported")
    }
    /// From each version to the next.
    fn timeline(&mut self, versions: &[Self::Version]) -> Vec<Vec<Step>> {
        let pairs = versions.windows(2);
        pairs.map(|pair| self.diff(&pair[0], &pair[1])).collect()
    }
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
