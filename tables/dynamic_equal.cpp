#include <algorithm>
#include <cmath>
#include <utility>

#include "tables/dynamic.hpp"

namespace kelpie::tables {

namespace {

bool is_number(DynamicKind kind) {
  return kind == DynamicKind::long_ || kind == DynamicKind::real || kind == DynamicKind::decimal;
}

bool equal_numbers(std::int64_t left, double right) {
  return right >= -0x1p63 && right < 0x1p63 && static_cast<std::int64_t>(right) == left && std::trunc(right) == right;
}

bool equal_reals(double left, double right) { return left == right || (std::isnan(left) && std::isnan(right)); }

std::optional<Decimal> decimal_of(DynamicView number) {
  if (number.kind() == DynamicKind::decimal) return number.as_decimal();
  if (number.kind() == DynamicKind::long_) return decimal_from(number.as_integer());
  return decimal_from(number.as_real());
}

bool equal_numbers(DynamicView left, DynamicView right) {
  if (left.kind() == DynamicKind::decimal || right.kind() == DynamicKind::decimal) {
    const auto first = decimal_of(left);
    return first.has_value() && first == decimal_of(right);
  }
  if (left.kind() == DynamicKind::real) {
    if (right.kind() == DynamicKind::real) return equal_reals(left.as_real(), right.as_real());
    return equal_numbers(right.as_integer(), left.as_real());
  }
  if (right.kind() == DynamicKind::real) return equal_numbers(left.as_integer(), right.as_real());
  return left.as_integer() == right.as_integer();
}

using Pair = std::pair<DynamicView, DynamicView>;

/// Entries of a bag by key; bags of this size and smaller are searched instead.
constexpr std::size_t searched_bag = 16;

std::vector<std::pair<std::string_view, DynamicView>> sorted_entries(DynamicView bag) {
  std::vector<std::pair<std::string_view, DynamicView>> entries;
  entries.reserve(bag.size());
  for (std::size_t i = 0; i < bag.size(); ++i) entries.emplace_back(bag.key(i), bag.value(i));
  std::sort(entries.begin(), entries.end(),
            [](const auto& left, const auto& right) { return left.first < right.first; });
  return entries;
}

/// Adds the pairs of values that must be equal; false when the keys differ already.
bool pair_entries(DynamicView left, DynamicView right, std::vector<Pair>& open) {
  const std::size_t count = left.size();
  std::size_t same = 0;
  while (same < count && left.key(same) == right.key(same)) {
    open.emplace_back(left.value(same), right.value(same));
    ++same;
  }
  if (same == count) return true;
  if (count <= searched_bag) {
    for (std::size_t i = same; i < count; ++i) {
      const DynamicView other = right.find(left.key(i));
      if (other.bytes().empty()) return false;
      open.emplace_back(left.value(i), other);
    }
    return true;
  }
  const auto left_entries = sorted_entries(left);
  const auto right_entries = sorted_entries(right);
  for (std::size_t i = 0; i < count; ++i) {
    if (left_entries[i].first != right_entries[i].first) return false;
    open.emplace_back(left_entries[i].second, right_entries[i].second);
  }
  return true;
}

/// Compares two values but for their members, which are added to the open pairs.
bool equal_shallow(DynamicView left, DynamicView right, std::vector<Pair>& open) {
  const DynamicKind kind = left.kind();
  if (is_number(kind) && is_number(right.kind())) return equal_numbers(left, right);
  if (kind != right.kind()) return false;
  switch (kind) {
    case DynamicKind::null:
      return true;
    case DynamicKind::boolean:
      return left.as_bool() == right.as_bool();
    case DynamicKind::datetime:
    case DynamicKind::timespan:
      return left.as_integer() == right.as_integer();
    case DynamicKind::string:
      return left.as_string() == right.as_string();
    case DynamicKind::guid:
      return left.as_guid() == right.as_guid();
    case DynamicKind::array:
      if (left.size() != right.size()) return false;
      for (std::size_t i = 0; i < left.size(); ++i) open.emplace_back(left.element(i), right.element(i));
      return true;
    case DynamicKind::bag:
      return left.size() == right.size() && pair_entries(left, right, open);
    case DynamicKind::long_:
    case DynamicKind::real:
    case DynamicKind::decimal:
      break;  // numbers, above
  }
  return false;
}

}  // namespace

bool equal(DynamicView left, DynamicView right) {
  if (left.bytes() == right.bytes()) return true;
  // The pairs still to compare stand in for recursion: values may nest deeper than the stack allows.
  std::vector<Pair> open;
  open.emplace_back(left, right);
  while (!open.empty()) {
    const auto [first, second] = open.back();
    open.pop_back();
    if (!equal_shallow(first, second, open)) return false;
  }
  return true;
}

}  // namespace kelpie::tables
