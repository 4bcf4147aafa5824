//! The figures of documents: for people, and as JSON beside Weft's.

use serde_json::{json, Value};

use super::cases::Case;
use crate::report::{peers_json, print_facts, SubjectResult};

const FIGURES: [(&str, &str); 12] = [
    (
        "time",
        "edits with an update for each transaction, integrating the updates elsewhere, reading \
         both; of B3 one client's receiving all updates and reading; of undo all steps back and \
         forth with an update for each, likewise",
    ),
    ("undo", "all steps back, an update for each, alone"),
    (
        "old_version",
        "of an open document, the text as it was half-way",
    ),
    ("diff", "what changed from a third to two thirds of the way"),
    (
        "timeline",
        "what changed from each of many versions to the next",
    ),
    ("update_bytes", "of all updates together; _mean: of one"),
    (
        "document_bytes",
        "the saved document; its format is the peer's first",
    ),
    ("document_v2_bytes", "yrs' second format; load_v2 likewise"),
    (
        "document_updates_bytes",
        "loro's history without the state; load_updates likewise",
    ),
    ("load", "the saved document's bytes to its content"),
    (
        "live_bytes_entry",
        "heap of the map that was made here, by entry",
    ),
    (
        "live_bytes_entry_loaded",
        "of the one that was loaded and read",
    ),
];

pub fn print_table(case: &Case, result: &SubjectResult) {
    println!("\n{}: {}", result.subject, case.means);
    println!(
        "{:<20} {:<14} {:>12} {:>12} {:>5}",
        "work", "peer", "min ms", "median ms", "runs"
    );
    for peer in &result.peers {
        for (work, samples) in &peer.works {
            let (min, median) = (samples.min_ms(), samples.median_ms());
            let (work, runs) = (work.trim_end_matches("_ms"), samples.runs());
            println!(
                "{work:<20} {:<14} {min:>12.3} {median:>12.3} {runs:>5}",
                peer.name
            );
        }
    }
    print_facts(result);
}

pub fn print_legend() {
    println!("\nThread CPU time, minimum of the runs. Agents are 53 bits wide, as in real use.");
    for (figure, meaning) in FIGURES {
        println!("  {figure:<24} {meaning}");
    }
}

/// `input` is the hash of the numbers drawn: equal where the cases are.
pub fn case_json(case: &Case, result: &SubjectResult) -> Value {
    json!({
        "case": case.name,
        "means": case.means,
        "input": format!("{:016x}", case.input),
        "peers": peers_json(result),
    })
}
