// Keystrokes: the short way for what nearly all updates of a session are: one ASCII unit typed
// behind the author's last element, or one of the author's elements deleted. The bytes are those of
// the run form (crdt/wire/run_form.h).
#ifndef WEFT_CRDT_WIRE_KEYSTROKE_H_
#define WEFT_CRDT_WIRE_KEYSTROKE_H_

#include <string>
#include <string_view>

#include "crdt/core/operation.h"
#include "crdt/wire/agent_numbers.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// Appends the body's operation. False, with *out as it was, when the body is not a keystroke's or
// not plainly right: run_form.h then reads it, or says what is wrong.
bool ReadKeystroke(std::string_view body, const AgentNumbers& numbers, const Limits& limits,
                   OperationSet* out);

// Appends the body of what ReadKeystroke reads. False, with *out as it was, when the set is
// anything else or wrong: AppendBody then writes it, or says why not.
bool AppendKeystroke(const OperationSet& set, const AgentNumbers& numbers, std::string* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_KEYSTROKE_H_
