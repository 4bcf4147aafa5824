// A shopping list that three people change at once: a list whose items can be moved, each a map of
// a text, a flag and a counter. What they did reaches the others late, twice and out of order
// (post_office.h); in the end all three have the same list, with what each of them did.
#include <weft/crdt.h>

#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>

#include "examples/must.h"
#include "examples/post_office.h"

namespace {

using example::Must;

// [readme]
void Add(weft::Document& document, std::string_view name, int64_t count) {
  weft::List items = document.List("items");
  weft::Map item = Must(items.InsertMap(items.size()));
  Must(Must(item.MakeText("name")).Insert(0, name));  // two people can write in it at once
  Must(Must(item.MakeCounter("count")).Add(count));   // what they add is added up
  Must(item.Set("done", false));                      // of two at once one counts, for all
}

void Rename(weft::Document& document, size_t item, size_t position, std::string_view more) {
  Must(Must(document.TextAt("items/" + std::to_string(item) + "/name")).Insert(position, more));
}
// [/readme]

void Buy(weft::Document& document, size_t item, int64_t more) {
  Must(Must(Must(document.List("items").GetMap(item)).GetCounter("count")).Add(more));
}

void Print(std::string_view whose, const weft::Document& document) {
  weft::Map list = Must(document.MapAt("list"));
  std::cout << whose << ": " << *list.Get("name")->AsString() << "\n";
  weft::List items = Must(document.ListAt("items"));
  for (size_t i = 0; i < items.size(); ++i) {
    const weft::Map item = Must(items.GetMap(i));
    std::cout << (*item.Get("done")->AsBool() ? "  [x] " : "  [ ] ")
              << Must(item.GetCounter("count")).value() << " " << Must(item.GetText("name")).Read()
              << "\n";
  }
}

}  // namespace

int main() {
  weft::Document ada(1), ben(2), cem(3);
  example::PostOffice post({&ada, &ben, &cem});

  Must(ada.Map("list").Set("name", "Shopping"));
  Add(ada, "milk", 1);
  Add(ada, "bread", 1);
  Add(ada, "apples", 6);
  post.Collect(ada);
  post.DeliverAll();
  Print("Everybody", ben);

  // Now all three are offline. Ada needs more milk, and the apples first.
  Buy(ada, 0, 1);
  post.Collect(ada);
  Must(ada.List("items").Move(2, 0));
  post.Collect(ada);
  Rename(ada, 1, 4, ", 1 l");
  post.Collect(ada);

  // Ben wants another milk, has the apples, needs more bread, and adds something.
  Rename(ben, 0, 0, "oat ");
  post.Collect(ben);
  Buy(ben, 0, 2);
  Must(Must(ben.List("items").GetMap(2)).Set("done", true));
  post.Collect(ben);
  Buy(ben, 1, 1);
  Add(ben, "tea", 1);
  post.Collect(ben);

  // Cem moves the apples too, and takes the bread off the list: there it stays off.
  Must(cem.List("items").Move(2, 1));
  post.Collect(cem);
  Must(cem.List("items").Erase(2));
  Must(cem.Map("list").Set("name", "Saturday"));
  post.Collect(cem);
  Buy(cem, 1, 4);
  post.Collect(cem);
  Print("Cem, offline", cem);

  post.DeliverAll();
  Print("Ada", ada);
  const std::string expected = Must(weft::WriteJson(ada));
  const bool same =
      Must(weft::WriteJson(ben)) == expected && Must(weft::WriteJson(cem)) == expected;
  std::cout << (same ? "Ben and Cem have the same.\n" : "THE LISTS DIFFER\n");
  return same ? 0 : 1;
}
