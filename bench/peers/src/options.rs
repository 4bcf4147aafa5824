//! The command line.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::timing::Budget;

pub const USAGE: &str = "\
weft-bench-peers: measures the peer CRDT libraries on recorded editing traces
weft-bench-peers documents: the same on maps, lists and trees; needs no traces

  --traces DIR      folder of traces, .json or .json.gz (default: $WEFT_TRACES)
  --json FILE       write the figures there
  --runs N          runs of each work (default 21)
  --budget SECONDS  wall time one work may use for all its runs; one that cannot
                    be run once in it is named as skipped (default 30)
  --only PEER       measure only this one; may be given again
  --skip PEER       leave this one out; may be given again
  --trace NAME      only traces whose name contains this; may be given again
  --case NAME       the same of cases of documents
";

pub struct Options {
    /// Maps, lists and trees instead of traces.
    pub documents: bool,
    pub traces: Option<PathBuf>,
    pub json: Option<PathBuf>,
    pub runs: usize,
    pub budget: Budget,
    pub only: Vec<String>,
    pub skip: Vec<String>,
    /// Parts of names of traces or cases.
    pub subjects: Vec<String>,
    pub help: bool,
}

impl Options {
    pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            documents: false,
            traces: std::env::var_os("WEFT_TRACES")
                .filter(|dir| !dir.is_empty())
                .map(PathBuf::from),
            json: None,
            runs: 21,
            budget: Budget {
                time: Duration::from_secs(30),
            },
            only: Vec::new(),
            skip: Vec::new(),
            subjects: Vec::new(),
            help: false,
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("{arg} needs a value"));
            match arg.as_str() {
                "--traces" => options.traces = Some(value()?.into()),
                "--json" => options.json = Some(value()?.into()),
                "--runs" => options.runs = number::<usize>(&arg, &value()?)?.max(1),
                "--budget" => {
                    options.budget.time = Duration::from_secs(number(&arg, &value()?)?);
                }
                "--only" => options.only.push(value()?),
                "--skip" => options.skip.push(value()?),
                "--trace" | "--case" => options.subjects.push(value()?),
                "documents" => options.documents = true,
                "--help" | "-h" => options.help = true,
                _ => return Err(format!("unknown option {arg}")),
            }
        }
        Ok(options)
    }

    pub fn wants_peer(&self, name: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|other| other == name);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }

    pub fn wants(&self, subject: &str) -> bool {
        let named = |part: &String| subject.contains(part.as_str());
        self.subjects.is_empty() || self.subjects.iter().any(named)
    }
}

fn number<T: FromStr>(option: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("{option} needs a number, not '{text}'"))
}
