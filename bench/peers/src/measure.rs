//! Measures all peers on one trace: one run of each work with a run of the
//! floor after it, then all over again, so that a machine that slows down
//! slows down everyone. A short work runs once unmeasured just before: what ran
//! in between leaves caches and heap in a state that would cost it up to three
//! times its own time.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::{Duration, Instant};

use crate::floor;
use crate::options::Options;
use crate::peer::{Peer, Run, Works};
use crate::report::{PeerResult, Skipped, TraceResult};
use crate::timing::{Halt, Samples};
use crate::trace::Trace;

/// A longer work warms itself up.
const SHORT_NS: u64 = 100_000_000;

struct Cell<'a> {
    peer: &'static str,
    work: &'static str,
    run: Run<'a>,
    samples: Samples,
    spent: Duration,
    halted: Option<Halt>,
}

impl Cell<'_> {
    fn is_done(&self, options: &Options) -> bool {
        self.halted.is_some()
            || self.samples.runs() >= options.runs
            || self.spent >= options.budget.time
    }

    fn take_turn(&mut self, options: &Options) {
        let start = Instant::now();
        let mut outcome = self.run_once(options);
        if outcome.as_ref().is_ok_and(|&ns| ns < SHORT_NS) {
            outcome = self.run_once(options);
        }
        match outcome {
            Ok(ns) => self.samples.add(ns),
            Err(halt) => self.halted = Some(halt),
        }
        self.spent += start.elapsed();
    }

    fn run_once(&mut self, options: &Options) -> Result<u64, Halt> {
        let deadline = options.budget.for_run();
        guarded(|| (self.run)(&deadline))
    }
}

pub struct Measured {
    pub result: TraceResult,
    pub skipped: Vec<Skipped>,
    /// Whether a replay went wrong, not merely out of time.
    pub failed: bool,
}

pub fn measure(
    trace: &Trace,
    peers: &[Box<dyn Peer>],
    options: &Options,
) -> Result<Measured, String> {
    let mut measured = Measured {
        result: TraceResult {
            trace: trace.name.clone(),
            patches: trace.patches(),
            floor: Samples::default(),
            peers: Vec::new(),
        },
        skipped: Vec::new(),
        failed: false,
    };
    let mut cells = Vec::new();
    for peer in peers {
        eprintln!("{}: preparing {}", trace.name, peer.name());
        match guarded(|| peer.works(trace, options.budget)) {
            Ok(works) => measured.take(peer.name(), works, &mut cells),
            Err(halt) => measured.skip(peer.name(), None, halt),
        }
    }
    run_interleaved(trace, &mut cells, &mut measured.result.floor, options)?;
    for cell in cells {
        measured.finish(cell);
    }
    Ok(measured)
}

fn run_interleaved(
    trace: &Trace,
    cells: &mut [Cell],
    floor_samples: &mut Samples,
    options: &Options,
) -> Result<(), String> {
    let mut floor = floor::replay(trace);
    let mut run_floor = || -> Result<(), String> {
        floor()?;
        floor_samples.add(floor()?);
        Ok(())
    };
    for round in 1..=options.runs {
        run_floor()?;
        let left = cells.iter().filter(|cell| !cell.is_done(options)).count();
        if left > 0 {
            eprint!(
                "\r{}: round {round} of {}, {left} works  ",
                trace.name, options.runs
            );
        }
        for cell in cells.iter_mut() {
            if !cell.is_done(options) {
                cell.take_turn(options);
                run_floor()?;
            }
        }
    }
    eprintln!();
    Ok(())
}

impl Measured {
    fn take<'a>(&mut self, peer: &'static str, works: Works<'a>, cells: &mut Vec<Cell<'a>>) {
        for (work, reason) in works.skipped {
            self.note(peer, Some(work), reason);
        }
        self.result.peers.push(PeerResult {
            name: peer,
            works: Vec::new(),
            facts: works.facts,
        });
        cells.extend(works.runs.into_iter().map(|(work, run)| Cell {
            peer,
            work,
            run,
            samples: Samples::default(),
            spent: Duration::ZERO,
            halted: None,
        }));
    }

    fn finish(&mut self, cell: Cell) {
        // A work that once ran out of time after good runs keeps those.
        let late = matches!(cell.halted, Some(Halt::OutOfTime { .. }));
        if let Some(halt) = cell.halted.filter(|_| !late || cell.samples.runs() == 0) {
            return self.skip(cell.peer, Some(cell.work), halt);
        }
        let peer = self
            .result
            .peers
            .iter_mut()
            .find(|peer| peer.name == cell.peer);
        peer.expect("taken before")
            .works
            .push((cell.work, cell.samples));
    }

    fn skip(&mut self, peer: &str, work: Option<&str>, halt: Halt) {
        self.failed |= matches!(halt, Halt::Failed(_));
        self.note(peer, work, halt.to_string());
    }

    fn note(&mut self, peer: &str, work: Option<&str>, reason: String) {
        let trace = Some(self.result.trace.clone());
        let skipped = Skipped {
            peer: peer.into(),
            trace,
            work: work.map(Into::into),
            reason,
        };
        eprintln!("skipped {}", skipped.line());
        self.skipped.push(skipped);
    }
}

/// Turns a peer's panic into a failure of that peer alone.
fn guarded<T>(work: impl FnOnce() -> Result<T, Halt>) -> Result<T, Halt> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text
            .or(panic.downcast_ref::<&str>().copied())
            .unwrap_or("no message");
        Err(Halt::Failed(format!("panicked: {text}")))
    })
}
