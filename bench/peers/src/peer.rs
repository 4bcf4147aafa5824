//! What a peer offers to be measured.

use serde_json::Value;

use crate::documents::cases::Case;
use crate::timing::{Budget, Deadline, Halt};
use crate::trace::{Edit, Trace, Unit};

/// One run of one work: prepares, times the work alone, checks the outcome
/// and returns nanoseconds of CPU time.
pub type Run<'a> = Box<dyn FnMut(&Deadline) -> Result<u64, Halt> + 'a>;

/// What a peer does with one trace.
#[derive(Default)]
pub struct Works<'a> {
    pub runs: Vec<(&'static str, Run<'a>)>,
    /// Figures that need no repetition: bytes, counts, yes or no.
    pub facts: Vec<(&'static str, Value)>,
    /// Works that could not be prepared, and why.
    pub skipped: Vec<(&'static str, String)>,
}

impl<'a> Works<'a> {
    pub fn run(
        &mut self,
        work: &'static str,
        run: impl FnMut(&Deadline) -> Result<u64, Halt> + 'a,
    ) {
        self.runs.push((work, Box::new(run)));
    }

    pub fn fact(&mut self, name: &'static str, value: impl Into<Value>) {
        self.facts.push((name, value.into()));
    }

    pub fn update_sizes(&mut self, updates: &[Vec<u8>]) {
        let total: usize = updates.iter().map(Vec::len).sum();
        self.fact(
            "update_bytes_mean",
            total as f64 / updates.len().max(1) as f64,
        );
    }
}

pub trait Peer {
    fn name(&self) -> &'static str;
    /// The package on the registry, to find its version in the lock file.
    fn package(&self) -> &'static str;
    /// What to know before comparing with its figures.
    fn note(&self) -> Option<&'static str> {
        None
    }
    /// An error says why the whole trace is skipped.
    fn works<'a>(&self, trace: &'a Trace, budget: Budget) -> Result<Works<'a>, Halt>;
    /// The works of a case of maps, lists and trees; nothing from a library of
    /// texts.
    fn documents<'a>(&self, _: &'a Case, _: Budget) -> Option<Result<Works<'a>, Halt>> {
        None
    }
    /// What to know before comparing with those; nothing from a library of texts.
    fn documents_note(&self) -> Option<&'static str> {
        None
    }
}

/// A copy of the document that one agent edits.
pub trait Replica: Sized {
    type Update;
    const UNIT: Unit;

    /// An empty document.
    fn open(agent: usize) -> Self;
    /// Another agent's copy of what this one holds now.
    fn fork(&mut self, agent: usize) -> Self;
    fn len(&mut self) -> usize;
    /// Makes one transaction and hands out what the others need of it.
    fn edit_update(&mut self, edits: &[Edit]) -> Self::Update;
    fn integrate(&mut self, update: &Self::Update) -> Result<(), String>;
}

/// A replica that keeps the text and speaks in bytes.
pub trait Session: Replica<Update = Vec<u8>> + 'static {
    /// Makes one transaction, nobody else listening.
    fn edit(&mut self, edits: &[Edit]);
    fn text(&mut self) -> String;
    fn formats() -> &'static [Format<Self>];
    /// Whether edits may wait for one commit at the end, and how.
    fn edit_later() -> Option<EditLater<Self>> {
        None
    }
}

pub struct EditLater<S> {
    pub edit: fn(&mut S, &[Edit]),
    pub commit: fn(&mut S),
}

/// A way to save the whole document; the first is the one kept in memory for
/// the count of live bytes.
pub struct Format<S> {
    pub load_work: &'static str,
    pub bytes_fact: &'static str,
    pub save: fn(&mut S) -> Vec<u8>,
    pub load: fn(&[u8]) -> Result<S, String>,
}

/// Every peer by name; nothing for one that was not built in.
pub fn all() -> Vec<(&'static str, Option<Box<dyn Peer>>)> {
    macro_rules! peer {
        ($feature:literal, $peer:path) => {{
            #[cfg(feature = $feature)]
            let peer: Option<Box<dyn Peer>> = Some(Box::new($peer));
            #[cfg(not(feature = $feature))]
            let peer = None;
            ($feature, peer)
        }};
    }
    vec![
        peer!("cola", crate::peers::cola::Cola),
        peer!("diamond-types", crate::peers::diamond_types::DiamondTypes),
        peer!("yrs", crate::peers::yrs::Yrs),
        peer!("loro", crate::peers::loro::Loro),
        peer!("automerge", crate::peers::automerge::Automerge),
    ]
}
