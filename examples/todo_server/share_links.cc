#include "examples/todo_server/share_links.h"

#include <sodium.h>

#include <cstdlib>
#include <utility>

namespace weft::todo {

namespace {

using sync::Rights;

constexpr size_t kMacBytes = 16;
constexpr size_t kIdBytes = 12;
constexpr std::string_view kTokenPrefix = "device.";

std::string Base64(std::string_view bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // the ending zero
  return text;
}

std::string RandomBytes(size_t size) {
  if (sodium_init() < 0) std::abort();  // no source of randomness: nothing here would be safe
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

bool Same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool IsBase64(std::string_view text) {
  return text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
         std::string_view::npos;
}

std::string_view Word(Rights rights) { return rights == Rights::kEdit ? "edit" : "view"; }

}  // namespace

std::string ShareLinks::NewKey() { return RandomBytes(kKeyBytes); }
std::string ShareLinks::NewListId() { return Base64(RandomBytes(kIdBytes)); }
bool ShareLinks::IsListId(std::string_view id) {
  return id.size() == kIdBytes * 4 / 3 && IsBase64(id);
}

Rights ShareLinks::RightsOf(std::string_view principal) {
  const size_t slash = principal.find('/');
  if (slash == std::string_view::npos || slash + 1 == principal.size()) return Rights::kNone;
  const char first = principal[slash + 1];
  return first == 'e' ? Rights::kEdit : first == 'v' ? Rights::kView : Rights::kNone;
}

std::string_view ShareLinks::ListOf(std::string_view principal) {
  return principal.substr(0, principal.find('/'));
}

ShareLinks::ShareLinks(std::string key) : key_(std::move(key)) {
  if (sodium_init() < 0 || key_.size() != kKeyBytes) std::abort();
}

std::string ShareLinks::Mac(std::string_view message) const {
  std::string mac(kMacBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(mac.data()), mac.size(),
                     reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return Base64(mac);
}

std::string ShareLinks::Capability(std::string_view list, Rights rights) const {
  return Mac("link." + std::string(Word(rights)) + "." + std::string(list));
}

std::string ShareLinks::Link(std::string_view list, Rights rights) const {
  return "/lists/" + std::string(list) + "#" + Capability(list, rights);
}

Rights ShareLinks::Check(std::string_view list, std::string_view capability) const {
  if (!IsListId(list)) return Rights::kNone;
  for (const Rights rights : {Rights::kEdit, Rights::kView}) {
    if (Same(capability, Capability(list, rights))) return rights;
  }
  return Rights::kNone;
}

std::string ShareLinks::Token(const Device& device) const {
  const std::string body = std::string(kTokenPrefix) + device.name;
  return body + "." + Mac(body);
}

Result<Device> ShareLinks::Identify(std::string_view credential) const {
  const size_t dot = credential.rfind('.');
  if (credential.starts_with(kTokenPrefix) && dot != std::string_view::npos) {
    const std::string_view body = credential.substr(0, dot);
    if (!Same(credential.substr(dot + 1), Mac(body))) {
      return FailedPrecondition("this device is not known here any more: use the link again");
    }
    const std::string name(body.substr(kTokenPrefix.size()));
    return Device{std::string(ListOf(name)), name};
  }
  const size_t hash = credential.find('#');
  const std::string list(credential.substr(0, hash));
  const Rights rights =
      hash == std::string_view::npos ? Rights::kNone : Check(list, credential.substr(hash + 1));
  if (rights == Rights::kNone) {
    return FailedPrecondition("this link does not open a list: was it copied whole?");
  }
  return Device{list,
                list + (rights == Rights::kEdit ? "/e" : "/v") + Base64(RandomBytes(kIdBytes))};
}

}  // namespace weft::todo
