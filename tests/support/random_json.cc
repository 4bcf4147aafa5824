#include "tests/support/random_json.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace weft::testing {

namespace {

void MutateArray(Random& random, Json* array) {
  const size_t place = random.Below(array->size() + 1);
  const auto at = array->begin() + static_cast<ptrdiff_t>(place);
  if (array->empty() || random.OneIn(3)) {
    array->insert(at, RandomJson(random, 2));
  } else if (place == array->size()) {
    std::swap(array->front(), array->back());
  } else if (random.OneIn(2)) {
    array->erase(place);
  } else {
    Mutate(random, &(*array)[place]);
  }
}

void MutateObject(Random& random, Json* object) {
  if (object->empty() || random.OneIn(3)) {
    (*object)[RandomKey(random)] = RandomJson(random, 2);
    return;
  }
  auto member = object->begin();
  std::advance(member, static_cast<ptrdiff_t>(random.Below(object->size())));
  if (random.OneIn(2)) {
    Mutate(random, &*member);
    return;
  }
  Json value = std::move(*member);
  object->erase(member);
  if (random.OneIn(2)) (*object)[RandomKey(random)] = std::move(value);  // another key for it
}

std::string Space(Random& random) {
  static const std::string kSpaces[] = {"", " ", "\n", "\t \r\n"};
  return kSpaces[random.OneIn(4) ? random.Below(4) : 0];
}

std::string RespellString(Random& random, const std::string& utf8) {
  // Escaped: everything beyond ASCII, pairs included.
  return random.OneIn(2) ? Json(utf8).dump() : Json(utf8).dump(-1, ' ', /*ensure_ascii=*/true);
}

std::string RespellNumber(Random& random, const Json& number) {
  const std::string text = number.dump();
  if (!number.is_number_integer()) return text;
  static const std::string kEndings[] = {"", ".0", ".00e0", "E+0", "e-0"};
  const bool exact = number >= -(int64_t{1} << 53) && number <= int64_t{1} << 53;
  return text + kEndings[exact ? random.Below(5) : 0];
}

}  // namespace

Json RandomScalar(Random& random) {
  switch (random.Below(8)) {
    case 0:
      return nullptr;
    case 1:
      return random.OneIn(2);
    case 2:
      return static_cast<int64_t>(random.Below(5)) - 2;
    case 3:
      return static_cast<int64_t>(random.Next() >> random.Below(64));
    case 4:
      return static_cast<double>(static_cast<int64_t>(random.Next())) / 4096.0;
    default:
      return RandomKey(random);
  }
}

std::string RandomKey(Random& random) {
  static const std::string kPieces[] = {"a",  "b",           "/",        "~",    "\"",
                                        "\\", "\x01",        "\xC3\xA4", "\x7F", "\xF0\x9F\x98\x80",
                                        "\n", "\xE2\x82\xAC"};
  std::string key;
  for (size_t count = random.Below(3); count > 0; --count) {
    key += kPieces[random.OneIn(3) ? random.Below(std::size(kPieces)) : random.Below(2)];
  }
  return key;
}

Json RandomJson(Random& random, size_t depth) {
  if (depth == 0 || random.OneIn(3)) return RandomScalar(random);
  Json json = random.OneIn(2) ? Json::array() : Json::object();
  for (size_t count = random.Below(6); count > 0; --count) {
    Json value = RandomJson(random, depth - 1);
    if (json.is_array()) {
      json.push_back(std::move(value));
    } else {
      json[RandomKey(random)] = std::move(value);
    }
  }
  return json;
}

void Mutate(Random& random, Json* json) {
  if (json->is_array() && !random.OneIn(8)) {
    MutateArray(random, json);
  } else if (json->is_object() && !random.OneIn(8)) {
    MutateObject(random, json);
  } else {
    *json = RandomJson(random, 2);
  }
}

std::string Respell(Random& random, const Json& json) {
  if (json.is_string()) return RespellString(random, json.get<std::string>());
  if (json.is_number()) return RespellNumber(random, json);
  if (!json.is_structured()) return json.dump();
  std::vector<std::string> parts;
  for (const auto& item : json.items()) {
    const std::string key =
        json.is_object() ? RespellString(random, item.key()) + Space(random) + ":" : "";
    parts.push_back(Space(random) + key + Space(random) + Respell(random, item.value()));
  }
  if (json.is_object()) random.Shuffle(parts);
  std::string text = json.is_object() ? "{" : "[";
  for (size_t i = 0; i < parts.size(); ++i) text += (i > 0 ? "," : "") + parts[i] + Space(random);
  return text + Space(random) + (json.is_object() ? "}" : "]");
}

}  // namespace weft::testing
