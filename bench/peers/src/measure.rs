//! Measures all peers on one subject (a trace, or a case of documents): one
//! run of each work with a run of the floor after it, then all over again, so
//! that a machine that slows down slows down everyone.

use std::time::{Duration, Instant};

use crate::floor::Floor;
use crate::options::Options;
use crate::report::{PeerResult, Skipped, SubjectResult};
use crate::timing::{Halt, Samples};
use crate::worker::{Prepare, Worker};

/// What the peers are measured on.
pub struct Subject<'a> {
    pub name: &'a str,
    /// Traces have one, cases of documents do not.
    pub floor: Option<Floor<'a>>,
    pub peers: Vec<(&'static str, Prepare<'a>)>,
}

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
    pub result: SubjectResult,
    pub skipped: Vec<Skipped>,
    /// Whether a replay went wrong, not merely out of time.
    pub failed: bool,
}

pub fn measure(mut subject: Subject, options: &Options) -> Result<Measured, String> {
    let mut measured = Measured::of(subject.name);
    let mut workers = Vec::new();
    let mut cells = Vec::new();
    for (peer, prepare) in std::mem::take(&mut subject.peers) {
        eprintln!("{}: preparing {peer}", subject.name);
        let mut worker = Worker::start(prepare, options.budget)?;
        match worker.offer() {
            Ok(offer) => {
                let index = workers.len();
                let works = offer.works.into_iter().enumerate();
                cells.extend(works.map(|(work, name)| new_cell(index, work, name)));
                measured.take(peer, offer.facts, offer.skipped);
                workers.push(worker);
            }
            Err(halt) => measured.skip(peer, None, halt),
        }
    }
    let floor_samples = &mut measured.result.floor;
    run_interleaved(subject, &mut cells, &mut workers, floor_samples, options)?;
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
    mut subject: Subject,
    cells: &mut [Cell],
    workers: &mut [Worker],
    floor_samples: &mut Samples,
    options: &Options,
) -> Result<(), String> {
    // It takes the caches back sooner than the workers do: one run warms it up.
    let mut run_floor = || -> Result<(), String> {
        if let Some(floor) = &mut subject.floor {
            floor()?;
            floor_samples.add(floor()?);
        }
        Ok(())
    };
    for round in 1..=options.runs {
        run_floor()?;
        let left = cells.iter().filter(|cell| !cell.is_done(options)).count();
        if left > 0 {
            eprint!(
                "\r{}: round {round} of {}, {left} works  ",
                subject.name, options.runs
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
    fn of(subject: &str) -> Self {
        Measured {
            result: SubjectResult {
                subject: subject.into(),
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
        let subject = Some(self.result.subject.clone());
        let skipped = Skipped {
            peer: peer.into(),
            subject,
            work,
            reason,
        };
        eprintln!("skipped {}", skipped.line());
        self.skipped.push(skipped);
    }
}
