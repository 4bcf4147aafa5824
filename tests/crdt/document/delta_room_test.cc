// Deltas where the document has little room left: all of one is applied, or nothing.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/objects/lamport.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"

namespace weft::testing {
namespace {

DeltaStep Marked(std::u16string text, Attributes attributes) {
  const auto count = static_cast<uint32_t>(text.size());
  return {DeltaStep::Kind::kInsert, count, std::move(text), {}, std::move(attributes)};
}

// So many stamps are left in the document.
class DeltaRoom : public ::testing::TestWithParam<uint32_t> {
 protected:
  DeltaRoom() {
    Type(document_, 0, "ab");
    ObjectOperation late = KeyOperation({7, 0}, ContainerId(ContainerKind::kMap, "map"), "k", 1);
    late.stamp = kMaxLamport - GetParam() - 1;
    Integrate(document_, PackObjects({late}));
  }
  // Whether it was applied; if not, nothing changed.
  bool Apply(const std::vector<DeltaStep>& delta) {
    const Version before = document_.version();
    const std::vector<DeltaStep> shown = document_.Text(kNote).Delta();
    const Status status = document_.Text(kNote).Apply(delta);
    if (status.ok()) return true;
    EXPECT_EQ(status.code(), StatusCode::kResourceExhausted);
    EXPECT_EQ(document_.version(), before);
    EXPECT_EQ(document_.Text(kNote).Delta(), shown);
    return false;
  }
  void Expect(const std::vector<DeltaStep>& delta) {
    EXPECT_EQ(document_.Text(kNote).Delta(), delta);
    EXPECT_OK(document_.CheckInvariants());
  }

  Document document_{1};
};

TEST_P(DeltaRoom, AMarkForEachAttributeNeedsAStamp) {
  const std::vector<DeltaStep> delta = {{DeltaStep::Kind::kKeep, 1, {}, {}, {{"bold", true}}},
                                        {DeltaStep::Kind::kKeep, 1, {}, {}, {{"bold", false}}}};
  EXPECT_EQ(Apply(delta), GetParam() >= 2);
  if (GetParam() >= 2) {
    Expect({Marked(u"a", {{"bold", true}}), Marked(u"b", {{"bold", false}})});
  }
}

// What takes off what inserted text would have needs stamps too, as many as there are keys.
TEST_P(DeltaRoom, SoDoesWhatTakesOffWhatInsertedTextWouldHave) {
  if (GetParam() == 0) return;
  EXPECT_OK(document_.Text(kNote).Mark(0, 2, "bold", true).status());
  const bool enough = GetParam() >= 4;
  const std::vector<DeltaStep> delta = {{DeltaStep::Kind::kKeep, 1},
                                        Marked(u"x", {}),
                                        {DeltaStep::Kind::kKeep, 1},
                                        Marked(u"y", {{"bold", 2}})};
  EXPECT_EQ(Apply(delta), enough);
  if (enough) {
    Expect({Marked(u"a", {{"bold", true}}), Marked(u"x", {}), Marked(u"b", {{"bold", true}}),
            Marked(u"y", {{"bold", 2}})});
  }
}

TEST_P(DeltaRoom, PlainTextNeedsNone) {
  EXPECT_TRUE(Apply({Marked(u"plain", {})}));
  EXPECT_EQ(Read(document_), "plainab");
}

INSTANTIATE_TEST_SUITE_P(Stamps, DeltaRoom, ::testing::Values(0, 1, 2, 3, 4, 100));

}  // namespace
}  // namespace weft::testing
