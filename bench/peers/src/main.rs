//! weft-bench-peers: what other CRDT libraries need for the editing traces we
//! measure ourselves on, so that both can be printed side by side.
//!
//! Start with `peer.rs`, which says what a library has to offer, then
//! `sequential.rs` and `concurrent.rs`, which turn that into works (of maps,
//! lists, trees and rich texts `documents/mod.rs` does), then `worker.rs` and
//! `measure.rs`, which run them. A figure means the same elsewhere only as a
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
    allow(dead_code, unused_imports)
)]

mod concurrent;
mod documents;
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

use std::process::ExitCode;

use serde_json::{json, Value};

use documents::cases::Case;
use measure::{Measured, Subject};
use options::Options;
use peer::Peer;
use report::Skipped;
use trace::Trace;
use worker::Prepare;

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
        subjects: Vec::new(),
        skipped,
        good: true,
    };
    match &options.traces {
        _ if options.documents => figures.measure_documents(&peers, &options)?,
        Some(folder) => figures.measure_traces(trace::read_folder(folder)?, &peers, &options)?,
        None => figures.skip_all(),
    }
    print_provenance(&peers, &figures.skipped, &options);
    if let Some(path) = &options.json {
        let text = format!("{:#}\n", figures.json(&peers, &options));
        std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(figures.good)
}

struct Figures {
    /// Of each trace or case.
    subjects: Vec<Value>,
    skipped: Vec<Skipped>,
    good: bool,
}

impl Figures {
    fn measure_traces(
        &mut self,
        traces: Vec<Trace>,
        peers: &Peers,
        options: &Options,
    ) -> Result<(), String> {
        for trace in traces.iter().filter(|trace| options.wants(&trace.name)) {
            let measured = measure::measure(trace_subject(trace, peers, options), options)?;
            report::print_table(&measured.result, trace.patches());
            let json = report::trace_json(&measured.result, trace.patches());
            self.take(measured, json);
        }
        report::print_legend();
        Ok(())
    }

    fn measure_documents(&mut self, peers: &Peers, options: &Options) -> Result<(), String> {
        let traces = match &options.traces {
            Some(folder) => trace::read_folder(folder)?,
            None => Vec::new(),
        };
        let cases = documents::cases::all(&traces);
        self.skip_recorded(&cases, options);
        for case in cases.iter().filter(|case| options.wants(case.name)) {
            let measured = measure::measure(case_subject(case, peers, options), options)?;
            documents::report::print_table(case, &measured.result);
            let json = documents::report::case_json(case, &measured.result);
            self.take(measured, json);
        }
        documents::report::print_legend();
        Ok(())
    }

    fn take(&mut self, measured: Measured, json: Value) {
        self.subjects.push(json);
        self.skipped.extend(measured.skipped);
        self.good &= !measured.failed;
    }

    fn skip_recorded(&mut self, cases: &[Case], options: &Options) {
        let there = |name| cases.iter().any(|case| case.name == name);
        for name in documents::RECORDED_CASES {
            if options.wants(name) && !there(name) {
                println!("SKIPPED: {name}: no recorded trace; name a folder with --traces DIR");
                let skipped = Skipped::peer("all", "no recorded trace");
                self.skipped.push(Skipped {
                    subject: Some(name.into()),
                    ..skipped
                });
            }
        }
    }

    fn skip_all(&mut self) {
        println!("SKIPPED: no traces; name a folder with --traces DIR or WEFT_TRACES");
        self.skipped
            .push(Skipped::peer("all", "no trace folder named"));
    }

    fn json(&self, peers: &Peers, options: &Options) -> Value {
        let (kind, subjects) = match options.documents {
            true => ("case", "cases"),
            false => ("trace", "traces"),
        };
        let mut described = Vec::new();
        for peer in peers {
            let version = host::version_of(peer.package());
            let note = note(peer.as_ref(), options);
            described.push(json!({"name": peer.name(), "version": version, "note": note}));
        }
        json!({
            "machine": host::machine(),
            "compiler": host::COMPILER,
            "date": host::date(),
            "peers": described,
            subjects: self.subjects,
            "skipped": report::skipped_json(&self.skipped, kind),
        })
    }
}

fn trace_subject<'a>(trace: &'a Trace, peers: &'a Peers, options: &Options) -> Subject<'a> {
    let budget = options.budget;
    let prepare = |peer: &'a Box<dyn Peer>| -> (&'static str, Prepare<'a>) {
        (peer.name(), Box::new(move || peer.works(trace, budget)))
    };
    Subject {
        name: &trace.name,
        floor: Some(floor::replay(trace)),
        peers: peers.iter().map(prepare).collect(),
    }
}

fn case_subject<'a>(case: &'a Case, peers: &'a Peers, options: &Options) -> Subject<'a> {
    let budget = options.budget;
    let prepare = |peer: &'a Box<dyn Peer>| -> (&'static str, Prepare<'a>) {
        let works = move || peer.documents(case, budget).expect("chosen for them");
        (peer.name(), Box::new(works))
    };
    Subject {
        name: case.name,
        floor: None,
        peers: peers.iter().map(prepare).collect(),
    }
}

fn note(peer: &dyn Peer, options: &Options) -> Option<&'static str> {
    match options.documents {
        true => peer.documents_note(),
        false => peer.note(),
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
            Some(peer) if options.documents && peer.documents_note().is_none() => {
                skipped.push(Skipped::peer(name, "texts only"));
            }
            Some(peer) => peers.push(peer),
        }
    }
    Ok((peers.into(), skipped))
}

fn print_provenance(peers: &Peers, skipped: &[Skipped], options: &Options) {
    let (machine, date) = (host::machine(), host::date());
    println!("\n{machine}; {}; {date}", host::COMPILER);
    for peer in peers {
        let note = note(peer.as_ref(), options);
        let note = note.map_or(String::new(), |note| format!(": {note}"));
        println!("{} {}{note}", peer.name(), host::version_of(peer.package()));
    }
    for one in skipped {
        println!("skipped {}", one.line());
    }
}
