// An outline that three people rearrange at once: a tree whose nodes can be moved. Two of the moves
// together would put each of two chapters into the other: one of them then does nothing, the same
// one everywhere. What they did travels late, twice and out of order (post_office.h).
#include <weft/crdt.h>

#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "examples/must.h"
#include "examples/post_office.h"

namespace {

using example::Must;
using weft::Id;
using weft::kNullId;

// [readme]
Id Add(weft::Document& document, Id parent, std::string_view title) {
  weft::Tree outline = document.Tree("outline");
  const Id node = Must(outline.Insert(parent, outline.ChildCount(parent)));  // kNullId: at the top
  Must(Must(outline.Data(node)).Set("title", title));
  return node;
}

void Print(weft::Tree outline, Id parent = kNullId, size_t depth = 1) {
  for (const Id node : outline.Children(parent)) {
    std::cout << std::string(2 * depth, ' ') << *Must(outline.Data(node)).Get("title")->AsString()
              << "\n";
    Print(outline, node, depth + 1);
  }
}
// [/readme]

}  // namespace

int main() {
  weft::Document ada(1), ben(2), cem(3);
  example::PostOffice post({&ada, &ben, &cem});

  const Id trip = Add(ada, kNullId, "The trip");
  const Id route = Add(ada, trip, "Route");
  const Id ferry = Add(ada, route, "Ferry");
  const Id packing = Add(ada, kNullId, "Packing");
  Add(ada, packing, "Tent");
  post.Collect(ada);
  post.DeliverAll();
  std::cout << "Everybody:\n";
  Print(cem.Tree("outline"));

  // Offline: Ada puts Packing into The trip, Ben puts The trip into Packing.
  Must(ada.Tree("outline").Move(packing, trip, 1));
  post.Collect(ada);
  Add(ada, packing, "Stove");
  post.Collect(ada);

  Must(ben.Tree("outline").Move(trip, packing, 0));
  post.Collect(ben);
  Must(Must(ben.Tree("outline").Data(trip)).Set("title", "Summer"));
  post.Collect(ben);

  // Cem deletes the route, in which Ben, at the same time, adds something; the ferry Cem saves.
  Must(cem.Tree("outline").Move(ferry, kNullId, 0));
  post.Collect(cem);
  Must(cem.Tree("outline").Erase(route));
  post.Collect(cem);
  Add(ben, route, "Train");
  post.Collect(ben);

  std::cout << "Ben, offline:\n";
  Print(ben.Tree("outline"));

  post.DeliverAll();
  std::cout << "Ada:\n";
  Print(ada.Tree("outline"));
  const std::string expected = Must(weft::WriteJson(ada));
  const bool same =
      Must(weft::WriteJson(ben)) == expected && Must(weft::WriteJson(cem)) == expected;
  std::cout << (same ? "Ben and Cem have the same.\n" : "THE OUTLINES DIFFER\n");
  return same ? 0 : 1;
}
