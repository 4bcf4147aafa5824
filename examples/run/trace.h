// A recorded editing session in JSON, plain or packed with gzip: txns[].patches[] is a list of
// [position, deleted, inserted] in code points, startContent the text before (empty when it is not
// there) and endContent the text after all of them. Other fields are passed over.
#ifndef WEFT_EXAMPLES_RUN_TRACE_H_
#define WEFT_EXAMPLES_RUN_TRACE_H_

#include <weft/crdt.h>

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

struct Patch {
  uint32_t position;
  uint32_t deleted;
  std::string inserted;  // UTF-8
};

struct Trace {
  std::string start;
  std::string end;
  std::vector<Patch> patches;
};

// kNotFound: no such file; kInvalidArgument: not such a trace, or one with several authors, whose
// positions mean something else; kUnimplemented: gzip in a build without zlib.
weft::Result<Trace> ReadTrace(const std::string& path);

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_TRACE_H_
