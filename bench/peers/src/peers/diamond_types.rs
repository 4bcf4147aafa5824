//! diamond-types: a log of operations and a rope beside it. Local edits build
//! no CRDT structure; deleted text stays in the log where it was inserted. Its
//! bytes are `ENCODE_FULL`, text packed with LZ4, the default.

use std::rc::Rc;

use diamond_types::list::encoding::{ENCODE_FULL, ENCODE_PATCH};
use diamond_types::list::{ListCRDT, OpLog};
use diamond_types::{AgentId, LocalVersion};

use crate::concurrent::{schedule, Open};
use crate::peer::{Format, Peer, Replica, Session, Works};
use crate::sequential::{self, add_formats, add_remote, expect};
use crate::timing::{timed, Budget, Halt};
use crate::trace::{Edit, Trace, Unit};

const NOTE: &str = "the newest published; 2.0.0, in its source repository only, takes \
    about 0.5-0.7 of the time for local edits and 0.03-0.05 of it to merge concurrent histories";

pub struct DiamondTypes;

impl Peer for DiamondTypes {
    fn name(&self) -> &'static str {
        "diamond-types"
    }

    fn package(&self) -> &'static str {
        "diamond-types"
    }

    fn note(&self) -> Option<&'static str> {
        Some(NOTE)
    }

    fn works<'a>(&self, trace: &'a Trace, budget: Budget) -> Result<Works<'a>, Halt> {
        if trace.concurrent {
            concurrent_works(trace)
        } else {
            sequential::works::<Document>(trace, budget)
        }
    }
}

struct Document {
    list: ListCRDT,
    agent: AgentId,
}

fn agent_name(agent: usize) -> String {
    format!("agent-{agent:06}")
}

impl Replica for Document {
    type Update = Vec<u8>;
    const UNIT: Unit = Unit::CodePoints;

    fn open(agent: usize) -> Self {
        let mut list = ListCRDT::new();
        let agent = list.get_or_create_agent_id(&agent_name(agent));
        Document { list, agent }
    }

    fn fork(&mut self, agent: usize) -> Self {
        let mut copy = Document::open(agent);
        copy.integrate(&self.list.oplog.encode(ENCODE_FULL))
            .expect("it reads its own bytes");
        copy
    }

    fn len(&mut self) -> usize {
        self.list.len()
    }

    fn edit_update(&mut self, edits: &[Edit]) -> Vec<u8> {
        let before = self.list.oplog.local_version();
        self.edit(edits);
        self.list.oplog.encode_from(ENCODE_PATCH, &before)
    }

    fn integrate(&mut self, update: &Vec<u8>) -> Result<(), String> {
        let merged = self.list.merge_data_and_ff(update);
        merged
            .map(|_| ())
            .map_err(|e| format!("diamond-types: {e:?}"))
    }
}

impl Session for Document {
    #[inline]
    fn edit(&mut self, edits: &[Edit]) {
        for edit in edits {
            if edit.del > 0 {
                self.list
                    .delete_without_content(self.agent, edit.pos..edit.pos + edit.del);
            }
            if !edit.ins.is_empty() {
                self.list.insert(self.agent, edit.pos, edit.ins);
            }
        }
    }

    fn text(&mut self) -> String {
        self.list.branch.content().to_string()
    }

    fn formats() -> &'static [Format<Self>] {
        &[Format {
            load_work: "load_ms",
            bytes_fact: "file_bytes",
            save: |d| d.list.oplog.encode(ENCODE_FULL),
            load: |bytes| {
                let list = ListCRDT::load_from(bytes);
                let list = list.map_err(|e| format!("diamond-types: {e:?}"))?;
                Ok(Document { list, agent: 0 })
            },
        }]
    }
}

/// The log takes operations with their parents as they are recorded: no
/// replicas, no merging before the end.
fn concurrent_works(trace: &Trace) -> Result<Works<'_>, Halt> {
    let mut works = Works::default();
    let (oplog, updates) = record(trace);
    let oplog = Rc::new(oplog);
    let text = oplog.checkout_tip().content().to_string();
    works.update_sizes(&updates);
    works.fact("text_as_recorded", text == trace.end);
    let mut document = Document {
        list: ListCRDT::new(),
        agent: 0,
    };
    document.integrate(&oplog.encode(ENCODE_FULL))?;
    add_formats(&mut works, &text, &mut document)?;
    add_remote::<Document>(&mut works, Rc::new(updates), &text);
    works.run("merge_ms", move |_| {
        let (ns, (_branch, got)) = timed(|| {
            let branch = oplog.checkout_tip();
            let text = branch.content().to_string();
            (branch, text)
        });
        expect(&got, &text)?;
        Ok(ns)
    });
    Ok(works)
}

fn record(trace: &Trace) -> (OpLog, Vec<Vec<u8>>) {
    let script = trace.script(Unit::CodePoints);
    let mut oplog = OpLog::new();
    let mut agents: Vec<AgentId> = Vec::new();
    let mut versions: Vec<LocalVersion> = Vec::with_capacity(trace.txns.len());
    let mut updates = Vec::with_capacity(trace.txns.len());
    for (index, step) in schedule(trace).iter().enumerate() {
        if !matches!(step.open, Open::Held) {
            agents.push(oplog.get_or_create_agent_id(&agent_name(step.replica)));
        }
        let before = oplog.local_version();
        let mut version = LocalVersion::new();
        for &parent in &trace.txns[index].parents {
            version = oplog.version_union(&version, &versions[parent]);
        }
        for edit in script.txn(index) {
            push(&mut oplog, agents[step.replica], &mut version, edit);
        }
        updates.push(oplog.encode_from(ENCODE_PATCH, &before));
        versions.push(version);
    }
    (oplog, updates)
}

fn push(oplog: &mut OpLog, agent: AgentId, version: &mut LocalVersion, edit: &Edit) {
    if edit.del > 0 {
        let time = oplog.add_delete_at(agent, version, edit.pos..edit.pos + edit.del);
        *version = [time].into_iter().collect();
    }
    if !edit.ins.is_empty() {
        let time = oplog.add_insert_at(agent, version, edit.pos, edit.ins);
        *version = [time].into_iter().collect();
    }
}
