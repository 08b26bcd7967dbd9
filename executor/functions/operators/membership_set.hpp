#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

#include "tables/decimal.hpp"
#include "tables/guid.hpp"
#include "tables/value.hpp"

namespace kelpie::executor {

struct DecimalHash {
  using is_avalanching = void;
  std::size_t operator()(const tables::Decimal& value) const {
    const auto low = static_cast<std::uint64_t>(value.coefficient);
    const auto high = static_cast<std::uint64_t>(value.coefficient >> 64);
    const std::uint64_t mixed = (low ^ (high * 0x9e3779b97f4a7c15ull)) + static_cast<std::uint32_t>(value.exponent);
    return (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9ull;
  }
};
struct GuidHash {
  using is_avalanching = void;
  std::size_t operator()(const tables::Guid& value) const {
    const std::uint64_t mixed = value.high ^ (value.low * 0x9e3779b97f4a7c15ull);
    return (mixed ^ (mixed >> 32)) * 0xbf58476d1ce4e5b9ull;
  }
};

template <typename T>
struct MembershipHash {
  using type = boost::hash<T>;
};
template <>
struct MembershipHash<tables::Decimal> {
  using type = DecimalHash;
};
template <>
struct MembershipHash<tables::Guid> {
  using type = GuidHash;
};

/// The constant elements of `in`, as values of one physical form. Few are compared one after another, many are hashed.
template <typename T>
class MembershipSet {
 public:
  static constexpr std::size_t few = 8;

  void insert(const T& value) {
    if constexpr (std::is_same_v<T, double>) {
      if (value != value) return;  // NaN equals nothing
    }
    if (!set_.insert(value).second) return;
    if (list_.size() <= few) list_.push_back(value);
  }
  [[nodiscard]] bool contains(const T& value) const {
    if (set_.size() > few) return set_.contains(value);
    for (const T& member : list_) {
      if (member == value) return true;
    }
    return false;
  }
  [[nodiscard]] std::size_t size() const { return set_.size(); }
  /// All members, when they are few.
  [[nodiscard]] std::span<const T> members() const { return list_; }

 private:
  boost::unordered_flat_set<T, typename MembershipHash<T>::type> set_;
  std::vector<T> list_;
};

/// The elements of a call, dynamic arrays flattened: scalars, and for a dynamic that is no array its own kind.
[[nodiscard]] std::vector<tables::Value> flattened_elements(std::span<const tables::Value> elements);

/// The element as a value of the type that it is looked for in; nothing when no value of that type equals it (1.5 among
/// integers).
[[nodiscard]] std::optional<tables::Value> element_as(const tables::Value& element, tables::Type type);

}  // namespace kelpie::executor
