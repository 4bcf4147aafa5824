#include "examples/run/comparison.h"

#include <algorithm>
#include <cstdio>

namespace demo {

namespace {

void PrintRow(const std::string& what, uint64_t ada, uint64_t ben) {
  std::printf("  %-28s %12llu %12llu\n", what.c_str(), static_cast<unsigned long long>(ada),
              static_cast<unsigned long long>(ben));
}

bool Verdict(const std::string& what, bool equal) {
  std::printf("  %-28s %s\n", what.c_str(), equal ? "equal" : "DIFFERENT");
  return equal;
}

// Creations and effects of everybody.
weft::Counts Total(const weft::Version& version) {
  weft::Counts total;
  for (const weft::Version::Entry& entry : version.entries()) {
    total.creations += entry.counts.creations;
    total.effects += entry.counts.effects;
  }
  return total;
}

void PrintCounts(Pair& pair, const std::vector<std::string>& names) {
  const Replica& ada = pair.ada();
  const Replica& ben = pair.ben();
  std::printf("\n  %-28s %12s %12s\n", "", ada.name.c_str(), ben.name.c_str());
  PrintRow("edits typed", ada.edits, ben.edits);
  PrintRow("updates sent", ada.messages, ben.messages);
  PrintRow("bytes sent", ada.bytes, ben.bytes);
  for (const std::string& name : names) {
    PrintRow("bytes in \"" + name + "\"", pair.ada().document.Text(name).Length(),
             pair.ben().document.Text(name).Length());
  }
  const weft::Counts ada_has = Total(ada.document.version());
  const weft::Counts ben_has = Total(ben.document.version());
  PrintRow("elements ever inserted", ada_has.creations, ben_has.creations);
  PrintRow("deletions", ada_has.effects, ben_has.effects);
  std::printf("\n");
}

}  // namespace

bool Compare(Pair& pair, const std::string* expected, const char* name, double seconds) {
  weft::Document& ada = pair.ada().document;
  weft::Document& ben = pair.ben().document;
  const std::vector<std::string> names = ada.TextNames();
  PrintCounts(pair, names);

  bool same = Verdict("names of texts", names == ben.TextNames());
  for (const std::string& text : names) {
    same &= Verdict("\"" + text + "\"", ada.Text(text).Read() == ben.Text(text).Read());
  }
  same &= Verdict("versions", ada.version() == ben.version());
  if (expected != nullptr) {
    same &= Verdict("the trace's endContent", ada.Text(name).Read() == *expected);
  }
  if (ada.BacklogSize() + ben.BacklogSize() != 0) {
    std::printf("  operations are still waiting for others\n");
    same = false;
  }
  std::printf("\n%s after %.3f s\n", same ? "Both replicas agree" : "SOMETHING DIFFERS", seconds);
  return same;
}

}  // namespace demo
