// ShareLinks: who a link lets in, without a table of links.
//
// A list has two capabilities, one to edit and one to view: a keyed hash of the list's id under the
// server's key, so that the links can be shown again and cannot be guessed. Whoever comes with one
// gets a device token in exchange, which names a new device, the list and the rights, and is signed
// with the same key. The principal of a device is "<list>/e<device>" or "<list>/v<device>": what it
// may do is part of its name, which only this class gives out.
//
// Source: libsodium, crypto_generichash (BLAKE2b, keyed). Cost: microseconds a call.
// Thread rule: immutable after construction.
#ifndef WEFT_EXAMPLES_TODO_SERVER_SHARE_LINKS_H_
#define WEFT_EXAMPLES_TODO_SERVER_SHARE_LINKS_H_

#include <weft/crdt.h>
#include <weft/sync.h>

#include <string>
#include <string_view>

namespace weft::todo {

// A device that may open one list.
struct Device {
  std::string list;
  std::string name;  // "<list>/e<device>" or "<list>/v<device>"
};

class ShareLinks {
 public:
  static constexpr size_t kKeyBytes = 32;

  // A random key; a random id of a list.
  static std::string NewKey();
  static std::string NewListId();
  // Whether a list could have that id.
  static bool IsListId(std::string_view id);
  // What a principal's name says it may do.
  static sync::Rights RightsOf(std::string_view principal);
  // The list that a principal's name says it belongs to.
  static std::string_view ListOf(std::string_view principal);

  // `key`: kKeyBytes (anything else CHECKs), kept secret and the same for as long as links and
  // tokens are to hold.
  explicit ShareLinks(std::string key);

  // "/lists/<id>#<capability>": the part after # never leaves a browser by itself.
  std::string Link(std::string_view list, sync::Rights rights) const;
  std::string Capability(std::string_view list, sync::Rights rights) const;
  // kNone when it is none of the list's.
  sync::Rights Check(std::string_view list, std::string_view capability) const;

  std::string Token(const Device& device) const;
  // A new device for "<list>#<capability>", or the one that a token names; kFailedPrecondition when
  // it is neither. Whether the list still exists is not known here.
  Result<Device> Identify(std::string_view credential) const;

 private:
  std::string Mac(std::string_view message) const;

  std::string key_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_SHARE_LINKS_H_
