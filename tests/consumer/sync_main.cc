// Uses the installed sync layer: a message becomes a frame and comes back.
#include <weft/sync.h>

#include <iostream>

int main() {
  const std::string frame = weft::sync::Encode({1, weft::sync::Heartbeat{42}});
  const auto message = weft::sync::Decode(frame);
  if (!message.ok()) return 1;
  std::cout << weft::sync::Name(message->kind()) << "\n";
  return 0;
}
