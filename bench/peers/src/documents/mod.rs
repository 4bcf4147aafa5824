//! The works on maps, lists, trees and texts. `cases.rs` says what is done,
//! `replica.rs` what a library has to offer for it, `works.rs` what is timed.

#[cfg(feature = "automerge")]
mod automerge;
pub mod cases;
mod draws;
mod edits;
#[cfg(feature = "loro")]
mod loro;
#[cfg(feature = "loro")]
mod loro_text;
mod recorded;
mod replica;
pub mod report;
mod rich_texts;
mod texts;
mod tree_model;
mod undo;
mod versions;
mod works;
#[cfg(feature = "yrs")]
mod yrs;

#[cfg(feature = "automerge")]
pub use self::automerge::Automerge;
#[cfg(feature = "loro")]
pub use self::loro::Loro;
#[cfg(feature = "yrs")]
pub use self::yrs::Yrs;
pub use recorded::CASES as RECORDED_CASES;
pub use works::works;
