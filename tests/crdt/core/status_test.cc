#include "crdt/core/status.h"

#include <gtest/gtest.h>

namespace weft::testing {
namespace {

TEST(Status, CodesAreNumberedLikeAbsl) {
  EXPECT_EQ(static_cast<int>(StatusCode::kOk), 0);
  EXPECT_EQ(static_cast<int>(StatusCode::kInvalidArgument), 3);
  EXPECT_EQ(static_cast<int>(StatusCode::kNotFound), 5);
  EXPECT_EQ(static_cast<int>(StatusCode::kAlreadyExists), 6);
  EXPECT_EQ(static_cast<int>(StatusCode::kResourceExhausted), 8);
  EXPECT_EQ(static_cast<int>(StatusCode::kFailedPrecondition), 9);
  EXPECT_EQ(static_cast<int>(StatusCode::kOutOfRange), 11);
  EXPECT_EQ(static_cast<int>(StatusCode::kUnimplemented), 12);
  EXPECT_EQ(static_cast<int>(StatusCode::kInternal), 13);
  EXPECT_EQ(static_cast<int>(StatusCode::kDataLoss), 15);
}

TEST(Status, SaysItsNameAndWhy) {
  EXPECT_EQ(OkStatus().ToString(), "OK");
  EXPECT_EQ(InvalidArgument("why").ToString(), "INVALID_ARGUMENT: why");
  EXPECT_EQ(Status(StatusCode::kOk, "ignored").message(), "");
}

TEST(Status, ReturnIfErrorLeavesWithTheFirstError) {
  int reached = 0;
  auto run = [&reached](const Status& first) {
    WEFT_RETURN_IF_ERROR(first);
    ++reached;
    return NotFound("later");
  };
  EXPECT_EQ(run(OutOfRange("first")).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(reached, 0);
  EXPECT_EQ(run(OkStatus()).code(), StatusCode::kNotFound);
  EXPECT_EQ(reached, 1);
}

TEST(Result, HoldsAValueOrTheReasonWhyNot) {
  const Result<int> value = 7;
  EXPECT_TRUE(value.ok());
  EXPECT_EQ(*value, 7);
  const Result<int> failed = NotFound("why");
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(failed.status().code(), StatusCode::kNotFound);
}

TEST(ResultDeathTest, ReadingAFailedResultIsTheCallersBug) {
  const Result<int> failed = NotFound("why");
  EXPECT_DEATH((void)failed.value(), "broken invariant");
}

}  // namespace
}  // namespace weft::testing
