//! weft-bench-peers: what other CRDT libraries need for the editing traces we
//! measure ourselves on, so that both can be printed side by side.
//!
//! Start with `peer.rs`, which says what a library has to offer, then
//! `sequential.rs` and `concurrent.rs`, which turn that into works, then
//! `worker.rs` and `measure.rs`, which run them. A figure means the same elsewhere only as a
//! ratio to the floor (`floor.rs`) of the same run.

// What only a peer that was left out needs is then without use.
#![cfg_attr(
    not(all(
        feature = "cola",
        feature = "diamond-types",
        feature = "yrs",
        feature = "loro",
        feature = "automerge"
    )),
    allow(dead_code)
)]

mod concurrent;
mod floor;
mod host;
mod measure;
mod memory;
mod options;
mod peer;
mod peers;
mod report;
mod sequential;
mod timing;
mod trace;
mod worker;

use std::path::Path;
use std::process::ExitCode;

use serde_json::{json, Value};

use options::Options;
use peer::Peer;
use report::Skipped;

type Peers = [Box<dyn Peer>];

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("weft-bench-peers: {reason}");
            ExitCode::from(2)
        }
    }
}

/// Whether every replay that ended had the text it should have.
fn run() -> Result<bool, String> {
    let options = Options::parse(std::env::args().skip(1))?;
    if options.help {
        print!("{}", options::USAGE);
        return Ok(true);
    }
    let (peers, skipped) = choose_peers(&options)?;
    let mut figures = Figures {
        traces: Vec::new(),
        skipped,
        good: true,
    };
    match &options.traces {
        Some(folder) => figures.measure(folder, &peers, &options)?,
        None => figures.skip_all(),
    }
    print_provenance(&peers, &figures.skipped);
    if let Some(path) = &options.json {
        let text = format!("{:#}\n", figures.json(&peers));
        std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(figures.good)
}

struct Figures {
    traces: Vec<Value>,
    skipped: Vec<Skipped>,
    good: bool,
}

impl Figures {
    fn measure(&mut self, folder: &Path, peers: &Peers, options: &Options) -> Result<(), String> {
        for trace in trace::read_folder(folder)? {
            if options.wants_trace(&trace.name) {
                let measured = measure::measure(&trace, peers, options)?;
                report::print_table(&measured.result);
                self.traces.push(report::trace_json(&measured.result));
                self.skipped.extend(measured.skipped);
                self.good &= !measured.failed;
            }
        }
        report::print_legend();
        Ok(())
    }

    fn skip_all(&mut self) {
        println!("SKIPPED: no traces; name a folder with --traces DIR or WEFT_TRACES");
        self.skipped
            .push(Skipped::peer("all", "no trace folder named"));
    }

    fn json(&self, peers: &Peers) -> Value {
        let mut described = Vec::new();
        for peer in peers {
            let version = host::version_of(peer.package());
            described.push(json!({"name": peer.name(), "version": version, "note": peer.note()}));
        }
        json!({
            "machine": host::machine(),
            "compiler": host::COMPILER,
            "date": host::date(),
            "peers": described,
            "traces": self.traces,
            "skipped": report::skipped_json(&self.skipped),
        })
    }
}

fn choose_peers(options: &Options) -> Result<(Box<Peers>, Vec<Skipped>), String> {
    let all = peer::all();
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let mut asked = options.only.iter().chain(&options.skip);
    if let Some(unknown) = asked.find(|name| !names.contains(&name.as_str())) {
        let names = names.join(", ");
        return Err(format!("no peer called {unknown}; there are {names}"));
    }
    let mut peers = Vec::new();
    let mut skipped = Vec::new();
    for (name, peer) in all {
        match peer {
            None => skipped.push(Skipped::peer(name, "not built in")),
            Some(_) if !options.wants_peer(name) => {
                skipped.push(Skipped::peer(name, "not asked for"));
            }
            Some(peer) => peers.push(peer),
        }
    }
    Ok((peers.into(), skipped))
}

fn print_provenance(peers: &Peers, skipped: &[Skipped]) {
    let (machine, date) = (host::machine(), host::date());
    println!("\n{machine}; {}; {date}", host::COMPILER);
    for peer in peers {
        let note = peer
            .note()
            .map_or(String::new(), |note| format!(": {note}"));
        println!("{} {}{note}", peer.name(), host::version_of(peer.package()));
    }
    for one in skipped {
        println!("skipped {}", one.line());
    }
}
