// Operations as JSON: the interchange form for people and tests, one element an operation.
//
//   {"operation":"insert","id":"ann-1","prev_id":null,"next_id":null,"value":"H","at":0,"text":""}
//   {"operation":"delete","delete_id":"ann-1","agent":"bob","index":0,"at":2}
//   {"operation":"restore","restore_agent":"bob","restore_index":0,"agent":"bob","index":1,"at":2}
//   {"operation":"set","id":"ann-2","container":"map:todo","key":"done","value":true,"at":0}
//   {"operation":"set","id":"bob-1","value":false,"replaced":["ann-2"],"at":2}
//   {"operation":"insert_item","id":"ann-3","prev_id":"ann-1","next_id":null,"value":5,"at":0}
//   {"operation":"move","id":"bob-2","item_id":"ann-3","prev_id":"ann-7","next_id":null,"at":2}
//   {"operation":"add","container":"counter:likes","value":1,"agent":"ann","index":0,"at":3}
//
// "<name>-<n>" is the element of seq n - 1 of the agent that AgentNames gives that name; a null
// anchor is an edge of the text. A value is one UTF-16 unit, a surrogate pair two operations with
// values such as "\ud83d" and "\ude00". "index" is the effect's index, "at" the operation's `at`,
// "text" the name of the root text where both anchors are null. docs/format.md has all fields, and
// crdt/wire/json_values.h the forms of values and containers.
//
// The plain form leaves out "at", "agent", "index" and "text", and has only texts and no restores.
// It loses who deleted what and when; reading it needs PlainDefaults to make such things up.
//
// Not a fast path: some hundred nanoseconds an element. Thread rule: plain functions.
#ifndef WEFT_CRDT_WIRE_JSON_OPERATIONS_H_
#define WEFT_CRDT_WIRE_JSON_OPERATIONS_H_

#include <map>
#include <string>
#include <string_view>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/wire/limits.h"

namespace weft {

// Names of agents, one to one.
class AgentNames {
 public:
  // kInvalidArgument: an empty name or one that is not UTF-8, an agent above kMaxAgent;
  // kAlreadyExists: the agent or the name is taken.
  Status Add(Agent agent, std::string_view name);
  // Null when it has none.
  const std::string* NameOf(Agent agent) const;
  // kNoAgent when nobody has it.
  Agent AgentOf(std::string_view name) const;

 private:
  std::map<Agent, std::string> names_;
  std::map<std::string, Agent, std::less<>> agents_;
};

enum class JsonForm { kExact, kPlain };
enum class JsonLayout { kLines, kArray };

// What operations say that leave something out. Without "at" and "index" an operation follows its
// agent's last one in the text at once; the first one's have `counts` before them.
struct PlainDefaults {
  Agent deleter = kNoAgent;  // deletes without "agent"; kNoAgent: they are refused
  Counts counts;             // of the deleter, before the text
  std::string text;          // inserts with two null anchors and without "text"
};

// kNotFound: an agent without a name. kInvalidArgument: a malformed set, or in plain form
// what is neither an insertion into a root text nor a deletion.
Result<std::string> WriteJsonOperations(const OperationSet& operations, const AgentNames& names,
                                        JsonForm form = JsonForm::kExact,
                                        JsonLayout layout = JsonLayout::kLines);

// Reads an array of operations, or operations one after the other. Strict: fields that are missing,
// unknown or given twice, and anything but the form above, are refused with the byte where it is.
// *out, which is replaced, gets the canonical runs; on failure it is left empty.
Status ReadJsonOperations(std::string_view json, const AgentNames& names, const Limits& limits,
                          const PlainDefaults& defaults, OperationSet* out);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_JSON_OPERATIONS_H_
