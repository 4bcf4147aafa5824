// Short forms for named tests: documents whose one text is "note", and what passes between them.
#ifndef WEFT_TESTS_SUPPORT_DOCUMENTS_H_
#define WEFT_TESTS_SUPPORT_DOCUMENTS_H_

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "crdt/document/document.h"
#include "tests/support/elements.h"

// That a call which answers with a Status went well.
#define EXPECT_OK(call)                                                \
  do {                                                                 \
    const ::weft::Status weft_expected_ok = (call);                    \
    EXPECT_TRUE(weft_expected_ok.ok()) << weft_expected_ok.ToString(); \
  } while (false)

namespace weft::testing {

inline constexpr const char* kNote = "note";

inline std::string Read(Document& document) { return document.Text(kNote).Read(); }

inline void Type(Document& document, size_t position, std::string_view text) {
  const Status status = document.Text(kNote).Insert(position, text);
  EXPECT_TRUE(status.ok()) << status.ToString();
}

inline void Delete(Document& document, size_t position, size_t count) {
  const Status status = document.Text(kNote).Erase(position, count);
  EXPECT_TRUE(status.ok()) << status.ToString();
}

inline OperationSet Taken(Document& document) {
  OperationSet set;
  set = document.TakeLocal();
  return set;
}

inline OperationSet Everything(const Document& document, const Version& since = {}) {
  Result<OperationSet> set = document.OperationsSince(since);
  EXPECT_TRUE(set.ok()) << set.status().ToString();
  return set.ok() ? *set : OperationSet();
}

inline void Integrate(Document& document, const OperationSet& set) {
  const Result<Integrated> result = document.Integrate(set);
  EXPECT_TRUE(result.ok()) << result.status().ToString();
}

// Gives `to` what it lacks of `from`.
inline void Sync(const Document& from, Document& to) {
  Integrate(to, Everything(from, to.version()));
}

inline void Meet(Document& a, Document& b) {
  Sync(a, b);
  Sync(b, a);
}

// The code Integrate answers; a refusal must leave the document as it was.
inline StatusCode Refusal(Document& document, const OperationSet& set) {
  const Version version = document.version();
  const std::string text = Read(document);
  const uint64_t backlog = document.BacklogSize();
  const Result<Integrated> result = document.Integrate(set);
  if (result.ok()) return StatusCode::kOk;
  EXPECT_EQ(document.version(), version);
  EXPECT_EQ(Read(document), text);
  EXPECT_EQ(document.BacklogSize(), backlog);
  EXPECT_TRUE(document.CheckInvariants().ok());
  return result.status().code();
}

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_DOCUMENTS_H_
