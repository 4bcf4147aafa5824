// What is a value without further ado, and what is none.
#include "crdt/core/value.h"

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace weft {
namespace {

template <class T>
inline constexpr bool kIsValue =
    std::is_constructible_v<Value, T> && std::is_convertible_v<T, Value>;
template <class T>
inline constexpr bool kIsNone =
    !std::is_constructible_v<Value, T> && !std::is_convertible_v<T, Value>;

static_assert(kIsValue<std::nullptr_t> && kIsValue<bool> && kIsValue<bool&>);
static_assert(kIsValue<int> && kIsValue<short> && kIsValue<int8_t> && kIsValue<uint8_t>);
static_assert(kIsValue<int64_t> && kIsValue<long long> && kIsValue<uint64_t> && kIsValue<size_t>);
static_assert(kIsValue<float> && kIsValue<double>);
static_assert(kIsValue<const char*> && kIsValue<char*> && kIsValue<const char (&)[4]>);
static_assert(kIsValue<std::string> && kIsValue<std::string_view> && kIsValue<Bytes>);
static_assert(kIsValue<ContainerId>);
// Pointers are not true, nor are characters numbers.
static_assert(kIsNone<int*> && kIsNone<const void*> && kIsNone<Value*> && kIsNone<const Bytes*>);
static_assert(kIsNone<void (*)()> && kIsNone<int ContainerId::*>);
static_assert(kIsNone<const char16_t*> && kIsNone<const wchar_t*> && kIsNone<const char8_t*>);
static_assert(kIsNone<char> && kIsNone<wchar_t> && kIsNone<char8_t> && kIsNone<char16_t> &&
              kIsNone<char32_t>);
enum Plain { kPlain };
enum class Scoped { kScoped };
static_assert(kIsNone<Plain> && kIsNone<Scoped>);

TEST(Value, OfNumbersAndBooleansIsWhatTheyAre) {
  EXPECT_EQ(*Value(true).AsBool(), true);
  EXPECT_EQ(*Value(-7).AsInt(), -7);
  EXPECT_EQ(*Value(uint8_t{200}).AsInt(), 200);
  EXPECT_EQ(*Value(2.5f).AsDouble(), 2.5);
  EXPECT_EQ(*Value("text").AsString(), "text");
}

TEST(Value, OfAnUnsignedNumberIsNeverNegative) {
  constexpr uint64_t kGreatest = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(*Value(kGreatest).AsInt(), std::numeric_limits<int64_t>::max());
  const Value beyond(kGreatest + 1);
  ASSERT_NE(beyond.AsDouble(), nullptr);
  EXPECT_EQ(*beyond.AsDouble(), 9223372036854775808.0);
  EXPECT_EQ(*Value(~uint64_t{0}).AsDouble(), 18446744073709551616.0);
}

}  // namespace
}  // namespace weft
