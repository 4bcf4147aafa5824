// The README's first sample: two replicas of a document edit while apart and exchange what they
// did. The part between the marks is what README.md shows; tests/docs/check_snippets.py compares
// them.
//
// [readme]
#include <weft/crdt.h>

#include <iostream>

bool Send(const weft::Document& from, weft::Document& to) {
  auto update = weft::EncodeUpdateSince(from, to.version());  // bytes: what `to` lacks
  return update.ok() && weft::ApplyUpdate(to, *update).ok();
}

int main() {
  weft::Document ada(1), ben(2);  // each replica's own number; real programs draw it at random
  bool ok = ada.Text("note").Insert(0, "Hello World").ok() && Send(ada, ben);
  ok = ok && ada.Text("note").Insert(5, ",").ok();   // now both type,
  ok = ok && ben.Text("note").Insert(11, "!").ok();  // neither seeing the other's edit
  ok = ok && Send(ada, ben) && Send(ben, ada);       // in any order, as often as you like
  std::cout << ada.Text("note").Read() << "\n" << ben.Text("note").Read() << "\n";
  return ok ? 0 : 1;
}
// [/readme]
