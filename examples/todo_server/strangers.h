// Strangers: how many connections of each address have not said yet who they are, so that nobody
// takes all the places of those who come.
//
// An IPv6 address counts as its first 64 bits, which one customer has for himself. Loopback
// addresses count as nobody's: behind them may be a proxy's many clients, which are its to limit.
//
// Cost: O(log addresses) a connection; memory only for addresses that have strangers now. Thread
// rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_STRANGERS_H_
#define WEFT_EXAMPLES_TODO_SERVER_STRANGERS_H_

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace weft::todo {

class Strangers {
  // The version of the protocol, and the bits that count.
  using Key = std::pair<int, uint64_t>;
  using Counts = std::map<Key, size_t>;

 public:
  // A connection that is counted, until this is destroyed or reset. Strangers outlives it.
  class Counted {
   public:
    Counted() = default;
    Counted(Counted&& other) noexcept { *this = std::move(other); }
    Counted& operator=(Counted&& other) noexcept;
    ~Counted() { Reset(); }
    void Reset();

   private:
    friend class Strangers;
    Counted(Strangers* among, Counts::iterator place) : among_(among), place_(place) {}

    Strangers* among_ = nullptr;
    Counts::iterator place_;
  };

  // `most` of an address; 0: any number.
  explicit Strangers(size_t most) : most_(most) {}
  Strangers(const Strangers&) = delete;
  Strangers& operator=(const Strangers&) = delete;

  // Nothing when the address has as many as it may.
  std::optional<Counted> Enter(const boost::asio::ip::address& address);

 private:
  static Key KeyOf(const boost::asio::ip::address& address);

  const size_t most_;
  Counts counts_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_STRANGERS_H_
