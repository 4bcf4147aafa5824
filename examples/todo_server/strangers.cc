#include "examples/todo_server/strangers.h"

namespace weft::todo {

namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

// One that listens for both protocols sees IPv4's addresses inside of IPv6's.
address Plain(const address& of) {
  if (!of.is_v6() || !of.to_v6().is_v4_mapped()) return of;
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, of.to_v6());
}

}  // namespace

Strangers::Counted& Strangers::Counted::operator=(Counted&& other) noexcept {
  if (this == &other) return *this;
  Reset();
  among_ = std::exchange(other.among_, nullptr);
  place_ = other.place_;
  return *this;
}

void Strangers::Counted::Reset() {
  if (among_ == nullptr) return;
  if (--place_->second == 0) among_->counts_.erase(place_);
  among_ = nullptr;
}

Strangers::Key Strangers::KeyOf(const address& address) {
  if (address.is_v4()) return {4, address.to_v4().to_uint()};
  uint64_t network = 0;
  const address_v6::bytes_type bytes = address.to_v6().to_bytes();
  for (size_t i = 0; i < sizeof network; ++i) network = network << 8 | bytes[i];
  return {6, network};
}

std::optional<Strangers::Counted> Strangers::Enter(const address& from) {
  const address plain = Plain(from);
  if (most_ == 0 || plain.is_loopback()) return Counted();
  const auto place = counts_.try_emplace(KeyOf(plain), 0).first;
  if (place->second >= most_) return std::nullopt;
  ++place->second;
  return Counted(this, place);
}

}  // namespace weft::todo
