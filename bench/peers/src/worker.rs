//! A process of its own for each peer on each subject. In one heap, what the
//! peers before left behind would scatter the allocations of the next and cost
//! it up to three times its own time; a peer that aborts ends only its worker.
//!
//! The worker first sends its `Offer`, then answers the index of a work with
//! the outcome of one turn, until it is told `QUIT`. One line of JSON each.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::panic::{catch_unwind, AssertUnwindSafe};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::peer::{Run, Works};
use crate::timing::{Budget, Halt};

/// Makes a peer's works on one subject ready, in the worker's process.
pub type Prepare<'a> = Box<dyn FnOnce() -> Result<Works<'a>, Halt> + 'a>;

const QUIT: usize = usize::MAX;

/// How long a work warms up before it is measured; one that takes `LONG_NS`
/// or more does so itself.
const WARM_UP_NS: u64 = 10_000_000;
const LONG_NS: u64 = 100_000_000;

#[derive(Serialize, Deserialize)]
pub struct Offer {
    pub works: Vec<String>,
    pub facts: Vec<(String, Value)>,
    pub skipped: Vec<(String, String)>,
}

pub struct Worker {
    pid: libc::pid_t,
    channel: BufReader<UnixStream>,
}

impl Worker {
    /// Starts a worker that prepares and then runs.
    pub fn start(prepare: Prepare, budget: Budget) -> Result<Worker, String> {
        let (ours, theirs) = UnixStream::pair().map_err(|e| format!("no channel: {e}"))?;
        // SAFETY: this program has one thread, so the child is whole.
        match unsafe { libc::fork() } {
            -1 => Err(format!("no process: {}", std::io::Error::last_os_error())),
            0 => {
                drop(ours);
                let served = serve(prepare, budget, BufReader::new(theirs));
                // SAFETY: leaves without the parent's cleaning up.
                unsafe { libc::_exit(i32::from(served.is_err())) }
            }
            pid => {
                let channel = BufReader::new(ours);
                Ok(Worker { pid, channel })
            }
        }
    }

    pub fn offer(&mut self) -> Result<Offer, Halt> {
        self.answer()
    }

    /// One measured run of a work; CPU time in nanoseconds.
    pub fn turn(&mut self, work: usize) -> Result<u64, Halt> {
        send(&mut self.channel, &work).map_err(|_| crashed())?;
        self.answer()
    }

    fn answer<T: DeserializeOwned>(&mut self) -> Result<T, Halt> {
        receive::<Result<T, Halt>>(&mut self.channel).map_err(|_| crashed())?
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A worker that is gone cannot be told, only collected.
        let _ = send(&mut self.channel, &QUIT);
        // SAFETY: `pid` is our child, not waited for before; no status wanted.
        unsafe { libc::waitpid(self.pid, std::ptr::null_mut(), 0) };
    }
}

fn crashed() -> Halt {
    Halt::Failed("its process ended".into())
}

fn serve(
    prepare: Prepare,
    budget: Budget,
    mut channel: BufReader<UnixStream>,
) -> std::io::Result<()> {
    let mut runs = Vec::new();
    let offer = guarded(prepare).map(|works| {
        runs = works.runs;
        Offer {
            works: runs.iter().map(|(name, _)| (*name).into()).collect(),
            facts: owned(works.facts),
            skipped: owned(works.skipped),
        }
    });
    send(&mut channel, &offer)?;
    loop {
        match receive(&mut channel)? {
            QUIT => return Ok(()),
            work => send(&mut channel, &take_turn(&mut runs[work].1, budget))?,
        }
    }
}

fn owned<T>(pairs: Vec<(&str, T)>) -> Vec<(String, T)> {
    let own = |(name, value): (&str, T)| (name.to_owned(), value);
    pairs.into_iter().map(own).collect()
}

/// Others had the caches since this work's last turn, so it runs unmeasured
/// before.
fn take_turn(run: &mut Run, budget: Budget) -> Result<u64, Halt> {
    let mut warmed = 0;
    loop {
        let ns = guarded(|| run(&budget.for_run()))?;
        if warmed >= WARM_UP_NS || ns >= LONG_NS {
            return Ok(ns);
        }
        warmed += ns;
    }
}

/// Turns a peer's panic into its failure.
fn guarded<T>(work: impl FnOnce() -> Result<T, Halt>) -> Result<T, Halt> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or(panic.downcast_ref::<&str>().copied());
        Err(Halt::Failed(format!(
            "panicked: {}",
            text.unwrap_or("no message")
        )))
    })
}

fn send(channel: &mut BufReader<UnixStream>, message: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_string(message)?;
    line.push('\n');
    channel.get_mut().write_all(line.as_bytes())
}

fn receive<T: DeserializeOwned>(channel: &mut BufReader<UnixStream>) -> std::io::Result<T> {
    let mut line = String::new();
    channel.read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}
