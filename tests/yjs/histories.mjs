// What Yjs makes of histories: JSON lines in, one JSON line out for each.
//
// {"clients": [5, 9], "steps": [...]}   edits by Yjs itself. A step is one of
//     ["insert", client index, place, text]     places are boundaries between code points,
//     ["erase", client index, place, count]     taken modulo what is there; count of code points
//     ["sync", to, from]
//   out: {"steps": [{"inserted": [[client, clock, text, origin, rightOrigin], ...],
//                    "erased": [[client, clock, length], ...], "text": after the step}, ...]}
//
// {"replay": [["insert", client, clock, text, origin, rightOrigin],
//             ["erase", client, clock, length], ...]}   operations made elsewhere, each delivered
//                                                       to one Yjs document as an update of its own
//   out: {"text": "..."}
//
// Ids are [client, clock] or null.
//
// yjs is looked for in the folder WEFT_YJS_DIR, or beside this file.
import { createRequire } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'
import { fileURLToPath } from 'node:url'

const folder = process.env.WEFT_YJS_DIR || path.dirname(fileURLToPath(import.meta.url))
const require = createRequire(path.join(folder, 'package.json'))
const Y = require('yjs')
const encoding = require('lib0/encoding')

const name = 'text'

function newDoc (clientID) {
  const doc = new Y.Doc({ gc: false })
  if (clientID !== undefined) doc.clientID = clientID
  doc.getText(name)
  return doc
}

function boundaries (text) {
  const out = [0]
  for (const point of text) out.push(out[out.length - 1] + point.length)
  return out
}

const idOf = id => id === null ? null : [id.client, id.clock]

// The units [clock, end) of a client as Yjs keeps them, each stretch with the anchors of its first.
function itemsFrom (doc, client, clock) {
  const out = []
  for (const item of doc.store.clients.get(client) ?? []) {
    const offset = Math.max(clock - item.id.clock, 0)
    if (offset >= item.length) continue
    const origin = offset === 0 ? idOf(item.origin) : [client, item.id.clock + offset - 1]
    out.push([client, item.id.clock + offset, item.content.str.slice(offset), origin,
      idOf(item.rightOrigin)])
  }
  return out
}

function edit (doc, change) {
  const before = Y.getState(doc.store, doc.clientID)
  const erased = []
  const note = transaction => transaction.deleteSet.clients.forEach((ranges, client) => {
    for (const { clock, len } of ranges) erased.push([client, clock, len])
  })
  doc.on('afterTransaction', note)
  change(doc.getText(name))
  doc.off('afterTransaction', note)
  return { inserted: itemsFrom(doc, doc.clientID, before), erased }
}

function step (docs, [kind, index, ...rest]) {
  const doc = docs[index]
  const places = boundaries(doc.getText(name).toString())
  let made = { inserted: [], erased: [] }
  if (kind === 'insert') {
    const [place, text] = rest
    made = edit(doc, ytext => ytext.insert(places[place % places.length], text))
  } else if (kind === 'erase') {
    const [place, count] = rest
    const from = place % places.length
    const to = Math.min(from + count, places.length - 1)
    made = edit(doc, ytext => ytext.delete(places[from], places[to] - places[from]))
  } else {
    const [from] = rest
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(docs[from], Y.encodeStateVector(doc)))
  }
  return { ...made, text: doc.getText(name).toString() }
}

const kContentString = 4
const kHasOrigin = 0x80
const kHasRightOrigin = 0x40

function writeId (encoder, id) {
  encoding.writeVarUint(encoder, id[0])
  encoding.writeVarUint(encoder, id[1])
}

// One operation in Yjs's update format, version 1.
function updateOf ([kind, client, clock, ...rest]) {
  const encoder = encoding.createEncoder()
  const inserts = kind === 'insert'
  encoding.writeVarUint(encoder, inserts ? 1 : 0) // clients with structs
  if (inserts) {
    const [text, origin, rightOrigin] = rest
    encoding.writeVarUint(encoder, 1)
    writeId(encoder, [client, clock])
    encoding.writeUint8(encoder, kContentString | (origin ? kHasOrigin : 0) |
      (rightOrigin ? kHasRightOrigin : 0))
    if (origin) writeId(encoder, origin)
    if (rightOrigin) writeId(encoder, rightOrigin)
    if (!origin && !rightOrigin) {
      encoding.writeVarUint(encoder, 1) // the parent is a root type, by name
      encoding.writeVarString(encoder, name)
    }
    encoding.writeVarString(encoder, text)
  }
  encoding.writeVarUint(encoder, inserts ? 0 : 1) // clients with deletions
  if (!inserts) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarUint(encoder, rest[0])
  }
  return encoding.toUint8Array(encoder)
}

function run (line) {
  const history = JSON.parse(line)
  if (history.replay) {
    const doc = newDoc()
    for (const operation of history.replay) Y.applyUpdate(doc, updateOf(operation))
    return { text: doc.getText(name).toString() }
  }
  const docs = history.clients.map(newDoc)
  return { steps: history.steps.map(one => step(docs, one)) }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(run(line)) + '\n')
}
