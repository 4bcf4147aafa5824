//! The table for people and the JSON for our own benchmark.

use serde_json::{json, Map, Value};

use crate::timing::Samples;

/// Every work, in the order of the table; the text explains it below.
const WORKS: [(&str, &str); 10] = [
    (
        "local_ms",
        "local edits, text kept, one commit for each transaction",
    ),
    (
        "local_one_commit_ms",
        "the same under one commit at the end",
    ),
    ("local_meta_ms", "local edits, metadata only"),
    (
        "local_ops_ms",
        "local edits, an update handed out for each transaction",
    ),
    (
        "remote_op_ms",
        "remote, one operation at a time, metadata only",
    ),
    (
        "remote_update_ms",
        "remote, one transaction's bytes at a time",
    ),
    ("merge_ms", "all operations, already in memory, to text"),
    (
        "load_ms",
        "the saved document's bytes to text (yrs: v1, loro: snapshot)",
    ),
    ("load_v2_ms", "the same from yrs v2"),
    ("load_updates_ms", "the same from all of loro's updates"),
];

pub struct PeerResult {
    pub name: &'static str,
    pub works: Vec<(String, Samples)>,
    pub facts: Vec<(String, Value)>,
}

/// What came out for one subject: a trace or a case of documents.
pub struct SubjectResult {
    pub subject: String,
    /// Without runs where there is no floor.
    pub floor: Samples,
    pub peers: Vec<PeerResult>,
}

pub struct Skipped {
    pub peer: String,
    pub subject: Option<String>,
    pub work: Option<String>,
    pub reason: String,
}

impl Skipped {
    pub fn peer(peer: &str, reason: &str) -> Self {
        Skipped {
            peer: peer.into(),
            subject: None,
            work: None,
            reason: reason.into(),
        }
    }

    pub fn line(&self) -> String {
        let places = [Some(&self.peer), self.subject.as_ref(), self.work.as_ref()];
        let place: Vec<&str> = places.into_iter().flatten().map(String::as_str).collect();
        format!("{}: {}", place.join(" "), self.reason)
    }
}

pub fn print_table(result: &SubjectResult, patches: usize) {
    let floor = result.floor.min_ms();
    println!("\n{}: {patches} edits", result.subject);
    println!(
        "{:<20} {:<14} {:>12} {:>12} {:>9} {:>5}",
        "work", "peer", "min ms", "median ms", "x floor", "runs"
    );
    print_line("floor", "gap buffer", &result.floor, floor);
    for (work, _) in WORKS {
        for peer in &result.peers {
            for (_, samples) in peer.works.iter().filter(|(name, _)| *name == work) {
                print_line(work.trim_end_matches("_ms"), peer.name, samples, floor);
            }
        }
    }
    print_facts(result);
}

pub fn print_facts(result: &SubjectResult) {
    for peer in result.peers.iter().filter(|peer| !peer.facts.is_empty()) {
        let facts: Vec<String> = peer
            .facts
            .iter()
            .map(|(k, v)| format!("{k} {}", brief(v)))
            .collect();
        println!("{}: {}", peer.name, facts.join(", "));
    }
}

fn print_line(work: &str, peer: &str, samples: &Samples, floor: f64) {
    let (min, median) = (samples.min_ms(), samples.median_ms());
    let (ratio, runs) = (min / floor, samples.runs());
    println!("{work:<20} {peer:<14} {min:>12.3} {median:>12.3} {ratio:>9.1} {runs:>5}");
}

fn brief(value: &Value) -> String {
    match value.as_f64() {
        Some(number) if number.fract() != 0.0 => format!("{number:.1}"),
        _ => value.to_string(),
    }
}

pub fn print_legend() {
    println!("\nThread CPU time, minimum of the runs. Floor: the same edits in a flat gap buffer.");
    for (work, meaning) in WORKS {
        println!("  {:<18} {meaning}", work.trim_end_matches("_ms"));
    }
}

pub fn trace_json(result: &SubjectResult, patches: usize) -> Value {
    let mut trace = Map::new();
    trace.insert("trace".into(), json!(result.subject));
    trace.insert("patches".into(), json!(patches));
    add_samples(&mut trace, "floor_ms", &result.floor);
    trace.insert("peers".into(), peers_json(result));
    trace.into()
}

pub fn peers_json(result: &SubjectResult) -> Value {
    let mut peers = Map::new();
    for peer in &result.peers {
        let mut figures = Map::new();
        for (work, samples) in &peer.works {
            add_samples(&mut figures, work, samples);
        }
        for (name, value) in &peer.facts {
            figures.insert(name.clone(), value.clone());
        }
        peers.insert(peer.name.into(), figures.into());
    }
    peers.into()
}

fn add_samples(figures: &mut Map<String, Value>, work: &str, samples: &Samples) {
    figures.insert(work.into(), json!(samples.min_ms()));
    figures.insert(format!("{work}_median"), json!(samples.median_ms()));
    figures.insert(format!("{work}_runs"), json!(samples.runs()));
}

/// `kind`: what the subjects are, "trace" or "case".
pub fn skipped_json(skipped: &[Skipped], kind: &str) -> Value {
    let one =
        |s: &Skipped| json!({"peer": s.peer, kind: s.subject, "work": s.work, "reason": s.reason});
    skipped.iter().map(one).collect()
}
