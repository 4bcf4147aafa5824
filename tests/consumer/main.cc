// Two replicas edit while apart and exchange updates: the smallest program that needs every layer
// of the installed library, compression included.
#include <weft/crdt.h>

#include <iostream>
#include <string>

namespace {

bool Exchange(const weft::Document& from, weft::Document& to) {
  auto update = weft::EncodeUpdateSince(from, to.version());
  return update.ok() && weft::ApplyUpdate(to, *update).ok();
}

}  // namespace

int main() {
  weft::Document alice(1);
  weft::Document bob(2);
  if (!alice.Text("note").Insert(0, "Hello World").ok() || !Exchange(alice, bob)) return 1;

  if (!alice.Text("note").Insert(5, ",").ok()) return 1;
  if (!bob.Text("note").Insert(11, "!").ok()) return 1;
  if (!Exchange(alice, bob) || !Exchange(bob, alice)) return 1;

  std::cout << alice.Text("note").Read() << "\n" << bob.Text("note").Read() << "\n";
  return 0;
}
