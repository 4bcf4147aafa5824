//! Measures all peers on one trace: one run of each work with a run of the
//! floor after it, then all over again, so that a machine that slows down
//! slows down everyone.

use std::time::{Duration, Instant};

use crate::floor;
use crate::options::Options;
use crate::peer::Peer;
use crate::report::{PeerResult, Skipped, TraceResult};
use crate::timing::{Halt, Samples};
use crate::trace::Trace;
use crate::worker::Worker;

/// One work of one peer.
struct Cell {
    peer: usize,
    work: usize,
    name: String,
    samples: Samples,
    spent: Duration,
    halted: Option<Halt>,
}

impl Cell {
    fn is_done(&self, options: &Options) -> bool {
        self.halted.is_some()
            || self.samples.runs() >= options.runs
            || self.spent >= options.budget.time
    }

    fn take_turn(&mut self, worker: &mut Worker) {
        let start = Instant::now();
        match worker.turn(self.work) {
            Ok(ns) => self.samples.add(ns),
            Err(halt) => self.halted = Some(halt),
        }
        self.spent += start.elapsed();
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
    let mut measured = Measured::of(trace);
    let mut workers = Vec::new();
    let mut cells = Vec::new();
    for peer in peers {
        eprintln!("{}: preparing {}", trace.name, peer.name());
        let mut worker = Worker::start(peer.as_ref(), trace, options.budget)?;
        match worker.offer() {
            Ok(offer) => {
                let index = workers.len();
                let works = offer.works.into_iter().enumerate();
                cells.extend(works.map(|(work, name)| new_cell(index, work, name)));
                measured.take(peer.name(), offer.facts, offer.skipped);
                workers.push(worker);
            }
            Err(halt) => measured.skip(peer.name(), None, halt),
        }
    }
    run_interleaved(
        trace,
        &mut cells,
        &mut workers,
        &mut measured.result.floor,
        options,
    )?;
    for cell in cells {
        measured.finish(cell);
    }
    Ok(measured)
}

fn new_cell(peer: usize, work: usize, name: String) -> Cell {
    let (samples, spent, halted) = (Samples::default(), Duration::ZERO, None);
    Cell {
        peer,
        work,
        name,
        samples,
        spent,
        halted,
    }
}

fn run_interleaved(
    trace: &Trace,
    cells: &mut [Cell],
    workers: &mut [Worker],
    floor_samples: &mut Samples,
    options: &Options,
) -> Result<(), String> {
    let mut floor = floor::replay(trace);
    // It takes the caches back sooner than the workers do: one run warms it up.
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
                cell.take_turn(&mut workers[cell.peer]);
                run_floor()?;
            }
        }
    }
    eprintln!();
    Ok(())
}

impl Measured {
    fn of(trace: &Trace) -> Self {
        Measured {
            result: TraceResult {
                trace: trace.name.clone(),
                patches: trace.patches(),
                floor: Samples::default(),
                peers: Vec::new(),
            },
            skipped: Vec::new(),
            failed: false,
        }
    }

    fn take(
        &mut self,
        peer: &'static str,
        facts: Vec<(String, serde_json::Value)>,
        skipped: Vec<(String, String)>,
    ) {
        for (work, reason) in skipped {
            self.note(peer, Some(work), reason);
        }
        let works = Vec::new();
        self.result.peers.push(PeerResult {
            name: peer,
            works,
            facts,
        });
    }

    fn finish(&mut self, cell: Cell) {
        // A work that once ran out of time after good runs keeps those.
        let late = matches!(cell.halted, Some(Halt::OutOfTime { .. }));
        let peer = &mut self.result.peers[cell.peer];
        match cell.halted {
            Some(halt) if !late || cell.samples.runs() == 0 => {
                let name = peer.name;
                self.skip(name, Some(cell.name), halt);
            }
            _ => peer.works.push((cell.name, cell.samples)),
        }
    }

    fn skip(&mut self, peer: &str, work: Option<String>, halt: Halt) {
        self.failed |= matches!(halt, Halt::Failed(_));
        self.note(peer, work, halt.to_string());
    }

    fn note(&mut self, peer: &str, work: Option<String>, reason: String) {
        let trace = Some(self.result.trace.clone());
        let skipped = Skipped {
            peer: peer.into(),
            trace,
            work,
            reason,
        };
        eprintln!("skipped {}", skipped.line());
        self.skipped.push(skipped);
    }
}
