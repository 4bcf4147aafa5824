//! Clocks: CPU time of this thread for what is reported, wall time for how
//! long a work may go on.

use std::fmt::{Display, Formatter};
use std::time::Duration;

use serde::{Deserialize, Serialize};

fn clock_ns(clock: libc::clockid_t) -> u64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `now` is a valid timespec; the clock ids are constants of Linux.
    let status = unsafe { libc::clock_gettime(clock, &mut now) };
    assert_eq!(status, 0, "no clock {clock} on this system");
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

/// CPU time this thread has used.
fn cpu_ns() -> u64 {
    clock_ns(libc::CLOCK_THREAD_CPUTIME_ID)
}

/// Good to a few milliseconds, and cheap enough to ask inside a replay.
fn wall_ns() -> u64 {
    clock_ns(libc::CLOCK_MONOTONIC_COARSE)
}

/// Runs `work`; what it returns is dropped by the caller, outside the time.
pub fn timed<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let start = cpu_ns();
    let value = std::hint::black_box(work());
    (cpu_ns() - start, value)
}

/// Why a replay ended early.
#[derive(Serialize, Deserialize)]
pub enum Halt {
    OutOfTime {
        seconds: u64,
        done: usize,
        of: usize,
    },
    Failed(String),
}

impl From<String> for Halt {
    fn from(reason: String) -> Self {
        Halt::Failed(reason)
    }
}

impl Display for Halt {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        match self {
            Halt::Failed(reason) => write!(f, "{reason}"),
            Halt::OutOfTime { seconds, done, of } => {
                write!(
                    f,
                    "not finished in {seconds} s ({} %)",
                    done * 100 / (*of).max(1)
                )
            }
        }
    }
}

/// The wall time one work may use for all its runs, and a single run of it.
#[derive(Clone, Copy)]
pub struct Budget {
    pub time: Duration,
}

/// What is prepared once serves many works.
const PREPARATION: u32 = 4;

impl Budget {
    pub fn for_run(self) -> Deadline {
        Deadline::after(self.time)
    }

    pub fn for_preparation(self) -> Deadline {
        Deadline::after(self.time * PREPARATION)
    }
}

pub struct Deadline {
    time: Duration,
    end_ns: u64,
}

impl Deadline {
    fn after(time: Duration) -> Self {
        Deadline {
            time,
            end_ns: wall_ns() + time.as_nanos() as u64,
        }
    }

    /// To be called at each step: looks at the clock only now and then, so
    /// that a fast replay does not notice.
    #[inline]
    pub fn check(&self, done: usize, of: usize) -> Result<(), Halt> {
        if done.is_multiple_of(64) && wall_ns() >= self.end_ns {
            return Err(Halt::OutOfTime {
                seconds: self.time.as_secs(),
                done,
                of,
            });
        }
        Ok(())
    }
}

/// The CPU times of the runs of one work.
#[derive(Default)]
pub struct Samples {
    sorted: Vec<u64>,
}

impl Samples {
    pub fn add(&mut self, ns: u64) {
        let at = self.sorted.partition_point(|&other| other < ns);
        self.sorted.insert(at, ns);
    }

    pub fn runs(&self) -> usize {
        self.sorted.len()
    }

    pub fn min_ms(&self) -> f64 {
        ms(self.sorted[0])
    }

    pub fn median_ms(&self) -> f64 {
        ms(self.sorted[self.sorted.len() / 2])
    }
}

fn ms(ns: u64) -> f64 {
    ns as f64 / 1e6
}
