// What a power failure, a full disk or a failing one leaves of the storage: everything that was
// answered as ok, whenever it happens.
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "examples/todo_server/test/crash_script.h"
#include "examples/todo_server/test/faulty_disk.h"

namespace weft::todo {
namespace {

using Fault = FaultyDisk::Fault;
using Loss = FaultyDisk::Loss;
using ::testing::IsEmpty;

uint64_t FirstSeed() {
  const char* given = std::getenv("WEFT_SEED");
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

struct Case {
  uint64_t change = 0;  // at which it fails
  Fault fault = Fault::kPowerFailure;
  Loss loss = Loss::kEverything;
  uint64_t seed = 0;
  std::string synchronous = "FULL";
  bool lying_disk = false;
};

// Everything that is wrong; *happened is false when the script came to its end first.
std::vector<std::string> Try(const Case& one, bool* happened) {
  FaultyDisk disk;
  if (one.lying_disk) disk.IgnoreSyncs();
  CrashScript script(&disk, one.synchronous);
  disk.FailAt(one.change, one.fault);
  script.Run();
  *happened = disk.failed();
  disk.PowerOff();
  script.Die();
  disk.PowerOn(one.loss, one.seed);
  return script.Check();
}

// At every change of the script. Returns at how many there was something wrong.
size_t TryEverywhere(Case one, size_t seeds, bool expects_none) {
  size_t wrong = 0;
  bool happened = true;
  for (one.change = 1; happened; ++one.change) {
    for (size_t i = 0; i < seeds; ++i) {
      one.seed = FirstSeed() + i;
      const std::vector<std::string> complaints = Try(one, &happened);
      wrong += complaints.empty() ? 0 : 1;
      if (!expects_none) continue;
      EXPECT_THAT(complaints, IsEmpty()) << "failed at change " << one.change << ", seed "
                                         << one.seed << " (WEFT_SEED=" << one.seed << ")";
    }
  }
  EXPECT_GT(one.change, 100u) << "the script is too short to show anything";
  return wrong;
}

size_t Seeds() { return std::getenv("WEFT_LONG") == nullptr ? 3 : 100; }

TEST(Crash, NothingIsLostWhereNothingFails) {
  bool happened = true;
  EXPECT_THAT(Try({UINT64_MAX}, &happened), IsEmpty());
  EXPECT_FALSE(happened);
}

TEST(Crash, APowerFailureThatLosesAllUnsyncedLosesNothingAnswered) { TryEverywhere({}, 1, true); }

TEST(Crash, AKilledProcessLosesNothingAnswered) {
  TryEverywhere({.loss = Loss::kNothing}, 1, true);
}

TEST(Crash, APowerFailureThatTearsTheLastWritesLosesNothingAnswered) {
  TryEverywhere({.loss = Loss::kTail}, Seeds(), true);
}

TEST(Crash, APowerFailureThatKeepsSomeSectorsLosesNothingAnswered) {
  TryEverywhere({.loss = Loss::kSectors}, Seeds(), true);
}

// The process goes on; the power fails when the script is over.
TEST(Crash, AFailingChangeLosesNothingAnswered) {
  TryEverywhere({.fault = Fault::kError}, 1, true);
}

TEST(Crash, ASyncThatFailsForGoodLosesNothingAnswered) {
  TryEverywhere({.fault = Fault::kSyncGivesUp}, 1, true);
  TryEverywhere({.fault = Fault::kSyncGivesUp, .loss = Loss::kSectors}, 1, true);
}

TEST(Crash, AFullDiskLosesNothingAnswered) { TryEverywhere({.fault = Fault::kFull}, 1, true); }

TEST(Crash, OnADiskThatHasRoomAgainAppendsGoOn) {
  FaultyDisk disk;
  CrashScript script(&disk, "FULL");
  disk.FailAt(60, Fault::kFull);
  script.Run();
  EXPECT_TRUE(disk.failed());
  disk.PowerOff();
  script.Die();
  disk.PowerOn(Loss::kNothing, 0);
  EXPECT_THAT(script.Check(), IsEmpty());
}

// That these tests can fail: with what is known to lose data, they do.
TEST(Crash, WithoutSyncsLossesAreSeen) {
  EXPECT_GT(TryEverywhere({.synchronous = "OFF"}, 1, false), 20u);
  EXPECT_GT(TryEverywhere({.loss = Loss::kSectors, .synchronous = "OFF"}, 1, false), 20u);
}

TEST(Crash, WithoutSyncsOfEachCommitLossesAreSeen) {
  EXPECT_GT(TryEverywhere({.synchronous = "NORMAL"}, 1, false), 20u);
}

TEST(Crash, OnADiskThatLiesLossesAreSeen) {
  EXPECT_GT(TryEverywhere({.lying_disk = true}, 1, false), 20u);
}

}  // namespace
}  // namespace weft::todo
