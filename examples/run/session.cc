#include "examples/run/session.h"

#include <string>

#include "examples/run/typist.h"

namespace demo {

using weft::Status;

namespace {

constexpr uint64_t kRoundsPerBlock = 20;
constexpr const char* kText = "note";

std::string Describe(uint64_t block) {
  if (block % 2 == 0) return "both connected";
  return block % 4 == 1 ? "Ada offline" : "Ben offline";
}

}  // namespace

Status PlaySession(Pair& pair, uint64_t rounds, uint64_t seed, Progress& progress) {
  bool connected = true;
  const auto after_key = [&](Replica& replica) {
    return connected ? pair.Post(replica) : Status();
  };
  Typist ada(&pair.ada(), kText, seed, [&] { return after_key(pair.ada()); });
  Typist ben(&pair.ben(), kText, seed + 1, [&] { return after_key(pair.ben()); });

  for (uint64_t round = 0; round < rounds; ++round) {
    const uint64_t block = round / kRoundsPerBlock;
    const bool back = !connected && block % 2 == 0;
    connected = block % 2 == 0;
    Status status;
    if (back) status = pair.Reconnect();
    if (status.ok()) status = ada.TypeWord();
    if (status.ok()) status = ben.TypeWord();
    if (status.ok()) status = pair.Deliver();
    if (!status.ok()) return status;
    progress.Show(round + 1, rounds, Describe(block));
  }
  return pair.Reconnect();
}

}  // namespace demo
