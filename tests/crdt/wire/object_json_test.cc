// Operations of all kinds as JSON.
#include <string>

#include <gtest/gtest.h>

#include "crdt/wire/json_operations.h"
#include "crdt/wire/update.h"
#include "fuzz/mutator.h"
#include "tests/support/any_element.h"

namespace weft::testing {
namespace {

AgentNames ObjectNames() {
  AgentNames names;
  for (const Agent agent : kSomeAgents) {
    EXPECT_TRUE(names.Add(agent, "agent-" + std::to_string(agent)).ok());
  }
  return names;
}

constexpr std::string_view kOfAllKinds =
    R"({"operation":"insert_item","id":"agent-1-1","prev_id":null,"next_id":null,"container":"list:todos","make":"map","at":0}
{"operation":"set","id":"agent-1-2","container":"map@agent-1-1","key":"name","value":"milk","at":0}
{"operation":"set","id":"agent-1-3","container":"map@agent-1-1","key":"done","value":false,"stamp":3,"at":0}
{"operation":"set","id":"agent-1-4","value":-5000000000,"replaced":["agent-0-1","agent-1-3"],"at":0}
{"operation":"insert_item","id":"agent-1-5","prev_id":"agent-1-1","next_id":null,"double":-0.0,"at":0}
{"operation":"insert_item","id":"agent-1-6","prev_id":"agent-1-5","next_id":null,"bytes":"00ff","at":0}
{"operation":"insert_item","id":"agent-1-7","prev_id":"agent-1-6","next_id":null,"double":1e+300,"at":0}
{"operation":"insert_item","id":"agent-1-8","prev_id":"agent-1-7","next_id":null,"double":"NaN","at":0}
{"operation":"move","id":"agent-1-9","item_id":"agent-1-5","prev_id":null,"next_id":"agent-1-1","at":0}
{"operation":"insert","id":"agent-1-10","prev_id":null,"next_id":null,"value":"x","at":0,"container":"text@agent-0-8"}
{"operation":"add","container":"counter:made","value":1,"agent":"agent-1","index":0,"at":10}
{"operation":"delete","delete_id":"agent-1-3","agent":"agent-1","index":1,"at":10}
{"operation":"mark","id":"agent-1-11","prev_id":"agent-1-10","next_id":"agent-0-9","start_side":"before","end_side":"after","several":false,"key":"link","value":"x","stamp":2,"at":2}
{"operation":"mark","id":"agent-1-12","prev_id":null,"next_id":null,"container":"text:t","several":true,"key":"b","value":null,"at":2}
{"operation":"other","id":"agent-1-13","count":2,"kind":20,"critical":true,"content":"0aff","at":2}
{"operation":"other","count":1,"kind":21,"critical":false,"content":"","container":"map:m","agent":"agent-1","index":2,"at":14}
)";

TEST(ObjectJson, IsWrittenAsItIsRead) {
  OperationSet set;
  const Status status = ReadJsonOperations(kOfAllKinds, ObjectNames(), {}, {}, &set);
  ASSERT_TRUE(status.ok()) << status.ToString();
  EXPECT_EQ(*WriteJsonOperations(set, ObjectNames()), kOfAllKinds);
  EXPECT_EQ(WriteJsonOperations(set, ObjectNames(), JsonForm::kPlain).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(ObjectJson, AnySetIsReadBack) {
  CheckLaw(1000, 60, [](const std::vector<SetStep>& steps, bool array) {
    const OperationSet set = PackAny(MakeAnyElements(steps));
    const Result<std::string> json = WriteJsonOperations(
        set, ObjectNames(), JsonForm::kExact, array ? JsonLayout::kArray : JsonLayout::kLines);
    if (!json.ok()) RC_FAIL(json.status().ToString());
    OperationSet read;
    const Status status = ReadJsonOperations(*json, ObjectNames(), {}, {}, &read);
    if (!status.ok()) RC_FAIL(status.ToString());
    RC_ASSERT(*EncodeUpdate(read) == *EncodeUpdate(set));
  });
}

std::string WhyNotTaken(std::string_view fields) {
  OperationSet set;
  const std::string json = "{\"operation\":" + std::string(fields) + "}";
  const Status status = ReadJsonOperations(json, ObjectNames(), {}, {}, &set);
  return status.ok() ? "" : std::string(status.message());
}

TEST(ObjectJson, RefusesWhatIsMissingOrTooMuch) {
  const auto has = [](const std::string& why, std::string_view what) {
    return why.find(what) != std::string::npos ? "" : why + " does not say " + std::string(what);
  };
  const std::string set = R"("set","id":"agent-1-2",)";
  EXPECT_EQ(WhyNotTaken(set + R"("container":"map:m","key":"k","value":1)"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("container":"map:m","key":"k")"), "lacks a field"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("key":"k","value":1)"), "lacks a field"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("container":"map:m","key":"k","value":1,"bytes":"")"),
                "unknown or given twice"),
            "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("container":"map:m","key":"k","value":1.5)"), "not the value"),
            "");
  EXPECT_EQ(
      has(WhyNotTaken(set + R"("container":"map:m","key":"k","bytes":"0F")"), "not the value"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("container":"mop:m","key":"k","value":1)"), "kind"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("container":"list:m","key":"k","value":1)"), "no map"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("replaced":[],"value":1)"), "not the ids"), "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("replaced":["agent-1-1"],"key":"k","value":1)"),
                "unknown or given twice"),
            "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("replaced":["agent-1-1","agent-0-1"],"value":1)"),
                "does not ascend"),
            "");
  EXPECT_EQ(has(WhyNotTaken(set + R"("replaced":["agent-1-1"],"value":99999999999999999999)"),
                "too large"),
            "");
  const std::string mark = R"("mark","id":"agent-1-2","next_id":null,"value":1,)";
  EXPECT_EQ(WhyNotTaken(mark + R"("prev_id":null,"container":"text:t","several":false,"key":"b")"),
            "");
  EXPECT_EQ(
      has(WhyNotTaken(mark + R"("prev_id":null,"container":"text:t","key":"b")"), "lacks a field"),
      "");
  EXPECT_EQ(has(WhyNotTaken(mark + R"("prev_id":"agent-0-1","several":false,"key":"b")"),
                "lacks a field"),
            "");
  EXPECT_EQ(has(WhyNotTaken(mark +
                            R"("prev_id":"agent-0-1","start_side":"at","several":false,"key":"b")"),
                "neither before nor after"),
            "");
  EXPECT_EQ(
      has(WhyNotTaken(
              mark +
              R"("prev_id":"agent-0-1","start_side":"after","end_side":"after","several":false,"key":"b")"),
          "unknown or given twice"),
      "");
  EXPECT_EQ(
      has(WhyNotTaken(mark + R"("prev_id":null,"container":"list:t","several":false,"key":"b")"),
          "no text"),
      "");
  EXPECT_EQ(
      has(WhyNotTaken(mark + R"("prev_id":null,"container":"text:t","several":false,"key":"")"),
          "empty"),
      "");
  EXPECT_EQ(has(WhyNotTaken(R"("add","container":"counter:c","double":1.0,"agent":"agent-1")"),
                "no integer"),
            "");
  EXPECT_EQ(has(WhyNotTaken(R"("add","container":"counter:c","value":01,"agent":"agent-1")"),
                "a leading zero"),
            "");
}

}  // namespace
}  // namespace weft::testing
