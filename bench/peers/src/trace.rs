//! Recorded editing sessions: reads the JSON and hands out flat edit scripts.
//!
//! `txns[].patches[]` = `[position, deleted, inserted]`, in code points;
//! concurrent traces add `txns[].parents` and `txns[].agent`. A text the
//! session starts with becomes a first transaction that inserts it.

use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;

/// What positions and lengths count.
#[derive(Clone, Copy, PartialEq)]
pub enum Unit {
    CodePoints,
    Bytes,
}

/// One edit: at `pos`, `del` units go and `ins` comes.
#[derive(Clone, Copy)]
pub struct Edit<'a> {
    pub pos: usize,
    pub del: usize,
    pub ins: &'a str,
}

struct Patch {
    pos: usize,
    del: usize,
    ins: Range<usize>,
}

pub struct Txn {
    pub parents: Vec<usize>,
    pub agent: usize,
    patches: Range<usize>,
}

pub struct Trace {
    pub name: String,
    pub concurrent: bool,
    pub end: String,
    pub txns: Vec<Txn>,
    inserted: String,
    code_points: Vec<Patch>,
    bytes: Vec<Patch>,
}

/// All edits of a trace in one unit, cut into transactions.
pub struct Script<'a> {
    pub edits: Vec<Edit<'a>>,
    txns: Vec<Range<usize>>,
}

impl<'a> Script<'a> {
    pub fn txns(&self) -> impl ExactSizeIterator<Item = &[Edit<'a>]> {
        self.txns.iter().map(|range| &self.edits[range.clone()])
    }

    pub fn txn(&self, index: usize) -> &[Edit<'a>] {
        &self.edits[self.txns[index].clone()]
    }
}

impl Trace {
    pub fn patches(&self) -> usize {
        self.code_points.len()
    }

    pub fn is_ascii(&self) -> bool {
        self.inserted.is_ascii()
    }

    pub fn script(&self, unit: Unit) -> Script<'_> {
        let ascii = self.is_ascii();
        let patches = if unit == Unit::Bytes && !ascii {
            &self.bytes
        } else {
            &self.code_points
        };
        let edit = |p: &Patch| Edit {
            pos: p.pos,
            del: p.del,
            ins: &self.inserted[p.ins.clone()],
        };
        Script {
            edits: patches.iter().map(edit).collect(),
            txns: self.txns.iter().map(|txn| txn.patches.clone()).collect(),
        }
    }

    pub fn read(path: &Path) -> Result<Trace, String> {
        let explain = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
        let file = BufReader::new(File::open(path).map_err(|e| explain(&e))?);
        let mut input: Box<dyn Read> = Box::new(file);
        if path.extension().is_some_and(|ext| ext == "gz") {
            input = Box::new(GzDecoder::new(input));
        }
        let mut json = String::new();
        input.read_to_string(&mut json).map_err(|e| explain(&e))?;
        let raw: RawTrace = serde_json::from_str(&json).map_err(|e| explain(&e))?;
        Trace::from_raw(name_of(path), raw).map_err(|e| explain(&e))
    }

    fn from_raw(name: String, mut raw: RawTrace) -> Result<Trace, String> {
        let concurrent = raw.txns.iter().any(|txn| txn.parents.is_some());
        if !raw.start.is_empty() {
            if concurrent {
                return Err("a concurrent trace must start empty".into());
            }
            let patches = vec![(0, 0, std::mem::take(&mut raw.start))];
            raw.txns.insert(
                0,
                RawTxn {
                    patches,
                    parents: None,
                    agent: 0,
                },
            );
        }
        let mut trace = Trace {
            name,
            concurrent,
            end: raw.end,
            txns: Vec::with_capacity(raw.txns.len()),
            inserted: String::new(),
            code_points: Vec::new(),
            bytes: Vec::new(),
        };
        for (index, txn) in raw.txns.into_iter().enumerate() {
            trace.add(index, txn)?;
        }
        if !trace.is_ascii() {
            if concurrent {
                return Err("a concurrent trace must be ASCII".into());
            }
            trace.bytes = in_bytes(&trace)?;
        }
        Ok(trace)
    }

    fn add(&mut self, index: usize, txn: RawTxn) -> Result<(), String> {
        let parents = txn.parents.unwrap_or_default();
        if parents.iter().any(|&parent| parent >= index) {
            return Err(format!(
                "transaction {index} comes before one of its parents"
            ));
        }
        let first = self.code_points.len();
        for (pos, del, text) in txn.patches {
            let start = self.inserted.len();
            self.inserted.push_str(&text);
            self.code_points.push(Patch {
                pos,
                del,
                ins: start..self.inserted.len(),
            });
        }
        let patches = first..self.code_points.len();
        self.txns.push(Txn {
            parents,
            agent: txn.agent,
            patches,
        });
        Ok(())
    }
}

/// Turns positions in code points into positions in UTF-8 bytes, by replaying
/// the trace on the width of each character.
fn in_bytes(trace: &Trace) -> Result<Vec<Patch>, String> {
    let mut widths: Vec<u8> = Vec::new();
    let total = |widths: &[u8]| widths.iter().map(|&w| w as usize).sum::<usize>();
    let mut patches = Vec::with_capacity(trace.code_points.len());
    for patch in &trace.code_points {
        let gone = patch.pos..patch.pos + patch.del;
        if gone.end > widths.len() {
            return Err(format!("an edit reaches past the end: {gone:?}"));
        }
        patches.push(Patch {
            pos: total(&widths[..gone.start]),
            del: total(&widths[gone.clone()]),
            ins: patch.ins.clone(),
        });
        let text = &trace.inserted[patch.ins.clone()];
        widths.splice(gone, text.chars().map(|c| c.len_utf8() as u8));
    }
    Ok(patches)
}

/// The traces in `folder`, by name: sequential ones first.
pub fn read_folder(folder: &Path) -> Result<Vec<Trace>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.to_string_lossy();
            name.ends_with(".json") || name.ends_with(".json.gz")
        })
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{}: no .json or .json.gz in it", folder.display()));
    }
    let mut traces = paths
        .iter()
        .map(|path| Trace::read(path))
        .collect::<Result<Vec<_>, _>>()?;
    traces.sort_by_key(|trace| trace.concurrent);
    Ok(traces)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.trim_end_matches(".gz")
        .trim_end_matches(".json")
        .to_owned()
}

#[derive(Deserialize)]
struct RawTrace {
    #[serde(rename = "startContent", default)]
    start: String,
    #[serde(rename = "endContent")]
    end: String,
    txns: Vec<RawTxn>,
}

#[derive(Deserialize)]
struct RawTxn {
    patches: Vec<(usize, usize, String)>,
    parents: Option<Vec<usize>>,
    #[serde(default)]
    agent: usize,
}
