#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "executor/aggregates/distinct_counter.hpp"
#include "tables/dynamic.hpp"
#include "tables/vector.hpp"

namespace kelpie::executor {

/// What hll() gives: a dynamic array of the sketch's precision and either the hashes, while they are few, or the
/// registers as text. Queries may keep such values and merge them later, but not look inside.
class HllValue {
 public:
  /// Nothing when the value is none that hll() has made.
  [[nodiscard]] static std::optional<HllValue> read(tables::DynamicView value);
  [[nodiscard]] unsigned precision() const { return precision_; }
  /// Into a group of a counter whose precision is not above ours.
  void add_to(DistinctCounter& counter, unsigned precision, std::uint32_t group) const;

 private:
  unsigned precision_ = 0;
  std::vector<std::uint64_t> hashes_;
  std::optional<HyperLogLog> sketch_;
};

/// One value a group of the counter; it is settled by this.
[[nodiscard]] tables::Vector hll_values(DistinctCounter& counter, unsigned precision);

/// Up to how many different values a sketch of the precision lists its hashes.
[[nodiscard]] std::uint32_t exact_values(unsigned precision);

}  // namespace kelpie::executor
